//! What is set aside, kept so that it need not be weighed again at every start.
//!
//! It follows from the log and the charter. What cannot be read, or is not true any more, is weighed again.

use super::{Store, StoreError};
use crate::core::Aside;
use model::admission::SetAside;
use model::id::{ChangeHash, DocumentId};
use rusqlite::params;
use std::collections::BTreeMap;

const ENTRY_BYTES: usize = 32 + 1;

impl Store {
    /// Keeps what is set aside in a document.
    pub fn keep_aside(&mut self, document: DocumentId, aside: &Aside) -> Result<(), StoreError> {
        if *aside == Aside::default() {
            let sql = "DELETE FROM aside WHERE document = ?1";
            self.connection.execute(sql, params![document.0])?;
            return Ok(());
        }
        self.connection.execute(
            "INSERT INTO aside (document, basis, changes) VALUES (?1, ?2, ?3)
             ON CONFLICT (document) DO UPDATE SET basis = excluded.basis, changes = excluded.changes",
            params![document.0, aside.basis, pack(&aside.changes)],
        )?;
        Ok(())
    }

    /// What was kept, document by document; what cannot be read is left out.
    pub fn kept_aside(&self) -> Result<Vec<(DocumentId, Aside)>, StoreError> {
        let sql = "SELECT document, basis, changes FROM aside";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut kept = Vec::new();
        while let Some(row) = rows.next()? {
            let read = || {
                let document = DocumentId::try_from(row.get_ref(0).ok()?.as_blob().ok()?).ok()?;
                let basis = row.get_ref(1).ok()?.as_blob().ok()?.try_into().ok()?;
                let changes = unpack(row.get_ref(2).ok()?.as_blob().ok()?)?;
                Some((document, Aside { basis, changes }))
            };
            kept.extend(read());
        }
        Ok(kept)
    }
}

fn pack(changes: &BTreeMap<ChangeHash, SetAside>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(changes.len() * ENTRY_BYTES);
    for (change, why) in changes {
        bytes.extend_from_slice(&change.0);
        bytes.push(match why {
            SetAside::Removed => 0,
            SetAside::OtherBranch => 1,
            SetAside::BuildsOnIt => 2,
        });
    }
    bytes
}

fn unpack(bytes: &[u8]) -> Option<BTreeMap<ChangeHash, SetAside>> {
    let (entries, rest) = bytes.as_chunks::<ENTRY_BYTES>();
    let read = |entry: &[u8; ENTRY_BYTES]| {
        let why = match entry[32] {
            0 => SetAside::Removed,
            1 => SetAside::OtherBranch,
            2 => SetAside::BuildsOnIt,
            _ => return None,
        };
        Some((ChangeHash::try_from(&entry[..32]).ok()?, why))
    };
    rest.is_empty()
        .then(|| entries.iter().map(read).collect::<Option<_>>())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        let changes = BTreeMap::from([
            (ChangeHash([1; 32]), SetAside::Removed),
            (ChangeHash([2; 32]), SetAside::OtherBranch),
            (ChangeHash([3; 32]), SetAside::BuildsOnIt),
        ]);
        let packed = pack(&changes);
        assert_eq!(unpack(&packed), Some(changes));
        assert_eq!(unpack(&packed[1..]), None);
        assert_eq!(unpack(&[9; ENTRY_BYTES]), None);
    }
}
