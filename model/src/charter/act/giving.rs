//! Acts that give a person something to do. They count whenever they become known.

use super::Role;
use crate::id::AgentId;
use crate::name::DocumentName;

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
    /// ([`crate::charter::proof::organisation_id`]).
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

/// One more person who keeps a place, and so confirms its bookings.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct KeeperNamed {
    /// The place: its name says who made it, and so who names its first keeper.
    #[n(0)]
    pub place: DocumentName,
    /// Who keeps it from now on.
    #[n(1)]
    pub person: AgentId,
}
