//! The books of a commons: every fact of its ledgers, kept in memory from the first time they are asked for.

use super::Commons;
use crate::trouble::Trouble;
use model::books::{BookEntry, Books, Lineages, Quarantined};
use model::day::Day;
use model::id::{AgentId, FactId};
use model::ledger::WrittenFact;
use model::rsd1::{Policies, SealStanding, Status, Waiting};
use std::collections::BTreeSet;

/// The books are read in pieces of so many entries.
const PIECE_ENTRIES: u64 = 5000;

/// The books, and the number of the last entry in them.
#[derive(Debug, Default)]
pub(super) struct OpenBooks {
    pub(super) books: Books,
    reach: u64,
}

impl Commons {
    /// The books, up to the newest entry on this disk.
    pub fn books(&mut self) -> Result<&mut Books, Trouble> {
        self.catch_up_entries()?;
        loop {
            let piece = self.index.entries_after(self.books.reach, PIECE_ENTRIES)?;
            let Some((last, _)) = piece.last() else {
                return Ok(&mut self.books.books);
            };
            self.books.reach = *last;
            for (_, row) in piece {
                // What cannot be read here is listed by the books, and counts nowhere.
                if let Ok(fact) = WrittenFact::kept(&row.bytes) {
                    self.books.books.add(BookEntry {
                        id: row.fact,
                        device: row.device,
                        document: row.document,
                        seq: row.seq,
                        fact,
                    });
                }
            }
        }
    }

    /// Where somebody stands on a day. Refused where this program does not know the rules.
    pub fn status(&mut self, agent: AgentId, as_of: Day) -> Result<Status, Trouble> {
        self.judges()?;
        self.books()?;
        let status = self.books.books.status(self.core.charter(), agent, as_of);
        status.cloned().ok_or_else(|| {
            Trouble::new(
                "There is no status yet",
                "the founding of this commons has not arrived",
                "meet a peer",
            )
        })
    }

    /// Every seal, by period, and what became of it.
    pub fn seals(&mut self) -> Result<Vec<SealStanding>, Trouble> {
        self.books()?;
        Ok(self.books.books.seals(self.core.charter()))
    }

    /// The first day of work or use that counts.
    pub fn first_day(&mut self) -> Result<Option<Day>, Trouble> {
        self.books()?;
        Ok(self.books.books.first_day(self.core.charter()))
    }

    /// The same books under other rules, for all that ever happened.
    pub fn books_under(&mut self, policies: &Policies) -> Result<Books, Trouble> {
        self.books()?;
        Ok(self.books.books.under(self.core.charter(), policies))
    }

    /// All entries that do not count, and why.
    pub fn quarantine(&mut self) -> Result<Vec<Quarantined>, Trouble> {
        self.books()?;
        Ok(self.books.books.quarantine(self.core.charter()))
    }

    /// All entries that wait for somebody else to sign or confirm them.
    pub fn waiting_entries(&mut self) -> Result<Vec<Waiting>, Trouble> {
        self.books()?;
        Ok(self.books.books.waiting(self.core.charter()))
    }

    /// All entries that enough stewards have taken out.
    pub fn voided(&mut self) -> Result<BTreeSet<FactId>, Trouble> {
        self.books()?;
        Ok(self.books.books.voided(self.core.charter()))
    }

    /// What releases say of where designs came from, as far as it counts for sharing out incomes.
    pub fn lineages(&mut self) -> Result<Lineages, Trouble> {
        self.books()?;
        Ok(self.books.books.lineages(self.core.charter()))
    }

    /// The books as they were read last.
    pub fn books_read(&self) -> &Books {
        &self.books.books
    }

    /// Forgets the books, to be read again.
    pub(super) fn close_books(&mut self) {
        self.books = OpenBooks::default();
    }
}
