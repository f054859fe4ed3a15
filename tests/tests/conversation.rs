//! The conversation of two peers: who gets to see what, and exactly how many messages it takes.

use model::admission::SetAside;
use model::charter::{Role, build};
use model::day::Day;
use model::design::{Edit, Field, LongText, View};
use model::id::{DocumentId, EndpointId};
use model::name::DocumentKind;
use sync::core::{CloseReason, Heights, Input, Message};
use sync::wire::{Access, Denial, Held, Hello, RunWriter, hello_tag};
use tests::world::{OUTSIDE, World, day};

const ANA: usize = 0;
const BEN: usize = 1;
const CLEO: usize = 2;

fn rename(to: &str) -> [Edit; 1] {
    [Edit::SetField {
        field: Field::Name,
        value: to.into(),
    }]
}

fn design(world: &World, device: usize) -> DocumentId {
    *world.devices[device]
        .documents
        .keys()
        .next()
        .expect("there is a design")
}

/// Two members with one design that both have.
fn pair() -> (World, DocumentId) {
    let mut world = World::of_members(1, &["Ana", "Ben"]);
    world.new_design(ANA);
    world.settle();
    let id = design(&world, ANA);
    (world, id)
}

#[test]
fn one_edit_crosses_the_wire_as_one_message() {
    let (mut world, id) = pair();
    world.count_anew();
    world.edit(ANA, id, &rename("Lathe"));
    world.pass(2_000);
    assert_eq!(world.counts.messages("live"), 1);
    assert_eq!(
        world.counts.messages("have"),
        1,
        "and comes back as one answer"
    );
    assert_eq!(world.counts.all_messages(), 2);
    world.check_equal();
}

#[test]
fn an_edit_of_several_changes_is_one_message_too() {
    let (mut world, id) = pair();
    world.count_anew();
    let insert = "oil the spindle ".repeat(5_000);
    world.edit(
        ANA,
        id,
        &[Edit::SpliceText {
            text: LongText::Making,
            at: 0,
            delete: 0,
            insert,
        }],
    );
    world.pass(2_000);
    assert_eq!(
        (world.counts.messages("live"), world.counts.all_messages()),
        (1, 2)
    );
    world.check_equal();
}

#[test]
fn among_three_who_all_know_each_other_an_edit_goes_to_each_once() {
    let mut world = World::of_members(2, &["Ana", "Ben", "Cleo"]);
    world.connect(BEN, CLEO);
    world.new_design(ANA);
    world.settle();
    world.count_anew();
    let id = design(&world, ANA);
    world.edit(ANA, id, &rename("Lathe"));
    world.pass(2_000);
    assert_eq!(
        (world.counts.messages("live"), world.counts.messages("have")),
        (2, 2)
    );
    world.check_equal();
}

#[test]
fn an_edit_goes_on_to_those_who_are_not_connected_to_its_author() {
    let mut world = World::of_members(3, &["Ana", "Ben", "Cleo"]);
    world.new_design(BEN);
    world.settle();
    world.count_anew();
    let id = design(&world, BEN);
    world.edit(BEN, id, &rename("Lathe"));
    world.pass(2_000);
    assert_eq!(world.counts.messages("live"), 2, "Ben to Ana, Ana to Cleo");
    world.check_equal();
    let ana = world.devices[ANA].endpoint();
    assert_eq!(
        world.core(BEN).with_others(id),
        [ana],
        "Cleo's answer went to Ana"
    );
}

#[test]
fn meeting_again_with_nothing_new_costs_one_round_trip() {
    let (mut world, _) = pair();
    for _ in 0..200 {
        world.new_design(BEN);
    }
    world.settle();
    world.cut(0, 0, 10);
    world.pass(1_000);
    world.count_anew();
    world.connect(ANA, BEN);
    world.pass(3_000);
    assert_eq!(world.counts.messages("hello"), 2);
    assert_eq!(world.counts.all_messages(), 2);
    assert!(
        world.counts.all_bytes() < 1024,
        "{} bytes",
        world.counts.all_bytes()
    );
    assert!(world.core(ANA).peers()[0].synced && world.core(BEN).peers()[0].synced);
}

