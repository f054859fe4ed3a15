//! Sharing income with those a design came from (RSD-1, section 10).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::number::{Ratio, Rational};

/// The parents of each design, with their weights.
pub type Parents<K> = BTreeMap<K, Vec<(K, Ratio)>>;

/// The share of each ancestor of a design, itself included: `1 - upstream` for itself and the rest to its parents by
/// weight, and so on; all where there are no parents. A design that is its own ancestor is cut there.
pub fn lineage<K: Ord + Clone>(
    parents: &Parents<K>,
    of: &K,
    upstream: Ratio,
) -> BTreeMap<K, Rational> {
    let mut shares = BTreeMap::new();
    give(
        parents,
        of,
        &Rational::one(),
        &upstream.into(),
        &mut Vec::new(),
        &mut shares,
    );
    shares
}

fn give<K: Ord + Clone>(
    parents: &Parents<K>,
    to: &K,
    share: &Rational,
    upstream: &Rational,
    below: &mut Vec<K>,
    shares: &mut BTreeMap<K, Rational>,
) {
    let above: Vec<&(K, Ratio)> = parents
        .get(to)
        .into_iter()
        .flatten()
        .filter(|(parent, weight)| parent != to && !below.contains(parent) && *weight > Ratio::ZERO)
        .collect();
    let weights: Rational = above
        .iter()
        .map(|(_, weight)| Rational::from(*weight))
        .sum();
    let passed = if above.is_empty() {
        Rational::zero()
    } else {
        share * upstream
    };
    *shares.entry(to.clone()).or_default() += &(share - &passed);
    below.push(to.clone());
    for (parent, weight) in above {
        let part = (&passed * &Rational::from(*weight))
            .checked_div(&weights)
            .unwrap_or_default();
        give(parents, parent, &part, upstream, below, shares);
    }
    below.pop();
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
