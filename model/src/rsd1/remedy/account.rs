//! What would settle a fee: money, work, reviews, confirmations.

use super::super::fact::{Body, Claim, Payment, Review};
use super::super::policy::{ContributionType, ContributionUnit, Offset};
use super::super::status::{Pending, PendingReason};
use super::trial::{Trial, person, stand_in, stewards};
use super::{Action, Remedy};
use crate::id::{AgentId, FactId};
use crate::number::{Ratio, Rational};

/// At most so many waiting contributions are named as remedies, the oldest first.
pub const REMEDY_CLAIMS_MAX: usize = 4;

impl Trial<'_> {
    pub(super) fn pay(&mut self) -> Option<Remedy> {
        let amount = self.now.owed;
        let payment = Payment {
            agent: self.agent,
            amount,
            day: self.as_of,
        };
        let seen = seen(stand_in(0));
        let then = self.with(&stewards(1), vec![Body::Payment(payment), seen]);
        (then.owed == 0).then_some(Remedy {
            action: Action::Pay { amount },
            then,
        })
    }

    pub(super) fn confirm_payments(&mut self) -> Vec<Remedy> {
        let unconfirmed = self.now.unconfirmed.iter();
        unconfirmed
            .filter_map(|payment| self.confirm_payment(*payment))
            .collect()
    }

    fn confirm_payment(&mut self, payment: FactId) -> Option<Remedy> {
        let facts = &self.derived.facts;
        let amount = match facts.whole(facts.find(payment)?)? {
            Body::Payment(said) => said.amount,
            _ => return None,
        };
        let then = self.with(&stewards(1), vec![seen(payment)]);
        let action = Action::ConfirmPayment { payment, amount };
        self.is_better(then).then_some(Remedy { action, then })
    }

    /// Work from today on, where points pay and can pay all.
    pub(super) fn work(&mut self) -> Option<Remedy> {
        if self.policy.offset != Offset::Account {
            return None;
        }
        let (rate, kinds) = self.best_work()?;
        let owed = Rational::new(self.now.owed, self.policy.point_value)?;
        let points = &owed - &self.now.balance.clone().min(Rational::zero());
        let minutes = points.checked_div(&rate.into())?.ceil_to_whole();
        let cap = i64::from(self.policy.daily_cap_minutes.max(1));
        let claim = Claim {
            provider: person(0),
            by: person(0),
            on_behalf_of: Some(self.agent),
            kind: kinds.first()?.clone(),
            quantity: minutes,
            day: self.as_of,
            days: u32::try_from(minutes / cap + 1).ok()?,
            evidence: Vec::new(),
            deliverable: None,
            share: Ratio::ONE,
            supersedes: None,
        };
        let mut bodies = vec![Body::Claim(claim)];
        bodies.extend((1..=self.policy.reviews).map(|n| self.accept(stand_in(0), n, minutes)));
        let then = self.with(&[], bodies);
        let action = Action::Work {
            points,
            minutes,
            kinds,
            reviews: self.policy.reviews,
        };
        (then.owed == 0).then_some(Remedy { action, then })
    }

    fn accept(&self, claim: FactId, n: u32, quantity: i64) -> Body {
        Body::Review(Review {
            claim,
            by: person(n),
            quantity,
            day: self.as_of,
        })
    }

    /// The kinds of work that give the most points for a minute.
    fn best_work(&self) -> Option<(Ratio, Vec<String>)> {
        let is_work = |kind: &&ContributionType| kind.unit == ContributionUnit::Minute;
        let best = self
            .policy
            .types
            .iter()
            .filter(is_work)
            .map(|kind| kind.points)
            .max()?;
        let kinds = self
            .policy
            .types
            .iter()
            .filter(is_work)
            .filter(|kind| kind.points == best);
        (best > Ratio::ZERO).then(|| (best, kinds.map(|kind| kind.name.clone()).collect()))
    }

    /// Waiting contributions that would change something, were they accepted or confirmed.
    pub(super) fn wait(&mut self) -> Vec<Remedy> {
        let mut waiting: Vec<&Pending> = self.now.pending.iter().collect();
        waiting.sort_by_key(|pending| (pending.day, pending.claim));
        let first = waiting.into_iter().take(REMEDY_CLAIMS_MAX);
        first.filter_map(|pending| self.wait_for(pending)).collect()
    }

    fn wait_for(&mut self, pending: &Pending) -> Option<Remedy> {
        match pending.reason {
            PendingReason::Reviews {
                accepts,
                needed,
                rejects,
            } => self.review(pending.claim, accepts, needed, rejects),
            PendingReason::Confirmation { by } => self.confirm(pending.claim, by),
            PendingReason::Duplicate | PendingReason::UnknownType => None,
        }
    }

    fn confirm(&mut self, claim: FactId, by: AgentId) -> Option<Remedy> {
        let then = self.with(&[], vec![Body::Confirm { claim, by }]);
        let action = Action::ConfirmContribution { claim, by };
        self.is_better(then).then_some(Remedy { action, then })
    }

    /// As few people as it takes: those who are missing now, or more where the first review would be late.
    fn review(&mut self, claim: FactId, accepts: u32, needed: u32, rejects: u32) -> Option<Remedy> {
        let missing = |needed: u32| {
            needed
                .max(rejects.saturating_add(1))
                .saturating_sub(accepts)
                .max(1)
        };
        let most = missing(self.policy.late_reviews.max(needed));
        (missing(needed)..=most).find_map(|people| {
            let accept = |n| self.accept(claim, n, i64::MAX);
            let reviews = (1..=people).map(accept).collect();
            let then = self.with(&[], reviews);
            let action = Action::WaitForReviews { claim, people };
            self.is_better(then).then_some(Remedy { action, then })
        })
    }
}

/// The steward of the trial has seen a payment.
fn seen(payment: FactId) -> Body {
    Body::PaymentConfirmed {
        payment,
        by: person(0),
    }
}
