//! Rules as text, one value for each parameter: to be read in a table, edited, kept in a file and proposed.
//!
//! ```
//! use model::rsd1::policy::text::Parameter;
//! use model::rsd1::{Policy, Preset};
//!
//! let rules = Policy::preset(Preset::CopyFair);
//! assert_eq!(rules.value(&Parameter::FeeRate), "3/100");
//! let changed = rules.with_values(&[(Parameter::FeeRate, "2 %".to_owned())]).expect("it can be read");
//! assert_eq!(changed.value(&Parameter::FeeRate), "1/50");
//! ```

mod value;

use std::collections::BTreeMap;
use std::fmt;

use super::{AgentClass, Policy};
use value::{Slot, read_type, type_text};

/// One parameter of the rules.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Parameter {
    /// What people call the rules.
    Name,
    /// The one currency.
    Currency,
    /// How long a period is.
    Period,
    /// The rule for use without earning money by a class.
    NonCommercial(AgentClass),
    /// The rule for use to earn money by a class.
    Commercial(AgentClass),
    /// Whether a one-person firm counts as owned by its worker.
    SoleTraderIsWorkerOwned,
    /// The licences under which this commons asks for reciprocity.
    ReciprocalLicences,
    /// The fee as a share of the revenue.
    FeeRate,
    /// The least fee of a period.
    FeeMin,
    /// A fee for each period.
    FeePerPeriod,
    /// A fee for each unit.
    FeePerUnit,
    /// A fee for each report of use.
    FeePerUse,
    /// What is free in a period for all.
    Allowance,
    /// What is free in a period for single persons.
    SmallAllowance,
    /// Whether a fee binds.
    Binding,
    /// Days until a fee is due.
    DueDays,
    /// Days after the first use to earn money on which nothing is due.
    GraceDays,
    /// How work counts against a fee.
    Offset,
    /// What a point pays.
    PointValue,
    /// The greatest part of a fee that work pays.
    MaxOffset,
    /// Points that waive a fee.
    Threshold,
    /// How points fade.
    Ages,
    /// Points for a type of contribution.
    Type(String),
    /// The most minutes of one person on one day.
    DailyCapMinutes,
    /// Reviews that work needs.
    Reviews,
    /// Reviews that late work needs.
    LateReviews,
    /// After how many days a review is late.
    LateDays,
    /// The part that counts without reviews.
    SelfRate,
    /// The most points without reviews.
    SelfCap,
    /// Days that a word about ownership holds.
    AttestationDays,
    /// People who confirm ownership.
    Attesters,
    /// From where on somebody else controls an agent.
    ControlBasisPoints,
    /// Stewards who decide and close a period.
    SealQuorum,
    /// The share of income that goes to what a design came from.
    UpstreamShare,
}

/// Parameters without a name of their own inside, in the order in which they are shown, with their keys.
const KEYS: [(Parameter, &str); 31] = [
    (Parameter::Name, "name"),
    (Parameter::Currency, "currency"),
    (Parameter::Period, "period"),
    (
        Parameter::SoleTraderIsWorkerOwned,
        "sole_trader_is_worker_owned",
    ),
    (Parameter::ReciprocalLicences, "reciprocal_licences"),
    (Parameter::FeeRate, "fee_rate"),
    (Parameter::FeeMin, "fee_min"),
    (Parameter::FeePerPeriod, "fee_per_period"),
    (Parameter::FeePerUnit, "fee_per_unit"),
    (Parameter::FeePerUse, "fee_per_use"),
    (Parameter::Allowance, "allowance"),
    (Parameter::SmallAllowance, "small_allowance"),
    (Parameter::Binding, "binding"),
    (Parameter::DueDays, "due_days"),
    (Parameter::GraceDays, "grace_days"),
    (Parameter::Offset, "offset"),
    (Parameter::PointValue, "point_value"),
    (Parameter::MaxOffset, "max_offset"),
    (Parameter::Threshold, "threshold"),
    (Parameter::Ages, "ages"),
    (Parameter::DailyCapMinutes, "daily_cap_minutes"),
    (Parameter::Reviews, "reviews"),
    (Parameter::LateReviews, "late_reviews"),
    (Parameter::LateDays, "late_days"),
    (Parameter::SelfRate, "self_rate"),
    (Parameter::SelfCap, "self_cap"),
    (Parameter::AttestationDays, "attestation_days"),
    (Parameter::Attesters, "attesters"),
    (Parameter::ControlBasisPoints, "control_basis_points"),
    (Parameter::SealQuorum, "seal_quorum"),
    (Parameter::UpstreamShare, "upstream_share"),
];
const NONCOMMERCIAL: &str = "noncommercial";
const COMMERCIAL: &str = "commercial";
const TYPES: &str = "types";

