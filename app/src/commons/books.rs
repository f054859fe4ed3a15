//! The books of a commons: every fact of its ledgers, kept in memory from the first time they are asked for.
//!
//! Whatever they say of an entry, a period or somebody's standing follows from the rules, so all of it is refused where the
//! rules in force are of a newer version: older ones would say what the others do not.

use super::Commons;
use crate::chance;
use crate::index::{EntryRow, Index, IndexError};
use crate::trouble::Trouble;
use crate::words::periods::too_many_ledgers;
use model::books::{BookEntry, Books, Lineages, Quarantined, TooManyLedgers};
use model::day::Day;
use model::id::{AgentId, FactId};
use model::ledger::decision::SEALED_LEDGERS_MAX;
use model::ledger::{SealedLedger, WrittenFact};
use model::rsd1::{Period, Policies, SealStanding, Status, Waiting};
use std::collections::BTreeSet;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

/// The books are read in pieces of so many entries.
const PIECE_ENTRIES: u64 = 1000;
/// So many pieces are read before they are taken in.
const PIECES_AHEAD: usize = 2;

/// The books, and the number of the last entry in them.
#[derive(Debug)]
pub(super) struct OpenBooks {
    pub(super) books: Books,
    reach: u64,
}

/// Entries that follow each other.
struct Piece {
    entries: Vec<BookEntry>,
    /// The number of the last one; `None` where there are none.
    last: Option<u64>,
    /// Whether there may be more.
    is_full: bool,
}

impl Piece {
    fn after(index: &Index, number: u64) -> Result<Piece, IndexError> {
        let rows = index.entries_after(number, PIECE_ENTRIES)?;
        Ok(Piece {
            last: rows.last().map(|(number, _)| *number),
            is_full: rows.len() as u64 == PIECE_ENTRIES,
            entries: rows.into_iter().filter_map(|(_, row)| entry(row)).collect(),
        })
    }

    /// Gives one after the other, until nobody takes them or there are no more.
    fn each_after(
        index: &mut Index,
        mut number: u64,
        pieces: &SyncSender<Result<Piece, IndexError>>,
    ) {
        loop {
            let piece = Piece::after(index, number);
            let next = piece.as_ref().ok().filter(|piece| piece.is_full);
            let next = next.and_then(|piece| piece.last);
            if pieces.send(piece).is_err() {
                return;
            }
            match next {
                Some(last) => number = last,
                None => return,
            }
        }
    }
}

/// What cannot be read here is listed by the books, and counts nowhere.
fn entry(row: EntryRow) -> Option<BookEntry> {
    Some(BookEntry {
        id: row.fact,
        device: row.device,
        document: row.document,
        seq: row.seq,
        fact: WrittenFact::kept(&row.bytes).ok()?,
    })
}

impl OpenBooks {
    fn take_in(&mut self, piece: Piece) {
        self.reach = piece.last.unwrap_or(self.reach);
        self.books.add_all(piece.entries);
    }

    /// Empty books, with a seed that nobody else knows.
    pub(super) fn empty() -> OpenBooks {
        OpenBooks {
            books: Books::seeded(u64::from_le_bytes(chance::bytes())),
            reach: 0,
        }
    }
}

impl Commons {
    /// The books, up to the newest entry on this disk.
    pub fn books(&mut self) -> Result<&mut Books, Trouble> {
        self.catch_up_entries()?;
        let first = Piece::after(&self.index, self.books.reach)?;
        let is_more = first.is_full;
        self.books.take_in(first);
        if is_more {
            self.read_on()?;
        }
        Ok(&mut self.books.books)
    }

    /// Reads what follows, piece by piece. Half of the time that a long history takes is reading its entries from the
    /// disk and decoding them, so that is done beside taking in those before.
    fn read_on(&mut self) -> Result<(), Trouble> {
        let count = self.index.entry_count()?;
        let books = &mut self.books;
        books.books.expect(usize::try_from(count).unwrap_or(0));
        let (index, reach) = (&mut self.index, books.reach);
        thread::scope(|scope| {
            let (pieces, read) = mpsc::sync_channel(PIECES_AHEAD);
            scope.spawn(move || Piece::each_after(index, reach, &pieces));
            for piece in read {
                books.take_in(piece?);
            }
            Ok(())
        })
    }

    /// Where somebody stands on a day.
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
        self.judges()?;
        self.books()?;
        Ok(self.books.books.seals(self.core.charter()))
    }

    /// The first day of work or use that counts.
    pub fn first_day(&mut self) -> Result<Option<Day>, Trouble> {
        self.judges()?;
        self.books()?;
        Ok(self.books.books.first_day(self.core.charter()))
    }

    /// The same books under other rules, for all that ever happened.
    pub fn books_under(&mut self, policies: &Policies) -> Result<Books, Trouble> {
        self.judges()?;
        self.books()?;
        Ok(self.books.books.under(self.core.charter(), policies))
    }

    /// All entries that do not count, and why.
    pub fn quarantine(&mut self) -> Result<Vec<Quarantined>, Trouble> {
        self.judges()?;
        self.books()?;
        Ok(self.books.books.quarantine(self.core.charter()))
    }

    /// All entries that wait for somebody else to sign or confirm them, and count nowhere as of a day.
    pub fn waiting_on(&mut self, day: Day) -> Result<Vec<Waiting>, Trouble> {
        self.judges()?;
        self.books()?;
        Ok(self.books.books.waiting_on(self.core.charter(), day))
    }

    /// Which of these ledgers the seal of a period names.
    pub fn ledgers_to_seal(
        &mut self,
        period: Period,
        here: Vec<SealedLedger>,
    ) -> Result<Vec<SealedLedger>, Trouble> {
        self.judges()?;
        self.books()?;
        let charter = self.core.charter();
        let named = self.books.books.ledgers_to_seal(charter, period, here);
        named.map_err(|TooManyLedgers(n)| too_many_ledgers(n, SEALED_LEDGERS_MAX))
    }

    /// All entries that enough stewards have taken out, by all rules that were adopted.
    pub fn voided(&mut self) -> Result<BTreeSet<FactId>, Trouble> {
        self.judges()?;
        self.books()?;
        Ok(self.books.books.voided(self.core.charter(), Day::LAST))
    }

    /// What releases say of where designs came from, as far as it counts for sharing out incomes.
    pub fn lineages(&mut self) -> Result<Lineages, Trouble> {
        self.judges()?;
        self.books()?;
        Ok(self.books.books.lineages(self.core.charter()))
    }

    /// The books as they were read last.
    pub fn books_read(&self) -> &Books {
        &self.books.books
    }

    /// Forgets the books, to be read again.
    pub(super) fn close_books(&mut self) {
        self.books = OpenBooks::empty();
    }
}
