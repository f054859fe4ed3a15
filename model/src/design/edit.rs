//! What a person can do to a design.

use automerge::transaction::Transaction;
use automerge::{AutomergeError, ReadDoc, ScalarValue, Value as StoredValue};
use std::collections::VecDeque;

use crate::change::{CHANGE_BYTES_MAX, SignedChange};
use crate::document::Document;
use crate::id::{FileHash, LineId};
use crate::key::DeviceKey;

use super::collision::{Place, Value};
use super::order;
use super::schema::{
    Column, FIELDS_KEY, Field, FileRole, HERE_KEY, LongText, NAME_BYTES_MAX, ORDER_KEY, OTHER_KEY,
    SETS_KEY, STEP_TEXT_KEY, TEXTS_KEY, Table, VALUE_BYTES_MAX, WITHDRAWN_KEY, WordSet,
};
use super::text::{Splice, rebased, splices};
use super::write::{Budget, Path, Write, find, path, splice_writes};

/// A text is at most this long.
pub const TEXT_BYTES_MAX: usize = 1024 * 1024;
/// A table has at most so many lines, with those that were removed.
pub const LINES_MAX: usize = 20_000;
/// How often writing is tried with smaller changes before it is given up.
const TRIES_MAX: usize = 4;

/// One thing done to a design.
///
/// The caller draws the [`LineId`] of a new line: this crate has no chance.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence on each variant names its fields")]
pub enum Edit {
    /// Writes a short value; an empty one means that there is none.
    SetField { field: Field, value: String },
    /// Rewrites a long text that showed `seen` when the person began. What others wrote since stays.
    EditText {
        text: LongText,
        seen: String,
        new: String,
    },
    /// Replaces `delete` characters at `at` of a long text as it stands.
    SpliceText {
        text: LongText,
        at: usize,
        delete: usize,
        insert: String,
    },
    /// Adds a word to a set.
    AddWord { set: WordSet, word: String },
    /// Takes a word out of a set.
    RemoveWord { set: WordSet, word: String },
    /// Adds a line with these cells.
    AddLine {
        table: Table,
        line: LineId,
        position: Position,
        cells: Vec<(Column, String)>,
    },
    /// Writes a cell.
    SetCell {
        table: Table,
        line: LineId,
        column: Column,
        value: String,
    },
    /// Moves a line.
    MoveLine {
        table: Table,
        line: LineId,
        position: Position,
    },
    /// Removes a line. It can come back under its name.
    RemoveLine { table: Table, line: LineId },
    /// Brings a removed line back with what stood in it.
    RestoreLine { table: Table, line: LineId },
    /// Rewrites the text of a step, as [`Edit::EditText`].
    EditStepText {
        line: LineId,
        seen: String,
        new: String,
    },
    /// Keeps a value that this version does not know, as JSON; `None` takes it out.
    SetOther { name: String, json: Option<String> },
    /// Withdraws the design: it stays readable and leaves the catalogue.
    Withdraw,
    /// Takes the withdrawal back.
    Reinstate,
    /// Chooses what stands at the place of a collision: one of its values or another one.
    Settle { place: Place, value: Value },
}

/// Where in its table a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Before all others.
    First,
    /// Behind all others.
    Last,
    /// Right behind that line.
    After(LineId),
}

