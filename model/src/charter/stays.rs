//! Which changes are in effect: what endings let stay of a device in a document.
//!
//! Admission asks what a device could ever write and never takes that back; what is admitted and lies
//! beyond the limit is excluded: kept, shown, and without effect (replication.md, section 6).

use crate::charter::Charter;
use crate::charter::act::{Act, Role};
use crate::charter::right::Right;
use crate::id::{AgentId, ChangeHash, DeviceId, DocumentId};
use crate::name::DocumentKind;
use std::collections::BTreeSet;

/// The last number that is in effect; `None` when all are.
type Limit = Option<u64>;

impl Charter {
    /// The last sequence number of the device in that document that is in effect: `Some(0)` when
    /// nothing of it is, `None` when all of it is, now and later.
    ///
    /// Whose ledger or profile it is, is told by the document's name; acts of the charter have
    /// reasons of their own ([`Charter::out_of_effect`]).
    pub fn stays(&self, device: DeviceId, kind: DocumentKind, document: DocumentId) -> Option<u64> {
        let Some(person) = self.device(device).map(|device| device.person) else {
            return Some(0);
        };
        let by_device = self.limit(Right::Device(device, person), device, document);
        let roles = writer_roles(kind);
        if roles.is_empty() {
            return by_device;
        }
        let by_role = roles
            .iter()
            .map(|role| self.role_limit(person, *role, device, document));
        lower(by_device, by_role.reduce(higher).unwrap_or(None))
    }

    /// Whether everything that was ever given still holds, so that nothing at all is excluded.
    pub fn excludes_nothing(&self) -> bool {
        self.effect().is_whole
    }

    /// Whether something that acts have given this person is held no more, or never counted, so that it
    /// matters where in a document something of theirs stands.
    pub fn has_lost_something(&self, person: AgentId) -> bool {
        self.effect().members.lost.contains(&person)
    }

    /// Whether a change is in effect, and not excluded.
    pub fn counts(
        &self,
        device: DeviceId,
        kind: DocumentKind,
        document: DocumentId,
        seq: u64,
    ) -> bool {
        let stays = self.stays(device, kind, document);
        stays.is_none_or(|last| seq <= last) || self.is_readmitted(device, document, seq)
    }

    /// Whether what a device wrote at that place of that document counts as written by somebody who
    /// had the role.
    pub fn counts_as(&self, role: Role, device: DeviceId, document: DocumentId, seq: u64) -> bool {
        let Some(person) = self.device(device).map(|device| device.person) else {
            return false;
        };
        let limit = self.role_limit(person, role, device, document);
        limit.is_none_or(|last| seq <= last) || self.is_readmitted(device, document, seq)
    }

    /// Whether who wrote at that place of that document spoke for this agent: for themselves, or
    /// acting for the organisation.
    pub fn spoke_for(
        &self,
        agent: AgentId,
        device: DeviceId,
        document: DocumentId,
        seq: u64,
    ) -> bool {
        let Some(person) = self.device(device).map(|device| device.person) else {
            return false;
        };
        let acting = Right::Acting {
            organisation: agent,
            person,
        };
        person == agent
            || self
                .limit(acting, device, document)
                .is_none_or(|last| seq <= last)
    }

    /// The changes of a document that a steward has admitted again, with their places.
    pub fn readmitted(
        &self,
        document: DocumentId,
    ) -> impl Iterator<Item = (DeviceId, u64, ChangeHash)> {
        let named = self.effect().readmitted.get(&document);
        named.into_iter().flatten().copied()
    }

    fn is_readmitted(&self, device: DeviceId, document: DocumentId, seq: u64) -> bool {
        let first = (device, seq, ChangeHash([0; 32]));
        let last = (device, seq, ChangeHash([0xff; 32]));
        let named = self.effect().readmitted.get(&document);
        named.is_some_and(|named| named.range(first..=last).next().is_some())
    }

    /// The changes of a document that stewards' programs have pinned, with all they build on.
    pub fn pinned(&self, document: DocumentId) -> impl Iterator<Item = ChangeHash> {
        let heads = self.effect().pins.get(&document);
        heads.into_iter().flatten().copied()
    }

