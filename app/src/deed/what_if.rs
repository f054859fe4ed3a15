//! What a use would lead to: computed before anybody uses anything, and written nowhere.

use super::When;
use super::entries::Used;
use crate::commons::Commons;
use crate::look::status::{StatusPage, page_of};
use crate::trouble::Trouble;
use model::books::BookEntry;
use model::charter::Role;
use model::id::FactId;
use model::ledger::WrittenFact;
use model::name::DocumentName;
use model::rsd1::Period;

/// The entry that is not there.
const SUPPOSED: FactId = FactId([0xff; 32]);

impl Commons {
    /// Where a user would stand after that use, on the day after the period in which it ends.
    pub fn what_if(&mut self, used: &Used<'_>, when: When) -> Result<StatusPage, Trouble> {
        self.judges()?;
        let me = self.writer(Role::Maker)?;
        let report = self.reported(used)?;
        let length = self.policy(used.from).period;
        let after = Period::of(used.to, length).last().plus(1);
        let fact = WrittenFact {
            by: me,
            // It is reported when it is over.
            day: when.day.max(used.to),
            fact: report.into(),
        };
        fact.check().map_err(|problem| {
            Trouble::usage(
                "Nothing was computed",
                problem.to_string(),
                "correct it and compute it again",
            )
        })?;
        let entry = BookEntry {
            id: SUPPOSED,
            device: self.device(),
            // No seal has seen that ledger.
            document: DocumentName::ledger(self.device(), u64::from(u32::MAX)).id(self.id()),
            seq: 1,
            fact,
        };
        // The books themselves never hear of it.
        let mut books = self.books()?.clone();
        books.add(entry);
        let status = books.status(self.charter(), used.user, after.max(when.day));
        let status = status.cloned().ok_or_else(|| {
            Trouble::new(
                "Nothing was computed",
                "the founding of this commons has not arrived",
                "meet a peer",
            )
        })?;
        if let Some(refused) = books
            .quarantine(self.charter())
            .into_iter()
            .find(|refused| refused.fact == SUPPOSED)
        {
            return Err(Trouble::usage(
                "Nothing was computed",
                refused.reason.to_string(),
                "choose days within one period of this commons",
            ));
        }
        Ok(page_of(self, status))
    }
}
