//! The waiting room: changes that may become admitted when what they miss arrives.
//!
//! It lives in memory and is bounded for each author, for each peer and in all. Keys cost nothing, so when it is full, what
//! the charter does not know the author of leaves first, of the peer that brought most of it. What is dropped is no loss: heights
//! count admitted changes only, so every peer that has such a change sends it again.

use super::Origin;
use super::intake::{ALONE, Candidate};
use model::admission::{Authority, Missing};
use model::id::{ChangeHash, DeviceId, DocumentId};
use model::name::DocumentName;
use std::collections::{BTreeMap, BTreeSet};

/// So many changes of one author may wait.
pub const WAITING_PER_AUTHOR_MAX: usize = 1024;
/// So many changes that one peer brought may wait.
pub const WAITING_PER_PEER_MAX: usize = 4096;
/// What one peer brought and waits may take so many bytes.
pub const WAITING_BYTES_PER_PEER_MAX: usize = 16 * 1024 * 1024;
/// So many changes may wait in all.
pub const WAITING_MAX: usize = 8192;
/// The waiting changes may take so many bytes in all.
pub const WAITING_BYTES_MAX: usize = 32 * 1024 * 1024;
/// When room is made, so many changes leave at once.
const MADE_ROOM_MAX: usize = 64;

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
    /// Whether the charter knows its author.
    is_known: bool,
}

/// What waits of one peer, of the bundles, or of this device itself.
#[derive(Default, Clone, Copy)]
struct Share {
    count: usize,
    bytes: usize,
    /// How many of them are by authors whom the charter does not know.
    unknown: usize,
}

/// The waiting changes by document, oldest first.
#[derive(Default)]
pub(super) struct WaitingRoom {
    documents: BTreeMap<DocumentId, Vec<Held>>,
    authors: BTreeMap<DeviceId, usize>,
    shares: BTreeMap<Origin, Share>,
    count: usize,
    bytes: usize,
    dropped: u64,
}

impl WaitingRoom {
    /// Lets a change wait, if there is room for it, its author and who brought it.
    pub(super) fn hold(&mut self, candidate: Candidate, waits_for: WaitsFor, is_known: bool) {
        let hash = candidate.header.hash;
        let held = self.documents.get_mut(&candidate.document);
        if let Some(known) = held
            .into_iter()
            .flatten()
            .find(|held| held.candidate.header.hash == hash)
        {
            known.candidate.signature = known.candidate.signature.or(candidate.signature);
            if candidate.run != ALONE {
                // What comes again comes whole.
                known.candidate.run = candidate.run;
            }
            known.waits_for = waits_for;
            return;
        }
        if !self.has_share(&candidate) || !self.has_room(&candidate, is_known) {
            self.dropped += 1;
            return;
        }
        let bytes = candidate.bytes.len();
        *self.authors.entry(candidate.header.actor).or_default() += 1;
        let share = self.shares.entry(candidate.source.origin).or_default();
        share.count += 1;
        share.bytes += bytes;
        share.unknown += usize::from(!is_known);
        self.count += 1;
        self.bytes += bytes;
        let held = self.documents.entry(candidate.document).or_default();
        held.push(Held {
            candidate,
            waits_for,
            is_known,
        });
    }

    /// Whether its author and who brought it have not used up what is theirs.
    fn has_share(&self, candidate: &Candidate) -> bool {
        let author = self.authors.get(&candidate.header.actor).copied();
        let origin = candidate.source.origin;
        let share = self.shares.get(&origin).copied().unwrap_or_default();
        let is_from_peer = matches!(origin, Origin::Peer(_));
        let has_peer = share.count < WAITING_PER_PEER_MAX
            && share.bytes + candidate.bytes.len() <= WAITING_BYTES_PER_PEER_MAX;
        author.unwrap_or_default() < WAITING_PER_AUTHOR_MAX && (!is_from_peer || has_peer)
    }

