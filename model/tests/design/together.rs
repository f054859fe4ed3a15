//! Random edits by three people: whatever happens, they see the same in the end.

use model::design::{Column, Edit, Field, LongText, Position, Table, View};
use model::document::Document;
use model::id::LineId;

use crate::people::*;
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
