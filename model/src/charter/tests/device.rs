//! Devices that are retired, stolen, lost and replaced.

use super::*;
use crate::id::DocumentId;
use crate::name::{DocumentKind, DocumentName};
use std::collections::BTreeMap;

/// A further device of a person, on the word of an older one.
pub(super) fn second(owner: &Home, seed: u8) -> Home {
    let mut home = Home::new(seed);
    home.meet(owner);
    let act = build::vouch(COMMONS, &owner.key, owner.person, &home.device(), TODAY).unwrap();
    home.act(&act).unwrap();
    home.person = owner.person;
    home
}

fn retire(home: &Home, device: &Home, stays: Option<&BTreeMap<DocumentId, u64>>) -> Vec<u8> {
    build::retire_device(home.by(), device.key.device(), stays, "lost on the train")
}

fn design() -> DocumentId {
    DocumentName::new(
        DocumentKind::Design,
        DeviceKey::from_seed([3; 32]).device(),
        [1; 16],
    )
    .id(COMMONS)
}

#[test]
fn a_replaced_device_writes_no_more_and_all_that_it_wrote_stays() {
    let (mut ana, _, mut cleo) = three();
    let phone = second(&cleo, 20);
    cleo.meet(&phone);
    let act = retire(&cleo, &phone, None);
    let retired = cleo.act(&act).unwrap();
    ana.meet(&cleo);
    let (charter, device) = (&ana.charter, phone.key.device());
    assert_eq!(
        charter.device(device).unwrap().out,
        Some(OutOfEffect::Retired(retired))
    );
    assert_eq!(
        charter.person(cleo.person).unwrap().devices,
        [cleo.key.device()].into()
    );
    assert!(!charter.may_write(device, DocumentKind::Design));
    assert!(!charter.endpoint_is_member(phone.endpoint.endpoint()));
    assert_eq!(charter.stays(device, DocumentKind::Design, design()), None);
    assert!(ana.is_member(&cleo));
}

#[test]
fn of_a_stolen_device_what_is_named_stays_and_nothing_else() {
    let (mut ana, mut ben, mut cleo) = three();
    let phone = second(&cleo, 20);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut phone.clone()]);
    // The thief vouches for a device of their own, apart from all that is known.
    let mut thief = second(&phone, 21);
    let organisation = {
        let place = (COMMONS, thief.key.device());
        let acting = vec![thief.person];
        build::declare_organisation(place, thief.person, TODAY, [1; 16], "Acme", acting).unwrap()
    };
    let declared = thief.act(&organisation.1).unwrap();
    let named = [(design(), 7)].into();
    let act = retire(&cleo, &phone, Some(&named));
    let retired = cleo.act(&act).unwrap();
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut thief]);
    for home in [&ana, &ben, &cleo, &thief] {
        let charter = &home.charter;
        let limit =
            |device: &Home| charter.stays(device.key.device(), DocumentKind::Design, design());
        assert_eq!(
            (limit(&phone), limit(&thief), limit(&cleo)),
            (Some(7), Some(0), None)
        );
        let out = charter.device(thief.key.device()).unwrap().out;
        assert_eq!(out, Some(OutOfEffect::VoucherEnded(retired)));
        assert_eq!(charter.why_out(declared), Some(OutOfEffect::Baseless));
        assert!(charter.organisation(organisation.0).unwrap().out.is_some());
        assert_eq!(charter.organisations().count(), 0);
    }
}

#[test]
fn of_two_devices_that_retire_each_other_the_older_one_stays() {
    let (mut ana, mut ben, mut cleo) = three();
    let mut phone = second(&cleo, 20);
    cleo.meet(&phone);
    cleo.act(&retire(&cleo, &phone, Some(&BTreeMap::new())))
        .unwrap();
    phone
        .act(&retire(&phone, &cleo, Some(&BTreeMap::new())))
        .unwrap();
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut phone]);
    for home in [&ana, &ben, &cleo, &phone] {
        let charter = &home.charter;
        assert!(charter.device(cleo.key.device()).unwrap().out.is_none());
        assert!(charter.device(phone.key.device()).unwrap().out.is_some());
    }
}

