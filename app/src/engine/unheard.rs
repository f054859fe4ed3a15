//! Whoever does not take what they asked for is not listened to until they do.
//!
//! A few bytes can ask for a whole history. What a peer says meanwhile stays in the room of its stream
//! (`LINK_UNREAD_BYTES_MAX`), and when that is full the peer waits. What it lacks is not lost: a slow reader
//! is listened to again as soon as it has taken some of what waits.

use super::{Engine, STEP_EVENTS_MAX};
use std::collections::{BTreeMap, VecDeque};
use sync::core::LinkId;
use sync::drivers::net::Frame;

/// Frames that were not listened to yet, for each stream.
#[derive(Default)]
pub(super) struct Unheard {
    frames: BTreeMap<LinkId, VecDeque<Frame>>,
}

impl Unheard {
    /// A stream has ended.
    pub(super) fn forget(&mut self, link: LinkId) {
        self.frames.remove(&link);
    }

    fn next(&mut self, link: LinkId) -> Option<Frame> {
        let frames = self.frames.get_mut(&link)?;
        let frame = frames.pop_front();
        if frames.is_empty() {
            self.frames.remove(&link);
        }
        frame
    }
}

impl Engine {
    /// Takes a frame in, or keeps it for later.
    pub(super) fn hear(&mut self, link: LinkId, frame: Frame) {
        if self.outgoing.is_ample(link) || self.unheard.frames.contains_key(&link) {
            let frames = self.unheard.frames.entry(link).or_default();
            return frames.push_back(frame);
        }
        self.take_frame(link, frame.into_bytes());
    }

    /// Listens again to those who have taken what waited for them.
    pub(super) fn listen_again(&mut self) {
        let links: Vec<LinkId> = self.unheard.frames.keys().copied().collect();
        let mut taken = 0;
        for link in links {
            while taken < STEP_EVENTS_MAX && !self.outgoing.is_ample(link) {
                let Some(frame) = self.unheard.next(link) else {
                    break;
                };
                self.take_frame(link, frame.into_bytes());
                self.take_mail();
                taken += 1;
            }
        }
        // What follows from it leaves in the next step.
        self.more_to_send |= taken > 0;
    }
}
