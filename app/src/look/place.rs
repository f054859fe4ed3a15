//! Places of a design, as a key that does not change and as words.

use model::design::{Missing, Place, Table, View};
use model::id::LineId;

/// A name for the place that commands and clicks can hand back: `function`, `parts/<line>/quantity`.
pub fn key(place: &Place) -> String {
    match place {
        Place::Design => "design".to_owned(),
        Place::Field(field) => field.key().to_owned(),
        Place::Text(text) => text.key().to_owned(),
        Place::Words(set) => set.key().to_owned(),
        Place::Line(table, line) => format!("{}/{line}", table.key()),
        Place::Cell(table, line, column) => format!("{}/{line}/{}", table.key(), column.key()),
        Place::Order(table, line) => format!("{}/{line}/order", table.key()),
        Place::StepText(line) => format!("steps/{line}/text"),
        Place::Other(name) => format!("other/{name}"),
    }
}

/// The place in words a person knows: "Quantity of Fan in the parts list".
pub fn words(view: &View, place: &Place) -> String {
    match place {
        Place::Design => "Whether the design stands".to_owned(),
        Place::Field(field) => spoken(field.key()),
        Place::Text(text) => spoken(text.key()),
        Place::Words(set) => spoken(set.key()),
        Place::Line(table, line) => format!(
            "{} in {}",
            line_name(view, *table, *line),
            table_words(*table)
        ),
        Place::Cell(table, line, column) => format!(
            "{} of {} in {}",
            spoken(column.key()),
            line_name(view, *table, *line),
            table_words(*table)
        ),
        Place::Order(table, line) => format!(
            "Place of {} in {}",
            line_name(view, *table, *line),
            table_words(*table)
        ),
        Place::StepText(line) => format!("Text of {}", line_name(view, Table::Steps, *line)),
        Place::Other(name) => name.clone(),
    }
}

/// What a release lacks, in words.
pub fn missing_words(missing: Missing) -> &'static str {
    match missing {
        Missing::Name => "a name",
        Missing::Function => "a sentence on what it is for",
        Missing::Licence => "a licence",
        Missing::Licensor => "somebody who gives the licence",
        Missing::FileOrStep => "at least one file or step",
    }
}

/// A table in words.
pub fn table_words(table: Table) -> &'static str {
    match table {
        Table::Parts => "the parts list",
        Table::Steps => "the steps",
        Table::Files => "the files",
        Table::People => "the people",
        Table::Links => "the links",
    }
}

/// A key of the model as a person reads it: `safety-notice` becomes "Safety notice".
pub fn spoken(key: &str) -> String {
    let text = key.replace('-', " ");
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn line_name(view: &View, table: Table, line: LineId) -> String {
    let name = view
        .line(table, line)
        .map(|line| line.cell(model::design::Column::Name))
        .unwrap_or_default();
    if name.is_empty() {
        "a line".to_owned()
    } else {
        format!("\u{201c}{name}\u{201d}")
    }
}
