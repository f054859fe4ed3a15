//! Facts about use: reports, payments and separate agreements.

use crate::day::Day;
use crate::id::{AgentId, DocumentId, FactId, FileHash};
use crate::ledger::catalogue::DesignState;
use crate::ledger::problem::{
    Check, FactProblem, NOTE_BYTES_MAX, REFERENCE_BYTES_MAX, at_least, at_most, happened, part,
    require, some_but_at_most, sorted, span, text,
};
use crate::number::{Money, Ratio};
use minicbor::{Decode, Encode};

/// A use report names at most so many designs.
pub const USED_DESIGNS_MAX: usize = 64;
/// An agreement names at most so many designs.
pub const AGREED_DESIGNS_MAX: usize = 256;

/// A design in a use report.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct UsedDesign {
    /// The state that was used and its licence on that day.
    #[n(0)]
    pub state: DesignState,
    /// The release that was used, when it was one.
    #[n(1)]
    pub release: Option<FactId>,
    /// The part of the product that the design is.
    #[n(2)]
    pub part: Ratio,
}

/// What somebody used, for how long and with what revenue (vf:EconomicEvent *cite*).
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct UseReport {
    /// Who used it.
    #[n(0)]
    pub user: AgentId,
    /// What was used.
    #[n(1)]
    pub designs: Vec<UsedDesign>,
    /// Whether it was for profit or pay.
    #[n(2)]
    pub commercial: bool,
    /// The first day.
    #[n(3)]
    pub from: Day,
    /// The last day.
    #[n(4)]
    pub to: Day,
    /// How many were built.
    #[n(5)]
    pub units: Option<u32>,
    /// What the product brought in; needed for a commercial use.
    #[n(6)]
    pub revenue: Option<Money>,
    /// In the author's words.
    #[n(7)]
    pub note: String,
}

impl UseReport {
    pub(super) fn check(&self, entry: Day) -> Check {
        some_but_at_most(&self.designs, USED_DESIGNS_MAX)?;
        for used in &self.designs {
            used.state.check()?;
            part(used.part)?;
        }
        span(self.from, Some(self.to))?;
        happened(self.to, entry)?;
        let has_revenue = !self.commercial || self.revenue.is_some();
        require(has_revenue, FactProblem::RevenueMissing)?;
        self.revenue
            .iter()
            .try_for_each(|revenue| at_least(*revenue, 0))?;
        text(&self.note, NOTE_BYTES_MAX)
    }
}

/// Money that went to the commons.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Payment {
    /// Who paid.
    #[n(0)]
    pub payer: AgentId,
    /// How much.
    #[n(1)]
    pub amount: Money,
    /// The day it was paid.
    #[n(2)]
    pub day: Day,
    /// What stands on the transfer.
    #[n(3)]
    pub reference: String,
}

impl Payment {
    pub(super) fn check(&self, entry: Day) -> Check {
        at_least(self.amount, 1)?;
        span(self.day, None)?;
        happened(self.day, entry)?;
        text(&self.reference, REFERENCE_BYTES_MAX)
    }
}

/// A treasurer or steward says that the money arrived.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct PaymentConfirmed {
    /// The payment.
    #[n(0)]
    pub payment: FactId,
}

impl PaymentConfirmed {
    pub(super) fn check(&self, _entry: Day) -> Check {
        Ok(())
    }
}

/// A separate agreement with one user (PPL 4(f)); stewards co-sign it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Agreement {
    /// Who may use.
    #[n(0)]
    pub licensee: AgentId,
    /// What, sorted; empty for everything.
    #[n(1)]
    pub designs: Vec<DocumentId>,
    /// So much per report of use.
    #[n(2)]
    pub flat: Option<Money>,
    /// Or such a part of the revenue.
    #[n(3)]
    pub rate: Option<Ratio>,
    /// The first day.
    #[n(4)]
    pub from: Day,
    /// The last day; open when absent.
    #[n(5)]
    pub to: Option<Day>,
    /// The content of the signed text.
    #[n(6)]
    pub text: Option<FileHash>,
    /// In the author's words.
    #[n(7)]
    pub note: String,
}

impl Agreement {
    pub(super) fn check(&self, _entry: Day) -> Check {
        at_most(&self.designs, AGREED_DESIGNS_MAX)?;
        sorted(&self.designs)?;
        let has_one = self.flat.is_some() != self.rate.is_some();
        require(has_one, FactProblem::NotExactlyOne)?;
        self.flat.iter().try_for_each(|flat| at_least(*flat, 0))?;
        if let Some(rate) = self.rate {
            let in_range = rate >= Ratio::ZERO && rate <= Ratio::ONE;
            require(in_range, FactProblem::ShareOutOfRange)?;
        }
        span(self.from, self.to)?;
        text(&self.note, NOTE_BYTES_MAX)
    }
}
