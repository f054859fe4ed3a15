//! What stewards decide together: agreements with users, and entries that shall not count. Each counts when as many
//! stewards have co-signed it as the policy asks for.

use super::When;
use super::entries::number;
use crate::commons::Commons;
use crate::trouble::Trouble;
use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, FactId};
use model::ledger::{Agreement, Void};
use model::number::Money;

/// An agreement to be recorded: a flat amount or a rate, as typed.
#[derive(Debug, Clone)]
pub struct Agreed<'a> {
    /// The user.
    pub who: AgentId,
    /// A flat amount for each period.
    pub flat: Option<&'a str>,
    /// A share of the revenue.
    pub rate: Option<&'a str>,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

impl Commons {
    /// Records an agreement; it counts when enough stewards have co-signed it.
    pub fn agree(&mut self, agreed: &Agreed<'_>, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Steward)?;
        let currency = self.policy(when.day).currency;
        let agreement = Agreement {
            licensee: agreed.who,
            designs: vec![],
            flat: agreed
                .flat
                .map(|text| Money::parse(text, currency))
                .transpose()
                .map_err(number)?,
            rate: agreed
                .rate
                .map(|text| text.trim().parse())
                .transpose()
                .map_err(number)?,
            from: agreed.from,
            to: Some(agreed.to),
            text: None,
            note: String::new(),
        };
        self.write_fact(me, agreement, when)
    }

    /// Says that an entry shall not count, and why; it stays to be read. It holds when enough stewards have co-signed it.
    pub fn leave_out(&mut self, fact: FactId, reason: &str, when: When) -> Result<FactId, Trouble> {
        let me = self.writer(Role::Steward)?;
        let void = Void {
            fact,
            reason: reason.trim().to_owned(),
        };
        self.write_fact(me, void, when)
    }
}
