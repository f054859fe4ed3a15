//! Taking an invitation back.

use super::When;
use super::find::{beginning_with, one_of};
use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::words::invitations as w;
use model::charter::{Act, OpenInvitation, Role, build};
use model::id::{AgentId, FactId};

impl Commons {
    /// The invitation that is meant by its id or the beginning of one.
    pub fn find_invitation(&self, text: &str) -> Result<FactId, Trouble> {
        let wanted = text.trim().to_lowercase();
        let ids = self.charter().invitations().map(|one| one.id);
        let found = match wanted.parse::<FactId>() {
            Ok(id) => ids.filter(|known| *known == id).collect(),
            Err(_) => beginning_with(&wanted, ids),
        };
        one_of(found, "invitation", text, "see them with `invite list`")
    }

    /// Whether the person at this computer may take an invitation back: who made it, and stewards.
    pub fn may_withdraw(&self, invitation: &OpenInvitation) -> bool {
        let own = Some(invitation.by) == self.me() && self.writer(Role::Guest).is_ok();
        invitation.out.is_none() && (own || self.writer(Role::Steward).is_ok())
    }

    /// Takes an invitation back. Who came by it stays, but for those who are named here.
    pub fn withdraw_invitation(
        &mut self,
        invitation: FactId,
        except: &[AgentId],
        when: When,
    ) -> Result<(), Trouble> {
        let open = self.charter().invitation(invitation);
        let own = open.is_some_and(|open| Some(open.by) == self.me());
        let me = self.writer(if own { Role::Guest } else { Role::Steward })?;
        if let Some(out) = open.and_then(|open| open.out) {
            return Err(Trouble::new(
                w::NOT_WITHDRAWN,
                self.act_out(out),
                w::NOTHING_NEEDED,
            ));
        }
        let joins = self.charter().acts().iter().filter(|record| {
            matches!(&record.written.act, Act::Joined(join) if join.invitation == invitation)
        });
        let stands: Vec<FactId> = joins
            .filter(|record| !except.contains(&record.written.by))
            .map(|record| record.id)
            .collect();
        self.write_act(
            &build::withdraw_invitation(me, when.day, invitation, stands),
            when,
        )
    }
}
