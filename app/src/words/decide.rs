//! What stewards decide together.

use crate::trouble::Trouble;

/// An agreement.
pub const AGREE: &str = "Agree in writing";
/// What it does.
pub const AGREE_WHY: &str = "It is for uses that the rules leave to an agreement; a fee that they set stays as it is. It counts when enough stewards have confirmed it.";
/// What it costs.
pub const WAY: &str = "What it costs";
/// An amount.
pub const BY_FLAT: &str = "An amount for each report of use";
/// A part of the revenue.
pub const BY_RATE: &str = "A part of the revenue";
/// Which part.
pub const RATE: &str = "Part of the revenue";
/// For which designs.
pub const DESIGNS: &str = "For which designs";
/// For all.
pub const ALL_DESIGNS: &str = "All designs of this commons";
/// For more than were chosen.
pub const ONE_MORE: &str = "One more…";
/// The text that was signed.
pub const TEXT: &str = "The signed text, a file";
/// Its hint.
pub const TEXT_HINT: &str = "The path of the paper";

/// Takes a design out again.
pub fn not_this(name: &str) -> String {
    format!("Not for {name}")
}

/// A part of the revenue that is none.
pub fn no_rate(typed: &str) -> Trouble {
    Trouble::usage(
        "Nothing was recorded",
        format!("\"{typed}\" is no part of the revenue"),
        "write it as 3 % or 3/100",
    )
}

/// Its first day.
pub const FROM: &str = "From";
/// Its last day.
pub const TO: &str = "To";
/// The days are the wrong way round.
pub const ORDER_FIRST: &str = "The first day comes before the last";
/// Saves it.
pub const AGREE_SAVE: &str = "Record the agreement";
/// An entry that shall not count.
pub const LEAVE_OUT: &str = "This use does not count";
/// What it does.
pub const LEAVE_OUT_WHY: &str =
    "The report stays to be read. It counts no more when enough stewards have confirmed that.";
/// Why.
pub const REASON: &str = "Why (everyone will read it)";
/// A reason is needed.
pub const REASON_FIRST: &str = "Say why first";
/// Saves it.
pub const LEAVE_OUT_SAVE: &str = "Record the decision";

/// Enough have signed.
pub const COUNTS_NOW: &str = "It counts now.";

/// Who has signed, and how many more it takes.
pub fn waits(signers: &[String], more: u32, could: &[String]) -> String {
    let signers = crate::words::names(signers);
    let more = crate::words::count(more.into(), "more person", "more people");
    match could {
        [] => format!("Signed by {signers}; it waits for {more}."),
        could => format!(
            "Signed by {signers}; it waits for {more}: {} could.",
            crate::words::names(could)
        ),
    }
}

/// It is not clear what is to be signed.
pub fn not_waiting(text: &str, found: usize) -> Trouble {
    let why = match found {
        0 => format!("nothing that waits begins with \"{text}\""),
        n => format!("{n} things that wait begin with \"{text}\""),
    };
    Trouble::new("Nothing was signed", why, "see what waits with `decide`")
}

/// A seal is not ended like an entry.
pub fn no_void_of_closing() -> Trouble {
    Trouble::new(
        "Nothing was recorded",
        "the closing of a period is no entry that could be left out",
        "close the period anew with `seal PERIOD --anew`, and let more stewards sign that",
    )
}

/// "70 %", of hundredths of a percent.
pub fn percent(basis_points: u32) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    match rest {
        0 => format!("{whole} %"),
        rest if rest % 10 == 0 => format!("{whole}.{} %", rest / 10),
        rest => format!("{whole}.{rest:02} %"),
    }
}

/// How much for each report of use.
pub fn flat(currency: &str) -> String {
    format!("Amount for each report of use, in {currency}")
}
