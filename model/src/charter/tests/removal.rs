//! Who is removed, leaves or loses a role: what ends, what stays, and who decides.

use super::corpus::assert_eq;
use super::*;
use crate::charter::act::{Act, WrittenAct};
use crate::id::DocumentId;
use crate::name::{DocumentKind, DocumentName};

fn design(nonce: u8) -> DocumentId {
    DocumentName::new(
        DocumentKind::Design,
        DeviceKey::from_seed([3; 32]).device(),
        [nonce; 16],
    )
    .id(COMMONS)
}

fn ledger(home: &Home, number: u64) -> DocumentId {
    DocumentName::ledger(home.key.device(), number).id(COMMONS)
}

/// What stays of one device.
fn stays(home: &Home, documents: &[(DocumentId, u64)]) -> WhatStays {
    [(home.key.device(), documents.iter().copied().collect())].into()
}

/// Ana, Ben and Cleo, all stewards.
fn three_stewards() -> (Home, Home, Home) {
    let (mut ana, mut ben, mut cleo) = three();
    ana.grants(&cleo, Role::Steward);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    (ana, ben, cleo)
}

#[test]
fn a_removed_maker_is_no_member_and_keeps_the_name_and_the_work_that_stays() {
    let (mut ana, _, cleo) = three();
    let device = cleo.key.device();
    let kept = stays(&cleo, &[(design(1), 7), (ledger(&cleo, 0), 40)]);
    let act = build::remove_person(ana.by(), cleo.person, &kept, "sold the drill");
    let removal = ana.act(&act).unwrap();
    let back = build::grant(ana.person, TODAY, cleo.person, Role::Maker);
    assert_eq!(ana.write(&back), Err(ActRefusal::NoMember));
    let charter = &ana.charter;
    assert!(!ana.is_member(&cleo));
    assert_eq!(charter.persons().count(), 2);
    assert_eq!(charter.display_name(cleo.person), Some("Cleo".into()));
    assert_eq!(
        charter.person(cleo.person).unwrap().out,
        Some(OutOfEffect::Removed(removal))
    );
    assert_eq!(
        charter.device(device).unwrap().out,
        Some(OutOfEffect::Removed(removal))
    );
    assert!(!charter.endpoint_is_member(cleo.endpoint.endpoint()));
    assert!(!charter.may_write(device, DocumentKind::Design));
    // What she wrote is judged as before, and lies within what stays, or beyond it.
    assert!(charter.could_write(device, DocumentKind::Design));
    let limit = |kind, document| charter.stays(device, kind, document);
    assert_eq!(limit(DocumentKind::Design, design(1)), Some(7));
    assert_eq!(limit(DocumentKind::Ledger, ledger(&cleo, 0)), Some(40));
    assert_eq!(limit(DocumentKind::Design, design(2)), Some(0));
    assert!(charter.counts_as(Role::Maker, device, ledger(&cleo, 0), 40));
    assert!(!charter.counts_as(Role::Maker, device, ledger(&cleo, 0), 41));
    assert!(charter.ever_had(Role::Maker).contains(&cleo.person));
    assert_eq!(
        charter.stays(ana.key.device(), DocumentKind::Design, design(1)),
        None
    );
}

#[test]
fn several_acts_name_what_stays_and_the_smallest_number_holds() {
    let (mut ana, mut ben, cleo) = three();
    let remove = |home: &mut Home, documents: &[(DocumentId, u64)]| {
        let act = build::remove_person(home.by(), cleo.person, &stays(&cleo, documents), "");
        home.act(&act).unwrap()
    };
    remove(&mut ana, &[(design(1), 7), (design(2), 3)]);
    remove(&mut ana, &[(design(3), 5)]);
    remove(&mut ben, &[(design(2), 2)]);
    ana.meet_both(&mut ben);
    for home in [&ana, &ben] {
        let limit = |document| {
            let kind = DocumentKind::Design;
            home.charter.stays(cleo.key.device(), kind, document)
        };
        assert_eq!(limit(design(1)), Some(7));
        assert_eq!(limit(design(2)), Some(2));
        assert_eq!(limit(design(3)), Some(5));
        assert_eq!(limit(design(4)), Some(0));
    }
}

