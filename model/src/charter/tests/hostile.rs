//! What people try who may not, each refused by its name on every peer.

use super::corpus::assert_eq;
use super::*;
use crate::charter::act::{Act, Founding, WrittenAct};
use crate::charter::title::NameProblem;
use crate::charter::{ActError, Charter, InvitationDoor};
use crate::id::ChangeHash;

/// What a peer says to this act in a change that its author built with a changed program.
fn sneak(home: &Home, act: &[u8]) -> ActRefusal {
    home.write(act).unwrap_err()
}

/// The act as if it were another's: decoded, changed, written again.
fn changed(act: &[u8], change: impl FnOnce(&mut WrittenAct)) -> Vec<u8> {
    let mut written = WrittenAct::decode(act).unwrap();
    change(&mut written);
    written.encode()
}

#[test]
pub(super) fn a_maker_cannot_do_what_needs_a_steward() {
    let (_, _, cleo) = three();
    let needs = ActRefusal::NeedsRole(Role::Steward);
    let invite = build::invite(cleo.person, TODAY, invited(80, Role::Maker, 1, None));
    assert_eq!(sneak(&cleo, &invite), needs);
    let grant = build::grant(cleo.person, TODAY, cleo.person, Role::Steward);
    assert_eq!(sneak(&cleo, &grant), needs);
}

#[test]
pub(super) fn a_role_counts_for_who_has_seen_that_it_was_given() {
    let (mut ana, _, mut cleo) = three();
    let invite = build::invite(cleo.person, TODAY, invited(80, Role::Maker, 1, None));
    // Cleo's program writes on what she knew before, and Ana has made her a steward by then.
    let unseen = cleo.forced(&invite);
    ana.grants(&cleo, Role::Steward);
    let needs = ActRefusal::NeedsRole(Role::Steward);
    assert_eq!(ana.charter.clone().admit_chunk(&unseen), Err(needs));
    cleo.meet(&ana);
    assert_eq!(cleo.charter.clone().admit_chunk(&unseen), Err(needs));
    let seen = cleo.forced(&invite);
    assert_eq!(ana.charter.admit_chunk(&seen), Ok(()));
}

#[test]
fn a_guest_cannot_declare_an_organisation() {
    let mut ana = Home::founder();
    let guests = ana.invite(50, Role::Guest, 1);
    let guest = Home::joined(2, &ana, &guests, "Gast");
    let id = (COMMONS, guest.key.device());
    let persons = vec![guest.person];
    let (_, act) =
        build::declare_organisation(id, guest.person, TODAY, [1; 16], "Acme", persons).unwrap();
    assert_eq!(sneak(&guest, &act), ActRefusal::NeedsRole(Role::Maker));
}

#[test]
pub(super) fn nobody_speaks_for_another() {
    let (ana, _, cleo) = three();
    let act = build::invite(ana.person, TODAY, invited(80, Role::Maker, 1, None));
    assert_eq!(sneak(&cleo, &act), ActRefusal::WrongSpeaker);
    let for_ana = invited(80, Role::Guest, 1, Some(ana.person));
    let act = build::invite(cleo.person, TODAY, for_ana);
    assert_eq!(sneak(&cleo, &act), ActRefusal::InvitationForAnother);
}

#[test]
pub(super) fn a_join_needs_its_invitation_seen_unused_and_its_key() {
    let mut ana = Home::founder();
    let before = ana.clone();
    let invitation = ana.invite(50, Role::Maker, 1);
    let mut ben = Home::new(2);
    ben.meet(&ana);
    let act = ben.join_act(&invitation, "Ben");
    // Built on a past in which the invitation does not stand.
    let mut early = Home::new(2);
    early.meet(&before);
    assert_eq!(sneak(&early, &act), ActRefusal::InvitationUnseen);
    let forged = Invitation {
        secret: [66; 32],
        ..invitation.clone()
    };
    let open = ben.charter.invitations().next().unwrap().id;
    let forged = build::join(&forged, open, &ben.device(), TODAY, "Ben").unwrap();
    assert_eq!(sneak(&ben, &forged), ActRefusal::JoinProof);
    ben.act(&act).unwrap();
    let mut late = Home::new(3);
    late.meet(&ben);
    let act = late.join_act(&invitation, "Late");
    assert_eq!(sneak(&late, &act), ActRefusal::InvitationUsedUp);
    // A join that somebody else signed is not mine.
    let mut thief = Home::new(4);
    thief.meet(&ana);
    let stolen = late.join_act(&invitation, "Late");
    assert_eq!(sneak(&thief, &stolen), ActRefusal::EndpointProof);
}

