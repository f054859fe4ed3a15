//! Correcting entries: what was written stays, and another entry takes its place.

use crate::trouble::Trouble;

/// Opens the form.
pub const CORRECT: &str = "Correct this entry…";
/// The form.
pub const TITLE: &str = "Correct an entry of work";
/// What it does.
pub const WHY: &str = "What you write here takes the place of the entry. The old one stays to be read. Reviews of it still count, for no more than the new amount.";
/// The kind, the days or the share is another.
pub const ANEW: &str = "Others have to review it again: reviews of the old entry say nothing of another kind of work, other days or another share.";
/// Saves it.
pub const SAVE: &str = "Write the correction";
/// For whom it counts.
pub fn stays_for(name: Option<&str>) -> String {
    let whom = name.map_or_else(|| "for you".to_owned(), |name| format!("for {name}"));
    format!("It counts {whom}, as before: that cannot be corrected.")
}

/// What most corrections do not change.
pub const MORE: &str = "Share of a thing, what a machine made, one more file";

/// Files that go on to show it.
pub fn files_stay(count: usize) -> String {
    match count {
        1 => "The file of the old entry stays with this one.".to_owned(),
        n => format!("The {n} files of the old entry stay with this one."),
    }
}

/// The entry that this one corrects.
pub const EARLIER: &str = "See the entry that this one corrects";
/// The entry that takes its place.
pub const LATER: &str = "See the correction that counts";
/// What became of a corrected entry.
pub const CORRECTED: &str = "Corrected";

/// The reviews of the earlier entry count on, or not; for the command.
pub fn told(earlier: &str, fact: &str, keeps_reviews: bool) -> String {
    let reviews = match keeps_reviews {
        true => "Reviews of the earlier entry still count, for no more than what this one says."
            .to_owned(),
        false => format!("Others have to review it anew, with `review {fact}`."),
    };
    format!("Logged as {fact}; it takes the place of {earlier}, which stays to be read. {reviews}")
}

fn nothing(why: &str, remedy: impl Into<String>) -> Trouble {
    Trouble::new("Nothing was corrected", why, remedy.into())
}

/// Only work has corrections.
pub fn not_work() -> Trouble {
    nothing(
        "only entries of work are corrected by another entry",
        "ask for the entry to be left out (`challenge` or `void`), and write the right one",
    )
}

/// Somebody else's.
pub fn not_yours() -> Trouble {
    nothing(
        "the entry is another person's",
        "question it with `challenge`, or ask them to correct it",
    )
}

/// Stewards have taken it out.
pub fn left_out() -> Trouble {
    nothing(
        "stewards have decided that the entry does not count",
        "log the work anew",
    )
}

/// There is a newer version.
pub fn corrected_already(current: &str) -> Trouble {
    nothing(
        "the entry was corrected before",
        format!("correct {current}, which counts in its place"),
    )
}

/// It says the same.
pub fn nothing_changes() -> Trouble {
    nothing(
        "the correction says the same as the entry",
        "change what is wrong, and save it again",
    )
}

/// The amount does not fit the kind.
pub fn quantity_missing(kind: &str) -> Trouble {
    Trouble::usage(
        "Nothing was corrected",
        format!(
            "{} is counted in another unit",
            super::ledger::work(kind).to_lowercase()
        ),
        "say how much it is",
    )
}

/// Opens the form that calls an entry wrong.
pub const WRONG: &str = "This entry is wrong…";
/// The same where it could be corrected.
pub const NOT_AT_ALL: &str = "It should not count at all…";
/// The form.
pub const WRONG_TITLE: &str = "This entry is wrong";
/// Why it is.
pub const WRONG_REASON: &str = "What is wrong (everyone will read it)";
/// The right one next.
pub const THEN: &str = "Write the right one next";
/// Saves it.
pub const WRONG_SAVE: &str = "Ask to take it out";

/// What it does.
pub fn wrong_why(is_steward: bool) -> &'static str {
    match is_steward {
        true => {
            "The entry stays to be read. It counts no more when enough stewards have confirmed that."
        }
        false => {
            "The entry stays to be read. Stewards are asked to take it out; until they have decided, the pages show what comes out with it and without it."
        }
    }
}

/// The same for the command.
pub fn told_wrong(fact: &str, is_decision: bool) -> String {
    match is_decision {
        true => format!(
            "Recorded as {fact}. The entry counts no more when enough stewards have confirmed that with `decide {fact}`. Now write the right one."
        ),
        false => format!(
            "Asked as {fact}. Stewards decide it with `resolve {fact} --leave-out`. Now write the right one."
        ),
    }
}

/// Somebody else's.
pub fn not_yours_to_call_wrong() -> Trouble {
    Trouble::new(
        "Nothing was asked",
        "the entry is another person's",
        "question it with `challenge`",
    )
}
