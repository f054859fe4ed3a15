//! The derivation: period by period, oldest first, each with its own view and its own policy.

use std::collections::{BTreeMap, BTreeSet};

use super::account::Account;
use super::class::{attestation_on, valid_until};
use super::explain::Line;
use super::fact::{Body, Payment, spans};
use super::facts::{Facts, No};
use super::fees::{Assessment, Scene};
use super::judgements::Judgements;
use super::period::Period;
use super::points::Rating;
use super::policies::Policies;
use super::policy::Policy;
use super::rows::{Root, Row, Rows, ViewKey};
use super::seal::Seals;
use super::settle::{Obligation, Settlement, confirmed_payments, is_confirmed, payments};
use super::status::{Flag, Pending, PendingReason, StatusCode};
use super::view::View;
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
    pub(super) binding: bool,
    pub(super) due: Option<Day>,
    pub(super) accruing: i64,
    pub(super) balance: Rational,
    pub(super) recent: Rational,
    pub(super) lines: Vec<Line>,
    pub(super) flags: BTreeSet<Flag>,
    pub(super) pending: Vec<Pending>,
    pub(super) unconfirmed: Vec<FactId>,
}

/// Where somebody stands, and when, is asked of these facts and policies.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) facts: &'a Facts,
    pub(super) seals: &'a Seals,
    pub(super) policies: &'a Policies,
    pub(super) agent: AgentId,
    pub(super) as_of: Day,
}

impl Question<'_> {
    /// The place of the last rules that have begun: what later ones ask for says nothing of the day.
    fn begun(&self) -> usize {
        self.policies.index_on(self.as_of)
    }
}

/// What was judged, by the view and the policy.
pub(super) type Known = BTreeMap<ViewKey, Judgements>;

/// Where one agent stands; what had to be judged for it stays known, and what its contributions are worth too.
pub(super) fn outcome(question: Question, known: &mut Known, rows: &mut Rows) -> Outcome {
    rows.refresh(question.facts, question.agent);
    let policy = question.policies.on(question.as_of);
    let periods = periods(question, rows.first_day);
    let mut run = Run::new(question, known, &rows.roots, &mut rows.views);
    for period in &periods {
        let is_last = periods.last() == Some(period);
        run.period(*period, is_last);
    }
    let last = periods
        .last()
        .copied()
        .unwrap_or_else(|| Period::of(question.as_of, policy.period));
    let view = View::of(question.facts, question.seals, last, question.begun());
    run.flag(&periods);
    run.finish(&view, policy)
}

