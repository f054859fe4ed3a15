use model::day::Day;
use model::id::{AgentId, DocumentId, FactId};

use super::TimelineView;

/// Where each person or company stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReciprocityView {
    /// Whether it was worked out yet.
    pub ready: bool,
    /// As of this day.
    pub as_of: Option<Day>,
    /// This person and those they act for, this person first.
    pub mine: Vec<AccountView>,
    /// The others who reported a commercial use; the page shows them in alphabetical order.
    pub others: Vec<AccountView>,
    /// The rules in force, in words: the preset and its numbers.
    pub rules: Vec<String>,
}

/// Where one of them stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// The code; shown as its name, never bare.
    pub code: StandingCode,
    /// Whether the fee binds (then "Fee due") or not (then "Suggested fee").
    pub binding: bool,
    /// One sentence.
    pub sentence: String,
    /// Why: sentences.
    pub why: Vec<String>,
    /// What would change it.
    pub remedies: Vec<RemedyView>,
    /// What may still change: "not sealed yet".
    pub flags: Vec<String>,
    /// What does not count of what was written about it, and why. Anybody can write such entries, so this is no part of a
    /// signed statement.
    pub refused: Vec<String>,
    /// What is questioned, and what comes out with it and without it.
    pub disputes: Vec<DisputeView>,
    /// The decision by which it is paused.
    pub pause: Option<FactId>,
    /// The entries that it rests on.
    pub evidence: Vec<EvidenceLine>,
    /// What happened over time; none where nothing did.
    pub timeline: Option<TimelineView>,
    /// The short code that is equal on every device that derived the same.
    pub fingerprint: String,
}

/// A questioned entry without which another status comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeView {
    /// The entry.
    pub fact: FactId,
    /// Who questions it.
    pub words: String,
    /// What comes out with it.
    pub with: String,
    /// What comes out without it.
    pub without: String,
}

/// Status codes (RSD-1, section 8), the highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StandingCode {
    /// A decision is in force.
    Suspended,
    /// Use that the rules do not cover.
    NotLicensed,
    /// Open after its due day.
    Overdue,
    /// Commercial use by somebody whose ownership is not recorded.
    Undeclared,
    /// Open balance.
    FeeDue,
    /// Open balance inside grace.
    Grace,
    /// Had fees, all settled.
    Reciprocating,
    /// No fee for this kind of business.
    Exempt,
    /// No fee this period: below the allowance.
    BelowAllowance,
    /// Nothing to settle.
    NoObligation,
}

/// One way to change a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyView {
    /// In words.
    pub text: String,
    /// What the button does.
    pub go: Remedy,
}

/// What can be done about a status from the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Pay: the amount as it would be typed.
    Pay(String),
    /// Log work.
    Work,
    /// Review work that waits.
    Review,
    /// Say who owns it.
    Declare,
    /// Agree to something that waits for one more person.
    CoSign(FactId),
    /// Somebody must confirm a payment.
    ConfirmPayment(FactId),
    /// Agree in writing, from that day on.
    Agree(Day),
    /// Decide that this report does not count.
    LeaveOut(FactId),
}

/// An entry that a status rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceLine {
    /// The entry.
    pub fact: Option<FactId>,
    /// The design, where the line is about one.
    pub design: Option<DocumentId>,
    /// In words.
    pub text: String,
    /// The amount, in words.
    pub amount: String,
}
