//! Somebody belongs to the commons no more, or one of their devices does not: what happened, why, what they can do.

use super::invitations::Closed;
use super::{day, names};
use crate::trouble::Trouble;
use model::charter::OutOfEffect;
use model::day::Day;

/// Who decided it, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided<'a> {
    /// Everybody who signed it.
    pub by: Vec<String>,
    /// The day that it carries.
    pub day: Day,
    /// Why; may be empty.
    pub reason: &'a str,
    /// Why an invitation was closed, where that is it.
    pub closed: Closed,
}

impl Decided<'_> {
    fn words(&self) -> String {
        let reason = match self.reason {
            "" => "they gave no reason".to_owned(),
            reason => format!("the reason: {reason}"),
        };
        let by = names(&self.by);
        format!("{by} decided so on {}; {reason}", day(self.day))
    }
}

/// Rules are in force that only a newer version of the program knows.
pub fn newer_rules() -> Trouble {
    Trouble::new(
        "This commons uses rules of a newer version of the program",
        "this version does not know them: reading, writing designs and passing on still work, but where anybody stands is not judged here",
        "update the program",
    )
}

/// What is said on the device itself.
pub fn ended(
    out: OutOfEffect,
    commons: &str,
    decided: &Decided<'_>,
    stewards: &[String],
) -> Trouble {
    let stewards = match stewards {
        [] => "a steward".to_owned(),
        some => names(some),
    };
    let by = names(&decided.by);
    let on = day(decided.day);
    match out {
        OutOfEffect::Left(_) => Trouble::new(
            format!("You have left {commons}"),
            format!("you said so on {on}"),
            format!("{KEEPS}; to come back, ask {stewards} for an invitation"),
        ),
        OutOfEffect::Retired(_) => Trouble::new(
            format!("This device was retired in {commons}"),
            decided.words(),
            format!(
                "{KEEPS}; go on with another device of yours, or add this computer again from one in a new folder; where none is left, {stewards} can help you back"
            ),
        ),
        OutOfEffect::VoucherEnded(_) => Trouble::new(
            format!("This device was retired in {commons}"),
            format!(
                "the older device that spoke for it was retired; {}",
                decided.words()
            ),
            format!("{KEEPS}; go on with another device of yours, or ask {stewards}"),
        ),
        OutOfEffect::Withdrawn(_) => Trouble::new(
            format!("You do not belong to {commons} any more"),
            match decided.closed {
                Closed::TakenBack => {
                    format!("{by} took back the invitation by which you came, on {on}")
                }
                Closed::UsedUp => format!(
                    "the invitation by which you came was used up; the program of {by} closed it on {on}, before your joining had arrived there"
                ),
                Closed::Over => format!(
                    "the invitation by which you came was over; the program of {by} closed it on {on}, before your joining had arrived there"
                ),
            },
            format!("{KEEPS}; {stewards} can let you in again"),
        ),
        OutOfEffect::InviterEnded(_) => Trouble::new(
            format!("You do not belong to {commons} any more"),
            format!(
                "whoever invited you could not invite any more: {}",
                decided.words()
            ),
            format!("{KEEPS}; {stewards} can let you in again"),
        ),
        _ => Trouble::new(
            format!("You were removed from {commons}"),
            decided.words(),
            format!("{KEEPS}; if you think that it is wrong, talk to {stewards}"),
        ),
    }
}

/// A program that was met says so, and nothing that is here says by whom or why.
pub fn not_any_more() -> Trouble {
    Trouble::new(
        "Nothing was exchanged",
        "this commons is closed, and by what that program knows your person left or was removed, or this device was retired",
        "meet whoever decided so, or another one who knows, to learn why; what is here stays and can be read",
    )
}

/// The right by which it came never was one.
pub fn never_belonged(commons: &str, why: &str) -> Trouble {
    Trouble::new(
        format!("You do not belong to {commons}"),
        why,
        "ask a steward for an invitation; what is here stays on this computer",
    )
}

/// Beside what a device wrote that was retired since.
pub fn by_retired(device: &str, on: Day) -> String {
    format!(
        "written on \u{201c}{device}\u{201d}, which was retired on {}",
        day(on)
    )
}

/// The same, where the entry does not count.
pub const RETIRED_OUT: &str = "the device that wrote it was retired, and it lies beyond what stays";

const KEEPS: &str =
    "what is here stays and can be read, nothing new comes, and what you write here counts nowhere";
