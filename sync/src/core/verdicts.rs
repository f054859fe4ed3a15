//! Seeing at once when two programs that hold the same history judge it differently.
//!
//! Verdicts follow from the history, so equal histories with different verdicts mean different rules: another
//! version of the program, or a fault in one. Nothing is decided here; it is shown to the people of both
//! (replication.md, section 6, "Rule sets").

use super::tree::short;
use super::{Aside, Core, LinkId, Output};
use crate::wire::{COMPARED_MAX, DocumentVerdict, Held, Message, ShortDigest, Verdicts};
use model::id::DocumentId;
use std::collections::{BTreeMap, BTreeSet};

impl Core {
    /// Says so, once, when the peer holds the same and has set something else aside.
    pub(super) fn compare_verdicts(&mut self, link: LinkId, held: Held, out: &mut Vec<Output>) {
        let own_root = self.root_for(link);
        let (Some(theirs), false) = (held.aside, self.weighs() || self.is_busy()) else {
            return;
        };
        let (own, theirs) = (short(&self.aside_digest()), *theirs);
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        let holds_the_same = held.root == own_root && own_root != [0; 32];
        if !holds_the_same || !state.gives_all() {
            return;
        }
        if own == theirs {
            state.differs = None;
            if !std::mem::take(&mut state.disagrees).is_empty() {
                out.push(Output::Disagreement {
                    peer: state.peer,
                    documents: Vec::new(),
                });
            }
        } else if state.differs != Some((own_root, own, theirs)) {
            state.differs = Some((own_root, own, theirs));
            let verdicts = Verdicts {
                root: own_root,
                documents: self.effects_told(),
            };
            self.send(link, &Message::Verdicts(verdicts), out);
        }
    }

    pub(super) fn verdicts_received(
        &mut self,
        link: LinkId,
        theirs: Verdicts,
        out: &mut Vec<Output>,
    ) {
        // One of the two has gone on meanwhile: then it is compared again, with the next ping.
        if theirs.root != self.root_for(link) || self.weighs() || self.is_busy() {
            return;
        }
        let as_map = |verdicts: Vec<DocumentVerdict>| -> BTreeMap<DocumentId, ShortDigest> {
            let pairs = verdicts
                .into_iter()
                .map(|told| (told.document, told.digest));
            pairs.collect()
        };
        let (own, theirs) = (as_map(self.effects_told()), as_map(theirs.documents));
        let all: BTreeSet<DocumentId> = own.keys().chain(theirs.keys()).copied().collect();
        let differ = all
            .into_iter()
            .filter(|document| own.get(document) != theirs.get(document));
        let differ: BTreeSet<DocumentId> = differ.collect();
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        if !state.gives_all() || !state.gets_all() || state.disagrees == differ {
            return;
        }
        state.disagrees = differ;
        out.push(Output::Disagreement {
            peer: state.peer,
            documents: state.disagrees.iter().copied().collect(),
        });
    }

    fn effects_told(&self) -> Vec<DocumentVerdict> {
        let told = |(document, aside): (DocumentId, &Aside)| DocumentVerdict {
            document,
            digest: short(&aside.digest()),
        };
        self.all_aside().map(told).take(COMPARED_MAX).collect()
    }
}
