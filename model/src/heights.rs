//! How far the chains of a document's authors reach: enough to name everything that was admitted.
//!
//! Every author's changes are a chain: each is inside the bytes that the next one's hash covers. So the
//! newest change of a chain stands for the whole of it. A device that forked has several newest changes,
//! one for each branch (replication.md, section 6, "Forks").

use crate::change::Header;
use crate::id::{ChangeHash, DeviceId};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// A device with more branches than this is told to others by one digest of all of them.
pub const BRANCHES_TOLD_MAX: usize = 8;

/// The newest change of one branch of one author.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, minicbor::Encode, minicbor::Decode,
)]
pub struct Tip {
    /// The author.
    #[n(0)]
    pub device: DeviceId,
    /// The change's number among its author's changes of this document, from 1.
    #[n(1)]
    pub seq: u64,
    /// The change.
    #[n(2)]
    pub hash: ChangeHash,
}

/// The newest changes of all authors of one document; of an author who forked, one for each branch.
#[derive(Clone, Default, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct Heights(#[n(0)] BTreeSet<Tip>);

impl Tip {
    /// The newest change of this author's branch.
    pub fn new(device: DeviceId, seq: u64, hash: ChangeHash) -> Self {
        Self { device, seq, hash }
    }
}

impl Heights {
    /// Nothing at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether no author has written anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many branches of all authors there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All tips, by author, number and hash.
    pub fn iter(&self) -> impl Iterator<Item = &Tip> + Clone {
        self.0.iter()
    }

