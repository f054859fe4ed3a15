//! The stored changes of a document and how they hang together.
//!
//! A log keeps the order in which changes were admitted, and that order is causal: whoever replays it
//! from the front never meets a change before what it builds on. How far the authors of a document have come
//! is named by its [`Heights`].

use model::change::Header;
use model::id::{ChangeHash, DeviceId, DocumentId};
use model::key::Signature;
use model::name::DocumentName;
use std::collections::BTreeSet;

pub use model::heights::{Heights, Tip};

/// An admitted change on its way to the disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToStore {
    /// The name of its document.
    pub name: DocumentName,
    /// The id of its document.
    pub document: DocumentId,
    /// What stands at its head.
    pub header: Header,
    /// The plain change chunk.
    pub bytes: Vec<u8>,
    /// The author's signature; inside a run only the last change of each author has one.
    pub signature: Option<Signature>,
}

/// A change as the store gives it back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredChange {
    /// Its place in the store's whole log, growing with time.
    pub position: u64,
    /// The change.
    pub change: ToStore,
}

/// What the store knows of one document without reading its changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentSummary {
    /// Its name.
    pub name: DocumentName,
    /// Its id.
    pub document: DocumentId,
    /// How far each author's chain reaches.
    pub heights: Heights,
    /// The changes on which nothing builds yet, sorted.
    pub heads: Vec<ChangeHash>,
    /// How many changes it has.
    pub changes: u64,
}

/// The unsigned changes that nothing signed builds on yet, among changes that are read in their order.
///
/// A signed change proves what its author's chain has below it. A device that forked has several chains.
#[derive(Default, Debug)]
pub struct Unproved(BTreeSet<(DeviceId, ChangeHash)>);

impl Unproved {
    /// Takes in the next change.
    pub fn take(&mut self, header: &Header, is_signed: bool) {
        for dep in &header.deps {
            self.0.remove(&(header.actor, *dep));
        }
        if !is_signed {
            self.0.insert((header.actor, header.hash));
        }
    }

    /// Whether everything so far is proved.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The length of the part of a log's tail that may travel as one segment.
///
/// A segment is *closed* when the last change of each of its authors carries a signature, so that
/// everything in it can be proved by the receiver. The longest closed part within both limits is
/// taken; where there is none, the shortest closed one beyond them; `None` when nothing is closed.
/// Changes are admitted and stored run by run, and each run is closed and within the limits, so that part is too.
pub fn closed_part(changes: &[ToStore], changes_limit: usize, bytes_limit: usize) -> Option<usize> {
    let mut unproved = Unproved::default();
    let (mut bytes, mut best) = (0, None);
    for (index, change) in changes.iter().enumerate() {
        bytes += change.bytes.len();
        let within = index < changes_limit && bytes <= bytes_limit;
        if !within && best.is_some() {
            return best;
        }
        unproved.take(&change.header, change.signature.is_some());
        if unproved.is_empty() {
            best = Some(index + 1);
            if !within {
                return best;
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::name::DocumentKind;

    fn change(author: u8, seq: u64, signed: bool) -> ToStore {
        branch(author, seq, 0, signed)
    }

    fn hash(author: u8, seq: u64, branch: u8) -> ChangeHash {
        let mut hash = [branch; 32];
        (hash[0], hash[1]) = (author, seq as u8);
        ChangeHash(hash)
    }

    fn branch(author: u8, seq: u64, branch: u8, signed: bool) -> ToStore {
        let name = DocumentName::new(DocumentKind::Design, DeviceId([author; 32]), [0; 16]);
        ToStore {
            name,
            document: DocumentId([0; 32]),
            header: Header {
                hash: hash(author, seq, branch),
                actor: DeviceId([author; 32]),
                seq,
                start_op: seq,
                max_op: seq,
                time_ms: 0,
                deps: vec![hash(author, seq - 1, branch)],
                other_actors: vec![],
            },
            bytes: vec![0; 10],
            signature: signed.then_some(Signature([0; 64])),
        }
    }

    #[test]
    fn a_segment_ends_where_every_author_has_signed() {
        let log = [
            change(1, 1, false),
            change(2, 1, true),
            change(1, 2, true),
            change(2, 2, true),
            change(1, 3, false),
        ];
        assert_eq!(closed_part(&log, 256, 1000), Some(4));
        assert_eq!(closed_part(&log, 3, 1000), Some(3));
        assert_eq!(
            closed_part(&log, 1, 1000),
            Some(3),
            "the shortest beyond the limit"
        );
        assert_eq!(closed_part(&log, 256, 35), Some(3));
        assert_eq!(closed_part(&log[4..], 256, 1000), None);
        assert_eq!(closed_part(&[], 256, 1000), None);
    }

    #[test]
    fn a_signature_on_one_branch_does_not_prove_the_other() {
        let log = [
            branch(1, 2, 7, false),
            branch(1, 2, 8, false),
            branch(1, 3, 7, true),
            branch(1, 3, 8, true),
        ];
        assert_eq!(closed_part(&log[..3], 256, 1000), None);
        assert_eq!(closed_part(&log, 256, 1000), Some(4));
    }
}
