//! The conversation with all peers of one commons, as a synchronous state machine.
//!
//! `handle(now, Input) -> Vec<Output>`: no clock, no socket, no disk and no chance of its own
//! (replication.md, section 7). Nothing is sent on or delivered before it is on the disk.
//!
//! The orders of one call are carried out one after the other; `Store`, `Load` and what follows from
//! them may be carried out at once or later, as long as their order stays.

mod batch;
mod compare;
mod document;
mod effect;
mod greeting;
mod input;
mod intake;
mod known;
mod output;
mod peer;
mod query;
mod quota;
mod shared;
mod tree;
mod verdicts;
mod waiting;
mod walks;

pub use effect::{Aside, standing};
pub use greeting::CROSSING_MS_MAX;
pub use input::Input;
pub use output::{CloseReason, Origin, Output, Progress, RefusalReason, Refused, Tail};
pub use peer::{DENIED_MS_MAX, PING_EVERY_MS, PeerView, SILENCE_MS_MAX};
pub use query::Waiting;
pub use quota::{
    DAY_ACTS_MAX, DAY_ACTS_OF_GUESTS_MAX, DAY_BYTES_MAX, DAY_CHANGES_MAX, DAY_OPERATIONS_MAX,
    FIRST_ACTS_MAX,
};
pub use waiting::{
    WAITING_BYTES_MAX, WAITING_BYTES_PER_PEER_MAX, WAITING_MAX, WAITING_PER_AUTHOR_MAX,
    WAITING_PER_PEER_MAX, WAITING_PER_PERSON_MAX, WaitsFor,
};

pub use crate::log::{DocumentSummary, Heights, StoredChange, ToStore};
pub use crate::wire::Message;

use crate::wire::{Access, NAME_BYTES_MAX, WireError, unpack};
use batch::Batch;
use document::Documents;
use effect::Effects;
use intake::Source;
use model::admission::{DocumentState, RebuildError};
use model::charter::{ActRefusal, Charter};
use model::id::{CommonsId, DeviceId, DocumentId, EndpointId};
use model::invitation::Invitation;
use model::name::DocumentName;
use peer::Link;
use shared::Shared;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use tree::Tree;
use waiting::WaitingRoom;

/// A peer that may see nothing may bring at most so many changes of the charter.
pub const STRANGER_CHANGES_MAX: usize = 4096;

/// Of at most so many peers who are no members it is noted, and remembered, what they hold.
pub const STRANGERS_NOTED_MAX: usize = 16;

/// One stream to one peer; the driver names it and never uses a name twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LinkId(pub u64);

/// One batch of changes on its way to the disk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BatchId(pub u64);

/// Whose core it is, and of which commons.
#[derive(Clone, Debug)]
pub struct CoreConfig {
    /// The commons.
    pub commons: CommonsId,
    /// This device in the commons.
    pub me: DeviceId,
    /// This home on the network.
    pub endpoint: EndpointId,
    /// The name of the charter: the root of all trust.
    pub charter: DocumentName,
    /// The invitation by which this device joins or has joined; it opens the charter at peers who do
    /// not know this device yet.
    pub invitation: Option<Invitation>,
    /// The program and its version, at most 64 bytes: told to peers.
    pub program: String,
}

/// What the store knows when the core is opened.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// All documents with at least one change.
    pub summaries: Vec<DocumentSummary>,
    /// All changes of the charter, in the order of the log.
    pub charter: Vec<StoredChange>,
    /// What was remembered of peers.
    pub remembered: Vec<(EndpointId, DocumentId, Heights)>,
    /// What was set aside when the core was open last. What is not true any more is weighed again.
    pub aside: Vec<(DocumentId, Aside)>,
}

