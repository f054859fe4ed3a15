//! Facts about work: contributions, their reviews and how joint work is shared.

use crate::day::Day;
use crate::id::{AgentId, FactId, FileHash};
use crate::ledger::catalogue::DesignState;
use crate::ledger::problem::{
    Check, EVIDENCE_FILES_MAX, FactProblem, NOTE_BYTES_MAX, at_most, happened, name, part,
    quantity, reason, require, some_but_at_most, sorted, span, text,
};
use crate::number::{Quantity, Ratio};
use minicbor::{Decode, Encode};

pub use crate::ledger::measure::{UNIT_HOUR, UNIT_MINUTE, UNIT_ONE};

/// A deliverable is shared by at most so many.
pub const SHARES_MAX: usize = 64;

/// Work, teaching, care, machine time, money or material that somebody gave (vf:EconomicEvent).
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Contribution {
    /// Who gave it. When it is not the author, it counts once they confirm.
    #[n(0)]
    pub provider: AgentId,
    /// For which organisation; then its points are the organisation's.
    #[n(1)]
    pub on_behalf_of: Option<AgentId>,
    /// The type, as the policy names it: "design", "care".
    #[n(2)]
    pub kind: String,
    /// How much: [`UNIT_MINUTE`], [`UNIT_HOUR`], [`UNIT_ONE`], a currency, or a unit of the policy.
    #[n(3)]
    pub quantity: Quantity,
    /// The first day.
    #[n(4)]
    pub from: Day,
    /// The last day.
    #[n(5)]
    pub to: Day,
    /// For which design, in which state.
    #[n(6)]
    pub state: Option<DesignState>,
    /// What was delivered, when several share it: a name on which they agree.
    #[n(7)]
    pub deliverable: Option<String>,
    /// Which part of it is the provider's.
    #[n(8)]
    pub share: Option<Ratio>,
    /// The content of files that show it, sorted.
    #[n(9)]
    pub evidence: Vec<FileHash>,
    /// In the author's words.
    #[n(10)]
    pub note: String,
    /// The fact that this one corrects.
    #[n(11)]
    pub supersedes: Option<FactId>,
    /// Which part of it a machine or a program made, in the author's words. What is claimed is human time alone.
    #[n(12)]
    pub machine_part: Option<String>,
}

impl Contribution {
    pub(super) fn check(&self, entry: Day) -> Check {
        name(&self.kind)?;
        quantity(&self.quantity)?;
        require(self.quantity.mantissa > 0, FactProblem::QuantityNotPositive)?;
        span(self.from, Some(self.to))?;
        happened(self.to, entry)?;
        self.state.iter().try_for_each(DesignState::check)?;
        self.deliverable.iter().try_for_each(|thing| name(thing))?;
        self.share.iter().try_for_each(|share| part(*share))?;
        let share_of_something = self.share.is_none() || self.deliverable.is_some();
        require(share_of_something, FactProblem::ShareOfNothing)?;
        at_most(&self.evidence, EVIDENCE_FILES_MAX)?;
        sorted(&self.evidence)?;
        self.machine_part.iter().try_for_each(|part| reason(part))?;
        text(&self.note, NOTE_BYTES_MAX)
    }

    /// Whose points it makes.
    pub fn beneficiary(&self) -> AgentId {
        self.on_behalf_of.unwrap_or(self.provider)
    }
}

/// How much of a contribution a peer accepts.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct ContributionReview {
    /// The contribution.
    #[n(0)]
    pub contribution: FactId,
    /// How much of it, in its unit; 0 rejects it.
    #[n(1)]
    pub accepted: Quantity,
    /// Why; needed for a rejection.
    #[n(2)]
    pub reason: String,
}

impl ContributionReview {
    pub(super) fn check(&self, _entry: Day) -> Check {
        quantity(&self.accepted)?;
        require(self.accepted.mantissa >= 0, FactProblem::AcceptedNegative)?;
        if self.accepted.mantissa == 0 {
            reason(&self.reason)?;
        }
        text(&self.reason, NOTE_BYTES_MAX)
    }
}

/// A reviewer takes a review back.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct ReviewWithdrawn {
    /// The review.
    #[n(0)]
    pub review: FactId,
    /// Why; may be empty.
    #[n(1)]
    pub reason: String,
}

impl ReviewWithdrawn {
    pub(super) fn check(&self, _entry: Day) -> Check {
        text(&self.reason, NOTE_BYTES_MAX)
    }
}

/// The person named in a fact says that it is so.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Confirm {
    /// The fact.
    #[n(0)]
    pub fact: FactId,
}

impl Confirm {
    pub(super) fn check(&self, _entry: Day) -> Check {
        Ok(())
    }
}

/// One claimant's part of a deliverable.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Share {
    /// Whose part.
    #[n(0)]
    pub agent: AgentId,
    /// How much.
    #[n(1)]
    pub share: Ratio,
}

/// How several share one deliverable; the others co-sign it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct SplitAgreement {
    /// The deliverable, as their contributions name it.
    #[n(0)]
    pub deliverable: String,
    /// Everybody's part, sorted by agent; together the whole.
    #[n(1)]
    pub shares: Vec<Share>,
}

impl SplitAgreement {
    pub(super) fn check(&self, _entry: Day) -> Check {
        name(&self.deliverable)?;
        some_but_at_most(&self.shares, SHARES_MAX)?;
        let agents: Vec<AgentId> = self.shares.iter().map(|share| share.agent).collect();
        sorted(&agents)?;
        self.shares.iter().try_for_each(|share| part(share.share))?;
        let shares = self.shares.iter().map(|share| share.share.into());
        let whole = shares.fold(crate::number::Rational::zero(), |sum, share| &sum + &share);
        require(
            whole == crate::number::Rational::one(),
            FactProblem::SharesNotWhole,
        )
    }
}
