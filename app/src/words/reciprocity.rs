//! Reciprocity: the names of statuses (RSD-1, section 8), and the page around them.

use crate::view::{Remedy, StandingCode};

/// The page.
pub const TITLE: &str = "Reciprocity";
/// Its tab.
pub const STANDINGS: &str = "Where each stands";
/// What it is.
pub const WHAT: &str = "What this commons' rules derive from the entries that everyone can read. It says nothing about the law.";
/// As of.
pub const AS_OF: &str = "As of";
/// Me and mine.
pub const MINE: &str = "You, and those you act for";
/// The others.
pub const OTHERS: &str = "Others who reported use to earn money";
/// No others.
pub const NO_OTHERS: &str = "Nobody else has reported use to earn money.";
/// Why.
pub const WHY: &str = "Why";
/// What would change it.
pub const CHANGES: &str = "What would change it";
/// Evidence.
pub const EVIDENCE: &str = "Entries it rests on";
/// The rules.
pub const RULES: &str = "The rules of this commons";
/// What the fingerprint is for.
pub const FINGERPRINT_WHY: &str = "Equal on every device that holds the same entries";

/// The short code of a status.
pub fn fingerprint(code: &str) -> String {
    format!("Fingerprint {code}")
}

/// The name of a status; the bare code is never shown to people.
pub fn standing(code: StandingCode, binding: bool) -> &'static str {
    match code {
        StandingCode::Suspended => "Paused by decision",
        StandingCode::NotLicensed => "Ask first",
        StandingCode::Overdue => "Overdue",
        StandingCode::Undeclared => "Ownership not recorded yet",
        StandingCode::FeeDue if binding => "Fee due",
        StandingCode::FeeDue => "Suggested fee",
        StandingCode::Grace => "Nothing due yet",
        StandingCode::Reciprocating => "In balance",
        StandingCode::Exempt => "No fee for this kind of business",
        StandingCode::BelowAllowance => "No fee this period",
        StandingCode::NoObligation => "Nothing to settle",
    }
}

/// What the button of a remedy does.
pub fn remedy(remedy: &Remedy) -> &'static str {
    match remedy {
        Remedy::Pay(_) => "Record a payment",
        Remedy::Work => "Log work",
        Remedy::Review => "Review work",
        Remedy::Declare => "Say who owns it",
        Remedy::CoSign(_) => "Agree to it",
        Remedy::ConfirmPayment(_) => "The money has come",
        Remedy::Agree(_) => "Agree in writing",
        Remedy::LeaveOut(_) => "Leave it out",
    }
}
