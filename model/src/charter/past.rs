//! Causal pasts: which acts an act's author had seen.

/// A set of acts by their place in the charter's order of arrival.
///
/// Exact also when a device forked, which a vector clock is not. One bit for each act before it:
/// over 10,000 acts some 6 MB in all.
#[derive(Clone, Default, Debug)]
pub(super) struct Past(Vec<u64>);

impl Past {
    pub(super) fn insert(&mut self, place: usize) {
        let word = place / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (place % 64);
    }

    pub(super) fn contains(&self, place: usize) -> bool {
        let word = self.0.get(place / 64).copied().unwrap_or(0);
        word >> (place % 64) & 1 == 1
    }

    /// How many acts are in both.
    pub(super) fn common(&self, other: &Past) -> u64 {
        let words = self.0.iter().zip(&other.0);
        words
            .map(|(word, more)| u64::from((word & more).count_ones()))
            .sum()
    }

    pub(super) fn join(&mut self, other: &Past) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }
}
