//! Uses, one for each design that a report names, with what the rules make of them.

use std::collections::{BTreeMap, BTreeSet};

use super::Read;
use crate::export::BookFact;
use crate::id::{AgentId, DocumentId, FactId};
use crate::ledger::{Fact, UseReport, UsedDesign};
use crate::number::Rational;
use crate::rsd1::policy::AgentClass;
use crate::rsd1::{Line, Period, Status};

/// One design in one use report, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Use {
    /// The report.
    pub id: FactId,
    /// The place of the design in the report, from 1.
    pub line: usize,
    /// What the report says.
    pub said: UseReport,
    /// What was made with the design: the revenue times its part, in minor units; nothing for a use without revenue.
    pub base: Rational,
    /// What became of it: several where days differ; empty where nothing is recorded about it.
    pub fates: BTreeSet<Fate>,
}

/// What becomes of a use, or of some of its days.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// It stands in the fee of that period.
    Fee(Period),
    /// A written agreement covers it.
    Agreed(FactId),
    /// The class of the user costs nothing.
    Exempt(AgentClass),
    /// Covered by its own licence: this commons asks nothing.
    OwnLicence,
    /// The rules do not cover it, and there is no agreement.
    NotCovered(AgentClass),
    /// Nobody has recorded who owns the user.
    Undeclared,
    /// It waits for somebody who speaks for the user.
    WaitsForConfirmation,
    /// A decision took it out.
    Voided,
    /// It does not count; [`super::Statement::refused`] says why.
    NotCounted,
}

impl Fate {
    /// A name that never changes.
    pub fn name(&self) -> &'static str {
        match self {
            Fate::Fee(_) => "fee",
            Fate::Agreed(_) => "agreed",
            Fate::Exempt(_) => "exempt",
            Fate::OwnLicence => "own-licence",
            Fate::NotCovered(_) => "not-covered",
            Fate::Undeclared => "undeclared",
            Fate::WaitsForConfirmation => "waits-for-confirmation",
            Fate::Voided => "voided",
            Fate::NotCounted => "not-counted",
        }
    }
}

impl Use {
    /// The design, its state and its part.
    pub fn used(&self) -> &UsedDesign {
        &self.said.designs[self.line - 1]
    }
}

pub(super) fn uses(read: &Read<'_>, statuses: &BTreeMap<AgentId, Status>) -> Vec<Use> {
    let fates = fates(statuses);
    let mut all = Vec::new();
    for fact in read.facts.values() {
        if let Fact::UseReport(said) = &fact.fact.fact {
            for line in 1..=said.designs.len() {
                all.push(one(read, fact, said, line, &fates));
            }
        }
    }
    all.sort_by_key(|one| (one.said.from, one.id, one.line));
    all
}

/// What statuses say of reports, and of single designs in them.
#[derive(Default)]
struct Fates {
    of: BTreeMap<FactId, BTreeSet<Fate>>,
    /// Under a licence of its own, by the rules by which the report was assessed: those of the period in which it came.
    own: BTreeMap<FactId, BTreeSet<(DocumentId, String)>>,
}

impl Fates {
    fn is_assessed(&self, report: FactId) -> bool {
        let mut fates = self.of.get(&report).into_iter().flatten();
        fates.any(|fate| *fate != Fate::WaitsForConfirmation)
    }
}

fn fates(statuses: &BTreeMap<AgentId, Status>) -> Fates {
    let mut fates = Fates::default();
    let mut put = |report: FactId, fate| fates.of.entry(report).or_default().insert(fate);
    for status in statuses.values() {
        for line in &status.lines {
            match line {
                Line::Fee {
                    period, reports, ..
                } => {
                    for report in reports {
                        put(*report, Fate::Fee(*period));
                    }
                }
                Line::Agreed {
                    report, agreement, ..
                } => drop(put(*report, Fate::Agreed(*agreement))),
                Line::Exempt { report, class, .. } => drop(put(*report, Fate::Exempt(*class))),
                Line::NotCovered { report, class, .. } => {
                    put(*report, Fate::NotCovered(*class));
                }
                Line::Undeclared { report, .. } => drop(put(*report, Fate::Undeclared)),
                Line::OwnLicence {
                    report,
                    design,
                    licence,
                } => {
                    let own = fates.own.entry(*report).or_default();
                    own.insert((*design, licence.clone()));
                }
                _ => {}
            }
        }
        for waiting in &status.waiting {
            put(waiting.fact, Fate::WaitsForConfirmation);
        }
    }
    fates
}

fn one(read: &Read<'_>, fact: &BookFact, said: &UseReport, line: usize, fates: &Fates) -> Use {
    let used = &said.designs[line - 1];
    let revenue = said.revenue.map_or(0, |revenue| revenue.minor);
    Use {
        id: fact.id,
        line,
        said: said.clone(),
        base: &Rational::from(revenue) * &Rational::from(used.part),
        fates: fates_of(read, fact.id, said, used, fates),
    }
}

fn fates_of(
    read: &Read<'_>,
    id: FactId,
    said: &UseReport,
    used: &UsedDesign,
    fates: &Fates,
) -> BTreeSet<Fate> {
    if read.refused.contains_key(&id) {
        return BTreeSet::from([Fate::NotCounted]);
    }
    if read.voided.contains(&id) {
        return BTreeSet::from([Fate::Voided]);
    }
    let (design, licence) = (used.state.design, &used.state.licence);
    let is_own = match fates.own.get(&id) {
        Some(own) => own.contains(&(design, licence.clone())),
        None if fates.is_assessed(id) => false,
        // It says nothing yet, or costs nothing whatever the licence.
        None => !read.rules.of(said.from).is_reciprocal(licence),
    };
    match is_own {
        true => BTreeSet::from([Fate::OwnLicence]),
        false => fates.of.get(&id).cloned().unwrap_or_default(),
    }
}
