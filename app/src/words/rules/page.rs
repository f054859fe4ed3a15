//! The page of the rules: in force, before, proposed; and why some cannot be proposed.

use super::name;
use crate::trouble::Trouble;
use crate::words::standing::percent;
use crate::words::{count, day, names};
use model::day::Day;
use model::rsd1::policy::text::{Parameter, ValueProblem};

/// The page.
pub const TITLE: &str = "Rules";
/// What it is.
pub const WHAT: &str = "By these rules every computer works out where each stands. Stewards change them together, from a day on; the rules of a period are those of its first day.";
/// What is in force.
pub const NOW: &str = "In force";
/// All that was adopted.
pub const ADOPTED: &str = "Rules so far";
/// What waits.
pub const WAITING: &str = "Proposed, and waiting";
/// Signs a proposal.
pub const SIGN: &str = "Agree to these rules";
/// Opens the draft.
pub const CHANGE: &str = "Change the rules";
/// Leaves the draft.
pub const STOP: &str = "Leave the rules as they are";
/// The draft.
pub const DRAFT: &str = "Draft";
/// What to do with it.
pub const DRAFT_WHY: &str = "Nothing changes until it is proposed and enough stewards have agreed. Rates are written as 3 % or 3/100, amounts as 1,250.00.";
/// Where the draft begins.
pub const BEGIN_FROM: &str = "Begin from";
/// The rules in force.
pub const FROM_NOW: &str = "the rules in force";
/// The day of a proposal.
pub const FROM: &str = "In force from";
/// Its hint.
pub const FROM_HINT: &str = "2026-07-01";
/// Tries a draft out.
pub const TRY: &str = "Try it on all that happened";
/// Proposes it.
pub const PROPOSE: &str = "Propose these rules";
/// A day is missing.
pub const DAY_FIRST: &str = "Write the day as 2026-07-01";
/// Nothing was changed.
pub const SAME: &str = "These are the rules in force";
/// Something contradicts itself.
pub const PROBLEMS_FIRST: &str = "Settle first what contradicts itself";
/// A further type.
pub const ADD_TYPE: &str = "Add a kind of contribution";
/// Its name.
pub const TYPE_NAME: &str = "What it is called";
/// What it is worth.
pub const TYPE_POINTS: &str = "What it is worth";
/// Its hint.
pub const TYPE_HINT: &str = "1/10 per unit kWh";
/// Adds it.
pub const TYPE_ADD: &str = "Add it";
/// What came of a trial.
pub const TRIED: &str = "If these rules had held from the beginning";
/// A column.
pub const WHO: &str = "Who";
/// A column.
pub const AS_IS: &str = "Now";
/// A column.
pub const AS_DRAFT: &str = "With the draft";
/// Nobody would stand otherwise.
pub const TRIED_SAME: &str = "Everybody would stand as they do now.";

/// Who would stand as now.
pub fn as_now(n: usize) -> String {
    format!("As now ({n})")
}

/// As of which day it was tried.
pub fn tried_on(as_of: Day) -> String {
    format!("As of {}.", day(as_of))
}

/// Since when rules are in force, and by whom; `None`: since the founding.
pub fn since(from: Option<Day>, signers: &[String]) -> String {
    let signers = names(signers);
    match from {
        None => format!("Since the founding, by {signers}."),
        Some(from) => format!("From {}, adopted by {signers}.", day(from)),
    }
}

/// A proposal.
pub fn proposal(by: &str, title: &str, from: Day) -> String {
    format!("{by} proposes “{title}” from {}", day(from))
}

/// Two sets of rules for one day.
pub fn conflict(from: Day, holds: &str) -> String {
    format!(
        "Two sets of rules were adopted for {}. “{holds}” holds: more stewards signed it, or as many and its number is smaller. Adopt one for a later day to end that.",
        day(from)
    )
}

/// A value that is another one.
pub fn differs(parameter: &Parameter, here: &str, there: &str) -> String {
    use Parameter::{FeeRate, MaxOffset, SelfRate, UpstreamShare};
    let or_none = |value: &str| match (parameter, value, value.parse()) {
        (_, "", _) => "not counted".to_owned(),
        (FeeRate | MaxOffset | SelfRate | UpstreamShare, _, Ok(rate)) => percent(rate),
        _ => value.to_owned(),
    };
    format!(
        "{}: {} → {}",
        name(parameter),
        or_none(here),
        or_none(there)
    )
}

/// A value that cannot be read.
pub fn value_problem(parameter: &Parameter, problem: &ValueProblem) -> String {
    format!("{}: {problem}", name(parameter))
}

/// The day lies in the past.
pub fn past(from: Day, today: Day) -> String {
    format!(
        "rules hold from {} at the earliest, and not back to {}",
        day(today),
        day(from)
    )
}

/// Why nobody signs rules any more that wait.
pub fn passed(from: Day) -> String {
    format!(
        "Their first day, {}, has passed, and rules do not reach back: propose them anew from a later day.",
        day(from)
    )
}

/// Rules that wait from a day on that has passed.
pub fn too_late(from: Day, today: Day) -> Trouble {
    Trouble::new(
        "Nothing was signed",
        format!(
            "these rules were proposed from {} on, and today is {}: rules do not reach back",
            day(from),
            day(today)
        ),
        "propose them again, from a day that is still to come",
    )
}

/// Periods of another length begin in the midst of one.
pub fn midst(from: Day) -> String {
    format!(
        "periods of another length would begin on {}, in the midst of one",
        day(from)
    )
}

/// The same are in force on that day.
pub fn nothing_new(from: Day) -> String {
    format!(
        "they say nothing else than the rules in force on {}",
        day(from)
    )
}

/// More stewards than there are.
pub fn too_few(what: &str, needed: u32, there: usize) -> String {
    format!(
        "{what} takes {}, and there {} {there}",
        count(needed.into(), "person", "people"),
        if there == 1 { "is" } else { "are" },
    )
}

/// Decisions.
pub const DECISIONS: &str = "a decision";
/// Ownership.
pub const OWNERSHIP: &str = "confirming who owns a business";
/// Reviews.
pub const REVIEWING: &str = "reviewing work";

/// They cannot be proposed.
pub fn refused(problems: &[String]) -> Trouble {
    Trouble::new(
        "Nothing was proposed",
        problems.join("; "),
        "change what is named and propose again",
    )
}

/// They cannot be tried out.
pub fn not_tried(problems: &[String]) -> Trouble {
    Trouble::new(
        "Nothing was tried out",
        problems.join("; "),
        "change what is named and try again",
    )
}

/// Somebody has proposed the same.
pub fn proposed_already(act: &str) -> Trouble {
    Trouble::new(
        "Nothing was proposed",
        "the same rules wait already for that day",
        format!("sign those with `decide {act}`"),
    )
}

/// The file is no set of rules.
pub fn unreadable(why: &str) -> Trouble {
    Trouble::usage(
        "The rules were not read",
        why,
        "write them as `policy show --json` does, and change what is to be changed",
    )
}
