//! What a view can ask for that writes.

use std::path::PathBuf;

use super::{Again, Cuts, Ending};
use crate::deed::export::Format;
use crate::passphrase::Passphrase;

use model::charter::Role;
use model::day::Day;
use model::design::{Column, Edit, Kind, Place, Table, Value};
use model::id::{AgentId, ChangeHash, DeviceId, DocumentId, EndpointId, FactId, FileHash};
use model::ledger::Verdict;
use model::rsd1::distribution::Way;
use model::rsd1::{AgentClass, Period, Policy, Preset};

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
    Contribute(Box<Contribution>),
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
        /// A file that shows it.
        file: Option<PathBuf>,
        /// From this day on.
        from: Day,
        /// Until this day.
        to: Option<Day>,
    },
    /// Make an invitation for a further device of one's own.
    AddDevice,
    /// Say what this device is called.
    NameDevice(String),
    /// What of a device of one's own is here, before it is retired.
    LookAtDevice(DeviceId),
    /// Say that a device of one's own is used no more; `lost`: it is out of one's hands.
    RetireDevice {
        /// Which.
        device: DeviceId,
        /// Whether only what is here of it stays.
        lost: bool,
    },
    /// Keep, on this computer, that the keys of this person were compared today, or that they were not.
    Compared(AgentId, bool),
    /// Make the line for this person, who lost all their devices.
    WayBack(AgentId),
    /// What an answer says, before anybody vouches for it.
    LookAtAnswer(String),
    /// Vouch for the device that gave this answer.
    Vouch(String),
    /// Stand behind a return for which somebody has vouched.
    VouchToo(FactId),
    /// On a new device: ask to be taken back with this line.
    ComeBack {
        /// As it was given.
        line: String,
        /// Whether the old devices are out of one's hands.
        lost: bool,
    },
    /// Ask no more.
    StopComingBack,
    /// Give a role.
    GrantRole(AgentId, Role),
    /// What ending this would do; nothing is written.
    Foresee(Ending, Cuts),
    /// End something of somebody.
    End {
        /// What.
        ending: Ending,
        /// What stays of their work.
        cuts: Cuts,
        /// Why; everyone will read it.
        reason: String,
    },
    /// Leave the commons.
    Leave,
    /// Take an invitation back; who came by it stays.
    WithdrawInvitation(FactId),
    /// Let count again what a removal has set aside.
    AdmitAgain(Again),
    /// Write again from this device what one wrote on another that was retired.
    WriteAgain(Again),
    /// Sign an act that needs several people.
    CosignAct(FactId),
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
    /// Record an agreement between the commons and a user.
    Agree(Box<Agreed>),
    /// Say that an entry of one's own is wrong, and why: stewards are asked to take it out.
    CallWrong(FactId, String),
    /// Say that an entry shall not count, and why.
    LeaveOut(FactId, String),
    /// Propose rules from a day on.
    ProposeRules(Box<Policy>, Day),
    /// Where everybody would stand under these rules; nothing is written.
    Simulate(Box<Policy>),
    /// Question an entry, and why.
    Question(FactId, String),
    /// Say how a thing is shared: everybody's share as typed.
    Split(String, Vec<(AgentId, String)>),
    /// Say that somebody holds a part of a business.
    Hold {
        /// Of which.
        agent: AgentId,
        /// Who holds it.
        holder: AgentId,
        /// How much, in percent, as typed.
        percent: String,
        /// The first day.
        from: Day,
        /// The last day.
        to: Option<Day>,
    },
    /// Say that a person works for an organisation or belongs to it.
    Belong {
        /// Who.
        person: AgentId,
        /// Where.
        organisation: AgentId,
        /// The first day.
        from: Day,
        /// The last day.
        to: Option<Day>,
    },
    /// Say that this person works for that organisation no more after that day.
    EndBelonging(AgentId, AgentId, Day),
    /// Pause an account.
    Pause {
        /// Whose.
        agent: AgentId,
        /// Why.
        reason: String,
        /// The first day.
        from: Day,
        /// The last day.
        to: Option<Day>,
    },
    /// Close a period.
    Seal {
        /// Which.
        period: Period,
        /// Without these entries.
        left_out: Vec<FactId>,
        /// Also where another one waits or holds.
        anew: bool,
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
    /// Begin a design of one's own with everything of this one.
    Fork {
        /// Which design.
        design: DocumentId,
        /// What the new one is called.
        name: String,
        /// What is different about it.
        reason: String,
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
    /// These were looked at, each in the state that was shown; what came meanwhile was not.
    LookedAtThese(Vec<(DocumentId, Vec<ChangeHash>)>),
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
    BundleWrite(PathBuf, Option<Passphrase>),
    /// Read such a file.
    BundleRead(PathBuf, Option<Passphrase>),
    /// Write a backup.
    Backup(PathBuf, Option<Passphrase>),
    /// Restore one; what is here now is set aside.
    Restore(PathBuf, Option<Passphrase>),
    /// Put the key of this device behind a passphrase, another one, or none.
    Protect {
        /// The one of now, where there is one.
        now: Option<Passphrase>,
        /// The one from then on.
        new: Option<Passphrase>,
    },
    /// Whether this computer says on the local network that it is here.
    SeenInWorkshop(bool),
    /// What a person or an organisation is called, and its note.
    Profile {
        /// Whose.
        agent: AgentId,
        /// The name.
        name: String,
        /// The note.
        note: String,
    },
    /// Its picture.
    Picture(AgentId, PathBuf),
    /// No picture any more.
    RemovePicture(AgentId),
    /// Files up to this size come by themselves.
    FetchUpTo(u64),
    /// Let this person act for that organisation.
    ActFor(AgentId, AgentId),
    /// Get a file that is too large to come by itself.
    GetFile(FileHash),
    /// Save a copy of a file of the open design there.
    SaveFile(FileHash, PathBuf),
    /// Write a design into that folder: as a page to print, or as a manifest.
    ExportDesign(DocumentId, bool, PathBuf),
    /// Write the books into a folder, as they stand today.
    ExportBooks(Format, PathBuf),
    /// Write the page of a period into that folder.
    WritePage(Period, PathBuf),
    /// Write a signed statement of where somebody stands on a day into that folder.
    WriteStatement(AgentId, Day, PathBuf),
    /// Look whether a statement is as it was signed.
    CheckStatement(PathBuf),
    /// Compute how an income would be shared out; nothing is written.
    PlanSharing(Sharing),
    /// Share an income out.
    ShareOut(Sharing),
    /// What a use would lead to; nothing is written.
    WhatIf(UseReport),
}

/// An income to be shared out.
#[derive(Debug, Clone, PartialEq)]
pub struct Sharing {
    /// Whose income.
    pub period: Period,
    /// As typed; empty for what confirmed payments of the period have settled.
    pub amount: String,
    /// The design that it came from; `None`: those whose use was paid for.
    pub design: Option<DocumentId>,
    /// Into what.
    pub split: Split,
    /// Why.
    pub note: String,
}

/// Into what an income goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Split {
    /// All to contributors.
    One,
    /// Contributors, care and upkeep, machinery.
    Three,
    /// Parts as somebody wrote them.
    Own(Vec<Part>),
}

