//! From a verdict to the disk, and from the disk on: nothing is shown, answered or sent on earlier.

use super::compare::{PART_BYTES_AIM, heights_bytes};
use super::intake::Candidate;
use super::peer::Link;
use super::tree::document_digest;
use super::{BatchId, CloseReason, Core, LinkId, Origin, Output};
use crate::log::{Heights, ToStore};
use crate::wire::{DocumentHeights, Live, Message, RunWriter, SENT_TO_MAX, Segment, short_name};
use model::change::Header;
use model::id::{DocumentId, EndpointId};
use model::name::{DocumentKind, DocumentName};
use std::collections::{BTreeMap, BTreeSet};

/// While one batch is being stored, the next one collects at most about so many bytes.
pub const BATCH_BYTES_AIM: usize = 4 * 1024 * 1024;
/// Changes of one document that are longer together go as packed frames instead of one live message.
pub const LIVE_BYTES_MAX: usize = 512 * 1024;
/// One answer names at most so many documents.
const HAVE_DOCUMENTS_MAX: usize = 1024;
/// A live message has at most so many changes.
const LIVE_CHANGES_MAX: usize = 256;

/// Changes that go to the disk together.
#[derive(Default)]
pub(super) struct Batch {
    changes: Vec<Candidate>,
    bytes: usize,
    documents: BTreeSet<DocumentId>,
    /// Who is to be told about which documents.
    answers: BTreeSet<(LinkId, DocumentId)>,
}

impl Batch {
    /// Whether it holds a change of the document.
    fn touches(&self, document: DocumentId) -> bool {
        self.documents.contains(&document)
    }
}

impl Core {
    /// Adds admitted changes to the batch that is being collected.
    pub(super) fn collect(&mut self, admitted: Vec<Candidate>, out: &mut Vec<Output>) {
        for candidate in admitted {
            let batch = &mut self.collecting;
            batch.bytes += candidate.bytes.len();
            batch.documents.insert(candidate.document);
            if let Some(link) = candidate.source.link {
                batch.answers.insert((link, candidate.document));
            }
            batch.changes.push(candidate);
        }
        if self.collecting.bytes > BATCH_BYTES_AIM {
            self.flush(out);
        }
    }

    /// Peers sent what is here already: tells them so, now or when it is on the disk.
    pub(super) fn answer_known(&mut self, out: &mut Vec<Output>) {
        let mut at_once = Batch::default();
        for (link, document) in std::mem::take(&mut self.known_here) {
            let waits = |batch: &&mut Batch| batch.touches(document);
            let batches =
                std::iter::once(&mut self.collecting).chain(self.storing.values_mut().rev());
            let batch = batches.into_iter().find(waits).unwrap_or(&mut at_once);
            batch.answers.insert((link, document));
        }
        self.acknowledge(&at_once, out);
    }

    /// Orders the collected changes to be stored.
    pub(super) fn flush(&mut self, out: &mut Vec<Output>) {
        if self.collecting.changes.is_empty() {
            return;
        }
        let batch = std::mem::take(&mut self.collecting);
        let changes: Vec<ToStore> = batch.changes.iter().map(Candidate::to_store).collect();
        self.last_batch += 1;
        let name = BatchId(self.last_batch);
        self.storing.insert(name, batch);
        out.push(Output::Store {
            batch: name,
            changes,
        });
    }

    /// One batch at a time goes to the disk; what arrives meanwhile goes together afterwards.
    pub(super) fn flush_when_free(&mut self, out: &mut Vec<Output>) {
        if self.storing.is_empty() {
            self.flush(out);
        }
    }

    pub(super) fn stored(&mut self, name: BatchId, out: &mut Vec<Output>) {
        let Some(batch) = self.storing.remove(&name) else {
            return;
        };
        for change in &batch.changes {
            self.shared.stored_change(change.document, &change.header);
        }
        for document in &batch.documents {
            if let Some(heights) = self.shared.judge_own(*document) {
                let digest = document_digest(*document, heights);
                self.tree.update(*document, digest);
            }
        }
        self.note_origins(&batch);
        self.deliver(&batch, out);
        self.acknowledge(&batch, out);
        // The acts first: whom they remove still learns so, and gets nothing else of what is new.
        let charter = self.charter_document;
        if batch.touches(charter) {
            self.withhold(out);
        }
        self.send_on(&batch, |document| document == charter, out);
        if batch.touches(charter) {
            self.reconsider_access(out);
            self.reconsider_effects();
        }
        self.send_on(&batch, |document| document != charter, out);
        self.count_arrivals(&batch, out);
        self.flush_when_free(out);
        self.report_all(out);
        if batch
            .changes
            .iter()
            .any(|change| change.source.origin == Origin::Bundle)
        {
            self.nudge_all(None, out);
        }
    }