#[test]
fn an_ended_role_names_what_stays_of_it_and_leaves_the_others() {
    let (mut ana, mut ben, mut cleo) = three();
    ana.grants(&ben, Role::Maker);
    let kept = stays(&ben, &[(ledger(&ben, 0), 12)]);
    let act = build::end_role(ana.by(), (ben.person, Role::Steward), &kept, "");
    let ended = ana.act(&act).unwrap();
    let (charter, device) = (&ana.charter, ben.key.device());
    assert_eq!(charter.roles(ben.person), [Role::Maker].into());
    let document = ledger(&ben, 0);
    assert!(charter.counts_as(Role::Steward, device, document, 12));
    assert!(!charter.counts_as(Role::Steward, device, document, 13));
    assert!(charter.counts_as(Role::Maker, device, document, 13));
    assert_eq!(charter.stays(device, DocumentKind::Ledger, document), None);
    assert_eq!(
        charter.stays(device, DocumentKind::Commons, design(1)),
        Some(0)
    );
    // Ben has not heard of it and invites: that stands, without effect, until he is a steward again.
    let invitation = build::invite(ben.person, TODAY, invited(80, Role::Maker, 1, None));
    let invitation = ben.act(&invitation).unwrap();
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    for home in [&ana, &ben, &cleo] {
        assert_eq!(
            home.charter.why_out(invitation),
            Some(OutOfEffect::RightEnded(ended))
        );
    }
    let again = build::invite(ben.person, TODAY, invited(81, Role::Maker, 1, None));
    let refusal = ActRefusal::NoEffect(OutOfEffect::RightEnded(ended));
    assert_eq!(ben.write(&again), Err(refusal));
    ana.grants(&ben, Role::Steward);
    ben.meet(&ana);
    assert_eq!(
        ben.charter.why_out(invitation),
        Some(OutOfEffect::RightEnded(ended))
    );
    ben.act(&again).unwrap();
}

#[test]
fn a_grant_that_had_not_seen_the_end_of_a_role_does_not_bring_it_back() {
    let (mut ana, mut ben, cleo) = three();
    let none = WhatStays::new();
    let end = build::end_role(ana.by(), (cleo.person, Role::Maker), &none, "");
    ana.act(&end).unwrap();
    let stale = ben.grants(&cleo, Role::Maker);
    ana.meet_both(&mut ben);
    assert!(!ana.charter.has_role(cleo.person, Role::Maker));
    assert_eq!(ana.charter.why_out(stale), None);
    ben.grants(&cleo, Role::Maker);
    assert!(ben.charter.has_role(cleo.person, Role::Maker));
    // Whoever has no role left is still a member, and reads.
    assert!(ana.charter.has_role(cleo.person, Role::Guest) && ana.is_member(&cleo));
}

#[test]
fn of_two_stewards_who_remove_each_other_the_senior_stays() {
    let (mut ana, mut ben, mut cleo) = three();
    ana.removes(&ben);
    let void = ben.removes(&ana);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    for home in [&ana, &ben, &cleo] {
        assert!(home.is_steward(&ana) && !home.is_member(&ben));
        let why = home.charter.why_out(void).unwrap();
        assert!(matches!(why, OutOfEffect::Removed(_)), "{why}");
    }
    assert_eq!(cleo.charter, ana.charter);
}

#[test]
pub(super) fn the_last_steward_cannot_go_however_they_try() {
    let (mut ana, mut ben, mut cleo) = three();
    let alone = Home::founder();
    let none = WhatStays::new();
    let leave = |home: &Home| build::leave(home.by(), &none, true);
    let lay_down =
        |home: &Home| build::end_role(home.by(), (home.person, Role::Steward), &none, "");
    assert_eq!(alone.write(&leave(&alone)), Err(ActRefusal::LastSteward));
    assert_eq!(alone.write(&lay_down(&alone)), Err(ActRefusal::LastSteward));
    assert_eq!(
        alone.clone().insists(&leave(&alone)),
        Err(ActRefusal::LastSteward)
    );
    // Both leave, each while the other is there: the senior's act is taken first.
    let left = ana.act(&leave(&ana)).unwrap();
    let stays = ben.act(&leave(&ben)).unwrap();
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    for home in [&ana, &ben, &cleo] {
        assert!(home.is_steward(&ben) && !home.is_member(&ana));
        assert_eq!(home.charter.why_out(stays), Some(OutOfEffect::LastSteward));
        assert_eq!(
            home.charter.person(ana.person).unwrap().out,
            Some(OutOfEffect::Left(left))
        );
    }
    assert_eq!(ben.write(&leave(&ben)), Err(ActRefusal::LastSteward));
    // With a second steward he may. His first try stays void: it would undo Cleo's role as well.
    ben.grants(&cleo, Role::Steward);
    assert!(ben.is_member(&ben));
    ben.act(&leave(&ben)).unwrap();
    assert!(!ben.is_member(&ben) && ben.is_steward(&cleo));
}

