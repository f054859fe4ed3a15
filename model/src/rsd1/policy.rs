//! The rules of a commons as data: one immutable value, adopted by its founding or by a decision (RSD-1, section 3).

mod check;
mod preset;
#[cfg(test)]
mod tests;
pub mod text;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};
use spdx::expression::{ExprNode, Operator};

use crate::cbor;
use crate::number::{Currency, Ratio};

pub use check::Contradiction;
pub use preset::{Preset, PresetError};

/// A policy is no longer than this.
pub const POLICY_BYTES_MAX: usize = 16 * 1024;
/// A policy names at most this many contribution types, and as many licences.
pub const POLICY_ENTRIES_MAX: usize = 100;

/// Who an agent is, by the criteria that attestations ask (RSD-1, section 4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum AgentClass {
    /// A person, for themselves.
    #[n(0)]
    Individual,
    /// A one-person firm without employees.
    #[n(1)]
    SoleTrader,
    /// A firm owned by those who work in it.
    #[n(2)]
    WorkerOwned,
    /// Another co-operative.
    #[n(3)]
    OtherCoop,
    /// An association or foundation that gives no surplus to owners.
    #[n(4)]
    Nonprofit,
    /// A school, a town, a university.
    #[n(5)]
    PublicBody,
    /// A firm that works for its outside owners.
    #[n(6)]
    ForProfit,
}

impl AgentClass {
    /// All classes, in their written order.
    pub const ALL: [AgentClass; 7] = [
        AgentClass::Individual,
        AgentClass::SoleTrader,
        AgentClass::WorkerOwned,
        AgentClass::OtherCoop,
        AgentClass::Nonprofit,
        AgentClass::PublicBody,
        AgentClass::ForProfit,
    ];

    /// The name in files and commands, such as `for_profit`.
    pub fn name(self) -> &'static str {
        match self {
            AgentClass::Individual => "individual",
            AgentClass::SoleTrader => "sole_trader",
            AgentClass::WorkerOwned => "worker_owned",
            AgentClass::OtherCoop => "other_coop",
            AgentClass::Nonprofit => "nonprofit",
            AgentClass::PublicBody => "public_body",
            AgentClass::ForProfit => "for_profit",
        }
    }
}

/// A text that names no class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a class: use individual, sole_trader, worker_owned, other_coop, nonprofit, public_body or for_profit"
)]
pub struct ClassError(pub String);

impl FromStr for AgentClass {
    type Err = ClassError;

    fn from_str(text: &str) -> Result<Self, ClassError> {
        let wanted = text.trim().to_ascii_lowercase().replace('-', "_");
        AgentClass::ALL
            .into_iter()
            .find(|class| class.name() == wanted)
            .ok_or_else(|| ClassError(text.chars().take(40).collect()))
    }
}

impl fmt::Display for AgentClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a use by one class costs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Rule {
    /// Nothing, and nothing is recorded about it.
    #[n(0)]
    Free,
    /// Nothing; the status says why.
    #[n(1)]
    Exempt,
    /// The fee of the policy.
    #[n(2)]
    Fee,
    /// Not covered: needs an agreement.
    #[n(3)]
    Ask,
}

/// How contributions count against a fee.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Offset {
    /// Not at all.
    #[n(0)]
    None,
    /// The whole fee is waived from a number of points on.
    #[n(1)]
    Threshold,
    /// Each point pays its value, once.
    #[n(2)]
    Account,
}

/// The length of a period.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum PeriodLength {
    /// A calendar month.
    #[n(0)]
    Month,
    /// A calendar quarter.
    #[n(1)]
    Quarter,
    /// A calendar year.
    #[n(2)]
    Year,
}

/// What a contribution is counted in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum ContributionUnit {
    /// Minutes of work or machine time; the daily cap applies.
    #[n(0)]
    Minute,
    /// Finished things, such as build reports.
    #[n(1)]
    Deliverable,
    /// Minor units of money at cost.
    #[n(2)]
    Minor,
    /// Whole units that the commons named itself, such as kWh or litres of seed.
    #[n(3)]
    Other,
}

