//! One record of the log: what is kept, and how a header comes back out of the kept bytes.

use super::StoreError;
use crate::log::{StoredChange, ToStore};
use model::admission::shape;
use model::change::Header;
use model::id::DocumentId;
use model::key::Signature;
use model::name::DocumentName;
use rusqlite::Row;

/// The columns that [`read`] expects, of `changes` joined with `documents`.
pub const COLUMNS: &str = "changes.position, documents.id, documents.name, \
     changes.seq, changes.bytes, changes.signature";

/// Reads a row and checks it: the hash is computed anew and must agree with the checksum inside.
pub fn read(row: &Row<'_>) -> Result<StoredChange, StoreError> {
    let position = row.get::<_, i64>(0)? as u64;
    let id = row.get_ref(1)?.as_blob().ok();
    let document = id
        .and_then(|id| DocumentId::try_from(id).ok())
        .ok_or_else(|| StoreError::Damaged("a document has no name".into()))?;
    read_checked(row, position, document).ok_or(StoreError::DamagedRecord { document, position })
}

fn read_checked(row: &Row<'_>, position: u64, document: DocumentId) -> Option<StoredChange> {
    let name: DocumentName = minicbor::decode(row.get_ref(2).ok()?.as_blob().ok()?).ok()?;
    let seq = row.get::<_, i64>(3).ok()? as u64;
    let bytes = row.get_ref(4).ok()?.as_blob().ok()?;
    let signature = match row.get_ref(5).ok()?.as_blob_or_null().ok()? {
        Some(signature) => Some(Signature(signature.try_into().ok()?)),
        None => None,
    };
    let header = header(bytes)?;
    (header.seq == seq).then(|| StoredChange {
        position,
        change: ToStore {
            name,
            document,
            header,
            bytes: bytes.to_vec(),
            signature,
        },
    })
}

/// Reads the head of a change again; `None` when the kept bytes are no change or their checksum does not agree.
pub fn header(bytes: &[u8]) -> Option<Header> {
    shape(bytes).ok()
}
