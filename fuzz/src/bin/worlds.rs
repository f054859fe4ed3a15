//! The worlds of the suites, without them: `worlds 100000 1` plays a hundred thousand from seed 1 on.

use commonwright_fuzz::shared::world::play;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|number| number.parse());
    let mut next = |otherwise| arguments.next().unwrap_or(Ok(otherwise)).expect("a number");
    let (worlds, seed) = (next(10_000), next(1));
    println!("{:#?}", play::play_all(seed..seed + worlds));
}
