//! The stored changes of a document and how they hang together.
//!
//! A log keeps the order in which changes were admitted, and that order is causal: whoever replays it
//! from the front never meets a change before what it builds on. Every author's changes are a hash
//! chain without gaps, so *(author, number, hash)* of the newest one stands for all of them.

use model::change::Header;
use model::id::{ChangeHash, DeviceId, DocumentId};
use model::key::Signature;
use model::name::DocumentName;
use std::collections::{BTreeMap, BTreeSet};

/// How far each author's chain reaches in one document: the number and hash of the newest change.
pub type Heights = BTreeMap<DeviceId, (u64, ChangeHash)>;

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

/// Whether the change lies beyond these heights.
pub fn is_beyond(header: &Header, heights: &Heights) -> bool {
    heights
        .get(&header.actor)
        .is_none_or(|(seq, _)| header.seq > *seq)
}

/// Raises the height of the change's author to this change; never lowers it.
pub fn raise(heights: &mut Heights, header: &Header) {
    if is_beyond(header, heights) {
        heights.insert(header.actor, (header.seq, header.hash));
    }
}

/// Raises each height to the higher one of the two.
pub fn raise_all(heights: &mut Heights, others: &Heights) {
    for (author, (seq, hash)) in others {
        if heights.get(author).is_none_or(|(known, _)| seq > known) {
            heights.insert(*author, (*seq, *hash));
        }
    }
}

/// Whether `heights` reach at least as far as `others` for every author.
pub fn covers(heights: &Heights, others: &Heights) -> bool {
    others
        .iter()
        .all(|(author, (seq, _))| heights.get(author).is_some_and(|(known, _)| known >= seq))
}

/// How many changes `heights` have that `others` lack.
pub fn ahead_by(heights: &Heights, others: &Heights) -> u64 {
    heights
        .iter()
        .map(|(author, (seq, _))| {
            seq.saturating_sub(others.get(author).map_or(0, |(known, _)| *known))
        })
        .sum()
}

/// The length of the part of a log's tail that may travel as one segment.
///
/// A segment is *closed* when the last change of each of its authors carries a signature, so that
/// everything in it can be proved by the receiver. The longest closed part within both limits is
/// taken; where there is none, the shortest closed one beyond them; `None` when nothing is closed.
/// Ends of admitted batches are closed, so that part is never longer than a batch.
pub fn closed_part(changes: &[ToStore], changes_limit: usize, bytes_limit: usize) -> Option<usize> {
    let mut open = BTreeSet::new();
    let (mut bytes, mut best) = (0, None);
    for (index, change) in changes.iter().enumerate() {
        bytes += change.bytes.len();
        let within = index < changes_limit && bytes <= bytes_limit;
        if !within && best.is_some() {
            return best;
        }
        match change.signature {
            Some(_) => open.remove(&change.header.actor),
            None => open.insert(change.header.actor),
        };
        if open.is_empty() {
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
        let name = DocumentName::new(DocumentKind::Design, DeviceId([author; 32]), [0; 16]);
        ToStore {
            name,
            document: DocumentId([0; 32]),
            header: Header {
                hash: ChangeHash([seq as u8; 32]),
                actor: DeviceId([author; 32]),
                seq,
                start_op: seq,
                max_op: seq,
                time_ms: 0,
                deps: vec![],
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
    fn heights_only_rise() {
        let mut heights = Heights::new();
        raise(&mut heights, &change(1, 2, true).header);
        raise(&mut heights, &change(1, 1, true).header);
        assert_eq!(heights[&DeviceId([1; 32])].0, 2);
        let mut others = heights.clone();
        raise(&mut others, &change(2, 5, true).header);
        assert!(covers(&others, &heights));
        assert!(!covers(&heights, &others));
        assert_eq!(ahead_by(&others, &heights), 5);
        raise_all(&mut heights, &others);
        assert_eq!(heights, others);
    }
}
