//! Sharing income with those a design came from (RSD-1, section 10).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::number::{Ratio, Rational};

/// The parents of each design, with their weights.
pub type Parents<K> = BTreeMap<K, Vec<(K, Ratio)>>;

/// Ancestors further up than so many generations pass nothing on.
pub const GENERATIONS_MAX: usize = 64;

/// At most so many in a lineage pass something on, the nearest first and then by name: every one of them makes the
/// numbers longer.
pub const PASSING_ON_MAX: usize = 64;

/// The share of each ancestor of a design, itself included: `1 - upstream` for itself and the rest to its parents by
/// weight, and so on; all where there are no parents.
///
/// Goes up generation by generation, so that a family in which everybody descends from everybody is no more work than
/// its parents are many; what lies beyond [`GENERATIONS_MAX`] and [`PASSING_ON_MAX`]
/// keeps all that reaches it. Releases name their parents by content, so none is its own ancestor.
pub fn lineage<K: Ord + Clone>(
    parents: &Parents<K>,
    of: &K,
    upstream: Ratio,
) -> BTreeMap<K, Rational> {
    let upstream = Rational::from(upstream);
    let mut shares = BTreeMap::new();
    let mut passing = PASSING_ON_MAX;
    let mut generation = BTreeMap::from([(of.clone(), Rational::one())]);
    for number in 0..=GENERATIONS_MAX {
        let mut above: BTreeMap<K, Rational> = BTreeMap::new();
        for (one, share) in generation {
            let passed = match number < GENERATIONS_MAX && passing > 0 {
                true => pass_on(parents, &one, &(&share * &upstream), &mut above),
                false => Rational::zero(),
            };
            passing -= usize::from(!passed.is_zero());
            *shares.entry(one).or_default() += &(&share - &passed);
        }
        generation = above;
    }
    shares
}

/// Gives to the parents of one by weight; says how much was given.
fn pass_on<K: Ord + Clone>(
    parents: &Parents<K>,
    of: &K,
    share: &Rational,
    above: &mut BTreeMap<K, Rational>,
) -> Rational {
    let own = parents.get(of).into_iter().flatten();
    let own: Vec<&(K, Ratio)> = own
        .filter(|(parent, weight)| parent != of && *weight > Ratio::ZERO)
        .collect();
    let weights: Rational = own.iter().map(|(_, weight)| Rational::from(*weight)).sum();
    if own.is_empty() {
        return Rational::zero();
    }
    for (parent, weight) in own {
        let part = (share * &Rational::from(*weight))
            .checked_div(&weights)
            .unwrap_or_default();
        *above.entry(parent.clone()).or_default() += &part;
    }
    share.clone()
}

/// Divides whole minor units by shares: the largest remainders get the rest, ties go to the smaller id.
///
/// The parts add up to the amount wherever the shares add up to more than nothing.
pub fn apportion<K: Ord + Clone>(amount: i64, shares: &BTreeMap<K, Rational>) -> BTreeMap<K, i64> {
    let total: Rational = shares.values().cloned().sum();
    let exact = |share: &Rational| {
        (&Rational::from(amount) * share)
            .checked_div(&total)
            .unwrap_or_default()
    };
    let mut parts: BTreeMap<K, i64> = BTreeMap::new();
    let mut remainders: Vec<(Reverse<Rational>, K)> = Vec::new();
    for (id, share) in shares {
        let exact = exact(share);
        let whole = exact.floor_to_minor();
        parts.insert(id.clone(), whole);
        remainders.push((Reverse(&exact - &Rational::from(whole)), id.clone()));
    }
    remainders.sort();
    let given = parts
        .values()
        .fold(0i64, |sum, part| sum.saturating_add(*part));
    let rest = if total.is_zero() {
        0
    } else {
        amount.saturating_sub(given)
    };
    for (_, id) in remainders
        .into_iter()
        .take(usize::try_from(rest).unwrap_or(0))
    {
        *parts.entry(id).or_default() += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_in_which_everybody_descends_from_everybody_is_no_more_work() {
        // Two in each generation, both children of both above: 2^60 lines of descent.
        let half = Ratio::new(1, 2).expect("not by zero");
        let mut parents = Parents::new();
        for generation in 0..60u32 {
            for one in 0..2 {
                let above = (0..2).map(|two| ((generation + 1, two), half)).collect();
                parents.insert((generation, one), above);
            }
        }
        let shares = lineage(&parents, &(0, 0), half);
        let whole: Rational = shares.values().cloned().sum();
        assert_eq!(whole, Rational::one());
        assert_eq!(shares[&(0, 0)], Rational::new(1, 2).expect("not by zero"));
        assert_eq!(shares[&(2, 1)], Rational::new(1, 16).expect("not by zero"));
    }

    #[test]
    fn a_lineage_made_to_be_endless_ends_and_loses_nothing() {
        // 64 generations of 32, each child of all above with weights that share no part: the numbers would have
        // millions of digits.
        let mut parents = Parents::new();
        for generation in 0..64u32 {
            for one in 0..32u32 {
                let weight = |two: u32| Ratio::new(i64::from(9_967 - one * 32 - two), 10_000);
                let above =
                    (0..32).map(|two| ((generation + 1, two), weight(two).expect("not by zero")));
                parents.insert((generation, one), above.collect());
            }
        }
        let upstream = Ratio::new(99, 100).expect("not by zero");
        let shares = lineage(&parents, &(0, 0), upstream);
        assert_eq!(shares.values().cloned().sum::<Rational>(), Rational::one());
        // Itself, 32 and 31 of the next pass on: nobody is further up than what these pass it to.
        assert!(shares.keys().all(|(generation, _)| *generation <= 3));
        assert_eq!(apportion(i64::MAX, &shares).values().sum::<i64>(), i64::MAX);
    }
}
