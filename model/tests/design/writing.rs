//! Two people write, each for themselves, and then together.

use model::change::CHANGE_BYTES_MAX;
use model::design::{Column, Edit, EditError, Field, LongText, Position, Table, WordSet, create};
use model::id::LineId;

use crate::people::*;

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
    ben.hears_from(&ana);
    assert_eq!(ben.view().text(LongText::Making), long);
    let rest = line.repeat(8_000);
    let gone = ben.does(&[text(LongText::Making, &long, &rest)]);
    assert!(
        gone.iter()
            .all(|change| change.bytes.len() <= CHANGE_BYTES_MAX)
    );
    ana.hears_from(&ben);
    assert_eq!(ana.view().text(LongText::Making), rest);
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
