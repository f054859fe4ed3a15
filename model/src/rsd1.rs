//! RSD-1: how reciprocity status is derived. Facts in, one answer out; the same on every screen, to the last cent.
//!
//! The policy of a commons is data, numbers are exact, the day is an argument, and the result explains itself in lines
//! that are data too: nothing here holds words for people.
//!
//! ```
//! use model::id::{AgentId, CommonsId};
//! use model::rsd1::{Facts, Policies, Policy, Preset, StatusCode, derive};
//!
//! let policies = Policies::founded(Policy::preset(Preset::CopyFair));
//! let day = "2026-04-15".parse().expect("a day");
//! let status = derive(CommonsId([0; 16]), &Facts::default(), &policies, AgentId([1; 16]), day);
//! assert_eq!(status.code, StatusCode::NoObligation);
//! ```

mod account;
pub mod accounts;
pub mod claims;
mod class;
pub mod derive;
pub mod distribution;
pub mod explain;
pub mod fact;
pub mod facts;
pub mod fees;
mod fingerprint;
mod judgements;
pub mod lineage;
pub mod period;
mod points;
pub mod policies;
pub mod policy;
pub mod remedy;
mod rows;
mod seal;
mod settle;
pub mod status;
mod view;

pub use accounts::Accounts;
pub use claims::ReviewRefusal;
pub use explain::Line;
pub use fact::{Body, Fact};
pub use facts::Facts;
pub use period::Period;
pub use policies::{PeriodRules, Policies};
pub use policy::{AgentClass, Policy, Preset};
pub use remedy::{Action, Promise, Remedy};
pub use seal::SealStanding;
pub use status::{Flag, Needs, Pending, PendingReason, Status, StatusCode, Waiting};

use crate::day::Day;
use crate::id::{AgentId, CommonsId};

/// The set of rules that this module implements, as the founding act names it.
pub const RULE_SET: &str = "RSD-1";

/// Where one agent stands on a day, and why.
///
/// Depends on nothing but its arguments; neither on the order of facts nor on how often one was added. Everything is
/// derived from the beginning, from the facts about this agent alone; [`Accounts`] gives the same and keeps what it found.
pub fn derive(
    commons: CommonsId,
    facts: &Facts,
    policies: &Policies,
    agent: AgentId,
    as_of: Day,
) -> Status {
    let about = facts.only_about(agent);
    let mut accounts = Accounts::of(commons, policies.clone(), about);
    let status = accounts.status(agent, as_of).clone();
    Status {
        quarantine: facts.quarantine().into_iter().collect(),
        ..status
    }
}
