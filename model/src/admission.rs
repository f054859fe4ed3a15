//! The only door: which changes may stand in a document, and why the others may not.
//!
//! Admission is a pure function of a change, its causal past and the charter, so every peer reaches
//! the same verdict (replication.md, section 5). Nothing that has not passed it is stored, relayed
//! or shown, and Automerge never sees its bytes.
//!
//! ```
//! use model::admission::{Refusal, shape};
//!
//! assert_eq!(shape(b"not a change"), Err(Refusal::NotAChange));
//! ```

mod bytes;
mod refusal;
mod shape;

pub use refusal::Refusal;
pub use shape::shape;

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
