//! From uses to a fee (RSD-1, section 6).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Excluded, Included};

use super::class::{class_on, turns};
use super::explain::Line;
use super::fact::{Agreement, Body, Terms, Use, UsedDesign, spans};
use super::facts::No;
use super::period::Period;
use super::policy::{AgentClass, Policy, Rule};
use super::view::View;
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

impl Fate {
    fn waits(self) -> bool {
        matches!(self, Fate::NotCovered(_) | Fate::Undeclared)
    }
}

/// The uses of one agent, assessed period by period; some days wait for a later view.
#[derive(Default)]
pub(super) struct Assessment {
    reports: BTreeMap<No, Report>,
    /// The first day of a commercial use.
    pub(super) first_commercial: Option<Day>,
    pub(super) was_exempt: bool,
    pub(super) had_fee: bool,
    /// What still waits, as of the last view.
    pub(super) waiting: Vec<Line>,
    pub(super) lines: Vec<Line>,
}

/// How far a report is assessed.
struct Report {
    /// First and last days of what is not assessed yet.
    left: Vec<(Day, Day)>,
    /// The policy that was asked last, and what part of the product is under a licence of this commons by it.
    part: (usize, Option<Rational>),
}

/// One period: its view, and the policy in force, by its place among the policies too.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) view: View<'a>,
    pub(super) policy: &'a Policy,
    pub(super) policy_at: usize,
    pub(super) agent: AgentId,
}

