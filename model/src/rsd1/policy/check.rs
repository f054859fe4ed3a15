//! What no rules can say: every contradiction by name, before they are proposed and again when they are read.

use spdx::expression::ExprNode;

use super::{ContributionType, ContributionUnit, Offset, POLICY_ENTRIES_MAX, Policy, PolicyError};
use crate::charter::title::check_name;
use crate::ledger::{UNIT_HOUR, UNIT_MINUTE, UNIT_ONE};
use crate::number::{Currency, Ratio};

/// A span of days in rules is no longer than this: a hundred years.
pub const RULE_DAYS_MAX: u32 = 36_525;
const MINUTES_OF_A_DAY: u32 = 1440;
const WHOLE_BASIS_POINTS: u32 = 10_000;

/// Why rules cannot be adopted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Contradiction {
    /// The name cannot be shown.
    #[error("the rules need a name that can be shown")]
    NameMalformed,
    /// Too many types, licences or ages.
    #[error("there are more types, licences or ages than {POLICY_ENTRIES_MAX}")]
    TooMany,
    /// Types, licences or ages are not in their order, or one stands twice.
    #[error("a type, licence or age stands twice, or out of order")]
    OutOfOrder,
    /// A type of contribution without a name that can be shown.
    #[error("a type of contribution needs a name that can be shown")]
    TypeMalformed,
    /// A contribution that would take points away.
    #[error("points below zero")]
    PointsBelowZero,
    /// A licence that is none.
    #[error("a licence is not one that can be read")]
    LicenceMalformed,
    /// Work would count more than it was.
    #[error("work is worth more than the whole at some age")]
    AgeAboveWhole,
    /// Work would grow while it lies.
    #[error("work is worth more as it gets older")]
    AgeGrows,
    /// More than the revenue.
    #[error("the fee is more than the whole revenue")]
    FeeAboveRevenue,
    /// Work would pay more than the fee.
    #[error("work pays more than the whole fee")]
    OffsetAboveFee,
    /// Unreviewed work would count more than reviewed work.
    #[error("work without reviews counts more than the whole")]
    SelfRateAboveWhole,
    /// Unreviewed work counts, and at most for nothing.
    #[error("work without reviews counts, but for no points at all")]
    SelfCapNothing,
    /// More than all income would go on.
    #[error("more than all income goes to what a design came from")]
    UpstreamAboveWhole,
    /// An amount below zero.
    #[error("an amount of money below zero")]
    AmountBelowZero,
    /// Single persons would get less free than everybody.
    #[error("less is free for single persons than for everybody")]
    SmallAllowanceBelow,
    /// Work pays, and a point pays nothing.
    #[error("work pays the fee, but a point pays nothing")]
    PointWithoutValue,
    /// Work pays, and at most nothing of a fee.
    #[error("work pays the fee, but no part of it")]
    OffsetOfNothing,
    /// A threshold that everybody reaches with nothing.
    #[error("the fee is waived from no points at all on")]
    ThresholdOfNothing,
    /// Control of more than the whole.
    #[error("control begins above the whole")]
    ControlAboveWhole,
    /// Nobody would confirm or decide anything.
    #[error("nobody at all is needed to confirm or to decide")]
    QuorumOfNone,
    /// Late work would be easier than work in time.
    #[error("work that is reviewed late asks for fewer reviews than work in time")]
    LateIsEasier,
    /// A day of more than 24 hours.
    #[error("a day of more than 24 hours")]
    DayTooLong,
    /// Time is worth points, and none of it counts.
    #[error("time is worth points, but no minute of a day counts")]
    DayOfNothing,
    /// A span above a hundred years.
    #[error("a number of days above {RULE_DAYS_MAX}")]
    TooManyDays,
    /// They would hold for days before they were proposed, and so for periods that are closed.
    #[error("they would hold back to days before they were proposed")]
    HoldsBack,
    /// Another currency than that of the rules before.
    #[error("the amounts are in another currency than all amounts before")]
    OtherCurrency,
    /// A type of contribution that is counted in something else than before.
    #[error("a type of contribution is counted in something else than before")]
    OtherUnit,
}

/// Whether a type that names its own unit is counted in one, and no other unit has that name.
fn has_own_unit(kind: &ContributionType) -> bool {
    kind.unit_name.as_ref().is_none_or(|name| {
        let is_free = check_name(name).is_ok()
            && name.parse::<Currency>().is_err()
            && ![UNIT_ONE, UNIT_MINUTE, UNIT_HOUR].contains(&name.as_str());
        kind.unit == ContributionUnit::Other && is_free
    })
}

impl Policy {
    /// Judges the values; [`Policy::from_bytes`] does it too.
    pub fn check(&self) -> Result<(), PolicyError> {
        match self.contradictions().first() {
            Some(first) => Err((*first).into()),
            None => Ok(()),
        }
    }

