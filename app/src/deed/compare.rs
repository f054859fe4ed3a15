//! Comparing keys: that what stands under a name here is what somebody has in their hands.
//!
//! What was compared is kept in this home alone and goes nowhere: it is one person's own knowledge.

use crate::commons::Commons;
use crate::trouble::Trouble;
use model::charter::Device;
use model::day::Day;
use model::id::{AgentId, DeviceId};

/// A device of somebody, and when its key was compared on this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComparedDevice {
    /// Which.
    pub device: DeviceId,
    /// When; `None` when it was not.
    pub on: Option<Day>,
}

impl Commons {
    /// The devices with which a person writes now, the oldest first.
    pub fn keys_of(&self, person: AgentId) -> Vec<ComparedDevice> {
        let devices = self.charter().devices();
        let mut theirs: Vec<&Device> = devices.filter(|one| one.person == person).collect();
        theirs.sort_by_key(|device| (device.since, device.id));
        let compared = |device: &&Device| ComparedDevice {
            device: device.id,
            on: self.compared_on(device.id),
        };
        theirs.iter().map(compared).collect()
    }

    /// Keeps that the keys of all devices of a person were compared on that day.
    pub fn compare_keys(&mut self, person: AgentId, day: Day) -> Result<(), Trouble> {
        self.keep_keys_of(person, Some(day))
    }

    /// Forgets that they were.
    pub fn forget_compared(&mut self, person: AgentId) -> Result<(), Trouble> {
        self.keep_keys_of(person, None)
    }

    fn keep_keys_of(&mut self, person: AgentId, day: Option<Day>) -> Result<(), Trouble> {
        let refused = |why: &str, remedy: &str| Err(Trouble::new("Nothing was kept", why, remedy));
        if self.me() == Some(person) {
            return refused("it is you", "compare with somebody else");
        }
        let keys = self.keys_of(person);
        if keys.is_empty() {
            return refused(
                "they have no device here now",
                "see them with `person list`",
            );
        }
        for key in keys {
            self.keep_compared(key.device, day)?;
        }
        Ok(())
    }
}
