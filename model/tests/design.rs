//! Two or three people work on one design, apart and together.

use model::admission::DocumentState;
use model::change::{CHANGE_BYTES_MAX, SignedChange};
use model::design::{
    Claim, Column, Difference, Edit, EditError, Field, FileRole, LongText, Missing, Picture, Piece,
    Place, Position, Summary, Table, Value, View, WordSet, apply, claims, create, diff, history,
    missing_for_release, search_text, snapshot,
};
use model::document::Document;
use model::id::{CommonsId, DeviceId, DocumentId, FileHash, LineId};
use model::key::DeviceKey;
use model::name::{DocumentKind, DocumentName};

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
        are_admitted(&changes);
        self.document.merge(changes).expect("honest changes fit");
    }

    fn view(&self) -> View {
        View::of(&self.document)
    }
}

/// Every change that an edit makes passes the only door.
fn are_admitted(changes: &[Vec<u8>]) {
    let ana = DeviceKey::from_seed([1; 32]).device();
    let name = DocumentName::new(DocumentKind::Design, ana, [0; 16]);
    let admitted = DocumentState::rebuild(COMMONS, name, changes);
    assert_eq!(
        admitted.map(|state| state.changes()),
        Ok(changes.len() as u64)
    );
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
    let line = "Größe und Maße, 測量。\n";
    let long = line.repeat(300 * 1024 / line.len());
    let made = ana.does(&[text(LongText::Making, "", &long)]);
    assert!(made.len() > 1);
    assert!(
        made.iter()
            .all(|change| change.bytes.len() <= CHANGE_BYTES_MAX)
    );
    meet(&mut ana, &mut ben);
    assert_eq!(ben.view().text(LongText::Making), long);
    let rest = line.repeat(8_000);
    let gone = ben.does(&[text(LongText::Making, &long, &rest)]);
    assert!(
        gone.iter()
            .all(|change| change.bytes.len() <= CHANGE_BYTES_MAX)
    );
    meet(&mut ana, &mut ben);
    assert_eq!(ana.view().text(LongText::Making), rest);
}

#[test]
fn what_changed_between_two_states_is_told_in_the_words_of_the_design() {
    let (mut ana, _) = ana_and_ben();
    let before = ana.document.heads();
    let (nut, step) = (LineId([2; 8]), LineId([3; 8]));
    ana.does(&[
        field(Field::Name, "Stone mill"),
        text(
            LongText::Description,
            "It grinds.\nIt is loud.",
            "It grinds.\nIt is quiet.",
        ),
        quantity("6"),
        part(nut, "Nut M8", Position::Last),
        Edit::AddWord {
            set: WordSet::Keywords,
            word: "grain".into(),
        },
        Edit::AddLine {
            table: Table::Steps,
            line: step,
            position: Position::Last,
            cells: vec![],
        },
        Edit::EditStepText {
            line: step,
            seen: "".into(),
            new: "Drill.".into(),
        },
    ]);
    let view = ana.view();
    let differences = diff(&ana.document, &before, &ana.document.heads()).expect("both are there");
    let expected = [
        Difference::Field {
            field: Field::Name,
            before: "Mill".into(),
            after: "Stone mill".into(),
        },
        Difference::Words {
            set: WordSet::Keywords,
            added: vec!["grain".into()],
            removed: vec![],
        },
        Difference::Text {
            text: LongText::Description,
            pieces: vec![
                Piece::Same("It grinds.\nIt is ".into()),
                Piece::Removed("loud.".into()),
                Piece::Added("quiet.".into()),
            ],
        },
        Difference::Cell {
            table: Table::Parts,
            line: BOLT,
            column: Column::Quantity,
            before: "4".into(),
            after: "6".into(),
        },
        Difference::LineAdded {
            table: Table::Parts,
            line: view.lines(Table::Parts)[1].clone(),
        },
        Difference::LineAdded {
            table: Table::Steps,
            line: view.lines(Table::Steps)[0].clone(),
        },
    ];
    assert_eq!(differences, expected);
    assert_eq!(view.lines(Table::Steps)[0].text, "Drill.");
    let back = diff(&ana.document, &ana.document.heads(), &before).expect("both are there");
    assert_eq!(back.len(), expected.len());
}

#[test]
fn an_earlier_state_shows_what_stood_then() {
    let (mut ana, mut ben) = ana_and_ben();
    let then = ana.view();
    ana.does(&[quantity("6"), field(Field::Name, "Stone mill")]);
    ben.does(&[quantity("8"), Edit::Withdraw]);
    ben.does(&[text(LongText::Description, "It grinds.\nIt is loud.", "")]);
    meet(&mut ana, &mut ben);
    assert_eq!(View::at(&ana.document, &then.heads), Some(then));
    let now = ana.view();
    assert_eq!(View::at(&ana.document, &now.heads), Some(now));
    assert_eq!(
        View::at(&ana.document, &[model::id::ChangeHash([0; 32])]),
        None
    );
}

