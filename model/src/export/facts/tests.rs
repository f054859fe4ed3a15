//! Everything that a fact or an act says stands in its line by name.

use super::*;
use crate::ledger::tests::{one_of_each, written};
use crate::ledger::{Fact, UnknownFact};
use crate::rsd1::{Policy, Preset};
use proptest::prelude::*;

fn placed(bytes: &[u8]) -> Placed<'_> {
    Placed {
        id: FactId([1; 32]),
        document: DocumentId([2; 32]),
        device: DeviceId([3; 32]),
        seq: 4,
        time_ms: 5,
        bytes,
    }
}

/// The names of all keys, at any depth.
fn names(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (name, value) in entries {
                into.push(name.clone());
                names(value, into);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| names(value, into)),
        _ => {}
    }
}

fn is_named_throughout(line: &Value) {
    let mut all = Vec::new();
    names(&line["body"], &mut all);
    assert!(line["name"].is_string(), "{line:#}");
    for name in all {
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        assert!(!is_number && name != "bytes", "{name} in {line:#}");
    }
}

#[test]
fn every_kind_of_fact_is_written_by_name() {
    let facts = one_of_each();
    let mut kinds = Vec::new();
    for said in facts {
        let bytes = written(said).encode();
        let line = fact(&placed(&bytes));
        is_named_throughout(&line);
        kinds.push(line["kind"].as_u64().expect("a number"));
    }
    let known: Vec<u64> = schema::FACTS
        .iter()
        .map(|kind| u64::from(kind.number))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, known);
}

#[test]
fn every_kind_of_act_is_written_by_name() {
    let mut kinds = Vec::new();
    for (what, bytes) in crate::charter::tests::golden::one_of_each() {
        let line = act(&placed(&bytes), ChangeHash([6; 32]), &[ChangeHash([7; 32])]);
        is_named_throughout(&line);
        assert!(line["body"].is_object(), "{what}: {line:#}");
        kinds.push(line["kind"].as_u64().expect("a number"));
    }
    let known = schema::ACTS.iter().map(|kind| u64::from(kind.number));
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, known.collect::<Vec<_>>());
}

#[test]
fn the_rules_stand_in_the_founding_by_name() {
    let policy = Policy::preset(Preset::Lenient).to_bytes();
    let policy = body(&policy, Some(schema::POLICY));
    assert_eq!(policy["fee_rate"], "1/100");
    assert_eq!(policy["commercial"]["for_profit"], "fee");
    assert_eq!(policy["types"][0]["unit"], "deliverable");
    assert_eq!(policy["ages"][0], json!({"days": 365, "factor": "1"}));
    let all = policy.as_object().expect("an object");
    assert_eq!(all.len(), schema::POLICY.len());
}

#[test]
fn a_contribution_reads_as_people_would_write_it() {
    let bytes = written(one_of_each().remove(0)).encode();
    let line = fact(&placed(&bytes));
    assert_eq!(line["name"], "contribution");
    assert_eq!(line["day"], "2026-02-20");
    let body = &line["body"];
    assert_eq!(body["quantity"], json!({"number": "5", "unit": "om:hour"}));
    assert_eq!(body["share"], "1/2");
    assert_eq!(body["from"], "2026-02-10");
    assert_eq!(body["on_behalf_of"], AgentId([9; 16]).to_string());
    let given = line["bytes"].as_str().expect("text");
    assert_eq!(BASE64.decode(given.as_bytes()), Ok(bytes));
}

#[test]
fn what_a_newer_program_writes_stands_there_with_its_numbers() {
    // {0: 5, 1: h'0102', 2: {"a": [true, null]}}
    let body = [
        0xa3, 0x00, 0x05, 0x01, 0x42, 0x01, 0x02, 0x02, 0xa1, 0x61, 0x61, 0x82, 0xf5, 0xf6,
    ];
    let unknown = UnknownFact {
        version: 1,
        kind: 900,
        body: body.to_vec(),
    };
    let line = fact(&placed(&written(Fact::Unknown(unknown)).encode()));
    assert_eq!(line["name"], Value::Null);
    let expected = json!({"0": 5, "1": {"bytes": "aeba"}, "2": {"a": [true, null]}});
    assert_eq!(line["body"], expected);
}

#[test]
fn rules_that_are_nested_without_end_are_written_as_bytes() {
    let mut founding = vec![0xa1, 0x04, 0x59, 0x27, 0x10];
    founding.extend([0x81; 10_000]);
    let envelope = Envelope {
        version: 1,
        kind: 1,
        by: AgentId([1; 16]),
        on_behalf: None,
        day: Day(0),
        body: &founding,
        follows: None,
    };
    let line = act(
        &placed(&envelope.encode()),
        ChangeHash([6; 32]),
        &[ChangeHash([7; 32])],
    );
    assert!(line["body"]["policy"]["bytes"].is_string(), "{line}");
}

proptest! {
    #[test]
    fn any_bytes_make_a_line(body in prop::collection::vec(any::<u8>(), 0..120), kind in 0..25u16) {
        let _ = fact(&placed(&body));
        let envelope = Envelope {
            version: 1,
            kind,
            by: AgentId([1; 16]),
            on_behalf: None,
            day: Day(0),
            body: &body,
            follows: None,
        };
        let bytes = envelope.encode();
        let line = fact(&placed(&bytes));
        prop_assert_eq!(line["line"].as_str(), Some("fact"));
        if crate::cbor::is_canonical(&bytes) {
            prop_assert_eq!(line["kind"].as_u64(), Some(u64::from(kind)));
            prop_assert!(!line["body"].is_null() || body == [0xf6]);
        } else {
            prop_assert!(line.get("body").is_none());
        }
    }
}
