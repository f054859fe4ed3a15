//! What is owed: fees, payments, contributions and thresholds, oldest first (RSD-1, section 7).

use std::collections::BTreeSet;

use super::account::Account;
use super::explain::Line;
use super::fact::{Body, Payment};
use super::facts::{No, Stored};
use super::period::Period;
use super::policy::{Offset, Policy};
use super::view::View;
use crate::day::Day;
use crate::id::{AgentId, FactId};
use crate::number::Rational;

/// The fee of one ended period.
pub(super) struct Obligation {
    pub(super) period: Period,
    pub(super) due: Day,
    /// Whether it can become overdue, by the rules of its period.
    pub(super) binding: bool,
    /// For so many days after the first commercial use nothing is due, by the same rules.
    pub(super) grace_days: u32,
    amount: i64,
    pub(super) open: i64,
    offset: i64,
}

/// What an agent owes, period by period.
#[derive(Default)]
pub(super) struct Settlement {
    pub(super) obligations: Vec<Obligation>,
    prepaid: i64,
    paid: BTreeSet<FactId>,
    pub(super) lines: Vec<Line>,
}

impl Settlement {
    /// (a) Confirmed payments up to that day pay the oldest fees; what is left is prepaid.
    pub(super) fn pay(&mut self, confirmed: &[(FactId, &Payment)], until: Day) {
        for (id, payment) in confirmed.iter().copied() {
            if payment.day > until || payment.amount <= 0 || !self.paid.insert(id) {
                continue;
            }
            self.prepaid = self.prepaid.saturating_add(payment.amount);
            self.lines.push(Line::Paid {
                payment: id,
                amount: payment.amount,
                day: payment.day,
            });
        }
        self.use_prepaid();
    }

    /// (b) At the end of a period its fee is added.
    pub(super) fn add(&mut self, policy: &Policy, period: Period, due: Day, fee: i64) {
        if fee > 0 {
            self.obligations.push(Obligation {
                period,
                due,
                binding: policy.binding,
                grace_days: policy.grace_days,
                amount: fee,
                open: fee,
                offset: 0,
            });
            self.use_prepaid();
        }
    }

    fn use_prepaid(&mut self) {
        for obligation in &mut self.obligations {
            let paid = obligation.open.min(self.prepaid);
            obligation.open -= paid;
            self.prepaid -= paid;
        }
    }

    /// (c) and (d): contributions pay, or waive the fee of the period that ended.
    pub(super) fn offset(
        &mut self,
        policy: &Policy,
        account: &mut Account,
        period: Period,
        at: Day,
    ) {
        match policy.offset {
            Offset::None => {}
            Offset::Account => self.offset_account(policy, account, period, at),
            Offset::Threshold if at < period.last() => {}
            Offset::Threshold => self.waive(policy, account, period, at),
        }
    }

    fn offset_account(&mut self, policy: &Policy, account: &mut Account, period: Period, at: Day) {
        let value = Rational::from(policy.point_value);
        let worth = |account: &Account| (&account.balance(policy, at) * &value).floor_to_minor();
        let mut available = None;
        for obligation in self.obligations.iter_mut().filter(|one| one.open > 0) {
            let left = *available.get_or_insert_with(|| worth(account));
            let most = &Rational::from(policy.max_offset) * &Rational::from(obligation.amount);
            let room = most.floor_to_minor().saturating_sub(obligation.offset);
            let amount = obligation.open.min(room).min(left);
            let Some(points) = Rational::new(amount, policy.point_value) else {
                continue;
            };
            if amount <= 0 {
                continue;
            }
            obligation.open -= amount;
            obligation.offset += amount;
            let claims = account.consume(policy, at, points.clone());
            available = None;
            let (against, point_value) = (obligation.period, policy.point_value);
            self.lines.push(Line::Offset {
                period,
                against,
                points,
                point_value,
                amount,
                claims,
            });
        }
    }

    fn waive(&mut self, policy: &Policy, account: &Account, period: Period, at: Day) {
        let mut open = self
            .obligations
            .iter_mut()
            .filter(|o| o.period == period && o.open > 0)
            .peekable();
        if open.peek().is_none() {
            return;
        }
        let points = account.recent(at);
        if points < Rational::from(policy.threshold) {
            return;
        }
        for obligation in open {
            let amount = std::mem::take(&mut obligation.open);
            let threshold = policy.threshold;
            self.lines.push(Line::Waived {
                period,
                points: points.clone(),
                threshold,
                amount,
            });
        }
    }

    /// What is still open, oldest first.
    pub(super) fn open(&self) -> impl Iterator<Item = &Obligation> {
        self.obligations
            .iter()
            .filter(|obligation| obligation.open > 0)
    }

    pub(super) fn owed(&self) -> i64 {
        self.open()
            .fold(0, |sum, obligation| sum.saturating_add(obligation.open))
    }
}

/// The payments that a steward or treasurer has seen, by day and id.
pub(super) fn confirmed_payments<'a>(
    view: &View<'a>,
    agent: AgentId,
) -> Vec<(FactId, &'a Payment)> {
    let mut payments: Vec<_> = payments(view, agent)
        .filter(|(no, _)| !view.is_voided(*no) && is_confirmed(view, *no))
        .map(|(no, payment)| (view.facts.id(no), payment))
        .collect();
    payments.sort_by_key(|(id, payment)| (payment.day, *id));
    payments
}

pub(super) fn payments<'a>(
    view: &View<'a>,
    agent: AgentId,
) -> impl Iterator<Item = (No, &'a Payment)> + use<'a> {
    view.of_agent(agent).filter_map(|(no, body)| match body {
        Body::Payment(payment) => Some((no, payment)),
        _ => None,
    })
}

/// Whether a steward or treasurer has seen the payment arrive.
pub(super) fn is_confirmed(view: &View, payment: No) -> bool {
    view.about(payment).any(|(no, said)| {
        matches!(said, Stored::Paid { by, .. } if view.facts.sees_payments(*by))
            && !view.is_voided(no)
    })
}
