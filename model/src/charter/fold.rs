//! The fold: what is in effect, from the set of all acts, in whatever order they came.
//!
//! Every step is commutative, and where two acts say different things about one name (only a
//! forked device can do that) the one with the smaller id holds.

use crate::charter::act::{Act, DeviceClaim, Role};
use crate::charter::member::{Device, Foundation, OpenInvitation, Organisation, Person};
use crate::charter::proof::organisation_id;
use crate::charter::record::Record;
use crate::id::{AgentId, CommonsId, DeviceId, EndpointId, FactId};
use crate::rsd1::Policy;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is in effect.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Members {
    pub(super) foundings: BTreeMap<FactId, Foundation>,
    pub(super) devices: BTreeMap<DeviceId, Device>,
    pub(super) endpoints: BTreeMap<EndpointId, BTreeSet<DeviceId>>,
    pub(super) persons: BTreeMap<AgentId, Person>,
    pub(super) organisations: BTreeMap<AgentId, Organisation>,
    pub(super) invitations: BTreeMap<FactId, OpenInvitation>,
    names: BTreeMap<String, BTreeSet<AgentId>>,
}

impl Members {
    /// Takes one authorised act into effect.
    pub(super) fn apply(&mut self, commons: CommonsId, record: &Record) {
        let by = record.written.by;
        match &record.written.act {
            Act::Founding(act) => {
                self.found(record, act);
                self.enter(record, &act.person_name, None);
                self.grant(by, Role::Steward);
                self.introduce(record, &act.device);
            }
            Act::Invited(act) => self.invite(record, act),
            Act::Joined(act) => {
                let Some(invitation) = self.invitations.get_mut(&act.invitation) else {
                    return;
                };
                invitation.joins.insert(record.id);
                let (role, is_new) = (invitation.role, invitation.for_person.is_none());
                if is_new {
                    self.enter(record, &act.person_name, Some(act.invitation));
                    self.grant(by, role);
                }
                self.introduce(record, &act.device);
            }
            Act::DeviceVouched(act) => self.introduce(record, &act.device),
            Act::RoleGranted(act) => self.grant(act.person, act.role),
            Act::OrganisationDeclared(act) => {
                let id = organisation_id(commons, record.device, &act.nonce);
                self.declare(record, id, &act.name);
                for person in &act.acting {
                    self.act_for(id, *person);
                }
            }
            Act::ActsFor(act) => self.act_for(act.organisation, act.person),
            Act::Unknown(_) => {}
        }
    }

    fn found(&mut self, record: &Record, act: &crate::charter::act::Founding) {
        let foundation = Foundation {
            act: record.id,
            by: record.written.by,
            day: record.written.day,
            rule_set: act.rule_set,
            name: act.name.clone(),
            purpose: act.purpose.clone(),
            open: act.open,
            policy: Policy::from_bytes(&act.policy).ok(),
            policy_bytes: act.policy.clone(),
        };
        self.foundings.insert(record.id, foundation);
    }

    fn enter(&mut self, record: &Record, name: &str, invitation: Option<FactId>) {
        let id = record.written.by;
        let known = self.persons.get(&id);
        if known.is_some_and(|person| person.act <= record.id) {
            return;
        }
        let (roles, devices) = match self.persons.remove(&id) {
            Some(person) => {
                self.unname(id, &person.name);
                (person.roles, person.devices)
            }
            None => Default::default(),
        };
        self.name(id, name);
        let person = Person {
            id,
            name: name.to_owned(),
            roles,
            devices,
            invitation,
            act: record.id,
            since: record.written.day,
        };
        self.persons.insert(id, person);
    }

    fn introduce(&mut self, record: &Record, claim: &DeviceClaim) {
        let person = record.written.by;
        if let Some(person) = self.persons.get_mut(&person) {
            person.devices.insert(record.device);
        }
        let at_endpoint = self.endpoints.entry(claim.endpoint).or_default();
        at_endpoint.insert(record.device);
        let known = self.devices.get(&record.device);
        if known.is_some_and(|device| device.act <= record.id) {
            return;
        }
        let device = Device {
            id: record.device,
            person,
            endpoint: claim.endpoint,
            label: claim.label.clone(),
            replica: claim.replica,
            act: record.id,
            since: record.written.day,
        };
        self.devices.insert(record.device, device);
    }

    fn invite(&mut self, record: &Record, act: &crate::charter::act::Invited) {
        let invitation = OpenInvitation {
            id: record.id,
            by: record.written.by,
            day: record.written.day,
            key: act.key,
            role: act.role,
            uses: act.uses,
            expires: act.expires,
            for_person: act.for_person,
            joins: BTreeSet::new(),
        };
        self.invitations.insert(record.id, invitation);
    }

    fn grant(&mut self, person: AgentId, role: Role) {
        if let Some(person) = self.persons.get_mut(&person) {
            person.roles.insert(role);
        }
    }

    fn declare(&mut self, record: &Record, id: AgentId, name: &str) {
        let known = self.organisations.get(&id);
        if known.is_some_and(|organisation| organisation.act <= record.id) {
            return;
        }
        let acting = match self.organisations.remove(&id) {
            Some(organisation) => {
                self.unname(id, &organisation.name);
                organisation.acting
            }
            None => BTreeSet::new(),
        };
        self.name(id, name);
        let organisation = Organisation {
            id,
            name: name.to_owned(),
            acting,
            declared_by: record.written.by,
            act: record.id,
            since: record.written.day,
        };
        self.organisations.insert(id, organisation);
    }

    fn act_for(&mut self, organisation: AgentId, person: AgentId) {
        if let Some(organisation) = self.organisations.get_mut(&organisation) {
            organisation.acting.insert(person);
        }
    }

    fn name(&mut self, agent: AgentId, name: &str) {
        let same = self.names.entry(name.to_lowercase()).or_default();
        same.insert(agent);
    }

    fn unname(&mut self, agent: AgentId, name: &str) {
        if let Some(same) = self.names.get_mut(&name.to_lowercase()) {
            same.remove(&agent);
        }
    }

    /// The agents with this name, capital letters aside.
    pub(super) fn named(&self, name: &str) -> Option<&BTreeSet<AgentId>> {
        self.names.get(&name.to_lowercase())
    }
}
