//! Rows of a table become lines of a parts list.

use std::collections::BTreeMap;

use super::BomColumn;
use crate::design::{
    Column, Edit, LINES_MAX, Line, Position, Table as Lists, VALUE_BYTES_MAX, View,
};
use crate::export::sheet::Table;
use crate::id::{DocumentId, LineId};
use crate::number::Decimal;

/// What a table brings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Imported {
    /// The edits, in order; none where nothing is new.
    pub edits: Vec<Edit>,
    /// How many lines are new.
    pub added: usize,
    /// How many lines of the design say something else now.
    pub changed: usize,
    /// How many rows say what stands there already.
    pub unchanged: usize,
    /// What a person should look at: the row, from 1 for the one below the headings, and what is the matter.
    pub problems: Vec<(usize, RowProblem)>,
}

/// What is the matter with a row.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RowProblem {
    /// Left out: it is a part of a design that has a list of its own.
    #[error("is a part of a part, and stands in the list of that one")]
    Deeper,
    /// Left out: it has no name.
    #[error("has no name and was left out")]
    NoName,
    /// The quantity is none; it stands in the note.
    #[error("\"{0}\" is no quantity such as 2 or 0.5; it is kept in the note")]
    NotAQuantity(String),
    /// Neither made nor bought; it stands in the note.
    #[error("\"{0}\" is neither made nor bought; it is kept in the note")]
    NotASource(String),
    /// Not the id of a design; it stands in the note.
    #[error("\"{0}\" is no design of a commons; it is kept in the note")]
    NotADesign(String),
    /// A cell is too long; its end is missing.
    #[error("a cell was too long and was cut")]
    Cut,
    /// The list is full.
    #[error("was left out: a parts list has at most {LINES_MAX} lines")]
    Full,
}

/// The edits that bring the rows into the parts list of a design.
///
/// A row whose id is that of a line here changes that line; every other row is a new line at the end. Lines that the
/// table does not name stay. `next_line` draws the names of new lines.
pub fn edits(
    view: &View,
    table: &Table,
    columns: &[Option<BomColumn>],
    mut next_line: impl FnMut() -> LineId,
) -> Imported {
    let mut imported = Imported::default();
    let mut room = LINES_MAX.saturating_sub(view.lines(Lists::Parts).len());
    for (place, row) in table.rows.iter().enumerate() {
        let number = place + 1;
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut said = Said::of(row, columns);
        if said.is_deeper() {
            imported.problems.push((number, RowProblem::Deeper));
            continue;
        }
        let there = said.line().and_then(|line| view.line(Lists::Parts, line));
        let cells = said.cells(there, number, &mut imported.problems);
        if let Some(line) = there {
            let changes: Vec<Edit> = said
                .columns()
                .map(|column| (column, cells.get(&column).cloned().unwrap_or_default()))
                .filter(|(column, value)| line.cell(*column) != value)
                .map(|(column, value)| Edit::SetCell {
                    table: Lists::Parts,
                    line: line.id,
                    column,
                    value,
                })
                .collect();
            match changes.is_empty() {
                true => imported.unchanged += 1,
                false => imported.changed += 1,
            }
            imported.edits.extend(changes);
        } else if !cells.contains_key(&Column::Name) {
            imported.problems.push((number, RowProblem::NoName));
        } else if room == 0 {
            imported.problems.push((number, RowProblem::Full));
        } else {
            room -= 1;
            imported.added += 1;
            imported.edits.push(Edit::AddLine {
                table: Lists::Parts,
                line: next_line(),
                position: Position::Last,
                cells: cells.into_iter().collect(),
            });
        }
    }
    imported
}

/// What a row says, column by column.
struct Said<'a> {
    cells: BTreeMap<BomColumn, &'a str>,
    note: Vec<String>,
}

