//! The door: what honest people write comes in, and everything else is refused by name.

#[path = "admission/attacks.rs"]
mod attacks;
#[path = "admission/designs.rs"]
mod designs;
#[path = "admission/entries.rs"]
mod entries;
#[path = "admission/forge.rs"]
mod forge;
#[path = "admission/forks.rs"]
mod forks;
#[path = "admission/forms.rs"]
mod forms;
#[path = "admission/history.rs"]
mod history;
#[path = "admission/mutants.rs"]
mod mutants;
#[path = "admission/scene.rs"]
mod scene;
#[path = "admission/signatures.rs"]
mod signatures;

use history::{Dice, admit, history, shuffled, state};
use model::admission::{DocumentState, Verdict};

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
fn no_mutant_that_comes_in_harms_a_document() {
    let budget = std::env::var("COMMONWRIGHT_MUTANTS").ok();
    let mutants = budget.and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let seed = std::env::var("COMMONWRIGHT_SEED").ok();
    let seed = seed.and_then(|text| text.parse().ok()).unwrap_or(1);
    let tally = mutants::run(mutants, seed);
    assert_eq!(tally.mutants, mutants);
    println!("{tally:#?}");
    if mutants >= 20_000 {
        // They must reach deep: most rules have to have spoken, and some mutants come in.
        assert!(tally.admitted > mutants / 100);
        assert!(tally.refused.len() > 30);
    }
}
