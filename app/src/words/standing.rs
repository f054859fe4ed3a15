//! A status in words (RSD-1, section 12): one sentence, why, what would change it, the entries it rests on.
//!
//! The derivation speaks in data; the window and the command `status` both read it here. The bare code
//! is never shown to people.

use std::collections::BTreeMap;

use model::id::{AgentId, DocumentId, FactId};
use model::number::{Currency, Rational, minor_digits};
use model::rsd1::policy::AgentClass;
use model::rsd1::{Action, Flag, Line, Period, Remedy as Deed, ReviewRefusal, Status, StatusCode};

use crate::view::{AccountView, EvidenceLine, Remedy, RemedyView, StandingCode};
use crate::words::{self, count, ledger, names, number, people};

mod disputes;

/// How persons, organisations and designs are called.
pub struct Called<'a> {
    /// A person or an organisation.
    pub agent: &'a dyn Fn(AgentId) -> String,
    /// A design.
    pub design: &'a dyn Fn(DocumentId) -> String,
    /// Why somebody is paused, and how that ends, by the decision.
    pub pause: &'a dyn Fn(FactId) -> Option<String>,
    /// Why an entry does not count.
    pub refusal: &'a dyn Fn(FactId) -> String,
}

/// The whole account as the window and the command show it.
pub fn account(status: &Status, called: &Called<'_>) -> AccountView {
    let name = (called.agent)(status.agent);
    AccountView {
        agent: status.agent,
        code: code(status),
        binding: status.binding,
        sentence: sentence(status, &name, called),
        why: status
            .lines
            .iter()
            .filter_map(|line| why(line, status, called))
            .collect(),
        remedies: status
            .remedies
            .iter()
            .map(|remedy| remedy_view(remedy, status, called))
            .collect(),
        flags: flags(status, called),
        refused: refused(status, called),
        disputes: disputes::disputes(status, called),
        pause: status.lines.iter().find_map(|line| match line {
            Line::Suspended { decision, .. } => Some(*decision),
            _ => None,
        }),
        evidence: status
            .lines
            .iter()
            .flat_map(|line| evidence(line, status, called))
            .collect(),
        timeline: None,
        fingerprint: status.spoken_fingerprint(),
        name,
    }
}

/// The code under which it is named; "exempt" is two things to people.
pub fn code(status: &Status) -> StandingCode {
    match plain_code(status.code) {
        StandingCode::Exempt if below_allowance(status).is_some() => StandingCode::BelowAllowance,
        code => code,
    }
}

fn plain_code(code: StatusCode) -> StandingCode {
    match code {
        StatusCode::Suspended => StandingCode::Suspended,
        StatusCode::NotLicensed => StandingCode::NotLicensed,
        StatusCode::Overdue => StandingCode::Overdue,
        StatusCode::Undeclared => StandingCode::Undeclared,
        StatusCode::FeeDue => StandingCode::FeeDue,
        StatusCode::Grace => StandingCode::Grace,
        StatusCode::Reciprocating => StandingCode::Reciprocating,
        StatusCode::NoObligation => StandingCode::NoObligation,
        StatusCode::Exempt => StandingCode::Exempt,
    }
}

/// The newest period whose fee is nothing, with its revenue and the allowance.
fn below_allowance(status: &Status) -> Option<(Period, i64, i64)> {
    let exempt = status
        .lines
        .iter()
        .any(|line| matches!(line, Line::Exempt { .. }));
    status.lines.iter().rev().find_map(|line| match line {
        Line::Fee {
            period,
            revenue,
            allowance,
            fee: 0,
            ..
        } if !exempt => Some((*period, revenue.floor_to_minor(), *allowance)),
        _ => None,
    })
}

/// "1,350.00 €".
pub fn money(minor: i64, currency: Currency) -> String {
    let digits = u32::from(minor_digits(currency));
    let unit = 10_u64.pow(digits);
    let sign = if minor < 0 { "−" } else { "" };
    let whole = number(minor.unsigned_abs() / unit);
    let rest = minor.unsigned_abs() % unit;
    let amount = match digits {
        0 => whole,
        digits => format!("{whole}.{rest:0width$}", width = digits as usize),
    };
    format!("{sign}{amount} {}", currency_name(currency))
}

fn currency_name(currency: Currency) -> String {
    match currency.as_str() {
        "EUR" => "€".into(),
        "GBP" => "£".into(),
        other => other.into(),
    }
}

/// "5 h", "1 h 30 min", "45 min".
pub fn minutes(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{} h", number(hours.unsigned_abs())),
        (hours, rest) => format!("{} h {rest} min", number(hours.unsigned_abs())),
    }
}

