//! The waiting room: changes that may become admitted when what they miss arrives.
//!
//! It lives in memory and is bounded for each author, person and peer and in all. Keys cost nothing, so when it is full, what
//! the charter does not know the author of leaves first, of the peer that brought most of it; and where everything is by people
//! whom it knows, the oldest of whoever has most. What is dropped is no loss: heights
//! count admitted changes only, so every peer that has such a change sends it again.

use super::Origin;
use super::intake::{ALONE, Candidate};
use super::quota::{Account, owner};
use model::admission::{Authority, Missing};
use model::charter::Charter;
use model::id::{ChangeHash, DeviceId, DocumentId};
use model::name::DocumentName;
use std::collections::{BTreeMap, BTreeSet};

/// So many changes of one author may wait.
pub const WAITING_PER_AUTHOR_MAX: usize = 1024;
/// So many changes of all devices of one person may wait; then the oldest of theirs leaves. Devices cost nothing.
pub const WAITING_PER_PERSON_MAX: usize = 2048;
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
    /// Whose it is, where the charter knows that.
    owner: Option<Account>,
    /// Grows with each that came later.
    age: u64,
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
    people: BTreeMap<Account, usize>,
    shares: BTreeMap<Origin, Share>,
    last_age: u64,
    count: usize,
    bytes: usize,
    dropped: u64,
}

impl WaitingRoom {
    /// Lets a change wait, if there is room for it, its author and who brought it.
    pub(super) fn hold(&mut self, candidate: Candidate, waits_for: WaitsFor, charter: &Charter) {
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
        let owner = owner(charter, &candidate);
        if !self.has_share(&candidate) {
            self.dropped += 1;
            return;
        }
        if let Some(owner) = owner
            && self.of(owner) >= WAITING_PER_PERSON_MAX
        {
            self.oldest_leave(owner, 1);
        }
        if !self.has_room(&candidate, owner) {
            self.dropped += 1;
            return;
        }
        let bytes = candidate.bytes.len();
        *self.authors.entry(candidate.header.actor).or_default() += 1;
        let share = self.shares.entry(candidate.source.origin).or_default();
        share.count += 1;
        share.bytes += bytes;
        share.unknown += usize::from(owner.is_none());
        if let Some(owner) = owner {
            *self.people.entry(owner).or_default() += 1;
        }
        self.last_age += 1;
        self.count += 1;
        self.bytes += bytes;
        let held = self.documents.entry(candidate.document).or_default();
        held.push(Held {
            candidate,
            waits_for,
            owner,
            age: self.last_age,
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
    fn has_room(&mut self, candidate: &Candidate, owner: Option<Account>) -> bool {
        let is_known = owner.is_some();
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
                match owner {
                    Some(owner) if self.others_make_room(owner) => continue,
                    _ => return false,
                }
            }
            let leave = if is_known { most } else { (most - own) / 2 };
            self.make_room(of, leave.clamp(1, MADE_ROOM_MAX));
        }
        true
    }

    fn of(&self, owner: Account) -> usize {
        self.people.get(&owner).copied().unwrap_or_default()
    }

    /// The oldest of whoever has most leave, as long as they have more than who comes; false where nobody has.
    fn others_make_room(&mut self, comes: Account) -> bool {
        let people = self.people.iter().map(|(of, count)| (*count, *of));
        let Some((most, of)) = people.max() else {
            return false;
        };
        let own = self.of(comes);
        if most > own + 1 {
            self.oldest_leave(of, ((most - own) / 2).min(MADE_ROOM_MAX));
            return true;
        }
        own > 0 && self.oldest_leave(comes, 1)
    }

    /// Drops so many of this person's changes that wait for longest; whether any left.
    fn oldest_leave(&mut self, of: Account, count: usize) -> bool {
        let all = self.documents.values().flatten();
        let mut ages: Vec<u64> = all
            .filter(|held| held.owner == Some(of))
            .map(|held| held.age)
            .collect();
        ages.sort_unstable();
        let Some(youngest) = ages.get(count.min(ages.len()).saturating_sub(1)).copied() else {
            return false;
        };
        self.drop_where(usize::MAX, |held| {
            held.owner == Some(of) && held.age <= youngest
        });
        true
    }

    /// Drops so many changes that came from there, by authors whom the charter does not know.
    fn make_room(&mut self, of: Origin, count: usize) {
        self.drop_where(count, |held| {
            held.owner.is_none() && held.candidate.source.origin == of
        });
    }

    fn drop_where(&mut self, mut count: usize, is_meant: impl Fn(&Held) -> bool) {
        let documents: Vec<DocumentId> = self.documents.keys().copied().collect();
        for document in documents {
            if count == 0 {
                return;
            }
            let gone = self.take_out(document, |held| {
                let leaves = count > 0 && is_meant(held);
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
    pub(super) fn release_authors(&mut self, charter: &Charter) -> Vec<Vec<Candidate>> {
        self.recognise(charter);
        let authority: &dyn Authority = charter;
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
    fn recognise(&mut self, charter: &Charter) {
        for held in self.documents.values_mut().flatten() {
            if held.owner.is_some() {
                continue;
            }
            held.owner = owner(charter, &held.candidate);
            let Some(owner) = held.owner else { continue };
            *self.people.entry(owner).or_default() += 1;
            if let Some(share) = self.shares.get_mut(&held.candidate.source.origin) {
                share.unknown -= 1;
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
        if let Some(owner) = held.owner
            && let Some(count) = self.people.get_mut(&owner)
        {
            *count -= 1;
            if *count == 0 {
                self.people.remove(&owner);
            }
        }
        if let Some(share) = self.shares.get_mut(&candidate.source.origin) {
            share.count -= 1;
            share.bytes -= candidate.bytes.len();
            share.unknown -= usize::from(held.owner.is_none());
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