#[test]
pub(super) fn a_join_cannot_take_the_id_of_another() {
    let (ana, _, _) = three();
    let makers = ana.charter.write_invitation([51; 32], vec![]).unwrap();
    let for_ana = Invitation {
        for_person: Some(ana.person),
        ..makers
    };
    let mut thief = Home::new(4);
    thief.meet(&ana);
    let act = thief.join_act(&for_ana, "Ana");
    assert_eq!(sneak(&thief, &act), ActRefusal::PersonTaken);
}

#[test]
fn an_invitation_for_another_device_is_for_nobody_else() {
    let mut ana = Home::founder();
    let act = build::invite(
        ana.person,
        TODAY,
        invited(60, Role::Guest, 1, Some(ana.person)),
    );
    ana.act(&act).unwrap();
    let invitation = ana.charter.write_invitation([60; 32], vec![]).unwrap();
    let for_me = Invitation {
        for_person: None,
        ..invitation
    };
    let mut thief = Home::new(4);
    thief.meet(&ana);
    let act = thief.join_act(&for_me, "Mallory");
    assert_eq!(sneak(&thief, &act), ActRefusal::InvitationForAnother);
}

#[test]
fn a_copied_invitation_key_leads_nobody_astray() {
    let (mut ana, _, mut cleo) = three();
    let second = invited(60, Role::Guest, 1, Some(ana.person));
    ana.act(&build::invite(ana.person, TODAY, second)).unwrap();
    let for_ana = ana.charter.write_invitation([60; 32], vec![]).unwrap();
    let makers = ana.charter.write_invitation([51; 32], vec![]).unwrap();
    // Cleo names both keys again, in invitations to devices of her own.
    for secret in [51, 60] {
        let copied = invited(secret, Role::Guest, 99, Some(cleo.person));
        cleo.act(&build::invite(cleo.person, TODAY, copied))
            .unwrap();
    }
    ana.meet(&cleo);
    for (invitation, seed) in [(&makers, 11), (&for_ana, 12)] {
        let InvitationDoor::Open(act) = ana.charter.join_door(invitation, TODAY) else {
            panic!("the invitation is open");
        };
        let mut home = Home::new(seed);
        home.meet(&ana);
        let join = build::join(invitation, act, &home.device(), TODAY, "Eva").unwrap();
        home.act(&join).unwrap();
    }
    let again = ana.charter.write_invitation([51; 32], vec![]).unwrap();
    assert_eq!(again, makers);
    let door = ana.charter.invitation_door(makers.public(), TODAY);
    assert_eq!(door, ana.charter.join_door(&makers, TODAY));
}

#[test]
pub(super) fn only_an_older_device_of_the_same_person_vouches() {
    let (ana, ben, _) = three();
    let mut home = Home::new(7);
    home.meet(&ana);
    let by_ben = build::vouch(COMMONS, &ben.key, ana.person, &home.device(), TODAY).unwrap();
    assert_eq!(sneak(&home, &by_ben), ActRefusal::OlderDeviceUnknown);
    let own = DeviceKey::from_seed([77; 32]);
    let forged = build::vouch(COMMONS, &own, ana.person, &home.device(), TODAY).unwrap();
    assert_eq!(sneak(&home, &forged), ActRefusal::OlderDeviceUnknown);
    let forged = changed(&forged, |written| {
        let Act::DeviceVouched(act) = &mut written.act else {
            unreachable!("just built");
        };
        act.older = ana.key.device();
    });
    assert_eq!(sneak(&home, &forged), ActRefusal::VouchProof);
}

