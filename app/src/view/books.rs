use model::day::Day;
use model::id::FactId;
use model::number::Money;
use model::rsd1::Period;

use super::PageView;

/// The books: what a period brought, and what was shared out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BooksView {
    /// Whether it was worked out yet.
    pub ready: bool,
    /// The periods in which something was entered, newest first.
    pub periods: Vec<Period>,
    /// The one that is shown.
    pub period: Option<Period>,
    /// Its page.
    pub page: PageView,
    /// Incomes that were shared out, newest first.
    pub runs: Vec<RunView>,
    /// Whether this person may share one out.
    pub may_share: bool,
    /// Whether the period is over, so that its income can be shared out.
    pub is_over: bool,
}

/// An income that was shared out, or is about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunView {
    /// The entry; none while it is not written.
    pub fact: Option<FactId>,
    /// The period, in words.
    pub period: String,
    /// Its first and last day.
    pub days: (Day, Day),
    /// How much, in words.
    pub amount: String,
    /// The bare amount.
    pub typed: String,
    /// Who wrote it.
    pub by: String,
    /// Why.
    pub note: String,
    /// How it stands.
    pub state: RunStanding,
    /// A name that never changes for whether the books say where the amount came from; none while it is not written.
    pub origin: Option<&'static str>,
    /// The same in words, where there is something to say.
    pub origin_said: Option<String>,
    /// Whether it comes out otherwise because it names other rules than those of its period.
    pub has_other_rules: bool,
    /// Who gets what.
    pub lines: Vec<PayoutView>,
    /// Whether a part of it is for this person or those they act for, and not confirmed yet.
    pub may_confirm: bool,
    /// Releases that would share it otherwise, and do not count.
    pub uncounted: Vec<UncountedView>,
}

/// A release whose word about what a design came from does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncountedView {
    /// The release.
    pub release: FactId,
    /// What it says, in words.
    pub said: String,
    /// Why it does not count, in words.
    pub why: &'static str,
    /// Whether this person may stand behind it.
    pub may_back: bool,
}

/// How an income that was shared out stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunStanding {
    /// It is not written yet.
    Planned,
    /// Computed again it comes out the same.
    Same,
    /// Computed again it comes out otherwise.
    Differs,
    /// A decision took it out.
    Voided,
    /// It does not count, and why.
    NotCounted(String),
}

/// What somebody gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutView {
    /// The bucket.
    pub bucket: String,
    /// Who, in words.
    pub to: String,
    /// How much, in words.
    pub amount: String,
    /// The bare amount.
    pub typed: String,
    /// When they said that it has come.
    pub received: Option<Day>,
    /// What it would be, computed again, where that is another amount.
    pub again: Option<Money>,
}
