//! Trying out: facts are put in by people who have done nothing here yet, the account is settled again, and they are
//! taken back. Only what those facts touch is judged again.

use super::super::accounts::{Derived, Tried};
use super::super::derive::Outcome;
use super::super::fact::Body;
use super::super::facts::No;
use super::super::policies::Policies;
use super::super::policy::Policy;
use super::super::rows::Rows;
use super::super::status::Needs;
use super::{Action, Promise, Remedy};
use crate::day::Day;
use crate::id::{AgentId, FactId};

/// The facts as they are, to try out what is asked for.
pub(super) struct Trial<'a> {
    pub(super) derived: &'a mut Derived,
    /// What the agent's contributions are worth as things are.
    pub(super) rows: &'a Rows,
    pub(super) policies: &'a Policies,
    pub(super) policy: &'a Policy,
    pub(super) agent: AgentId,
    pub(super) as_of: Day,
    pub(super) now: &'a Outcome,
}

impl Trial<'_> {
    /// What the derivation gives with these facts added, if these people were stewards.
    ///
    /// The facts are named [`stand_in`] 0, 1, 2 and so on.
    pub(super) fn with(&mut self, stewards: &[AgentId], bodies: Vec<Body>) -> Promise {
        let mut put = Vec::new();
        for (n, body) in bodies.into_iter().enumerate() {
            put.push(self.derived.try_put(stand_in(n), body));
        }
        let then = self.with_stewards(stewards, &put.iter().collect::<Vec<_>>());
        for tried in put.iter().rev() {
            self.derived.take_back(tried);
        }
        then
    }

    /// Nothing that was judged before depends on the stewards: they have signed nothing.
    fn with_stewards(&mut self, stewards: &[AgentId], tried: &[&Tried]) -> Promise {
        for steward in stewards {
            self.derived.facts.set_steward(*steward, true);
        }
        let touched: Vec<_> = tried.iter().map(|tried| &tried.touched).collect();
        let mut rows = self.rows.tried(&touched);
        let asked = (self.agent, self.as_of);
        let then = self.derived.outcome(self.policies, asked, &mut rows);
        for steward in stewards {
            self.derived.facts.set_steward(*steward, false);
        }
        promise(&then)
    }

    pub(super) fn is_better(&self, then: Promise) -> bool {
        then.owed < self.now.owed || then.code > self.now.code
    }

    /// What was written already and lacks signatures, where it would help.
    pub(super) fn co_sign(&mut self, waiting: &[No]) -> Vec<Remedy> {
        let all = waiting.iter();
        all.filter_map(|no| self.one_more_signs(*no)).collect()
    }

    fn one_more_signs(&mut self, no: No) -> Option<Remedy> {
        let Needs::Stewards { have, needed } = self.derived.facts.waiting(no)?.needs else {
            return None;
        };
        let signers = stewards(needed);
        let signed = self.derived.sign(no, &signers)?;
        let then = self.with_stewards(&signers, &[&signed.tried]);
        self.derived.take_back_signatures(signed);
        let action = Action::CoSign {
            fact: self.derived.facts.id(no),
            stewards: needed.saturating_sub(have),
        };
        self.is_better(then).then_some(Remedy { action, then })
    }
}

fn promise(then: &Outcome) -> Promise {
    Promise {
        code: then.code,
        owed: then.owed,
    }
}

/// A name for a fact that is only tried out; no fact's hash begins with so many ones.
pub(super) fn stand_in(n: usize) -> FactId {
    let mut id = [0xff; 32];
    id[24..].copy_from_slice(&u64::try_from(n).unwrap_or(u64::MAX).to_be_bytes());
    FactId(id)
}

/// Somebody who has done nothing here yet.
pub(super) fn person(n: u32) -> AgentId {
    let mut id = [0xff; 16];
    id[12..].copy_from_slice(&n.to_be_bytes());
    AgentId(id)
}

/// So many of them.
pub(super) fn stewards(count: u32) -> Vec<AgentId> {
    (0..count).map(person).collect()
}
