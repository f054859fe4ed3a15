//! The lists of facts by what they are about.

use std::collections::BTreeMap;

use super::{AgentNo, Facts, No, Stored, StoredClaim, Word};
use crate::day::Day;
use crate::id::{AgentId, FactId, FileHash};
use crate::rsd1::fact::Body;

/// What facts are about.
#[derive(Clone, Default, Debug)]
pub(super) struct Lists {
    /// Keys, roles and seals.
    pub(super) always: Vec<No>,
    agents: Vec<AgentLists>,
    days: Vec<DayList>,
    evidence: BTreeMap<(AgentNo, Word, FileHash), Vec<No>>,
    deliverables: BTreeMap<Word, Vec<No>>,
}

/// What there is about one agent.
#[derive(Clone, Default, Debug)]
struct AgentLists {
    /// Uses, payments, agreements, attestations, control and suspensions, by id.
    own: BTreeMap<FactId, No>,
    /// Contributions that count for it, as they came: those of one time lie near each other.
    gains: Vec<No>,
    /// Who is said to belong to it.
    members: BTreeMap<AgentNo, Vec<No>>,
    /// What it is said to hold a part of.
    holds: Vec<No>,
    /// Its own work, by the first day.
    days: BTreeMap<Day, u32>,
    /// The list that was asked for last, and its day: people write down a day at a time.
    last_day: Option<(Day, u32)>,
}

/// The work of one provider on one day: each contribution names the one that was listed before.
#[derive(Clone, Copy, Default, Debug)]
struct DayList {
    last: Option<No>,
    len: u32,
}

impl Lists {
    /// The number of the list for the work of a provider on a day.
    pub(super) fn day(&mut self, provider: AgentNo, day: Day) -> u32 {
        let next = u32::try_from(self.days.len()).unwrap_or(u32::MAX);
        let agent = self.agent(provider);
        if let Some((_, known)) = agent.last_day.filter(|(last, _)| *last == day) {
            return known;
        }
        let list = *agent.days.entry(day).or_insert(next);
        agent.last_day = Some((day, list));
        if list == next {
            self.days.push(DayList::default());
        }
        list
    }

    fn agent(&mut self, agent: AgentNo) -> &mut AgentLists {
        if self.agents.len() <= agent.index() {
            self.agents
                .resize_with(agent.index() + 1, AgentLists::default);
        }
        &mut self.agents[agent.index()]
    }
}

impl Facts {
    /// The number of an agent.
    pub(super) fn agent_number(&mut self, agent: AgentId) -> AgentNo {
        self.agents.number(agent)
    }

    /// Puts a fact into the lists of what it is about.
    pub(super) fn enter(&mut self, no: No) {
        let id = self.id(no);
        if let Stored::Claim(claim) = self.kept[no.index()].stored {
            let claim = &mut self.claims[claim.index()];
            let list = &mut self.lists.days[claim.day_list as usize];
            claim.before_on_day = list.last.replace(no);
            list.len += 1;
            self.lists.agent(claim.beneficiary).gains.push(no);
        }
        self.each_short_list(no, |list| list.push(no));
        if let Some(own) = self.own_list(no) {
            own.insert(id, no);
        }
    }

    /// Takes the fact that was put in last out of the lists.
    pub(super) fn leave(&mut self, no: No) {
        let id = self.id(no);
        if let Stored::Claim(claim) = self.kept[no.index()].stored {
            let claim = &mut self.claims[claim.index()];
            let list = &mut self.lists.days[claim.day_list as usize];
            list.last = claim.before_on_day.take();
            list.len -= 1;
            // It was put in last, so it stands there last.
            self.lists.agent(claim.beneficiary).gains.pop();
        }
        self.each_short_list(no, |list| list.retain(|other| *other != no));
        if let Some(own) = self.own_list(no) {
            own.remove(&id);
        }
    }

    fn own_list(&mut self, no: No) -> Option<&mut BTreeMap<FactId, No>> {
        let agent = match self.whole(no)? {
            Body::Attestation(said) => said.agent,
            Body::Control(said) => said.agent,
            Body::Use(said) => said.agent,
            Body::Agreement(said) => said.agent,
            Body::Payment(said) => said.agent,
            Body::Suspension(said) => said.agent,
            _ => return None,
        };
        let agent = self.agent_number(agent);
        Some(&mut self.lists.agent(agent).own)
    }

