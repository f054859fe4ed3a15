/// A page that the window shows, a command prints and a browser prints on paper: the same words everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageView {
    /// What stands above.
    pub title: String,
    /// Sentences below it.
    pub intro: Vec<String>,
    /// Its parts.
    pub sections: Vec<PageSection>,
    /// What stands at the bottom.
    pub foot: Vec<String>,
}

/// One part of a page: a table, or sentences where it has no headings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageSection {
    /// What stands above.
    pub title: String,
    /// A sentence about it; what is to be said where there are no rows.
    pub note: String,
    /// The headings of the table.
    pub headings: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

impl PageView {
    /// For people who read a terminal.
    pub fn text(&self) -> String {
        let mut text = vec![self.title.clone()];
        text.extend(self.intro.iter().cloned());
        for section in &self.sections {
            text.push(format!("\n{}", section.title));
            if !section.note.is_empty() {
                text.push(format!("  {}", section.note));
            }
            text.extend(section.rows.iter().map(|row| {
                let cells: Vec<&str> = row.iter().map(String::as_str).collect();
                format!("  {}", cells.join("  "))
            }));
        }
        if !self.foot.is_empty() {
            text.push(String::new());
        }
        text.extend(self.foot.iter().cloned());
        text.join("\n")
    }
}
