//! Who may do what, on one page.

use crate::words::{day, endings::a_role};
use model::charter::Role;
use model::day::Day;

/// The page.
pub const TITLE: &str = "Who may do what";
/// Below the title.
pub const WHY: &str = "Everybody in the commons sees this page, and it is the same for all who have the same history.";
/// A column.
pub const PERSON: &str = "Person";
/// A column.
pub const READS: &str = "Reads";
/// A column.
pub const MAKES: &str = "Changes designs,\nlogs and reviews work";
/// A column.
pub const PAYS: &str = "Confirms\npayments";
/// A column.
pub const DECIDES: &str = "Invites, gives roles,\nremoves";
/// A column.
pub const ACTS_FOR: &str = "Acts for";
/// In a cell, as a screen reader says it.
pub const YES: &str = "yes";
/// In a cell, as a screen reader says it.
pub const NO: &str = "no";
/// Who has gone.
pub const GONE: &str = "Not here any more";
/// What takes several people.
pub const SEVERAL: &str = "What takes more than one";

/// By whom and when a role was given.
pub fn given(role: Role, on: Day, by: Option<&str>) -> String {
    let role = a_role(role);
    match by {
        Some(by) => format!("{role} since {}, by {by}", day(on)),
        None => format!("{role} since {}", day(on)),
    }
}

/// Devices that only read and pass on.
pub fn replicas(n: usize) -> String {
    match n {
        1 => "one device only reads and passes on".to_owned(),
        n => format!("{n} devices only read and pass on"),
    }
}

/// What takes several people here; without a number where only a newer program can tell.
pub fn several(stewards: usize, quorum: Option<usize>) -> Vec<String> {
    let removal = match stewards {
        0..=2 => {
            "Any steward can remove another one. From three stewards on it takes two of the others."
        }
        _ => "Removing a steward takes two of the others.",
    };
    let rules = match quorum {
        None => {
            "How many stewards other rules and the end of a quarter take is told by a newer version of the program."
                .to_owned()
        }
        Some(0 | 1) => "Other rules and the end of a quarter take one steward.".to_owned(),
        Some(n) => format!("Other rules and the end of a quarter take {n} stewards."),
    };
    let recovery = "A new device for somebody who has lost all of theirs takes two stewards, or one and two others.";
    vec![removal.to_owned(), rules, recovery.to_owned()]
}

/// A cell, as a screen reader says it.
pub fn cell(name: &str, column: &str, yes: bool) -> String {
    let column = column.replace('\n', " ");
    format!("{name}, {column}: {}", if yes { YES } else { NO })
}
