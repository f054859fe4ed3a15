//! The writes that an edit needs, on the document as it stands.

use automerge::{ReadDoc, ScalarValue};

use crate::id::LineId;

use super::collision::{Place, Value};
use super::edit::{Edit, EditError, TEXT_BYTES_MAX};
use super::lines::{Lines, known, line_key, present};
use super::schema::{
    Column, FIELDS_KEY, HERE_KEY, NAME_BYTES_MAX, ORDER_KEY, OTHER_KEY, SETS_KEY, STEP_TEXT_KEY,
    TEXTS_KEY, Table, VALUE_BYTES_MAX, WITHDRAWN_KEY,
};
use super::text::{Splice, rebased, splices};
use super::write::{Path, Write, find, path, splice_writes};

impl Edit {
    /// The writes that make this edit, on the document as it stands.
    pub(crate) fn writes(
        &self,
        doc: &impl ReadDoc,
        lines: &mut Lines,
    ) -> Result<Vec<Write>, EditError> {
        match self {
            Self::SetField { field, value } => {
                Ok(vec![words(path([FIELDS_KEY, field.key()]), value, false)?])
            }
            Self::EditText { text, seen, new } => {
                rewritten(doc, &path([TEXTS_KEY, text.key()]), seen, new)
            }
            Self::SpliceText {
                text,
                at,
                delete,
                insert,
            } => {
                let splice = Splice {
                    at: *at,
                    delete: *delete,
                    insert: insert.clone(),
                };
                spliced(doc, &path([TEXTS_KEY, text.key()]), vec![splice])
            }
            Self::AddWord { set, word } => {
                let path = path([SETS_KEY, set.key(), named(word)?]);
                Ok(vec![Write::Put {
                    path,
                    value: true.into(),
                    fresh: false,
                }])
            }
            Self::RemoveWord { set, word } => Ok(vec![Write::Delete {
                path: path([SETS_KEY, set.key(), named(word)?]),
            }]),
            Self::SetOther { name, json } => other(name, json.as_deref(), false),
            Self::Withdraw => Ok(vec![withdrawn(true, false)]),
            Self::Reinstate => Ok(vec![withdrawn(false, false)]),
            Self::Settle { place, value } => settled(doc, place, value),
            _ => self.line_writes(doc, lines),
        }
    }

    fn line_writes(&self, doc: &impl ReadDoc, lines: &mut Lines) -> Result<Vec<Write>, EditError> {
        match self {
            Self::AddLine {
                table,
                line,
                position,
                cells,
            } => {
                let order = lines.place(doc, *table, *line, *position)?;
                added(doc, *table, *line, order, cells)
            }
            Self::SetCell {
                table,
                line,
                column,
                value,
            } => {
                present(doc, *table, *line)?;
                let cell = cell(*table, *line, *column, value, false)?;
                Ok(vec![cell, here(*table, *line, true)])
            }
            Self::MoveLine {
                table,
                line,
                position,
            } => {
                present(doc, *table, *line)?;
                let order = lines.place(doc, *table, *line, *position)?;
                Ok(vec![
                    order_write(*table, *line, order),
                    here(*table, *line, true),
                ])
            }
            Self::RemoveLine { table, line } => {
                present(doc, *table, *line)?;
                Ok(vec![here(*table, *line, false)])
            }
            Self::RestoreLine { table, line } => {
                known(doc, *table, *line)?;
                Ok(vec![here(*table, *line, true)])
            }
            Self::EditStepText { line, seen, new } => {
                present(doc, Table::Steps, *line)?;
                let mut writes = rewritten(doc, &step_text(*line), seen, new)?;
                if !writes.is_empty() {
                    writes.push(here(Table::Steps, *line, true));
                }
                Ok(writes)
            }
            _ => Ok(Vec::new()),
        }
    }
}

fn settled(doc: &impl ReadDoc, place: &Place, value: &Value) -> Result<Vec<Write>, EditError> {
    match (place, value) {
        (Place::Field(field), Value::Words(value)) => {
            Ok(vec![words(path([FIELDS_KEY, field.key()]), value, true)?])
        }
        (Place::Cell(table, line, column), Value::Words(value)) => {
            present(doc, *table, *line)?;
            let cell = cell(*table, *line, *column, value, true)?;
            Ok(vec![cell, here(*table, *line, true)])
        }
        (Place::Line(table, line), Value::Here(is_here)) => {
            known(doc, *table, *line)?;
            Ok(vec![here(*table, *line, *is_here)])
        }
        (Place::Design, Value::Here(is_here)) => Ok(vec![withdrawn(!is_here, true)]),
        (Place::Other(name), Value::Words(json)) => other(name, Some(json), true),
        _ => Err(EditError::NothingToSettle),
    }
}

