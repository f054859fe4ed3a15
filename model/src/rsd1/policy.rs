//! The rules of a commons as data: one immutable value, adopted by its founding or by a decision (RSD-1, section 3).

mod preset;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};
use spdx::expression::{ExprNode, Operator};

use crate::cbor;
use crate::number::{Currency, Ratio};

pub use preset::Preset;

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
    /// A value that no policy can have.
    #[error("the rules hold a value that cannot be: {0}")]
    Impossible(&'static str),
}

impl Policy {
    /// The canonical bytes, as they stand in the founding act.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("writing to memory cannot fail")
    }

    /// Reads and judges canonical bytes.
    ///
    /// # Errors
    /// [`PolicyError`] where the bytes are too long, not canonical, or hold a value that no policy can have.
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

    /// The same rules for a commons of few people: reviewers, attesters and the stewards that seal.
    ///
    /// A number is only ever lowered. Late work never asks more reviewers than a lowered number of them.
    pub fn with_people(mut self, reviewers: u32, attesters: u32, quorum: u32) -> Policy {
        if reviewers < self.reviews {
            self.reviews = reviewers;
            self.late_reviews = reviewers;
        }
        self.attesters = self.attesters.min(attesters).max(1);
        self.seal_quorum = self.seal_quorum.min(quorum).max(1);
        self
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

    /// Judges the values; [`Policy::from_bytes`] does it too.
    pub fn check(&self) -> Result<(), PolicyError> {
        let must = |holds: bool, what| {
            if holds {
                Ok(())
            } else {
                Err(PolicyError::Impossible(what))
            }
        };
        let share = |ratio: Ratio| (Ratio::ZERO..=Ratio::ONE).contains(&ratio);
        must(self.types.len() <= POLICY_ENTRIES_MAX, "too many types")?;
        must(
            self.types.is_sorted_by(|a, b| a.name < b.name),
            "types out of order",
        )?;
        must(
            self.types.iter().all(|kind| kind.points >= Ratio::ZERO),
            "points below zero",
        )?;
        must(
            self.reciprocal_licences.len() <= POLICY_ENTRIES_MAX,
            "too many licences",
        )?;
        must(
            self.reciprocal_licences.is_sorted_by(|a, b| a < b),
            "licences out of order",
        )?;
        must(self.ages.len() <= POLICY_ENTRIES_MAX, "too many ages")?;
        must(
            self.ages.is_sorted_by(|a, b| a.days < b.days),
            "ages out of order",
        )?;
        must(
            self.ages.iter().all(|age| share(age.factor)),
            "an age factor above one",
        )?;
        must(share(self.fee_rate), "a fee above the revenue")?;
        must(share(self.max_offset), "an offset above the fee")?;
        must(
            share(self.self_rate),
            "a rate for unreviewed work above one",
        )?;
        must(share(self.upstream_share), "an upstream share above one")?;
        must(
            self.self_cap >= Ratio::ZERO && self.threshold >= Ratio::ZERO,
            "points below zero",
        )?;
        must(
            self.amounts().iter().all(|minor| *minor >= 0),
            "an amount below zero",
        )?;
        must(
            self.offset != Offset::Account || self.point_value > 0,
            "a point without value",
        )?;
        must(
            self.control_basis_points <= 10_000,
            "control above the whole",
        )?;
        must(
            self.attesters >= 1 && self.seal_quorum >= 1,
            "a quorum of none",
        )?;
        must(
            self.daily_cap_minutes <= 1440,
            "a day of more than 24 hours",
        )?;
        let days = [
            self.attestation_days,
            self.due_days,
            self.grace_days,
            self.late_days,
        ];
        must(
            days.iter().all(|days| *days <= 36_525),
            "a span above a hundred years",
        )
    }

    fn amounts(&self) -> [i64; 7] {
        [
            self.fee_min,
            self.fee_per_period,
            self.fee_per_unit,
            self.fee_per_use,
            self.allowance,
            self.small_allowance,
            self.point_value,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_has_one_form_and_comes_back() {
        for preset in Preset::ALL {
            let policy = Policy::preset(preset);
            let bytes = policy.to_bytes();
            assert!(bytes.len() < POLICY_BYTES_MAX);
            assert_eq!(Policy::from_bytes(&bytes), Ok(policy), "{preset}");
            assert_eq!(preset.to_string().parse(), Ok(preset));
        }
        assert_eq!(Policy::from_bytes(&[0xa0]), Err(PolicyError::Unreadable));
    }

    #[test]
    fn a_founding_lowers_numbers_to_the_people_there_are() {
        let policy = Policy::preset(Preset::CopyFair);
        let three = policy.clone().with_people(2, 2, 2);
        assert_eq!(three, policy);
        let two = policy.clone().with_people(1, 1, 1);
        assert_eq!(
            (
                two.reviews,
                two.late_reviews,
                two.attesters,
                two.seal_quorum
            ),
            (1, 1, 1, 1)
        );
        let alone = policy.with_people(0, 1, 1);
        assert_eq!((alone.reviews, alone.attesters), (0, 1));
        assert_eq!(alone.check(), Ok(()));
    }

    #[test]
    fn a_choice_of_licences_is_the_users() {
        let policy = Policy::preset(Preset::CopyFair);
        for reciprocal in [
            "PPL",
            "LicenseRef-CopyFair",
            "PPL AND CC-BY-SA-4.0",
            "PPL OR LicenseRef-CopyFair",
        ] {
            assert!(policy.is_reciprocal(reciprocal), "{reciprocal}");
        }
        for free in [
            "CERN-OHL-S-2.0",
            "PPL OR CERN-OHL-S-2.0",
            "",
            "PPL AND",
            "LicenseRef-Other",
        ] {
            assert!(!policy.is_reciprocal(free), "{free}");
        }
        assert!(!Policy::preset(Preset::PplFaithful).is_reciprocal("LicenseRef-CopyFair"));
    }

    #[test]
    fn a_policy_that_cannot_be_is_refused() {
        let mut policy = Policy::preset(Preset::Lenient);
        policy.fee_rate = Ratio::whole(2);
        assert!(matches!(
            Policy::from_bytes(&policy.to_bytes()),
            Err(PolicyError::Impossible(_))
        ));
    }
}
