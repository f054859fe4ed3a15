//! Fees period by period, and what has settled each of them.
//!
//! A status says what is owed in all and names what was paid. Which payment settled which fee follows from the order of
//! RSD-1, section 7: the oldest fee first, at the end of each period. It is gone through here once more, over the lines
//! of the status; the open rest adds up to what the status says is owed.

use std::collections::BTreeSet;

use crate::day::Day;
use crate::id::{AgentId, FactId};
use crate::number::{Ratio, Rational};
use crate::rsd1::derive::PERIODS_MAX;
use crate::rsd1::{Line, Period, Policy, Status};

/// The fee of one agent for one period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fee {
    /// Who owes it.
    pub agent: AgentId,
    /// For which period.
    pub period: Period,
    /// Use reports in it.
    pub reports: Vec<FactId>,
    /// Agreements in it.
    pub agreements: Vec<FactId>,
    /// The attributable revenue, in minor units, where the fee of the rules is in it.
    pub revenue: Rational,
    /// What is free of it.
    pub allowance: i64,
    /// The rate of the rules.
    pub rate: Ratio,
    /// Flat fees of the rules, in minor units.
    pub flat: Rational,
    /// What agreements cost, in minor units.
    pub agreed: Rational,
    /// The fee: all of the above, rounded down once, and no less than the rules say.
    pub amount: i64,
    /// What settled it, oldest first.
    pub settled: Vec<Settled>,
    /// What is left.
    pub open: i64,
    /// The last day to settle it.
    pub due: Day,
    /// Whether it can be overdue, by the rules of its period.
    pub binding: bool,
    /// How it stands.
    pub state: FeeState,
}

/// How a fee stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FeeState {
    /// The period still runs; it is not owed yet.
    Accruing,
    /// Nothing is left.
    Settled,
    /// Something is left, and its day has not come, or no day makes it overdue.
    Open,
    /// Something is left after its day.
    Overdue,
}

impl FeeState {
    /// A name that never changes.
    pub fn name(self) -> &'static str {
        match self {
            FeeState::Accruing => "accruing",
            FeeState::Settled => "settled",
            FeeState::Open => "open",
            FeeState::Overdue => "overdue",
        }
    }
}

/// A part of a fee that is settled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settled {
    /// By what.
    pub by: SettledBy,
    /// How much, in minor units.
    pub amount: i64,
}

/// What settles a fee.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettledBy {
    /// A confirmed payment.
    Payment(FactId),
    /// Points of reviewed work.
    Offset {
        /// At the end of this period.
        at: Period,
        /// How many.
        points: Rational,
        /// What a point pays.
        point_value: i64,
        /// Of which contributions.
        claims: Vec<FactId>,
    },
    /// Enough points within a year.
    Waived {
        /// How many.
        points: Rational,
        /// How many were needed.
        threshold: Ratio,
    },
}

impl Fee {
    fn paid(&self, is_kind: fn(&SettledBy) -> bool) -> i64 {
        let of_kind = self.settled.iter().filter(|one| is_kind(&one.by));
        of_kind.fold(0, |sum, one| sum.saturating_add(one.amount))
    }

    /// How much was settled by payments.
    pub fn by_payment(&self) -> i64 {
        self.paid(|by| matches!(by, SettledBy::Payment(_)))
    }

    /// How much was settled by contributions.
    pub fn by_offset(&self) -> i64 {
        self.paid(|by| matches!(by, SettledBy::Offset { .. }))
    }

    /// How much was waived.
    pub fn by_waiver(&self) -> i64 {
        self.paid(|by| matches!(by, SettledBy::Waived { .. }))
    }

    /// The payments that settle it, oldest first.
    pub fn payments(&self) -> Vec<FactId> {
        self.settled
            .iter()
            .filter_map(|one| match one.by {
                SettledBy::Payment(payment) => Some(payment),
                _ => None,
            })
            .collect()
    }