/// "17.5 points", cut to two places.
pub fn points(points: &Rational) -> String {
    let hundred = Rational::new(100, 1).unwrap_or_else(Rational::one);
    let cents = (points * &hundred).floor_to_minor();
    let (whole, rest) = (cents / 100, (cents % 100).abs());
    let text = match (rest, rest % 10) {
        (0, _) => format!("{whole}"),
        (rest, 0) => format!("{whole}.{}", rest / 10),
        (rest, _) => format!("{whole}.{rest:02}"),
    };
    if text == "1" {
        "1 point".into()
    } else {
        format!("{text} points")
    }
}

/// "January to March 2026".
pub fn period(period: Period) -> String {
    let ((year, first, _), (_, last, _)) = (period.first().civil(), period.last().civil());
    let month = |month: u32| MONTHS[(month as usize - 1).min(11)];
    match (first, last) {
        (1, 12) => format!("{year}"),
        (first, last) if first == last => format!("{} {year}", month(first)),
        (first, last) => format!("{} to {} {year}", month(first), month(last)),
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// One sentence.
pub fn sentence(status: &Status, name: &str, called: &Called<'_>) -> String {
    let owed = money(status.owed, status.currency);
    let due = status.due.map(words::day).unwrap_or_default();
    match code(status) {
        StandingCode::Suspended => suspended(status, called),
        StandingCode::NotLicensed => not_licensed(status),
        StandingCode::Overdue => format!("{name} owes {owed}, since {due}."),
        StandingCode::Undeclared => {
            format!("{name}: ownership not recorded yet. Three questions, and people who know confirm.")
        }
        StandingCode::FeeDue if status.binding => format!("{name} owes {owed} by {due}."),
        StandingCode::FeeDue => format!("{name} is asked for {owed}."),
        StandingCode::Grace => format!("Nothing due before {due}."),
        StandingCode::Reciprocating => in_balance(status),
        StandingCode::Exempt => exempt(status, name, called),
        StandingCode::BelowAllowance => match below_allowance(status) {
            Some((of, revenue, allowance)) => format!(
                "No fee for {} ({} of {}).",
                period(of),
                money(revenue, status.currency),
                money(allowance, status.currency)
            ),
            None => "No fee.".into(),
        },
        StandingCode::NoObligation => {
            "Nothing to settle. Each design's licence still applies: name its makers, share as it asks.".into()
        }
    }
}

fn suspended(status: &Status, called: &Called<'_>) -> String {
    let decision = status.lines.iter().find_map(|line| match line {
        Line::Suspended {
            decision,
            from,
            signers,
        } => Some((*decision, *from, called_all(signers, called))),
        _ => None,
    });
    match decision {
        Some((decision, from, signers)) => {
            let why = (called.pause)(decision);
            let why = why.map(|why| format!(" {why}")).unwrap_or_default();
            format!(
                "Paused by decision of {} ({signers}).{why}",
                words::day(from)
            )
        }
        None => "Paused by decision.".into(),
    }
}

/// Which reading of the Peer Production License does not cover a use.
fn not_licensed(status: &Status) -> String {
    let mut uses = status.lines.iter().filter_map(|line| match line {
        Line::NotCovered { commercial, .. } => Some(*commercial),
        _ => None,
    });
    let (mut commercial, mut other) = (false, false);
    uses.by_ref()
        .for_each(|of| if of { commercial = true } else { other = true });
    let mut text = String::new();
    if commercial || !other {
        text.push_str("This commons reads section 4(c) of the Peer Production License (only businesses owned by their workers) as not including this use. ");
    }
    if other {
        text.push_str("It also reads section 4(d) as not including other uses by businesses that live from wage labour. ");
    }
    text.push_str("You can ask for an agreement, correct the declaration, or leave this use out.");
    text
}

fn in_balance(status: &Status) -> String {
    let mut thanks = Vec::new();
    let counted: i64 = status
        .lines
        .iter()
        .filter_map(|line| match line {
            Line::Offset { amount, .. } | Line::Waived { amount, .. } => Some(*amount),
            _ => None,
        })
        .fold(0, i64::saturating_add);
    let paid: i64 = status
        .lines
        .iter()
        .filter_map(|line| match line {
            Line::Paid { amount, .. } => Some(*amount),
            _ => None,
        })
        .fold(0, i64::saturating_add);
    if counted > 0 {
        thanks.push(format!("{} contributed", money(counted, status.currency)));
    }
    if paid > 0 {
        thanks.push(format!("{} paid", money(paid, status.currency)));
    }
    match thanks.is_empty() {
        true => "In balance. Thank you.".into(),
        false => format!("In balance. Thank you: {}.", thanks.join(", ")),
    }
}

fn exempt(status: &Status, name: &str, called: &Called<'_>) -> String {
    let declared = status.lines.iter().rev().find_map(|line| match line {
        Line::Declared {
            class,
            from,
            until,
            attesters,
            ..
        } => Some((*class, *from, *until, attesters)),
        _ => None,
    });
    let Some((class, from, until, attesters)) = declared else {
        return format!("Free: {name} is of a kind that this commons asks nothing of.");
    };
    let what = match class {
        AgentClass::WorkerOwned => "owned by its workers and shares all surplus among them".into(),
        other => format!("recorded as “{}”", people::class(other)),
    };
    format!(
        "Free: {name} is {what} (declared {} by {}, valid until {}).",
        words::day(from),
        called_all(attesters, called),
        words::day(until)
    )
}

fn called_all(agents: &[AgentId], called: &Called<'_>) -> String {
    names(
        &agents
            .iter()
            .map(|agent| (called.agent)(*agent))
            .collect::<Vec<_>>(),
    )
}

/// Why, for the lines that say more than the entry they name.
fn why(line: &Line, status: &Status, called: &Called<'_>) -> Option<String> {
    let cash = |minor: i64| money(minor, status.currency);
    Some(match line {
        Line::Fee {
            period: of,
            rate,
            revenue,
            allowance,
            flat,
            fee,
            ..
        } => {
            let base = cash(revenue.floor_to_minor());
            let less = if *allowance > 0 {
                format!(", less {}", cash(*allowance))
            } else {
                String::new()
            };
            let more = if flat.is_zero() {
                String::new()
            } else {
                format!(", and {}", cash(flat.floor_to_minor()))
            };
            format!(
                "Fee for {}: {} of {base}{less}{more} = {}.",
                period(*of),
                percent(*rate),
                cash(*fee)
            )
        }
        Line::Offset {
            points: used,
            amount,
            against,
            ..
        } => {
            format!(
                "{} of reviewed work pay {} of the fee for {}.",
                points(used),
                cash(*amount),
                period(*against)
            )
        }
        Line::Waived {
            period: of,
            points: have,
            threshold,
            amount,
        } => {
            format!(
                "{} in a year, {threshold} needed: the fee of {} for {} is waived.",
                points(have),
                cash(*amount),
                period(*of)
            )
        }
        Line::Paid { amount, day, .. } => {
            format!("{} paid on {}.", cash(*amount), words::day(*day))
        }
        Line::OwnLicence {
            design, licence, ..
        } => format!(
            "“{}”: covered by its own licence, {licence}: this commons asks nothing.",
            (called.design)(*design)
        ),
        Line::NotCovered { class, days, .. } => format!(
            "Use on {} by “{}”: the rules do not cover it, and there is no agreement.",
            count(days.unsigned_abs(), "day", "days"),
            people::class(*class)
        ),
        Line::Undeclared { days, .. } => {
            format!(
                "On {} of use nobody had recorded who owns it.",
                count(days.unsigned_abs(), "day", "days")
            )
        }
        Line::Agreed { amount, .. } => format!(
            "An agreement covers it, for {}.",
            cash(amount.floor_to_minor())
        ),
        Line::ReviewNotCounted { by, reason, .. } => {
            format!(
                "A review by {} is not counted: {}.",
                (called.agent)(*by),
                refusal(*reason)
            )
        }
        Line::Exempt { .. }
        | Line::Counted { .. }
        | Line::Declared { .. }
        | Line::Suspended { .. } => {
            return None;
        }
    })
}

/// "3 %", or the ratio where it is no whole percent.
pub fn percent(rate: model::number::Ratio) -> String {
    let (p, q) = (rate.numerator(), rate.denominator());
    match (p.checked_mul(100), q) {
        (Some(hundredths), q) if q != 0 && hundredths % q == 0 => format!("{} %", hundredths / q),
        _ => rate.to_string(),
    }
}

fn refusal(reason: ReviewRefusal) -> &'static str {
    match reason {
        ReviewRefusal::Withdrawn => "its author took it back",
        ReviewRefusal::Voided => "a decision says so",
        ReviewRefusal::OwnWork => "nobody reviews their own work",
        ReviewRefusal::OwnGain => "the reviewer gains from it",
        ReviewRefusal::Affiliated => "the reviewer belongs to who gains from it",
        ReviewRefusal::OtherVersion => "the entry said something else when it was reviewed",
    }
}

/// What does not count, reason by reason.
fn refused(status: &Status, called: &Called<'_>) -> Vec<String> {
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for fact in &status.quarantine {
        *reasons.entry((called.refusal)(*fact)).or_default() += 1;
    }
    let said = reasons.into_iter().map(|(reason, n)| {
        let entries = count(n, "entry does", "entries do");
        format!("{entries} not count: {reason}.")
    });
    said.collect()
}

/// What may still change.
pub fn flags(status: &Status, called: &Called<'_>) -> Vec<String> {
    let mut all: Vec<String> = status
        .flags
        .iter()
        .filter(|flag| !matches!(flag, Flag::Disputed { .. }))
        .map(|flag| flag_words(flag, called))
        .collect();
    if status.accruing > 0 {
        let amount = money(status.accruing, status.currency);
        all.push(format!(
            "The running period comes to {amount} so far; it is not owed yet."
        ));
    }
    all
}

fn flag_words(flag: &Flag, called: &Called<'_>) -> String {
    match flag {
        Flag::Provisional { periods } => {
            let all: Vec<String> = periods.iter().map(|of| period(*of)).collect();
            format!(
                "Numbers of {} are not sealed yet and may change.",
                names(&all)
            )
        }
        Flag::Disputed { by, .. } => disputes::questioned((called.agent)(*by)),
        Flag::ContestedSplit { deliverable, .. } => {
            format!("The shares of “{deliverable}” add up to more than the whole.")
        }
        Flag::PolicyConflict { day } => {
            format!("Two sets of rules were adopted for {}.", words::day(*day))
        }
        Flag::DoubleSeal {
            period: of,
            signed_twice,
            ..
        } => {
            format!(
                "{} was sealed twice; {} signed both.",
                period(*of),
                called_all(signed_twice, called)
            )
        }
        Flag::ConcurrentCorrections { .. } => {
            "An entry was corrected twice at the same time; the smaller quantity counts.".into()
        }
        Flag::PaymentUnconfirmed { count: n } => {
            format!(
                "{} to be confirmed.",
                count(u64::from(*n), "payment waits", "payments wait")
            )
        }
        Flag::PendingReview { points: waiting } => format!("{} wait for reviews.", points(waiting)),
    }
}

/// What would change it, with what it promises.
fn remedy_view(remedy: &Deed, status: &Status, called: &Called<'_>) -> RemedyView {
    let (text, go) = remedy_words(&remedy.action, status, called);
    let promise = match remedy.then.owed {
        0 => String::new(),
        owed if owed == status.owed => String::new(),
        owed => format!(" Then {} are left.", money(owed, status.currency)),
    };
    RemedyView {
        text: format!("{text}{promise}"),
        go,
    }
}

fn remedy_words(action: &Action, status: &Status, called: &Called<'_>) -> (String, Remedy) {
    let cash = |minor: i64| money(minor, status.currency);
    let people = |n: u32| count(u64::from(n), "person", "people");
    let stewards = |n: u32| count(u64::from(n), "steward", "stewards");
    match action {
        Action::Pay { amount } => (
            format!("Pay {}.", cash(*amount)),
            Remedy::Pay(typed(*amount, status.currency)),
        ),
        Action::ConfirmPayment { payment, amount } => (
            format!("A steward confirms that {} have come.", cash(*amount)),
            Remedy::ConfirmPayment(*payment),
        ),
        Action::Work {
            minutes: time,
            kinds,
            reviews,
            ..
        } => {
            let kinds: Vec<String> = kinds
                .iter()
                .map(|kind| ledger::work(kind).to_lowercase())
                .collect();
            let verb = if *reviews == 1 { "accepts" } else { "accept" };
            let text = format!(
                "{} of work that {} {verb} ({}).",
                minutes(*time),
                people(*reviews),
                kinds.join(", ")
            );
            (text, Remedy::Work)
        }
        Action::WaitForReviews { people: n, .. } => {
            let verb = if *n == 1 { "accepts" } else { "accept" };
            (
                format!("{} more {verb} work that waits.", people(*n)),
                Remedy::Review,
            )
        }
        Action::ConfirmContribution { by, .. } => (
            format!("{} confirms the work in their name.", (called.agent)(*by)),
            Remedy::Review,
        ),
        Action::RecordOwnership {
            class,
            from,
            attesters,
        } => (
            format!(
                "Record from {} that it is “{}”, if it is; {} confirm.",
                words::day(*from),
                people::class(*class),
                people(*attesters)
            ),
            Remedy::Declare,
        ),
        Action::Agree { from, stewards: n } => (
            format!(
                "Agree in writing with {}, from {} on.",
                stewards(*n),
                words::day(*from)
            ),
            Remedy::Agree(*from),
        ),
        Action::CoSign { fact, stewards: n } => (
            format!("{} more agree to what was said.", stewards(*n)),
            Remedy::CoSign(*fact),
        ),
        Action::LeaveOut {
            report,
            stewards: n,
        } => (
            format!("{} decide that this use does not count.", stewards(*n)),
            Remedy::LeaveOut(*report),
        ),
    }
}

/// An amount as a person would type it.
fn typed(minor: i64, currency: Currency) -> String {
    let digits = u32::from(minor_digits(currency));
    let unit = 10_i64.pow(digits);
    match digits {
        0 => minor.to_string(),
        digits => format!(
            "{}.{:0width$}",
            minor / unit,
            minor % unit,
            width = digits as usize
        ),
    }
}

/// The entries that a line rests on.
fn evidence(line: &Line, status: &Status, called: &Called<'_>) -> Vec<EvidenceLine> {
    let cash = |minor: i64| money(minor, status.currency);
    let one = |fact, text: String, amount: String| EvidenceLine {
        fact: Some(fact),
        design: None,
        text,
        amount,
    };
    match line {
        Line::Counted {
            claim,
            provider,
            kind,
            day,
            points: worth,
            reviewed,
            ..
        } => {
            let how = if *reviewed { "" } else { ", not reviewed" };
            let text = format!(
                "{}, {}, {}{how}",
                ledger::work(kind),
                (called.agent)(*provider),
                words::day(*day)
            );
            vec![one(*claim, text, points(worth))]
        }
        Line::Paid {
            payment,
            amount,
            day,
        } => {
            vec![one(
                *payment,
                format!("Payment, {}", words::day(*day)),
                cash(*amount),
            )]
        }
        Line::Fee {
            reports,
            period: of,
            ..
        } => {
            let text = |place: usize| match place {
                0 => format!("Use to earn money, {}", period(*of)),
                n => format!("Use to earn money, {}, {}", period(*of), n + 1),
            };
            reports
                .iter()
                .enumerate()
                .map(|(place, report)| one(*report, text(place), String::new()))
                .collect()
        }
        Line::Declared {
            attestation,
            class,
            from,
            attesters,
            ..
        } => {
            let text = format!(
                "{}, since {}, said by {}",
                people::class(*class),
                words::day(*from),
                called_all(attesters, called)
            );
            vec![one(*attestation, text, String::new())]
        }
        Line::OwnLicence {
            report,
            design,
            licence,
        } => {
            vec![one(
                *report,
                format!("“{}”, {licence}", (called.design)(*design)),
                cash(0),
            )]
        }
        Line::Agreed {
            agreement, amount, ..
        } => {
            vec![one(
                *agreement,
                "Agreement".into(),
                cash(amount.floor_to_minor()),
            )]
        }
        Line::ReviewNotCounted { review, by, .. } => {
            vec![one(
                *review,
                format!("Review by {}, not counted", (called.agent)(*by)),
                String::new(),
            )]
        }
        Line::Suspended { decision, .. } => vec![one(*decision, "Decision".into(), String::new())],
        Line::Exempt { report, .. }
        | Line::NotCovered { report, .. }
        | Line::Undeclared { report, .. } => {
            vec![one(*report, "Use".into(), String::new())]
        }
        Line::Offset { .. } | Line::Waived { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur() -> Currency {
        "EUR".parse().expect("a currency")
    }

    #[test]
    fn amounts_read_as_people_write_them() {
        assert_eq!(money(135_000, eur()), "1,350.00 €");
        assert_eq!(money(4_500_005, eur()), "45,000.05 €");
        assert_eq!(typed(125_000, eur()), "1250.00");
        assert_eq!(minutes(3_750), "62 h 30 min");
        assert_eq!(minutes(45), "45 min");
    }

    #[test]
    fn points_are_cut_to_two_places() {
        let ratio = |p, q| Rational::new(p, q).expect("a number");
        assert_eq!(points(&ratio(35, 2)), "17.5 points");
        assert_eq!(points(&ratio(1, 1)), "1 point");
        assert_eq!(points(&ratio(16, 3)), "5.33 points");
    }

    #[test]
    fn a_quarter_has_its_months() {
        let quarter = Period::parse("2026-Q1").expect("a quarter");
        assert_eq!(period(quarter), "January to March 2026");
    }
}