    /// The authors, each once.
    pub fn devices(&self) -> impl Iterator<Item = DeviceId> + '_ {
        let mut last = None;
        let devices = self.0.iter().map(|tip| tip.device);
        devices.filter(move |device| last.replace(*device) != Some(*device))
    }

    /// The tips of one author: one, or more after a fork.
    pub fn of(&self, device: DeviceId) -> impl Iterator<Item = &Tip> + Clone {
        let first = Tip {
            device,
            seq: 0,
            hash: ChangeHash([0; 32]),
        };
        let last = Tip {
            device,
            seq: u64::MAX,
            hash: ChangeHash([0xff; 32]),
        };
        self.0
            .range((Bound::Included(first), Bound::Included(last)))
    }

    /// The highest number of one author; 0 when there is nothing of them.
    pub fn seq(&self, device: DeviceId) -> u64 {
        self.of(device).last().map_or(0, |tip| tip.seq)
    }

    /// The author's tip with the highest number; of several the one with the smallest hash.
    pub fn top(&self, device: DeviceId) -> Option<Tip> {
        let seq = self.seq(device);
        self.of(device).find(|tip| tip.seq == seq).copied()
    }

    /// Whether two changes of this author carry one number.
    pub fn is_forked(&self, device: DeviceId) -> bool {
        self.of(device).nth(1).is_some()
    }

    /// The authors who forked.
    pub fn forked(&self) -> impl Iterator<Item = DeviceId> + '_ {
        self.devices().filter(|device| self.is_forked(*device))
    }

    /// Whether this very change is a tip.
    pub fn has_tip(&self, device: DeviceId, seq: u64, hash: ChangeHash) -> bool {
        self.0.contains(&Tip { device, seq, hash })
    }

    /// Takes in one more change: its author's previous one, when that is a tip, is none any more.
    ///
    /// The change must be new here, and what it builds on must be here.
    pub fn advance(&mut self, header: &Header) {
        if header.seq > 1 {
            for dep in &header.deps {
                self.0.remove(&Tip {
                    device: header.actor,
                    seq: header.seq - 1,
                    hash: *dep,
                });
            }
        }
        self.0.insert(Tip {
            device: header.actor,
            seq: header.seq,
            hash: header.hash,
        });
    }

    /// Adds a tip as it is told.
    pub fn insert(&mut self, tip: Tip) {
        self.0.insert(tip);
    }

    /// As they are told to others: a device with very many branches by one digest of all of them.
    ///
    /// Whoever is told such a digest and has another one sends, or asks for, all of that author's changes.
    pub fn told(&self) -> Heights {
        let mut told = Heights::new();
        for device in self.devices() {
            match self.of(device).nth(BRANCHES_TOLD_MAX) {
                None => told.0.extend(self.of(device)),
                Some(_) => told.insert(self.digest_of(device)),
            }
        }
        told
    }

    /// What these say of the authors of `own`, of each at most as much as is ever told: what others invent is left out.
    pub fn among(&self, own: &Heights) -> Heights {
        let known = own.devices();
        let said = known.flat_map(|device| self.of(device).take(BRANCHES_TOLD_MAX));
        said.copied().collect()
    }

    fn digest_of(&self, device: DeviceId) -> Tip {
        let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 branches digest v1");
        for tip in self.of(device) {
            hasher.update(&tip.seq.to_be_bytes());
            hasher.update(&tip.hash.0);
        }
        Tip {
            device,
            seq: self.seq(device),
            hash: ChangeHash(*hasher.finalize().as_bytes()),
        }
    }

    /// Whether whoever is as far as these has everything of this author that `own` has.
    ///
    /// Where the author has one branch in both, a higher number is taken for more of the same; should it
    /// belong to another branch, that is found when it arrives.
    pub fn covers_author(&self, device: DeviceId, own: &Heights) -> bool {
        let mut tips = own.of(device);
        let (Some(first), None) = (tips.next(), tips.next()) else {
            let (own, theirs) = (own.told(), self.told());
            return own.of(device).all(|tip| theirs.0.contains(tip));
        };
        let is_further = self.seq(device) > first.seq && !self.is_forked(device);
        self.0.contains(first) || is_further || self.told().0.contains(first)
    }

    /// Whether whoever is as far as these has everything that `own` has.
    pub fn cover(&self, own: &Heights) -> bool {
        own.devices().all(|device| self.covers_author(device, own))
    }

    /// About how many changes these have that `others` lack: exact but for authors who forked.
    pub fn ahead_of(&self, others: &Heights) -> u64 {
        let lacking = self
            .devices()
            .filter(|device| !others.covers_author(*device, self));
        let lacking =
            lacking.map(|device| self.seq(device).saturating_sub(others.seq(device)).max(1));
        lacking.fold(0, u64::saturating_add)
    }

    /// Takes in that somebody has this change, and so everything of its author below it.
    pub fn learn_change(&mut self, header: &Header) {
        let goes_on = |tip: &Tip| tip.seq + 1 == header.seq && header.deps.contains(&tip.hash);
        if self.of(header.actor).any(goes_on) {
            return self.advance(header);
        }
        let tip = Tip {
            device: header.actor,
            seq: header.seq,
            hash: header.hash,
        };
        if self.is_forked(header.actor) {
            self.insert(tip);
        } else if header.seq > self.seq(header.actor) {
            self.forget(header.actor);
            self.insert(tip);
        }
    }

    /// Takes in what somebody newly says of themselves: for each author it replaces what was known, unless
    /// that was more. Of one author never more is kept than is ever told, or than is newly said.
    pub fn learn(&mut self, said: &Heights) {
        for device in said.devices() {
            let known = (self.of(device).count(), self.seq(device));
            let new = (said.of(device).count(), said.seq(device));
            let is_more = new.0 >= known.0 && new.1 >= known.1;
            let is_both = !is_more && (known.1 < new.1 || known.0 < new.0);
            if is_more || is_both && known.0 + new.0 > BRANCHES_TOLD_MAX {
                self.forget(device);
            }
            if is_more || is_both {
                self.0.extend(said.of(device));
            }
        }
    }

    fn forget(&mut self, device: DeviceId) {
        let known: Vec<Tip> = self.of(device).copied().collect();
        for tip in known {
            self.0.remove(&tip);
        }
    }

    /// For each author the lower of two heights; of an author whom only one of them names, and of one who
    /// forked and stands differently in them, nothing.
    pub fn common(&self, other: &Heights) -> Heights {
        let mut common = Heights::new();
        for device in self.devices() {
            if self.of(device).eq(other.of(device)) {
                common.0.extend(self.of(device));
            } else if let (Some(one), Some(two)) = (self.top(device), other.top(device))
                && !self.is_forked(device)
                && !other.is_forked(device)
            {
                common.insert(one.min(two));
            }
        }
        common
    }
}

impl FromIterator<Tip> for Heights {
    fn from_iter<I: IntoIterator<Item = Tip>>(tips: I) -> Self {
        Self(tips.into_iter().collect())
    }
}

impl<const N: usize> From<[Tip; N]> for Heights {
    fn from(tips: [Tip; N]) -> Self {
        tips.into_iter().collect()
    }
}

