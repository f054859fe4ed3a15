use std::collections::BTreeMap;

use model::design::{Missing, View as Content};
use model::id::{DocumentId, LineId};
use model::ledger::Verdict;

use super::{CollisionView, Standing};

/// One design, with everything its page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct DesignView {
    /// What stands in it, in the exact state that releases and reviews name.
    pub content: Content,
    /// Where its files are, by their lines; one that is missing here is only elsewhere.
    pub places: BTreeMap<LineId, FilePlace>,
    /// Released versions, newest first.
    pub versions: Vec<VersionView>,
    /// Who changed what, newest first.
    pub history: Vec<ChangeLine>,
    /// What two people set at the same time, in words.
    pub collisions: Vec<CollisionView>,
    /// What was said about its states, newest first.
    pub reviews: Vec<StateReview>,
    /// What reviewers say about this state.
    pub standing: Standing,
    /// How many others have built it.
    pub builds: u32,
    /// Who made it: names.
    pub people: Vec<String>,
    /// On how many other devices it is, as far as they have said.
    pub elsewhere: usize,
    /// Whether this person may change it.
    pub may_edit: bool,
    /// What is missing before it can be released.
    pub missing: Vec<Missing>,
    /// How its licence stands to the rules of this commons.
    pub seal: Seal,
}

impl DesignView {
    /// Which design.
    pub fn id(&self) -> DocumentId {
        self.content.document
    }
}

/// How its licence stands to the rules of this commons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seal {
    /// Its own licence covers every use.
    #[default]
    OwnLicence,
    /// A reciprocal licence: commercial use is reported here.
    Reciprocal,
    /// Only a newer program can tell.
    NotJudged,
}

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilePlace {
    /// On this computer.
    Here,
    /// On its way: so many bytes of its size.
    Arriving(u64),
    /// Only on other devices.
    Elsewhere,
    /// Too large to come by itself, and asked for: it comes from whoever has it.
    AskedFor,
    /// Too large to come by itself.
    TooLarge,
    /// At the source, not on this computer.
    AtSource(String),
}

/// A released version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionView {
    /// As people write it.
    pub version: String,
    /// Its day.
    pub day: String,
    /// Who released it.
    pub by: String,
    /// What is new.
    pub note: String,
    /// Whether it is the state on the screen.
    pub present: bool,
}

/// Who changed what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeLine {
    /// When, in words.
    pub when: String,
    /// Who.
    pub who: String,
    /// What, in words.
    pub what: String,
}

/// What somebody said about a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateReview {
    /// Who.
    pub by: String,
    /// When.
    pub day: String,
    /// What.
    pub verdict: Verdict,
    /// Why.
    pub note: String,
    /// Whether it was said about the state on the screen.
    pub of_this_state: bool,
}
