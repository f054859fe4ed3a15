//! Whatever people write comes back as it was.

use super::*;
use proptest::prelude::*;

fn days() -> impl Strategy<Value = (Day, Day)> {
    (Day::FIRST.0..TODAY.0, 0..400i32)
        .prop_map(|(from, more)| (Day(from), Day(from).plus(more).min(TODAY)))
}

fn states() -> impl Strategy<Value = DesignState> {
    let heads = prop::collection::btree_set(any::<[u8; 32]>(), 1..5);
    (any::<[u8; 32]>(), heads, "[A-Za-z0-9.-]{0,40}").prop_map(|(design, heads, licence)| {
        DesignState {
            design: DocumentId(design),
            heads: heads.into_iter().map(ChangeHash).collect(),
            licence,
        }
    })
}

fn ratios() -> impl Strategy<Value = Ratio> {
    (1..=i64::MAX, 1..=i64::MAX)
        .prop_map(|(p, q)| Ratio::new(p.min(q), p.max(q)).expect("q is not 0"))
}

prop_compose! {
    fn contributions()(
        provider in any::<[u8; 16]>(),
        on_behalf_of in prop::option::of(any::<[u8; 16]>()),
        kind in "[a-z_]{1,40}",
        mantissa in 1..=i64::MAX,
        scale in 0..=18u8,
        (from, to) in days(),
        state in prop::option::of(states()),
        share in prop::option::of(ratios()),
        evidence in prop::collection::btree_set(any::<[u8; 32]>(), 0..4),
        note in "[a-zà-ÿ0-9 \n]{0,200}",
        supersedes in prop::option::of(any::<[u8; 32]>()),
        machine_part in prop::option::of("[a-z]{1,40}"),
    ) -> Contribution {
        Contribution {
            provider: AgentId(provider),
            on_behalf_of: on_behalf_of.map(AgentId),
            kind,
            quantity: Quantity { mantissa, scale, unit: work::UNIT_HOUR.into() },
            from,
            to,
            state,
            deliverable: share.map(|_| "build-7".into()),
            share,
            evidence: evidence.into_iter().map(FileHash).collect(),
            note,
            supersedes: supersedes.map(FactId),
            machine_part,
        }
    }
}

proptest! {
    #[test]
    fn a_contribution_comes_back(contribution in contributions()) {
        let fact = written(contribution);
        prop_assert_eq!(fact.check(), Ok(()));
        let bytes = fact.encode();
        prop_assert!(crate::cbor::is_canonical(&bytes));
        let read = WrittenFact::decode(&bytes);
        prop_assert_eq!(read.as_ref(), Ok(&fact));
        prop_assert_eq!(read.map(|fact| fact.encode()), Ok(bytes));
    }

    #[test]
    fn a_use_report_comes_back(state in states(), part in ratios(), minor in 0..=i64::MAX, units in any::<Option<u32>>()) {
        let mut report = use_report();
        report.designs = vec![UsedDesign { state, release: None, part }];
        (report.revenue, report.units) = (Some(euro(minor)), units);
        let fact = written(report);
        prop_assert_eq!(fact.check(), Ok(()));
        prop_assert_eq!(WrittenFact::decode(&fact.encode()), Ok(fact));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), kind in 0..30u16) {
        let _ = WrittenFact::decode(&bytes);
        let body = crate::entry::Envelope {
            version: 1,
            kind,
            by: ANA,
            on_behalf: None,
            day: TODAY,
            body: &bytes,
            follows: None,
        };
        if let Ok(fact) = WrittenFact::decode(&body.encode()) {
            let _ = fact.check();
        }
    }
}
