//! What is set aside: documents are read without it, and the tables are made without it.

use super::Commons;
use super::renewal::Doubt;
use crate::trouble::Trouble;
use crate::view::NoticeKind;
use crate::words::refused as words;
use model::admission::SetAside;
use model::id::{DocumentId, EndpointId};
use model::name::{DocumentKind, DocumentName};
use sync::core::{Aside, Input};
use sync::log::StoredChange;

impl Commons {
    /// The changes of a document that are in effect, causes first.
    pub(super) fn load_in_effect(&self, id: DocumentId) -> Result<Vec<StoredChange>, Trouble> {
        let mut stored = self.noted(self.store.load(id))?;
        if let Some(aside) = self.core.aside(id) {
            stored.retain(|stored| !aside.changes.contains_key(&stored.change.header.hash));
        }
        Ok(stored)
    }

    /// Takes in that something else of a document is in effect now.
    pub(super) fn take_effect(
        &mut self,
        name: DocumentName,
        document: DocumentId,
        aside: &Aside,
    ) -> Result<(), Trouble> {
        self.names.insert(document, name);
        self.version += 1;
        self.forget_document(document);
        if matches!(name.kind, DocumentKind::Design | DocumentKind::Profile) {
            self.to_offer.insert(document);
            let goes_on = self.key_in_doubt().is_some() || self.core.can_go_on(document);
            if !goes_on && self.is_no_removal(document) {
                self.doubt_key(Doubt::Leaning)?;
            }
            // Before it is kept: whatever a kill leaves undone is told again at the next start.
            self.index.mark(document)?;
        }
        Ok(self.store.keep_aside(document, aside)?)
    }

    /// Says that a peer's program judges the same history differently, or agrees again.
    pub(super) fn tell_of_disagreement(&mut self, peer: EndpointId, documents: usize) {
        let whose = self.whose(peer);
        match documents {
            0 => self.tell(NoticeKind::Good, words::agrees_again(&whose)),
            n => {
                let what = words::disagrees(&whose, n);
                self.tell(NoticeKind::Bad, format!("{what} {}", words::DISAGREES_WHY));
            }
        }
        self.version += 1;
    }

    /// Whether nothing of this device there was set aside because it was meant to be.
    fn is_no_removal(&self, document: DocumentId) -> bool {
        let me = self.device();
        let heights = self.core.heights(document);
        let mut tips = heights.of(me);
        tips.all(|tip| {
            let why = self.core.is_aside(document, me, tip.seq, tip.hash);
            why != Some(SetAside::Removed)
        })
    }

    /// Weighs what was not weighed when this was open last, before anything is shown.
    pub(crate) fn weigh_what_is_open(&mut self) {
        while self.core.weighs() && self.failure.is_none() {
            self.feed(Input::Tick);
        }
    }
}
