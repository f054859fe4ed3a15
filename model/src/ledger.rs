//! The ledger: signed facts, a thousand to a document, each device writing its own.
//!
//! Facts are accounts of what happened. They are never changed or removed; a correction is a new
//! fact. What they add up to is derived elsewhere.

pub mod catalogue;
pub mod decision;
pub mod fact;
pub mod measure;
pub mod problem;
pub mod sharing;
pub mod standing;
#[cfg(test)]
pub(crate) mod tests;
mod typed;
pub mod usage;
pub mod work;
mod writer;

pub use catalogue::{DesignReview, DesignState, Parent, Release, Verdict};
pub use decision::{Challenge, CoSign, Seal, SealedLedger, Suspension, Void};
pub use fact::{Fact, UnknownFact, WrittenFact};
pub use measure::{UNIT_HOUR, UNIT_MINUTE, UNIT_ONE, counted, counted_in, counted_unit};
pub use problem::FactProblem;
pub use sharing::{Bucket, Distribution, Payout, Received, Source};
pub use standing::{Affiliation, ClassAttestation, Control};
pub use usage::{Agreement, Payment, PaymentConfirmed, UseReport, UsedDesign};
pub use work::{Confirm, Contribution, ContributionReview, ReviewWithdrawn, Share, SplitAgreement};
pub use writer::{LedgerEntry, LedgerError, LedgerTip, LedgerWriter, NewEntry, read_entry};
