//! The numbers of names: of facts, agents, words.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::num::NonZeroU32;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

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
///
/// A name can be anything where somebody only refers to it, and whoever writes facts can make names that fall together
/// under a function they know. So each set of facts spreads them by a seed of its own.
#[derive(Clone, Debug)]
pub(super) struct Names {
    ids: Vec<FactId>,
    numbers: HashTable<Tagged>,
    spread: FixedState,
}

/// A number beside a part of its spread name: most comparisons, and all moves into a larger table, end here instead of
/// with one more trip to memory.
#[derive(Clone, Copy, Debug)]
struct Tagged {
    tag: u32,
    no: No,
}

impl Tagged {
    /// The table reads the uppermost bits and the lowest ones.
    fn spread(self) -> u64 {
        u64::from(self.tag) << 32 | u64::from(self.tag)
    }
}

impl Default for Names {
    fn default() -> Names {
        Names::seeded(0)
    }
}

impl Names {
    pub(super) fn seeded(seed: u64) -> Names {
        Names {
            ids: Vec::new(),
            numbers: HashTable::new(),
            spread: FixedState::with_seed(seed),
        }
    }

    /// Makes room for so many.
    pub(super) fn expect(&mut self, count: usize) {
        self.ids.reserve(count);
        self.numbers.reserve(count, |known| known.spread());
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn id(&self, no: No) -> FactId {
        self.ids[no.index()]
    }

    fn tag(&self, id: FactId) -> Tagged {
        let spread = self.spread.hash_one(id.0);
        Tagged {
            tag: (spread >> 32) as u32,
            no: No::at(self.ids.len()),
        }
    }

    pub(super) fn find(&self, id: FactId) -> Option<No> {
        let new = self.tag(id);
        let is_it = |known: &Tagged| known.tag == new.tag && self.ids[known.no.index()] == id;
        self.numbers.find(new.spread(), is_it).map(|known| known.no)
    }

    /// The number of a name, and whether it is new.
    pub(super) fn number(&mut self, id: FactId) -> (No, bool) {
        let (new, ids) = (self.tag(id), &mut self.ids);
        let is_it = |known: &Tagged| known.tag == new.tag && ids[known.no.index()] == id;
        match self
            .numbers
            .entry(new.spread(), is_it, |known| known.spread())
        {
            Entry::Occupied(known) => (known.get().no, false),
            Entry::Vacant(place) => {
                place.insert(new);
                ids.push(id);
                (new.no, true)
            }
        }
    }

    /// Forgets the newest name.
    pub(super) fn forget_last(&mut self) {
        let Some(id) = self.ids.pop() else {
            return;
        };
        let last = self.tag(id);
        let is_last = |known: &Tagged| known.no == last.no;
        if let Ok(entry) = self.numbers.find_entry(last.spread(), is_last) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Names that differ in one byte somewhere, and begin or end alike.
    fn alike() -> Vec<FactId> {
        let mut names = Vec::new();
        for (first, second) in [(30, 31), (0, 1), (0, 31), (8, 9)] {
            for number in 0..=u16::MAX / 4 {
                let [high, low] = number.to_be_bytes();
                let mut id = [0x5a; 32];
                (id[first], id[second]) = (high, low);
                names.push(FactId(id));
            }
        }
        names
    }

    #[test]
    fn names_that_are_made_alike_stand_apart() {
        let names = Names::seeded(7);
        let tags: BTreeSet<u32> = alike().iter().map(|id| names.tag(*id).tag).collect();
        let different: BTreeSet<FactId> = alike().into_iter().collect();
        // Of 65,536 in 2^32 places one in two is expected to meet another.
        assert!(tags.len() + 8 > different.len(), "{}", tags.len());
    }

    #[test]
    fn under_another_seed_other_names_fall_together() {
        let (one, other) = (Names::seeded(1), Names::seeded(2));
        let same = alike()
            .into_iter()
            .filter(|id| one.tag(*id).tag == other.tag(*id).tag);
        assert!(same.count() < 8);
    }

    #[test]
    fn names_are_found_under_their_numbers_and_forgotten() {
        let mut names = Names::seeded(3);
        for (at, id) in alike().into_iter().take(5000).enumerate() {
            assert_eq!(names.find(id), None);
            assert_eq!(names.number(id), (No::at(at), true));
            assert_eq!(names.number(id), (No::at(at), false));
        }
        let last = names.id(No::at(4999));
        names.forget_last();
        assert_eq!((names.len(), names.find(last)), (4999, None));
        assert_eq!(names.number(last), (No::at(4999), true));
    }
}
