//! Records that are whole but cannot stay in the log, because what they build on or what proves them is damaged.
//!
//! They are kept beside it, unjudged, until a peer or a bundle has brought what they miss; then they go through the
//! same admission as everything else. So a repair loses nothing but the damaged records themselves.

use super::{Store, StoreError, record};
use model::change::chunk_hash;
use model::key::Signature;
use model::name::DocumentName;
use rusqlite::{Connection, Row, params};

/// One reading takes at most so many records; the rest waits for its turn.
pub const ORPHANS_READ_MAX: usize = 4096;

/// A record that waits beside the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// The name of its document.
    pub name: DocumentName,
    /// The plain change chunk.
    pub bytes: Vec<u8>,
    /// The signature, if it has one of its own.
    pub signature: Option<Signature>,
}

/// Copies a record of the log to those that wait, if its bytes are whole.
pub(super) fn keep(connection: &Connection, position: i64) -> Result<(), StoreError> {
    let sql = "SELECT (SELECT name FROM documents WHERE number = document), bytes, signature
               FROM changes WHERE position = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![position])?;
    let Some(row) = rows.next()? else {
        return Ok(());
    };
    match read(row) {
        Some(orphan) => put(connection, &orphan),
        None => Ok(()),
    }
}

/// Adds a record to those that wait.
pub(super) fn put(connection: &Connection, orphan: &Orphan) -> Result<(), StoreError> {
    let name = minicbor::to_vec(orphan.name).expect("writing to memory cannot fail");
    connection
        .prepare_cached("INSERT INTO orphans (name, bytes, signature) VALUES (?1, ?2, ?3)")?
        .execute(params![
            name,
            orphan.bytes,
            orphan.signature.map(|signature| signature.0),
        ])?;
    Ok(())
}

/// The oldest that wait, document by document, each in the order of its log.
pub(super) fn oldest(store: &Store) -> Result<Vec<Orphan>, StoreError> {
    let sql = "SELECT name, bytes, signature FROM
               (SELECT * FROM orphans ORDER BY number LIMIT ?1) ORDER BY name, number";
    let mut statement = store.connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![ORPHANS_READ_MAX as i64])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(read(row));
    }
    Ok(found)
}

/// The record with that number in a file that may be damaged.
pub(super) fn at(connection: &Connection, number: i64) -> Option<Orphan> {
    let sql = "SELECT name, bytes, signature FROM orphans WHERE number = ?1";
    let mut statement = connection.prepare_cached(sql).ok()?;
    let mut rows = statement.query(params![number]).ok()?;
    read(rows.next().ok()??)
}

/// How many wait.
pub(super) fn count(store: &Store) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM orphans";
    let count: i64 = store
        .connection
        .prepare_cached(sql)?
        .query_row([], |row| row.get(0))?;
    Ok(count as u64)
}

/// Forgets those that stand in the log again.
pub(super) fn tidy(store: &mut Store) -> Result<(), StoreError> {
    let mut done = Vec::new();
    {
        let sql = "SELECT name, bytes, signature, number FROM orphans ORDER BY number LIMIT ?1";
        let mut statement = store.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![ORPHANS_READ_MAX as i64])?;
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(3)?;
            if read(row).is_none_or(|orphan| stands(store, &orphan).unwrap_or(false)) {
                done.push(number);
            }
        }
    }
    let transaction = store.connection.transaction()?;
    for number in done {
        transaction.execute("DELETE FROM orphans WHERE number = ?1", params![number])?;
    }
    Ok(transaction.commit()?)
}

fn stands(store: &Store, orphan: &Orphan) -> Result<bool, StoreError> {
    let Some(header) = record::header(&orphan.bytes) else {
        return Ok(false);
    };
    let (document, Some(author)) = (
        orphan.name.id(store.commons),
        store.authors.get(&header.actor),
    ) else {
        return Ok(false);
    };
    let sql = "SELECT bytes FROM changes
               WHERE document = (SELECT number FROM documents WHERE id = ?1) AND author = ?2 AND seq = ?3";
    let mut statement = store.connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![document.0, author, header.seq as i64])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(0)?.as_blob().unwrap_or_default();
        if chunk_hash(bytes) == Some(header.hash) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads name, bytes and signature; `None` where any of them is damaged.
fn read(row: &Row<'_>) -> Option<Orphan> {
    let name: DocumentName = minicbor::decode(row.get_ref(0).ok()?.as_blob().ok()?).ok()?;
    let bytes = row.get_ref(1).ok()?.as_blob().ok()?.to_vec();
    let signature = match row.get_ref(2).ok()?.as_blob_or_null().ok()? {
        Some(signature) => Some(Signature(signature.try_into().ok()?)),
        None => None,
    };
    record::header(&bytes)?;
    Some(Orphan {
        name,
        bytes,
        signature,
    })
}
