//! Two or three people work on one design, apart and together.

use model::change::{CHANGE_BYTES_MAX, SignedChange};
use model::design::{
    Claim, Column, Edit, EditError, Field, LongText, Place, Position, Table, Value, View, WordSet,
    apply, create,
};
use model::document::Document;
use model::id::{CommonsId, DeviceId, DocumentId, LineId};
use model::key::DeviceKey;

const DAY_MS: i64 = 86_400_000;
const MILL: DocumentId = DocumentId([5; 32]);
const COMMONS: CommonsId = CommonsId([6; 16]);
const BOLT: LineId = LineId([1; 8]);

/// A person at a computer, with a clock that stands on one day.
#[derive(Clone)]
struct Person {
    key: DeviceKey,
    day: i64,
    document: Document,
    changes: Vec<SignedChange>,
}

impl Person {
    fn new(seed: u8, day: i64) -> Self {
        let document = Document::empty(COMMONS, MILL);
        Self {
            key: DeviceKey::from_seed([seed; 32]),
            day,
            document,
            changes: Vec::new(),
        }
    }

    fn device(&self) -> DeviceId {
        self.key.device()
    }

    fn begins(&mut self, edits: &[Edit]) {
        let made = create(&mut self.document, edits, &self.key, self.day * DAY_MS);
        self.changes.extend(made.expect("a design can be begun"));
    }

    fn does(&mut self, edits: &[Edit]) -> Vec<SignedChange> {
        let made = self.tries(edits).expect("the edit can be made");
        self.changes.extend(made.clone());
        made
    }

    fn tries(&mut self, edits: &[Edit]) -> Result<Vec<SignedChange>, EditError> {
        apply(&mut self.document, edits, &self.key, self.day * DAY_MS)
    }

    fn hears_from(&mut self, other: &Self) {
        let changes = other.document.change_bytes();
        self.document.merge(changes).expect("honest changes fit");
    }

    fn view(&self) -> View {
        View::of(&self.document)
    }
}

fn meet(a: &mut Person, b: &mut Person) {
    a.hears_from(b);
    b.hears_from(a);
    assert_eq!(a.view(), b.view());
}

