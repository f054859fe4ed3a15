//! Streams between devices: ordered and reliable while they last, slow, stalled one way, or cut.

use super::{Event, World};
use std::collections::{BTreeMap, VecDeque};
use sync::core::{Input, LinkId};
use sync::wire::Message;

/// A frame cannot get through a stalled direction; it is tried again after so long.
const STALL_RETRY_MS: u64 = 200;

/// A stream between two devices.
pub struct Stream {
    /// The devices at both ends; the first one dialled.
    pub ends: [usize; 2],
    /// Directions, by the side that sends, in which nothing gets through.
    pub stalled: [bool; 2],
    links: [LinkId; 2],
    /// Frames on their way, by the side that sent them, with the time of their arrival.
    frames: [VecDeque<(u64, Option<Vec<u8>>)>; 2],
    is_cut: bool,
    pub(super) is_noticed: [bool; 2],
}

impl Stream {
    /// Which side this device is on.
    pub fn side_of(&self, device: usize) -> Option<usize> {
        self.ends.iter().position(|end| *end == device)
    }

    /// Whether both sides still have it.
    pub fn is_open(&self) -> bool {
        !self.is_cut && !self.is_noticed[0] && !self.is_noticed[1]
    }

    /// Whether nothing is on its way.
    pub fn is_quiet(&self) -> bool {
        self.is_cut || self.frames.iter().all(VecDeque::is_empty)
    }
}

/// What was sent: how many messages of each kind, and their bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Messages and bytes by kind.
    pub kinds: BTreeMap<&'static str, (u64, u64)>,
}

impl Counts {
    /// How many messages of a kind.
    pub fn messages(&self, kind: &str) -> u64 {
        self.kinds.get(kind).map_or(0, |(messages, _)| *messages)
    }

    /// How many messages in all.
    pub fn all_messages(&self) -> u64 {
        self.kinds.values().map(|(messages, _)| messages).sum()
    }

    /// How many bytes in all.
    pub fn all_bytes(&self) -> u64 {
        self.kinds.values().map(|(_, bytes)| bytes).sum()
    }

    fn count(&mut self, message: &Message, bytes: usize) {
        let (messages, total) = self.kinds.entry(kind(message)).or_default();
        *messages += 1;
        *total += bytes as u64;
    }
}

fn kind(message: &Message) -> &'static str {
    match message {
        Message::Hello(_) => "hello",
        Message::Access(_) => "access",
        Message::CharterHeights(_) => "charter heights",
        Message::Compare(_) => "compare",
        Message::Coming(_) => "coming",
        Message::Runs(_) => "runs",
        Message::Live(_) => "live",
        Message::Have(_) => "have",
        Message::Ping(_) => "ping",
        Message::Pong(_) => "pong",
        Message::Verdicts(_) => "verdicts",
        Message::Bye => "bye",
    }
}

impl World {
    /// The first device dials the second one.
    pub fn connect(&mut self, from: usize, to: usize) -> usize {
        let stream = self.streams.len();
        let links = [LinkId(stream as u64 * 2), LinkId(stream as u64 * 2 + 1)];
        self.streams.push(Stream {
            ends: [from, to],
            stalled: [false; 2],
            links,
            frames: Default::default(),
            is_cut: false,
            is_noticed: [false; 2],
        });
        for (side, device) in [(1, to), (0, from)] {
            let peer = self.devices[if side == 0 { to } else { from }].endpoint();
            self.links.insert((device, links[side]), (stream, side));
            let we_dialled = side == 0;
            self.tell(
                device,
                Input::Connected {
                    link: links[side],
                    peer,
                    we_dialled,
                },
            );
        }
        stream
    }

    /// The streams so far, open or not.
    pub fn streams(&self) -> &[Stream] {
        &self.streams
    }

    /// Lets nothing through in one direction, until it is healed.
    pub fn stall(&mut self, stream: usize, from_side: usize, stalled: bool) {
        self.streams[stream].stalled[from_side] = stalled;
    }

    /// Cuts a stream; each side notices some time later, or never where it was switched off.
    pub fn cut(&mut self, stream: usize, least_ms: u64, most_ms: u64) {
        if self.streams[stream].is_cut {
            return;
        }
        self.streams[stream].is_cut = true;
        for side in 0..2 {
            let in_ms = least_ms + self.chance.below(most_ms - least_ms + 1);
            self.at(in_ms, Event::Ended { stream, side });
        }
    }

    pub(super) fn send(&mut self, device: usize, link: LinkId, frame: Vec<u8>) {
        let message = Message::decode(&frame).expect("what is sent can be read");
        let Some((stream, side)) = self.links.get(&(device, link)).copied() else {
            return self.outside.push((link, message));
        };
        self.check_sent(device, &message);
        self.counts.count(&message, frame.len());
        self.put(stream, side, Some(frame));
    }

    /// Closes a stream behind everything that was sent.
    pub(super) fn close(&mut self, device: usize, link: LinkId) {
        let Some((stream, side)) = self.links.remove(&(device, link)) else {
            return;
        };
        self.streams[stream].is_noticed[side] = true;
        self.put(stream, side, None);
    }

    pub(super) fn put(&mut self, stream: usize, side: usize, frame: Option<Vec<u8>>) {
        let travel_ms = 1 + self.chance.below(self.travel_ms_max);
        let queue = &mut self.streams[stream].frames[side];
        let last = queue.back().map_or(0, |(at, _)| *at);
        let at = last.max(self.now_ms + travel_ms);
        queue.push_back((at, frame));
        self.at(at - self.now_ms, Event::Arrival { stream, from: side });
    }

    pub(super) fn arrive(&mut self, stream: usize, from: usize) {
        let state = &mut self.streams[stream];
        if state.is_cut {
            return;
        }
        if state.stalled[from] {
            return self.at(STALL_RETRY_MS, Event::Arrival { stream, from });
        }
        let Some((_, frame)) = state.frames[from].pop_front() else {
            return;
        };
        let (device, link) = (state.ends[1 - from], state.links[1 - from]);
        match frame {
            Some(frame) if self.links.contains_key(&(device, link)) => {
                self.tell(device, Input::Received { link, frame });
            }
            Some(_) => {}
            None => self.notice_end(stream, 1 - from),
        }
    }

    pub(super) fn notice_end(&mut self, stream: usize, side: usize) {
        let state = &mut self.streams[stream];
        state.is_noticed[side] = true;
        let (device, link) = (state.ends[side], state.links[side]);
        if self.links.remove(&(device, link)).is_some() {
            self.tell(device, Input::Disconnected { link });
        }
    }
}
