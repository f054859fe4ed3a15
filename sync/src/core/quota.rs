//! How much of one person is taken from others in a day: against a member, or whoever has their key, who floods.
//!
//! Devices cost nothing, so what all of a person's devices wrote counts together, and so do the acts that introduce them.
//! It is no verdict, for clocks differ (replication.md, section 5): what is beyond is *deferred*, that is kept nowhere, sent to
//! nobody and asked for again on the next day. What a person brings on a stick or in a file is taken whole: they decide.
//! The counts live in memory. So a new start begins a new day, which only the person here can bring about.

use super::intake::Candidate;
use super::{Core, Origin, Output, RefusalReason};
use model::charter::{Act, Charter, OpenInvitation, Person, Role, WrittenAct};
use model::entry::EntryChange;
use model::id::{AgentId, DeviceId, FactId};
use model::name::DocumentKind;
use std::collections::{BTreeMap, BTreeSet};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Of one person's changes others may bring so many bytes in a day: tens of thousands of designs that one device imported.
pub const DAY_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Of one person others may bring so many changes in a day.
pub const DAY_CHANGES_MAX: u64 = 200_000;
/// The changes of one person that others bring in a day may hold so many operations: a few bytes can hold thousands.
/// Honest text has no more of them than bytes.
pub const DAY_OPERATIONS_MAX: u64 = 128_000_000;
/// Of one person others may bring so many acts of the charter in a day, whatever they may do here: each act takes memory for
/// good, and time with each later one.
pub const DAY_ACTS_MAX: u64 = 1_000;
/// So many while this device is in no charter yet: a first copy brings the acts of years at once.
pub const FIRST_ACTS_MAX: u64 = 10_000;
/// Of those who are out of effect, or only guests, others may bring so many acts of the charter in a day, also in a first copy.
pub const DAY_ACTS_OF_GUESTS_MAX: u64 = 1_000;
/// From somebody who does not count to who let them in, and so on: at most so many steps.
const INVITERS_MAX: usize = 64;

/// For whom it counts what was taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Account {
    /// All devices of a person.
    Person(AgentId),
    /// Everybody who came by one invitation, by which more came than it lets in; and whoever comes by it.
    Invitation(FactId),
    /// Everybody who belongs to the commons no more, or never did, and whom this person let in, or somebody else such.
    Outside(AgentId),
}

/// What was taken for one account today.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Taken {
    pub(super) changes: u64,
    pub(super) bytes: u64,
    pub(super) operations: u64,
    /// Acts of the charter.
    pub(super) acts: u64,
    /// Acts that they wrote while they had no say.
    pub(super) acts_of_guests: u64,
}

/// What was taken today of those whom the charter knows.
#[derive(Default)]
pub(super) struct Quota {
    /// Days since 1970, by the clock of this device.
    day: u64,
    accounts: BTreeMap<Account, Taken>,
    /// Whose rest waits. Nothing more of theirs is taken today: what would come has gaps before it.
    over: BTreeSet<Account>,
    deferred: u64,
}

impl Taken {
    fn of(candidate: &Candidate, is_act: bool, has_no_say: bool) -> Self {
        let header = &candidate.header;
        let counters = (header.max_op + 1).saturating_sub(header.start_op);
        Self {
            changes: 1,
            bytes: candidate.bytes.len() as u64,
            operations: counters,
            acts: u64::from(is_act),
            acts_of_guests: u64::from(is_act && has_no_say),
        }
    }

    fn and(self, more: Self) -> Self {
        Self {
            changes: self.changes.saturating_add(more.changes),
            bytes: self.bytes.saturating_add(more.bytes),
            operations: self.operations.saturating_add(more.operations),
            acts: self.acts.saturating_add(more.acts),
            acts_of_guests: self.acts_of_guests.saturating_add(more.acts_of_guests),
        }
    }

