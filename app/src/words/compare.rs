//! Comparing keys by words, and names that look like other names.

use super::{day, names};
use crate::look::alike::are_alike;
use model::day::Day;

/// Opens the form.
pub const COMPARE: &str = "Compare keys";
/// What it is for.
pub const WHY: &str = "Sit together or telephone, and read these words to each other. When they are the same on both screens, what stands here under this name was written on those devices and on no others.";
/// The other one's.
pub const THEIRS: &str = "Theirs";
/// One's own.
pub const YOURS: &str = "Yours";
/// They are.
pub const SAME: &str = "They are the same";
/// They were not after all.
pub const FORGET: &str = "Forget that they were compared";
/// If they differ.
pub const DIFFER: &str =
    "If a word differs, do not trust what stands under this name, and tell a steward.";
/// Where it is kept.
pub const KEPT: &str = "That you compared them is kept on this computer and goes nowhere.";
/// Some were not compared.
pub const NEW_DEVICE: &str = "A device was not compared";
/// By command.
pub const NOT_YET: &str =
    "Nothing was kept yet. Say it again with --yes when the words are the same.";

/// When keys were compared.
pub fn compared(on: Day) -> String {
    format!("Compared {}", day(on))
}

/// The form's title.
pub fn title(name: &str) -> String {
    format!("Compare keys with {name}")
}

/// After they were compared.
pub fn is_kept(name: &str, on: Day) -> String {
    format!(
        "Kept on this computer: the keys of {name} were compared {}.",
        day(on)
    )
}

/// After that was forgotten.
pub fn is_forgotten(name: &str) -> String {
    format!("This computer does not say any more that the keys of {name} were compared.")
}

/// A name that looks like others.
pub fn alike(others: &[String]) -> String {
    format!("Looks like {}: compare keys to be sure", names(others))
}

/// A name by which somebody has just joined.
pub fn you_look_like(own: &str, others: &[String]) -> String {
    format!(
        "Your name here, {own}, looks like {} - others may take one of you for the other - choose another one with `profile --name` or in the settings.",
        names(others)
    )
}

/// What is said of an invitation to a commons of that name where these are on this computer; `None` where nothing is.
pub fn commons_warning(name: &str, known: &[&str]) -> Option<String> {
    let is_same = |other: &&&str| other.to_lowercase() == name.to_lowercase();
    if let Some(same) = known.iter().find(is_same) {
        return Some(format!(
            "Another commons called \u{201c}{same}\u{201d} is on this computer already; this invitation leads to a different one."
        ));
    }
    let looks = known.iter().find(|other| are_alike(name, other))?;
    Some(format!(
        "\u{201c}{name}\u{201d} looks like \u{201c}{looks}\u{201d}, which is on this computer already, and is another commons."
    ))
}
