//! Mutants of honest changes: both admissions say the same of each, and none that comes in harms a document.

use super::super::plain_admission::{Around, Plain, PlainDocument};
use super::dice::Dice;
use super::harm::{Stands, check, check_standing};
use super::history::{Writers, device, judge_around};
use super::honest::{hash, honest, writers};
use super::mutants::mutant;
use model::admission::{Context, Standing, Verdict};
use model::id::AgentId;
use std::collections::BTreeMap;
use std::time::Instant;

/// Mutants of each change of a history.
const MUTANTS_PER_CHANGE: usize = 20;
/// Changes of a history, about.
const CHANGES: usize = 30;
/// One in so many of the admitted mutants stays, so that what follows meets it.
const ONE_STAYS_OF: usize = 20;

/// With one in so many it is looked at what removals, pins and readmissions leave.
const ONE_WEIGHED_OF: usize = 4;

/// What became of the mutants.
#[derive(Default, Debug)]
pub struct Tally {
    /// How many there were.
    pub mutants: usize,
    /// How many came in.
    pub admitted: usize,
    /// How many of those stayed for the ones after them.
    pub stayed: usize,
    /// With how many of them it was weighed what stays under removals, pins and readmissions.
    pub standings: usize,
    /// How many wait for something.
    pub pending: usize,
    /// How many were refused, by the name of the refusal.
    pub refused: BTreeMap<String, usize>,
}

/// Judges so many mutants; each round follows from its own seed, which is told when something fails.
pub fn run(mutants: usize, seed: u64) -> Tally {
    let mut tally = Tally::default();
    let (begin, mut told) = (Instant::now(), 0);
    for seed in seed.. {
        let tells = TellsItsSeed(seed);
        round(seed, mutants, &mut tally);
        drop(tells);
        if tally.mutants >= mutants {
            break;
        }
        if tally.mutants / 100_000 > told {
            told = tally.mutants / 100_000;
            println!(
                "{} mutants after {:?}, seed {seed}",
                tally.mutants,
                begin.elapsed()
            );
        }
    }
    tally
}

/// What a charter may say of a document: some devices are cut off, some changes are pinned or let in again.
fn some_standing(stands: &Stands, dice: &mut Dice) -> Standing {
    let mut standing = Standing::default();
    for number in 0..4 {
        let person = AgentId([number % 3; 16]);
        standing.persons.insert(device(number), person);
        if dice.roll(3) == 0 {
            standing.last.insert(device(number), dice.roll(8) as u64);
        }
    }
    for named in [&mut standing.pinned, &mut standing.again] {
        for _ in 0..dice.roll(3) {
            named.extend(dice.pick(&stands.changes).map(hash));
        }
    }
    standing
}

struct TellsItsSeed(u64);

impl Drop for TellsItsSeed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let seed = self.0;
            eprintln!(
                "again: COMMONWRIGHT_SEED={seed} cargo test -p tests --test admission no_mutant"
            );
        }
    }
}

fn round(seed: u64, limit: usize, tally: &mut Tally) {
    let honest = honest(seed, CHANGES);
    let writers = writers();
    let around = Around {
        writers: &writers,
        ends: &honest.ends,
    };
    let authority = Writers(&writers);
    let context = Context {
        authority: &authority,
        previous_ledger: &honest.ends,
    };
    let mut plain = PlainDocument::new(honest.name);
    let mut stands = Stands::new(honest.name);
    let mut dice = Dice::new(seed);
    for (place, change) in honest.changes.iter().enumerate() {
        for _ in 0..MUTANTS_PER_CHANGE {
            if tally.mutants == limit {
                return;
            }
            let all = [&stands.changes[..], &honest.changes[place..]].concat();
            let mutant = mutant(&all, stands.changes.len(), change, &mut dice);
            let Some(mutant) = mutant.filter(|mutant| mutant != change.raw_bytes()) else {
                continue;
            };
            tally.mutants += 1;
            let verdict = judge_around(&stands.state, &mutant, &context);
            let slow = plain.judge(&mutant, around);
            assert!(
                slow.agrees_with(&verdict),
                "{verdict:?}, and plainly {slow:?}"
            );
            match verdict {
                Verdict::Refused(refusal) => {
                    *tally.refused.entry(format!("{refusal:?}")).or_default() += 1;
                }
                Verdict::Pending(_) => tally.pending += 1,
                Verdict::Admitted => {
                    tally.admitted += 1;
                    let after = check(&stands, &mutant, &context);
                    if dice.roll(ONE_WEIGHED_OF) == 0 {
                        tally.standings += 1;
                        check_standing(&after, &some_standing(&after, &mut dice), &context);
                    }
                    if dice.roll(ONE_STAYS_OF) == 0 {
                        tally.stayed += 1;
                        assert_eq!(plain.admit(&mutant, around), Plain::Admitted);
                        stands = after;
                    }
                }
            }
        }
        // A mutant of an earlier change may have been this very one.
        if stands.changes.contains(change) {
            continue;
        }
        let slow = plain.admit(change.raw_bytes(), around);
        assert_eq!(slow, Plain::Admitted, "{:?}", change.decode());
        stands.take(change.clone(), &context);
    }
}
