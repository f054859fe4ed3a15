//! A member's device that does not play fair: what it can do to the others, and what it cannot.

use model::admission::{Refusal, shape};
use model::change::SignedChange;
use model::entry::EntryChange;
use model::id::{ChangeHash, DocumentId, EndpointId};
use model::ledger::{Fact, LedgerWriter, UnknownFact, WrittenFact};
use model::name::DocumentName;
use sync::core::{CloseReason, Input, Message, RefusalReason, ToStore, WAITING_PER_AUTHOR_MAX};
use sync::wire::{Live, Packed, Segment, pack};
use tests::world::{Chance, OUTSIDE, World, day, device_key};

const ANA: usize = 0;
const BEN: usize = 1;
const CLEO: usize = 2;
const DEV: usize = 3;

/// Ana and Cleo are honest; Ben's device is off, and somebody with his keys talks to Ana.
fn world_with_false_ben() -> World {
    let mut world = World::of_members(1, &["Ana", "Ben", "Cleo"]);
    world.crash(BEN);
    world.pass(5_000);
    world.has_villains = true;
    world.closed.clear();
    talk_as(&mut world, BEN);
    world
}

fn talk_as(world: &mut World, device: usize) {
    let peer = world.devices[device].endpoint();
    let hello = world.hello_of(peer, ANA);
    world.comes_in(ANA, peer);
    say(world, &Message::Hello(hello));
}

fn say(world: &mut World, message: &Message) {
    world.says(ANA, message);
}

/// Says this much as if it had just been written.
fn say_live(world: &mut World, segment: Segment) {
    let live = Live {
        segment,
        sent_to: vec![],
    };
    say(world, &Message::Live(live));
}

fn reasons(world: &World) -> Vec<RefusalReason> {
    world
        .refused
        .iter()
        .map(|refused| refused.reason.clone())
        .collect()
}

/// A chain of entries in Ben's first ledger.
fn chain(world: &World, length: usize) -> (DocumentName, Vec<ToStore>) {
    let key = device_key(BEN as u8);
    let mut writer = LedgerWriter::new(world.commons());
    let by = world
        .core(ANA)
        .charter()
        .device(key.device())
        .expect("Ben is a member")
        .person;
    let entries = (0..length).map(|number| {
        let fact = Fact::Unknown(UnknownFact {
            version: 1,
            kind: 60_000,
            body: vec![0x17],
        });
        let fact = WrittenFact {
            by,
            day: day(world.now_ms),
            fact,
        };
        let entry = writer
            .next_change(&key, number as i64, &fact)
            .expect("a fact");
        writer.advance(&entry);
        to_store(entry.name, entry.change)
    });
    let entries: Vec<ToStore> = entries.collect();
    (DocumentName::ledger(key.device(), 0), entries)
}

fn to_store(name: DocumentName, change: SignedChange) -> ToStore {
    let header = shape(&change.bytes).expect("a change");
    ToStore {
        name,
        document: change.document,
        header,
        bytes: change.bytes,
        signature: change.signature,
    }
}

fn height(world: &World, device: usize, document: DocumentId) -> u64 {
    let heights = world.core(device).heights(document);
    heights.iter().next().map_or(0, |tip| tip.seq)
}

#[test]
fn one_signature_proves_a_run_and_the_run_can_be_passed_on() {
    let mut world = world_with_false_ben();
    let (name, entries) = chain(&world, 300);
    let document = name.id(world.commons());
    for part in entries.chunks(256) {
        say(&mut world, &pack(&[Segment::bulk(name, part)]));
    }
    world.pass(30_000);
    assert_eq!(
        (
            height(&world, ANA, document),
            height(&world, CLEO, document)
        ),
        (300, 300)
    );
    assert_eq!(world.refused, []);
}

