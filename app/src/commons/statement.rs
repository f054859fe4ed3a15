//! What the books say as of a day, joined for those who read them elsewhere.

use super::Commons;
use crate::trouble::Trouble;
use model::change::chunk_hash;
use model::charter::act_id;
use model::day::Day;
use model::entry::EntryChange;
use model::export::BookFact;
use model::export::facts::Placed;
use model::export::statement::{Shareable, Sources, Statement};
use model::id::ChangeHash;
use model::ledger::WrittenFact;

/// Facts are read in pieces of so many.
const PIECE_ENTRIES: u64 = 5000;

/// Takes an act, the change that carries it, and the changes on which that builds.
pub type TakeAct<'a> =
    &'a mut dyn FnMut(&Placed<'_>, ChangeHash, &[ChangeHash]) -> Result<(), Trouble>;

impl Commons {
    /// Every contribution, use, fee and payment, with what became of it by that day; and the facts it was read from.
    pub fn statement(&mut self, as_of: Day) -> Result<(Statement, Vec<BookFact>), Trouble> {
        let facts = self.book_facts()?;
        let statement = self.read_books(&facts, as_of, Statement::of)?;
        Ok((statement, facts))
    }

    /// What can be shared out of these days, first and last, as of a day.
    pub fn shareable(&mut self, days: (Day, Day), as_of: Day) -> Result<Shareable, Trouble> {
        let facts = self.book_facts()?;
        self.read_books(&facts, as_of, |sources| Shareable::of(sources, days))
    }

    fn book_facts(&self) -> Result<Vec<BookFact>, Trouble> {
        let mut facts = Vec::new();
        self.each_fact(&mut |placed| {
            // What cannot be read here is of a newer program, and stands among the facts.
            if let Ok(fact) = WrittenFact::decode(placed.bytes) {
                facts.push(BookFact {
                    id: placed.id,
                    document: placed.document,
                    device: placed.device,
                    seq: placed.seq,
                    time_ms: placed.time_ms,
                    fact,
                });
            }
            Ok(())
        })?;
        Ok(facts)
    }

    fn read_books<T>(
        &mut self,
        facts: &[BookFact],
        as_of: Day,
        read: impl FnOnce(Sources<'_>) -> Option<T>,
    ) -> Result<T, Trouble> {
        self.judges()?;
        self.books()?;
        let (books, charter) = (&mut self.books.books, self.core.charter());
        let refused = books.quarantine(charter);
        let voided = books.voided(charter, as_of);
        let lineages = books.lineages(charter);
        let found = books.rules(charter).and_then(|rules| {
            read(Sources {
                charter,
                facts,
                refused: &refused,
                voided: &voided,
                lineages: &lineages,
                rules: &rules,
                as_of,
                status: &mut |agent, day| books.status(charter, agent, day).cloned(),
            })
        });
        found.ok_or_else(|| {
            Trouble::new(
                "Nothing was written",
                "the founding of this commons has not arrived",
                "meet a peer",
            )
        })
    }

    /// Every fact of the ledgers in the order in which they came here.
    pub fn each_fact(
        &self,
        take: &mut dyn FnMut(&Placed<'_>) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let mut reach = 0;
        loop {
            let piece = self.index.entries_after(reach, PIECE_ENTRIES)?;
            let Some((last, _)) = piece.last() else {
                return Ok(());
            };
            reach = *last;
            for (_, row) in &piece {
                take(&Placed {
                    id: row.fact,
                    document: row.document,
                    device: row.device,
                    seq: row.seq,
                    time_ms: row.time_ms,
                    bytes: &row.bytes,
                })?;
            }
        }
    }

    /// Every act of the charter in the order in which they came here, with its change and those that it builds on.
    pub fn each_act(&self, take: TakeAct<'_>) -> Result<(), Trouble> {
        let document = self.charter_name.id(self.id);
        for stored in self.store.load(document)? {
            // What stands in a charter has this form, or admission would have refused it.
            let chunk = &stored.change.bytes;
            let Some((entry, change)) = EntryChange::decode(chunk).zip(chunk_hash(chunk)) else {
                continue;
            };
            let act = Placed {
                id: act_id(self.id, document, change),
                document,
                device: entry.actor,
                seq: entry.seq,
                time_ms: entry.time_ms,
                bytes: entry.value,
            };
            take(&act, change, &entry.deps)?;
        }
        Ok(())
    }
}
