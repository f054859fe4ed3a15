//! What would cover a use: ownership on record, an agreement, or a report that does not count.

use std::collections::BTreeMap;

use super::super::explain::Line;
use super::super::fact::{Agreement, Attestation, Body, Terms};
use super::super::policy::AgentClass;
use super::trial::{Trial, stewards};
use super::{Action, Remedy};
use crate::day::Day;
use crate::id::FactId;

impl Trial<'_> {
    pub(super) fn record_ownership(&mut self) -> Vec<Remedy> {
        let Some(from) = self.first_waiting_day() else {
            return Vec::new();
        };
        let classes = AgentClass::ALL.into_iter();
        classes
            .filter_map(|class| self.record_class(class, from))
            .collect()
    }

    fn record_class(&mut self, class: AgentClass, from: Day) -> Option<Remedy> {
        let attestation = Attestation {
            agent: self.agent,
            class,
            all_surplus_to_workers: true,
            from,
            to: None,
            attesters: Vec::new(),
        };
        let then = self.with(&[], vec![Body::Attestation(attestation)]);
        let attesters = self.policy.attesters;
        let action = Action::RecordOwnership {
            class,
            from,
            attesters,
        };
        (then.code != self.now.code).then_some(Remedy { action, then })
    }

    pub(super) fn agree(&mut self) -> Option<Remedy> {
        let from = self.first_waiting_day()?;
        let count = self.policy.seal_quorum;
        let signers = stewards(count);
        let agreement = Agreement {
            agent: self.agent,
            designs: Vec::new(),
            terms: Terms::Flat(0),
            from,
            to: None,
            signers: signers.clone(),
        };
        let then = self.with(&signers, vec![Body::Agreement(agreement)]);
        let action = Action::Agree {
            from,
            stewards: count,
        };
        (then.code != self.now.code).then_some(Remedy { action, then })
    }

    pub(super) fn leave_out(&mut self) -> Vec<Remedy> {
        let reports = self.waiting_reports().into_keys();
        reports
            .filter_map(|report| self.leave_out_one(report))
            .collect()
    }

    fn leave_out_one(&mut self, report: FactId) -> Option<Remedy> {
        let count = self.policy.seal_quorum;
        let signers = stewards(count);
        let void = Body::Void {
            fact: report,
            signers: signers.clone(),
        };
        let then = self.with(&signers, vec![void]);
        let action = Action::LeaveOut {
            report,
            stewards: count,
        };
        self.is_better(then).then_some(Remedy { action, then })
    }

    fn first_waiting_day(&self) -> Option<Day> {
        self.waiting_reports().into_values().min()
    }

    /// The use reports that wait, with their first days.
    fn waiting_reports(&self) -> BTreeMap<FactId, Day> {
        let facts = &self.derived.facts;
        let waits = |line: &Line| match line {
            Line::NotCovered { report, .. } | Line::Undeclared { report, .. } => Some(*report),
            _ => None,
        };
        let first_day = |report: FactId| match facts.whole(facts.find(report)?)? {
            Body::Use(said) => Some((report, said.from)),
            _ => None,
        };
        self.now
            .lines
            .iter()
            .filter_map(waits)
            .filter_map(first_day)
            .collect()
    }
}
