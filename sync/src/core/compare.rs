//! Finding out what differs, in turns, and ordering the tails that follow from it.
//!
//! The side that dialled begins. A turn names nodes at which we differ, everything below small ones,
//! and what is wanted; it is answered by a turn, and an empty turn ends it. The tails that a turn
//! calls for are ordered before its answer, so whoever has sent or received an empty turn has
//! received everything that the other side has.

use super::peer::Stage;
use super::tree::{LISTED_DOCUMENTS_MAX, child};
use super::{CloseReason, Core, LinkId, Output, Tail};
use crate::log::Heights;
use crate::wire::{COMPARED_MAX, Coming, Compare, DocumentHeights, Message, Node, Place, Under};
use model::id::DocumentId;
use model::name::DocumentKind;
use std::collections::{BTreeMap, BTreeSet};

/// One part of a turn, or of an answer, is about so many bytes at most.
pub(super) const PART_BYTES_AIM: usize = 256 * 1024;
/// An answer names at most so many documents and places; what is left differs again next time.
pub const TURN_ITEMS_MAX: usize = 500_000;
/// A turn of a peer names at most so many documents and places; an answer goes beyond its limit by one place at most.
pub const HEARD_ITEMS_MAX: usize = 2 * TURN_ITEMS_MAX;
/// A turn of a peer has at most so many parts.
pub const TURN_PARTS_MAX: usize = 16 * 1024;

/// What the parts of a peer's turn have called for so far.
#[derive(Default)]
pub(super) struct Answer {
    turn: Compare,
    /// What they lack.
    tails: BTreeMap<DocumentId, Heights>,
    /// The places that our turn is about.
    places: BTreeSet<Place>,
    /// The places, and the documents below them, that our turn names.
    items: usize,
    /// The places that theirs is about: each is answered once.
    heard: BTreeSet<Place>,
    heard_items: usize,
    heard_parts: usize,
    /// Through how many documents a part has made us walk.
    walked: usize,
}

impl Answer {
    /// Counts a part of theirs; false when the turn is longer than any should be.
    fn hears(&mut self, part: &Compare) -> bool {
        let below = part.under.iter().map(|under| under.documents.len());
        let named = part.nodes.len() + part.under.len() + part.wanted.len();
        self.heard_items += named + below.sum::<usize>();
        self.heard_parts += 1;
        self.heard_items <= HEARD_ITEMS_MAX && self.heard_parts <= TURN_PARTS_MAX
    }

    /// Whether there is room for more in our turn.
    fn has_room(&self) -> bool {
        self.items < TURN_ITEMS_MAX
    }

    /// Asks for what lies beyond our heights.
    fn want(&mut self, document: DocumentId, own: &Heights) {
        if self.has_room() {
            self.items += 1;
            let heights = own.told();
            self.turn.wanted.push(DocumentHeights { document, heights });
        }
    }
}

impl Core {
    /// Begins comparing, unless both are known to hold the same.
    pub(super) fn begin_comparing(&mut self, link: LinkId, out: &mut Vec<Output>) {
        let own = self.tree.sum(Place::ROOT);
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        if state.their_root == Some(own.digest) {
            return self.settle(link, out);
        }
        state.stage = Stage::Comparing;
        let mut answer = Answer::default();
        self.explore(Place::ROOT, &mut answer);
        self.send_turn(link, answer.turn, out);
    }

    /// Compares again when the roots differ, but never twice for the same difference.
    pub(super) fn compare_again(&mut self, link: LinkId, out: &mut Vec<Output>) {
        let own = self.tree.sum(Place::ROOT).digest;
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        let Some(theirs) = state.their_root else {
            return;
        };
        let is_new = theirs != own && state.ended_with != Some((own, theirs));
        if is_new && state.is_settled() && state.gives_all() && state.gets_all() {
            state.ended_with = Some((own, theirs));
            self.begin_comparing(link, out);
        }
    }

