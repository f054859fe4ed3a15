//! Rules 3 to 5 for documents that several people edit: designs, places, profiles and items.

use super::clock::Clock;
use super::entries::begin;
use super::index::{Additions, OperationIndex};
use super::shape::Parts;
use super::state::{Stop, chain, nothing_missing};
use super::{Refusal, meaning};
use crate::change::Header;
use crate::id::ChangeHash;
use crate::name::DocumentName;
use std::collections::{BTreeMap, BTreeSet};

/// The admitted changes of an edited document, as far as the next change has to be judged by them.
#[derive(Clone, Debug, Default)]
pub(super) struct Edited {
    changes: BTreeMap<ChangeHash, Note>,
    heads: BTreeSet<ChangeHash>,
    index: OperationIndex,
}

/// What is kept of a change.
#[derive(Clone, Debug)]
struct Note {
    clock: Clock,
    max_op: u64,
}

/// A change that has been judged, and what it adds.
#[derive(Debug)]
pub(super) struct Judged {
    clock: Clock,
    additions: Additions,
}

impl Edited {
    pub(super) fn contains(&self, hash: ChangeHash) -> bool {
        self.changes.contains_key(&hash)
    }

    pub(super) fn heads(&self) -> impl Iterator<Item = ChangeHash> {
        self.heads.iter().copied()
    }

    /// Judges place, meaning and structure of a change.
    pub(super) fn judge(
        &self,
        name: &DocumentName,
        last: Option<&(u64, ChangeHash)>,
        header: &Header,
        bytes: &[u8],
    ) -> Result<Judged, Stop> {
        chain(last, header)?;
        let missing = header
            .deps
            .iter()
            .copied()
            .filter(|dep| !self.contains(*dep));
        nothing_missing(missing, last, header)?;
        let is_first = header.deps.is_empty();
        if is_first {
            begin(self.heads.is_empty(), name.creator, header)?;
        }
        let notes = header.deps.iter().filter_map(|dep| self.changes.get(dep));
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
        let actor = self.index.name_actor(header.actor);
        self.index.take(actor, header.start_op, judged.additions);
        let note = Note {
            clock: judged.clock.with(actor, header.max_op as u32),
            max_op: header.max_op,
        };
        self.changes.insert(header.hash, note);
        for dep in &header.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(header.hash);
    }
}