/// A peer is dialled where it was and where it is now, and both dials arrive.
#[test]
fn of_two_streams_that_one_side_opens_at_once_one_stays() {
    for seed in 0..40 {
        let mut world = World::of_members(seed, &["Ana", "Ben"]);
        world.cut(0, 0, 10);
        world.pass(30_000);
        for _ in 0..2 {
            world.connect(ANA, BEN);
        }
        world.pass(3_000);
        for device in [ANA, BEN] {
            assert_eq!(world.core(device).peers().len(), 1, "seed {seed}");
        }
    }
}

#[test]
fn quiet_peers_say_nothing_for_five_seconds() {
    let (mut world, _) = pair();
    world.pass(20_000);
    world.count_anew();
    world.pass(60_000);
    let kinds: Vec<_> = world.counts.kinds.keys().copied().collect();
    assert_eq!(kinds, ["ping", "pong"]);
    assert!(
        world.counts.all_messages() <= 12,
        "one ping and its answer in ten seconds"
    );
}

#[test]
fn ten_changed_designs_of_many_are_found_without_naming_the_others() {
    let (mut world, _) = pair();
    world.sync_ms_max = 1;
    for _ in 0..640 {
        world.new_design(BEN);
    }
    world.settle();
    world.cut(0, 0, 10);
    world.pass(1_000);
    let ids: Vec<DocumentId> = world.devices[BEN]
        .documents
        .keys()
        .copied()
        .step_by(65)
        .collect();
    for id in &ids {
        world.edit(BEN, *id, &rename("Lathe"));
    }
    world.count_anew();
    world.connect(ANA, BEN);
    world.settle();
    world.check_equal();
    let (messages, bytes) = world.counts.kinds["compare"];
    assert!(messages <= 6, "{messages} turns");
    assert!(bytes < 64 * 1024, "{bytes} bytes to find out what differs");
    assert_eq!(world.counts.messages("runs"), 1, "and one frame brings it");
}

#[test]
fn a_newcomer_gets_everything_in_few_frames() {
    let mut world = World::new(5, &["Ana", "Ben"]);
    world.found(ANA);
    world.invite(ANA, &[BEN]);
    for _ in 0..100 {
        world.new_design(ANA);
    }
    world.pass(5_000);
    world.connect(BEN, ANA);
    world.settle();
    world.check_equal();
    let shown: Vec<(&str, u64)> = world
        .counts
        .kinds
        .iter()
        .map(|(kind, (messages, _))| (*kind, *messages))
        .collect();
    assert_eq!(
        shown,
        [
            ("access", 1),
            ("charter heights", 4),
            ("coming", 1),
            ("compare", 2),
            ("have", 3),
            ("hello", 2),
            ("live", 1),
            ("runs", 2),
        ]
    );
}

#[test]
fn a_change_is_with_ben_only_after_his_answer() {
    let (mut world, id) = pair();
    let ben = world.devices[BEN].endpoint();
    assert_eq!(world.core(ANA).with_others(id), [ben]);
    world.stall(0, 0, true);
    world.edit(ANA, id, &rename("Lathe"));
    world.pass(1_000);
    assert_eq!(
        world.devices[BEN].disk.heights(id),
        world.devices[ANA].disk.heights(id)
    );
    assert!(
        world.core(ANA).with_others(id).is_empty(),
        "his answer is still on its way"
    );
    assert_eq!(world.core(ANA).unshared(), [id]);
    world.stall(0, 0, false);
    world.settle();
    assert_eq!(world.core(ANA).with_others(id), [ben]);
    assert!(world.core(ANA).unshared().is_empty());
    world.devices[ANA].disk.sync();
    world.restart(ANA);
    assert_eq!(
        world.core(ANA).with_others(id),
        [ben],
        "and it is remembered"
    );
}