    /// Whether there is room, or room could be made.
    fn has_room(&mut self, candidate: &Candidate, is_known: bool) -> bool {
        let fits = |room: &Self| {
            room.count < WAITING_MAX && room.bytes + candidate.bytes.len() <= WAITING_BYTES_MAX
        };
        while !fits(self) {
            let shares = self.shares.iter().map(|(of, share)| (share.unknown, *of));
            let Some((most, of)) = shares.max() else {
                return false;
            };
            let share = self.shares.get(&candidate.source.origin);
            let own = share.map_or(0, |share| share.unknown);
            // Among those whom nobody knows, whoever has brought less comes before who has brought more.
            let gives_way = if is_known { most > 0 } else { most > own + 1 };
            if !gives_way {
                return false;
            }
            let leave = if is_known { most } else { (most - own) / 2 };
            self.make_room(of, leave.clamp(1, MADE_ROOM_MAX));
        }
        true
    }

    /// Drops so many changes that came from there, by authors whom the charter does not know.
    fn make_room(&mut self, of: Origin, mut count: usize) {
        let documents: Vec<DocumentId> = self.documents.keys().copied().collect();
        for document in documents {
            if count == 0 {
                return;
            }
            let gone = self.take_out(document, |held| {
                let leaves = count > 0 && !held.is_known && held.candidate.source.origin == of;
                count -= usize::from(leaves);
                leaves
            });
            self.dropped += gone.len() as u64;
            for held in gone {
                self.leave(held);
            }
        }
    }

    /// Takes these out of a document's list; they have not left the room yet.
    fn take_out(
        &mut self,
        document: DocumentId,
        wants: impl FnMut(&mut Held) -> bool,
    ) -> Vec<Held> {
        let Some(held) = self.documents.get_mut(&document) else {
            return Vec::new();
        };
        let taken: Vec<Held> = held.extract_if(.., wants).collect();
        if held.is_empty() {
            self.documents.remove(&document);
        }
        taken
    }

    /// Takes out what waited for these changes of the document only; their runs and what lacks a proof come along.
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
        let copies = self.take_out(document, |held| {
            arrived.contains(&held.candidate.header.hash)
        });
        for copy in copies {
            self.leave(copy);
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
        self.recognise(authority);
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

    /// The charter knows more authors now.
    fn recognise(&mut self, authority: &dyn Authority) {
        for held in self.documents.values_mut().flatten() {
            if !held.is_known && authority.knows(held.candidate.header.actor) {
                held.is_known = true;
                if let Some(share) = self.shares.get_mut(&held.candidate.source.origin) {
                    share.unknown -= 1;
                }
            }
        }
    }

    fn release(
        &mut self,
        document: DocumentId,
        wants: impl FnMut(&mut Held) -> bool,
    ) -> Vec<Candidate> {
        let mut released = self.take_out(document, wants);
        if !released.is_empty() {
            // One signature proves a run, so all of it is judged together.
            let runs = released.iter().map(|held| held.candidate.run);
            let runs: BTreeSet<u64> = runs.filter(|run| *run != ALONE).collect();
            released.extend(self.take_out(document, |held| {
                held.waits_for == WaitsFor::Proof || runs.contains(&held.candidate.run)
            }));
        }
        let leave = |held| self.leave(held);
        released.into_iter().map(leave).collect()
    }

    fn leave(&mut self, held: Held) -> Candidate {
        let candidate = held.candidate;
        self.count -= 1;
        self.bytes -= candidate.bytes.len();
        if let Some(author) = self.authors.get_mut(&candidate.header.actor) {
            *author -= 1;
            if *author == 0 {
                self.authors.remove(&candidate.header.actor);
            }
        }
        if let Some(share) = self.shares.get_mut(&candidate.source.origin) {
            share.count -= 1;
            share.bytes -= candidate.bytes.len();
            share.unknown -= usize::from(!held.is_known);
            if share.count == 0 {
                self.shares.remove(&candidate.source.origin);
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
