//! What this device had better not write: acts that others would take and that would have no effect.

use crate::charter::Charter;
use crate::charter::act::{Act, Role, WrittenAct};
use crate::charter::effect::OutOfEffect;
use crate::charter::judge::{ActRefusal, signer_roles};
use crate::charter::right::{Need, Right, Subject, needs};
use crate::id::{AgentId, DeviceId};

type Foreseen = Result<(), ActRefusal>;

impl Charter {
    /// Refuses what would stand without effect, with all that is known here.
    pub(super) fn foresee(&self, device: DeviceId, written: &WrittenAct) -> Foreseen {
        if self.tips.get(&device).is_some_and(|tips| tips.len() > 1) {
            return Err(ActRefusal::NoEffect(OutOfEffect::Forked));
        }
        match &written.act {
            Act::Founding(_) | Act::ForkProven(_) | Act::Unknown(_) => Ok(()),
            Act::Joined(act) => {
                let invitation = self.invitation(act.invitation);
                without(invitation.and_then(|invitation| invitation.out))
            }
            Act::DeviceVouched(act) => {
                let older = self.device(act.older).and_then(|device| device.out);
                // A device that forked vouches for the one that takes its place.
                without(older.filter(|out| *out != OutOfEffect::Forked))
            }
            act => {
                without(self.device(device).and_then(|device| device.out))?;
                self.still_may(written)?;
                self.to_members(act)?;
                self.leaves_a_steward(act, written.by)
            }
        }
    }

    /// What is given goes to people who are there.
    fn to_members(&self, act: &Act) -> Foreseen {
        let person = match act {
            Act::RoleGranted(act) => act.person,
            Act::ActsFor(act) => act.person,
            Act::KeeperNamed(act) => act.person,
            _ => return Ok(()),
        };
        match self.person(person) {
            Some(person) if !person.is_member() => Err(ActRefusal::NoMember),
            _ => Ok(()),
        }
    }

    fn still_may(&self, written: &WrittenAct) -> Foreseen {
        let mut needs = needs(self.commons, written);
        let by = written.by;
        match &written.act {
            Act::CoSigned(act) => {
                let signed = self.act(act.act).map(|record| &record.written.act);
                let roles = signed.and_then(signer_roles).unwrap_or_default();
                needs.extend(roles.iter().map(|role| Need::Role(*role)));
            }
            Act::DeviceRetired(act) => {
                let own = self.device(act.device).map(|device| device.person) == Some(by);
                needs.extend((!own).then_some(Need::Role(Role::Steward)));
            }
            Act::InvitationWithdrawn(act) => {
                let own = self.invitation(act.invitation).map(|open| open.by) == Some(by);
                needs.extend((!own).then_some(Need::Role(Role::Steward)));
            }
            _ => {}
        }
        let holds = |need: &Need| match need {
            Need::Role(role) => self.has_role(by, *role),
            Need::Right(right) => self.effect().members.held.contains_key(right),
            Need::Made(device) => {
                let own = self
                    .device(*device)
                    .is_some_and(|device| device.person == by);
                own && self.has_role(by, Role::Maker)
            }
        };
        if needs.is_empty() || needs.iter().any(holds) {
            return Ok(());
        }
        let ended = needs.iter().find_map(|need| self.ended_by(by, *need));
        without(Some(ended.unwrap_or(OutOfEffect::Baseless)))
    }

    fn ended_by(&self, by: AgentId, need: Need) -> Option<OutOfEffect> {
        let rights: Vec<Right> = match need {
            Need::Right(right) => vec![right],
            Need::Role(role) => role
                .covered_by()
                .iter()
                .map(|role| Right::Role(by, *role))
                .collect(),
            Need::Made(_) => vec![],
        };
        let subjects = rights.into_iter().flat_map(Right::subjects).flatten();
        let ended =
            subjects.filter_map(|subject: Subject| self.effect().ended.get(&subject)?.first());
        let first = ended.map(|place| self.records.all[*place].id).next()?;
        Some(OutOfEffect::RightEnded(first))
    }

    fn leaves_a_steward(&self, act: &Act, by: AgentId) -> Foreseen {
        let gone = match act {
            Act::Left(act) if act.goes => by,
            Act::PersonRemoved(act) => act.person,
            Act::RoleEnded(act) if act.role == Role::Steward => act.person,
            _ => return Ok(()),
        };
        let mut stewards = self.stewards().map(|person| person.id);
        let is_last = stewards.next() == Some(gone) && stewards.next().is_none();
        if is_last {
            return Err(ActRefusal::LastSteward);
        }
        Ok(())
    }
}

fn without(out: Option<OutOfEffect>) -> Foreseen {
    match out {
        Some(out) => Err(ActRefusal::NoEffect(out)),
        None => Ok(()),
    }
}
