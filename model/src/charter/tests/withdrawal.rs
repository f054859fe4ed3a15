//! Invitations that are taken back, leak, or end with who made them.

use super::corpus::assert_eq;
use super::*;
use crate::charter::InvitationDoor;
use crate::heights::Heights;

fn open_act(home: &Home, invitation: &Invitation) -> FactId {
    let mut open = home.charter.invitations();
    open.find(|open| open.key == invitation.public())
        .unwrap()
        .id
}

#[test]
pub(super) fn a_leaked_invitation_is_taken_back_and_only_the_named_joins_stand() {
    let mut ana = Home::founder();
    let invitation = ana.invite(50, Role::Steward, 5);
    let mut ben = Home::joined(2, &ana, &invitation, "Ben");
    let mut before = ana.clone();
    ana.meet(&ben);
    let bens = ana.charter.person(ben.person).unwrap().act;
    let open = open_act(&ana, &invitation);
    let act = build::withdraw_invitation(ana.person, TODAY, open, vec![bens]);
    let withdrawal = ana.act(&act).unwrap();
    // A thief joins where nobody has heard of it, and hands the role on.
    let mut thief = Home::joined(30, &before, &invitation, "Thief");
    before.meet(&thief);
    let mut friend = Home::joined(31, &before, &invitation, "Friend");
    let grant = thief.insists(&build::grant(
        thief.person,
        TODAY,
        thief.person,
        Role::Treasurer,
    ));
    let grant = grant.unwrap();
    let removal = friend.insists(&build::remove_person(
        friend.by(),
        ana.person,
        &WhatStays::new(),
        "",
    ));
    let removal = removal.unwrap();
    meet_all(&mut [&mut ana, &mut ben, &mut thief, &mut friend]);
    for home in [&ana, &ben, &thief] {
        assert!(home.is_member(&ana) && home.is_steward(&ben));
        assert!(!home.is_member(&thief) && !home.is_member(&friend));
        let thiefs = home.charter.person(thief.person).unwrap();
        assert_eq!(thiefs.out, Some(OutOfEffect::Withdrawn(withdrawal)));
        assert_eq!(home.charter.why_out(grant), Some(OutOfEffect::Baseless));
        assert_eq!(home.charter.why_out(removal), Some(OutOfEffect::Baseless));
        assert!(!home.charter.endpoint_is_member(thief.endpoint.endpoint()));
        let door = home.charter.invitation_door(invitation.public(), TODAY);
        assert_eq!(door, InvitationDoor::Withdrawn);
        assert_eq!(home.charter.surplus().count(), 0);
    }
    assert_eq!(
        thief.charter.display_name(thief.person),
        Some("Thief".into())
    );
    // An honest newcomer's program does not even try.
    let mut late = Home::new(33);
    late.meet(&ana);
    let refused = late.write(&late.join_act(&invitation, "Late"));
    let refusal = ActRefusal::NoEffect(OutOfEffect::Withdrawn(withdrawal));
    assert_eq!(refused, Err(refusal));
}

#[test]
fn a_join_stands_only_where_every_withdrawal_names_it() {
    let (mut ana, mut ben, _) = three();
    let invitation = ana.invite(60, Role::Maker, 5);
    let open = open_act(&ana, &invitation);
    ben.meet(&ana);
    let dev = Home::joined(20, &ana, &invitation, "Dev");
    let eva = Home::joined(21, &ana, &invitation, "Eva");
    let join = |home: &Home| home.charter.person(home.person).unwrap().act;
    ana.meet(&dev);
    ana.meet(&eva);
    ben.meet(&dev);
    let both = vec![join(&dev), join(&eva)];
    ana.act(&build::withdraw_invitation(ana.person, TODAY, open, both))
        .unwrap();
    let one = vec![join(&dev)];
    ben.act(&build::withdraw_invitation(ben.person, TODAY, open, one))
        .unwrap();
    ana.meet_both(&mut ben);
    assert!(ana.is_member(&dev) && !ana.is_member(&eva));
    assert_eq!(ana.charter, ben.charter);
    // A steward who knows Eva admits her again by name.
    let record = ana.charter.act(join(&eva)).unwrap();
    let named = (record.device, record.seq, record.hash);
    let charter = ana.charter.document();
    ana.act(&build::readmit(ana.person, TODAY, charter, named))
        .unwrap();
    assert!(ana.is_member(&eva));
}

