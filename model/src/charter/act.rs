//! Acts: what a person's device writes into the charter, as deterministic CBOR.

use crate::charter::title::{NameProblem, check_name};
use crate::day::Day;
use crate::entry::{ENVELOPE_VERSION, Envelope, EnvelopeError};
use crate::id::{AgentId, DeviceId, EndpointId, FactId};
use crate::invitation::InvitationKey;
use crate::key::Signature;
use crate::rsd1::policy::POLICY_BYTES_MAX;

/// The rule set by which this program judges; the founding act names the one of its commons.
pub const RULE_SET: u16 = 1;
/// One act may name at most so many persons.
pub const ACT_PERSONS_MAX: usize = 64;
/// The purpose of a commons has at most so many bytes.
pub const PURPOSE_BYTES_MAX: usize = 8 * 1024;
/// One invitation may be used at most so often.
pub const INVITATION_USES_MAX: u32 = 10_000;

/// What a person may do in a commons (replication.md, section 2). Several per person.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, minicbor::Encode, minicbor::Decode,
)]
#[cbor(index_only)]
pub enum Role {
    /// Reads.
    #[n(0)]
    Guest,
    /// Edits designs, logs work, reviews the entries of others.
    #[n(1)]
    Maker,
    /// Invites, releases, attests, confirms, and whatever a maker and a treasurer do.
    #[n(2)]
    Steward,
    /// Confirms payments.
    #[n(3)]
    Treasurer,
}

impl Role {
    /// Whether who has this role may do what `other` may.
    pub fn includes(self, other: Role) -> bool {
        self == other || self == Role::Steward || other == Role::Guest
    }
}

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
    /// The address key's signature over [`super::proof::endpoint_message`].
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
    /// The invitation key's signature over [`super::proof::join_message`].
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
    /// The older device's signature over [`super::proof::vouch_message`].
    #[n(1)]
    pub proof: Signature,
    /// The new device.
    #[n(2)]
    pub device: DeviceClaim,
}

/// A further role for a person.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct RoleGranted {
    /// Who gets it.
    #[n(0)]
    pub person: AgentId,
    /// What they may do from now on.
    #[n(1)]
    pub role: Role,
}

/// A company, co-operative or association, and who acts for it.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct OrganisationDeclared {
    /// 128 random bits; with the author's device they make the organisation's id
    /// ([`super::proof::organisation_id`]).
    #[cbor(n(0), with = "minicbor::bytes")]
    pub nonce: [u8; 16],
    /// What it is called.
    #[n(1)]
    pub name: String,
    /// The persons who act for it: at least one.
    #[n(2)]
    pub acting: Vec<AgentId>,
}

/// One more person who acts for an organisation.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct ActsFor {
    /// The organisation.
    #[n(0)]
    pub organisation: AgentId,
    /// Who acts for it from now on.
    #[n(1)]
    pub person: AgentId,
}

/// What an act does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// Kind 1.
    Founding(Founding),
    /// Kind 2.
    Invited(Invited),
    /// Kind 3.
    Joined(Joined),
    /// Kind 4.
    DeviceVouched(DeviceVouched),
    /// Kind 5.
    RoleGranted(RoleGranted),
    /// Kind 6.
    OrganisationDeclared(OrganisationDeclared),
    /// Kind 7.
    ActsFor(ActsFor),
    /// A kind or version that a newer program writes: read and passed on, not judged.
    Unknown(u16),
}

/// An act with who wrote it and the day they gave it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenAct {
    /// The person whose device wrote it.
    pub by: AgentId,
    /// The day they gave it, for display.
    pub day: Day,
    /// What it does.
    pub act: Act,
}

/// Why bytes are not an act, whoever wrote them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// The envelope cannot be read.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The body is not what its kind needs.
    #[error("a part that this kind of act needs is missing")]
    Body,
    /// A name in it cannot be shown.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// A list, text or number is beyond its limit.
    #[error("a part of the act is longer or larger than allowed")]
    Limit,
    /// Its day is in no calendar.
    #[error("its day is in no calendar")]
    Day,
}

impl WrittenAct {
    /// The deterministic bytes.
    pub fn encode(&self) -> Vec<u8> {
        let (kind, body) = self.act.body();
        let envelope = Envelope {
            version: ENVELOPE_VERSION,
            kind,
            by: self.by,
            on_behalf: None,
            day: self.day,
            body: &body,
            follows: None,
        };
        envelope.encode()
    }

