//! Who has which role, and whose key is whose, as far as facts or the charter say so.

use std::collections::{BTreeMap, BTreeSet};

use super::{AgentNo, Facts, No};
use crate::id::{AgentId, DeviceId, FactId};
use crate::rsd1::fact::Body;

/// How many facts say who has which role and key.
#[derive(Clone, Default, Debug)]
pub(super) struct Roles {
    stewards: BTreeMap<AgentId, u32>,
    treasurers: BTreeMap<AgentId, u32>,
    keys: BTreeMap<(AgentId, DeviceId), u32>,
    /// Facts of which is not known before that their key is their author's.
    pub(super) signed: BTreeMap<No, (AgentId, DeviceId)>,
}

impl Roles {
    /// One fact more or less that gives a role or a key.
    pub(super) fn count(&mut self, body: &Body, is_in: bool) {
        match *body {
            Body::Steward(agent) => count(&mut self.stewards, agent, is_in),
            Body::Treasurer(agent) => count(&mut self.treasurers, agent, is_in),
            Body::Key(agent, key) => count(&mut self.keys, (agent, key), is_in),
            _ => {}
        }
    }
}

impl Facts {
    /// Whether it was signed with a key that is not its author's: kept, listed, never counted.
    pub(in crate::rsd1) fn is_quarantined(&self, no: No) -> bool {
        let signed = &self.roles.signed;
        !signed.is_empty()
            && signed
                .get(&no)
                .is_some_and(|pair| !self.roles.keys.contains_key(pair))
    }

    /// All that was signed with a key that is not its author's, by id.
    pub(in crate::rsd1) fn quarantine(&self) -> BTreeSet<FactId> {
        let signed = self.roles.signed.keys().copied();
        let foreign = signed.filter(|no| self.is_here(*no) && self.is_quarantined(*no));
        foreign.map(|no| self.id(no)).collect()
    }

    pub(in crate::rsd1) fn is_steward(&self, agent: AgentId) -> bool {
        self.roles.stewards.contains_key(&agent)
    }

    /// Whether that agent may say that a payment arrived.
    pub(in crate::rsd1) fn sees_payments(&self, agent: AgentNo) -> bool {
        let agent = self.agent(agent);
        self.is_steward(agent) || self.roles.treasurers.contains_key(&agent)
    }

    /// How many different stewards are among them (RSD-1, section 9).
    pub(in crate::rsd1) fn stewards_among(&self, signers: &[AgentId]) -> usize {
        let distinct: BTreeSet<_> = signers
            .iter()
            .filter(|agent| self.is_steward(**agent))
            .collect();
        distinct.len()
    }

    /// Gives or takes the role of a steward.
    pub(in crate::rsd1) fn set_steward(&mut self, agent: AgentId, is_in: bool) {
        count(&mut self.roles.stewards, agent, is_in);
    }

    /// Takes over who has which role; says whether that is new.
    pub(crate) fn set_roles(&mut self, stewards: &[AgentId], treasurers: &[AgentId]) -> bool {
        let once = |agents: &[AgentId]| agents.iter().map(|agent| (*agent, 1)).collect();
        let (stewards, treasurers) = (once(stewards), once(treasurers));
        let roles = &mut self.roles;
        let is_new = (&roles.stewards, &roles.treasurers) != (&stewards, &treasurers);
        (roles.stewards, roles.treasurers) = (stewards, treasurers);
        is_new
    }
}

/// One fact more or less that says so.
fn count<T: Ord>(counts: &mut BTreeMap<T, u32>, what: T, is_in: bool) {
    if is_in {
        *counts.entry(what).or_default() += 1;
        return;
    }
    if let Some(number) = counts.get_mut(&what) {
        *number -= 1;
        if *number == 0 {
            counts.remove(&what);
        }
    }
}
