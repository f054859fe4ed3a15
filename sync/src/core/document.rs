//! The documents of the commons: how far each reaches, and the states by which changes are judged.
//!
//! A ledger is judged by its newest entry alone, unless something branches off below it; the charter's state
//! is always there; and the states of edited documents are loaded on demand and dropped again when there
//! are too many.

use super::intake::Candidate;
use crate::log::{DocumentSummary, Heights};
use model::admission::DocumentState;
use model::change::Header;
use model::heights::BRANCHES_TOLD_MAX;
use model::id::{ChangeHash, CommonsId, DeviceId, DocumentId};
use model::name::{DocumentKind, DocumentName};
use std::collections::{BTreeMap, BTreeSet};

/// So many states of edited documents are kept in memory.
pub const LOADED_STATES_MAX: usize = 64;
/// The loaded states may hold so many changes together before older ones are dropped.
pub const LOADED_CHANGES_MAX: u64 = 200_000;
/// So many changes may wait for one document to be loaded.
pub const PARKED_CHANGES_MAX: usize = 4096;

/// All documents.
#[derive(Default)]
pub(super) struct Documents {
    entries: BTreeMap<DocumentId, Entry>,
    uses: u64,
    /// Loaded documents by the time of their last use.
    loaded: BTreeMap<u64, DocumentId>,
    loaded_changes: u64,
    loading: usize,
}

struct Entry {
    name: DocumentName,
    heights: Heights,
    changes: u64,
    slot: Slot,
}

enum Slot {
    Away,
    Loading(Vec<Candidate>),
    Here {
        state: Box<DocumentState>,
        used: u64,
    },
}

/// Whether the state of a document can be had.
pub(super) enum Reach {
    /// Here it is; give it back with [`Documents::put_back`].
    State(Box<DocumentState>),
    /// It has to be loaded first.
    Away,
    /// It is being loaded.
    Loading,
}

impl Documents {
    pub(super) fn open(summaries: impl IntoIterator<Item = DocumentSummary>) -> Self {
        let entry = |summary: DocumentSummary| Entry {
            name: summary.name,
            heights: summary.heights,
            changes: summary.changes,
            slot: Slot::Away,
        };
        let entries = summaries
            .into_iter()
            .map(|summary| (summary.document, entry(summary)));
        Self {
            entries: entries.collect(),
            ..Self::default()
        }
    }

    /// How far a document reaches with everything that was admitted, stored or not.
    pub(super) fn heights(&self, document: DocumentId) -> &Heights {
        static NOTHING: Heights = Heights::new();
        let entry = self.entries.get(&document);
        entry.map_or(&NOTHING, |entry| &entry.heights)
    }

    /// The author's highest number in a document; 0 when there is nothing of them.
    pub(super) fn height(&self, document: DocumentId, author: DeviceId) -> u64 {
        let entry = self.entries.get(&document);
        entry.map_or(0, |entry| entry.heights.seq(author))
    }

    /// How many changes of a document were admitted, stored or not.
    pub(super) fn changes(&self, document: DocumentId) -> u64 {
        self.entries.get(&document).map_or(0, |entry| entry.changes)
    }

    pub(super) fn kind(&self, document: DocumentId) -> Option<DocumentKind> {
        self.entries.get(&document).map(|entry| entry.name.kind)
    }

    pub(super) fn name(&self, document: DocumentId) -> Option<DocumentName> {
        self.entries.get(&document).map(|entry| entry.name)
    }

