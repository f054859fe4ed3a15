//! How far each author of a document has come, packed for one column.

use crate::log::{Heights, Tip};
use model::id::{ChangeHash, DeviceId};
use std::collections::BTreeSet;

const TIP_BYTES: usize = 32 + 8 + 32;

/// Packs heights: 72 bytes for each author's newest change, sorted; after a fork several of one author.
pub fn pack_heights(heights: &Heights) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(heights.len() * TIP_BYTES);
    for tip in heights.iter() {
        bytes.extend_from_slice(&tip.device.0);
        bytes.extend_from_slice(&tip.seq.to_be_bytes());
        bytes.extend_from_slice(&tip.hash.0);
    }
    bytes
}

/// Reads [`pack_heights`]; `None` when the length does not fit.
pub fn unpack_heights(bytes: &[u8]) -> Option<Heights> {
    let (tips, rest) = bytes.as_chunks::<TIP_BYTES>();
    if !rest.is_empty() {
        return None;
    }
    tips.iter().map(unpack_tip).collect()
}

fn unpack_tip(tip: &[u8; TIP_BYTES]) -> Option<Tip> {
    Some(Tip {
        device: DeviceId::try_from(&tip[..32]).ok()?,
        seq: u64::from_be_bytes(tip[32..40].try_into().ok()?),
        hash: ChangeHash::try_from(&tip[40..]).ok()?,
    })
}

/// Packs hashes one after another, in order.
pub fn pack_hashes(hashes: &BTreeSet<ChangeHash>) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// Reads [`pack_hashes`].
pub fn unpack_hashes(bytes: &[u8]) -> Option<BTreeSet<ChangeHash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty()
        .then(|| hashes.iter().map(|hash| ChangeHash(*hash)).collect())
}
