//! Documents that an odd or newer program made: shown as far as they make sense, never a crash.

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Change, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use model::design::{
    Edit, Field, LongText, Summary, Table, View, apply, history, search_text, snapshot,
};
use model::document::Document;

use crate::people::*;

const ROOT_NAMES: [&str; 10] = [
    "fields",
    "texts",
    "sets",
    "other",
    "parts",
    "steps",
    "files",
    "people",
    "links",
    "withdrawn",
];

fn odd_values() -> Vec<ScalarValue> {
    vec![
        ScalarValue::Null,
        ScalarValue::Bytes(vec![0, 255]),
        ScalarValue::Int(-1),
        ScalarValue::Boolean(true),
        "text".into(),
    ]
}

/// Something odd under a name; objects hold further odd things down to a depth.
fn put_odd(doc: &mut AutoCommit, map: &ObjId, name: &str, choice: usize, depth: usize) {
    let kind = match choice % 4 {
        0 => ObjType::Map,
        1 => ObjType::List,
        2 => ObjType::Text,
        _ => {
            let values = odd_values();
            let value = values[choice / 4 % values.len()].clone();
            return doc.put(map, name, value).expect("a map takes any value");
        }
    };
    let object = doc
        .put_object(map, name, kind)
        .expect("a map takes any object");
    match kind {
        ObjType::Text => doc
            .splice_text(&object, 0, 0, "odd")
            .expect("a text takes words"),
        ObjType::List => doc.insert(&object, 0, "odd").expect("a list takes words"),
        _ if depth > 0 => {
            let names = [
                "name",
                "making",
                "here",
                "order",
                "text",
                "0101010101010101",
                "keywords",
            ];
            for (place, name) in names.iter().enumerate() {
                put_odd(
                    doc,
                    &object,
                    name,
                    choice / 4 + place * 3 + depth,
                    depth - 1,
                );
            }
        }
        _ => {}
    }
}

fn odd_document(choice: usize) -> Document {
    let actor = ActorId::from([7; 32]);
    let mut doc = AutoCommit::new().with_actor(actor);
    for (place, name) in ROOT_NAMES.iter().enumerate() {
        put_odd(&mut doc, &ROOT, name, choice + place * (choice % 5), 3);
    }
    doc.commit();
    let changes = doc.get_changes(&[]);
    let bytes = changes.iter().map(|change| change.raw_bytes());
    Document::load(COMMONS, MILL, bytes).expect("odd, but a document")
}

#[test]
fn an_odd_document_is_shown_and_edited_without_harm() {
    let ana = Person::new(1, 10);
    for choice in 0..200 {
        let mut document = odd_document(choice);
        let view = View::of(&document);
        let _ = (
            Summary::of(&view),
            search_text(&view),
            snapshot(&view),
            history(&document),
        );
        assert_eq!(View::at(&document, &document.heads()), Some(view.clone()));
        let edits = [
            field(Field::Name, "Mill"),
            text(LongText::Making, view.text(LongText::Making), "Drill."),
            Edit::RemoveLine {
                table: Table::Parts,
                line: BOLT,
            },
            Edit::EditStepText {
                line: BOLT,
                seen: String::new(),
                new: "Drill.".into(),
            },
            Edit::SetOther {
                name: "x".into(),
                json: Some("1".into()),
            },
            Edit::Withdraw,
        ];
        for edit in edits {
            let before = View::of(&document);
            if apply(&mut document, std::slice::from_ref(&edit), &ana.key, 0).is_err() {
                assert_eq!(View::of(&document), before);
            }
        }
        assert!(
            View::of(&document)
                .collisions
                .iter()
                .all(|collision| collision.values.len() > 1)
        );
    }
}

#[test]
fn what_a_newer_program_added_stays_through_our_edits() {
    let (mut ana, _) = ana_and_ben();
    let mut newer = AutoCommit::new().with_actor(ActorId::from([9; 32]));
    take_all(&mut newer, &ana);
    let fields = object(&newer, "fields");
    newer
        .put(&fields, "colour", "green")
        .expect("a map takes any value");
    newer.commit();
    let added = newer.get_last_local_change().expect("just made");
    ana.document.merge([added.raw_bytes()]).expect("it fits");
    ana.does(&[field(Field::Name, "Stone mill"), Edit::Withdraw]);
    take_all(&mut newer, &ana);
    let colour = newer
        .get(&fields, "colour")
        .expect("readable")
        .expect("still there")
        .0;
    assert_eq!(colour.as_str(), Some("green"));
}

fn take_all(doc: &mut AutoCommit, person: &Person) {
    let bytes = person.document.change_bytes();
    let changes = bytes
        .iter()
        .map(|b| Change::try_from(&b[..]).expect("a change"));
    doc.apply_changes(changes.collect::<Vec<_>>())
        .expect("they fit");
}

fn object(doc: &AutoCommit, name: &str) -> ObjId {
    doc.get(ROOT, name).expect("readable").expect("there").1
}