#[test]
pub(super) fn strangers_and_second_founders_have_no_say() {
    let (ana, ben, _) = three();
    let mut stranger = Home::new(9);
    stranger.meet(&ana);
    let act = build::grant(stranger.person, TODAY, stranger.person, Role::Steward);
    assert_eq!(sneak(&stranger, &act), ActRefusal::NotIntroduced);
    let policy = Policy::preset(Preset::Lenient);
    let new = NewCommons {
        nonce: [1; 16],
        name: "Mine",
        purpose: "",
        open: true,
        policy: &policy,
        person_name: "Mallory",
    };
    let founding = |home: &Home| build::found(COMMONS, &home.device(), TODAY, &new).unwrap();
    let act = founding(&stranger);
    assert_eq!(sneak(&stranger, &act), ActRefusal::NotTheFounder);
    let empty = Home::new(9);
    assert_eq!(sneak(&empty, &act), ActRefusal::NotTheFounder);
    assert_eq!(sneak(&ben, &founding(&ben)), ActRefusal::NotTheFounder);
    assert_eq!(sneak(&ana, &founding(&ana)), ActRefusal::NotTheFounder);
    let join = ben.join_act(
        &ana.charter.write_invitation([51; 32], vec![]).unwrap(),
        "Ben",
    );
    assert_eq!(sneak(&ben, &join), ActRefusal::AlreadyIntroduced);
}

/// Ana was removed, and founds the commons once more with her key: open, by other rules, as its very first act.
#[test]
pub(super) fn the_founders_key_founds_no_commons_a_second_time() {
    let (ana, mut ben, cleo) = three();
    ben.removes(&ana);
    let founding = |change: &dyn Fn(&mut Founding)| {
        let again = Home::new(1);
        let first = WrittenAct::decode(&found_by(&again)).unwrap();
        let Act::Founding(mut act) = first.act.clone() else {
            panic!("it founds");
        };
        change(&mut act);
        let act = Act::Founding(act);
        again.forced(&WrittenAct { act, ..first }.encode())
    };
    let other = |change: &dyn Fn(&mut Founding)| {
        let change = founding(change);
        for peer in [&ben, &cleo, &Home::new(9)] {
            let mut charter = peer.charter.clone();
            let refused = charter.admit_chunk(&change).unwrap_err();
            assert_eq!(refused, ActRefusal::OtherFounding);
            assert!(!refused.is_pending() && charter == peer.charter);
        }
    };
    other(&|act| act.open = true);
    other(&|act| act.rule_set = u16::MAX);
    other(&|act| act.policy = Policy::preset(Preset::Lenient).to_bytes());
    other(&|act| act.name = "Hof".into());
    other(&|act| act.purpose = "Mine".into());
    other(&|act| act.person_name = "Anna".into());
    other(&|act| act.device.label = "phone".into());
    other(&|act| act.device.replica = true);
    other(&|act| act.nonce = [2; 16]);
    // The same words stand, signed however often, and say and give nothing new.
    let device = ana.key.device();
    let (key, value) = (act_key(device, 1), found_by(&ana));
    let same = EntryChange {
        actor: device,
        seq: 1,
        start_op: 1,
        time_ms: NOW + 1,
        deps: vec![],
        key: &key,
        value: &value,
    };
    let mut charter = ben.charter.clone();
    charter.admit_chunk(&same.encode()).unwrap();
    assert_eq!(charter.acts().len(), ben.charter.acts().len() + 1);
    assert_eq!(charter.adopted_rules().len(), 1);
    assert!(!charter.is_open() && !charter.unknown_rules());
    assert!(!charter.person(ana.person).unwrap().is_member());
}

#[test]
fn an_organisation_is_its_own_peoples_business() {
    let (mut ana, ben, mut cleo) = three();
    let id = (COMMONS, ana.key.device());
    let (acme, act) =
        build::declare_organisation(id, ana.person, TODAY, [1; 16], "Acme", vec![ana.person])
            .unwrap();
    ana.act(&act).unwrap();
    let add = build::act_for(cleo.person, TODAY, acme, cleo.person);
    assert_eq!(sneak(&cleo, &add), ActRefusal::UnknownOrganisation);
    cleo.meet(&ana);
    assert_eq!(sneak(&cleo, &add), ActRefusal::NotActing);
    assert_eq!(sneak(&ana, &act), ActRefusal::OrganisationKnown);
    let nobody = build::act_for(ana.person, TODAY, acme, AgentId([9; 16]));
    assert_eq!(sneak(&ana, &nobody), ActRefusal::UnknownPerson);
    let nobody = build::grant(ben.person, TODAY, AgentId([9; 16]), Role::Maker);
    assert_eq!(sneak(&ben, &nobody), ActRefusal::UnknownPerson);
}

