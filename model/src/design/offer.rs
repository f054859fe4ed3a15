//! Writing again what one's own changes did, where they were set aside for leaning on others'.
//!
//! When a removal or a fork takes changes out of effect, whatever builds on them goes with them. The work of
//! honest people among it is offered again (replication.md, section 6): a value only where nobody has
//! changed it since, a text by its own smallest changes, a line unless it is there already.

use super::diff::Difference;
use super::edit::{Edit, Position};
use super::text::Piece;
use super::view::{Line, View};

/// What of some differences can be made again, and what cannot.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Offered {
    /// The edits, in order.
    pub edits: Vec<Edit>,
    /// What stands differently by now, so that a person has to look.
    pub left: Vec<Difference>,
}

/// The edits that make these differences again in a design that shows `now`.
///
/// Each difference stands for itself: earlier ones of the list must have been made before later ones of
/// another list are asked for.
pub fn offer(now: &View, differences: impl IntoIterator<Item = Difference>) -> Offered {
    let mut offered = Offered::default();
    for difference in differences {
        match again(now, &difference) {
            Again::Edits(edits) => offered.edits.extend(edits),
            Again::ThereAlready => {}
            Again::Changed => offered.left.push(difference),
        }
    }
    offered
}

enum Again {
    Edits(Vec<Edit>),
    ThereAlready,
    Changed,
}

fn again(now: &View, difference: &Difference) -> Again {
    match difference.clone() {
        Difference::Stands(stands) if now.is_withdrawn != stands => Again::ThereAlready,
        Difference::Stands(true) => one(Edit::Reinstate),
        Difference::Stands(false) => one(Edit::Withdraw),
        Difference::Field {
            field,
            before,
            after,
        } => {
            let edit = |value| Edit::SetField { field, value };
            value(now.field(field), &before, after, edit)
        }
        Difference::Words {
            set,
            added,
            removed,
        } => {
            let added = added.into_iter().map(|word| Edit::AddWord { set, word });
            let there = |word: &String| now.words(set).any(|other| other == word);
            let removed = removed.into_iter().filter(there);
            let removed = removed.map(|word| Edit::RemoveWord { set, word });
            Again::Edits(added.chain(removed).collect())
        }
        Difference::Text { text, pieces } => {
            let (seen, new) = both(&pieces);
            one(Edit::EditText { text, seen, new })
        }
        Difference::LineAdded { table, line } if now.line(table, line.id).is_some() => {
            Again::ThereAlready
        }
        Difference::LineAdded { table, line } => {
            let mut edits = vec![Edit::AddLine {
                table,
                line: line.id,
                position: Position::Last,
                cells: line.cells.clone().into_iter().collect(),
            }];
            edits.extend(step_text(&line));
            Again::Edits(edits)
        }
        Difference::LineRemoved { table, line } => match now.line(table, line.id) {
            None => Again::ThereAlready,
            Some(stands) if stands.cells == line.cells && stands.text == line.text => {
                one(Edit::RemoveLine {
                    table,
                    line: line.id,
                })
            }
            Some(_) => Again::Changed,
        },
        // Where it stood among the others means nothing once those have changed.
        Difference::LineMoved { .. } => Again::Changed,
        Difference::Cell {
            table,
            line,
            column,
            before,
            after,
        } => match now.line(table, line) {
            None => Again::Changed,
            Some(stands) => {
                let edit = |value| Edit::SetCell {
                    table,
                    line,
                    column,
                    value,
                };
                value(stands.cell(column), &before, after, edit)
            }
        },
        Difference::StepText { line, pieces } => {
            let (seen, new) = both(&pieces);
            match now.line(super::schema::Table::Steps, line) {
                None => Again::Changed,
                Some(_) => one(Edit::EditStepText { line, seen, new }),
            }
        }
        Difference::Other {
            name,
            before,
            after,
        } => {
            let stands = now.other.get(&name).map_or("", String::as_str);
            let edit = |json: String| Edit::SetOther {
                name,
                json: (!json.is_empty()).then_some(json),
            };
            value(stands, &before, after, edit)
        }
    }
}

fn one(edit: Edit) -> Again {
    Again::Edits(vec![edit])
}

/// A value returns only where what it replaced still stands.
fn value(stands: &str, before: &str, after: String, edit: impl FnOnce(String) -> Edit) -> Again {
    if stands == after {
        Again::ThereAlready
    } else if stands == before {
        one(edit(after))
    } else {
        Again::Changed
    }
}

/// The earlier and the later one of two texts that are shown as one.
fn both(pieces: &[Piece]) -> (String, String) {
    let (mut before, mut after) = (String::new(), String::new());
    for piece in pieces {
        match piece {
            Piece::Same(text) => {
                before.push_str(text);
                after.push_str(text);
            }
            Piece::Removed(text) => before.push_str(text),
            Piece::Added(text) => after.push_str(text),
        }
    }
    (before, after)
}

fn step_text(line: &Line) -> Option<Edit> {
    (!line.text.is_empty()).then(|| Edit::EditStepText {
        line: line.id,
        seen: String::new(),
        new: line.text.clone(),
    })
}
