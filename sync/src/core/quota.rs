//! How much of one author is taken from others in a day: against a member, or whoever has their key, who floods.
//!
//! It is no verdict, for clocks differ (replication.md, section 5): what is beyond is *deferred*, that is kept nowhere, sent to
//! nobody and asked for again on the next day. What a person brings on a stick or in a file is taken whole: they decide.
//! The counts live in memory. So a new start begins a new day, which only the person here can bring about.

use super::intake::Candidate;
use super::{Core, Origin, Output, RefusalReason};
use model::charter::Role;
use model::id::DeviceId;
use model::name::DocumentKind;
use std::collections::{BTreeMap, BTreeSet};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Of one author's changes others may bring so many bytes in a day: tens of thousands of designs that one device imported.
pub const DAY_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Of one author others may bring so many changes in a day.
pub const DAY_CHANGES_MAX: u64 = 200_000;
/// The changes of one author that others bring in a day may hold so many operations: a few bytes can hold thousands.
/// Honest text has no more of them than bytes.
pub const DAY_OPERATIONS_MAX: u64 = 128_000_000;
/// Of an author who is out of effect, or only a guest, others may bring so many acts of the charter in a day.
pub const DAY_ACTS_OF_GUESTS_MAX: u64 = 1_000;

/// What was taken of one author today.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Taken {
    pub(super) changes: u64,
    pub(super) bytes: u64,
    pub(super) operations: u64,
    /// Acts that they wrote while they had no say.
    pub(super) acts: u64,
}

/// What was taken today of those whom the charter knows.
#[derive(Default)]
pub(super) struct Quota {
    /// Days since 1970, by the clock of this device.
    day: u64,
    authors: BTreeMap<DeviceId, Taken>,
    /// Whose rest waits. Nothing more of theirs is taken today: what would come has gaps before it.
    over: BTreeSet<DeviceId>,
    deferred: u64,
}

impl Taken {
    fn of(candidate: &Candidate, is_act_of_guest: bool) -> Self {
        let header = &candidate.header;
        let counters = (header.max_op + 1).saturating_sub(header.start_op);
        Self {
            changes: 1,
            bytes: candidate.bytes.len() as u64,
            operations: counters,
            acts: u64::from(is_act_of_guest),
        }
    }

    fn and(self, more: Self) -> Self {
        Self {
            changes: self.changes.saturating_add(more.changes),
            bytes: self.bytes.saturating_add(more.bytes),
            operations: self.operations.saturating_add(more.operations),
            acts: self.acts.saturating_add(more.acts),
        }
    }

    fn fits(&self) -> bool {
        self.changes <= DAY_CHANGES_MAX
            && self.bytes <= DAY_BYTES_MAX
            && self.operations <= DAY_OPERATIONS_MAX
            && self.acts <= DAY_ACTS_OF_GUESTS_MAX
    }
}

impl Quota {
    /// Another day has begun: true when something was put off until then, or may have been by a peer.
    fn begins(&mut self, now_ms: u64) -> bool {
        let day = now_ms / DAY_MS;
        if day == self.day {
            return false;
        }
        self.day = day;
        self.authors.clear();
        self.over.clear();
        true
    }

    /// How much of an author was taken today.
    #[cfg(test)]
    pub(super) fn taken(&self, author: DeviceId) -> Taken {
        self.authors.get(&author).copied().unwrap_or_default()
    }
}

impl Core {
    /// A new day: what was put off is asked for again, by whoever asks first.
    pub(super) fn renew_quota(&mut self) {
        if self.quota.begins(self.now_ms) {
            for link in self.links.values_mut() {
                link.ended_with = None;
            }
        }
    }

    /// Leaves out what is too much for today. Of one author it is all of these changes or none: one signature proves them.
    pub(super) fn defer(&mut self, candidates: &mut Vec<Candidate>, out: &mut Vec<Output>) {
        let mut asked: BTreeMap<DeviceId, Taken> = BTreeMap::new();
        for candidate in candidates.iter().filter(|one| self.counts(one)) {
            let more = self.cost(candidate);
            let taken = asked.entry(candidate.header.actor).or_default();
            *taken = taken.and(more);
        }
        for (author, more) in asked {
            let taken = self.quota.authors.get(&author).copied();
            let all = taken.unwrap_or_default().and(more);
            if all.fits() && !self.quota.over.contains(&author) {
                continue;
            }
            let theirs =
                |candidate: &Candidate| candidate.header.actor == author && self.counts(candidate);
            let first = candidates.iter().find(|candidate| theirs(candidate));
            let first = first.map(|first| (first.document, first.source.origin));
            let before = candidates.len();
            candidates.retain(|candidate| !theirs(candidate));
            self.quota.deferred += (before - candidates.len()) as u64;
            if let (Some((document, origin)), true) = (first, self.quota.over.insert(author)) {
                let reason = RefusalReason::Deferred;
                self.refuse(document, Some(author), origin, reason, out);
            }
        }
    }

    /// Counts what was admitted.
    pub(super) fn count_taken(&mut self, admitted: &[Candidate]) {
        for candidate in admitted
            .iter()
            .filter(|one| one.header.actor != self.config.me)
        {
            if matches!(candidate.source.origin, Origin::Peer(_)) {
                let more = self.cost(candidate);
                let taken = self
                    .quota
                    .authors
                    .entry(candidate.header.actor)
                    .or_default();
                *taken = taken.and(more);
            }
        }
    }

    /// As if so much of an author had been taken today.
    #[cfg(test)]
    pub(super) fn quota_of(&mut self, author: DeviceId, taken: Taken) {
        self.quota.authors.insert(author, taken);
    }

    /// How many changes were put off since the core was opened.
    pub fn deferred(&self) -> u64 {
        self.quota.deferred
    }

    /// Whether a change counts for its author's day: not what is this device's own, what a person brings, nor what waits for
    /// the charter to know its author, for keys cost nothing and what waits has limits of its own.
    fn counts(&self, candidate: &Candidate) -> bool {
        let author = candidate.header.actor;
        let is_brought = matches!(candidate.source.origin, Origin::Peer(_));
        is_brought && author != self.config.me && self.charter.device(author).is_some()
    }

    fn cost(&self, candidate: &Candidate) -> Taken {
        let is_act = candidate.name.kind == DocumentKind::Charter;
        Taken::of(candidate, is_act && self.has_no_say(candidate.header.actor))
    }

    /// Whether a device that the charter knows speaks for nobody, or for somebody who only reads.
    pub(super) fn has_no_say(&self, author: DeviceId) -> bool {
        let Some(device) = self.charter.device(author) else {
            return false;
        };
        let roles = [Role::Maker, Role::Steward, Role::Treasurer];
        let mut says = roles.iter();
        let has_role = says.any(|role| self.charter.has_role(device.person, *role));
        device.out.is_some() || !has_role
    }
}
