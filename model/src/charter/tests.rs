//! Stories of a commons that grows, and of people who try what they may not.

mod corpus;
mod cost;
mod decision;
mod device;
mod door;
mod forked;
pub(crate) mod golden;
mod hostile;
mod order;
mod removal;
mod several;
mod story;
mod withdrawal;

use super::act::Invited;
use super::build::{self, NewCommons, NewDevice, WhatStays};
use super::proof::person_id;
use super::{ActRefusal, Charter, OutOfEffect, Role};
use crate::change::SignedChange;
use crate::day::Day;
use crate::entry::{EntryChange, act_key};
use crate::id::{AgentId, CommonsId, FactId};
use crate::invitation::{Invitation, InvitationKey};
use crate::key::DeviceKey;
use crate::name::DocumentName;
use crate::rsd1::{Policy, Preset};

/// The id to which the founding in [`found_by`] leads.
pub(super) const COMMONS: CommonsId =
    CommonsId(291_807_700_976_519_840_769_991_747_544_145_208_946_u128.to_be_bytes());
pub(super) const TODAY: Day = Day(20_494);
const NOW: i64 = 1_770_000_000_000;

/// A home with its two keys and its own copy of the charter.
#[derive(Clone)]
pub(super) struct Home {
    pub(super) key: DeviceKey,
    pub(super) endpoint: DeviceKey,
    pub(super) person: AgentId,
    pub(super) charter: Charter,
    pub(super) log: Vec<Vec<u8>>,
}

impl Home {
    pub(super) fn new(seed: u8) -> Self {
        let key = DeviceKey::from_seed([seed; 32]);
        let founder = DeviceKey::from_seed([1; 32]).device();
        let document = DocumentName::charter(founder, COMMONS).id(COMMONS);
        Self {
            person: person_id(COMMONS, key.device()),
            endpoint: DeviceKey::from_seed([seed + 100; 32]),
            key,
            charter: Charter::empty(COMMONS, document),
            log: Vec::new(),
        }
    }

