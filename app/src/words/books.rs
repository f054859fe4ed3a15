//! The books: the page, and how they leave the program.

use model::books::Backing;
use model::day::Day;

use crate::deed::export::{Exported, Format};
use crate::trouble::Trouble;
use crate::view::{RunStanding, RunView};

/// The page.
pub const TITLE: &str = "Books";
/// What it is.
pub const WHAT: &str = "Everything here follows from the entries that everyone can read. Every computer that holds the same entries shows the same.";
/// How they leave.
pub const EXPORT: &str = "Take the books along";
/// Why.
pub const EXPORT_WHY: &str = "Whoever leaves takes everything along. Each of these goes into a folder, as the books stand today; nothing that lies there is overwritten.";

/// The button that writes them as that.
pub fn write(format: Format) -> &'static str {
    match format {
        Format::Csv => "Write tables",
        Format::JsonLd => "Write linked data",
        Format::Facts => "Write the entries",
    }
}

/// What it is good for.
pub fn good_for(format: Format) -> &'static str {
    match format {
        Format::Csv => {
            "For spreadsheets and bookkeepers: work, use, fees, payments and parts lists."
        }
        Format::JsonLd => "For programs of economic networks: ValueFlows 1.0 in JSON-LD.",
        Format::Facts => {
            "For whoever wants to compute every amount again: each entry as it was signed."
        }
    }
}

/// What was written.
pub fn exported(exported: &Exported) -> String {
    let names: Vec<String> = exported
        .files
        .iter()
        .map(|file| file.name.clone())
        .collect();
    format!(
        "Written to {}: {}.",
        exported.folder.display(),
        super::names(&names)
    )
}

/// Nothing was shared out yet.
pub const NO_RUNS: &str = "No income was shared out yet.";
/// Who gets what nobody gets.
pub const KEPT: &str = "kept by the commons";

/// What is held for others outside.
pub fn upstream(address: &str) -> String {
    format!("held for {address}")
}

/// When somebody said that it has come.
pub fn received(day: Day) -> String {
    format!("has come, {}", super::day(day))
}

/// What it would be, computed again.
pub fn again(amount: &str) -> String {
    format!("computed again: {amount}")
}

/// An income that was shared out, in a line.
pub fn run(run: &RunView) -> String {
    let by = match run.by.as_str() {
        "" => String::new(),
        by => format!(", by {by}"),
    };
    let note = match run.note.as_str() {
        "" => String::new(),
        note => format!(": {note}"),
    };
    format!("{} shared out for {}{by}{note}", run.amount, run.period)
}

/// How it stands.
pub fn run_state(state: &RunStanding) -> String {
    match state {
        RunStanding::Planned => "Not written yet.".to_owned(),
        RunStanding::Same => {
            "Computed again on this computer from the entries: the same to the cent.".to_owned()
        }
        RunStanding::Differs => "Computed again on this computer it comes out otherwise: entries have come since, or the table is wrong. Look at the differences before paying.".to_owned(),
        RunStanding::Voided => "Does not count: the stewards decided so.".to_owned(),
        RunStanding::NotCounted(why) => format!("Does not count: {why}."),
    }
}

/// It names rules that are not those of its period.
pub const OTHER_RULES: &str =
    "It names other rules than those of its period, by which the share for parents is worked out.";

/// What was settled in a period is shared out a second time.
pub const SHARED_AGAIN: &str =
    "What was paid for this period was shared out already, in another entry.";

/// The amount is not what the books say came in.
pub fn from_elsewhere(by: &str, settled: &str) -> String {
    format!(
        "Where this amount came from is as {by} says: by the entries, payments of the period have settled {settled}."
    )
}

/// What a release says of where its design came from.
pub fn release_says(design: &str, version: &str, by: &str, parents: &[String]) -> String {
    match parents {
        [] => format!("{design} {version}, released by {by}, says that it came from nothing else."),
        some => format!(
            "{design} {version}, released by {by}, says that it came from {}.",
            super::names(some)
        ),
    }
}

/// A release that did not arrive here.
pub fn of_a_version_not_here(id: &str) -> String {
    format!("a version that is not here ({id})")
}