/// Why a core cannot be opened: the store is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The stored changes of the charter do not fit together.
    #[error(transparent)]
    Charter(#[from] RebuildError),
    /// A stored act is refused now.
    #[error("a stored act of the charter is damaged: {0}")]
    Act(#[from] ActRefusal),
}

/// The state of replication of one commons.
pub struct Core {
    config: CoreConfig,
    charter_document: DocumentId,
    charter: Charter,
    charter_state: Box<DocumentState>,
    documents: Documents,
    /// What is on the disk, as digests.
    tree: Tree,
    /// What is on the disk, here and at others.
    shared: Shared,
    effects: Effects,
    waiting: WaitingRoom,
    /// How much of whom was taken today.
    quota: quota::Quota,
    /// What was walked through for whom.
    walks: walks::Walks,
    refusals: VecDeque<Refused>,
    links: BTreeMap<LinkId, Link>,
    collecting: Batch,
    storing: BTreeMap<BatchId, Batch>,
    last_batch: u64,
    last_run: u64,
    /// Who sent what was here already, in this call.
    known_here: BTreeSet<(LinkId, DocumentId)>,
    /// What was learnt in this call about what peers have.
    learnt: BTreeMap<(EndpointId, DocumentId), Heights>,
    /// When peers whose right has ended were last shown by which acts: none that the charter does not name.
    farewells: BTreeMap<EndpointId, u64>,
    now_ms: u64,
    stopped: bool,
}

impl Core {
    /// Opens the commons with what the store knows; a joiner's store knows nothing yet.
    pub fn open(mut config: CoreConfig, opening: Opening) -> Result<Self, OpenError> {
        let cut = config.program.floor_char_boundary(NAME_BYTES_MAX);
        config.program.truncate(cut);
        let charter_document = config.charter.id(config.commons);
        let chunks = || opening.charter.iter().map(|stored| &stored.change.bytes);
        let charter_state = DocumentState::rebuild(config.commons, config.charter, chunks())?;
        let mut charter = Charter::empty(config.commons, charter_document);
        for chunk in chunks() {
            charter.admit_chunk(chunk)?;
        }
        let (mut tree, mut shared) = (Tree::default(), Shared::default());
        for summary in &opening.summaries {
            let digest = tree::document_digest(summary.document, &summary.heights);
            tree.update(summary.document, digest);
            shared.stored_here(summary.document, summary.heights.clone());
        }
        for (peer, document, heights) in &opening.remembered {
            shared.stored_there(*peer, *document, heights);
        }
        let mut core = Self {
            charter_document,
            charter,
            charter_state: Box::new(charter_state),
            documents: Documents::open(opening.summaries),
            tree,
            shared,
            effects: Effects::default(),
            waiting: WaitingRoom::default(),
            quota: quota::Quota::default(),
            walks: walks::Walks::default(),
            refusals: VecDeque::new(),
            links: BTreeMap::new(),
            collecting: Batch::default(),
            storing: BTreeMap::new(),
            last_batch: 0,
            last_run: intake::ALONE,
            known_here: BTreeSet::new(),
            learnt: BTreeMap::new(),
            farewells: BTreeMap::new(),
            now_ms: 0,
            stopped: false,
            config,
        };
        core.open_effects(opening.aside);
        Ok(core)
    }

    /// From now on this device signs with another key.
    pub fn signs_as(&mut self, me: DeviceId) {
        self.config.me = me;
    }

    /// Takes in what happened and gives back what is to be done. `now_ms` is milliseconds since 1970.
    pub fn handle(&mut self, now_ms: u64, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        if self.stopped {
            return out;
        }
        self.now_ms = now_ms;
        self.renew_quota();
        match input {
            Input::Connected {
                link,
                peer,
                we_dialled,
            } => self.connected(link, peer, we_dialled, &mut out),
            Input::Received { link, frame } => self.received(link, &frame, &mut out),
            Input::Disconnected { link } => {
                self.links.remove(&link);
            }
            Input::Edited { name, changes } => {
                let source = Source {
                    origin: Origin::Here,
                    link: None,
                    live: true,
                    sent_to: vec![],
                };
                self.take(name, changes, &source, &mut out);
            }
            Input::Imported { frame } => self.imported(&frame, &mut out),
            Input::Stored { batch } => self.stored(batch, &mut out),
            Input::StoreFailed { .. } => self.store_failed(&mut out),
            Input::Loaded { document, changes } => self.loaded(document, &changes, &mut out),
            Input::Tick => self.tick(&mut out),
        }
        self.answer_known(&mut out);
        self.settle_effects(&mut out);
        self.flush_when_free(&mut out);
        self.remember_learnt(&mut out);
        out
    }

    fn received(&mut self, link: LinkId, frame: &[u8], out: &mut Vec<Output>) {
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        state.heard_ms = self.now_ms;
        let has_greeted = state.got.is_some();
        match Message::decode(frame) {
            Err(error) => self.close(link, CloseReason::Nonsense(error), out),
            Ok(Message::Hello(hello)) => self.hello_received(link, hello, out),
            Ok(Message::Bye) => self.close(link, CloseReason::Left, out),
            Ok(Message::Access(access)) if !has_greeted => self.turned_away(link, access, out),
            Ok(_) if !has_greeted => self.close(link, CloseReason::OutOfTurn, out),
            Ok(message) => self.message_received(link, message, out),
        }
    }

    /// The other program does not have this commons, or does not say so.
    fn turned_away(&mut self, link: LinkId, access: Access, out: &mut Vec<Output>) {
        let peer = self.links.get(&link).map(|state| state.peer);
        if let (Some(peer), Access::Nothing(_)) = (peer, access) {
            out.push(Output::Answered { peer, access });
            return self.close(link, CloseReason::Denied, out);
        }
        self.close(link, CloseReason::OutOfTurn, out);
    }

    fn message_received(&mut self, link: LinkId, message: Message, out: &mut Vec<Output>) {
        match message {
            Message::Access(access) => self.access_received(link, access, out),
            Message::CharterHeights(heights) => self.charter_heights_received(link, heights, out),
            Message::Compare(compare) => self.compare_received(link, compare, out),
            Message::Coming(coming) => self.coming_received(link, coming, out),
            Message::Runs(packed) => match unpack(&packed) {
                Err(error) => self.close(link, CloseReason::Nonsense(error), out),
                Ok(segments) => {
                    for segment in segments {
                        self.segment_received(link, segment, None, out);
                    }
                }
            },
            Message::Live(live) => {
                self.segment_received(link, live.segment, Some(live.sent_to), out)
            }
            Message::Have(documents) => self.have_received(link, documents),
            Message::Ping(held) => self.ping_received(link, held, out),
            Message::Pong(held) => self.pong_received(link, held, out),
            Message::Verdicts(verdicts) => self.verdicts_received(link, verdicts, out),
            Message::Hello(_) | Message::Bye => {}
        }
    }

    /// Changes from a peer; one that may see nothing may bring acts of the charter, and few of them.
    fn segment_received(
        &mut self,
        link: LinkId,
        segment: crate::wire::Segment,
        live_to: Option<Vec<u32>>,
        out: &mut Vec<Output>,
    ) {
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        if !state.gives_all() {
            state.taken_from_stranger += segment.changes.len();
            let is_charter = segment.name == self.config.charter;
            if !is_charter || state.taken_from_stranger > STRANGER_CHANGES_MAX {
                return;
            }
        }
        let source = Source {
            origin: Origin::Peer(state.peer),
            link: Some(link),
            live: live_to.is_some(),
            sent_to: live_to.unwrap_or_default(),
        };
        self.take_segment(segment, &source, out);
    }

    /// Takes a run; one that could not be sent on as it came is refused before anything of it is judged.
    fn take_segment(
        &mut self,
        segment: crate::wire::Segment,
        source: &Source,
        out: &mut Vec<Output>,
    ) {
        let name = segment.name;
        if !segment.is_run() {
            let document = name.id(self.config.commons);
            return self.refuse(document, None, source.origin, RefusalReason::LongRun, out);
        }
        let changes = segment.into_changes(self.config.commons);
        self.take(name, changes, source, out);
    }

    /// Who may not read a document has nothing to say about it.
    fn have_received(&mut self, link: LinkId, documents: Vec<crate::wire::DocumentHeights>) {
        let Some(state) = self.links.get(&link) else {
            return;
        };
        let (peer, takes_charter, gives_all) =
            (state.peer, state.takes_charter(), state.gives_all());
        for have in documents {
            let is_charter = have.document == self.charter_document;
            if takes_charter && (gives_all || is_charter) {
                self.note_stored_there(peer, have.document, &have.heights);
            }
        }
    }

    fn imported(&mut self, frame: &[u8], out: &mut Vec<Output>) {
        let source = Source {
            origin: Origin::Bundle,
            link: None,
            live: false,
            sent_to: vec![],
        };
        match unpack_frame(frame) {
            Ok(segments) => {
                for segment in segments {
                    self.take_segment(segment, &source, out);
                }
            }
            Err(error) => {
                let (document, reason) = (self.charter_document, RefusalReason::Unreadable(error));
                self.refuse(document, None, source.origin, reason, out);
            }
        }
    }

    fn loaded(&mut self, document: DocumentId, changes: &[StoredChange], out: &mut Vec<Output>) {
        let Some(name) = self.documents.name(document) else {
            return;
        };
        let Some(parked) = self.documents.loaded(document) else {
            return;
        };
        let chunks = changes.iter().map(|stored| &stored.change.bytes);
        match DocumentState::rebuild(self.config.commons, name, chunks) {
            Ok(state) => {
                self.weigh(&state);
                self.documents.put_back(document, Box::new(state));
                self.judge(parked, out);
            }
            Err(error) => {
                self.effects.give_up(document);
                out.push(Output::Damaged { document, error });
            }
        }
        self.report_all(out);
    }
}

/// The segments of a frame of packed changes, as a bundle holds them.
pub fn unpack_frame(frame: &[u8]) -> Result<Vec<crate::wire::Segment>, WireError> {
    match Message::decode(frame)? {
        Message::Runs(packed) => unpack(&packed),
        _ => Err(WireError::Malformed),
    }
}

#[cfg(test)]
mod tests;
