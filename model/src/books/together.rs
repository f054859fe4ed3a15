//! What people sign together: by which number, and how far they are.

use std::collections::BTreeSet;

use super::Books;
use crate::charter::Charter;
use crate::day::Day;
use crate::id::FactId;
use crate::rsd1::facts::{No, Stored};
use crate::rsd1::{Body, Needs, PeriodRules, Policies, Waiting};

/// Whether it counts with a number of stewards that rules give. Seals have numbers of their own.
pub(super) fn takes_a_number(stored: &Stored) -> bool {
    match stored {
        Stored::Void { .. } => true,
        Stored::Whole(body) => matches!(
            **body,
            Body::Attestation(_) | Body::Agreement(_) | Body::Suspension(_)
        ),
        _ => false,
    }
}

impl Books {
    /// What an entry waits for, as the books followed the charter last; `None` for one that waits for nobody.
    pub fn needs(&self, fact: FactId) -> Option<Needs> {
        let facts = self.accounts.facts();
        Some(facts.waiting(facts.find(fact)?)?.needs)
    }

    /// Every entry that waits for somebody else to sign or confirm it, or will once rules begin that were adopted; by id.
    pub fn waiting(&mut self, charter: &Charter) -> Vec<Waiting> {
        self.follow(charter);
        let facts = self.accounts.facts();
        let waiting = facts.all_waiting().filter_map(|no| facts.waiting(no));
        let mut waiting: Vec<Waiting> = waiting.collect();
        waiting.sort_unstable();
        waiting
    }

    /// What of that counts nowhere as of a day: without what counts until other rules begin later.
    pub fn waiting_on(&mut self, charter: &Charter, day: Day) -> Vec<Waiting> {
        let begun = charter.policies().map(|policies| policies.index_on(day));
        let mut waiting = self.waiting(charter);
        let facts = self.accounts.facts();
        waiting.retain(|one| {
            let no = facts.find(one.fact).zip(begun);
            no.is_none_or(|(no, begun)| facts.waits_by(no, begun))
        });
        waiting
    }

    /// Entries that enough stewards have taken out (RSD-1, section 9), by the rules that have begun by a day.
    pub fn voided(&mut self, charter: &Charter, as_of: Day) -> BTreeSet<FactId> {
        self.follow(charter);
        self.accounts.voided(as_of)
    }

    /// The rules of each period; `None` before the founding has arrived.
    pub fn rules(&mut self, charter: &Charter) -> Option<PeriodRules> {
        self.follow(charter);
        self.followed.is_some().then(|| self.accounts.rules())
    }

    /// Which entries lie in a seal that holds decides by which number they count, so it is asked after all were judged;
    /// which seals hold does not depend on what else counts. Gives those for which it is otherwise than before.
    pub(super) fn find_in_seals(&mut self, policies: &Policies) -> Vec<No> {
        let is_raised = |no: &&No| {
            let day = self.written[no.index()].map_or(Day::LAST, |written| written.day);
            let rules = policies.on(day);
            policies.greatest_from(day, |later| later.seal_quorum) > rules.seal_quorum
                || policies.greatest_from(day, |later| later.attesters) > rules.attesters
        };
        let raised: Vec<No> = self.together.iter().filter(is_raised).copied().collect();
        let found = match raised.is_empty() {
            true => BTreeSet::new(),
            false => self.accounts.in_seals(&raised),
        };
        let before = std::mem::replace(&mut self.in_seals, found);
        let changed = before.symmetric_difference(&self.in_seals);
        changed.copied().collect()
    }
}
