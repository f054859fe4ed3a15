//! Invitations that were made, how things are with them, and who came by them.

use crate::commons::Commons;
use crate::deed::endings::Foreseen;
use crate::view::InvitationState;
use crate::words::endings;
use model::charter::{Act, OpenInvitation};
use model::day::Day;
use model::id::AgentId;

impl Commons {
    /// All invitations, those that can be used first, then the newest.
    pub fn all_invitations(&self, today: Day) -> Vec<(&OpenInvitation, InvitationState)> {
        let all = self.charter().invitations();
        let mut all: Vec<_> = all.map(|one| (one, invitation_state(one, today))).collect();
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

/// How things are with an invitation on that day.
pub fn invitation_state(invitation: &OpenInvitation, today: Day) -> InvitationState {
    // What is used up or over is closed by itself later, which is nothing to be told.
    if invitation.is_used_up() {
        InvitationState::UsedUp
    } else if invitation.is_expired(today) {
        InvitationState::Expired
    } else if invitation.out.is_some() {
        InvitationState::Withdrawn
    } else {
        InvitationState::Open
    }
}
