//! What can be asked of a core.

use super::peer::PeerView;
use super::waiting::WaitsFor;
use super::{Core, Heights, LinkId, Refused};
use crate::wire::Access;
use model::charter::Charter;
use model::id::{CommonsId, DeviceId, DocumentId, EndpointId, spoken_code};
use model::name::DocumentName;

/// A change that waits for another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// Of which document.
    pub document: DocumentId,
    /// Who made it.
    pub author: DeviceId,
    /// What has to come first.
    pub waits_for: WaitsFor,
}

impl Core {
    /// The commons.
    pub fn commons(&self) -> CommonsId {
        self.config.commons
    }

    /// The charter with everything that was admitted, stored or not.
    pub fn charter(&self) -> &Charter {
        &self.charter
    }

    /// The name of the charter.
    pub fn charter_name(&self) -> DocumentName {
        self.config.charter
    }

    /// All documents with at least one admitted change.
    pub fn documents(&self) -> impl Iterator<Item = (DocumentId, DocumentName)> {
        self.documents.names()
    }

    /// How many changes of a document are admitted.
    pub fn changes(&self, document: DocumentId) -> u64 {
        self.documents.changes(document)
    }

    /// How far a document reaches on this disk.
    pub fn heights(&self, document: DocumentId) -> Heights {
        self.shared.own(document).cloned().unwrap_or_default()
    }

    /// The open streams.
    pub fn peers(&self) -> Vec<PeerView> {
        let view = |(link, state): (&super::LinkId, &super::peer::Link)| PeerView {
            peer: state.peer,
            link: *link,
            given: state.given,
            got: state.got,
            synced: state.is_settled() && state.coming.done,
            heard_ms: state.heard_ms,
            disagrees: state.disagrees.len(),
            rule_set: state.rule_set,
        };
        self.links.iter().map(view).collect()
    }

    /// Whether the peer on this stream has said that we may see something of its.
    pub fn lets_us_see(&self, link: LinkId) -> bool {
        let got = self.links.get(&link).and_then(|state| state.got);
        got.is_some_and(|got| !matches!(got, Access::Nothing(_)))
    }

    /// The peers who have answered that everything of this document is on their disk.
    pub fn with_others(&self, document: DocumentId) -> Vec<EndpointId> {
        self.shared.with_others(document)
    }

    /// Documents with something that, as far as is known, is on no other disk.
    pub fn unshared(&self) -> Vec<DocumentId> {
        self.shared.unshared().collect()
    }

    /// How many changes are, as far as is known, on no other disk.
    pub fn only_here(&self) -> u64 {
        let documents = self.shared.unshared();
        documents
            .map(|document| self.shared.only_here(document))
            .sum()
    }

    /// How many changes of what is on this disk that peer has not; `None` while it has said nothing.
    pub fn lacking(&self, peer: EndpointId) -> Option<u64> {
        self.shared.lacking(peer)
    }

    /// Whether nothing is on its way to or from the disk, and no exchange is under way.
    pub fn idle(&self) -> bool {
        let talks = |state: &super::peer::Link| state.gives_all() && state.gets_all();
        let mut talking = self.links.values().filter(|state| talks(state));
        !self.is_busy() && talking.all(|state| state.is_settled())
    }

    /// Whether storing has failed; then nothing is done any more until the core is opened again.
    pub fn has_stopped(&self) -> bool {
        self.stopped
    }

    /// The fingerprint of the history on this disk: 100 bits in five groups, for two people to compare.
    ///
    /// BLAKE3 over all documents with the newest change of each of their authors, after a fork of each branch.
    /// Every author's changes are a hash chain without gaps, so this names exactly the set of admitted
    /// changes (replication.md, section 6).
    ///
    /// Where something is set aside, that stands in it too, so that programs which judge differently show it.
    pub fn fingerprint(&self) -> String {
        let (history, aside) = (self.tree.whole(), self.aside_digest());
        if aside == [0; 32] {
            return spoken_code(&history);
        }
        let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 history in effect v1");
        hasher.update(&history).update(&aside);
        spoken_code(hasher.finalize().as_bytes())
    }

    /// What was refused since the core was opened, oldest first; the newest 256 of them.
    pub fn refusals(&self) -> impl Iterator<Item = &Refused> {
        self.refusals.iter()
    }

    /// What waits for something that has not arrived.
    pub fn waiting(&self) -> impl Iterator<Item = Waiting> {
        self.waiting
            .list()
            .map(|(document, author, waits_for)| Waiting {
                document,
                author,
                waits_for: waits_for.clone(),
            })
    }

    /// How many changes wait, and how many were turned away since the core was opened because too
    /// many waited; peers send those again.
    pub fn waiting_counts(&self) -> (usize, u64) {
        self.waiting.counts()
    }
}
