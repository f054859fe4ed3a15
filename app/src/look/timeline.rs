//! What happened to an account over time: points, fees, what work has settled, payments.

use crate::commons::Commons;
use crate::view::{MarkKind, TimeMark, TimelineView};
use crate::words::standing;
use model::day::Day;
use model::id::FactId;
use model::ledger::Fact;
use model::number::Rational;
use model::rsd1::{Line, Period, Status};

/// At least so many days are drawn.
const DAYS_MIN: i32 = 90;
/// More would only be noise; the newest are drawn.
const MARKS_MAX: usize = 400;

/// The timeline of a status; `None` where nothing happened.
pub fn timeline(commons: &Commons, status: &Status) -> Option<TimelineView> {
    let mut marks: Vec<TimeMark> = status
        .lines
        .iter()
        .filter_map(|line| mark(commons, status, line))
        .collect();
    marks.sort_by_key(|mark| (mark.day, mark.kind));
    let beyond = marks.len().saturating_sub(MARKS_MAX);
    marks.drain(..beyond);
    let counted = status.lines.iter().filter_map(|line| match line {
        Line::Counted { points, .. } => Some(points.clone()),
        _ => None,
    });
    let all: Rational = counted.sum();
    let first = marks.first()?.day;
    let last = marks.last()?.day.max(status.as_of);
    Some(TimelineView {
        first: first.plus(-3).min(last.plus(-DAYS_MIN)),
        last,
        points: match all.is_positive() {
            true => standing::points(&all),
            false => String::new(),
        },
        marks,
    })
}

fn mark(commons: &Commons, status: &Status, line: &Line) -> Option<TimeMark> {
    let money = |day: Day, kind, minor: i64| TimeMark {
        day,
        kind,
        size: minor,
        amount: standing::money(minor, status.currency),
    };
    let mark = match line {
        Line::Counted { day, points, .. } => TimeMark {
            day: *day,
            kind: MarkKind::Points,
            size: (points * &Rational::from(100)).floor_to_minor(),
            amount: standing::points(points),
        },
        Line::Fee { period, fee, .. } => {
            money(period.last().min(status.as_of), MarkKind::Fee, *fee)
        }
        Line::Agreed { report, amount, .. } => {
            let day = ends(commons, *report)?.min(status.as_of);
            money(day, MarkKind::Fee, amount.floor_to_minor())
        }
        Line::Offset { period, amount, .. } | Line::Waived { period, amount, .. } => {
            money(period.last().min(status.as_of), MarkKind::Offset, *amount)
        }
        Line::Paid { amount, day, .. } => money(*day, MarkKind::Payment, *amount),
        _ => return None,
    };
    Some(mark).filter(|mark| mark.size > 0)
}

/// The last day of the period of a report.
fn ends(commons: &Commons, report: FactId) -> Option<Day> {
    let Fact::UseReport(used) = commons.fact(report).ok()?.fact else {
        return None;
    };
    let length = commons.policy(used.from).period;
    Some(Period::of(used.from, length).last())
}
