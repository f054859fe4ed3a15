//! What a quorum of stewards decides: policies and rule sets.

use super::*;
use crate::charter::act::{Act, PolicyAdopted, RULE_SET, WrittenAct};
use crate::rsd1::policy::Contradiction;

fn lenient() -> Policy {
    Policy::preset(Preset::Lenient)
}

fn adopt(home: &Home, from: Day) -> Vec<u8> {
    build::adopt_policy(home.person, TODAY, from, &lenient())
}

fn name_on(home: &Home, day: Day) -> &str {
    &home.charter.policy(day).unwrap().name
}

#[test]
fn a_policy_is_adopted_from_a_day_on_by_more_than_half_of_the_stewards() {
    let (mut ana, mut ben, mut cleo) = three();
    let from = TODAY.plus(30);
    let adoption = ana.act(&adopt(&ana, from)).unwrap();
    let waits = OutOfEffect::Waits { have: 1, needed: 2 };
    assert_eq!(ana.charter.why_out(adoption), Some(waits));
    assert_eq!(name_on(&ana, from), "copyfair");
    cleo.meet(&ana);
    let by_maker = build::co_sign(cleo.person, TODAY, adoption);
    assert_eq!(
        cleo.write(&by_maker),
        Err(ActRefusal::NeedsRole(Role::Steward))
    );
    ben.meet(&ana);
    ben.co_signs(adoption);
    meet_all(&mut [&mut ana, &mut ben, &mut cleo]);
    for home in [&ana, &ben, &cleo] {
        assert_eq!(name_on(home, from), "lenient");
        assert_eq!(name_on(home, from.plus(-1)), "copyfair");
    }
}

#[test]
fn rules_that_are_signed_late_begin_with_the_next_period() {
    let date = |text: &str| text.parse::<Day>().unwrap();
    let (proposed, from, signed) = (date("2026-06-20"), date("2026-07-01"), date("2026-11-05"));
    let (mut ana, mut ben, _) = three();
    let rules = build::adopt_policy(ana.person, proposed, from, &lenient());
    let adoption = ana.act(&rules).unwrap();
    ben.meet(&ana);
    let mut backdater = ben.clone();
    ben.act(&build::co_sign(ben.person, signed, adoption))
        .unwrap();
    ana.meet(&ben);
    for home in [&ana, &ben] {
        assert_eq!(name_on(home, from), "copyfair");
        assert_eq!(name_on(home, date("2026-12-31")), "copyfair");
        assert_eq!(name_on(home, date("2027-01-01")), "lenient");
        let adopted = home.charter.adopted_rules();
        assert_eq!(adopted.last().unwrap().from, date("2027-01-01"));
    }
    // A day before another act of the same person, or before the proposal, helps nobody.
    let other = build::adopt_policy(backdater.person, signed, date("2027-04-01"), &lenient());
    backdater.act(&other).unwrap();
    let back = build::co_sign(backdater.person, date("2026-06-01"), adoption);
    backdater.act(&back).unwrap();
    assert_eq!(name_on(&backdater, date("2026-12-31")), "copyfair");
    assert_eq!(name_on(&backdater, date("2027-01-01")), "lenient");
}

#[test]
fn a_quorum_once_reached_stays_when_more_stewards_come() {
    let (mut ana, mut ben, cleo) = three();
    let adoption = ana.act(&adopt(&ana, TODAY)).unwrap();
    ben.meet(&ana);
    ben.co_signs(adoption);
    ana.meet(&ben);
    ana.grants(&cleo, Role::Steward);
    let stewards = ana.invite(60, Role::Steward, 5);
    for seed in 20..25 {
        let more = Home::joined(seed, &ana, &stewards, "More");
        ana.meet(&more);
    }
    assert_eq!(name_on(&ana, TODAY), "lenient");
    // The next one takes five of eight, whatever the policy's number.
    let next = build::adopt_policy(
        ana.person,
        TODAY,
        TODAY.plus(1),
        &Policy::preset(Preset::CopyFair),
    );
    let next = ana.act(&next).unwrap();
    let waits = OutOfEffect::Waits { have: 1, needed: 5 };
    assert_eq!(ana.charter.why_out(next), Some(waits));
    assert_eq!(ana.charter.quorum(TODAY), 5);
}