#[test]
fn a_run_that_nothing_proves_is_refused_whole() {
    let mut world = world_with_false_ben();
    let (name, entries) = chain(&world, 10);
    let mut segment = Segment::bulk(name, &entries);
    segment.signatures.clear();
    say(&mut world, &pack(&[segment]));
    assert_eq!(reasons(&world), vec![RefusalReason::NotProved; 10]);
    world.refused.clear();
    let mut segment = Segment::bulk(name, &entries);
    segment.signatures[0].1 = device_key(ANA as u8).sign(b"something else");
    say(&mut world, &pack(&[segment]));
    assert_eq!(world.refused.len(), 10);
    assert!(reasons(&world).contains(&RefusalReason::Rule(Refusal::Signature)));
    world.pass(5_000);
    assert_eq!(height(&world, ANA, name.id(world.commons())), 0);
}

#[test]
fn a_change_does_not_get_into_another_document() {
    let mut world = world_with_false_ben();
    let (_, entries) = chain(&world, 1);
    let other = DocumentName::ledger(device_key(BEN as u8).device(), 7);
    let segment = Segment::live(other, &entries);
    say_live(&mut world, segment);
    assert_eq!(reasons(&world), [RefusalReason::Rule(Refusal::Signature)]);
}

/// A signed chain whose sixth entry no honest program accepts.
fn chain_with_a_bad_sixth(world: &World) -> (DocumentName, Vec<ToStore>) {
    let key = device_key(BEN as u8);
    let (name, mut entries) = chain(world, 5);
    let bad = EntryChange {
        actor: key.device(),
        seq: 6,
        start_op: 6,
        time_ms: 0,
        deps: vec![entries[4].header.hash],
        key: "entries/ffff",
        value: b"\xa0",
    };
    let bytes = bad.encode();
    let hash = shape(&bytes).expect("a change").hash;
    let document = name.id(world.commons());
    let signed = SignedChange::sign(&key, world.commons(), document, bytes, hash);
    entries.push(to_store(name, signed));
    (name, entries)
}

#[test]
fn what_only_a_bad_change_proves_waits_for_a_proof_of_its_own() {
    let mut world = world_with_false_ben();
    let (name, entries) = chain_with_a_bad_sixth(&world);
    let document = name.id(world.commons());
    say(&mut world, &pack(&[Segment::bulk(name, &entries)]));
    world.pass(1_000);
    assert_eq!(
        reasons(&world),
        [RefusalReason::Rule(Refusal::NotTheNextEntry)]
    );
    assert_eq!(
        height(&world, ANA, document),
        0,
        "Ana could not prove the five to Cleo"
    );
    assert_eq!(world.core(ANA).waiting().count(), 5);
    say(&mut world, &pack(&[Segment::bulk(name, &entries[..5])]));
    world.pass(30_000);
    assert_eq!(
        (
            height(&world, ANA, document),
            height(&world, CLEO, document)
        ),
        (5, 5)
    );
    assert_eq!(world.core(ANA).waiting().count(), 0);
}

#[test]
fn a_flood_of_changes_that_miss_something_stays_bounded_and_hinders_nobody() {
    let mut world = world_with_false_ben();
    let (name, entries) = chain(&world, 1_000);
    let orphans: Vec<ToStore> = entries[1..].to_vec();
    for part in orphans.chunks(200) {
        say_live(&mut world, Segment::live(name, part));
    }
    let key = device_key(BEN as u8);
    for number in 0..500_u64 {
        let lost = EntryChange {
            actor: key.device(),
            seq: 3,
            start_op: 3,
            time_ms: 0,
            deps: vec![ChangeHash([number as u8; 32])],
            key: "entries/0003",
            value: b"lost",
        };
        let bytes = lost.encode();
        let hash = shape(&bytes).expect("a change").hash;
        let other = DocumentName::ledger(key.device(), number);
        let signed = SignedChange::sign(
            &key,
            world.commons(),
            other.id(world.commons()),
            bytes,
            hash,
        );
        let segment = Segment::live(other, &[to_store(other, signed)]);
        say_live(&mut world, segment);
    }
    assert!(world.core(ANA).waiting_counts().0 <= WAITING_PER_AUTHOR_MAX);
    world.new_design(CLEO);
    world.pass(5_000);
    assert_eq!(
        world.devices[ANA].documents.len(),
        1,
        "Cleo's design arrives all the same"
    );
    say(&mut world, &pack(&[Segment::bulk(name, &entries[..1])]));
    world.pass(1_000);
    assert!(
        height(&world, ANA, name.id(world.commons())) > 900,
        "what waited is judged when it can be"
    );
}

