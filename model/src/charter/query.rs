//! What can be asked of a charter.

pub(super) mod authority;

use crate::charter::act::{RULE_SET, Role};
use crate::charter::effect::OutOfEffect;
use crate::charter::member::{Device, Foundation, OpenInvitation, Organisation, Person};
use crate::charter::record::{introduced, introduced_for};
use crate::charter::right::Right;
use crate::charter::stays::writer_roles;
use crate::charter::{Charter, Record};
use crate::day::Day;
use crate::id::{AgentId, ChangeHash, CommonsId, DeviceId, DocumentId, EndpointId, FactId};
use crate::invitation::{Invitation, InvitationKey};
use crate::key::DeviceKey;
use crate::name::DocumentKind;
use crate::rsd1::{Policies, Policy};
use std::collections::BTreeSet;

const MARK_LETTERS_MIN: usize = 4;

/// What a peer that holds this charter says to somebody with an invitation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvitationDoor {
    /// Come in: this act invites.
    Open(FactId),
    /// The invitation has not arrived here yet.
    NotArrived,
    /// As many as may have joined.
    UsedUp,
    /// Its last day is over, by the clock of this peer.
    Expired,
    /// It was taken back, or ended with who made it.
    Withdrawn,
}

impl Charter {
    /// The commons.
    pub fn commons(&self) -> CommonsId {
        self.commons
    }

    /// The charter's document.
    pub fn document(&self) -> DocumentId {
        self.document
    }

    /// The founding; `None` until it has arrived.
    pub fn foundation(&self) -> Option<&Foundation> {
        self.effect().members.foundings.values().next()
    }

    /// What the commons is called; empty until the founding has arrived.
    pub fn name(&self) -> &str {
        self.foundation().map_or("", |founding| &founding.name)
    }

    /// Whether anyone who knows an address may read.
    pub fn is_open(&self) -> bool {
        self.foundation().is_some_and(|founding| founding.open)
    }

    /// The policy in force on that day (RSD-1, section 3); `None` before the founding has arrived,
    /// or when only a newer program can read it.
    ///
    /// The founding's policy holds from the beginning, also for days before the founding.
    pub fn policy(&self, day: Day) -> Option<&Policy> {
        Some(self.policies()?.on(day))
    }

    /// All policies that were adopted, with the days from which they are in force.
    pub fn policies(&self) -> Option<&Policies> {
        self.effect().policies.as_ref()
    }

    /// The rule set by which acts are judged: the founding's, or the highest to which a quorum raised it.
    pub fn rule_set(&self) -> u16 {
        self.effect().rule_set
    }

    /// Whether rules are in force, or acts of stewards in effect, that only a newer program knows: then this one reads
    /// and passes on, and judges no more (replication.md, section 6, "Rule sets").
    pub fn unknown_rules(&self) -> bool {
        let effect = self.effect();
        effect.unreadable || effect.rule_set != RULE_SET || effect.has_unknown
    }

    /// A device by its actor key, also one that speaks for nobody any more.
    pub fn device(&self, device: DeviceId) -> Option<&Device> {
        self.effect().members.devices.get(&device)
    }

    /// The devices that speak for somebody now, by id.
    pub fn devices(&self) -> impl Iterator<Item = &Device> {
        let devices = self.effect().members.devices.values();
        devices.filter(|device| device.out.is_none())
    }

    /// Every device that an act has named, by id, also those that speak for nobody any more.
    pub fn every_device(&self) -> impl Iterator<Item = &Device> {
        self.effect().members.devices.values()
    }

    /// The members' devices that live at this address key.
    ///
    /// A device that forked is among them: its person is a member and has to be told.
    pub fn devices_at(&self, endpoint: EndpointId) -> impl Iterator<Item = &Device> {
        let members = &self.effect().members;
        let ids = members.endpoints.get(&endpoint).into_iter().flatten();
        let devices = ids.filter_map(|id| members.devices.get(id));
        devices.filter(|device| is_served(device))
    }

    /// Whether a device of a member lives at this address key.
    pub fn endpoint_is_member(&self, endpoint: EndpointId) -> bool {
        self.devices_at(endpoint).next().is_some()
    }

    /// Whether an act has ever named a device at this address key, in effect or not.
    pub fn has_named_endpoint(&self, endpoint: EndpointId) -> bool {
        self.effect().members.endpoints.contains_key(&endpoint)
    }

    /// The address keys of members' devices.
    pub fn endpoints(&self) -> BTreeSet<EndpointId> {
        let devices = self.effect().members.devices.values();
        let served = devices.filter(|device| is_served(device));
        served.map(|device| device.endpoint).collect()
    }

    /// A person, also one who belongs to the commons no more.
    pub fn person(&self, id: AgentId) -> Option<&Person> {
        self.effect().members.persons.get(&id)
    }

