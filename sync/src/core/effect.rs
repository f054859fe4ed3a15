//! What of each document is in effect, and what is set aside.
//!
//! A verdict is final; whether an admitted change is in effect follows from the charter and from forks, and
//! may turn both ways (replication.md, section 6). It is weighed again when a document that forked grows,
//! when somebody writes beyond what stays of theirs, and when the charter changes. It needs the whole document,
//! so what is not in memory is loaded first, a few at a time.

use super::{Core, Output};
use crate::log::Heights;
use model::admission::{DocumentState, SetAside, Standing};
use model::charter::Charter;
use model::id::{ChangeHash, DeviceId, DocumentId};
use model::name::{DocumentKind, DocumentName};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// So many documents are loaded at once to be weighed again.
const WEIGHED_AT_ONCE_MAX: usize = 8;

/// A document with fewer changes is weighed whenever it grows.
const WEIGHED_AT_ONCE_CHANGES_MAX: u64 = 1000;
/// Of a longer one so many changes are weighed in a millisecond, counting the pauses in between. Weighing takes time as the
/// whole document does, and who forks without end makes it grow without end.
const WEIGHED_IN_A_MS_MAX: u64 = 100;
/// The same where what is set aside has changed, so that everybody reads the whole document again.
const READ_AGAIN_IN_A_MS_MAX: u64 = 10;

/// What is set aside in one document.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Aside {
    /// A digest of everything that this follows from: equal as long as it is true.
    pub basis: [u8; 32],
    /// The changes, with the reason of each. For a ledger there is no list:
    /// [`model::admission::Standing::cuts`] says it of each entry.
    pub changes: BTreeMap<ChangeHash, SetAside>,
}

impl Aside {
    /// A digest of what is set aside.
    pub fn digest(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 set aside v1");
        hasher.update(&self.basis);
        for (change, why) in &self.changes {
            hasher.update(&change.0).update(&[*why as u8]);
        }
        *hasher.finalize().as_bytes()
    }
}

/// Documents of which something may be set aside.
#[derive(Default)]
pub(super) struct Effects {
    kept: BTreeMap<DocumentId, Aside>,
    /// A digest of all that, once it was asked for: each ping asks.
    digest: OnceLock<[u8; 32]>,
    #[cfg(test)]
    made: std::sync::atomic::AtomicU64,
    /// To be weighed again.
    open: BTreeSet<DocumentId>,
    /// To be told of, when it is weighed and everything of it is on the disk.
    changed: BTreeSet<DocumentId>,
    /// Long documents are not weighed again before then, in milliseconds since 1970.
    due: BTreeMap<DocumentId, u64>,
    /// A digest of each that is kept.
    digests: BTreeMap<DocumentId, [u8; 32]>,
}

impl Effects {
    /// Whether the effect of a document has changed and nobody was told yet.
    pub(super) fn is_changed(&self, document: DocumentId) -> bool {
        self.changed.contains(&document)
    }

    /// The document cannot be read: it is weighed again when it has been mended.
    pub(super) fn give_up(&mut self, document: DocumentId) {
        self.open.remove(&document);
    }

    /// Whether a document has to wait before it is weighed again. What it has grown by is told with it, for nobody knows
    /// yet whether that is in effect.
    fn put_off(&mut self, document: DocumentId, now_ms: u64) -> bool {
        let waits = self.waits(document, now_ms);
        if waits {
            self.open.insert(document);
            self.changed.insert(document);
        }
        waits
    }

    fn waits(&self, document: DocumentId, now_ms: u64) -> bool {
        self.due.get(&document).is_some_and(|due| now_ms < *due)
    }

    fn rest(&mut self, document: DocumentId, changes: u64, is_new: bool, now_ms: u64) {
        self.due.remove(&document);
        if changes >= WEIGHED_AT_ONCE_CHANGES_MAX {
            let in_a_ms = match is_new {
                true => READ_AGAIN_IN_A_MS_MAX,
                false => WEIGHED_IN_A_MS_MAX,
            };
            let due = now_ms.saturating_add(changes / in_a_ms);
            self.due.insert(document, due);
        }
    }

    /// Gives whether what is set aside has changed.
    fn keep(&mut self, document: DocumentId, kind: DocumentKind, aside: Aside) -> bool {
        self.open.remove(&document);
        let nothing = Aside::default();
        let before = self.kept.get(&document).unwrap_or(&nothing);
        // A ledger has no list, so what its entries follow from is compared.
        let is_ledger = kind == DocumentKind::Ledger;
        let is_new = before.changes != aside.changes || is_ledger && before.basis != aside.basis;
        if *before != aside {
            self.digest.take();
        }
        if aside == nothing {
            self.kept.remove(&document);
            self.digests.remove(&document);
        } else {
            self.digests.insert(document, aside.digest());
            self.kept.insert(document, aside);
        }
        if is_new {
            self.changed.insert(document);
        }
        is_new
    }
}

