//! Which seal closes a period, and what a period may see (RSD-1, sections 2 and 9).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::fact::{Accepted, Body, Seal};
use super::facts::{Facts, No};
use super::period::Period;
use super::policies::Policies;
use super::status::Flag;
use crate::day::Day;
use crate::id::{AgentId, FactId};

/// A seal, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealStanding {
    /// The seal.
    pub seal: FactId,
    /// What it closes.
    pub period: Period,
    /// The stewards who signed it.
    pub signers: Vec<AgentId>,
    /// How many must, by the rules of the period.
    pub needed: u32,
    /// Whether it is the one that closes the period.
    pub holds: bool,
    /// Work and uses of the period that it does not accept: they count from the next open period on.
    pub late: u32,
}

/// The seals that hold.
#[derive(Default, Clone, Debug)]
pub(super) struct Seals {
    /// So many stewards decide, by the rules of this commons that ask for the fewest.
    least_quorum: usize,
    chosen: BTreeMap<Period, No>,
    /// The place of the rules that the seal of a period names.
    rules: BTreeMap<Period, usize>,
    /// Facts that seals accept by name: the first day of the earliest such period.
    listed: BTreeMap<FactId, Day>,
    /// By ledger, as the facts number them: how far it is sealed, for which period, by which seal.
    ledgers: BTreeMap<u32, Vec<(u32, Day, No)>>,
    double: Vec<(No, Flag)>,
}

impl Seals {
    /// The seals that enough stewards signed, by the rules of each period.
    pub(super) fn choose(facts: &Facts, policies: &Policies) -> Seals {
        let mut valid: BTreeMap<Period, Vec<No>> = BTreeMap::new();
        for no in facts.always() {
            if let Some(seal) = facts.seal(no)
                && facts.stewards_among(&seal.signers) >= quorum(policies, seal)
            {
                valid.entry(seal.period).or_default().push(no);
            }
        }
        let mut seals = Seals {
            least_quorum: policies.least_quorum(),
            ..Seals::default()
        };
        let winners = winners(facts, &valid);
        for (period, candidates) in &valid {
            let Some(winner) = winners.get(period).copied() else {
                continue;
            };
            seals.hold(facts, *period, winner);
            let named = facts.seal(winner).and_then(|seal| seal.rules.as_ref());
            if let Some(at) = policies.named(*period, named) {
                seals.rules.insert(*period, at);
            }
            if candidates.len() > 1 {
                let flag = double(facts, *period, winner, candidates);
                seals.double.push((winner, flag));
            }
        }
        seals
    }

    fn hold(&mut self, facts: &Facts, period: Period, no: No) {
        self.chosen.insert(period, no);
        let first = period.first();
        match facts.seal(no).map(|seal| &seal.accepts) {
            Some(Accepted::These(ids)) => {
                for id in ids {
                    let since = self.listed.entry(*id).or_insert(first);
                    *since = first.min(*since);
                }
            }
            Some(Accepted::UpTo { ledgers, .. }) => {
                for (document, last) in ledgers {
                    if let Some(ledger) = facts.ledger(*document) {
                        let last = u32::try_from(*last).unwrap_or(u32::MAX);
                        let reaches = self.ledgers.entry(ledger).or_default();
                        reaches.push((last, first, no));
                    }
                }
            }
            None => {}
        }
    }

    /// Every seal, by period and id.
    pub(super) fn standings(&self, facts: &Facts, policies: &Policies) -> Vec<SealStanding> {
        let late = self.late(facts);
        let standing = |no: No| {
            let seal = facts.seal(no)?;
            let mut signers = seal.signers.clone();
            signers.retain(|agent| facts.is_steward(*agent));
            signers.sort_unstable();
            signers.dedup();
            Some(SealStanding {
                seal: facts.id(no),
                period: seal.period,
                signers,
                needed: u32::try_from(quorum(policies, seal)).unwrap_or(u32::MAX),
                holds: self.chosen.get(&seal.period) == Some(&no),
                late: late.get(&no).copied().unwrap_or(0),
            })
        };
        let mut all: Vec<SealStanding> = facts.always().filter_map(standing).collect();
        all.sort_by_key(|one| (one.period.first(), one.seal));
        all
    }

    /// By the seal that closes a period, what of the period it does not accept.
    fn late(&self, facts: &Facts) -> BTreeMap<No, u32> {
        let mut late = BTreeMap::new();
        if self.chosen.is_empty() {
            return late;
        }
        for (no, day) in dated(facts) {
            let mut closed = self.chosen.iter();
            let closed = closed.find(|(period, _)| (period.first()..=period.last()).contains(&day));
            if let Some((period, seal)) = closed
                && !self.accepts(facts, no, period.first())
            {
                *late.entry(*seal).or_default() += 1;
            }
        }
        late
    }

    pub(super) fn least_quorum(&self) -> usize {
        self.least_quorum
    }

    /// The place of the rules of a period: those that its seal names, or else those of its first day.
    pub(super) fn rules_of(&self, policies: &Policies, period: Period) -> usize {
        let named = self.rules.get(&period).copied();
        named.unwrap_or_else(|| policies.index_on(period.first()))
    }

    /// The places of the rules that seals name, by period.
    pub(super) fn named_rules(&self) -> &BTreeMap<Period, usize> {
        &self.rules
    }

