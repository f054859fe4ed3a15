//! Signed ledger entries and stores, for tests of what carries them.

use model::change::{Header, SignedChange, chunk_hash};
use model::entry::{EntryChange, ledger_key};
use model::id::{ChangeHash, CommonsId};
use model::key::DeviceKey;
use model::name::DocumentName;
use sync::log::ToStore;

/// The commons of these tests.
pub const COMMONS: CommonsId = CommonsId([3; 16]);

/// The key of the device with that number.
pub fn device(seed: u8) -> DeviceKey {
    DeviceKey::from_seed([seed; 32])
}

/// The name of a charter, which these tests never write.
pub fn charter() -> DocumentName {
    DocumentName::charter(device(1).device(), COMMONS)
}

/// The entry after `previous` in a ledger; the first one after `None`.
pub fn entry(key: &DeviceKey, ledger: u64, previous: Option<&Header>) -> ToStore {
    let name = DocumentName::ledger(key.device(), ledger);
    let (document, seq) = (
        name.id(COMMONS),
        previous.map_or(1, |before| before.seq + 1),
    );
    let deps: Vec<ChangeHash> = previous.map(|before| before.hash).into_iter().collect();
    let value = blake3::hash(format!("{ledger}/{seq}").as_bytes());
    let bytes = EntryChange {
        actor: key.device(),
        seq,
        start_op: seq,
        time_ms: 1_770_000_000_000,
        deps: deps.clone(),
        key: &ledger_key(seq),
        value: &value.as_bytes().repeat(3),
    }
    .encode();
    let hash = chunk_hash(&bytes).expect("it was just written");
    let header = Header {
        hash,
        actor: key.device(),
        seq,
        start_op: seq,
        max_op: seq,
        time_ms: 1_770_000_000_000,
        deps,
        other_actors: vec![],
    };
    let signature = SignedChange::sign(key, COMMONS, document, vec![], hash).signature;
    ToStore {
        name,
        document,
        header,
        bytes,
        signature,
    }
}

/// The first so many entries of a ledger.
pub fn entries(key: &DeviceKey, ledger: u64, count: u64) -> Vec<ToStore> {
    let mut entries: Vec<ToStore> = Vec::new();
    for _ in 0..count {
        let next = entry(key, ledger, entries.last().map(|last| &last.header));
        entries.push(next);
    }
    entries
}
