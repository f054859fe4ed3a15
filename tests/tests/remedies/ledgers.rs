//! A seal names no ledger that earlier ones know wholly, so a commons of any size closes its quarters.

use super::*;
use model::books::TooManyLedgers;
use model::ledger::decision::SEALED_LEDGERS_MAX;
use model::rsd1::Period;

/// So many ledgers are begun in each quarter.
const BEGUN: u64 = 400;

impl Commons {
    /// An hour of Ana's for Acme that stands alone in a ledger of hers.
    fn alone_in(&mut self, ledger: u64, on: Day) -> FactId {
        let device = self.keys["ana"].device();
        let mut id = [0x55; 32];
        id[..8].copy_from_slice(&ledger.to_be_bytes());
        let on = on.to_string();
        let entry = BookEntry {
            id: FactId(id),
            device,
            document: DocumentName::ledger(device, ledger).id(self.id),
            seq: 1,
            fact: WrittenFact {
                by: self.person("ana"),
                day: day(&on),
                fact: self.contribution("ana", "1", &on).into(),
            },
        };
        self.entries.push(entry.clone());
        assert!(self.books.add(entry));
        FactId(id)
    }

    /// How far every ledger reaches here.
    fn here(&self) -> Vec<SealedLedger> {
        let mut here: BTreeMap<DocumentId, u32> = BTreeMap::new();
        for entry in &self.entries {
            let last = here.entry(entry.document).or_default();
            *last = (*last).max(u32::try_from(entry.seq).expect("few"));
        }
        let reach = |(document, entries)| SealedLedger {
            document,
            entries,
            hash: ChangeHash([1; 32]),
        };
        here.into_iter().map(reach).collect()
    }

    fn sealing(&mut self, period: Period) -> Result<Vec<SealedLedger>, TooManyLedgers> {
        let here = self.here();
        self.books.ledgers_to_seal(&self.charter, period, here)
    }

    fn seal_all(&mut self, period: Period, exceptions: Vec<FactId>) -> usize {
        let ledgers = self.sealing(period).expect("few enough");
        let named = ledgers.len();
        let seal = ledger::Seal {
            from: period.first(),
            to: period.last(),
            ledgers,
            exceptions,
            rules: model::id::FileHash([0; 32]),
        };
        let on = period.last().plus(2).to_string();
        let seal = self.write("ana", &on, seal);
        self.co_sign(&["ben"], &on, seal);
        named
    }
}

fn quarter(name: &str) -> Period {
    Period::parse(name).expect("a quarter")
}

#[test]
fn a_commons_of_more_ledgers_than_a_seal_can_name_closes_its_quarters() {
    let mut commons = Commons::found(Preset::CopyFair);
    let quarters = ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"].map(quarter);
    let mut named = vec![];
    let mut left_out = vec![];
    for (n, period) in (0..).zip(quarters) {
        for at in 0..BEGUN {
            let on = period.first().plus(i32::try_from(at % 90).expect("few"));
            let hour = commons.alone_in(1 + n * BEGUN + at, on);
            if (n, at) == (0, 7) {
                left_out.push(hour);
            }
        }
        let exceptions = if n == 0 { left_out.clone() } else { vec![] };
        named.push(commons.seal_all(period, exceptions));
    }
    let begun = usize::try_from(BEGUN).expect("few");
    // Ana's and Ben's own ledgers go on; the one of which an entry was left out is named once more.
    assert_eq!(named, [begun, begun + 3, begun + 2, begun + 2]);
    assert!(commons.here().len() > 2 * SEALED_LEDGERS_MAX);
    let seals = commons.books.seals(&commons.charter);
    let late: Vec<(bool, u32)> = seals.iter().map(|seal| (seal.holds, seal.late)).collect();
    assert_eq!(late, [(true, 1), (true, 0), (true, 0), (true, 0)]);
    // All that is closed is seen in the last quarter, and waits for reviews there.
    let acme = commons.acme;
    let status = commons.status(acme, "2026-12-31");
    assert_eq!(status.pending.len(), 4 * begun);
}

#[test]
fn what_was_begun_after_the_period_waits_and_what_was_not_is_never_left_out() {
    let mut commons = Commons::found(Preset::CopyFair);
    let (first, second) = (quarter("2026-Q1"), quarter("2026-Q2"));
    for at in 0..500 {
        commons.alone_in(1 + at, first.first().plus(3));
    }
    for at in 500..900 {
        commons.alone_in(1 + at, second.first().plus(3));
    }
    let named = commons.sealing(first).expect("few enough");
    assert_eq!(named.len(), SEALED_LEDGERS_MAX);
    assert!(named.is_sorted());
    let named: BTreeSet<DocumentId> = named.into_iter().map(|one| one.document).collect();
    let of_it = commons
        .entries
        .iter()
        .filter(|entry| entry.fact.day <= first.last());
    assert!(
        of_it
            .map(|entry| entry.document)
            .all(|own| named.contains(&own))
    );
    for at in 900..1100 {
        commons.alone_in(1 + at, first.first().plus(4));
    }
    assert_eq!(commons.sealing(first), Err(TooManyLedgers(700)));
}
