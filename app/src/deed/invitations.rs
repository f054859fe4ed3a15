//! Taking an invitation back.

use super::When;
use super::find::{beginning_with, one_of};
use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::words::invitations as w;
use model::charter::act::INVITATION_STANDS_MAX;
use model::charter::{Act, OpenInvitation, OutOfEffect, Record, Role, build};
use model::day::Day;
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
        // One that was closed already is closed again to leave more out.
        let closed = |out: &OutOfEffect| matches!(out, OutOfEffect::Withdrawn(_));
        let out = open.and_then(|open| open.out);
        if let Some(out) = out.filter(|out| except.is_empty() || !closed(out)) {
            return Err(Trouble::new(
                w::NOT_WITHDRAWN,
                self.act_out(out),
                w::NOTHING_NEEDED,
            ));
        }
        let joins = self.joins_by(invitation).into_iter();
        let stands: Vec<FactId> = joins
            .filter(|(_, by)| !except.contains(by))
            .map(|(join, _)| join)
            .collect();
        self.write_act(
            &build::withdraw_invitation(me, when.day, invitation, stands),
            when,
        )
    }

    /// The act that closes an invitation. All who are known to have come by it stay as they are, so it takes nobody else.
    pub(crate) fn closing(&self, invitation: FactId, by: (AgentId, Day)) -> Vec<u8> {
        let mut joins = self.joins_by(invitation);
        // Where there are more than one act has room for, those without effect are left out first.
        joins.sort_by_key(|(join, _)| self.charter().why_out(*join).is_some());
        let joins = joins.into_iter().map(|(join, _)| join);
        let stands = joins.take(INVITATION_STANDS_MAX).collect();
        build::withdraw_invitation(by.0, by.1, invitation, stands)
    }

    /// The joins by an invitation that are known here, in effect or not, and whose they are.
    fn joins_by(&self, invitation: FactId) -> Vec<(FactId, AgentId)> {
        let joins = self.charter().acts().iter().filter(|record| {
            matches!(&record.written.act, Act::Joined(join) if join.invitation == invitation)
        });
        joins.map(|record| (record.id, record.written.by)).collect()
    }

    /// The invitations by which these came and that are not closed: whoever has one can go back to when it was open.
    pub(crate) fn open_ways_in(&self, is_meant: impl Fn(&Record) -> bool) -> Vec<FactId> {
        let mut open = vec![];
        for record in self
            .charter()
            .acts()
            .iter()
            .filter(|record| is_meant(record))
        {
            let Act::Joined(join) = &record.written.act else {
                continue;
            };
            let invitation = self.charter().invitation(join.invitation);
            if invitation.is_some_and(|one| self.may_withdraw(one)) {
                open.push(join.invitation);
            }
        }
        open.sort_unstable();
        open.dedup();
        open
    }
}
