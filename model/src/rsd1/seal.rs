//! Which seal closes a period, and what a period may see (RSD-1, sections 2 and 9).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::fact::{Body, Fact, Seal};
use super::facts::{Facts, Topic};
use super::period::Period;
use super::policy::Policy;
use super::status::Flag;
use crate::id::{AgentId, FactId};

/// The seals that hold, by period.
#[derive(Default)]
pub(super) struct Seals<'a> {
    chosen: BTreeMap<Period, (FactId, &'a Seal)>,
    /// Sorted for looking up.
    accepted: BTreeMap<Period, BTreeSet<FactId>>,
    pub(super) double: Vec<Flag>,
}

impl<'a> Seals<'a> {
    pub(super) fn choose(facts: &'a Facts, policy: &Policy) -> Seals<'a> {
        let mut valid: BTreeMap<Period, Vec<(FactId, &Seal)>> = BTreeMap::new();
        for fact in facts.on(&Topic::Always) {
            if let Body::Seal(seal) = &fact.body
                && facts.stewards_among(&seal.signers) >= policy.seal_quorum as usize
            {
                valid.entry(seal.period).or_default().push((fact.id, seal));
            }
        }
        let mut seals = Seals::default();
        for (period, candidates) in &valid {
            let Some(winner) = winner(facts, &valid, *period, candidates) else {
                continue;
            };
            seals
                .accepted
                .insert(*period, winner.1.facts.iter().copied().collect());
            seals.chosen.insert(*period, winner);
            if candidates.len() > 1 {
                seals
                    .double
                    .push(double(facts, *period, winner.0, candidates));
            }
        }
        seals
    }

    pub(super) fn is_sealed(&self, period: Period) -> bool {
        self.chosen.contains_key(&period)
    }

    /// Whether a seal of that period or of an earlier one accepts the fact.
    fn accepts(&self, period: Period, id: FactId) -> bool {
        let earlier = self
            .accepted
            .iter()
            .filter(|(sealed, _)| sealed.first() <= period.first());
        earlier.into_iter().any(|(_, facts)| facts.contains(&id))
    }
}

/// More signers, then the smaller id; but one that a seal of another period builds on stays.
fn winner<'a>(
    facts: &Facts,
    valid: &BTreeMap<Period, Vec<(FactId, &'a Seal)>>,
    period: Period,
    candidates: &[(FactId, &'a Seal)],
) -> Option<(FactId, &'a Seal)> {
    let is_built_on = |id: FactId| {
        let later = valid
            .iter()
            .filter(|(other, _)| other.first() > period.first());
        later
            .flat_map(|(_, seals)| seals)
            .any(|(_, seal)| seal.facts.contains(&id))
    };
    let rank = |(id, seal): &(FactId, &Seal)| {
        (
            Reverse(is_built_on(*id)),
            Reverse(facts.stewards_among(&seal.signers)),
            *id,
        )
    };
    candidates.iter().copied().min_by_key(rank)
}

fn double(facts: &Facts, period: Period, used: FactId, candidates: &[(FactId, &Seal)]) -> Flag {
    let mut times: BTreeMap<AgentId, usize> = BTreeMap::new();
    for (_, seal) in candidates {
        let signers: BTreeSet<_> = seal
            .signers
            .iter()
            .filter(|agent| facts.is_steward(**agent))
            .collect();
        for signer in signers {
            *times.entry(*signer).or_default() += 1;
        }
    }
    let signed_twice = times
        .into_iter()
        .filter(|(_, n)| *n > 1)
        .map(|(agent, _)| agent)
        .collect();
    Flag::DoubleSeal {
        period,
        used,
        signed_twice,
    }
}

/// What one period sees: all valid facts, or what its seal and earlier ones accept.
pub(super) struct View<'a> {
    pub(super) facts: &'a Facts,
    seals: &'a Seals<'a>,
    sealed: Option<Period>,
    quarantine: &'a BTreeSet<FactId>,
    quorum: usize,
}

impl<'a> View<'a> {
    pub(super) fn of(
        facts: &'a Facts,
        seals: &'a Seals<'a>,
        period: Period,
        quarantine: &'a BTreeSet<FactId>,
        policy: &Policy,
    ) -> View<'a> {
        let sealed = seals.is_sealed(period).then_some(period);
        View {
            facts,
            seals,
            sealed,
            quarantine,
            quorum: policy.seal_quorum as usize,
        }
    }

    /// The same facts without a seal: all valid ones.
    pub(super) fn unsealed(&self) -> View<'a> {
        View {
            sealed: None,
            ..*self
        }
    }

    pub(super) fn sealed(&self) -> Option<Period> {
        self.sealed
    }

    pub(super) fn sees(&self, id: FactId) -> bool {
        !self.quarantine.contains(&id)
            && self
                .sealed
                .is_none_or(|period| self.seals.accepts(period, id))
    }

    /// The visible facts on a topic, by id; voided ones too.
    pub(super) fn on<'s>(&'s self, topic: &Topic) -> impl Iterator<Item = &'a Fact> + use<'s, 'a> {
        self.facts.on(topic).filter(|fact| self.sees(fact.id))
    }

    /// The visible facts that say something about that fact, by id.
    pub(super) fn about(&self, id: FactId) -> impl Iterator<Item = &'a Fact> {
        self.on(&Topic::Fact(id))
    }

    /// Whether a decision of enough stewards says that the fact does not count.
    pub(super) fn is_voided(&self, id: FactId) -> bool {
        self.about(id).any(|fact| match &fact.body {
            Body::Void { signers, .. } => self.has_quorum(signers),
            _ => false,
        })
    }

    /// Visible and not voided.
    pub(super) fn counts(&self, id: FactId) -> bool {
        self.sees(id) && !self.is_voided(id)
    }

    pub(super) fn has_quorum(&self, signers: &[AgentId]) -> bool {
        self.facts.stewards_among(signers) >= self.quorum
    }
}
