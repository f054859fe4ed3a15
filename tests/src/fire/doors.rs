//! The other doors: what comes in there, and what must hold for any bytes at all.
//!
//! Each has honest samples, and a `take` that panics when something is wrong with what became of the bytes. It gives back
//! whether they came in.

pub mod acts;
pub mod changes;
pub mod frames;
pub mod manifests;
pub mod names;
