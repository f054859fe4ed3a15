//! From uses to a fee (RSD-1, section 6).

use std::collections::{BTreeMap, BTreeSet};

use super::class::class_on;
use super::explain::Line;
use super::fact::{Agreement, Body, Terms, Use, spans};
use super::facts::Topic;
use super::period::Period;
use super::policy::{AgentClass, Policy, Rule};
use super::seal::View;
use crate::day::Day;
use crate::id::{AgentId, FactId};
use crate::number::Rational;

/// A use report over more days than these is not read: reports stay inside one period.
pub const USE_DAYS_MAX: i32 = 366;

/// What happens to one day of a use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Free,
    Exempt(AgentClass),
    Fee(AgentClass),
    Agreed(FactId),
    NotCovered(AgentClass),
    Undeclared,
}

/// The uses of one agent, assessed period by period; some days wait for a later view.
#[derive(Default)]
pub(super) struct Assessment {
    done: BTreeMap<FactId, BTreeSet<Day>>,
    /// The first day of a commercial use.
    pub(super) first_commercial: Option<Day>,
    pub(super) was_exempt: bool,
    pub(super) had_fee: bool,
    /// What still waits, as of the last view.
    pub(super) waiting: Vec<Line>,
    pub(super) lines: Vec<Line>,
}

/// What one period costs, before it is settled.
#[derive(Default)]
struct Bill {
    base: Rational,
    agreed: Rational,
    classes: BTreeSet<AgentClass>,
    units: Rational,
    uses: BTreeSet<FactId>,
    is_any: bool,
}

impl Assessment {
    /// Assesses what this view shows and what waited; gives the fee of the period in minor units.
    pub(super) fn assess(
        &mut self,
        view: &View,
        policy: &Policy,
        agent: AgentId,
        period: Period,
        as_of: Day,
    ) -> i64 {
        self.waiting.clear();
        let agreements = agreements(view, agent);
        let mut bill = Bill::default();
        for (id, report) in uses(view, agent) {
            if report.from <= period.last() && report.from <= as_of {
                self.one(view, policy, &agreements, &mut bill, (id, report));
            }
        }
        self.total(policy, period, &bill)
    }

    fn one(
        &mut self,
        view: &View,
        policy: &Policy,
        agreements: &[(FactId, &Agreement)],
        bill: &mut Bill,
        (id, report): (FactId, &Use),
    ) {
        let Some(part) = self.reciprocal_part(policy, id, report) else {
            return;
        };
        if report.commercial {
            let first = self.first_commercial.get_or_insert(report.from);
            *first = report.from.min(*first);
        }
        let days = i64::from(report.to.0) - i64::from(report.from.0) + 1;
        let done = self.done.entry(id).or_default();
        let mut fates: BTreeMap<Fate, i64> = BTreeMap::new();
        for day in (report.from.0..=report.to.0)
            .map(Day)
            .filter(|day| !done.contains(day))
            .collect::<Vec<_>>()
        {
            let fate = fate(view, policy, agreements, report, day);
            if !matches!(fate, Fate::NotCovered(_) | Fate::Undeclared) {
                done.insert(day);
            }
            *fates.entry(fate).or_default() += 1;
        }
        let base = &Rational::from(report.revenue) * &part;
        for (fate, count) in fates {
            let share = Rational::new(count, days).unwrap_or_else(Rational::zero);
            self.settle(bill, agreements, (id, report), fate, count, &share, &base);
        }
    }

