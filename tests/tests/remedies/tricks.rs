//! What somebody could try for points that were not earned or fees that are not owed, and what becomes of it.

use super::*;
use model::export::statement::FeeState;
use model::id::FileHash;
use model::ledger::{Contribution, UNIT_ONE};

/// Acme has sold for 1,350.00, and Ana has given five hours for it, of which Ben and Cleo have accepted all.
fn five_hours() -> (Commons, FactId) {
    let mut commons = Commons::found(Preset::CopyFair);
    commons.attest(commons.acme, AgentClass::ForProfit, day("2026-01-01"));
    commons.sell(45_000_00, "PPL");
    let said = Contribution {
        evidence: vec![FileHash([4; 32])],
        deliverable: Some("a mill".to_owned()),
        share: Some(Ratio::new(1, 100).expect("not by zero")),
        ..commons.contribution("ana", "5", "2026-02-10")
    };
    let hours = commons.write("ana", "2026-02-10", said);
    commons.accept("ben", hours, "5", "2026-02-20");
    commons.accept("cleo", hours, "5", "2026-02-20");
    (commons, hours)
}

impl Commons {
    /// Corrects an entry of Ana's.
    fn correct(&mut self, earlier: FactId, change: fn(&mut Contribution)) -> FactId {
        let entry = self.entries.iter().find(|entry| entry.id == earlier);
        let Fact::Contribution(said) = &entry.expect("written here").fact.fact else {
            panic!("it is work");
        };
        let mut said = Contribution {
            supersedes: Some(earlier),
            ..said.clone()
        };
        change(&mut said);
        self.write("ana", "2026-02-25", said)
    }

    fn refused(&mut self, fact: FactId) -> Option<Refusal> {
        let all = self.books.quarantine(&self.charter);
        let found = all.into_iter().find(|one| one.fact == fact);
        found.map(|one| one.reason)
    }
}

