//! Invitations that were made, how things are with them, and who came by them.

use crate::commons::Commons;
use crate::deed::endings::Foreseen;
use crate::view::InvitationState;
use crate::words::endings;
use crate::words::invitations::Closed;
use model::charter::{Act, OpenInvitation, OutOfEffect};
use model::day::Day;
use model::id::{AgentId, FactId};

impl Commons {
    /// All invitations, those that can be used first, then the newest.
    pub fn all_invitations(&self, today: Day) -> Vec<(&OpenInvitation, InvitationState)> {
        let all = self.charter().invitations();
        let mut all: Vec<_> = all
            .map(|one| (one, self.invitation_state(one, today)))
            .collect();
        all.sort_by_key(|(one, state)| (*state, std::cmp::Reverse(one.day), one.id));
        all
    }

    /// What is said of the invitations that are closed with an ending, each a sentence or two.
    pub fn closes_words(&self, foreseen: &Foreseen) -> Vec<String> {
        let open = foreseen.closes.iter();
        let open = open.filter_map(|id| self.charter().invitation(*id));
        let words = |one: &OpenInvitation| {
            let who = match foreseen.devices.as_slice() {
                [(device, _)] if one.for_person.is_some() => self.device_called(*device),
                _ => foreseen.who.map_or(String::new(), |who| self.called(who)),
            };
            endings::closes(&who, &self.called(one.by), one.day, one.joined.len())
        };
        open.map(words).collect()
    }

    /// Why an invitation was closed, by what the act that did so says itself: who stands by it, and its day.
    pub fn closed_why(&self, withdrawal: FactId) -> Closed {
        let Some(record) = self.charter().act(withdrawal) else {
            return Closed::TakenBack;
        };
        let Act::InvitationWithdrawn(act) = &record.written.act else {
            return Closed::TakenBack;
        };
        match self.charter().invitation(act.invitation) {
            Some(one) if act.stands.len() >= one.uses as usize => Closed::UsedUp,
            Some(one) if one.is_expired(record.written.day) => Closed::Over,
            _ => Closed::TakenBack,
        }
    }

    /// The same, where somebody is out of the commons because of it.
    pub fn out_by_closing(&self, out: OutOfEffect) -> Closed {
        match out {
            OutOfEffect::Withdrawn(act) => self.closed_why(act),
            _ => Closed::TakenBack,
        }
    }

    /// How things are with an invitation on that day. What is used up or over is closed by itself later: it stays what it was.
    pub fn invitation_state(&self, invitation: &OpenInvitation, today: Day) -> InvitationState {
        let closed = invitation.out.map(|out| self.out_by_closing(out));
        match closed {
            _ if invitation.is_used_up() => InvitationState::UsedUp,
            _ if invitation.is_expired(today) => InvitationState::Expired,
            Some(Closed::UsedUp) => InvitationState::UsedUp,
            Some(Closed::Over) => InvitationState::Expired,
            Some(Closed::TakenBack) => InvitationState::Withdrawn,
            None => InvitationState::Open,
        }
    }

    /// Who came by an invitation and belongs to the commons, or did.
    pub fn came_by(&self, invitation: &OpenInvitation) -> Vec<AgentId> {
        let joins = self.charter().acts().iter().filter(|record| {
            matches!(&record.written.act, Act::Joined(join) if join.invitation == invitation.id)
        });
        let mut came: Vec<AgentId> = joins.map(|record| record.written.by).collect();
        came.sort_unstable();
        came.dedup();
        came
    }
}
