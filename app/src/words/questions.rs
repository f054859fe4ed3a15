//! Questions about entries, and how they end.

use crate::trouble::Trouble;
use crate::view::QuestionState;
use crate::words::day;
use model::day::Day;

/// Opens the form.
pub const ASK: &str = "Question this…";
/// The form.
pub const TITLE: &str = "Question this entry";
/// What it does.
pub const WHY: &str = "Everybody sees the question. Until it is settled, the pages show what comes out with this entry and without it.";
/// The reason.
pub const REASON: &str = "What you doubt (everyone will read it)";
/// Saves it.
pub const SAVE: &str = "Ask";
/// Who asked takes it back.
pub const TAKE_BACK: &str = "Take the question back";
/// Stewards decide that the entry stands.
pub const STANDS: &str = "The entry stands…";
/// The form of that.
pub const STANDS_TITLE: &str = "The entry stands";
/// What it does.
pub const STANDS_WHY: &str =
    "The question stays to be read. It is settled when enough stewards have confirmed that.";
/// Stewards have decided that an entry does not count.
pub const VOIDED: &str = "stewards decided so";
/// Stewards decide that it does not.
pub const LEAVE_OUT: &str = "It does not count…";
/// The form of that.
pub const LEAVE_OUT_TITLE: &str = "This entry does not count";
/// What it does.
pub const LEAVE_OUT_WHY: &str =
    "The entry stays to be read. It counts no more when enough stewards have confirmed that.";
/// None at all.
pub const NONE: &str = "Nothing is questioned.";
/// A column.
pub const WITH: &str = "With it";
/// A column.
pub const WITHOUT: &str = "Without it";

/// What came of it.
pub fn state(state: QuestionState) -> &'static str {
    match state {
        QuestionState::Open => "Open",
        QuestionState::TakenBack => "Taken back",
        QuestionState::Stands => "Settled: the entry stands",
        QuestionState::LeftOut => "Settled: the entry does not count",
    }
}

/// Who asks what, and when.
pub fn asks(by: &str, on: Day, reason: &str) -> String {
    format!("{by} asks on {}: {reason}", day(on))
}

/// It cannot be questioned.
pub fn nothing_to_ask(why: &str) -> Trouble {
    Trouble::new(
        "Nothing was questioned",
        why,
        "name an entry that counts for something; see them with `ledger`",
    )
}

/// Once is enough.
pub fn asked_already(short: &str) -> Trouble {
    Trouble::new(
        "Nothing was questioned",
        "you question this entry already",
        format!("take that back with `withdraw {short}`, or wait until it is settled"),
    )
}

/// It is no question, or is settled.
pub fn no_question(text: &str) -> Trouble {
    Trouble::new(
        "Nothing was settled",
        format!("no open question begins with \"{text}\""),
        "see what is questioned with `challenge`",
    )
}