#[test]
fn a_correction_of_the_quantity_keeps_its_reviews_and_one_of_anything_else_does_not() {
    type Correction = (&'static str, fn(&mut Contribution), bool);
    let corrections: [Correction; 9] = [
        ("less", |said| said.quantity = hours("4"), true),
        (
            "more, of which five are accepted",
            |said| said.quantity = hours("8"),
            true,
        ),
        (
            "more is shown",
            |said| said.evidence.push(FileHash([5; 32])),
            true,
        ),
        (
            "another note",
            |said| said.note = "with Dev".to_owned(),
            true,
        ),
        (
            "another kind",
            |said| {
                said.kind = "build_report".to_owned();
                said.quantity = Quantity::parse("3000", UNIT_ONE).expect("a number");
            },
            false,
        ),
        ("another share", |said| said.share = Some(Ratio::ONE), false),
        (
            "another thing",
            |said| said.deliverable = Some("two mills".to_owned()),
            false,
        ),
        ("another day", |said| said.to = said.to.plus(1), false),
        ("nothing is shown", |said| said.evidence.clear(), false),
    ];
    for (what, change, keeps) in corrections {
        let (mut commons, hours) = five_hours();
        let acme = commons.acme;
        let before = commons.status(acme, "2026-04-15");
        assert_eq!(before.owed, 1_349_00, "a hundredth of five hours");
        commons.correct(hours, change);
        let after = commons.status(acme, "2026-04-15");
        let is_other_version = |line: &&Line| {
            matches!(
                line,
                Line::ReviewNotCounted {
                    reason: ReviewRefusal::OtherVersion,
                    ..
                }
            )
        };
        let others = after.lines.iter().filter(is_other_version).count();
        if keeps {
            assert!(after.owed >= 1_349_00 && after.owed < 1_350_00, "{what}");
            assert_eq!((after.pending.len(), others), (0, 0), "{what}");
        } else {
            assert_eq!(after.owed, 1_350_00, "{what}");
            assert_eq!((after.pending.len(), others), (1, 2), "{what}");
        }
    }
}

fn hours(hours: &str) -> Quantity {
    Quantity::parse(hours, UNIT_HOUR).expect("a number")
}

#[test]
fn the_same_hours_do_not_count_for_two() {
    let (mut commons, hours) = five_hours();
    let (acme, ana) = (commons.acme, commons.person("ana"));
    commons.close_quarter("2026-04-03");
    let before = commons.status(acme, "2026-07-15");
    assert_eq!(before.owed, 1_349_00);
    let moved = commons.correct(hours, |said| said.on_behalf_of = None);
    for name in ["ben", "cleo"] {
        commons.accept(name, moved, "5", "2026-04-05");
    }
    assert!(commons.status(ana, "2026-07-15").points.is_zero());
    assert_eq!(commons.status(acme, "2026-07-15").owed, before.owed);
    assert_eq!(commons.refused(moved), Some(Refusal::CorrectsAnothers));
    // Nor do the hours of one become those of another.
    let eva = commons.person("eva");
    let of_eva = Contribution {
        provider: eva,
        supersedes: Some(hours),
        ..commons.contribution("eva", "5", "2026-02-10")
    };
    let of_eva = commons.write("eva", "2026-04-06", of_eva);
    assert_eq!(commons.refused(of_eva), Some(Refusal::CorrectsAnothers));
    commons.is_the_same_anew("2026-07-15");
}

impl Commons {
    /// Ben and Cleo take an entry out.
    fn take_out(&mut self, fact: FactId, on: &str) {
        let decision = self.write("ben", on, numbers::void(fact));
        self.co_sign(&["cleo"], on, decision);
    }

    fn affiliate(&mut self, who: &'static str, person: &str) -> FactId {
        let affiliation = ledger::Affiliation {
            person: self.person(person),
            organisation: self.acme,
            from: day("2025-01-01"),
            to: None,
        };
        self.write(who, "2026-02-01", affiliation)
    }
}

#[test]
fn what_two_took_out_does_nothing_any_more() {
    let (mut commons, _) = five_hours();
    let acme = commons.acme;
    // An affiliation.
    let more = commons.hours("ana", "10", "2026-02-11");
    let affiliation = commons.affiliate("eva", "eva");
    for name in ["ben", "eva"] {
        commons.accept(name, more, "10", "2026-02-20");
    }
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_349_00);
    commons.take_out(affiliation, "2026-04-02");
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_149_00);
    // A confirmation of work in another's name.
    let named = commons.contribution("dev", "5", "2026-03-12");
    let named = commons.write("eva", "2026-03-13", named);
    for name in ["ana", "ben"] {
        commons.accept(name, named, "5", "2026-03-20");
    }
    let confirmed = commons.write("dev", "2026-03-14", ledger::Confirm { fact: named });
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_049_00);
    commons.take_out(confirmed, "2026-04-02");
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_149_00);
    // The word that money came.
    let payment = commons.pay(149_00, "2026-04-10");
    let seen = commons.write("ana", "2026-04-11", ledger::PaymentConfirmed { payment });
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_000_00);
    commons.take_out(seen, "2026-04-12");
    let after = commons.status(acme, "2026-04-15");
    assert_eq!((after.owed, after.unconfirmed), (1_149_00, vec![payment]));
    // The withdrawal of a review.
    let review = commons.entries.iter().find(|entry| {
        matches!(&entry.fact.fact, Fact::ContributionReview(said) if said.contribution == more)
    });
    let review = review.expect("Ben's").id;
    let reason = String::new();
    let withdrawn = commons.write(
        "ben",
        "2026-04-12",
        ledger::ReviewWithdrawn { review, reason },
    );
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_349_00);
    commons.take_out(withdrawn, "2026-04-13");
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_149_00);
    commons.is_the_same_anew("2026-04-15");
}

