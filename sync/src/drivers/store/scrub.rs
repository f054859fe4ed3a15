//! Reading everything again, a little at a time, while nothing else is to be done.

use super::check::read;
use super::{Store, StoreError};
use model::change::is_signed_by;
use model::id::DocumentId;
use rusqlite::params;

/// What a piece of reading found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrubbed {
    /// All read so far is as it was written; goes on after this position.
    Sound {
        /// The last position that was read.
        reached: u64,
    },
    /// The same, and nothing is left to read.
    Done,
    /// A record is not what was written.
    Damaged {
        /// Its position.
        position: u64,
    },
}

/// Reads at most `limit` records after a position: their bytes, their numbers, their signatures.
pub(super) fn scrub(store: &Store, after: u64, limit: usize) -> Result<Scrubbed, StoreError> {
    let sql = "SELECT position, seq, bytes, signature,
               (SELECT device FROM authors WHERE number = author),
               (SELECT id FROM documents WHERE number = document)
               FROM changes WHERE position > ?1 ORDER BY position LIMIT ?2";
    let mut statement = store.connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![after as i64, limit as i64])?;
    let (mut reached, mut count) = (after, 0);
    while let Some(row) = rows.next()? {
        let position = row.get::<_, i64>(0)? as u64;
        let document = row.get_ref(5)?.as_blob().unwrap_or_default();
        let is_right = |document: DocumentId| {
            read(row).is_some_and(|(header, signature)| {
                signature.is_none_or(|signature| {
                    is_signed_by(
                        header.actor,
                        store.commons,
                        document,
                        header.hash,
                        &signature,
                    )
                })
            })
        };
        if !DocumentId::try_from(document).is_ok_and(is_right) {
            return Ok(Scrubbed::Damaged { position });
        }
        reached = position;
        count += 1;
    }
    Ok(match count < limit {
        true => Scrubbed::Done,
        false => Scrubbed::Sound { reached },
    })
}
