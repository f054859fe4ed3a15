//! The other doors under fire: acts, frames, bundles, manifests and short texts. Any bytes are judged without a panic,
//! and what comes in keeps what was promised.

use tests::fire::dice::Dice;
use tests::fire::doors::{acts, changes, frames, manifests, names};
use tests::fire::mutants::scatter;
use tests::sticks;

/// So many mutants for each door; `COMMONWRIGHT_MUTANTS` gives another number.
fn mutants(usual: usize) -> usize {
    number_from("COMMONWRIGHT_MUTANTS").map_or(usual, |number| number as usize)
}

fn number_from(variable: &str) -> Option<u64> {
    let said = std::env::var(variable).ok()?;
    Some(said.parse().expect("a number"))
}

/// Throws mutants of these samples at a door, each from a seed of its own, which is told when something fails.
fn throw<T>(
    door: &str,
    count: usize,
    samples: &[T],
    throw_one: impl Fn(&T, &mut Dice) -> bool,
) -> usize {
    let first = number_from("COMMONWRIGHT_SEED").unwrap_or(1);
    let seeds = first..first + count as u64;
    let came_in = seeds.filter(|seed| {
        let tells = TellsItsSeed(door, *seed);
        let mut dice = Dice::new(*seed);
        let sample = dice.pick(samples).expect("there are samples");
        let came_in = throw_one(sample, &mut dice);
        drop(tells);
        came_in
    });
    let came_in = came_in.count();
    println!("{door}: {count} mutants, {came_in} came in");
    came_in
}

struct TellsItsSeed<'a>(&'a str, u64);

impl Drop for TellsItsSeed<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Self(door, seed) = self;
            eprintln!(
                "again: COMMONWRIGHT_SEED={seed} COMMONWRIGHT_MUTANTS=1 cargo test -p tests --test doors {door}"
            );
        }
    }
}

#[test]
fn changes_of_anybody_are_judged() {
    let documents = changes::Documents::new();
    let samples = documents.samples();
    let came_in = samples.iter().filter(|sample| documents.take(sample));
    assert!(came_in.count() >= 8, "the next change of each document");
    let count = mutants(6_000);
    let came_in = throw("changes", count, &samples, |sample, dice| {
        documents.take(&changes::mutant(sample, dice))
    });
    assert!(came_in < count);
}

#[test]
fn acts_of_anybody_are_judged() {
    let village = acts::Village::new();
    // Whoever has come does not come again; the last two are a newcomer's.
    let came_in: Vec<bool> = village.acts.iter().map(|act| village.take(act)).collect();
    assert_eq!(
        came_in,
        [false, true, false, false, true, true, true, true],
        "the founding, the invitation, Ben's join, the organisation, a role, a person who acts, two ways in"
    );
    let count = mutants(4_000);
    let came_in = throw("acts", count, &village.acts, |act, dice| {
        let mut act = act.clone();
        scatter(&mut act, dice);
        village.take(&act)
    });
    assert!(came_in < count);
}

#[test]
fn frames_of_anybody_are_read() {
    let messages = frames::honest();
    for message in &messages {
        assert!(frames::take(&message.encode()), "{message:?}");
    }
    let count = mutants(20_000);
    let came_in = throw("frames", count, &messages, |message, dice| {
        frames::take(&frames::mutant(message, dice))
    });
    assert!(came_in < count);
}

#[test]
fn bundles_from_anywhere_are_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = folder.path().join("stick");
    let bundle = sticks::honest(&at);
    assert!(sticks::take(&at, &bundle));
    let sections = sticks::sections(&bundle).expect("a whole bundle");
    assert_eq!(sticks::sealed(&sections), bundle);
    let count = mutants(2_000);
    let came_in = throw("bundles", count, &[bundle], |bundle, dice| {
        sticks::take(&at, &sticks::mutant(bundle, dice))
    });
    assert!(came_in < count);
}

#[test]
fn manifests_from_anywhere_are_read() {
    let came_in = manifests::HONEST.map(|(name, bytes)| manifests::take(name, bytes));
    assert_eq!(came_in.iter().filter(|came_in| **came_in).count(), 5);
    let count = mutants(1_000);
    let came_in = throw("manifests", count, &manifests::HONEST, |sample, dice| {
        let (name, bytes) = *sample;
        manifests::take(name, &manifests::mutant(bytes, dice))
    });
    assert!(came_in < count);
}

#[test]
fn names_and_short_texts_are_read() {
    let invitation = {
        let village = acts::Village::new();
        village.invitation()
    };
    assert!(names::take(&invitation));
    let content = names::content_of(&invitation);
    assert_eq!(names::invitation(&content), invitation);
    let count = mutants(1_500);
    throw("names", count, &names::HONEST, |text, dice| {
        let mut bytes = text.as_bytes().to_vec();
        scatter(&mut bytes, dice);
        let came_in = names::take(&String::from_utf8_lossy(&bytes));
        let mut content = content.clone();
        scatter(&mut content, dice);
        names::take(&names::invitation(&content)) || came_in
    });
}
