//! Sharing out income (RSD-1, section 10): buckets first, then designs and those they came from, then contributors.
//!
//! Every step divides whole minor units by exact shares ([`apportion`]), so that all parts add up to the amount.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use super::lineage::{Parents, apportion, lineage};
use crate::id::{AgentId, DocumentId, FactId};
use crate::number::{Ratio, Rational};

/// Whom a bucket goes to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Way {
    /// To those who contributed to the designs that the income came from, and to the designs that these came from.
    #[n(0)]
    Designs,
    /// To those who did certain kinds of work within the period.
    #[n(1)]
    Work,
    /// To nobody: the commons keeps it for what the bucket is called.
    #[n(2)]
    Kept,
}

/// What income came from, or what that came from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// A released version.
    Release(FactId),
    /// A design of which nothing was released.
    Design(DocumentId),
    /// Something outside of this commons.
    Elsewhere(String),
}

/// Who gets a part.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Receiver {
    /// A person or an organisation.
    Agent(AgentId),
    /// The commons keeps it.
    Commons,
    /// It is held for what a design came from elsewhere.
    Upstream(String),
}

/// What is shared out, and by what.
pub struct Income<'a> {
    /// The amount in minor units.
    pub amount: i64,
    /// The buckets: their shares of it, and whom they go to.
    pub buckets: &'a [(Ratio, Way)],
    /// What the income came from, and how much of it, in minor units.
    pub sources: &'a BTreeMap<Origin, i64>,
    /// What each release was made from.
    pub parents: &'a Parents<Origin>,
    /// The share that goes to parents.
    pub upstream: Ratio,
    /// The accepted points of the contributions to a design.
    pub points: &'a dyn Fn(&Origin) -> BTreeMap<AgentId, Rational>,
    /// The accepted points of the kinds of work of that bucket within the period.
    pub work: &'a dyn Fn(usize) -> BTreeMap<AgentId, Rational>,
}

/// How an income is shared out, step by step; every amount in minor units.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sharing {
    /// What is in each bucket.
    pub buckets: BTreeMap<u32, i64>,
    /// What of a bucket goes to each design.
    pub origins: BTreeMap<(u32, Origin), i64>,
    /// What each gets of a bucket.
    pub payouts: BTreeMap<(u32, Receiver), i64>,
}

impl Sharing {
    /// Shares it out.
    pub fn of(income: &Income<'_>) -> Sharing {
        let mut sharing = Sharing::default();
        let shares = income
            .buckets
            .iter()
            .enumerate()
            .map(|(place, (share, _))| (number(place), Rational::from(*share)));
        sharing.buckets = apportion(income.amount, &shares.collect());
        for (place, (_, way)) in income.buckets.iter().enumerate() {
            let amount = sharing.buckets.get(&number(place)).copied().unwrap_or(0);
            match way {
                Way::Designs => sharing.give_designs(income, place, amount),
                Way::Work => sharing.give_workers(place, amount, &(income.work)(place)),
                Way::Kept => sharing.give(place, Receiver::Commons, amount),
            }
        }
        sharing
    }

    fn give_designs(&mut self, income: &Income<'_>, place: usize, amount: i64) {
        let sources = income
            .sources
            .iter()
            .map(|(origin, part)| (origin.clone(), Rational::from(*part)));
        let sources = apportion(amount, &sources.collect());
        if sources.is_empty() {
            self.give(place, Receiver::Commons, amount);
        }
        let mut origins: BTreeMap<Origin, i64> = BTreeMap::new();
        for (origin, part) in sources {
            let shares = lineage(income.parents, &origin, income.upstream);
            for (ancestor, minor) in apportion(part, &shares) {
                let sum = origins.entry(ancestor).or_default();
                *sum = sum.saturating_add(minor);
            }
        }
        for (origin, minor) in origins {
            match &origin {
                Origin::Elsewhere(address) => {
                    self.give(place, Receiver::Upstream(address.clone()), minor);
                }
                _ => self.give_workers(place, minor, &(income.points)(&origin)),
            }
            if minor > 0 {
                self.origins.insert((number(place), origin), minor);
            }
        }
    }