#[test]
fn the_history_tells_who_changed_what() {
    let (mut ana, mut ben) = ana_and_ben();
    ben.does(&[quantity("8")]);
    ben.does(&[text(
        LongText::Description,
        "It grinds.\nIt is loud.",
        "It grinds.\nIt is mild.",
    )]);
    ben.does(&[Edit::RemoveLine {
        table: Table::Parts,
        line: BOLT,
    }]);
    ben.does(&[Edit::RestoreLine {
        table: Table::Parts,
        line: BOLT,
    }]);
    meet(&mut ana, &mut ben);
    let history = history(&ana.document);
    assert!(history[0].is_first && history[0].device == ana.device());
    assert!(history[0].places.contains(&Place::Field(Field::Name)));
    let line = Place::Line(Table::Parts, BOLT);
    let places: Vec<Vec<Place>> = history[1..]
        .iter()
        .map(|entry| entry.places.iter().cloned().collect())
        .collect();
    let expected = [
        Place::Cell(Table::Parts, BOLT, Column::Quantity),
        Place::Text(LongText::Description),
        line.clone(),
        line,
    ];
    assert_eq!(places, expected.map(|place| vec![place]));
    assert!(
        history[1..]
            .iter()
            .all(|entry| entry.device == ben.device() && !entry.is_first)
    );
    assert_eq!(
        (history[2].characters_added, history[2].characters_removed),
        (3, 3)
    );
}

#[test]
fn one_can_ask_who_wrote_a_value() {
    let (mut ana, mut ben) = ana_and_ben();
    ben.does(&[quantity("8"), Edit::Withdraw]);
    meet(&mut ana, &mut ben);
    let who = |place: Place| {
        let claims = claims(&ana.document, &place).into_iter();
        let told = claims.map(|claim| (claim.value, claim.device, claim.time_ms / DAY_MS));
        told.collect::<Vec<_>>()
    };
    let value = |words: &str| Value::Words(words.into());
    assert_eq!(
        who(Place::Field(Field::Name)),
        [(value("Mill"), ana.device(), 10)]
    );
    let amount = Place::Cell(Table::Parts, BOLT, Column::Quantity);
    assert_eq!(who(amount), [(value("8"), ben.device(), 11)]);
    assert_eq!(who(Place::Design), [(Value::Here(false), ben.device(), 11)]);
    assert_eq!(who(Place::Field(Field::Licence)), []);
}

#[test]
fn a_release_asks_for_what_is_missing() {
    let mut ana = Person::new(1, 10);
    ana.begins(&[]);
    use Missing::*;
    assert_eq!(
        missing_for_release(&ana.view()),
        [Name, Function, Licence, Licensor, FileOrStep]
    );
    let cells = vec![
        (Column::Name, "Ana".into()),
        (Column::Role, "licensor".into()),
    ];
    ana.does(&[
        field(Field::Name, "Mill"),
        field(Field::Function, "Grinds grain"),
        field(Field::Licence, "CERN-OHL-S-2.0"),
        Edit::AddLine {
            table: Table::People,
            line: BOLT,
            position: Position::Last,
            cells,
        },
    ]);
    assert_eq!(missing_for_release(&ana.view()), [FileOrStep]);
    ana.does(&[Edit::link_file(
        BOLT,
        "mill.step",
        FileRole::Source,
        "https://example.org/mill.step",
    )]);
    assert_eq!(missing_for_release(&ana.view()), []);
}

#[test]
fn a_card_shows_the_first_picture_and_who_gives_the_licence() {
    let (mut ana, _) = ana_and_ben();
    let [drawing, photo] = [2, 3].map(|n| LineId([n; 8]));
    let hash = FileHash([9; 32]);
    ana.does(&[
        Edit::link_file(
            drawing,
            "mill.step",
            FileRole::Source,
            "https://example.org/mill.step",
        ),
        Edit::attach_file(photo, "mill.jpg", FileRole::Image, hash, 1200, "image/jpeg"),
    ]);
    let summary = Summary::of(&ana.view());
    assert_eq!(summary.picture, Some(Picture::File(hash)));
    assert_eq!(
        (summary.name.as_str(), summary.parts, summary.files),
        ("Mill", 1, 2)
    );
    let search = search_text(&ana.view());
    assert!(search.starts_with("Mill\n") && search.contains("Bolt M8\n"));
    ana.does(&[field(Field::Picture, &drawing.to_string())]);
    let address = Picture::Address("https://example.org/mill.step".into());
    assert_eq!(Summary::of(&ana.view()).picture, Some(address));
}

#[test]
fn the_name_of_a_content_follows_the_content_only() {
    let (mut ana, _) = ana_and_ben();
    let first = snapshot(&ana.view());
    ana.does(&[field(Field::Name, "Stone mill")]);
    assert_ne!(snapshot(&ana.view()), first);
    ana.does(&[field(Field::Name, "Mill")]);
    assert_eq!(snapshot(&ana.view()), first);
}

