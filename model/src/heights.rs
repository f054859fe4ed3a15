//! How far the chains of a document's authors reach: enough to name everything that was admitted.
//!
//! Every author's changes are a chain: each is inside the bytes that the next one's hash covers. So the
//! newest change of a chain stands for the whole of it. A device that forked has several newest changes,
//! one for each branch (replication.md, section 6, "Forks").

mod sum;

use crate::change::Header;
use crate::id::{ChangeHash, DeviceId};
use minicbor::encode::Write;
use minicbor::{Decode, Decoder, Encode, Encoder};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use sum::Sum;

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
///
/// Whatever is asked about an author costs the same whether they have nine branches or fifty thousand.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Heights {
    tips: BTreeSet<Tip>,
    /// Of each device with more branches than are told one by one, the sum of all of them.
    many: BTreeMap<DeviceId, Sum>,
}

impl Tip {
    /// The newest change of this author's branch.
    pub fn new(device: DeviceId, seq: u64, hash: ChangeHash) -> Self {
        Self { device, seq, hash }
    }
}

impl Heights {
    /// Nothing at all.
    pub const fn new() -> Self {
        Self {
            tips: BTreeSet::new(),
            many: BTreeMap::new(),
        }
    }

    /// Whether no author has written anything.
    pub fn is_empty(&self) -> bool {
        self.tips.is_empty()
    }

    /// How many branches of all authors there are.
    pub fn len(&self) -> usize {
        self.tips.len()
    }

    /// All tips, by author, number and hash.
    pub fn iter(&self) -> impl Iterator<Item = &Tip> + Clone {
        self.tips.iter()
    }

