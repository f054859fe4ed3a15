//! What strangers say and bring is kept within bounds, and keeps nobody else out.

use super::*;
use crate::wire::{DocumentHeights, Segment, pack};
use model::admission::shape;
use model::change::SignedChange;
use model::charter::build::WhatStays;
use model::entry::{EntryChange, ledger_key};

/// Entry `seq` of a ledger; it builds on something that never comes.
fn adrift(key: &DeviceKey, seq: u64) -> ToStore {
    let name = DocumentName::ledger(key.device(), 0);
    let entry = EntryChange {
        actor: key.device(),
        seq,
        start_op: seq,
        time_ms: 0,
        deps: vec![ChangeHash(invented(seq as u32))],
        key: &ledger_key(seq),
        value: &some_entry(AgentId([1; 16])),
    };
    let bytes = entry.encode();
    let header = shape(&bytes).unwrap();
    let signed = SignedChange::sign(key, COMMONS, name.id(COMMONS), bytes, header.hash);
    ToStore {
        name,
        document: name.id(COMMONS),
        header,
        bytes: signed.bytes,
        signature: signed.signature,
    }
}

/// Brings so many entries of a device's ledger that have to wait.
fn brings(core: &mut Core, link: LinkId, key: &DeviceKey, entries: u64) {
    let name = DocumentName::ledger(key.device(), 0);
    let all: Vec<ToStore> = (2..2 + entries).map(|seq| adrift(key, seq)).collect();
    for some in all.chunks(256) {
        let frame = pack(&[Segment::live(name, some)]).encode();
        handle(core, Input::Received { link, frame });
    }
}

fn waiting_of(core: &Core, key: &DeviceKey) -> usize {
    let author = key.device();
    let waiting = core.waiting();
    waiting.filter(|waiting| waiting.author == author).count()
}

fn throw_away(n: u8) -> DeviceKey {
    DeviceKey::from_seed([200 + n; 32])
}

#[test]
fn one_stranger_with_many_keys_does_not_fill_the_waiting_room() {
    let (mut core, _, ana) = founded(true);
    comes(&mut core, &Home::new(3), &ana, LINK);
    for n in 0..8 {
        brings(&mut core, LINK, &throw_away(n), 1024);
    }
    assert_eq!(core.waiting_counts(), (WAITING_PER_PEER_MAX, 4096));

    // What another brings is let in, whoever wrote it.
    let other = LinkId(8);
    comes(&mut core, &Home::new(4), &ana, other);
    brings(&mut core, other, &ana.key, 5);
    let newcomer = DeviceKey::from_seed([9; 32]);
    brings(&mut core, other, &newcomer, 5);
    assert_eq!(waiting_of(&core, &ana.key), 5);
    assert_eq!(waiting_of(&core, &newcomer), 5);
    assert_eq!(core.waiting_counts(), (WAITING_PER_PEER_MAX + 10, 4096));
}

#[test]
fn in_a_full_waiting_room_strangers_make_room_for_members_and_for_each_other() {
    let (mut core, _, ana) = founded(true);
    for n in 0..8 {
        // Two strangers fill it.
        let link = LinkId(20 + u64::from(n) / 4);
        if n % 4 == 0 {
            comes(&mut core, &Home::new(30 + n / 4), &ana, link);
        }
        brings(&mut core, link, &throw_away(n), 1024);
    }
    assert_eq!(core.waiting_counts(), (WAITING_MAX, 0));
    let honest = LinkId(8);
    comes(&mut core, &Home::new(4), &ana, honest);
    brings(&mut core, honest, &ana.key, 200);
    assert_eq!(waiting_of(&core, &ana.key), 200, "of a member all of it");
    let newcomer = DeviceKey::from_seed([9; 32]);
    brings(&mut core, honest, &newcomer, 200);
    assert_eq!(
        waiting_of(&core, &newcomer),
        200,
        "a fair share of a new one"
    );
    let (count, dropped) = core.waiting_counts();
    assert!(count <= WAITING_MAX);
    assert_eq!(count as u64 + dropped, WAITING_MAX as u64 + 400);
    let shares: Vec<usize> = (0..8).map(|n| waiting_of(&core, &throw_away(n))).collect();
    let (one, two) = shares.split_at(4);
    let (one, two): (usize, usize) = (one.iter().sum(), two.iter().sum());
    assert!(one.abs_diff(two) <= 64, "both gave way: {one}, {two}");

    // More by strangers does not drive out what a member's waits for.
    for n in 8..16 {
        brings(&mut core, LinkId(20), &throw_away(n), 1024);
    }
    assert_eq!(waiting_of(&core, &ana.key), 200);
    assert!(core.waiting_counts().0 <= WAITING_MAX);
}

