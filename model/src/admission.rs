//! The only door: which changes may stand in a document, and why the others may not.
//!
//! Admission is a pure function of a change, its causal past and the charter, so every peer reaches
//! the same verdict (replication.md, section 5). Nothing that has not passed it is stored, relayed
//! or shown, and Automerge never sees its bytes.
//!
//! A change that arrives is judged in this order: [`shape`] on its bytes, [`verify_run`] on its
//! signature, then [`DocumentState::admit`] on its author, its place, its meaning and the rule of its
//! document.
//!
//! ```
//! use model::admission::{Refusal, shape};
//!
//! assert_eq!(shape(b"not a change"), Err(Refusal::NotAChange));
//! ```

mod aside;
mod author;
mod bytes;
mod clock;
mod columns;
mod counters;
mod edited;
mod entries;
mod index;
mod meaning;
mod operations;
mod refusal;
mod shape;
mod state;
mod strands;
mod structure;

pub use aside::{SetAside, Standing, foresee};
pub use author::{Authority, Context, verify_run};
pub use refusal::Refusal;
pub use shape::shape;
pub use state::{DocumentState, RebuildError};

use crate::id::{ChangeHash, DeviceId};
use crate::name::DocumentName;

/// A change may build on so many changes at once. A program that sees more heads first writes an
/// empty change that joins some of them.
pub const DEPENDENCIES_MAX: u64 = 64;
/// A change may name operations of so many other devices.
pub const OTHER_ACTORS_MAX: u64 = 256;
/// A change may have so many rows in each of its columns, and so many operations.
pub const ROWS_MAX: u64 = 20_000;
/// Sequence numbers and operation counters stay below this.
pub const COUNTER_END: u64 = 1 << 31;
/// Times stay below this: milliseconds since 1970, until the year 2109.
pub const TIME_MS_END: i64 = 1 << 42;
/// Objects may be nested this deep below the root of a document.
pub const DEPTH_MAX: u8 = 8;
/// The keys of maps are at most this long.
pub const KEY_BYTES_MAX: usize = 128;

/// What admission says about a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may stand in the document.
    Admitted,
    /// It cannot be judged before something else has arrived.
    Pending(Missing),
    /// It can never be admitted.
    Refused(Refusal),
}

/// What a pending change waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// Changes of the same document that it builds on.
    Changes(Vec<ChangeHash>),
    /// The act that makes its author known to the charter.
    Author(DeviceId),
    /// The act that allows its author to write such a document.
    Right(DeviceId),
    /// The last entry of the ledger before this one.
    Ledger(DocumentName),
}
