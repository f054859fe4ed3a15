//! What one period sees of the facts (RSD-1, section 2, rule 5).

use super::fact::{Body, Use};
use super::facts::{Facts, No, Stored, StoredClaim};
use super::period::Period;
use super::rows::ViewKey;
use super::seal::Seals;
use crate::day::Day;
use crate::id::AgentId;

/// What one period sees: all valid facts, or what its seal and earlier ones accept.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) facts: &'a Facts,
    seals: &'a Seals,
    /// The first day of the period, if it is sealed.
    sealed: Option<Day>,
    /// The day of the seal, where it says so: what the charter said by then is known too.
    sealed_on: Option<Day>,
    /// The place of the last rules that have begun by the day asked.
    begun: usize,
}

impl<'a> View<'a> {
    pub(super) fn of(facts: &'a Facts, seals: &'a Seals, period: Period, begun: usize) -> View<'a> {
        let seal = seals.chosen(period);
        View {
            facts,
            seals,
            sealed: seal.map(|_| period.first()),
            sealed_on: seal.and_then(|no| facts.seal(no)?.day),
            begun,
        }
    }

    /// The same facts without a seal: all valid ones.
    pub(super) fn unsealed(&self) -> View<'a> {
        View {
            sealed: None,
            sealed_on: None,
            ..*self
        }
    }

    /// The first day of the period, if it is sealed.
    pub(super) fn sealed(&self) -> Option<Day> {
        self.sealed
    }

    /// Names the view, and the policy by which something is judged in it.
    pub(super) fn key(&self, policy: usize) -> ViewKey {
        ViewKey {
            sealed: self.sealed,
            policy,
            begun: self.begun,
        }
    }

    pub(super) fn sees(&self, no: No) -> bool {
        self.facts.counts(no)
            && self.facts.is_enough_by(no, self.begun)
            && self
                .sealed
                .is_none_or(|first| self.seals.accepts(self.facts, no, first))
    }

    /// Whether what the charter says since that day is known. No seal lists it, so the day of the seal decides: who begins to
    /// act for a company later changes nothing of a closed period, and who did before does.
    pub(super) fn knows_acts_of(&self, since: Day) -> bool {
        self.sealed_on.is_none_or(|sealed| since <= sealed)
    }

    /// What the visible facts say about that fact.
    pub(super) fn about(&self, no: No) -> impl Iterator<Item = (No, &'a Stored)> + use<'a> {
        let view = *self;
        let said = self.facts.said(no).filter(move |no| view.sees(*no));
        said.map(move |no| (no, view.facts.stored(no)))
    }

    /// The visible facts of an agent that come rarely, by id; voided ones too.
    pub(super) fn of_agent(
        &self,
        agent: AgentId,
    ) -> impl Iterator<Item = (No, &'a Body)> + use<'a> {
        let (view, agent) = (*self, self.facts.find_agent(agent).into_iter());
        let facts = agent.flat_map(move |agent| view.facts.list_of(agent));
        let seen = facts.filter(move |no| view.sees(*no));
        seen.filter_map(move |no| Some((no, view.facts.whole(no)?)))
    }

    /// The use reports of an agent, by id; voided ones too.
    pub(super) fn uses_of(&self, agent: AgentId) -> impl Iterator<Item = (No, &'a Use)> + use<'a> {
        self.of_agent(agent).filter_map(|(no, body)| match body {
            Body::Use(said) => Some((no, said)),
            _ => None,
        })
    }

    /// A visible contribution.
    pub(super) fn claim(&self, no: No) -> Option<&'a StoredClaim> {
        self.facts.claim(no).filter(|_| self.sees(no))
    }

    /// Whether a decision of enough stewards says that the fact does not count.
    pub(super) fn is_voided(&self, no: No) -> bool {
        self.facts.said(no).any(|said| {
            matches!(self.facts.stored(said), Stored::Void { signers, .. }
                if self.sees(said) && self.has_quorum(signers))
        })
    }

    /// Visible and not voided.
    pub(super) fn counts(&self, no: No) -> bool {
        self.sees(no) && !self.is_voided(no)
    }

    /// Whether enough stewards signed for any rules of this commons. Where rules changed, the books have counted by those
    /// of the day of the entry: what held once does not fall when later rules ask for more.
    pub(super) fn has_quorum(&self, signers: &[AgentId]) -> bool {
        self.facts.stewards_among(signers) >= self.seals.least_quorum()
    }
}
