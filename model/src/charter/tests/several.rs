//! Signing what others have written, and pins.

use super::*;
use crate::id::{ChangeHash, DocumentId};

#[test]
fn each_person_signs_once_and_nobody_their_own() {
    let (mut ana, mut ben, mut cleo) = three();
    ana.grants(&cleo, Role::Steward);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    let removal = ana.removes(&cleo);
    let sign = |home: &Home, act| build::co_sign(home.person, TODAY, act);
    assert_eq!(
        ana.write(&sign(&ana, removal)),
        Err(ActRefusal::SignsOwnAct)
    );
    assert_eq!(ben.write(&sign(&ben, removal)), Err(ActRefusal::UnknownAct));
    ben.meet(&ana);
    ben.co_signs(removal);
    assert_eq!(
        ben.write(&sign(&ben, removal)),
        Err(ActRefusal::AlreadySigned)
    );
    let grant = ana
        .charter
        .acts()
        .iter()
        .find(|record| record.seq == 4)
        .unwrap()
        .id;
    assert_eq!(
        ben.write(&sign(&ben, grant)),
        Err(ActRefusal::NotToBeSigned)
    );
    // Apart one person may sign twice, with two devices or two branches: it counts once.
    let (mut ana, mut ben, mut cleo) = three();
    let stewards = ana.invite(60, Role::Steward, 3);
    let mut more = Vec::new();
    for seed in 20..23 {
        more.push(Home::joined(seed, &ana, &stewards, "More"));
        ana.meet(more.last().unwrap());
    }
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    let act = build::adopt_policy(ana.person, TODAY, TODAY, &Policy::preset(Preset::Lenient));
    let adoption = ana.act(&act).unwrap();
    ben.meet(&ana);
    let mut phone = super::device::second(&ben, 40);
    ben.co_signs(adoption);
    phone.co_signs(adoption);
    ana.meet(&ben);
    ana.meet(&phone);
    let waits = OutOfEffect::Waits { have: 2, needed: 3 };
    assert_eq!(ana.charter.why_out(adoption), Some(waits));
    assert_eq!(ana.charter.waiting()[0].could.len(), 3);
}

#[test]
fn pins_are_a_stewards_and_fall_with_them() {
    let (mut ana, mut ben, mut cleo) = three();
    let design = DocumentId([5; 32]);
    let heads = |byte: u8| [(design, [ChangeHash([byte; 32])].into())].into();
    let by_maker = build::pin(cleo.person, TODAY, &heads(1));
    assert_eq!(
        cleo.write(&by_maker),
        Err(ActRefusal::NeedsRole(Role::Steward))
    );
    ana.act(&build::pin(ana.person, TODAY, &heads(1))).unwrap();
    ana.removes(&ben);
    ben.act(&build::pin(ben.person, TODAY, &heads(2))).unwrap();
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    let pinned: Vec<_> = cleo.charter.pinned(design).collect();
    assert_eq!(pinned, [ChangeHash([1; 32])]);
}

#[test]
fn only_what_a_steward_writes_alone_is_admitted_again() {
    let (mut ana, ben, cleo) = three();
    let removal = ana.removes(&cleo);
    let charter = ana.charter.document();
    let again = |home: &Home, act: FactId| {
        let record = home.charter.act(act).unwrap();
        let named = (record.device, record.seq, record.hash);
        home.write(&build::readmit(home.person, TODAY, charter, named))
            .map(|_| ())
    };
    assert_eq!(again(&ana, removal), Err(ActRefusal::NotReadmitted));
    let joined = ana.charter.person(ben.person).unwrap().act;
    assert_eq!(again(&ana, joined), Ok(()));
    let unseen = build::readmit(
        ana.person,
        TODAY,
        charter,
        (ana.key.device(), 1, ChangeHash([9; 32])),
    );
    assert_eq!(ana.write(&unseen), Err(ActRefusal::UnknownAct));
}

#[test]
fn who_admits_again_stands_without_being_admitted_again() {
    let (mut ana, mut ben, mut cleo) = three();
    ana.removes(&ben);
    let grant = ben.grants(&cleo, Role::Steward);
    cleo.meet(&ben);
    // Cleo, a steward by that grant alone, admits it again.
    let record = cleo.charter.act(grant).unwrap();
    let named = (record.device, record.seq, record.hash);
    let charter = cleo.charter.document();
    cleo.insists(&build::readmit(cleo.person, TODAY, charter, named))
        .unwrap();
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    assert!(!ana.is_steward(&cleo));
    assert_eq!(ana.charter.stewards().count(), 1);
}
