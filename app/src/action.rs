//! Everything a view can ask for.
//!
//! A view looks and asks; it does not do. What only moves the window or fetches something to look at is
//! an [`Action`]; what writes is a [`Request`] with a [`CommandId`], so that the button that asked can
//! say "Saving..." until the answer stands in [`crate::view::View::answers`].

use std::ops::Range;
use std::path::PathBuf;

use model::day::Day;
use model::design::Kind;
use model::id::{AgentId, CommonsId, DocumentId, FileHash};
use model::rsd1::Period;

pub use crate::deed::export::Format;
use crate::passphrase::Passphrase;
use crate::view::Drafts;

mod ending;
mod request;
mod route;

pub use ending::{Again, Cut, Cuts, Ending};
pub use request::{
    Acceptance, Agreed, AgreedTerms, Contribution, Founding, Joining, NewDesign, Part, Request,
    Sharing, Split, Through, UseReport, UsedDesign,
};
pub use route::{DesignTab, LINK_START, Route};

/// The number of one request of this window; never used twice while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommandId(pub u64);

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
    /// The palette is to find designs by these letters.
    Find(String),
    /// The status is to be derived as of this day.
    AsOf(Day),
    /// The books of this period are to be shown.
    Period(Period),
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
    /// These paths were written or dropped for it; none where the person gave up.
    Picked(CommandId, PickFor, Vec<PathBuf>),
    /// Keep this of what is being typed, and nothing else, until it stands where it belongs.
    Keep(Drafts),
    /// Stop looking for somebody of the commons that is being joined.
    StopJoining,
    /// Another commons of this home.
    Switch(CommonsId),
    /// Found or join another commons beside those of this home; `false`: go back to the one of now.
    Another(bool),
    /// How the window looks.
    Look(Look),
    /// Open the home with this passphrase.
    Unlock(Passphrase),
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
    /// The picture of that person or organisation.
    Picture(AgentId),
    /// Save a copy of that file.
    SaveFile(FileHash),
    /// Write that design into a folder: as a page to print, or as a manifest.
    ExportDesign(DocumentId, bool),
    /// Write the books into a folder.
    ExportBooks(Format),
    /// Write the page of that period into a folder.
    WritePage(Period),
    /// Write a signed statement of where somebody stands on that day into a folder.
    WriteStatement(AgentId, Day),
    /// A statement that is to be checked.
    CheckStatement,
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
    /// What draws the window, from the next start on.
    Graphics(Graphics),
}

/// What draws the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Graphics {
    /// What is usual on the system, and the other where that does not work.
    #[default]
    Auto,
    /// OpenGL first.
    Glow,
    /// Vulkan, Metal or Direct3D first.
    Wgpu,
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