#[test]
pub(super) fn a_replica_writes_nothing() {
    let mut ana = Home::founder();
    let stewards = ana.invite(50, Role::Steward, 1);
    let mut box_in_the_cellar = Home::new(2);
    box_in_the_cellar.meet(&ana);
    let open = ana.charter.invitations().next().unwrap().id;
    let device = NewDevice {
        replica: true,
        ..box_in_the_cellar.device()
    };
    let act = build::join(&stewards, open, &device, TODAY, "Ana's box").unwrap();
    box_in_the_cellar.act(&act).unwrap();
    let home = box_in_the_cellar;
    let act = build::invite(home.person, TODAY, invited(80, Role::Maker, 1, None));
    assert_eq!(sneak(&home, &act), ActRefusal::ReplicaWrites);
    let charter = &home.charter;
    assert!(!charter.may_write(home.key.device(), crate::name::DocumentKind::Ledger));
    let mut new = Home::new(8);
    new.meet(&home);
    let act = build::vouch(COMMONS, &home.key, home.person, &new.device(), TODAY).unwrap();
    assert_eq!(sneak(&new, &act), ActRefusal::ReplicaWrites);
}

#[test]
pub(super) fn names_that_deceive_and_bodies_beyond_their_limits_are_refused() {
    let mut ana = Home::founder();
    let makers = ana.invite(50, Role::Maker, 9);
    let mut ben = Home::new(2);
    ben.meet(&ana);
    let act = ben.join_act(&makers, "Ben");
    let named = |name: &str| {
        changed(&act, |written| {
            let Act::Joined(act) = &mut written.act else {
                unreachable!("just built");
            };
            act.person_name = name.into();
        })
    };
    let refused = |problem| ActRefusal::Unreadable(ActError::Name(problem));
    let say = |name: &str| sneak(&ben, &named(name));
    assert_eq!(say(&"B".repeat(121)), refused(NameProblem::TooLong));
    assert_eq!(say("Be\u{202e}n"), refused(NameProblem::Invisible));
    assert_eq!(say(""), refused(NameProblem::Empty));
    assert_eq!(say("Zoe\u{308}"), refused(NameProblem::NotExact));
    let no_use = build::invite(ana.person, TODAY, invited(80, Role::Maker, 0, None));
    let limit = ActRefusal::Unreadable(ActError::Limit);
    assert_eq!(sneak(&ana, &no_use), limit);
    let many = vec![ana.person; 65];
    let id = (COMMONS, ana.key.device());
    let (_, act) =
        build::declare_organisation(id, ana.person, TODAY, [1; 16], "Acme", many).unwrap();
    assert_eq!(sneak(&ana, &act), limit);
}

#[test]
fn an_act_waits_for_what_it_builds_on_and_stands_in_its_one_form() {
    let (ana, _, _) = three();
    let mut empty = Charter::empty(COMMONS, ana.charter.document());
    let refusal = empty.admit_chunk(&ana.log[1]).unwrap_err();
    assert_eq!(refusal, ActRefusal::PastMissing);
    assert!(refusal.is_pending());
    let mut damaged = ana.log[0].clone();
    damaged[60] ^= 1;
    assert_eq!(empty.admit_chunk(&damaged), Err(ActRefusal::NotAnAct));
    assert_eq!(empty, Charter::empty(COMMONS, ana.charter.document()));
    assert_eq!(empty.heads(), Vec::<ChangeHash>::new());
}

