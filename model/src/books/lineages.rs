//! Whose word about what a design came from counts when an income is shared out.
//!
//! Anybody who makes things releases versions, and each names what it was made from. Money follows that word, so it
//! counts where a steward stands behind it: as its author, or by signing it too. A closed period knows of it what lay in
//! its seal or an earlier one, like of everything else (RSD-1, section 2, rule 5).

use std::collections::{BTreeMap, BTreeSet};

use super::Books;
use crate::charter::Charter;
use crate::day::Day;
use crate::id::FactId;
use crate::rsd1::facts::No;

/// What releases say of where designs came from, as far as it counts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lineages {
    backed: BTreeMap<FactId, Since>,
    voided: BTreeMap<FactId, Since>,
    /// The first days of closed periods.
    closed: BTreeSet<Day>,
}

/// The first day of the earliest closed period that knows it; `None` while no closed one does.
type Since = Option<Day>;

/// What a release is worth for sharing out the income of a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backing {
    /// A steward stands behind it.
    Backed,
    /// No steward does.
    Nobody,
    /// A steward does, but did not when the period was closed.
    TooLate,
    /// Enough stewards have taken it out.
    Voided,
}

impl Lineages {
    /// What a release is worth in the period that begins on that day.
    pub fn backing(&self, release: FactId, first: Day) -> Backing {
        let is_closed = self.closed.contains(&first);
        let is_seen = |since: &Since| !is_closed || since.is_some_and(|since| since <= first);
        if self.voided.get(&release).is_some_and(is_seen) {
            return Backing::Voided;
        }
        match self.backed.get(&release) {
            Some(since) if is_seen(since) => Backing::Backed,
            Some(_) => Backing::TooLate,
            None => Backing::Nobody,
        }
    }

    /// Whether the period that begins on that day is closed.
    pub fn is_closed(&self, first: Day) -> bool {
        self.closed.contains(&first)
    }
}

impl Books {
    /// What releases say of where designs came from, as far as it counts; nothing before the founding has arrived.
    pub fn lineages(&mut self, charter: &Charter) -> Lineages {
        self.follow(charter);
        let (Some(policies), Some(_)) = (charter.policies(), &self.followed) else {
            return Lineages::default();
        };
        let judge = self.judge_by(charter, policies);
        let mut found: Vec<(No, Vec<No>, Vec<No>)> = Vec::new();
        for no in &self.releases {
            if !self.refused.contains_key(&judge.facts.id(*no)) {
                found.push((*no, judge.backers(*no), self.accounts.voids(*no)));
            }
        }
        let mut lineages = Lineages {
            closed: self.accounts.closed(),
            ..Lineages::default()
        };
        for (no, backers, voids) in found {
            let id = self.accounts.facts().id(no);
            if let Some(since) = self.since(no, &backers) {
                lineages.backed.insert(id, since);
            }
            if let Some(since) = self.since(no, &voids) {
                lineages.voided.insert(id, since);
            }
        }
        lineages
    }

    /// Since when closed periods know a fact together with one of those; `None` where there are none of those.
    fn since(&mut self, no: No, said: &[No]) -> Option<Since> {
        let own = self.accounts.sealed_since(no);
        let each = said.iter().map(|said| {
            let since = self.accounts.sealed_since(*said)?;
            Some(own?.max(since))
        });
        // The earliest of those that are known at all.
        each.min_by_key(|since| (since.is_none(), *since))
    }
}
