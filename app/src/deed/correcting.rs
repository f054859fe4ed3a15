//! Correcting an entry of work: another one takes its place, and both stay to be read.

use super::When;
use super::entries::{number, quantity_of, work_kind};
use crate::commons::Commons;
use crate::look::versions::keeps_reviews;
use crate::trouble::Trouble;
use crate::words::correcting as w;
use model::charter::Role;
use model::day::Day;
use model::id::{DocumentId, FactId, FileHash};
use model::ledger::{Contribution, Fact, counted_in, counted_unit};
use model::number::Quantity;
use model::rsd1::Policy;
use model::rsd1::policy::ContributionType;

/// What of an entry of work is different; what is `None` stays as it is. Who did it and for whom it counts never changes.
#[derive(Debug, Clone, Default)]
pub struct Corrected<'a> {
    /// What kind of work, as the policy names it.
    pub kind: Option<&'a str>,
    /// How much, as typed.
    pub quantity: Option<&'a str>,
    /// For which design; `Some(None)`: for none.
    pub design: Option<Option<DocumentId>>,
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
    /// Of which thing it is a share, and of what size, as typed; `Some(None)`: of none.
    pub part_of: Option<Option<(&'a str, &'a str)>>,
    /// Further files that show it.
    pub evidence: Vec<FileHash>,
    /// Which part of it a machine or a program made; empty for none.
    pub machine: Option<&'a str>,
    /// The note.
    pub note: Option<&'a str>,
}

/// A correction that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// Its id.
    pub fact: FactId,
    /// Whether reviews of the earlier entry still count.
    pub keeps_reviews: bool,
}

/// How stewards were asked to take an entry out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// By a question that they settle.
    Question(FactId),
    /// By a decision, which others have to sign.
    Decision(FactId),
}

impl Asked {
    /// The entry that asks.
    pub fn fact(self) -> FactId {
        match self {
            Asked::Question(fact) | Asked::Decision(fact) => fact,
        }
    }
}

impl Commons {
    /// Says that an entry of one's own is wrong. A steward decides so, and others sign it; anybody else asks, and stewards
    /// settle the question.
    pub fn call_wrong(
        &mut self,
        entry: FactId,
        reason: &str,
        when: When,
    ) -> Result<Asked, Trouble> {
        let me = self.writer(Role::Maker)?;
        let written = self.fact(entry)?;
        let about = crate::look::ledger::subject(&written.fact);
        let is_mine = |agent| self.charter().speaks_for(me, agent);
        if written.by != me && !about.is_some_and(is_mine) {
            return Err(w::not_yours_to_call_wrong());
        }
        if self.voided()?.contains(&entry) {
            return Err(w::left_out());
        }
        match self.charter().has_role(me, Role::Steward) {
            true => self.leave_out(entry, reason, when).map(Asked::Decision),
            false => self.challenge(entry, reason, when).map(Asked::Question),
        }
    }

    /// Corrects an entry of one's own work by another one.
    pub fn correct(
        &mut self,
        entry: FactId,
        change: &Corrected<'_>,
        when: When,
    ) -> Result<Correction, Trouble> {
        let me = self.writer(Role::Maker)?;
        let written = self.fact(entry)?;
        let Fact::Contribution(earlier) = written.fact else {
            return Err(w::not_work());
        };
        if me != written.by && me != earlier.provider {
            return Err(w::not_yours());
        }
        let policy = self.policy(when.day);
        if self.voided()?.contains(&entry) {
            return Err(w::left_out());
        }
        let current = self.versions(&policy)?.current(entry);
        if current != entry {
            return Err(w::corrected_already(&current.short()));
        }
        let corrected = self.corrected(entry, &earlier, change, &policy)?;
        let same = Contribution {
            supersedes: earlier.supersedes,
            ..corrected.clone()
        };
        if same == earlier {
            return Err(w::nothing_changes());
        }
        let keeps_reviews = keeps_reviews(&earlier, &corrected);
        let fact = self.write_fact(me, corrected, when)?;
        Ok(Correction {
            fact,
            keeps_reviews,
        })
    }

    fn corrected(
        &mut self,
        entry: FactId,
        earlier: &Contribution,
        change: &Corrected<'_>,
        policy: &Policy,
    ) -> Result<Contribution, Trouble> {
        let mut said = Contribution {
            supersedes: Some(entry),
            ..earlier.clone()
        };
        if let Some(kind) = change.kind {
            said.kind = work_kind(policy, kind)?.name.clone();
        }
        let kind = policy.contribution_type(&said.kind);
        if let Some((text, kind)) = change.quantity.zip(kind) {
            let typed = quantity_of(text, kind, policy)?;
            // The same amount in another unit is no change.
            if count(&typed, kind, policy) != count(&said.quantity, kind, policy) {
                said.quantity = typed;
            }
        }
        let is_counted = |kind| count(&said.quantity, kind, policy).is_some();
        if !kind.is_some_and(is_counted) {
            return Err(w::quantity_missing(&said.kind));
        }
        if let Some(design) = change.design
            && design != earlier.state.as_ref().map(|state| state.design)
        {
            said.state = design.map(|design| self.state_of(design)).transpose()?;
        }
        said.from = change.from.unwrap_or(said.from);
        said.to = change.to.unwrap_or(said.to);
        if let Some(part_of) = change.part_of {
            said.deliverable = part_of.map(|(thing, _)| thing.trim().to_owned());
            let share = part_of.map(|(_, share)| share.trim().parse());
            said.share = share.transpose().map_err(number)?;
        }
        said.evidence.extend(&change.evidence);
        said.evidence.sort_unstable();
        said.evidence.dedup();
        if let Some(machine) = change.machine.map(str::trim) {
            said.machine_part = (!machine.is_empty()).then(|| machine.to_owned());
        }
        if let Some(note) = change.note {
            said.note = note.to_owned();
        }
        Ok(said)
    }
}

/// How many units of its kind a quantity is.
fn count(quantity: &Quantity, kind: &ContributionType, policy: &Policy) -> Option<i64> {
    let given = counted_unit(&quantity.unit, kind.unit_name.as_deref());
    counted_in(quantity.decimal(), given, kind.unit, policy.currency)
}
