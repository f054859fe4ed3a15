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

pub mod claims;
mod class;
pub mod derive;
pub mod explain;
pub mod fact;
pub mod facts;
pub mod fees;
mod fingerprint;
pub mod lineage;
pub mod period;
mod points;
pub mod policies;
pub mod policy;
pub mod remedy;
mod seal;
mod settle;
pub mod status;

use std::collections::BTreeMap;

pub use claims::ReviewRefusal;
pub use explain::Line;
pub use fact::{Body, Fact};
pub use facts::Facts;
pub use period::Period;
pub use policies::Policies;
pub use policy::{AgentClass, Policy, Preset};
pub use remedy::{Action, Promise, Remedy};
pub use status::{Flag, Needs, Pending, PendingReason, Status, StatusCode, Waiting};

use crate::day::Day;
use crate::id::{AgentId, CommonsId, FactId};
use derive::Outcome;

/// The set of rules that this module implements, as the founding act names it.
pub const RULE_SET: &str = "RSD-1";
/// At most so many questioned facts are tried out for one status.
pub const CHALLENGES_MAX: usize = 32;

/// Where one agent stands on a day, and why.
///
/// Depends on nothing but its arguments; neither on the order of facts nor on how often one was added.
pub fn derive(
    commons: CommonsId,
    facts: &Facts,
    policies: &Policies,
    agent: AgentId,
    as_of: Day,
) -> Status {
    let about = facts.about(agent);
    let outcome = derive::outcome(&about, policies, agent, as_of);
    let policy = policies.on(as_of);
    let disputes = disputes(&about, policies, agent, as_of, &outcome);
    let remedies = remedy::remedies(&about, policies, agent, as_of, &outcome);
    let quarantine = facts.quarantine();
    let is_said = |fact: &&Fact| {
        !matches!(
            fact.body,
            Body::Steward(_) | Body::Treasurer(_) | Body::Key(..)
        )
    };
    let used = about
        .iter()
        .filter(is_said)
        .map(|fact| fact.id)
        .filter(|id| !quarantine.contains(id))
        .collect();
    let mut status = Status {
        agent,
        as_of,
        code: outcome.code,
        owed: outcome.owed,
        currency: policy.currency,
        binding: policy.binding,
        due: outcome.due,
        accruing: outcome.accruing,
        points: outcome.balance.max(crate::number::Rational::zero()),
        recent_points: outcome.recent,
        lines: outcome.lines,
        flags: outcome.flags.into_iter().chain(disputes).collect(),
        pending: outcome.pending,
        unconfirmed: outcome.unconfirmed,
        waiting: facts.waiting(),
        quarantine: quarantine.into_iter().collect(),
        remedies,
        used,
        fingerprint: [0; 32],
    };
    status.flags.sort();
    status.fingerprint = fingerprint::fingerprint(commons, policies, &status);
    status
}

/// What would be without each fact that somebody questions.
fn disputes(
    facts: &Facts,
    policies: &Policies,
    agent: AgentId,
    as_of: Day,
    outcome: &Outcome,
) -> Vec<Flag> {
    let quarantine = facts.quarantine();
    let mut questioned: BTreeMap<FactId, AgentId> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| !quarantine.contains(&fact.id)) {
        if let Body::Challenge { fact, by } = fact.body {
            questioned.entry(fact).or_insert(by);
        }
    }
    let differs = |(fact, by): (FactId, AgentId)| {
        let other = derive::outcome(&facts.without(fact), policies, agent, as_of);
        let is_other = (other.code, other.owed) != (outcome.code, outcome.owed);
        is_other.then_some(Flag::Disputed {
            fact,
            by,
            code: other.code,
            owed: other.owed,
        })
    };
    questioned
        .into_iter()
        .take(CHALLENGES_MAX)
        .filter_map(differs)
        .collect()
}