    pub(super) fn store_failed(&mut self, out: &mut Vec<Output>) {
        for link in self.links() {
            self.close(link, CloseReason::StoreFailed, out);
        }
        self.stopped = true;
        out.push(Output::Stopped);
    }

    /// Who sent something has it.
    fn note_origins(&mut self, batch: &Batch) {
        let mut theirs: BTreeMap<(EndpointId, DocumentId), Vec<&Header>> = BTreeMap::new();
        for change in &batch.changes {
            if let Origin::Peer(peer) = change.source.origin {
                let changes = theirs.entry((peer, change.document)).or_default();
                changes.push(&change.header);
            }
        }
        for ((peer, document), changes) in theirs {
            if !self.may_be_noted(peer) {
                continue;
            }
            let known = self.shared.sent_from_there(peer, document, changes);
            self.learnt.insert((peer, document), known);
        }
    }

    fn deliver(&self, batch: &Batch, out: &mut Vec<Output>) {
        let mut groups: Vec<((DocumentId, Origin), DocumentName, Vec<ToStore>)> = Vec::new();
        let mut places: BTreeMap<(DocumentId, Origin), usize> = BTreeMap::new();
        // Where the effect has changed, the whole document is read again.
        let told_whole = |change: &&Candidate| self.effects.is_changed(change.document);
        for change in batch.changes.iter().filter(|change| !told_whole(change)) {
            let key = (change.document, change.source.origin);
            let is_last_of_document = |place: &&usize| {
                // Causal order inside a document: only its newest group may grow.
                !groups[**place + 1..]
                    .iter()
                    .any(|((document, _), ..)| *document == change.document)
            };
            match places.get(&key).filter(is_last_of_document).copied() {
                Some(place) => groups[place].2.push(change.to_store()),
                None => {
                    places.insert(key, groups.len());
                    groups.push((key, change.name, vec![change.to_store()]));
                }
            }
        }
        let deliver = |((document, origin), name, changes)| Output::Deliver {
            name,
            document,
            changes,
            origin,
        };
        out.extend(groups.into_iter().map(deliver));
    }

    /// "This is on my disk", to everyone who sent it.
    fn acknowledge(&mut self, batch: &Batch, out: &mut Vec<Output>) {
        let mut answers: BTreeMap<LinkId, Vec<DocumentHeights>> = BTreeMap::new();
        for (link, document) in &batch.answers {
            let takes_it = |state: &Link| state.gives_all() || *document == self.charter_document;
            if !self
                .links
                .get(link)
                .is_some_and(|state| state.takes_charter() && takes_it(state))
            {
                continue;
            }
            if let Some(heights) = self.shared.own(*document).map(Heights::told) {
                let documents = answers.entry(*link).or_default();
                documents.push(DocumentHeights {
                    document: *document,
                    heights,
                });
            }
        }
        for (link, documents) in answers {
            for part in in_parts(documents) {
                self.send(link, &Message::Have(part), out);
            }
        }
    }

    /// New changes go to all connected peers, but not to where they came from or have gone already.
    fn send_on(
        &mut self,
        batch: &Batch,
        is_meant: impl Fn(DocumentId) -> bool,
        out: &mut Vec<Output>,
    ) {
        let mut documents: BTreeMap<DocumentId, Vec<&Candidate>> = BTreeMap::new();
        let meant = |change: &&Candidate| change.source.live && is_meant(change.document);
        for change in batch.changes.iter().filter(meant) {
            documents.entry(change.document).or_default().push(change);
        }
        for (document, changes) in documents {
            self.send_on_document(document, &changes, out);
        }
    }