#[test]
fn nobody_helps_a_decision_by_appointing_who_signs_it() {
    let (mut ana, mut ben, _) = three();
    let adoption = ana.act(&adopt(&ana, TODAY)).unwrap();
    let stewards = ana.invite(60, Role::Steward, 1);
    let mut sock = Home::joined(20, &ana, &stewards, "Sock");
    sock.co_signs(adoption);
    ana.meet(&sock);
    let waits = OutOfEffect::Waits { have: 1, needed: 2 };
    assert_eq!(ana.charter.why_out(adoption), Some(waits));
    // The founding policy asks for two, and there is only one steward: one is enough.
    let mut alone = Home::founder();
    alone.act(&adopt(&alone, TODAY)).unwrap();
    assert_eq!(name_on(&alone, TODAY), "lenient");
    ben.meet(&alone.clone());
}

#[test]
fn a_policy_that_only_a_newer_program_reads_is_said() {
    let mut ana = Home::founder();
    let act = Act::PolicyAdopted(PolicyAdopted {
        from: TODAY,
        policy: vec![0xa1, 0x00, 0x01],
    });
    let written = WrittenAct {
        by: ana.person,
        day: TODAY,
        act,
    };
    assert!(!ana.charter.unknown_rules());
    ana.act(&written.encode()).unwrap();
    assert!(ana.charter.unknown_rules());
    assert_eq!(name_on(&ana, TODAY), "copyfair");
}

#[test]
fn a_raised_rule_set_is_read_and_passed_on_and_said() {
    let (mut ana, mut ben, _) = three();
    let same = build::raise_rule_set(ana.person, TODAY, RULE_SET);
    assert_eq!(ana.write(&same), Err(ActRefusal::RuleSetNotHigher));
    let raise = ana
        .act(&build::raise_rule_set(ana.person, TODAY, 2))
        .unwrap();
    assert!(!ana.charter.unknown_rules());
    ben.meet(&ana);
    ben.co_signs(raise);
    assert_eq!(
        (ben.charter.rule_set(), ben.charter.unknown_rules()),
        (2, true)
    );
    // From there on what we would refuse stands without effect.
    let newer = WrittenAct {
        by: ben.person,
        day: TODAY,
        act: Act::Unknown(900),
    };
    ben.act(&newer.encode()).unwrap();
    assert!(ben.charter.why_out(raise).is_none());
}

#[test]
fn rules_that_contradict_themselves_or_hold_back_have_no_effect_and_say_why() {
    let mut ana = Home::founder();
    let mut wrong = lenient();
    wrong.threshold = crate::number::Ratio::ZERO;
    let mut dollars = lenient();
    dollars.currency = "USD".parse().unwrap();
    for (from, policy, why) in [
        (TODAY, wrong, Contradiction::ThresholdOfNothing),
        (TODAY, dollars, Contradiction::OtherCurrency),
        (TODAY.plus(-1), lenient(), Contradiction::HoldsBack),
    ] {
        let act = build::adopt_policy(ana.person, TODAY, from, &policy);
        let act = ana.act(&act).unwrap();
        assert_eq!(
            ana.charter.why_out(act),
            Some(OutOfEffect::Contradicts(why))
        );
        assert_eq!(name_on(&ana, TODAY), "copyfair");
        assert!(!ana.charter.unknown_rules());
    }
    assert_eq!(ana.charter.adopted_rules().len(), 1);
}

#[test]
fn only_what_stewards_wrote_and_no_removal_covers_makes_rules_unknown() {
    let mut ana = Home::founder();
    let guests = ana.invite(50, Role::Guest, 2);
    let mal = Home::joined(2, &ana, &guests, "Mal");
    ana.meet(&mal);
    let newer = |by: &Home| {
        let unknown = WrittenAct {
            by: by.person,
            day: TODAY,
            act: Act::Unknown(60_000),
        };
        by.forced(&unknown.encode())
    };
    // A guest makes nobody's program stop judging, neither while they are there nor afterwards.
    let early = newer(&mal);
    ana.receive(&early).unwrap();
    assert!(!ana.charter.unknown_rules());
    ana.removes(&mal);
    assert!(!ana.charter.unknown_rules());
    // A steward who was removed does not either, from where the removal is not known.
    let stewards = ana.invite(51, Role::Steward, 1);
    let ben = Home::joined(4, &ana, &stewards, "Ben");
    ana.meet(&ben);
    let before = ana.clone();
    ana.removes(&ben);
    ana.receive(&newer(&ben)).unwrap();
    assert!(!ana.charter.unknown_rules());
    // One who is there does.
    let mut beside = before;
    beside.receive(&newer(&ben)).unwrap();
    assert!(beside.charter.unknown_rules());
}
