//! Names that look like other names: letters of another alphabet, digits for letters, what nobody sees.
//!
//! Names that look the same get a mark behind them, everywhere. Where they are not written the same, capital letters aside,
//! that is said too.

use crate::commons::Commons;
use model::charter::title::looks;
use model::id::AgentId;
use std::collections::{BTreeMap, BTreeSet};

/// The people and organisations of a commons by what their names look like.
#[derive(Debug, Default)]
pub struct Alike {
    by_look: BTreeMap<String, BTreeSet<AgentId>>,
}

impl Alike {
    /// All who are there now.
    pub fn of(commons: &Commons) -> Alike {
        let charter = commons.charter();
        let persons = charter.persons().map(|person| person.id);
        let organisations = charter.organisations().map(|one| one.id);
        let mut alike = Alike::default();
        for agent in persons.chain(organisations) {
            if let Some(name) = commons.profiles().name(charter, agent) {
                for look in looks(name) {
                    let same = alike.by_look.entry(look).or_default();
                    same.insert(agent);
                }
            }
        }
        alike
    }

    /// Who else has a name that looks like this one and is not the same; in the order of their ids.
    pub fn others(&self, commons: &Commons, agent: Option<AgentId>, name: &str) -> Vec<AgentId> {
        let folded = name.to_lowercase();
        let looks = looks(name);
        let same = looks.iter().filter_map(|it| self.by_look.get(it));
        let same: BTreeSet<AgentId> = same.flatten().copied().collect();
        let others = same.into_iter().filter(|other| Some(*other) != agent);
        let differs = |other: &AgentId| {
            let theirs = commons.profiles().name(commons.charter(), *other);
            theirs.is_some_and(|theirs| theirs.to_lowercase() != folded)
        };
        others.filter(differs).collect()
    }
}

impl Commons {
    /// The names, as they are shown, that look like that of this person or organisation.
    pub fn names_like(&self, alike: &Alike, agent: AgentId) -> Vec<String> {
        let Some(name) = self.profiles().name(self.charter(), agent) else {
            return vec![];
        };
        let others = alike.others(self, Some(agent), name);
        others.into_iter().map(|other| self.called(other)).collect()
    }
}

/// Whether two names look alike and are not the same.
pub fn are_alike(one: &str, other: &str) -> bool {
    let others = looks(other);
    let is_same = looks(one).iter().any(|look| others.contains(look));
    one.to_lowercase() != other.to_lowercase() && is_same
}
