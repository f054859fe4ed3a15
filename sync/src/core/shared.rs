//! What is with whom: which peers have answered that a document is on their disk.

use crate::log::{Heights, Tip};
use model::change::Header;
use model::id::{DeviceId, DocumentId, EndpointId};
use std::collections::{BTreeMap, BTreeSet};

/// What other peers hold, as far as they have said so.
#[derive(Default)]
pub struct Shared {
    peers: BTreeMap<DocumentId, BTreeMap<EndpointId, Heights>>,
    own: BTreeMap<DocumentId, Heights>,
    unshared: BTreeSet<DocumentId>,
    /// Everybody of whom something is known.
    known: BTreeSet<EndpointId>,
}

impl Shared {
    /// This is on the own disk.
    pub fn stored_here(&mut self, document: DocumentId, heights: Heights) {
        self.own.insert(document, heights);
        self.judge(document);
    }

    /// One more change is on the own disk, after what it builds on; [`Shared::judge_own`] follows.
    pub fn stored_change(&mut self, document: DocumentId, header: &Header) {
        self.own.entry(document).or_default().advance(header);
    }

    /// Finds out with whom a document is that has grown here; gives how far it reaches.
    pub fn judge_own(&mut self, document: DocumentId) -> Option<&Heights> {
        self.judge(document);
        self.own.get(&document)
    }

    /// This is on the peer's disk; gives everything known of that peer and document when it is news.
    ///
    /// Only what is on the own disk too is noted: what others invent is no news of anything.
    pub fn stored_there(
        &mut self,
        peer: EndpointId,
        document: DocumentId,
        heights: &Heights,
    ) -> Option<Heights> {
        let heights = as_far_as(heights, self.own.get(&document)?);
        let peers = self.peers.entry(document).or_default();
        let known = peers.entry(peer).or_default();
        if heights.is_empty() || known.cover(&heights) {
            return None;
        }
        self.known.insert(peer);
        known.learn(&heights);
        let all = known.clone();
        self.judge(document);
        Some(all)
    }

    /// The peer sent these, so they are on its disk; gives everything known of that peer and document.
    pub fn sent_from_there<'a>(
        &mut self,
        peer: EndpointId,
        document: DocumentId,
        changes: impl IntoIterator<Item = &'a Header>,
    ) -> Heights {
        self.known.insert(peer);
        let peers = self.peers.entry(document).or_default();
        let known = peers.entry(peer).or_default();
        for change in changes {
            known.learn_change(change);
        }
        let all = known.clone();
        self.judge(document);
        all
    }

    fn judge(&mut self, document: DocumentId) {
        let Some(own) = self.own.get(&document) else {
            return;
        };
        let peers = self.peers.get(&document);
        let is_with = |author| {
            let mut theirs = peers.into_iter().flat_map(BTreeMap::values);
            theirs.any(|heights| heights.covers_author(author, own))
        };
        if own.devices().all(is_with) {
            self.unshared.remove(&document);
        } else {
            self.unshared.insert(document);
        }
    }

    /// The peers who have everything of the document that is on the own disk.
    pub fn with_others(&self, document: DocumentId) -> Vec<EndpointId> {
        let Some(own) = self.own.get(&document) else {
            return Vec::new();
        };
        let peers = self.peers.get(&document).into_iter().flatten();
        peers
            .filter(|(_, heights)| heights.cover(own))
            .map(|(peer, _)| *peer)
            .collect()
    }

    /// Whether this peer has everything of the document that is on the own disk.
    pub fn has(&self, peer: EndpointId, document: DocumentId) -> bool {
        let theirs = self.peers.get(&document).and_then(|peers| peers.get(&peer));
        match (theirs, self.own.get(&document)) {
            (Some(theirs), Some(own)) => theirs.cover(own),
            _ => false,
        }
    }

    /// Documents with something that nobody else has, as far as is known.
    pub fn unshared(&self) -> impl Iterator<Item = DocumentId> {
        self.unshared.iter().copied()
    }

    /// How many changes of a document are, as far as is known, on no other disk. Of an author whose history has
    /// split, at least one for each branch that nobody else has.
    pub fn only_here(&self, document: DocumentId) -> u64 {
        let Some(own) = self.own.get(&document) else {
            return 0;
        };
        let peers = || {
            self.peers
                .get(&document)
                .into_iter()
                .flat_map(BTreeMap::values)
        };
        let lacking = |author: DeviceId| {
            if peers().any(|theirs| theirs.covers_author(author, own)) {
                return 0;
            }
            let told = peers().map(|theirs| theirs.seq(author)).max().unwrap_or(0);
            own.seq(author).saturating_sub(told).max(1)
        };
        own.devices().map(lacking).sum()
    }

    /// How many changes of all documents on the own disk this peer has not; `None` while it has said nothing.
    pub fn lacking(&self, peer: EndpointId) -> Option<u64> {
        let mut has_said = false;
        let mut lacking = 0;
        for (document, own) in &self.own {
            let theirs = self.peers.get(document).and_then(|peers| peers.get(&peer));
            has_said |= theirs.is_some_and(|theirs| !theirs.is_empty());
            lacking += theirs.map_or_else(
                || own.ahead_of(&Heights::default()),
                |theirs| own.ahead_of(theirs),
            );
        }
        has_said.then_some(lacking)
    }

    /// Everybody of whom something is known.
    pub fn known(&self) -> &BTreeSet<EndpointId> {
        &self.known
    }

    /// What is, as far as is known, on this peer's disk of a document.
    pub fn theirs(&self, peer: EndpointId, document: DocumentId) -> Heights {
        let theirs = self.peers.get(&document).and_then(|peers| peers.get(&peer));
        theirs.cloned().unwrap_or_default()
    }

    /// What is on the own disk of a document.
    pub fn own(&self, document: DocumentId) -> Option<&Heights> {
        self.own.get(&document)
    }
}