/// From the first use or contribution of the agent to the day asked.
fn periods(question: Question, first_work: Option<Day>) -> Vec<Period> {
    let Question {
        facts,
        policies,
        agent,
        as_of,
        ..
    } = question;
    let agent = facts.find_agent(agent).into_iter();
    let own = agent.flat_map(|agent| facts.list_of(agent));
    let uses = own.filter(|no| facts.counts(*no));
    let uses = uses.filter_map(|no| match facts.whole(no)? {
        Body::Use(report) => Some(report.from),
        _ => None,
    });
    let first = uses.chain(first_work).min();
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

struct Run<'a, 'k> {
    question: Question<'a>,
    known: &'k mut Known,
    roots: &'a [Root],
    views: &'k mut BTreeMap<ViewKey, Vec<Option<Row>>>,
    unsealed_payments: Option<Vec<(FactId, &'a Payment)>>,
    account: Account<'a>,
    assessment: Assessment,
    settlement: Settlement,
    accruing: i64,
    pending: Vec<Pending>,
    flags: BTreeSet<Flag>,
    review_lines: Vec<Line>,
}

impl<'a, 'k> Run<'a, 'k> {
    fn new(
        question: Question<'a>,
        known: &'k mut Known,
        roots: &'a [Root],
        views: &'k mut BTreeMap<ViewKey, Vec<Option<Row>>>,
    ) -> Run<'a, 'k> {
        Run {
            question,
            known,
            roots,
            views,
            unsealed_payments: None,
            account: Account::of(question.facts, roots),
            assessment: Assessment::default(),
            settlement: Settlement::default(),
            accruing: 0,
            pending: Vec::new(),
            flags: BTreeSet::new(),
            review_lines: Vec::new(),
        }
    }

    fn period(&mut self, period: Period, is_last: bool) {
        let Question {
            facts,
            seals,
            policies,
            agent,
            as_of,
        } = self.question;
        let policy_at = seals.rules_of(policies, period);
        let policy = policies.at(policy_at);
        let scene = Scene {
            view: View::of(facts, seals, period, self.question.begun()),
            policy,
            policy_at,
            agent,
        };
        let is_running = period.last() >= as_of;
        let at = period.last().min(as_of);
        self.contribute(scene, period, is_last);
        let fee = self.assessment.assess(scene, period, as_of);
        self.pay(&scene.view, at);
        if is_running {
            self.accruing = fee;
        } else {
            let due = self.due(policy, period);
            self.settlement.add(policy, period, due, fee);
        }
        self.settlement
            .offset(policy, &mut self.account, period, at);
    }

    fn contribute(&mut self, scene: Scene<'a>, period: Period, is_last: bool) {
        let Some(agent) = self.question.facts.find_agent(self.question.agent) else {
            return;
        };
        let (view, policy) = (scene.view, scene.policy);
        let key = view.key(scene.policy_at);
        let known = self.known.entry(key);
        let known = known.or_insert_with(|| Judgements::of_view(&view));
        let rows = self.views.entry(key).or_default();
        rows.resize(self.roots.len(), None);
        let mut rating = Rating::of(view, policy, agent, known);
        // What counts already counts for good. So of a sealed period, which sees what no other sees, only the rest is
        // rated, unless it is the last, which is shown. What is not sealed is the same for all periods.
        let is_all = view.sealed().is_none() || is_last;
        for (at, row) in rows.iter_mut().enumerate() {
            if row.is_none() && (is_all || !self.account.is_settled(at)) {
                *row = Some(rating.rate(self.roots[at].no));
            }
        }
        self.account.extend(&view, policy, rows, period.last());
        if is_last {
            let noted = rows.iter().flatten();
            for notes in noted.filter_map(|row| row.notes.as_ref()) {
                self.pending.extend(notes.pending.clone());
                self.flags.extend(notes.flags.iter().cloned());
                self.review_lines.extend(notes.lines.iter().cloned());
            }
        }
    }

    /// Payments pay what was owed before this period ends.
    fn pay(&mut self, view: &View<'a>, until: Day) {
        let agent = self.question.agent;
        if view.sealed().is_some() {
            let payments = confirmed_payments(view, agent);
            self.settlement.pay(&payments, until);
            return;
        }
        let payments = self
            .unsealed_payments
            .get_or_insert_with(|| confirmed_payments(view, agent));
        self.settlement.pay(payments, until);
    }

    fn due(&self, policy: &Policy, period: Period) -> Day {
        let due = period.last().plus(days(policy.due_days));
        let end = self.grace_end(policy.grace_days);
        end.map_or(due, |end| due.max(end))
    }

    /// The last day on which nothing is due yet.
    fn grace_end(&self, grace_days: u32) -> Option<Day> {
        let first = self.assessment.first_commercial?;
        (grace_days > 0).then(|| first.plus(days(grace_days)))
    }

    fn flag(&mut self, periods: &[Period]) {
        let Question {
            facts,
            seals,
            policies,
            as_of,
            ..
        } = self.question;
        let open = |period: &&Period| period.last() < as_of && !seals.is_sealed(**period);
        let open: Vec<Period> = periods.iter().filter(open).copied().collect();
        if !open.is_empty() {
            self.flags.insert(Flag::Provisional { periods: open });
        }
        let own = |(used, _): &&(No, Flag)| facts.counts(*used);
        let double = seals.double().filter(own);
        self.flags.extend(double.map(|(_, flag)| flag.clone()));
        let conflicts = periods
            .iter()
            .filter_map(|period| policies.conflict_on(period.first()));
        self.flags
            .extend(conflicts.map(|day| Flag::PolicyConflict { day }));
    }

    fn finish(mut self, view: &View, policy: &Policy) -> Outcome {
        let as_of = self.question.as_of;
        let unconfirmed = self.unconfirmed(view);
        self.pending.retain(|pending| pending.day <= as_of);
        self.flag_waiting(&unconfirmed);
        let suspensions = self.suspensions(view);
        let code = self.code(!suspensions.is_empty());
        let is_open = self.settlement.open().next().is_some();
        let binding = match is_open {
            true => self.settlement.open().any(|open| open.binding),
            false => policy.binding,
        };
        let declared = self.declared(view, policy);
        let mut lines = Vec::new();
        lines.extend(declared);
        lines.append(&mut self.assessment.lines);
        lines.append(&mut self.settlement.lines);
        lines.append(&mut self.assessment.waiting);
        lines.reserve(self.account.len());
        lines.extend(self.account.lines());
        lines.append(&mut self.review_lines);
        lines.extend(suspensions);
        Outcome {
            code,
            owed: self.settlement.owed(),
            binding,
            due: self
                .settlement
                .open()
                .map(|obligation| obligation.due)
                .next(),
            accruing: self.accruing,
            balance: self.account.balance(policy, as_of),
            recent: self.account.recent(as_of),
            lines,
            flags: self.flags,
            pending: self.pending,
            unconfirmed,
        }
    }

    /// Each fee keeps the rules of its period, whatever those of today say.
    fn code(&self, is_suspended: bool) -> StatusCode {
        let as_of = self.question.as_of;
        let waits = |code: fn(&Line) -> bool| self.assessment.waiting.iter().any(code);
        let mut open = self.settlement.open();
        let is_overdue = open.any(|open| open.binding && open.due < as_of);
        let is_open = self.settlement.open().next().is_some();
        let in_grace = |open: &Obligation| {
            let end = self.grace_end(open.grace_days);
            end.is_some_and(|end| as_of <= end)
        };
        if is_suspended {
            StatusCode::Suspended
        } else if waits(|line| matches!(line, Line::NotCovered { .. })) {
            StatusCode::NotLicensed
        } else if is_overdue {
            StatusCode::Overdue
        } else if waits(|line| matches!(line, Line::Undeclared { .. })) {
            StatusCode::Undeclared
        } else if is_open && self.settlement.open().all(in_grace) {
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
        payments(&everything, self.question.agent)
            .filter(|(_, payment)| payment.day <= self.question.as_of)
            .filter(|(no, _)| !everything.is_voided(*no) && !is_confirmed(&everything, *no))
            .map(|(no, _)| view.facts.id(no))
            .collect()
    }

    fn flag_waiting(&mut self, unconfirmed: &[FactId]) {
        if !unconfirmed.is_empty() {
            let count = u32::try_from(unconfirmed.len()).unwrap_or(u32::MAX);
            self.flags.insert(Flag::PaymentUnconfirmed { count });
        }
        let waits = |pending: &&Pending| matches!(pending.reason, PendingReason::Reviews { .. });
        let mut points = Rational::zero();
        for pending in self.pending.iter().filter(waits) {
            points += &pending.points;
        }
        if points.is_positive() {
            self.flags.insert(Flag::PendingReview { points });
        }
    }

    fn suspensions(&self, view: &View) -> Vec<Line> {
        view.of_agent(self.question.agent)
            .filter_map(|(no, body)| match body {
                Body::Suspension(decision)
                    if spans(decision.from, decision.to, self.question.as_of)
                        && view.has_quorum(&decision.signers)
                        && !view.is_voided(no) =>
                {
                    let (from, signers) = (decision.from, decision.signers.clone());
                    Some(Line::Suspended {
                        decision: view.facts.id(no),
                        from,
                        signers,
                    })
                }
                _ => None,
            })
            .collect()
    }

    fn declared(&self, view: &View, policy: &Policy) -> Option<Line> {
        let Question { agent, as_of, .. } = self.question;
        let (attestation, said) = attestation_on(view, policy, agent, as_of)?;
        Some(Line::Declared {
            attestation: view.facts.id(attestation),
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
