//! People at computers, who edit one design apart and meet.

use model::admission::DocumentState;
use model::change::SignedChange;
use model::design::{
    Claim, Column, Edit, EditError, Field, LongText, Position, Table, View, apply, create,
};
use model::document::Document;
use model::id::{CommonsId, DeviceId, DocumentId, LineId};
use model::key::DeviceKey;
use model::name::{DocumentKind, DocumentName};

pub(crate) const DAY_MS: i64 = 86_400_000;
pub(crate) const MILL: DocumentId = DocumentId([5; 32]);
pub(crate) const COMMONS: CommonsId = CommonsId([6; 16]);
pub(crate) const BOLT: LineId = LineId([1; 8]);

/// A person at a computer, with a clock that stands on one day.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) key: DeviceKey,
    pub(crate) day: i64,
    pub(crate) document: Document,
    pub(crate) changes: Vec<SignedChange>,
}

impl Person {
    pub(crate) fn new(seed: u8, day: i64) -> Self {
        let document = Document::empty(COMMONS, MILL);
        Self {
            key: DeviceKey::from_seed([seed; 32]),
            day,
            document,
            changes: Vec::new(),
        }
    }

    pub(crate) fn device(&self) -> DeviceId {
        self.key.device()
    }

    pub(crate) fn begins(&mut self, edits: &[Edit]) {
        let made = create(&mut self.document, edits, &self.key, self.day * DAY_MS);
        self.changes.extend(made.expect("a design can be begun"));
    }

    pub(crate) fn does(&mut self, edits: &[Edit]) -> Vec<SignedChange> {
        let made = self.tries(edits).expect("the edit can be made");
        self.changes.extend(made.clone());
        made
    }

    pub(crate) fn tries(&mut self, edits: &[Edit]) -> Result<Vec<SignedChange>, EditError> {
        apply(&mut self.document, edits, &self.key, self.day * DAY_MS)
    }

    pub(crate) fn hears_from(&mut self, other: &Self) {
        let changes = other.document.change_bytes();
        are_admitted(&changes);
        self.document.merge(changes).expect("honest changes fit");
    }

    pub(crate) fn view(&self) -> View {
        View::of(&self.document)
    }
}

/// Every change that an edit makes passes the only door.
pub(crate) fn are_admitted(changes: &[Vec<u8>]) {
    let ana = DeviceKey::from_seed([1; 32]).device();
    let name = DocumentName::new(DocumentKind::Design, ana, [0; 16]);
    let admitted = DocumentState::rebuild(COMMONS, name, changes);
    assert_eq!(
        admitted.map(|state| state.changes()),
        Ok(changes.len() as u64)
    );
}

pub(crate) fn meet(a: &mut Person, b: &mut Person) {
    a.hears_from(b);
    b.hears_from(a);
    assert_eq!(a.view(), b.view());
}

/// Ana on day 10 and Ben on day 11, who both have the design of a mill with one bolt.
pub(crate) fn ana_and_ben() -> (Person, Person) {
    let (mut ana, mut ben) = (Person::new(1, 10), Person::new(2, 11));
    ana.begins(&[
        field(Field::Name, "Mill"),
        text(LongText::Description, "", "It grinds.\nIt is loud."),
        Edit::AddLine {
            table: Table::Parts,
            line: BOLT,
            position: Position::Last,
            cells: vec![
                (Column::Name, "Bolt M8".into()),
                (Column::Quantity, "4".into()),
            ],
        },
    ]);
    meet(&mut ana, &mut ben);
    (ana, ben)
}

pub(crate) fn field(field: Field, value: &str) -> Edit {
    Edit::SetField {
        field,
        value: value.into(),
    }
}

pub(crate) fn text(text: LongText, seen: &str, new: &str) -> Edit {
    Edit::EditText {
        text,
        seen: seen.into(),
        new: new.into(),
    }
}

pub(crate) fn quantity(value: &str) -> Edit {
    cell(BOLT, Column::Quantity, value)
}

pub(crate) fn cell(line: LineId, column: Column, value: &str) -> Edit {
    Edit::SetCell {
        table: Table::Parts,
        line,
        column,
        value: value.into(),
    }
}

pub(crate) fn part(line: LineId, name: &str, position: Position) -> Edit {
    let cells = vec![(Column::Name, name.to_owned())];
    Edit::AddLine {
        table: Table::Parts,
        line,
        position,
        cells,
    }
}

pub(crate) fn words(claim: &Claim) -> (&str, DeviceId, i64) {
    (claim.value.words(), claim.device, claim.time_ms / DAY_MS)
}
