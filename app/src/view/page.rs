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
            text.extend(section.lines());
        }
        if !self.foot.is_empty() {
            text.push(String::new());
        }
        text.extend(self.foot.iter().cloned());
        text.join("\n")
    }
}

impl PageSection {
    /// The table line by line, its cells below each other.
    fn lines(&self) -> Vec<String> {
        if self.rows.is_empty() {
            return vec![];
        }
        let heading = (!self.headings.is_empty()).then_some(&self.headings);
        let rows: Vec<&Vec<String>> = heading.into_iter().chain(&self.rows).collect();
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let line = |row: &&Vec<String>| {
            let cells = row.iter().enumerate();
            let cells = cells.map(|(place, cell)| {
                let room = width(place).saturating_sub(cell.chars().count());
                format!("{cell}{}", " ".repeat(room))
            });
            let cells: Vec<String> = cells.collect();
            format!("  {}", cells.join("  ").trim_end())
        };
        rows.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_stands_in_columns_and_a_sentence_as_it_is() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let page = PageView {
            title: "Valley Tools".into(),
            sections: vec![
                PageSection {
                    title: "Fees".into(),
                    note: String::new(),
                    headings: texts(&["User", "Fee"]),
                    rows: vec![texts(&["Säge eG", "1.00 €"]), texts(&["A", "20.00 €"])],
                },
                PageSection {
                    title: "Payments".into(),
                    note: "None.".into(),
                    headings: texts(&["Payer"]),
                    rows: vec![],
                },
            ],
            ..PageView::default()
        };
        let expected = "Valley Tools\n\nFees\n  User     Fee\n  Säge eG  1.00 €\n  A        20.00 €\n\nPayments\n  None.";
        assert_eq!(page.text(), expected);
    }
}
