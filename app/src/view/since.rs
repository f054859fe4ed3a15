use model::design::{Piece, Place, Value};
use model::id::{ChangeHash, DocumentId};

use super::StateReview;

/// What has changed since this person last looked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SinceView {
    /// Whether it was worked out yet.
    pub ready: bool,
    /// When they last looked, in words; `None`: never.
    pub since: Option<String>,
    /// Designs that changed, those that wait longest first.
    pub designs: Vec<ChangedDesign>,
    /// How many changed, also those beyond the page.
    pub total: usize,
    /// Everything two people set at the same time.
    pub collisions: Vec<CollisionView>,
    /// How many entries of the ledger wait for this person.
    pub claims: usize,
}

/// A design that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedDesign {
    /// Which.
    pub design: DocumentId,
    /// Its name.
    pub name: String,
    /// Whether it is new to this person.
    pub new: bool,
    /// The state whose changes are listed; a verdict names exactly this.
    pub heads: Vec<ChangeHash>,
    /// Who changed it.
    pub by: Vec<String>,
    /// When it was last changed, in words.
    pub when: String,
    /// What changed.
    pub changes: Vec<FieldChange>,
    /// What was said about this state.
    pub reviews: Vec<StateReview>,
}

/// One thing that changed, in words; [`crate::words::since::changes`] makes them of differences.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldChange {
    /// What: "Licence", "Part \"Motor\", quantity".
    pub what: String,
    /// Before; `None`: it was not there.
    pub before: Option<String>,
    /// After; `None`: it is gone.
    pub after: Option<String>,
    /// For a text, both as one from front to back; then `before` and `after` are empty.
    pub pieces: Vec<Piece>,
}

impl FieldChange {
    /// What stood there and what stands there, each whole; empty for nothing.
    pub fn sides(&self) -> (String, String) {
        if self.pieces.is_empty() {
            let side = |side: &Option<String>| side.clone().unwrap_or_default();
            return (side(&self.before), side(&self.after));
        }
        let (mut before, mut after) = (String::new(), String::new());
        for piece in &self.pieces {
            match piece {
                Piece::Same(text) => {
                    before.push_str(text);
                    after.push_str(text);
                }
                Piece::Added(text) => after.push_str(text),
                Piece::Removed(text) => before.push_str(text),
            }
        }
        (before, after)
    }
}

/// Something that two people set at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollisionView {
    /// In which design.
    pub design: DocumentId,
    /// Its name.
    pub design_name: String,
    /// Which place of it.
    pub place: Place,
    /// What, in words.
    pub what: String,
    /// All values, the one that the page shows meanwhile first.
    pub values: Vec<CollisionValue>,
}

/// One of the values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollisionValue {
    /// The value itself.
    pub value: Value,
    /// The value, in words.
    pub text: String,
    /// Who set it.
    pub by: String,
    /// When, in words.
    pub when: String,
    /// On which device.
    pub device: String,
}