#[test]
fn who_may_retire_which_device() {
    let (ana, ben, cleo) = three();
    let itself = retire(&cleo, &cleo, None);
    assert_eq!(cleo.write(&itself), Err(ActRefusal::RetiresItself));
    let of_another = retire(&cleo, &ana, None);
    assert_eq!(
        cleo.write(&of_another),
        Err(ActRefusal::NeedsRole(Role::Steward))
    );
    let unknown = retire(&ana, &Home::new(40), None);
    assert_eq!(ana.write(&unknown), Err(ActRefusal::UnknownDevice));
    assert!(ben.write(&retire(&ben, &cleo, None)).is_ok());
    // Taking a steward's devices away is removing a steward.
    let mut third = ana.clone();
    third.grants(&cleo, Role::Steward);
    let mut ben = ben;
    ben.meet(&third);
    let act = ben.act(&retire(&ben, &ana, None)).unwrap();
    let waits = OutOfEffect::Waits { have: 1, needed: 2 };
    assert_eq!(ben.charter.why_out(act), Some(waits));
}

#[test]
fn two_stewards_bring_back_a_person_without_a_device() {
    let (mut ana, mut ben, mut cleo) = three();
    let mut new = Home::new(20);
    let request = build::recovery_request(COMMONS, cleo.person, &new.device(), &new.key).unwrap();
    let recovery = ana
        .act(&build::recover(ana.person, TODAY, request))
        .unwrap();
    let device = new.key.device();
    let waits = OutOfEffect::Waits { have: 1, needed: 2 };
    assert_eq!(ana.charter.device(device).unwrap().out, Some(waits));
    assert!(!ana.charter.endpoint_is_member(new.endpoint.endpoint()));
    assert_eq!(
        ana.charter.stays(device, DocumentKind::Design, design()),
        Some(0)
    );
    assert_eq!(ana.charter.waiting()[0].could, [ben.person].into());
    ben.meet(&ana);
    ben.co_signs(recovery);
    new.meet(&ben);
    assert!(ben.charter.endpoint_is_member(new.endpoint.endpoint()));
    assert_eq!(
        ben.charter.stays(device, DocumentKind::Design, design()),
        None
    );
    // The new device writes its first act, which introduces nobody, and retires the lost one.
    new.person = cleo.person;
    new.act(&retire(&new, &cleo, Some(&BTreeMap::new())))
        .unwrap();
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut new]);
    for home in [&ana, &ben, &new] {
        let person = home.charter.person(cleo.person).unwrap();
        assert_eq!(person.devices, [device].into());
        assert!(person.is_member() && home.charter.has_role(cleo.person, Role::Maker));
    }
}

#[test]
fn one_steward_and_two_members_bring_back_another_steward() {
    let (mut ana, mut ben, mut cleo) = three();
    let makers = ana.charter.write_invitation([51; 32], vec![]).unwrap();
    let mut dev = Home::joined(21, &ana, &makers, "Dev");
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut dev]);
    let new = Home::new(20);
    let request = || build::recovery_request(COMMONS, ana.person, &new.device(), &new.key).unwrap();
    // A member may begin it, but not Ana herself, and nobody signs in her name.
    let own = build::recover(ana.person, TODAY, request());
    assert_eq!(ana.write(&own), Err(ActRefusal::RecoversThemself));
    let recovery = cleo
        .act(&build::recover(cleo.person, TODAY, request()))
        .unwrap();
    for home in [&mut ana, &mut ben, &mut dev] {
        home.meet(&cleo);
    }
    let by_ana = build::co_sign(ana.person, TODAY, recovery);
    assert_eq!(ana.write(&by_ana), Err(ActRefusal::RecoversThemself));
    dev.co_signs(recovery);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut dev]);
    assert!(ana.charter.why_out(recovery).is_some());
    ben.co_signs(recovery);
    assert_eq!(ben.charter.why_out(recovery), None);
    assert_eq!(ben.charter.person(ana.person).unwrap().devices.len(), 2);
}

