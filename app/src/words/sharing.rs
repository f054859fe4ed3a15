//! Things that several share, parts of businesses that others hold, and pauses.

use crate::trouble::Trouble;
use crate::words::{day, decide, names};
use model::day::Day;

/// A thing that several delivered.
pub const THING: &str = "Part of (a thing that several share)";
/// Its hint.
pub const THING_HINT: &str = "Seeder no. 3";
/// How much of it.
pub const MY_SHARE: &str = "My share of it";
/// Its hint.
pub const SHARE_HINT: &str = "1/2";
/// A share of nothing.
pub const THING_FIRST: &str = "Name the thing that it is a share of";
/// Opens the form.
pub const SPLIT: &str = "Agree how it is shared…";
/// The form.
pub const SPLIT_TITLE: &str = "How it is shared";
/// What it does.
pub const SPLIT_WHY: &str =
    "The shares make the whole: 1 together. It holds when all who share it have signed.";
/// Saves it.
pub const SPLIT_SAVE: &str = "Propose these shares";
/// They do not make the whole.
pub const WHOLE_FIRST: &str = "The shares add up to 1";
/// Opens the form.
pub const HOLD: &str = "Who holds a part of it…";
/// The form.
pub const HOLD_TITLE: &str = "Who holds a part of it";
/// What it does.
pub const HOLD_WHY: &str =
    "Who holds more than the rules allow controls it: then it counts as what its holder is.";
/// Who.
pub const HOLDER: &str = "Who holds it";
/// Nobody yet.
pub const HOLDER_NONE: &str = "Choose";
/// Somebody must be chosen.
pub const HOLDER_FIRST: &str = "Choose who holds it";
/// How much.
pub const PERCENT: &str = "How much, in percent";
/// How much is missing.
pub const PERCENT_FIRST: &str = "Say how much, as 70 or 33.33";
/// From.
pub const FROM: &str = "From";
/// Until.
pub const UNTIL: &str = "Until (may stay empty)";
/// Saves it.
pub const HOLD_SAVE: &str = "Record it";
/// Opens the form.
pub const PAUSE: &str = "Pause…";
/// What it does.
pub const PAUSE_WHY: &str = "What is owed is still worked out and shown. It begins when enough stewards have confirmed it, and ends on its last day, or when stewards decide that it does not count.";
/// Saves it.
pub const PAUSE_SAVE: &str = "Record the pause";
/// Ends it.
pub const END_PAUSE: &str = "End the pause…";
/// The form of that.
pub const END_PAUSE_TITLE: &str = "The pause ends";
/// What it does.
pub const END_PAUSE_WHY: &str =
    "It ends when enough stewards have confirmed that. The reason of the pause stays to be read.";

/// The form of a pause.
pub fn pause_title(name: &str) -> String {
    format!("Pause {name}?")
}

/// Somebody holds a part.
pub fn holds(holder: &str, basis_points: u32, from: Day, to: Option<Day>) -> String {
    let until = to
        .map(|to| format!(" until {}", day(to)))
        .unwrap_or_default();
    format!(
        "{holder} holds {} from {}{until}",
        decide::percent(basis_points),
        day(from)
    )
}

/// Who claims which share of a thing.
pub fn claims(thing: &str, shares: &[String]) -> String {
    format!("Shares of “{thing}”: {}", names(shares))
}

/// More than the whole.
pub fn contested(sum: &str) -> String {
    format!(
        "They add up to {sum} of the whole: each counts in proportion until all have signed how it is shared."
    )
}

/// How a pause ends, and why it is.
pub fn pause(reason: &str, until: Option<Day>) -> String {
    let ends = match until {
        Some(until) => format!("It ends after {}.", day(until)),
        None => "It ends when stewards decide so.".to_owned(),
    };
    format!(
        "Reason: {reason}. {ends} Who disagrees asks the stewards, or questions the decision in the ledger."
    )
}

/// Nobody has logged a share of it.
pub fn no_thing(thing: &str) -> Trouble {
    Trouble::new(
        "Nothing was shared",
        format!("nobody has logged a share of \"{thing}\""),
        "log the work with `contribute --part-of NAME --share 1/2` first",
    )
}

/// Somebody has a share and is not named.
pub fn claimant_missing(name: &str, thing: &str) -> Trouble {
    Trouble::usage(
        "Nothing was shared",
        format!("{name} has logged a share of \"{thing}\" too"),
        format!("name a share for {name}"),
    )
}

/// The author has no share.
pub fn not_among(thing: &str) -> Trouble {
    Trouble::new(
        "Nothing was shared",
        format!("you have no share of \"{thing}\""),
        "let somebody propose it who has one",
    )
}

/// It is no percentage.
pub fn no_percent(text: &str) -> Trouble {
    Trouble::usage(
        "Nothing was recorded",
        format!("\"{text}\" is no part of the whole in percent"),
        "write it as 70 or 33.33",
    )
}

/// It is no share.
pub fn no_share(text: &str) -> Trouble {
    Trouble::usage(
        "Nothing was shared",
        format!("\"{text}\" names nobody and their share"),
        "write it as Ana=1/2",
    )
}
