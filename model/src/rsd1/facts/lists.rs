//! The lists of facts by what they are about.

use std::collections::BTreeMap;

use super::{Facts, No, Record, Stored, Word};
use crate::day::Day;
use crate::id::{AgentId, FactId, FileHash};
use crate::rsd1::fact::Body;

/// What facts are about; every list is sorted by id.
#[derive(Clone, Default, Debug)]
pub(super) struct Lists {
    pub(super) always: Vec<No>,
    agents: BTreeMap<AgentId, AgentLists>,
    evidence: BTreeMap<(AgentId, Word, FileHash), Vec<No>>,
    deliverables: BTreeMap<Word, Vec<No>>,
}

/// What there is about one agent.
#[derive(Clone, Default, Debug)]
struct AgentLists {
    /// Uses, payments, agreements, attestations, control and suspensions.
    own: BTreeMap<FactId, No>,
    /// Contributions that count for it.
    gains: BTreeMap<FactId, No>,
    /// Who is said to belong to it.
    members: BTreeMap<AgentId, Vec<No>>,
    /// What it is said to hold a part of.
    holds: Vec<No>,
    /// Its own work, by the first day.
    days: BTreeMap<Day, Vec<No>>,
}

enum List<'a> {
    /// May be long: a whole account.
    Long(&'a mut BTreeMap<FactId, No>),
    /// Mostly of a few.
    Short(&'a mut Vec<No>),
}

impl Lists {
    pub(super) fn enter(&mut self, records: &[Record], no: No) {
        let id = records[no.index()].id;
        self.each(&records[no.index()].stored, |list| match list {
            List::Long(list) => drop(list.insert(id, no)),
            List::Short(list) => {
                let at = list.binary_search_by(|other| records[other.index()].id.cmp(&id));
                if let Err(at) = at {
                    list.insert(at, no);
                }
            }
        });
    }

    pub(super) fn leave(&mut self, records: &[Record], no: No) {
        let id = records[no.index()].id;
        self.each(&records[no.index()].stored, |list| match list {
            List::Long(list) => drop(list.remove(&id)),
            List::Short(list) => list.retain(|other| *other != no),
        });
    }

    /// Every list in which such a fact stands.
    fn each(&mut self, stored: &Stored, mut change: impl FnMut(List<'_>)) {
        match stored {
            Stored::Claim(claim) => {
                change(List::Long(&mut self.agent(claim.beneficiary).gains));
                let days = &mut self.agent(claim.provider).days;
                change(List::Short(days.entry(claim.day).or_default()));
                for hash in &claim.evidence {
                    let shown = (claim.provider, claim.kind, *hash);
                    change(List::Short(self.evidence.entry(shown).or_default()));
                }
                if let Some(thing) = claim.deliverable {
                    change(List::Short(self.deliverables.entry(thing).or_default()));
                }
            }
            Stored::Split(thing, _) => {
                change(List::Short(self.deliverables.entry(*thing).or_default()));
            }
            Stored::Whole(body) => self.each_of_whole(body, change),
            _ => {}
        }
    }

    fn each_of_whole(&mut self, body: &Body, mut change: impl FnMut(List<'_>)) {
        match body {
            Body::Steward(_) | Body::Treasurer(_) | Body::Key(..) | Body::Seal(_) => {
                change(List::Short(&mut self.always));
            }
            Body::Control(said) => {
                change(List::Long(&mut self.agent(said.agent).own));
                change(List::Short(&mut self.agent(said.controller).holds));
            }
            Body::Affiliation(said) => {
                let members = &mut self.agent(said.organisation).members;
                change(List::Short(members.entry(said.person).or_default()));
            }
            Body::Attestation(said) => change(List::Long(&mut self.agent(said.agent).own)),
            Body::Use(said) => change(List::Long(&mut self.agent(said.agent).own)),
            Body::Agreement(said) => change(List::Long(&mut self.agent(said.agent).own)),
            Body::Payment(said) => change(List::Long(&mut self.agent(said.agent).own)),
            Body::Suspension(said) => change(List::Long(&mut self.agent(said.agent).own)),
            _ => {}
        }
    }

    fn agent(&mut self, agent: AgentId) -> &mut AgentLists {
        self.agents.entry(agent).or_default()
    }
}

/// The lists, by id; whether a fact counts is not asked here.
impl Facts {
    /// Uses, payments, agreements, attestations, control and suspensions of an agent.
    pub(in crate::rsd1) fn list_of(&self, agent: AgentId) -> impl Iterator<Item = No> + use<'_> {
        let lists = self.lists.agents.get(&agent).into_iter();
        lists.flat_map(|lists| lists.own.values().copied())
    }

    /// Contributions that count for an agent, in all their versions.
    pub(in crate::rsd1) fn gains_of(&self, agent: AgentId) -> impl Iterator<Item = No> + use<'_> {
        let lists = self.lists.agents.get(&agent).into_iter();
        lists.flat_map(|lists| lists.gains.values().copied())
    }

    /// Who is said to belong to an organisation.
    pub(crate) fn members_of(&self, agent: AgentId) -> impl Iterator<Item = No> + use<'_> {
        let lists = self.lists.agents.get(&agent).into_iter();
        lists.flat_map(|lists| lists.members.values().flatten().copied())
    }

    /// What is said about one person in an organisation.
    pub(in crate::rsd1) fn membership(&self, person: AgentId, organisation: AgentId) -> &[No] {
        let lists = self.lists.agents.get(&organisation);
        lists
            .and_then(|lists| lists.members.get(&person))
            .map_or(&[], Vec::as_slice)
    }

    /// What an agent is said to hold a part of.
    pub(in crate::rsd1) fn holdings_of(&self, agent: AgentId) -> &[No] {
        let lists = self.lists.agents.get(&agent);
        lists.map_or(&[], |lists| lists.holds.as_slice())
    }

    /// The contributions of one provider on one day.
    pub(in crate::rsd1) fn work_of(&self, provider: AgentId, day: Day) -> &[No] {
        let lists = self.lists.agents.get(&provider);
        lists
            .and_then(|lists| lists.days.get(&day))
            .map_or(&[], Vec::as_slice)
    }

    /// The contributions of one provider and type with one evidence.
    pub(in crate::rsd1) fn showing(
        &self,
        provider: AgentId,
        kind: Word,
        evidence: &FileHash,
    ) -> &[No] {
        let list = self.lists.evidence.get(&(provider, kind, *evidence));
        list.map_or(&[], Vec::as_slice)
    }

    /// The contributions to one deliverable, and its splits.
    pub(in crate::rsd1) fn parts_of(&self, deliverable: Word) -> &[No] {
        let list = self.lists.deliverables.get(&deliverable);
        list.map_or(&[], Vec::as_slice)
    }
}
