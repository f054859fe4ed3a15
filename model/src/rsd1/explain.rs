//! Why a status is what it is, as data: each line names its facts and the numbers of its rule, and no words
//! (RSD-1, section 12).

use minicbor::Encode;

use super::claims::ReviewRefusal;
use super::period::Period;
use super::policy::AgentClass;
use crate::day::Day;
use crate::id::{AgentId, DocumentId, FactId};
use crate::number::{Ratio, Rational};

/// One line of an explanation. Money is in minor units.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Encode)]
pub enum Line {
    /// Free: the class of the user is exempt.
    #[n(0)]
    Exempt {
        /// The use report.
        #[n(0)]
        report: FactId,
        /// The class on those days.
        #[n(1)]
        class: AgentClass,
        /// On how many days.
        #[n(2)]
        days: i64,
        /// Whether the use was commercial.
        #[n(3)]
        commercial: bool,
    },
    /// The policy does not cover this use and there is no agreement.
    #[n(1)]
    NotCovered {
        /// The use report.
        #[n(0)]
        report: FactId,
        /// The class on those days.
        #[n(1)]
        class: AgentClass,
        /// On how many days.
        #[n(2)]
        days: i64,
        /// Whether the use was commercial: section 4(c), or else 4(d), of the Peer Production License.
        #[n(3)]
        commercial: bool,
    },
    /// Ownership is not recorded for these days of a commercial use.
    #[n(2)]
    Undeclared {
        /// The use report.
        #[n(0)]
        report: FactId,
        /// On how many days.
        #[n(1)]
        days: i64,
    },
    /// A written agreement covers the use.
    #[n(3)]
    Agreed {
        /// The use report.
        #[n(0)]
        report: FactId,
        /// The agreement.
        #[n(1)]
        agreement: FactId,
        /// What it costs, before rounding.
        #[n(2)]
        amount: Rational,
    },
    /// The fee of a period: (revenue - allowance) x rate + flat, rounded down.
    #[n(4)]
    Fee {
        /// The period.
        #[n(0)]
        period: Period,
        /// The use reports.
        #[n(1)]
        reports: Vec<FactId>,
        /// The rate.
        #[n(2)]
        rate: Ratio,
        /// The attributable revenue.
        #[n(3)]
        revenue: Rational,
        /// What is free of it.
        #[n(4)]
        allowance: i64,
        /// Flat fees per period, unit and use.
        #[n(5)]
        flat: Rational,
        /// The fee.
        #[n(6)]
        fee: i64,
    },
    /// Contributions pay a part of a fee.
    #[n(5)]
    Offset {
        /// At the end of this period.
        #[n(0)]
        period: Period,
        /// For the fee of this one.
        #[n(1)]
        against: Period,
        /// How many points.
        #[n(2)]
        points: Rational,
        /// What a point pays.
        #[n(3)]
        point_value: i64,
        /// What they pay together.
        #[n(4)]
        amount: i64,
        /// Whose points.
        #[n(5)]
        claims: Vec<FactId>,
    },
    /// Enough points: the fee of a period is waived.
    #[n(6)]
    Waived {
        /// The period.
        #[n(0)]
        period: Period,
        /// The points of the last 365 days.
        #[n(1)]
        points: Rational,
        /// How many were needed.
        #[n(2)]
        threshold: Ratio,
        /// The fee that is waived.
        #[n(3)]
        amount: i64,
    },
    /// A confirmed payment.
    #[n(7)]
    Paid {
        /// The payment.
        #[n(0)]
        payment: FactId,
        /// Minor units.
        #[n(1)]
        amount: i64,
        /// The day.
        #[n(2)]
        day: Day,
    },
    /// A contribution that counts.
    #[n(8)]
    Counted {
        /// The contribution.
        #[n(0)]
        claim: FactId,
        /// Who did it.
        #[n(1)]
        provider: AgentId,
        /// Its type.
        #[n(2)]
        kind: String,
        /// The accepted quantity, in units of the type.
        #[n(3)]
        quantity: i64,
        /// The work day.
        #[n(4)]
        day: Day,
        /// The points, before they fade.
        #[n(5)]
        points: Rational,
        /// Whether it was reviewed; else it counts in part, as claimed.
        #[n(6)]
        reviewed: bool,
    },
    /// A review that is shown and not counted.
    #[n(9)]
    ReviewNotCounted {
        /// The contribution.
        #[n(0)]
        claim: FactId,
        /// The review.
        #[n(1)]
        review: FactId,
        /// Who wrote it.
        #[n(2)]
        by: AgentId,
        /// Why it does not count.
        #[n(3)]
        reason: ReviewRefusal,
    },
    /// The class of the agent, and who attests it.
    #[n(10)]
    Declared {
        /// The attestation.
        #[n(0)]
        attestation: FactId,
        /// The class that it names.
        #[n(1)]
        class: AgentClass,
        /// The first day.
        #[n(2)]
        from: Day,
        /// The last day.
        #[n(3)]
        until: Day,
        /// Who attests it.
        #[n(4)]
        attesters: Vec<AgentId>,
    },
    /// Covered by its own licence: this commons asks nothing.
    #[n(11)]
    OwnLicence {
        /// The use report.
        #[n(0)]
        report: FactId,
        /// The design.
        #[n(1)]
        design: DocumentId,
        /// Its licence on that day.
        #[n(2)]
        licence: String,
    },
    /// Paused by decision.
    #[n(12)]
    Suspended {
        /// The decision.
        #[n(0)]
        decision: FactId,
        /// The first day.
        #[n(1)]
        from: Day,
        /// Who signed it.
        #[n(2)]
        signers: Vec<AgentId>,
    },
}
