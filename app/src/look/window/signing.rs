//! What an entry that takes several people still waits for.

use crate::commons::Commons;
use model::charter::Role;
use model::id::{AgentId, FactId};
use model::ledger::{Fact, WrittenFact};
use model::rsd1::Needs;
use std::collections::BTreeSet;

/// What an entry that takes several people waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// How many more have to sign it.
    pub more: u32,
    /// Who could.
    pub could: Vec<AgentId>,
}

/// The same for one entry that these have signed besides its author; `None` for what takes nobody else.
///
/// The books say how many it waits for: they alone know by which rules it is counted. So they have to be read before.
pub fn signing(
    commons: &Commons,
    id: FactId,
    signed: Option<&BTreeSet<AgentId>>,
    written: &WrittenFact,
) -> Option<Signing> {
    let has_signed =
        |agent: &AgentId| *agent == written.by || signed.is_some_and(|all| all.contains(agent));
    if let Fact::SplitAgreement(split) = &written.fact {
        let shares = split.shares.iter().map(|share| share.agent);
        let could: Vec<AgentId> = shares.filter(|agent| !has_signed(agent)).collect();
        return Some(Signing {
            more: u32::try_from(could.len()).unwrap_or(u32::MAX),
            could,
        });
    }
    let stewards = commons.charter().persons();
    let stewards = stewards.filter(|person| person.has_role(Role::Steward));
    let (have, could): (Vec<AgentId>, Vec<AgentId>) =
        stewards.map(|person| person.id).partition(has_signed);
    let more = match &written.fact {
        Fact::Seal(seal) => {
            let policies = commons.charter().policies()?;
            let needed =
                policies.closing_quorum(policies.period_of(seal.from), Some(&seal.rules.0));
            needed.saturating_sub(u32::try_from(have.len()).unwrap_or(u32::MAX))
        }
        Fact::Void(_) | Fact::Agreement(_) | Fact::Suspension(_) | Fact::ClassAttestation(_) => {
            match commons.books_read().needs(id) {
                Some(Needs::Stewards { have, needed }) => needed.saturating_sub(have),
                _ => 0,
            }
        }
        _ => return None,
    };
    Some(Signing { more, could })
}