    /// The contributions that settle it, each once, by id.
    pub fn claims(&self) -> BTreeSet<FactId> {
        self.settled
            .iter()
            .flat_map(|one| match &one.by {
                SettledBy::Offset { claims, .. } => claims.clone(),
                _ => Vec::new(),
            })
            .collect()
    }

    fn settle(&mut self, by: SettledBy, amount: i64) {
        if amount > 0 {
            self.open = self.open.saturating_sub(amount);
            self.settled.push(Settled { by, amount });
        }
    }
}

/// The fees of one agent, oldest first, the running period last.
///
/// `used` is the first day of each of its uses and whether that was commercial; `policy` the rules of a day; `status`
/// where it stands on a day.
pub fn fees(
    agent: AgentId,
    as_of: Day,
    used: &[(Day, bool)],
    policy: &dyn Fn(Day) -> Option<Policy>,
    status: &mut dyn FnMut(Day) -> Option<Status>,
) -> Vec<Fee> {
    let Some(now) = status(as_of) else {
        return Vec::new();
    };
    let mut fees = Vec::new();
    for period in periods(as_of, used, policy, &now) {
        let is_running = period.last() >= as_of;
        let then = if is_running {
            Some(now.clone())
        } else {
            status(period.last())
        };
        let (Some(rules), Some(then)) = (policy(period.first()), then) else {
            continue;
        };
        let before = match is_agreed(&then) {
            true => status(period.first().plus(-1)),
            false => None,
        };
        let mut fee = assessed(agent, period, &then, before.as_ref());
        (fee.due, fee.binding) = (due(&rules, period, used), rules.binding);
        if is_running {
            fee.state = FeeState::Accruing;
        }
        if fee.amount > 0 || !fee.reports.is_empty() || !fee.agreements.is_empty() {
            fees.push(fee);
        }
    }
    settle(&mut fees, &now);
    for fee in fees
        .iter_mut()
        .filter(|fee| fee.state != FeeState::Accruing)
    {
        fee.state = match fee.open {
            0 => FeeState::Settled,
            _ if fee.binding && fee.due < as_of => FeeState::Overdue,
            _ => FeeState::Open,
        };
    }
    fees
}

/// The periods that may have a fee. Agreements are named without their period, so then all are looked at.
fn periods(
    as_of: Day,
    used: &[(Day, bool)],
    policy: &dyn Fn(Day) -> Option<Policy>,
    now: &Status,
) -> Vec<Period> {
    let named: Vec<Period> = now
        .lines
        .iter()
        .filter_map(|line| match line {
            Line::Fee { period, .. } => Some(*period),
            _ => None,
        })
        .collect();
    if !is_agreed(now) {
        return named;
    }
    let mut all = Vec::new();
    let mut day = used.iter().map(|(day, _)| *day).min().unwrap_or(as_of);
    while let Some(rules) = policy(day).filter(|_| day <= as_of && day.is_in_calendar()) {
        let period = Period::of(day, rules.period);
        all.push(period);
        day = period.last().plus(1);
    }
    let skipped = all.len().saturating_sub(PERIODS_MAX);
    all.split_off(skipped)
}

fn is_agreed(status: &Status) -> bool {
    let mut lines = status.lines.iter();
    lines.any(|line| matches!(line, Line::Agreed { .. }))
}

