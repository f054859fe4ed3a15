use model::day::Day;
use model::id::{AgentId, DocumentId, FactId, FileHash};

use super::{Anew, FilePlace};
use crate::action::EntryFilter;

/// The ledger: the counts, and the entries that are in sight.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LedgerView {
    /// Whether it was read yet.
    pub ready: bool,
    /// What `entries` was filtered by.
    pub filter: EntryFilter,
    /// How many entries there are under that filter.
    pub count: usize,
    /// The place of the first of `entries`.
    pub first: usize,
    /// Entries from there on, newest first.
    pub entries: Vec<EntryView>,
    /// How many wait for this person.
    pub waiting: usize,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryView {
    /// Which.
    pub fact: FactId,
    /// The day it is about.
    pub day: Day,
    /// What it is.
    pub kind: EntryKind,
    /// Who did it.
    pub who: String,
    /// For which organisation.
    pub for_whom: Option<String>,
    /// How much, in words: "5 h", "45,000.00 €".
    pub amount: String,
    /// The bare amount, as a reviewer may type it: "5", "45000.00".
    pub amount_typed: String,
    /// On which design.
    pub design: Option<(DocumentId, String)>,
    /// What else it says, each in words.
    pub details: Vec<String>,
    /// What they wrote.
    pub note: String,
    /// The entry that it is about, or that it corrects.
    pub about: Option<FactId>,
    /// The entry that counts in its place.
    pub corrected_by: Option<FactId>,
    /// Where this person may correct it: what the form begins with.
    pub correct: Option<Box<Correctable>>,
    /// What became of it.
    pub state: EntryState,
    /// Where this person may say that it is wrong: what the form begins with that writes it again.
    pub again: Option<Box<Anew>>,
    /// What reviewers said.
    pub reviews: Vec<EntryReview>,
    /// What is questioned about it.
    pub questions: Vec<QuestionView>,
    /// Whether this person may question it.
    pub may_question: bool,
    /// The thing of which it is a share.
    pub thing: Option<ThingView>,
    /// The files that show it.
    pub evidence: Vec<EvidenceFile>,
    /// On which device it was written, where that was retired since.
    pub written_on: Option<String>,
    /// Whether this person may accept or reject it.
    pub may_review: bool,
    /// Whether it waits for this person to say that it is right.
    pub may_confirm: bool,
    /// Whether it waits for this person to sign it too.
    pub may_sign: bool,
    /// Whether this person may say that the money has come.
    pub may_confirm_payment: bool,
}

/// An entry of work as the form that corrects it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correctable {
    /// For which design.
    pub design: Option<DocumentId>,
    /// What kind of work, as the policy names it.
    pub work: String,
    /// How much, as somebody would type it.
    pub quantity: String,
    /// For which organisation.
    pub for_whom: Option<String>,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// Of which thing it is a share; empty for none.
    pub thing: String,
    /// Of what size.
    pub share: String,
    /// Which part of it a machine or a program made; empty for none.
    pub machine: String,
    /// The note.
    pub note: String,
    /// How many files show it.
    pub files: usize,
}

/// A file that shows what an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Which.
    pub file: FileHash,
    /// Where it is.
    pub place: FilePlace,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryKind {
    /// Work of this kind, as the policy names it.
    Work(String),
    /// Use for profit.
    CommercialUse,
    /// Other use.
    Use,
    /// A payment.
    Payment,
    /// An income that is shared out.
    SharedOut,
    /// Who owns a business.
    Ownership,
    /// A released version.
    Release,
    /// What somebody said about a design.
    DesignReview,
    /// An agreement with a user.
    Agreement,
    /// An entry that shall not count.
    LeftOut,
    /// A question is settled: the entry stands.
    Settled,
    /// A pause ends.
    PauseEnd,
    /// A period is closed.
    Closing,
    /// How a thing is shared.
    Split,
    /// An entry is questioned.
    Question,
    /// Somebody is paused.
    Pause,
    /// Who controls somebody.
    Control,
    /// Who belongs to an organisation.
    Belonging,
    /// Anything else.
    Other,
}

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryState {
    /// It stands; nobody needs to do anything.
    Recorded,
    /// It waits for so many more people, who could be these.
    Waits {
        /// So many more.
        more: u32,
        /// Who that could be.
        could: Vec<String>,
    },
    /// It waits for the person in whose name it is.
    WaitsFor(String),
    /// It counts, with this amount.
    Accepted(String),
    /// The money has come.
    Confirmed,
    /// Another entry takes its place.
    Corrected,
    /// It does not count, and why.
    NotCounted(String),
    /// Only a newer program can judge it.
    NotJudged,
}

/// What a reviewer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryReview {
    /// The review itself, to withdraw it.
    pub fact: FactId,
    /// Who.
    pub by: String,
    /// When.
    pub day: Day,
    /// So much was accepted, in words; `None`: rejected.
    pub accepted: Option<String>,
    /// Why.
    pub reason: String,
    /// Whether this person may take it back.
    pub mine: bool,
}

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionState {
    /// It is open.
    Open,
    /// Who asked has taken it back.
    TakenBack,
    /// Stewards decided that the entry stands.
    Stands,
    /// Stewards decided that the entry does not count.
    LeftOut,
}

/// A question about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionView {
    /// The question itself.
    pub question: FactId,
    /// Who asks what, and when.
    pub words: String,
    /// What came of it.
    pub state: QuestionState,
    /// Whether the person at this computer may take it back.
    pub mine: bool,
}

/// A thing that several delivered together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThingView {
    /// What it is called.
    pub name: String,
    /// Who claims which share.
    pub words: String,
    /// Where the shares are more than the whole and not agreed: that.
    pub contested: Option<String>,
    /// Who claims a share, by name.
    pub claimants: Vec<(AgentId, String)>,
    /// Whether the person at this computer may propose how it is shared.
    pub may_split: bool,
}
