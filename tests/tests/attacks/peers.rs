//! A member who tells different people different things.

use model::admission::{Missing, SetAside};
use model::design::{Edit, Field, apply};
use model::id::{ChangeHash, DocumentId};
use model::name::DocumentName;
use sync::core::{Input, RefusalReason, ToStore, WaitsFor};
use tests::corpus::assert_eq;
use tests::world::World;

const ANA: usize = 0;
const BEN: usize = 1;
const CLEO: usize = 2;
const MAL: usize = 3;

/// Ana, Ben and Cleo are in step and connected in a row; Mal is connected with Ana and with Cleo.
fn world(seed: u64) -> (World, DocumentId, DocumentName) {
    let mut world = World::of_members(seed, &["Ana", "Ben", "Cleo", "Mal"]);
    world.new_design(ANA);
    world.settle();
    world.betray(MAL);
    for stream in 0..world.streams().len() {
        world.cut(stream, 0, 10);
    }
    world.pass(100);
    let id = *world.devices[ANA].documents.keys().next().unwrap();
    let mut documents = world.core(ANA).documents();
    let name = documents.find(|(known, _)| *known == id).unwrap().1;
    drop(documents);
    (world, id, name)
}

/// The next changes that Mal's key makes of a design, which Mal's own disk never sees.
fn edits(world: &World, id: DocumentId, name: DocumentName, values: &[&str]) -> Vec<ToStore> {
    let mal = &world.devices[MAL];
    let mut document = mal.documents[&id].clone();
    let mut written = Vec::new();
    for value in values {
        let edit = Edit::SetField {
            field: Field::Name,
            value: (*value).into(),
        };
        let changes = apply(&mut document, &[edit], &mal.key, world.now_ms as i64);
        for change in changes.unwrap() {
            written.push(world.signed(&mal.key, name, change.bytes).unwrap());
        }
    }
    written
}

#[test]
pub(super) fn two_sides_of_a_fork_told_to_different_peers_first_end_as_one() {
    for seed in 0..10 {
        let (mut world, id, name) = world(seed);
        let (with_ana, with_cleo) = (world.connect(MAL, ANA), world.connect(MAL, CLEO));
        world.pass(5_000);
        let one = edits(&world, id, name, &["lathe"]);
        let other = edits(&world, id, name, &["mill", "drill"]);
        world.slip_changes((with_ana, 0), name, &one);
        world.slip_changes((with_cleo, 0), name, &other);
        world.pass(3_000);
        let mal = world.devices[MAL].key.device();
        assert_eq!(world.core(ANA).heights(id).seq(mal), 1);
        assert_eq!(world.core(CLEO).heights(id).seq(mal), 2);
        world.crash(MAL);
        world.neighbours = vec![(ANA, BEN), (BEN, CLEO)];
        world.settle();
        world.check_equal();
        for device in [ANA, BEN, CLEO] {
            let core = world.core(device);
            assert!(core.heights(id).is_forked(mal), "both sides are the proof");
            let aside = core.aside(id).expect("one side is set aside");
            tests::corpus::saw(&aside.changes);
            let mut reasons = aside.changes.values();
            assert!(reasons.any(|why| *why == SetAside::OtherBranch));
        }
    }
}

#[test]
pub(super) fn what_is_never_shown_is_waited_for_without_holding_anybody_up() {
    let (mut world, id, name) = world(50);
    let with_ana = world.connect(MAL, ANA);
    world.pass(5_000);
    let all = edits(&world, id, name, &["lathe", "mill", "drill"]);
    world.slip_changes((with_ana, 0), name, &all[2..]);
    world.pass(3_000);
    let waiting: Vec<_> = world.core(ANA).waiting().collect();
    let missing = Missing::Changes(vec![ChangeHash(all[1].header.hash.0)]);
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].waits_for, WaitsFor::Missing(missing));
    // The others go on, and hear nothing of it.
    world.crash(MAL);
    world.neighbours = vec![(ANA, BEN), (BEN, CLEO)];
    world.edit_some_design(BEN);
    world.settle();
    world.check_equal();
    assert_eq!(world.core(CLEO).waiting().count(), 0);
    // When it comes after all, it is judged.
    let mal = world.devices[MAL].key.device();
    assert_eq!(world.core(CLEO).heights(id).seq(mal), 0);
    world.switch_on(MAL);
    let with_cleo = world.connect(MAL, CLEO);
    world.pass(5_000);
    world.slip_changes((with_cleo, 0), name, &all[..2]);
    world.settle();
    world.check_equal();
    assert_eq!(world.core(ANA).heights(id).seq(mal), 3);
    assert_eq!(world.core(ANA).waiting().count(), 0);
}

#[test]
pub(super) fn a_program_never_signs_one_number_twice_whatever_it_is_asked() {
    let (mut world, id, name) = world(60);
    let rename = |to: &str| {
        [Edit::SetField {
            field: Field::Name,
            value: to.into(),
        }]
    };
    // Something in this program holds the design as it was.
    let mut older = world.devices[ANA].documents[&id].clone();
    world.edit(ANA, id, &rename("lathe"));
    world.pass(3_000);
    let before = world.core(ANA).heights(id);
    let key = world.devices[ANA].key.clone();
    let changes = apply(&mut older, &rename("mill"), &key, world.now_ms as i64).unwrap();
    world.tell(ANA, Input::Edited { name, changes });
    world.pass(3_000);
    assert_eq!(world.refused.len(), 1);
    assert_eq!(world.refused[0].reason, RefusalReason::OwnFork);
    assert_eq!(world.core(ANA).heights(id), before);
}
