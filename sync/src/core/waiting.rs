//! The waiting room: changes that may become admitted when what they miss arrives.
//!
//! It lives in memory and is bounded for each author and in all. What is dropped is no loss: heights
//! count admitted changes only, so every peer that has such a change sends it again.

use super::intake::Candidate;
use model::admission::{Authority, Missing};
use model::id::{ChangeHash, DeviceId, DocumentId};
use model::name::DocumentName;
use std::collections::{BTreeMap, BTreeSet};

/// So many changes of one author may wait.
pub const WAITING_PER_AUTHOR_MAX: usize = 1024;
/// So many changes may wait in all.
pub const WAITING_MAX: usize = 8192;
/// The waiting changes may take so many bytes in all.
pub const WAITING_BYTES_MAX: usize = 32 * 1024 * 1024;

/// What a change waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WaitsFor {
    /// What its verdict names.
    Missing(Missing),
    /// A signature that proves it without the refused or missing ones after it.
    Proof,
}

struct Held {
    candidate: Candidate,
    waits_for: WaitsFor,
}

/// The waiting changes by document, oldest first.
#[derive(Default)]
pub(super) struct WaitingRoom {
    documents: BTreeMap<DocumentId, Vec<Held>>,
    authors: BTreeMap<DeviceId, usize>,
    count: usize,
    bytes: usize,
    dropped: u64,
}

impl WaitingRoom {
    /// Lets a change wait, if there is room for it and its author.
    pub(super) fn hold(&mut self, candidate: Candidate, waits_for: WaitsFor) {
        let hash = candidate.header.hash;
        let held = self.documents.entry(candidate.document).or_default();
        if let Some(known) = held
            .iter_mut()
            .find(|held| held.candidate.header.hash == hash)
        {
            known.candidate.signature = known.candidate.signature.or(candidate.signature);
            known.waits_for = waits_for;
            return;
        }
        let author = self.authors.entry(candidate.header.actor).or_default();
        let bytes = self.bytes + candidate.bytes.len();
        if *author >= WAITING_PER_AUTHOR_MAX
            || self.count >= WAITING_MAX
            || bytes > WAITING_BYTES_MAX
        {
            self.dropped += 1;
            return;
        }
        *author += 1;
        self.count += 1;
        self.bytes = bytes;
        held.push(Held {
            candidate,
            waits_for,
        });
    }

    /// Takes out what waited for these changes of the document only; what lacks a proof comes along.
    pub(super) fn release_changes(
        &mut self,
        document: DocumentId,
        arrived: &BTreeSet<ChangeHash>,
    ) -> Vec<Candidate> {
        self.forget(document, arrived);
        self.release(document, |held| match &mut held.waits_for {
            WaitsFor::Missing(Missing::Changes(missing)) => {
                missing.retain(|hash| !arrived.contains(hash));
                missing.is_empty()
            }
            _ => false,
        })
    }

    /// Forgets copies of what has been admitted by another way.
    fn forget(&mut self, document: DocumentId, arrived: &BTreeSet<ChangeHash>) {
        let Some(held) = self.documents.get_mut(&document) else {
            return;
        };
        let is_here = |held: &mut Held| arrived.contains(&held.candidate.header.hash);
        let copies: Vec<Held> = held.extract_if(.., is_here).collect();
        if held.is_empty() {
            self.documents.remove(&document);
        }
        for copy in copies {
            self.leave(copy.candidate);
        }
    }

    /// Takes out what waited for the end of the ledger before.
    pub(super) fn release_ledger(
        &mut self,
        document: DocumentId,
        before: DocumentName,
    ) -> Vec<Candidate> {
        let awaited = WaitsFor::Missing(Missing::Ledger(before));
        self.release(document, |held| held.waits_for == awaited)
    }

    /// Takes out what waited for acts that are there now.
    pub(super) fn release_authors(&mut self, authority: &dyn Authority) -> Vec<Vec<Candidate>> {
        let documents: Vec<DocumentId> = self.documents.keys().copied().collect();
        let released = documents.into_iter().map(|document| {
            self.release(document, |held| match &held.waits_for {
                WaitsFor::Missing(Missing::Author(device)) => authority.knows(*device),
                WaitsFor::Missing(Missing::Right(device)) => {
                    authority.may_write(*device, held.candidate.name.kind)
                }
                _ => false,
            })
        });
        released.filter(|released| !released.is_empty()).collect()
    }

    fn release(
        &mut self,
        document: DocumentId,
        mut wants: impl FnMut(&mut Held) -> bool,
    ) -> Vec<Candidate> {
        let Some(held) = self.documents.get_mut(&document) else {
            return Vec::new();
        };
        let (mut released, mut kept) = (Vec::new(), Vec::new());
        for mut held in std::mem::take(held) {
            if wants(&mut held) {
                released.push(held)
            } else {
                kept.push(held)
            }
        }
        if !released.is_empty() {
            let unproved = kept.extract_if(.., |held| held.waits_for == WaitsFor::Proof);
            released.extend(unproved);
        }
        if kept.is_empty() {
            self.documents.remove(&document);
        } else {
            *held = kept;
        }
        released
            .into_iter()
            .map(|held| self.leave(held.candidate))
            .collect()
    }

    fn leave(&mut self, candidate: Candidate) -> Candidate {
        self.count -= 1;
        self.bytes -= candidate.bytes.len();
        if let Some(author) = self.authors.get_mut(&candidate.header.actor) {
            *author -= 1;
            if *author == 0 {
                self.authors.remove(&candidate.header.actor);
            }
        }
        candidate
    }

    /// How many changes wait, and how many were turned away because the room was full.
    pub(super) fn counts(&self) -> (usize, u64) {
        (self.count, self.dropped)
    }

    /// What waits, and for what: for a person who looks.
    pub(super) fn list(&self) -> impl Iterator<Item = (DocumentId, DeviceId, &WaitsFor)> {
        self.documents.iter().flat_map(|(document, held)| {
            held.iter()
                .map(|held| (*document, held.candidate.header.actor, &held.waits_for))
        })
    }
}