#[test]
fn an_entry_of_somebody_who_has_not_arrived_yet_waits_for_the_act() {
    let mut world = World::new(4, &["Ana", "Ben", "Cleo"]);
    world.found(ANA);
    world.invite(ANA, &[BEN, CLEO]);
    world.connect(CLEO, ANA);
    world.pass(5_000);
    world.cut(0, 0, 10);
    world.pass(100);
    world.connect(BEN, CLEO);
    world.pass(5_000);
    world.log_work(BEN);
    world.pass(5_000);
    let ledger = DocumentName::ledger(device_key(BEN as u8).device(), 0).id(world.commons());
    let entries: Vec<ToStore> = world.devices[CLEO]
        .disk
        .load(ledger)
        .into_iter()
        .map(|stored| stored.change)
        .collect();
    talk_as(&mut world, CLEO);
    let segment = Segment::live(entries[0].name, &entries);
    say_live(&mut world, segment);
    assert_eq!(
        (
            world.core(ANA).waiting().count(),
            height(&world, ANA, ledger)
        ),
        (1, 0)
    );
    let charter = world.devices[CLEO].charter_document();
    let acts: Vec<ToStore> = world.devices[CLEO]
        .disk
        .load(charter)
        .into_iter()
        .map(|stored| stored.change)
        .collect();
    say(&mut world, &pack(&[Segment::bulk(acts[0].name, &acts)]));
    world.pass(1_000);
    assert_eq!(
        (
            world.core(ANA).waiting().count(),
            height(&world, ANA, ledger)
        ),
        (0, 1)
    );
}

#[test]
fn a_small_frame_that_unpacks_to_much_closes_the_stream() {
    let mut world = world_with_false_ben();
    let packed = zstd::bulk::compress(&vec![0; 64 * 1024 * 1024], 3).expect("in memory");
    for plain_bytes in [4 * 1024 * 1024, 1_000] {
        world.closed.clear();
        world.tell(ANA, Input::Disconnected { link: OUTSIDE });
        talk_as(&mut world, BEN);
        say(
            &mut world,
            &Message::Runs(Packed {
                plain_bytes,
                packed: packed.clone(),
            }),
        );
        assert!(matches!(
            world.closed[..],
            [(OUTSIDE, CloseReason::Nonsense(_))]
        ));
    }
}

#[test]
fn a_stranger_may_bring_acts_but_no_more_than_a_few_thousand_and_nothing_else() {
    let mut world = world_with_false_ben();
    world.tell(ANA, Input::Disconnected { link: OUTSIDE });
    let stranger = EndpointId([66; 32]);
    let hello = world.hello_of(stranger, ANA);
    world.comes_in(ANA, stranger);
    say(&mut world, &Message::Hello(hello));
    let (name, entries) = chain(&world, 3);
    say(&mut world, &pack(&[Segment::bulk(name, &entries)]));
    world.pass(1_000);
    assert_eq!(
        height(&world, ANA, name.id(world.commons())),
        0,
        "not even true ones"
    );
    assert!(
        world
            .outside
            .iter()
            .all(|(_, message)| !matches!(message, Message::Have(_)))
    );
}

#[test]
fn the_same_comparison_is_not_made_twice_for_a_difference_that_stays() {
    let mut world = World::of_members(3, &["Ana", "Ben"]);
    world.has_villains = true;
    world.new_design(ANA);
    world.settle();
    // Ben's disk holds a ledger that Ana's program refuses: as if his program had other rules.
    let (name, entries) = chain_with_a_bad_sixth(&world);
    let mut bad = entries;
    bad.truncate(6);
    world.devices[BEN].disk.write(bad);
    world.devices[BEN].disk.sync();
    world.restart(BEN);
    world.connect(BEN, ANA);
    world.pass(60_000);
    world.count_anew();
    world.pass(120_000);
    let kinds: Vec<_> = world.counts.kinds.keys().copied().collect();
    assert_eq!(
        kinds,
        ["ping", "pong"],
        "they differ, know it, and leave it at that"
    );
    let before = world.devices[ANA].disk.heights(name.id(world.commons()));
    assert!(before.is_empty());
    world.log_work(ANA);
    world.pass(5_000);
    assert_eq!(
        world.core(BEN).documents().count(),
        world.core(ANA).documents().count() + 1
    );
}