#[test]
fn who_leaves_takes_nothing_away_and_adds_nothing() {
    let (ana, _, mut cleo) = three();
    let (device, document) = (cleo.key.device(), ledger(&cleo, 0));
    let named = stays(&cleo, &[(document, 900)]);
    // There was no room for the design in one act.
    let part = stays(&cleo, &[(design(1), 4)]);
    cleo.act(&build::leave(cleo.by(), &part, false)).unwrap();
    assert!(cleo.is_member(&cleo));
    cleo.act(&build::leave(cleo.by(), &named, true)).unwrap();
    let charter = &cleo.charter;
    assert!(!charter.endpoint_is_member(cleo.endpoint.endpoint()));
    let limit = |kind, document| charter.stays(device, kind, document);
    assert_eq!(limit(DocumentKind::Ledger, document), Some(900));
    assert_eq!(limit(DocumentKind::Design, design(1)), Some(4));
    assert_eq!(limit(DocumentKind::Design, design(2)), Some(0));
    assert!(charter.counts_as(Role::Maker, device, document, 900));
    assert!(!charter.counts_as(Role::Maker, device, document, 901));
    let again = build::leave(cleo.by(), &named, true);
    assert!(matches!(
        cleo.write(&again),
        Err(ActRefusal::NoEffect(OutOfEffect::Left(_)))
    ));
    assert!(
        cleo.charter
            .devices_at(ana.endpoint.endpoint())
            .next()
            .is_some()
    );
}

/// Ben leaves with a changed program, which names more than there is, and writes an act that only a newer program knows.
#[test]
fn who_has_left_can_be_removed_all_the_same() {
    let (mut ana, mut ben, cleo) = three();
    let (device, document) = (ben.key.device(), ledger(&ben, 0));
    let act = Act::Unknown(999);
    let (by, day) = ben.by();
    ben.act(&WrittenAct { by, day, act }.encode()).unwrap();
    let all = stays(&ben, &[(document, 999_999)]);
    ben.act(&build::leave(ben.by(), &all, true)).unwrap();
    ana.meet(&ben);
    let limit = |home: &Home| home.charter.stays(device, DocumentKind::Ledger, document);
    assert_eq!(limit(&ana), Some(999_999));
    assert!(ana.charter.unknown_rules());
    let charter = ana.charter.document();
    let named = stays(&ben, &[(document, 3), (charter, 1)]);
    let mut other = cleo;
    other.meet(&ana);
    let removal = build::remove_person(ana.by(), ben.person, &named, "");
    ana.act(&removal).unwrap();
    other.meet(&ana);
    for home in [&ana, &other] {
        assert_eq!(limit(home), Some(3));
        assert!(!home.charter.unknown_rules());
        // Nothing else of what is named otherwise stays either.
        let design = home.charter.stays(device, DocumentKind::Design, design(1));
        assert_eq!(design, Some(0));
    }
}

#[test]
pub(super) fn from_three_stewards_on_removing_one_needs_two() {
    let (mut ana, mut ben, mut cleo) = three_stewards();
    let removal = ana.removes(&cleo);
    assert!(ana.is_steward(&cleo));
    let waits = OutOfEffect::Waits { have: 1, needed: 2 };
    assert_eq!(ana.charter.why_out(removal), Some(waits));
    let waiting = ana.charter.waiting();
    assert_eq!((waiting[0].act, waiting[0].more), (removal, 1));
    assert_eq!(waiting[0].signers, [ana.person].into());
    assert_eq!(waiting[0].could, [ben.person, cleo.person].into());
    ben.meet(&ana);
    ben.co_signs(removal);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    for home in [&ana, &ben, &cleo] {
        assert!(!home.is_member(&cleo) && home.charter.waiting().is_empty());
    }
    // Of the two that are left one is enough.
    ana.removes(&ben);
    assert!(!ana.is_member(&ben));
}

