//! Of one author only so much is taken from others in a day; the rest is put off, and is no verdict.

use super::*;
use crate::core::quota::Taken;
use crate::wire::{Segment, pack};
use model::admission::shape;
use model::change::SignedChange;
use model::charter::build::WhatStays;
use model::entry::{EntryChange, ledger_key};

/// Ben, who reads Ana's open commons and has got her charter; she is there on `LINK`.
fn reader() -> (Core, Home, Charter) {
    let (ana_core, mirror, ana) = founded(true);
    let name = ana.charter();
    assert!(ana_core.charter().is_open());
    let ben = Home::new(2);
    let config = CoreConfig {
        commons: COMMONS,
        me: ben.key.device(),
        endpoint: ben.at(),
        charter: name,
        invitation: None,
        program: "x".into(),
    };
    let mut core = Core::open(config, Opening::default()).unwrap();
    comes(&mut core, &ana, &ben, LINK);
    let all: Vec<ToStore> = acts_of(&mirror, &ana);
    brings(&mut core, name, &all, NOW);
    assert!(core.charter().foundation().is_some());
    (core, ana, mirror)
}

/// The founding act as it was signed; [`founded`] makes the same each time.
fn acts_of(_mirror: &Charter, ana: &Home) -> Vec<ToStore> {
    let name = ana.charter();
    let empty = Charter::empty(COMMONS, name.id(COMMONS));
    let new = NewCommons {
        nonce: [1; 16],
        name: "Hof",
        purpose: "",
        open: true,
        policy: &Policy::preset(Preset::CopyFair),
        person_name: "Ana",
    };
    let founding = build::found(COMMONS, &ana.device(), TODAY, &new).unwrap();
    let change = empty.next_change(&ana.key, NOW as i64, &founding).unwrap();
    vec![to_store(name, change)]
}

fn to_store(name: DocumentName, change: SignedChange) -> ToStore {
    ToStore {
        name,
        document: name.id(COMMONS),
        header: shape(&change.bytes).unwrap(),
        bytes: change.bytes,
        signature: change.signature,
    }
}

fn brings(core: &mut Core, name: DocumentName, all: &[ToStore], now: u64) -> Vec<Output> {
    let frame = pack(&[Segment::bulk(name, all)]).encode();
    handle_at(core, now, Input::Received { link: LINK, frame })
}

/// The first entries of a ledger.
fn ledger(key: &DeviceKey, entries: u64) -> (DocumentName, Vec<ToStore>) {
    let name = DocumentName::ledger(key.device(), 0);
    let (mut all, mut deps) = (vec![], vec![]);
    for seq in 1..=entries {
        let entry = EntryChange {
            actor: key.device(),
            seq,
            start_op: seq,
            time_ms: 0,
            deps: std::mem::take(&mut deps),
            key: &ledger_key(seq),
            value: &some_entry(AgentId([1; 16])),
        };
        let bytes = entry.encode();
        let hash = shape(&bytes).unwrap().hash;
        deps = vec![hash];
        let change = SignedChange::sign(key, COMMONS, name.id(COMMONS), bytes, hash);
        all.push(to_store(name, change));
    }
    (name, all)
}

fn deferrals(outputs: &[Output]) -> usize {
    let is_deferral = |output: &&Output| matches!(output, Output::Refused(refused) if refused.reason == RefusalReason::Deferred);
    outputs.iter().filter(is_deferral).count()
}

