//! How much looking through all documents one peer may cause.
//!
//! A few bytes can ask for a walk through all of them, again and again. So what is walked for each peer is counted; who has
//! caused much waits for the answer to their next turn, and the waiting turns are few.

use super::{CloseReason, Core, LinkId, Output};
use crate::wire::Compare;
use model::id::EndpointId;
use std::collections::BTreeMap;

/// So many documents may be walked through for one peer at once.
pub const WALKED_MAX: u64 = 500_000;
/// So many of those are forgotten in a second.
pub const WALKED_IN_A_S_MAX: u64 = 10_000;
/// So many parts of turns wait for a link; beyond it the link is closed.
pub const LATE_PARTS_MAX: usize = 32;

/// What was walked lately, for each peer.
#[derive(Default)]
pub(super) struct Walks(BTreeMap<EndpointId, Walked>);

struct Walked {
    documents: u64,
    until_ms: u64,
}

impl Walked {
    /// What is left of it now. A clock that was set back forgets nothing.
    fn now(&self, now_ms: u64) -> u64 {
        let forgotten = now_ms.saturating_sub(self.until_ms) * WALKED_IN_A_S_MAX / 1000;
        self.documents.saturating_sub(forgotten)
    }
}

impl Walks {
    fn has_room(&self, peer: EndpointId, now_ms: u64) -> bool {
        let walked = self.0.get(&peer);
        walked.is_none_or(|walked| walked.now(now_ms) < WALKED_MAX)
    }

    fn add(&mut self, peer: EndpointId, documents: usize, now_ms: u64) {
        let before = self.0.get(&peer).map_or(0, |walked| walked.now(now_ms));
        let walked = Walked {
            documents: before.saturating_add(documents as u64),
            until_ms: now_ms,
        };
        self.0.insert(peer, walked);
    }

    fn forget(&mut self, now_ms: u64) {
        self.0.retain(|_, walked| walked.now(now_ms) > 0);
    }
}

impl Core {
    /// A part of a turn: it is answered now, or when less was walked for that peer.
    pub(super) fn compare_received(
        &mut self,
        link: LinkId,
        compare: Compare,
        out: &mut Vec<Output>,
    ) {
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        if !state.gives_all() || !state.gets_all() {
            return;
        }
        if state.late.is_empty() && self.walks.has_room(state.peer, self.now_ms) {
            return self.hear_part(link, compare, out);
        }
        state.late.push_back(compare);
        if state.late.len() > LATE_PARTS_MAX {
            self.close(link, CloseReason::TooMuch, out);
        }
    }

    fn hear_part(&mut self, link: LinkId, compare: Compare, out: &mut Vec<Output>) {
        let Some(peer) = self.links.get(&link).map(|state| state.peer) else {
            return;
        };
        let walked = self.take_part(link, compare, out);
        self.walks.add(peer, walked, self.now_ms);
    }

    /// Answers what waits, as far as there is room again.
    pub(super) fn hear_late(&mut self, out: &mut Vec<Output>) {
        self.walks.forget(self.now_ms);
        for link in self.links() {
            while let Some(state) = self.links.get_mut(&link)
                && self.walks.has_room(state.peer, self.now_ms)
                && let Some(part) = state.late.pop_front()
            {
                // Who may read nothing any more is answered no more.
                if state.gives_all() && state.gets_all() {
                    self.hear_part(link, part, out);
                }
            }
        }
    }
}