#[test]
fn who_acts_for_a_company_does_not_review_for_it_in_a_closed_period_either() {
    let (mut commons, _) = five_hours();
    let acme = commons.acme;
    let more = commons.hours("ana", "10", "2026-02-11");
    for name in ["ben", "dev"] {
        commons.accept(name, more, "10", "2026-02-20");
    }
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_349_00);
    commons.close_quarter("2026-04-03");
    let closed = commons.status(acme, "2026-04-15");
    assert_eq!(closed.owed, 1_349_00);
    // Who acts for it only since a later day has reviewed for somebody else.
    let last = commons.hours("ana", "10", "2026-04-11");
    for name in ["ben", "eva"] {
        commons.accept(name, last, "10", "2026-04-20");
    }
    let seal = commons.close("ana", ("2026-04-01", "2026-06-30"), "2026-07-02");
    commons.co_sign(&["ben"], "2026-07-02", seal);
    let before = commons.status(acme, "2026-07-15");
    let (ana, eva) = (commons.person("ana"), commons.person("eva"));
    commons.act("ana", &build::act_for(ana, day("2026-07-10"), acme, eva));
    let after = commons.status(acme, "2026-07-15");
    assert_eq!((after.owed, &after.points), (before.owed, &before.points));
    assert_eq!(after.owed, 1_149_00);
    commons.is_the_same_anew("2026-07-15");
}

#[test]
fn nobody_else_says_who_controls_a_company_or_who_belongs_to_it() {
    let mut commons = Commons::found(Preset::CopyFair);
    let (acme, eva) = (commons.acme, commons.person("eva"));
    commons.attest(acme, AgentClass::WorkerOwned, day("2026-01-01"));
    commons.sell(45_000_00, "PPL");
    let control = ledger::Control {
        agent: acme,
        controller: eva,
        basis_points: 9000,
        from: day("2026-01-01"),
        to: None,
    };
    let control = commons.write("eva", "2026-02-01", control);
    assert_eq!(commons.status(acme, "2026-04-15").code, StatusCode::Exempt);
    let needs = Some(Needs::Confirmation { of: acme });
    assert_eq!(commons.needs(control), needs);
    commons.write("dev", "2026-02-02", ledger::Confirm { fact: control });
    assert_eq!(commons.status(acme, "2026-04-15").code, StatusCode::FeeDue);
    // Dev acts for Acme; whether Eva belongs to it is hers to say, or a steward's.
    let affiliation = commons.affiliate("dev", "eva");
    let hours = commons.hours("ana", "5", "2026-02-10");
    for name in ["ben", "eva"] {
        commons.accept(name, hours, "5", "2026-02-20");
    }
    assert_eq!(
        commons.needs(affiliation),
        Some(Needs::Confirmation { of: eva })
    );
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_250_00);
    commons.write("eva", "2026-02-21", ledger::Confirm { fact: affiliation });
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_350_00);
}

#[test]
fn hours_are_given_by_a_person_and_nobody_reviews_what_their_company_gives() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    let eva = commons.person("eva");
    let of_acme = |kind: &str, commons: &Commons| Contribution {
        provider: acme,
        on_behalf_of: Some(eva),
        kind: kind.to_owned(),
        ..commons.contribution("dev", "10", "2026-02-10")
    };
    for kind in ["care", "design"] {
        let said = of_acme(kind, &commons);
        let hours = commons.write("dev", "2026-02-11", said);
        assert_eq!(commons.refused(hours), Some(Refusal::NotAPerson), "{kind}");
    }
    let machine = of_acme("machine_time", &commons);
    let machine = commons.write("dev", "2026-02-11", machine);
    assert_eq!(commons.refused(machine), None);
    for name in ["ana", "dev"] {
        commons.accept(name, machine, "10", "2026-02-20");
    }
    assert!(commons.status(eva, "2026-04-15").points.is_zero());
    assert!(!commons.reviewers(machine).contains(&"dev".to_owned()));
    commons.accept("ben", machine, "10", "2026-02-20");
    assert_eq!(commons.status(eva, "2026-04-15").points.to_string(), "5");
    commons.is_the_same_anew("2026-04-15");
}

