//! A device writes its ledger, entry by entry.

use super::*;
use crate::change::is_signed_by;
use crate::entry::{Envelope, fact_id};
use crate::id::CommonsId;
use crate::key::DeviceKey;
use crate::name::DocumentName;

const COMMONS: CommonsId = CommonsId([1; 16]);

fn confirm() -> WrittenFact {
    written(Confirm {
        fact: FactId([8; 32]),
    })
}

#[test]
fn entries_hang_together_and_are_signed() {
    let key = DeviceKey::from_seed([1; 32]);
    let mut writer = LedgerWriter::new(COMMONS);
    let mut last = None;
    for seq in 1..=3 {
        let entry = writer
            .next_change(&key, 1_770_000_000_000, &confirm())
            .unwrap();
        writer.advance(&entry);
        let document = DocumentName::ledger(key.device(), 0).id(COMMONS);
        let read = read_entry(&entry.change.bytes).unwrap();
        assert_eq!((read.device, read.seq), (key.device(), seq));
        assert_eq!(WrittenFact::decode(read.bytes), Ok(confirm()));
        assert_eq!(entry.id, fact_id(COMMONS, document, seq, read.bytes));
        let signature = entry.change.signature.unwrap();
        let device = key.device();
        assert!(is_signed_by(
            device, COMMONS, document, read.hash, &signature
        ));
        assert_eq!(
            crate::entry::EntryChange::decode(&entry.change.bytes)
                .unwrap()
                .deps,
            Vec::from_iter(last)
        );
        last = Some(read.hash);
    }
    assert_eq!(writer.tip().entries, 3);
}

#[test]
fn after_a_thousand_entries_the_next_ledger_names_the_last_one() {
    let key = DeviceKey::from_seed([1; 32]);
    let mut writer = LedgerWriter::new(COMMONS);
    let mut thousandth = None;
    for seq in 1..=1001u64 {
        let entry = writer.next_change(&key, 0, &confirm()).unwrap();
        assert_eq!(entry.name.ledger_number(), Some((seq - 1) / 1000));
        writer.advance(&entry);
        let read = read_entry(&entry.change.bytes).unwrap();
        let follows = Envelope::decode(read.bytes).unwrap().follows;
        match seq {
            1000 => thousandth = Some(read.hash),
            1001 => {
                assert_eq!(read.seq, 1);
                assert_eq!(follows, thousandth);
            }
            _ => assert_eq!(follows, None),
        }
        assert_eq!(WrittenFact::decode(read.bytes), Ok(confirm()));
    }
    let ledgers = [
        (1, 1, writer.tip().hash.unwrap()),
        (0, 1000, thousandth.unwrap()),
    ];
    assert_eq!(LedgerWriter::resume(COMMONS, ledgers), writer);
    assert_eq!(
        LedgerWriter::resume(COMMONS, []),
        LedgerWriter::new(COMMONS)
    );
}

#[test]
fn a_fact_that_would_not_count_is_not_written() {
    let key = DeviceKey::from_seed([1; 32]);
    let writer = LedgerWriter::new(COMMONS);
    let mut work = contribution();
    work.quantity.mantissa = 0;
    assert_eq!(
        writer.next_change(&key, 0, &written(work)),
        Err(FactProblem::QuantityNotPositive.into())
    );
    let newer = written(Fact::Unknown(UnknownFact {
        version: 1,
        kind: 900,
        body: crate::entry::body_bytes(&vec![7u64; 62_000]),
    }));
    let refusal = writer.next_change(&key, 0, &newer).err();
    assert_eq!(refusal, Some(LedgerError::TooLong));
}

#[test]
fn the_largest_facts_fit_into_an_entry() {
    let hashes = |count: usize| {
        (0..count).map(|n| {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&(n as u64).to_be_bytes());
            hash
        })
    };
    let mut large = release();
    large.files = hashes(1000).map(FileHash).collect();
    let seal = Seal {
        from: Day(20_454),
        to: Day(20_500),
        ledgers: hashes(600)
            .map(|hash| SealedLedger {
                document: DocumentId(hash),
                entries: 1000,
                hash: ChangeHash(hash),
            })
            .collect(),
        exceptions: hashes(256).map(FactId).collect(),
        rules: FileHash([8; 32]),
    };
    let key = DeviceKey::from_seed([1; 32]);
    for fact in [Fact::from(large), Fact::from(seal)] {
        let entry = LedgerWriter::new(COMMONS).next_change(&key, 0, &written(fact));
        assert!(read_entry(&entry.unwrap().change.bytes).is_some());
    }
}

#[test]
fn a_charter_act_or_a_gap_is_no_entry() {
    let key = DeviceKey::from_seed([1; 32]);
    let value = confirm().encode();
    let change = |entry_key: &str, seq, deps| {
        crate::entry::EntryChange {
            actor: key.device(),
            seq,
            start_op: seq,
            time_ms: 0,
            deps,
            key: entry_key,
            value: &value,
        }
        .encode()
    };
    assert!(read_entry(&change("entries/0001", 1, vec![])).is_some());
    assert!(read_entry(&change("entries/0002", 1, vec![])).is_none());
    assert!(read_entry(&change("entries/0002", 2, vec![])).is_none());
    assert!(read_entry(&change("entries/0000", 0, vec![])).is_none());
    let after = vec![ChangeHash([1; 32])];
    assert!(read_entry(&change("entries/0002", 2, after.clone())).is_some());
    assert!(read_entry(&change("entries/03e9", 1001, after)).is_none());
    assert!(read_entry(b"nonsense").is_none());
}