#[test]
fn nobody_brings_back_a_steward_who_is_alone() {
    let ana = Home::founder();
    assert!(!ana.charter.recovery_help(ana.person).is_enough());
    let (ana, _, _) = three();
    let help = ana.charter.recovery_help(ana.person);
    assert!(
        !help.is_enough(),
        "one steward and one member are not enough"
    );
    assert_eq!((help.stewards.len(), help.members.len()), (1, 1));
    let (mut ana, _, cleo) = three();
    ana.grants(&cleo, Role::Steward);
    assert!(ana.charter.recovery_help(ana.person).is_enough());
}

#[test]
fn a_recovery_needs_the_new_keys_consent_and_a_new_device() {
    let (ana, _, cleo) = three();
    let new = Home::new(20);
    let request =
        || build::recovery_request(COMMONS, cleo.person, &new.device(), &new.key).unwrap();
    let say = |request| ana.write(&build::recover(ana.person, TODAY, request));
    let mut forged = request();
    forged.consent = ana.key.sign(b"yes");
    assert_eq!(say(forged), Err(ActRefusal::ConsentProof));
    let mut elsewhere = request();
    elsewhere.device.endpoint = ana.endpoint.endpoint();
    assert_eq!(say(elsewhere), Err(ActRefusal::EndpointProof));
    let mut for_another = request();
    for_another.person = ana.person;
    assert_eq!(say(for_another), Err(ActRefusal::RecoversThemself));
    let known = build::recovery_request(COMMONS, cleo.person, &cleo.device(), &cleo.key).unwrap();
    assert_eq!(say(known), Err(ActRefusal::AlreadyIntroduced));
    let guest_may_not = {
        let mut ana = ana.clone();
        let guests = ana.invite(70, Role::Guest, 1);
        let guest = Home::joined(30, &ana, &guests, "Gast");
        guest.write(&build::recover(guest.person, TODAY, request()))
    };
    assert_eq!(guest_may_not, Err(ActRefusal::NeedsRole(Role::Maker)));
}

#[test]
fn a_removed_person_comes_back_by_a_recovery_with_their_history() {
    let (mut ana, mut ben, mut cleo) = three();
    ana.removes(&cleo);
    let mut new = Home::new(20);
    let request = build::recovery_request(COMMONS, cleo.person, &new.device(), &new.key).unwrap();
    let recovery = ana
        .act(&build::recover(ana.person, TODAY, request))
        .unwrap();
    ben.meet(&ana);
    ben.co_signs(recovery);
    assert!(ben.is_member(&cleo) && ben.charter.roles(cleo.person).is_empty());
    ben.grants(&cleo, Role::Maker);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut new]);
    for home in [&ana, &new] {
        assert!(
            home.charter
                .may_write(new.key.device(), DocumentKind::Design)
        );
        assert!(
            !home
                .charter
                .may_write(cleo.key.device(), DocumentKind::Design)
        );
    }
}

#[test]
fn two_recoveries_do_not_hold_each_other_up() {
    let (mut ana, mut ben, mut cleo) = three();
    // Ana and Ben are stewards; a single steward, Dev, wants to become both of them.
    ana.grants(&cleo, Role::Steward);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    let mut dev = cleo;
    let (mut as_ana, mut as_ben) = (Home::new(20), Home::new(21));
    let recover = |dev: &mut Home, person: AgentId, new: &Home| {
        let request = build::recovery_request(COMMONS, person, &new.device(), &new.key).unwrap();
        dev.act(&build::recover(dev.person, TODAY, request))
            .unwrap()
    };
    let one = recover(&mut dev, ana.person, &as_ana);
    let other = recover(&mut dev, ben.person, &as_ben);
    (as_ana.person, as_ben.person) = (ana.person, ben.person);
    as_ana.meet(&dev);
    as_ben.meet(&dev);
    as_ana
        .insists(&build::co_sign(ana.person, TODAY, other))
        .unwrap();
    as_ben
        .insists(&build::co_sign(ben.person, TODAY, one))
        .unwrap();
    meet_all(&mut [&mut ana, &mut ben, &mut dev, &mut as_ana, &mut as_ben]);
    for home in [&ana, &dev] {
        assert!(home.charter.why_out(one).is_some() && home.charter.why_out(other).is_some());
    }
}