/// What the charter says about a document, as far as it reaches: of devices that wrote beyond it, what
/// stays, and what pins and stewards name.
pub fn standing(
    charter: &Charter,
    name: DocumentName,
    document: DocumentId,
    heights: &Heights,
) -> Standing {
    let beyond = |device: DeviceId| {
        let last = charter.stays(device, name.kind, document)?;
        (heights.seq(device) > last).then_some((device, last))
    };
    let last = match charter.excludes_nothing() {
        true => BTreeMap::new(),
        false => heights.devices().filter_map(beyond).collect(),
    };
    let is_forked = name.kind != DocumentKind::Ledger && heights.forked().next().is_some();
    let writers = heights.devices().filter(|_| is_forked);
    let persons = writers.filter_map(|device| Some((device, charter.device(device)?.person)));
    let again = charter.readmitted(document).map(|(_, _, change)| change);
    Standing {
        last,
        pinned: charter.pinned(document).collect(),
        persons: persons.collect(),
        again: again.collect(),
    }
}

/// A digest of what the effect of a document follows from; zero when all of it is in effect.
fn basis(name: DocumentName, heights: &Heights, standing: &Standing) -> [u8; 32] {
    let is_ledger = name.kind == DocumentKind::Ledger;
    let is_forked = !is_ledger && heights.forked().next().is_some();
    if standing.is_plain() && !is_forked {
        return [0; 32];
    }
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 effect basis v1");
    for (device, last) in &standing.last {
        hasher
            .update(b"l")
            .update(&device.0)
            .update(&last.to_be_bytes());
    }
    for hash in &standing.again {
        hasher.update(b"a").update(&hash.0);
    }
    if !is_ledger {
        for hash in &standing.pinned {
            hasher.update(b"p").update(&hash.0);
        }
        for (device, person) in &standing.persons {
            hasher.update(b"w").update(&device.0).update(&person.0);
        }
        for tip in heights.told_tips() {
            hasher
                .update(b"t")
                .update(&tip.device.0)
                .update(&tip.hash.0);
        }
    }
    *hasher.finalize().as_bytes()
}

impl Core {
    /// Takes what was kept on the disk, and marks what has to be weighed again.
    pub(super) fn open_effects(&mut self, kept: impl IntoIterator<Item = (DocumentId, Aside)>) {
        self.effects.digest.take();
        self.effects.kept = kept.into_iter().collect();
        let kept = self.effects.kept.iter();
        self.effects.digests = kept.map(|(id, aside)| (*id, aside.digest())).collect();
        self.reconsider_effects();
    }

    /// The charter may say something else now: marks the documents for which it does.
    pub(super) fn reconsider_effects(&mut self) {
        // With nobody's rights ended, only a fork can set something aside, or something that was ended before.
        let ends_nothing = self.charter.excludes_nothing();
        let kept = &self.effects.kept;
        let concerned = self.documents.all().filter(|(document, _, heights)| {
            !ends_nothing || kept.contains_key(document) || heights.forked().next().is_some()
        });
        let concerned: Vec<_> = concerned
            .map(|(document, name, _)| (document, name))
            .collect();
        for (document, name) in concerned {
            self.reconsider_effect(document, name);
        }
    }

    fn reconsider_effect(&mut self, document: DocumentId, name: DocumentName) {
        if name.kind == DocumentKind::Charter {
            return;
        }
        let heights = self.documents.heights(document);
        let standing = standing(&self.charter, name, document, heights);
        let basis = basis(name, heights, &standing);
        let before = self
            .effects
            .kept
            .get(&document)
            .map_or([0; 32], |aside| aside.basis);
        if basis == before {
            self.effects.open.remove(&document);
        } else if name.kind == DocumentKind::Ledger || basis == [0; 32] {
            let changes = BTreeMap::new();
            self.effects
                .keep(document, name.kind, Aside { basis, changes });
        } else {
            self.effects.open.insert(document);
        }
    }

    /// Weighs a document whose state is at hand.
    pub(super) fn weigh(&mut self, state: &DocumentState) {
        let (document, name) = (state.document(), *state.name());
        if name.kind == DocumentKind::Charter {
            return;
        }
        let standing = standing(&self.charter, name, document, state.heights());
        let basis = basis(name, state.heights(), &standing);
        let is_kept = self.effects.kept.contains_key(&document);
        if basis == [0; 32] && !is_kept {
            self.effects.open.remove(&document);
            return;
        }
        if self.effects.put_off(document, self.now_ms) {
            return;
        }
        let changes = state.set_aside(&standing);
        let aside = Aside { basis, changes };
        let is_new = self.effects.keep(document, name.kind, aside);
        self.effects
            .rest(document, state.changes(), is_new, self.now_ms);
    }