#[test]
fn who_takes_back_an_invitation_has_seen_what_stands() {
    let (ana, mut ben, cleo) = three();
    let invitation = ana.charter.write_invitation([51; 32], vec![]).unwrap();
    let open = open_act(&ana, &invitation);
    let withdraw =
        |home: &Home, stands| build::withdraw_invitation(home.person, TODAY, open, stands);
    let needs = ActRefusal::NeedsRole(Role::Steward);
    assert_eq!(cleo.write(&withdraw(&cleo, vec![])), Err(needs));
    let dev = Home::joined(20, &ana, &invitation, "Dev");
    let devs = dev.charter.person(dev.person).unwrap().act;
    assert_eq!(
        ben.write(&withdraw(&ben, vec![devs])),
        Err(ActRefusal::JoinUnseen)
    );
    let bens = ben.charter.person(ben.person).unwrap().act;
    assert_eq!(
        ben.write(&withdraw(&ben, vec![bens])),
        Err(ActRefusal::JoinUnseen)
    );
    let nothing = build::withdraw_invitation(ben.person, TODAY, FactId([9; 32]), vec![]);
    assert_eq!(ben.write(&nothing), Err(ActRefusal::InvitationUnseen));
    ben.meet(&dev);
    ben.act(&withdraw(&ben, vec![devs])).unwrap();
    // Cleo came by it and is not named.
    assert!(ben.is_member(&dev) && !ben.is_member(&cleo));
}

#[test]
fn taking_back_an_invitation_is_no_way_around_the_two_signatures() {
    let (mut ana, mut ben, mut cleo) = three();
    let stewards = ana.charter.write_invitation([50; 32], vec![]).unwrap();
    let open = open_act(&ana, &stewards);
    let dev = Home::joined(20, &ana, &stewards, "Dev");
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut dev.clone()]);
    // Ana, Ben and Dev are stewards. Ana leaves Dev out, alone; and so that she seems not to know him.
    let bens = ana.charter.person(ben.person).unwrap().act;
    let act = build::withdraw_invitation(ana.person, TODAY, open, vec![bens]);
    let withdrawal = ana.act(&act).unwrap();
    let waits = OutOfEffect::Waits { have: 1, needed: 2 };
    assert_eq!(ana.charter.why_out(withdrawal), Some(waits));
    assert!(ana.is_steward(&dev));
    ben.meet(&ana);
    ben.co_signs(withdrawal);
    assert!(!ben.is_member(&dev) && ben.is_steward(&ben));
}

#[test]
pub(super) fn the_invitations_of_a_removed_steward_end_with_them() {
    let (mut ana, mut ben, cleo) = three();
    let invitation = ben.invite(60, Role::Steward, 9);
    let mut dev = Home::joined(20, &ben, &invitation, "Dev");
    ana.meet(&dev);
    let mut both = cleo.clone();
    both.meet(&dev);
    let removal = ana.removes(&ben);
    // It took only Ana, for Ben and Dev are not both stewards against her: three are.
    let waits = OutOfEffect::Waits { have: 1, needed: 2 };
    assert_eq!(ana.charter.why_out(removal), Some(waits));
    dev.meet(&ana);
    dev.co_signs(removal);
    ana.meet(&dev);
    assert!(ana.is_steward(&dev) && !ana.is_member(&ben));
    // Ben still holds the secret, and comes back with it on an old branch.
    let again = Home::joined(21, &both, &invitation, "Ben again");
    ana.meet(&again);
    let person = ana.charter.person(again.person).unwrap();
    assert_eq!(person.out, Some(OutOfEffect::InviterEnded(removal)));
    let door = ana.charter.invitation_door(invitation.public(), TODAY);
    assert_eq!(door, InvitationDoor::Withdrawn);
    let mut late = Home::new(22);
    late.meet(&ana);
    let refused = late.write(&late.join_act(&invitation, "Late"));
    let refusal = ActRefusal::NoEffect(OutOfEffect::InviterEnded(removal));
    assert_eq!(refused, Err(refusal));
}

