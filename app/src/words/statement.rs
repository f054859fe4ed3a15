//! A signed statement of where somebody stands.

use model::export::signed::SignedError;

use crate::deed::statement::{Checked, History};

/// The button.
pub const WRITE: &str = "Write a signed statement";
/// What it is for.
pub const WRITE_WHY: &str = "A file to show to others, and a page to print. Whoever has the entries can compute it again; whoever has not can see that nothing was changed.";
/// Checking one.
pub const CHECK: &str = "Check a statement";
/// What that says.
pub const CHECK_WHY: &str = "Somebody shows you a statement of a commons? This says whether it is as it was signed, and, where the entries are here, whether it is right.";
/// Chooses the file.
pub const CHOOSE: &str = "Choose the file";
/// It can be relied on as far as can be seen here.
pub const GOOD: &str = "As it was signed";
/// It cannot.
pub const NOT_GOOD: &str = "Do not rely on it";
/// Above the signed text.
pub const SIGNED_TEXT: &str = "What was signed";
/// How to check it.
pub const HOW: &str = "To check it: `commonwright check-statement` with this file, or the page Books of the program. Not one letter can be changed without that being found.";
/// What it says and what not.
pub const WHAT: &str = "This is what the rules of the commons derive from its signed entries. It says nothing about the law.";

/// What stands above.
pub fn title(about: &str, commons: &str) -> String {
    format!("{about} in {commons}")
}

/// As of which day, and who says so.
pub fn signed(as_of: &str, by: &str, on: &str) -> String {
    format!("As of {as_of}. Signed by {by} on {on}.")
}

/// Where the files lie.
pub fn written(file: &str, page: &str) -> String {
    format!("Written: {file}, and {page} to print.")
}

/// What a line is called.
pub fn name(key: &str) -> Option<&'static str> {
    Some(match key {
        "commons" => "Commons",
        "about" => "About",
        "as-of" => "As of",
        "rules" => "Rules",
        "owed" => "Owed",
        "due" => "Due",
        "running" => "Running period so far, not owed yet",
        "points" => "Unused points",
        "fingerprint" => "Fingerprint",
        "device" => "Signed with the key",
        _ => return None,
    })
}

/// How many entries it rests on.
pub fn rests_on(count: &str) -> String {
    format!("It rests on {count}, which are named in the signed text below.")
}

/// Why it cannot be relied on.
pub fn broken(error: SignedError) -> String {
    match error {
        SignedError::NoStatement => "This is no statement of this program.".into(),
        SignedError::Newer => "A newer program has written it.".into(),
        SignedError::Changed => {
            "This statement was changed after it was signed. Do not rely on it.".into()
        }
    }
}

/// What was found, in sentences.
pub fn checked(checked: &Checked) -> Vec<String> {
    let said = &checked.signed;
    let mut lines = vec![format!(
        "The signature holds: not one letter was changed since {} signed it on {}.",
        said.value("signed-by"),
        said.value("signed-on")
    )];
    lines.push(format!(
        "{} as of {}: {}",
        said.value("about"),
        said.value("as-of"),
        said.lines
            .iter()
            .filter(|(name, _)| name == "says")
            .map(|(_, value)| value.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    ));
    lines.push(match &checked.history {
        History::NotHere => "The entries of that commons are not on this computer, so it cannot be computed again here, nor whose key it is.".into(),
        History::Same => "Computed again on this computer from the entries: the same.".into(),
        History::Differs { missing: 0, now } => format!("Computed again on this computer it comes out otherwise: entries have come since. Now it is: {now}"),
        History::Differs { missing, now } => format!("Computed again on this computer it comes out otherwise: {} that it rests on have not arrived here. From what is here it is: {now}", super::count(*missing, "entry", "entries")),
    });
    match checked.is_their_key {
        Some(true) => lines.push("The key is one of theirs in this commons.".into()),
        Some(false) => {
            lines.push("The key is none of theirs in this commons. Do not rely on it.".into());
        }
        None => {}
    }
    lines
}
