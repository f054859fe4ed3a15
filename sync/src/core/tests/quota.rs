//! Of one author only so much is taken from others in a day; the rest is put off, and is no verdict.

use super::*;
use crate::core::quota::Taken;
use crate::wire::{Segment, pack};
use model::admission::shape;
use model::change::SignedChange;
use model::charter::build::WhatStays;
use model::entry::{EntryChange, ledger_key};

/// Ben, who reads Ana's open commons and has got her charter; she is there on `LINK`.
pub(super) fn reader() -> (Core, Home, Charter) {
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

pub(super) fn to_store(name: DocumentName, change: SignedChange) -> ToStore {
    ToStore {
        name,
        document: name.id(COMMONS),
        header: shape(&change.bytes).unwrap(),
        bytes: change.bytes,
        signature: change.signature,
    }
}

pub(super) fn brings(
    core: &mut Core,
    name: DocumentName,
    all: &[ToStore],
    now: u64,
) -> Vec<Output> {
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
    let before = core.taken_of(author);
    assert_eq!(
        (before.changes, before.acts, before.acts_of_guests),
        (1, 1, 0),
        "the founding act"
    );
    brings(&mut core, name, &all[..2], NOW);
    let bytes: usize = all[..2].iter().map(|change| change.bytes.len()).sum();
    let taken = core.taken_of(author);
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
        acts_of_guests: DAY_ACTS_OF_GUESTS_MAX - 1,
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

/// A member of Ana's commons, and what it takes to write acts there.
struct Puppeteer {
    core: Core,
    name: DocumentName,
    mirror: Charter,
    mal: Home,
    ana: Home,
}

impl Puppeteer {
    /// At Ben's, who only reads.
    fn joined(role: Role) -> Self {
        let (core, ana, mirror) = reader();
        Self::joined_at(core, ana, mirror, role)
    }

    /// At Ana's own computer.
    fn joined_at_home(role: Role) -> Self {
        let (mut core, mirror, ana) = founded(true);
        comes(&mut core, &Home::new(9), &ana, LINK);
        Self::joined_at(core, ana, mirror, role)
    }

    fn joined_at(core: Core, ana: Home, mirror: Charter, role: Role) -> Self {
        let (name, mal) = (ana.charter(), Home::new(3));
        let mut all = Self {
            core,
            name,
            mirror,
            mal: Home::new(3),
            ana,
        };
        let invite = build::invite(all.ana.person, TODAY, invited(50, role));
        let ana = all.ana.key.clone();
        all.acts(&ana, &invite);
        let open = all.mirror.invitations().next().unwrap().id;
        let invitation = all.mirror.write_invitation([50; 32], vec![]).unwrap();
        let join = build::join(&invitation, open, &mal.device(), TODAY, "Mal").unwrap();
        all.acts(&mal.key, &join);
        all
    }

    /// Somebody acts, and Ben gets it.
    fn acts(&mut self, key: &DeviceKey, act: &[u8]) {
        let change = self.mirror.next_change(key, NOW as i64, act).unwrap();
        self.mirror.admit_chunk(&change.bytes).unwrap();
        let change = to_store(self.name, change);
        brings(&mut self.core, self.name, &[change], NOW);
    }

    /// A further device of Mal's.
    fn puppet(&mut self, seed: u8) -> Home {
        let puppet = Home::new(seed);
        let (older, person) = (&self.mal.key, self.mal.person);
        let vouch = build::vouch(COMMONS, older, person, &puppet.device(), TODAY).unwrap();
        self.acts(&puppet.key, &vouch);
        puppet
    }
}

#[test]
fn all_devices_of_a_person_have_one_day_and_introducing_them_counts() {
    let mut all = Puppeteer::joined(Role::Maker);
    let mal = all.mal.key.device();
    let puppets: Vec<Home> = (10..14).map(|seed| all.puppet(seed)).collect();
    let taken = all.core.taken_of(mal);
    assert_eq!(
        (taken.acts, taken.changes),
        (4, 4),
        "his join counts for the invitation"
    );
    for puppet in &puppets {
        let (name, entries) = ledger(&puppet.key, 3);
        brings(&mut all.core, name, &entries, NOW);
        assert_eq!(
            all.core.taken_of(puppet.key.device()),
            all.core.taken_of(mal)
        );
    }
    assert_eq!(all.core.taken_of(mal).changes, 16);

    // What one of them may not bring any more none of them may.
    let full = Taken {
        changes: DAY_CHANGES_MAX - 2,
        ..Taken::default()
    };
    all.core.quota_of(mal, full);
    let fresh = all.puppet(20);
    let (name, entries) = ledger(&fresh.key, 2);
    brings(&mut all.core, name, &entries, NOW);
    assert_eq!(all.core.changes(name.id(COMMONS)), 0);
    assert_eq!(all.core.deferred(), 2);
}

#[test]
fn of_everybody_only_so_many_acts_are_taken_in_a_day() {
    let homes = [
        (Puppeteer::joined(Role::Maker), FIRST_ACTS_MAX),
        (Puppeteer::joined_at_home(Role::Maker), DAY_ACTS_MAX),
        (Puppeteer::joined_at_home(Role::Steward), DAY_ACTS_MAX),
    ];
    for (mut all, most) in homes {
        let mal = all.mal.key.device();
        let nearly = Taken {
            acts: most - 1,
            ..Taken::default()
        };
        all.core.quota_of(mal, nearly);
        let charter = all.name.id(COMMONS);
        let before = all.core.changes(charter);
        all.puppet(10);
        all.puppet(11);
        assert_eq!(all.core.changes(charter), before + 1);
        assert_eq!(all.core.deferred(), 1, "puppets are acts of his");
        // Nobody else's day is over; what builds on the rest waits for it.
        let invite = build::invite(all.ana.person, TODAY, invited(70, Role::Guest));
        let ana = all.ana.key.clone();
        all.acts(&ana, &invite);
        assert_eq!(all.core.waiting_counts(), (1, 0));
    }
}

#[test]
fn whoever_comes_by_an_invitation_beyond_its_uses_shares_one_day() {
    let mut all = Puppeteer::joined(Role::Maker);
    // By the same invitation, each as if nobody else had come by it.
    let mut before = Charter::empty(COMMONS, all.name.id(COMMONS));
    let acts = acts_of(&all.mirror, &all.ana);
    before.admit_chunk(&acts[0].bytes).unwrap();
    let invite = build::invite(all.ana.person, TODAY, invited(50, Role::Maker));
    let change = before
        .next_change(&all.ana.key, NOW as i64, &invite)
        .unwrap();
    before.admit_chunk(&change.bytes).unwrap();
    let open = before.invitations().next().unwrap().id;
    let invitation = before.write_invitation([50; 32], vec![]).unwrap();
    let twins: Vec<Home> = (30..33).map(Home::new).collect();
    for twin in &twins {
        let join = build::join(&invitation, open, &twin.device(), TODAY, "Mal").unwrap();
        let change = before.next_change(&twin.key, NOW as i64, &join).unwrap();
        brings(&mut all.core, all.name, &[to_store(all.name, change)], NOW);
    }
    let (name, entries) = ledger(&twins[2].key, 1);
    brings(&mut all.core, name, &entries, NOW);
    assert_eq!(all.core.changes(name.id(COMMONS)), 1);
    let full = Taken {
        changes: DAY_CHANGES_MAX,
        ..Taken::default()
    };
    all.core.quota_of(twins[0].key.device(), full);
    for one in [&twins[0], &twins[1], &all.mal] {
        let (name, entries) = ledger(&one.key, 1);
        brings(&mut all.core, name, &entries, NOW);
        assert_eq!(all.core.changes(name.id(COMMONS)), 0);
    }
    // Ana, who invited them, is not meant.
    let (name, entries) = ledger(&all.ana.key, 1);
    brings(&mut all.core, name, &entries, NOW);
    assert_eq!(all.core.changes(name.id(COMMONS)), 1);
}