    /// Takes in a part of a turn of theirs, and answers the last one; gives how many documents were walked through.
    pub(super) fn take_part(
        &mut self,
        link: LinkId,
        compare: Compare,
        out: &mut Vec<Output>,
    ) -> usize {
        let Some(state) = self.links.get_mut(&link) else {
            return 0;
        };
        if !state.we_dialled {
            state.stage = Stage::Comparing;
        }
        let mut answer = std::mem::take(&mut state.answer);
        if !answer.hears(&compare) {
            self.close(link, CloseReason::TooMuch, out);
            return 0;
        }
        let turn = &mut answer.turn;
        let (more, is_end) = (
            compare.more,
            compare.is_empty() && turn.is_empty() && !turn.more,
        );
        // `more` of the own turn remembers that earlier parts of theirs named something.
        turn.more |= !compare.is_empty();
        self.answer(compare, &mut answer);
        let walked = std::mem::take(&mut answer.walked);
        if more {
            if let Some(state) = self.links.get_mut(&link) {
                state.answer = answer;
            }
            return walked;
        }
        let Answer {
            mut turn, tails, ..
        } = answer;
        self.order_tails(link, tails, out);
        turn.more = false;
        if is_end {
            self.settle(link, out);
            return walked;
        }
        let is_last = turn.is_empty();
        self.send_turn(link, turn, out);
        if is_last {
            self.settle(link, out);
        }
        walked
    }

    pub(super) fn settle(&mut self, link: LinkId, out: &mut Vec<Output>) {
        if let Some(state) = self.links.get_mut(&link) {
            state.stage = Stage::Settled;
            state.answer = Answer::default();
        }
        self.report_done(link, out);
    }

    /// What one part of their turn calls for: our part of the answer, and tails.
    fn answer(&mut self, compare: Compare, answer: &mut Answer) {
        for node in &compare.nodes {
            if answer.heard.insert(node.place) {
                self.answer_node(node, answer);
            }
        }
        for under in compare.under {
            if answer.heard.insert(under.place) {
                self.answer_under(under, answer);
            }
        }
        for wanted in compare.wanted {
            if let Some(own) = self.shared.own(wanted.document) {
                let after = wanted.heights.among(own);
                answer.tails.insert(wanted.document, after);
            }
        }
    }

    fn answer_node(&mut self, node: &Node, answer: &mut Answer) {
        let theirs: BTreeMap<u8, _> = node
            .children
            .iter()
            .map(|child| (child.slot, child))
            .collect();
        for slot in 0..crate::wire::TREE_FAN_OUT as u8 {
            let place = child(node.place, slot);
            let own = self.tree.sum(place);
            match theirs.get(&slot) {
                Some(their) if their.digest == own.short() && their.documents == own.documents => {}
                Some(_) => self.explore(place, answer),
                None => {
                    answer.walked += own.documents as usize;
                    let documents = self.tree.documents(place);
                    let tails = documents.map(|document| (document, Heights::new()));
                    answer.tails.extend(tails);
                }
            }
        }
    }

    /// Names everything below a small place, the children of a large one.
    fn explore(&mut self, place: Place, answer: &mut Answer) {
        if !answer.has_room() || !answer.places.insert(place) {
            return;
        }
        let is_small = self.tree.sum(place).documents as usize <= LISTED_DOCUMENTS_MAX;
        answer.items += 1;
        answer.walked += 1;
        if is_small || place.depth >= Place::DEPTH_MAX {
            let documents = self.tree.documents(place);
            let documents: Vec<DocumentHeights> = documents
                .map(|document| self.document_heights(document))
                .collect();
            answer.items += documents.len();
            answer.walked += documents.len();
            answer.turn.under.push(Under { place, documents });
        } else {
            answer.turn.nodes.push(self.tree.node(place));
        }
    }

