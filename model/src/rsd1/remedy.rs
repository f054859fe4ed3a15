//! What would change a status. Each remedy was tried out with the facts that it asks for; what it promises is what the
//! derivation then gave (RSD-1, section 12).

use std::collections::BTreeMap;

use minicbor::Encode;

use super::derive::{Outcome, outcome};
use super::explain::Line;
use super::fact::{Agreement, Attestation, Body, Claim, Fact, Payment, Review, Suspension, Terms};
use super::facts::Facts;
use super::policies::Policies;
use super::policy::{AgentClass, ContributionUnit, Offset, Policy};
use super::status::{Needs, Pending, PendingReason, StatusCode};
use crate::day::Day;
use crate::id::{AgentId, FactId};
use crate::number::{Ratio, Rational};

/// At most so many waiting contributions are named as remedies, the oldest first.
pub const REMEDY_CLAIMS_MAX: usize = 4;

/// Something that people can do, and what comes of it.
#[derive(Clone, PartialEq, Eq, Debug, Encode)]
#[cbor(map)]
pub struct Remedy {
    /// What to do.
    #[n(0)]
    pub action: Action,
    /// The status after it.
    #[n(1)]
    pub then: Promise,
}

/// The status that follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode)]
#[cbor(map)]
pub struct Promise {
    /// The code.
    #[n(0)]
    pub code: StatusCode,
    /// What is owed, in minor units.
    #[n(1)]
    pub owed: i64,
}

/// What to do.
#[derive(Clone, PartialEq, Eq, Debug, Encode)]
pub enum Action {
    /// Pay that much, and have it confirmed.
    #[n(0)]
    Pay {
        /// Minor units.
        #[n(0)]
        amount: i64,
    },
    /// A steward confirms a payment that was reported.
    #[n(1)]
    ConfirmPayment {
        /// The payment.
        #[n(0)]
        payment: FactId,
        /// Minor units.
        #[n(1)]
        amount: i64,
    },
    /// Work for that many points from today on, and have it reviewed.
    #[n(2)]
    Work {
        /// The points.
        #[n(0)]
        points: Rational,
        /// Minutes of the kinds of work that give the most points.
        #[n(1)]
        minutes: i64,
        /// Those kinds.
        #[n(2)]
        kinds: Vec<String>,
        /// How many people must accept it.
        #[n(3)]
        reviews: u32,
    },
    /// So many more people accept a contribution as it was claimed.
    #[n(3)]
    WaitForReviews {
        /// The contribution.
        #[n(0)]
        claim: FactId,
        /// How many more people.
        #[n(1)]
        people: u32,
    },
    /// The person in whose name it was written confirms a contribution.
    #[n(4)]
    ConfirmContribution {
        /// The contribution.
        #[n(0)]
        claim: FactId,
        /// That person.
        #[n(1)]
        by: AgentId,
    },
    /// Record the ownership, if it is of this class: three questions, and so many people confirm.
    #[n(5)]
    RecordOwnership {
        /// The class; for `worker_owned`, all surplus goes to the workers.
        #[n(0)]
        class: AgentClass,
        /// The first day that has to be covered.
        #[n(1)]
        from: Day,
        /// How many people must attest it.
        #[n(2)]
        attesters: u32,
    },
    /// Stewards agree in writing; the promise is for an agreement that costs nothing.
    #[n(6)]
    Agree {
        /// The first day that has to be covered.
        #[n(0)]
        from: Day,
        /// How many stewards sign.
        #[n(1)]
        stewards: u32,
    },
    /// So many more stewards co-sign a fact that waits.
    #[n(8)]
    CoSign {
        /// The fact.
        #[n(0)]
        fact: FactId,
        /// How many more stewards.
        #[n(1)]
        stewards: u32,
    },
    /// Stewards decide that a use report does not count.
    #[n(7)]
    LeaveOut {
        /// The use report.
        #[n(0)]
        report: FactId,
        /// How many stewards sign.
        #[n(1)]
        stewards: u32,
    },
}

/// All remedies of an outcome that come true.
pub(super) fn remedies(
    facts: &Facts,
    policies: &Policies,
    agent: AgentId,
    as_of: Day,
    now: &Outcome,
) -> Vec<Remedy> {
    let policy = policies.on(as_of);
    let trial = Trial {
        facts,
        policies,
        policy,
        agent,
        as_of,
        now,
    };
    let mut remedies = Vec::new();
    match now.code {
        StatusCode::Overdue | StatusCode::FeeDue | StatusCode::Grace => {
            remedies.extend(trial.pay());
            remedies.extend(trial.confirm_payments());
            remedies.extend(trial.work());
            remedies.extend(trial.wait());
        }
        StatusCode::NotLicensed => {
            remedies.extend(trial.record_ownership());
            remedies.extend(trial.agree());
            remedies.extend(trial.leave_out());
        }
        StatusCode::Undeclared => remedies.extend(trial.record_ownership()),
        _ => {}
    }
    remedies.extend(trial.co_sign());
    remedies
}

