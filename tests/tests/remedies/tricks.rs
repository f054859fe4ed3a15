//! What somebody could try for points that were not earned or fees that are not owed, and what becomes of it.

use super::*;
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
