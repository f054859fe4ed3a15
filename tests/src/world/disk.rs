//! A disk that forgets what was not synced.

use model::id::{ChangeHash, DocumentId, EndpointId};
use std::collections::{BTreeMap, BTreeSet};
use sync::core::{DocumentSummary, Heights, Opening, StoredChange, ToStore};

/// The log of one device: what is synced survives a crash, the rest does not.
#[derive(Default)]
pub struct Disk {
    synced: Vec<StoredChange>,
    by_document: BTreeMap<DocumentId, Vec<usize>>,
    written: Vec<ToStore>,
    remembered: BTreeMap<(EndpointId, DocumentId), Heights>,
    remembered_unsynced: BTreeMap<(EndpointId, DocumentId), Heights>,
    /// How far each document reached after each sync, as it is told to others.
    told: BTreeMap<DocumentId, Vec<Heights>>,
    positions: u64,
}

impl Disk {
    /// Writes a batch; it is safe only after [`Disk::sync`].
    pub fn write(&mut self, changes: Vec<ToStore>) {
        self.written.extend(changes);
    }

    /// Makes everything written safe.
    pub fn sync(&mut self) {
        let mut touched = BTreeSet::new();
        for change in std::mem::take(&mut self.written) {
            touched.insert(change.document);
            self.positions += 1;
            let places = self.by_document.entry(change.document).or_default();
            places.push(self.synced.len());
            self.synced.push(StoredChange {
                position: self.positions,
                change,
            });
        }
        for document in touched {
            let told = self.heights(document).told();
            self.told.entry(document).or_default().push(told);
        }
        let unsynced = std::mem::take(&mut self.remembered_unsynced);
        self.remembered.extend(unsynced);
    }

    /// The power fails.
    pub fn crash(&mut self) {
        self.written.clear();
        self.remembered_unsynced.clear();
    }

    /// Notes what a peer has; safe with the next sync.
    pub fn remember(&mut self, peer: EndpointId, document: DocumentId, heights: Heights) {
        self.remembered_unsynced.insert((peer, document), heights);
    }

    /// What a core needs to be opened.
    pub fn opening(&self, charter: DocumentId) -> Opening {
        let of_charter = |stored: &&StoredChange| stored.change.document == charter;
        let remembered = self.remembered.iter();
        Opening {
            summaries: self.summaries(),
            charter: self.synced.iter().filter(of_charter).cloned().collect(),
            remembered: remembered
                .map(|((peer, document), heights)| (*peer, *document, heights.clone()))
                .collect(),
            aside: Vec::new(),
        }
    }

    fn summaries(&self) -> Vec<DocumentSummary> {
        let mut summaries: BTreeMap<DocumentId, DocumentSummary> = BTreeMap::new();
        for stored in &self.synced {
            let change = &stored.change;
            let summary = summaries
                .entry(change.document)
                .or_insert_with(|| DocumentSummary {
                    name: change.name,
                    document: change.document,
                    heights: Heights::new(),
                    heads: Vec::new(),
                    changes: 0,
                });
            summary.heights.advance(&change.header);
            summary
                .heads
                .retain(|head| !change.header.deps.contains(head));
            summary.heads.push(change.header.hash);
            summary.changes += 1;
        }
        summaries.into_values().collect()
    }

    /// The safe changes of a document, oldest first.
    pub fn load(&self, document: DocumentId) -> Vec<StoredChange> {
        self.of(document).cloned().collect()
    }

    /// The safe changes of a document beyond these heights, oldest first.
    pub fn tail(&self, document: DocumentId, after: &Heights) -> Vec<ToStore> {
        let ours = self.heights(document);
        let all = self.of(document).map(|stored| &stored.change);
        all.filter(|change| lacks(&ours, change, after, self.of(document)))
            .cloned()
            .collect()
    }

    /// The safe changes of a document, oldest first.
    pub fn of(&self, document: DocumentId) -> impl Iterator<Item = &StoredChange> {
        let places = self.by_document.get(&document).into_iter().flatten();
        places.map(|place| &self.synced[*place])
    }

