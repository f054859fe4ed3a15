//! What a fact touches: whose status may be another after it came, changed or went, and what has to be judged again.
//!
//! This is [`Facts::about`] read backwards. What is found there from an agent leads from here to that agent.

use std::collections::BTreeSet;

use super::{Facts, No, Stored, StoredClaim};
use crate::day::Day;
use crate::id::AgentId;
use crate::rsd1::fact::Body;

/// What one fact touches.
#[derive(Default, Debug)]
pub(crate) struct Touched {
    /// Whatever was derived: a role, a key or a seal.
    pub(crate) everything: bool,
    /// Whose status may be another.
    pub(crate) agents: BTreeSet<AgentId>,
    /// Contributions, in all their versions, that may be judged otherwise.
    pub(crate) claims: BTreeSet<No>,
    /// Days of a provider that may add up to something else.
    pub(crate) days: BTreeSet<(AgentId, Day)>,
}

struct Touching<'a> {
    facts: &'a Facts,
    touched: Touched,
    /// Contributions whose beneficiaries are among the touched agents already.
    near: BTreeSet<No>,
}

impl Facts {
    /// What a fact touches, as it stands now.
    pub(crate) fn touched_by(&self, no: No) -> Touched {
        let mut touching = Touching {
            facts: self,
            touched: Touched::default(),
            near: BTreeSet::new(),
        };
        touching.subject_of(no);
        touching.touched
    }

    /// All versions of a contribution, whether they count or not.
    fn versions(&self, no: No) -> Vec<No> {
        let is_single = |claim: &StoredClaim| {
            let is_correction = |said: &No| matches!(self.stored(*said), Stored::Claim(_));
            claim.supersedes.is_none() && !self.said(no).iter().any(is_correction)
        };
        match self.stored(no) {
            Stored::Claim(claim) if is_single(claim) => vec![no],
            _ => self.connected(no),
        }
    }

    fn connected(&self, no: No) -> Vec<No> {
        let (mut seen, mut next) = (BTreeSet::new(), vec![no]);
        while let Some(no) = next.pop() {
            let Stored::Claim(claim) = self.stored(no) else {
                continue;
            };
            if seen.insert(no) {
                next.extend(claim.supersedes);
                next.extend(self.said(no));
            }
        }
        seen.into_iter().collect()
    }
}

impl<'a> Touching<'a> {
    /// Follows what is said about what until something is found that it is about in the end.
    fn subject_of(&mut self, no: No) {
        let (mut seen, mut at) = (BTreeSet::new(), no);
        while seen.insert(at) {
            match self.facts.stored(at) {
                Stored::Claim(_) => return self.contribution(at),
                Stored::Split(thing, _) => return self.parts(self.facts.parts_of(*thing)),
                Stored::Whole(body) => return self.whole(body),
                said => match said.targets().next() {
                    Some(target) => at = target,
                    None => return,
                },
            }
        }
    }

    fn whole(&mut self, body: &Body) {
        match body {
            Body::Attestation(said) => self.owned_by(said.agent),
            Body::Control(said) => self.owned_by(said.agent),
            Body::Affiliation(said) => self.organisation(said.organisation),
            Body::Use(said) => drop(self.touched.agents.insert(said.agent)),
            Body::Agreement(said) => drop(self.touched.agents.insert(said.agent)),
            Body::Payment(said) => drop(self.touched.agents.insert(said.agent)),
            Body::Suspension(said) => drop(self.touched.agents.insert(said.agent)),
            _ => self.touched.everything = true,
        }
    }

    /// An agent, and all of whom it may hold a part.
    fn owned_by(&mut self, agent: AgentId) {
        let mut next = vec![agent];
        while let Some(agent) = next.pop() {
            if !self.touched.agents.insert(agent) {
                continue;
            }
            for held in self.facts.holdings_of(agent) {
                if let Stored::Whole(body) = self.facts.stored(*held)
                    && let Body::Control(said) = &**body
                {
                    next.push(said.agent);
                }
            }
        }
    }

    /// Who belongs to an organisation decides who may review what counts for it.
    fn organisation(&mut self, organisation: AgentId) {
        self.touched.agents.insert(organisation);
        for no in self.facts.gains_of(organisation) {
            self.judged_again(no);
        }
    }

    fn contribution(&mut self, no: No) {
        self.judged_again(no);
        for version in self.facts.versions(no) {
            let Some(claim) = self.claim(version) else {
                continue;
            };
            for hash in &claim.evidence {
                let same = self.facts.showing(claim.provider, claim.kind, hash);
                same.iter().for_each(|other| self.judged_again(*other));
            }
            if let Some(thing) = claim.deliverable {
                self.parts(self.facts.parts_of(thing));
            }
        }
    }

    /// A contribution that may stand, or be accepted, otherwise than before; and what else was done on its days.
    fn judged_again(&mut self, no: No) {
        if self.touched.claims.contains(&no) {
            return;
        }
        for version in self.facts.versions(no) {
            self.touched.claims.insert(version);
            let Some(claim) = self.claim(version) else {
                continue;
            };
            self.touched.agents.insert(claim.beneficiary);
            let day = (claim.provider, claim.day);
            if self.touched.days.insert(day) {
                self.parts(self.facts.work_of(claim.provider, claim.day));
            }
        }
    }

    /// Contributions that count otherwise though they are judged as before.
    fn parts(&mut self, parts: &[No]) {
        for part in parts {
            if self.near.contains(part) {
                continue;
            }
            for version in self.facts.versions(*part) {
                self.near.insert(version);
                let claim = self.claim(version);
                self.touched
                    .agents
                    .extend(claim.map(|claim| claim.beneficiary));
            }
        }
    }

    fn claim(&self, no: No) -> Option<&'a StoredClaim> {
        match self.facts.stored(no) {
            Stored::Claim(claim) => Some(claim),
            _ => None,
        }
    }
}