/// A part of an income, as it was typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it is for.
    pub name: String,
    /// How much of the whole, as typed: `25 %` or `1/4`.
    pub share: String,
    /// Whom it goes to.
    pub way: Way,
    /// The kinds of work that it goes to, where it goes to some; sorted.
    pub kinds: Vec<String>,
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
    /// When; the last day, where it took several.
    pub day: Day,
    /// The first day, where it took several.
    pub from: Option<Day>,
    /// Of which thing it is a share, and of what size, as typed.
    pub part_of: Option<(String, String)>,
    /// Anything else.
    pub note: String,
    /// Which part of it a machine or a program made; empty for none.
    pub machine: String,
    /// A file that shows it.
    pub evidence: Option<PathBuf>,
    /// The entry in whose place this one stands from now on.
    pub corrects: Option<FactId>,
}

/// What a reviewer says about logged work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// So much of it counts, as typed.
    Accept(String),
    /// None of it counts.
    Reject(String),
}

/// An agreement with a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// With whom.
    pub agent: AgentId,
    /// What it costs.
    pub terms: AgreedTerms,
    /// For which designs; empty for all.
    pub designs: Vec<DocumentId>,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Option<Day>,
    /// The text that was signed, as a file.
    pub text: Option<PathBuf>,
    /// Anything else.
    pub note: String,
}

/// What an agreement costs, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgreedTerms {
    /// An amount for each report of use.
    Flat(String),
    /// A part of the revenue.
    Rate(String),
}

/// Use of designs to be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseReport {
    /// Who uses it.
    pub agent: AgentId,
    /// Which designs.
    pub designs: Vec<UsedDesign>,
    /// Whether for profit.
    pub commercial: bool,
    /// From this day.
    pub from: Day,
    /// To this day.
    pub to: Day,
    /// How many were made, as typed; empty for unknown.
    pub units: String,
    /// Revenue, as typed.
    pub revenue: String,
    /// Anything else.
    pub note: String,
}

/// A design that is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedDesign {
    /// Which.
    pub design: DocumentId,
    /// In which released version; `None`: as it stands.
    pub version: Option<String>,
    /// What part of the product it is, as typed: "1", "1/2".
    pub part: String,
}
