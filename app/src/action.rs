//! Everything a view can ask for.
//!
//! A view looks and asks; it does not do. What only moves the window or fetches something to look at is
//! an [`Action`]; what writes is a [`Request`] with a [`CommandId`], so that the button that asked can
//! say "Saving..." until the answer stands in [`crate::view::View::answers`].

use std::ops::Range;
use std::path::PathBuf;

use model::charter::Role;
use model::day::Day;
use model::design::{Column, Edit, Kind, Place, Table, Value};
use model::id::{AgentId, ChangeHash, CommonsId, DocumentId, EndpointId, FactId, FileHash};
use model::ledger::Verdict;
use model::rsd1::{AgentClass, Preset};

/// The number of one request of this window; never used twice while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommandId(pub u64);

/// Where the window can be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Route {
    /// All designs; the home of the window.
    #[default]
    Catalogue,
    /// One design.
    Design(DocumentId, DesignTab),
    /// What has changed since this person last looked.
    Since,
    /// Contributions, uses and payments.
    Ledger,
    /// Where each person or company stands.
    Reciprocity,
    /// Who is in the commons, and on which devices.
    People,
    /// Settings.
    Settings,
}

/// The parts of a design's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DesignTab {
    /// What it is: read.
    #[default]
    Read,
    /// The same, to be changed.
    Edit,
    /// The parts list.
    Parts,
    /// Files, pictures and models.
    Files,
    /// Released versions, and who changed what.
    Versions,
}

/// What a view asks for in one frame.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The window went there; fill that page.
    Went(Route),
    /// The catalogue is to show what matches this; answers to older queries are dropped.
    Query(CatalogueQuery),
    /// These cards of the catalogue are in sight (with two rows more).
    Cards(Range<usize>),
    /// The ledger is to show these entries, newest first.
    Entries(EntryFilter, Range<usize>),
    /// The status is to be derived as of this day.
    AsOf(Day),
    /// This preview is in sight and not loaded yet.
    Preview(PreviewKey),
    /// What this text says as an invitation; the answer stands in the first-start view.
    CheckInvitation(String),
    /// The person agreed that the clipboard is read for an invitation.
    ReadClipboard,
    /// Open a file with the program that the system has for it.
    OpenFile(FileHash),
    /// Open an address outside, in the browser.
    OpenLink(String),
    /// Ask the system for paths, and do with them what is asked. Answered like a request, also when the
    /// person chose nothing: then it is done.
    Pick(CommandId, PickFor),
    /// Stop looking for somebody of the commons that is being joined.
    StopJoining,
    /// Another commons of this home.
    Switch(CommonsId),
    /// How the window looks.
    Look(Look),
    /// Write something.
    Do(CommandId, Request),
}

/// What a file dialog is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PickFor {
    /// Files and folders to be imported.
    Import,
    /// A file to be attached to that design.
    Attachment(DocumentId),
    /// Write everything to a stick.
    BundleWrite,
    /// Read a stick.
    BundleRead,
    /// Write a backup.
    Backup,
    /// Restore a backup.
    Restore,
}

/// A change to how the window looks; kept on this computer only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Light, dark, or as the system says.
    Theme(ThemeChoice),
    /// Size of everything in percent, 80 to 200.
    Percent(u16),
}

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeChoice {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CatalogueQuery {
    /// Counts up with each query of this window.
    pub generation: u64,
    /// Words as typed.
    pub text: String,
    /// Only under this licence.
    pub licence: Option<String>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only at this level of readiness, as the design says it.
    pub readiness: Option<String>,
    /// What comes first.
    pub order: CatalogueOrder,
}

impl CatalogueQuery {
    /// Whether anything narrows the catalogue.
    pub fn narrows(&self) -> bool {
        !self.text.trim().is_empty()
            || self.licence.is_some()
            || self.kind.is_some()
            || self.readiness.is_some()
    }
}

/// What comes first in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CatalogueOrder {
    /// The best match, or the name where nothing is searched.
    #[default]
    Best,
    /// The name.
    Name,
    /// The newest change.
    Newest,
}

/// Which entries of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum EntryFilter {
    /// Everything.
    #[default]
    All,
    /// My own and those of the companies I act for.
    Mine,
    /// Waits for me to look at it.
    WaitsForMe,
    /// Work.
    Work,
    /// Use and payment.
    UseAndPayment,
}

/// What a preview shows, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PreviewKey {
    /// A picture, no larger than that many pixels on its longer side.
    Picture(FileHash, u16),
    /// A model, turned by so many degrees around its height and tilted by so many.
    Model(FileHash, ModelTurn),
}

impl PreviewKey {
    /// The file that is shown.
    pub fn file(&self) -> FileHash {
        match self {
            PreviewKey::Picture(file, _) | PreviewKey::Model(file, _) => *file,
        }
    }
}

/// How a model is turned, in whole degrees, and how large it is drawn in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelTurn {
    /// Around its height, 0 to 359.
    pub around: u16,
    /// Tilted, -90 to 90.
    pub tilt: i16,
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
}

