//! Acts: what a person's device writes into the charter, as deterministic CBOR.

mod check;
mod deciding;
mod ending;
mod entering;
mod giving;

pub use check::{
    ACT_PERSONS_MAX, ActError, FORK_SIDE_CHANGES_MAX, INVITATION_STANDS_MAX, INVITATION_USES_MAX,
    PIN_HEADS_MAX, PURPOSE_BYTES_MAX, REASON_BYTES_MAX,
};
pub use deciding::{
    CoSigned, ForkProven, ForkSide, Pinned, PinnedDocument, PolicyAdopted, Readmitted,
    RuleSetRaised,
};
pub use ending::{
    ActsForEnded, DeviceRetired, InvitationWithdrawn, KeeperEnded, Left, PersonRemoved, RoleEnded,
    Staying, StayingDocument,
};
pub use entering::{DeviceClaim, DeviceRecovered, DeviceVouched, Founding, Invited, Joined};
pub use giving::{ActsFor, KeeperNamed, OrganisationDeclared, RoleGranted};

use crate::day::Day;
use crate::entry::{ENVELOPE_VERSION, Envelope, body_bytes};
use crate::id::{AgentId, DeviceId, DocumentId};

/// The rule set by which this program judges; the founding act names the one of its commons.
pub const RULE_SET: u16 = 1;

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

/// What an act does. The number of its kind is the one in [`Act::read`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// The commons begins.
    Founding(Founding),
    /// Whoever holds a secret may join.
    Invited(Invited),
    /// Somebody, or a further device of somebody, comes by an invitation.
    Joined(Joined),
    /// A device comes on the word of an older one.
    DeviceVouched(DeviceVouched),
    /// A person gets a role.
    RoleGranted(RoleGranted),
    /// An organisation and who acts for it.
    OrganisationDeclared(OrganisationDeclared),
    /// A person acts for an organisation.
    ActsFor(ActsFor),
    /// A role ends.
    RoleEnded(RoleEnded),
    /// A person is removed.
    PersonRemoved(PersonRemoved),
    /// A device is retired.
    DeviceRetired(DeviceRetired),
    /// The author leaves.
    Left(Left),
    /// An invitation is taken back.
    InvitationWithdrawn(InvitationWithdrawn),
    /// A person without a device gets one.
    DeviceRecovered(DeviceRecovered),
    /// One more person stands behind an act.
    CoSigned(CoSigned),
    /// New rules of reciprocity.
    PolicyAdopted(PolicyAdopted),
    /// New rules for acts.
    RuleSetRaised(RuleSetRaised),
    /// A person acts for an organisation no more.
    ActsForEnded(ActsForEnded),
    /// A person keeps a place.
    KeeperNamed(KeeperNamed),
    /// A person keeps a place no more.
    KeeperEnded(KeeperEnded),
    /// An excluded change counts again.
    Readmitted(Readmitted),
    /// A steward's program has seen so much.
    Pinned(Pinned),
    /// A device has signed two changes with one number.
    ForkProven(ForkProven),
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
            Act::Founding(body) => (1, body_bytes(body)),
            Act::Invited(body) => (2, body_bytes(body)),
            Act::Joined(body) => (3, body_bytes(body)),
            Act::DeviceVouched(body) => (4, body_bytes(body)),
            Act::RoleGranted(body) => (5, body_bytes(body)),
            Act::OrganisationDeclared(body) => (6, body_bytes(body)),
            Act::ActsFor(body) => (7, body_bytes(body)),
            Act::RoleEnded(body) => (8, body_bytes(body)),
            Act::PersonRemoved(body) => (9, body_bytes(body)),
            Act::DeviceRetired(body) => (10, body_bytes(body)),
            Act::Left(body) => (11, body_bytes(body)),
            Act::InvitationWithdrawn(body) => (12, body_bytes(body)),
            Act::DeviceRecovered(body) => (13, body_bytes(body)),
            Act::CoSigned(body) => (14, body_bytes(body)),
            Act::PolicyAdopted(body) => (15, body_bytes(body)),
            Act::RuleSetRaised(body) => (16, body_bytes(body)),
            Act::ActsForEnded(body) => (17, body_bytes(body)),
            Act::KeeperNamed(body) => (18, body_bytes(body)),
            Act::KeeperEnded(body) => (19, body_bytes(body)),
            Act::Readmitted(body) => (20, body_bytes(body)),
            Act::Pinned(body) => (21, body_bytes(body)),
            Act::ForkProven(body) => (22, body_bytes(body)),
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
            8 => Act::RoleEnded(minicbor::decode(body)?),
            9 => Act::PersonRemoved(minicbor::decode(body)?),
            10 => Act::DeviceRetired(minicbor::decode(body)?),
            11 => Act::Left(minicbor::decode(body)?),
            12 => Act::InvitationWithdrawn(minicbor::decode(body)?),
            13 => Act::DeviceRecovered(minicbor::decode(body)?),
            14 => Act::CoSigned(minicbor::decode(body)?),
            15 => Act::PolicyAdopted(minicbor::decode(body)?),
            16 => Act::RuleSetRaised(minicbor::decode(body)?),
            17 => Act::ActsForEnded(minicbor::decode(body)?),
            18 => Act::KeeperNamed(minicbor::decode(body)?),
            19 => Act::KeeperEnded(minicbor::decode(body)?),
            20 => Act::Readmitted(minicbor::decode(body)?),
            21 => Act::Pinned(minicbor::decode(body)?),
            22 => Act::ForkProven(minicbor::decode(body)?),
            _ => Act::Unknown(kind),
        })
    }

    /// The device that this act introduces, when it is a device's own first act.
    pub fn introduces(&self) -> Option<&DeviceClaim> {
        match self {
            Act::Founding(act) => Some(&act.device),
            Act::Joined(act) => Some(&act.device),
            Act::DeviceVouched(act) => Some(&act.device),
            _ => None,
        }
    }

    /// What an ending lets stay, by device; `None` when all stays, or when it is no such act.
    pub fn stays(&self) -> Option<StaysOf<'_>> {
        match self {
            Act::RoleEnded(act) => Some(StaysOf::Devices(&act.stays)),
            Act::PersonRemoved(act) => Some(StaysOf::Devices(&act.stays)),
            Act::ActsForEnded(act) => Some(StaysOf::Devices(&act.stays)),
            Act::KeeperEnded(act) => Some(StaysOf::Devices(&act.stays)),
            Act::DeviceRetired(act) => {
                let stays = act.stays.as_deref()?;
                Some(StaysOf::Device(act.device, stays))
            }
            Act::Left(act) => Some(StaysOf::Devices(&act.stays)),
            _ => None,
        }
    }
}

/// What an ending lets stay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StaysOf<'a> {
    /// Of several devices, sorted.
    Devices(&'a [Staying]),
    /// Of this device.
    Device(DeviceId, &'a [StayingDocument]),
}

impl StaysOf<'_> {
    /// The last number of this device in this document that stays; `None` when it is not named.
    pub fn last(&self, device: DeviceId, document: DocumentId) -> Option<u64> {
        let documents = match self {
            StaysOf::Devices(all) => {
                let place = all.binary_search_by_key(&device, |staying| staying.device);
                &all[place.ok()?].documents[..]
            }
            StaysOf::Device(own, documents) if *own == device => documents,
            StaysOf::Device(..) => return None,
        };
        let place = documents.binary_search_by_key(&document, |staying| staying.document);
        Some(documents[place.ok()?].last)
    }
}