/// The facts as they are, to try out what is asked for.
struct Trial<'a> {
    facts: &'a Facts,
    policies: &'a Policies,
    policy: &'a Policy,
    agent: AgentId,
    as_of: Day,
    now: &'a Outcome,
}

impl Trial<'_> {
    /// What the derivation gives with these facts added.
    fn with(&self, bodies: Vec<Body>) -> Promise {
        let mut facts = self.facts.clone();
        for (n, body) in bodies.into_iter().enumerate() {
            facts.add(Fact {
                id: stand_in(n),
                signed: None,
                body,
            });
        }
        self.in_these(&facts)
    }

    fn in_these(&self, facts: &Facts) -> Promise {
        let then = outcome(facts, self.policies, self.agent, self.as_of);
        Promise {
            code: then.code,
            owed: then.owed,
        }
    }

    fn is_better(&self, then: Promise) -> bool {
        then.owed < self.now.owed || then.code > self.now.code
    }

    fn pay(&self) -> Option<Remedy> {
        let amount = self.now.owed;
        let payment = Payment {
            agent: self.agent,
            amount,
            day: self.as_of,
        };
        let seen = Body::PaymentConfirmed {
            payment: stand_in(0),
            by: person(0),
        };
        let then = self.with(vec![Body::Payment(payment), Body::Steward(person(0)), seen]);
        (then.owed == 0).then_some(Remedy {
            action: Action::Pay { amount },
            then,
        })
    }

    fn confirm_payments(&self) -> Vec<Remedy> {
        let remedy = |payment: &FactId| {
            let amount = match &self.facts.get(*payment)?.body {
                Body::Payment(said) => said.amount,
                _ => return None,
            };
            let seen = Body::PaymentConfirmed {
                payment: *payment,
                by: person(0),
            };
            let then = self.with(vec![Body::Steward(person(0)), seen]);
            let action = Action::ConfirmPayment {
                payment: *payment,
                amount,
            };
            self.is_better(then).then_some(Remedy { action, then })
        };
        self.now.unconfirmed.iter().filter_map(remedy).collect()
    }

    /// Work from today on, where points pay and can pay all.
    fn work(&self) -> Option<Remedy> {
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
        let then = self.with(bodies);
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
        let is_work =
            |kind: &&super::policy::ContributionType| kind.unit == ContributionUnit::Minute;
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
    fn wait(&self) -> Vec<Remedy> {
        let mut waiting: Vec<&Pending> = self.now.pending.iter().collect();
        waiting.sort_by_key(|pending| (pending.day, pending.claim));
        let remedy = |pending: &&Pending| match pending.reason {
            PendingReason::Reviews {
                accepts,
                needed,
                rejects,
            } => self.review(pending, accepts, needed, rejects),
            PendingReason::Confirmation { by } => {
                let then = self.with(vec![Body::Confirm {
                    claim: pending.claim,
                    by,
                }]);
                let action = Action::ConfirmContribution {
                    claim: pending.claim,
                    by,
                };
                self.is_better(then).then_some(Remedy { action, then })
            }
            PendingReason::Duplicate | PendingReason::UnknownType => None,
        };
        waiting
            .iter()
            .take(REMEDY_CLAIMS_MAX)
            .filter_map(remedy)
            .collect()
    }

    /// As few people as it takes: those who are missing now, or more where the first review would be late.
    fn review(&self, pending: &Pending, accepts: u32, needed: u32, rejects: u32) -> Option<Remedy> {
        let missing = |needed: u32| {
            needed
                .max(rejects.saturating_add(1))
                .saturating_sub(accepts)
                .max(1)
        };
        let most = missing(self.policy.late_reviews.max(needed));
        (missing(needed)..=most).find_map(|people| {
            let accept = |n| self.accept(pending.claim, n, i64::MAX);
            let then = self.with((1..=people).map(accept).collect());
            let action = Action::WaitForReviews {
                claim: pending.claim,
                people,
            };
            self.is_better(then).then_some(Remedy { action, then })
        })
    }

    fn record_ownership(&self) -> Vec<Remedy> {
        let Some(from) = self.first_waiting_day() else {
            return Vec::new();
        };
        let remedy = |class: AgentClass| {
            let attestation = Attestation {
                agent: self.agent,
                class,
                all_surplus_to_workers: true,
                from,
                to: None,
                attesters: Vec::new(),
            };
            let then = self.with(vec![Body::Attestation(attestation)]);
            let attesters = self.policy.attesters;
            let action = Action::RecordOwnership {
                class,
                from,
                attesters,
            };
            (then.code != self.now.code).then_some(Remedy { action, then })
        };
        AgentClass::ALL.into_iter().filter_map(remedy).collect()
    }

    /// What was written already and lacks signatures, where it would help.
    fn co_sign(&self) -> Vec<Remedy> {
        let remedy = |(fact, needs): &(Fact, Needs)| {
            let Needs::Stewards { have, needed } = *needs else {
                return None;
            };
            let mut facts = self.facts.clone();
            facts.add(Self::signed(fact, needed));
            for signer in (0..needed).map(person) {
                facts.add(Fact {
                    id: stand_in_for(signer),
                    signed: None,
                    body: Body::Steward(signer),
                });
            }
            let then = self.in_these(&facts);
            let action = Action::CoSign {
                fact: fact.id,
                stewards: needed.saturating_sub(have),
            };
            self.is_better(then).then_some(Remedy { action, then })
        };
        self.facts.waiting_facts().filter_map(remedy).collect()
    }

    /// The same fact as if enough stewards had signed it.
    fn signed(fact: &Fact, needed: u32) -> Fact {
        let mut fact = fact.clone();
        if let Body::Agreement(Agreement { signers, .. })
        | Body::Void { signers, .. }
        | Body::Suspension(Suspension { signers, .. }) = &mut fact.body
        {
            *signers = (0..needed).map(person).collect();
        }
        fact
    }

    fn agree(&self) -> Option<Remedy> {
        let from = self.first_waiting_day()?;
        let stewards = self.policy.seal_quorum;
        let signers: Vec<AgentId> = (0..stewards).map(person).collect();
        let agreement = Agreement {
            agent: self.agent,
            terms: Terms::Flat(0),
            from,
            to: None,
            signers: signers.clone(),
        };
        let mut bodies = vec![Body::Agreement(agreement)];
        bodies.extend(signers.into_iter().map(Body::Steward));
        let then = self.with(bodies);
        let action = Action::Agree { from, stewards };
        (then.code != self.now.code).then_some(Remedy { action, then })
    }

    fn leave_out(&self) -> Vec<Remedy> {
        let stewards = self.policy.seal_quorum;
        let signers: Vec<AgentId> = (0..stewards).map(person).collect();
        let remedy = |report: FactId| {
            let mut bodies = vec![Body::Void {
                fact: report,
                signers: signers.clone(),
            }];
            bodies.extend(signers.iter().copied().map(Body::Steward));
            let then = self.with(bodies);
            let action = Action::LeaveOut { report, stewards };
            self.is_better(then).then_some(Remedy { action, then })
        };
        self.waiting_reports()
            .into_keys()
            .filter_map(remedy)
            .collect()
    }

    fn first_waiting_day(&self) -> Option<Day> {
        self.waiting_reports().into_values().min()
    }

    /// The use reports that wait, with their first days.
    fn waiting_reports(&self) -> BTreeMap<FactId, Day> {
        let waits = |line: &Line| match line {
            Line::NotCovered { report, .. } | Line::Undeclared { report, .. } => Some(*report),
            _ => None,
        };
        let first_day = |report: FactId| match &self.facts.get(report)?.body {
            Body::Use(said) => Some((report, said.from)),
            _ => None,
        };
        self.now
            .lines
            .iter()
            .filter_map(waits)
            .filter_map(first_day)
            .collect()
    }
}

/// A name for a fact that is only tried out; no fact's hash begins with so many ones.
fn stand_in(n: usize) -> FactId {
    let mut id = [0xff; 32];
    id[24..].copy_from_slice(&u64::try_from(n).unwrap_or(u64::MAX).to_be_bytes());
    FactId(id)
}

/// The same, for the role of somebody.
fn stand_in_for(person: AgentId) -> FactId {
    let mut id = [0xff; 32];
    id[16..].copy_from_slice(&person.0);
    id[0] = 0xfe;
    FactId(id)
}

/// Somebody who has done nothing here yet.
fn person(n: u32) -> AgentId {
    let mut id = [0xff; 16];
    id[12..].copy_from_slice(&n.to_be_bytes());
    AgentId(id)
}
