//! What the pure core cannot do: sockets, disk, clock and chance. Only *how*, never *whether*.

pub mod bundle;
pub mod clock;
pub mod discovery;
pub mod files;
pub mod net;
pub mod outgoing;
pub mod seal;
pub mod store;
