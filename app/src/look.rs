//! Looking: what a person sees of a commons, computed from its history, for the window and the commands alike.

pub mod acts;
pub mod alike;
pub mod belongings;
pub mod branches;
pub mod design;
pub mod ended;
pub mod invitations;
pub mod ledger;
pub mod members;
pub mod periods;
pub mod place;
pub mod quarter;
pub mod questions;
pub mod refused;
pub mod reviews;
pub mod sharing;
pub mod since;
pub mod status;
pub mod timeline;
pub mod versions;
pub mod window;
