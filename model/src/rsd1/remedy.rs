//! What would change a status. Each remedy was tried out with the facts that it asks for; what it promises is what the
//! derivation then gave (RSD-1, section 12).

mod account;
mod trial;
mod uses;

use minicbor::Encode;

use super::accounts::Derived;
use super::derive::Outcome;
use super::facts::No;
use super::policies::Policies;
use super::policy::AgentClass;
use super::rows::Rows;
use super::status::StatusCode;
use crate::day::Day;
use crate::id::{AgentId, FactId};
use crate::number::Rational;
use trial::Trial;

pub use account::REMEDY_CLAIMS_MAX;

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

/// All remedies of an outcome that come true; `waiting` are the facts about the agent that wait.
pub(super) fn remedies(
    derived: &mut Derived,
    policies: &Policies,
    (agent, as_of): (AgentId, Day),
    now: &Outcome,
    rows: &Rows,
    waiting: &[No],
) -> Vec<Remedy> {
    let mut trial = Trial {
        derived,
        rows,
        policies,
        policy: policies.on(as_of),
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
    remedies.extend(trial.co_sign(waiting));
    remedies
}
