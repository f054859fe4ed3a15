//! The ledger, and the forms that write into it.

use model::rsd1::policy::ContributionUnit;

use crate::action::EntryFilter;
use crate::trouble::Trouble;
use crate::view::{EntryKind, EntryState, FilePlace};
use crate::words::{self, design, names, people};

/// The page.
pub const TITLE: &str = "Ledger";
/// Nothing in it.
pub const EMPTY: &str = "The books stand here";
/// Why.
pub const EMPTY_WHY: &str = "No entries yet. Log what you did: design, building, teaching, care.";
/// The first entry.
pub const EMPTY_BUTTON: &str = "Log the first hour";
/// Nothing under this filter.
pub const NONE: &str = "Nothing here";
/// Why.
pub const NONE_WHY: &str = "No entry matches this filter.";
/// Nothing waits for me.
pub const NOTHING_WAITS: &str = "Nothing waits for you";
/// Why.
pub const NOTHING_WAITS_WHY: &str = "Work of others that you can review shows up here.";
/// A file that shows what an entry says, and where it is.
pub fn evidence(number: usize, place: &FilePlace) -> String {
    let place = match place {
        FilePlace::Here => "on this computer",
        FilePlace::Arriving(_) => "on its way",
        FilePlace::AskedFor => "asked for: it comes from whoever has it",
        FilePlace::Elsewhere | FilePlace::TooLarge | FilePlace::AtSource(_) => {
            "on other computers only"
        }
    };
    format!("Evidence {number}, {place}")
}

/// Looks at it.
pub fn open_evidence(number: usize) -> String {
    format!("Open evidence {number}")
}

/// Saves it.
pub fn save_evidence(number: usize) -> String {
    format!("Save evidence {number}")
}

/// Asks for it, however large it is.
pub fn get_evidence(number: usize) -> String {
    format!("Get evidence {number}")
}

/// Filters.
pub const FILTER: &str = "Show";
/// The form.
pub const LOG: &str = "Log work";
/// What kind.
pub const KIND: &str = "What";
/// How much.
pub const HOURS: &str = "How long, in hours";
/// Its hint.
pub const HOURS_HINT: &str = "5 or 1:30";
/// How many.
pub const PIECES: &str = "How many";
/// What it cost.
pub const COST: &str = "What it cost";
/// Its hint.
pub const COST_HINT: &str = "120.00";
/// How much, in a unit of the commons.
pub const AMOUNT: &str = "How much";
/// How much, in a unit that the commons named.
pub fn amount_in(unit: &str) -> String {
    format!("How much, in {unit}")
}

/// For whom.
pub const FOR_WHOM: &str = "For";
/// For oneself.
pub const MYSELF: &str = "myself";
/// On which design.
pub const DESIGN: &str = "Design";
/// None in particular.
pub const NO_DESIGN: &str = "The commons itself";
/// When.
pub const DAY: &str = "Day";
/// What else.
pub const NOTE: &str = "Note";
/// The first day, where it took several.
pub const FIRST_DAY: &str = "First day, if it took several";
/// The days are the wrong way round.
pub const DAYS_ORDER: &str = "The first day comes after the last one";
/// Which part a machine made.
pub const MACHINE: &str = "What of it a machine or a program made (log your own time only)";
/// Its hint.
pub const MACHINE_HINT: &str = "A program wrote the first draft";
/// More inputs.
pub const MORE: &str = "Day, share of a thing, note, evidence";
/// A file that shows it.
pub const EVIDENCE: &str = "A file that shows it";
/// Its hint.
pub const EVIDENCE_HINT: &str = "The path of a picture or a paper";
/// Who gets it.
pub const EVIDENCE_WHY: &str = "Everyone in this commons gets a copy of it.";
/// Saves it.
pub const SAVE: &str = "Log it";
/// A quantity is missing.
pub const QUANTITY_FIRST: &str = "Say how much first";
/// A day that is none.
pub const DAY_FIRST: &str = "Write the day as 2026-02-10";
/// Accept it.
pub const ACCEPT: &str = "Accept";
/// Somebody accepted it.
pub const WAS_ACCEPTED: &str = "Accepted";
/// Somebody did not.
pub const WAS_REJECTED: &str = "Not accepted";
/// How much is accepted.
pub const ACCEPTED: &str = "How much counts";
/// Reject it.
pub const REJECT: &str = "Reject";
/// Why.
pub const REASON: &str = "Why not (they will read it)";
/// Why is missing.
pub const REASON_FIRST: &str = "Say why first";
/// Take a review back.
pub const WITHDRAW: &str = "Take back my review";
/// It is right.
pub const CONFIRM: &str = "This is right";
/// The money has come.
pub const CONFIRM_PAYMENT: &str = "The money has come";
/// Signs what takes several people.
pub const SIGN: &str = "I agree to it";
/// The entry that another one is about.
pub const ABOUT: &str = "See the entry";
/// Review it.
pub const REVIEW: &str = "Review";
/// The use form.
pub const USE: &str = "Report use";
/// Who uses it.
pub const USER: &str = "Who uses it";
/// For profit.
pub const COMMERCIAL: &str = "To earn money";
/// From.
pub const FROM: &str = "From";
/// To.
pub const TO: &str = "To";
/// Revenue.
pub const REVENUE: &str = "Revenue with it";
/// How many.
pub const UNITS: &str = "How many were made";
/// A number that is none.
pub const UNITS_FIRST: &str = "Write how many as a whole number";
/// The design that was used.
pub fn used(number: usize) -> String {
    format!("Design {number}")
}

