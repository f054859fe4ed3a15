//! What people write into their ledgers, and what does not count.

mod golden;
mod property;
mod writing;

use super::*;
use crate::day::Day;
use crate::id::{AgentId, ChangeHash, DocumentId, FactId, FileHash};
use crate::number::{Currency, Money, Quantity, Ratio};
use crate::rsd1::AgentClass;
use crate::rsd1::distribution::{Receiver, Way};

const ANA: AgentId = AgentId([1; 16]);
const BEN: AgentId = AgentId([2; 16]);
const ACME: AgentId = AgentId([9; 16]);
/// 2026-02-20.
const TODAY: Day = Day(20_504);

fn state() -> DesignState {
    DesignState {
        design: DocumentId([4; 32]),
        heads: vec![ChangeHash([5; 32]), ChangeHash([6; 32])],
        licence: "LicenseRef-CopyFair".into(),
    }
}

fn hours(hours: &str) -> Quantity {
    Quantity::parse(hours, work::UNIT_HOUR).unwrap()
}

fn euro(minor: i64) -> Money {
    Money {
        minor,
        currency: Currency::EUR,
    }
}

fn contribution() -> Contribution {
    Contribution {
        provider: ANA,
        on_behalf_of: Some(ACME),
        kind: "design".into(),
        quantity: hours("5"),
        from: Day(20_494),
        to: Day(20_494),
        state: Some(state()),
        deliverable: Some("build-7".into()),
        share: Ratio::new(1, 2),
        evidence: vec![FileHash([7; 32])],
        note: "Hinges redrawn.\nTested twice.".into(),
        supersedes: Some(FactId([8; 32])),
        machine_part: Some("A program drew the hinges first.".into()),
    }
}

fn use_report() -> UseReport {
    UseReport {
        user: ACME,
        designs: vec![UsedDesign {
            state: state(),
            release: Some(FactId([3; 32])),
            part: Ratio::ONE,
        }],
        commercial: true,
        from: Day(20_454),
        to: Day(20_500),
        units: Some(12),
        revenue: Some(euro(4_500_000)),
        note: String::new(),
    }
}

fn release() -> Release {
    Release {
        state: state(),
        version: "1.0".into(),
        snapshot: FileHash([1; 32]),
        files: vec![FileHash([2; 32]), FileHash([3; 32])],
        parents: vec![
            Parent {
                release: Some(FactId([4; 32])),
                address: None,
                weight: Ratio::new(1, 2).unwrap(),
            },
            Parent {
                release: None,
                address: Some("https://example.org/press".into()),
                weight: Ratio::new(1, 2).unwrap(),
            },
        ],
        note: "First that was built.".into(),
    }
}

