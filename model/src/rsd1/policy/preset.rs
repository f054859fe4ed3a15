//! The three presets of RSD-1, section 3: starting points, to be changed by each commons.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::{
    AgeFactor, AgentClass, ContributionType, ContributionUnit, MACHINE_TIME, Offset, PeriodLength,
    Policy, Rule,
};
use crate::number::{Currency, Ratio};

/// A ready-made policy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Preset {
    /// Reads the Peer Production License to the letter.
    PplFaithful,
    /// Three per cent from those who are not owned by their workers; contributions pay.
    CopyFair,
    /// Suggests one per cent; ten points a year waive it.
    Lenient,
}

impl Preset {
    /// All presets.
    pub const ALL: [Preset; 3] = [Preset::PplFaithful, Preset::CopyFair, Preset::Lenient];

    /// The name in files and commands.
    pub fn name(self) -> &'static str {
        match self {
            Preset::PplFaithful => "ppl-faithful",
            Preset::CopyFair => "copyfair",
            Preset::Lenient => "lenient",
        }
    }
}

/// A text that names no preset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a set of rules: use copyfair, ppl-faithful or lenient")]
pub struct PresetError(pub String);

impl FromStr for Preset {
    type Err = PresetError;

    fn from_str(text: &str) -> Result<Self, PresetError> {
        let wanted = text.trim().to_ascii_lowercase();
        Preset::ALL
            .into_iter()
            .find(|preset| preset.name() == wanted)
            .ok_or_else(|| PresetError(text.chars().take(40).collect()))
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Policy {
    /// One of the three ready-made policies, in euro and quarters.
    pub fn preset(preset: Preset) -> Policy {
        match preset {
            Preset::PplFaithful => ppl_faithful(),
            Preset::CopyFair => copyfair(),
            Preset::Lenient => lenient(),
        }
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
}

fn ratio(p: i64, q: i64) -> Ratio {
    Ratio::new(p, q).expect("the ratios of the presets are not divided by zero")
}

fn rules(default: Rule, others: &[(AgentClass, Rule)]) -> BTreeMap<AgentClass, Rule> {
    let mut rules: BTreeMap<_, _> = AgentClass::ALL
        .into_iter()
        .map(|class| (class, default))
        .collect();
    rules.extend(others.iter().copied());
    rules
}

/// The defaults of section 5: one point per hour of any work, eight per build report, one per 20.00 of money.
fn types() -> Vec<ContributionType> {
    use ContributionUnit::{Deliverable, Minor, Minute};
    [
        ("build_report", Deliverable, ratio(8, 1)),
        ("care", Minute, ratio(1, 60)),
        ("design", Minute, ratio(1, 60)),
        ("documentation", Minute, ratio(1, 60)),
        ("fabrication", Minute, ratio(1, 60)),
        ("governance", Minute, ratio(1, 60)),
        (MACHINE_TIME, Minute, ratio(1, 120)),
        ("material", Minor, ratio(1, 2000)),
        ("money", Minor, ratio(1, 2000)),
        ("review", Minute, ratio(1, 60)),
        ("teaching", Minute, ratio(1, 60)),
        ("testing", Minute, ratio(1, 60)),
        ("translation", Minute, ratio(1, 60)),
    ]
    .into_iter()
    .map(|(name, unit, points)| ContributionType {
        name: name.to_owned(),
        unit,
        points,
        unit_name: None,
    })
    .collect()
}

fn copyfair() -> Policy {
    use AgentClass::{ForProfit, Individual, SoleTrader};
    Policy {
        name: Preset::CopyFair.name().to_owned(),
        currency: Currency::EUR,
        period: PeriodLength::Quarter,
        noncommercial: rules(Rule::Free, &[]),
        commercial: rules(
            Rule::Exempt,
            &[
                (Individual, Rule::Fee),
                (SoleTrader, Rule::Fee),
                (ForProfit, Rule::Fee),
            ],
        ),
        sole_trader_is_worker_owned: false,
        reciprocal_licences: vec!["LicenseRef-CopyFair".to_owned(), "PPL".to_owned()],
        types: types(),
        attestation_days: 365,
        attesters: 2,
        control_basis_points: 5000,
        fee_rate: ratio(3, 100),
        fee_min: 0,
        fee_per_period: 0,
        fee_per_unit: 0,
        fee_per_use: 0,
        allowance: 0,
        small_allowance: 1_000_000,
        binding: true,
        due_days: 30,
        grace_days: 0,
        offset: Offset::Account,
        point_value: 2000,
        max_offset: Ratio::ONE,
        threshold: Ratio::ZERO,
        reviews: 2,
        late_reviews: 3,
        late_days: 60,
        self_rate: Ratio::ZERO,
        self_cap: Ratio::ZERO,
        ages: vec![
            AgeFactor {
                days: 365,
                factor: Ratio::ONE,
            },
            AgeFactor {
                days: 730,
                factor: ratio(1, 2),
            },
        ],
        daily_cap_minutes: 720,
        upstream_share: ratio(1, 5),
        seal_quorum: 2,
    }
}

fn ppl_faithful() -> Policy {
    Policy {
        name: Preset::PplFaithful.name().to_owned(),
        noncommercial: rules(Rule::Free, &[(AgentClass::ForProfit, Rule::Ask)]),
        commercial: rules(Rule::Ask, &[(AgentClass::WorkerOwned, Rule::Exempt)]),
        sole_trader_is_worker_owned: true,
        reciprocal_licences: vec!["PPL".to_owned()],
        fee_rate: Ratio::ZERO,
        small_allowance: 0,
        offset: Offset::None,
        ..copyfair()
    }
}

fn lenient() -> Policy {
    Policy {
        name: Preset::Lenient.name().to_owned(),
        commercial: rules(Rule::Exempt, &[(AgentClass::ForProfit, Rule::Fee)]),
        sole_trader_is_worker_owned: true,
        attesters: 1,
        fee_rate: ratio(1, 100),
        allowance: 1_000_000,
        small_allowance: 0,
        binding: false,
        offset: Offset::Threshold,
        threshold: ratio(10, 1),
        reviews: 1,
        late_reviews: 2,
        self_rate: ratio(1, 2),
        self_cap: ratio(4, 1),
        ages: vec![AgeFactor {
            days: 365,
            factor: Ratio::ONE,
        }],
        ..copyfair()
    }
}