/// Something that writes.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Found a commons.
    Found(Founding),
    /// Join one.
    Join(Joining),
    /// Open the demo commons, offline.
    OpenDemo,
    /// Start a design.
    NewDesign(NewDesign),
    /// Change a design: all of it as one change.
    Edit(DocumentId, Vec<Edit>),
    /// A new line at the end of a table of a design, with these cells.
    AddLine(DocumentId, Table, Vec<(Column, String)>),
    /// Import manifests from these files and folders.
    Import(Vec<PathBuf>),
    /// Attach this file.
    Attach(DocumentId, PathBuf),
    /// Release the state that was on the screen.
    Release {
        /// Which design.
        design: DocumentId,
        /// The exact state.
        heads: Vec<ChangeHash>,
        /// As people write it: "1.0".
        version: String,
        /// What is new.
        note: String,
    },
    /// Log work.
    Contribute(Contribution),
    /// Accept or reject somebody's work.
    Review(FactId, Acceptance),
    /// Take back one's own review.
    WithdrawReview(FactId),
    /// Say that an entry in one's own name is right.
    Confirm(FactId),
    /// Say that one agrees to an entry that needs several people.
    CoSign(FactId),
    /// Declare an organisation.
    Organisation {
        /// Its name.
        name: String,
        /// What it is, by who owns it.
        class: Option<AgentClass>,
        /// Who acts for it.
        acting: Vec<AgentId>,
    },
    /// Say who owns a person's business or an organisation.
    Attest {
        /// About whom.
        agent: AgentId,
        /// What it is.
        class: AgentClass,
        /// Whether all surplus goes to those who work there.
        all_surplus_to_workers: bool,
        /// Where that can be seen.
        evidence: String,
        /// From this day on.
        from: Day,
    },
    /// Give a role.
    GrantRole(AgentId, Role),
    /// Report use.
    Use(UseReport),
    /// Say that one has paid.
    Pay {
        /// For whom.
        agent: AgentId,
        /// As typed: "1,250.00".
        amount: String,
        /// What stands on the transfer.
        reference: String,
        /// When.
        day: Day,
    },
    /// Say that the money has come.
    ConfirmPayment(FactId),
    /// Say what one thinks of exactly that state of a design.
    ReviewState {
        /// Which design.
        design: DocumentId,
        /// The exact state.
        heads: Vec<ChangeHash>,
        /// What one thinks.
        verdict: Verdict,
        /// Why.
        note: String,
    },
    /// Settle a collision.
    Settle {
        /// In which design.
        design: DocumentId,
        /// Where.
        place: Place,
        /// What stands from now on: one of the values, or another one.
        value: Value,
    },
    /// The changes of this design, up to this state, were looked at.
    Looked(DocumentId, Vec<ChangeHash>),
    /// All of it was looked at.
    LookedAtAll,
    /// Make an invitation.
    Invite {
        /// What the people who use it may do.
        role: Role,
        /// How many people.
        uses: u32,
        /// How long.
        days: u32,
    },
    /// Meet everybody who is near, now.
    SyncNow,
    /// Meet the device at this address.
    Meet(String),
    /// Meet this device near by.
    MeetNear(EndpointId),
    /// Write everything to a file.
    BundleWrite(PathBuf),
    /// Read such a file.
    BundleRead(PathBuf),
    /// Write a backup.
    Backup(PathBuf),
    /// Restore one.
    Restore(PathBuf),
    /// Whether this computer says on the local network that it is here.
    SeenInWorkshop(bool),
    /// One's own name, as the others read it.
    Rename(String),
}

/// What founding a commons needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founding {
    /// The founder's name.
    pub person: String,
    /// The commons.
    pub name: String,
    /// Its first rules.
    pub preset: Preset,
    /// Whether anyone may read it.
    pub open: bool,
    /// How many people review work before it counts.
    pub reviewers: u32,
    /// How many people confirm who owns a business.
    pub attesters: u32,
    /// How many stewards close a quarter.
    pub quorum: u32,
}

/// What joining a commons needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The name of who joins.
    pub person: String,
    /// The invitation as it was given, one line of text.
    pub invitation: String,
    /// Whom to meet first.
    pub through: Through,
}

/// Whom to meet first when joining.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Through {
    /// Whoever the invitation names.
    #[default]
    Invitation,
    /// A device near by.
    Near(EndpointId),
    /// A device at an address as its program prints it.
    Address(String),
}

/// What starting a design needs; the rest comes while working on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDesign {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its licence, an SPDX expression.
    pub licence: String,
    /// What it is for, in a sentence.
    pub function: String,
}

/// Work to be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// For which design, in its present state; `None` for work on the commons itself.
    pub design: Option<DocumentId>,
    /// What kind of work, as the policy names it: "design", "care".
    pub work: String,
    /// As typed.
    pub quantity: String,
    /// For which organisation; `None`: for oneself.
    pub for_whom: Option<AgentId>,
    /// When.
    pub day: Day,
    /// Anything else.
    pub note: String,
    /// A file that shows it.
    pub evidence: Option<PathBuf>,
}

/// What a reviewer says about logged work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// So much of it counts, as typed.
    Accept(String),
    /// None of it counts.
    Reject(String),
}

/// Use of designs to be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseReport {
    /// Who uses it.
    pub agent: AgentId,
    /// Which design, in its present state.
    pub design: DocumentId,
    /// Whether for profit.
    pub commercial: bool,
    /// From this day.
    pub from: Day,
    /// To this day.
    pub to: Day,
    /// Revenue, as typed.
    pub revenue: String,
    /// What part of the product it is, as typed: "1", "1/2".
    pub part: String,
}