#[test]
fn a_steward_appointed_for_it_does_not_help_to_remove_another() {
    let (mut ana, mut ben, mut cleo) = three_stewards();
    let makers = ana.charter.write_invitation([51; 32], vec![]).unwrap();
    let mut sock = Home::joined(20, &ben, &makers, "Sock");
    ben.meet(&sock);
    let removal = ben.removes(&cleo);
    ben.grants(&sock, Role::Steward);
    sock.meet(&ben);
    sock.co_signs(removal);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut sock]);
    assert!(ana.is_steward(&cleo));
    let waits = OutOfEffect::Waits { have: 1, needed: 2 };
    assert_eq!(ana.charter.why_out(removal), Some(waits));
}

#[test]
fn two_stewards_long_ago_do_not_make_one_signature_enough_today() {
    let (mut ana, mut ben, mut cleo) = three();
    let then = ben.clone();
    ana.grants(&cleo, Role::Steward);
    // Ben pretends not to have heard of Cleo's role.
    let mut old_branch = then;
    let removal = old_branch.removes(&ana);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut old_branch]);
    assert!(ana.is_steward(&ana));
    let waits = OutOfEffect::Waits { have: 1, needed: 2 };
    assert_eq!(cleo.charter.why_out(removal), Some(waits));
}

#[test]
pub(super) fn what_a_removed_steward_gives_away_on_an_old_branch_counts_for_nothing() {
    let (mut ana, mut ben, mut cleo) = three();
    let makers = ana.charter.write_invitation([51; 32], vec![]).unwrap();
    let mut one = Home::joined(20, &ana, &makers, "One");
    let mut two = Home::joined(21, &ana, &makers, "Two");
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut one, &mut two]);
    let removal = ana.removes(&ben);
    // Ben knows, and goes on where he had not heard of it; his friends pass the role on.
    let first = ben.grants(&one, Role::Steward);
    one.meet(&ben);
    let second = one.grants(&two, Role::Steward);
    two.meet(&one);
    let void = two.removes(&ana);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut one, &mut two]);
    for home in [&ana, &ben, &cleo, &one, &two] {
        assert_eq!(home.charter.stewards().count(), 1);
        let why = |act| home.charter.why_out(act).unwrap();
        assert_eq!(why(first), OutOfEffect::Removed(removal));
        assert_eq!(why(second), OutOfEffect::Baseless);
        assert_eq!(why(void), OutOfEffect::Baseless);
        assert!(home.is_member(&one) && home.is_member(&two));
    }
}

#[test]
fn what_the_removal_had_seen_stays_unless_it_names_a_smaller_number() {
    let (mut ana, mut ben, mut cleo) = three();
    let makers = ana.charter.write_invitation([51; 32], vec![]).unwrap();
    let dev = Home::joined(20, &ben, &makers, "Dev");
    ben.meet(&dev);
    let early = ben.grants(&dev, Role::Treasurer);
    let late = ben.grants(&cleo, Role::Treasurer);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    let mut mild = ana.clone();
    mild.removes(&ben);
    assert!(!mild.is_member(&ben));
    assert_eq!(
        (mild.charter.why_out(early), mild.charter.why_out(late)),
        (None, None)
    );
    // In the strict one Ben's third act and what came after it were a thief's.
    let charter = ana.charter.document();
    let strict = build::remove_person(ana.by(), ben.person, &stays(&ben, &[(charter, 2)]), "");
    let removal = ana.act(&strict).unwrap();
    let has_role = |home: &Home| ana.charter.has_role(home.person, Role::Treasurer);
    assert!(has_role(&dev) && !has_role(&cleo) && !ana.is_member(&ben));
    assert_eq!(ana.charter.why_out(early), None);
    assert_eq!(
        ana.charter.why_out(late),
        Some(OutOfEffect::Removed(removal))
    );
}

#[test]
fn a_steward_admits_a_named_act_again() {
    let (mut ana, mut ben, mut cleo) = three();
    ana.removes(&ben);
    let grant = ben.grants(&cleo, Role::Treasurer);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    assert!(!ana.charter.has_role(cleo.person, Role::Treasurer));
    let record = ana.charter.act(grant).unwrap();
    let named = (record.device, record.seq, record.hash);
    let charter = ana.charter.document();
    let act = build::readmit(ana.person, TODAY, charter, named);
    let by_maker = build::readmit(cleo.person, TODAY, charter, named);
    assert_eq!(
        cleo.write(&by_maker),
        Err(ActRefusal::NeedsRole(Role::Steward))
    );
    ana.act(&act).unwrap();
    assert!(ana.charter.has_role(cleo.person, Role::Treasurer));
    assert!(!ana.is_member(&ben));
}

