//! The frame of the window: navigation, status bar, notices.

use crate::action::Route;
use crate::view::{ProgressView, StatusBar};
use crate::words::{count, number};

/// The program.
pub const PROGRAM: &str = "Commonwright";
/// Back.
pub const BACK: &str = "Back";
/// Forward.
pub const FORWARD: &str = "Forward";
/// Under the name of the demo commons.
pub const DEMO: &str = "Demo, only on this computer";
/// Choosing another commons of this home.
pub const SWITCH: &str = "Commons";
/// Nobody to talk with.
pub const NOBODY: &str = "No peers right now. Everything is saved and will travel later.";
/// Everything is on the disk.
pub const SAVED: &str = "Saved";
/// Something is not on the disk yet.
pub const UNSAVED: &str = "Saving…";
/// The list of notices, for a screen reader.
pub const NOTICES: &str = "Notices";
/// Dismisses a notice.
pub const DISMISS: &str = "Dismiss";

/// What was being typed cannot be read again.
pub const DRAFTS_LOST: &str = "What was being typed when the program ended last could not be read";

/// What was being typed when the program ended last, by the places where it is kept.
pub fn drafts_found<'a>(places: impl Iterator<Item = &'a str>) -> String {
    let form = |place: &str| {
        let form = place.split('/').nth(1).unwrap_or_default();
        match form {
            "design" => "the design",
            "new-design" => "New design",
            "work" => "Log work",
            "use" => "Report use",
            "pay" => "I have paid",
            "review" => "the ledger",
            "verdict" => "What is new",
            "release" => "Release",
            "organisation" | "attest" => "People and devices",
            "rules" => "Rules",
            "question" => "the ledger",
            "pause" => "Reciprocity",
            _ => "its form",
        }
    };
    let mut forms: Vec<String> = places.map(|place| form(place).to_owned()).collect();
    forms.sort();
    forms.dedup();
    format!(
        "What you were typing when the program ended is still there: see {}.",
        super::names(&forms)
    )
}

/// The name of a page.
pub fn page(route: &Route) -> &'static str {
    match route {
        Route::Catalogue => "Catalogue",
        Route::Design(..) => "Design",
        Route::Since => "Since you last looked",
        Route::Ledger => "Ledger",
        Route::Reciprocity => "Reciprocity",
        Route::Books => super::books::TITLE,
        Route::Periods => "Periods",
        Route::Rules => "Rules",
        Route::People => "People and devices",
        Route::Rights => "Who may do what",
        Route::Aside => "What does not count",
        Route::Settings => "Settings",
    }
}

/// What something does, and its keys.
pub fn with_keys(does: &str, keys: &str) -> String {
    if keys.is_empty() {
        does.to_owned()
    } else {
        format!("{does} ({keys})")
    }
}

/// Under the name of the commons.
pub fn people(people: usize) -> String {
    count(people as u64, "person", "people")
}

/// How many devices this one is talking with.
pub fn connected(status: &StatusBar) -> String {
    match status.connected {
        0 => NOBODY.into(),
        n => format!("{} connected", count(n as u64, "peer", "peers")),
    }
}

/// "14 of 19 designs".
pub fn progress(progress: &ProgressView) -> String {
    match progress.total {
        Some(total) => format!(
            "{} of {} {}",
            number(progress.done),
            number(total),
            progress.what
        ),
        None => format!("{} {}", number(progress.done), progress.what),
    }
}

/// What nobody else has yet.
pub fn only_here(changes: u64) -> String {
    format!(
        "{} only on this computer",
        count(changes, "change", "changes")
    )
}