/// One type of contribution and what a unit of it is worth.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct ContributionType {
    /// The name, such as `care`.
    #[n(0)]
    pub name: String,
    /// What it is counted in.
    #[n(1)]
    pub unit: ContributionUnit,
    /// Points per unit.
    #[n(2)]
    pub points: Ratio,
    /// What the commons calls its own unit, such as `kWh`; quantities are given in it.
    #[n(3)]
    pub unit_name: Option<String>,
}

/// The type that is counted in minutes of a machine.
pub(super) const MACHINE_TIME: &str = "machine_time";

/// Whether a type of contribution is counted in the time of people: organisations cannot give that.
pub fn is_time_of_people(name: &str, unit: ContributionUnit) -> bool {
    unit == ContributionUnit::Minute && name != MACHINE_TIME
}

/// How much of a contribution's points is left after some days.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct AgeFactor {
    /// Up to this many whole days since the work day.
    #[n(0)]
    pub days: u32,
    /// The factor.
    #[n(1)]
    pub factor: Ratio,
}

/// The parameters of RSD-1, section 3. Money is in minor units of [`Policy::currency`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Policy {
    /// The name people know it by, such as `copyfair`.
    #[n(0)]
    pub name: String,
    /// The one currency of all amounts.
    #[n(1)]
    pub currency: Currency,
    /// How long periods are.
    #[n(2)]
    pub period: PeriodLength,
    /// The rule for non-commercial use per class; a class that is not named must ask.
    #[n(3)]
    pub noncommercial: BTreeMap<AgentClass, Rule>,
    /// The rule for commercial use per class; a class that is not named must ask.
    #[n(4)]
    pub commercial: BTreeMap<AgentClass, Rule>,
    /// Whether a one-person firm counts as owned by its worker.
    #[n(5)]
    pub sole_trader_is_worker_owned: bool,
    /// SPDX ids (and `LicenseRef-…`) of the licences under which this commons asks for reciprocity, sorted.
    #[n(6)]
    pub reciprocal_licences: Vec<String>,
    /// The types of contribution, sorted by name.
    #[n(7)]
    pub types: Vec<ContributionType>,
    /// How many days a class attestation is valid.
    #[n(8)]
    pub attestation_days: u32,
    /// How many people must attest a class.
    #[n(9)]
    pub attesters: u32,
    /// Above this many basis points somebody else controls an agent.
    #[n(10)]
    pub control_basis_points: u32,
    /// The fee as a share of attributable revenue.
    #[n(11)]
    pub fee_rate: Ratio,
    /// The least fee of a period that has a fee.
    #[n(12)]
    pub fee_min: i64,
    /// A flat fee for each period with a use that costs something.
    #[n(13)]
    pub fee_per_period: i64,
    /// A fee for each unit built.
    #[n(14)]
    pub fee_per_unit: i64,
    /// A fee for each use report.
    #[n(15)]
    pub fee_per_use: i64,
    /// Revenue per period that costs nothing, for all.
    #[n(16)]
    pub allowance: i64,
    /// Revenue per period that costs nothing, where only individuals and sole traders used.
    #[n(17)]
    pub small_allowance: i64,
    /// Whether a fee can become overdue; otherwise it is suggested.
    #[n(18)]
    pub binding: bool,
    /// Days from the end of the period until the fee is due.
    #[n(19)]
    pub due_days: u32,
    /// Days after the first commercial use on which nothing is due.
    #[n(20)]
    pub grace_days: u32,
    /// How contributions count against the fee.
    #[n(21)]
    pub offset: Offset,
    /// What a point pays, where contributions are an account.
    #[n(22)]
    pub point_value: i64,
    /// The greatest part of a fee that contributions can pay.
    #[n(23)]
    pub max_offset: Ratio,
    /// Points within 365 days that waive the fee, where there is a threshold.
    #[n(24)]
    pub threshold: Ratio,
    /// How many people must accept a contribution.
    #[n(25)]
    pub reviews: u32,
    /// How many must accept one that is reviewed late.
    #[n(26)]
    pub late_reviews: u32,
    /// Reviewed more than this many days after the work is late.
    #[n(27)]
    pub late_days: u32,
    /// The part of its points that an unreviewed contribution counts.
    #[n(28)]
    pub self_rate: Ratio,
    /// The most points per period that unreviewed contributions count.
    #[n(29)]
    pub self_cap: Ratio,
    /// How points fade, by ascending days; nothing is left after the last.
    #[n(30)]
    pub ages: Vec<AgeFactor>,
    /// The most minutes of one person on one day.
    #[n(31)]
    pub daily_cap_minutes: u32,
    /// The share of income that goes to the parents of a design.
    #[n(32)]
    pub upstream_share: Ratio,
    /// How many stewards seal a period, agree and decide.
    #[n(33)]
    pub seal_quorum: u32,
}