    /// The part of the product under a licence of this commons; `None` where that is nothing (licence first).
    fn reciprocal_part(&mut self, policy: &Policy, id: FactId, report: &Use) -> Option<Rational> {
        let is_first = !self.done.contains_key(&id);
        let mut part = Rational::zero();
        let mut is_any = false;
        for used in &report.designs {
            if policy.is_reciprocal(&used.licence) {
                is_any = true;
                part += &Rational::from(used.part);
            } else if is_first {
                let (design, licence) = (used.design, used.licence.clone());
                self.lines.push(Line::OwnLicence {
                    report: id,
                    design,
                    licence,
                });
            }
        }
        if !is_any {
            self.done.entry(id).or_default();
        }
        is_any.then(|| part.min(Rational::one()))
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one day of one report, with all that decides its price"
    )]
    fn settle(
        &mut self,
        bill: &mut Bill,
        agreements: &[(FactId, &Agreement)],
        (id, report): (FactId, &Use),
        fate: Fate,
        days: i64,
        share: &Rational,
        base: &Rational,
    ) {
        let commercial = report.commercial;
        match fate {
            Fate::Free => {}
            Fate::Exempt(class) => {
                self.was_exempt = true;
                self.lines.push(Line::Exempt {
                    report: id,
                    class,
                    days,
                    commercial,
                });
            }
            Fate::Fee(class) => {
                bill.is_any = true;
                bill.base += &(base * share);
                bill.units += &(&Rational::from(i64::from(report.units)) * share);
                bill.classes.insert(class);
                bill.uses.insert(id);
            }
            Fate::Agreed(agreement) => {
                bill.is_any = true;
                let terms = agreements
                    .iter()
                    .find(|(id, _)| *id == agreement)
                    .map(|(_, a)| a.terms);
                let amount = match terms {
                    Some(Terms::Flat(minor)) => Rational::from(minor),
                    Some(Terms::Rate(rate)) => &(base * share) * &Rational::from(rate),
                    None => Rational::zero(),
                };
                bill.agreed += &amount;
                self.lines.push(Line::Agreed {
                    report: id,
                    agreement,
                    amount,
                });
            }
            Fate::NotCovered(class) => {
                self.waiting.push(Line::NotCovered {
                    report: id,
                    class,
                    days,
                    commercial,
                });
            }
            Fate::Undeclared => self.waiting.push(Line::Undeclared { report: id, days }),
        }
    }

    /// The fee of the period: rounded down, once.
    fn total(&mut self, policy: &Policy, period: Period, bill: &Bill) -> i64 {
        if !bill.is_any {
            return 0;
        }
        let mut sum = bill.agreed.clone();
        if !bill.classes.is_empty() {
            let (line, fee) = fee(policy, period, bill);
            self.lines.push(line);
            sum += &fee;
        }
        let mut fee = sum.floor_to_minor();
        if fee > 0 {
            fee = fee.max(policy.fee_min);
            self.had_fee = true;
        } else {
            self.was_exempt = true;
        }
        fee
    }
}

fn fee(policy: &Policy, period: Period, bill: &Bill) -> (Line, Rational) {
    let allowance = allowance(policy, &bill.classes);
    let above = (&bill.base - &Rational::from(allowance)).max(Rational::zero());
    let count = i64::try_from(bill.uses.len()).unwrap_or(i64::MAX);
    let flat = [
        Rational::from(policy.fee_per_period),
        &Rational::from(policy.fee_per_unit) * &bill.units,
        &Rational::from(policy.fee_per_use) * &Rational::from(count),
    ];
    let flat: Rational = flat.into_iter().sum();
    let fee = &(&above * &Rational::from(policy.fee_rate)) + &flat;
    let line = Line::Fee {
        period,
        reports: bill.uses.iter().copied().collect(),
        rate: policy.fee_rate,
        revenue: bill.base.clone(),
        allowance,
        flat,
        fee: fee.floor_to_minor(),
    };
    (line, fee)
}

fn allowance(policy: &Policy, classes: &BTreeSet<AgentClass>) -> i64 {
    let is_small =
        |class: &AgentClass| matches!(class, AgentClass::Individual | AgentClass::SoleTrader);
    if classes.iter().all(is_small) {
        policy.allowance.max(policy.small_allowance)
    } else {
        policy.allowance
    }
}

/// The use reports of an agent that this view shows and that no decision took out.
fn uses<'a>(view: &View<'a>, agent: AgentId) -> Vec<(FactId, &'a Use)> {
    let readable =
        |report: &Use| (0..USE_DAYS_MAX).contains(&report.to.0.saturating_sub(report.from.0));
    view.on(&Topic::Agent(agent))
        .filter_map(|fact| match &fact.body {
            Body::Use(report) if readable(report) && !view.is_voided(fact.id) => {
                Some((fact.id, report))
            }
            _ => None,
        })
        .collect()
}

/// The agreements that enough stewards signed: the newest first, then by id.
fn agreements<'a>(view: &View<'a>, agent: AgentId) -> Vec<(FactId, &'a Agreement)> {
    let mut agreements: Vec<_> = view
        .on(&Topic::Agent(agent))
        .filter_map(|fact| match &fact.body {
            Body::Agreement(a) if view.has_quorum(&a.signers) && !view.is_voided(fact.id) => {
                Some((fact.id, a))
            }
            _ => None,
        })
        .collect();
    agreements.sort_by_key(|(id, agreement)| (std::cmp::Reverse(agreement.from), *id));
    agreements
}

fn fate(
    view: &View,
    policy: &Policy,
    agreements: &[(FactId, &Agreement)],
    report: &Use,
    day: Day,
) -> Fate {
    let Some(class) = class_on(view, policy, report.agent, day) else {
        return if report.commercial {
            Fate::Undeclared
        } else {
            Fate::Free
        };
    };
    match policy.rule(report.commercial, class) {
        Rule::Free => Fate::Free,
        Rule::Exempt => Fate::Exempt(class),
        Rule::Fee => Fate::Fee(class),
        Rule::Ask => agreements
            .iter()
            .find(|(_, agreement)| spans(agreement.from, agreement.to, day))
            .map_or(Fate::NotCovered(class), |(id, _)| Fate::Agreed(*id)),
    }
}
