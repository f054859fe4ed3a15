use model::id::{ChangeHash, DocumentId, FileHash, LineId};

use super::{CollisionView, Standing};
use crate::action::{Field, Kind, LongText, PartCell, Verdict};

/// One design, with everything its page shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DesignView {
    /// Which; `None` before it was read.
    pub id: Option<DocumentId>,
    /// The exact state on the screen; releases and reviews name it.
    pub heads: Vec<ChangeHash>,
    /// What it is.
    pub kind: Kind,
    /// Single values.
    pub fields: Vec<FieldView>,
    /// Long texts.
    pub texts: Vec<TextView>,
    /// The parts list, in order.
    pub parts: Vec<PartView>,
    /// The steps, in order.
    pub steps: Vec<StepView>,
    /// The files, in order.
    pub files: Vec<FileView>,
    /// The picture that stands on the card.
    pub cover: Option<FileHash>,
    /// Released versions, newest first.
    pub versions: Vec<VersionView>,
    /// Who changed what, newest first.
    pub history: Vec<ChangeLine>,
    /// What two people set at the same time.
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
    /// What is missing before it can be released, in words of [`crate::words`].
    pub missing: Vec<Field>,
    /// Whether it has a file or a step, as a release needs.
    pub has_content: bool,
    /// The seal of the policy: whether use of it is asked to be reported here.
    pub seal: Seal,
}

impl DesignView {
    /// A single value; empty where there is none.
    pub fn field(&self, field: Field) -> &str {
        self.fields
            .iter()
            .find(|f| f.field == field)
            .map_or("", |f| f.value.as_str())
    }

    /// A long text; empty where there is none.
    pub fn text(&self, text: LongText) -> &str {
        self.texts
            .iter()
            .find(|t| t.text == text)
            .map_or("", |t| t.value.as_str())
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
}

/// A single value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldView {
    /// Which.
    pub field: Field,
    /// What stands there.
    pub value: String,
    /// Whether two people set it at the same time.
    pub collides: bool,
}

/// A long text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextView {
    /// Which.
    pub text: LongText,
    /// What stands there.
    pub value: String,
}

/// A line of the parts list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartView {
    /// Which line.
    pub line: LineId,
    /// Its name.
    pub name: String,
    /// How many or how much, exact.
    pub quantity: String,
    /// Of what.
    pub unit: String,
    /// Bought or made, or from which design.
    pub source: String,
    /// Who makes it.
    pub maker: String,
    /// Anything else.
    pub note: String,
    /// The cells that two people set at the same time.
    pub collides: Vec<PartCell>,
}

impl PartView {
    /// What stands in that cell.
    pub fn cell(&self, cell: PartCell) -> &str {
        match cell {
            PartCell::Name => &self.name,
            PartCell::Quantity => &self.quantity,
            PartCell::Unit => &self.unit,
            PartCell::Source => &self.source,
            PartCell::Maker => &self.maker,
            PartCell::Note => &self.note,
        }
    }
}

/// A making step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepView {
    /// Which line.
    pub line: LineId,
    /// What to do.
    pub text: String,
    /// How long, in minutes; empty where nobody said.
    pub minutes: String,
    /// With what.
    pub tools: String,
    /// What can hurt.
    pub hazards: String,
}

/// A file of a design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    /// Which line.
    pub line: LineId,
    /// Its content; `None` where the source only links it.
    pub hash: Option<FileHash>,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: FileRole,
    /// Its size, if that is known.
    pub bytes: Option<u64>,
    /// Where it is.
    pub place: FilePlace,
}

/// What a file is for (interop.md, section 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileRole {
    /// What one edits.
    Source,
    /// What machines read.
    Export,
    /// Anything else.
    Auxiliary,
    /// A picture.
    Picture,
    /// A manual.
    Manual,
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