#[test]
fn beyond_the_quota_of_a_day_the_rest_waits_until_the_next_one() {
    let (mut core, ana, _) = reader();
    let (name, all) = ledger(&ana.key, 10);
    let document = name.id(COMMONS);
    let author = ana.key.device();
    let before = core.quota.taken(author);
    assert_eq!((before.changes, before.acts), (1, 0), "the founding act");
    brings(&mut core, name, &all[..2], NOW);
    let bytes: usize = all[..2].iter().map(|change| change.bytes.len()).sum();
    let taken = core.quota.taken(author);
    assert_eq!((taken.changes, taken.operations), (3, 3));
    assert_eq!(taken.bytes, before.bytes + bytes as u64);

    for nearly in [
        Taken {
            changes: DAY_CHANGES_MAX - 3,
            ..Taken::default()
        },
        Taken {
            operations: DAY_OPERATIONS_MAX - 3,
            ..Taken::default()
        },
        Taken {
            bytes: DAY_BYTES_MAX - 3 * all[0].bytes.len() as u64 - 32,
            ..Taken::default()
        },
    ] {
        let (mut core, ..) = reader();
        brings(&mut core, name, &all[..2], NOW);
        core.quota_of(author, nearly);
        let out = brings(&mut core, name, &all[2..6], NOW);
        // All of them or none, for one signature may prove all; it is said once.
        assert_eq!((core.changes(document), core.deferred()), (2, 4));
        assert_eq!(deferrals(&out), 1);
        let out = brings(&mut core, name, &all[2..3], NOW);
        assert_eq!((core.changes(document), core.deferred()), (2, 5));
        assert_eq!(deferrals(&out), 0);
        assert_eq!(core.waiting_counts(), (0, 0), "nothing is kept");
        // Nothing is said to be here that is not.
        assert_eq!(core.heights(document).seq(author), 2);

        core.links.get_mut(&LINK).unwrap().ended_with = Some(([1; 32], [2; 32]));
        let frame = Message::Coming(crate::wire::Coming::default()).encode();
        handle_at(
            &mut core,
            NOW + DAY_MS,
            Input::Received { link: LINK, frame },
        );
        assert_eq!(core.links[&LINK].ended_with, None, "it is compared again");
        let out = brings(&mut core, name, &all[2..], NOW + DAY_MS);
        assert_eq!((core.changes(document), deferrals(&out)), (10, 0));
    }
}

#[test]
fn what_a_person_brings_on_a_stick_is_taken_whole() {
    let (mut core, ana, _) = reader();
    let (name, all) = ledger(&ana.key, 10);
    let used_up = Taken {
        changes: DAY_CHANGES_MAX,
        ..Taken::default()
    };
    core.quota_of(ana.key.device(), used_up);
    let frame = pack(&[Segment::bulk(name, &all)]).encode();
    handle(&mut core, Input::Imported { frame });
    assert_eq!(core.changes(name.id(COMMONS)), 10);
    assert_eq!(core.deferred(), 0);
}

#[test]
fn who_was_removed_has_a_small_quota_of_acts() {
    let (mut core, ana, mut mirror) = reader();
    let name = ana.charter();
    let as_steward = invited(50, Role::Steward);
    let mut act = |core: &mut Core, home: &Home, act: &[u8]| {
        let change = mirror.next_change(&home.key, NOW as i64, act).unwrap();
        mirror.admit_chunk(&change.bytes).unwrap();
        brings(core, name, &[to_store(name, change)], NOW);
        mirror.clone()
    };
    let seen = act(
        &mut core,
        &ana,
        &build::invite(ana.person, TODAY, as_steward),
    );
    let open = seen.invitations().next().unwrap().id;
    let invitation = seen.write_invitation([50; 32], vec![]).unwrap();
    let mal = Home::new(3);
    let join = build::join(&invitation, open, &mal.device(), TODAY, "Mal").unwrap();
    let mut own = act(&mut core, &mal, &join);
    assert!(!core.has_no_say(mal.key.device()));
    let removal = build::remove_person((ana.person, TODAY), mal.person, &WhatStays::new(), "");
    act(&mut core, &ana, &removal);
    assert!(core.has_no_say(mal.key.device()));

    let nearly = Taken {
        acts: DAY_ACTS_OF_GUESTS_MAX - 1,
        ..Taken::default()
    };
    core.quota_of(mal.key.device(), nearly);
    let changes = core.changes(name.id(COMMONS));
    for n in 0..3 {
        let written = build::invite(mal.person, TODAY, invited(60 + n, Role::Guest));
        let change = own.next_change(&mal.key, NOW as i64, &written).unwrap();
        own.admit_chunk(&change.bytes).unwrap();
        brings(&mut core, name, &[to_store(name, change)], NOW);
    }
    assert_eq!(core.changes(name.id(COMMONS)), changes + 1);
    assert_eq!(core.deferred(), 2);
}
