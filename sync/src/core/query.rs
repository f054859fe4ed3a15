//! What can be asked of a core.

use super::peer::PeerView;
use super::waiting::WaitsFor;
use super::{Core, Heights, Refused};
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
        };
        self.links.iter().map(view).collect()
    }

    /// The peers who have answered that everything of this document is on their disk.
    pub fn with_others(&self, document: DocumentId) -> Vec<EndpointId> {
        self.shared.with_others(document)
    }

    /// Documents with something that, as far as is known, is on no other disk.
    pub fn unshared(&self) -> Vec<DocumentId> {
        self.shared.unshared().collect()
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
    /// BLAKE3 over all documents with the newest change of each of their authors. Every author's
    /// changes are a hash chain without gaps, so this names exactly the set of admitted changes
    /// (replication.md, section 6).
    pub fn fingerprint(&self) -> String {
        spoken_code(&self.tree.whole())
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
