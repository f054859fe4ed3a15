//! Changes: bytes that a member signs for a document.

use super::super::super::plain_admission::{Around, Plain, PlainDocument};
use super::super::dice::Dice;
use super::super::forge::{body, sealed};
use super::super::harm::{Stands, check};
use super::super::history::{Writers, judge_around};
use super::super::honest::{Honest, honest, writers};
use super::super::mutants::scatter;
use model::admission::{Context, Verdict};
use model::id::DeviceId;
use std::collections::BTreeSet;

/// One of every kind of history that [`honest`] makes.
const DOCUMENTS: u64 = 8;
/// Changes of a document, about.
const CHANGES: usize = 16;
/// So many of the newest have not come in yet.
const OPEN: usize = 6;

/// Documents of every kind, with forks and collisions, as both admissions hold them.
pub struct Documents {
    writers: BTreeSet<DeviceId>,
    all: Vec<Document>,
}

struct Document {
    honest: Honest,
    stands: Stands,
    plain: PlainDocument,
}

impl Documents {
    /// The same ones every time.
    pub fn new() -> Self {
        let (writers, all) = (writers(), Vec::new());
        let mut documents = Self { writers, all };
        for seed in 0..DOCUMENTS {
            let honest = honest(seed, CHANGES);
            let mut stands = Stands::new(honest.name);
            let mut plain = PlainDocument::new(honest.name);
            let stay = honest.changes.len().saturating_sub(OPEN);
            let authority = Writers(&documents.writers);
            for change in &honest.changes[..stay] {
                let verdict = plain.admit(change.raw_bytes(), documents.around(&honest));
                assert_eq!(verdict, Plain::Admitted);
                stands.take(change.clone(), &context(&authority, &honest));
            }
            documents.all.push(Document {
                honest,
                stands,
                plain,
            });
        }
        documents
    }

    fn around<'a>(&'a self, honest: &'a Honest) -> Around<'a> {
        Around {
            writers: &self.writers,
            ends: &honest.ends,
        }
    }

    /// What is still to come in, as [`Documents::take`] takes it.
    pub fn samples(&self) -> Vec<Vec<u8>> {
        let mut samples = Vec::new();
        for (place, document) in self.all.iter().enumerate() {
            let changes = &document.honest.changes;
            for change in &changes[changes.len().saturating_sub(OPEN)..] {
                samples.push([&[place as u8], body(change.raw_bytes())].concat());
            }
        }
        samples
    }

    /// The first byte names a document; the rest is a change for it, without the head that every change has.
    pub fn take(&self, bytes: &[u8]) -> bool {
        let Some((place, body)) = bytes.split_first() else {
            return false;
        };
        let document = &self.all[usize::from(*place) % self.all.len()];
        let chunk = sealed(1, body);
        let authority = Writers(&self.writers);
        let context = context(&authority, &document.honest);
        let verdict = judge_around(&document.stands.state, &chunk, &context);
        let slow = document.plain.judge(&chunk, self.around(&document.honest));
        assert!(
            slow.agrees_with(&verdict),
            "{verdict:?}, and plainly {slow:?}"
        );
        if verdict == Verdict::Admitted {
            check(&document.stands, &chunk, &context);
        }
        verdict == Verdict::Admitted
    }
}

impl Default for Documents {
    fn default() -> Self {
        Self::new()
    }
}

fn context<'a>(authority: &'a Writers<'a>, honest: &'a Honest) -> Context<'a> {
    Context {
        authority,
        previous_ledger: &honest.ends,
    }
}

/// A mutant of a change; mostly for the same document.
pub fn mutant(sample: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut body = sample[1..].to_vec();
    scatter(&mut body, dice);
    let place = match dice.roll(20) {
        0 => dice.roll(DOCUMENTS as usize) as u8,
        _ => sample[0],
    };
    [&[place], &body[..]].concat()
}
