use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, DeviceId, EndpointId, FactId, FileHash};
use model::rsd1::AgentClass;

use super::{GoneView, OwnDeviceView, ProgressView, ReturnView, WaitingActView};

/// Who is in the commons, and on which devices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeopleView {
    /// The people, in alphabetical order.
    pub people: Vec<PersonView>,
    /// Who belongs to the commons no more, the last to go first.
    pub gone: Vec<GoneView>,
    /// What waits for signatures, the oldest first.
    pub waiting: Vec<WaitingActView>,
    /// The organisations, in alphabetical order.
    pub organisations: Vec<OrganisationView>,
    /// The devices of the person at this computer, the oldest first.
    pub mine: Vec<OwnDeviceView>,
    /// Who waits to be taken back after all their devices were lost.
    pub returns: Vec<ReturnView>,
    /// Devices on the local network.
    pub near: Vec<NearView>,
    /// How many changes of this device nobody else has yet.
    pub only_here: u64,
    /// What comes in or goes out.
    pub progress: Option<ProgressView>,
    /// Invitations, those that can still be used first.
    pub invitations: Vec<InvitationLine>,
    /// The address of this device, as another one would type it.
    pub address: String,
    /// Whether this person may invite.
    pub may_invite: bool,
    /// Whether there is one steward only.
    pub one_steward: bool,
    /// How many people must confirm who owns a business; 0 where only a newer program can tell.
    pub attesters: u32,
    /// Who uses a program that knows rules of a newer version, each a sentence.
    pub newer: Vec<String>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// Their note and picture.
    pub profile: ProfileView,
    /// Whether it is the one at this computer.
    pub me: bool,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Since when.
    pub joined: String,
    /// What they are, where that is recorded.
    pub class: Option<AgentClass>,
    /// Names that theirs looks like and is not.
    pub alike: Vec<String>,
    /// Their devices.
    pub devices: Vec<DeviceView>,
}

/// What a person or an organisation says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileView {
    /// A few words.
    pub note: String,
    /// A picture.
    pub picture: Option<FileHash>,
    /// Names that another of its devices wrote at the same time.
    pub others: Vec<String>,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceView {
    /// Which.
    pub device: DeviceId,
    /// Its name.
    pub label: String,
    /// Its key in words.
    pub words: String,
    /// When the person at this computer compared it; `None` when they did not.
    pub compared: Option<Day>,
    /// Whether it is this one.
    pub here: bool,
    /// Whether this one is talking with it.
    pub connected: bool,
    /// When they last met, in words.
    pub met: Option<String>,
    /// How many of the changes on this device it does not have, as far as it said.
    pub behind: Option<u64>,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationView {
    /// Which.
    pub agent: AgentId,
    /// Its name.
    pub name: String,
    /// Its note and picture.
    pub profile: ProfileView,
    /// Whether the person at this computer acts for it.
    pub mine: bool,
    /// What it is, where that is recorded.
    pub class: Option<AgentClass>,
    /// Who acts for it.
    pub acting: Vec<String>,
    /// Of those, whose acting for it the person at this computer may end.
    pub may_end: Vec<(AgentId, String)>,
    /// What was said about who owns it.
    pub attestations: Vec<AttestationView>,
    /// Who holds a part of it, each in words.
    pub held: Vec<String>,
    /// Who works for it or belongs to it.
    pub belong: Vec<BelongingView>,
    /// Whether what this person says of that counts for everybody, and not only for themselves.
    pub may_say: bool,
}

/// Somebody who works for an organisation or belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BelongingView {
    /// Who.
    pub person: AgentId,
    /// Their name.
    pub name: String,
    /// From when on.
    pub from: Day,
    /// All of it in words.
    pub words: String,
    /// Whether the person at this computer may say that it is over.
    pub may_end: bool,
}

/// What was said about who owns a business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestationView {
    /// The entry.
    pub fact: FactId,
    /// What was said.
    pub class: AgentClass,
    /// By whom, and who agreed.
    pub signers: Vec<String>,
    /// How many more people must agree; `None` where only a newer program can tell.
    pub more: Option<u32>,
    /// From when.
    pub from: Day,
    /// Until when.
    pub until: Option<Day>,
    /// Whether this person may agree.
    pub may_cosign: bool,
}

/// A device on the local network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearView {
    /// Which.
    pub endpoint: EndpointId,
    /// Its name, or a short form of its key.
    pub label: String,
    /// Whose it is, where that is known.
    pub person: Option<String>,
    /// How things are between it and this one.
    pub state: NearState,
}

/// How things are between this device and one near by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NearState {
    /// It is there.
    Near,
    /// A connection is being made.
    Connecting,
    /// Talking.
    Connected,
    /// It is not of this commons.
    Stranger,
}

/// How things are with an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InvitationState {
    /// It can be used.
    Open,
    /// As many have come as may.
    UsedUp,
    /// Its last day is over, by this computer's clock.
    Expired,
    /// It was taken back, or ended with who made it.
    Withdrawn,
}

/// An invitation that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationLine {
    /// Its act.
    pub invitation: FactId,
    /// How things are with it.
    pub state: InvitationState,
    /// What the people who use it may do.
    pub role: Role,
    /// Whether it is for a further device of somebody.
    pub device: bool,
    /// So many people may use it.
    pub uses: u32,
    /// Who did.
    pub came: Vec<String>,
    /// Said when more came by it than may.
    pub surplus: Option<String>,
    /// When it was made.
    pub day: Day,
    /// Its last day.
    pub expires: Option<Day>,
    /// Who made it.
    pub by: String,
    /// Whether the person at this computer may take it back.
    pub may_withdraw: bool,
}

/// An invitation to give away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationView {
    /// One line of text.
    pub text: String,
    /// What the people who use it may do.
    pub role: Role,
    /// For so many people.
    pub uses: u32,
    /// Its last day.
    pub expires: Option<Day>,
    /// Whether it names a place where another computer could reach this one.
    pub leads_here: bool,
}