impl fmt::Display for Parameter {
    /// Its key in files: `fee_rate`, `commercial.for_profit`, `types.care`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Parameter::NonCommercial(class) => write!(f, "{NONCOMMERCIAL}.{class}"),
            Parameter::Commercial(class) => write!(f, "{COMMERCIAL}.{class}"),
            Parameter::Type(name) => write!(f, "{TYPES}.{name}"),
            plain => {
                let known = KEYS.iter().find(|(parameter, _)| parameter == plain);
                f.write_str(known.map_or("", |(_, key)| key))
            }
        }
    }
}

impl Parameter {
    /// The parameter of that key; `None` where there is none.
    pub fn from_key(key: &str) -> Option<Parameter> {
        let class = |name: &str| {
            let mut all = AgentClass::ALL.into_iter();
            all.find(|class| class.name() == name)
        };
        match key.split_once('.') {
            Some((NONCOMMERCIAL, name)) => class(name).map(Parameter::NonCommercial),
            Some((COMMERCIAL, name)) => class(name).map(Parameter::Commercial),
            Some((TYPES, name)) => Some(Parameter::Type(name.to_owned())),
            Some(_) => None,
            None => {
                let known = KEYS.iter().find(|(_, known)| *known == key);
                known.map(|(parameter, _)| parameter.clone())
            }
        }
    }

    /// The words that its value can be, where these are few; the first is the mildest.
    pub fn choices(&self) -> &'static [&'static str] {
        match self {
            Parameter::NonCommercial(_) => &["free", "ask"],
            Parameter::Commercial(_) => &["exempt", "fee", "ask"],
            Parameter::Period => &["month", "quarter", "year"],
            Parameter::Offset => &["none", "threshold", "account"],
            Parameter::Binding | Parameter::SoleTraderIsWorkerOwned => &["yes", "no"],
            _ => &[],
        }
    }
}

/// Why a value of some rules cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueProblem {
    /// Not one of the words that it can be.
    #[error("\"{text}\" is not one of {choices}")]
    NotAChoice {
        /// As it was written.
        text: String,
        /// What it can be.
        choices: String,
    },
    /// Not a number, or one that does not fit.
    #[error(transparent)]
    Number(#[from] crate::number::NumberError),
    /// Not a whole number from 0 on.
    #[error("\"{0}\" is not a whole number")]
    NotWhole(String),
    /// Not a list of ages.
    #[error("\"{0}\" is not a list of ages: write it as 365: 1, 730: 1/2")]
    NotAges(String),
    /// Not the points of a type.
    #[error(
        "\"{0}\" says no points: write it as 1 per hour, 8 per thing, 1 per 20.00, 1/10 per unit or 1/10 per unit kWh"
    )]
    NotPoints(String),
}

/// What could not be read: which parameters, and why.
pub type ValueProblems = Vec<(Parameter, ValueProblem)>;

impl Policy {
    /// Every parameter and its value, in the order in which they are shown.
    pub fn values(&self) -> Vec<(Parameter, String)> {
        let classes = AgentClass::ALL.into_iter();
        let free = classes.clone().map(Parameter::NonCommercial);
        let paid = classes.map(Parameter::Commercial);
        let types = self.types.iter();
        let types = types.map(|kind| Parameter::Type(kind.name.clone()));
        let plain = KEYS.iter().map(|(parameter, _)| parameter.clone());
        let all = plain.chain(free).chain(paid).chain(types);
        all.map(|parameter| {
            let value = self.value(&parameter);
            (parameter, value)
        })
        .collect()
    }

    /// The value of one parameter; empty for a type of contribution that these rules do not know.
    pub fn value(&self, parameter: &Parameter) -> String {
        if let Parameter::Type(name) = parameter {
            let known = self.contribution_type(name);
            return known.map_or_else(String::new, |kind| type_text(kind, self.currency));
        }
        let mut copy = self.clone();
        copy.slot(parameter)
            .map_or_else(String::new, |slot| slot.text())
    }

