//! Which policy is in force (RSD-1, section 3).

use std::cmp::Reverse;

use super::period::Period;
use super::policy::{Contradiction, ContributionUnit, Policy};
use crate::day::Day;
use crate::number::Currency;

/// A policy from a day on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adoption {
    /// The first day.
    pub from: Day,
    /// How many people signed the adoption.
    pub signers: u32,
    /// The policy.
    pub policy: Policy,
    id: [u8; 32],
}

/// All policies that a commons adopted; there is always one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policies {
    /// By day; of one day, the one in force stands last.
    adopted: Vec<Adoption>,
}

impl Policies {
    /// The policy of the founding act, in force from the first day on.
    pub fn founded(policy: Policy) -> Policies {
        let id = policy_id(&policy);
        Policies {
            adopted: vec![Adoption {
                from: Day::FIRST,
                signers: 1,
                policy,
                id,
            }],
        }
    }

    /// A policy adopted by a decision.
    pub fn adopt(&mut self, from: Day, signers: u32, policy: Policy) {
        let adoption = Adoption {
            from,
            signers,
            id: policy_id(&policy),
            policy,
        };
        if !self.adopted.contains(&adoption) {
            self.adopted.push(adoption);
        }
        // More signers, then the smaller id: it has to stand last.
        self.adopted
            .sort_by_key(|adoption| (adoption.from, adoption.signers, Reverse(adoption.id)));
    }

    /// The policy in force on a day.
    pub fn on(&self, day: Day) -> &Policy {
        &self.adopted[self.index_on(day)].policy
    }

    /// The period in which a day lies, by the rules of that day.
    pub fn period_of(&self, day: Day) -> Period {
        Period::of(day, self.on(day).period)
    }

    /// The one currency of all amounts: that of the first rules.
    pub fn currency(&self) -> Currency {
        self.adopted[0].policy.currency
    }

    /// What a type of contribution is counted in, by the first rules that know it.
    pub fn unit_of(&self, name: &str) -> Option<ContributionUnit> {
        let mut known = self.adopted.iter();
        known.find_map(|adoption| Some(adoption.policy.contribution_type(name)?.unit))
    }

    /// How further rules contradict those that were adopted, if they do.
    pub fn contradicted_by(&self, policy: &Policy) -> Option<Contradiction> {
        let before = self.adopted.iter();
        let mut found = before.flat_map(|before| policy.contradicts_before(&before.policy));
        found.next()
    }

    /// How many stewards decide, by the rules that ask for the fewest.
    pub(super) fn least_quorum(&self) -> usize {
        let numbers = self.adopted.iter();
        let numbers = numbers.map(|adoption| adoption.policy.seal_quorum as usize);
        numbers.min().unwrap_or(1)
    }

    pub(super) fn index_on(&self, day: Day) -> usize {
        let last = self
            .adopted
            .iter()
            .rposition(|adoption| adoption.from <= day);
        last.unwrap_or(0)
    }

    /// The day of the policy in force, where two were adopted for it.
    pub(super) fn conflict_on(&self, day: Day) -> Option<Day> {
        let from = self.adopted[self.index_on(day)].from;
        let same = self.adopted.iter().filter(|adoption| adoption.from == from);
        (same.count() > 1).then_some(from)
    }

    /// Those that begin by that day, with their first days, as they enter the fingerprint. What begins later says nothing
    /// of that day, so a statement about it stays as it is when other rules are adopted.
    pub(super) fn begun_by(&self, day: Day) -> Vec<(Day, &[u8])> {
        let begun = self.adopted.iter().take_while(|one| one.from <= day);
        begun.map(|one| (one.from, &one.id[..])).collect()
    }
}

/// A policy is named by its bytes.
pub fn policy_id(policy: &Policy) -> [u8; 32] {
    *blake3::hash(&policy.to_bytes()).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::super::policy::Preset;
    use super::*;

    #[test]
    fn the_policy_of_a_day_does_not_depend_on_the_order_of_adoption() {
        let day = Day(20_000);
        let (one, two) = (
            Policy::preset(Preset::Lenient),
            Policy::preset(Preset::PplFaithful),
        );
        let founded = || Policies::founded(Policy::preset(Preset::CopyFair));
        let (mut a, mut b) = (founded(), founded());
        a.adopt(day, 2, one.clone());
        a.adopt(day, 2, two.clone());
        b.adopt(day, 2, two);
        b.adopt(day, 2, one.clone());
        b.adopt(day, 2, one.clone());
        assert_eq!(a, b);
        assert_eq!(a.conflict_on(day), Some(day));
        assert_eq!(a.conflict_on(day.plus(-1)), None);
        assert_eq!(a.on(day.plus(-1)).name, "copyfair");
        a.adopt(day, 3, one);
        assert_eq!(a.on(day).name, "lenient");
    }
}
