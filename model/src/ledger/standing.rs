//! Facts about agents: to whom they belong, what they are, who controls them.

use crate::day::Day;
use crate::id::{AgentId, FileHash};
use crate::ledger::problem::{
    Check, EVIDENCE_FILES_MAX, FactProblem, REFERENCE_BYTES_MAX, at_most, require, sorted, span,
    text,
};
use crate::rsd1::AgentClass;
use minicbor::{Decode, Encode};

/// A person belongs to an organisation. Says nothing about who may act for it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Affiliation {
    /// The person.
    #[n(0)]
    pub person: AgentId,
    /// The organisation.
    #[n(1)]
    pub organisation: AgentId,
    /// The first day.
    #[n(2)]
    pub from: Day,
    /// The last day; open when absent.
    #[n(3)]
    pub to: Option<Day>,
}

impl Affiliation {
    pub(super) fn check(&self, _entry: Day) -> Check {
        require(self.person != self.organisation, FactProblem::SameAgent)?;
        span(self.from, self.to)
    }
}

/// What an agent is, by the criteria of RSD-1 section 4; others co-sign it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct ClassAttestation {
    /// The agent.
    #[n(0)]
    pub agent: AgentId,
    /// What it is.
    #[n(1)]
    pub class: AgentClass,
    /// Whether all surplus goes to those who work there (PPL 4(c)(ii)).
    #[n(2)]
    pub all_surplus_to_workers: bool,
    /// The content of files that show it, sorted.
    #[n(3)]
    pub evidence: Vec<FileHash>,
    /// Where it can be read: statutes, a register; may be empty.
    #[n(4)]
    pub source: String,
    /// The first day.
    #[n(5)]
    pub from: Day,
    /// The last day; as long as the policy allows when absent.
    #[n(6)]
    pub to: Option<Day>,
}

impl ClassAttestation {
    pub(super) fn check(&self, _entry: Day) -> Check {
        at_most(&self.evidence, EVIDENCE_FILES_MAX)?;
        sorted(&self.evidence)?;
        text(&self.source, REFERENCE_BYTES_MAX)?;
        span(self.from, self.to)
    }
}

/// How much of an agent another one controls.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Control {
    /// Who is controlled.
    #[n(0)]
    pub agent: AgentId,
    /// By whom.
    #[n(1)]
    pub controller: AgentId,
    /// How much, in hundredths of a percent.
    #[n(2)]
    pub basis_points: u32,
    /// The first day.
    #[n(3)]
    pub from: Day,
    /// The last day; open when absent.
    #[n(4)]
    pub to: Option<Day>,
}

impl Control {
    pub(super) fn check(&self, _entry: Day) -> Check {
        require(self.agent != self.controller, FactProblem::SameAgent)?;
        let in_range = self.basis_points <= 10_000;
        require(in_range, FactProblem::ControlOutOfRange)?;
        span(self.from, self.to)
    }
}
