//! The result of the derivation (RSD-1, section 8).

use std::fmt;

use minicbor::Encode;

use super::explain::Line;
use super::period::Period;
use super::remedy::Remedy;
use crate::day::Day;
use crate::id::{AgentId, FactId, spoken_code};
use crate::number::{Currency, Money, Rational};

/// Where an agent stands. The highest that applies; the order is that of RSD-1, section 8.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode)]
#[cbor(index_only)]
pub enum StatusCode {
    /// Paused by decision.
    #[n(0)]
    Suspended,
    /// Ask first.
    #[n(1)]
    NotLicensed,
    /// Overdue.
    #[n(2)]
    Overdue,
    /// Ownership not recorded yet.
    #[n(3)]
    Undeclared,
    /// Fee due, or suggested.
    #[n(4)]
    FeeDue,
    /// Nothing due yet.
    #[n(5)]
    Grace,
    /// In balance.
    #[n(6)]
    Reciprocating,
    /// No fee for this kind of business, or none this period.
    #[n(7)]
    Exempt,
    /// Free use.
    #[n(8)]
    NoObligation,
}

impl StatusCode {
    /// The code as it stands in RSD-1 and in `status --json`; never shown to people.
    pub fn name(self) -> &'static str {
        match self {
            StatusCode::Suspended => "SUSPENDED",
            StatusCode::NotLicensed => "NOT_LICENSED",
            StatusCode::Overdue => "OVERDUE",
            StatusCode::Undeclared => "UNDECLARED",
            StatusCode::FeeDue => "FEE_DUE",
            StatusCode::Grace => "GRACE",
            StatusCode::Reciprocating => "RECIPROCATING",
            StatusCode::Exempt => "EXEMPT",
            StatusCode::NoObligation => "NO_OBLIGATION",
        }
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something that the reader of a status should know.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Encode)]
pub enum Flag {
    /// These ended periods are not sealed: their numbers may change.
    #[n(0)]
    Provisional {
        /// The periods, oldest first.
        #[n(0)]
        periods: Vec<Period>,
    },
    /// Without one questioned fact the result is another.
    #[n(1)]
    Disputed {
        /// The fact.
        #[n(0)]
        fact: FactId,
        /// Who questions it.
        #[n(1)]
        by: AgentId,
        /// The status without it.
        #[n(2)]
        code: StatusCode,
        /// What is owed without it, in minor units.
        #[n(3)]
        owed: i64,
    },
    /// The shares of a deliverable add up to more than one.
    #[n(2)]
    ContestedSplit {
        /// The deliverable.
        #[n(0)]
        deliverable: String,
        /// What they add up to.
        #[n(1)]
        sum: Rational,
    },
    /// Two policies were adopted for the same day.
    #[n(3)]
    PolicyConflict {
        /// The day.
        #[n(0)]
        day: Day,
    },
    /// Two seals close one period.
    #[n(4)]
    DoubleSeal {
        /// The period.
        #[n(0)]
        period: Period,
        /// The one that is used.
        #[n(1)]
        used: FactId,
        /// Who signed both.
        #[n(2)]
        signed_twice: Vec<AgentId>,
    },
    /// A contribution was corrected twice at the same time; the smallest quantity is used.
    #[n(5)]
    ConcurrentCorrections {
        /// The contribution.
        #[n(0)]
        claim: FactId,
    },
    /// Payments wait to be confirmed.
    #[n(6)]
    PaymentUnconfirmed {
        /// How many.
        #[n(0)]
        count: u32,
    },
    /// Contributions wait for reviews.
    #[n(7)]
    PendingReview {
        /// Their points, as claimed.
        #[n(0)]
        points: Rational,
    },
}

/// A contribution that does not count yet, or not in full.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Encode)]
#[cbor(map)]
pub struct Pending {
    /// The contribution.
    #[n(0)]
    pub claim: FactId,
    /// The work day.
    #[n(1)]
    pub day: Day,
    /// What it waits for.
    #[n(2)]
    pub reason: PendingReason,
    /// Its points if it were accepted as claimed.
    #[n(3)]
    pub points: Rational,
}

/// What a contribution waits for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode)]
pub enum PendingReason {
    /// For reviews.
    #[n(0)]
    Reviews {
        /// How many accept it.
        #[n(0)]
        accepts: u32,
        /// How many must.
        #[n(1)]
        needed: u32,
        /// How many reject it.
        #[n(2)]
        rejects: u32,
    },
    /// For the person in whose name it was written.
    #[n(1)]
    Confirmation {
        /// That person.
        #[n(0)]
        by: AgentId,
    },
    /// For nothing: the same evidence was claimed before.
    #[n(2)]
    Duplicate,
    /// For nothing: the policy does not know this type.
    #[n(3)]
    UnknownType,
}

/// A fact that does not count until somebody else signs or confirms it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode)]
#[cbor(map)]
pub struct Waiting {
    /// The fact.
    #[n(0)]
    pub fact: FactId,
    /// What it waits for.
    #[n(1)]
    pub needs: Needs,
}

/// What a fact waits for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode)]
pub enum Needs {
    /// For stewards to co-sign it.
    #[n(0)]
    Stewards {
        /// How many have signed.
        #[n(0)]
        have: u32,
        /// How many must.
        #[n(1)]
        needed: u32,
    },
    /// For somebody who speaks for the agent that it is about.
    #[n(1)]
    Confirmation {
        /// That agent.
        #[n(0)]
        of: AgentId,
    },
}

/// Where one agent stands on one day, and why. Money is in minor units of `currency`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Status {
    /// Whose status.
    pub agent: AgentId,
    /// On which day.
    pub as_of: Day,
    /// The code.
    pub code: StatusCode,
    /// What is owed for ended periods.
    pub owed: i64,
    /// The currency of all amounts.
    pub currency: Currency,
    /// Whether a fee that is open can become overdue, by the rules of its period; otherwise it is suggested. Without one, what
    /// the rules of the day say.
    pub binding: bool,
    /// When the oldest open fee is due.
    pub due: Option<Day>,
    /// The fee of the running period so far; not owed yet.
    pub accruing: i64,
    /// Unused points, by age.
    pub points: Rational,
    /// Points of the last 365 days, for the contribution badge.
    pub recent_points: Rational,
    /// Why.
    pub lines: Vec<Line>,
    /// What else to know.
    pub flags: Vec<Flag>,
    /// Contributions that wait.
    pub pending: Vec<Pending>,
    /// Payments that wait to be confirmed.
    pub unconfirmed: Vec<FactId>,
    /// Facts about the agent that wait for a signature or confirmation, other than contributions.
    pub waiting: Vec<Waiting>,
    /// Facts that were not accepted: signed with a key that is not their author's.
    pub quarantine: Vec<FactId>,
    /// What would change it, and to what.
    pub remedies: Vec<Remedy>,
    /// The facts that it was derived from.
    pub used: Vec<FactId>,
    /// Equal on two screens if and only if all of the above was derived from the same.
    pub fingerprint: [u8; 32],
}

impl Status {
    /// What is owed.
    pub fn owed_money(&self) -> Money {
        Money {
            minor: self.owed,
            currency: self.currency,
        }
    }

    /// The fingerprint as people compare it: five groups of four letters.
    pub fn spoken_fingerprint(&self) -> String {
        spoken_code(&self.fingerprint)
    }
}
