//! One stream to one peer: what was said, what is going on, what is known of the other side.

use super::compare::Answer;
use super::tree::short;
use super::{CloseReason, Core, LinkId, Output, Progress, STRANGERS_NOTED_MAX};
use crate::log::Heights;
use crate::wire::{Access, Compare, Denial, Held, Message, ShortDigest};
use model::id::{DocumentId, EndpointId};
use std::collections::{BTreeSet, VecDeque};

/// A quiet stream is tried so often, by the side that opened it.
pub const PING_EVERY_MS: u64 = 10_000;
/// A stream on which nothing was heard for so long is closed.
///
/// Longer than the network's own time-out: a full frame may take a while on a slow line.
pub const SILENCE_MS_MAX: u64 = 60_000;
/// A peer that may see nothing has so long to bring what changes that.
pub const DENIED_MS_MAX: u64 = 10_000;

/// One stream.
pub(super) struct Link {
    pub(super) peer: EndpointId,
    pub(super) we_dialled: bool,
    /// What the peer may see of ours.
    pub(super) given: Access,
    /// What we may see of the peer's; `None` until its hello.
    pub(super) got: Option<Access>,
    /// The newest rule set that the peer's program knows; `None` until its hello.
    pub(super) rule_set: Option<u16>,
    /// The key of the invitation that the peer has proved to hold.
    pub(super) invited_by: Option<[u8; 32]>,
    pub(super) stage: Stage,
    /// The peer's digests as last heard; `None` when they may be anything.
    pub(super) their_charter: Option<ShortDigest>,
    pub(super) their_root: Option<[u8; 32]>,
    /// What our answer to their turn will be, as far as its parts have come.
    pub(super) answer: Answer,
    /// Parts of their turns that are answered later.
    pub(super) late: VecDeque<Compare>,
    /// Both roots when comparing last ended, so that it is not begun again for the same difference.
    pub(super) ended_with: Option<([u8; 32], [u8; 32])>,
    pub(super) introduced: bool,
    /// The root that both hold and both digests of what is set aside, when we last told that we differ in them.
    pub(super) differs: Option<([u8; 32], ShortDigest, ShortDigest)>,
    /// The documents of which the peer has set something else aside.
    pub(super) disagrees: BTreeSet<DocumentId>,
    /// Changes taken from a peer that may see nothing.
    pub(super) taken_from_stranger: usize,
    pub(super) opened_ms: u64,
    pub(super) heard_ms: u64,
    pub(super) said_ms: u64,
    pub(super) coming: ComingTotals,
}

/// How far the conversation is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Stage {
    /// Nothing was heard yet.
    Hello,
    /// Both have said hello.
    Greeted,
    /// We asked for the heights of the charter.
    Charter,
    /// The charter is the same, or its tails are on their way.
    CharterDone,
    /// Turns of comparing.
    Comparing,
    /// Nothing more to compare.
    Settled,
}

/// What the peer has announced, and what of it has arrived.
#[derive(Default)]
pub(super) struct ComingTotals {
    pub(super) designs_total: u32,
    pub(super) changes_total: u64,
    pub(super) changes: u64,
    pub(super) designs: BTreeSet<DocumentId>,
    pub(super) done: bool,
}

/// A peer as a person sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PeerView {
    /// Who.
    pub peer: EndpointId,
    /// The stream.
    pub link: LinkId,
    /// What it may see of ours.
    pub given: Access,
    /// What we may see of its; `None` until it has answered.
    pub got: Option<Access>,
    /// Whether everything has been exchanged since the stream was opened.
    pub synced: bool,
    /// When something was last heard from it.
    pub heard_ms: u64,
    /// In how many documents it has set something else aside, although it holds the same history.
    pub disagrees: usize,
    /// The newest rule set that its program knows; `None` until its hello.
    pub rule_set: Option<u16>,
}

impl Link {
    pub(super) fn new(peer: EndpointId, we_dialled: bool, now_ms: u64) -> Self {
        Self {
            peer,
            we_dialled,
            given: Access::Nothing(Denial::NotAMember),
            got: None,
            rule_set: None,
            invited_by: None,
            stage: Stage::Hello,
            their_charter: None,
            their_root: None,
            answer: Answer::default(),
            late: VecDeque::new(),
            ended_with: None,
            introduced: false,
            differs: None,
            disagrees: BTreeSet::new(),
            taken_from_stranger: 0,
            opened_ms: now_ms,
            heard_ms: now_ms,
            said_ms: now_ms,
            coming: ComingTotals::default(),
        }
    }

    pub(super) fn gives_all(&self) -> bool {
        self.given == Access::Everything
    }

    pub(super) fn gets_all(&self) -> bool {
        self.got == Some(Access::Everything)
    }

    /// Whether the peer takes acts of the charter from us.
    pub(super) fn takes_charter(&self) -> bool {
        self.given >= Access::Charter && self.got.is_some_and(|access| access >= Access::Charter)
    }

    pub(super) fn is_settled(&self) -> bool {
        self.stage == Stage::Settled
    }

    pub(super) fn progress(&self) -> Progress {
        Progress {
            peer: self.peer,
            designs: self.coming.designs.len() as u32,
            designs_total: self
                .coming
                .designs_total
                .max(self.coming.designs.len() as u32),
            changes: self.coming.changes,
            changes_total: self.coming.changes_total.max(self.coming.changes),
            done: self.coming.done,
        }
    }
}

impl Core {
    pub(super) fn send(&mut self, link: LinkId, message: &Message, out: &mut Vec<Output>) {
        if let Some(state) = self.links.get_mut(&link) {
            state.said_ms = self.now_ms;
            out.push(Output::Send {
                link,
                frame: message.encode(),
            });
        }
    }