#[test]
fn a_change_of_a_design_is_admitted_again_by_its_name() {
    let (mut ana, _, cleo) = three();
    let device = cleo.key.device();
    ana.removes(&cleo);
    let change = crate::id::ChangeHash([7; 32]);
    let counts = |home: &Home, seq| {
        home.charter
            .counts(device, DocumentKind::Design, design(1), seq)
    };
    assert!(!counts(&ana, 8));
    let act = build::readmit(ana.person, TODAY, design(1), (device, 8, change));
    ana.act(&act).unwrap();
    assert!(counts(&ana, 8) && !counts(&ana, 7) && !counts(&ana, 9));
    let named: Vec<_> = ana.charter.readmitted(design(1)).collect();
    assert_eq!(named, [(device, 8, change)]);
}

#[test]
fn who_acts_for_an_organisation_no_more_spoke_for_it_before() {
    let (mut ana, _, mut cleo) = three();
    let place = (COMMONS, cleo.key.device());
    let acting = vec![cleo.person];
    let (acme, act) =
        build::declare_organisation(place, cleo.person, TODAY, [5; 16], "Acme", acting).unwrap();
    cleo.act(&act).unwrap();
    ana.meet(&cleo);
    let kept = stays(&cleo, &[(ledger(&cleo, 0), 3)]);
    let end = build::end_acting_for(ana.by(), acme, cleo.person, &kept);
    ana.act(&end).unwrap();
    let charter = &ana.charter;
    let organisation = charter.organisation(acme).unwrap();
    assert!(organisation.acting.is_empty() && organisation.acted.contains_key(&cleo.person));
    let spoke = |seq| charter.spoke_for(acme, cleo.key.device(), ledger(&cleo, 0), seq);
    assert!(spoke(3) && !spoke(4));
    cleo.meet(&ana);
    let add = build::act_for(cleo.person, TODAY, acme, ana.person);
    assert!(matches!(cleo.write(&add), Err(ActRefusal::NoEffect(_))));
}

#[test]
fn a_place_has_keepers_of_its_own() {
    let (mut ana, mut ben, mut cleo) = three();
    let place = DocumentName::new(DocumentKind::Place, cleo.key.device(), [1; 16]);
    let id = place.id(COMMONS);
    let name = |home: &Home, person: &Home| build::keep(home.person, TODAY, place, person.person);
    let makers = ana.charter.write_invitation([51; 32], vec![]).unwrap();
    let dev = Home::joined(20, &ana, &makers, "Dev");
    assert_eq!(dev.write(&name(&dev, &dev)), Err(ActRefusal::NotKeeper));
    // Cleo made it; whom she names may name others.
    cleo.meet(&dev);
    cleo.act(&name(&cleo, &dev)).unwrap();
    let mut dev = dev;
    dev.meet(&cleo);
    dev.act(&name(&dev, &cleo)).unwrap();
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut dev]);
    assert_eq!(ben.charter.keepers(id).count(), 2);
    let end = build::end_keeping(ben.by(), place, dev.person, &WhatStays::new());
    ben.act(&end).unwrap();
    assert_eq!(ben.charter.keepers(id).collect::<Vec<_>>(), [cleo.person]);
    let no_place = DocumentName::new(DocumentKind::Design, cleo.key.device(), [1; 16]);
    let act = build::keep(ana.person, TODAY, no_place, ana.person);
    assert_eq!(ana.write(&act), Err(ActRefusal::NotAPlace));
}

#[test]
fn the_page_of_who_may_do_what_names_the_acts() {
    use crate::charter::Held;
    let (mut ana, _, cleo) = three();
    let grant = ana.grants(&cleo, Role::Treasurer);
    let holdings = ana.charter.holdings();
    let of = |person: AgentId| {
        let own = holdings
            .iter()
            .filter(move |holding| holding.person == person);
        own.map(|holding| (holding.held, holding.act))
            .collect::<Vec<_>>()
    };
    let joined = ana.charter.person(cleo.person).unwrap().act;
    let expected = [
        (Held::Role(Role::Maker), joined),
        (Held::Role(Role::Treasurer), grant),
    ];
    assert_eq!(of(cleo.person), expected);
    let founding = ana.charter.foundation().unwrap().act;
    assert_eq!(of(ana.person), [(Held::Role(Role::Steward), founding)]);
}
