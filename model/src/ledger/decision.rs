//! Facts that need several people: written once by one, co-signed by the others.

use crate::day::Day;
use crate::id::{AgentId, ChangeHash, DocumentId, FactId, FileHash};
use crate::ledger::problem::{
    Check, FactProblem, at_most, happened, reason, require, sorted, span,
};
use minicbor::{Decode, Encode};

/// A seal names at most so many ledgers. With as many exceptions as it may have it just fits into an entry
/// ([`crate::entry::ENTRY_BYTES_MAX`]); what earlier seals know wholly is not named again, so a commons can have any number.
pub const SEALED_LEDGERS_MAX: usize = 600;
/// A seal names at most so many exceptions.
pub const SEAL_EXCEPTIONS_MAX: usize = 256;

/// One more person stands behind a fact of somebody else.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct CoSign {
    /// The fact.
    #[n(0)]
    pub fact: FactId,
}

impl CoSign {
    pub(super) fn check(&self, _entry: Day) -> Check {
        Ok(())
    }
}

/// A fact shall not count, by a decision of the stewards.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Void {
    /// The fact.
    #[n(0)]
    pub fact: FactId,
    /// Why.
    #[n(1)]
    pub reason: String,
}

impl Void {
    pub(super) fn check(&self, _entry: Day) -> Check {
        reason(&self.reason)
    }
}

/// Somebody doubts a fact; the status is shown with and without it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Challenge {
    /// The fact.
    #[n(0)]
    pub fact: FactId,
    /// Why.
    #[n(1)]
    pub reason: String,
}

impl Challenge {
    pub(super) fn check(&self, _entry: Day) -> Check {
        reason(&self.reason)
    }
}

/// An agent is paused, by a decision of the stewards.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Suspension {
    /// Who.
    #[n(0)]
    pub agent: AgentId,
    /// Why.
    #[n(1)]
    pub reason: String,
    /// The first day.
    #[n(2)]
    pub from: Day,
    /// The last day; open when absent.
    #[n(3)]
    pub to: Option<Day>,
}

impl Suspension {
    pub(super) fn check(&self, _entry: Day) -> Check {
        reason(&self.reason)?;
        span(self.from, self.to)
    }
}

/// How far one ledger is sealed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode)]
#[cbor(map)]
pub struct SealedLedger {
    /// The ledger.
    #[n(0)]
    pub document: DocumentId,
    /// Its last entry that counts.
    #[n(1)]
    pub entries: u32,
    /// The hash of that entry's change.
    #[n(2)]
    pub hash: ChangeHash,
}

/// A period is closed: what is in it, and nothing else, makes its result (RSD-1, section 9).
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Seal {
    /// The first day of the period.
    #[n(0)]
    pub from: Day,
    /// Its last day.
    #[n(1)]
    pub to: Day,
    /// How far each ledger is in it, sorted by ledger.
    #[n(2)]
    pub ledgers: Vec<SealedLedger>,
    /// Facts that are left out all the same, sorted.
    #[n(3)]
    pub exceptions: Vec<FactId>,
    /// The rules of the period as its author knew them, by their content: it keeps them, whatever is adopted later.
    #[n(4)]
    pub rules: FileHash,
}

impl Seal {
    pub(super) fn check(&self, entry: Day) -> Check {
        span(self.from, Some(self.to))?;
        happened(self.to, entry)?;
        at_most(&self.ledgers, SEALED_LEDGERS_MAX)?;
        let documents: Vec<_> = self.ledgers.iter().map(|ledger| ledger.document).collect();
        sorted(&documents)?;
        let whole = self
            .ledgers
            .iter()
            .all(|ledger| (1..=1000).contains(&ledger.entries));
        require(whole, FactProblem::Contradiction)?;
        at_most(&self.exceptions, SEAL_EXCEPTIONS_MAX)?;
        sorted(&self.exceptions)
    }
}
