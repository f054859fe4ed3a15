//! The rules of a commons, one sentence for each parameter, with the clause it comes from.

use crate::words::standing::{money, percent};
use crate::words::{count, ledger, people};
use model::number::Ratio;
use model::rsd1::Policy;
use model::rsd1::policy::text::Parameter;
use model::rsd1::policy::{AgentClass, ContributionUnit, Offset, PeriodLength, Rule};

mod page;

pub use page::*;

/// What belongs together in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleGroup {
    /// What a use costs whom.
    Use,
    /// How much a fee is.
    Fee,
    /// What work counts for.
    Work,
    /// How work comes to count.
    Reviews,
    /// Who owns whom.
    Ownership,
    /// Who decides, and when.
    Deciding,
}

impl RuleGroup {
    /// All of them, in their order.
    pub const ALL: [RuleGroup; 6] = [
        RuleGroup::Use,
        RuleGroup::Fee,
        RuleGroup::Work,
        RuleGroup::Reviews,
        RuleGroup::Ownership,
        RuleGroup::Deciding,
    ];

    /// Its heading.
    pub fn name(self) -> &'static str {
        match self {
            RuleGroup::Use => "Who may use, and who pays",
            RuleGroup::Fee => "The fee",
            RuleGroup::Work => "What work is worth",
            RuleGroup::Reviews => "When work counts",
            RuleGroup::Ownership => "Who owns a business",
            RuleGroup::Deciding => "Periods and decisions",
        }
    }
}

/// Where a parameter stands in the table.
pub fn group(parameter: &Parameter) -> RuleGroup {
    use Parameter::*;
    match parameter {
        NonCommercial(_) | Commercial(_) | SoleTraderIsWorkerOwned | ReciprocalLicences => {
            RuleGroup::Use
        }
        FeeRate | FeeMin | FeePerPeriod | FeePerUnit | FeePerUse | Allowance | SmallAllowance
        | Binding | DueDays | GraceDays => RuleGroup::Fee,
        Offset | PointValue | MaxOffset | Threshold | Ages | Type(_) | UpstreamShare => {
            RuleGroup::Work
        }
        DailyCapMinutes | Reviews | LateReviews | LateDays | SelfRate | SelfCap => {
            RuleGroup::Reviews
        }
        AttestationDays | Attesters | ControlBasisPoints => RuleGroup::Ownership,
        Name | Currency | Period | SealQuorum => RuleGroup::Deciding,
    }
}

/// Where it comes from.
pub fn clause(parameter: &Parameter) -> &'static str {
    use Parameter::*;
    match parameter {
        NonCommercial(_) => "PPL 4(d) · RSD-1, 3",
        Commercial(_) | SoleTraderIsWorkerOwned => "PPL 4(c) · RSD-1, 3",
        ReciprocalLicences => "PPL 3 · RSD-1, 6",
        FeeRate | FeeMin | FeePerPeriod | FeePerUnit | FeePerUse | Allowance | SmallAllowance => {
            "RSD-1, 6"
        }
        Binding | DueDays | GraceDays => "RSD-1, 7 and 8",
        Offset | PointValue | MaxOffset | Threshold => "RSD-1, 7",
        Ages => "RSD-1, 5 (8)",
        Type(_) => "RSD-1, 5",
        DailyCapMinutes => "RSD-1, 5 (4)",
        Reviews | LateReviews | LateDays | SelfRate | SelfCap => "RSD-1, 5 (3)",
        AttestationDays | Attesters => "RSD-1, 4",
        ControlBasisPoints => "RSD-1, 4 (c)",
        Name | Currency | Period => "RSD-1, 3",
        SealQuorum => "RSD-1, 9",
        UpstreamShare => "RSD-1, 10",
    }
}

/// What a parameter is called where it is edited.
pub fn name(parameter: &Parameter) -> String {
    use Parameter::*;
    let text = match parameter {
        Name => "What these rules are called",
        Currency => "Currency of all amounts",
        Period => "How long a period is",
        NonCommercial(class) => return format!("Other use: {}", class_name(*class)),
        Commercial(class) => return format!("Earning money: {}", class_name(*class)),
        SoleTraderIsWorkerOwned => "A one-person firm is owned by its worker",
        ReciprocalLicences => "Licences that ask for reciprocity",
        FeeRate => "Fee, part of the revenue",
        FeeMin => "Least fee of a period",
        FeePerPeriod => "Fee for each period",
        FeePerUnit => "Fee for each unit built",
        FeePerUse => "Fee for each report of use",
        Allowance => "Free in each period",
        SmallAllowance => "Free for single persons",
        Binding => "The fee is owed, not suggested",
        DueDays => "Days until it is due",
        GraceDays => "Days of grace after the first use",
        Offset => "How work counts against the fee",
        PointValue => "What a point pays",
        MaxOffset => "Most of a fee that work pays",
        Threshold => "Points that waive the fee",
        Ages => "How points fade (days: part)",
        Type(name) => return format!("Points: {}", ledger::work(name)),
        DailyCapMinutes => "Most minutes of one person on a day",
        Reviews => "Reviews that work needs",
        LateReviews => "Reviews that late work needs",
        LateDays => "Days until a review is late",
        SelfRate => "Part that counts without reviews",
        SelfCap => "Most points without reviews",
        AttestationDays => "Days that a word about ownership holds",
        Attesters => "Stewards who confirm ownership",
        ControlBasisPoints => "Control begins above, in hundredths of a percent",
        SealQuorum => "Stewards who decide and close a period",
        UpstreamShare => "Part of income that goes to what a design came from",
    };
    text.to_owned()
}

