//! The numbers of names: of facts, agents, words.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use hashbrown::HashTable;

use crate::id::{AgentId, DocumentId, FactId};

/// The number of a fact in one set of facts, given when it or its name first arrived.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct No(NonZeroU32);

impl No {
    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    /// The number with that index.
    pub(crate) fn at(index: usize) -> No {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        No(NonZeroU32::new(number).unwrap_or(NonZeroU32::MAX))
    }
}

/// The number of an agent in one set of facts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct AgentNo(u32);

impl AgentNo {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A word that many facts share: a type of contribution, a deliverable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Word(u32);

/// The names of facts. They are only looked up here, so the order of this table decides nothing.
#[derive(Clone, Default, Debug)]
pub(super) struct Names {
    ids: Vec<FactId>,
    numbers: HashTable<No>,
}

impl Names {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn id(&self, no: No) -> FactId {
        self.ids[no.index()]
    }

    pub(super) fn find(&self, id: FactId) -> Option<No> {
        let is_it = |no: &No| self.ids[no.index()] == id;
        self.numbers.find(spread(&id), is_it).copied()
    }

    /// The number of a name, and whether it is new.
    pub(super) fn number(&mut self, id: FactId) -> (No, bool) {
        if let Some(no) = self.find(id) {
            return (no, false);
        }
        let no = No::at(self.ids.len());
        self.ids.push(id);
        let ids = &self.ids;
        self.numbers
            .insert_unique(spread(&id), no, |no| spread(&ids[no.index()]));
        (no, true)
    }

    /// Forgets the newest name.
    pub(super) fn forget_last(&mut self) {
        let Some(id) = self.ids.pop() else {
            return;
        };
        let last = self.ids.len();
        let is_last = |no: &No| no.index() == last;
        if let Ok(entry) = self.numbers.find_entry(spread(&id), is_last) {
            entry.remove();
        }
    }

    /// The beginning of a name as a number: nearly always enough to compare two.
    pub(super) fn beginning(&self, no: No) -> u64 {
        beginning(&self.ids[no.index()].0)
    }
}

/// The multiplier of splitmix64: odd, with its bits well mixed.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A name is a hash, so its beginning spreads by itself; those of tests may be anything.
fn spread(id: &FactId) -> u64 {
    beginning(&id.0).wrapping_mul(SPREAD)
}

/// What was numbered lately, by a few bits of each key: most look-ups end here instead of in a `BTreeMap`, which holds
/// everything. Measured: a million facts look up six million agents, keys, ledgers and words, of a few hundred.
///
/// A place holds one number, so who makes keys fall together wins nothing but the way through the map.
#[derive(Clone, Default, Debug)]
pub(crate) struct Recent(Vec<Option<NonZeroU32>>);

impl Recent {
    /// What stands at the place of a key, to be compared with it.
    pub(crate) fn get(&self, beginning: u64) -> Option<u32> {
        let number = (*self.0.get(Self::place(beginning))?)?;
        Some(number.get() - 1)
    }

    pub(crate) fn put(&mut self, beginning: u64, number: u32) {
        // Sets of a few facts, which are made to be thrown away, do without.
        if number as usize >= RECENT_BEGIN && self.0.is_empty() {
            self.0.resize(RECENT_PLACES, None);
        }
        if let Some(place) = self.0.get_mut(Self::place(beginning)) {
            *place = NonZeroU32::new(number.saturating_add(1));
        }
    }

    fn place(beginning: u64) -> usize {
        (beginning.wrapping_mul(SPREAD) >> (u64::BITS - RECENT_BITS)) as usize
    }
}

const RECENT_BITS: u32 = 12;
const RECENT_PLACES: usize = 1 << RECENT_BITS;
/// From so many keys on it is worth it.
const RECENT_BEGIN: usize = 3;

/// The first bytes of a key, as a number.
pub(crate) fn beginning(key: &[u8]) -> u64 {
    let mut first = [0; 8];
    let len = key.len().min(8);
    first[..len].copy_from_slice(&key[..len]);
    u64::from_be_bytes(first)
}

/// All agents, each once.
#[derive(Clone, Default, Debug)]
pub(super) struct Agents {
    ids: Vec<AgentId>,
    numbers: BTreeMap<AgentId, AgentNo>,
    recent: Recent,
}

impl Agents {
    pub(super) fn id(&self, agent: AgentNo) -> AgentId {
        self.ids[agent.index()]
    }

    pub(super) fn find(&self, id: AgentId) -> Option<AgentNo> {
        self.numbers.get(&id).copied()
    }

    pub(super) fn number(&mut self, id: AgentId) -> AgentNo {
        let first = beginning(&id.0);
        if let Some(known) = self.recent.get(first)
            && self.ids[known as usize] == id
        {
            return AgentNo(known);
        }
        let next = AgentNo(u32::try_from(self.ids.len()).unwrap_or(u32::MAX));
        let agent = *self.numbers.entry(id).or_insert(next);
        if agent == next {
            self.ids.push(id);
        }
        self.recent.put(first, agent.0);
        agent
    }
}

/// All words, each once.
#[derive(Clone, Default, Debug)]
pub(super) struct Words {
    texts: Vec<Arc<str>>,
    numbers: BTreeMap<Arc<str>, Word>,
    recent: Recent,
}

impl Words {
    pub(super) fn text(&self, word: Word) -> &str {
        &self.texts[word.0 as usize]
    }

    pub(super) fn number(&mut self, text: &str) -> Word {
        // Units begin alike.
        let first = beginning(text.as_bytes()) ^ text.len() as u64;
        if let Some(known) = self.recent.get(first)
            && *self.texts[known as usize] == *text
        {
            return Word(known);
        }
        let word = self.number_anew(text);
        self.recent.put(first, word.0);
        word
    }

    fn number_anew(&mut self, text: &str) -> Word {
        if let Some(word) = self.numbers.get(text) {
            return *word;
        }
        let word = Word(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.numbers.insert(text, word);
        word
    }
}

/// All ledgers, each once.
#[derive(Clone, Default, Debug)]
pub(super) struct Ledgers {
    ids: Vec<DocumentId>,
    numbers: BTreeMap<DocumentId, u32>,
    recent: Recent,
}

impl Ledgers {
    pub(super) fn find(&self, id: DocumentId) -> Option<u32> {
        self.numbers.get(&id).copied()
    }

    /// The number of a ledger, and whether it is new.
    pub(super) fn number(&mut self, id: DocumentId) -> (u32, bool) {
        let first = beginning(&id.0);
        if let Some(known) = self.recent.get(first)
            && self.ids[known as usize] == id
        {
            return (known, false);
        }
        let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        let ledger = *self.numbers.entry(id).or_insert(next);
        if ledger == next {
            self.ids.push(id);
        }
        self.recent.put(first, ledger);
        (ledger, ledger == next)
    }
}