/// What a peer says to have of what is here: whoever says to be further than we are has what we have. So a number that
/// somebody lets grow is no news each time.
fn as_far_as(said: &Heights, own: &Heights) -> Heights {
    let said = said.among(own);
    let most = |tip: &Tip| match own.top(tip.device) {
        Some(top) if tip.seq > top.seq && !own.is_forked(tip.device) => top,
        _ => *tip,
    };
    said.iter().map(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::id::ChangeHash;

    fn heights(ana: u64, ben: u64) -> Heights {
        let tip = |(author, seq)| Tip {
            device: DeviceId([author; 32]),
            seq,
            hash: ChangeHash([seq as u8; 32]),
        };
        let written = [(1, ana), (2, ben)].into_iter().filter(|(_, seq)| *seq > 0);
        written.map(tip).collect()
    }

    #[test]
    fn a_change_is_with_others_only_after_their_answer() {
        let (ben, cleo) = (EndpointId([2; 32]), EndpointId([3; 32]));
        let document = DocumentId([9; 32]);
        let mut shared = Shared::default();
        shared.stored_here(document, heights(3, 1));
        assert_eq!(shared.unshared().count(), 1);
        assert_eq!(shared.only_here(document), 4, "each change counts");
        assert_eq!(shared.lacking(ben), None, "he has said nothing");
        assert!(shared.stored_there(ben, document, &heights(2, 1)).is_some());
        assert_eq!(shared.with_others(document), []);
        assert_eq!(shared.unshared().count(), 1);
        assert_eq!(
            (shared.only_here(document), shared.lacking(ben)),
            (1, Some(1))
        );
        assert!(
            shared
                .stored_there(cleo, document, &heights(3, 0))
                .is_some()
        );
        assert_eq!(shared.unshared().count(), 0, "each change is with somebody");
        assert_eq!(shared.only_here(document), 0);
        assert_eq!(
            (shared.lacking(ben), shared.lacking(cleo)),
            (Some(1), Some(1))
        );
        assert_eq!(
            shared.with_others(document),
            [],
            "but nobody has all of them"
        );
        assert!(shared.stored_there(ben, document, &heights(3, 0)).is_some());
        assert_eq!(shared.with_others(document), [ben]);
        assert!(shared.stored_there(ben, document, &heights(1, 1)).is_none());
        shared.stored_here(document, heights(4, 1));
        assert_eq!(shared.with_others(document), []);
        assert_eq!(shared.unshared().count(), 1);
    }
}