/// One of each kind, with every field in use.
pub(crate) fn one_of_each() -> Vec<Fact> {
    let fact = FactId([8; 32]);
    let (from, to) = (Day(20_454), Some(Day(20_500)));
    vec![
        contribution().into(),
        ContributionReview {
            contribution: fact,
            accepted: hours("4.5"),
            reason: "Half an hour was for another design.".into(),
        }
        .into(),
        ReviewWithdrawn {
            review: fact,
            reason: "Wrong entry.".into(),
        }
        .into(),
        Confirm { fact }.into(),
        Affiliation {
            person: ANA,
            organisation: ACME,
            from,
            to,
        }
        .into(),
        ClassAttestation {
            agent: ACME,
            class: AgentClass::ForProfit,
            all_surplus_to_workers: false,
            evidence: vec![FileHash([7; 32])],
            source: "Commercial register, 2026".into(),
            from,
            to,
        }
        .into(),
        CoSign { fact }.into(),
        use_report().into(),
        Payment {
            payer: ACME,
            amount: euro(125_000),
            day: TODAY,
            reference: "2026-Q1".into(),
        }
        .into(),
        PaymentConfirmed { payment: fact }.into(),
        DesignReview {
            state: state(),
            verdict: Verdict::Unsafe,
            checked: vec!["guards".into()],
            note: "The blade is open.".into(),
        }
        .into(),
        release().into(),
        Control {
            agent: ACME,
            controller: BEN,
            basis_points: 6_000,
            from,
            to,
        }
        .into(),
        Void {
            fact,
            reason: "Never happened.".into(),
        }
        .into(),
        Agreement {
            licensee: ACME,
            designs: vec![DocumentId([4; 32])],
            flat: Some(euro(25_000)),
            rate: None,
            from,
            to,
            text: Some(FileHash([7; 32])),
            note: String::new(),
        }
        .into(),
        Seal {
            from: Day(20_454),
            to: Day(20_500),
            ledgers: vec![SealedLedger {
                document: DocumentId([4; 32]),
                entries: 1000,
                hash: ChangeHash([5; 32]),
            }],
            exceptions: vec![fact],
            rules: FileHash([8; 32]),
        }
        .into(),
        SplitAgreement {
            deliverable: "build-7".into(),
            shares: vec![
                Share {
                    agent: ANA,
                    share: Ratio::new(1, 3).unwrap(),
                },
                Share {
                    agent: BEN,
                    share: Ratio::new(2, 3).unwrap(),
                },
            ],
        }
        .into(),
        Challenge {
            fact,
            reason: "I was there.".into(),
        }
        .into(),
        Suspension {
            agent: ACME,
            reason: "By decision of May.".into(),
            from,
            to,
        }
        .into(),
        distribution().into(),
        Received {
            distribution: fact,
            agent: ANA,
        }
        .into(),
    ]
}

fn distribution() -> Distribution {
    let ratio = |p, q| Ratio::new(p, q).unwrap();
    let bucket = |name: &str, share, way, kinds: &[&str]| Bucket {
        name: name.into(),
        share,
        way,
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
    };
    let payout = |bucket, to, minor| Payout::new(bucket, &to, minor);
    Distribution {
        from: Day(20_454),
        to: Day(20_500),
        amount: euro(100_000),
        policy: FileHash([7; 32]),
        sources: vec![Source {
            design: DocumentId([4; 32]),
            release: Some(FactId([3; 32])),
            minor: 100_000,
        }],
        buckets: vec![
            bucket("Contributors", ratio(3, 5), Way::Designs, &[]),
            bucket("Care", ratio(1, 4), Way::Work, &["care", "governance"]),
            bucket("Machinery", ratio(3, 20), Way::Kept, &[]),
        ],
        payouts: vec![
            payout(0, Receiver::Agent(ANA), 50_000),
            payout(
                0,
                Receiver::Upstream("https://example.org/press".into()),
                10_000,
            ),
            payout(1, Receiver::Agent(BEN), 25_000),
            payout(2, Receiver::Commons, 15_000),
        ],
        note: "As the assembly of May agreed.".into(),
    }
}

pub(crate) fn written(fact: impl Into<Fact>) -> WrittenFact {
    WrittenFact {
        by: ANA,
        day: TODAY,
        fact: fact.into(),
    }
}

#[test]
fn each_fact_survives_writing_and_reading() {
    for fact in one_of_each() {
        let fact = written(fact);
        let bytes = fact.encode();
        assert!(crate::cbor::is_canonical(&bytes));
        assert_eq!(WrittenFact::decode(&bytes), Ok(fact.clone()));
        assert_eq!(fact.check(), Ok(()), "{:?}", fact.fact);
    }
}

#[test]
fn what_a_newer_program_writes_is_kept_as_it_is() {
    let newer = Fact::Unknown(UnknownFact {
        version: 1,
        kind: 900,
        body: vec![0xa1, 0x00, 0x63, b'n', b'e', b'w'],
    });
    let fact = written(newer);
    assert_eq!(WrittenFact::decode(&fact.encode()), Ok(fact.clone()));
    assert_eq!(fact.check(), Ok(()));
    let next_version = written(Fact::Unknown(UnknownFact {
        version: 2,
        kind: 1,
        body: vec![0xa0],
    }));
    let bytes = next_version.encode();
    assert_eq!(WrittenFact::decode(&bytes), Ok(next_version));
}

