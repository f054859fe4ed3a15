//! What the people of a commons do.

use super::corpus::assert_eq;
use super::*;
use crate::charter::{Act, InvitationDoor};
use crate::name::DocumentKind;

#[test]
fn ana_founds_a_commons_and_is_its_steward() {
    let ana = Home::founder();
    let charter = &ana.charter;
    assert_eq!(charter.name(), "Hofwerkstatt");
    assert!(!charter.is_open());
    assert!(charter.has_role(ana.person, Role::Steward));
    assert!(charter.has_role(ana.person, Role::Maker));
    let policy = charter.policy(TODAY).expect("founded");
    assert_eq!(policy, &Policy::preset(Preset::CopyFair));
    let device = charter.device(ana.key.device()).expect("known");
    assert_eq!((device.person, &device.label[..]), (ana.person, "laptop"));
    assert!(charter.endpoint_is_member(ana.endpoint.endpoint()));
    assert!(!charter.unknown_rules());
}

#[test]
fn two_stewards_come_by_one_invitation_the_second_while_ana_is_away() {
    let mut ana = Home::founder();
    let invitation = ana.invite(50, Role::Steward, 2);
    let read: Invitation = invitation.to_string().parse().unwrap();
    assert_eq!(read.charter_document(), ana.charter.document());
    let ben = Home::joined(2, &ana, &read, "Ben");
    let cleo = Home::joined(3, &ben, &read, "Cleo");
    assert_eq!(cleo.charter.stewards().count(), 3);
    let door = |home: &Home, day| home.charter.invitation_door(read.public(), day);
    assert_eq!(door(&cleo, TODAY), InvitationDoor::UsedUp);
    assert!(matches!(door(&ana, TODAY), InvitationDoor::Open(_)));
    assert_eq!(door(&ana, TODAY.plus(15)), InvitationDoor::Expired);
    assert_eq!(door(&Home::new(9), TODAY), InvitationDoor::NotArrived);
}

#[test]
fn joins_beyond_the_uses_stand_when_neither_knew_of_the_other() {
    let mut ana = Home::founder();
    let invitation = ana.invite(50, Role::Maker, 1);
    let ben = Home::joined(2, &ana, &invitation, "Ben");
    let cleo = Home::joined(3, &ana, &invitation, "Cleo");
    ana.meet(&ben);
    ana.meet(&cleo);
    assert_eq!(ana.charter.persons().count(), 3);
    let surplus: Vec<usize> = ana.charter.invitations().map(|i| i.surplus()).collect();
    assert_eq!(surplus, [1]);
}

#[test]
fn a_device_that_forgot_its_join_and_joins_again_came_once() {
    let mut ana = Home::founder();
    let invitation = ana.invite(50, Role::Maker, 2);
    let ben = Home::joined(2, &ana, &invitation, "Ben");
    // Ben's disk forgot what he wrote: the same device joins once more.
    let again = Home::joined(2, &ana, &invitation, "Benno");
    ana.meet(&ben);
    ana.meet(&again);
    let door = ana.charter.invitation_door(invitation.public(), TODAY);
    assert!(matches!(door, InvitationDoor::Open(_)));
    let cleo = Home::joined(3, &ana, &invitation, "Cleo");
    ana.meet(&cleo);
    let open = ana.charter.invitations().next().unwrap();
    assert_eq!(
        (open.used.len(), open.joined.len(), open.surplus()),
        (2, 2, 0)
    );
    assert!(open.is_used_up());
    let mut late = Home::new(4);
    late.meet(&ana);
    let act = late.join_act(&invitation, "Dan");
    assert_eq!(late.insists(&act), Err(ActRefusal::InvitationUsedUp));
}

#[test]
fn ana_gets_a_second_device_by_an_invitation_to_herself() {
    let mut ana = Home::founder();
    let act = build::invite(
        ana.person,
        TODAY,
        invited(60, Role::Guest, 1, Some(ana.person)),
    );
    ana.act(&act).unwrap();
    let invitation = ana.charter.write_invitation([60; 32], vec![]).unwrap();
    let phone = Home::joined(4, &ana, &invitation, "Ana");
    let person = phone.charter.person(ana.person).unwrap();
    assert_eq!(person.devices.len(), 2);
    assert_eq!(phone.charter.persons().count(), 1);
    assert!(
        phone
            .charter
            .may_write(phone.key.device(), DocumentKind::Commons)
    );
}

#[test]
fn a_restored_backup_gets_a_new_key_on_the_word_of_the_old_one() {
    let (ana, _, _) = three();
    let mut laptop = Home::new(7);
    laptop.meet(&ana);
    let act = build::vouch(COMMONS, &ana.key, ana.person, &laptop.device(), TODAY).unwrap();
    laptop.act(&act).unwrap();
    laptop.person = ana.person;
    assert_eq!(
        laptop.charter.device(laptop.key.device()).unwrap().person,
        ana.person
    );
    assert_eq!(laptop.charter.person(ana.person).unwrap().devices.len(), 2);
    laptop.invite(70, Role::Steward, 1);
}

