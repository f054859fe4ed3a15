//! What a seal has to name: the ledgers of which the closed periods before it do not know all.

use std::collections::BTreeMap;

use super::Books;
use crate::charter::Charter;
use crate::day::Day;
use crate::id::DocumentId;
use crate::ledger::SealedLedger;
use crate::ledger::decision::SEALED_LEDGERS_MAX;
use crate::rsd1::Period;
use crate::rsd1::facts::No;

/// More ledgers than one seal can name hold entries that were written by the end of the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} ledgers would have to be named")]
pub struct TooManyLedgers(pub usize);

impl Books {
    /// Which of the ledgers here the seal of a period names, sorted as they came.
    ///
    /// A period knows what its seal and the earlier ones accept, so what those know wholly is not named again: else a
    /// commons would outgrow its seals ([`SEALED_LEDGERS_MAX`]). What was left out of one is named again. If the others
    /// are too many all the same, those that were begun after the period wait for the next seal, the newest first: whoever had
    /// closed the period on its last day could not have named them either.
    pub fn ledgers_to_seal(
        &mut self,
        charter: &Charter,
        period: Period,
        here: Vec<SealedLedger>,
    ) -> Result<Vec<SealedLedger>, TooManyLedgers> {
        self.follow(charter);
        let begun = self.begun_by_ledger(period.first());
        let mut open: Vec<(Day, SealedLedger)> = here
            .into_iter()
            .filter_map(|ledger| Some((*begun.get(&ledger.document)?, ledger)))
            .collect();
        if open.len() > SEALED_LEDGERS_MAX {
            let of_it = |(day, _): &&(Day, SealedLedger)| *day <= period.last();
            let needed = open.iter().filter(of_it).count();
            if needed > SEALED_LEDGERS_MAX {
                return Err(TooManyLedgers(needed));
            }
            open.sort_unstable();
            open.truncate(SEALED_LEDGERS_MAX);
            open.sort_unstable_by_key(|(_, ledger)| ledger.document);
        }
        Ok(open.into_iter().map(|(_, ledger)| ledger).collect())
    }

    /// The ledgers with an entry that no closed period before that day knows, each with the first day of such an entry.
    fn begun_by_ledger(&mut self, first: Day) -> BTreeMap<DocumentId, Day> {
        let unknown = self.accounts.unknown_before(first);
        let mut begun = BTreeMap::new();
        for no in unknown {
            let place = self.accounts.facts().place(no);
            if let (Some(written), Some(ledger)) =
                (self.written_at(no), self.ledgers.get(place.ledger as usize))
            {
                let day = begun.entry(*ledger).or_insert(written);
                *day = written.min(*day);
            }
        }
        begun
    }

    fn written_at(&self, no: No) -> Option<Day> {
        self.written.get(no.index())?.map(|written| written.day)
    }
}