/// What a parameter says in these rules.
pub fn sentence(parameter: &Parameter, rules: &Policy) -> String {
    use Parameter::*;
    match parameter {
        NonCommercial(class) => use_sentence(*class, false, rules),
        Commercial(class) => use_sentence(*class, true, rules),
        SoleTraderIsWorkerOwned if rules.sole_trader_is_worker_owned => {
            "A one-person firm without employees counts as owned by its worker.".into()
        }
        SoleTraderIsWorkerOwned => "A one-person firm is a kind of its own.".into(),
        ReciprocalLicences if rules.reciprocal_licences.is_empty() => {
            "No licence asks for reciprocity: nothing is ever owed.".into()
        }
        ReciprocalLicences => format!(
            "Only designs under {} ask for anything.",
            rules.reciprocal_licences.join(" or ")
        ),
        Type(name) => type_sentence(name, rules),
        Name => format!("These rules are called “{}”.", rules.name),
        Currency => format!("All amounts are in {}.", rules.currency),
        Period => format!("A period is a {}.", length(rules.period)),
        SealQuorum => format!(
            "{} decide together, and close a period.",
            count(rules.seal_quorum.into(), "steward", "stewards")
        ),
        UpstreamShare => format!(
            "{} of income goes on to what a design came from.",
            part(rules.upstream_share)
        ),
        AttestationDays => format!(
            "A word about who owns a business holds for {}.",
            days(rules.attestation_days)
        ),
        Attesters => format!(
            "{} confirm who owns a business.",
            count(rules.attesters.into(), "steward", "stewards")
        ),
        ControlBasisPoints => format!(
            "Who holds more than {} of a business controls it.",
            crate::words::decide::percent(rules.control_basis_points)
        ),
        fee if group(fee) == RuleGroup::Fee => fee_sentence(fee, rules),
        work => work_sentence(work, rules),
    }
}

fn use_sentence(class: AgentClass, commercial: bool, rules: &Policy) -> String {
    let what = match commercial {
        true => "earning money with a design",
        false => "using a design without earning money",
    };
    let does = match rules.rule(commercial, class) {
        Rule::Free => "is free",
        Rule::Exempt => "costs nothing",
        Rule::Fee => "costs the fee",
        Rule::Ask => "needs an agreement first",
    };
    format!("{}: {what} {does}.", class_name(class))
}

/// A class in a rule; a person may well sell something.
fn class_name(class: AgentClass) -> &'static str {
    match class {
        AgentClass::Individual => "A person",
        other => people::class(other),
    }
}

fn type_sentence(name: &str, rules: &Policy) -> String {
    let work = ledger::work(name);
    let Some(kind) = rules.contribution_type(name) else {
        return format!("{work} is not counted.");
    };
    if kind.points.is_zero() {
        return format!("{work} is recorded and earns no points.");
    }
    let value = rules.value(&Parameter::Type(name.to_owned()));
    match kind.unit {
        ContributionUnit::Minor => {
            let each = money(kind.points.denominator(), rules.currency);
            let points = Ratio::whole(kind.points.numerator());
            format!("{work}: {} for {each}.", points_of(points))
        }
        _ => match value.split_once(" per ") {
            Some((points, per)) => {
                let points = points.parse().unwrap_or(Ratio::ONE);
                let per = per.strip_prefix("unit ").unwrap_or(per);
                format!("{work}: {} for each {per}.", points_of(points))
            }
            None => format!("{work}: {value}."),
        },
    }
}