/// In which version.
pub fn used_version(number: usize) -> String {
    match number {
        1 => "Version".into(),
        n => format!("Version of design {n}"),
    }
}

/// Which part of the product it is.
pub fn used_part(number: usize) -> String {
    match number {
        1 => PART.into(),
        n => format!("Part of the product: design {n}"),
    }
}

/// No design is chosen yet.
pub const USED_NONE: &str = "Choose a design";
/// One has to be.
pub const USED_FIRST: &str = "Choose the designs first";
/// One more of them.
pub const USED_MORE: &str = "Another design is in it too";
/// Not this one.
pub fn used_less(number: usize) -> String {
    format!("Take out design {number}")
}

/// No released version: the design as it is.
pub const VERSION_NOW: &str = "As it stands now";
/// A released version.
pub fn version(version: &str) -> String {
    format!("Version {version}")
}

/// The parts of several designs.
pub const PARTS_TOO_MUCH: &str = "The parts add up to more than the whole product.";
/// Which part.
pub const PART: &str = "Part of the product";
/// Its hint.
pub const PART_HINT: &str = "1, or 1/2";
/// Sends it.
pub const USE_SAVE: &str = "Report it";
/// Pay.
pub const PAY: &str = "I have paid";
/// Who paid.
pub const PAYER: &str = "Who paid";
/// How much.
pub const PAID: &str = "Amount";
/// Reference.
pub const REFERENCE: &str = "Reference on the transfer";
/// Sends it.
pub const PAY_SAVE: &str = "Record the payment";

/// A filter.
pub fn filter(filter: EntryFilter) -> &'static str {
    match filter {
        EntryFilter::All => "All",
        EntryFilter::Mine => "Mine",
        EntryFilter::WaitsForMe => "Waits for me",
        EntryFilter::Work => "Work",
        EntryFilter::UseAndPayment => "Use and payment",
    }
}

/// A kind of work by its name in the policy; a kind that the commons added reads as it was written.
pub fn work(name: &str) -> String {
    match name {
        "design" => "Design".into(),
        "documentation" => "Documentation".into(),
        "translation" => "Translation".into(),
        "testing" => "Testing".into(),
        "review" => "Review".into(),
        "fabrication" => "Building".into(),
        "teaching" => "Teaching".into(),
        "care" => "Care".into(),
        "governance" => "Governance".into(),
        "machine_time" => "Machine time".into(),
        "build_report" => "Build report".into(),
        "money" => "Money".into(),
        "material" => "Material".into(),
        other => other.replace('_', " "),
    }
}

/// What a quantity is asked for as, and its hint.
pub fn quantity(unit: ContributionUnit) -> (&'static str, &'static str) {
    match unit {
        ContributionUnit::Minute => (HOURS, HOURS_HINT),
        ContributionUnit::Deliverable => (PIECES, "1"),
        ContributionUnit::Minor => (COST, COST_HINT),
        ContributionUnit::Other => (AMOUNT, "1"),
    }
}

/// What an entry is.
pub fn kind(kind: &EntryKind) -> String {
    match kind {
        EntryKind::Work(name) => work(name),
        EntryKind::CommercialUse => "Use to earn money".into(),
        EntryKind::Use => "Use".into(),
        EntryKind::Payment => "Payment".into(),
        EntryKind::SharedOut => "Income shared out".into(),
        EntryKind::Ownership => "Ownership".into(),
        EntryKind::Release => design::RELEASE.into(),
        EntryKind::DesignReview => "Opinion on a design".into(),
        EntryKind::Agreement => "Agreement".into(),
        EntryKind::LeftOut => "An entry does not count".into(),
        EntryKind::Settled => "A question is settled: the entry stands".into(),
        EntryKind::PauseEnd => "End of a pause".into(),
        EntryKind::Closing => "Closing of a period".into(),
        EntryKind::Split => "Sharing of a thing".into(),
        EntryKind::Question => "Question about an entry".into(),
        EntryKind::Pause => "Pause".into(),
        EntryKind::Control => "Who holds a part".into(),
        EntryKind::Belonging => "Belonging".into(),
        EntryKind::Other => "Entry".into(),
    }
}

/// What became of an entry, short enough for a chip.
pub fn state(state: &EntryState) -> String {
    match state {
        EntryState::Recorded => "Recorded".into(),
        EntryState::Waits { more, .. } => people::waits(*more),
        EntryState::WaitsFor(person) => format!("Waits for {person}"),
        EntryState::Accepted(amount) => format!("{amount} count"),
        EntryState::Confirmed => "Confirmed".into(),
        EntryState::Corrected => super::correcting::CORRECTED.into(),
        EntryState::NotCounted(reason) => format!("Not counted: {reason}"),
        EntryState::NotJudged => words::NOT_JUDGED.into(),
    }
}

/// Who an entry could be waiting for.
pub fn could(could: &[String]) -> String {
    format!("That could be {}.", names(could))
}

/// How many of how many are shown.
pub fn shown(count: usize) -> String {
    super::count(count as u64, "entry", "entries")
}

/// How many is not clear.
pub fn no_units(typed: &str) -> Trouble {
    Trouble::usage(
        "Nothing was reported",
        format!("\"{typed}\" is no whole number"),
        "write how many were made as 12, or leave it empty",
    )
}

/// As many parts as designs, or one for all.
pub fn parts_unclear(parts: usize, designs: usize) -> Trouble {
    Trouble::usage(
        "Nothing was reported",
        format!("there are {parts} parts for {designs} designs"),
        "give one --part for all, or one for each --design",
    )
}
