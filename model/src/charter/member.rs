//! Who and what the charter names: persons, devices, organisations, invitations.

use crate::charter::act::Role;
use crate::charter::effect::OutOfEffect;
use crate::day::Day;
use crate::id::{AgentId, DeviceId, EndpointId, FactId};
use crate::invitation::InvitationKey;
use crate::rsd1::Policy;
use std::collections::{BTreeMap, BTreeSet};

/// What a home is in this commons.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Device {
    /// Its actor key.
    pub id: DeviceId,
    /// Whose it is.
    pub person: AgentId,
    /// The address key of its home.
    pub endpoint: EndpointId,
    /// What its person calls it.
    pub label: String,
    /// It reads and relays and writes nothing.
    pub replica: bool,
    /// The act that introduced it.
    pub act: FactId,
    /// The day of that act.
    pub since: Day,
    /// Why it speaks for nobody now; `None` while it does.
    pub out: Option<OutOfEffect>,
}

/// Somebody who belongs to the commons, or has belonged to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Their id.
    pub id: AgentId,
    /// The name they gave; two persons may have one ([`super::Charter::display_name`]).
    pub name: String,
    /// The roles they have now; [`Role::includes`] says what each of them covers.
    pub roles: BTreeSet<Role>,
    /// Their devices that speak for them now.
    pub devices: BTreeSet<DeviceId>,
    /// The invitation they came by; `None` for the founder.
    pub invitation: Option<FactId>,
    /// The act by which they came.
    pub act: FactId,
    /// The day of that act.
    pub since: Day,
    /// Why they belong to the commons no more; `None` while they do.
    pub out: Option<OutOfEffect>,
}

impl Person {
    /// Whether they may do now what this role may. Every member may at least what a guest may.
    pub fn has_role(&self, role: Role) -> bool {
        let is_guest = role == Role::Guest && self.is_member();
        is_guest || self.roles.iter().any(|own| own.includes(role))
    }

    /// Whether they belong to the commons now.
    pub fn is_member(&self) -> bool {
        self.out.is_none()
    }
}

/// A company, co-operative or association.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Organisation {
    /// Its id.
    pub id: AgentId,
    /// Its name.
    pub name: String,
    /// Who acts for it now.
    pub acting: BTreeSet<AgentId>,
    /// Who acts for it or has acted for it, with the day of the act that said so first.
    pub acted: BTreeMap<AgentId, Day>,
    /// Who declared it.
    pub declared_by: AgentId,
    /// The act that declared it.
    pub act: FactId,
    /// The day of that act.
    pub since: Day,
    /// Why its declaration is out of effect; `None` while it counts.
    pub out: Option<OutOfEffect>,
}

/// An invitation and who came by it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenInvitation {
    /// The act that made it.
    pub id: FactId,
    /// Who made it.
    pub by: AgentId,
    /// The day it was made.
    pub day: Day,
    /// The public half of its key.
    pub key: InvitationKey,
    /// What who joins may do.
    pub role: Role,
    /// How many may join with it.
    pub uses: u32,
    /// The last day on which it can be used.
    pub expires: Option<Day>,
    /// Set when it is for another device of this person.
    pub for_person: Option<AgentId>,
    /// The devices that came by it and whose joining is in effect, also those beyond its uses that joined at
    /// the same time. A device that joins twice, for its disk forgot the first time, came once.
    pub joined: BTreeSet<DeviceId>,
    /// The devices that came by it, in effect or not.
    pub used: BTreeSet<DeviceId>,
    /// Why nobody can join with it any more; `None` while it holds.
    pub out: Option<OutOfEffect>,
}

impl OpenInvitation {
    /// Whether its last day is over, by the clock of who asks. No verdict: clocks differ.
    pub fn is_expired(&self, today: Day) -> bool {
        self.expires.is_some_and(|last| today > last)
    }

    /// Whether as many devices have joined as may.
    pub fn is_used_up(&self) -> bool {
        self.used.len() >= self.uses as usize
    }

    /// How many joined beyond its uses, each not knowing of the other.
    pub fn surplus(&self) -> usize {
        self.joined.len().saturating_sub(self.uses as usize)
    }
}

/// What the founding act says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Foundation {
    /// The founding act.
    pub act: FactId,
    /// The founder.
    pub by: AgentId,
    /// The day of the founding.
    pub day: Day,
    /// By which rules acts are judged.
    pub rule_set: u16,
    /// What the commons is called.
    pub name: String,
    /// What it is for; may be empty.
    pub purpose: String,
    /// Whether anyone who knows an address may read.
    pub open: bool,
    /// The first policy; `None` when only a newer program can read it.
    pub policy: Option<Policy>,
    /// Its bytes as they stand in the act.
    pub policy_bytes: Vec<u8>,
}
