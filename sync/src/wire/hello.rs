//! The first words of a conversation.

use super::{NAME_BYTES_MAX, ShortDigest};
use model::id::{CommonsId, EndpointId};
use model::key::Signature;

/// The first message of each side.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Hello {
    /// Which commons, salted with both ends, so that a stranger learns nothing: [`hello_tag`].
    #[cbor(n(0), with = "minicbor::bytes")]
    pub tag: [u8; 32],
    /// The program and its version, for a person who looks.
    #[n(1)]
    pub program: String,
    /// The newest rule set that this program knows, so that whoever knows older ones hears that theirs will not do.
    #[n(2)]
    pub rule_set: u16,
    /// The proof of an invitation, from one who is not a member yet.
    #[n(3)]
    pub proof: Option<Proof>,
    /// What the other may see of mine.
    #[n(4)]
    pub access: Access,
    /// What my charter holds; zero where the other may not know.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub charter: ShortDigest,
    /// What all of mine holds; zero where the other may not know.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub root: [u8; 32],
}

/// What one peer lets the other see.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, minicbor::Encode, minicbor::Decode,
)]
pub enum Access {
    /// Nothing, and why.
    #[n(0)]
    Nothing(#[n(0)] Denial),
    /// The charter, to one who holds an invitation.
    #[n(1)]
    Charter,
    /// All of it, as every member.
    #[n(2)]
    Everything,
}

/// Why a peer shows nothing.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    minicbor::Encode,
    minicbor::Decode,
    thiserror::Error,
)]
#[cbor(index_only)]
pub enum Denial {
    /// The commons is closed and the other is no device of a member, as far as is known here.
    #[n(0)]
    #[error("this commons is closed, and that program does not know this device as a member's")]
    NotAMember,
    /// The invitation is not known here (yet).
    #[n(1)]
    #[error("the invitation has not arrived there yet")]
    NotArrivedYet,
    /// The invitation's last day is over by this peer's clock.
    #[n(2)]
    #[error("the invitation has expired")]
    Expired,
    /// As many as were invited have joined.
    #[n(3)]
    #[error("the invitation has been used as often as it may be")]
    UsedUp,
    /// The invitation was taken back.
    #[n(4)]
    #[error("the invitation was taken back")]
    Withdrawn,
    /// That program has no such commons.
    #[n(5)]
    #[error("that program does not have this commons")]
    NoSuchCommons,
    /// The commons is closed, and the right of the other to read it has ended: its person left or was removed, or the
    /// device was retired.
    #[n(6)]
    #[error(
        "this commons is closed, and by what that program knows this device\u{2019}s right to read it has ended"
    )]
    RightEnded,
}

/// That its sender holds an invitation: a signature by the invitation's key over both ends.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Proof {
    /// The public half of the invitation's key.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub key: [u8; 32],
    /// Over [`proof_message`].
    #[n(1)]
    pub signature: Signature,
}

impl Hello {
    pub(super) fn fits(&self) -> bool {
        self.program.len() <= NAME_BYTES_MAX
    }
}

/// What `from` says to `to` so that both know which commons is meant, and nobody else does.
pub fn hello_tag(commons: CommonsId, from: EndpointId, to: EndpointId) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 hello v1");
    hasher.update(&commons.0);
    hasher.update(&from.0);
    hasher.update(&to.0);
    *hasher.finalize().as_bytes()
}

/// The bytes that an invitation's key signs for a hello from `from` to `to`.
pub fn proof_message(commons: CommonsId, from: EndpointId, to: EndpointId) -> [u8; 96] {
    let mut message = [0; 96];
    message[..16].copy_from_slice(b"commonwright h1\n");
    message[16..32].copy_from_slice(&commons.0);
    message[32..64].copy_from_slice(&from.0);
    message[64..].copy_from_slice(&to.0);
    message
}