/// Somebody asks for a new device of the person, and this one says yes first.
fn begins_recovery(home: &mut Home, person: AgentId, new: &Home) -> FactId {
    let request = build::recovery_request(COMMONS, person, &new.device(), &new.key).unwrap();
    home.act(&build::recover(home.person, TODAY, request))
        .unwrap()
}

#[test]
fn one_steward_with_members_of_their_own_becomes_nobody_else() {
    let (mut ana, mut ben, mut cleo) = three();
    let makers = ben.invite(60, Role::Maker, 3);
    let mut before = ben.clone();
    ana.grants(&cleo, Role::Steward);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    let mut one = Home::joined(30, &ben, &makers, "P1");
    ben.meet(&one);
    let mut two = Home::joined(31, &ben, &makers, "P2");
    let recovery = begins_recovery(&mut one, ana.person, &Home::new(40));
    two.meet(&one);
    two.co_signs(recovery);
    ben.meet(&two);
    ben.co_signs(recovery);
    let waits = OutOfEffect::Waits { have: 1, needed: 2 };
    assert_eq!(ben.charter.why_out(recovery), Some(waits));
    let waiting = ben.charter.waiting();
    assert_eq!(waiting[0].could, [cleo.person].into(), "another steward");
    // Going back to when there were two stewards does not help: Ana had made Cleo one beside it.
    let mut old = Home::joined(32, &before, &makers, "P3");
    before.meet(&old);
    let mut older = Home::joined(33, &before, &makers, "P4");
    let second = begins_recovery(&mut older, ana.person, &Home::new(41));
    old.meet(&older);
    old.co_signs(second);
    ben.meet(&old);
    ben.co_signs(second);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    assert!(matches!(
        ana.charter.why_out(second),
        Some(OutOfEffect::Waits { needed: 2, .. })
    ));
    // Cleo signs too, whom Ana made a steward: now there are two.
    cleo.co_signs(recovery);
    assert_eq!(cleo.charter.why_out(recovery), None);
}

#[test]
fn a_steward_made_by_another_signer_does_not_count_beside_them() {
    let (mut ana, mut ben, mut cleo) = three();
    ana.grants(&cleo, Role::Steward);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    let stewards = ben.invite(60, Role::Steward, 1);
    let mut one = Home::joined(30, &ben, &stewards, "P1");
    let more = one.invite(61, Role::Steward, 1);
    let mut two = Home::joined(31, &one, &more, "P2");
    let recovery = begins_recovery(&mut two, ana.person, &Home::new(40));
    ben.meet(&two);
    ben.co_signs(recovery);
    let waits = OutOfEffect::Waits { have: 1, needed: 2 };
    assert_eq!(
        ben.charter.why_out(recovery),
        Some(waits),
        "P2 came by P1, and P1 by Ben"
    );
    // Of whom is junior to Ben it is otherwise: he could remove them with the same voices.
    let junior = begins_recovery(&mut ben, cleo.person, &Home::new(41));
    one.meet(&ben);
    one.co_signs(junior);
    assert_eq!(one.charter.why_out(junior), None);
    // The founder, whoever she made a steward, brings back any of them.
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut one, &mut two]);
    let help = ana.charter.recovery_help(ben.person);
    assert!(help.is_enough());
    let bens = begins_recovery(&mut ana, ben.person, &Home::new(42));
    cleo.meet(&ana);
    cleo.co_signs(bens);
    assert_eq!(cleo.charter.why_out(bens), None);
    // Beside Ana there are Ben and those who came by him, and Cleo: two voices that count.
    let help = ana.charter.recovery_help(ana.person);
    assert_eq!((help.stewards.len(), help.only_stewards), (4, Some(2)));
}
