//! The derivation: period by period, oldest first, each with its own view and its own policy.

use std::collections::{BTreeMap, BTreeSet};

use super::class::{attestation_on, valid_until};
use super::explain::Line;
use super::fact::{Body, spans};
use super::facts::{Facts, Topic};
use super::fees::Assessment;
use super::period::Period;
use super::points::{Account, Contributions};
use super::policies::Policies;
use super::policy::Policy;
use super::seal::{Seals, View};
use super::settle::{Settlement, is_confirmed, payments};
use super::status::{Flag, Pending, PendingReason, StatusCode};
use crate::day::Day;
use crate::id::{AgentId, FactId};
use crate::number::Rational;

/// Older periods than these before the day asked are not opened again.
pub const PERIODS_MAX: usize = 400;

/// What the facts say, before disputes and remedies.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) code: StatusCode,
    pub(super) owed: i64,
    pub(super) due: Option<Day>,
    pub(super) accruing: i64,
    pub(super) balance: Rational,
    pub(super) recent: Rational,
    pub(super) lines: Vec<Line>,
    pub(super) flags: BTreeSet<Flag>,
    pub(super) pending: Vec<Pending>,
    pub(super) unconfirmed: Vec<FactId>,
}

/// Where one agent stands, from facts about it.
pub(super) fn outcome(facts: &Facts, policies: &Policies, agent: AgentId, as_of: Day) -> Outcome {
    let quarantine = facts.quarantine();
    let policy = policies.on(as_of);
    let seals = Seals::choose(facts, policy);
    let periods = periods(facts, &quarantine, policies, agent, as_of);
    let mut run = Run::new(policies, agent, as_of);
    for period in &periods {
        let policy = policies.on(period.first());
        let view = View::of(facts, &seals, *period, &quarantine, policy);
        run.period(view, policy, *period);
    }
    let last = periods
        .last()
        .copied()
        .unwrap_or_else(|| Period::of(as_of, policy.period));
    let view = View::of(facts, &seals, last, &quarantine, policy);
    run.flag(&seals, &quarantine, &periods);
    run.finish(&view, policy)
}

/// From the first use or contribution of the agent to the day asked.
fn periods(
    facts: &Facts,
    quarantine: &BTreeSet<FactId>,
    policies: &Policies,
    agent: AgentId,
    as_of: Day,
) -> Vec<Period> {
    let uses = facts
        .on(&Topic::Agent(agent))
        .filter_map(|fact| match &fact.body {
            Body::Use(report) => Some((fact.id, report.from)),
            _ => None,
        });
    let claims = facts
        .on(&Topic::Beneficiary(agent))
        .filter_map(|fact| match &fact.body {
            Body::Claim(claim) => Some((fact.id, claim.day)),
            _ => None,
        });
    let first = uses
        .chain(claims)
        .filter(|(id, _)| !quarantine.contains(id))
        .map(|(_, day)| day)
        .min();
    let mut day = first.unwrap_or(as_of).max(Day::FIRST).min(as_of);
    let mut periods = Vec::new();
    loop {
        let period = Period::of(day, policies.on(day).period);
        periods.push(period);
        if period.last() >= as_of || period.last() >= Day::LAST {
            break;
        }
        day = period.last().plus(1);
    }
    let skipped = periods.len().saturating_sub(PERIODS_MAX);
    periods.split_off(skipped)
}

struct Run<'a> {
    policies: &'a Policies,
    agent: AgentId,
    as_of: Day,
    /// All periods that are not sealed see the same: judged once per policy.
    unsealed: BTreeMap<usize, Contributions<'a>>,
    account: Account,
    assessment: Assessment,
    settlement: Settlement,
    accruing: i64,
    pending: Vec<Pending>,
    flags: BTreeSet<Flag>,
    review_lines: Vec<Line>,
}