/// Somebody vouches for as many keys of their own as they like: their room is not larger for it.
#[test]
fn many_devices_of_one_person_do_not_fill_the_waiting_room() {
    let (mut core, mut mirror, ana) = founded(true);
    let name = ana.charter();
    let mut act = |core: &mut Core, key: &DeviceKey, act: &[u8]| {
        let change = mirror.next_change(key, NOW as i64, act).unwrap();
        mirror.admit_chunk(&change.bytes).unwrap();
        let changes = vec![change];
        handle(core, Input::Edited { name, changes });
        mirror.clone()
    };
    let invite = build::invite(ana.person, TODAY, invited(50, Role::Maker));
    let seen = act(&mut core, &ana.key, &invite);
    let open = seen.invitations().next().unwrap().id;
    let invitation = seen.write_invitation([50; 32], vec![]).unwrap();
    let mal = Home::new(3);
    let join = build::join(&invitation, open, &mal.device(), TODAY, "Mal").unwrap();
    act(&mut core, &mal.key, &join);
    let puppets: Vec<Home> = (10..18).map(Home::new).collect();
    for puppet in &puppets {
        let older = (&mal.key, mal.person);
        let vouch = build::vouch(COMMONS, older.0, older.1, &puppet.device(), TODAY).unwrap();
        act(&mut core, &puppet.key, &vouch);
    }
    for (n, puppet) in puppets.iter().enumerate() {
        let link = LinkId(20 + n as u64 / 4);
        if n % 4 == 0 {
            comes(&mut core, &Home::new(30 + n as u8), &ana, link);
        }
        brings(&mut core, link, &puppet.key, 999);
    }
    let left = (8 * 999 - WAITING_PER_PERSON_MAX) as u64;
    assert_eq!(core.waiting_counts(), (WAITING_PER_PERSON_MAX, left));
    assert_eq!(waiting_of(&core, &puppets[7].key), 999, "the oldest left");
    assert_eq!(waiting_of(&core, &puppets[0].key), 0);
    // What others wait for has its room.
    comes(&mut core, &Home::new(4), &ana, LINK);
    brings(&mut core, LINK, &ana.key, 999);
    assert_eq!(waiting_of(&core, &ana.key), 999);
}

fn have(document: DocumentId, authors: &[DeviceId], seq: u64) -> Message {
    let tip = |author: &DeviceId| Tip::new(*author, seq, ChangeHash([seq as u8; 32]));
    Message::Have(vec![DocumentHeights {
        document,
        heights: authors.iter().map(tip).collect(),
    }])
}

fn remembered(outputs: &[Output]) -> Vec<&(EndpointId, DocumentId, Heights)> {
    let remembered = outputs.iter().filter_map(|output| match output {
        Output::Remember(met) => Some(met),
        _ => None,
    });
    remembered.flatten().collect()
}

#[test]
fn of_what_a_peer_says_to_have_nothing_invented_is_kept() {
    let (mut core, _, ana) = founded(true);
    let mal = Home::new(3);
    comes(&mut core, &mal, &ana, LINK);
    let charter = ana.charter().id(COMMONS);
    for round in 0..8 {
        let authors = (0..4096).map(|n| DeviceId(invented(round * 4096 + n)));
        let out = receive(&mut core, &have(charter, &authors.collect::<Vec<_>>(), 1));
        assert_eq!(remembered(&out), Vec::<&_>::new());
        assert_eq!(core.shared.theirs(mal.at(), charter).len(), 0);
    }
    // Of an author who is known the newest counts, and not one on top of the other.
    for seq in 2..100 {
        receive(&mut core, &have(charter, &[ana.key.device()], seq));
        assert_eq!(core.shared.theirs(mal.at(), charter).len(), 1);
    }
    // Branches of a known author: never more than are ever told.
    for round in 0..40u64 {
        let tip = |n: u64| {
            let hash = ChangeHash(invented((round * 64 + n) as u32));
            Tip::new(ana.key.device(), 100 + round * (n % 2), hash)
        };
        let heights: Heights = (0..64).map(tip).collect();
        let said = DocumentHeights {
            document: charter,
            heights,
        };
        receive(&mut core, &Message::Have(vec![said]));
        let kept = core.shared.theirs(mal.at(), charter).len();
        assert!(kept <= model::heights::BRANCHES_TOLD_MAX, "{kept}");
    }
    let unknown = DocumentId(invented(1));
    let out = receive(&mut core, &have(unknown, &[ana.key.device()], 1));
    assert_eq!(remembered(&out), Vec::<&_>::new());
}

/// Each note is a transaction on the disk.
#[test]
fn a_number_that_somebody_lets_grow_is_noted_once() {
    let (mut core, _, ana) = founded(true);
    let mal = Home::new(3);
    comes(&mut core, &mal, &ana, LINK);
    let charter = ana.charter().id(COMMONS);
    let notes = (2..500).map(|seq| {
        let out = receive(&mut core, &have(charter, &[ana.key.device()], seq));
        remembered(&out).len()
    });
    assert_eq!(notes.sum::<usize>(), 1);
    let own = core.heights(charter);
    assert_eq!(core.shared.theirs(mal.at(), charter), own);
    assert_eq!(core.with_others(charter), [mal.at()]);
}

