//! Digests over the documents that are on the disk, so that two peers find what differs quickly.
//!
//! A tree over document ids with a fan-out of 64: 50,000 equal documents cost one digest, and what
//! differs is found by descending where digests differ (replication.md, section 7).

use crate::log::Heights;
use crate::wire::{Child, Node, Place, ShortDigest, TREE_FAN_OUT};
use model::id::DocumentId;
use std::collections::BTreeMap;

/// A place with at most so many documents is hashed and compared as a list.
pub const LISTED_DOCUMENTS_MAX: usize = 64;

/// What one place of the tree holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    /// How many documents.
    pub documents: u32,
    /// Their digest; zero when there are none.
    pub digest: [u8; 32],
}

impl Sum {
    /// The part of the digest that travels.
    pub fn short(&self) -> ShortDigest {
        short(&self.digest)
    }
}

/// The first 16 bytes.
pub fn short(digest: &[u8; 32]) -> ShortDigest {
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    short
}

/// The digest of one document: its id and the newest changes of its authors.
///
/// Every author's changes are a hash chain without gaps, or several after a fork, so they stand for the set
/// of all admitted changes. Very many branches of one author stand in it by their own digest.
pub fn document_digest(document: DocumentId, heights: &Heights) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 document digest v1");
    hasher.update(&document.0);
    for tip in heights.told_tips() {
        hasher.update(&tip.device.0);
        hasher.update(&tip.seq.to_be_bytes());
        hasher.update(&tip.hash.0);
    }
    *hasher.finalize().as_bytes()
}

/// The tree; sums are computed when asked for and kept until something below them changes.
#[derive(Default)]
pub struct Tree {
    leaves: BTreeMap<DocumentId, [u8; 32]>,
    sums: BTreeMap<Place, Sum>,
}

impl Tree {
    /// Sets the digest of a document.
    pub fn update(&mut self, document: DocumentId, digest: [u8; 32]) {
        self.leaves.insert(document, digest);
        for depth in 0..=Place::DEPTH_MAX {
            self.sums.remove(&place_of(document, depth));
        }
    }

    /// How many sums are kept.
    #[cfg(test)]
    pub fn sums(&self) -> usize {
        self.sums.len()
    }

    /// The digest of one document; zero when it is not there.
    pub fn digest(&self, document: DocumentId) -> [u8; 32] {
        self.leaves.get(&document).copied().unwrap_or_default()
    }

    /// A digest of everything, computed anew: the fingerprint of a history.
    pub fn whole(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 history v1");
        for (document, digest) in &self.leaves {
            hasher.update(&document.0);
            hasher.update(digest);
        }
        *hasher.finalize().as_bytes()
    }

    /// What is below a place.
    pub fn sum(&mut self, place: Place) -> Sum {
        if let Some(sum) = self.sums.get(&place) {
            return *sum;
        }
        let listed: Vec<_> = self.below(place).take(LISTED_DOCUMENTS_MAX + 1).collect();
        if listed.is_empty() {
            // Not kept: others can name as many empty places as they like.
            return Sum::default();
        }
        let sum = if listed.len() <= LISTED_DOCUMENTS_MAX || place.depth == Place::DEPTH_MAX {
            list_sum(self.below(place))
        } else {
            let children = (0..TREE_FAN_OUT as u8).map(|slot| (slot, self.sum(child(place, slot))));
            node_sum(children.collect::<Vec<_>>())
        };
        self.sums.insert(place, sum);
        sum
    }

    /// The digests of the children of a place.
    pub fn node(&mut self, place: Place) -> Node {
        let children = (0..TREE_FAN_OUT as u8)
            .map(|slot| (slot, self.sum(child(place, slot))))
            .filter(|(_, sum)| sum.documents > 0)
            .map(|(slot, sum)| Child {
                slot,
                documents: sum.documents,
                digest: sum.short(),
            })
            .collect();
        Node { place, children }
    }

    /// The documents below a place.
    pub fn documents(&self, place: Place) -> impl Iterator<Item = DocumentId> {
        self.below(place).map(|(document, _)| *document)
    }