#[test]
pub(super) fn expired_is_for_clocks_to_say_and_used_up_for_the_past() {
    let mut ana = Home::founder();
    let invitation = ana.invite(50, Role::Maker, 1);
    let before = ana.clone();
    let key = invitation.public();
    let after = TODAY.plus(15);
    assert_eq!(
        ana.charter.invitation_door(key, after),
        InvitationDoor::Expired
    );
    // The joiner's program asks the door; the charter knows no clock.
    let ben = Home::joined(2, &ana, &invitation, "Ben");
    ana.meet(&ben);
    let mut once_too_often = Home::new(3);
    once_too_often.meet(&ana);
    let act = once_too_often.join_act(&invitation, "Cleo");
    assert_eq!(
        once_too_often.insists(&act),
        Err(ActRefusal::InvitationUsedUp)
    );
    // Apart both joins stand, and the stewards see the surplus.
    let cleo = Home::joined(3, &before, &invitation, "Cleo");
    ana.meet(&cleo);
    let surplus: Vec<usize> = ana.charter.surplus().map(|open| open.surplus()).collect();
    assert_eq!(surplus, [1]);
}

/// Mal has found an invitation. Months after it was taken back she joins by it, on what she knew then.
#[test]
fn whom_a_withdrawal_leaves_out_reads_nothing_of_what_it_rests_on() {
    let mut ana = Home::founder();
    let leaked = ana.invite(50, Role::Maker, 5);
    let then = ana.clone();
    ana.invite(51, Role::Maker, 5);
    let open = ana
        .charter
        .invitations()
        .find(|open| open.key == leaked.public());
    let open = open.unwrap().id;
    let act = build::withdraw_invitation(ana.person, TODAY, open, vec![]);
    ana.act(&act).unwrap();
    let mal = Home::joined(3, &then, &leaked, "Mal");
    ana.meet(&mal);
    let at = mal.endpoint.endpoint();
    assert!(!ana.is_member(&mal) && ana.charter.has_ended(at));
    assert_eq!(ana.charter.farewell(at), Heights::new());
}

#[test]
fn a_later_signature_shows_nothing_more_to_whom_it_removes() {
    let (mut ana, mut ben, mut cleo) = three();
    ana.grants(&cleo, Role::Steward);
    let stewards = ana.charter.write_invitation([50; 32], vec![]).unwrap();
    let mut dev = Home::joined(4, &ana, &stewards, "Dev");
    meet_all(&mut [&mut ana, &mut ben, &mut cleo, &mut dev]);
    let removal = ana.removes(&cleo);
    ben.meet(&ana);
    ben.co_signs(removal);
    ana.meet(&ben);
    let at = cleo.endpoint.endpoint();
    let told = ana.charter.farewell(at);
    let signed = ana.charter.height(ben.key.device()).unwrap().0;
    assert_eq!(told.seq(ben.key.device()), signed);
    cleo.meet(&ana);
    assert!(!cleo.is_member(&cleo));
    // Much later Dev signs it too.
    ana.invite(60, Role::Maker, 5);
    dev.meet(&ana);
    dev.co_signs(removal);
    ana.meet(&dev);
    assert_eq!(ana.charter.farewell(at), told);
}
