//! What waits for people to decide together, acts and entries alike.

use super::When;
use crate::commons::Commons;
use crate::look::window::signing::signing;
use crate::trouble::Trouble;
use model::day::Day;
use model::id::{AgentId, FactId};
use model::ledger::{Fact, WrittenFact};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of entries that people sign together (model/src/ledger/fact.rs), and of what they sign with.
const DECIDED_KINDS: [u16; 7] = [6, 7, 14, 15, 16, 17, 19];

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The act or entry.
    pub id: FactId,
    /// Whether it is an act of the charter.
    pub is_act: bool,
    /// What it says.
    pub what: String,
    /// Who has signed.
    pub signers: Vec<AgentId>,
    /// How many more have to.
    pub more: u32,
    /// Who could.
    pub could: Vec<AgentId>,
}

impl Commons {
    /// What waits for signatures, acts first.
    pub fn undecided(&mut self) -> Result<Vec<Undecided>, Trouble> {
        let acts = self.charter().waiting().into_iter();
        let mut all: Vec<Undecided> = acts
            .map(|act| Undecided {
                id: act.act,
                is_act: true,
                what: self.asked_in_words(act.act),
                signers: act.signers.into_iter().collect(),
                more: act.more,
                could: act.could.into_iter().collect(),
            })
            .collect();
        if self.judges().is_err() {
            // What entries wait for is told by a newer program.
            return Ok(all);
        }
        let refused = self.quarantine()?;
        let rows = self
            .index()
            .entries(&DECIDED_KINDS, 0, u64::from(u32::MAX))?;
        let mut signed: BTreeMap<FactId, BTreeSet<AgentId>> = BTreeMap::new();
        let mut entries = vec![];
        for row in &rows {
            match WrittenFact::decode(&row.bytes) {
                Ok(written) => match &written.fact {
                    Fact::CoSign(of) => {
                        signed.entry(of.fact).or_default().insert(written.by);
                    }
                    _ => entries.push((row, written)),
                },
                Err(_) => continue,
            }
        }
        let closed = self.seals()?.into_iter().filter(|seal| seal.holds);
        let closed: BTreeSet<Day> = closed.map(|seal| seal.period.first()).collect();
        for (row, written) in entries {
            if matches!(&written.fact, Fact::Seal(seal) if closed.contains(&seal.from)) {
                // Another one closes the period already.
                continue;
            }
            let is_refused = refused.iter().any(|one| one.fact == row.fact);
            let waits = signing(self, row.fact, signed.get(&row.fact), &written);
            let Some(waits) = waits.filter(|waits| waits.more > 0 && !is_refused) else {
                continue;
            };
            let mut signers = signed.remove(&row.fact).unwrap_or_default();
            signers.insert(written.by);
            all.push(Undecided {
                id: row.fact,
                is_act: false,
                what: crate::look::ledger::page(self, row, &written).what,
                signers: signers.into_iter().collect(),
                more: waits.more,
                could: waits.could,
            });
        }
        Ok(all)
    }

    /// Signs an act or an entry that waits; gives how many more it needs.
    pub fn decide(&mut self, what: &Undecided, when: When) -> Result<u32, Trouble> {
        if what.is_act {
            return self.cosign_act(what.id, when);
        }
        self.confirm(what.id, when)?;
        let left = self.undecided()?;
        let left = left.iter().find(|one| one.id == what.id);
        Ok(left.map_or(0, |one| one.more))
    }
}
