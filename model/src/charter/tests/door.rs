//! What the charter and the ledger write passes the one door that changes come in by.

use super::*;
use crate::admission::{Context, DocumentState, Verdict, shape, verify_run};
use crate::ledger::{Confirm, LedgerWriter, WrittenFact};

/// The verdict of a peer on this change.
fn judged(
    state: &mut DocumentState,
    charter: &Charter,
    chunk: &[u8],
    previous_ledger: Option<crate::id::ChangeHash>,
) -> Verdict {
    let header = shape(chunk).expect("well formed");
    let context = Context {
        authority: charter,
        previous_ledger: previous_ledger.as_slice(),
    };
    state.admit(&header, chunk, &context)
}

#[test]
fn every_act_that_stands_is_admitted_by_a_peer() {
    let (_, _, cleo) = three();
    let mut home = Home::new(9);
    let name = DocumentName::charter(DeviceKey::from_seed([1; 32]).device(), COMMONS);
    let mut state = DocumentState::new(COMMONS, name);
    for chunk in &cleo.log {
        let verdict = judged(&mut state, &home.charter, chunk, None);
        assert_eq!(verdict, Verdict::Admitted);
        home.receive(chunk).unwrap();
    }
    assert_eq!(state.heads(), home.charter.heads());
    assert_eq!(home.charter, cleo.charter);
}

#[test]
fn a_signed_act_holds_for_this_charter_only() {
    let ana = Home::founder();
    let act = build::invite(ana.person, TODAY, invited(50, Role::Maker, 1, None));
    let change = ana.write(&act).unwrap();
    let header = shape(&change.bytes).unwrap();
    let signature = change.signature.expect("just signed");
    let holds = |commons| verify_run(commons, change.document, [&header], &signature).is_ok();
    assert!(holds(COMMONS));
    assert!(!holds(CommonsId([2; 16])));
}

#[test]
fn a_makers_ledger_is_admitted_beyond_a_thousand_entries() {
    let (_, _, cleo) = three();
    let mut writer = LedgerWriter::new(COMMONS);
    let fact = WrittenFact {
        by: cleo.person,
        day: TODAY,
        fact: Confirm {
            fact: FactId([8; 32]),
        }
        .into(),
    };
    let mut state = None;
    for number in 1..=1002u64 {
        let before = writer.tip();
        let entry = writer.next_change(&cleo.key, NOW, &fact).unwrap();
        if number % 1000 == 1 {
            state = Some(DocumentState::new(COMMONS, entry.name));
        }
        let state = state.as_mut().expect("begun with the first entry");
        let verdict = judged(state, &cleo.charter, &entry.change.bytes, before.hash);
        assert_eq!(verdict, Verdict::Admitted, "entry {number}");
        writer.advance(&entry);
    }
}