    /// Every safe change in the order of the log.
    pub fn all(&self) -> impl Iterator<Item = &StoredChange> {
        self.synced.iter()
    }

    /// How far the safe part of a document reaches.
    pub fn heights(&self, document: DocumentId) -> Heights {
        let mut heights = Heights::new();
        for stored in self.of(document) {
            heights.advance(&stored.change.header);
        }
        heights
    }

    /// Whether the safe part of a document reaches as far as these, or did when they were told: of a device that has
    /// forked since, an older height does not say on which branches it lies.
    pub fn has_reached(&self, document: DocumentId, heights: &Heights) -> bool {
        let mut told = self.told.get(&document).into_iter().flatten();
        self.heights(document).cover(heights) || told.any(|told| told.cover(heights))
    }

    /// An older state comes back: only so many of the oldest changes are there. What they do not prove goes too,
    /// as it does when the real store is opened after a loss.
    pub fn set_back(&mut self, changes: usize) {
        self.crash();
        let mut left: Vec<StoredChange> = self.synced.drain(..).take(changes).collect();
        while let Some(lost) = without_proof(&left) {
            left.retain(|stored| !lost.contains(&stored.change.header.hash));
        }
        self.by_document.clear();
        for (place, stored) in left.iter().enumerate() {
            let places = self.by_document.entry(stored.change.document).or_default();
            places.push(place);
        }
        self.synced = left;
    }

    /// How many changes are safe.
    pub fn len(&self) -> usize {
        self.synced.len()
    }

    /// Whether nothing is safe yet.
    pub fn is_empty(&self) -> bool {
        self.synced.is_empty()
    }

    /// What is remembered of a peer, safe or not.
    pub fn remembered(&self, peer: EndpointId, document: DocumentId) -> Heights {
        let key = (peer, document);
        let mut heights = self.remembered.get(&key).cloned().unwrap_or_default();
        if let Some(newer) = self.remembered_unsynced.get(&key) {
            heights.learn(newer);
        }
        heights
    }
}

/// The changes that no signature proves, or that build on what is gone; `None` when there are none.
fn without_proof(all: &[StoredChange]) -> Option<BTreeSet<ChangeHash>> {
    let mut sound = BTreeSet::new();
    let mut open: BTreeMap<ChangeHash, &StoredChange> = BTreeMap::new();
    let mut lost = BTreeSet::new();
    for stored in all {
        let header = &stored.change.header;
        if !header.deps.iter().all(|dep| sound.contains(dep)) {
            lost.insert(header.hash);
            continue;
        }
        sound.insert(header.hash);
        open.insert(header.hash, stored);
        let mut proved = stored.change.signature.map(|_| header.hash);
        while let Some(hash) = proved {
            let below = open.remove(&hash).into_iter();
            let below = below.flat_map(|one| &one.change.header.deps);
            proved = below.copied().find(|dep| {
                let before = open.get(dep);
                before.is_some_and(|before| before.change.header.actor == header.actor)
            });
        }
    }
    lost.extend(open.into_keys());
    (!lost.is_empty()).then_some(lost)
}

/// Whether a peer that is as far as `after` may lack this change: as the real store judges it.
fn lacks<'a>(
    ours: &Heights,
    change: &ToStore,
    after: &Heights,
    mut all: impl Iterator<Item = &'a StoredChange>,
) -> bool {
    let author = change.header.actor;
    let Some(theirs) = after.top(author) else {
        return true;
    };
    if ours.told().of(author).eq(after.of(author)) {
        return false;
    }
    if ours.is_forked(author) || after.is_forked(author) {
        return true;
    }
    if theirs.seq > ours.seq(author) {
        return false;
    }
    let is_ours = all.any(|stored| stored.change.header.hash == theirs.hash);
    !is_ours || change.header.seq > theirs.seq
}
