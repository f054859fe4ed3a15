//! Causal pasts of operations: up to which counter of each strand a change has seen.
//!
//! A *strand* is an author's chain of changes in one document. An author has one, unless the device
//! forked: then what was found later beside it is a strand of its own. Which of them comes first follows
//! the order of arrival and shows nowhere.

use std::sync::Arc;

/// Strands with numbers from here on were found beside an author's first one.
pub(super) const BESIDE: u32 = 1 << 31;

/// For each strand of a document the counter of its last operation that is in the past.
///
/// A run of changes on one strand shares one list of the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    others: Arc<[u32]>,
    /// The counters of strands from [`BESIDE`] on, by strand: forks are rare, and a list of all of them
    /// with every change would be long.
    beside: Arc<[(u32, u32)]>,
    own_strand: u32,
    own: u32,
}

impl Clock {
    /// The last counter of that strand; 0 when none of its operations is in the past.
    pub(super) fn counter(&self, strand: u32) -> u32 {
        if strand == self.own_strand {
            return self.own;
        }
        if strand < BESIDE {
            return self.others.get(strand as usize).copied().unwrap_or(0);
        }
        let place = self
            .beside
            .binary_search_by_key(&strand, |(strand, _)| *strand);
        place.map_or(0, |place| self.beside[place].1)
    }

    /// The past of what builds on all of these.
    pub(super) fn joined<'a>(mut clocks: impl Iterator<Item = &'a Clock> + Clone) -> Clock {
        let Some(first) = clocks.next() else {
            return Clock::default();
        };
        if clocks.clone().next().is_none() {
            return first.clone();
        }
        let (mut others, mut beside) = (first.to_vec(), first.beside_to_vec());
        for clock in clocks {
            let seen = clock.to_vec();
            others.resize(seen.len().max(others.len()), 0);
            for (counter, more) in others.iter_mut().zip(seen) {
                *counter = more.max(*counter);
            }
            beside = most_of_each(beside, clock.beside_to_vec());
        }
        let own = others.first().copied().unwrap_or(0);
        Clock {
            others: others.into(),
            beside: beside.into(),
            own_strand: 0,
            own,
        }
    }

    /// The same past and the strand's operations up to this counter.
    pub(super) fn with(&self, strand: u32, counter: u32) -> Clock {
        let (others, beside) = if strand == self.own_strand {
            (self.others.clone(), self.beside.clone())
        } else {
            (self.to_vec().into(), self.beside_to_vec().into())
        };
        Clock {
            others,
            beside,
            own_strand: strand,
            own: counter,
        }
    }

    fn to_vec(&self) -> Vec<u32> {
        let mut all = self.others.to_vec();
        if self.own_strand < BESIDE {
            let place = self.own_strand as usize;
            all.resize(all.len().max(place + 1), 0);
            all[place] = self.own;
        }
        all
    }

    fn beside_to_vec(&self) -> Vec<(u32, u32)> {
        let mut all = self.beside.to_vec();
        if self.own_strand >= BESIDE {
            match all.binary_search_by_key(&self.own_strand, |(strand, _)| *strand) {
                Ok(place) => all[place].1 = self.own,
                Err(place) => all.insert(place, (self.own_strand, self.own)),
            }
        }
        all
    }
}

fn most_of_each(mut all: Vec<(u32, u32)>, more: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    for (strand, counter) in more {
        match all.binary_search_by_key(&strand, |(strand, _)| *strand) {
            Ok(place) => all[place].1 = counter.max(all[place].1),
            Err(place) => all.insert(place, (strand, counter)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_joined_past_holds_the_most_of_each() {
        let begun = Clock::default().with(0, 5);
        let (left, right) = (begun.with(0, 9), begun.with(2, 7).with(BESIDE, 6));
        let both = Clock::joined([&left, &right].into_iter());
        let counters = |clock: &Clock| [0, 1, 2, 3, BESIDE].map(|strand| clock.counter(strand));
        assert_eq!(counters(&both), [9, 0, 7, 0, 6]);
        let next = both.with(1, 12).with(1, 13).with(BESIDE + 1, 14);
        assert_eq!(counters(&next), [9, 13, 7, 0, 6]);
        assert_eq!(next.counter(BESIDE + 1), 14);
        let again = Clock::joined([&next, &left].into_iter());
        assert_eq!(counters(&again), [9, 13, 7, 0, 6]);
        assert_eq!(again.counter(BESIDE + 1), 14);
    }
}
