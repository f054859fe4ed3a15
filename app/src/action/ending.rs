//! What is to end, up to where the work of each device stays, and what is to count again.

use model::charter::Role;
use model::day::Day;
use model::id::{AgentId, ChangeHash, DeviceId, DocumentId, FactId};
use std::collections::BTreeMap;

/// What is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// A person's place in the commons, with all their devices.
    Person(AgentId),
    /// One role of a person.
    Role(AgentId, Role),
    /// A device of another person.
    Device(DeviceId),
    /// That a person acts for an organisation.
    Acting(AgentId, AgentId),
}

/// Up to where the work of a device stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Cut {
    /// All of it that is here now.
    #[default]
    Here,
    /// What it wrote up to the end of that day, by its own clock.
    Until(Day),
    /// None of it.
    Nothing,
}

/// Up to where the work of each device stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cuts {
    /// Of devices that are not named.
    pub usual: Cut,
    /// Of those that are.
    pub devices: BTreeMap<DeviceId, Cut>,
}

impl Cuts {
    /// Up to where the work of this device stays.
    pub fn of(&self, device: DeviceId) -> Cut {
        self.devices.get(&device).copied().unwrap_or(self.usual)
    }
}

/// What can be admitted again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Again {
    /// This act.
    Act(FactId),
    /// This entry.
    Entry(FactId),
    /// All that this device wrote into that design and that is set aside.
    Changes(DocumentId, DeviceId),
    /// The branch of that design that begins with this change, in place of the one that stands.
    Branch(DocumentId, ChangeHash),
}
