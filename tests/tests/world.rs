//! Random worlds with faults and a traitor now and then: whatever happens, all who play fair end with the same.
//!
//! `cargo world` plays 1,000 of them. `WORLD_SEED=1234 cargo world` plays one again, and
//! `WORLD_COUNT=5000 cargo world` plays more. Many more: `cargo run --release --manifest-path fuzz/Cargo.toml --bin worlds 100000`.

use tests::world::play::{play, play_all};

const WORLDS: u64 = 1_000;

#[test]
fn all_worlds_end_with_the_same_everywhere() {
    if let Some(seed) = number("WORLD_SEED") {
        play(seed);
        return;
    }
    let count = number("WORLD_COUNT").unwrap_or(WORLDS);
    let played = play_all(0..count);
    println!("{played:?}");
    assert_eq!(played.worlds, count);
    if count < 100 {
        return;
    }
    assert!(
        played.removed >= count / 40 && played.refused >= count,
        "traitors hardly do anything: {played:?}"
    );
    assert!(
        played.forked >= count / 30,
        "hardly any key forks: {played:?}"
    );
    assert!(
        played.changes / count > 20,
        "hardly anything happens: {played:?}"
    );
}

#[test]
fn worlds_that_once_did_not_end_do() {
    // A device whose disk forgot its own joining; a traitor that joined its two branches; disks that forgot what
    // proved the changes that they kept.
    for seed in [10_133, 13_934, 30_811, 31_552, 33_280, 72_525] {
        play(seed);
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
