//! Acts that end something, as a device writes them.

use super::bytes;
use crate::charter::act::{
    Act, ActsForEnded, DeviceRetired, InvitationWithdrawn, KeeperEnded, Left, PersonRemoved, Role,
    RoleEnded, Staying, StayingDocument,
};
use crate::charter::title::clean_text;
use crate::day::Day;
use crate::id::{AgentId, DeviceId, DocumentId, FactId};
use crate::name::DocumentName;
use std::collections::BTreeMap;

/// What stays: of each device the last number in each document. What is not named does not stay,
/// unless another act about the same device names it.
pub type WhatStays = BTreeMap<DeviceId, BTreeMap<DocumentId, u64>>;

/// Ends a role of a person.
pub fn end_role(
    (by, day): (AgentId, Day),
    (person, role): (AgentId, Role),
    stays: &WhatStays,
    reason: &str,
) -> Vec<u8> {
    let act = RoleEnded {
        person,
        role,
        stays: staying(stays),
        reason: clean_text(reason),
    };
    bytes(by, day, Act::RoleEnded(act))
}

/// Removes a person with all their devices.
pub fn remove_person(
    (by, day): (AgentId, Day),
    person: AgentId,
    stays: &WhatStays,
    reason: &str,
) -> Vec<u8> {
    let act = PersonRemoved {
        person,
        stays: staying(stays),
        reason: clean_text(reason),
    };
    bytes(by, day, Act::PersonRemoved(act))
}

/// Retires a device; `stays` is absent when all stays that it wrote.
pub fn retire_device(
    (by, day): (AgentId, Day),
    device: DeviceId,
    stays: Option<&BTreeMap<DocumentId, u64>>,
    reason: &str,
) -> Vec<u8> {
    let act = DeviceRetired {
        device,
        stays: stays.map(documents),
        reason: clean_text(reason),
    };
    bytes(by, day, Act::DeviceRetired(act))
}

/// Leaves the commons; what is named of their own devices stays. Where one act has no room for all of it, those before
/// the last one only name it and do not go.
pub fn leave((by, day): (AgentId, Day), stays: &WhatStays, goes: bool) -> Vec<u8> {
    let stays = staying(stays);
    bytes(by, day, Act::Left(Left { stays, goes }))
}

/// Takes an invitation back; `stands` are the joins by it that stand.
pub fn withdraw_invitation(
    by: AgentId,
    day: Day,
    invitation: FactId,
    mut stands: Vec<FactId>,
) -> Vec<u8> {
    stands.sort_unstable();
    stands.dedup();
    let act = InvitationWithdrawn { invitation, stands };
    bytes(by, day, Act::InvitationWithdrawn(act))
}

/// Ends that a person acts for an organisation.
pub fn end_acting_for(
    (by, day): (AgentId, Day),
    organisation: AgentId,
    person: AgentId,
    stays: &WhatStays,
) -> Vec<u8> {
    let act = ActsForEnded {
        organisation,
        person,
        stays: staying(stays),
    };
    bytes(by, day, Act::ActsForEnded(act))
}

/// Ends that a person keeps a place.
pub fn end_keeping(
    (by, day): (AgentId, Day),
    place: DocumentName,
    person: AgentId,
    stays: &WhatStays,
) -> Vec<u8> {
    let act = KeeperEnded {
        place,
        person,
        stays: staying(stays),
    };
    bytes(by, day, Act::KeeperEnded(act))
}

fn staying(stays: &WhatStays) -> Vec<Staying> {
    let staying = |(device, named): (&DeviceId, &BTreeMap<DocumentId, u64>)| Staying {
        device: *device,
        documents: documents(named),
    };
    stays.iter().map(staying).collect()
}

/// Nothing stays of a document with the number 0: it is left out.
fn documents(named: &BTreeMap<DocumentId, u64>) -> Vec<StayingDocument> {
    let named = named.iter().filter(|(_, last)| **last > 0);
    named
        .map(|(document, last)| StayingDocument {
            document: *document,
            last: *last,
        })
        .collect()
}
