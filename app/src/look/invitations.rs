//! Invitations that were made, how things are with them, and who came by them.

use crate::commons::Commons;
use crate::view::InvitationState;
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
    if invitation.out.is_some() {
        InvitationState::Withdrawn
    } else if invitation.is_used_up() {
        InvitationState::UsedUp
    } else if invitation.is_expired(today) {
        InvitationState::Expired
    } else {
        InvitationState::Open
    }
}
