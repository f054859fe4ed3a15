//! Who is senior to whom: the founder first, then whose grant lies in the other's causal past.

use crate::charter::act::{Act, Role};
use crate::charter::record::Records;
use crate::charter::right::Right;
use crate::id::{AgentId, DeviceId, FactId};
use std::collections::BTreeMap;

/// When a person first became a steward; whoever never did comes after all who did.
pub(super) type Since = (bool, u64, FactId);

/// Since when people are stewards, and devices theirs.
///
/// The number of an act's operation grows along every causal path, so the order of numbers, then of
/// ids, keeps to "whose grant lies in the other's causal past" and is free of circles, which the
/// design's wording alone is not. It rests on acts that stand, in effect or not, so it never turns.
pub(super) struct Seniority {
    persons: BTreeMap<AgentId, Since>,
    devices: BTreeMap<DeviceId, (u64, FactId)>,
}

impl Seniority {
    pub(super) fn of(records: &Records) -> Self {
        let oldest = |places: &Vec<usize>| {
            let orders = places.iter().map(|place| records.all[*place].order());
            orders.min()
        };
        let mut persons: BTreeMap<AgentId, Since> = BTreeMap::new();
        for (right, places) in &records.grants {
            let (person, is_other) = match right {
                Right::Role(person, Role::Steward) => (*person, false),
                Right::Member(person) => (*person, true),
                _ => continue,
            };
            if let Some((number, id)) = oldest(places) {
                let rank = (is_other, number, id);
                let best = persons.entry(person).or_insert(rank);
                *best = rank.min(*best);
            }
        }
        let introductions = records.introductions.iter();
        let devices = introductions.filter_map(|(id, places)| Some((*id, oldest(places)?)));
        Self {
            devices: devices.collect(),
            persons,
        }
    }

    /// Since when the person is a steward, or else a member.
    pub(super) fn since(&self, person: AgentId) -> Option<Since> {
        self.persons.get(&person).copied()
    }

    /// Everyone whom an act has ever made a steward, by id.
    pub(super) fn stewards(&self) -> impl Iterator<Item = AgentId> {
        let persons = self.persons.iter();
        let stewards = persons.filter(|(_, (is_other, ..))| !is_other);
        stewards.map(|(person, _)| *person)
    }

    /// Since when the device is somebody's.
    pub(super) fn device_since(&self, device: DeviceId) -> Option<(u64, FactId)> {
        self.devices.get(&device).copied()
    }

    /// Whether an act has ever made the person a steward.
    pub(super) fn was_steward(&self, person: AgentId) -> bool {
        self.since(person).is_some_and(|(is_other, ..)| !is_other)
    }
}

/// Who gave what an act gives: of a join, who invited.
pub(super) fn giver(records: &Records, grant: usize) -> AgentId {
    let record = &records.all[grant];
    let invited = match &record.written.act {
        Act::Joined(act) => records.get(act.invitation),
        _ => None,
    };
    invited.map_or(record.written.by, |invited| invited.written.by)
}
