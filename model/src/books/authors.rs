//! Who writes in the books with which key, and what they may do by the charter.

use std::collections::BTreeMap;

use crate::charter::{Charter, Role};
use crate::id::{AgentId, DeviceId};

/// Somebody, with one of their keys or with a key that is not theirs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Author {
    device: DeviceId,
    pub(super) by: AgentId,
    pub(super) has_own_key: bool,
    pub(super) is_maker: bool,
    pub(super) is_treasurer: bool,
    pub(super) is_steward: bool,
}

/// All authors, numbered as they come: far fewer than facts.
#[derive(Clone, Default, Debug)]
pub(super) struct Authors {
    all: Vec<Author>,
    numbers: BTreeMap<(DeviceId, AgentId), u32>,
    /// So many of them were looked up in the charter.
    followed: usize,
}

impl Authors {
    pub(super) fn number(&mut self, device: DeviceId, by: AgentId) -> u32 {
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry((device, by)).or_insert(next);
        if number == next {
            self.all.push(Author {
                device,
                by,
                has_own_key: false,
                is_maker: false,
                is_treasurer: false,
                is_steward: false,
            });
        }
        number
    }

    pub(super) fn of(&self, number: u32) -> &Author {
        &self.all[number as usize]
    }

    /// Looks everybody up in the charter.
    pub(super) fn follow(&mut self, charter: &Charter) {
        self.followed = 0;
        self.follow_new(charter);
    }

    /// Looks those up who came since the last time.
    pub(super) fn follow_new(&mut self, charter: &Charter) {
        for author in &mut self.all[self.followed..] {
            let device = charter.device(author.device);
            author.has_own_key = device.is_some_and(|device| device.person == author.by);
            author.is_maker = charter.has_role(author.by, Role::Maker);
            author.is_treasurer = charter.has_role(author.by, Role::Treasurer);
            author.is_steward = charter.has_role(author.by, Role::Steward);
        }
        self.followed = self.all.len();
    }
}
