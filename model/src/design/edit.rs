//! What a person can do to a design.

use automerge::AutomergeError;
use automerge::transaction::Transaction;
use std::collections::VecDeque;

use crate::change::{CHANGE_BYTES_MAX, SignedChange};
use crate::document::Document;
use crate::id::{FileHash, LineId};
use crate::key::DeviceKey;

use super::collision::{Place, Value};
use super::lines::Lines;
use super::schema::{Column, Field, FileRole, LongText, Table, WordSet};
use super::write::{Budget, Write};

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
            lines: Lines::default(),
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
    lines: Lines,
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
                Some(edit) => self.writes = edit.writes(tx, &mut self.lines)?.into(),
                None => return Ok(()),
            }
        }
    }
}
