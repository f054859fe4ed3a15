//! How all devices of a commons come to hold the same.
//!
//! A pure core decides, thin drivers behind the feature `drivers` carry out. Peers exchange signed
//! changes, never Automerge documents or Automerge sync messages.

pub mod address;
pub mod core;
#[cfg(feature = "drivers")]
pub mod drivers;
pub mod log;
pub mod wire;