    /// Loads some of the documents that have to be weighed again, and tells of those that were.
    pub(super) fn settle_effects(&mut self, out: &mut Vec<Output>) {
        let open: Vec<DocumentId> = self.effects.open.iter().copied().collect();
        for document in open {
            if self.effects.waits(document, self.now_ms) {
                continue;
            }
            if self.documents.loading() >= WEIGHED_AT_ONCE_MAX {
                break;
            }
            match self.documents.take_loaded(document) {
                Some(state) => {
                    self.weigh(&state);
                    self.documents.put_back(document, state);
                }
                None if self.documents.park(document, Vec::new()) => {
                    // What is admitted and not yet ordered to be stored has to be in what is loaded.
                    self.flush(out);
                    out.push(Output::Load { document });
                }
                None => {}
            }
        }
        let changed = self.effects.changed.iter().copied();
        let told: Vec<DocumentId> = changed
            .filter(|id| !self.effects.open.contains(id) && !self.is_in_flight(*id))
            .collect();
        for document in told {
            self.effects.changed.remove(&document);
            if let Some(name) = self.documents.name(document) {
                let aside = self
                    .effects
                    .kept
                    .get(&document)
                    .cloned()
                    .unwrap_or_default();
                out.push(Output::Effect {
                    name,
                    document,
                    aside,
                });
            }
        }
    }

    /// What is set aside in a document; nothing in most.
    pub fn aside(&self, document: DocumentId) -> Option<&Aside> {
        self.effects.kept.get(&document)
    }

    /// All documents in which something is set aside.
    pub fn all_aside(&self) -> impl Iterator<Item = (DocumentId, &Aside)> {
        self.effects
            .kept
            .iter()
            .map(|(document, aside)| (*document, aside))
    }

    /// Whether documents wait to be weighed again, so that what is set aside in them is not known yet.
    pub fn weighs(&self) -> bool {
        !self.effects.open.is_empty()
    }

    /// Whether an admitted change is set aside, and why.
    pub fn is_aside(
        &self,
        document: DocumentId,
        device: DeviceId,
        seq: u64,
        hash: ChangeHash,
    ) -> Option<SetAside> {
        let aside = self.effects.kept.get(&document)?;
        if let Some(why) = aside.changes.get(&hash) {
            return Some(*why);
        }
        let name = self.documents.name(document)?;
        let is_ledger = name.kind == DocumentKind::Ledger;
        let cuts = || {
            let heights = self.documents.heights(document);
            let standing = standing(&self.charter, name, document, heights);
            standing.cuts(device, seq, hash)
        };
        (is_ledger && cuts()).then_some(SetAside::Removed)
    }

    /// A digest of what is set aside in ledgers; zero when nothing is.
    pub fn ledgers_aside_digest(&self) -> [u8; 32] {
        let is_ledger =
            |document: &DocumentId| self.documents.kind(*document) == Some(DocumentKind::Ledger);
        let kept = self.effects.digests.iter();
        digest_of(kept.filter(|(document, _)| is_ledger(document)))
    }

    /// Whether this device may go on writing in the document: its newest change there is in effect, and its
    /// key has not been used twice. Where it is not, whatever it writes would be set aside too.
    pub fn can_go_on(&self, document: DocumentId) -> bool {
        let (heights, me) = (self.documents.heights(document), self.config.me);
        let stands =
            |tip: &crate::log::Tip| self.is_aside(document, me, tip.seq, tip.hash).is_none();
        !heights.is_forked(me) && heights.of(me).all(stands)
    }

    /// How often everything that is set aside was hashed.
    #[cfg(test)]
    pub(super) fn digests_made(&self) -> u64 {
        let made = &self.effects.made;
        made.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// A digest of everything that is set aside; zero when nothing is. Two programs that hold the same history
    /// and differ in this judge by different rules.
    pub fn aside_digest(&self) -> [u8; 32] {
        let digest = || {
            #[cfg(test)]
            self.effects
                .made
                .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            digest_of(self.effects.digests.iter())
        };
        *self.effects.digest.get_or_init(digest)
    }
}

fn digest_of<'a>(kept: impl Iterator<Item = (&'a DocumentId, &'a [u8; 32])>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 all set aside v1");
    let mut is_nothing = true;
    for (document, aside) in kept {
        is_nothing = false;
        hasher.update(&document.0).update(aside);
    }
    match is_nothing {
        true => [0; 32],
        false => *hasher.finalize().as_bytes(),
    }
}
