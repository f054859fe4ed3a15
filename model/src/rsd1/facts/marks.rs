//! What was met on the way from an agent, and how near it stands.

use hashbrown::HashTable;

use super::No;

/// How near a fact stands to the agent; what is further away matters less.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Mark {
    /// No contribution.
    Found,
    /// Only whether it stands: it may be the same evidence, or a share of the same thing.
    Stands,
    /// Also its minutes: the same provider on the same day.
    SameDay,
    /// It counts for the agent.
    Own,
}

/// The marks of facts. They are only looked up, so the order of this table decides nothing.
///
/// A table and no `BTreeMap`: with one, marking was a third of the first status of everybody.
#[derive(Clone, Default, Debug)]
pub(super) struct Marks(HashTable<(No, Mark)>);

impl Marks {
    /// The mark of a fact that was met.
    pub(super) fn of(&self, no: No) -> Option<Mark> {
        let found = self.0.find(spread(no), |(marked, _)| *marked == no);
        found.map(|(_, mark)| *mark)
    }

    /// Makes room for so many.
    pub(super) fn expect(&mut self, count: usize) {
        self.0.reserve(count, |(marked, _)| spread(*marked));
    }

    /// Marks a fact as that near; says whether it was met for the first time.
    pub(super) fn put(&mut self, no: No, mark: Mark) -> bool {
        let is_it = |(marked, _): &(No, Mark)| *marked == no;
        if let Some((_, known)) = self.0.find_mut(spread(no), is_it) {
            *known = mark;
            return false;
        }
        let spread_of = |(marked, _): &(No, Mark)| spread(*marked);
        self.0.insert_unique(spread(no), (no, mark), spread_of);
        true
    }
}

fn spread(no: No) -> u64 {
    // The multiplier of splitmix64: odd, so numbers that follow each other stand in different places.
    (no.index() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