    fn fits(&self, acts_max: u64) -> bool {
        self.changes <= DAY_CHANGES_MAX
            && self.bytes <= DAY_BYTES_MAX
            && self.operations <= DAY_OPERATIONS_MAX
            && self.acts <= acts_max
            && self.acts_of_guests <= DAY_ACTS_OF_GUESTS_MAX
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
        self.accounts.clear();
        self.over.clear();
        true
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

    /// Leaves out what is too much for today. Of one account it is all of these changes or none: one signature proves a run.
    pub(super) fn defer(&mut self, candidates: &mut Vec<Candidate>, out: &mut Vec<Output>) {
        let accounts: Vec<Option<Account>> =
            candidates.iter().map(|one| self.counts_for(one)).collect();
        let mut asked: BTreeMap<Account, Taken> = BTreeMap::new();
        for (candidate, account) in candidates.iter().zip(&accounts) {
            let Some(account) = account else { continue };
            let more = self.cost(candidate);
            let taken = asked.entry(*account).or_default();
            *taken = taken.and(more);
        }
        let acts_max = match self.charter.device(self.config.me) {
            Some(_) => DAY_ACTS_MAX,
            None => FIRST_ACTS_MAX,
        };
        asked.retain(|account, more| {
            let taken = self.quota.accounts.get(account).copied();
            let all = taken.unwrap_or_default().and(*more);
            !all.fits(acts_max) || self.quota.over.contains(account)
        });
        for account in asked.into_keys() {
            let theirs = |(_, of): &(&Candidate, &Option<Account>)| **of == Some(account);
            let first = candidates.iter().zip(&accounts).find(theirs);
            let first = first.map(|(first, _)| {
                let author = Some(first.header.actor);
                (first.document, author, first.source.origin)
            });
            if let (Some((document, author, origin)), true) =
                (first, self.quota.over.insert(account))
            {
                let reason = RefusalReason::Deferred;
                self.refuse(document, author, origin, reason, out);
            }
        }
        let before = candidates.len();
        let mut of = accounts.into_iter();
        candidates.retain(|_| {
            let account = of.next().flatten();
            account.is_none_or(|account| !self.quota.over.contains(&account))
        });
        self.quota.deferred += (before - candidates.len()) as u64;
    }

    /// Counts what was admitted.
    pub(super) fn count_taken(&mut self, admitted: &[Candidate]) {
        for candidate in admitted {
            if let Some(account) = self.counts_for(candidate) {
                let more = self.cost(candidate);
                let taken = self.quota.accounts.entry(account).or_default();
                *taken = taken.and(more);
            }
        }
    }

    /// As if so much of a device's person had been taken today.
    #[cfg(test)]
    pub(super) fn quota_of(&mut self, author: DeviceId, taken: Taken) {
        let account = account_of(&self.charter, author).unwrap();
        self.quota.accounts.insert(account, taken);
    }

    /// How much of a device's person was taken today.
    #[cfg(test)]
    pub(super) fn taken_of(&self, author: DeviceId) -> Taken {
        let account = account_of(&self.charter, author).unwrap();
        let taken = self.quota.accounts.get(&account);
        taken.copied().unwrap_or_default()
    }

    /// How many changes were put off since the core was opened.
    pub fn deferred(&self) -> u64 {
        self.quota.deferred
    }

    /// For whose day a change counts: nobody's if it is this device's own, if a person brings it, or if it waits for the charter
    /// to know its author, for keys cost nothing and what waits has limits of its own.
    fn counts_for(&self, candidate: &Candidate) -> Option<Account> {
        let is_brought = matches!(candidate.source.origin, Origin::Peer(_));
        let is_own = candidate.header.actor == self.config.me;
        if !is_brought || is_own {
            return None;
        }
        owner(&self.charter, candidate)
    }

    fn cost(&self, candidate: &Candidate) -> Taken {
        let is_act = candidate.name.kind == DocumentKind::Charter;
        let has_no_say = is_act && self.has_no_say(candidate.header.actor);
        Taken::of(candidate, is_act, has_no_say)
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

/// Whose a change is, as far as the charter says; an act that introduces a device is of whoever it is introduced for.
pub(super) fn owner(charter: &Charter, candidate: &Candidate) -> Option<Account> {
    let is_act = candidate.name.kind == DocumentKind::Charter;
    if is_act && candidate.header.seq == 1 {
        let introduced = introduced_for(charter, &candidate.bytes);
        if introduced.is_some() {
            return introduced;
        }
    }
    account_of(charter, candidate.header.actor)
}

fn introduced_for(charter: &Charter, chunk: &[u8]) -> Option<Account> {
    let entry = EntryChange::decode(chunk)?;
    let written = WrittenAct::decode(entry.value).ok()?;
    match &written.act {
        Act::DeviceVouched(_) => {
            let person = charter.person(written.by)?;
            Some(account(charter, person))
        }
        Act::Joined(join) => {
            let by = charter.invitation(join.invitation)?;
            match by.for_person {
                Some(person) => Some(account(charter, charter.person(person)?)),
                None => Some(Account::Invitation(by.id)),
            }
        }
        _ => None,
    }
}

/// For whom it counts what a device writes; `None` where the charter does not know it.
fn account_of(charter: &Charter, device: DeviceId) -> Option<Account> {
    let person = charter.device(device)?.person;
    let known = charter.person(person);
    Some(known.map_or(Account::Person(person), |known| account(charter, known)))
}

fn account(charter: &Charter, person: &Person) -> Account {
    let Some(by) = invitation_of(charter, person) else {
        return Account::Person(person.id);
    };
    if person.is_member() {
        return match by.surplus() {
            0 => Account::Person(person.id),
            _ => Account::Invitation(by.id),
        };
    }
    let mut host = by.by;
    for _ in 0..INVITERS_MAX {
        let outside = charter.person(host).filter(|host| !host.is_member());
        match outside.and_then(|outside| invitation_of(charter, outside)) {
            Some(by) => host = by.by,
            None => break,
        }
    }
    Account::Outside(host)
}

fn invitation_of<'a>(charter: &'a Charter, person: &Person) -> Option<&'a OpenInvitation> {
    charter.invitation(person.invitation?)
}