#[test]
fn a_field_that_a_newer_program_adds_does_no_harm() {
    let confirm = written(Confirm {
        fact: FactId([8; 32]),
    });
    let mut bytes = confirm.encode();
    let body = bytes.len() - (1 + 1 + 2 + 32);
    assert_eq!(bytes[body], 0xa1);
    bytes[body] = 0xa2;
    bytes.extend([0x18, 0x63, 0x05]);
    assert_eq!(WrittenFact::decode(&bytes), Ok(confirm));
}

#[test]
fn a_contribution_that_cannot_be_is_named() {
    let problem = |change: fn(&mut Contribution)| {
        let mut fact = contribution();
        change(&mut fact);
        written(fact).check().unwrap_err()
    };
    use FactProblem::*;
    assert_eq!(problem(|c| c.quantity.mantissa = 0), QuantityNotPositive);
    assert_eq!(problem(|c| c.quantity.mantissa = -5), QuantityNotPositive);
    assert_eq!(problem(|c| c.quantity.scale = 40), QuantityMalformed);
    assert_eq!(problem(|c| c.quantity.unit.clear()), QuantityMalformed);
    assert_eq!(problem(|c| c.from = c.to.plus(1)), EndsBeforeItBegins);
    assert_eq!(problem(|c| c.from = Day(i32::MIN)), ImpossibleDay);
    assert_eq!(problem(|c| c.to = Day(i32::MAX)), ImpossibleDay);
    assert_eq!(problem(|c| c.to = TODAY.plus(2)), InTheFuture);
    assert_eq!(problem(|c| c.share = Ratio::new(3, 2)), ShareOutOfRange);
    assert_eq!(problem(|c| c.share = Some(Ratio::ZERO)), ShareOutOfRange);
    assert_eq!(problem(|c| c.deliverable = None), ShareOfNothing);
    assert_eq!(problem(|c| c.kind.clear()), NameMalformed);
    assert_eq!(problem(|c| c.note = "a".repeat(4097)), TextMalformed);
    assert_eq!(problem(|c| c.note = "a\u{202e}b".into()), TextMalformed);
    let files = |c: &mut Contribution| c.evidence = vec![FileHash([7; 32]); 33];
    assert_eq!(problem(files), ListOutOfRange);
    let twice = |c: &mut Contribution| c.evidence = vec![FileHash([7; 32]); 2];
    assert_eq!(problem(twice), ListNotSorted);
    fn heads(c: &mut Contribution) -> &mut Vec<ChangeHash> {
        &mut c.state.as_mut().unwrap().heads
    }
    assert_eq!(problem(|c| heads(c).clear()), ListOutOfRange);
    assert_eq!(problem(|c| heads(c).reverse()), ListNotSorted);
}

#[test]
fn a_use_report_that_cannot_be_is_named() {
    let problem = |change: fn(&mut UseReport)| {
        let mut fact = use_report();
        change(&mut fact);
        written(fact).check().unwrap_err()
    };
    use FactProblem::*;
    assert_eq!(problem(|u| u.designs.clear()), ListOutOfRange);
    assert_eq!(
        problem(|u| u.designs[0].part = Ratio::ZERO),
        ShareOutOfRange
    );
    let more = |u: &mut UseReport| u.designs[0].part = Ratio::new(5, 4).unwrap();
    assert_eq!(problem(more), ShareOutOfRange);
    assert_eq!(problem(|u| u.revenue = None), RevenueMissing);
    assert_eq!(problem(|u| u.revenue = Some(euro(-1))), AmountTooSmall);
    assert_eq!(problem(|u| u.to = u.from.plus(-1)), EndsBeforeItBegins);
    assert_eq!(problem(|u| u.to = TODAY.plus(2)), InTheFuture);
    let mut private = use_report();
    (private.commercial, private.revenue) = (false, None);
    assert_eq!(written(private).check(), Ok(()));
}