/// Why bytes are not a policy that can be adopted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Longer than [`POLICY_BYTES_MAX`].
    #[error("the rules are longer than {POLICY_BYTES_MAX} bytes")]
    TooLong,
    /// Not in the one exact form, or not a policy.
    #[error("the rules are not written in the form that this program reads")]
    Unreadable,
    /// They contradict themselves.
    #[error("the rules contradict themselves: {0}")]
    Contradicts(#[from] Contradiction),
}

impl Policy {
    /// The canonical bytes, as they stand in the founding act.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("writing to memory cannot fail")
    }

    /// Reads and judges canonical bytes.
    ///
    /// # Errors
    /// [`PolicyError`] where the bytes are too long, not canonical, or contradict themselves.
    pub fn from_bytes(bytes: &[u8]) -> Result<Policy, PolicyError> {
        if bytes.len() > POLICY_BYTES_MAX {
            return Err(PolicyError::TooLong);
        }
        if !cbor::is_canonical(bytes) {
            return Err(PolicyError::Unreadable);
        }
        let policy: Policy = minicbor::decode(bytes).map_err(|_| PolicyError::Unreadable)?;
        policy.check()?;
        Ok(policy)
    }

    /// The rule for a use by a class.
    pub fn rule(&self, commercial: bool, class: AgentClass) -> Rule {
        let rules = if commercial {
            &self.commercial
        } else {
            &self.noncommercial
        };
        rules.get(&class).copied().unwrap_or(Rule::Ask)
    }

    /// The type of that name.
    pub fn contribution_type(&self, name: &str) -> Option<&ContributionType> {
        self.types.iter().find(|kind| kind.name == name)
    }

    /// Whether this commons asks for reciprocity on designs under that licence, an SPDX expression.
    ///
    /// Of `OR` the user takes the part that asks nothing; of `AND` one part is enough. A text that is no expression is
    /// not reciprocal: nobody is charged for what cannot be read.
    pub fn is_reciprocal(&self, licence: &str) -> bool {
        let Ok(parsed) = crate::licence::parse(licence) else {
            return false;
        };
        let mut stack: Vec<bool> = Vec::new();
        for node in parsed.iter() {
            let is_reciprocal = match node {
                ExprNode::Req(wanted) => self.names(&wanted.req.license.to_string()),
                ExprNode::Op(operator) => {
                    let (Some(right), Some(left)) = (stack.pop(), stack.pop()) else {
                        return false;
                    };
                    match operator {
                        Operator::And => left || right,
                        Operator::Or => left && right,
                    }
                }
            };
            stack.push(is_reciprocal);
        }
        stack.pop().unwrap_or(false)
    }

    fn names(&self, licence: &str) -> bool {
        self.reciprocal_licences
            .iter()
            .any(|id| id.eq_ignore_ascii_case(licence))
    }
}