#[test]
fn other_rules_do_not_charge_a_use_that_was_assessed() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    commons.sell(45_000_00, "CERN-OHL-S-2.0");
    let mut rules = Policy::preset(Preset::CopyFair);
    rules.reciprocal_licences.push("CERN-OHL-S-2.0".to_owned());
    rules.reciprocal_licences.sort();
    commons.adopt(("2026-03-01", "2026-04-01"), &rules);
    let status = commons.status(acme, "2026-07-15");
    assert_eq!((status.code, status.owed), (StatusCode::NoObligation, 0));
    // A report that comes after the closing of its quarter is assessed in the next, by the rules of that.
    commons.close_quarter("2026-04-03");
    commons.sell(45_000_00, "CERN-OHL-S-2.0");
    assert_eq!(commons.status(acme, "2026-07-15").owed, 1_350_00);
}

#[test]
fn whether_a_fee_is_binding_is_said_by_the_rules_of_its_period() {
    let bound = Policy::preset(Preset::CopyFair);
    let free = Policy {
        binding: false,
        ..bound.clone()
    };
    for (first, then, code) in [
        (&free, &bound, StatusCode::FeeDue),
        (&bound, &free, StatusCode::Overdue),
    ] {
        let mut commons = Commons::found_with(first);
        let acme = commons.acme;
        commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
        commons.sell(45_000_00, "PPL");
        commons.adopt(("2026-03-01", "2026-04-01"), then);
        for as_of in ["2026-05-15", "2026-08-15"] {
            let status = commons.status(acme, as_of);
            assert_eq!((status.code, status.owed), (code, 1_350_00));
            assert_eq!(status.binding, first.binding);
            let exported = commons.statement(as_of).fees.remove(0).state;
            let is_overdue = exported == FeeState::Overdue;
            assert_eq!(is_overdue, code == StatusCode::Overdue);
        }
    }
}

#[test]
fn grace_is_that_of_the_period_in_which_the_fee_arose() {
    let with_grace = |grace_days| Policy {
        grace_days,
        ..Policy::preset(Preset::CopyFair)
    };
    for (first, then, code) in [(200, 0, StatusCode::Grace), (0, 200, StatusCode::Overdue)] {
        let mut commons = Commons::found_with(&with_grace(first));
        let acme = commons.acme;
        commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
        commons.sell(45_000_00, "PPL");
        commons.adopt(("2026-03-01", "2026-04-01"), &with_grace(then));
        assert_eq!(commons.status(acme, "2026-05-15").code, code);
    }
}

#[test]
fn rules_of_a_later_day_ask_for_no_more_signers_before_it() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    commons.sell(45_000_00, "PPL");
    let sold = commons.entries.last().expect("written").id;
    let twice = commons.report(10_000_00, "PPL");
    let twice = commons.write("dev", "2026-04-01", twice);
    commons.take_out(twice, "2026-04-02");
    let before = commons.status(acme, "2026-04-15");
    assert_eq!((before.code, before.owed), (StatusCode::FeeDue, 1_350_00));
    let three = Policy {
        attesters: 3,
        seal_quorum: 3,
        ..Policy::preset(Preset::CopyFair)
    };
    commons.adopt(("2026-04-20", "2026-07-01"), &three);
    let after = commons.status(acme, "2026-04-15");
    assert_eq!(after.fingerprint, before.fingerprint);
    assert_eq!((after.code, after.owed), (before.code, before.owed));
    assert!(after.used.contains(&sold));
    commons.is_the_same_anew("2026-04-15");
    // That more have to sign is listed at once, and it is so from that day on.
    let one_more = Some(Needs::Stewards { have: 2, needed: 3 });
    let decision = commons
        .entries
        .iter()
        .find(|entry| matches!(&entry.fact.fact, Fact::Void(said) if said.fact == twice));
    let decision = decision.expect("written").id;
    let attested = commons
        .entries
        .iter()
        .find(|entry| matches!(&entry.fact.fact, Fact::ClassAttestation(_)));
    let attested = attested.expect("written").id;
    for fact in [decision, attested] {
        assert_eq!(commons.needs(fact), one_more);
    }
    assert_eq!(commons.status(acme, "2026-06-30").waiting, []);
    let later = commons.status(acme, "2026-07-01");
    assert_eq!(later.code, StatusCode::Undeclared);
    assert_eq!(later.waiting.len(), 2);
    commons.is_the_same_anew("2026-07-01");
    // One who signs in time keeps it as it was.
    for fact in [decision, attested] {
        commons.co_sign(&["cleo"], "2026-06-01", fact);
        commons.co_sign(&["ana"], "2026-06-01", fact);
    }
    for as_of in ["2026-04-15", "2026-07-01"] {
        let signed = commons.status(acme, as_of);
        assert_eq!((signed.owed, signed.waiting), (1_350_00, vec![]));
        commons.is_the_same_anew(as_of);
    }
}

