//! What a person wrote on top of work that is set aside, written again without it.

use model::design::{Column, Difference, Edit, Field, LongText, Table, View, compare, offer};

use crate::people::*;

/// Ben wrote on top of Cleo's work, which is set aside; here is what he did, and the design without both.
fn offered(bens: &[Edit], cleos: &[Edit], since: &[Edit]) -> (View, Vec<Difference>) {
    let (mut ana, mut ben) = ana_and_ben();
    let mut cleo = Person::new(3, 12);
    cleo.hears_from(&ben);
    cleo.does(cleos);
    meet(&mut ben, &mut cleo);
    let before = ben.view();
    ben.does(bens);
    let differences = compare(&before, &ben.view());
    ana.does(since);
    let offered = offer(&ana.view(), differences);
    ana.does(&offered.edits);
    (ana.view(), offered.left)
}

#[test]
fn a_value_returns_only_where_nobody_changed_it_since() {
    let name = |value: &str| field(Field::Name, value);
    let spam = [field(Field::Function, "Buys things")];
    let (view, left) = offered(&[name("Mill 2")], &spam, &[]);
    assert_eq!(view.field(Field::Name), "Mill 2");
    assert_eq!(left, []);
    let (view, left) = offered(&[name("Mill 2")], &spam, &[name("Mill 3")]);
    assert_eq!(view.field(Field::Name), "Mill 3");
    assert!(matches!(left[..], [Difference::Field { .. }]));
}

#[test]
fn a_text_returns_by_its_own_words() {
    let write = |seen: &str, new: &str| text(LongText::Making, seen, new);
    let spam = [write("", "Buy now. ")];
    let bens = [write("Buy now. ", "Buy now. Cut the tube.")];
    let (view, left) = offered(&bens, &spam, &[]);
    assert_eq!(view.text(LongText::Making), "Cut the tube.");
    assert_eq!(left, []);
}

#[test]
fn lines_and_cells_return_unless_they_are_there_or_gone() {
    let cell = Edit::SetCell {
        table: Table::Parts,
        line: BOLT,
        column: Column::Note,
        value: "stainless".into(),
    };
    let (view, left) = offered(&[cell.clone(), quantity("8")], &[], &[]);
    let bolt = view.line(Table::Parts, BOLT).expect("the bolt stands");
    assert_eq!(bolt.cell(Column::Note), "stainless");
    assert_eq!(bolt.cell(Column::Quantity), "8");
    assert_eq!(left, []);
    let gone = [Edit::RemoveLine {
        table: Table::Parts,
        line: BOLT,
    }];
    let (view, left) = offered(&[cell], &[], &gone);
    assert_eq!(view.line(Table::Parts, BOLT), None);
    assert!(matches!(left[..], [Difference::Cell { .. }]));
    let (view, left) = offered(&gone, &[], &[quantity("9")]);
    assert!(view.line(Table::Parts, BOLT).is_some());
    assert!(matches!(left[..], [Difference::LineRemoved { .. }]));
}
