//! What changed, what stood there before, and what the catalogue shows.

use model::design::{
    Column, Difference, Edit, Field, FileRole, LongText, Missing, Picture, Piece, Place, Position,
    Summary, Table, View, WordSet, diff, history, missing_for_release, search_text, snapshot,
};
use model::id::{FileHash, LineId};

use crate::people::*;

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
