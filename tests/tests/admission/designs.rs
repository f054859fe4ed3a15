//! Hostile operations on a design, each refused by name. Each is what a member could sign.

use super::forge::{Forge, rewritten};
use super::history::{admit, device, judge, new_design, state};
use super::scene::{Scene, actor, at, last, none, only, put_name, put_other_name, refused};
use automerge::legacy::{ElementId, Key, MarkData, ObjectId, OpId, OpType};
use automerge::transaction::Transactable;
use automerge::{AutoCommit, ExpandedChange, ObjType, ROOT, ScalarValue};
use model::admission::{Refusal, Verdict};
use tests::corpus::assert_eq;

#[test]
pub(super) fn a_change_replaces_exactly_what_its_author_saw() {
    let scene = Scene::new();
    let verdict = |pred| scene.name_verdict(|op| op.pred = pred);
    assert_eq!(verdict(only(&scene.name)), Verdict::Admitted);
    assert_eq!(verdict(none()), refused(Refusal::Predecessors));
    assert_eq!(
        verdict(only(&scene.unseen_name)),
        refused(Refusal::UnknownPredecessor)
    );
    assert_eq!(
        verdict(only(&OpId::new(999, &actor(0)))),
        refused(Refusal::UnknownPredecessor)
    );
    let format = OpId::new(1, &actor(0));
    assert_eq!(
        verdict(only(&format)),
        refused(Refusal::PredecessorElsewhere)
    );
    let twice = vec![scene.name.clone(), scene.name.clone()].into();
    assert_eq!(verdict(twice), refused(Refusal::PredecessorOrder));
}

#[test]
fn a_replaced_value_is_not_replaced_again() {
    let mut scene = Scene::new();
    put_name(&mut scene.ben);
    let change = last(&mut scene.ben);
    assert_eq!(
        admit(&mut scene.state, change.raw_bytes()),
        Verdict::Admitted
    );
    let gone = only(&scene.name);
    let verdict = scene.verdict(put_other_name, |change| {
        change.operations[0].pred = gone.clone()
    });
    assert_eq!(verdict, refused(Refusal::Predecessors));
    let verdict = scene.verdict(put_other_name, |change| {
        change.operations[0].action = OpType::Delete;
        change.operations[0].pred = gone;
    });
    assert_eq!(verdict, refused(Refusal::DeletesNothing));
}

#[test]
pub(super) fn a_deletion_removes_something_that_is_there() {
    let scene = Scene::new();
    let delete = |pred| {
        scene.name_verdict(|op| {
            op.action = OpType::Delete;
            op.pred = pred;
        })
    };
    assert_eq!(delete(only(&scene.name)), Verdict::Admitted);
    assert_eq!(delete(none()), refused(Refusal::DeletesNothing));
    let twice = scene.verdict(put_name, |change| {
        change.operations[0].action = OpType::Delete;
        change.operations.push(change.operations[0].clone());
    });
    assert_eq!(twice, refused(Refusal::DeletesNothing));
    // A deletion that claims to be an insertion leaves a document that never loads again.
    let insert = |document: &mut AutoCommit| {
        document
            .insert(at(document, &["pictures"]), 0, "one")
            .unwrap();
    };
    let inserted = scene.verdict(insert, |change| {
        change.operations[0].action = OpType::Delete
    });
    assert_eq!(inserted, refused(Refusal::DeletesNothing));
}

#[test]
pub(super) fn an_operation_writes_where_its_author_could() {
    let scene = Scene::new();
    let nowhere = OpId::new(999, &actor(0));
    let object = |id: &OpId| scene.name_verdict(|op| op.obj = ObjectId::Id(id.clone()));
    assert_eq!(object(&nowhere), refused(Refusal::UnknownObject));
    assert_eq!(object(&scene.unseen_part), refused(Refusal::UnknownObject));
    assert_eq!(object(&scene.name), refused(Refusal::UnknownObject));
    let head = scene.name_verdict(|op| op.key = Key::Seq(ElementId::Head));
    assert_eq!(head, refused(Refusal::KeyKind));
    let key = scene.letter_verdict(|op| {
        op.key = Key::Map("name".into());
        op.insert = false;
    });
    assert_eq!(key, refused(Refusal::KeyKind));
    let element =
        |id: &OpId| scene.letter_verdict(|op| op.key = Key::Seq(ElementId::Id(id.clone())));
    assert_eq!(element(&nowhere), refused(Refusal::UnknownElement));
    assert_eq!(element(&scene.name), refused(Refusal::UnknownElement));
    let insertion = scene.letter_verdict(|op| op.pred = only(&scene.name));
    assert_eq!(insertion, refused(Refusal::Predecessors));
}

