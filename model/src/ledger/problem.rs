//! What can be wrong with a fact, for the form that makes it and for the list of what does not count.

use crate::charter::title::{check_name, is_clean_text};
use crate::day::Day;
use crate::number::{Money, Quantity, Ratio};

/// A note or reason has at most so many bytes.
pub const NOTE_BYTES_MAX: usize = 4 * 1024;
/// A fact names at most so many files of evidence.
pub const EVIDENCE_FILES_MAX: usize = 32;
/// A reference, such as that of a bank transfer, or a web address, has at most so many bytes.
pub const REFERENCE_BYTES_MAX: usize = 512;

/// Why a fact does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum FactProblem {
    /// The bytes cannot be read as what they claim to be.
    #[error("the entry cannot be read")]
    Unreadable,
    /// A kind or a form that only a newer program writes.
    #[error("only a newer version of the program understands this entry")]
    Newer,
    /// A quantity of nothing or less.
    #[error("the quantity must be more than 0")]
    QuantityNotPositive,
    /// More digits than a quantity has, or a unit that is none.
    #[error("the quantity or its unit is not well formed")]
    QuantityMalformed,
    /// An accepted quantity below 0.
    #[error("the accepted quantity must not be below 0")]
    AcceptedNegative,
    /// The span ends before it begins.
    #[error("the last day lies before the first")]
    EndsBeforeItBegins,
    /// A day outside of years 1 to 9999.
    #[error("a day is in no calendar")]
    ImpossibleDay,
    /// Something that is said to have happened after the day of the entry.
    #[error("the entry is about days that lie in its future")]
    InTheFuture,
    /// A share or part that is 0, negative or more than the whole.
    #[error("a share must be more than 0 and at most 1")]
    ShareOutOfRange,
    /// A share of nothing named.
    #[error("a share needs the thing that it is a share of")]
    ShareOfNothing,
    /// Shares that do not make the whole.
    #[error("the shares must add up to 1")]
    SharesNotWhole,
    /// A commercial use without revenue.
    #[error("a commercial use needs its revenue, even if it is 0")]
    RevenueMissing,
    /// An amount of nothing or less where money moved, or below 0 elsewhere.
    #[error("the amount of money is too small")]
    AmountTooSmall,
    /// More than the whole, or nobody in control.
    #[error("control is between 0 and 100 percent")]
    ControlOutOfRange,
    /// Agents that must differ are the same.
    #[error("an agent cannot stand on both sides")]
    SameAgent,
    /// A rejection, void or challenge without a reason.
    #[error("a reason is missing")]
    ReasonMissing,
    /// A name, type, version or unit that cannot be shown.
    #[error("a name in the entry is empty, too long or holds what cannot be seen")]
    NameMalformed,
    /// A text that is too long or holds what cannot be seen.
    #[error("a text in the entry is too long or holds what cannot be seen")]
    TextMalformed,
    /// A list that is too long, or empty where it must not be.
    #[error("a list in the entry is empty or too long")]
    ListOutOfRange,
    /// A list whose lines are not in order, or with one line twice.
    #[error("a list in the entry is not in order")]
    ListNotSorted,
    /// Weights so fine that nobody could compute with them.
    #[error("the weights of what it was made from are finer than ten-thousandths")]
    WeightsTooFine,
    /// A parent that names neither a release nor an address, or both; an agreement likewise.
    #[error("exactly one of two things must be named")]
    NotExactlyOne,
    /// A correction of itself, or a co-signature under something impossible.
    #[error("the entry contradicts itself")]
    Contradiction,
}

pub(super) type Check = Result<(), FactProblem>;

pub(super) fn require(holds: bool, problem: FactProblem) -> Check {
    if holds { Ok(()) } else { Err(problem) }
}

pub(super) fn span(from: Day, to: Option<Day>) -> Check {
    let to = to.unwrap_or(from);
    let in_calendar = from.is_in_calendar() && to.is_in_calendar();
    require(in_calendar, FactProblem::ImpossibleDay)?;
    require(from <= to, FactProblem::EndsBeforeItBegins)
}

/// What happened must have happened: at most one day ahead, because days differ around the world.
pub(super) fn happened(last: Day, entry: Day) -> Check {
    require(last <= entry.plus(1), FactProblem::InTheFuture)
}

pub(super) fn name(name: &str) -> Check {
    check_name(name).map_err(|_| FactProblem::NameMalformed)
}

pub(super) fn text(text: &str, bytes_max: usize) -> Check {
    require(is_clean_text(text, bytes_max), FactProblem::TextMalformed)
}

pub(super) fn reason(reason: &str) -> Check {
    require(!reason.trim().is_empty(), FactProblem::ReasonMissing)?;
    text(reason, NOTE_BYTES_MAX)
}

pub(super) fn part(share: Ratio) -> Check {
    let in_range = share > Ratio::ZERO && share <= Ratio::ONE;
    require(in_range, FactProblem::ShareOutOfRange)
}

pub(super) fn quantity(quantity: &Quantity) -> Check {
    let is_named = check_name(&quantity.unit).is_ok();
    let is_well_formed = quantity.is_well_formed() && is_named;
    require(is_well_formed, FactProblem::QuantityMalformed)
}

pub(super) fn at_least(amount: Money, minor: i64) -> Check {
    require(amount.minor >= minor, FactProblem::AmountTooSmall)
}

pub(super) fn at_most<T>(list: &[T], max: usize) -> Check {
    require(list.len() <= max, FactProblem::ListOutOfRange)
}

pub(super) fn some_but_at_most<T>(list: &[T], max: usize) -> Check {
    require(!list.is_empty(), FactProblem::ListOutOfRange)?;
    at_most(list, max)
}

pub(super) fn sorted<T: Ord>(list: &[T]) -> Check {
    let ascends = list.windows(2).all(|pair| pair[0] < pair[1]);
    require(ascends, FactProblem::ListNotSorted)
}