    /// Every contradiction in the rules themselves.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut found = self.malformed();
        found.extend(self.beyond_the_whole());
        found.extend(self.senseless());
        found
    }

    /// What contradicts the rules before: amounts and quantities that were written by those must still mean the same.
    pub fn contradicts_before(&self, before: &Policy) -> Vec<Contradiction> {
        let counted_otherwise = self.types.iter().any(|kind| {
            let known = before.contribution_type(&kind.name);
            known.is_some_and(|known| {
                let is_renamed = known.unit_name.is_some() && known.unit_name != kind.unit_name;
                known.unit != kind.unit || is_renamed
            })
        });
        which(&[
            (
                self.currency != before.currency,
                Contradiction::OtherCurrency,
            ),
            (counted_otherwise, Contradiction::OtherUnit),
        ])
    }

    fn malformed(&self) -> Vec<Contradiction> {
        use Contradiction::*;
        let lists = [
            self.types.len(),
            self.reciprocal_licences.len(),
            self.ages.len(),
        ];
        let in_order = self.types.is_sorted_by(|a, b| a.name < b.name)
            && self.reciprocal_licences.is_sorted_by(|a, b| a < b)
            && self.ages.is_sorted_by(|a, b| a.days < b.days);
        let mut types = self.types.iter();
        let days = [
            self.attestation_days,
            self.due_days,
            self.grace_days,
            self.late_days,
        ];
        which(&[
            (check_name(&self.name).is_err(), NameMalformed),
            (lists.iter().any(|len| *len > POLICY_ENTRIES_MAX), TooMany),
            (!in_order, OutOfOrder),
            (
                types.any(|kind| check_name(&kind.name).is_err() || !has_own_unit(kind)),
                TypeMalformed,
            ),
            (
                !self.reciprocal_licences.iter().all(|id| is_licence(id)),
                LicenceMalformed,
            ),
            (days.iter().any(|days| *days > RULE_DAYS_MAX), TooManyDays),
        ])
    }

    fn beyond_the_whole(&self) -> Vec<Contradiction> {
        use Contradiction::*;
        let is_share = |ratio: Ratio| (Ratio::ZERO..=Ratio::ONE).contains(&ratio);
        let ages_are_shares = self.ages.iter().all(|age| is_share(age.factor));
        let mut points = self.types.iter().map(|kind| kind.points);
        let below_zero = points.any(|points| points < Ratio::ZERO)
            || self.self_cap < Ratio::ZERO
            || self.threshold < Ratio::ZERO;
        which(&[
            (below_zero, PointsBelowZero),
            (!ages_are_shares, AgeAboveWhole),
            (!is_share(self.fee_rate), FeeAboveRevenue),
            (!is_share(self.max_offset), OffsetAboveFee),
            (!is_share(self.self_rate), SelfRateAboveWhole),
            (!is_share(self.upstream_share), UpstreamAboveWhole),
            (
                self.amounts().iter().any(|minor| *minor < 0),
                AmountBelowZero,
            ),
            (
                self.control_basis_points > WHOLE_BASIS_POINTS,
                ControlAboveWhole,
            ),
            (self.daily_cap_minutes > MINUTES_OF_A_DAY, DayTooLong),
        ])
    }

    fn senseless(&self) -> Vec<Contradiction> {
        use Contradiction::*;
        let account = self.offset == Offset::Account;
        let waives = self.offset == Offset::Threshold;
        let small = self.small_allowance;
        let grows = !self.ages.is_sorted_by(|a, b| a.factor >= b.factor);
        let counts_time = self
            .types
            .iter()
            .any(|kind| kind.unit == ContributionUnit::Minute && kind.points > Ratio::ZERO);
        which(&[
            (grows, AgeGrows),
            (
                !self.self_rate.is_zero() && self.self_cap.is_zero(),
                SelfCapNothing,
            ),
            (small > 0 && small < self.allowance, SmallAllowanceBelow),
            (account && self.point_value == 0, PointWithoutValue),
            (account && self.max_offset.is_zero(), OffsetOfNothing),
            (waives && self.threshold.is_zero(), ThresholdOfNothing),
            (self.attesters == 0 || self.seal_quorum == 0, QuorumOfNone),
            (self.late_reviews < self.reviews, LateIsEasier),
            (counts_time && self.daily_cap_minutes == 0, DayOfNothing),
        ])
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

fn which(all: &[(bool, Contradiction)]) -> Vec<Contradiction> {
    let found = all.iter().filter(|(is_so, _)| *is_so);
    found.map(|(_, contradiction)| *contradiction).collect()
}

/// One licence by its SPDX id, or `LicenseRef-…`.
fn is_licence(id: &str) -> bool {
    let Ok(read) = crate::licence::parse(id) else {
        return false;
    };
    let mut nodes = read.iter();
    matches!((nodes.next(), nodes.next()), (Some(ExprNode::Req(_)), None))
}
