//! What can go wrong with a store, named for the one who must act.

use model::id::DocumentId;
use rusqlite::ErrorCode;
use std::io;

/// Why a store did not do what it was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk (or the quota) is full.
    #[error("the disk is full")]
    Full,
    /// Another program has this store open.
    #[error("another program has these records open")]
    InUse,
    /// A newer program wrote this store.
    #[error(
        "a newer version of the program wrote these records (format {found}, this program knows {known})"
    )]
    Newer {
        /// The format of the file.
        found: i32,
        /// The newest format that this program reads.
        known: i32,
    },
    /// The file is something else.
    #[error("the file is not a store of this program")]
    NotAStore,
    /// There is a file already where a new store was to be made.
    #[error("there is a file in this place already")]
    AlreadyThere,
    /// The file is damaged as a whole.
    #[error("the records are damaged: {0}")]
    Damaged(String),
    /// One record is damaged.
    #[error("a record of {document} is damaged (number {position})")]
    DamagedRecord {
        /// The document that the record belongs to.
        document: DocumentId,
        /// The place of the record in the log.
        position: u64,
    },
    /// The operating system refused.
    #[error("the disk could not be read or written: {0}")]
    Io(#[from] io::Error),
    /// Anything else that the database says.
    #[error("the records could not be read or written: {0}")]
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            Some(ErrorCode::NotADatabase) => Self::NotAStore,
            _ => Self::Database(error),
        }
    }
}