/// Why that does not count.
pub fn uncounted(backing: Backing, is_closed: bool) -> &'static str {
    match (backing, is_closed) {
        (Backing::TooLate, _) => {
            "Not counted here, because no steward stood behind it when the period was closed. It counts from the next one on."
        }
        (_, true) => "Not counted, because no steward stood behind it when the period was closed.",
        (_, false) => "Not counted, because no steward stands behind it yet.",
    }
}

/// A steward says that a release came from what it says.
pub const BACK: &str = "I stand behind it";

/// A steward does already.
pub fn backed_already() -> Trouble {
    Trouble::new(
        "Nothing was confirmed",
        "a steward stands behind this release already, so what it says of where it came from counts",
        "see how incomes are shared out with `distribute`",
    )
}

/// It was taken out.
pub fn release_voided() -> Trouble {
    Trouble::new(
        "Nothing was confirmed",
        "the stewards decided that this release does not count",
        "release the design again",
    )
}

/// Which period is shown.
pub const PERIOD: &str = "Period";
/// The page on paper.
pub const PRINT: &str = "Write this page to print";
/// Sharing out an income.
pub const SHARE: &str = "Share out the income of this period";
/// How.
pub const SHARE_WHY: &str = "By reviewed work on the designs that earned it, and on those they came from, to the cent. Compute it first and look at it; every computer computes it again.";
/// How much.
pub const AMOUNT: &str = "Amount";
/// Where nothing is typed.
pub const AMOUNT_HINT: &str = "what confirmed payments have settled";
/// The design that it came from.
pub const DESIGN: &str = "It came from";
/// Where none is chosen.
pub const USED_DESIGNS: &str = "the designs whose use was paid for";
/// One part.
pub const ALL_TO_CONTRIBUTORS: &str = "All to contributors";
/// Parts of one's own.
pub const OWN_PARTS: &str = "In parts of our own";
/// How.
pub const OWN_PARTS_WHY: &str = "Say for each part what it is for, how much of the whole, and to whom it goes. Together they make 100 %.";
/// One more.
pub const ADD_PART: &str = "Another part";
/// How a share is typed.
pub const PART_SHARE_HINT: &str = "25 %";
/// To whom a part goes.
pub const TO_DESIGNS: &str = "those who made the designs";
/// The same.
pub const TO_WORK: &str = "those who did certain work in this period";
/// The same.
pub const TO_KEEP: &str = "nobody: the commons keeps it";
/// A part has no name.
pub const PART_NAME_FIRST: &str = "Say of each part what it is for";
/// A part says not for which work.
pub const PART_KINDS_FIRST: &str = "Choose for which work";
/// They are more or less.
pub const WHOLE_FIRST: &str = "The parts have to make 100 % together";

/// What a part is for.
pub fn part_name(number: usize) -> String {
    format!("Part {number}: what it is for")
}

/// How much of the whole.
pub fn part_share(number: usize) -> String {
    format!("Part {number}: share")
}

/// To whom it goes.
pub fn part_way(number: usize) -> String {
    format!("Part {number}: to whom")
}

/// Whether it goes to those who did such work.
pub fn part_kind(number: usize, work: &str) -> String {
    format!("Part {number} goes to those who did {work}")
}

/// Takes a part away.
pub fn take_away(number: usize) -> String {
    format!("Take part {number} away")
}

/// A share that is none.
pub fn share_unclear(text: &str) -> Trouble {
    Trouble::usage(
        "A part is not clear",
        format!("\"{text}\" is no share of the whole"),
        "write it as 25 % or 1/4",
    )
}

/// A part that goes to workers and says not for which work.
pub fn no_kinds(part: &str) -> Trouble {
    Trouble::usage(
        "A part is not clear",
        format!("\"{part}\" names no kind of work"),
        "name the kinds, such as care,governance",
    )
}

/// They are more or less than the whole.
pub fn not_whole(shares: &[String]) -> Trouble {
    Trouble::usage(
        "The parts do not make the whole",
        format!("they are {}", super::names(shares)),
        "change them so that they make 100 % together",
    )
}

/// Three buckets in place of one.
pub const THREE_BUCKETS: &str =
    "60 % to contributors, 25 % to care and upkeep, 15 % kept for machinery";
/// Why.
pub const NOTE: &str = "Note, such as the decision it follows";
/// Computes it.
pub const COMPUTE: &str = "Compute it";
/// Writes it.
pub const SHARE_IT: &str = "Share it out";
/// A receiver confirms.
pub const HAS_COME: &str = "My part has come";