    /// All documents, with how far each reaches.
    pub(super) fn all(&self) -> impl Iterator<Item = (DocumentId, DocumentName, &Heights)> {
        let entries = self.entries.iter();
        entries.map(|(document, entry)| (*document, entry.name, &entry.heights))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = (DocumentId, DocumentName)> {
        self.entries
            .iter()
            .map(|(document, entry)| (*document, entry.name))
    }

    /// How many documents are being loaded.
    pub(super) fn loading(&self) -> usize {
        self.loading
    }

    /// Whether this very change is admitted; `None` when that cannot be told without its document's state.
    pub(super) fn contains(&self, document: DocumentId, header: &Header) -> Option<bool> {
        let Some(entry) = self.entries.get(&document) else {
            return Some(false);
        };
        let heights = &entry.heights;
        if header.seq > heights.seq(header.actor) {
            return Some(false);
        }
        if heights.has_tip(header.actor, header.seq, header.hash) {
            return Some(true);
        }
        match &entry.slot {
            Slot::Here { state, .. } => Some(state.contains(header.hash)),
            _ => None,
        }
    }

    /// The last changes of the full ledger with that name: none, one, or more after a fork.
    pub(super) fn ledger_ends(&self, commons: CommonsId, ledger: DocumentName) -> Vec<ChangeHash> {
        let Some(entry) = self.entries.get(&ledger.id(commons)) else {
            return Vec::new();
        };
        let tips = entry.heights.of(ledger.creator);
        let ends = tips.filter(|tip| tip.seq == model::entry::LEDGER_ENTRIES_MAX);
        ends.map(|tip| tip.hash).collect()
    }

    /// Takes the state of a document out, to be judged by.
    pub(super) fn reach(
        &mut self,
        commons: CommonsId,
        document: DocumentId,
        name: DocumentName,
        candidates: &[Candidate],
    ) -> Reach {
        let Some(entry) = self.entries.get_mut(&document) else {
            return Reach::State(Box::new(DocumentState::new(commons, name)));
        };
        if matches!(entry.slot, Slot::Loading(_)) {
            return Reach::Loading;
        }
        if entry.changes == 0 {
            return Reach::State(Box::new(DocumentState::new(commons, name)));
        }
        if matches!(entry.slot, Slot::Away) {
            // Of very many branches all are read once, and stay in memory as long as they are used.
            if entry.heights.len() > BRANCHES_TOLD_MAX {
                return Reach::Away;
            }
            let state = DocumentState::ledger(commons, name, &entry.heights, entry.changes);
            // Of a run the first builds on what is newest here, and each other one on the one before it.
            let mut coming = BTreeSet::new();
            let judges_all = |state: &DocumentState| {
                candidates.iter().all(|candidate| {
                    let header = &candidate.header;
                    let follows = header.deps.first().is_some_and(|dep| coming.contains(dep));
                    coming.insert(header.hash);
                    follows || state.can_judge(header)
                })
            };
            return match state.filter(judges_all) {
                Some(state) => Reach::State(Box::new(state)),
                None => Reach::Away,
            };
        }
        self.take_loaded(document).map_or(Reach::Away, Reach::State)
    }

    /// Takes the state of a document out when it is in memory; give it back with [`Documents::put_back`].
    pub(super) fn take_loaded(&mut self, document: DocumentId) -> Option<Box<DocumentState>> {
        let entry = self.entries.get_mut(&document)?;
        match std::mem::replace(&mut entry.slot, Slot::Away) {
            Slot::Here { state, used } => {
                self.loaded.remove(&used);
                self.loaded_changes = self.loaded_changes.saturating_sub(entry.changes);
                Some(state)
            }
            other => {
                entry.slot = other;
                None
            }
        }
    }

    /// Gives a state back and drops older ones when there are too many.
    pub(super) fn put_back(&mut self, document: DocumentId, state: Box<DocumentState>) {
        let name = *state.name();
        let Some(entry) = self.entries.get_mut(&document) else {
            return;
        };
        if name.kind == DocumentKind::Charter || !state.is_whole() {
            return;
        }
        self.uses += 1;
        self.loaded.insert(self.uses, document);
        self.loaded_changes += entry.changes;
        entry.slot = Slot::Here {
            state,
            used: self.uses,
        };
        while self.loaded.len() > LOADED_STATES_MAX
            || (self.loaded_changes > LOADED_CHANGES_MAX && self.loaded.len() > 1)
        {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        let Some((_, document)) = self.loaded.pop_first() else {
            return;
        };
        if let Some(entry) = self.entries.get_mut(&document) {
            self.loaded_changes = self.loaded_changes.saturating_sub(entry.changes);
            entry.slot = Slot::Away;
        }
    }

    /// Lets changes wait until the document is loaded; true when loading has to begin.
    pub(super) fn park(&mut self, document: DocumentId, candidates: Vec<Candidate>) -> bool {
        let Some(entry) = self.entries.get_mut(&document) else {
            return false;
        };
        if let Slot::Loading(parked) = &mut entry.slot {
            // All of a run or nothing: a part of it would prove nothing.
            if parked.len() + candidates.len() <= PARKED_CHANGES_MAX {
                parked.extend(candidates);
            }
            return false;
        }
        entry.slot = Slot::Loading(candidates);
        self.loading += 1;
        true
    }

    /// The document is loaded: what waited for it.
    pub(super) fn loaded(&mut self, document: DocumentId) -> Option<Vec<Candidate>> {
        let entry = self.entries.get_mut(&document)?;
        match std::mem::replace(&mut entry.slot, Slot::Away) {
            Slot::Loading(parked) => {
                self.loading -= 1;
                Some(parked)
            }
            other => {
                entry.slot = other;
                None
            }
        }
    }

    /// A change was admitted. Its document's state must be out or light.
    pub(super) fn admitted(&mut self, document: DocumentId, name: DocumentName, header: &Header) {
        let entry = self.entries.entry(document).or_insert_with(|| Entry {
            name,
            heights: Heights::new(),
            changes: 0,
            slot: Slot::Away,
        });
        entry.heights.advance(header);
        entry.changes += 1;
    }
}
