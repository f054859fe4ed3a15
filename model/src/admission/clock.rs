//! Causal pasts of operations: up to which counter of each strand a change has seen.
//!
//! A *strand* is an author's chain of changes in one document. An author has one, unless the device
//! forked: then what was found later beside it is a strand of its own. Which of them comes first follows
//! the order of arrival and shows nowhere.

use super::counters::Counters;
use std::sync::Arc;

/// Strands with numbers from here on were found beside an author's first one.
pub(super) const BESIDE: u32 = 1 << 31;

/// For each strand of a document the counter of its last operation that is in the past.
///
/// A run of changes on one strand shares one list of the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    others: Arc<[u32]>,
    /// The counters of strands from [`BESIDE`] on. Whoever forks without end makes as many of them as they like, so pasts
    /// share what is equal in them.
    beside: Counters,
    own_strand: u32,
    own: u32,
    /// Every record before this one is in the past: what is known of it, not always the most.
    all_before: u32,
}

impl Clock {
    /// The last counter of that strand; 0 when none of its operations is in the past.
    pub(super) fn counter(&self, strand: u32) -> u32 {
        if strand == self.own_strand {
            return self.own;
        }
        match strand.checked_sub(BESIDE) {
            Some(beside) => self.beside.at(beside),
            None => self.others.get(strand as usize).copied().unwrap_or(0),
        }
    }

    /// The strands beside authors' first ones that are in the past.
    pub(super) fn beside(&self) -> impl Iterator<Item = u32> {
        let own = self.own_strand.checked_sub(BESIDE);
        let kept = self.beside.places();
        let own_is_kept = own.is_none_or(|own| self.beside.at(own) > 0);
        let own = own.filter(|_| !own_is_kept);
        kept.into_iter().chain(own).map(|place| BESIDE + place)
    }

    pub(super) fn all_before(&self) -> u32 {
        self.all_before
    }

    pub(super) fn set_all_before(&mut self, record: u32) {
        self.all_before = record;
    }

    /// The past of what builds on all of these.
    pub(super) fn joined<'a>(mut clocks: impl Iterator<Item = &'a Clock> + Clone) -> Clock {
        let Some(first) = clocks.next() else {
            return Clock::default();
        };
        if clocks.clone().next().is_none() {
            return first.clone();
        }
        let (mut others, mut beside) = (first.to_vec(), first.all_beside());
        let mut all_before = first.all_before;
        for clock in clocks {
            let seen = clock.to_vec();
            others.resize(seen.len().max(others.len()), 0);
            for (counter, more) in others.iter_mut().zip(seen) {
                *counter = more.max(*counter);
            }
            beside = beside.joined(&clock.all_beside());
            all_before = all_before.max(clock.all_before);
        }
        let own = others.first().copied().unwrap_or(0);
        Clock {
            others: others.into(),
            beside,
            own_strand: 0,
            own,
            all_before,
        }
    }

    /// The same past and the strand's operations up to this counter.
    pub(super) fn with(&self, strand: u32, counter: u32) -> Clock {
        let mut with = self.clone();
        if strand != self.own_strand {
            if self.own_strand < BESIDE {
                with.others = self.to_vec().into();
            }
            with.beside = self.all_beside();
        }
        (with.own_strand, with.own) = (strand, counter);
        with
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

    fn all_beside(&self) -> Counters {
        match self.own_strand.checked_sub(BESIDE) {
            Some(own) => self.beside.with(own, self.own),
            None => self.beside.clone(),
        }
    }
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
