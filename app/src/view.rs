//! What the window draws: plain data, made by the session from documents, index and engine.
//!
//! Nothing here can change anything, and nothing here knows egui. Words for people are made in
//! [`crate::words`]; texts that stand here were written by people, or were said there.

use std::collections::BTreeMap;
use std::path::PathBuf;

use model::day::Day;
use model::id::{AgentId, CommonsId, DocumentId};
use model::rsd1::policy::ContributionUnit;

use crate::action::{CommandId, PickFor};

mod again;
mod books;
mod catalogue;
mod design;
mod devices;
mod first_start;
mod ledger;
mod members;
mod page;
mod people;
mod periods;
mod reciprocity;
mod recovery;
mod rules;
mod settings;
mod since;
mod timeline;

pub use again::Anew;
pub use books::{BooksView, PayoutView, RunStanding, RunView, UncountedView};
pub use catalogue::{CardView, CatalogueView, Facets, Standing};
pub use design::{ChangeLine, DesignView, FilePlace, Seal, StateReview, VersionView};
pub use devices::{OwnDeviceView, WrittenView};
pub use first_start::{FirstStartView, InvitationCheck, InvitationFound, JoinStage};
pub use ledger::{
    Correctable, EntryKind, EntryReview, EntryState, EntryView, EvidenceFile, LedgerView,
    QuestionState, QuestionView, ThingView,
};
pub use members::{
    AsideLine, AsideView, BranchView, DeviceLossView, ForeseenView, GoneView, RightsRow,
    RightsView, WaitingActView,
};
pub use page::{PageSection, PageView};
pub use people::{
    AttestationView, BelongingView, DeviceView, InvitationLine, InvitationState, InvitationView,
    NearState, NearView, OrganisationView, PeopleView, PersonView, ProfileView,
};
pub use periods::{PeriodState, PeriodView, PeriodsView, SealView};
pub use reciprocity::{
    AccountView, DisputeView, EvidenceLine, ReciprocityView, Remedy, RemedyView, StandingCode,
};
pub use recovery::{AnswerView, AskingView, ReturnView};
pub use rules::{AdoptedView, ProposalView, RulesView, SimulatedRow, SimulationView};
pub use settings::SettingsView;

pub use crate::trouble::Trouble;
pub use since::{ChangedDesign, CollisionValue, CollisionView, FieldChange, SinceView};
pub use timeline::{MarkKind, TimeMark, TimelineView};

/// Everything that one frame of the window shows.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Today, for dates in forms.
    pub today: Option<Day>,
    /// The commons that is open; `None` shows the first start.
    pub commons: Option<CommonsView>,
    /// The other commons of this home.
    pub others: Vec<CommonsChoice>,
    /// Who is at this computer.
    pub me: Option<MeView>,
    /// Names of designs, for forms that ask for one; the most used first, at most a few dozen.
    pub designs: Vec<(DocumentId, String)>,
    /// Released versions of designs, the newest first.
    pub releases: BTreeMap<DocumentId, Vec<String>>,
    /// What the palette found.
    pub finds: FindsView,
    /// Kinds of work that the policy counts, and what a quantity of each is.
    pub work: Vec<(String, ContributionUnit)>,
    /// What the commons calls its own units, by kind of work.
    pub units: BTreeMap<String, String>,
    /// The currency of the policy, as people write it: "€", "EUR".
    pub currency: String,
    /// First start.
    pub first_start: FirstStartView,
    /// All designs.
    pub catalogue: CatalogueView,
    /// The design that is open; `None` while it is being opened.
    pub design: Option<Box<DesignView>>,
    /// Since this person last looked.
    pub since: SinceView,
    /// The ledger.
    pub ledger: LedgerView,
    /// Reciprocity.
    pub reciprocity: ReciprocityView,
    /// The books.
    pub books: BooksView,
    /// Which periods are closed.
    pub periods: PeriodsView,
    /// The rules of reciprocity.
    pub rules: RulesView,
    /// People and devices.
    pub people: PeopleView,
    /// Who may do what.
    pub rights: RightsView,
    /// What does not count.
    pub aside: AsideView,
    /// Settings.
    pub settings: SettingsView,
    /// The line at the bottom.
    pub status: StatusBar,
    /// What became of requests; kept for the last few hundred. A request that is not here is still at work.
    pub answers: BTreeMap<CommandId, Answer>,
    /// The home is behind a passphrase, and nothing else is shown.
    pub locked: Option<LockedView>,
    /// A sealed file whose passphrase is wanted.
    pub sealed: Option<SealedView>,
    /// News to be shown for a moment and announced.
    pub notices: Vec<Notice>,
    /// What is wrong with the program itself, shown above every page: the engine is down, the disk is full.
    pub banner: Option<Trouble>,
    /// That this device belongs to the shown commons no more: by whom, why, and what its person can do. Or that its rules are
    /// known to newer programs only.
    pub ended: Option<Trouble>,
}

