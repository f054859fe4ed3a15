//! Periods: open, closed, by whom; and why one cannot be closed now.

use crate::trouble::Trouble;
use crate::view::{PeriodState, UncountedView};
use crate::words::standing::period as called;
use crate::words::{count, day, names};
use model::day::Day;
use model::rsd1::Period;

/// The page.
pub const TITLE: &str = "Periods";
/// What it is.
pub const WHAT: &str = "When a period is over, stewards close it. From then on its numbers stay as they are: what comes later counts from the next open period on.";
/// Nothing to close yet.
pub const NONE: &str = "No period has begun yet.";
/// Signs a seal.
pub const SIGN: &str = "Close it too";
/// The form.
pub const CLOSE: &str = "Close this period";
/// What it does.
pub const CLOSE_WHY: &str = "All entries that are on this computer now go into it, and nothing that comes later. Meet the others first, so that nothing of theirs is missing.";
/// Entries that can be left out.
pub const LEAVE_OUT: &str = "Leave out what is questioned";
/// What that does.
pub const LEAVE_OUT_WHY: &str = "They count from the next open period on, once that is settled.";
/// Releases that share out nothing of the period.
pub const UNBACKED: &str = "No steward stands behind these";
/// What that means, and what helps.
pub const UNBACKED_WHY: &str = "They say what a design was made from. Of an income of this period nothing is shared out by what they say, and once it is closed that stays so. Who knows one of them to be true stands behind it first.";
/// Saves it.
pub const CLOSE_SAVE: &str = "Close it";
/// Writes another one.
pub const CLOSE_ANEW: &str = "Close it anew…";
/// What that does.
pub const CLOSE_ANEW_WHY: &str =
    "There is one already. The one that more stewards sign holds, so ask all of them to sign this.";
/// It holds.
pub const HOLDS: &str = "This one holds";
/// Another one holds.
pub const HOLDS_NOT: &str = "Another one holds";

/// What is no period by the rules of its own days, with the periods in which its first and last day lie.
pub fn not_by_the_rules(period: Period, known: [Period; 2]) -> Trouble {
    let known = match known {
        [first, last] if first == last => first.to_string(),
        [first, last] => format!("{first} to {last}"),
    };
    Trouble::usage(
        format!("{period} is no period of this commons"),
        format!("by the rules of those days they lie in {known}"),
        format!("name {known}"),
    )
}

/// The button that opens the form.
pub fn close(period: Period) -> String {
    format!("Close {}…", called(period))
}

/// How things are with a period, for a chip.
pub fn state(state: PeriodState, last: Day) -> String {
    match state {
        PeriodState::Running => format!("Runs until {}", day(last)),
        PeriodState::Open => "Not closed yet".into(),
        PeriodState::Waiting => "Waits for signatures".into(),
        PeriodState::Closed => "Closed".into(),
        PeriodState::Twice => "Closed twice".into(),
    }
}

/// One seal in a sentence; `more` is how many more have to sign it, and who could.
pub fn seal(signers: &[String], on: Day, more: u32, could: &[String]) -> String {
    let signers = names(signers);
    let on = day(on);
    if more == 0 {
        return format!("Closed by {signers}, written on {on}.");
    }
    let waits = count(u64::from(more), "more person", "more people");
    match could {
        [] => format!("Signed by {signers} on {on}. It waits for {waits}."),
        could => format!(
            "Signed by {signers} on {on}. It waits for {waits}: {} could.",
            names(could)
        ),
    }
}

/// What came later.
pub fn late(n: u32) -> String {
    format!(
        "{} about these months came later: that counts from the next open period on.",
        count(u64::from(n), "entry", "entries")
    )
}

/// What it leaves out.
pub fn left_out(n: usize) -> String {
    format!("It leaves out {}.", count(n as u64, "entry", "entries"))
}

/// It names more than is here.
pub fn beyond(n: usize) -> String {
    format!(
        "It goes further than what is here in {}: meet the others before you sign it.",
        count(n as u64, "ledger", "ledgers")
    )
}

