//! Acts by which somebody or some device comes in.

use super::Role;
use crate::day::Day;
use crate::id::{AgentId, DeviceId, EndpointId, FactId};
use crate::invitation::InvitationKey;
use crate::key::Signature;

/// A device and the home it lives in, as its own first act names it.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct DeviceClaim {
    /// What its person calls it: "laptop".
    #[n(0)]
    pub label: String,
    /// The home's address key.
    #[n(1)]
    pub endpoint: EndpointId,
    /// The address key's signature over [`crate::charter::proof::endpoint_message`].
    #[n(2)]
    pub endpoint_signature: Signature,
    /// An always-on peer that reads and relays and writes nothing.
    #[n(3)]
    pub replica: bool,
}

/// The first act of a commons. Its author is the first steward.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Founding {
    /// The rules by which all acts of this commons are judged.
    #[n(0)]
    pub rule_set: u16,
    /// What the commons is called.
    #[n(1)]
    pub name: String,
    /// What it is for; may be empty.
    #[n(2)]
    pub purpose: String,
    /// Whether anyone who knows an address may read.
    #[n(3)]
    pub open: bool,
    /// The first policy (RSD-1, section 3), as deterministic CBOR.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub policy: Vec<u8>,
    /// The founder's name.
    #[n(5)]
    pub person_name: String,
    /// The founder's device.
    #[n(6)]
    pub device: DeviceClaim,
    /// 128 random bits, so that the id of the commons, which commits to all of this
    /// ([`crate::charter::proof::commons_id`]), belongs to this founding alone.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
}

/// An invitation: whoever holds its secret may join.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Invited {
    /// The public half of the invitation's key.
    #[n(0)]
    pub key: InvitationKey,
    /// What who joins may do.
    #[n(1)]
    pub role: Role,
    /// How many may join with it.
    #[n(2)]
    pub uses: u32,
    /// The last day on which it can be used. No verdict: clocks differ.
    #[n(3)]
    pub expires: Option<Day>,
    /// Set when it is for another device of this person, and for nobody else.
    #[n(4)]
    pub for_person: Option<AgentId>,
}

/// The first act of a device that came by an invitation.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Joined {
    /// The act of the invitation.
    #[n(0)]
    pub invitation: FactId,
    /// The person's name; of a further device the name stays that of the first.
    #[n(1)]
    pub person_name: String,
    /// The device that joins.
    #[n(2)]
    pub device: DeviceClaim,
    /// The invitation key's signature over [`crate::charter::proof::join_message`].
    #[n(3)]
    pub proof: Signature,
}

/// The first act of a device for which an older device of the same person vouches.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct DeviceVouched {
    /// The older device.
    #[n(0)]
    pub older: DeviceId,
    /// The older device's signature over [`crate::charter::proof::vouch_message`].
    #[n(1)]
    pub proof: Signature,
    /// The new device.
    #[n(2)]
    pub device: DeviceClaim,
}

/// A new device of a person who has none left, for which others vouch.
///
/// It counts with two stewards, or with one steward and two members, none of them the person
/// (replication.md, section 6, "Recovery"): its author and who co-signs it.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct DeviceRecovered {
    /// Whose device it will be.
    #[n(0)]
    pub person: AgentId,
    /// The new actor key.
    #[n(1)]
    pub new: DeviceId,
    /// The home it lives in.
    #[n(2)]
    pub device: DeviceClaim,
    /// The new actor key's signature over [`crate::charter::proof::recovery_message`].
    #[n(3)]
    pub consent: Signature,
}
