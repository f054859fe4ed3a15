//! The file of a store: how it is made, recognised and opened. The layout is told in docs/storage.md.

use super::StoreError;
use model::id::CommonsId;
use model::name::DocumentName;
use rusqlite::{Connection, OpenFlags, params};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The layout that this program writes. A higher number in a file means a newer program.
pub const STORE_VERSION: i32 = 1;
/// "cwst": tells a store from any other SQLite file.
const APPLICATION_ID: i32 = 0x6377_7374;
const SQLITE_MAGIC: &[u8; 16] = b"SQLite format 3\0";

const TABLES: &str = "
CREATE TABLE commons (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    commons BLOB NOT NULL,
    charter BLOB NOT NULL
);
CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    name BLOB NOT NULL,
    changes INTEGER NOT NULL,
    heads BLOB NOT NULL,
    heights BLOB NOT NULL
);
CREATE TABLE authors (
    number INTEGER PRIMARY KEY,
    device BLOB NOT NULL UNIQUE
);
CREATE TABLE changes (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL,
    author INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    signature BLOB
);
CREATE INDEX changes_by_author ON changes (document, author, seq);
CREATE TABLE remembered (
    number INTEGER PRIMARY KEY,
    peer BLOB NOT NULL,
    document BLOB NOT NULL,
    heights BLOB NOT NULL,
    UNIQUE (peer, document)
);
CREATE TABLE aside (
    document BLOB PRIMARY KEY,
    basis BLOB NOT NULL,
    changes BLOB NOT NULL
);
CREATE TABLE local (
    name TEXT NOT NULL UNIQUE,
    value BLOB NOT NULL
);
";
/// Made on opening where it is missing, too: stores of the first days lack it.
const ORPHANS_TABLE: &str = "
CREATE TABLE IF NOT EXISTS orphans (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name BLOB NOT NULL,
    bytes BLOB NOT NULL,
    signature BLOB
);
";

/// Makes an empty store beside its final place and moves it there when it is whole.
///
/// A kill at any moment leaves either no store or a complete one.
pub fn create(path: &Path, commons: CommonsId, charter: &DocumentName) -> Result<(), StoreError> {
    if path.exists() {
        return Err(StoreError::AlreadyThere);
    }
    let making = making_path(path);
    let _ = fs::remove_file(&making);
    let written = write_empty(&making, commons, charter)
        .and_then(|()| fs::rename(&making, path).map_err(StoreError::from))
        .map(|()| sync_folder_of(path));
    if written.is_err() {
        let _ = fs::remove_file(&making);
    }
    written
}

fn making_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".making");
    path.with_file_name(name)
}

fn write_empty(path: &Path, commons: CommonsId, charter: &DocumentName) -> Result<(), StoreError> {
    let connection = Connection::open(path)?;
    settle(&connection)?;
    connection.execute_batch(&format!("BEGIN; {TABLES} {ORPHANS_TABLE} COMMIT"))?;
    let name = minicbor::to_vec(charter).expect("writing to memory cannot fail");
    connection.execute(
        "INSERT INTO commons VALUES (1, ?1, ?2)",
        params![commons.0, name],
    )?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", STORE_VERSION)?;
    // Closing folds the write-ahead log into the file, so that one rename moves everything.
    connection.close().map_err(|(_, error)| error)?;
    fs::File::open(path)?.sync_all()?;
    Ok(())
}

/// Makes a rename durable. Where folders cannot be synced there is nothing to do.
pub fn sync_folder_of(path: &Path) {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Ok(folder) = fs::File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}

/// Opens a store for this program alone; touches nothing before it has recognised the file.
pub fn open(path: &Path) -> Result<Connection, StoreError> {
    recognise(path)?;
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    settle(&connection)?;
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    judge_version(version)?;
    // The first write transaction takes the lock that keeps every other program out.
    connection.execute_batch(&format!("BEGIN IMMEDIATE; {ORPHANS_TABLE} COMMIT"))?;
    Ok(connection)
}

/// Reads the first hundred bytes ourselves: SQLite would already change a newer program's file.
fn recognise(path: &Path) -> Result<(), StoreError> {
    let mut header = [0; 100];
    let mut file = fs::File::open(path)?;
    if file.read_exact(&mut header).is_err() || &header[..16] != SQLITE_MAGIC {
        return Err(StoreError::NotAStore);
    }
    let number = |at: usize| {
        i32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    if number(68) != APPLICATION_ID {
        return Err(StoreError::NotAStore);
    }
    judge_version(number(60))
}

fn judge_version(version: i32) -> Result<(), StoreError> {
    match version {
        STORE_VERSION => Ok(()),
        newer if newer > STORE_VERSION => Err(StoreError::Newer {
            found: newer,
            known: STORE_VERSION,
        }),
        _ => Err(StoreError::NotAStore),
    }
}

fn settle(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(std::time::Duration::ZERO)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(())
}