#[test]
fn who_is_no_member_of_a_closed_commons_sees_nothing() {
    let (mut world, _) = pair();
    let (link, mallory) = (OUTSIDE, EndpointId([66; 32]));
    let hello = |access| {
        let tag = hello_tag(world.commons(), mallory, world.devices[ANA].endpoint());
        let program = "nosy".to_owned();
        Message::Hello(Hello {
            tag,
            program,
            rule_set: 1,
            proof: None,
            access,
            charter: [0; 16],
            root: [0; 32],
        })
    };
    let hello = hello(Access::Everything);
    world.comes_in(ANA, mallory);
    for message in [
        hello,
        Message::CharterHeights(Default::default()),
        Message::Compare(sync::wire::Compare {
            under: vec![sync::wire::Under {
                place: sync::wire::Place::ROOT,
                documents: vec![],
            }],
            ..Default::default()
        }),
        Message::Ping(Held::default()),
    ] {
        world.says(ANA, &message);
    }
    world.edit(ANA, design(&world, ANA), &rename("Lathe"));
    world.pass(15_000);
    let denied = Access::Nothing(Denial::NotAMember);
    for (_, message) in &world.outside {
        match message {
            Message::Hello(hello) => {
                assert_eq!(
                    (hello.access, hello.charter, hello.root),
                    (denied, [0; 16], [0; 32])
                );
            }
            Message::Pong(held) => assert_eq!(*held, Held::default()),
            Message::Bye => {}
            other => panic!("a stranger was told {other:?}"),
        }
    }
    assert_eq!(world.closed, [(link, CloseReason::NotAllowed)]);
}

#[test]
fn a_hello_for_another_commons_or_from_another_peer_is_no_hello() {
    let (mut world, _) = pair();
    let (link, mallory) = (OUTSIDE, EndpointId([66; 32]));
    let ana = world.devices[ANA].endpoint();
    for tag in [
        [0; 32],
        hello_tag(world.commons(), EndpointId([65; 32]), ana),
    ] {
        world.closed.clear();
        let hello = Hello {
            tag,
            ..world.hello_of(mallory, ANA)
        };
        world.comes_in(ANA, mallory);
        world.says(ANA, &Message::Hello(hello));
        assert_eq!(world.closed, [(link, CloseReason::OutOfTurn)]);
    }
    assert!(
        world
            .outside
            .iter()
            .all(|(_, message)| *message == Message::Bye)
    );
}

#[test]
fn a_peer_that_speaks_nonsense_is_left_and_nothing_changes() {
    let (mut world, id) = pair();
    let before = world.core(ANA).fingerprint();
    let ben = world.devices[BEN].endpoint();
    for frame in [
        vec![],
        vec![1, 0xff, 0xff],
        vec![9; 100],
        Message::Bye.encode(),
        Message::Ping(Held::default()).encode(),
    ] {
        world.closed.clear();
        world.comes_in(ANA, ben);
        world.sends(ANA, frame);
        assert_eq!(world.closed.len(), 1);
    }
    assert_eq!(world.core(ANA).fingerprint(), before);
    world.edit(ANA, id, &rename("Lathe"));
    world.settle();
    world.check_equal();
}

#[test]
fn an_invitation_that_has_not_arrived_yet_is_told_so_and_works_later() {
    let mut world = World::new(7, &["Ana", "Ben", "Cleo", "Dev"]);
    world.found(ANA);
    world.invite(ANA, &[BEN]);
    world.connect(BEN, ANA);
    world.pass(5_000);
    world.cut(0, 0, 10);
    world.pass(100);
    world.invite(ANA, &[CLEO, 3]);
    world.connect(CLEO, BEN);
    world.pass(5_000);
    let ben = world.devices[BEN].endpoint();
    let told: Vec<Access> = world
        .answered
        .iter()
        .filter(|(peer, _)| *peer == ben)
        .map(|(_, access)| *access)
        .collect();
    assert_eq!(told.last(), Some(&Access::Nothing(Denial::NotArrivedYet)));
    world.neighbours = vec![(CLEO, BEN), (BEN, ANA), (3, CLEO)];
    world.settle();
    world.check_equal();
    assert_eq!(
        world.core(ANA).charter().persons().count(),
        4,
        "Dev came in through Cleo"
    );
}