/// The agreements of a scene, and the days between which nobody's class or agreement changes.
struct Ground<'a> {
    agreements: Vec<(FactId, &'a Agreement)>,
    turns: BTreeSet<Day>,
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
    pub(super) fn assess(&mut self, scene: Scene, period: Period, as_of: Day) -> i64 {
        self.waiting.clear();
        let mut ground = None;
        let mut bill = Bill::default();
        for (no, report) in uses(&scene.view, scene.agent) {
            if report.from <= period.last() && report.from <= as_of {
                self.one(scene, &mut ground, &mut bill, (no, report));
            }
        }
        self.total(scene.policy, period, &bill)
    }

    fn one<'a>(
        &mut self,
        scene: Scene<'a>,
        ground: &mut Option<Ground<'a>>,
        bill: &mut Bill,
        (no, report): (No, &Use),
    ) {
        let is_assessed = |known: &Report| known.left.is_empty();
        if self.reports.get(&no).is_some_and(is_assessed) {
            return;
        }
        let id = scene.view.facts.id(no);
        let Some(part) = self.reciprocal_part(scene, no, report) else {
            return;
        };
        if report.commercial {
            let first = self.first_commercial.get_or_insert(report.from);
            *first = report.from.min(*first);
        }
        let ground = ground.get_or_insert_with(|| Ground::of(scene));
        let fates = self.fates(scene, ground, no, report);
        let days = i64::from(report.to.0) - i64::from(report.from.0) + 1;
        let base = &Rational::from(report.revenue) * &part;
        for (fate, count) in fates {
            let share = Rational::new(count, days).unwrap_or_else(Rational::zero);
            let agreements = &ground.agreements;
            self.settle(bill, agreements, (id, report), fate, count, &share, &base);
        }
    }

    /// What happens to the days that are not assessed yet, and to how many each; those that wait are kept.
    fn fates(
        &mut self,
        scene: Scene,
        ground: &Ground,
        no: No,
        report: &Use,
    ) -> BTreeMap<Fate, i64> {
        let mut fates = BTreeMap::new();
        let Some(known) = self.reports.get_mut(&no) else {
            return fates;
        };
        for (from, to) in std::mem::take(&mut known.left) {
            for (from, to) in ground.between_turns(from, to) {
                let fate = fate(scene, ground, report, from);
                if fate.waits() {
                    known.left.push((from, to));
                }
                *fates.entry(fate).or_default() += i64::from(to.0) - i64::from(from.0) + 1;
            }
        }
        fates
    }

    /// The part of the product under a licence of this commons; `None` where that is nothing (licence first).
    fn reciprocal_part(&mut self, scene: Scene, no: No, report: &Use) -> Option<Rational> {
        let known = self.reports.get(&no);
        if let Some(known) = known.filter(|known| known.part.0 == scene.policy_at) {
            return known.part.1.clone();
        }
        let is_first = known.is_none();
        let mut part = None;
        for used in &report.designs {
            if scene.policy.is_reciprocal(&used.licence) {
                let sum = part.unwrap_or_else(Rational::zero);
                part = Some(&sum + &Rational::from(used.part));
            } else if is_first {
                let (design, licence) = (used.design, used.licence.clone());
                self.lines.push(Line::OwnLicence {
                    report: scene.view.facts.id(no),
                    design,
                    licence,
                });
            }
        }
        let part = part.map(|part| part.min(Rational::one()));
        let fresh = || Report {
            left: vec![(report.from, report.to)],
            part: (scene.policy_at, None),
        };
        let known = self.reports.entry(no).or_insert_with(fresh);
        known.part = (scene.policy_at, part.clone());
        if is_first && part.is_none() {
            // That is its assessment: other rules that list its licences later ask nothing for it.
            known.left.clear();
        }
        part
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
fn uses<'a>(view: &View<'a>, agent: AgentId) -> impl Iterator<Item = (No, &'a Use)> + use<'a> {
    let view = *view;
    let readable =
        |report: &Use| (0..USE_DAYS_MAX).contains(&report.to.0.saturating_sub(report.from.0));
    view.uses_of(agent)
        .filter(move |(no, report)| readable(report) && !view.is_voided(*no))
}

impl<'a> Ground<'a> {
    fn of(scene: Scene<'a>) -> Ground<'a> {
        let agreements = agreements(&scene.view, scene.agent);
        let mut turns = turns(&scene.view, scene.policy, scene.agent);
        for (_, agreement) in &agreements {
            turns.insert(agreement.from);
            turns.extend(agreement.to.map(|to| to.plus(1)));
        }
        Ground { agreements, turns }
    }

    /// The span in pieces, each of days with one fate.
    fn between_turns(&self, from: Day, to: Day) -> Vec<(Day, Day)> {
        let mut pieces = Vec::new();
        let mut first = from;
        for turn in self.turns.range((Excluded(from), Included(to))) {
            pieces.push((first, turn.plus(-1)));
            first = *turn;
        }
        pieces.push((first, to));
        pieces
    }
}

/// The agreements that enough stewards signed: the newest first, then by id.
fn agreements<'a>(view: &View<'a>, agent: AgentId) -> Vec<(FactId, &'a Agreement)> {
    let mut agreements: Vec<_> = view
        .of_agent(agent)
        .filter_map(|(no, body)| match body {
            Body::Agreement(a) if view.has_quorum(&a.signers) && !view.is_voided(no) => {
                Some((view.facts.id(no), a))
            }
            _ => None,
        })
        .collect();
    agreements.sort_by_key(|(id, agreement)| (std::cmp::Reverse(agreement.from), *id));
    agreements
}

/// Whether an agreement names every design of a report for which this commons asks something.
fn covers(scene: Scene, agreement: &Agreement, report: &Use) -> bool {
    let is_asked = |used: &&UsedDesign| scene.policy.is_reciprocal(&used.licence);
    let mut asked = report.designs.iter().filter(is_asked);
    agreement.designs.is_empty() || asked.all(|used| agreement.designs.contains(&used.design))
}

fn fate(scene: Scene, ground: &Ground, report: &Use, day: Day) -> Fate {
    let Some(class) = class_on(&scene.view, scene.policy, report.agent, day) else {
        return if report.commercial {
            Fate::Undeclared
        } else {
            Fate::Free
        };
    };
    match scene.policy.rule(report.commercial, class) {
        Rule::Free => Fate::Free,
        Rule::Exempt => Fate::Exempt(class),
        Rule::Fee => Fate::Fee(class),
        Rule::Ask => ground
            .agreements
            .iter()
            .find(|(_, agreement)| {
                spans(agreement.from, agreement.to, day) && covers(scene, agreement, report)
            })
            .map_or(Fate::NotCovered(class), |(id, _)| Fate::Agreed(*id)),
    }
}