#[test]
fn an_agreement_for_one_design_covers_no_other() {
    for (designs, covers) in [(vec![], true), (vec![5], true), (vec![6], false)] {
        let mut commons = Commons::found(Preset::PplFaithful);
        let acme = commons.acme;
        commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
        commons.sell(45_000_00, "PPL");
        let agreed = ledger::Agreement {
            licensee: acme,
            designs: designs.iter().map(|n| DocumentId([*n; 32])).collect(),
            flat: Some(money(250_00, "EUR")),
            rate: None,
            from: day("2026-01-01"),
            to: None,
            text: None,
            note: String::new(),
        };
        let agreed = commons.write("ana", "2026-01-02", agreed);
        commons.co_sign(&["ben"], "2026-01-02", agreed);
        let status = commons.status(acme, "2026-04-15");
        let expected = match covers {
            true => (StatusCode::FeeDue, 250_00),
            false => (StatusCode::NotLicensed, 0),
        };
        assert_eq!((status.code, status.owed), expected, "{designs:?}");
    }
}

#[test]
fn the_licence_of_a_version_is_what_the_version_says() {
    let mut commons = Commons::found(Preset::CopyFair);
    let acme = commons.acme;
    commons.attest(acme, AgentClass::ForProfit, day("2026-01-01"));
    let design = DocumentId([5; 32]);
    let mut report = commons.report(45_000_00, "CERN-OHL-S-2.0");
    let release = commons.release("ana", "2026-01-04", design, &[]);
    report.designs[0].release = Some(release);
    let other = commons.write("dev", "2026-04-01", report.clone());
    assert_eq!(commons.refused(other), Some(Refusal::OtherLicence));
    assert_eq!(commons.status(acme, "2026-04-15").owed, 0);
    report.designs[0].state = lineages::state(design);
    let own = commons.write("dev", "2026-04-02", report.clone());
    assert_eq!(commons.refused(own), None);
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_350_00);
    // A version of another design is not the one that was used.
    report.designs[0].state = lineages::state(DocumentId([6; 32]));
    let wrong = commons.write("dev", "2026-04-02", report);
    assert_eq!(commons.refused(wrong), Some(Refusal::OtherLicence));
    commons.is_the_same_anew("2026-04-15");
}

#[test]
fn a_review_that_bears_a_day_before_the_work_counts_as_of_the_work() {
    let (mut commons, _) = five_hours();
    let acme = commons.acme;
    let affiliation = ledger::Affiliation {
        person: commons.person("eva"),
        organisation: acme,
        from: day("2026-02-01"),
        to: None,
    };
    commons.write("eva", "2026-02-01", affiliation);
    let more = commons.hours("ana", "10", "2026-02-11");
    commons.accept("ben", more, "10", "2026-02-12");
    commons.accept("eva", more, "10", "2026-01-20");
    assert_eq!(commons.status(acme, "2026-04-15").owed, 1_349_00);
}
