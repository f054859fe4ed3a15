//! The lines of a table inside the document: their names, presence and order.

use automerge::ReadDoc;
use std::collections::BTreeMap;

use crate::id::LineId;

use super::edit::{EditError, LINES_MAX, Position};
use super::order;
use super::schema::{HERE_KEY, ORDER_KEY, Table};
use super::write::{find, path};

/// Where the lines of the tables stand, removed ones too, kept while several edits are made.
#[derive(Default)]
pub(crate) struct Lines(BTreeMap<Table, Vec<(String, LineId)>>);

impl Lines {
    /// The order key for a line at that position, which then counts as standing there.
    pub(crate) fn place(
        &mut self,
        doc: &impl ReadDoc,
        table: Table,
        line: LineId,
        position: Position,
    ) -> Result<String, EditError> {
        let lines = self.0.entry(table).or_insert_with(|| lines(doc, table));
        if lines.len() >= LINES_MAX {
            return Err(EditError::TableFull(table));
        }
        lines.retain(|(_, other)| *other != line);
        let next = match position {
            Position::First => 0,
            Position::Last => lines.len(),
            Position::After(before) => {
                let at = lines.iter().position(|(_, other)| *other == before);
                at.ok_or(EditError::NoSuchLine(table))? + 1
            }
        };
        let order = |at: Option<usize>| {
            at.and_then(|at| lines.get(at))
                .map(|(order, _)| order.as_str())
        };
        let key = order::between(order(next.checked_sub(1)), order(Some(next)));
        let at = lines.partition_point(|other| *other < (key.clone(), line));
        lines.insert(at, (key.clone(), line));
        Ok(key)
    }
}

/// The name of a line inside the document: 16 hexadecimal digits.
pub(crate) fn line_key(line: LineId) -> String {
    data_encoding::HEXLOWER.encode(&line.0)
}

/// The line with that name inside the document.
pub(crate) fn line_of(key: &str) -> Option<LineId> {
    let bytes = data_encoding::HEXLOWER.decode(key.as_bytes()).ok()?;
    LineId::try_from(&bytes[..]).ok()
}

/// Whether there ever was such a line.
pub(crate) fn known(doc: &impl ReadDoc, table: Table, line: LineId) -> Result<(), EditError> {
    let path = path([table.key(), &line_key(line)]);
    find(doc, &path)
        .map(|_| ())
        .ok_or(EditError::NoSuchLine(table))
}

/// Whether there is such a line and nobody, or not everybody, removed it.
pub(crate) fn present(doc: &impl ReadDoc, table: Table, line: LineId) -> Result<(), EditError> {
    let map =
        find(doc, &path([table.key(), &line_key(line)])).ok_or(EditError::NoSuchLine(table))?;
    let claims = doc.get_all(&map, HERE_KEY)?;
    let is_here = |value: &automerge::Value<'_>| value.as_bool() == Some(true);
    if claims.iter().any(|(value, _)| is_here(value)) {
        Ok(())
    } else {
        Err(EditError::NoSuchLine(table))
    }
}

/// The order keys and names of all lines of a table, removed ones too, sorted as shown.
fn lines(doc: &impl ReadDoc, table: Table) -> Vec<(String, LineId)> {
    let Some(map) = find(doc, &path([table.key()])) else {
        return Vec::new();
    };
    let line = |key: String| {
        let line = line_of(&key)?;
        let map = find(doc, &path([table.key(), &key]))?;
        let order = doc.get(&map, ORDER_KEY).ok().flatten();
        let order = order.and_then(|(order, _)| order.as_str().map(str::to_owned));
        Some((order.unwrap_or_default(), line))
    };
    let mut lines: Vec<_> = doc.keys(&map).filter_map(line).collect();
    lines.sort();
    lines
}
