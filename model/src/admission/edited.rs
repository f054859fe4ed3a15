//! Rules 3 to 5 for documents that several people edit: designs, places, profiles and items.

use super::aside::{Graph, GraphNode, SetAside, Standing};
use super::clock::Clock;
use super::entries::begin;
use super::index::{Additions, OperationIndex};
use super::shape::Parts;
use super::state::{Stop, nothing_missing, own_previous};
use super::{Refusal, meaning};
use crate::change::Header;
use crate::heights::Heights;
use crate::id::{ChangeHash, DeviceId};
use crate::name::DocumentName;
use std::collections::{BTreeMap, BTreeSet};

/// The admitted changes of an edited document, as far as the next change has to be judged by them.
#[derive(Clone, Debug, Default)]
pub(super) struct Edited {
    /// In the order of their admission, so that what a change builds on stands before it.
    changes: Vec<Note>,
    places: BTreeMap<ChangeHash, u32>,
    heads: BTreeSet<ChangeHash>,
    index: OperationIndex,
}

/// What is kept of a change.
#[derive(Clone, Debug)]
struct Note {
    hash: ChangeHash,
    device: DeviceId,
    seq: u64,
    deps: Box<[u32]>,
    clock: Clock,
    max_op: u64,
    strand: u32,
    /// Whether a later change of its author goes on from it on the same strand.
    continued: bool,
}

/// A change that has been judged, and what it adds.
#[derive(Debug)]
pub(super) struct Judged {
    clock: Clock,
    additions: Additions,
}

impl Edited {
    pub(super) fn contains(&self, hash: ChangeHash) -> bool {
        self.places.contains_key(&hash)
    }

    pub(super) fn heads(&self) -> impl Iterator<Item = ChangeHash> {
        self.heads.iter().copied()
    }

    fn note(&self, hash: ChangeHash) -> Option<&Note> {
        let place = *self.places.get(&hash)?;
        self.changes.get(place as usize)
    }

    /// Judges place, meaning and structure of a change.
    pub(super) fn judge(
        &self,
        name: &DocumentName,
        heights: &Heights,
        header: &Header,
        bytes: &[u8],
    ) -> Result<Judged, Stop> {
        let missing = header.deps.iter().copied();
        nothing_missing(missing.filter(|dep| !self.contains(*dep)))?;
        let by = |dep: &ChangeHash| self.note(*dep).map(|note| (note.device, note.seq));
        own_previous(header, heights, header.deps.iter().filter_map(by))?;
        let is_first = header.deps.is_empty();
        if is_first {
            begin(name.creator, header)?;
        }
        let notes = header.deps.iter().filter_map(|dep| self.note(*dep));
        let highest = notes.clone().map(|note| note.max_op).max().unwrap_or(0);
        if header.start_op != highest + 1 {
            return Err(Refusal::StartOfOperations.into());
        }
        let past = self
            .index
            .past(Clock::joined(notes.map(|note| &note.clock)));
        let parts = Parts::of(bytes)?;
        let additions = meaning::judge(&self.index, &past, &parts, is_first.then_some(name.kind))?;
        Ok(Judged {
            clock: past.clock().clone(),
            additions,
        })
    }

    /// Takes in a change that has just been judged here.
    pub(super) fn take(&mut self, header: &Header, judged: Judged) {
        let strand = self.strand_of(header);
        self.index.take(strand, header.start_op, judged.additions);
        let deps = header.deps.iter();
        let deps = deps.filter_map(|dep| self.places.get(dep).copied());
        let note = Note {
            hash: header.hash,
            device: header.actor,
            seq: header.seq,
            deps: deps.collect(),
            clock: judged.clock.with(strand, header.max_op as u32),
            max_op: header.max_op,
            strand,
            continued: false,
        };
        self.places.insert(header.hash, self.changes.len() as u32);
        self.changes.push(note);
        for dep in &header.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(header.hash);
    }

    /// The strand of the author's previous change, or a new one: for a first change, and for a fork.
    fn strand_of(&mut self, header: &Header) -> u32 {
        for dep in &header.deps {
            let Some(place) = self.places.get(dep) else {
                continue;
            };
            let before = &mut self.changes[*place as usize];
            let is_own = before.device == header.actor && before.seq + 1 == header.seq;
            if is_own && !before.continued {
                before.continued = true;
                return before.strand;
            }
        }
        self.index.new_strand(header.actor)
    }

    /// What of the document is not in effect, and why.
    pub(super) fn set_aside(&self, standing: &Standing) -> BTreeMap<ChangeHash, SetAside> {
        super::aside::set_aside(self, standing)
    }
}

impl Graph for Edited {
    fn len(&self) -> usize {
        self.changes.len()
    }

    fn node(&self, place: usize) -> GraphNode<'_> {
        let note = &self.changes[place];
        GraphNode {
            hash: note.hash,
            device: note.device,
            seq: note.seq,
            deps: &note.deps,
        }
    }

    fn place(&self, hash: ChangeHash) -> Option<usize> {
        self.places.get(&hash).map(|place| *place as usize)
    }
}
