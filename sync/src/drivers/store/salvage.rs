//! Saving what can be read out of a file that is damaged as a whole.

use super::{Orphan, Store, StoreError, orphans, record, schema};
use crate::log::StoredChange;
use model::change::is_signed_by;
use model::id::{ChangeHash, CommonsId, DocumentId};
use model::name::DocumentName;
use rusqlite::{Connection, OpenFlags, params};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// So many records are taken over in one transaction.
const BATCH: usize = 1000;

/// The id and the packed name of each document, by its number; `None` where they cannot be read.
type Names = BTreeMap<i64, Option<(Vec<u8>, Vec<u8>)>>;

/// Makes a new store from the records that can still be read and proved; the old file stays beside it.
pub(super) fn salvage(
    path: &Path,
    commons: CommonsId,
    charter: &DocumentName,
    local: &[(&str, &[u8])],
) -> Result<Store, StoreError> {
    let rescued = beside(path, ".rescued");
    if !is_whole(&rescued) {
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(beside(&rescued, ending));
        }
        let mut store = Store::create(&rescued, commons, charter)?;
        if let Ok(old) = open_old(path) {
            take_over(&old, &mut store)?;
            take_over_local(&old, &mut store);
            take_over_orphans(&old, &store);
            // What only a lost record proved could be shown to nobody, and would hide from peers that it is lost.
            store.repair()?;
        }
        for (name, value) in local {
            store.local_set(name, value)?;
        }
        store.local_set(WHOLE, b"yes")?;
    }
    set_aside(path)?;
    fs::rename(&rescued, path)?;
    schema::sync_folder_of(path);
    let mut store = Store::open(path)?;
    store.local_remove(WHOLE)?;
    Ok(store)
}

/// Set once everything was taken over: a kill before the last move leaves a store that is only to be moved.
pub(super) const WHOLE: &str = "salvage-whole";

fn is_whole(rescued: &Path) -> bool {
    let store = Store::open(rescued);
    store.is_ok_and(|store| store.local_get(WHOLE).is_ok_and(|whole| whole.is_some()))
}

/// Moves the damaged file away with its write-ahead log, in which the newest records may stand.
fn set_aside(path: &Path) -> Result<(), StoreError> {
    let damaged = beside(path, ".damaged");
    for tail in ["-wal", "-shm"] {
        let _ = fs::rename(beside(path, tail), beside(&damaged, tail));
    }
    match fs::rename(path, damaged) {
        // A history that is gone altogether begins anew as well.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => Ok(other?),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(ending);
    path.with_file_name(name)
}

fn open_old(path: &Path) -> Result<Connection, StoreError> {
    let old = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    old.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    Ok(old)
}

/// Asks for one position after the other, so that a broken page costs only what lies on it.
fn take_over(old: &Connection, store: &mut Store) -> Result<(), StoreError> {
    let last = last_position(old);
    let mut names = Names::new();
    let mut sound: BTreeMap<DocumentId, BTreeSet<ChangeHash>> = BTreeMap::new();
    let mut batch = Vec::new();
    for position in 1..=last {
        let Some(stored) = read(old, position, &mut names) else {
            continue;
        };
        let sound = sound.entry(stored.change.document).or_default();
        if !is_signed(store, &stored) {
            continue;
        }
        let header = &stored.change.header;
        if !header.deps.iter().all(|dep| sound.contains(dep)) {
            orphans::put(&store.connection, &waiting(stored))?;
            continue;
        }
        sound.insert(stored.change.header.hash);
        batch.push(stored.change);
        if batch.len() == BATCH {
            store.append(&std::mem::take(&mut batch))?;
        }
    }
    store.append(&batch)
}

/// The sequence counter and the table itself may each be unreadable.
fn last_position(old: &Connection) -> i64 {
    let counted = "SELECT seq FROM sqlite_sequence WHERE name = 'changes'";
    let found = "SELECT max(position) FROM changes";
    let ask = |sql| {
        old.query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap_or(0)
    };
    // A flipped bit may name an absurd position.
    let bound = old
        .query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0))
        .unwrap_or(0);
    ask(counted).max(ask(found)).min(bound.saturating_mul(128))
}

fn read(old: &Connection, position: i64, names: &mut Names) -> Option<StoredChange> {
    let number = old
        .prepare_cached("SELECT document FROM changes WHERE position = ?1")
        .ok()?
        .query_row(params![position], |row| row.get::<_, i64>(0))
        .ok()?;
    let name = names.entry(number).or_insert_with(|| {
        old.query_row(
            "SELECT id, name FROM documents WHERE number = ?1",
            params![number],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .ok()
    });
    let (id, name) = name.as_ref()?;
    let sql = "SELECT position, ?2, ?3, seq, bytes, signature FROM changes WHERE position = ?1";
    let mut statement = old.prepare_cached(sql).ok()?;
    let mut rows = statement.query(params![position, id, name]).ok()?;
    record::read(rows.next().ok()??).ok()
}

/// Only what is in its place and signed, if it has a signature, is taken over.
fn is_signed(store: &Store, stored: &StoredChange) -> bool {
    let change = &stored.change;
    let commons = store.commons();
    let is_signed = change.signature.is_none_or(|signature| {
        is_signed_by(
            change.header.actor,
            commons,
            change.document,
            change.header.hash,
            &signature,
        )
    });
    is_signed && change.name.id(commons) == change.document
}

/// What it builds on could not be read: it waits beside the new log.
fn waiting(stored: StoredChange) -> Orphan {
    Orphan {
        name: stored.change.name,
        bytes: stored.change.bytes,
        signature: stored.change.signature,
    }
}

/// What this home alone keeps, as far as it can be read.
fn take_over_local(old: &Connection, store: &mut Store) {
    let Ok(mut statement) = old.prepare("SELECT name, value FROM local") else {
        return;
    };
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?));
    let Ok(values) = statement.query_map([], read) else {
        return;
    };
    for (name, value) in values.flatten() {
        let _ = store.local_set(&name, &value);
    }
}

/// What waited beside the old log goes on waiting, as far as it can be read.
fn take_over_orphans(old: &Connection, store: &Store) {
    let last: i64 = old
        .query_row("SELECT max(number) FROM orphans", [], |row| row.get(0))
        .unwrap_or(0);
    for number in 1..=last.min(ORPHANS_TAKEN_MAX) {
        if let Some(orphan) = orphans::at(old, number) {
            let _ = orphans::put(&store.connection, &orphan);
        }
    }
}

/// At most so many records that waited are asked for.
const ORPHANS_TAKEN_MAX: i64 = 1_000_000;
