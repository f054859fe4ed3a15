//! The page of a period for the assembly.

use model::day::Day;
use model::export::statement::{Fate, FeeState, PaidState};

use super::day;

/// What the page is.
pub const WHAT: &str = "Made from the signed entries by the rules of this commons. Computers that hold the same entries show the same rows and numbers, with the names that each of them knows. Nobody is ranked.";
/// What was given.
pub const GIVEN: &str = "What was given";
/// Nothing.
pub const GIVEN_NONE: &str = "Nothing was logged.";
/// Its columns.
pub const GIVEN_HEADINGS: [&str; 6] = [
    "Kind of work",
    "Entries",
    "People",
    "Accepted",
    "Points",
    "Waiting",
];
/// What was used.
pub const USED: &str = "What was used";
/// Nothing.
pub const USED_NONE: &str = "No use was reported.";
/// Its columns.
pub const USED_HEADINGS: [&str; 6] = [
    "User",
    "Design",
    "Days",
    "Kind",
    "Attributable revenue",
    "What follows",
];
/// For profit.
pub const TO_EARN: &str = "to earn money";
/// Not for profit.
pub const NOT_TO_EARN: &str = "not to earn money";
/// Nothing follows.
pub const FREE: &str = "free";
/// Fees.
pub const FEES: &str = "Fees";
/// None.
pub const FEES_NONE: &str = "No fee came up.";
/// Its columns.
pub const FEES_HEADINGS: [&str; 7] = ["User", "Fee", "Paid", "By work", "Open", "Due", "State"];
/// Settled by work.
pub const OFFSETS: &str = "Settled by work";
/// None.
pub const OFFSETS_NONE: &str = "No fee was settled by work.";
/// Its columns.
pub const OFFSETS_HEADINGS: [&str; 4] = ["User", "Points", "Settled", "Fee of"];
/// Payments.
pub const PAYMENTS: &str = "Payments";
/// None.
pub const PAYMENTS_NONE: &str = "No payment was reported.";
/// Its columns.
pub const PAYMENTS_HEADINGS: [&str; 5] = ["Payer", "Day", "Amount", "Confirmed by", "State"];
/// Open matters.
pub const OPEN: &str = "Open matters";
/// None.
pub const OPEN_NONE: &str = "Nothing is open.";
/// Income that was shared out.
pub const SHARED: &str = "Income shared out";
/// None.
pub const SHARED_NONE: &str = "No income was shared out.";
/// Its columns.
pub const SHARED_HEADINGS: [&str; 4] = ["Bucket", "Receiver", "Amount", "State"];
/// A receiver has said nothing yet.
pub const NOT_CONFIRMED: &str = "not confirmed by the receiver yet";
/// The period is not sealed.
pub const NOT_SEALED: &str = "The period is not sealed yet: its numbers may still change.";

/// What stands above.
pub fn title(commons: &str, period: &str) -> String {
    format!("{commons}: {period}")
}

/// As of which day.
pub fn as_of(as_of: Day) -> String {
    format!("As things stand on {}.", day(as_of))
}

/// The code of the page.
pub fn code(code: &str) -> String {
    format!(
        "Code of this page: {code}. It is of everything above with ids in place of names, and equal where the entries are."
    )
}

/// From when to when.
pub fn days(from: Day, to: Day) -> String {
    match from == to {
        true => day(from),
        false => format!("{} to {}", day(from), day(to)),
    }
}

/// What follows from a use.
pub fn fate(fate: &Fate) -> &'static str {
    match fate {
        Fate::Fee(_) => "stands in the fee",
        Fate::Agreed(_) => "covered by an agreement",
        Fate::Exempt(_) => "no fee for this kind of business",
        Fate::OwnLicence => "covered by the licence of the design",
        Fate::NotCovered(_) => "to be asked for",
        Fate::Undeclared => "ownership not recorded yet",
        Fate::WaitsForConfirmation => "waits for the user",
        Fate::Voided => "left out by decision",
        Fate::NotCounted => "not counted",
    }
}

/// How a fee stands.
pub fn fee_state(state: FeeState) -> &'static str {
    match state {
        FeeState::Accruing => "not due yet, the period runs",
        FeeState::Settled => "settled",
        FeeState::Open => "open",
        FeeState::Overdue => "overdue",
    }
}

/// How a payment stands.
pub fn paid_state(state: PaidState) -> &'static str {
    match state {
        PaidState::Confirmed => "has come",
        PaidState::Unconfirmed => "not confirmed yet",
        PaidState::Voided => "left out by decision",
        PaidState::NotCounted(_) => "not counted",
    }
}

/// Work that waits for reviews.
pub fn waits_for_reviews(entries: &str) -> String {
    format!("Work that waits for reviews: {entries}.")
}

/// Work that waits for whoever did it.
pub fn waits_for_confirmation(entries: &str) -> String {
    format!("Work that waits for the person in whose name it is: {entries}.")
}

/// A payment that nobody has confirmed.
pub fn payment_unconfirmed(who: &str) -> String {
    format!("A payment of {who} is not confirmed yet.")
}

/// A fee that is open.
pub fn fee_open(who: &str, amount: &str, due: Day) -> String {
    format!("{who}: {amount} open, due on {}.", day(due))
}

/// A use that the rules do not cover.
pub fn not_covered(who: &str) -> String {
    format!("{who}: a use has to be asked for; there is no agreement.")
}

/// A use by somebody whose ownership is not recorded.
pub fn undeclared(who: &str) -> String {
    format!("{who}: who owns it is not recorded yet.")
}

/// A report that the user has not confirmed.
pub fn use_unconfirmed(who: &str) -> String {
    format!("{who}: a report of use waits for somebody who acts for them.")
}

/// Something that stewards have to sign.
pub fn waits_for_stewards(who: &str, more: &str) -> String {
    format!("{who}: an entry waits for {more}.")
}

/// An entry that somebody questions.
pub fn doubt(who: &str, reason: &str) -> String {
    format!("{who} questions an entry: {reason}")
}

/// Where the page lies.
pub fn written(file: &std::path::Path) -> String {
    format!("Written to {}.", file.display())
}