#[test]
fn the_other_facts_have_their_problems_too() {
    use FactProblem::*;
    let problem = |fact: Fact| written(fact).check().unwrap_err();
    let review = |accepted: &str, reason: &str| ContributionReview {
        contribution: FactId([8; 32]),
        accepted: hours(accepted),
        reason: reason.into(),
    };
    assert_eq!(problem(review("0", "").into()), ReasonMissing);
    assert_eq!(problem(review("-1", "").into()), AcceptedNegative);
    let payment = Payment {
        payer: ACME,
        amount: euro(0),
        day: TODAY,
        reference: String::new(),
    };
    assert_eq!(problem(payment.into()), AmountTooSmall);
    let control = Control {
        agent: ACME,
        controller: BEN,
        basis_points: 10_001,
        from: TODAY,
        to: None,
    };
    assert_eq!(problem(control.clone().into()), ControlOutOfRange);
    let own = Control {
        controller: ACME,
        ..control
    };
    assert_eq!(problem(own.into()), SameAgent);
    let mut both = release();
    both.parents[0].address = Some("https://example.org".into());
    assert_eq!(problem(both.into()), NotExactlyOne);
    let mut fine = release();
    fine.parents[0].weight = Ratio::new(1, 9_973).unwrap();
    fine.parents[1].weight = Ratio::new(1, 9_967).unwrap();
    assert_eq!(problem(fine.into()), WeightsTooFine);
    let split = SplitAgreement {
        deliverable: "build-7".into(),
        shares: vec![Share {
            agent: ANA,
            share: Ratio::new(1, 2).unwrap(),
        }],
    };
    assert_eq!(problem(split.into()), SharesNotWhole);
    let void = Void {
        fact: FactId([8; 32]),
        reason: " ".into(),
    };
    assert_eq!(problem(void.into()), ReasonMissing);
    let mut day = written(contribution());
    day.day = Day(i32::MAX);
    assert_eq!(day.check(), Err(ImpossibleDay));
}

#[test]
fn an_income_that_is_not_shared_out_whole_is_named() {
    use FactProblem::*;
    let problem = |change: fn(&mut Distribution)| {
        let mut fact = distribution();
        change(&mut fact);
        written(fact).check().unwrap_err()
    };
    assert_eq!(problem(|d| d.amount.minor += 1), SharesNotWhole);
    assert_eq!(problem(|d| d.payouts[0].minor -= 1), SharesNotWhole);
    assert_eq!(problem(|d| d.payouts[0].minor = i64::MAX), SharesNotWhole);
    assert_eq!(problem(|d| d.payouts[0].minor = -1), AmountTooSmall);
    assert_eq!(problem(|d| d.sources[0].minor = 99_999), SharesNotWhole);
    assert_eq!(problem(|d| d.sources.clear()), SharesNotWhole);
    assert_eq!(problem(|d| d.buckets[0].share = Ratio::ONE), SharesNotWhole);
    assert_eq!(problem(|d| d.buckets[1].kinds.clear()), Contradiction);
    assert_eq!(problem(|d| d.payouts[3].bucket = 3), Contradiction);
    assert_eq!(problem(|d| d.payouts.swap(0, 1)), ListNotSorted);
    assert_eq!(problem(|d| d.payouts[1].agent = Some(BEN)), NotExactlyOne);
    assert_eq!(problem(|d| d.buckets.clear()), ListOutOfRange);
    assert_eq!(problem(|d| d.to = TODAY.plus(2)), InTheFuture);
}

#[test]
fn no_bytes_make_the_reader_panic() {
    for fact in one_of_each() {
        let bytes = written(fact).encode();
        for at in 0..bytes.len() {
            for byte in [0, 0x1b, 0x3b, 0x7f, 0x9f, 0xa0, 0xf6, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] = byte;
                if let Ok(fact) = WrittenFact::decode(&damaged) {
                    let _ = fact.check();
                }
            }
            assert_eq!(
                WrittenFact::decode(&bytes[..at]),
                Err(FactProblem::Unreadable)
            );
        }
    }
}
