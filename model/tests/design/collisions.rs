//! Two people write different things at one place.

use model::design::{Column, Edit, Field, Place, Table, Value, claims};
use model::key::DeviceKey;

use crate::people::*;

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