#[test]
fn a_device_whose_disk_was_set_back_is_told_to_stop_writing() {
    let mut world = World::of_members(12, &["Ana", "Ben"]);
    world.log_work(BEN);
    world.settle();
    let backup = std::mem::take(&mut world.devices[BEN].disk);
    let older = backup
        .all()
        .filter(|stored| stored.change.name.ledger_number().is_none());
    world.devices[BEN]
        .disk
        .write(older.map(|stored| stored.change.clone()).collect());
    world.devices[BEN].disk.sync();
    world.has_villains = true;
    world.restart(BEN);
    world.connect(BEN, ANA);
    world.pass(5_000);
    assert_eq!(world.own_keys_elsewhere, [BEN]);
}

#[test]
fn no_bytes_make_a_program_panic() {
    let mut world = world_with_false_ben();
    let (name, entries) = chain(&world, 20);
    let live = Message::Live(Live {
        segment: Segment::live(name, &entries),
        sent_to: vec![1, 2],
    });
    let frames = [
        live.encode(),
        pack(&[Segment::bulk(name, &entries)]).encode(),
        Message::CharterHeights(
            world
                .core(ANA)
                .heights(world.devices[ANA].charter_document()),
        )
        .encode(),
        Message::Compare(Default::default()).encode(),
        Message::Have(vec![]).encode(),
    ];
    let mut chance = Chance::new(99);
    for _ in 0..20_000 {
        let mut frame = chance.pick(&frames).cloned().expect("there are frames");
        for _ in 0..=chance.below(4) {
            let at = chance.below(frame.len() as u64) as usize;
            match chance.below(3) {
                0 => frame[at] = chance.draw() as u8,
                1 => frame[at] ^= 1 << chance.below(8),
                _ => frame.truncate(at.max(1)),
            }
        }
        world.sends(ANA, frame);
        if !world.closed.is_empty() {
            world.closed.clear();
            talk_as(&mut world, BEN);
        }
        world.outside.clear();
        world.refused.clear();
    }
    world.pass(5_000);
    world.new_design(CLEO);
    world.pass(5_000);
    assert_eq!(world.devices[ANA].documents.len(), 1, "and it works on");
}

#[test]
fn a_key_that_writes_on_in_two_places_forks_and_everybody_keeps_both_branches() {
    for seed in 0..20 {
        let mut world = World::of_members(seed, &["Ana", "Ben", "Cleo", "Dev"]);
        let design = {
            world.new_design(ANA);
            world.settle();
            *world.devices[ANA].documents.keys().next().unwrap()
        };
        let earlier = world.devices[BEN].disk.len();
        world.edit_some_design(BEN);
        world.log_work(BEN);
        world.settle();
        // Ben's disk is set back, far from the others, and his program writes on with the same key.
        world.has_villains = true;
        world.crash(BEN);
        world.devices[BEN].disk.set_back(earlier);
        world.switch_on(BEN);
        for _ in 0..4 {
            world.edit_some_design(BEN);
            world.log_work(BEN);
        }
        world.edit_some_design(CLEO);
        world.pass(1_000);
        let ben = world.devices[BEN].key.device();
        world.neighbours = vec![(BEN, ANA), (CLEO, ANA), (DEV, CLEO)];
        world.settle();
        world.check_equal();
        let ledger = DocumentName::ledger(ben, 0).id(world.commons());
        let heights = world.core(DEV).heights(ledger);
        assert!(
            heights.is_forked(ben),
            "both branches of the ledger are kept"
        );
        assert!(world.core(DEV).aside(ledger).is_none(), "and both count");
        let forked = world.core(DEV).heights(design).is_forked(ben);
        let aside = world.core(DEV).aside(design);
        assert_eq!(forked, aside.is_some_and(|aside| !aside.changes.is_empty()));
        assert_eq!(world.own_keys_elsewhere.first(), Some(&BEN));
    }
}