/// Ana on day 10 and Ben on day 11, who both have the design of a mill with one bolt.
fn ana_and_ben() -> (Person, Person) {
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

fn field(field: Field, value: &str) -> Edit {
    Edit::SetField {
        field,
        value: value.into(),
    }
}

fn text(text: LongText, seen: &str, new: &str) -> Edit {
    Edit::EditText {
        text,
        seen: seen.into(),
        new: new.into(),
    }
}

fn quantity(value: &str) -> Edit {
    cell(BOLT, Column::Quantity, value)
}

fn cell(line: LineId, column: Column, value: &str) -> Edit {
    Edit::SetCell {
        table: Table::Parts,
        line,
        column,
        value: value.into(),
    }
}

fn part(line: LineId, name: &str, position: Position) -> Edit {
    let cells = vec![(Column::Name, name.to_owned())];
    Edit::AddLine {
        table: Table::Parts,
        line,
        position,
        cells,
    }
}

fn words(claim: &Claim) -> (&str, DeviceId, i64) {
    (claim.value.words(), claim.device, claim.time_ms / DAY_MS)
}

#[test]
fn two_people_edit_one_paragraph_and_both_sentences_stand() {
    let (mut ana, mut ben) = ana_and_ben();
    let seen = "It grinds.\nIt is loud.";
    ana.does(&[text(
        LongText::Description,
        seen,
        "It grinds. Grain goes in on top.\nIt is loud.",
    )]);
    ben.does(&[text(
        LongText::Description,
        seen,
        "It grinds. Flour comes out below.\nIt is loud.",
    )]);
    meet(&mut ana, &mut ben);
    let view = ana.view();
    let together = view.text(LongText::Description);
    for sentence in [
        "It grinds.",
        " Grain goes in on top.",
        " Flour comes out below.",
        "It is loud.",
    ] {
        assert_eq!(
            together.matches(sentence).count(),
            1,
            "{sentence:?} in {together:?}"
        );
    }
    assert_eq!(view.collisions, []);
}

#[test]
fn what_ben_wrote_stays_when_ana_saves_a_text_she_began_before() {
    let (mut ana, mut ben) = ana_and_ben();
    let seen = "It grinds.\nIt is loud.";
    ben.does(&[text(
        LongText::Description,
        seen,
        "It grinds finely.\nIt is loud.",
    )]);
    meet(&mut ana, &mut ben);
    ana.does(&[text(
        LongText::Description,
        seen,
        "It grinds.\nIt is quiet.",
    )]);
    assert_eq!(
        ana.view().text(LongText::Description),
        "It grinds finely.\nIt is quiet."
    );
}

#[test]
fn two_quantities_in_one_cell_are_shown_with_names_and_days() {
    let (mut ana, mut ben) = ana_and_ben();
    ana.does(&[quantity("6")]);
    ben.does(&[quantity("8")]);
    meet(&mut ana, &mut ben);
    let view = ana.view();
    assert_eq!(view.collisions.len(), 1);
    let place = Place::Cell(Table::Parts, BOLT, Column::Quantity);
    let collision = view.collision(&place).expect("they collide");
    let mut claims: Vec<_> = collision.values.iter().map(words).collect();
    assert_eq!(
        claims[0].0,
        view.lines(Table::Parts)[0].cell(Column::Quantity)
    );
    claims.sort();
    assert_eq!(claims, [("6", ana.device(), 10), ("8", ben.device(), 11)]);
}

#[test]
fn the_same_quantity_from_both_is_no_collision() {
    let (mut ana, mut ben) = ana_and_ben();
    ana.does(&[quantity("6")]);
    ben.does(&[quantity("6")]);
    meet(&mut ana, &mut ben);
    assert_eq!(ana.view().collisions, []);
}

#[test]
fn a_settled_collision_stays_settled_in_both_directions() {
    for choice in ["6", "8", "7"] {
        let (mut ana, mut ben) = ana_and_ben();
        ana.does(&[quantity("6")]);
        ben.does(&[quantity("8")]);
        meet(&mut ana, &mut ben);
        let place = Place::Cell(Table::Parts, BOLT, Column::Quantity);
        ben.does(&[Edit::Settle {
            place,
            value: Value::Words(choice.into()),
        }]);
        meet(&mut ana, &mut ben);
        meet(&mut ben, &mut ana);
        assert_eq!(ana.view().collisions, []);
        assert_eq!(
            ana.view().lines(Table::Parts)[0].cell(Column::Quantity),
            choice
        );
    }
}

#[test]
fn two_people_who_settle_differently_collide_again() {
    let (mut ana, mut ben) = ana_and_ben();
    ana.does(&[field(Field::Licence, "CERN-OHL-S-2.0")]);
    ben.does(&[field(Field::Licence, "MIT")]);
    meet(&mut ana, &mut ben);
    let settle = |value: &str| Edit::Settle {
        place: Place::Field(Field::Licence),
        value: Value::Words(value.into()),
    };
    ana.does(&[settle("CERN-OHL-S-2.0")]);
    ben.does(&[settle("MIT")]);
    meet(&mut ana, &mut ben);
    let view = ana.view();
    let collision = view
        .collision(&Place::Field(Field::Licence))
        .expect("neither wins silently");
    assert_eq!(collision.values.len(), 2);
}

#[test]
fn an_edit_of_a_line_that_another_removes_is_a_collision() {
    for ana_first in [true, false] {
        let (mut ana, mut ben) = ana_and_ben();
        ana.does(&[Edit::RemoveLine {
            table: Table::Parts,
            line: BOLT,
        }]);
        ben.does(&[quantity("8")]);
        if ana_first {
            meet(&mut ana, &mut ben)
        } else {
            meet(&mut ben, &mut ana)
        }
        let view = ana.view();
        assert_eq!(view.lines(Table::Parts)[0].cell(Column::Quantity), "8");
        let place = Place::Line(Table::Parts, BOLT);
        let collision = view.collision(&place).expect("it is shown");
        let values: Vec<_> = collision
            .values
            .iter()
            .map(|c| (c.value.clone(), c.device))
            .collect();
        assert_eq!(
            values,
            [
                (Value::Here(true), ben.device()),
                (Value::Here(false), ana.device())
            ]
        );

        ana.does(&[Edit::Settle {
            place,
            value: Value::Here(false),
        }]);
        meet(&mut ana, &mut ben);
        assert_eq!(ben.view().lines(Table::Parts), []);
        assert_eq!(ben.view().collisions, []);
    }
}

#[test]
fn a_removed_line_comes_back_with_its_cells() {
    let (mut ana, _) = ana_and_ben();
    ana.does(&[Edit::RemoveLine {
        table: Table::Parts,
        line: BOLT,
    }]);
    assert_eq!(
        ana.tries(&[quantity("9")]),
        Err(EditError::NoSuchLine(Table::Parts))
    );
    ana.does(&[Edit::RestoreLine {
        table: Table::Parts,
        line: BOLT,
    }]);
    assert_eq!(
        ana.view().lines(Table::Parts)[0].cell(Column::Quantity),
        "4"
    );
}

#[test]
fn an_edit_of_a_design_that_another_withdraws_is_a_collision() {
    let (mut ana, mut ben) = ana_and_ben();
    ana.does(&[Edit::Withdraw]);
    ben.does(&[field(Field::Version, "2")]);
    ben.does(&[field(Field::Version, "3")]);
    meet(&mut ana, &mut ben);
    let view = ana.view();
    assert!(view.is_withdrawn);
    let collision = view.collision(&Place::Design).expect("it is shown");
    let values: Vec<_> = collision
        .values
        .iter()
        .map(|c| (c.value.clone(), c.device))
        .collect();
    assert_eq!(
        values,
        [
            (Value::Here(false), ana.device()),
            (Value::Here(true), ben.device())
        ]
    );

    let mut other = (ana.clone(), ben.clone());
    ana.does(&[Edit::Settle {
        place: Place::Design,
        value: Value::Here(false),
    }]);
    ana.does(&[field(Field::Version, "4")]);
    meet(&mut ana, &mut ben);
    assert!(ben.view().is_withdrawn && ben.view().collisions.is_empty());

    other.1.does(&[Edit::Settle {
        place: Place::Design,
        value: Value::Here(true),
    }]);
    meet(&mut other.0, &mut other.1);
    assert!(!other.0.view().is_withdrawn && other.0.view().collisions.is_empty());
}

#[test]
fn lines_stand_where_people_put_them() {
    let (mut ana, mut ben) = ana_and_ben();
    let [nut, washer, frame] = [2, 3, 4].map(|n| LineId([n; 8]));
    ana.does(&[
        part(frame, "Frame", Position::First),
        part(nut, "Nut", Position::After(BOLT)),
        part(washer, "Washer", Position::After(BOLT)),
    ]);
    meet(&mut ana, &mut ben);
    ben.does(&[Edit::MoveLine {
        table: Table::Parts,
        line: frame,
        position: Position::Last,
    }]);
    meet(&mut ana, &mut ben);
    let view = ana.view();
    let names: Vec<_> = view
        .lines(Table::Parts)
        .iter()
        .map(|l| l.cell(Column::Name))
        .collect();
    assert_eq!(names, ["Bolt M8", "Washer", "Nut", "Frame"]);
}

#[test]
fn a_word_added_by_one_and_removed_by_another_stays() {
    let (mut ana, mut ben) = ana_and_ben();
    let add = |word: &str| Edit::AddWord {
        set: WordSet::Keywords,
        word: word.into(),
    };
    ana.does(&[add("grain"), add("flour")]);
    meet(&mut ana, &mut ben);
    ben.does(&[Edit::RemoveWord {
        set: WordSet::Keywords,
        word: "flour".into(),
    }]);
    meet(&mut ana, &mut ben);
    assert_eq!(
        ana.view().words(WordSet::Keywords).collect::<Vec<_>>(),
        ["grain"]
    );
}

#[test]
fn an_edit_that_cannot_be_made_leaves_the_others_out_too() {
    let (mut ana, _) = ana_and_ben();
    let before = ana.view();
    let tried = ana.tries(&[field(Field::Version, "2"), quantity("some")]);
    assert_eq!(tried, Err(EditError::NotAQuantity("some".into())));
    assert_eq!(ana.view(), before);
    assert_eq!(ana.tries(&[field(Field::Name, "Mill")]), Ok(Vec::new()));
}

#[test]
fn one_letter_in_a_long_text_is_a_small_change() {
    let (mut ana, _) = ana_and_ben();
    let long = "A line of a long description.\n".repeat(50 * 1024 / 30);
    let seen = "It grinds.\nIt is loud.";
    ana.does(&[text(LongText::Description, seen, &long)]);
    let at = long.len() / 2;
    let new = format!("{}x{}", &long[..at], &long[at..]);
    let made = ana.does(&[text(LongText::Description, &long, &new)]);
    assert_eq!(made.len(), 1);
    assert!(made[0].bytes.len() < 300, "{} bytes", made[0].bytes.len());
    assert_eq!(ana.view().text(LongText::Description), new);
}

#[test]
fn a_very_long_text_is_shared_out_over_changes_that_all_can_accept() {
    let (mut ana, mut ben) = ana_and_ben();
    let long = "Größe und Maße, 測量。\n".repeat(300 * 1024 / 32);
    let made = ana.does(&[text(LongText::Making, "", &long)]);
    assert!(made.len() > 1);
    assert!(
        made.iter()
            .all(|change| change.bytes.len() <= CHANGE_BYTES_MAX)
    );
    meet(&mut ana, &mut ben);
    assert_eq!(ben.view().text(LongText::Making), long);
    let gone = ben.does(&[text(LongText::Making, &long, "")]);
    assert!(
        gone.iter()
            .all(|change| change.bytes.len() <= CHANGE_BYTES_MAX)
    );
    meet(&mut ana, &mut ben);
    assert_eq!(ana.view().text(LongText::Making), "");
}
