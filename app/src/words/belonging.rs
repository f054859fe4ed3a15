//! Who works for or belongs to which organisation.

use crate::trouble::Trouble;
use crate::words::day;
use model::day::Day;

/// Opens the form.
pub const BELONGS: &str = "Who works there…";
/// The form.
pub const TITLE: &str = "Who works for it or belongs to it";
/// What it does.
pub const WHY: &str =
    "From then on they do not review what it gains from. It says nothing of who may act for it.";
/// Who.
pub const PERSON: &str = "Who works there";
/// Nobody yet.
pub const CHOOSE: &str = "Choose";
/// Somebody must be chosen.
pub const PERSON_FIRST: &str = "Choose who works there";
/// The first day.
pub const FROM: &str = "From";
/// The last day.
pub const UNTIL: &str = "Until (may stay empty)";
/// Saves it.
pub const SAVE: &str = "Record it";
/// The form that ends it.
pub const END_TITLE: &str = "Somebody works there no more";
/// What it does.
pub const END_WHY: &str = "What was true before stays. Reviews after the last day count again.";
/// The last day.
pub const LAST: &str = "Last day";
/// Saves it.
pub const END_SAVE: &str = "Record the end";

/// Ends it, for one of them.
pub fn end(name: &str) -> String {
    format!("{name} works there no more…")
}

/// Somebody works there.
pub fn works(name: &str, from: Day, to: Option<Day>) -> String {
    let until = to.map(|to| format!(" until {}", day(to)));
    let until = until.unwrap_or_default();
    format!("{name} works there from {}{until}", day(from))
}

/// The same for the command, with the organisation.
pub fn works_with(name: &str, organisation: &str, from: Day, to: Option<Day>) -> String {
    let until = to.map(|to| format!(" until {to}")).unwrap_or_default();
    format!("{name} works with {organisation} from {from}{until}")
}

/// It is recorded, and does not count yet.
pub fn waits_for(name: &str, fact: &str) -> String {
    format!(" It counts once {name} has confirmed it with `confirm {fact}`.")
}

/// It has ended.
pub fn ended(name: &str, organisation: &str, last: Day) -> String {
    format!("Recorded: {name} works with {organisation} no more after {last}.")
}

/// Only organisations have people who work there.
pub fn no_organisation(name: &str) -> Trouble {
    Trouble::new(
        "Nothing was recorded",
        format!("{name} is no organisation"),
        "name the organisation; see them with `organisation list`",
    )
}

/// Somebody else's.
pub fn not_yours_to_end(name: &str) -> Trouble {
    Trouble::new(
        "Nothing was ended",
        format!("you are not {name}, and no steward"),
        format!("let {name} or a steward write it"),
    )
}

/// Nothing goes on then.
pub fn nothing_to_end(name: &str, organisation: &str, last: Day) -> Trouble {
    Trouble::new(
        "Nothing was ended",
        format!("nothing says that {name} works with {organisation} after {last}"),
        "see what is recorded with `organisation list`",
    )
}