    fn send_on_document(
        &mut self,
        document: DocumentId,
        changes: &[&Candidate],
        out: &mut Vec<Output>,
    ) {
        let is_charter = document == self.charter_document;
        let mut targets: Vec<(LinkId, u32, Vec<ToStore>)> = Vec::new();
        for (link, state) in &self.links {
            let takes_it =
                state.gives_all() && state.gets_all() || is_charter && state.takes_charter();
            if !takes_it || self.shared.has(state.peer, document) {
                continue;
            }
            let lacks = |change: &&&Candidate| {
                change.source.link != Some(*link)
                    && change.source.origin != Origin::Peer(state.peer)
                    && !change.source.sent_to.contains(&short_name(state.peer))
                    && !self.is_home_of(state.peer, change.header.actor)
            };
            let changes: Vec<ToStore> = changes
                .iter()
                .filter(lacks)
                .map(|change| change.to_store())
                .collect();
            if !changes.is_empty() {
                targets.push((*link, short_name(state.peer), changes));
            }
        }
        let mut sent_to: BTreeSet<u32> = targets.iter().map(|(_, peer, _)| *peer).collect();
        sent_to.extend(changes.iter().flat_map(|change| &change.source.sent_to));
        for (link, peer, changes) in targets {
            let others = sent_to.iter().copied().filter(|other| *other != peer);
            let others = others.take(SENT_TO_MAX).collect();
            self.send_live(link, changes, others, out);
        }
    }

    fn send_live(
        &mut self,
        link: LinkId,
        changes: Vec<ToStore>,
        sent_to: Vec<u32>,
        out: &mut Vec<Output>,
    ) {
        let bytes: usize = changes.iter().map(|change| change.bytes.len()).sum();
        if bytes <= LIVE_BYTES_MAX && changes.len() <= LIVE_CHANGES_MAX {
            let segment = Segment::live(changes[0].name, &changes);
            return self.send(link, &Message::Live(Live { segment, sent_to }), out);
        }
        let mut writer = RunWriter::new();
        let mut frames = writer.add(changes);
        frames.extend(writer.finish());
        out.extend(frames.into_iter().map(|frame| Output::Send { link, frame }));
    }

    /// Counts what has arrived, for the screen.
    fn count_arrivals(&mut self, batch: &Batch, out: &mut Vec<Output>) {
        let mut touched = BTreeSet::new();
        for change in batch.changes.iter().filter(|change| !change.source.live) {
            let Some(link) = change.source.link else {
                continue;
            };
            let Some(state) = self.links.get_mut(&link) else {
                continue;
            };
            state.coming.changes += 1;
            if change.name.kind == DocumentKind::Design {
                state.coming.designs.insert(change.document);
            }
            touched.insert(link);
        }
        for link in touched {
            if let Some(state) = self.links.get(&link) {
                out.push(Output::Progress(state.progress()));
            }
        }
    }

    pub(super) fn report_all(&mut self, out: &mut Vec<Output>) {
        for link in self.links() {
            self.report_done(link, out);
        }
    }

    /// Says so, once, when an exchange is over and all of it is on the disk.
    pub(super) fn report_done(&mut self, link: LinkId, out: &mut Vec<Output>) {
        let is_busy = self.is_busy();
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        if !state.is_settled() || state.coming.done || is_busy {
            return;
        }
        state.coming.done = true;
        let brought_something = state.coming.changes > 0;
        out.push(Output::Progress(state.progress()));
        // Where something is set aside, whether both set the same aside is found out at once, not with the next ping.
        if self.aside_digest() != [0; 32] {
            self.ping(link, out);
        }
        if brought_something {
            self.nudge_all(Some(link), out);
        }
    }

    /// Lets the other peers know that there is more here now than before.
    fn nudge_all(&mut self, except: Option<LinkId>, out: &mut Vec<Output>) {
        for link in self.links() {
            let may_know = self.links.get(&link).is_some_and(Link::takes_charter);
            if Some(link) != except && may_know {
                self.check_again(link, out);
            }
        }
    }

    /// Whether changes of the document are on their way to the disk.
    pub(super) fn is_in_flight(&self, document: DocumentId) -> bool {
        self.collecting.touches(document)
            || self.storing.values().any(|batch| batch.touches(document))
    }

    /// Whether something is on its way to or from the disk.
    pub(super) fn is_busy(&self) -> bool {
        !self.storing.is_empty()
            || !self.collecting.changes.is_empty()
            || self.documents.loading() > 0
            || self.weighs()
    }
}

/// In parts that fit into a frame each, however many authors the documents have.
fn in_parts(documents: Vec<DocumentHeights>) -> Vec<Vec<DocumentHeights>> {
    let mut parts: Vec<Vec<DocumentHeights>> = Vec::new();
    let mut bytes = 0;
    for document in documents {
        let size = heights_bytes(&document);
        match parts.last_mut() {
            Some(part) if part.len() < HAVE_DOCUMENTS_MAX && bytes + size <= PART_BYTES_AIM => {
                part.push(document);
                bytes += size;
            }
            _ => {
                parts.push(vec![document]);
                bytes = size;
            }
        }
    }
    parts
}
