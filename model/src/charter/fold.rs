//! Who and what the charter names, with what each has now.
//!
//! Where two acts say different things about one name (only a forked device can do that) the one in
//! effect holds, then the one with the smaller id.

use crate::charter::act::{Act, DeviceClaim, Invited, Role};
use crate::charter::effect::{OutOfEffect, Weigher};
use crate::charter::member::{Device, Foundation, OpenInvitation, Organisation, Person};
use crate::charter::proof::organisation_id;
use crate::charter::record::{Record, introduced, introduced_for};

use crate::charter::right::{Right, Subject};
use crate::charter::title::looks;
use crate::id::{AgentId, DeviceId, DocumentId, EndpointId, FactId};
use crate::rsd1::Policy;
use std::collections::{BTreeMap, BTreeSet};

/// Everyone and everything that was ever named, and who has what now.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Members {
    pub(super) foundings: BTreeMap<FactId, Foundation>,
    pub(super) devices: BTreeMap<DeviceId, Device>,
    pub(super) endpoints: BTreeMap<EndpointId, BTreeSet<DeviceId>>,
    pub(super) persons: BTreeMap<AgentId, Person>,
    pub(super) organisations: BTreeMap<AgentId, Organisation>,
    pub(super) invitations: BTreeMap<FactId, OpenInvitation>,
    pub(super) keepers: BTreeMap<DocumentId, BTreeSet<AgentId>>,
    /// Every right that is held now, and the act by which.
    pub(super) held: BTreeMap<Right, FactId>,
    /// Everyone to whom acts have given a right that is not held.
    pub(super) lost: BTreeSet<AgentId>,
    names: BTreeMap<String, BTreeSet<AgentId>>,
}

/// What is known when members are read: the acts, and which of them have an effect.
pub(super) struct Reading<'a, 'w> {
    pub(super) weigher: &'a mut Weigher<'w>,
    pub(super) in_order: &'a [usize],
    pub(super) out: &'a [Option<OutOfEffect>],
    pub(super) ended: &'a BTreeMap<Subject, Vec<usize>>,
}

impl Members {
    pub(super) fn of(reading: &mut Reading<'_, '_>) -> Self {
        let mut members = Members::default();
        let rights: Vec<Right> = reading.weigher.records.grants.keys().copied().collect();
        for right in rights {
            let held = reading.weigher.settle(|weigher| weigher.held_by(right));
            match held {
                Some(place) => drop(members.held.insert(right, reading.weigher.record(place).id)),
                None => drop(members.lost.insert(right.person())),
            }
        }
        for place in reading.in_order {
            let record = reading.weigher.record(*place);
            if record.judged {
                members.name_what(reading, *place, record);
            }
        }
        members.give(reading);
        members
    }

    /// Takes in what an act names, in effect or not.
    fn name_what(&mut self, reading: &mut Reading<'_, '_>, place: usize, record: &Record) {
        let out = reading.out[place];
        if let Some((device, claim)) = introduced(record) {
            self.introduce(record, device, claim, out);
        }
        match &record.written.act {
            Act::Founding(act) => {
                self.foundings.insert(record.id, foundation(record, act));
                self.enter(record, &act.person_name, None, out);
            }
            Act::Joined(act) => {
                let Some(invitation) = self.invitations.get_mut(&act.invitation) else {
                    return;
                };
                invitation.used.insert(record.device);
                if out.is_none() {
                    invitation.joined.insert(record.device);
                }
                if invitation.for_person.is_none() {
                    self.enter(record, &act.person_name, Some(act.invitation), out);
                }
            }
            Act::Invited(act) => {
                let out = out.or_else(|| self.invitation_ended(reading, record, act));
                self.invitations
                    .insert(record.id, invitation(record, act, out));
            }
            Act::OrganisationDeclared(act) => {
                let commons = reading.weigher.commons;
                let id = organisation_id(commons, record.device, &act.nonce);
                self.declare(record, id, &act.name, out);
            }
            _ => {}
        }
    }

    /// Why nobody joins by an invitation any more, though its act is in effect.
    fn invitation_ended(
        &self,
        reading: &mut Reading<'_, '_>,
        record: &Record,
        act: &Invited,
    ) -> Option<OutOfEffect> {
        if let Some(taken) = reading.ended.get(&Subject::Invitation(record.id)) {
            let first = reading.weigher.record(*taken.first()?);
            return Some(OutOfEffect::Withdrawn(first.id));
        }
        let by = record.written.by;
        let mut rights = vec![Right::Device(record.device, by)];
        if act.for_person.is_none() {
            rights.push(Right::Role(by, Role::Steward));
        }
        let gone = rights
            .into_iter()
            .find(|right| !self.held.contains_key(right))?;
        let why = reading.weigher.settle(|weigher| weigher.why_gone_now(gone));
        why.map(|why| match why {
            OutOfEffect::Removed(by)
            | OutOfEffect::Left(by)
            | OutOfEffect::Retired(by)
            | OutOfEffect::RightEnded(by) => OutOfEffect::InviterEnded(by),
            other => other,
        })
    }

    fn enter(
        &mut self,
        record: &Record,
        name: &str,
        invitation: Option<FactId>,
        out: Option<OutOfEffect>,
    ) {
        let id = record.written.by;
        let known = self.persons.get(&id);
        if known.is_some_and(|person| holds_before((person.out, person.act), (out, record.id))) {
            return;
        }
        if let Some(person) = self.persons.remove(&id) {
            self.unname(id, &person.name);
        }
        self.name(id, name);
        let person = Person {
            id,
            name: name.to_owned(),
            roles: BTreeSet::new(),
            devices: BTreeSet::new(),
            invitation,
            act: record.id,
            since: record.written.day,
            out,
        };
        self.persons.insert(id, person);
    }