/// Why an edit cannot be made. Nothing of the whole call was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// A line that is not there, or was removed.
    #[error("there is no such line in the table {}", .0.key())]
    NoSuchLine(Table),
    /// A new line under a name that is taken.
    #[error("a line with this name is already in the table {}", .0.key())]
    LineExists(Table),
    /// The table is full.
    #[error("the table {} is full", .0.key())]
    TableFull(Table),
    /// A column that the table does not have.
    #[error("the table {} has no column {}", .0.key(), .1.key())]
    NoSuchColumn(Table, Column),
    /// A value, a text or a name that is too long.
    #[error("{bytes} bytes are too long, {limit} is the limit")]
    TooLong {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        limit: usize,
    },
    /// A quantity that is no exact decimal above 0.
    #[error("\"{0}\" is not a quantity above 0, such as 2 or 0.5")]
    NotAQuantity(String),
    /// An empty word or name.
    #[error("a word or a name is empty")]
    Empty,
    /// JSON that cannot be read.
    #[error("the value is not JSON")]
    NotJson,
    /// A place where nobody has to choose.
    #[error("nothing can be settled at this place")]
    NothingToSettle,
    /// The design already has a first change.
    #[error("the design was already begun")]
    AlreadyBegun,
    /// A change would be too large for others to accept.
    #[error("the change is too large")]
    TooLarge,
    /// The document does not hold a design, or not a whole one.
    #[error("the document cannot be written: {0}")]
    Damaged(String),
}

impl From<AutomergeError> for EditError {
    fn from(error: AutomergeError) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl Edit {
    /// A reference to a file that lies on this computer.
    pub fn attach_file(
        line: LineId,
        name: &str,
        role: FileRole,
        file: FileHash,
        size: u64,
        media: &str,
    ) -> Self {
        let cells = vec![
            (Column::Name, name.to_owned()),
            (Column::Role, role.key().to_owned()),
            (Column::File, file.to_string()),
            (Column::Size, size.to_string()),
            (Column::Media, media.to_owned()),
        ];
        Self::AddLine {
            table: Table::Files,
            line,
            position: Position::Last,
            cells,
        }
    }

    /// A reference to a file that is only at its source, not on this computer.
    pub fn link_file(line: LineId, name: &str, role: FileRole, url: &str) -> Self {
        let cells = vec![
            (Column::Name, name.to_owned()),
            (Column::Role, role.key().to_owned()),
            (Column::Url, url.to_owned()),
        ];
        Self::AddLine {
            table: Table::Files,
            line,
            position: Position::Last,
            cells,
        }
    }
}

/// Begins a design: its first change makes all fixed objects, then come the edits.
///
/// # Errors
/// When the document already has a change, or an edit cannot be made.
pub fn create(
    document: &mut Document,
    edits: &[Edit],
    key: &DeviceKey,
    time_ms: i64,
) -> Result<Vec<SignedChange>, EditError> {
    if !document.is_empty() {
        return Err(EditError::AlreadyBegun);
    }
    carry_out(document, Some(Write::FixedObjects), edits, key, time_ms)
}

/// Makes the edits, in order: usually one change, several when there is much text, none when
/// nothing is new.
///
/// # Errors
/// When one of the edits cannot be made; then none is.
pub fn apply(
    document: &mut Document,
    edits: &[Edit],
    key: &DeviceKey,
    time_ms: i64,
) -> Result<Vec<SignedChange>, EditError> {
    carry_out(document, None, edits, key, time_ms)
}

fn carry_out(
    document: &mut Document,
    first: Option<Write>,
    edits: &[Edit],
    key: &DeviceKey,
    time_ms: i64,
) -> Result<Vec<SignedChange>, EditError> {
    let mut budget = Budget::full();
    for _ in 0..TRIES_MAX {
        let mut copy = document.clone();
        let mut work = Work {
            edits: edits.iter(),
            writes: first.clone().into_iter().collect(),
        };
        let changes = work.done_on(&mut copy, budget, key, time_ms)?;
        if changes
            .iter()
            .all(|change| change.bytes.len() <= CHANGE_BYTES_MAX)
        {
            *document = copy;
            return Ok(changes);
        }
        budget = budget.quarter();
    }
    Err(EditError::TooLarge)
}

/// What is still to be written.
struct Work<'a> {
    edits: std::slice::Iter<'a, Edit>,
    writes: VecDeque<Write>,
}

