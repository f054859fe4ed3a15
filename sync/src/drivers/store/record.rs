//! One record of the log: what is kept, and how a header comes back out of the kept bytes.

use super::StoreError;
use crate::log::{StoredChange, ToStore};
use model::change::{Header, chunk_hash};
use model::id::{ChangeHash, DeviceId, DocumentId};
use model::key::Signature;
use model::name::DocumentName;
use rusqlite::Row;

/// The columns that [`read`] expects, of `changes` joined with `documents`.
pub const COLUMNS: &str = "changes.position, documents.id, documents.name, \
     changes.seq, changes.operations, changes.bytes, changes.signature";

/// The hash does not cover what stands before it.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

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
    let operations = row.get::<_, i64>(4).ok()? as u64;
    let bytes = row.get_ref(5).ok()?.as_blob().ok()?;
    let signature = match row.get_ref(6).ok()?.as_blob_or_null().ok()? {
        Some(signature) => Some(Signature(signature.try_into().ok()?)),
        None => None,
    };
    let header = header(bytes, operations)?;
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

/// Reads the head of a plain change chunk (Automerge binary format) that admission has accepted before.
///
/// `None` when the bytes are not such a chunk or their checksum does not agree with their hash.
pub fn header(bytes: &[u8], operations: u64) -> Option<Header> {
    let hash = chunk_hash(bytes)?;
    if bytes.get(..4)? != MAGIC || bytes.get(4..8)? != &hash.0[..4] {
        return None;
    }
    let mut input = bytes.get(9..)?;
    number(&mut input)?;
    let deps = hashes(&mut input)?.into_iter().map(ChangeHash).collect();
    number(&mut input)?;
    let actor = DeviceId::try_from(take(&mut input, 32)?).ok()?;
    let (seq, start_op) = (number(&mut input)?, number(&mut input)?);
    let time_ms = signed_number(&mut input)?;
    let message = number(&mut input)?;
    take(&mut input, usize::try_from(message).ok()?)?;
    let others = number(&mut input)?;
    let mut other_actors = Vec::new();
    for _ in 0..others {
        let length = number(&mut input)?;
        other_actors
            .push(DeviceId::try_from(take(&mut input, usize::try_from(length).ok()?)?).ok()?);
    }
    Some(Header {
        hash,
        actor,
        seq,
        start_op,
        max_op: start_op.checked_add(operations)?.checked_sub(1)?,
        time_ms,
        deps,
        other_actors,
    })
}

fn hashes(input: &mut &[u8]) -> Option<Vec<[u8; 32]>> {
    let count = usize::try_from(number(input)?).ok()?;
    let bytes = take(input, count.checked_mul(32)?)?;
    Some(bytes.as_chunks::<32>().0.to_vec())
}

fn take<'a>(input: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (head, tail) = input.split_at_checked(count)?;
    *input = tail;
    Some(head)
}

fn number(input: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let byte = take(input, 1)?[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn signed_number(input: &mut &[u8]) -> Option<i64> {
    let mut value = 0i64;
    for shift in (0..64).step_by(7) {
        let byte = take(input, 1)?[0];
        value |= i64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            let unused = 64 - (shift + 7).min(64);
            return Some(value << unused >> unused);
        }
    }
    None
}
