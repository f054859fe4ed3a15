//! Pins: a steward's program signs how far it has seen the documents that several people write.
//!
//! Of two branches of a forked device the one under a pin stays (replication.md, section 6), so whoever sets a copy of
//! their disk back cannot turn what others have built on since. A pin names only what no pin in effect names yet: where
//! nothing has changed nothing is written, and several stewards do not repeat each other.

use super::Commons;
use crate::deed::When;
use crate::trouble::Trouble;
use model::charter::Role;
use model::charter::act::PIN_HEADS_MAX;
use model::charter::build;
use model::id::{ChangeHash, DocumentId};
use model::name::{DocumentKind, DocumentName};
use std::collections::{BTreeMap, BTreeSet};

/// A steward's program pins at most so often by itself.
pub const PIN_EVERY_MS: u64 = 7 * 24 * 60 * 60 * 1000;
/// Whether a pin is due is looked at so often: it costs a look at every document.
pub const PIN_LOOK_EVERY_MS: u64 = 60 * 60 * 1000;
/// One act names at most so many bytes of documents and changes; it has room for some more.
const PIN_BYTES_MAX: usize = 48 * 1024;
/// At once at most so many acts are written.
const PIN_ACTS_MAX: usize = 16;
/// About so many bytes name a document, or a change.
const NAME_BYTES: usize = 36;

/// The newest changes of documents, as one act names them.
type Heads = BTreeMap<DocumentId, BTreeSet<ChangeHash>>;

impl Commons {
    /// Pins what is new, where this is a steward's device and its last pin is a week old. Called about once a second.
    ///
    /// The first pin comes a week after the device could have written one.
    pub fn pin_when_due(&mut self, now_ms: u64) {
        if !self.pins.is_now(now_ms, PIN_LOOK_EVERY_MS) {
            return;
        }
        if let Err(trouble) = self.pin_weekly(now_ms) {
            // Nobody asked for it, and the next look tries again.
            tracing::warn!("{trouble}");
        }
    }

    fn pin_weekly(&mut self, now_ms: u64) -> Result<(), Trouble> {
        if self.writer(Role::Steward).is_err() {
            return Ok(());
        }
        let kept = self.store.local_get(PINNED)?;
        let last = kept.and_then(|bytes| Some(u64::from_be_bytes(bytes.try_into().ok()?)));
        // A clock that was ahead must not put it off for ever.
        let Some(last) = last.filter(|last| *last <= now_ms) else {
            return Ok(self.store.local_set(PINNED, &now_ms.to_be_bytes())?);
        };
        if now_ms - last < PIN_EVERY_MS {
            return Ok(());
        }
        let time_ms = i64::try_from(now_ms).unwrap_or(0);
        let day = crate::chance::day_of(time_ms);
        let all = self.core.documents().collect();
        let written = self.pin(all, When { day, time_ms })?;
        // Where there was too much for once, the rest is due with the next look.
        if (1..PIN_ACTS_MAX).contains(&written) {
            self.store.local_set(PINNED, &now_ms.to_be_bytes())?;
        }
        Ok(())
    }

    /// Pins everything that is here after a period was sealed. What fails is made good by the weekly pin.
    pub(crate) fn pin_sealed(&mut self, when: When) {
        loop {
            let all = self.core.documents().collect();
            match self.pin(all, when) {
                Ok(PIN_ACTS_MAX) => {}
                Ok(_) => return,
                Err(trouble) => return tracing::warn!("{trouble}"),
            }
        }
    }

    /// Pins one document after its release, where I may. What fails is made good by the weekly pin.
    pub(crate) fn pin_released(&mut self, document: DocumentId, when: When) {
        let name = self.name_of(document);
        let may = self.writer(Role::Steward).is_ok();
        if let Some(name) = name.filter(|_| may)
            && let Err(trouble) = self.pin(vec![(document, name)], when)
        {
            tracing::warn!("{trouble}");
        }
    }

    /// Pins what is new in these documents; gives how many acts it took.
    fn pin(
        &mut self,
        documents: Vec<(DocumentId, DocumentName)>,
        when: When,
    ) -> Result<usize, Trouble> {
        let me = self.writer(Role::Steward)?;
        if self.core.weighs() || self.key_in_doubt().is_some() {
            // What is in effect is not known yet, or nothing can be signed.
            return Ok(0);
        }
        let new = documents.into_iter().filter_map(|(document, name)| {
            let new = self.unpinned(document, name);
            (!new.is_empty()).then_some((document, new))
        });
        let acts = acts_of(new);
        for heads in &acts {
            self.write_act(&build::pin(me, when.day, heads), when)?;
        }
        Ok(acts.len())
    }

    /// The newest changes of each author of a document that are in effect and that no pin names.
    fn unpinned(&self, document: DocumentId, name: DocumentName) -> BTreeSet<ChangeHash> {
        // Of a ledger every branch counts, and in the charter every act stays.
        if matches!(name.kind, DocumentKind::Charter | DocumentKind::Ledger) {
            return BTreeSet::new();
        }
        let pinned: BTreeSet<ChangeHash> = self.charter().pinned(document).collect();
        let heights = self.core.heights(document);
        let is_new = |tip: &&sync::log::Tip| {
            let aside = self.core.is_aside(document, tip.device, tip.seq, tip.hash);
            aside.is_none() && !pinned.contains(&tip.hash)
        };
        heights.iter().filter(is_new).map(|tip| tip.hash).collect()
    }
}

/// As many acts as have room for this, but not too many at once.
fn acts_of(new: impl Iterator<Item = (DocumentId, BTreeSet<ChangeHash>)>) -> Vec<Heads> {
    let mut acts: Vec<Heads> = vec![];
    let mut bytes = 0;
    for (document, hashes) in new {
        let hashes: Vec<ChangeHash> = hashes.into_iter().collect();
        for part in hashes.chunks(PIN_HEADS_MAX) {
            let size = NAME_BYTES * (1 + part.len());
            let is_full = bytes + size > PIN_BYTES_MAX;
            let is_named = acts.last().is_some_and(|act| act.contains_key(&document));
            if acts.is_empty() || is_full || is_named {
                if acts.len() == PIN_ACTS_MAX {
                    return acts;
                }
                acts.push(Heads::new());
                bytes = 0;
            }
            bytes += size;
            let act = acts.last_mut().expect("just pushed, or there before");
            act.insert(document, part.iter().copied().collect());
        }
    }
    acts
}

/// When this device pinned last by itself, in milliseconds since 1970.
const PINNED: &str = "pinned";
