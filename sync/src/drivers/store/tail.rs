//! The changes that a peer lacks, read piece by piece so that a long document never stands in memory whole.

use super::append::Extent;
use super::{Store, StoreError};
use crate::log::{Heights, ToStore, Unproved};
use model::id::{DeviceId, DocumentId};
use rusqlite::{OptionalExtension, params};

/// How much one piece of a tail may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TailLimit {
    /// At most so many changes.
    pub changes: usize,
    /// No further change is added once the piece has so many bytes.
    pub bytes: usize,
}

/// A cursor over the changes of one document that somebody lacks, in causal order.
///
/// It holds eight bytes for each change and stays right while more is appended.
#[derive(Debug)]
pub struct Tail {
    document: DocumentId,
    positions: Vec<i64>,
    next: usize,
}

impl Tail {
    /// The document.
    pub fn document(&self) -> DocumentId {
        self.document
    }

    /// How many changes are still to be read.
    pub fn remaining(&self) -> usize {
        self.positions.len() - self.next
    }

    /// The next piece; empty at the end.
    ///
    /// A piece goes over its limit only where it would otherwise end with an author's unsigned change,
    /// whose signature comes with a later change of the same run.
    pub fn next(&mut self, store: &Store, limit: TailLimit) -> Result<Vec<ToStore>, StoreError> {
        let mut piece = Vec::new();
        let mut bytes = 0;
        let mut unproved = Unproved::default();
        while let Some(position) = self.positions.get(self.next) {
            let is_full = piece.len() >= limit.changes || bytes >= limit.bytes;
            if is_full && unproved.is_empty() {
                break;
            }
            if let Some(change) = read(store, *position)? {
                bytes += change.bytes.len();
                unproved.take(&change.header, change.signature.is_some());
                piece.push(change);
            }
            self.next += 1;
        }
        Ok(piece)
    }
}

fn read(store: &Store, position: i64) -> Result<Option<ToStore>, StoreError> {
    Ok(store
        .changes_where("changes.position = ?1", params![position])?
        .pop()
        .map(|stored| stored.change))
}

pub(super) fn open(
    store: &Store,
    document: DocumentId,
    after: &Heights,
    until: Option<&Heights>,
) -> Result<Tail, StoreError> {
    let mut tail = Tail {
        document,
        positions: Vec::new(),
        next: 0,
    };
    let sql = "SELECT number, heads, heights FROM documents WHERE id = ?1";
    let found: Option<(i64, Vec<u8>, Vec<u8>)> = store
        .connection
        .prepare_cached(sql)?
        .query_row(params![document.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((number, heads, ours)) = found else {
        return Ok(tail);
    };
    let ours = Extent::read(&store.connection, number, &heads, &ours)?
        .ok_or_else(|| StoreError::Damaged(format!("the summary of {document} cannot be read")))?
        .heights;
    for author in ours.devices() {
        let last = until.map_or(u64::MAX, |until| until.seq(author));
        if let Some(from) = first_lacking(store, number, &ours, author, after)? {
            tail.positions
                .extend(positions(store, number, author, from, last)?);
        }
    }
    // The order of the log is causal.
    tail.positions.sort_unstable();
    Ok(tail)
}

/// The first sequence number of the author to send; `None` when the peer has all of them.
///
/// After a fork, or when the peer's newest change is none of ours, all of that author's changes go: the
/// peer passes over what it has.
fn first_lacking(
    store: &Store,
    document: i64,
    ours: &Heights,
    author: DeviceId,
    after: &Heights,
) -> Result<Option<u64>, StoreError> {
    let (Some(top), Some(theirs)) = (ours.top(author), after.top(author)) else {
        return Ok(Some(1));
    };
    if ours.tells(author, after) {
        return Ok(None);
    }
    if ours.is_forked(author) || after.is_forked(author) {
        return Ok(Some(1));
    }
    if theirs.seq > top.seq {
        return Ok(None);
    }
    let is_ours = stored_hash(store, document, author, theirs.seq)? == Some(theirs.hash);
    Ok(Some(if is_ours { theirs.seq + 1 } else { 1 }))
}

fn stored_hash(
    store: &Store,
    document: i64,
    author: DeviceId,
    seq: u64,
) -> Result<Option<model::id::ChangeHash>, StoreError> {
    let Some(author) = store.authors.get(&author) else {
        return Ok(None);
    };
    let sql = "SELECT bytes FROM changes WHERE document = ?1 AND author = ?2 AND seq = ?3";
    let bytes: Option<Vec<u8>> = store
        .connection
        .prepare_cached(sql)?
        .query_row(params![document, author, seq as i64], |row| row.get(0))
        .optional()?;
    Ok(bytes.as_deref().and_then(model::change::chunk_hash))
}

fn positions(
    store: &Store,
    document: i64,
    author: DeviceId,
    from: u64,
    last: u64,
) -> Result<Vec<i64>, StoreError> {
    let Some(author) = store.authors.get(&author) else {
        return Ok(Vec::new());
    };
    let sql = "SELECT position FROM changes WHERE document = ?1 AND author = ?2 AND seq BETWEEN ?3 AND ?4";
    let last = i64::try_from(last).unwrap_or(i64::MAX);
    let mut statement = store.connection.prepare_cached(sql)?;
    let positions = statement.query_map(params![document, author, from as i64, last], |row| {
        row.get(0)
    })?;
    Ok(positions.collect::<Result<_, _>>()?)
}
