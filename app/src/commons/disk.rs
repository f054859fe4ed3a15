//! Looking after what lies on the disk: it is read again bit by bit while nothing else is to be done, and what is
//! found damaged is set aside by itself, so that the next peer brings it again.

use super::{Commons, ToPeer};
use crate::trouble::Trouble;
use crate::view::NoticeKind;
use crate::words::keys as words;
use model::change::SignedChange;
use model::id::DocumentId;
use model::name::DocumentName;
use std::collections::BTreeMap;
use sync::core::{CloseReason, Input};
use sync::drivers::store::{Scrubbed, StoreError};

/// Every record is read again about this often.
pub const SCRUB_EVERY_MS: u64 = 7 * 24 * 60 * 60 * 1000;
/// In one quiet second so many records are read.
pub const SCRUB_RECORDS: usize = 32;
/// After a repair that failed it is tried again this much later.
const MEND_AGAIN_MS: u64 = 60 * 60 * 1000;

/// How far the reading is, and when the next one begins.
#[derive(Debug, Default)]
pub(super) struct Scrub {
    position: u64,
    due_ms: Option<u64>,
    mend_after_ms: u64,
}

impl Commons {
    /// Mends what was found damaged; else, where it is quiet, reads a few records again. Called about once a second.
    pub fn look_after_disk(&mut self, now_ms: u64, is_quiet: bool) {
        if let Err(trouble) = self.mend_or_scrub(now_ms, is_quiet) {
            self.failure = Some(trouble);
        }
    }

    fn mend_or_scrub(&mut self, now_ms: u64, is_quiet: bool) -> Result<(), Trouble> {
        if self.damaged.get() && now_ms >= self.scrub.mend_after_ms {
            self.damaged.set(false);
            self.scrub.mend_after_ms = now_ms + MEND_AGAIN_MS;
            self.mend()?;
            self.scrub.mend_after_ms = 0;
        } else if is_quiet {
            self.scrub_a_little(now_ms);
        }
        Ok(())
    }

    fn mend(&mut self) -> Result<(), Trouble> {
        // What peers were told rests on what is going to be dropped: they are met anew.
        for peer in self.core.peers() {
            self.mail
                .push(ToPeer::Close(peer.link, CloseReason::StoreFailed));
        }
        let mended = self.repair()?;
        let problems = mended.report.problems.len() as u64;
        if problems > 0 {
            self.tell(NoticeKind::Bad, words::mended(problems));
        }
        Ok(())
    }

    fn scrub_a_little(&mut self, now_ms: u64) {
        let due = *self.scrub.due_ms.get_or_insert_with(|| {
            let last = self.store.local_get(SCRUBBED).ok().flatten();
            let last = last.and_then(|bytes| Some(u64::from_be_bytes(bytes.try_into().ok()?)));
            // A clock that was ahead must not put it off for ever.
            last.map_or(0, |last| last.min(now_ms) + SCRUB_EVERY_MS)
        });
        if now_ms < due {
            return;
        }
        match self.store.scrub(self.scrub.position, SCRUB_RECORDS) {
            Ok(Scrubbed::Sound { reached }) => self.scrub.position = reached,
            Ok(Scrubbed::Done) => {
                self.scrub.position = 0;
                self.scrub.due_ms = Some(now_ms + SCRUB_EVERY_MS);
                // Losing this costs one reading more.
                let _ = self.store.local_set(SCRUBBED, &now_ms.to_be_bytes());
            }
            Ok(Scrubbed::Damaged { .. }) => self.damaged.set(true),
            Err(error) => self.note_damage(&error),
        }
    }

    /// Notes that the disk gave back something else than was written.
    pub fn note_damage(&self, error: &StoreError) {
        if matches!(
            error,
            StoreError::Damaged(_) | StoreError::DamagedRecord { .. }
        ) {
            self.damaged.set(true);
        }
    }

    /// The result of reading the store; damage is mended with the next look after the disk.
    pub(super) fn noted<T>(&self, read: Result<T, StoreError>) -> Result<T, StoreError> {
        read.inspect_err(|error| self.note_damage(error))
    }

    /// Hands what waits beside the log to admission again: what it builds on may have come back.
    pub(super) fn take_back_orphans(&mut self) -> Result<(), Trouble> {
        self.wants_orphans = false;
        if !self.has_orphans {
            return Ok(());
        }
        let mut documents: BTreeMap<DocumentName, Vec<SignedChange>> = BTreeMap::new();
        for orphan in self.store.orphans()? {
            let document: DocumentId = orphan.name.id(self.id);
            documents
                .entry(orphan.name)
                .or_default()
                .push(SignedChange {
                    document,
                    bytes: orphan.bytes,
                    signature: orphan.signature,
                });
        }
        for (name, changes) in documents {
            self.feed(Input::Edited { name, changes });
        }
        self.tidy_orphans()?;
        self.catch_up()
    }

    /// Forgets what stands in the log again.
    pub(super) fn tidy_orphans(&mut self) -> Result<(), Trouble> {
        self.store.tidy_orphans()?;
        self.has_orphans = self.store.orphan_count()? > 0;
        Ok(())
    }
}

/// When everything was read last, in milliseconds since 1970.
const SCRUBBED: &str = "scrubbed";