    fn introduce(
        &mut self,
        record: &Record,
        id: DeviceId,
        claim: &DeviceClaim,
        out: Option<OutOfEffect>,
    ) {
        let at_endpoint = self.endpoints.entry(claim.endpoint).or_default();
        at_endpoint.insert(id);
        let known = self.devices.get(&id);
        if known.is_some_and(|device| holds_before((device.out, device.act), (out, record.id))) {
            return;
        }
        let device = Device {
            id,
            person: introduced_for(record),
            endpoint: claim.endpoint,
            label: claim.label.clone(),
            replica: claim.replica,
            act: record.id,
            since: record.written.day,
            out,
        };
        self.devices.insert(id, device);
    }

    fn declare(&mut self, record: &Record, id: AgentId, name: &str, out: Option<OutOfEffect>) {
        let known = self.organisations.get(&id);
        if known.is_some_and(|known| holds_before((known.out, known.act), (out, record.id))) {
            return;
        }
        if let Some(organisation) = self.organisations.remove(&id) {
            self.unname(id, &organisation.name);
        }
        self.name(id, name);
        let organisation = Organisation {
            id,
            name: name.to_owned(),
            acting: BTreeSet::new(),
            acted: BTreeMap::new(),
            declared_by: record.written.by,
            act: record.id,
            since: record.written.day,
            out,
        };
        self.organisations.insert(id, organisation);
    }

    /// Gives everyone what they have now, and says of the others why they have it no more.
    fn give(&mut self, reading: &mut Reading<'_, '_>) {
        let rights: Vec<Right> = reading.weigher.records.grants.keys().copied().collect();
        for right in rights {
            let is_held = self.held.contains_key(&right);
            match right {
                Right::Member(person) if !is_held => {
                    let why = reading
                        .weigher
                        .settle(|weigher| weigher.why_gone_now(right));
                    if let Some(person) = self.persons.get_mut(&person) {
                        person.out = person.out.or(why);
                    }
                }
                Right::Member(person) => {
                    if let Some(person) = self.persons.get_mut(&person) {
                        person.out = None;
                    }
                }
                Right::Device(device, person) => {
                    self.settle_device(reading, device, person, right);
                }
                Right::Role(person, role) => {
                    let is_member = self.held.contains_key(&Right::Member(person));
                    if let (Some(person), true) =
                        (self.persons.get_mut(&person), is_held && is_member)
                    {
                        person.roles.insert(role);
                    }
                }
                Right::Acting {
                    organisation,
                    person,
                } => {
                    let ever = reading.weigher.settle(|weigher| weigher.was_given(right));
                    let records = reading.weigher.records;
                    let since = records.first_day_of(right).filter(|_| ever);
                    let is_member = self.held.contains_key(&Right::Member(person));
                    if let Some(organisation) = self.organisations.get_mut(&organisation) {
                        let acted = since.map(|since| (person, since));
                        organisation.acted.extend(acted);
                        organisation
                            .acting
                            .extend((is_held && is_member).then_some(person));
                    }
                }
                Right::Keeper { place, person } => {
                    if is_held && self.held.contains_key(&Right::Member(person)) {
                        self.keepers.entry(place).or_default().insert(person);
                    }
                }
            }
        }
    }

    fn settle_device(
        &mut self,
        reading: &mut Reading<'_, '_>,
        id: DeviceId,
        owner: AgentId,
        right: Right,
    ) {
        let Some(device) = self.devices.get_mut(&id) else {
            return;
        };
        if device.person != owner {
            return;
        }
        let why = reading
            .weigher
            .settle(|weigher| weigher.why_gone_now(right));
        device.out = device.out.or(why);
        if device.out.is_none() && reading.weigher.records.is_forked(id) {
            device.out = Some(OutOfEffect::Forked);
        }
        if let (None, Some(person)) = (device.out, self.persons.get_mut(&owner)) {
            person.devices.insert(id);
        }
    }

    fn name(&mut self, agent: AgentId, name: &str) {
        for looks in looks(name) {
            self.names.entry(looks).or_default().insert(agent);
        }
    }

    fn unname(&mut self, agent: AgentId, name: &str) {
        for looks in looks(name) {
            if let Some(same) = self.names.get_mut(&looks) {
                same.remove(&agent);
            }
        }
    }

    /// The agents whose names look like this one, those who left among them.
    pub(super) fn named(&self, name: &str) -> BTreeSet<AgentId> {
        let looks = looks(name);
        let same = looks.iter().filter_map(|looks| self.names.get(looks));
        same.flatten().copied().collect()
    }
}

/// Of two acts about one name, whether the first one holds.
fn holds_before(one: (Option<OutOfEffect>, FactId), other: (Option<OutOfEffect>, FactId)) -> bool {
    (one.0.is_some(), one.1) <= (other.0.is_some(), other.1)
}

fn foundation(record: &Record, act: &crate::charter::act::Founding) -> Foundation {
    Foundation {
        act: record.id,
        by: record.written.by,
        day: record.written.day,
        rule_set: act.rule_set,
        name: act.name.clone(),
        purpose: act.purpose.clone(),
        open: act.open,
        policy: Policy::from_bytes(&act.policy).ok(),
        policy_bytes: act.policy.clone(),
    }
}

fn invitation(record: &Record, act: &Invited, out: Option<OutOfEffect>) -> OpenInvitation {
    OpenInvitation {
        id: record.id,
        by: record.written.by,
        day: record.written.day,
        key: act.key,
        role: act.role,
        uses: act.uses,
        expires: act.expires,
        for_person: act.for_person,
        joined: BTreeSet::new(),
        used: BTreeSet::new(),
        out,
    }
}