impl<'a> Said<'a> {
    fn of(row: &'a [String], columns: &[Option<BomColumn>]) -> Said<'a> {
        let named = columns.iter().zip(row);
        Said {
            cells: named
                .filter_map(|(column, cell)| Some(((*column)?, cell.as_str())))
                .collect(),
            note: Vec::new(),
        }
    }

    fn cell(&self, column: BomColumn) -> &'a str {
        self.cells.get(&column).copied().unwrap_or_default()
    }

    fn is_deeper(&self) -> bool {
        let level: Option<u32> = self.cell(BomColumn::Level).trim().parse().ok();
        level.is_some_and(|level| level > 1)
    }

    fn line(&self) -> Option<LineId> {
        self.cell(BomColumn::Id).parse().ok()
    }

    /// The columns of a parts list of which the table says something.
    fn columns(&self) -> impl Iterator<Item = Column> {
        let has_note = !self.note.is_empty() && !self.cells.contains_key(&BomColumn::Note);
        self.cells
            .keys()
            .filter_map(|column| column.column())
            .chain(has_note.then_some(Column::Note))
    }

    /// The cells of a line; empty ones are left out. What stands there already is not judged.
    fn cells(
        &mut self,
        there: Option<&Line>,
        number: usize,
        problems: &mut Vec<(usize, RowProblem)>,
    ) -> BTreeMap<Column, String> {
        let mut cells = BTreeMap::new();
        let all: Vec<(BomColumn, &str)> = self.cells.iter().map(|(c, cell)| (*c, *cell)).collect();
        for (meaning, cell) in all {
            let Some(column) = meaning.column() else {
                continue;
            };
            let value = match meaning {
                _ if there.is_some_and(|line| line.cell(column) == cell) => Ok(cell.to_owned()),
                BomColumn::Quantity => self.checked(cell, quantity, RowProblem::NotAQuantity),
                BomColumn::MadeOrBought => self.checked(cell, source, RowProblem::NotASource),
                BomColumn::Design => self.checked(cell, design, RowProblem::NotADesign),
                _ => Ok(cell.to_owned()),
            };
            let value = value.unwrap_or_else(|problem| {
                problems.push((number, problem));
                String::new()
            });
            cells.insert(column, value);
        }
        if !self.note.is_empty() {
            let note = cells.entry(Column::Note).or_default();
            let mut all = vec![note.clone()];
            all.append(&mut self.note.clone());
            all.retain(|part| !part.is_empty());
            *note = all.join(" · ");
        }
        for value in cells.values_mut() {
            if value.len() > VALUE_BYTES_MAX {
                value.truncate(value.floor_char_boundary(VALUE_BYTES_MAX));
                problems.push((number, RowProblem::Cut));
            }
        }
        cells.retain(|_, value| !value.trim().is_empty());
        cells
    }

    /// A cell with a form of its own; what has another form goes into the note.
    fn checked(
        &mut self,
        cell: &str,
        read: fn(&str) -> Option<String>,
        problem: fn(String) -> RowProblem,
    ) -> Result<String, RowProblem> {
        if cell.trim().is_empty() {
            return Ok(String::new());
        }
        read(cell).ok_or_else(|| {
            self.note.push(cell.trim().to_owned());
            problem(cell.trim().chars().take(80).collect())
        })
    }
}

fn quantity(cell: &str) -> Option<String> {
    if crate::design::is_quantity(cell.trim()) {
        return Some(cell.trim().to_owned());
    }
    let decimal = Decimal::parse(cell).ok()?;
    (decimal.mantissa > 0).then(|| decimal.to_string())
}

fn source(cell: &str) -> Option<String> {
    let found = match cell.trim().to_lowercase().as_str() {
        "made" | "make" | "own" | "self-made" | "gemacht" | "eigen" | "fait" | "hecho" => "made",
        "bought" | "buy" | "purchased" | "gekauft" | "fremd" | "acheté" | "comprado" => "bought",
        _ => return None,
    };
    Some(found.to_owned())
}

fn design(cell: &str) -> Option<String> {
    let design: DocumentId = cell.trim().parse().ok()?;
    Some(design.to_string())
}
