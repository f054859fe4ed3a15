//! Which seal closes a period, and what a period may see (RSD-1, sections 2 and 9).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::fact::{Accepted, Seal};
use super::facts::{Facts, No};
use super::period::Period;
use super::status::Flag;
use crate::day::Day;
use crate::id::{AgentId, FactId};

/// The seals that hold.
#[derive(Default, Clone, Debug)]
pub(super) struct Seals {
    /// So many stewards must sign one.
    quorum: usize,
    chosen: BTreeMap<Period, No>,
    /// Facts that seals accept by name: the first day of the earliest such period.
    listed: BTreeMap<FactId, Day>,
    /// By ledger, as the facts number them: how far it is sealed, for which period, by which seal.
    ledgers: BTreeMap<u32, Vec<(u32, Day, No)>>,
    double: Vec<(No, Flag)>,
}

impl Seals {
    /// The seals that enough stewards signed.
    pub(super) fn choose(facts: &Facts, quorum: usize) -> Seals {
        let mut valid: BTreeMap<Period, Vec<No>> = BTreeMap::new();
        for no in facts.always() {
            if let Some(seal) = facts.seal(no)
                && facts.stewards_among(&seal.signers) >= quorum
            {
                valid.entry(seal.period).or_default().push(no);
            }
        }
        let mut seals = Seals {
            quorum,
            ..Seals::default()
        };
        for (period, candidates) in &valid {
            let Some(winner) = winner(facts, &valid, *period, candidates) else {
                continue;
            };
            seals.hold(facts, *period, winner);
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

    pub(super) fn quorum(&self) -> usize {
        self.quorum
    }

    pub(super) fn is_sealed(&self, period: Period) -> bool {
        self.chosen.contains_key(&period)
    }

    /// Where two seals close one period: which is used, and who signed both.
    pub(super) fn double(&self) -> impl Iterator<Item = &(No, Flag)> {
        self.double.iter()
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

/// More signers, then the smaller id; but one that a seal of another period builds on stays.
fn winner(
    facts: &Facts,
    valid: &BTreeMap<Period, Vec<No>>,
    period: Period,
    candidates: &[No],
) -> Option<No> {
    let is_built_on = |no: No| {
        let later = valid
            .iter()
            .filter(|(other, _)| other.first() > period.first());
        later
            .flat_map(|(_, seals)| seals)
            .filter_map(|seal| facts.seal(*seal))
            .any(|seal| lists(facts, seal, no))
    };
    if let [only] = candidates {
        return Some(*only);
    }
    let rank = |no: &No| {
        let signers = facts.seal(*no).map_or(&[][..], |seal| &seal.signers);
        (
            Reverse(is_built_on(*no)),
            Reverse(facts.stewards_among(signers)),
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
