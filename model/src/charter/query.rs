//! What can be asked of a charter.

use crate::charter::act::Role;
use crate::charter::member::{Device, Foundation, OpenInvitation, Organisation, Person};
use crate::charter::{Charter, Record};
use crate::day::Day;
use crate::id::{AgentId, ChangeHash, CommonsId, DeviceId, DocumentId, EndpointId, FactId};
use crate::invitation::{Invitation, InvitationKey};
use crate::key::DeviceKey;
use crate::name::DocumentKind;
use crate::rsd1::Policy;
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
        self.members.foundings.values().next()
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
    pub fn policy(&self, _day: Day) -> Option<&Policy> {
        self.foundation()?.policy.as_ref()
    }

    /// Whether acts stand here that only a newer program can judge.
    pub fn unknown_rules(&self) -> bool {
        let unreadable = self
            .foundation()
            .is_some_and(|founding| founding.policy.is_none());
        unreadable || !self.records.beyond_us.is_empty()
    }

    /// A device by its actor key.
    pub fn device(&self, device: DeviceId) -> Option<&Device> {
        self.members.devices.get(&device)
    }

    /// All devices, by id.
    pub fn devices(&self) -> impl Iterator<Item = &Device> {
        self.members.devices.values()
    }

    /// The devices that live at this address key.
    pub fn devices_at(&self, endpoint: EndpointId) -> impl Iterator<Item = &Device> {
        let ids = self.members.endpoints.get(&endpoint).into_iter().flatten();
        ids.filter_map(|id| self.members.devices.get(id))
    }

    /// Whether a device of a member lives at this address key.
    pub fn endpoint_is_member(&self, endpoint: EndpointId) -> bool {
        self.members.endpoints.contains_key(&endpoint)
    }

    /// A person.
    pub fn person(&self, id: AgentId) -> Option<&Person> {
        self.members.persons.get(&id)
    }

    /// All persons, by id.
    pub fn persons(&self) -> impl Iterator<Item = &Person> {
        self.members.persons.values()
    }

    /// An organisation.
    pub fn organisation(&self, id: AgentId) -> Option<&Organisation> {
        self.members.organisations.get(&id)
    }

    /// All organisations, by id.
    pub fn organisations(&self) -> impl Iterator<Item = &Organisation> {
        self.members.organisations.values()
    }

    /// Whether the person acts for the organisation.
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

    /// The roles that the person was given; empty for a stranger.
    pub fn roles(&self, person: AgentId) -> BTreeSet<Role> {
        let roles = self.person(person).map(|person| person.roles.clone());
        roles.unwrap_or_default()
    }

    /// Whether the person may do what this role may.
    pub fn has_role(&self, person: AgentId, role: Role) -> bool {
        self.person(person)
            .is_some_and(|person| person.has_role(role))
    }

    /// The stewards, by id.
    pub fn stewards(&self) -> impl Iterator<Item = &Person> {
        self.persons()
            .filter(|person| person.has_role(Role::Steward))
    }

    /// Whether the device may write documents of this kind. What is in the charter itself is
    /// judged act by act; whose ledger or profile it is, is told by the document's name.
    pub fn may_write(&self, device: DeviceId, kind: DocumentKind) -> bool {
        let Some(device) = self.device(device) else {
            return false;
        };
        let has = |role| self.has_role(device.person, role);
        !device.replica
            && match kind {
                DocumentKind::Charter | DocumentKind::Profile => true,
                DocumentKind::Ledger => has(Role::Maker) || has(Role::Treasurer),
                DocumentKind::Design | DocumentKind::Place | DocumentKind::Item => has(Role::Maker),
                DocumentKind::Commons => has(Role::Steward),
            }
    }

    /// All invitations, by id.
    pub fn invitations(&self) -> impl Iterator<Item = &OpenInvitation> {
        self.members.invitations.values()
    }

    /// The invitation with this act.
    pub fn invitation(&self, act: FactId) -> Option<&OpenInvitation> {
        self.members.invitations.get(&act)
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

    /// The device's newest act here: its place and the hash of its change.
    pub fn height(&self, device: DeviceId) -> Option<(u64, ChangeHash)> {
        self.heights.get(&device).copied()
    }

    /// The name of a person or organisation as it is shown: where two have one name, each gets a
    /// short mark. `None` for strangers.
    pub fn display_name(&self, agent: AgentId) -> Option<String> {
        let name = self.given_name(agent)?;
        let same: BTreeSet<AgentId> = self.named(name).collect();
        Some(Self::marked_name(name, agent, &same))
    }

    /// The name by which a person came, or an organisation was declared; `None` for strangers.
    pub fn given_name(&self, agent: AgentId) -> Option<&str> {
        match self.person(agent) {
            Some(person) => Some(&person.name),
            None => Some(&self.organisation(agent)?.name),
        }
    }

    /// Who came by this name, capital letters aside.
    pub fn named(&self, name: &str) -> impl Iterator<Item = AgentId> {
        self.members.named(name).into_iter().flatten().copied()
    }

    /// A name with a short mark, where others have the same one.
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

/// The most welcoming door; of several open ones first the one that is for anybody.
fn door<'a>(invitations: impl Iterator<Item = &'a OpenInvitation>, today: Day) -> InvitationDoor {
    let doors = invitations.map(|open| {
        if open.is_used_up() {
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
