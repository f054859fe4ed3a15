//! What acts of the charter do, in words.

use crate::commons::Commons;
use crate::words::{self, acts as w};
use model::charter::Act;
use model::id::{DeviceId, FactId};
use model::rsd1::Policy;

impl Commons {
    /// What an act does, in a sentence without a full stop.
    pub fn act_in_words(&self, act: FactId) -> String {
        let Some(record) = self.charter().act(act) else {
            return act.short();
        };
        let by = &self.called(record.written.by);
        let called = |agent| self.called(agent);
        match &record.written.act {
            Act::Founding(act) => w::founded(by, &act.name),
            Act::Invited(act) if act.for_person.is_some() => w::invited_device(by),
            Act::Invited(act) => w::invited(by, act.uses, act.role),
            Act::Joined(_) => w::joined(by),
            Act::DeviceVouched(act) => w::device_came(by, &act.device.label),
            Act::RoleGranted(act) => w::granted(by, &called(act.person), act.role),
            Act::OrganisationDeclared(act) => w::declared(by, &act.name),
            Act::ActsFor(act) => w::acts_for(by, &called(act.person), &called(act.organisation)),
            Act::ActsForEnded(act) => {
                w::acts_no_more(by, &called(act.person), &called(act.organisation))
            }
            Act::RoleEnded(act) => w::role_ended(by, &called(act.person), act.role),
            Act::PersonRemoved(act) => w::removed(by, &called(act.person)),
            Act::DeviceRetired(act) => {
                let (label, owner) = self.device_and_owner(act.device);
                w::device_retired(by, &label, &owner)
            }
            Act::Left(act) if act.goes => w::left(by),
            Act::Left(_) => w::leaving(by),
            Act::InvitationWithdrawn(_) => w::withdrew(by, self.closed_why(record.id)),
            Act::DeviceRecovered(act) => w::recovered(by, &called(act.person), &act.device.label),
            Act::CoSigned(act) if act.act != record.id => {
                w::signed(by, &self.act_in_words(act.act))
            }
            Act::PolicyAdopted(act) => match Policy::from_bytes(&act.policy) {
                Ok(policy) => words::rules::proposal(by, &policy.name, act.from),
                Err(_) => w::policy(by),
            },
            Act::RuleSetRaised(_) => w::rule_set(by),
            Act::KeeperNamed(act) => w::keeper(by, &called(act.person)),
            Act::KeeperEnded(act) => w::keeper_ended(by, &called(act.person)),
            Act::Readmitted(act) => w::readmitted(by, &self.device_and_owner(act.device).1),
            Act::Pinned(_) => w::pinned(by),
            Act::ForkProven(act) => {
                let first = act.one.changes.first();
                let header = first.and_then(|chunk| model::admission::shape(chunk).ok());
                let forked = header.map(|header| self.device_and_owner(header.actor));
                let (label, owner) = forked.unwrap_or_default();
                w::fork(by, &label, &owner)
            }
            Act::CoSigned(_) | Act::Unknown(_) => w::newer(by),
        }
    }

    /// What an act asks for that waits for more people, in a sentence without a full stop.
    pub fn asked_in_words(&self, act: FactId) -> String {
        let Some(record) = self.charter().act(act) else {
            return act.short();
        };
        let by = &self.called(record.written.by);
        match &record.written.act {
            Act::PersonRemoved(act) => w::asks_removal(by, &self.called(act.person)),
            Act::RoleEnded(act) => w::asks_role_end(by, &self.called(act.person), act.role),
            Act::DeviceRetired(act) => {
                let (label, owner) = self.device_and_owner(act.device);
                w::asks_retirement(by, &label, &owner)
            }
            _ => self.act_in_words(act),
        }
    }

    /// What a device is called, and whose it is.
    pub fn device_and_owner(&self, device: DeviceId) -> (String, String) {
        match self.charter().device(device) {
            Some(known) => (self.device_called(device), self.called(known.person)),
            None => (device.short(), String::new()),
        }
    }
}