    /// The seal that closes a period.
    pub(super) fn chosen(&self, period: Period) -> Option<No> {
        self.chosen.get(&period).copied()
    }

    pub(super) fn is_sealed(&self, period: Period) -> bool {
        self.chosen.contains_key(&period)
    }

    /// Where two seals close one period: which is used, and who signed both.
    pub(super) fn double(&self) -> impl Iterator<Item = &(No, Flag)> {
        self.double.iter()
    }

    /// The periods that are closed.
    pub(super) fn closed(&self) -> impl Iterator<Item = Period> {
        self.chosen.keys().copied()
    }

    /// The first day of the earliest closed period whose seal accepts the fact.
    pub(super) fn since(&self, facts: &Facts, no: No) -> Option<Day> {
        let listed = self.listed.get(&facts.id(no)).copied();
        let place = facts.place(no);
        let reaches = match place.seq {
            0 => None,
            _ => self.ledgers.get(&place.ledger),
        };
        let by = reaches
            .into_iter()
            .flatten()
            .filter(|(last, _, seal)| place.seq <= *last && !is_excepted(facts, *seal, no));
        by.map(|(_, since, _)| *since).chain(listed).min()
    }

    /// Whether a seal of the period that begins on that day, or of an earlier one, accepts the fact.
    pub(super) fn accepts(&self, facts: &Facts, no: No, first: Day) -> bool {
        let listed = match self.listed.is_empty() {
            true => None,
            false => self.listed.get(&facts.id(no)),
        };
        if listed.is_some_and(|since| *since <= first) {
            return true;
        }
        let place = facts.place(no);
        let reaches = match place.seq {
            0 => None,
            _ => self.ledgers.get(&place.ledger),
        };
        let by = |(last, since, seal): &(u32, Day, No)| {
            place.seq <= *last && *since <= first && !is_excepted(facts, *seal, no)
        };
        reaches.is_some_and(|reaches| reaches.iter().any(by))
    }
}

/// The work and the uses that count, each with its first day.
pub(super) fn dated(facts: &Facts) -> impl Iterator<Item = (No, Day)> {
    let all = (0..facts.numbers_end()).map(No::at);
    all.filter(|no| facts.counts(*no)).filter_map(|no| {
        let day = match (facts.any_claim(no), facts.whole(no)) {
            (Some(claim), _) => claim.day,
            (None, Some(Body::Use(report))) => report.from,
            _ => return None,
        };
        Some((no, day))
    })
}

/// How many stewards it takes for a seal.
fn quorum(policies: &Policies, seal: &Seal) -> usize {
    policies.closing_quorum(seal.period, seal.rules.as_ref()) as usize
}

fn is_excepted(facts: &Facts, seal: No, no: No) -> bool {
    match facts.seal(seal).map(|seal| &seal.accepts) {
        Some(Accepted::UpTo { except, .. }) => !except.is_empty() && except.contains(&facts.id(no)),
        _ => false,
    }
}

/// Whether one seal accepts a fact.
fn lists(facts: &Facts, seal: &Seal, no: No) -> bool {
    match &seal.accepts {
        Accepted::These(ids) => ids.contains(&facts.id(no)),
        Accepted::UpTo { ledgers, except } => {
            let place = facts.place(no);
            let is_within = |(document, last): (&_, &u64)| {
                facts.ledger(*document) == Some(place.ledger) && u64::from(place.seq) <= *last
            };
            place.seq > 0 && ledgers.iter().any(is_within) && !except.contains(&facts.id(no))
        }
    }
}

/// Which seal closes each period. The newest period comes first: what builds on a seal has to hold itself, or a few could
/// write a second row of seals that hold each other up.
fn winners(facts: &Facts, valid: &BTreeMap<Period, Vec<No>>) -> BTreeMap<Period, No> {
    let mut winners = BTreeMap::new();
    for (period, candidates) in valid.iter().rev() {
        if let Some(no) = winner(facts, &winners, *period, candidates) {
            winners.insert(*period, no);
        }
    }
    winners
}

/// One that a seal of a later period builds on, then more signers, then one that was written without knowing of another,
/// then the smaller id.
fn winner(
    facts: &Facts,
    later: &BTreeMap<Period, No>,
    period: Period,
    candidates: &[No],
) -> Option<No> {
    if let [only] = candidates {
        return Some(*only);
    }
    let names = |one: No, other: No| facts.seal(one).is_some_and(|one| lists(facts, one, other));
    let is_built_on = |no: No| {
        let mut later = later.iter();
        later.any(|(other, seal)| other.first() > period.first() && names(*seal, no))
    };
    let is_second = |no: No| {
        let mut others = candidates.iter().filter(|other| **other != no);
        others.any(|other| names(no, *other))
    };
    let rank = |no: &No| {
        let signers = facts.seal(*no).map_or(&[][..], |seal| &seal.signers);
        (
            Reverse(is_built_on(*no)),
            Reverse(facts.stewards_among(signers)),
            is_second(*no),
            facts.id(*no),
        )
    };
    candidates.iter().copied().min_by_key(rank)
}

fn double(facts: &Facts, period: Period, used: No, candidates: &[No]) -> Flag {
    let mut times: BTreeMap<AgentId, usize> = BTreeMap::new();
    for seal in candidates.iter().filter_map(|no| facts.seal(*no)) {
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
        used: facts.id(used),
        signed_twice,
    }
}
