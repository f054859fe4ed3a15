//! A digest of very many branches that is kept as they come and go, whatever their order.
//!
//! The sum of what each branch hashes to, in 1,024 numbers of 16 bits (the lattice hash LtHash16 of Bellare and
//! Micciancio, "A New Paradigm for Collision-Free Hashing", 1997, as in Lewi and others, "Securing Update
//! Propagation with Homomorphic Hashing", 2019): nobody finds two sets with one sum, even who chooses the branches.

use super::Tip;
use crate::id::ChangeHash;

/// Numbers in a sum.
const LANES: usize = 1024;

/// The sum of the branches of one device.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Sum {
    count: usize,
    lanes: Box<[u16; LANES]>,
}

impl Sum {
    pub(super) fn of<'a>(tips: impl Iterator<Item = &'a Tip>) -> Self {
        let mut sum = Self {
            count: 0,
            lanes: Box::new([0; LANES]),
        };
        tips.for_each(|tip| sum.add(tip));
        sum
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn add(&mut self, tip: &Tip) {
        self.count += 1;
        for (lane, more) in self.lanes.iter_mut().zip(lanes_of(tip)) {
            *lane = lane.wrapping_add(more);
        }
    }

    pub(super) fn take_off(&mut self, tip: &Tip) {
        self.count -= 1;
        for (lane, less) in self.lanes.iter_mut().zip(lanes_of(tip)) {
            *lane = lane.wrapping_sub(less);
        }
    }

    pub(super) fn digest(&self) -> ChangeHash {
        let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 branches digest v2");
        let bytes: Vec<u8> = self
            .lanes
            .iter()
            .flat_map(|lane| lane.to_be_bytes())
            .collect();
        hasher.update(&bytes);
        ChangeHash(*hasher.finalize().as_bytes())
    }
}

/// What one branch adds. The author need not stand in it: a sum is told together with whose it is.
fn lanes_of(tip: &Tip) -> impl Iterator<Item = u16> {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 branch v1");
    hasher.update(&tip.seq.to_be_bytes()).update(&tip.hash.0);
    let mut bytes = [0; 2 * LANES];
    hasher.finalize_xof().fill(&mut bytes);
    let (pairs, _) = bytes.as_chunks::<2>();
    let lanes: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
    lanes.into_iter()
}

impl std::fmt::Debug for Sum {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} branches, {:?}", self.count, self.digest())
    }
}