    /// The same rules with other values. Types are exactly those that are given, where any is; one without a value is gone.
    ///
    /// # Errors
    /// Every value that cannot be read, by its parameter. Contradictions are no concern of this: see
    /// [`Policy::contradictions`].
    pub fn with_values(&self, values: &[(Parameter, String)]) -> Result<Policy, ValueProblems> {
        let mut policy = self.clone();
        let mut problems = Vec::new();
        // Amounts are read in the currency that is given.
        let (first, rest): (Vec<_>, Vec<_>) = values
            .iter()
            .partition(|(parameter, _)| *parameter == Parameter::Currency);
        let mut types = BTreeMap::new();
        let mut gives_types = false;
        for (parameter, text) in first.into_iter().chain(rest) {
            let read = match parameter {
                Parameter::Type(name) => {
                    gives_types = true;
                    match text.trim() {
                        "" => Ok(()),
                        text => read_type(name, text, policy.currency).map(|kind| {
                            types.insert(name.clone(), kind);
                        }),
                    }
                }
                plain => match policy.slot(plain) {
                    Some(slot) => slot.read(text.trim()),
                    None => Ok(()),
                },
            };
            if let Err(problem) = read {
                problems.push((parameter.clone(), problem));
            }
        }
        if gives_types {
            policy.types = types.into_values().collect();
        }
        match problems.is_empty() {
            true => Ok(policy),
            false => Err(problems),
        }
    }

    /// The parameters in which other rules differ from these, with the value here and there.
    pub fn differences(&self, other: &Policy) -> Vec<(Parameter, String, String)> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for (parameter, _) in self.values().into_iter().chain(other.values()) {
            if !parameters.contains(&parameter) {
                parameters.push(parameter);
            }
        }
        let both = parameters.into_iter().map(|parameter| {
            let (here, there) = (self.value(&parameter), other.value(&parameter));
            (parameter, here, there)
        });
        both.filter(|(_, here, there)| here != there).collect()
    }

    /// Where the value of a parameter stands; `None` for a type, which stands in a list.
    fn slot(&mut self, parameter: &Parameter) -> Option<Slot<'_>> {
        let currency = self.currency;
        let money = |minor| Slot::Money(minor, currency);
        Some(match parameter {
            Parameter::Name => Slot::Name(&mut self.name),
            Parameter::Currency => Slot::Currency(&mut self.currency),
            Parameter::Period => Slot::Period(&mut self.period),
            Parameter::NonCommercial(class) => {
                let rules = self.noncommercial.entry(*class);
                Slot::Rule(rules.or_insert(super::Rule::Ask))
            }
            Parameter::Commercial(class) => {
                let rules = self.commercial.entry(*class);
                Slot::Rule(rules.or_insert(super::Rule::Ask))
            }
            Parameter::SoleTraderIsWorkerOwned => Slot::Flag(&mut self.sole_trader_is_worker_owned),
            Parameter::ReciprocalLicences => Slot::Licences(&mut self.reciprocal_licences),
            Parameter::FeeRate => Slot::Ratio(&mut self.fee_rate),
            Parameter::FeeMin => money(&mut self.fee_min),
            Parameter::FeePerPeriod => money(&mut self.fee_per_period),
            Parameter::FeePerUnit => money(&mut self.fee_per_unit),
            Parameter::FeePerUse => money(&mut self.fee_per_use),
            Parameter::Allowance => money(&mut self.allowance),
            Parameter::SmallAllowance => money(&mut self.small_allowance),
            Parameter::Binding => Slot::Flag(&mut self.binding),
            Parameter::DueDays => Slot::Number(&mut self.due_days),
            Parameter::GraceDays => Slot::Number(&mut self.grace_days),
            Parameter::Offset => Slot::Offset(&mut self.offset),
            Parameter::PointValue => money(&mut self.point_value),
            Parameter::MaxOffset => Slot::Ratio(&mut self.max_offset),
            Parameter::Threshold => Slot::Ratio(&mut self.threshold),
            Parameter::Ages => Slot::Ages(&mut self.ages),
            Parameter::Type(_) => return None,
            Parameter::DailyCapMinutes => Slot::Number(&mut self.daily_cap_minutes),
            Parameter::Reviews => Slot::Number(&mut self.reviews),
            Parameter::LateReviews => Slot::Number(&mut self.late_reviews),
            Parameter::LateDays => Slot::Number(&mut self.late_days),
            Parameter::SelfRate => Slot::Ratio(&mut self.self_rate),
            Parameter::SelfCap => Slot::Ratio(&mut self.self_cap),
            Parameter::AttestationDays => Slot::Number(&mut self.attestation_days),
            Parameter::Attesters => Slot::Number(&mut self.attesters),
            Parameter::ControlBasisPoints => Slot::Number(&mut self.control_basis_points),
            Parameter::SealQuorum => Slot::Number(&mut self.seal_quorum),
            Parameter::UpstreamShare => Slot::Ratio(&mut self.upstream_share),
        })
    }
}