    /// Everyone who has this role or has had it, so that what they wrote as such counts.
    pub fn ever_had(&self, role: Role) -> BTreeSet<AgentId> {
        let grants = self.records.grants.iter();
        let in_effect = grants.filter(|(_, places)| {
            places
                .iter()
                .any(|place| self.effect().out[*place].is_none())
        });
        let persons = in_effect.filter_map(|(right, _)| match right {
            Right::Role(person, own) if own.includes(role) => Some(*person),
            _ => None,
        });
        persons.collect()
    }

    fn role_limit(
        &self,
        person: AgentId,
        role: Role,
        device: DeviceId,
        document: DocumentId,
    ) -> Limit {
        if role == Role::Guest {
            return self.limit(Right::Member(person), device, document);
        }
        let roles = role.covered_by().iter();
        let limits = roles.map(|role| self.limit(Right::Role(person, *role), device, document));
        limits.reduce(higher).unwrap_or(Some(0))
    }

    /// Up to where a device wrote in a document while a right held.
    fn limit(&self, right: Right, device: DeviceId, document: DocumentId) -> Limit {
        let effect = self.effect();
        if effect.members.held.contains_key(&right) {
            return None;
        }
        let grants = self.records.grants.get(&right).into_iter().flatten();
        let in_effect = grants.filter(|place| effect.out[**place].is_none());
        let limits = in_effect.map(|grant| self.limit_of_grant(*grant, right, device, document));
        limits.reduce(higher).unwrap_or(Some(0))
    }

    /// What the endings of a grant let stay: those of the person's own, and those of others.
    ///
    /// Apart, for who leaves names what they like: what others name beside it holds all the same.
    fn limit_of_grant(
        &self,
        grant: usize,
        right: Right,
        device: DeviceId,
        document: DocumentId,
    ) -> Limit {
        let all = &self.records.all;
        let subjects = right.subjects().into_iter().flatten();
        let endings = subjects.filter_map(|subject| self.effect().ended.get(&subject));
        let covering = endings
            .flatten()
            .filter(|ending| !all[grant].past.contains(**ending));
        let is_own = |ending: &usize| all[*ending].written.by == right.person();
        let (own, others): (Vec<usize>, Vec<usize>) = covering.partition(|ending| is_own(ending));
        let limit = |endings: &[usize]| self.limit_of(endings, device, document);
        lower(limit(&own), limit(&others))
    }

    /// The smallest number that one of these endings names; nothing when they name others only, and all when none of
    /// them has a list.
    fn limit_of(&self, endings: &[usize], device: DeviceId, document: DocumentId) -> Limit {
        let all = &self.records.all;
        let names = |ending: &&usize| all[**ending].written.act.stays().is_some();
        let mut naming = endings.iter().filter(names).peekable();
        naming.peek()?;
        let named = naming.filter_map(|ending| self.last_named(*ending, device, document));
        Some(named.min().unwrap_or(0))
    }

    /// The number that an ending names; of who leaves, the highest that it and its parts before it name.
    fn last_named(&self, ending: usize, device: DeviceId, document: DocumentId) -> Option<u64> {
        let all = &self.records.all;
        let record = &all[ending];
        let parts = match &record.written.act {
            Act::Left(_) => self.records.leaving.get(&record.written.by),
            _ => None,
        };
        let parts = parts.into_iter().flatten();
        let parts = parts.filter(|part| record.past.contains(**part));
        let acts = parts.map(|part| &all[*part]).chain([record]);
        let named = acts.filter_map(|part| part.written.act.stays()?.last(device, document));
        named.max()
    }
}

/// One of these roles a device's person must have to write such documents; none where every member may.
pub(super) fn writer_roles(kind: DocumentKind) -> &'static [Role] {
    match kind {
        DocumentKind::Charter | DocumentKind::Profile => &[],
        DocumentKind::Ledger => &[Role::Maker, Role::Treasurer],
        DocumentKind::Design | DocumentKind::Place | DocumentKind::Item => &[Role::Maker],
        DocumentKind::Commons => &[Role::Steward],
    }
}

fn higher(one: Limit, other: Limit) -> Limit {
    Some(one?.max(other?))
}

fn lower(one: Limit, other: Limit) -> Limit {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