    /// The authors, each once.
    pub fn devices(&self) -> impl Iterator<Item = DeviceId> + '_ {
        let mut next = self.tips.first().map(|tip| tip.device);
        std::iter::from_fn(move || {
            let device = next?;
            let beyond = (Bound::Excluded(last_of(device)), Bound::Unbounded);
            next = self.tips.range(beyond).next().map(|tip| tip.device);
            Some(device)
        })
    }

    /// The tips of one author: one, or more after a fork.
    pub fn of(&self, device: DeviceId) -> impl Iterator<Item = &Tip> + Clone {
        let first = Tip {
            device,
            seq: 0,
            hash: ChangeHash([0; 32]),
        };
        self.tips.range(first..=last_of(device))
    }

    fn count(&self, device: DeviceId) -> usize {
        let sum = self.many.get(&device);
        sum.map_or_else(|| self.of(device).count(), Sum::count)
    }

    /// The highest number of one author; 0 when there is nothing of them.
    pub fn seq(&self, device: DeviceId) -> u64 {
        self.of(device).last().map_or(0, |tip| tip.seq)
    }

    /// The author's tip with the highest number; of several the one with the smallest hash.
    pub fn top(&self, device: DeviceId) -> Option<Tip> {
        let seq = self.seq(device);
        let lowest = Tip::new(device, seq, ChangeHash([0; 32]));
        self.tips.range(lowest..=last_of(device)).next().copied()
    }

    /// Whether two changes of this author carry one number.
    pub fn is_forked(&self, device: DeviceId) -> bool {
        self.of(device).nth(1).is_some()
    }

    /// Whether some author has more branches than are told one by one.
    pub fn has_many(&self) -> bool {
        !self.many.is_empty()
    }

    /// The authors who forked.
    pub fn forked(&self) -> impl Iterator<Item = DeviceId> + '_ {
        self.devices().filter(|device| self.is_forked(*device))
    }

    /// Whether this very change is a tip.
    pub fn has_tip(&self, device: DeviceId, seq: u64, hash: ChangeHash) -> bool {
        self.tips.contains(&Tip { device, seq, hash })
    }

    /// Takes in one more change: its author's previous one, when that is a tip, is none any more.
    ///
    /// The change must be new here, and what it builds on must be here.
    pub fn advance(&mut self, header: &Header) {
        if header.seq > 1 {
            for dep in &header.deps {
                self.remove(&Tip::new(header.actor, header.seq - 1, *dep));
            }
        }
        self.insert(Tip::new(header.actor, header.seq, header.hash));
    }

    /// Adds a tip as it is told.
    pub fn insert(&mut self, tip: Tip) {
        if !self.tips.insert(tip) {
            return;
        }
        if let Some(sum) = self.many.get_mut(&tip.device) {
            sum.add(&tip);
        } else if self.of(tip.device).nth(BRANCHES_TOLD_MAX).is_some() {
            let sum = Sum::of(self.of(tip.device));
            self.many.insert(tip.device, sum);
        }
    }

    fn remove(&mut self, tip: &Tip) {
        if !self.tips.remove(tip) {
            return;
        }
        let Some(sum) = self.many.get_mut(&tip.device) else {
            return;
        };
        sum.take_off(tip);
        if sum.count() <= BRANCHES_TOLD_MAX {
            self.many.remove(&tip.device);
        }
    }

    /// As they are told to others: a device with very many branches by one digest of all of them.
    ///
    /// Whoever is told such a digest and has another one sends, or asks for, all of that author's changes.
    pub fn told(&self) -> Heights {
        self.told_tips().collect()
    }

    /// The same, one by one: at most [`BRANCHES_TOLD_MAX`] of each author.
    pub fn told_tips(&self) -> impl Iterator<Item = Tip> {
        self.devices().flat_map(|device| self.told_of(device))
    }

    fn told_of(&self, device: DeviceId) -> impl Iterator<Item = Tip> {
        let digest = self.digest_of(device);
        let one_by_one = match digest {
            Some(_) => 0,
            None => BRANCHES_TOLD_MAX,
        };
        let tips = self.of(device).take(one_by_one).copied();
        digest.into_iter().chain(tips)
    }

    /// Whether exactly what is told of this author stands in `others`.
    pub fn tells(&self, device: DeviceId, others: &Heights) -> bool {
        self.told_of(device).eq(others.of(device).copied())
    }

    /// What these say of the authors of `own`, of each at most as much as is ever told: what others invent is left out.
    pub fn among(&self, own: &Heights) -> Heights {
        let known = own.devices();
        let said = known.flat_map(|device| self.of(device).take(BRANCHES_TOLD_MAX));
        said.copied().collect()
    }

    fn digest_of(&self, device: DeviceId) -> Option<Tip> {
        let digest = self.many.get(&device)?.digest();
        Some(Tip::new(device, self.seq(device), digest))
    }

    /// Whether whoever is as far as these has everything of this author that `own` has.
    ///
    /// Where the author has one branch in both, a higher number is taken for more of the same; should it
    /// belong to another branch, that is found when it arrives.
    pub fn covers_author(&self, device: DeviceId, own: &Heights) -> bool {
        let mut tips = own.of(device);
        let (Some(first), None) = (tips.next(), tips.next()) else {
            let theirs: Vec<Tip> = self.told_of(device).collect();
            return own.told_of(device).all(|tip| theirs.contains(&tip));
        };
        let is_further = self.seq(device) > first.seq && !self.is_forked(device);
        self.tips.contains(first) || is_further || self.digest_of(device) == Some(*first)
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

    /// Takes in that somebody has this change, and so everything of its author below it. Of one author no more branches
    /// are noted than are ever told: a peer with more of them says so by its digest.
    pub fn learn_change(&mut self, header: &Header) {
        let before =
            |dep: &ChangeHash| Some(Tip::new(header.actor, header.seq.checked_sub(1)?, *dep));
        let mut before = header.deps.iter().filter_map(before);
        if before.any(|tip| self.tips.contains(&tip)) {
            return self.advance(header);
        }
        let tip = Tip::new(header.actor, header.seq, header.hash);
        if self.is_forked(header.actor) {
            if self.count(header.actor) < BRANCHES_TOLD_MAX {
                self.insert(tip);
            }
        } else if header.seq > self.seq(header.actor) {
            self.forget(header.actor);
            self.insert(tip);
        }
    }

    /// Takes in what somebody newly says of themselves: for each author it replaces what was known, unless
    /// that was more. Of one author never more is kept than is ever told, or than is newly said.
    pub fn learn(&mut self, said: &Heights) {
        for device in said.devices() {
            let known = (self.count(device), self.seq(device));
            let new = (said.count(device), said.seq(device));
            let is_more = new.0 >= known.0 && new.1 >= known.1;
            let is_both = !is_more && (known.1 < new.1 || known.0 < new.0);
            if is_more || is_both && known.0 + new.0 > BRANCHES_TOLD_MAX {
                self.forget(device);
            }
            if is_more || is_both {
                said.of(device).for_each(|tip| self.insert(*tip));
            }
        }
    }

    fn forget(&mut self, device: DeviceId) {
        let known: Vec<Tip> = self.of(device).copied().collect();
        for tip in known {
            self.remove(&tip);
        }
    }

    /// For each author the lower of two heights; of an author whom only one of them names, and of one who
    /// forked and stands differently in them, nothing.
    pub fn common(&self, other: &Heights) -> Heights {
        let mut common = Heights::new();
        for device in self.devices() {
            if self.of(device).eq(other.of(device)) {
                self.of(device).for_each(|tip| common.insert(*tip));
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
        let mut heights = Self {
            tips: tips.into_iter().collect(),
            many: BTreeMap::new(),
        };
        let has_many = |device: &DeviceId| heights.of(*device).nth(BRANCHES_TOLD_MAX).is_some();
        let many = heights.devices().filter(has_many);
        let many = many.map(|device| (device, Sum::of(heights.of(device))));
        heights.many = many.collect();
        heights
    }
}

impl<C> Encode<C> for Heights {
    fn encode<W: Write>(
        &self,
        encoder: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        self.tips.encode(encoder, context)
    }
}

impl<'b, C> Decode<'b, C> for Heights {
    fn decode(decoder: &mut Decoder<'b>, context: &mut C) -> Result<Self, minicbor::decode::Error> {
        let tips = BTreeSet::<Tip>::decode(decoder, context)?;
        Ok(tips.into_iter().collect())
    }
}

/// Above every tip of this author.
fn last_of(device: DeviceId) -> Tip {
    Tip::new(device, u64::MAX, ChangeHash([0xff; 32]))
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
mod tests;
