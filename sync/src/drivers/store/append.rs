//! Appending: one transaction for the changes and for the summaries of their documents.

use super::StoreError;
use super::heights::{pack_hashes, pack_heights, unpack_hashes, unpack_heights};
use super::record;
use crate::log::{Heights, ToStore};
use model::change::Header;
use model::id::{ChangeHash, DeviceId, DocumentId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Of documents with very many branches together so many changes are known by name, about 60 bytes for each.
const SPLIT_CHANGES_MAX: u64 = 1_000_000;
/// Stands for heads and heights that are counted anew from the records. Their columns would be written whole with every
/// batch, and one device makes as many branches as it likes.
const COUNTED_ANEW: &[u8] = &[0];

/// How far a document reaches.
#[derive(Default, Debug)]
pub(super) struct Extent {
    pub(super) heads: BTreeSet<ChangeHash>,
    pub(super) heights: Heights,
}

/// Documents with very many branches of one author, as they stand on the disk: read once and kept.
#[derive(Default, Debug)]
pub(super) struct Split {
    documents: BTreeMap<DocumentId, Touched>,
}

/// What a batch has touched of one document.
#[derive(Debug)]
pub(super) struct Touched {
    number: i64,
    changes: u64,
    extent: Extent,
    /// All its changes, where one author has very many branches: as many may have one number.
    all: Option<BTreeSet<ChangeHash>>,
}

/// Appends a batch; gives the authors that it brought, to be remembered once it is committed.
pub fn append(
    connection: &mut Connection,
    authors: &BTreeMap<DeviceId, i64>,
    split: &mut Split,
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
            // Should the batch fail, what was kept of it is gone, and is read again.
            Entry::Vacant(new) => match split.documents.remove(&change.document) {
                Some(kept) => new.insert(kept),
                None => new.insert(open_document(&transaction, change)?),
            },
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
    split.keep(touched);
    Ok(new_authors)
}

impl Split {
    fn keep(&mut self, touched: BTreeMap<DocumentId, Touched>) {
        let is_split = |(_, touched): &(DocumentId, Touched)| touched.all.is_some();
        self.documents.extend(touched.into_iter().filter(is_split));
        let kept = self.documents.values();
        if kept.map(|kept| kept.changes).sum::<u64>() > SPLIT_CHANGES_MAX {
            self.documents.clear();
        }
    }
}

impl Extent {
    /// From the columns of a summary, or from the records of that document where the summary says so; `None` when it says
    /// nothing that can be understood.
    pub(super) fn read(
        connection: &Connection,
        number: i64,
        heads: &[u8],
        heights: &[u8],
    ) -> Result<Option<Self>, StoreError> {
        if heights == COUNTED_ANEW {
            return Ok(Some(Touched::counted_anew(connection, number)?.extent));
        }
        let (heads, heights) = (unpack_hashes(heads), unpack_heights(heights));
        Ok(heads
            .zip(heights)
            .map(|(heads, heights)| Self { heads, heights }))
    }

    fn pack(&self) -> (Vec<u8>, Vec<u8>) {
        if self.heights.has_many() {
            return (COUNTED_ANEW.to_vec(), COUNTED_ANEW.to_vec());
        }
        (pack_hashes(&self.heads), pack_heights(&self.heights))
    }
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
    if heights == COUNTED_ANEW {
        return Touched::counted_anew(transaction, number);
    }
    let Some(extent) = Extent::read(transaction, number, &heads, &heights)? else {
        return Err(StoreError::Damaged(format!(
            "the summary of {} cannot be read",
            change.document
        )));
    };
    Ok(Touched {
        number,
        changes: changes as u64,
        extent,
        all: None,
    })
}

fn new_document(transaction: &Transaction<'_>, change: &ToStore) -> Result<Touched, StoreError> {
    let name = minicbor::to_vec(change.name).expect("writing to memory cannot fail");
    transaction
        .prepare_cached("INSERT INTO documents (id, name, changes, heads, heights) VALUES (?1, ?2, 0, x'', x'')")?
        .execute(params![change.document.0, name])?;
    Ok(Touched::anew(transaction.last_insert_rowid()))
}

/// A change above its author's height is new without looking; below it, the stored ones with its number are compared.
fn is_stored(
    transaction: &Transaction<'_>,
    document: &Touched,
    author: i64,
    header: &Header,
) -> Result<bool, StoreError> {
    if header.seq > document.extent.heights.seq(header.actor) {
        return Ok(false);
    }
    if let Some(all) = &document.all {
        return Ok(all.contains(&header.hash));
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
            extent: Extent::default(),
            all: None,
        }
    }

    fn counted_anew(connection: &Connection, number: i64) -> Result<Self, StoreError> {
        let mut anew = Self::anew(number);
        let mut all = BTreeSet::new();
        let sql = "SELECT bytes FROM changes WHERE document = ?1 ORDER BY position";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![number])?;
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(0)?.as_blob().unwrap_or_default();
            // A damaged one is for the check to find.
            if let Some(header) = record::header(bytes) {
                anew.take(&header);
                all.insert(header.hash);
            }
        }
        anew.all = Some(all);
        Ok(anew)
    }

    pub(super) fn take(&mut self, header: &Header) {
        self.changes += 1;
        for dep in &header.deps {
            self.extent.heads.remove(dep);
        }
        self.extent.heads.insert(header.hash);
        self.extent.heights.advance(header);
        if let Some(all) = &mut self.all {
            all.insert(header.hash);
        }
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
        let (heads, heights) = self.extent.pack();
        Ok(stored == (self.changes as i64, heads, heights))
    }

    pub(super) fn save(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let (heads, heights) = self.extent.pack();
        transaction
            .prepare_cached(
                "UPDATE documents SET changes = ?2, heads = ?3, heights = ?4 WHERE number = ?1",
            )?
            .execute(params![self.number, self.changes as i64, heads, heights,])?;
        Ok(())
    }
}