#[test]
pub(super) fn only_what_designs_are_made_of_comes_in() {
    let scene = Scene::new();
    let action = |action| scene.name_verdict(|op| op.action = action);
    assert_eq!(
        action(OpType::Make(ObjType::Table)),
        refused(Refusal::Action)
    );
    assert_eq!(action(OpType::Increment(1)), refused(Refusal::Action));
    assert_eq!(
        action(OpType::Put(ScalarValue::counter(1))),
        refused(Refusal::Value)
    );
    let unknown = ScalarValue::Unknown {
        type_code: 12,
        bytes: vec![1],
    };
    assert_eq!(action(OpType::Put(unknown)), refused(Refusal::Value));
    let name = "bold".into();
    let mark = MarkData {
        name,
        value: true.into(),
        expand: false,
    };
    assert_eq!(action(OpType::MarkBegin(mark)), refused(Refusal::Mark));
    assert_eq!(action(OpType::MarkEnd(false)), refused(Refusal::Mark));

    let text = |value: ScalarValue| scene.letter_verdict(|op| op.action = OpType::Put(value));
    assert_eq!(text("é".into()), Verdict::Admitted);
    assert_eq!(text("two".into()), refused(Refusal::TextElement));
    assert_eq!(text("".into()), refused(Refusal::TextElement));
    assert_eq!(text(7.into()), refused(Refusal::TextElement));
    let object = scene.letter_verdict(|op| op.action = OpType::Make(ObjType::Map));
    assert_eq!(object, refused(Refusal::TextElement));

    let key = |length| {
        scene.name_verdict(|op| {
            op.key = Key::Map("k".repeat(length).into());
            op.pred = none();
        })
    };
    assert_eq!(key(128), Verdict::Admitted);
    assert_eq!(key(129), refused(Refusal::KeyTooLong));
}

#[test]
pub(super) fn objects_are_nested_no_deeper_than_eight() {
    let scene = Scene::new();
    let mut ben = scene.ben.clone();
    let mut object = at(&ben, &["other"]);
    for _ in 0..7 {
        object = ben.put_object(&object, "deeper", ObjType::Map).unwrap();
    }
    assert_eq!(
        judge(&scene.state, last(&mut ben).raw_bytes()),
        Verdict::Admitted
    );
    let mut ben = scene.ben.clone();
    for _ in 0..8 {
        object = ben
            .put_object(&object, "deeper", ObjType::Map)
            .unwrap_or_else(|_| {
                let other = at(&ben, &["other"]);
                ben.put_object(&other, "deeper", ObjType::Map).unwrap()
            });
    }
    assert_eq!(
        judge(&scene.state, last(&mut ben).raw_bytes()),
        refused(Refusal::TooDeep)
    );
}

#[test]
pub(super) fn the_fixed_objects_of_a_design_stay() {
    let scene = Scene::new();
    let mut ben = scene.ben.clone();
    ben.put_object(ROOT, "tables", ObjType::Map).unwrap();
    assert_eq!(
        judge(&scene.state, last(&mut ben).raw_bytes()),
        refused(Refusal::LateObject)
    );
    let mut ben = scene.ben.clone();
    ben.put(ROOT, "fields", "gone").unwrap();
    assert_eq!(
        judge(&scene.state, last(&mut ben).raw_bytes()),
        refused(Refusal::FixedObject)
    );
    let mut ben = scene.ben.clone();
    ben.delete(at(&ben, &["texts"]), "description").unwrap();
    assert_eq!(
        judge(&scene.state, last(&mut ben).raw_bytes()),
        refused(Refusal::FixedObject)
    );
}

#[test]
fn an_object_in_the_place_of_a_field_gives_way_to_whoever_sets_the_field() {
    // Found by mutants: whoever began a design could keep a name from everybody for good.
    let first = new_design().get_changes(&[]).remove(0);
    for (in_root, name) in [("fields", "name"), ("texts", "licence"), ("parts", "p1")] {
        let hostile = rewritten(&first, |change| {
            let parent = change
                .operations
                .iter()
                .position(|op| op.obj == ObjectId::Root && op.key == Key::Map(in_root.into()));
            let parent = OpId::new(parent.unwrap() as u64 + 1, &actor(0));
            let mut made = change.operations[1].clone();
            made.obj = ObjectId::Id(parent);
            made.key = Key::Map(name.into());
            change.operations.push(made);
        });
        let mut state = state();
        assert_eq!(admit(&mut state, &hostile), Verdict::Admitted);
        let mut ben = AutoCommit::new().with_actor(automerge::ActorId::from(&device(1).0[..]));
        let change = automerge::Change::from_bytes(hostile).unwrap();
        ben.apply_changes([change]).unwrap();
        ben.put(at(&ben, &[in_root]), name, "Bench").unwrap();
        assert_eq!(
            admit(&mut state, last(&mut ben).raw_bytes()),
            Verdict::Admitted,
            "{name} in {in_root}"
        );
    }
}

#[test]
fn a_design_begins_once_with_all_its_objects_by_its_creator() {
    let first = new_design().get_changes(&[]).remove(0);
    assert_eq!(judge(&state(), first.raw_bytes()), Verdict::Admitted);
    let without = rewritten(&first, |change| drop(change.operations.remove(1)));
    assert!(matches!(judge(&state(), &without), Verdict::Refused(_)));
    let renamed = rewritten(&first, |change| {
        change.operations[1].key = Key::Map("felder".into())
    });
    assert_eq!(judge(&state(), &renamed), refused(Refusal::MissingObject));
    let a_list = |change: &mut ExpandedChange| {
        change.operations[1].action = OpType::Make(ObjType::List);
    };
    assert_eq!(
        judge(&state(), &rewritten(&first, a_list)),
        refused(Refusal::MissingObject)
    );

    let mut parts = Forge::of(first.raw_bytes());
    parts.actor = device(1).0.to_vec();
    assert_eq!(
        judge(&state(), &parts.chunk()),
        refused(Refusal::OtherWriter)
    );
    assert_eq!(
        judge(&Scene::new().state, &parts.chunk()),
        refused(Refusal::OtherWriter)
    );
    // Its own creator's second beginning is a fork.
    let beside = rewritten(&first, |change| change.time += 1);
    assert_eq!(judge(&Scene::new().state, &beside), Verdict::Admitted);
}
