//! What a fact touches: whose status may be another after it came, changed or went, and what has to be judged again.
//!
//! This is [`Facts::about`] read backwards. What is found there from an agent leads from here to that agent.

use std::collections::BTreeSet;

use super::{AgentNo, Facts, No, Stored, StoredClaim};
use crate::id::AgentId;
use crate::rsd1::fact::Body;

/// What one fact touches.
#[derive(Default, Debug)]
pub(crate) struct Touched {
    /// Whatever was derived: a role, a key or a seal.
    pub(crate) everything: bool,
    /// Whose status may be another.
    pub(crate) agents: BTreeSet<AgentNo>,
    /// Contributions, in all their versions, that may be judged otherwise.
    pub(crate) claims: BTreeSet<No>,
    /// Contributions, in all their versions, that may count otherwise though they are judged as before.
    pub(crate) near: BTreeSet<No>,
    /// Days of a provider, by the numbers of their lists, that may add up to something else.
    pub(crate) days: BTreeSet<u32>,
}

struct Touching<'a> {
    facts: &'a Facts,
    touched: Touched,
}

impl Facts {
    /// What a fact touches, as it stands now.
    pub(crate) fn touched_by(&self, no: No) -> Touched {
        let mut touching = Touching {
            facts: self,
            touched: Touched::default(),
        };
        touching.subject_of(no);
        touching.touched
    }

    /// All versions of a contribution, whether they count or not.
    fn versions(&self, no: No) -> Vec<No> {
        let is_single = |claim: &StoredClaim| {
            claim.supersedes.is_none() && !self.said(no).any(|said| self.is_claim(said))
        };
        match self.any_claim(no) {
            Some(claim) if is_single(claim) => vec![no],
            _ => self.connected(no),
        }
    }

    fn connected(&self, no: No) -> Vec<No> {
        let (mut seen, mut next) = (BTreeSet::new(), vec![no]);
        while let Some(no) = next.pop() {
            let Some(claim) = self.any_claim(no) else {
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

impl Touching<'_> {
    /// Follows what is said about what until something is found that it is about in the end.
    fn subject_of(&mut self, no: No) {
        let (mut seen, mut at) = (BTreeSet::new(), no);
        while seen.insert(at) {
            match self.facts.stored(at) {
                Stored::Claim(_) => return self.contribution(at),
                Stored::Split(thing, _) => return self.near_all(self.facts.parts_of(*thing)),
                Stored::Whole(body) => return self.whole(body),
                said => match self.facts.target_of(said) {
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
            Body::Acting(said) => self.organisation(said.organisation),
            Body::Use(said) => self.agent(said.agent),
            Body::Agreement(said) => self.agent(said.agent),
            Body::Payment(said) => self.agent(said.agent),
            Body::Suspension(said) => self.agent(said.agent),
            _ => self.touched.everything = true,
        }
    }

    fn agent(&mut self, agent: AgentId) {
        let number = self.facts.find_agent(agent);
        self.touched.agents.extend(number);
    }

    /// An agent, and all of whom it may hold a part.
    fn owned_by(&mut self, agent: AgentId) {
        let mut next: Vec<AgentNo> = self.facts.find_agent(agent).into_iter().collect();
        while let Some(agent) = next.pop() {
            if !self.touched.agents.insert(agent) {
                continue;
            }
            for held in self.facts.holdings_of(agent) {
                if let Some(Body::Control(said)) = self.facts.whole(*held) {
                    next.extend(self.facts.find_agent(said.agent));
                }
            }
        }
    }

    /// Who belongs to an organisation decides who may review what counts for it, or what it has given.
    fn organisation(&mut self, organisation: AgentId) {
        self.agent(organisation);
        if let Some(organisation) = self.facts.find_agent(organisation) {
            let gains = self.facts.gains_of(organisation).iter().copied();
            for no in gains.chain(self.facts.work_of(organisation)) {
                self.judged_again(no);
            }
        }
    }

    fn contribution(&mut self, no: No) {
        let facts = self.facts;
        self.judged_again(no);
        for claim in facts
            .versions(no)
            .into_iter()
            .filter_map(|no| facts.any_claim(no))
        {
            for hash in claim.evidence() {
                let same = facts.showing(claim, hash).iter();
                same.for_each(|other| self.judged_again(*other));
            }
            if let Some(thing) = claim.deliverable() {
                self.near_all(facts.parts_of(thing));
            }
        }
    }

    /// A contribution that may stand, or be accepted, otherwise than before; and what else was done on its days.
    fn judged_again(&mut self, no: No) {
        let facts = self.facts;
        if self.touched.claims.contains(&no) {
            return;
        }
        for version in facts.versions(no) {
            self.touched.claims.insert(version);
            let Some(claim) = facts.any_claim(version) else {
                continue;
            };
            self.touched.agents.insert(claim.beneficiary);
            if self.touched.days.insert(claim.day_list) {
                facts.work_beside(claim).for_each(|no| self.near(no));
            }
        }
    }

    fn near_all(&mut self, parts: &[No]) {
        parts.iter().for_each(|no| self.near(*no));
    }

    fn near(&mut self, no: No) {
        if self.touched.near.contains(&no) {
            return;
        }
        for version in self.facts.versions(no) {
            self.touched.near.insert(version);
            let claim = self.facts.any_claim(version);
            self.touched
                .agents
                .extend(claim.map(|claim| claim.beneficiary));
        }
    }
}