fn fee_sentence(parameter: &Parameter, rules: &Policy) -> String {
    use Parameter::*;
    let cash = |minor| money(minor, rules.currency);
    let some = |minor: i64, said: String, none: &str| match minor {
        0 => none.to_owned(),
        _ => said,
    };
    match parameter {
        FeeRate if rules.fee_rate.is_zero() => "No part of the revenue is asked for.".into(),
        FeeRate => format!("The fee is {} of the revenue.", percent(rules.fee_rate)),
        FeeMin => some(
            rules.fee_min,
            format!(
                "Where there is a fee it is at least {}.",
                cash(rules.fee_min)
            ),
            "There is no least fee.",
        ),
        FeePerPeriod => some(
            rules.fee_per_period,
            format!("Each period of use costs {}.", cash(rules.fee_per_period)),
            "Nothing is asked for a period as such.",
        ),
        FeePerUnit => some(
            rules.fee_per_unit,
            format!("Each unit built costs {}.", cash(rules.fee_per_unit)),
            "Nothing is asked for each unit.",
        ),
        FeePerUse => some(
            rules.fee_per_use,
            format!("Each report of use costs {}.", cash(rules.fee_per_use)),
            "Nothing is asked for a report as such.",
        ),
        Allowance => some(
            rules.allowance,
            format!("{} in each period are free.", cash(rules.allowance)),
            "No revenue is free for all.",
        ),
        SmallAllowance => some(
            rules.small_allowance,
            format!(
                "For single persons {} in each period are free.",
                cash(rules.small_allowance)
            ),
            "Single persons have no allowance of their own.",
        ),
        Binding if rules.binding => "A fee is owed, and overdue after its day.".into(),
        Binding => "A fee is suggested: nobody is ever overdue.".into(),
        DueDays => format!("It is due {} after the period ends.", days(rules.due_days)),
        _ if rules.grace_days == 0 => "There are no days of grace.".into(),
        _ => format!(
            "Nothing is due in the {} after the first use.",
            days(rules.grace_days)
        ),
    }
}

fn work_sentence(parameter: &Parameter, rules: &Policy) -> String {
    use Parameter::*;
    let is_account = rules.offset == self::Offset::Account;
    let reviews = |n: u32| count(n.into(), "other person", "other people");
    match parameter {
        Offset => match rules.offset {
            self::Offset::None => "Work does not count against a fee.".into(),
            self::Offset::Threshold => "Enough work waives the fee.".into(),
            self::Offset::Account => "Work pays the fee, point by point.".into(),
        },
        PointValue if is_account => {
            format!("A point pays {}.", money(rules.point_value, rules.currency))
        }
        MaxOffset if is_account => {
            format!("Work pays at most {} of a fee.", part(rules.max_offset))
        }
        Threshold if rules.offset == self::Offset::Threshold => format!(
            "{} within a year waive the fee.",
            points_of(rules.threshold)
        ),
        PointValue => "A point has no value in money.".into(),
        MaxOffset => "Nothing of a fee is paid by points.".into(),
        Threshold => "No number of points waives a fee.".into(),
        Ages => match rules.ages.last() {
            None => "Points are gone at once.".into(),
            Some(last) => {
                let each = rules.ages.iter();
                let each: Vec<String> = each
                    .map(|age| format!("{} up to {}", part(age.factor), days(age.days)))
                    .collect();
                format!(
                    "Of points counts {}; nothing after {}.",
                    each.join(", "),
                    days(last.days)
                )
            }
        },
        DailyCapMinutes => format!(
            "At most {} of one person count on one day.",
            crate::words::standing::minutes(rules.daily_cap_minutes.into())
        ),
        Reviews if rules.reviews == 0 => "Work counts as it is claimed.".into(),
        Reviews => format!("Work counts when {} accepted it.", reviews(rules.reviews)),
        LateReviews => format!("Late work needs {}.", reviews(rules.late_reviews)),
        LateDays => format!("A first review after {} is late.", days(rules.late_days)),
        SelfRate if rules.self_rate.is_zero() => "Without reviews nothing counts.".into(),
        SelfRate => format!("Without reviews {} counts.", part(rules.self_rate)),
        _ => format!(
            "Without reviews at most {} count in a period.",
            points_of(rules.self_cap)
        ),
    }
}

fn length(period: PeriodLength) -> &'static str {
    match period {
        PeriodLength::Month => "month",
        PeriodLength::Quarter => "quarter",
        PeriodLength::Year => "year",
    }
}

fn part(share: Ratio) -> String {
    match share {
        Ratio::ZERO => "nothing".into(),
        Ratio::ONE => "all".into(),
        share => percent(share),
    }
}

fn days(n: u32) -> String {
    count(n.into(), "day", "days")
}

fn points_of(points: Ratio) -> String {
    match points {
        Ratio::ONE => "1 point".into(),
        points => format!("{points} points"),
    }
}

/// The word of a value that is one of a few.
pub fn choice(parameter: &Parameter, word: &str) -> String {
    let words = match (parameter, word) {
        (_, "free") => "free",
        (_, "exempt") => "costs nothing",
        (_, "fee") => "pays the fee",
        (_, "ask") => "asks first",
        (Parameter::Offset, "none") => "not at all",
        (Parameter::Offset, "threshold") => "enough of it waives the fee",
        (Parameter::Offset, "account") => "each point pays",
        (_, other) => other,
    };
    words.to_owned()
}