    fn each_short_list(&mut self, no: No, mut change: impl FnMut(&mut Vec<No>)) {
        let lists = &mut self.lists;
        match &self.kept[no.index()].stored {
            Stored::Claim(claim) => {
                let claim = &self.claims[claim.index()];
                for hash in claim.evidence() {
                    let shown = (claim.provider, claim.kind, *hash);
                    change(lists.evidence.entry(shown).or_default());
                }
                if let Some(thing) = claim.deliverable() {
                    change(lists.deliverables.entry(thing).or_default());
                }
            }
            Stored::Split(thing, _) => change(lists.deliverables.entry(*thing).or_default()),
            Stored::Whole(body) => match &**body {
                Body::Steward(_) | Body::Treasurer(_) | Body::Key(..) | Body::Seal(_) => {
                    change(&mut lists.always);
                }
                Body::Control(said) => {
                    let holder = self.agents.number(said.controller);
                    change(&mut lists.agent(holder).holds);
                }
                Body::Affiliation(said) => {
                    let person = self.agents.number(said.person);
                    let organisation = self.agents.number(said.organisation);
                    let members = &mut lists.agent(organisation).members;
                    change(members.entry(person).or_default());
                }
                Body::Acting(said) => {
                    let person = self.agents.number(said.person);
                    let organisation = self.agents.number(said.organisation);
                    let members = &mut lists.agent(organisation).members;
                    change(members.entry(person).or_default());
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// The lists; whether a fact counts is not asked here.
impl Facts {
    fn lists_of(&self, agent: AgentNo) -> Option<&AgentLists> {
        self.lists.agents.get(agent.index())
    }

    /// Uses, payments, agreements, attestations, control and suspensions of an agent, by id.
    pub(in crate::rsd1) fn list_of(&self, agent: AgentNo) -> impl Iterator<Item = No> + use<'_> {
        let lists = self.lists_of(agent).into_iter();
        lists.flat_map(|lists| lists.own.values().copied())
    }

    /// Contributions that count for an agent, in all their versions, as they came.
    pub(in crate::rsd1) fn gains_of(&self, agent: AgentNo) -> &[No] {
        let lists = self.lists_of(agent);
        lists.map_or(&[], |lists| lists.gains.as_slice())
    }

    /// What an agent has given, in all versions.
    pub(in crate::rsd1) fn work_of(&self, agent: AgentNo) -> impl Iterator<Item = No> + use<'_> {
        let lists = self.lists_of(agent).into_iter();
        let days = lists.flat_map(|lists| lists.days.values());
        days.flat_map(|day| {
            let last = self.lists.days[*day as usize].last;
            std::iter::successors(last, |no| self.any_claim(*no)?.before_on_day)
        })
    }

    /// Who is said to belong to an organisation.
    pub(crate) fn members_of(&self, agent: AgentNo) -> impl Iterator<Item = No> + use<'_> {
        let lists = self.lists_of(agent).into_iter();
        lists.flat_map(|lists| lists.members.values().flatten().copied())
    }

    /// Whether anybody is.
    pub(super) fn has_members(&self, agent: AgentNo) -> bool {
        let lists = self.lists_of(agent);
        lists.is_some_and(|lists| !lists.members.is_empty())
    }

    /// What is said about one person in an organisation.
    pub(in crate::rsd1) fn membership(&self, person: AgentNo, organisation: AgentNo) -> &[No] {
        let lists = self.lists_of(organisation);
        lists
            .and_then(|lists| lists.members.get(&person))
            .map_or(&[], Vec::as_slice)
    }

    /// What an agent is said to hold a part of.
    pub(in crate::rsd1) fn holdings_of(&self, agent: AgentNo) -> &[No] {
        let lists = self.lists_of(agent);
        lists.map_or(&[], |lists| lists.holds.as_slice())
    }

    /// All contributions of the provider of one on its day, and so that one too.
    pub(in crate::rsd1) fn work_beside(
        &self,
        claim: &StoredClaim,
    ) -> impl Iterator<Item = No> + use<'_> {
        let last = self.lists.days[claim.day_list as usize].last;
        std::iter::successors(last, |no| self.any_claim(*no)?.before_on_day)
    }

    /// How many there are.
    pub(in crate::rsd1) fn count_beside(&self, claim: &StoredClaim) -> usize {
        self.lists.days[claim.day_list as usize].len as usize
    }

    /// The contributions of one provider and type with one evidence.
    pub(in crate::rsd1) fn showing(&self, claim: &StoredClaim, evidence: &FileHash) -> &[No] {
        let shown = (claim.provider, claim.kind, *evidence);
        let list = self.lists.evidence.get(&shown);
        list.map_or(&[], Vec::as_slice)
    }

    /// The contributions to one deliverable, and its splits.
    pub(in crate::rsd1) fn parts_of(&self, deliverable: Word) -> &[No] {
        let list = self.lists.deliverables.get(&deliverable);
        list.map_or(&[], Vec::as_slice)
    }
}
