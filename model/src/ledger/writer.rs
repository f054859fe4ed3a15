//! A device's own ledger: the next entry, and entries read back from changes.

use crate::change::{SignedChange, chunk_hash};
use crate::entry::{ENTRY_BYTES_MAX, EntryChange, LEDGER_ENTRIES_MAX, fact_id, ledger_key};
use crate::id::{ChangeHash, CommonsId, DeviceId, FactId};
use crate::key::DeviceKey;
use crate::ledger::{FactProblem, WrittenFact};
use crate::name::DocumentName;

/// Where a device's own ledgers end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LedgerTip {
    /// The newest ledger's number, from 0.
    pub ledger: u64,
    /// How many entries it has.
    pub entries: u64,
    /// The newest change; `None` before the very first entry.
    pub hash: Option<ChangeHash>,
}

/// Writes the next entry of one device. Chooses the ledger, the place and the chain by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerWriter {
    commons: CommonsId,
    tip: LedgerTip,
}

/// An entry that is ready to be stored and sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEntry {
    /// The ledger's name.
    pub name: DocumentName,
    /// The change.
    pub change: SignedChange,
    /// The fact's id.
    pub id: FactId,
    /// Where the ledgers end with it.
    pub tip: LedgerTip,
}

/// Why an entry was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The fact would not count.
    #[error(transparent)]
    Problem(#[from] FactProblem),
    /// The fact is longer than an entry may be.
    #[error("the entry is longer than {ENTRY_BYTES_MAX} bytes: shorten its text or its lists")]
    TooLong,
}

impl LedgerWriter {
    /// A device that has written nothing yet.
    pub fn new(commons: CommonsId) -> Self {
        Self {
            commons,
            tip: LedgerTip::default(),
        }
    }

    /// A device that goes on: number, entries and newest hash of each of its own ledgers.
    pub fn resume(
        commons: CommonsId,
        ledgers: impl IntoIterator<Item = (u64, u64, ChangeHash)>,
    ) -> Self {
        let newest = ledgers.into_iter().max_by_key(|(ledger, ..)| *ledger);
        let tip = newest.map(|(ledger, entries, hash)| LedgerTip {
            ledger,
            entries,
            hash: Some(hash),
        });
        Self {
            commons,
            tip: tip.unwrap_or_default(),
        }
    }

    /// Where the ledgers end.
    pub fn tip(&self) -> LedgerTip {
        self.tip
    }

    /// The next entry. Nothing moves until [`LedgerWriter::advance`] is told that it is stored.
    pub fn next_change(
        &self,
        key: &DeviceKey,
        time_ms: i64,
        fact: &WrittenFact,
    ) -> Result<NewEntry, LedgerError> {
        fact.check()?;
        let is_full = self.tip.entries >= LEDGER_ENTRIES_MAX;
        let (ledger, seq) = match is_full {
            true => (self.tip.ledger + 1, 1),
            false => (self.tip.ledger, self.tip.entries + 1),
        };
        let value = fact.encode_after(self.tip.hash.filter(|_| is_full));
        if value.len() > ENTRY_BYTES_MAX {
            return Err(LedgerError::TooLong);
        }
        let entry_key = ledger_key(seq);
        let entry = EntryChange {
            actor: key.device(),
            seq,
            start_op: seq,
            time_ms,
            deps: self.tip.hash.filter(|_| seq > 1).into_iter().collect(),
            key: &entry_key,
            value: &value,
        };
        Ok(self.sign(key, ledger, &entry))
    }

    fn sign(&self, key: &DeviceKey, ledger: u64, entry: &EntryChange<'_>) -> NewEntry {
        let name = DocumentName::ledger(key.device(), ledger);
        let document = name.id(self.commons);
        let bytes = entry.encode();
        let hash = chunk_hash(&bytes).expect("a change has a header");
        NewEntry {
            name,
            change: SignedChange::sign(key, self.commons, document, bytes, hash),
            id: fact_id(self.commons, document, entry.seq, entry.value),
            tip: LedgerTip {
                ledger,
                entries: entry.seq,
                hash: Some(hash),
            },
        }
    }

    /// Goes on after an entry that is stored.
    pub fn advance(&mut self, entry: &NewEntry) {
        self.tip = entry.tip;
    }
}

/// An entry as it stands in a change of a ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerEntry<'a> {
    /// The device that wrote it.
    pub device: DeviceId,
    /// Its place, from 1.
    pub seq: u64,
    /// The change that carries it.
    pub hash: ChangeHash,
    /// The author's clock, for display only.
    pub time_ms: i64,
    /// The fact, for [`WrittenFact::decode`] and [`fact_id`].
    pub bytes: &'a [u8],
}

/// Reads a ledger's change; `None` for any bytes that are not exactly one entry in its place.
pub fn read_entry(chunk: &[u8]) -> Option<LedgerEntry<'_>> {
    let entry = EntryChange::decode(chunk)?;
    let in_range = (1..=LEDGER_ENTRIES_MAX).contains(&entry.seq);
    let deps = usize::from(entry.seq > 1);
    let in_place = entry.start_op == entry.seq && entry.deps.len() == deps;
    if !in_range || !in_place || entry.key != ledger_key(entry.seq) {
        return None;
    }
    Some(LedgerEntry {
        device: entry.actor,
        seq: entry.seq,
        hash: chunk_hash(chunk)?,
        time_ms: entry.time_ms,
        bytes: entry.value,
    })
}