#[test]
fn ben_declares_acme_and_dev_acts_for_it() {
    let (mut ana, mut ben, mut cleo) = three();
    let makers = ben.charter.write_invitation([51; 32], vec![]).unwrap();
    let mut dev = Home::joined(4, &ben, &makers, "Dev");
    let id = (COMMONS, dev.key.device());
    let (acme, act) =
        build::declare_organisation(id, dev.person, TODAY, [5; 16], " Acme ", vec![dev.person])
            .unwrap();
    dev.act(&act).unwrap();
    assert!(dev.charter.acts_for(dev.person, acme));
    assert!(dev.charter.speaks_for(dev.person, acme));
    assert_eq!(dev.charter.organisation(acme).unwrap().name, "Acme");
    let add_cleo = build::act_for(dev.person, TODAY, acme, cleo.person);
    dev.act(&add_cleo).unwrap();
    cleo.meet(&dev);
    let add_ana = build::act_for(cleo.person, TODAY, acme, ana.person);
    cleo.act(&add_ana).unwrap();
    ben.meet(&cleo);
    let add_ben = build::act_for(ben.person, TODAY, acme, ben.person);
    ben.act(&add_ben).unwrap();
    ana.meet(&ben);
    assert_eq!(ana.charter.organisation(acme).unwrap().acting.len(), 4);
    assert_eq!(ana.charter.organisations_of(cleo.person).count(), 1);
}

#[test]
fn a_maker_becomes_a_steward_and_may_invite() {
    let (mut ana, _, mut cleo) = three();
    let act = build::grant(ana.person, TODAY, cleo.person, Role::Steward);
    ana.act(&act).unwrap();
    let early = build::invite(cleo.person, TODAY, invited(80, Role::Maker, 1, None));
    assert_eq!(
        cleo.write(&early),
        Err(ActRefusal::NeedsRole(Role::Steward))
    );
    cleo.meet(&ana);
    cleo.act(&early).unwrap();
}

#[test]
pub(super) fn two_persons_of_one_name_get_a_mark() {
    let (ana, ben, _) = three();
    let makers = ana.charter.write_invitation([51; 32], vec![]).unwrap();
    let other = Home::joined(4, &ana, &makers, "ana");
    let charter = &other.charter;
    let (first, second) = (
        charter.display_name(ana.person).unwrap(),
        charter.display_name(other.person).unwrap(),
    );
    assert_eq!(first, format!("Ana ({})", &ana.person.to_string()[..4]));
    assert_eq!(second, format!("ana ({})", &other.person.to_string()[..4]));
    assert_eq!(charter.display_name(ben.person), Some("Ben".into()));
    assert_eq!(charter.display_name(AgentId([0; 16])), None);
}

#[test]
fn who_may_write_what() {
    let mut ana = Home::founder();
    let mut home = |seed: u8, role| {
        let invitation = ana.invite(seed + 50, role, 1);
        let home = Home::joined(seed, &ana, &invitation, "Somebody");
        ana.meet(&home);
        home.key.device()
    };
    let guest = home(2, Role::Guest);
    let maker = home(3, Role::Maker);
    let treasurer = home(4, Role::Treasurer);
    let may = |device, kind| ana.charter.may_write(device, kind);
    assert!(!may(guest, DocumentKind::Ledger) && !may(guest, DocumentKind::Design));
    assert!(may(guest, DocumentKind::Profile));
    assert!(may(maker, DocumentKind::Ledger) && may(maker, DocumentKind::Design));
    assert!(!may(maker, DocumentKind::Commons));
    assert!(may(treasurer, DocumentKind::Ledger) && !may(treasurer, DocumentKind::Design));
    assert!(may(ana.key.device(), DocumentKind::Commons));
    assert!(!may(
        DeviceKey::from_seed([99; 32]).device(),
        DocumentKind::Profile
    ));
}

#[test]
fn an_act_of_a_newer_program_is_passed_on_and_said() {
    let (ana, mut ben, mut cleo) = three();
    let newer = crate::charter::WrittenAct {
        by: ben.person,
        day: TODAY,
        act: Act::Unknown(900),
    };
    ben.act(&newer.encode()).unwrap();
    assert!(ben.charter.unknown_rules() && !ana.charter.unknown_rules());
    cleo.meet(&ben);
    // Perhaps the newer act made Cleo a steward: we cannot know, so hers stands without effect.
    let act = build::invite(cleo.person, TODAY, invited(80, Role::Maker, 1, None));
    cleo.act(&act).unwrap();
    assert!(!cleo.charter.acts().last().unwrap().judged);
    assert!(cleo.charter.write_invitation([80; 32], vec![]).is_none());
    // A stranger gains nothing by it.
    let mut stranger = Home::new(9);
    stranger.meet(&cleo);
    let act = build::grant(stranger.person, TODAY, stranger.person, Role::Steward);
    let refusal = stranger.write(&act).unwrap_err();
    assert!(refusal.is_pending());
}

#[test]
fn more_than_sixty_four_heads_are_joined_step_by_step() {
    let mut ana = Home::founder();
    let invitation = ana.invite(50, Role::Maker, 80);
    let start = ana.clone();
    for seed in 2..82 {
        let home = Home::joined(seed, &start, &invitation, "Somebody");
        ana.meet(&home);
    }
    assert_eq!(ana.charter.heads().len(), 80);
    ana.invite(90, Role::Maker, 1);
    ana.invite(91, Role::Maker, 1);
    assert_eq!(ana.charter.heads().len(), 1);
}
