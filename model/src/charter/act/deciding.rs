//! Acts of several people, and acts about other acts and changes.

use crate::day::Day;
use crate::id::{ChangeHash, DeviceId, DocumentId, FactId};
use crate::key::Signature;
use minicbor::bytes::ByteVec;

/// One more person stands behind an act that needs several. Once per person.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct CoSigned {
    /// The act.
    #[n(0)]
    pub act: FactId,
}

/// A policy (RSD-1, section 3) from a day on. Needs a quorum of stewards.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct PolicyAdopted {
    /// The first day on which it is in force.
    #[n(0)]
    pub from: Day,
    /// The policy, as deterministic CBOR.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub policy: Vec<u8>,
}

/// The acts of this commons are judged by newer rules from now on. Needs a quorum of stewards.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct RuleSetRaised {
    /// The new rule set: higher than that of the founding.
    #[n(0)]
    pub rule_set: u16,
}

/// A steward admits one change again that a removal has excluded.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Readmitted {
    /// The document in which it stands.
    #[n(0)]
    pub document: DocumentId,
    /// Who made it.
    #[n(1)]
    pub device: DeviceId,
    /// Its place among that device's changes of the document.
    #[n(2)]
    pub seq: u64,
    /// The change.
    #[n(3)]
    pub change: ChangeHash,
}

/// Up to where one document is pinned.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct PinnedDocument {
    /// The document.
    #[n(0)]
    pub document: DocumentId,
    /// Its newest changes, sorted: all that they build on is pinned with them.
    #[n(1)]
    pub heads: Vec<ChangeHash>,
}

/// How far a steward's program has seen some documents. Pins history: of two branches of a forked
/// device the one under a pin stays.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Pinned {
    /// The documents, sorted.
    #[n(0)]
    pub documents: Vec<PinnedDocument>,
}

/// One branch of a fork: the change with the number that was given twice, and those after it up to
/// one whose signature is at hand.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct ForkSide {
    /// The plain chunks, in order, without a gap.
    #[n(0)]
    pub changes: Vec<ByteVec>,
    /// The device's signature of the last of them.
    #[n(1)]
    pub signature: Signature,
}

/// A device has signed two changes with one number in one document. Both are in the act, so whoever
/// holds it can check it alone, and anyone may record it.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct ForkProven {
    /// The document.
    #[n(0)]
    pub document: DocumentId,
    /// The branch whose first change has the smaller hash.
    #[n(1)]
    pub one: ForkSide,
    /// The other branch.
    #[n(2)]
    pub other: ForkSide,
}
