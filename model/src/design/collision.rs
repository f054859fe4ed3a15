//! Places of a design where two people wrote different things without knowing of each other.

use crate::id::{ChangeHash, DeviceId, LineId};

use super::schema::{Column, Field, LongText, Table, WordSet};

/// A place in a design that holds something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Whether the design stands or is withdrawn.
    Design,
    /// A short value.
    Field(Field),
    /// A long text.
    Text(LongText),
    /// A set of words.
    Words(WordSet),
    /// Whether a line is there.
    Line(Table, LineId),
    /// One cell of a line.
    Cell(Table, LineId, Column),
    /// Where a line stands in its table.
    Order(Table, LineId),
    /// The text of a step.
    StepText(LineId),
    /// A value that this version does not know, by its name.
    Other(String),
}

/// What can stand at a [`Place`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Words, a number in words, or JSON.
    Words(String),
    /// Whether a line, or the design, is there.
    Here(bool),
}

/// Who says what stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What.
    pub value: Value,
    /// On which device it was written.
    pub device: DeviceId,
    /// When, by that device's clock; for display only.
    pub time_ms: i64,
    /// The change that wrote it.
    pub change: ChangeHash,
}

/// Two or more different values at one place, waiting for a person to choose.
///
/// [`super::Edit::Settle`] chooses. Equal values are no collision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision {
    /// Where.
    pub place: Place,
    /// Every value, the one that is shown meanwhile first.
    pub values: Vec<Claim>,
}

impl Collision {
    /// A collision of these claims; `None` when they agree.
    pub(crate) fn of(place: Place, values: Vec<Claim>) -> Option<Self> {
        let differ = values.windows(2).any(|pair| pair[0].value != pair[1].value);
        differ.then_some(Self { place, values })
    }
}

impl Value {
    /// The words; empty for presence.
    pub fn words(&self) -> &str {
        match self {
            Self::Words(words) => words,
            Self::Here(_) => "",
        }
    }
}
