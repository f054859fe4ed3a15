//! Whose word about what a design came from shares out money: that of stewards, or what one of them stands behind.

use super::*;
use model::books::Backing;
use model::export::statement::{Run, RunState, Shareable, Uncounted};
use model::id::FileHash;
use model::ledger::{Bucket, Distribution, Parent, Release};
use model::rsd1::distribution::{Origin, Receiver, Sharing, Way};
use model::rsd1::policies::policy_id;

pub(super) const SEEDER: DocumentId = DocumentId([5; 32]);
const PRESS: DocumentId = DocumentId([6; 32]);
pub(super) const QUARTER: (&str, &str) = ("2026-01-01", "2026-03-31");

impl Commons {
    pub(super) fn release(
        &mut self,
        who: &'static str,
        on: &str,
        design: DocumentId,
        parents: &[FactId],
    ) -> FactId {
        let parent = |release: &FactId| Parent {
            release: Some(*release),
            address: None,
            weight: Ratio::ONE,
        };
        let version = format!("{}.0", self.entries.len());
        let release = Release {
            state: state(design),
            version,
            snapshot: FileHash([7; 32]),
            files: vec![],
            parents: parents.iter().map(parent).collect(),
            note: String::new(),
        };
        self.write(who, on, release)
    }

    /// What 100.00 for the seeder come to, and which releases are left out of it.
    pub(super) fn shared(&mut self) -> (Sharing, Vec<Uncounted>) {
        let shareable = self.read(|sources| {
            let days = (day(QUARTER.0), day(QUARTER.1));
            Shareable::of(sources, days)
        });
        let basis = shareable.basis;
        let source = basis.source(SEEDER, None, 100_00);
        let origin = match source.release {
            Some(release) => Origin::Release(release),
            None => Origin::Design(SEEDER),
        };
        let sharing = basis.share(100_00, &all_to_designs(), &[(origin, 100_00)]);
        let uncounted = basis.uncounted(&sharing);
        (sharing, uncounted)
    }

    /// What the designs among which it is shared out get, and what of it goes elsewhere.
    fn parts(&mut self) -> Vec<i64> {
        let (sharing, _) = self.shared();
        sharing.origins.into_values().collect()
    }

    pub(super) fn share_out(&mut self, on: &str) -> FactId {
        let (sharing, _) = self.shared();
        let origins: Vec<_> = sharing.origins.keys().map(|(_, origin)| origin).collect();
        let release = origins.iter().find_map(|origin| match origin {
            Origin::Release(release) if self.design_of(*release) == SEEDER => Some(*release),
            _ => None,
        });
        let run = Distribution {
            from: day(QUARTER.0),
            to: day(QUARTER.1),
            amount: money(100_00, "EUR"),
            policy: FileHash(policy_id(
                self.charter.policy(day(QUARTER.0)).expect("founded"),
            )),
            sources: vec![ledger::Source {
                design: SEEDER,
                release,
                minor: 100_00,
            }],
            buckets: all_to_designs(),
            payouts: model::export::statement::runs::table(&sharing),
            note: String::new(),
        };
        self.write("ana", on, run)
    }

    fn design_of(&self, release: FactId) -> DocumentId {
        let found = self.entries.iter().find(|entry| entry.id == release);
        match &found.expect("written here").fact.fact {
            Fact::Release(said) => said.state.design,
            _ => panic!("it is a release"),
        }
    }

    pub(super) fn run(&mut self, run: FactId) -> Run {
        let statement = self.statement("2026-12-31");
        let mut runs = statement.runs.into_iter();
        runs.find(|one| one.id == run).expect("it is listed")
    }
}

pub(super) fn state(design: DocumentId) -> DesignState {
    DesignState {
        design,
        heads: vec![ChangeHash([1; 32])],
        licence: "LicenseRef-CopyFair".to_owned(),
    }
}

fn all_to_designs() -> Vec<Bucket> {
    vec![Bucket {
        name: "Contributors".to_owned(),
        share: Ratio::ONE,
        way: Way::Designs,
        kinds: vec![],
    }]
}

fn why(uncounted: &[Uncounted]) -> Vec<(FactId, Backing, bool)> {
    let each = uncounted.iter();
    each.map(|one| (one.release, one.backing, one.is_closed))
        .collect()
}

/// Ana released both; the seeder came from nothing.
pub(super) fn two_designs() -> (Commons, FactId) {
    let mut commons = Commons::found(Preset::CopyFair);
    let press = commons.release("ana", "2026-01-03", PRESS, &[]);
    commons.release("ana", "2026-01-04", SEEDER, &[]);
    (commons, press)
}