    /// Reads an act and checks everything that needs no other act.
    pub fn decode(bytes: &[u8]) -> Result<Self, ActError> {
        let envelope = Envelope::decode(bytes)?;
        if !envelope.day.is_in_calendar() {
            return Err(ActError::Day);
        }
        let act = if envelope.version == ENVELOPE_VERSION {
            Act::read(envelope.kind, envelope.body).map_err(|_| ActError::Body)?
        } else {
            Act::Unknown(envelope.kind)
        };
        act.check()?;
        Ok(Self {
            by: envelope.by,
            day: envelope.day,
            act,
        })
    }
}

impl WrittenAct {
    /// Reads only what every act has, for acts by rules that this program does not know.
    pub(super) fn decode_envelope(bytes: &[u8]) -> Result<Self, ActError> {
        let envelope = Envelope::decode(bytes)?;
        Ok(Self {
            by: envelope.by,
            day: envelope.day,
            act: Act::Unknown(envelope.kind),
        })
    }
}

impl Act {
    fn body(&self) -> (u16, Vec<u8>) {
        match self {
            Act::Founding(body) => (1, crate::entry::body_bytes(body)),
            Act::Invited(body) => (2, crate::entry::body_bytes(body)),
            Act::Joined(body) => (3, crate::entry::body_bytes(body)),
            Act::DeviceVouched(body) => (4, crate::entry::body_bytes(body)),
            Act::RoleGranted(body) => (5, crate::entry::body_bytes(body)),
            Act::OrganisationDeclared(body) => (6, crate::entry::body_bytes(body)),
            Act::ActsFor(body) => (7, crate::entry::body_bytes(body)),
            Act::Unknown(kind) => (*kind, vec![0xa0]),
        }
    }

    fn read(kind: u16, body: &[u8]) -> Result<Self, minicbor::decode::Error> {
        Ok(match kind {
            1 => Act::Founding(minicbor::decode(body)?),
            2 => Act::Invited(minicbor::decode(body)?),
            3 => Act::Joined(minicbor::decode(body)?),
            4 => Act::DeviceVouched(minicbor::decode(body)?),
            5 => Act::RoleGranted(minicbor::decode(body)?),
            6 => Act::OrganisationDeclared(minicbor::decode(body)?),
            7 => Act::ActsFor(minicbor::decode(body)?),
            _ => Act::Unknown(kind),
        })
    }

    /// Names in their exact form, lists and texts within their limits.
    fn check(&self) -> Result<(), ActError> {
        match self {
            Act::Founding(act) => {
                within(act.purpose.len(), PURPOSE_BYTES_MAX)?;
                within(act.policy.len(), POLICY_BYTES_MAX)?;
                crate::cbor::check_canonical(&act.policy).map_err(EnvelopeError::from)?;
                check_name(&act.name)?;
                check_name(&act.person_name)?;
                Ok(check_name(&act.device.label)?)
            }
            Act::Invited(act) if act.uses == 0 => Err(ActError::Limit),
            Act::Invited(act) if act.expires.is_some_and(|day| !day.is_in_calendar()) => {
                Err(ActError::Day)
            }
            Act::Invited(act) => within(act.uses as usize, INVITATION_USES_MAX as usize),
            Act::Joined(act) => {
                check_name(&act.person_name)?;
                Ok(check_name(&act.device.label)?)
            }
            Act::DeviceVouched(act) => Ok(check_name(&act.device.label)?),
            Act::OrganisationDeclared(act) if act.acting.is_empty() => Err(ActError::Body),
            Act::OrganisationDeclared(act) => {
                within(act.acting.len(), ACT_PERSONS_MAX)?;
                Ok(check_name(&act.name)?)
            }
            Act::RoleGranted(_) | Act::ActsFor(_) | Act::Unknown(_) => Ok(()),
        }
    }

    /// The device that this act introduces, when it is a device's first act.
    pub fn introduces(&self) -> Option<&DeviceClaim> {
        match self {
            Act::Founding(act) => Some(&act.device),
            Act::Joined(act) => Some(&act.device),
            Act::DeviceVouched(act) => Some(&act.device),
            _ => None,
        }
    }
}

fn within(size: usize, max: usize) -> Result<(), ActError> {
    if size > max {
        return Err(ActError::Limit);
    }
    Ok(())
}