#[test]
fn two_who_came_in_at_different_peers_recognise_each_other_when_they_meet() {
    let mut world = World::new(8, &["Ana", "Ben", "Cleo", "Dev"]);
    world.found(ANA);
    world.invite(ANA, &[BEN, CLEO, 3]);
    world.connect(BEN, ANA);
    world.pass(5_000);
    world.cut(0, 0, 10);
    world.pass(100);
    world.connect(CLEO, ANA);
    world.connect(3, BEN);
    world.pass(5_000);
    world.crash(ANA);
    world.crash(BEN);
    assert!(
        !world
            .core(CLEO)
            .charter()
            .endpoint_is_member(world.devices[3].endpoint())
    );
    world.connect(CLEO, 3);
    world.pass(5_000);
    assert!(
        world
            .core(CLEO)
            .charter()
            .endpoint_is_member(world.devices[3].endpoint())
    );
    assert_eq!(world.core(CLEO).fingerprint(), world.core(3).fingerprint());
}

#[test]
fn whom_two_stewards_remove_learns_so_and_gets_nothing_more() {
    let mut world = World::of_members(21, &["Ana", "Ben", "Cleo"]);
    world.new_design(ANA);
    world.settle();
    let id = design(&world, ANA);
    let person = |world: &World, device| world.person(device).expect("a member");
    let (ana, ben, cleo) = (
        person(&world, ANA),
        person(&world, BEN),
        person(&world, CLEO),
    );
    let today = day(world.now_ms);
    let removal = build::remove_person((ana, today), cleo, &build::WhatStays::new(), "");
    let removal = world.write_act(ANA, &removal);
    world.pass(2_000);
    let is_member = |world: &World, at: usize| {
        let cleo = world.devices[CLEO].endpoint();
        world.core(at).charter().endpoint_is_member(cleo)
    };
    assert!(
        is_member(&world, ANA),
        "three are stewards, and one has signed"
    );
    world.answered.clear();
    world.write_act(BEN, &build::co_sign(ben, today, removal));
    world.pass(2_000);
    assert!(
        (0..3).all(|at| !is_member(&world, at)),
        "Cleo has seen the acts"
    );
    let told = (
        world.devices[ANA].endpoint(),
        Access::Nothing(Denial::RightEnded),
    );
    assert!(world.answered.contains(&told));
    let before = world.core(CLEO).heights(id);
    world.edit(ANA, id, &rename("Lathe"));
    world.pass(20_000);
    world.connect(CLEO, ANA);
    world.pass(20_000);
    assert_eq!(world.core(CLEO).heights(id), before);
    assert_eq!(world.core(BEN).heights(id), world.core(ANA).heights(id));
    assert_ne!(world.core(ANA).heights(id), before);
}

