//! Facts about designs: their exact state, reviews and releases.

use crate::day::Day;
use crate::id::{ChangeHash, DocumentId, FactId, FileHash};
use crate::ledger::problem::{
    Check, FactProblem, NOTE_BYTES_MAX, REFERENCE_BYTES_MAX, at_most, name, part, require,
    some_but_at_most, sorted, text,
};
use crate::number::Ratio;
use minicbor::{Decode, Encode};

/// A state has at most so many heads.
pub const STATE_HEADS_MAX: usize = 64;
/// A review lists at most so many checked points.
pub const CHECKED_POINTS_MAX: usize = 64;
/// A release has at most so many files.
pub const RELEASE_FILES_MAX: usize = 1000;
/// A release has at most so many parents.
pub const RELEASE_PARENTS_MAX: usize = 32;

/// The exact state of a design, and the licence read in it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct DesignState {
    /// The design.
    #[n(0)]
    pub design: DocumentId,
    /// Its heads, sorted.
    #[n(1)]
    pub heads: Vec<ChangeHash>,
    /// Its licence in that state (SPDX expression); empty when it names none.
    #[n(2)]
    pub licence: String,
}

impl DesignState {
    pub(super) fn check(&self) -> Check {
        some_but_at_most(&self.heads, STATE_HEADS_MAX)?;
        sorted(&self.heads)?;
        text(&self.licence, REFERENCE_BYTES_MAX)
    }
}

/// What a reviewer found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Verdict {
    /// Ready to be built.
    #[n(0)]
    Good,
    /// Something must be done first.
    #[n(1)]
    NeedsWork,
    /// Somebody may get hurt.
    #[n(2)]
    Unsafe,
}

/// A review of exactly one state of a design.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct DesignReview {
    /// What was reviewed.
    #[n(0)]
    pub state: DesignState,
    /// What was found.
    #[n(1)]
    pub verdict: Verdict,
    /// The points that were checked.
    #[n(2)]
    pub checked: Vec<String>,
    /// In the reviewer's words.
    #[n(3)]
    pub note: String,
}

impl DesignReview {
    pub(super) fn check(&self, _entry: Day) -> Check {
        self.state.check()?;
        at_most(&self.checked, CHECKED_POINTS_MAX)?;
        self.checked.iter().try_for_each(|point| name(point))?;
        text(&self.note, NOTE_BYTES_MAX)
    }
}

/// The weights of a release's parents are whole numbers of one part, which is no smaller than this part of the whole:
/// shares go down a lineage by multiplying, and hostile ones would be numbers that nobody can compute with.
pub const WEIGHT_PARTS_MAX: i64 = 10_000;

/// What a release was made from: a release of this commons or an address elsewhere.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Parent {
    /// The fact of the release.
    #[n(0)]
    pub release: Option<FactId>,
    /// Where it is, when it is of no release here.
    #[n(1)]
    pub address: Option<String>,
    /// How much of this release comes from there.
    #[n(2)]
    pub weight: Ratio,
}

impl Parent {
    fn check(&self) -> Check {
        let named = usize::from(self.release.is_some()) + usize::from(self.address.is_some());
        require(named == 1, FactProblem::NotExactlyOne)?;
        part(self.weight)?;
        self.address
            .iter()
            .try_for_each(|address| text(address, REFERENCE_BYTES_MAX))
    }
}

/// A version that stays: a manifest, its files and a number.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Release {
    /// The state that is released.
    #[n(0)]
    pub state: DesignState,
    /// The version, as people write it.
    #[n(1)]
    pub version: String,
    /// The content of the manifest.
    #[n(2)]
    pub snapshot: FileHash,
    /// The content of its files, sorted.
    #[n(3)]
    pub files: Vec<FileHash>,
    /// What it was made from.
    #[n(4)]
    pub parents: Vec<Parent>,
    /// What changed.
    #[n(5)]
    pub note: String,
}

impl Release {
    pub(super) fn check(&self, _entry: Day) -> Check {
        self.state.check()?;
        name(&self.version)?;
        at_most(&self.files, RELEASE_FILES_MAX)?;
        sorted(&self.files)?;
        at_most(&self.parents, RELEASE_PARENTS_MAX)?;
        self.parents.iter().try_for_each(Parent::check)?;
        require(have_common_part(&self.parents), FactProblem::WeightsTooFine)?;
        text(&self.note, NOTE_BYTES_MAX)
    }
}

/// Whether all weights are whole numbers of some part of the whole that is no finer than [`WEIGHT_PARTS_MAX`].
fn have_common_part(parents: &[Parent]) -> bool {
    let parts = parents.iter().try_fold(1i64, |parts, parent| {
        let denominator = parent.weight.denominator();
        let (mut a, mut b) = (parts, denominator);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let common = parts.checked_mul(denominator / a)?;
        (common <= WEIGHT_PARTS_MAX).then_some(common)
    });
    parts.is_some()
}
