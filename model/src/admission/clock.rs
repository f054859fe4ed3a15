//! Causal pasts of operations: up to which counter of each actor a change has seen.

use std::sync::Arc;

/// For each actor of a document the counter of its last operation that is in the past.
///
/// A run of changes by one author shares one list of the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    others: Arc<[u32]>,
    own_actor: u32,
    own: u32,
}

impl Clock {
    /// The last counter of that actor; 0 when none of its operations is in the past.
    pub(super) fn counter(&self, actor: u32) -> u32 {
        if actor == self.own_actor {
            return self.own;
        }
        self.others.get(actor as usize).copied().unwrap_or(0)
    }

    /// How many actors it says something about.
    pub(super) fn actors(&self) -> u32 {
        (self.others.len() as u32).max(self.own_actor + 1)
    }

    /// The past of what builds on all of these.
    pub(super) fn joined<'a>(mut clocks: impl Iterator<Item = &'a Clock> + Clone) -> Clock {
        let Some(first) = clocks.next() else {
            return Clock::default();
        };
        if clocks.clone().next().is_none() {
            return first.clone();
        }
        let mut others = first.to_vec(first.actors());
        for clock in clocks {
            let seen = clock.to_vec(clock.actors().max(others.len() as u32));
            others.resize(seen.len(), 0);
            for (counter, more) in others.iter_mut().zip(seen) {
                *counter = more.max(*counter);
            }
        }
        let own = others.first().copied().unwrap_or(0);
        Clock {
            others: others.into(),
            own_actor: 0,
            own,
        }
    }

    /// The same past and the author's operations up to this counter.
    pub(super) fn with(&self, actor: u32, counter: u32) -> Clock {
        let others = if actor == self.own_actor {
            self.others.clone()
        } else {
            self.to_vec(self.actors()).into()
        };
        Clock {
            others,
            own_actor: actor,
            own: counter,
        }
    }

    fn to_vec(&self, actors: u32) -> Vec<u32> {
        (0..actors).map(|actor| self.counter(actor)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_joined_past_holds_the_most_of_each() {
        let begun = Clock::default().with(0, 5);
        let (left, right) = (begun.with(0, 9), begun.with(2, 7));
        let both = Clock::joined([&left, &right].into_iter());
        assert_eq!(
            (0..4).map(|actor| both.counter(actor)).collect::<Vec<_>>(),
            [9, 0, 7, 0]
        );
        let next = both.with(1, 12).with(1, 13);
        assert_eq!(
            (0..4).map(|actor| next.counter(actor)).collect::<Vec<_>>(),
            [9, 13, 7, 0]
        );
    }
}