/// Two hold the same period closed.
pub fn twice(signed_twice: &[String]) -> String {
    let both = match signed_twice {
        [] => String::new(),
        who => format!(" {} signed both.", names(who)),
    };
    format!(
        "It was closed more than once; the one that more stewards signed holds, and of two with as many the one with the smaller number.{both} One more, signed by more stewards, ends that."
    )
}

/// It is no period of this commons.
pub fn no_period(period: Period, own: Option<Period>) -> Trouble {
    let remedy = match own {
        Some(own) => format!("name it as {own}"),
        None => "meet a peer first".to_owned(),
    };
    Trouble::usage(
        "Nothing was closed",
        format!("{period} is no period by the rules of this commons"),
        remedy,
    )
}

/// It cannot be read.
pub fn not_read(text: &str) -> Trouble {
    Trouble::usage(
        "The period is not clear",
        format!("\"{text}\" is none"),
        "write a quarter as 2026-Q1, a month as 2026-03, a year as 2026",
    )
}

/// It still runs.
pub fn not_over(period: Period) -> Trouble {
    Trouble::new(
        "Nothing was closed",
        format!("{} is not over", called(period)),
        format!("close it from {} on", day(period.last().plus(1))),
    )
}

/// An earlier one is open.
pub fn earlier_first(period: Period, open: Period) -> Trouble {
    Trouble::new(
        "Nothing was closed",
        format!(
            "{} is still open, and what it comes to goes on into {}",
            called(open),
            called(period)
        ),
        format!("close {open} first"),
    )
}

/// Somebody has begun or ended it already.
pub fn there_is_one(
    period: Period,
    (by, is_mine): (&str, bool),
    short: &str,
    holds: bool,
) -> Trouble {
    let (why, remedy) = match (holds, is_mine) {
        (true, _) => (
            format!("{} is closed already, by what {by} wrote", called(period)),
            "only where all agree that it was wrong: write another one with --anew and let more stewards sign it".to_owned(),
        ),
        (false, true) => (
            format!(
                "you have signed one for {} already, and it waits for others",
                called(period)
            ),
            format!("let somebody else sign it with `confirm {short}`; or write another one with --anew"),
        ),
        (false, false) => (
            format!("what {by} wrote for {} waits for signatures", called(period)),
            format!("sign that with `confirm {short}`; or write another one with --anew"),
        ),
    };
    Trouble::new("Nothing was closed", why, remedy)
}

/// More ledgers than a seal can name.
pub fn too_many_ledgers(n: usize, most: usize) -> Trouble {
    Trouble::new(
        "Nothing was closed",
        format!(
            "{n} ledgers hold entries of that time that no closed period knows, and one closing names at most {most}"
        ),
        "close shorter periods from now on; this one stays open",
    )
}

/// Once is enough.
pub fn signed_already() -> Trouble {
    Trouble::new(
        "Nothing was signed",
        "you have signed it already",
        "somebody else has to sign it too",
    )
}

/// It names more than is here.
pub fn goes_further(n: usize) -> Trouble {
    Trouble::new(
        "Nothing was signed",
        format!(
            "it goes further than what is here in {}",
            count(n as u64, "ledger", "ledgers")
        ),
        "meet the others first, with `sync`, and see what you sign",
    )
}

/// It closes the period by other rules than those known here.
pub fn other_rules() -> Trouble {
    Trouble::new(
        "Nothing was signed",
        "it closes the period by other rules than those in force here",
        "meet the others, and where it stays so write another one with `--anew`",
    )
}

/// It names another history.
pub fn another_branch() -> Trouble {
    Trouble::new(
        "Nothing was signed",
        "a ledger goes on otherwise here than in what it names",
        "talk to who wrote it; somebody may have gone on with a copied folder",
    )
}

/// The same in a line, before a period is closed by a command.
pub fn unbacked(releases: &[UncountedView]) -> String {
    let mut text = format!("{UNBACKED}: {UNBACKED_WHY}");
    for one in releases {
        text.push_str(&format!(
            "\n  {}  {} (`confirm {}`)",
            one.release.short(),
            one.said,
            one.release.short()
        ));
    }
    text
}
