//! How all devices of a commons come to hold the same.
//!
//! A pure core decides, thin drivers behind the feature `drivers` carry out. Peers exchange signed
//! changes, never Automerge documents or Automerge sync messages.

pub mod address;
pub mod core;
#[cfg(feature = "drivers")]
#[expect(
    clippy::disallowed_types,
    reason = "the drivers are where clock, disk and network are"
)]
#[allow(
    clippy::disallowed_methods,
    reason = "the drivers are where clock, disk and network are"
)]
pub mod drivers;
pub mod log;
pub mod wire;