#[test]
fn who_was_away_when_two_removed_her_learns_it_when_she_comes_and_nothing_that_came_after() {
    let mut world = World::of_members(24, &["Ana", "Ben", "Cleo"]);
    world.new_design(ANA);
    world.settle();
    let id = design(&world, ANA);
    for stream in 0..world.streams().len() {
        world.cut(stream, 0, 10);
    }
    world.pass(100);
    let person = |world: &World, device| world.person(device).expect("a member");
    let (ana, ben, cleo) = (
        person(&world, ANA),
        person(&world, BEN),
        person(&world, CLEO),
    );
    world.connect(ANA, BEN);
    world.pass(5_000);
    let today = day(world.now_ms);
    let removal = build::remove_person((ana, today), cleo, &build::WhatStays::new(), "");
    let removal = world.write_act(ANA, &removal);
    world.pass(2_000);
    world.write_act(BEN, &build::co_sign(ben, today, removal));
    world.pass(2_000);
    // Both go on: a role is given, a design is changed.
    let grant = build::grant(ana, today, ben, Role::Treasurer);
    let later = world.write_act(ANA, &grant);
    world.edit(ANA, id, &rename("Lathe"));
    world.pass(5_000);
    let seen = |world: &World, act| world.core(CLEO).charter().act(act).is_some();
    assert!(!seen(&world, removal));
    let (acts, before) = (
        world.core(CLEO).charter().acts().len(),
        world.core(CLEO).heights(id),
    );
    world.answered.clear();
    world.connect(CLEO, ANA);
    world.pass(20_000);
    assert!(seen(&world, removal), "she learns who decided so");
    let cleos = world.devices[CLEO].endpoint();
    assert!(!world.core(CLEO).charter().endpoint_is_member(cleos));
    assert_eq!(
        world.core(CLEO).charter().acts().len(),
        acts + 2,
        "the removal and its second signature, and no act besides"
    );
    assert!(!seen(&world, later));
    assert_eq!(world.core(CLEO).heights(id), before);
    let told = (
        world.devices[ANA].endpoint(),
        Access::Nothing(Denial::RightEnded),
    );
    assert!(world.answered.contains(&told));
    let is_over = |(_, reason): &(_, CloseReason)| *reason == CloseReason::NotAllowed;
    assert!(world.closed.iter().any(is_over), "and the stream is ended");
}

#[test]
fn a_first_copy_announces_and_counts_every_change_acts_included() {
    let mut world = World::new(31, &["Ana", "Ben"]);
    world.found(ANA);
    world.invite(ANA, &[BEN]);
    for _ in 0..3 {
        world.new_design(ANA);
        world.log_work(ANA);
    }
    world.pass(5_000);
    let core = world.core(ANA);
    let all: u64 = core.documents().map(|(id, _)| core.changes(id)).sum();
    world.connect(BEN, ANA);
    world.settle();
    let progress = world.progress[&BEN];
    assert!(progress.done);
    assert_eq!((progress.changes, progress.changes_total), (all, all));
    assert_eq!((progress.designs, progress.designs_total), (3, 3));
}

#[test]
fn what_a_removed_device_wrote_beyond_what_stays_is_set_aside_everywhere() {
    let mut world = World::of_members(23, &["Ana", "Ben", "Cleo"]);
    world.new_design(CLEO);
    world.settle();
    let id = design(&world, CLEO);
    world.edit(CLEO, id, &rename("Lathe"));
    world.settle();
    let key = world.devices[CLEO].key.device();
    let stays = world.core(ANA).heights(id).seq(key);
    // Cleo goes on where only Ben hears of it, and Ana removes her meanwhile.
    for stream in 0..world.streams().len() {
        world.cut(stream, 0, 10);
    }
    world.pass(100);
    world.connect(CLEO, BEN);
    world.pass(5_000);
    world.edit(CLEO, id, &rename("Mine"));
    world.pass(5_000);
    assert!(world.core(BEN).heights(id).seq(key) > stays);
    let person = |device| world.person(device).expect("a member");
    let (ana, ben, cleo) = (person(ANA), person(BEN), person(CLEO));
    let today = day(world.now_ms);
    let named = [(key, [(id, stays)].into())].into();
    let removal = build::remove_person((ana, today), cleo, &named, "");
    let removal = world.write_act(ANA, &removal);
    world.connect(ANA, BEN);
    world.pass(5_000);
    assert!(
        world.core(ANA).heights(id).seq(key) > stays,
        "it is admitted"
    );
    assert!(world.core(ANA).aside(id).is_none(), "two have to sign");
    world.write_act(BEN, &build::co_sign(ben, today, removal));
    world.pass(5_000);
    let name = |world: &World, device: usize| {
        let document = &world.devices[device].documents[&id];
        View::of(document).fields[&Field::Name].clone()
    };
    for device in [ANA, BEN, CLEO] {
        let aside = world
            .core(device)
            .aside(id)
            .expect("something is set aside");
        assert!(aside.changes.values().all(|why| *why == SetAside::Removed));
        assert_eq!(name(&world, device), "Lathe");
    }
    assert_eq!(
        world.core(ANA).aside_digest(),
        world.core(BEN).aside_digest()
    );
    assert_eq!(world.core(ANA).fingerprint(), world.core(BEN).fingerprint());
    // A steward lets it in again by its name.
    let change = *world
        .core(ANA)
        .aside(id)
        .unwrap()
        .changes
        .keys()
        .next()
        .unwrap();
    let again = build::readmit(ana, today, id, (key, stays + 1, change));
    world.write_act(ANA, &again);
    world.pass(5_000);
    assert_eq!(
        (name(&world, ANA), name(&world, BEN)),
        ("Mine".into(), "Mine".into())
    );
}

