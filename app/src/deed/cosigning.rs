//! Standing behind what takes several people.

use super::When;
use super::find::{beginning_with, one_of};
use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::words::endings as words;
use crate::words::rules;
use model::charter::{Act, Role, build};
use model::day::Day;
use model::id::FactId;

impl Commons {
    /// The act of the charter that is meant by an id or the beginning of one.
    pub fn find_act(&self, text: &str) -> Result<FactId, Trouble> {
        let ids = self.charter().acts().iter().map(|record| record.id);
        let wanted = text.trim().to_lowercase();
        let found = match wanted.parse::<FactId>() {
            Ok(id) => ids.filter(|known| *known == id).collect(),
            Err(_) => beginning_with(&wanted, ids),
        };
        one_of(found, "act", text, "see what waits with `cosign`")
    }

    /// Signs an act of somebody else, so that it counts with enough signatures. Gives how many it still needs.
    pub fn cosign_act(&mut self, act: FactId, when: When) -> Result<u32, Trouble> {
        let me = self.writer(Role::Guest)?;
        let waiting = self.charter().waiting();
        let Some(waits) = waiting.iter().find(|waiting| waiting.act == act) else {
            return Err(Trouble::new(
                "Nothing was signed",
                words::WAITS_NO_MORE,
                "see what waits with `cosign`",
            ));
        };
        if waits.signers.contains(&me) {
            return Err(Trouble::new(
                "Nothing was signed",
                words::SIGNED_ALREADY,
                words::ANOTHER_SIGNS,
            ));
        }
        if let Some(from) = self.passed_day(act, when.day) {
            return Err(rules::too_late(from, when.day));
        }
        self.write_act(&build::co_sign(me, when.day, act), when)?;
        let waiting = self.charter().waiting();
        let left = waiting.iter().find(|waiting| waiting.act == act);
        Ok(left.map_or(0, |waiting| waiting.more))
    }

    /// The first day of proposed rules, where it has passed: rules do not reach back, so nobody signs them any more.
    pub fn passed_day(&self, act: FactId, today: Day) -> Option<Day> {
        match &self.charter().act(act)?.written.act {
            Act::PolicyAdopted(rules) if rules.from < today => Some(rules.from),
            _ => None,
        }
    }
}