/// Which numbers of one author carry two changes or more, among headers in causal order.
///
/// The pairs are the proof of a fork: both are signed by the same key.
pub fn forks<'a>(
    headers: impl IntoIterator<Item = &'a Header>,
) -> BTreeMap<(DeviceId, u64), BTreeSet<ChangeHash>> {
    let mut by_number: BTreeMap<(DeviceId, u64), BTreeSet<ChangeHash>> = BTreeMap::new();
    for header in headers {
        let changes = by_number.entry((header.actor, header.seq)).or_default();
        changes.insert(header.hash);
    }
    by_number.retain(|_, changes| changes.len() > 1);
    by_number
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: DeviceId = DeviceId([1; 32]);
    const BEN: DeviceId = DeviceId([2; 32]);

    fn tip(device: DeviceId, seq: u64, branch: u8) -> Tip {
        let hash = hash(seq, branch);
        Tip { device, seq, hash }
    }

    fn hash(seq: u64, branch: u8) -> ChangeHash {
        let mut hash = [branch; 32];
        hash[..8].copy_from_slice(&seq.to_be_bytes());
        ChangeHash(hash)
    }

    fn change(device: DeviceId, seq: u64, branch: u8, before: Option<u8>) -> Header {
        Header {
            hash: hash(seq, branch),
            actor: device,
            seq,
            start_op: seq,
            max_op: seq,
            time_ms: 0,
            deps: before
                .into_iter()
                .map(|before| hash(seq - 1, before))
                .collect(),
            other_actors: vec![],
        }
    }

    #[test]
    fn a_fork_leaves_a_tip_for_each_branch_in_any_order() {
        let trunk = [change(ANA, 1, 0, None), change(ANA, 2, 0, Some(0))];
        let left = [change(ANA, 3, 1, Some(0)), change(ANA, 4, 1, Some(1))];
        let right = [change(ANA, 3, 2, Some(0))];
        let one = trunk.iter().chain(&left).chain(&right);
        let other = trunk.iter().chain(&right).chain(&left);
        let raised = |changes: &mut dyn Iterator<Item = &Header>| {
            let mut heights = Heights::new();
            changes.for_each(|change| heights.advance(change));
            heights
        };
        let heights = raised(&mut one.clone());
        assert_eq!(heights, raised(&mut other.into_iter()));
        assert_eq!(heights, Heights::from([tip(ANA, 3, 2), tip(ANA, 4, 1)]));
        assert!(heights.is_forked(ANA));
        assert_eq!(heights.top(ANA), Some(tip(ANA, 4, 1)));
        let both = BTreeSet::from([hash(3, 1), hash(3, 2)]);
        assert_eq!(forks(one), BTreeMap::from([((ANA, 3), both)]));
    }

    #[test]
    fn more_covers_less_and_a_branch_covers_only_itself() {
        let five = Heights::from([tip(ANA, 5, 0), tip(BEN, 2, 0)]);
        let three = Heights::from([tip(ANA, 3, 0)]);
        assert!(five.cover(&three) && !three.cover(&five));
        assert_eq!(five.ahead_of(&three), 4);
        assert_eq!(three.ahead_of(&five), 0);
        let forked = Heights::from([tip(ANA, 5, 0), tip(ANA, 4, 1), tip(BEN, 2, 0)]);
        assert!(forked.cover(&five) && !five.cover(&forked));
        assert!(five.ahead_of(&forked) == 0 && forked.ahead_of(&five) > 0);
    }

    #[test]
    fn what_is_learnt_later_replaces_less_and_never_more() {
        let mut known = Heights::from([tip(ANA, 5, 0)]);
        known.learn(&Heights::from([tip(ANA, 3, 0), tip(BEN, 1, 0)]));
        assert_eq!(known, Heights::from([tip(ANA, 5, 0), tip(BEN, 1, 0)]));
        let forked = Heights::from([tip(ANA, 6, 0), tip(ANA, 4, 1)]);
        known.learn(&forked);
        assert_eq!(known.of(ANA).count(), 2);
        known.learn(&Heights::from([tip(ANA, 7, 0), tip(ANA, 4, 1)]));
        assert_eq!(
            known.of(ANA).copied().collect::<Vec<_>>(),
            [tip(ANA, 4, 1), tip(ANA, 7, 0)]
        );
    }

    #[test]
    fn very_many_branches_are_told_by_one_digest() {
        let many: Heights = (0..20).map(|branch| tip(ANA, 3, branch)).collect();
        let told = many.told();
        assert_eq!(told.len(), 1);
        assert!(told.cover(&many) && many.cover(&told.told()));
        let more: Heights = (0..21).map(|branch| tip(ANA, 3, branch)).collect();
        assert!(!told.cover(&more) && !more.told().cover(&many));
    }
}