/// The fee of a period as it was assessed at its end: then it was the running one, and what ran up is the fee.
fn assessed(agent: AgentId, period: Period, then: &Status, before: Option<&Status>) -> Fee {
    let mut fee = Fee {
        agent,
        period,
        reports: Vec::new(),
        agreements: Vec::new(),
        revenue: Rational::zero(),
        allowance: 0,
        rate: Ratio::ZERO,
        flat: Rational::zero(),
        agreed: Rational::zero(),
        amount: then.accruing,
        settled: Vec::new(),
        open: then.accruing,
        due: period.last(),
        binding: false,
        state: FeeState::Open,
    };
    let was_said = |line: &Line| before.is_some_and(|before| before.lines.contains(line));
    for line in &then.lines {
        match line {
            Line::Fee {
                period: of,
                reports,
                rate,
                revenue,
                allowance,
                flat,
                ..
            } if *of == period => {
                fee.reports.extend(reports);
                fee.revenue = revenue.clone();
                fee.allowance = *allowance;
                fee.rate = *rate;
                fee.flat = flat.clone();
            }
            Line::Agreed {
                report,
                agreement,
                amount,
            } if !was_said(line) => {
                fee.reports.push(*report);
                fee.agreements.push(*agreement);
                fee.agreed += amount;
            }
            _ => {}
        }
    }
    fee.reports.sort_unstable();
    fee.reports.dedup();
    fee.agreements.sort_unstable();
    fee.agreements.dedup();
    fee
}

fn due(rules: &Policy, period: Period, used: &[(Day, bool)]) -> Day {
    let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
    let due = period.last().plus(days(rules.due_days));
    let commercial = used
        .iter()
        .filter(|(day, commercial)| *commercial && *day <= period.last());
    let first = commercial.map(|(day, _)| *day).min();
    match first.filter(|_| rules.grace_days > 0) {
        Some(first) => due.max(first.plus(days(rules.grace_days))),
        None => due,
    }
}

/// Goes through the lines of the status in their order (RSD-1, section 7): the oldest fee first.
fn settle(fees: &mut [Fee], now: &Status) {
    let mut purse: Vec<(FactId, i64)> = Vec::new();
    let mut ended = 0;
    for line in &now.lines {
        match line {
            Line::Paid {
                payment, amount, ..
            } => purse.push((*payment, *amount)),
            Line::Offset {
                period,
                against,
                points,
                point_value,
                amount,
                claims,
            } => {
                ended = end(fees, ended, *period, &mut purse);
                let by = SettledBy::Offset {
                    at: *period,
                    points: points.clone(),
                    point_value: *point_value,
                    claims: claims.clone(),
                };
                if let Some(fee) = fees.iter_mut().find(|fee| fee.period == *against) {
                    fee.settle(by, *amount);
                }
            }
            Line::Waived {
                period,
                points,
                threshold,
                amount,
            } => {
                ended = end(fees, ended, *period, &mut purse);
                let (points, threshold) = (points.clone(), *threshold);
                if let Some(fee) = fees.iter_mut().find(|fee| fee.period == *period) {
                    fee.settle(SettledBy::Waived { points, threshold }, *amount);
                }
            }
            _ => continue,
        }
        pay(&mut fees[..ended], &mut purse);
    }
    let all = fees
        .iter()
        .filter(|fee| fee.state != FeeState::Accruing)
        .count();
    while ended < all {
        ended += 1;
        pay(&mut fees[..ended], &mut purse);
    }
}

/// Ends the periods up to this one: their fees are there, and what was prepaid settles them.
fn end(fees: &mut [Fee], mut ended: usize, until: Period, purse: &mut Vec<(FactId, i64)>) -> usize {
    pay(&mut fees[..ended], purse);
    while fees
        .get(ended)
        .is_some_and(|fee| fee.state != FeeState::Accruing && fee.period <= until)
    {
        ended += 1;
        pay(&mut fees[..ended], purse);
    }
    ended
}

fn pay(fees: &mut [Fee], purse: &mut Vec<(FactId, i64)>) {
    for fee in fees {
        while fee.open > 0 {
            let Some((payment, left)) = purse.first_mut() else {
                return;
            };
            let amount = fee.open.min(*left);
            *left -= amount;
            let (by, is_spent) = (SettledBy::Payment(*payment), *left <= 0);
            fee.settle(by, amount);
            if is_spent {
                purse.remove(0);
            }
        }
    }
}
