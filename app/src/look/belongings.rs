//! Who belongs to which organisation, from when and until when.

use crate::commons::Commons;
use crate::trouble::Trouble;
use model::day::Day;
use model::id::AgentId;
use model::ledger::{Affiliation, Fact, WrittenFact};
use std::collections::BTreeMap;

/// The kind number of what says so (model/src/ledger/fact.rs).
const AFFILIATION_KIND: u16 = 5;

/// Who belongs where, and since when.
type Since = (AgentId, AgentId, Day);

/// The last days of who belongs where: a person, an organisation, and the first day. `None`: it goes on.
///
/// Of several that begin on one day the earliest end holds, as in the derivation.
#[derive(Debug, Clone, Default)]
pub struct Belongings(BTreeMap<Since, Option<Day>>);

impl Belongings {
    /// Takes in what one entry says.
    pub fn take(&mut self, said: &Affiliation) {
        let since = (said.organisation, said.person, said.from);
        let known = self.0.entry(since).or_insert(said.to);
        *known = match (*known, said.to) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    /// Who belongs to an organisation, from when and until when.
    pub fn of(
        &self,
        organisation: AgentId,
    ) -> impl Iterator<Item = (AgentId, Day, Option<Day>)> + '_ {
        let all = self.0.iter();
        let here = all.filter(move |((whose, ..), _)| *whose == organisation);
        here.map(|((_, person, from), to)| (*person, *from, *to))
    }
}

impl Commons {
    /// Who belongs where, by all entries that stand on that day.
    pub fn belongings(&mut self, day: Day) -> Result<Belongings, Trouble> {
        let mut out = self.voided()?;
        out.extend(self.quarantine()?.into_iter().map(|refused| refused.fact));
        // What waits for the person themselves says nothing yet.
        out.extend(self.waiting_on(day)?.into_iter().map(|one| one.fact));
        let rows = self
            .index()
            .entries(&[AFFILIATION_KIND], 0, u64::from(u32::MAX))?;
        let mut all = Belongings::default();
        for row in rows.iter().filter(|row| !out.contains(&row.fact)) {
            if let Ok(WrittenFact {
                fact: Fact::Affiliation(said),
                ..
            }) = WrittenFact::decode(&row.bytes)
            {
                all.take(&said);
            }
        }
        Ok(all)
    }

    /// Whether it counts at once when the person at this computer says to which organisation somebody belongs: their own
    /// word does, and that of a steward. What others say waits for the person.
    pub fn may_say_belongs(&self, person: AgentId) -> bool {
        let charter = self.charter();
        self.me()
            .is_some_and(|me| me == person || charter.has_role(me, model::charter::Role::Steward))
    }
}
