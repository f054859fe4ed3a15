//! Who writes in the books with which key, and what they may do by the charter.

use std::collections::BTreeMap;

use crate::charter::{Charter, Role};
use crate::id::{AgentId, DeviceId, DocumentId};
use crate::name::DocumentKind;
use crate::rsd1::facts::{Recent, beginning};

/// Somebody, with one of their keys or with a key that is not theirs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Author {
    device: DeviceId,
    pub(super) by: AgentId,
    has_own_key: bool,
    is_maker: bool,
    is_treasurer: bool,
    is_steward: bool,
    /// Something was ended for them, so it matters where a fact stands.
    is_limited: bool,
}

/// One of them, as they spoke at one place of a ledger.
#[derive(Clone, Copy)]
pub(super) struct Voice<'a> {
    author: &'a Author,
    charter: &'a Charter,
    place: (DocumentId, u64),
}

impl Voice<'_> {
    /// Who says that they wrote it.
    pub(super) fn by(&self) -> AgentId {
        self.author.by
    }

    pub(super) fn has_own_key(&self) -> bool {
        self.author.has_own_key
    }

    /// Whether what stands there is in effect, and lies beyond no removal.
    pub(super) fn stands(&self) -> bool {
        let (document, seq) = self.place;
        let device = self.author.device;
        !self.author.is_limited
            || self
                .charter
                .counts(device, DocumentKind::Ledger, document, seq)
    }

    /// Whether they had the role when they wrote it.
    pub(super) fn had(&self, role: Role) -> bool {
        if !self.author.is_limited {
            return match role {
                Role::Guest => true,
                Role::Maker => self.author.is_maker,
                Role::Steward => self.author.is_steward,
                Role::Treasurer => self.author.is_treasurer,
            };
        }
        let (document, seq) = self.place;
        let device = self.author.device;
        self.charter.counts_as(role, device, document, seq)
    }

    /// Whether they spoke for that agent when they wrote it.
    pub(super) fn spoke_for(&self, agent: AgentId) -> bool {
        if !self.author.is_limited {
            return self.charter.speaks_for(self.author.by, agent);
        }
        let (document, seq) = self.place;
        let device = self.author.device;
        self.charter.spoke_for(agent, device, document, seq)
    }
}

/// All authors, numbered as they come: far fewer than facts.
#[derive(Clone, Default, Debug)]
pub(super) struct Authors {
    all: Vec<Author>,
    numbers: BTreeMap<(DeviceId, AgentId), u32>,
    recent: Recent,
    /// So many of them were looked up in the charter.
    followed: usize,
}

impl Authors {
    pub(super) fn number(&mut self, device: DeviceId, by: AgentId) -> u32 {
        let first = beginning(&device.0) ^ beginning(&by.0);
        if let Some(known) = self.recent.get(first)
            && (self.of(known).device, self.of(known).by) == (device, by)
        {
            return known;
        }
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
                is_limited: false,
            });
        }
        self.recent.put(first, number);
        number
    }

    pub(super) fn of(&self, number: u32) -> &Author {
        &self.all[number as usize]
    }

    /// Somebody's voice at one place of a ledger.
    pub(super) fn voice<'a>(
        &'a self,
        number: u32,
        charter: &'a Charter,
        place: (DocumentId, u64),
    ) -> Voice<'a> {
        Voice {
            author: self.of(number),
            charter,
            place,
        }
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
            author.is_limited = charter.has_lost_something(author.by);
        }
        self.followed = self.all.len();
    }
}