#[test]
fn what_arrives_together_with_a_removal_does_not_go_to_the_removed() {
    let mut world = World::of_members(22, &["Ana", "Ben"]);
    world.new_design(ANA);
    world.settle();
    let id = design(&world, ANA);
    let (ana, ben) = (world.person(ANA).unwrap(), world.person(BEN).unwrap());
    let before = world.core(BEN).heights(id);
    // Both are on their way to the disk before the first of them is there.
    let removal = build::remove_person((ana, day(world.now_ms)), ben, &build::WhatStays::new(), "");
    world.edit(ANA, id, &rename("Mill"));
    world.write_act(ANA, &removal);
    world.edit(ANA, id, &rename("Lathe"));
    world.pass(2_000);
    let own = world.core(ANA).heights(id);
    let author = world.devices[ANA].key.device();
    let seq = |heights: &Heights| heights.seq(author);
    let got = world.core(BEN).heights(id);
    assert!(
        seq(&got) < seq(&own) && seq(&got) >= seq(&before),
        "{got:?} of {own:?}"
    );
    assert!(
        !world
            .core(BEN)
            .charter()
            .endpoint_is_member(world.devices[BEN].endpoint())
    );
}

#[test]
fn a_used_up_invitation_is_told_so() {
    let mut world = World::new(9, &["Ana", "Ben", "Cleo"]);
    world.found(ANA);
    world.invite(ANA, &[BEN]);
    world.connect(BEN, ANA);
    world.pass(5_000);
    world.hand_on_invitation(BEN, CLEO);
    world.connect(CLEO, ANA);
    world.pass(20_000);
    let ana = world.devices[ANA].endpoint();
    assert!(
        world
            .answered
            .contains(&(ana, Access::Nothing(Denial::UsedUp)))
    );
    assert!(world.devices[CLEO].disk.is_empty(), "and she got nothing");
}

#[test]
fn documents_of_every_kind_are_counted() {
    let (mut world, _) = pair();
    world.log_work(BEN);
    world.settle();
    let kinds: Vec<DocumentKind> = world
        .core(ANA)
        .documents()
        .map(|(_, name)| name.kind)
        .collect();
    for kind in [
        DocumentKind::Charter,
        DocumentKind::Design,
        DocumentKind::Ledger,
    ] {
        assert_eq!(
            kinds.iter().filter(|known| **known == kind).count(),
            1,
            "{kind:?}"
        );
    }
}