impl Work<'_> {
    fn done_on(
        &mut self,
        document: &mut Document,
        budget: Budget,
        key: &DeviceKey,
        time_ms: i64,
    ) -> Result<Vec<SignedChange>, EditError> {
        let mut changes = document.join_heads(key, time_ms);
        while !self.writes.is_empty() || self.edits.len() > 0 {
            let change = document.transact(key, time_ms, |tx| self.fill(tx, budget))?;
            changes.extend(change);
        }
        Ok(changes)
    }

    /// Writes until the change is full or nothing is left.
    fn fill(&mut self, tx: &mut Transaction<'_>, mut budget: Budget) -> Result<(), EditError> {
        let mut is_first = true;
        loop {
            while let Some(write) = self.writes.front() {
                if !budget.take(write, is_first) {
                    return Ok(());
                }
                write.carry_out(tx)?;
                self.writes.pop_front();
                is_first = false;
            }
            match self.edits.next() {
                Some(edit) => self.writes = edit.writes(tx)?.into(),
                None => return Ok(()),
            }
        }
    }
}

impl Edit {
    /// The writes that make this edit, on the document as it stands.
    fn writes(&self, doc: &impl ReadDoc) -> Result<Vec<Write>, EditError> {
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
            _ => self.line_writes(doc),
        }
    }

    fn line_writes(&self, doc: &impl ReadDoc) -> Result<Vec<Write>, EditError> {
        match self {
            Self::AddLine {
                table,
                line,
                position,
                cells,
            } => added(doc, *table, *line, *position, cells),
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
                let order = order_at(doc, *table, *line, *position)?;
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
    position: Position,
    cells: &[(Column, String)],
) -> Result<Vec<Write>, EditError> {
    if known(doc, table, line).is_ok() {
        return Err(EditError::LineExists(table));
    }
    if lines(doc, table).len() >= LINES_MAX {
        return Err(EditError::TableFull(table));
    }
    let order = order_at(doc, table, line, position)?;
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
fn is_quantity(text: &str) -> bool {
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

/// The name of a line inside the document: 16 hexadecimal digits.
pub(crate) fn line_key(line: LineId) -> String {
    data_encoding::HEXLOWER.encode(&line.0)
}

/// The line with that name inside the document.
pub(crate) fn line_of(key: &str) -> Option<LineId> {
    let bytes = data_encoding::HEXLOWER.decode(key.as_bytes()).ok()?;
    LineId::try_from(&bytes[..]).ok()
}

fn known(doc: &impl ReadDoc, table: Table, line: LineId) -> Result<(), EditError> {
    let path = path([table.key(), &line_key(line)]);
    find(doc, &path)
        .map(|_| ())
        .ok_or(EditError::NoSuchLine(table))
}

fn present(doc: &impl ReadDoc, table: Table, line: LineId) -> Result<(), EditError> {
    let map =
        find(doc, &path([table.key(), &line_key(line)])).ok_or(EditError::NoSuchLine(table))?;
    let claims = doc.get_all(&map, HERE_KEY)?;
    let is_here = |value: &StoredValue<'_>| value.as_bool() == Some(true);
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

fn order_at(
    doc: &impl ReadDoc,
    table: Table,
    moved: LineId,
    position: Position,
) -> Result<String, EditError> {
    let mut lines = lines(doc, table);
    lines.retain(|(_, line)| *line != moved);
    let next = match position {
        Position::First => 0,
        Position::Last => lines.len(),
        Position::After(before) => {
            let at = lines.iter().position(|(_, line)| *line == before);
            at.ok_or(EditError::NoSuchLine(table))? + 1
        }
    };
    let order = |at: Option<usize>| {
        at.and_then(|at| lines.get(at))
            .map(|(order, _)| order.as_str())
    };
    Ok(order::between(
        order(next.checked_sub(1)),
        order(Some(next)),
    ))
}

fn order_write(table: Table, line: LineId, order: String) -> Write {
    let path = path([table.key(), &line_key(line), ORDER_KEY]);
    Write::Put {
        path,
        value: ScalarValue::Str(order.into()),
        fresh: false,
    }
}