    fn below(&self, place: Place) -> impl Iterator<Item = (&DocumentId, &[u8; 32])> {
        let (first, last) = bounds(place);
        self.leaves.range(first..=last)
    }
}

/// The child of a place with this number.
pub fn child(place: Place, slot: u8) -> Place {
    let depth = (place.depth + 1).min(Place::DEPTH_MAX);
    let bits = place.bits | u64::from(slot & 63) << (64 - 6 * u32::from(depth));
    Place { depth, bits }
}

fn place_of(document: DocumentId, depth: u8) -> Place {
    let mut head = [0; 8];
    head.copy_from_slice(&document.0[..8]);
    let kept = 6 * u32::from(depth);
    let mask = if kept == 0 {
        0
    } else {
        u64::MAX << (64 - kept)
    };
    Place {
        depth,
        bits: u64::from_be_bytes(head) & mask,
    }
}

fn bounds(place: Place) -> (DocumentId, DocumentId) {
    let rest = u64::MAX
        .checked_shr(6 * u32::from(place.depth))
        .unwrap_or(0);
    let (mut first, mut last) = ([0; 32], [0xff; 32]);
    first[..8].copy_from_slice(&place.bits.to_be_bytes());
    last[..8].copy_from_slice(&(place.bits | rest).to_be_bytes());
    (DocumentId(first), DocumentId(last))
}

fn list_sum<'a>(documents: impl Iterator<Item = (&'a DocumentId, &'a [u8; 32])>) -> Sum {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 tree list v1");
    let mut count = 0;
    for (document, digest) in documents {
        hasher.update(&document.0);
        hasher.update(digest);
        count += 1;
    }
    Sum {
        documents: count,
        digest: *hasher.finalize().as_bytes(),
    }
}

fn node_sum(children: Vec<(u8, Sum)>) -> Sum {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 tree node v1");
    let mut documents = 0u32;
    for (slot, sum) in children {
        hasher.update(&[slot]);
        hasher.update(&sum.digest);
        documents = documents.saturating_add(sum.documents);
    }
    Sum {
        documents,
        digest: *hasher.finalize().as_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(number: u32) -> DocumentId {
        DocumentId(*blake3::hash(&number.to_be_bytes()).as_bytes())
    }

    fn tree(numbers: std::ops::Range<u32>) -> Tree {
        let mut tree = Tree::default();
        for number in numbers {
            tree.update(document(number), [number as u8; 32]);
        }
        tree
    }

    #[test]
    fn the_order_in_which_documents_came_does_not_matter() {
        let mut forward = tree(0..1000);
        let mut backward = Tree::default();
        for number in (0..1000).rev() {
            backward.update(document(number), [0; 32]);
            backward.sum(Place::ROOT);
            backward.update(document(number), [number as u8; 32]);
        }
        assert_eq!(forward.sum(Place::ROOT), backward.sum(Place::ROOT));
        assert_eq!(forward.sum(Place::ROOT).documents, 1000);
    }

    #[test]
    fn one_different_document_shows_on_one_path_only() {
        let (mut ana, mut ben) = (tree(0..5000), tree(0..5000));
        ben.update(document(17), [99; 32]);
        let (a, b) = (ana.node(Place::ROOT), ben.node(Place::ROOT));
        let differing: Vec<_> = a
            .children
            .iter()
            .zip(&b.children)
            .filter(|(a, b)| a != b)
            .collect();
        assert_eq!(differing.len(), 1);
        let place = child(Place::ROOT, differing[0].0.slot);
        assert!(ana.documents(place).any(|id| id == document(17)));
        assert_eq!(
            ana.documents(place).count() as u32,
            ana.sum(place).documents
        );
    }

    #[test]
    fn every_document_lies_below_each_place_on_its_path() {
        let tree = tree(0..100);
        for depth in 0..=Place::DEPTH_MAX {
            let place = place_of(document(5), depth);
            assert!(
                tree.documents(place).any(|id| id == document(5)),
                "depth {depth}"
            );
        }
        assert_eq!(tree.documents(Place::ROOT).count(), 100);
    }

    #[test]
    fn nothing_is_the_same_nothing_everywhere() {
        assert_eq!(Tree::default().sum(Place::ROOT), Sum::default());
    }
}
