//! Looking: what a person sees of a commons, computed from its history, for the window and the commands alike.

pub mod design;
pub mod ledger;
pub mod place;
pub mod reviews;
pub mod since;
pub mod status;
pub mod window;
