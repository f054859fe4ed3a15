//! The door: what honest people write comes in, and everything else is refused by name.

#[path = "admission/designs.rs"]
mod designs;
#[path = "admission/entries.rs"]
mod entries;
#[path = "admission/forks.rs"]
mod forks;
#[path = "admission/forms.rs"]
mod forms;
#[path = "admission/scene.rs"]
mod scene;
#[path = "admission/signatures.rs"]
mod signatures;

use history::{admit, history, shuffled, state};
use model::admission::{Context, DocumentState, Verdict};
use tests::fire::barrage;
use tests::fire::dice::Dice;
use tests::fire::honest::{honest, writers};
use tests::fire::{forge, history};
use tests::plain_admission::{Around, Plain, PlainDocument};

#[test]
fn what_three_people_write_is_admitted_in_every_order() {
    for seed in 0..60 {
        let changes = history(seed, 40);
        let mut dice = Dice::new(seed + 1000);
        let mut heads = None;
        for _ in 0..3 {
            let mut state = state();
            for change in shuffled(&changes, &mut dice) {
                let verdict = admit(&mut state, change.raw_bytes());
                assert_eq!(
                    verdict,
                    Verdict::Admitted,
                    "seed {seed}: {:?}",
                    change.decode()
                );
            }
            assert_eq!(state.changes(), changes.len() as u64);
            let all = state.heads();
            assert_eq!(*heads.get_or_insert_with(|| all.clone()), all);
            let bytes = changes.iter().map(|change| change.raw_bytes());
            let rebuilt = DocumentState::rebuild(history::COMMONS, history::design(), bytes);
            assert_eq!(rebuilt.map(|state| state.heads()), Ok(all));
        }
    }
}

#[test]
fn both_admissions_take_in_what_honest_people_write_in_every_order() {
    for seed in 0..48 {
        let honest = honest(seed, 30);
        let writers = writers();
        let authority = history::Writers(&writers);
        let context = Context {
            authority: &authority,
            previous_ledger: &honest.ends,
        };
        let around = Around {
            writers: &writers,
            ends: &honest.ends,
        };
        let mut state = DocumentState::new(history::COMMONS, honest.name);
        let mut plain = PlainDocument::new(honest.name);
        for change in shuffled(&honest.changes, &mut Dice::new(seed)) {
            let (bytes, said) = (change.raw_bytes(), change.decode());
            let verdict = history::admit_around(&mut state, bytes, &context);
            assert_eq!(verdict, Verdict::Admitted, "seed {seed}: {said:?}");
            assert_eq!(plain.admit(bytes, around), Plain::Admitted, "seed {seed}");
        }
    }
}

#[test]
fn no_mutant_that_comes_in_harms_a_document() {
    let mutants = number_from("COMMONWRIGHT_MUTANTS").unwrap_or(16_000);
    let seed = number_from("COMMONWRIGHT_SEED").unwrap_or(1);
    let tally = barrage::run(mutants as usize, seed);
    println!("{tally:#?}");
    assert_eq!(tally.mutants, mutants as usize);
    if mutants >= 16_000 {
        // They must reach deep: most rules have to have spoken, and some mutants come in.
        assert!(tally.admitted > tally.mutants / 100);
        assert!(tally.refused.len() > 40);
    }
}

fn number_from(variable: &str) -> Option<u64> {
    let said = std::env::var(variable).ok()?;
    Some(said.parse().expect("a number"))
}
