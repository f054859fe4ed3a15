//! How far each author of a document has come, packed for one column.

use crate::log::Heights;
use model::change::Header;
use model::id::{ChangeHash, DeviceId};
use std::collections::BTreeMap;

const ENTRY_BYTES: usize = 32 + 8 + 32 + 8;

/// One author's place in a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The highest sequence number.
    pub seq: u64,
    /// The change with that number; of two, the one with the smaller hash.
    pub hash: ChangeHash,
    /// How many changes of the author are stored: more than `seq` after a fork.
    pub count: u64,
}

/// The places of all authors of a document.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Places(pub BTreeMap<DeviceId, Place>);

impl Places {
    /// Takes in one more change.
    pub fn take(&mut self, header: &Header) {
        let place = self.0.entry(header.actor).or_insert(Place {
            seq: 0,
            hash: header.hash,
            count: 0,
        });
        place.count += 1;
        let is_ahead = (header.seq, std::cmp::Reverse(header.hash))
            > (place.seq, std::cmp::Reverse(place.hash));
        if is_ahead {
            (place.seq, place.hash) = (header.seq, header.hash);
        }
    }

    /// Whether two changes of this author carry one number.
    pub fn is_forked(&self, author: &DeviceId) -> bool {
        self.0
            .get(author)
            .is_some_and(|place| place.count > place.seq)
    }

    /// What peers tell each other.
    pub fn heights(&self) -> Heights {
        self.0
            .iter()
            .map(|(author, place)| (*author, (place.seq, place.hash)))
            .collect()
    }

    /// 80 bytes for each author.
    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * ENTRY_BYTES);
        for (author, place) in &self.0 {
            bytes.extend_from_slice(&author.0);
            bytes.extend_from_slice(&place.seq.to_be_bytes());
            bytes.extend_from_slice(&place.hash.0);
            bytes.extend_from_slice(&place.count.to_be_bytes());
        }
        bytes
    }

    /// Reads [`Places::pack`]; `None` when the length does not fit.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let (entries, rest) = bytes.as_chunks::<ENTRY_BYTES>();
        if !rest.is_empty() {
            return None;
        }
        entries
            .iter()
            .map(unpack_entry)
            .collect::<Option<_>>()
            .map(Self)
    }
}

fn unpack_entry(entry: &[u8; ENTRY_BYTES]) -> Option<(DeviceId, Place)> {
    let place = Place {
        seq: u64::from_be_bytes(entry[32..40].try_into().ok()?),
        hash: ChangeHash::try_from(&entry[40..72]).ok()?,
        count: u64::from_be_bytes(entry[72..80].try_into().ok()?),
    };
    Some((DeviceId::try_from(&entry[..32]).ok()?, place))
}

/// Packs heights as a peer told them.
pub fn pack_heights(heights: &Heights) -> Vec<u8> {
    let place = |(author, (seq, hash)): (&DeviceId, &(u64, ChangeHash))| {
        (
            *author,
            Place {
                seq: *seq,
                hash: *hash,
                count: *seq,
            },
        )
    };
    Places(heights.iter().map(place).collect()).pack()
}

/// Packs hashes one after another, in order.
pub fn pack_hashes(hashes: &std::collections::BTreeSet<ChangeHash>) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// Reads [`pack_hashes`].
pub fn unpack_hashes(bytes: &[u8]) -> Option<std::collections::BTreeSet<ChangeHash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty()
        .then(|| hashes.iter().map(|hash| ChangeHash(*hash)).collect())
}
