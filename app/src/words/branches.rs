//! The branches of a design that a fork has set aside, and a steward's choice among them.

use crate::look::branches::{BranchEffect, NoChoice};
use crate::view::FieldChange;
use crate::words::{count, names};

/// Chooses it.
pub const CHOOSE: &str = "Let this branch stand…";
/// The dialog.
pub const TITLE: &str = "Let this branch stand?";
/// Does it.
pub const CHOOSE_NOW: &str = "Let it stand";
/// What becomes of what is set aside.
pub const NOTHING_LOST: &str = "Nothing is lost: what goes stays in the history, and its authors\u{2019} programs write again what nobody has changed since. It can be taken back once, by choosing the other branch.";
/// The list of what would be said otherwise.
pub const OTHERWISE: &str = "What the design would say";
/// It would say the same.
pub const SAME: &str = "The design would say the same as now.";
/// So many places of a branch are named.
const PLACES_MAX: usize = 4;

/// A branch of a design.
pub fn branch_of(changes: u64, design: &str) -> String {
    let changes = count(changes, "change", "changes");
    match design {
        "" => format!("A branch of a design, {changes}"),
        design => format!("A branch of {design}, {changes}"),
    }
}

/// What a branch holds, and who else wrote in it.
pub fn holds(holds: &[FieldChange], others: &[String]) -> String {
    let mut places: Vec<&str> = vec![];
    for one in holds {
        if !places.contains(&one.what.as_str()) {
            places.push(&one.what);
        }
    }
    let more = places.len().saturating_sub(PLACES_MAX);
    places.truncate(PLACES_MAX);
    let mut said = match (places.as_slice(), more) {
        ([], _) => "It changes nothing that is shown".to_owned(),
        (places, 0) => format!("It changes: {}", places.join("; ")),
        (places, more) => format!(
            "It changes: {} and {}",
            places.join("; "),
            count(more as u64, "more place", "more places")
        ),
    };
    if !others.is_empty() {
        said.push_str(&format!(". {} built on it", names(others)));
    }
    said.push('.');
    said
}

/// What letting it stand would do, to everybody.
pub fn effect(effect: &BranchEffect) -> String {
    let comes = count(effect.comes as u64, "change comes", "changes come");
    let goes = match effect.goes {
        0 => "nothing is set aside".to_owned(),
        1 => "1 that stands now is set aside".to_owned(),
        n => format!(
            "{} that stand now are set aside",
            crate::words::number(n as u64)
        ),
    };
    format!("For everybody, {comes} back, and {goes}.")
}

/// The same, before anybody chose it.
pub fn effect_of_choice(would: &BranchEffect) -> String {
    format!("A steward can let it stand. {}", effect(would))
}

/// Why it cannot be chosen.
pub fn no_choice(why: NoChoice) -> &'static str {
    match why {
        NoChoice::Pinned => {
            "It cannot be chosen: a steward\u{2019}s program has pinned history on the other branch, and that goes before."
        }
        NoChoice::ChosenBefore => {
            "It cannot be chosen once more: stewards have chosen both branches already. Write what is missing into the design instead."
        }
        NoChoice::OnRemoved => {
            "It cannot be chosen: it builds on something that a removal has set aside."
        }
    }
}

/// One thing that would be said otherwise, in a line of text.
pub fn otherwise(change: &FieldChange) -> String {
    let (before, after) = change.sides();
    let or_nothing = |side: String| match side.is_empty() {
        true => crate::words::since::NOTHING.to_owned(),
        false => format!("\u{201c}{side}\u{201d}"),
    };
    format!(
        "{}: now {}, then {}",
        change.what,
        or_nothing(before),
        or_nothing(after)
    )
}
