//! Acts of several people and about other acts, as a device writes them.

use super::{NewDevice, bytes, claim};
use crate::charter::act::{
    Act, CoSigned, DeviceRecovered, ForkProven, ForkSide, KeeperNamed, Pinned, PinnedDocument,
    PolicyAdopted, Readmitted, RuleSetRaised,
};
use crate::charter::proof::{Newcomer, recovery_message};
use crate::charter::title::NameProblem;
use crate::day::Day;
use crate::id::{AgentId, ChangeHash, CommonsId, DeviceId, DocumentId, FactId};
use crate::key::{DeviceKey, Signature};
use crate::name::DocumentName;
use crate::rsd1::Policy;
use minicbor::bytes::ByteVec;
use std::collections::{BTreeMap, BTreeSet};

/// What the new home of a person without a device hands to those who vouch for it.
///
/// `key` is the new actor key, whose public half `home` names.
pub fn recovery_request(
    commons: CommonsId,
    person: AgentId,
    home: &NewDevice<'_>,
    key: &DeviceKey,
) -> Result<DeviceRecovered, NameProblem> {
    let newcomer = Newcomer::device_of(person, commons, home.endpoint, home.device);
    Ok(DeviceRecovered {
        person,
        new: home.device,
        device: claim(home, &newcomer)?,
        consent: key.sign(&recovery_message(&newcomer)),
    })
}

/// Vouches for the new device of a person without one, as its request asks; others co-sign.
pub fn recover(by: AgentId, day: Day, request: DeviceRecovered) -> Vec<u8> {
    bytes(by, day, Act::DeviceRecovered(request))
}

/// Stands behind an act of somebody else.
pub fn co_sign(by: AgentId, day: Day, act: FactId) -> Vec<u8> {
    bytes(by, day, Act::CoSigned(CoSigned { act }))
}

/// Adopts a policy from a day on; other stewards co-sign.
pub fn adopt_policy(by: AgentId, day: Day, from: Day, policy: &Policy) -> Vec<u8> {
    let policy = policy.to_bytes();
    bytes(by, day, Act::PolicyAdopted(PolicyAdopted { from, policy }))
}

/// Raises the rule set; other stewards co-sign.
pub fn raise_rule_set(by: AgentId, day: Day, rule_set: u16) -> Vec<u8> {
    bytes(by, day, Act::RuleSetRaised(RuleSetRaised { rule_set }))
}

/// Names one more keeper of a place.
pub fn keep(by: AgentId, day: Day, place: DocumentName, person: AgentId) -> Vec<u8> {
    bytes(by, day, Act::KeeperNamed(KeeperNamed { place, person }))
}

/// Lets a change that a removal has excluded count again.
pub fn readmit(
    by: AgentId,
    day: Day,
    document: DocumentId,
    (device, seq, change): (DeviceId, u64, ChangeHash),
) -> Vec<u8> {
    let act = Readmitted {
        document,
        device,
        seq,
        change,
    };
    bytes(by, day, Act::Readmitted(act))
}

/// Pins documents at their newest changes.
pub fn pin(by: AgentId, day: Day, heads: &BTreeMap<DocumentId, BTreeSet<ChangeHash>>) -> Vec<u8> {
    let pinned = |(document, heads): (&DocumentId, &BTreeSet<ChangeHash>)| PinnedDocument {
        document: *document,
        heads: heads.iter().copied().collect(),
    };
    let documents = heads.iter().map(pinned).collect();
    bytes(by, day, Act::Pinned(Pinned { documents }))
}

/// Records that a device signed two changes with one number in one document.
///
/// Each side is the plain chunks from that number on, in order, up to one that is signed, and its
/// signature. [`Charter::next_change`] refuses what proves nothing, and what is too long for one act.
///
/// [`Charter::next_change`]: crate::charter::Charter::next_change
pub fn prove_fork(
    by: AgentId,
    day: Day,
    document: DocumentId,
    sides: [(Vec<Vec<u8>>, Signature); 2],
) -> Vec<u8> {
    let hash = |side: &(Vec<Vec<u8>>, Signature)| {
        let first = side.0.first();
        first.and_then(|chunk| crate::change::chunk_hash(chunk))
    };
    let [one, other] = sides;
    let (one, other) = if hash(&one) <= hash(&other) {
        (one, other)
    } else {
        (other, one)
    };
    let side = |(changes, signature): (Vec<Vec<u8>>, Signature)| ForkSide {
        changes: changes.into_iter().map(ByteVec::from).collect(),
        signature,
    };
    let act = ForkProven {
        document,
        one: side(one),
        other: side(other),
    };
    bytes(by, day, Act::ForkProven(act))
}