#[test]
fn endings_name_what_their_authors_have_seen_and_are_in_order() {
    let (ana, ben, cleo) = three();
    let nobody = AgentId([9; 16]);
    let none = WhatStays::new();
    let end = |person, role| build::end_role(ana.by(), (person, role), &none, "");
    let never = ActRefusal::RoleNotHeld(Role::Treasurer);
    assert_eq!(sneak(&ana, &end(cleo.person, Role::Treasurer)), never);
    assert_eq!(
        sneak(&ana, &end(cleo.person, Role::Guest)),
        ActRefusal::GuestStays
    );
    let remove = |person| build::remove_person(ana.by(), person, &none, "");
    assert_eq!(sneak(&ana, &remove(nobody)), ActRefusal::UnknownPerson);
    assert_eq!(
        sneak(&ana, &remove(ana.person)),
        ActRefusal::RemovesThemself
    );
    let by_maker = build::remove_person(cleo.by(), ben.person, &none, "");
    assert_eq!(
        sneak(&cleo, &by_maker),
        ActRefusal::NeedsRole(Role::Steward)
    );
    let acting = build::end_acting_for(ana.by(), AgentId([6; 16]), cleo.person, &none);
    assert_eq!(sneak(&ana, &acting), ActRefusal::UnknownOrganisation);
    let place = DocumentName::new(crate::name::DocumentKind::Place, ana.key.device(), [1; 16]);
    let keeping = build::end_keeping(ana.by(), place, cleo.person, &none);
    assert_eq!(sneak(&ana, &keeping), ActRefusal::NeverKept);
    let two = [
        (cleo.key.device(), Default::default()),
        (ben.key.device(), Default::default()),
    ];
    let act = build::remove_person(ana.by(), cleo.person, &two.into(), "");
    let unordered = changed(&act, |written| {
        if let Act::PersonRemoved(act) = &mut written.act {
            act.stays.reverse();
        }
    });
    assert_eq!(
        sneak(&ana, &unordered),
        ActRefusal::Unreadable(ActError::Order)
    );
    let reason = |text: &str| {
        changed(&act, |written| {
            if let Act::PersonRemoved(act) = &mut written.act {
                act.reason = text.into();
            }
        })
    };
    let refused = ActRefusal::Unreadable(ActError::Reason);
    assert_eq!(sneak(&ana, &reason("a\u{202e}b")), refused);
    assert_eq!(sneak(&ana, &reason(&"a".repeat(1025))), refused);
}

#[test]
fn no_changed_act_gives_anybody_a_right() {
    let (mut ana, ben, cleo) = three();
    let grant = ana.grants(&ben, Role::Treasurer);
    let mut cleo = cleo;
    cleo.meet(&ana);
    let none = WhatStays::new();
    let place = (COMMONS, cleo.key.device());
    let acting = vec![cleo.person];
    let acts = [
        build::grant(ana.person, TODAY, cleo.person, Role::Steward),
        build::grant(cleo.person, TODAY, cleo.person, Role::Steward),
        build::invite(cleo.person, TODAY, invited(51, Role::Steward, 3, None)),
        build::end_role(cleo.by(), (ana.person, Role::Steward), &none, ""),
        build::end_role(cleo.by(), (cleo.person, Role::Maker), &none, ""),
        build::co_sign(cleo.person, TODAY, grant),
        build::declare_organisation(place, cleo.person, TODAY, [1; 16], "Acme", acting)
            .unwrap()
            .1,
    ];
    let may = |charter: &Charter, person| charter.roles(person);
    let before = [&ana, &ben].map(|home| may(&cleo.charter, home.person));
    let (mut stood, mut tried) = (0, 0);
    for act in &acts {
        for at in 0..act.len() {
            for byte in [0, 1, 2, 3, 5, 9, 0x18, 0x50, 0xff] {
                let mut bytes = act.clone();
                bytes[at] = byte;
                let mut home = cleo.clone();
                tried += 1;
                stood += u32::from(home.insists(&bytes).is_ok());
                assert_eq!(
                    [&ana, &ben].map(|one| may(&home.charter, one.person)),
                    before
                );
                let own = may(&home.charter, cleo.person);
                assert!(own.is_subset(&may(&cleo.charter, cleo.person)), "{bytes:?}");
            }
        }
    }
    // Some are acts of kinds that nobody knows yet, or say something harmless.
    assert!(stood > 0 && stood < tried / 2, "{stood} of {tried}");
}

#[test]
fn no_bytes_make_the_judge_panic() {
    let (ana, _, _) = three();
    let act = build::grant(ana.person, TODAY, ana.person, Role::Maker);
    for at in 0..act.len() {
        for byte in [0, 0x1f, 0x7f, 0x9f, 0xa6, 0xff] {
            let mut bytes = act.clone();
            bytes[at] = byte;
            let _ = ana.write(&bytes);
        }
        assert!(ana.write(&act[..at]).is_err());
    }
}