    /// By points; the commons keeps what nobody has points for.
    fn give_workers(&mut self, place: usize, amount: i64, points: &BTreeMap<AgentId, Rational>) {
        let counted: BTreeMap<AgentId, Rational> = points
            .iter()
            .filter(|(_, points)| points.is_positive())
            .map(|(agent, points)| (*agent, points.clone()))
            .collect();
        if counted.is_empty() {
            self.give(place, Receiver::Commons, amount);
        }
        for (agent, minor) in apportion(amount, &counted) {
            self.give(place, Receiver::Agent(agent), minor);
        }
    }

    fn give(&mut self, place: usize, to: Receiver, minor: i64) {
        if minor > 0 {
            let sum = self.payouts.entry((number(place), to)).or_default();
            *sum = sum.saturating_add(minor);
        }
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(n: u8) -> Origin {
        Origin::Release(FactId([n; 32]))
    }

    fn agent(n: u8) -> AgentId {
        AgentId([n; 16])
    }

    fn ratio(p: i64, q: i64) -> Ratio {
        Ratio::new(p, q).expect("not by zero")
    }

    /// RSD-1, case 14: D came from B (2/3) and from elsewhere (1/3), B from A.
    fn parents() -> Parents<Origin> {
        let elsewhere = Origin::Elsewhere("https://example.org/press".into());
        BTreeMap::from([
            (
                release(4),
                vec![(release(2), ratio(2, 3)), (elsewhere, ratio(1, 3))],
            ),
            (release(2), vec![(release(1), Ratio::ONE)]),
        ])
    }

    fn shared(amount: i64, buckets: &[(Ratio, Way)]) -> Sharing {
        let given = |of: &Origin| match of {
            origin if *origin == release(4) => vec![(1, 30), (2, 12), (3, 6)],
            origin if *origin == release(2) => vec![(2, 5)],
            _ => vec![],
        };
        let points = |of: &Origin| {
            let given = given(of).into_iter();
            given
                .map(|(who, points)| (agent(who), Rational::from(points)))
                .collect()
        };
        let care = |_| BTreeMap::from([(agent(3), Rational::one()), (agent(9), Rational::one())]);
        Sharing::of(&Income {
            amount,
            buckets,
            sources: &BTreeMap::from([(release(4), amount)]),
            parents: &parents(),
            upstream: ratio(1, 5),
            points: &points,
            work: &care,
        })
    }

    #[test]
    fn case_14_comes_out_to_the_cent() {
        let sharing = shared(100_000, &[(Ratio::ONE, Way::Designs)]);
        let origins: Vec<i64> = sharing.origins.values().copied().collect();
        // A, B, D, elsewhere.
        assert_eq!(origins, [2_667, 10_667, 80_000, 6_666]);
        let upstream = Receiver::Upstream("https://example.org/press".into());
        let expected = BTreeMap::from([
            ((0, Receiver::Agent(agent(1))), 50_000),
            ((0, Receiver::Agent(agent(2))), 20_000 + 10_667),
            ((0, Receiver::Agent(agent(3))), 10_000),
            // Nobody has points for A.
            ((0, Receiver::Commons), 2_667),
            ((0, upstream), 6_666),
        ]);
        assert_eq!(sharing.payouts, expected);
    }

    #[test]
    fn buckets_take_their_part_first_and_nothing_is_lost() {
        let buckets = [
            (ratio(3, 5), Way::Designs),
            (ratio(1, 4), Way::Work),
            (ratio(3, 20), Way::Kept),
        ];
        for amount in [0, 1, 2, 3, 7, 99, 100_000, 100_001, i64::MAX / 4] {
            let sharing = shared(amount, &buckets);
            assert_eq!(sharing.buckets.values().sum::<i64>(), amount);
            assert_eq!(sharing.payouts.values().sum::<i64>(), amount, "of {amount}");
        }
        let sharing = shared(100_001, &buckets);
        assert_eq!(
            sharing.buckets.into_values().collect::<Vec<_>>(),
            [60_001, 25_000, 15_000]
        );
        let care = |who| sharing.payouts[&(1, Receiver::Agent(agent(who)))];
        assert_eq!((care(3), care(9)), (12_500, 12_500));
        assert_eq!(sharing.payouts[&(2, Receiver::Commons)], 15_000);
    }
}