fn added(
    doc: &impl ReadDoc,
    table: Table,
    line: LineId,
    order: String,
    cells: &[(Column, String)],
) -> Result<Vec<Write>, EditError> {
    if known(doc, table, line).is_ok() {
        return Err(EditError::LineExists(table));
    }
    let mut writes = vec![here(table, line, true), order_write(table, line, order)];
    for (column, value) in cells {
        writes.push(cell(table, line, *column, value, false)?);
    }
    if table == Table::Steps {
        let path = step_text(line);
        writes.push(Write::Splice {
            path,
            at: 0,
            delete: 0,
            insert: String::new(),
        });
    }
    Ok(writes)
}

fn words(path: Path, value: &str, fresh: bool) -> Result<Write, EditError> {
    within(value.len(), VALUE_BYTES_MAX)?;
    Ok(Write::Put {
        path,
        value: ScalarValue::Str(value.into()),
        fresh,
    })
}

fn cell(
    table: Table,
    line: LineId,
    column: Column,
    value: &str,
    fresh: bool,
) -> Result<Write, EditError> {
    if !table.columns().contains(&column) {
        return Err(EditError::NoSuchColumn(table, column));
    }
    if column == Column::Quantity && !value.is_empty() && !is_quantity(value) {
        return Err(EditError::NotAQuantity(value.chars().take(40).collect()));
    }
    words(
        path([table.key(), &line_key(line), column.key()]),
        value,
        fresh,
    )
}

/// An exact decimal above 0 with digits on both sides of a point, if there is one.
pub fn is_quantity(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && digits(part)
        && text.len() <= 20
        && text.bytes().any(|b| (b'1'..=b'9').contains(&b))
}

fn here(table: Table, line: LineId, is_here: bool) -> Write {
    let path = path([table.key(), &line_key(line), HERE_KEY]);
    Write::Put {
        path,
        value: is_here.into(),
        fresh: true,
    }
}

fn withdrawn(withdrawn: bool, fresh: bool) -> Write {
    Write::Put {
        path: path([WITHDRAWN_KEY]),
        value: withdrawn.into(),
        fresh,
    }
}

fn other(name: &str, json: Option<&str>, fresh: bool) -> Result<Vec<Write>, EditError> {
    let path = path([OTHER_KEY, named(name)?]);
    let Some(json) = json else {
        return Ok(vec![Write::Delete { path }]);
    };
    if serde_json::from_str::<serde_json::Value>(json).is_err() {
        return Err(EditError::NotJson);
    }
    Ok(vec![words(path, json, fresh)?])
}

fn named(name: &str) -> Result<&str, EditError> {
    within(name.len(), NAME_BYTES_MAX)?;
    if name.is_empty() {
        Err(EditError::Empty)
    } else {
        Ok(name)
    }
}

fn within(bytes: usize, limit: usize) -> Result<(), EditError> {
    if bytes > limit {
        Err(EditError::TooLong { bytes, limit })
    } else {
        Ok(())
    }
}

fn rewritten(
    doc: &impl ReadDoc,
    path: &Path,
    seen: &str,
    new: &str,
) -> Result<Vec<Write>, EditError> {
    let current = text_at(doc, path);
    spliced(doc, path, rebased(splices(seen, new), seen, &current))
}

/// The writes of these splices, from the back so that each position still holds.
fn spliced(doc: &impl ReadDoc, path: &Path, splices: Vec<Splice>) -> Result<Vec<Write>, EditError> {
    let length = text_at(doc, path).chars().count();
    let inserted: usize = splices.iter().map(|splice| splice.insert.len()).sum();
    within(length + inserted, TEXT_BYTES_MAX)?;
    let writes = splices.iter().rev().flat_map(|splice| {
        let at = splice.at.min(length);
        splice_writes(path, at, splice.delete.min(length - at), &splice.insert)
    });
    Ok(writes.collect())
}

fn text_at(doc: &impl ReadDoc, path: &Path) -> String {
    find(doc, path)
        .and_then(|text| doc.text(&text).ok())
        .unwrap_or_default()
}

fn step_text(line: LineId) -> Path {
    path([Table::Steps.key(), &line_key(line), STEP_TEXT_KEY])
}

fn order_write(table: Table, line: LineId, order: String) -> Write {
    let path = path([table.key(), &line_key(line), ORDER_KEY]);
    Write::Put {
        path,
        value: ScalarValue::Str(order.into()),
        fresh: false,
    }
}