    pub(super) fn close(&mut self, link: LinkId, reason: CloseReason, out: &mut Vec<Output>) {
        if self.links.remove(&link).is_some() {
            if reason != CloseReason::Left {
                out.push(Output::Send {
                    link,
                    frame: Message::Bye.encode(),
                });
            }
            out.push(Output::Close { link, reason });
        }
    }

    /// Streams of people who may see everything and are open, one for each peer.
    pub(super) fn links(&self) -> Vec<LinkId> {
        self.links.keys().copied().collect()
    }

    pub(super) fn tick(&mut self, out: &mut Vec<Output>) {
        self.hear_late(out);
        for link in self.links() {
            self.tick_link(link, out);
        }
    }

    fn tick_link(&mut self, link: LinkId, out: &mut Vec<Output>) {
        let now = self.now_ms;
        let Some(state) = self.links.get(&link) else {
            return;
        };
        let is_denied = !state.takes_charter() && state.stage > Stage::Hello;
        if now.saturating_sub(state.heard_ms) > SILENCE_MS_MAX {
            return self.close(link, CloseReason::Silent, out);
        }
        if is_denied && now.saturating_sub(state.opened_ms) > DENIED_MS_MAX {
            let we_deny = state.given < Access::Charter;
            let reason = if we_deny {
                CloseReason::NotAllowed
            } else {
                CloseReason::Denied
            };
            return self.close(link, reason, out);
        }
        if state.we_dialled && now.saturating_sub(state.said_ms) >= PING_EVERY_MS {
            self.check_again(link, out);
        }
    }

    /// Lets both sides find out whether they still hold the same.
    pub(super) fn check_again(&mut self, link: LinkId, out: &mut Vec<Output>) {
        let Some(state) = self.links.get(&link) else {
            return;
        };
        let sees_all = state.gives_all() && state.gets_all();
        if sees_all && state.is_settled() || !state.we_dialled {
            self.ping(link, out);
        } else if !sees_all && state.takes_charter() {
            self.begin_again(link, out);
        }
    }

    /// Asks whether both still hold the same.
    pub(super) fn ping(&mut self, link: LinkId, out: &mut Vec<Output>) {
        let held = self.held_for(link);
        self.send(link, &Message::Ping(held), out);
    }

    fn held_for(&mut self, link: LinkId) -> Held {
        let root = self.root_for(link);
        let may_know = self.links.get(&link).is_some_and(Link::gives_all);
        let aside = (may_know && !self.weighs()).then(|| short(&self.aside_digest()).into());
        Held { root, aside }
    }

    /// The root as this peer may know it.
    pub(super) fn root_for(&mut self, link: LinkId) -> [u8; 32] {
        let may_know = self.links.get(&link).is_some_and(Link::gives_all);
        if may_know {
            self.tree.sum(crate::wire::Place::ROOT).digest
        } else {
            [0; 32]
        }
    }

    pub(super) fn ping_received(&mut self, link: LinkId, held: Held, out: &mut Vec<Output>) {
        let own = self.held_for(link);
        self.roots_known(link, held.root, out);
        self.compare_verdicts(link, held, out);
        let Some(state) = self.links.get(&link) else {
            return;
        };
        // The side that dialled begins every comparison; a ping to it is a nudge and needs no answer.
        if !state.we_dialled {
            self.send(link, &Message::Pong(own), out);
        } else if state.gives_all() && state.gets_all() {
            self.compare_again(link, out);
        } else if state.takes_charter() {
            self.begin_again(link, out);
        }
    }

    pub(super) fn pong_received(&mut self, link: LinkId, held: Held, out: &mut Vec<Output>) {
        self.roots_known(link, held.root, out);
        self.compare_verdicts(link, held, out);
        if self.links.get(&link).is_some_and(|state| state.we_dialled) {
            self.compare_again(link, out);
        }
    }

    /// Notes what the peer holds; the same root means that it has all that is on our disk.
    pub(super) fn roots_known(&mut self, link: LinkId, root: [u8; 32], out: &mut Vec<Output>) {
        let own = self.root_for(link);
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        state.their_root = Some(root);
        if root != own || own == [0; 32] {
            return;
        }
        let peer = state.peer;
        if state.gets_all() && state.stage != Stage::Comparing {
            self.settle(link, out);
        }
        let unshared: Vec<DocumentId> = self.shared.unshared().collect();
        for document in unshared {
            let heights = self.shared.own(document).map(Heights::told);
            let heights = heights.unwrap_or_default();
            self.note_stored_there(peer, document, &heights);
        }
    }

    pub(super) fn note_stored_there(
        &mut self,
        peer: EndpointId,
        document: DocumentId,
        heights: &Heights,
    ) {
        if !self.may_be_noted(peer) {
            return;
        }
        if let Some(heights) = self.shared.stored_there(peer, document, heights) {
            self.learnt.insert((peer, document), heights);
        }
    }

    /// Keys of addresses cost nothing, so of those whom the charter has never named only a few are noted.
    pub(super) fn may_be_noted(&self, peer: EndpointId) -> bool {
        let is_stranger = |peer: &EndpointId| !self.charter.has_named_endpoint(*peer);
        let known = self.shared.known();
        if known.contains(&peer) || !is_stranger(&peer) {
            return true;
        }
        let mut strangers = known.iter().filter(|known| is_stranger(known));
        strangers.nth(STRANGERS_NOTED_MAX - 1).is_none()
    }

    pub(super) fn remember_learnt(&mut self, out: &mut Vec<Output>) {
        let learnt = std::mem::take(&mut self.learnt);
        if learnt.is_empty() {
            return;
        }
        let remembered = |((peer, document), heights)| (peer, document, heights);
        out.push(Output::Remember(
            learnt.into_iter().map(remembered).collect(),
        ));
    }
}
