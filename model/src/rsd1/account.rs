//! The points of one agent, period by period (RSD-1, section 5, rules 7 and 8, and section 9).

use super::explain::Line;
use super::facts::{AgentNo, Facts, Word};
use super::policy::{AgeFactor, Policy};
use super::rows::{Counting, Root, Row, Worth};
use super::view::View;
use crate::day::Day;
use crate::id::FactId;
use crate::number::Rational;

/// Points that can pay: of one contribution, from one period on.
struct Lot {
    claim: FactId,
    day: Day,
    /// Below zero for a reversal.
    points: Rational,
    used: Rational,
}

/// The points of one agent.
pub(super) struct Account<'a> {
    facts: &'a Facts,
    /// All contributions of the agent, by id.
    roots: &'a [Root],
    /// What each of them counts; empty where it does not yet.
    counted: Vec<Option<Counted>>,
    lots: Vec<Lot>,
    /// Those of which somebody said that they do not count.
    doubted: Vec<usize>,
}

struct Counted {
    points: Rational,
    accepted: bool,
    quantity: i64,
    day: Day,
    provider: AgentNo,
    kind: Word,
}

impl<'a> Account<'a> {
    pub(super) fn of(facts: &'a Facts, roots: &'a [Root]) -> Account<'a> {
        let doubted = (0..roots.len()).filter(|at| roots[*at].is_doubted);
        Account {
            facts,
            roots,
            counted: roots.iter().map(|_| None).collect(),
            lots: Vec::with_capacity(roots.len()),
            doubted: doubted.collect(),
        }
    }

    /// How many contributions there are; each has a line at most.
    pub(super) fn len(&self) -> usize {
        self.roots.len()
    }

    /// Whether a contribution counts as accepted: then only a reversal changes it.
    pub(super) fn is_settled(&self, at: usize) -> bool {
        self.counted[at].as_ref().is_some_and(|one| one.accepted)
    }

    /// Takes in what a period adds: new points, top-ups and reversals.
    pub(super) fn extend(&mut self, view: &View, policy: &Policy, rows: &[Option<Row>], last: Day) {
        let mut room = Rational::from(policy.self_cap);
        for (at, row) in rows.iter().enumerate() {
            let Some(one) = row.as_ref().and_then(|row| row.counting.as_ref()) else {
                continue;
            };
            if one.day > last || self.is_settled(at) {
                continue;
            }
            match &one.worth {
                Worth::Accepted(_, points) => self.accept(at, one, points),
                Worth::Claimed(points) if self.counted[at].is_none() => {
                    let points = points.clone().min(room.clone());
                    if points.is_positive() {
                        room -= &points;
                        self.count(at, one, points, false);
                    }
                }
                Worth::Claimed(_) => {}
            }
        }
        self.reverse(view);
    }

    fn accept(&mut self, at: usize, one: &Counting, points: &Rational) {
        match &self.counted[at] {
            None => self.count(at, one, points.clone(), true),
            Some(before) if *points > before.points => {
                let top_up = points - &before.points;
                self.add_lot(at, one.day, top_up);
                self.counted[at] = Some(counted(one, points.clone(), true));
            }
            Some(_) => {}
        }
    }

    fn count(&mut self, at: usize, one: &Counting, points: Rational, accepted: bool) {
        self.add_lot(at, one.day, points.clone());
        self.counted[at] = Some(counted(one, points, accepted));
    }

    fn add_lot(&mut self, at: usize, day: Day, points: Rational) {
        self.lots.push(Lot {
            claim: self.roots[at].id,
            day,
            points,
            used: Rational::zero(),
        });
    }

    /// What was counted before and is voided now is taken back, once.
    fn reverse(&mut self, view: &View) {
        for place in 0..self.doubted.len() {
            let at = self.doubted[place];
            let Some(counted) = &mut self.counted[at] else {
                continue;
            };
            if counted.points.is_positive() && view.is_voided(self.roots[at].no) {
                let (day, points) = (counted.day, std::mem::take(&mut counted.points));
                self.add_lot(at, day, -points);
            }
        }
    }

    /// What counts, by contribution: the evidence of the account.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line> {
        let all = self.roots.iter().zip(&self.counted);
        all.filter_map(|(root, counted)| {
            let counted = counted.as_ref()?;
            counted.points.is_positive().then(|| Line::Counted {
                claim: root.id,
                provider: self.facts.agent(counted.provider),
                kind: self.facts.word(counted.kind).to_owned(),
                quantity: counted.quantity,
                day: counted.day,
                points: counted.points.clone(),
                reviewed: counted.accepted,
            })
        })
    }

    /// Unused points at that day, by age; below zero after reversals.
    pub(super) fn balance(&self, policy: &Policy, at: Day) -> Rational {
        // Points of one age step are added up before they fade together.
        let mut by_step = vec![Rational::zero(); policy.ages.len()];
        for lot in &self.lots {
            if let Some(step) = age_step(policy, lot.day, at) {
                by_step[step] += &(&lot.points - &lot.used);
            }
        }
        let faded = |(points, step): (Rational, &AgeFactor)| &points * &Rational::from(step.factor);
        by_step.into_iter().zip(&policy.ages).map(faded).sum()
    }

    /// Points for work of the last 365 days.
    pub(super) fn recent(&self, at: Day) -> Rational {
        let is_recent = |lot: &&Lot| (0..=365).contains(&(i64::from(at.0) - i64::from(lot.day.0)));
        let mut sum = Rational::zero();
        for lot in self.lots.iter().filter(is_recent) {
            sum += &lot.points;
        }
        sum
    }

    /// Uses exactly so many effective points, oldest first; names what was used.
    pub(super) fn consume(
        &mut self,
        policy: &Policy,
        at: Day,
        mut points: Rational,
    ) -> Vec<FactId> {
        self.lots.sort_by_key(|lot| (lot.day, lot.claim));
        let mut used = Vec::new();
        for lot in self.lots.iter_mut().filter(|lot| lot.points.is_positive()) {
            if !points.is_positive() {
                break;
            }
            let factor = age_factor(policy, lot.day, at);
            let left = &(&lot.points - &lot.used) * &factor;
            let taken = left.min(points.clone());
            if !taken.is_positive() {
                continue;
            }
            let Some(raw) = taken.checked_div(&factor) else {
                continue;
            };
            lot.used += &raw;
            points -= &taken;
            used.push(lot.claim);
        }
        used
    }
}

fn counted(one: &Counting, points: Rational, accepted: bool) -> Counted {
    Counted {
        points,
        accepted,
        quantity: match one.worth {
            Worth::Accepted(quantity, _) => quantity,
            Worth::Claimed(_) => one.quantity,
        },
        day: one.day,
        provider: one.provider,
        kind: one.kind,
    }
}

/// The first step of the policy that work of one day has not passed at another day (rule 8).
fn age_step(policy: &Policy, work: Day, at: Day) -> Option<usize> {
    let age = i64::from(at.0) - i64::from(work.0);
    policy
        .ages
        .iter()
        .position(|step| age <= i64::from(step.days))
}

/// How much of a work day's points is left at another day (rule 8).
fn age_factor(policy: &Policy, work: Day, at: Day) -> Rational {
    let step = age_step(policy, work, at);
    step.map_or_else(Rational::zero, |step| policy.ages[step].factor.into())
}
