//! Acts that end what others gave. They name what stays.
//!
//! In the charter itself all that their author had seen stays, unless a smaller number is named.

use super::Role;
use crate::id::{AgentId, DeviceId, DocumentId, FactId};
use crate::name::DocumentName;

/// Up to where one document stays.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, minicbor::Encode, minicbor::Decode,
)]
#[cbor(array)]
pub struct StayingDocument {
    /// The document.
    #[n(0)]
    pub document: DocumentId,
    /// The last sequence number of the device in it that stays: of a ledger, the last entry. From 1.
    #[n(1)]
    pub last: u64,
}

/// What stays of one device. Of a document that is not named nothing stays, unless another act
/// about the same device names it; where several acts name it, the smallest number holds. What somebody names of
/// themself and what others name are two lists, and both must let it stay.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Staying {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// Its documents, sorted.
    #[n(1)]
    pub documents: Vec<StayingDocument>,
}

/// A person has a role no more.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct RoleEnded {
    /// Whose role.
    #[n(0)]
    pub person: AgentId,
    /// Which.
    #[n(1)]
    pub role: Role,
    /// What stays of what was written by this role, sorted by device.
    #[n(2)]
    pub stays: Vec<Staying>,
    /// Why; may be empty.
    #[n(3)]
    pub reason: String,
}

/// A person belongs to the commons no more, with all their devices.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct PersonRemoved {
    /// Who.
    #[n(0)]
    pub person: AgentId,
    /// What stays of their devices, sorted by device.
    #[n(1)]
    pub stays: Vec<Staying>,
    /// Why; may be empty.
    #[n(2)]
    pub reason: String,
}

/// A device is used no more: it was replaced, lost or stolen.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct DeviceRetired {
    /// Which.
    #[n(0)]
    pub device: DeviceId,
    /// What stays of it, sorted; absent when all stays that it wrote, because nobody else had it.
    #[n(1)]
    pub stays: Option<Vec<StayingDocument>>,
    /// Why; may be empty.
    #[n(2)]
    pub reason: String,
}

/// Its author leaves the commons. What their devices had written by then stays, and nothing later.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Left {
    /// What stays of their devices, sorted by device.
    #[n(0)]
    pub stays: Vec<Staying>,
    /// Whether they go with this act. Where one act has no room for all that stays, those before the last only name it.
    #[n(1)]
    pub goes: bool,
}

/// An invitation holds no more.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct InvitationWithdrawn {
    /// The act of the invitation.
    #[n(0)]
    pub invitation: FactId,
    /// The joins by it that stand, sorted. All others are out of effect.
    #[n(1)]
    pub stands: Vec<FactId>,
}

/// A person acts for an organisation no more.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct ActsForEnded {
    /// The organisation.
    #[n(0)]
    pub organisation: AgentId,
    /// Who.
    #[n(1)]
    pub person: AgentId,
    /// What stays of what they wrote for it, sorted by device.
    #[n(2)]
    pub stays: Vec<Staying>,
}

/// A person keeps a place no more.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct KeeperEnded {
    /// The place.
    #[n(0)]
    pub place: DocumentName,
    /// Who.
    #[n(1)]
    pub person: AgentId,
    /// What stays of what they confirmed, sorted by device.
    #[n(2)]
    pub stays: Vec<Staying>,
}
