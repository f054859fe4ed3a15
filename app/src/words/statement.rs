//! A signed statement of where somebody stands.

use model::export::signed::SignedError;

use crate::deed::statement::{Checked, Here, History, Key};

/// The button.
pub const WRITE: &str = "Write a signed statement";
/// What it is for.
pub const WRITE_WHY: &str = "A file to show to others, and a page to print. Whoever has the entries can compute it again; whoever has not can see that nothing was changed.";
/// Checking one.
pub const CHECK: &str = "Check a statement";
/// What that says.
pub const CHECK_WHY: &str = "Somebody shows you a statement of a commons? This says whether it is as it was signed, and, where the entries are here, whether every line of it is right.";
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

/// What a line of the table on the page is called; `None` for those that are not in it.
pub fn name(key: &str) -> Option<&'static str> {
    Some(match key {
        "commons" => "Commons",
        "commons-id" => "Its id",
        "about" => "About",
        "about-id" => "Their id",
        "as-of" => "As of",
        "rules" => "Rules",
        "owed" => "Owed",
        "due" => "Due",
        "running" => "Running period so far, not owed yet",
        "points" => "Unused points",
        "fingerprint" => "Fingerprint",
        "signed-by" => "Signed by",
        "signed-by-id" => "Id of who signed",
        "device" => "Signed with the key",
        _ => return None,
    })
}

/// What any line is called where it is false.
fn line_name(key: &str) -> String {
    match key {
        "code" => "where they stand".to_owned(),
        "says" => "the sentences".to_owned(),
        "rests-on" => "the entries that it rests on".to_owned(),
        "rules-id" => "the id of the rules".to_owned(),
        key => match name(key) {
            Some(name) => name.to_lowercase(),
            None => format!("\u{201c}{key}\u{201d}"),
        },
    }
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
        SignedError::Foretold => {
            "This statement is about a day that had not come when it was signed. Do not rely on it."
                .into()
        }
    }
}

/// What was found, in sentences. Nothing that the statement says of itself is told as if it were known.
pub fn checked(checked: &Checked) -> Vec<String> {
    let said = &checked.signed;
    let mut lines = vec![format!(
        "The signature holds: not one letter was changed since it was signed with the key {}.",
        said.device
    )];
    match &checked.here {
        Some(here) => lines.extend(computed(checked, here)),
        None => lines.extend(only_said(checked)),
    }
    lines.extend(key(checked));
    lines.extend(checked.is_ahead.then(|| {
        format!(
            "It says that it was signed on {}, and that day has not come. Do not rely on it.",
            super::day(said.signed_on)
        )
    }));
    lines
}

fn only_said(checked: &Checked) -> [String; 3] {
    let said = &checked.signed;
    let sentences = said.lines.iter().filter(|(name, _)| name == "says");
    let sentences: Vec<&str> = sentences.map(|(_, value)| value.as_str()).collect();
    [
        format!(
            "It says of \u{201c}{}\u{201d} ({}) in \u{201c}{}\u{201d} ({}), as of {}: {}",
            said.value("about"),
            said.about,
            said.value("commons"),
            said.commons,
            said.as_of,
            sentences.join(" ")
        ),
        format!(
            "It says that \u{201c}{}\u{201d} ({}) signed it on {}.",
            said.value("signed-by"),
            said.signer,
            said.value("signed-on")
        ),
        "The entries of that commons are not on this computer, so it cannot be computed again here, nor whose key it is. Names can be anyone's: the ids are what counts.".to_owned(),
    ]
}

fn computed(checked: &Checked, here: &Here) -> [String; 2] {
    let said = &checked.signed;
    let result = match &checked.history {
        History::Same | History::NotHere => {
            "Computed again on this computer from the entries: the same, line by line.".to_owned()
        }
        History::False(names) => {
            let names: Vec<String> = names.iter().map(|name| line_name(name)).collect();
            format!(
                "What it says is false. It names what follows from the entries here, and says something else in: {}. Either somebody wrote it by hand, or somebody whom it names is called otherwise by now.",
                super::names(&names)
            )
        }
        History::Differs { missing: 0 } => "Computed again on this computer it comes out otherwise: entries have come since, or it never was right.".to_owned(),
        History::Differs { missing } => format!(
            "Computed again on this computer it comes out otherwise: {} that it rests on have not arrived here.",
            super::count(*missing, "entry", "entries")
        ),
    };
    let now = format!(
        "From the entries here, {} in {} as of {}: {}",
        here.about,
        here.commons,
        super::day(said.as_of),
        here.words.join(" ")
    );
    [result, now]
}

fn key(checked: &Checked) -> Option<String> {
    let signer = checked.here.as_ref().map(|here| here.signer.as_str())?;
    Some(match &checked.key {
        Key::NotKnown => return None,
        Key::Theirs => format!("The key is one of theirs in this commons ({signer})."),
        Key::NoMore { since, why } => {
            let since = since.map(|day| format!(", since {}", super::day(day)));
            let since = since.unwrap_or_default();
            format!(
                "It was signed with a key that is theirs no more{since} ({signer}: {why}). Do not rely on it."
            )
        }
        Key::NotTheirs => {
            format!("The key is none of theirs in this commons ({signer}). Do not rely on it.")
        }
    })
}