    fn answer_under(&mut self, under: Under, answer: &mut Answer) {
        let mut named = BTreeSet::new();
        for theirs in under.documents {
            named.insert(theirs.document);
            let own = self.documents.heights(theirs.document);
            if !own.cover(&theirs.heights) {
                answer.want(theirs.document, own);
            }
            if !theirs.heights.cover(own) {
                let after = theirs.heights.among(own);
                answer.tails.insert(theirs.document, after);
            }
        }
        answer.walked += self.tree.sum(under.place).documents as usize;
        let missing = self
            .tree
            .documents(under.place)
            .filter(|document| !named.contains(document));
        let missing = missing.map(|document| (document, Heights::new()));
        answer.tails.extend(missing);
    }

    fn document_heights(&self, document: DocumentId) -> DocumentHeights {
        let heights = self.documents.heights(document).told();
        DocumentHeights { document, heights }
    }

    /// Announces and orders tails, by name: so the ledgers of a device go in their order, and none of
    /// them has to wait for the end of the one before.
    fn order_tails(
        &mut self,
        link: LinkId,
        tails: BTreeMap<DocumentId, Heights>,
        out: &mut Vec<Output>,
    ) {
        if tails.is_empty() {
            return;
        }
        let mut tails: Vec<Tail> = tails
            .into_iter()
            .map(|(document, after)| Tail {
                document,
                after,
                until: None,
            })
            .collect();
        tails.sort_by_cached_key(|tail| self.documents.name(tail.document));
        let mut coming = Coming::default();
        for tail in &tails {
            let Some(own) = self.shared.own(tail.document) else {
                continue;
            };
            coming.documents += 1;
            coming.changes += own.ahead_of(&tail.after);
            let kind = self.documents.kind(tail.document);
            coming.designs += u32::from(kind == Some(DocumentKind::Design));
        }
        self.send(link, &Message::Coming(coming), out);
        out.push(Output::SendTails { link, tails });
    }

    pub(super) fn coming_received(&mut self, link: LinkId, coming: Coming, out: &mut Vec<Output>) {
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        if state.coming.done {
            state.coming = Default::default();
        }
        let totals = &mut state.coming;
        totals.designs_total = totals.designs_total.saturating_add(coming.designs);
        totals.changes_total = totals.changes_total.saturating_add(coming.changes);
        out.push(Output::Progress(state.progress()));
    }

    /// Sends a turn in parts, so that no frame is too long.
    fn send_turn(&mut self, link: LinkId, turn: Compare, out: &mut Vec<Output>) {
        let mut part = Compare::default();
        let (mut bytes, mut items) = (0, 0);
        let mut parts = Vec::new();
        for item in items_of(turn) {
            let size = item.bytes();
            if bytes + size > PART_BYTES_AIM || items >= COMPARED_MAX {
                part.more = true;
                parts.push(std::mem::take(&mut part));
                (bytes, items) = (0, 0);
            }
            bytes += size;
            items += 1;
            item.add_to(&mut part);
        }
        parts.push(part);
        for part in parts {
            self.send(link, &Message::Compare(part), out);
        }
    }
}

enum Item {
    Node(Node),
    Under(Under),
    Wanted(DocumentHeights),
}

fn items_of(turn: Compare) -> impl Iterator<Item = Item> {
    let nodes = turn.nodes.into_iter().map(Item::Node);
    let under = turn.under.into_iter().map(Item::Under);
    let wanted = turn.wanted.into_iter().map(Item::Wanted);
    nodes.chain(under).chain(wanted)
}

impl Item {
    fn bytes(&self) -> usize {
        match self {
            Item::Node(node) => 16 + 26 * node.children.len(),
            Item::Under(under) => 16 + under.documents.iter().map(heights_bytes).sum::<usize>(),
            Item::Wanted(document) => heights_bytes(document),
        }
    }

    fn add_to(self, part: &mut Compare) {
        match self {
            Item::Node(node) => part.nodes.push(node),
            Item::Under(under) => part.under.push(under),
            Item::Wanted(document) => part.wanted.push(document),
        }
    }
}

pub(super) fn heights_bytes(document: &DocumentHeights) -> usize {
    40 + 80 * document.heights.len()
}
