//! Which policy is in force (RSD-1, section 3).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::period::Period;
use super::policy::{Contradiction, ContributionUnit, PeriodLength, Policy};
use crate::day::Day;
use crate::number::Currency;

/// A policy from a day on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adoption {
    /// The first day on which it is in force.
    pub from: Day,
    /// The day that it was adopted for.
    asked: Day,
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
                asked: Day::FIRST,
                signers: 1,
                policy,
                id,
            }],
        }
    }

    /// A policy adopted by a decision for that day on.
    ///
    /// It is in force later where periods of another length cannot begin on that day.
    pub fn adopt(&mut self, asked: Day, signers: u32, policy: Policy) {
        let adoption = Adoption {
            from: asked,
            asked,
            signers,
            id: policy_id(&policy),
            policy,
        };
        let key = |one: &Adoption| (one.asked, one.signers, Reverse(one.id));
        let is_same = |one: &Adoption| key(one) == key(&adoption);
        if !self.adopted.iter().any(is_same) {
            self.adopted.push(adoption);
        }
        // More signers, then the smaller id: it has to stand last.
        self.adopted.sort_by_key(key);
        self.begin_whole_periods();
    }

    /// Rules of another length of period begin only where a period of the old and one of the new length both begin, or days
    /// would lie in two periods. The deed asks for such a day; what another program wrote is put off to the next one.
    fn begin_whole_periods(&mut self) {
        for at in 1..self.adopted.len() {
            let (before, this) = (&self.adopted[at - 1], &self.adopted[at]);
            let lengths = (before.policy.period, this.policy.period);
            let day = this.asked.max(before.from);
            self.adopted[at].from = both_begin(day, lengths);
        }
    }

    /// The first day on which rules that were adopted for that day are in force; `None` for what was not adopted.
    pub fn start_of(&self, asked: Day, policy: &Policy) -> Option<Day> {
        let id = policy_id(policy);
        let mut adopted = self.adopted.iter();
        let found = adopted.find(|one| (one.asked, one.id) == (asked, id));
        found.map(|one| one.from)
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

    /// What the unit of a type is called, by the first rules that name it.
    pub fn unit_name_of(&self, name: &str) -> Option<&str> {
        let mut known = self.adopted.iter();
        known.find_map(|adoption| {
            let kind = adoption.policy.contribution_type(name)?;
            kind.unit_name.as_deref()
        })
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

    /// The greatest number that rules in force on that day or later give.
    pub fn greatest_from(&self, day: Day, number: impl Fn(&Policy) -> u32) -> u32 {
        let in_force = self.adopted[self.index_on(day)..].iter();
        let numbers = in_force.map(|adoption| number(&adoption.policy));
        numbers.max().unwrap_or(u32::MAX)
    }

    /// The place of the first rules, of those in force on that day or later, by which so many are too few.
    pub(crate) fn raised_from(
        &self,
        day: Day,
        have: u32,
        number: impl Fn(&Policy) -> u32,
    ) -> Option<usize> {
        let mut places = self.index_on(day)..self.adopted.len();
        places.find(|at| number(self.at(*at)) > have)
    }

    /// How many stewards close a period: by the rules of its first day, by those of the day after it, which is the first on
    /// which anybody can sign, and by those that the seal names.
    pub fn closing_quorum(&self, period: Period, named: Option<&[u8; 32]>) -> u32 {
        let days = [period.first(), period.last().plus(1)];
        let places = days.map(|day| self.index_on(day)).into_iter();
        let places = places.chain(self.named(period, named));
        let numbers = places.map(|at| self.at(at).seal_quorum);
        numbers.max().unwrap_or(u32::MAX)
    }

    /// The place of the rules that a seal of a period names, if they were adopted and have such periods.
    pub(super) fn named(&self, period: Period, id: Option<&[u8; 32]>) -> Option<usize> {
        let on_its_first_day = self.index_on(period.first());
        let is_it = |at: &usize| {
            let adoption = &self.adopted[*at];
            Some(&adoption.id) == id && Period::of(period.first(), adoption.policy.period) == period
        };
        let mut all = std::iter::once(on_its_first_day).chain(0..self.adopted.len());
        all.find(is_it)
    }

    pub(super) fn at(&self, place: usize) -> &Policy {
        &self.adopted[place].policy
    }

    pub(crate) fn index_on(&self, day: Day) -> usize {
        let last = self
            .adopted
            .iter()
            .rposition(|adoption| adoption.from <= day);
        last.unwrap_or(0)
    }

    /// The day of the policy in force, where two were adopted for it.
    pub(super) fn conflict_on(&self, day: Day) -> Option<Day> {
        let in_force = &self.adopted[self.index_on(day)];
        let is_for_the_same = |one: &&Adoption| one.asked == in_force.asked;
        let same = self.adopted.iter().filter(is_for_the_same);
        (same.count() > 1).then_some(in_force.from)
    }

    /// Those that begin by that day, with their first days, as they enter the fingerprint. What begins later says nothing
    /// of that day, so a statement about it stays as it is when other rules are adopted.
    pub(super) fn begun_by(&self, day: Day) -> Vec<(Day, &[u8])> {
        let begun = self.adopted.iter().take_while(|one| one.from <= day);
        begun.map(|one| (one.from, &one.id[..])).collect()
    }
}

/// The rules of each period: those that the seal of a closed one names, and else those of its first day.
#[derive(Clone, Debug)]
pub struct PeriodRules {
    pub(super) policies: Policies,
    /// Of closed periods.
    pub(super) sealed: BTreeMap<Period, usize>,
}

impl PeriodRules {
    /// Those of the period in which a day lies.
    pub fn of(&self, day: Day) -> &Policy {
        let period = self.policies.period_of(day);
        match self.sealed.get(&period) {
            Some(place) => self.policies.at(*place),
            None => self.policies.on(period.first()),
        }
    }

    /// The one currency of all amounts.
    pub fn currency(&self) -> Currency {
        self.policies.currency()
    }

    /// What a type of contribution is counted in, by the first rules that know it.
    pub fn unit_of(&self, name: &str) -> Option<ContributionUnit> {
        self.policies.unit_of(name)
    }

    /// What the unit of a type is called, by the first rules that name it.
    pub fn unit_name_of(&self, name: &str) -> Option<&str> {
        self.policies.unit_name_of(name)
    }
}

/// The first day from that one on, on which periods of both lengths begin.
fn both_begin(day: Day, (old, new): (PeriodLength, PeriodLength)) -> Day {
    if old == new {
        return day;
    }
    // A year is made of quarters, and a quarter of months: where the longer one begins, so does the shorter.
    let period = Period::of(day, old.max(new));
    match period.first() == day {
        true => day,
        false => period.last().plus(1),
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
    use std::collections::BTreeSet;

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

    #[test]
    fn periods_of_another_length_begin_where_one_of_the_old_length_does() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let of_length = |period| Policy {
            period,
            ..Policy::preset(Preset::CopyFair)
        };
        let (monthly, yearly) = (
            of_length(PeriodLength::Month),
            of_length(PeriodLength::Year),
        );
        let adoptions = [("2026-05-01", &monthly), ("2026-08-01", &yearly)];
        for adoptions in [adoptions, [adoptions[1], adoptions[0]]] {
            let mut all = Policies::founded(of_length(PeriodLength::Quarter));
            for (asked, policy) in adoptions {
                all.adopt(day(asked), 2, policy.clone());
            }
            let starts = [day("2026-07-01"), day("2027-01-01")];
            let found = adoptions.map(|(asked, policy)| all.start_of(day(asked), policy));
            assert_eq!(BTreeSet::from(found), starts.map(Some).into());
            let mut at = day("2026-01-01");
            while at < day("2028-01-01") {
                let period = all.period_of(at);
                assert_eq!(period.first(), at, "a day lies in one period");
                at = period.last().plus(1);
            }
        }
    }
}