/// What is set aside is hashed when it changes, and not for each ping.
#[test]
fn pings_find_the_digest_of_what_is_set_aside_ready() {
    let (mut core, _, ana) = founded(true);
    comes(&mut core, &Home::new(3), &ana, LINK);
    assert_eq!(core.digests_made(), 0);
    for _ in 0..50 {
        receive(&mut core, &Message::Ping(crate::wire::Held::default()));
    }
    assert_eq!(core.digests_made(), 1);
}

#[test]
fn who_may_read_nothing_is_not_believed_to_have_anything() {
    let (mut core, _, ana) = founded(false);
    let mal = Home::of(CLOSED, 3);
    comes(&mut core, &mal, &ana, LINK);
    let charter = ana.charter().id(CLOSED);
    let out = receive(&mut core, &have(charter, &[ana.key.device()], 1));
    assert_eq!(remembered(&out), Vec::<&_>::new());
    assert_eq!(core.with_others(charter), []);
    assert_eq!(core.only_here(), 1);
}

#[test]
fn of_throw_away_addresses_only_a_few_are_noted() {
    let (mut core, _, ana) = founded(true);
    let charter = ana.charter().id(COMMONS);
    for n in 0..40 {
        comes(&mut core, &Home::new(60 + n), &ana, LINK);
        receive(&mut core, &have(charter, &[ana.key.device()], 2));
        handle(&mut core, Input::Disconnected { link: LINK });
    }
    assert_eq!(core.with_others(charter).len(), STRANGERS_NOTED_MAX);
    assert_eq!(core.shared.known().len(), STRANGERS_NOTED_MAX);
}

#[test]
fn who_has_lost_the_founding_act_shows_nobody_what_else_is_here() {
    let ana = Home::new(1);
    let mal = Home::new(3);
    let bare = ana.open(Opening::default());
    assert_eq!(bare.access_of(mal.at(), None), Access::Everything);
    let mut core = with_designs(&ana, 3);
    assert_eq!(core.access_of(mal.at(), None), Access::Charter);
    let out = comes(&mut core, &mal, &ana, LINK);
    let hello = out.iter().find_map(|output| match output {
        Output::Send { frame, .. } => match Message::decode(frame) {
            Ok(Message::Hello(hello)) => Some(hello),
            _ => None,
        },
        _ => None,
    });
    let hello = hello.unwrap();
    assert_eq!((hello.access, hello.root), (Access::Charter, [0; 32]));
}

#[test]
fn who_is_removed_while_connected_is_sent_no_more_of_what_waits_but_the_acts() {
    let (mut core, mut mirror, ana) = founded(false);
    let name = ana.charter();
    let mut act = |core: &mut Core, home: &Home, act: &[u8]| {
        let change = mirror.next_change(&home.key, NOW as i64, act).unwrap();
        mirror.admit_chunk(&change.bytes).unwrap();
        let changes = vec![change];
        let origin_here = Input::Edited { name, changes };
        let out = handle(core, origin_here);
        (mirror.clone(), out)
    };
    let as_maker = invited(50, Role::Maker);
    let invite = build::invite(ana.person, TODAY, as_maker);
    let (seen, _) = act(&mut core, &ana, &invite);
    let open = seen.invitations().next().unwrap().id;
    let invitation = seen.write_invitation([50; 32], vec![]).unwrap();
    let mal = Home::of(CLOSED, 3);
    let join = build::join(&invitation, open, &mal.device(), TODAY, "Mal").unwrap();
    act(&mut core, &mal, &join);
    comes(&mut core, &mal, &ana, LINK);
    assert!(core.links[&LINK].gives_all());
    let withheld = |out: &[Output]| {
        let is_order = |output: &Output| matches!(output, Output::Withhold { .. });
        out.iter().position(is_order)
    };
    let other = build::invite(ana.person, TODAY, invited(51, Role::Guest));
    let (_, out) = act(&mut core, &ana, &other);
    assert_eq!(withheld(&out), None);
    let removal = build::remove_person((ana.person, TODAY), mal.person, &WhatStays::new(), "");
    let (seen, out) = act(&mut core, &ana, &removal);
    // Before the act that says why, so that this one leaves.
    let at = withheld(&out).expect("at once");
    let sent = |output: &Output| matches!(output, Output::Send { link: LINK, .. });
    assert!(!out[..at].iter().any(sent) && out[at..].iter().any(sent));
    let until = seen.farewell(mal.at());
    assert_eq!(
        out[at],
        Output::Withhold {
            link: LINK,
            but: name,
            until
        }
    );
    assert!(!core.links[&LINK].gives_all());
}