/// The commons that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonsView {
    /// Which.
    pub id: CommonsId,
    /// Its name.
    pub name: String,
    /// How many people.
    pub people: usize,
    /// Whether anyone may read it.
    pub open: bool,
    /// Whether it is the demo.
    pub demo: bool,
    /// Whether this device may write.
    pub may_write: bool,
    /// Whether this program knows the rules in force; where not, nothing is judged here.
    pub judges: bool,
}

/// Another commons of this home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonsChoice {
    /// Which.
    pub id: CommonsId,
    /// Its name.
    pub name: String,
}

/// Designs that the palette found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FindsView {
    /// By which letters.
    pub text: String,
    /// Which, and what they are called.
    pub designs: Vec<(DocumentId, String)>,
}

/// Who is at this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeView {
    /// Which person.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// Their note and picture.
    pub profile: ProfileView,
    /// The organisations they act for.
    pub acts_for: Vec<(AgentId, String)>,
    /// Whether they are a steward.
    pub steward: bool,
    /// Whether this device has written an entry yet; before the first one, the window says that it stays.
    pub wrote_before: bool,
}

/// The line at the bottom of the window.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatusBar {
    /// How many devices this one is talking with.
    pub connected: usize,
    /// What comes in or goes out.
    pub progress: Option<ProgressView>,
    /// How many changes of this device nobody else has yet.
    pub only_here: u64,
    /// Whether everything that was typed is on the disk.
    pub saved: bool,
    /// How many designs changed that this person has not looked at.
    pub unseen: usize,
    /// How many entries wait for this person.
    pub waiting: usize,
}

/// How far something is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProgressView {
    /// What: "designs", "changes", "files".
    pub what: String,
    /// So many are done.
    pub done: u64,
    /// Of so many, if that is known.
    pub total: Option<u64>,
}

/// Texts that are being typed and stand nowhere else yet, by the place where they are typed.
pub type Drafts = BTreeMap<String, DraftText>;

/// A text that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DraftText {
    /// What stood there when typing began.
    pub base: String,
    /// What stands there now.
    pub text: String,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It is done and on the disk.
    Done(Outcome),
    /// It was not done; nothing was written.
    Failed(Trouble),
}

/// What a request brought.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Outcome {
    /// Nothing but what the page shows anyway.
    #[default]
    Written,
    /// A new design; the window opens it.
    Design(DocumentId),
    /// An invitation to give away.
    Invitation(InvitationView),
    /// A line to hand on.
    Line(String),
    /// What an answer says that somebody gave who wants to be taken back.
    Answer(AnswerView),
    /// What is here of a device that may be retired.
    Device(WrittenView),
    /// A report of an import.
    Import(ImportReport),
    /// A sentence to be read: what a bundle or a backup held.
    Said(String),
    /// Where everybody would stand under other rules.
    Simulated(Box<SimulationView>),
    /// What ending something would do.
    Foreseen(Box<ForeseenView>),
    /// How an income would be shared out.
    Shared(Box<RunView>),
    /// Where somebody would stand.
    WhatIf(Box<AccountView>),
    /// What was found of a statement, in sentences.
    Statement {
        /// Whether it can be relied on as far as can be seen here.
        good: bool,
        /// What was found.
        lines: Vec<String>,
    },
}

/// What an import brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// How many designs came in.
    pub imported: usize,
    /// Files that were refused, and why.
    pub refused: Vec<(String, String)>,
    /// File, field, and what was odd about it.
    pub warnings: Vec<(String, String, String)>,
}

/// A sealed file that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedView {
    /// Counts up with each question.
    pub question: u64,
    /// The request that waits for the passphrase.
    pub command: CommandId,
    /// What the file is for.
    pub what: PickFor,
    /// The file.
    pub path: PathBuf,
    /// Whether a passphrase was tried that was not it.
    pub was_wrong: bool,
}

/// A home whose passphrase is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedView {
    /// Its folder.
    pub home: String,
    /// How many were tried.
    pub tries: u64,
    /// What was wrong with the last one.
    pub problem: Option<String>,
}

/// News for a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Counts up; a number is shown once.
    pub number: u64,
    /// Whether it is good, neutral or bad.
    pub kind: NoticeKind,
    /// One sentence.
    pub text: String,
}

/// Whether news is good, neutral or bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something is done.
    Good,
    /// Something happened.
    News,
    /// Something did not work.
    Bad,
}
