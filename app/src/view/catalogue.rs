use model::design::Kind;
use model::id::{DocumentId, FileHash};

/// All designs: the counts, and the cards that are in sight.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CatalogueView {
    /// Whether the designs were counted yet.
    pub ready: bool,
    /// How many designs there are.
    pub total: usize,
    /// How many match the query.
    pub found: usize,
    /// The query that these cards answer.
    pub generation: u64,
    /// The place of the first of `cards` among those found.
    pub first: usize,
    /// Cards from there on.
    pub cards: Vec<CardView>,
    /// What can be filtered by, with counts.
    pub facets: Facets,
}

/// What the catalogue can be filtered by, and how many designs each choice has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// Licences, the most used first.
    pub licences: Vec<(String, usize)>,
    /// Kinds.
    pub kinds: Vec<(Kind, usize)>,
    /// Levels of readiness, as the designs say it.
    pub readiness: Vec<(String, usize)>,
}

/// One design as a card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardView {
    /// Which design.
    pub id: Option<DocumentId>,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub summary: String,
    /// Its picture, if it has one and it is on this computer.
    pub picture: Option<FileHash>,
    /// What reviewers say.
    pub standing: Standing,
    /// How many others have built it.
    pub builds: u32,
    /// Who made it.
    pub author: String,
    /// Its licence.
    pub licence: String,
    /// Its released version.
    pub version: Option<String>,
    /// What it is, where it says so.
    pub kind: Option<Kind>,
}

/// What reviewers say about the newest state of a design; derived from facts only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// Nobody has said anything.
    #[default]
    NotReviewed,
    /// An older state was reviewed, or somebody said "needs work".
    BeingReviewed,
    /// So many people said "good" of this state.
    Reviewed(u32),
    /// So many people said "unsafe".
    Unsafe(u32),
}
