//! What it costs to let changes in: the shape of each, one signature for each run, its place and its meaning; beside
//! parsing and applying the same changes with no check at all.

use crate::everyday::Rounds;
use crate::measure::{Memory, timed};
use crate::town::settle;
use automerge::{Automerge, Change};
use model::admission::{Context, DocumentState, Verdict, shape, verify_run};
use model::change::{RUN_CHANGES_MAX, SignedChange};
use model::charter::Charter;
use model::entry::LEDGER_ENTRIES_MAX;
use model::id::{ChangeHash, DocumentId};
use model::name::DocumentName;
use std::collections::BTreeMap;
use tests::bulk::generated_design;

/// A document and all its changes, by one device.
type Documents = Vec<(DocumentName, Vec<SignedChange>)>;

/// Who judges, and where the ledgers end that are full.
struct Door<'a> {
    charter: &'a Charter,
    ends: BTreeMap<DocumentName, ChangeHash>,
}

/// The ledgers of a village with so many entries, as they come in a copy.
pub fn ledgers(entries: usize, rounds: usize) -> Rounds {
    let village = settle(50, 6);
    let mut ledgers: BTreeMap<_, (DocumentName, Vec<SignedChange>)> = BTreeMap::new();
    village.write(entries, |entry| {
        // Those of one device in the order in which they were filled.
        let order = (entry.name.creator, entry.name.ledger_number());
        let ledger = ledgers.entry(order).or_insert((entry.name, vec![]));
        ledger.1.push(entry.change);
    });
    let documents = ledgers.into_values().collect();
    compare(&village.charter, &documents, rounds)
}

/// So many designs.
pub fn designs(count: usize, rounds: usize) -> Rounds {
    let village = settle(2, 0);
    let made = (0..count).map(|number| {
        let commons = village.charter.commons();
        let (name, changes, _) = generated_design(commons, &village.keys[1], number);
        (name, changes)
    });
    compare(&village.charter, &made.collect(), rounds)
}

/// By how much admission grows from the ten thousandth entry of a village to the last of so many.
pub fn growth(entries: usize) -> u64 {
    let village = settle(300, 20);
    let mut door = Door::of(&village.charter);
    let mut states: BTreeMap<DocumentId, DocumentState> = BTreeMap::new();
    let (mut memory, mut number) = (Memory::now(), 0);
    village.write(entries, |entry| {
        let state = states.entry(entry.change.document);
        let state = state.or_insert_with(|| door.document(entry.name));
        door.admit(state, std::slice::from_ref(&entry.change));
        // As the program does between two batches: of a ledger only its newest entry is kept.
        let commons = village.charter.commons();
        let kept = DocumentState::ledger(commons, entry.name, state.heights(), state.changes());
        *state = kept.expect("it is a ledger");
        number += 1;
        if number == 10_000 {
            memory = Memory::now();
        }
    });
    memory.most_since()
}

fn compare(charter: &Charter, documents: &Documents, rounds: usize) -> Rounds {
    let mut result = Rounds::default();
    for _ in 0..rounds {
        let (spent, states) = timed(|| Door::of(charter).admit_all(documents));
        drop(states);
        result.ours.push(spent);
        let (spent, applied) = timed(|| apply_all(documents));
        drop(applied);
        result.beside.push(spent);
    }
    result
}

impl Door<'_> {
    fn of(charter: &Charter) -> Door<'_> {
        Door {
            charter,
            ends: BTreeMap::new(),
        }
    }

    fn document(&self, name: DocumentName) -> DocumentState {
        DocumentState::new(self.charter.commons(), name)
    }

    fn admit_all(&mut self, documents: &Documents) -> Vec<DocumentState> {
        let admitted = documents.iter().map(|(name, changes)| {
            let mut state = self.document(*name);
            for run in changes.chunks(RUN_CHANGES_MAX) {
                self.admit(&mut state, run);
            }
            state
        });
        admitted.collect()
    }

    /// Lets a run of one author in: one signature proves all of it.
    fn admit(&mut self, state: &mut DocumentState, run: &[SignedChange]) {
        let headers = run.iter().map(|change| shape(&change.bytes));
        let headers: Vec<_> = headers
            .collect::<Result<_, _>>()
            .expect("they are in order");
        let last = &run[run.len() - 1];
        let commons = self.charter.commons();
        let signature = last.signature.as_ref().expect("it was just signed");
        verify_run(commons, last.document, &headers, signature).expect("its author signed it");
        for (change, header) in run.iter().zip(&headers) {
            let before = state.previous_ledger(header);
            let before = before.and_then(|name| self.ends.get(&name)).copied();
            let context = Context {
                authority: self.charter,
                previous_ledger: before.as_slice(),
            };
            let verdict = state.admit(header, &change.bytes, &context);
            assert_eq!(verdict, Verdict::Admitted);
            if header.seq == LEDGER_ENTRIES_MAX {
                self.ends.insert(*state.name(), header.hash);
            }
        }
    }
}

fn apply_all(documents: &Documents) -> Vec<Automerge> {
    let applied = documents.iter().map(|(_, changes)| {
        let parse = |change: &SignedChange| {
            Change::from_bytes(change.bytes.clone()).expect("it is a change")
        };
        let mut document = Automerge::new();
        document
            .apply_changes(changes.iter().map(parse).collect::<Vec<_>>())
            .expect("they fit together");
        document
    });
    applied.collect()
}
