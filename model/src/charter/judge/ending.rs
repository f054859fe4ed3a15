//! Judging acts that end something.

use super::{ActRefusal, Case, Verdict, require};
use crate::charter::act::{
    Act, ActsForEnded, DeviceRetired, InvitationWithdrawn, KeeperEnded, PersonRemoved, Role,
    RoleEnded,
};
use crate::charter::right::Right;

impl Case<'_> {
    /// `None` for acts that end nothing.
    pub(super) fn ending(&self, act: &Act) -> Option<Verdict> {
        Some(match act {
            Act::RoleEnded(act) => self.role_ended(act),
            Act::PersonRemoved(act) => self.person_removed(act),
            Act::DeviceRetired(act) => self.device_retired(act),
            Act::Left(act) if act.goes => self.leaves_a_steward(),
            Act::Left(_) => Ok(()),
            Act::InvitationWithdrawn(act) => self.withdrawn(act),
            Act::ActsForEnded(act) => self.acts_for_ended(act),
            Act::KeeperEnded(act) => self.keeper_ended(act),
            _ => return None,
        })
    }

    fn role_ended(&self, act: &RoleEnded) -> Verdict {
        require(act.role != Role::Guest, ActRefusal::GuestStays)?;
        let right = Right::Role(act.person, act.role);
        require(
            self.seen.was_given(right),
            ActRefusal::RoleNotHeld(act.role),
        )?;
        if act.person == self.by() && act.role == Role::Steward {
            return self.leaves_a_steward();
        }
        Ok(())
    }

    /// Somebody who was the only steward there ever was cannot go.
    fn leaves_a_steward(&self) -> Verdict {
        let is_one = self.seen.has_role(self.by(), Role::Steward);
        let may = !is_one || self.seen.knows_another_steward(self.by());
        require(may, ActRefusal::LastSteward)
    }

    fn person_removed(&self, act: &PersonRemoved) -> Verdict {
        require(act.person != self.by(), ActRefusal::RemovesThemself)?;
        self.knows(act.person)
    }

    /// By another device of its person, or by a steward.
    fn device_retired(&self, act: &DeviceRetired) -> Verdict {
        require(act.device != self.device, ActRefusal::RetiresItself)?;
        let known = self.seen.device(act.device);
        let (person, _) = known.ok_or(ActRefusal::UnknownDevice)?;
        if person == self.by() {
            return Ok(());
        }
        self.needs(Role::Steward)
    }

    /// By who made the invitation, or by a steward.
    fn withdrawn(&self, act: &InvitationWithdrawn) -> Verdict {
        let invitation = self.seen.act(act.invitation);
        let invitation = invitation.filter(|record| matches!(record.written.act, Act::Invited(_)));
        let invitation = invitation.ok_or(ActRefusal::InvitationUnseen)?;
        if invitation.written.by != self.by() {
            self.needs(Role::Steward)?;
        }
        let seen = |join| {
            let join = self.seen.act(join).map(|record| &record.written.act);
            matches!(join, Some(Act::Joined(join)) if join.invitation == act.invitation)
        };
        let all_seen = act.stands.iter().all(|join| seen(*join));
        require(all_seen, ActRefusal::JoinUnseen)
    }

    fn acts_for_ended(&self, act: &ActsForEnded) -> Verdict {
        let known = self.seen.knows_organisation(act.organisation);
        require(known, ActRefusal::UnknownOrganisation)?;
        let right = Right::Acting {
            organisation: act.organisation,
            person: act.person,
        };
        require(self.seen.was_given(right), ActRefusal::NeverActed)
    }

    fn keeper_ended(&self, act: &KeeperEnded) -> Verdict {
        let right = Right::Keeper {
            place: act.place.id(self.commons),
            person: act.person,
        };
        require(self.seen.was_given(right), ActRefusal::NeverKept)
    }
}
