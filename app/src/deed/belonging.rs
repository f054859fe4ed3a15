//! Who works for or belongs to which organisation, and until when.

use super::When;
use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::words::belonging as w;
use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, FactId};
use model::ledger::Affiliation;

/// That a person belongs to an organisation.
#[derive(Debug, Clone, Copy)]
pub struct Belonging {
    /// Who.
    pub person: AgentId,
    /// Where.
    pub organisation: AgentId,
    /// The first day.
    pub from: Day,
    /// The last day; it goes on where there is none.
    pub to: Option<Day>,
}

impl Commons {
    /// Records that a person belongs to an organisation.
    pub fn affiliate(&mut self, said: &Belonging, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Maker)?;
        if self.charter().organisation(said.organisation).is_none() {
            return Err(w::no_organisation(&self.called(said.organisation)));
        }
        let affiliation = Affiliation {
            person: said.person,
            organisation: said.organisation,
            from: said.from,
            to: said.to,
        };
        self.write_fact(me, affiliation, when)
    }

    /// Records that a person belongs to an organisation no more after that day.
    pub fn end_affiliation(
        &mut self,
        person: AgentId,
        organisation: AgentId,
        last: Day,
        when: When,
    ) -> Result<Vec<FactId>, Trouble> {
        self.writer(Role::Maker)?;
        if !self.may_say_belongs(person) {
            return Err(w::not_yours_to_end(&self.called(person)));
        }
        let all = self.belongings(when.day)?;
        let goes_on = |(who, from, to): &(AgentId, Day, Option<Day>)| {
            *who == person && *from <= last && to.is_none_or(|to| to > last)
        };
        let open: Vec<Day> = all
            .of(organisation)
            .filter(goes_on)
            .map(|(_, from, _)| from)
            .collect();
        if open.is_empty() {
            let names = (self.called(person), self.called(organisation));
            return Err(w::nothing_to_end(&names.0, &names.1, last));
        }
        let end = |from: Day| {
            let ended = Belonging {
                person,
                organisation,
                from,
                to: Some(last),
            };
            self.affiliate(&ended, when)
        };
        open.into_iter().map(end).collect()
    }
}