    /// The people who belong to the commons, by id.
    pub fn persons(&self) -> impl Iterator<Item = &Person> {
        self.everyone().filter(|person| person.is_member())
    }

    /// Everyone who ever came, by id, also who left, was removed or never counted.
    pub fn everyone(&self) -> impl Iterator<Item = &Person> {
        self.effect().members.persons.values()
    }

    /// An organisation, also one whose declaration is out of effect.
    pub fn organisation(&self, id: AgentId) -> Option<&Organisation> {
        self.effect().members.organisations.get(&id)
    }

    /// All organisations, by id.
    pub fn organisations(&self) -> impl Iterator<Item = &Organisation> {
        let organisations = self.effect().members.organisations.values();
        organisations.filter(|organisation| organisation.out.is_none())
    }

    /// Whether the person acts for the organisation now.
    pub fn acts_for(&self, person: AgentId, organisation: AgentId) -> bool {
        self.organisation(organisation)
            .is_some_and(|organisation| organisation.acting.contains(&person))
    }

    /// Whether this person speaks for this agent: for themselves, or acting for the organisation.
    pub fn speaks_for(&self, person: AgentId, agent: AgentId) -> bool {
        person == agent || self.acts_for(person, agent)
    }

    /// The organisations for which the person acts.
    pub fn organisations_of(&self, person: AgentId) -> impl Iterator<Item = &Organisation> {
        self.organisations()
            .filter(move |organisation| organisation.acting.contains(&person))
    }

    /// The roles that the person has now; empty for a stranger.
    pub fn roles(&self, person: AgentId) -> BTreeSet<Role> {
        let roles = self.person(person).map(|person| person.roles.clone());
        roles.unwrap_or_default()
    }

    /// Whether the person may do now what this role may.
    pub fn has_role(&self, person: AgentId, role: Role) -> bool {
        self.person(person)
            .is_some_and(|person| person.has_role(role))
    }

    /// The stewards, by id.
    pub fn stewards(&self) -> impl Iterator<Item = &Person> {
        self.persons()
            .filter(|person| person.has_role(Role::Steward))
    }

    /// Who keeps the place.
    pub fn keepers(&self, place: DocumentId) -> impl Iterator<Item = AgentId> {
        let keepers = self.effect().members.keepers.get(&place);
        keepers.into_iter().flatten().copied()
    }

    /// Whether the device may write documents of this kind now. What is in the charter itself is
    /// judged act by act; whose ledger or profile it is, is told by the document's name.
    pub fn may_write(&self, device: DeviceId, kind: DocumentKind) -> bool {
        let Some(device) = self.device(device) else {
            return false;
        };
        let roles = writer_roles(kind);
        let mut has = roles.iter().map(|role| self.has_role(device.person, *role));
        !device.replica && device.out.is_none() && (roles.is_empty() || has.any(|has| has))
    }

    /// Whether an act has introduced the device, in effect or not.
    pub fn has_introduced(&self, device: DeviceId) -> bool {
        self.records.introductions.contains_key(&device)
    }

    /// Whether acts have ever given the device what it takes to write documents of this kind, in
    /// effect or not. Once true it stays true: what a removal excludes was admitted all the same.
    pub fn could_write(&self, device: DeviceId, kind: DocumentKind) -> bool {
        let places = self.records.introductions.get(&device);
        let mut introductions = places.into_iter().flatten().filter_map(|place| {
            let record = &self.records.all[*place];
            let (_, claim) = introduced(record)?;
            (!claim.replica).then(|| introduced_for(record))
        });
        let roles = writer_roles(kind);
        let given = |person: AgentId, role: &Role| {
            let mut covering = role.covered_by().iter();
            covering.any(|role| {
                self.records
                    .grants
                    .contains_key(&Right::Role(person, *role))
            })
        };
        introductions.any(|person| roles.is_empty() || roles.iter().any(|role| given(person, role)))
    }

    /// All invitations, by id.
    pub fn invitations(&self) -> impl Iterator<Item = &OpenInvitation> {
        self.effect().members.invitations.values()
    }

    /// The invitation with this act.
    pub fn invitation(&self, act: FactId) -> Option<&OpenInvitation> {
        self.effect().members.invitations.get(&act)
    }

    /// Whether somebody with this invitation's key may come in, by this peer's charter and clock.
    pub fn invitation_door(&self, key: InvitationKey, today: Day) -> InvitationDoor {
        door(self.with_key(key), today)
    }

    /// The same for who holds the invitation itself: names the act to join by.
    ///
    /// A key stands in the charter for all to see, so a member could name it again in an invitation
    /// to a device of their own. Hence an invitation is more than its key: also for whom it is.
    pub fn join_door(&self, invitation: &Invitation, today: Day) -> InvitationDoor {
        let same = |open: &&OpenInvitation| open.for_person == invitation.for_person;
        door(self.with_key(invitation.public()).filter(same), today)
    }

