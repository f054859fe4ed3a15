//! The mutator of the suites, without them: `barrage 10000000 1` judges ten million mutants from seed 1 on.

use commonwright_fuzz::shared::fire::barrage;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|number| number.parse());
    let mut next = |otherwise| arguments.next().unwrap_or(Ok(otherwise)).expect("a number");
    let (mutants, seed) = (next(1_000_000), next(1));
    let tally = barrage::run(mutants as usize, seed);
    println!("{tally:#?}");
}