#[test]
fn a_makers_release_moves_no_money_until_a_steward_stands_behind_it() {
    let (mut commons, press) = two_designs();
    assert_eq!(commons.parts(), [100_00]);
    // Dev says that the seeder came from the press, for which he has worked.
    let claimed = commons.release("dev", "2026-02-01", SEEDER, &[press]);
    assert_eq!(commons.parts(), [100_00]);
    let (_, uncounted) = commons.shared();
    assert_eq!(why(&uncounted), [(claimed, Backing::Nobody, false)]);
    // Another maker's word is worth no more.
    commons.co_sign(&["eva"], "2026-02-02", claimed);
    assert_eq!(commons.parts(), [100_00]);
    commons.co_sign(&["ben"], "2026-02-03", claimed);
    let (sharing, uncounted) = commons.shared();
    let by_design = [Origin::Release(claimed), Origin::Release(press)]
        .map(|origin| sharing.origins[&(0, origin)]);
    assert_eq!(by_design, [80_00, 20_00]);
    assert_eq!(uncounted, []);
}

#[test]
fn a_makers_release_takes_no_share_away_from_parents() {
    let (mut commons, press) = two_designs();
    let true_one = commons.release("ana", "2026-02-01", SEEDER, &[press]);
    // Eva releases the same design and leaves out what it came from.
    let hidden = commons.release("eva", "2026-03-01", SEEDER, &[]);
    let (sharing, uncounted) = commons.shared();
    assert_eq!(sharing.origins[&(0, Origin::Release(true_one))], 80_00);
    assert_eq!(why(&uncounted), [(hidden, Backing::Nobody, false)]);
    // A release that says what the counted one says changes nothing, and is not listed.
    commons.release("dev", "2026-03-02", SEEDER, &[press]);
    assert_eq!(commons.shared().1.len(), 1);
}

#[test]
fn a_key_that_is_not_a_stewards_own_stands_behind_nothing() {
    let (mut commons, press) = two_designs();
    let claimed = commons.release("dev", "2026-02-01", SEEDER, &[press]);
    let signature = ledger::CoSign { fact: claimed };
    commons.write_as("eva", "ana", "2026-02-02", signature);
    assert_eq!(commons.parts(), [100_00]);
}

#[test]
fn what_a_steward_backs_after_the_closing_counts_from_the_next_period_on() {
    let (mut commons, press) = two_designs();
    let claimed = commons.release("dev", "2026-02-01", SEEDER, &[press]);
    let run = commons.share_out("2026-04-02");
    let seal = commons.close("ana", QUARTER, "2026-04-03");
    commons.co_sign(&["ben"], "2026-04-03", seal);
    assert_eq!(
        why(&commons.run(run).uncounted),
        [(claimed, Backing::Nobody, true)]
    );
    commons.co_sign(&["cleo"], "2026-04-04", claimed);
    let closed = commons.run(run);
    assert_eq!(closed.state, RunState::Same);
    assert_eq!(why(&closed.uncounted), [(claimed, Backing::TooLate, true)]);
    let next =
        commons.read(|sources| Shareable::of(sources, (day("2026-04-01"), day("2026-06-30"))));
    assert_eq!(next.basis.source(SEEDER, None, 1).release, Some(claimed));
    assert!(next.basis.uncounted(&commons.shared().0).is_empty());
}

#[test]
fn what_stewards_take_out_before_the_closing_moves_nothing_and_after_it_no_more() {
    for (voided_on, expected) in [
        ("2026-04-02", vec![100_00]),
        ("2026-04-05", vec![80_00, 20_00]),
    ] {
        let (mut commons, press) = two_designs();
        let claimed = commons.release("ana", "2026-02-01", SEEDER, &[press]);
        let void = |commons: &mut Commons| {
            let void = ledger::Void {
                fact: claimed,
                reason: "it did not".to_owned(),
            };
            let void = commons.write("ben", voided_on, void);
            commons.co_sign(&["cleo"], voided_on, void);
        };
        let is_before = voided_on < "2026-04-03";
        if is_before {
            void(&mut commons);
        }
        let seal = commons.close("ana", QUARTER, "2026-04-03");
        commons.co_sign(&["ben"], "2026-04-03", seal);
        if !is_before {
            void(&mut commons);
        }
        let mut parts = commons.parts();
        parts.sort_unstable_by_key(|part| std::cmp::Reverse(*part));
        assert_eq!(parts, expected);
    }
}

/// Whoever reads the entries in another order decides the same.
#[test]
fn in_whatever_order_entries_come_the_same_releases_count() {
    let (mut commons, press) = two_designs();
    let claimed = commons.release("dev", "2026-02-01", SEEDER, &[press]);
    commons.release("eva", "2026-02-02", PRESS, &[claimed]);
    commons.co_sign(&["ben"], "2026-02-03", claimed);
    let seal = commons.close("ana", QUARTER, "2026-04-03");
    commons.co_sign(&["ben"], "2026-04-03", seal);
    let here = commons.books.lineages(&commons.charter);
    let count = commons.entries.len();
    for first in 0..count {
        let mut anew = Books::new();
        for at in 0..count {
            anew.add(commons.entries[(first + at * (count - 1)) % count].clone());
            anew.follow(&commons.charter);
        }
        assert_eq!(anew.lineages(&commons.charter), here);
    }
    assert_eq!(here.backing(claimed, day(QUARTER.0)), Backing::Backed);
    let receivers = commons.shared().0.payouts.into_keys().map(|(_, to)| to);
    assert_eq!(
        receivers.collect::<Vec<_>>(),
        [Receiver::Commons],
        "nobody has worked"
    );
}