    pub(super) fn device(&self) -> NewDevice<'_> {
        NewDevice {
            endpoint: &self.endpoint,
            device: self.key.device(),
            label: "laptop",
            replica: false,
        }
    }

    /// Ana, who founds the commons.
    pub(super) fn founder() -> Self {
        let mut ana = Self::new(1);
        ana.act(&found_by(&ana)).unwrap();
        ana
    }

    pub(super) fn write(&self, act: &[u8]) -> Result<SignedChange, ActRefusal> {
        self.charter.next_change(&self.key, NOW, act)
    }

    pub(super) fn act(&mut self, act: &[u8]) -> Result<FactId, ActRefusal> {
        let change = self.write(act)?;
        self.receive(&change.bytes)?;
        Ok(self.charter.acts().last().expect("just admitted").id)
    }

    /// Takes what the other has, in the other's order.
    pub(super) fn meet(&mut self, other: &Home) {
        for chunk in &other.log {
            self.receive(chunk).unwrap();
        }
    }

    pub(super) fn receive(&mut self, chunk: &Vec<u8>) -> Result<(), ActRefusal> {
        self.charter.admit_chunk(chunk)?;
        if !self.log.contains(chunk) {
            self.log.push(chunk.clone());
        }
        Ok(())
    }

    pub(super) fn invite(&mut self, secret: u8, role: Role, uses: u32) -> Invitation {
        let act = build::invite(self.person, TODAY, invited(secret, role, uses, None));
        self.act(&act).unwrap();
        self.charter
            .write_invitation([secret; 32], vec![])
            .expect("just made")
    }

    /// Everything that both have, on both sides.
    pub(super) fn meet_both(&mut self, other: &mut Home) {
        self.meet(other);
        other.meet(self);
    }

    /// This person and the day, as the builders of acts take them.
    pub(super) fn by(&self) -> (AgentId, Day) {
        (self.person, TODAY)
    }

    pub(super) fn grants(&mut self, other: &Home, role: Role) -> FactId {
        let act = build::grant(self.person, TODAY, other.person, role);
        self.act(&act).unwrap()
    }

    /// Removes the other; nothing of them stays outside of the charter.
    pub(super) fn removes(&mut self, other: &Home) -> FactId {
        let act = build::remove_person(self.by(), other.person, &WhatStays::new(), "");
        self.act(&act).unwrap()
    }

    pub(super) fn co_signs(&mut self, act: FactId) -> FactId {
        self.act(&build::co_sign(self.person, TODAY, act)).unwrap()
    }

    pub(super) fn is_steward(&self, other: &Home) -> bool {
        self.charter.has_role(other.person, Role::Steward)
    }

    pub(super) fn is_member(&self, other: &Home) -> bool {
        let person = self.charter.person(other.person);
        person.is_some_and(|person| person.is_member())
    }

    /// Writes with a changed program, which does not ask whether it has an effect.
    pub(super) fn insists(&mut self, act: &[u8]) -> Result<FactId, ActRefusal> {
        let change = self.forced(act);
        self.receive(&change)?;
        Ok(self.charter.acts().last().expect("just admitted").id)
    }

    /// The change that this device would make of an act, whatever its program says.
    pub(super) fn forced(&self, act: &[u8]) -> Vec<u8> {
        let device = self.key.device();
        let own = self.charter.height(device);
        let seq = own.map_or(0, |(seq, _)| seq) + 1;
        let deps = self.charter.next_deps(own.map(|(_, hash)| hash));
        let entry = EntryChange {
            actor: device,
            seq,
            start_op: self.charter.op_after(&deps),
            time_ms: NOW,
            deps,
            key: &act_key(device, seq),
            value: act,
        };
        entry.encode()
    }

    pub(super) fn join_act(&self, invitation: &Invitation, name: &str) -> Vec<u8> {
        let with_key = |open: &&super::OpenInvitation| open.key == invitation.public();
        let open = self.charter.invitations().find(with_key).unwrap().id;
        build::join(invitation, open, &self.device(), TODAY, name).unwrap()
    }

    /// A new home that fetched the host's charter and joins with the invitation.
    pub(super) fn joined(seed: u8, host: &Home, invitation: &Invitation, name: &str) -> Self {
        let mut home = Self::new(seed);
        home.meet(host);
        home.act(&home.join_act(invitation, name)).unwrap();
        if let Some(person) = invitation.for_person {
            home.person = person;
        }
        home
    }
}

/// The founding of the commons.
pub(super) fn found_by(home: &Home) -> Vec<u8> {
    let policy = Policy::preset(Preset::CopyFair);
    let new = NewCommons {
        nonce: [1; 16],
        name: "Hofwerkstatt",
        purpose: "Tools for small farms",
        open: false,
        policy: &policy,
        person_name: "Ana",
    };
    let id = build::new_commons_id(&home.endpoint, "laptop", TODAY, &new);
    assert_eq!(id, Ok(COMMONS));
    build::found(COMMONS, &home.device(), TODAY, &new).unwrap()
}

pub(super) fn invited(secret: u8, role: Role, uses: u32, for_person: Option<AgentId>) -> Invited {
    Invited {
        key: InvitationKey(DeviceKey::from_seed([secret; 32]).device().0),
        role,
        uses,
        expires: Some(TODAY.plus(14)),
        for_person,
    }
}

/// All have what all have.
pub(super) fn meet_all(homes: &mut [&mut Home]) {
    let mut all = Home::new(0);
    for home in homes.iter() {
        all.meet(home);
    }
    for home in homes.iter_mut() {
        home.meet(&all);
    }
}

/// Ana, the founder; Ben, a steward; Cleo, a maker: all in step.
pub(super) fn three() -> (Home, Home, Home) {
    let mut ana = Home::founder();
    let stewards = ana.invite(50, Role::Steward, 2);
    let makers = ana.invite(51, Role::Maker, 5);
    let mut ben = Home::joined(2, &ana, &stewards, "Ben");
    let cleo = Home::joined(3, &ben, &makers, "Cleo");
    ana.meet(&cleo);
    ben.meet(&cleo);
    (ana, ben, cleo)
}