    /// The invitation whose secret this is, ready to be handed on; `None` when no act made it.
    pub fn write_invitation(&self, secret: [u8; 32], addresses: Vec<String>) -> Option<Invitation> {
        let key = InvitationKey(DeviceKey::from_seed(secret).device().0);
        let act = self.with_key(key).min_by_key(|open| open.for_person)?;
        let foundation = self.foundation()?;
        let founder = self.act(foundation.act)?.device;
        Some(Invitation {
            commons: self.commons,
            founder,
            secret,
            role: act.role,
            commons_name: foundation.name.clone(),
            expires: act.expires,
            for_person: act.for_person,
            addresses,
        })
    }

    fn with_key(&self, key: InvitationKey) -> impl Iterator<Item = &OpenInvitation> {
        self.invitations().filter(move |open| open.key == key)
    }

    /// An act by its id.
    pub fn act(&self, id: FactId) -> Option<&Record> {
        self.records.get(id)
    }

    /// All acts, in the order in which they arrived here.
    pub fn acts(&self) -> &[Record] {
        &self.records.all
    }

    /// The changes on which nothing builds yet, sorted.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.heads.iter().copied().collect()
    }

    /// The device's newest act here: its place and the hash of its change. Of a forked device the
    /// longest branch, then the smaller hash.
    pub fn height(&self, device: DeviceId) -> Option<(u64, ChangeHash)> {
        let tips = self.tips.get(&device)?.iter().copied();
        tips.min_by_key(|(seq, hash)| (std::cmp::Reverse(*seq), *hash))
    }

    /// The newest act of each branch of the device: more than one when it has forked.
    pub fn tips(&self, device: DeviceId) -> impl Iterator<Item = (u64, ChangeHash)> {
        self.tips.get(&device).into_iter().flatten().copied()
    }

    /// The name of a person or organisation as it is shown, also after they left: where two have names that
    /// cannot be told apart, each gets a short mark. `None` for strangers.
    pub fn display_name(&self, agent: AgentId) -> Option<String> {
        let name = self.given_name(agent)?;
        Some(Self::marked_name(name, agent, &self.named(name)))
    }

    /// The name by which a person came, or an organisation was declared; `None` for strangers.
    pub fn given_name(&self, agent: AgentId) -> Option<&str> {
        match self.person(agent) {
            Some(person) => Some(&person.name),
            None => Some(&self.organisation(agent)?.name),
        }
    }

    /// Who came by a name that looks like this one ([`crate::charter::title::looks`]).
    pub fn named(&self, name: &str) -> BTreeSet<AgentId> {
        self.effect().members.named(name)
    }

    /// A name with a short mark, where others have one that looks the same.
    pub fn marked_name(name: &str, agent: AgentId, same: &BTreeSet<AgentId>) -> String {
        if same.len() < 2 {
            return name.to_owned();
        }
        let own = agent.to_string();
        let others: Vec<String> = same.iter().map(AgentId::to_string).collect();
        let is_mark = |letters: &usize| {
            let with_mark = others.iter().filter(|id| id.starts_with(&own[..*letters]));
            with_mark.count() == 1
        };
        let letters = (MARK_LETTERS_MIN..own.len()).find(is_mark);
        let mark = &own[..letters.unwrap_or(own.len())];
        format!("{name} ({mark})")
    }
}

/// Whether what lives with the device may see what members see.
fn is_served(device: &Device) -> bool {
    matches!(device.out, None | Some(OutOfEffect::Forked))
}

/// Why an invitation that was closed leads nowhere: programs close those that are used up or over, and people take back
/// what could still be used.
fn why_closed(open: &OpenInvitation, today: Day) -> InvitationDoor {
    match open.out {
        Some(OutOfEffect::Withdrawn(_)) if open.is_used_up() => InvitationDoor::UsedUp,
        Some(OutOfEffect::Withdrawn(_)) if open.is_expired(today) => InvitationDoor::Expired,
        _ => InvitationDoor::Withdrawn,
    }
}

/// The most welcoming door; of several open ones first the one that is for anybody.
fn door<'a>(invitations: impl Iterator<Item = &'a OpenInvitation>, today: Day) -> InvitationDoor {
    let doors = invitations.map(|open| {
        if open.out.is_some() {
            (3, open.for_person, why_closed(open, today))
        } else if open.is_used_up() {
            (2, open.for_person, InvitationDoor::UsedUp)
        } else if open.is_expired(today) {
            (1, open.for_person, InvitationDoor::Expired)
        } else {
            (0, open.for_person, InvitationDoor::Open(open.id))
        }
    });
    let best = doors.min_by_key(|(rank, for_person, _)| (*rank, *for_person));
    best.map_or(InvitationDoor::NotArrived, |(_, _, door)| door)
}