impl<'a> Run<'a> {
    fn new(policies: &'a Policies, agent: AgentId, as_of: Day) -> Run<'a> {
        Run {
            policies,
            agent,
            as_of,
            unsealed: BTreeMap::new(),
            account: Account::default(),
            assessment: Assessment::default(),
            settlement: Settlement::default(),
            accruing: 0,
            pending: Vec::new(),
            flags: BTreeSet::new(),
            review_lines: Vec::new(),
        }
    }

    fn period(&mut self, view: View<'a>, policy: &Policy, period: Period) {
        let is_running = period.last() >= self.as_of;
        let at = period.last().min(self.as_of);
        self.contribute(&view, policy, period);
        let fee = self
            .assessment
            .assess(&view, policy, self.agent, period, self.as_of);
        self.settlement.pay(&view, self.agent, at);
        if is_running {
            self.accruing = fee;
        } else {
            let due = self.due(policy, period);
            self.settlement.add(period, due, fee);
        }
        self.settlement
            .offset(policy, &mut self.account, period, at);
    }

    fn contribute(&mut self, view: &View<'a>, policy: &Policy, period: Period) {
        let judged_here;
        let contributions = if view.sealed().is_some() {
            judged_here = Contributions::judge(view, policy, self.agent);
            &judged_here
        } else {
            let key = self.policies.index_on(period.first());
            self.unsealed
                .entry(key)
                .or_insert_with(|| Contributions::judge(view, policy, self.agent))
        };
        self.account
            .extend(view, policy, contributions, period.last());
        self.pending = contributions.pending.clone();
        self.flags = contributions.flags.clone();
        self.review_lines = contributions.lines.clone();
    }

    fn due(&self, policy: &Policy, period: Period) -> Day {
        let due = period.last().plus(days(policy.due_days));
        self.grace_end(policy).map_or(due, |end| due.max(end))
    }

    /// The last day on which nothing is due yet.
    fn grace_end(&self, policy: &Policy) -> Option<Day> {
        let first = self.assessment.first_commercial?;
        (policy.grace_days > 0).then(|| first.plus(days(policy.grace_days)))
    }

    fn flag(&mut self, seals: &Seals, quarantine: &BTreeSet<FactId>, periods: &[Period]) {
        let open = |period: &&Period| period.last() < self.as_of && !seals.is_sealed(**period);
        let open: Vec<Period> = periods.iter().filter(open).copied().collect();
        if !open.is_empty() {
            self.flags.insert(Flag::Provisional { periods: open });
        }
        let own = |flag: &&Flag| matches!(flag, Flag::DoubleSeal { used, .. } if !quarantine.contains(used));
        self.flags.extend(seals.double.iter().filter(own).cloned());
        let conflicts = periods
            .iter()
            .filter_map(|period| self.policies.conflict_on(period.first()));
        self.flags.extend(
            conflicts
                .map(|day| Flag::PolicyConflict { day })
                .collect::<Vec<_>>(),
        );
    }

    fn finish(mut self, view: &View, policy: &Policy) -> Outcome {
        let unconfirmed = self.unconfirmed(view);
        self.pending.retain(|pending| pending.day <= self.as_of);
        self.flag_waiting(&unconfirmed);
        let suspensions = self.suspensions(view);
        let code = self.code(policy, !suspensions.is_empty());
        let declared = self.declared(view, policy);
        let mut lines = Vec::new();
        lines.extend(declared);
        lines.append(&mut self.assessment.lines);
        lines.append(&mut self.settlement.lines);
        lines.append(&mut self.assessment.waiting);
        lines.extend(self.account.lines());
        lines.append(&mut self.review_lines);
        lines.extend(suspensions);
        Outcome {
            code,
            owed: self.settlement.owed(),
            due: self
                .settlement
                .open()
                .map(|obligation| obligation.due)
                .next(),
            accruing: self.accruing,
            balance: self.account.balance(policy, self.as_of),
            recent: self.account.recent(self.as_of),
            lines,
            flags: self.flags,
            pending: self.pending,
            unconfirmed,
        }
    }

    fn code(&self, policy: &Policy, is_suspended: bool) -> StatusCode {
        let waits = |code: fn(&Line) -> bool| self.assessment.waiting.iter().any(code);
        let is_overdue = policy.binding && self.settlement.open().any(|open| open.due < self.as_of);
        let is_open = self.settlement.open().next().is_some();
        if is_suspended {
            StatusCode::Suspended
        } else if waits(|line| matches!(line, Line::NotCovered { .. })) {
            StatusCode::NotLicensed
        } else if is_overdue {
            StatusCode::Overdue
        } else if waits(|line| matches!(line, Line::Undeclared { .. })) {
            StatusCode::Undeclared
        } else if is_open && self.grace_end(policy).is_some_and(|end| self.as_of <= end) {
            StatusCode::Grace
        } else if is_open {
            StatusCode::FeeDue
        } else if self.assessment.had_fee {
            StatusCode::Reciprocating
        } else if self.assessment.was_exempt {
            StatusCode::Exempt
        } else {
            StatusCode::NoObligation
        }
    }

    /// Reported payments that nobody has seen arrive: of all valid facts, sealed or not.
    fn unconfirmed(&self, view: &View) -> Vec<FactId> {
        let everything = view.unsealed();
        payments(&everything, self.agent)
            .filter(|(id, payment)| payment.day <= self.as_of && !everything.is_voided(*id))
            .filter(|(id, _)| !is_confirmed(&everything, *id))
            .map(|(id, _)| id)
            .collect()
    }

    fn flag_waiting(&mut self, unconfirmed: &[FactId]) {
        if !unconfirmed.is_empty() {
            let count = u32::try_from(unconfirmed.len()).unwrap_or(u32::MAX);
            self.flags.insert(Flag::PaymentUnconfirmed { count });
        }
        let waits = |pending: &&Pending| matches!(pending.reason, PendingReason::Reviews { .. });
        let points: Rational = self
            .pending
            .iter()
            .filter(waits)
            .map(|pending| pending.points.clone())
            .sum();
        if points.is_positive() {
            self.flags.insert(Flag::PendingReview { points });
        }
    }

    fn suspensions(&self, view: &View) -> Vec<Line> {
        view.on(&Topic::Agent(self.agent))
            .filter_map(|fact| match &fact.body {
                Body::Suspension(decision)
                    if spans(decision.from, decision.to, self.as_of)
                        && view.has_quorum(&decision.signers)
                        && !view.is_voided(fact.id) =>
                {
                    let (from, signers) = (decision.from, decision.signers.clone());
                    Some(Line::Suspended {
                        decision: fact.id,
                        from,
                        signers,
                    })
                }
                _ => None,
            })
            .collect()
    }

    fn declared(&self, view: &View, policy: &Policy) -> Option<Line> {
        let (attestation, said) = attestation_on(view, policy, self.agent, self.as_of)?;
        Some(Line::Declared {
            attestation,
            class: said.class,
            from: said.from,
            until: valid_until(policy, said),
            attesters: said.attesters.clone(),
        })
    }
}

fn days(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
