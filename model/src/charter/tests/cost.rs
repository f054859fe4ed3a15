//! What is in effect is found in a number of steps that grows with the acts, whoever writes how many.

use super::*;

/// How many steps the fold takes over that many acts, of which `write` makes one after the other.
fn steps(acts: usize, write: impl Fn(&mut Home, &Home, usize) -> Vec<u8>) -> u64 {
    let (mut ana, mut ben, cleo) = three();
    let makers = ana.charter.write_invitation([51; 32], vec![]).unwrap();
    let dev = Home::joined(20, &ben, &makers, "Dev");
    ben.meet(&dev);
    ben.grants(&cleo, Role::Treasurer);
    // Ana writes too, so that everything that Ben writes is beside something.
    ana.grants(&cleo, Role::Treasurer);
    for number in 0..acts {
        let act = write(&mut ben, &cleo, number);
        let change = ben.forced(&act);
        ben.charter.admit_chunk(&change).unwrap();
    }
    for chunk in &ana.log {
        ben.charter.admit_chunk(chunk).unwrap();
    }
    ben.charter.fold_steps()
}

fn assert_linear(what: &str, write: impl Fn(&mut Home, &Home, usize) -> Vec<u8>) {
    let (some, twice) = (steps(500, &write), steps(1000, &write));
    let more = twice - some;
    // The second five hundred cost what the first did, but for what is there anyway.
    assert!(
        more <= some + some / 10,
        "{what}: {some} steps, then {more}"
    );
    assert!(
        twice <= 1000 * 120,
        "{what}: {twice} steps for a thousand acts"
    );
}

#[test]
fn many_acts_of_one_member_cost_in_proportion() {
    let none = WhatStays::new();
    assert_linear("grants", |ben, cleo, _| {
        build::grant(ben.person, TODAY, cleo.person, Role::Treasurer)
    });
    assert_linear("ends of another's role", |ben, cleo, _| {
        build::end_role(ben.by(), (cleo.person, Role::Treasurer), &none, "")
    });
    assert_linear("ends and grants in turn", |ben, cleo, number| {
        if number % 2 == 0 {
            build::end_role(ben.by(), (cleo.person, Role::Treasurer), &none, "")
        } else {
            build::grant(ben.person, TODAY, cleo.person, Role::Treasurer)
        }
    });
    assert_linear("removals of a maker", |ben, cleo, _| {
        build::remove_person(ben.by(), cleo.person, &none, "")
    });
    assert_linear("removals of the founder", |ben, _, _| {
        let founder = Home::new(1).person;
        build::remove_person(ben.by(), founder, &none, "")
    });
    assert_linear("ends of a role of one's own", |ben, _, _| {
        build::end_role(ben.by(), (ben.person, Role::Steward), &none, "")
    });
    assert_linear("departures", |ben, _, _| {
        build::leave(ben.by(), &WhatStays::new(), true)
    });
    assert_linear("invitations", |ben, _, number| {
        let secret = [(number % 251) as u8; 32];
        let key = InvitationKey(DeviceKey::from_seed(secret).device().0);
        let invited = Invited {
            key,
            ..invited(0, Role::Maker, 1, None)
        };
        build::invite(ben.person, TODAY, invited)
    });
    assert_linear("policies", |ben, _, number| {
        let from = TODAY.plus(number as i32);
        build::adopt_policy(ben.person, TODAY, from, &Policy::preset(Preset::Lenient))
    });
}
