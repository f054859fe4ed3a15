//! Names that look like other names: letters of another alphabet, digits for letters, what nobody sees.
//!
//! Two names are alike when their skeletons are equal (Unicode Technical Standard 39, section 4), capital
//! letters aside. Equal names are not alike: they get a mark behind them.

use crate::commons::Commons;
use model::id::AgentId;
use std::collections::{BTreeMap, BTreeSet};

/// The people and organisations of a commons by what their names look like.
#[derive(Debug, Default)]
pub struct Alike {
    by_skeleton: BTreeMap<String, BTreeSet<AgentId>>,
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
                for skeleton in skeletons(name) {
                    let same = alike.by_skeleton.entry(skeleton).or_default();
                    same.insert(agent);
                }
            }
        }
        alike
    }

    /// Who else has a name that looks like this one and is not the same; in the order of their ids.
    pub fn others(&self, commons: &Commons, agent: Option<AgentId>, name: &str) -> Vec<AgentId> {
        let folded = name.to_lowercase();
        let skeletons = skeletons(name);
        let same = skeletons.iter().filter_map(|it| self.by_skeleton.get(it));
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
    let [as_is, small] = skeletons(other);
    let looks = skeletons(one);
    one.to_lowercase() != other.to_lowercase() && (looks[0] == as_is || looks[1] == small)
}

/// What a name looks like as it is, and what it looks like in small letters: a capital I is taken for a small l,
/// a small i is not.
fn skeletons(name: &str) -> [String; 2] {
    let of = |text: &str| unicode_security::skeleton(text).collect();
    [of(name), of(&name.to_lowercase())]
}
