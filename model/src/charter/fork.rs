//! Proof that a device has signed two changes with one number.

use crate::admission::{shape, verify_run};
use crate::change::Header;
use crate::charter::act::{ForkProven, ForkSide};
use crate::id::{ChangeHash, CommonsId, DeviceId, DocumentId};

/// A device that forked, and where.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fork {
    /// The device.
    pub device: DeviceId,
    /// The document.
    pub document: DocumentId,
    /// The number that it gave twice.
    pub seq: u64,
    /// The two changes, the smaller hash first.
    pub changes: (ChangeHash, ChangeHash),
}

/// What the two sides prove; `None` when they prove nothing.
///
/// Each side is the change with the number in question and those after it up to one that is signed:
/// every change names the one before it inside the bytes that its hash covers, so the signature
/// proves them all.
pub(super) fn proven(commons: CommonsId, proof: &ForkProven) -> Option<Fork> {
    let one = begins(commons, proof.document, &proof.one)?;
    let other = begins(commons, proof.document, &proof.other)?;
    let is_fork = one.actor == other.actor && one.seq == other.seq && one.hash < other.hash;
    is_fork.then_some(Fork {
        device: one.actor,
        document: proof.document,
        seq: one.seq,
        changes: (one.hash, other.hash),
    })
}

/// The first change of a side whose signature holds.
fn begins(commons: CommonsId, document: DocumentId, side: &ForkSide) -> Option<Header> {
    let read = side.changes.iter().map(|chunk| shape(chunk));
    let headers: Vec<Header> = read.collect::<Result<_, _>>().ok()?;
    verify_run(commons, document, &headers, &side.signature).ok()?;
    headers.into_iter().next()
}
