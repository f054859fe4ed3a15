//! Appending: one transaction for the changes and for the summaries of their documents.

use super::StoreError;
use super::heights::{pack_hashes, pack_heights, unpack_hashes, unpack_heights};
use crate::log::{Heights, ToStore};
use model::change::Header;
use model::id::{ChangeHash, DeviceId, DocumentId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// What a batch has touched of one document.
pub(super) struct Touched {
    number: i64,
    changes: u64,
    heads: BTreeSet<ChangeHash>,
    heights: Heights,
}

/// Appends a batch; gives the authors that it brought, to be remembered once it is committed.
pub fn append(
    connection: &mut Connection,
    authors: &BTreeMap<DeviceId, i64>,
    changes: &[ToStore],
) -> Result<BTreeMap<DeviceId, i64>, StoreError> {
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let mut new_authors = BTreeMap::new();
    let mut touched: BTreeMap<DocumentId, Touched> = BTreeMap::new();
    for change in changes {
        let author = author_number(&transaction, authors, &mut new_authors, change.header.actor)?;
        let document = match touched.entry(change.document) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(open_document(&transaction, change)?),
        };
        if is_stored(&transaction, document, author, &change.header)? {
            continue;
        }
        insert(&transaction, document.number, author, change)?;
        document.take(&change.header);
    }
    for document in touched.values() {
        document.save(&transaction)?;
    }
    transaction.commit()?;
    Ok(new_authors)
}

fn author_number(
    transaction: &Transaction<'_>,
    known: &BTreeMap<DeviceId, i64>,
    new: &mut BTreeMap<DeviceId, i64>,
    author: DeviceId,
) -> Result<i64, StoreError> {
    if let Some(number) = known.get(&author).or_else(|| new.get(&author)) {
        return Ok(*number);
    }
    transaction
        .prepare_cached("INSERT INTO authors (device) VALUES (?1)")?
        .execute(params![author.0])?;
    let number = transaction.last_insert_rowid();
    new.insert(author, number);
    Ok(number)
}

fn open_document(transaction: &Transaction<'_>, change: &ToStore) -> Result<Touched, StoreError> {
    let sql = "SELECT number, changes, heads, heights FROM documents WHERE id = ?1";
    let found: Option<(i64, i64, Vec<u8>, Vec<u8>)> = transaction
        .prepare_cached(sql)?
        .query_row(params![change.document.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((number, changes, heads, heights)) = found else {
        return new_document(transaction, change);
    };
    let (Some(heads), Some(heights)) = (unpack_hashes(&heads), unpack_heights(&heights)) else {
        return Err(StoreError::Damaged(format!(
            "the summary of {} cannot be read",
            change.document
        )));
    };
    Ok(Touched {
        number,
        changes: changes as u64,
        heads,
        heights,
    })
}

fn new_document(transaction: &Transaction<'_>, change: &ToStore) -> Result<Touched, StoreError> {
    let name = minicbor::to_vec(change.name).expect("writing to memory cannot fail");
    transaction
        .prepare_cached("INSERT INTO documents (id, name, changes, heads, heights) VALUES (?1, ?2, 0, x'', x'')")?
        .execute(params![change.document.0, name])?;
    Ok(Touched {
        number: transaction.last_insert_rowid(),
        changes: 0,
        heads: BTreeSet::new(),
        heights: Heights::new(),
    })
}

/// A change above its author's height is new without looking; below it, the stored ones with its number are compared.
fn is_stored(
    transaction: &Transaction<'_>,
    document: &Touched,
    author: i64,
    header: &Header,
) -> Result<bool, StoreError> {
    if header.seq > document.heights.seq(header.actor) {
        return Ok(false);
    }
    let sql = "SELECT bytes FROM changes WHERE document = ?1 AND author = ?2 AND seq = ?3";
    let mut statement = transaction.prepare_cached(sql)?;
    let mut rows = statement.query(params![document.number, author, header.seq as i64])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(0)?.as_blob().unwrap_or_default();
        if model::change::chunk_hash(bytes) == Some(header.hash) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn insert(
    transaction: &Transaction<'_>,
    document: i64,
    author: i64,
    change: &ToStore,
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO changes (document, author, seq, bytes, signature)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            document,
            author,
            change.header.seq as i64,
            change.bytes,
            change.signature.map(|signature| signature.0),
        ])?;
    Ok(())
}

impl Touched {
    /// A document whose summary is computed anew from its records.
    pub(super) fn anew(number: i64) -> Self {
        Self {
            number,
            changes: 0,
            heads: BTreeSet::new(),
            heights: Heights::new(),
        }
    }

    pub(super) fn take(&mut self, header: &Header) {
        self.changes += 1;
        for dep in &header.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(header.hash);
        self.heights.advance(header);
    }

    /// Whether the stored summary says the same.
    pub(super) fn agrees_with(&self, store: &super::Store) -> Result<bool, StoreError> {
        let sql = "SELECT changes, heads, heights FROM documents WHERE number = ?1";
        let stored: (i64, Vec<u8>, Vec<u8>) = store
            .connection
            .prepare_cached(sql)?
            .query_row(params![self.number], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        let anew = (
            self.changes as i64,
            pack_hashes(&self.heads),
            pack_heights(&self.heights),
        );
        Ok(stored == anew)
    }

    pub(super) fn save(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        transaction
            .prepare_cached(
                "UPDATE documents SET changes = ?2, heads = ?3, heights = ?4 WHERE number = ?1",
            )?
            .execute(params![
                self.number,
                self.changes as i64,
                pack_hashes(&self.heads),
                pack_heights(&self.heights),
            ])?;
        Ok(())
    }
}
