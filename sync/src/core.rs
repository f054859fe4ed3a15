//! The conversation with all peers of one commons, as a synchronous state machine.
//!
//! `handle(now, Input) -> Vec<Output>`: no clock, no socket, no disk and no chance of its own
//! (replication.md, section 7). Nothing is sent on or delivered before it is on the disk.

mod input;
mod output;

pub use input::Input;
pub use output::{CloseReason, Origin, Output, Progress, RefusalReason, Refused, Tail};

pub use crate::log::{DocumentSummary, Heights, StoredChange, ToStore};
pub use crate::wire::Message;

/// One stream to one peer; the driver names it and never uses a name twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LinkId(pub u64);

/// One batch of changes on its way to the disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BatchId(pub u64);