#[test]
fn what_this_version_does_not_know_is_kept_as_it_came() {
    let (mut ana, mut ben) = ana_and_ben();
    let json = r#"{"hazmat": ["oil",  1.50]}"#;
    ana.does(&[Edit::SetOther {
        name: "x-hazards".into(),
        json: Some(json.into()),
    }]);
    meet(&mut ana, &mut ben);
    assert_eq!(ben.view().other["x-hazards"], json);
    let broken = Edit::SetOther {
        name: "x".into(),
        json: Some("{".into()),
    };
    assert_eq!(ben.tries(&[broken]), Err(EditError::NotJson));
}

#[test]
fn a_hundred_people_at_once_are_joined_before_the_next_edit() {
    let (mut ana, _) = ana_and_ben();
    let start = ana.clone();
    for seed in 10..110 {
        let mut guest = Person {
            key: DeviceKey::from_seed([seed; 32]),
            ..start.clone()
        };
        guest.does(&[quantity(&seed.to_string())]);
        ana.hears_from(&guest);
    }
    assert_eq!(ana.document.heads().len(), 100);
    let place = Place::Cell(Table::Parts, BOLT, Column::Quantity);
    assert_eq!(
        ana.view()
            .collision(&place)
            .expect("all differ")
            .values
            .len(),
        100
    );
    let made = ana.does(&[Edit::Settle {
        place,
        value: Value::Words("5".into()),
    }]);
    assert_eq!(made.len(), 2);
    assert!(
        ana.document
            .changes()
            .iter()
            .all(|change| change.deps.len() <= 64)
    );
    assert_eq!(ana.view().collisions, []);
    let mut ben = Person::new(2, 11);
    meet(&mut ana, &mut ben);
}

#[test]
fn a_design_is_begun_once_and_before_it_is_edited() {
    let mut ana = Person::new(1, 10);
    assert!(matches!(
        ana.tries(&[field(Field::Name, "Mill")]),
        Err(EditError::Damaged(_))
    ));
    assert!(ana.document.is_empty());
    ana.begins(&[]);
    let again = create(&mut ana.document, &[], &ana.key, 0);
    assert_eq!(again, Err(EditError::AlreadyBegun));
}

#[test]
fn a_change_without_its_causes_is_not_taken_in() {
    let (mut ana, mut ben) = ana_and_ben();
    ana.does(&[quantity("5")]);
    let late = ana.does(&[quantity("6")]);
    let before = ben.view();
    assert!(
        ben.document
            .merge(late.iter().map(|change| &change.bytes))
            .is_err()
    );
    assert!(ben.document.merge([b"no change"]).is_err());
    assert_eq!(ben.view(), before);
}

mod together {
    use super::*;
    use proptest::prelude::*;

    fn any_edit() -> impl Strategy<Value = Edit> {
        let line = (0u8..4).prop_map(|n| LineId([n; 8]));
        let value = "[1-9]{1,2}";
        prop_oneof![
            3 => ("[a-c \n]{0,12}").prop_map(|new| text(LongText::Making, "", &new)),
            2 => (0usize..20, 0usize..4, "[x-z]{0,3}").prop_map(|(at, delete, insert)| {
                Edit::SpliceText { text: LongText::Making, at, delete, insert }
            }),
            2 => value.prop_map(|value| field(Field::Version, &value)),
            2 => (line.clone(), value).prop_map(|(line, v)| cell(line, Column::Quantity, &v)),
            2 => line.clone().prop_map(|line| part(line, "Part", Position::First)),
            1 => line.clone().prop_map(|line| Edit::RemoveLine { table: Table::Parts, line }),
            1 => line.clone().prop_map(|line| Edit::RestoreLine { table: Table::Parts, line }),
            1 => line.prop_map(|line| Edit::MoveLine {
                table: Table::Parts,
                line,
                position: Position::Last,
            }),
            1 => Just(Edit::Withdraw),
            1 => Just(Edit::Reinstate),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

        #[test]
        fn three_people_see_the_same_in_whatever_order_they_hear_of_it(
            steps in prop::collection::vec((0usize..3, 0usize..3, any_edit()), 1..40)
        ) {
            let mut people = [1, 2, 3].map(|seed| Person::new(seed, i64::from(seed)));
            people[0].begins(&[part(BOLT, "Bolt", Position::Last)]);
            let first = people[0].clone();
            people[1].hears_from(&first);
            people[2].hears_from(&first);
            for (who, from, edit) in steps {
                let other = people[from].clone();
                let _ = people[who].tries(&[edit]);
                people[who].hears_from(&other);
            }
            for _ in 0..2 {
                for (to, from) in [(0, 1), (0, 2), (2, 0), (1, 2)] {
                    let other = people[from].clone();
                    people[to].hears_from(&other);
                }
            }
            let view = people[0].view();
            prop_assert_eq!(&people[1].view(), &view);
            prop_assert_eq!(&people[2].view(), &view);
            let changes = people[1].document.change_bytes();
            let fresh = Document::load(COMMONS, MILL, changes).expect("honest changes fit");
            prop_assert_eq!(&View::of(&fresh), &view);
            prop_assert_eq!(&View::at(&fresh, &view.heads), &Some(view.clone()));
            for collision in &view.collisions {
                let first = &collision.values[0].value;
                prop_assert!(collision.values.iter().any(|claim| claim.value != *first));
            }
        }
    }
}
