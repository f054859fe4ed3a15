use super::UncountedView;
use model::day::Day;
use model::id::FactId;
use model::rsd1::Period;

/// The periods, and who closed them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeriodsView {
    /// Whether they were read.
    pub ready: bool,
    /// The newest first.
    pub periods: Vec<PeriodView>,
    /// Entries that somebody questions, each with its words: they can be left out when a period is closed.
    pub questioned: Vec<(FactId, String)>,
}

/// One period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodView {
    /// Which.
    pub period: Period,
    /// As people say it: "January to March 2026".
    pub name: String,
    /// Its last day.
    pub last: Day,
    /// How things are with it.
    pub state: PeriodState,
    /// Its seals; the one that holds comes first.
    pub seals: Vec<SealView>,
    /// Where it was closed more than once: that, and who signed both.
    pub twice: Option<String>,
    /// Releases up to its last day behind which no steward stands, while it can still be closed: they share out no income of it.
    pub unbacked: Vec<UncountedView>,
}

/// How things are with a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeriodState {
    /// It is not over.
    Running,
    /// It is over, and nobody has closed it.
    Open,
    /// Too few have signed.
    Waiting,
    /// It is closed.
    Closed,
    /// It is closed by more than one seal.
    Twice,
}

/// One seal of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealView {
    /// The entry.
    pub fact: FactId,
    /// Who signed it when, and whom it waits for.
    pub words: String,
    /// What else there is to say of it.
    pub notes: Vec<String>,
    /// Whether it is whole, and whether it is the one that holds.
    pub holds: Option<bool>,
    /// Whether the person at this computer can sign it.
    pub may_sign: bool,
}
