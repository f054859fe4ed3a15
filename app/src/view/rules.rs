use model::day::Day;
use model::id::FactId;
use model::rsd1::Policy;

use super::StandingCode;

/// The rules, and what is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RulesView {
    /// The rules in force today; `None` while they are being read.
    pub policy: Option<Policy>,
    /// All rules that were adopted, the newest first.
    pub adopted: Vec<AdoptedView>,
    /// What is proposed and waits.
    pub waiting: Vec<ProposalView>,
    /// The first day of the next period.
    pub next_period: Option<Day>,
}

/// Rules that were adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptedView {
    /// The act.
    pub act: FactId,
    /// What they are called.
    pub name: String,
    /// Since when, and by whom.
    pub since: String,
    /// Whether they are in force today.
    pub in_force: bool,
    /// Where others were adopted for the same day: which hold.
    pub conflict: Option<String>,
}

/// Rules that wait for signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalView {
    /// The act.
    pub act: FactId,
    /// Who proposes what from when on.
    pub words: String,
    /// Who signed, and whom it waits for.
    pub waits: String,
    /// In what they differ from the rules that would hold then.
    pub differences: Vec<String>,
    /// Whether the person at this computer can sign them.
    pub may_sign: bool,
    /// Why nobody can any more.
    pub passed: Option<String>,
}

/// Where everybody would stand under a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulationView {
    /// As of this day.
    pub as_of: Day,
    /// By name.
    pub rows: Vec<SimulatedRow>,
}

/// Where one would stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedRow {
    /// Their name.
    pub name: String,
    /// Now, and whether a fee binds.
    pub now: (StandingCode, bool),
    /// Now, in one sentence.
    pub now_words: String,
    /// With the draft.
    pub then: (StandingCode, bool),
    /// With the draft, in one sentence.
    pub then_words: String,
}