#[test]
fn an_expired_invitation_is_told_so() {
    let mut world = World::new(10, &["Ana", "Ben"]);
    world.found(ANA);
    let yesterday = Day(day(world.now_ms).0 - 1);
    world.invite_until(ANA, &[BEN], Some(yesterday));
    world.connect(BEN, ANA);
    world.pass(20_000);
    let ana = world.devices[ANA].endpoint();
    let expired = (ana, Access::Nothing(Denial::Expired));
    assert!(world.answered.contains(&expired));
    assert!(world.devices[BEN].disk.is_empty());
}

#[test]
fn a_bundle_brings_what_a_stream_would_bring_and_goes_on_from_there() {
    let mut world = World::of_members(11, &["Ana", "Ben", "Cleo"]);
    world.cut(0, 0, 10);
    world.pass(100);
    for _ in 0..20 {
        world.new_design(ANA);
        world.log_work(ANA);
    }
    world.pass(5_000);
    let mut writer = RunWriter::new();
    let mut frames = Vec::new();
    for (document, _) in world.core(ANA).documents() {
        let changes = world.devices[ANA].disk.tail(document, &Heights::new());
        frames.extend(writer.add(changes));
    }
    frames.extend(writer.finish());
    for frame in frames {
        world.tell(BEN, Input::Imported { frame });
    }
    world.pass(5_000);
    assert_eq!(world.core(BEN).fingerprint(), world.core(ANA).fingerprint());
    assert_eq!(world.devices[BEN].documents.len(), 20);
}

#[test]
fn what_cannot_be_stored_is_neither_answered_nor_shown_and_comes_again() {
    let (mut world, id) = pair();
    world.edit(ANA, id, &rename("Lathe"));
    world.pass(100);
    world.failing_syncs_percent = 100;
    let answers = world.counts.messages("have");
    world.edit(ANA, id, &rename("Saw"));
    world.pass(500);
    let ana = world.devices[ANA].key.device();
    assert_eq!(world.devices[ANA].disk.heights(id).seq(ana), 2);
    assert_eq!(world.counts.messages("have"), answers);
    world.failing_syncs_percent = 0;
    world.neighbours = vec![(BEN, ANA)];
    world.settle();
    world.check_equal();
}

#[test]
fn a_program_without_this_commons_can_say_so() {
    let (mut world, _) = pair();
    let (link, other) = (OUTSIDE, EndpointId([66; 32]));
    world.tell(
        ANA,
        Input::Connected {
            link,
            peer: other,
            we_dialled: true,
        },
    );
    let access = Access::Nothing(Denial::NoSuchCommons);
    world.says(ANA, &Message::Access(access));
    assert_eq!(world.answered.last(), Some(&(other, access)));
    assert_eq!(world.closed, [(link, CloseReason::Denied)]);
}

#[test]
fn what_came_in_bulk_is_offered_to_the_others_at_once() {
    let mut world = World::of_members(13, &["Ana", "Ben", "Cleo"]);
    world.new_design(ANA);
    world.settle();
    world.cut(1, 0, 10);
    world.pass(100);
    for _ in 0..50 {
        world.new_design(CLEO);
    }
    // Ben has just spoken, so he has no reason to ask for the next ten seconds.
    let id = design(&world, ANA);
    world.edit(ANA, id, &rename("Lathe"));
    world.pass(1_000);
    world.connect(CLEO, ANA);
    world.pass(5_000);
    world.check_equal();
    assert_eq!(world.devices[BEN].documents.len(), 51);
}

#[test]
fn the_ledgers_of_one_device_arrive_in_their_order() {
    let mut world = World::new(14, &["Ana", "Ben"]);
    world.found(ANA);
    world.invite(ANA, &[BEN]);
    for _ in 0..3_500 {
        world.log_work(ANA);
    }
    world.pass(5_000);
    world.connect(BEN, ANA);
    world.settle();
    assert_eq!(world.core(ANA).fingerprint(), world.core(BEN).fingerprint());
    let (_, turned_away) = world.core(BEN).waiting_counts();
    assert_eq!(
        (world.counts.messages("compare"), turned_away),
        (2, 0),
        "nothing had to come twice"
    );
}
