//! One value of some rules, as it is written and read.

use super::ValueProblem;
use crate::number::{Currency, Money, NumberError, Ratio};
use crate::rsd1::policy::{
    AgeFactor, ContributionType, ContributionUnit, Offset, PeriodLength, Rule,
};

/// Where a value stands.
pub(super) enum Slot<'a> {
    Name(&'a mut String),
    Currency(&'a mut Currency),
    Period(&'a mut PeriodLength),
    Rule(&'a mut Rule),
    Offset(&'a mut Offset),
    Flag(&'a mut bool),
    Licences(&'a mut Vec<String>),
    Number(&'a mut u32),
    Ratio(&'a mut Ratio),
    /// Minor units of that currency.
    Money(&'a mut i64, Currency),
    Ages(&'a mut Vec<AgeFactor>),
}

const PERIODS: [(PeriodLength, &str); 3] = [
    (PeriodLength::Month, "month"),
    (PeriodLength::Quarter, "quarter"),
    (PeriodLength::Year, "year"),
];
const RULES: [(Rule, &str); 4] = [
    (Rule::Free, "free"),
    (Rule::Exempt, "exempt"),
    (Rule::Fee, "fee"),
    (Rule::Ask, "ask"),
];
const OFFSETS: [(Offset, &str); 3] = [
    (Offset::None, "none"),
    (Offset::Threshold, "threshold"),
    (Offset::Account, "account"),
];
const FLAGS: [(bool, &str); 4] = [
    (true, "yes"),
    (false, "no"),
    (true, "true"),
    (false, "false"),
];

const MINUTES_OF_AN_HOUR: i64 = 60;

impl Slot<'_> {
    /// The value as text.
    pub(super) fn text(&self) -> String {
        match self {
            Slot::Name(name) => (*name).clone(),
            Slot::Currency(currency) => currency.to_string(),
            Slot::Period(period) => word(&PERIODS, **period),
            Slot::Rule(rule) => word(&RULES, **rule),
            Slot::Offset(offset) => word(&OFFSETS, **offset),
            Slot::Flag(flag) => word(&FLAGS, **flag),
            Slot::Licences(licences) => licences.join(", "),
            Slot::Number(number) => number.to_string(),
            Slot::Ratio(ratio) => ratio.to_string(),
            Slot::Money(minor, currency) => money_text(**minor, *currency),
            Slot::Ages(ages) => {
                let all = ages
                    .iter()
                    .map(|age| format!("{}: {}", age.days, age.factor));
                all.collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Takes the value over from a text.
    pub(super) fn read(self, text: &str) -> Result<(), ValueProblem> {
        match self {
            Slot::Name(name) => text.clone_into(name),
            Slot::Currency(currency) => *currency = text.parse()?,
            Slot::Period(period) => *period = chosen(&PERIODS, text)?,
            Slot::Rule(rule) => *rule = chosen(&RULES, text)?,
            Slot::Offset(offset) => *offset = chosen(&OFFSETS, text)?,
            Slot::Flag(flag) => *flag = chosen(&FLAGS, text)?,
            Slot::Licences(licences) => {
                let mut all: Vec<String> = list(text).map(str::to_owned).collect();
                all.sort_unstable();
                *licences = all;
            }
            Slot::Number(number) => *number = whole(text)?,
            Slot::Ratio(ratio) => *ratio = rate(text)?,
            Slot::Money(minor, currency) => *minor = Money::parse(text, currency)?.minor,
            Slot::Ages(ages) => *ages = read_ages(text)?,
        }
        Ok(())
    }
}

fn word<T: PartialEq>(words: &[(T, &str)], value: T) -> String {
    let known = words.iter().find(|(known, _)| *known == value);
    known.map_or("", |(_, word)| word).to_owned()
}

fn chosen<T: Copy>(words: &[(T, &'static str)], text: &str) -> Result<T, ValueProblem> {
    let wanted = text.to_lowercase();
    let known = words.iter().find(|(_, word)| *word == wanted);
    known.map(|(value, _)| *value).ok_or_else(|| {
        let choices: Vec<&str> = words.iter().map(|(_, word)| *word).collect();
        ValueProblem::NotAChoice {
            text: shown(text),
            choices: choices.join(", "),
        }
    })
}

fn whole(text: &str) -> Result<u32, ValueProblem> {
    text.parse()
        .map_err(|_| ValueProblem::NotWhole(shown(text)))
}

/// `3/100`, `0.03` or `3 %`.
fn rate(text: &str) -> Result<Ratio, NumberError> {
    let Some(percent) = text.strip_suffix('%') else {
        return text.parse();
    };
    let percent: Ratio = percent.trim().parse()?;
    let hundredths = percent.denominator().checked_mul(100);
    let rate = hundredths.and_then(|below| Ratio::new(percent.numerator(), below));
    rate.ok_or_else(|| NumberError::TooLarge(shown(text)))
}

fn read_ages(text: &str) -> Result<Vec<AgeFactor>, ValueProblem> {
    let wrong = || ValueProblem::NotAges(shown(text));
    let age = |age: &str| {
        let (days, factor) = age.split_once(':').ok_or_else(wrong)?;
        Ok(AgeFactor {
            days: days.trim().parse().map_err(|_| wrong())?,
            factor: rate(factor.trim()).map_err(|_| wrong())?,
        })
    };
    list(text).map(age).collect()
}

fn money_text(minor: i64, currency: Currency) -> String {
    Money { minor, currency }.amount().to_string()
}

/// What a type of contribution is worth: `1 per hour`, `8 per thing`, `1 per 20.00`, `1/10 per unit`, `1/10 per unit kWh`.
pub(super) fn type_text(kind: &ContributionType, currency: Currency) -> String {
    let points = kind.points;
    match kind.unit {
        ContributionUnit::Minute => match hourly(points) {
            Some(points) => format!("{points} per hour"),
            None => format!("{points} per minute"),
        },
        ContributionUnit::Deliverable => format!("{points} per thing"),
        ContributionUnit::Other => {
            let own = kind.unit_name.iter().map(|name| format!(" {name}"));
            format!("{points} per unit{}", own.collect::<String>())
        }
        ContributionUnit::Minor => {
            let amount = money_text(points.denominator(), currency);
            format!("{} per {amount}", points.numerator())
        }
    }
}

fn hourly(points: Ratio) -> Option<Ratio> {
    let numerator = points.numerator().checked_mul(MINUTES_OF_AN_HOUR)?;
    Ratio::new(numerator, points.denominator())
}

/// Reads the same again.
pub(super) fn read_type(
    name: &str,
    text: &str,
    currency: Currency,
) -> Result<ContributionType, ValueProblem> {
    let wrong = || ValueProblem::NotPoints(shown(text));
    let (points, per) = text.split_once(" per ").ok_or_else(wrong)?;
    let points: Ratio = points.trim().parse().map_err(|_| wrong())?;
    let divided = |by: i64| {
        let below = points.denominator().checked_mul(by)?;
        Ratio::new(points.numerator(), below)
    };
    let mut unit_name = None;
    let (unit, points) = match per.trim() {
        "hour" => (ContributionUnit::Minute, divided(MINUTES_OF_AN_HOUR)),
        "minute" => (ContributionUnit::Minute, Some(points)),
        "thing" => (ContributionUnit::Deliverable, Some(points)),
        "unit" => (ContributionUnit::Other, Some(points)),
        named if named.starts_with("unit ") => {
            let name = named.trim_start_matches("unit ").trim();
            unit_name = Some(name.to_owned());
            (ContributionUnit::Other, Some(points))
        }
        amount => {
            let amount = Money::parse(amount, currency).map_err(|_| wrong())?;
            let is_some = amount.minor > 0;
            (
                ContributionUnit::Minor,
                divided(amount.minor).filter(|_| is_some),
            )
        }
    };
    Ok(ContributionType {
        name: name.to_owned(),
        unit,
        points: points.ok_or_else(wrong)?,
        unit_name,
    })
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|one| !one.is_empty())
}

/// A text as it may stand in an error.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}
