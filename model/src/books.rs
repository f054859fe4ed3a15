//! The books of a commons: ledger facts, indexed by whom they are about, judged by the charter, and each agent's status.
//!
//! Facts come in one at a time and in any order. What a fact needs (its author's key, a role, signatures, a
//! confirmation) is judged when a status is asked for, with the charter of that moment: grants count whenever they
//! become known. So nothing has to be computed again when the charter grows.

mod judge;
mod translate;

use std::collections::{BTreeMap, BTreeSet};

use crate::charter::{Charter, Role};
use crate::day::Day;
use crate::id::{AgentId, DeviceId, DocumentId, FactId};
use crate::ledger::{self, FactProblem, WrittenFact};
use crate::rsd1::fact::Affiliation;
use crate::rsd1::{Body, Fact, Facts, Needs, Policies, Status, derive};
use judge::Judge;

/// A fact of a ledger in its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BookEntry {
    /// The fact's id.
    pub id: FactId,
    /// The device whose key signed it.
    pub device: DeviceId,
    /// The ledger.
    pub document: DocumentId,
    /// Its place in the ledger, from 1.
    pub seq: u64,
    /// The fact.
    pub fact: WrittenFact,
}

/// A fact that is kept and shown and does not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quarantined {
    /// The fact.
    pub fact: FactId,
    /// Who it says has written it.
    pub by: AgentId,
    /// Why it does not count.
    pub reason: Refusal,
}

/// Why a fact does not count (RSD-1, sections 0 and 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// What it says cannot be.
    #[error(transparent)]
    Problem(#[from] FactProblem),
    /// Signed with a key that is not its author's.
    #[error("signed with a key that is not the author's")]
    NotTheirKey,
    /// Its author has not the role that it needs.
    #[error("the author has not the role that this needs")]
    RoleMissing(Role),
    /// In another currency than that of the commons.
    #[error("the amount is in another currency than that of the commons")]
    OtherCurrency,
    /// A use report or seal that is not inside one period.
    #[error("the days do not lie in one period")]
    NotOnePeriod,
    /// A quantity in a unit in which this type of contribution is not counted.
    #[error("this type of contribution is not counted in that unit")]
    OtherUnit,
}

/// All ledger facts of one commons.
#[derive(Clone, Default, Debug)]
pub struct Books {
    entries: BTreeMap<FactId, BookEntry>,
    /// The same facts as far as they can be read alone: only for finding them.
    index: Facts,
    seals: BTreeSet<FactId>,
}

impl Books {
    /// Empty books.
    pub fn new() -> Books {
        Books::default()
    }

    /// Takes in one fact; says whether it was new. Order does not matter.
    pub fn add(&mut self, entry: BookEntry) -> bool {
        if self.entries.contains_key(&entry.id) {
            return false;
        }
        if let Some(body) = translate::outline(&entry) {
            self.index.add(Fact {
                id: entry.id,
                signed: None,
                body,
            });
        }
        if matches!(entry.fact.fact, ledger::Fact::Seal(_)) {
            self.seals.insert(entry.id);
        }
        self.entries.insert(entry.id, entry);
        true
    }

    fn seals(&self) -> impl Iterator<Item = &BookEntry> {
        self.seals.iter().filter_map(|id| self.entries.get(id))
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A fact.
    pub fn entry(&self, id: FactId) -> Option<&BookEntry> {
        self.entries.get(&id)
    }

    /// All facts, by id.
    pub fn entries(&self) -> impl Iterator<Item = &BookEntry> {
        self.entries.values()
    }

    /// Where one agent stands on a day, and why; `None` before the founding has arrived.
    ///
    /// Reads only the facts about that agent, however many others there are. The quarantine in it is that of the facts
    /// about the agent; [`Books::quarantine`] lists all.
    pub fn status(&self, charter: &Charter, agent: AgentId, as_of: Day) -> Option<Status> {
        let policies = Policies::founded(charter.policy(as_of)?.clone());
        let judge = Judge {
            books: self,
            charter,
            policy: policies.on(as_of),
        };
        let (facts, refused) = judge.facts(&self.index.ids_about(agent));
        let mut status = derive(charter.commons(), &facts, &policies, agent, as_of);
        status.quarantine = refused
            .into_iter()
            .map(|quarantined| quarantined.fact)
            .collect();
        Some(status)
    }

    /// All facts that do not count, and why, by id.
    pub fn quarantine(&self, charter: &Charter) -> Vec<Quarantined> {
        let Some(policy) = charter.policy(Day::FIRST) else {
            return Vec::new();
        };
        let judge = Judge {
            books: self,
            charter,
            policy,
        };
        self.entries
            .values()
            .filter_map(|entry| judge.refused(entry))
            .collect()
    }

    /// Who could still review a contribution: makers who did not, do not gain from it and do not belong to who does.
    pub fn reviewers(&self, charter: &Charter, contribution: FactId) -> Vec<AgentId> {
        let Some(Body::Claim(claim)) = self.index.get(contribution).map(|fact| &fact.body) else {
            return Vec::new();
        };
        let beneficiary = claim.beneficiary();
        let affiliated = self.affiliated(charter, beneficiary);
        let reviewed: BTreeSet<AgentId> = self
            .index
            .saying(contribution)
            .filter(|fact| matches!(fact.body, Body::Review(_)))
            .filter_map(|fact| Some(self.entries.get(&fact.id)?.fact.by))
            .collect();
        let may = |person: &AgentId| {
            *person != claim.provider
                && *person != beneficiary
                && !affiliated.contains(person)
                && !reviewed.contains(person)
        };
        let makers = charter
            .persons()
            .filter(|person| person.has_role(Role::Maker));
        makers.map(|person| person.id).filter(may).collect()
    }

    /// Who belongs to an organisation on any day, or acts for it.
    fn affiliated(&self, charter: &Charter, organisation: AgentId) -> BTreeSet<AgentId> {
        let facts = self
            .index
            .of_organisation(organisation)
            .filter_map(|fact| match &fact.body {
                Body::Affiliation(Affiliation { person, .. }) => Some(*person),
                _ => None,
            });
        let acting = charter
            .organisation(organisation)
            .map(|organisation| organisation.acting.clone());
        facts.chain(acting.unwrap_or_default()).collect()
    }
}

/// What becomes of one ledger fact.
enum Outcome {
    /// It counts.
    Counts(Body),
    /// It waits for somebody to sign or confirm it.
    Waits(Body, Needs),
    /// The derivation has no use for it.
    Inert,
}
