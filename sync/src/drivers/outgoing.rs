//! What the core has ordered for its links, carried out in order and under the streams' own back-pressure.
//!
//! Frames and tails of one link leave in the order in which they were ordered. A tail is read from the
//! store piece by piece, and only while the link takes it, so that a long one never stands in memory.
//!
//! A peer can order much with few bytes, so what waits is limited: of one document at most one tail waits for a link,
//! and whoever is not read fast enough is not listened to either ([`Outgoing::is_ample`]), and parted from in the end.

use super::net::{LINK_QUEUE_AMPLE, Net, SendError};
use super::store::{Store, StoreError, TailLimit};
use crate::core::{Heights, LinkId, Tail};
use crate::wire::{Message, RunWriter, pack, unpack};
use model::id::DocumentId;
use model::name::DocumentName;
use std::collections::{BTreeMap, VecDeque};

/// While so many bytes of frames wait for a link its peer is not listened to: what it asks for would only wait too.
pub const ORDERED_BYTES_AMPLE: usize = 8 * 1024 * 1024;
/// While so many frames wait for a link its peer is not listened to.
pub const ORDERED_FRAMES_AMPLE: usize = 16 * 1024;
/// No more bytes of frames than this wait for one link; beyond it the link is closed.
pub const ORDERED_BYTES_MAX: usize = 32 * 1024 * 1024;
/// No more frames than this wait for one link; beyond it the link is closed.
pub const ORDERED_FRAMES_MAX: usize = 64 * 1024;

/// One piece of a tail: about what fits into one frame.
const PIECE: TailLimit = TailLimit {
    changes: 256,
    bytes: 512 * 1024,
};
/// One link is served for at most so many pieces before the next one has its turn.
const PIECES_A_TURN: usize = 8;

/// What waits for each link.
#[derive(Debug, Default)]
pub struct Outgoing {
    links: BTreeMap<LinkId, Queue>,
}

/// The other side takes what is sent to it so slowly that too much waits. What it did not get differs when it is met again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("that program takes what is sent to it too slowly")]
pub struct TooSlow;

/// What a peer may still be sent that may read nothing any more.
#[derive(Debug, Clone)]
pub struct Withheld {
    /// The charter.
    pub name: DocumentName,
    /// Its id.
    pub document: DocumentId,
    /// Of what is still to be read of it nothing beyond these.
    pub until: Heights,
}

/// How much waits for one link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ordered {
    /// Frames that wait.
    pub frames: usize,
    /// Their bytes.
    pub bytes: usize,
    /// Tails of documents that wait; the one that is being read is not among them.
    pub tails: usize,
}

/// What waits for one link.
#[derive(Debug, Default)]
struct Queue {
    orders: VecDeque<Order>,
    /// What the tails that wait are to hold: one for each document, and one for each that is shown up to somewhere only.
    tails: BTreeMap<TailKey, Tail>,
    ordered: Ordered,
}

/// Of which document, and whether only up to somewhere.
type TailKey = (DocumentId, bool);

#[derive(Debug)]
enum Order {
    Frame(Vec<u8>),
    Tails(Box<Tails>),
    Close,
}

/// Tails that are being sent: the one that is being read, and those that follow.
struct Tails {
    waiting: VecDeque<TailKey>,
    reading: Option<super::store::Tail>,
    writer: Option<RunWriter>,
    frames: VecDeque<Vec<u8>>,
}

impl std::fmt::Debug for Tails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tails({} waiting)", self.waiting.len())
    }
}

/// What came of a turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pumped {
    /// Nothing waits any more.
    Done,
    /// The network takes no more for now: go on at `Drained`.
    Waiting,
    /// There is more to read: call again after other work.
    More,
}

impl Outgoing {
    /// Nothing waits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends a frame after everything that was ordered before. Where too much waits already, everything that waits is
    /// forgotten and the link is closed.
    pub fn send(&mut self, link: LinkId, frame: Vec<u8>) -> Result<(), TooSlow> {
        let queue = self.links.entry(link).or_default();
        let Ordered { frames, bytes, .. } = queue.ordered;
        if frames >= ORDERED_FRAMES_MAX || bytes + frame.len() > ORDERED_BYTES_MAX {
            *queue = Queue::default();
            queue.orders.push_back(Order::Close);
            return Err(TooSlow);
        }
        queue.ordered.frames += 1;
        queue.ordered.bytes += frame.len();
        queue.orders.push_back(Order::Frame(frame));
        Ok(())
    }

    /// Sends tails of documents after everything that was ordered before. One that waits already is not sent twice: it
    /// reaches back to where the lower of both begins.
    pub fn send_tails(&mut self, link: LinkId, tails: Vec<Tail>) {
        let queue = self.links.entry(link).or_default();
        let mut waiting = VecDeque::new();
        for tail in tails {
            let key = (tail.document, tail.until.is_some());
            match queue.tails.get_mut(&key) {
                Some(known) => {
                    known.after = known.after.common(&tail.after);
                    known.until = tail.until;
                }
                None => {
                    queue.tails.insert(key, tail);
                    waiting.push_back(key);
                }
            }
        }
        if !waiting.is_empty() {
            queue.orders.push_back(Order::Tails(Box::new(Tails {
                waiting,
                reading: None,
                writer: Some(RunWriter::new()),
                frames: VecDeque::new(),
            })));
        }
    }

    /// The peer may read nothing any more. Of what waits only what is of this document is kept, and what holds no content.
    ///
    /// What the connection has taken already, about one frame, has left.
    pub fn withhold(&mut self, link: LinkId, but: &Withheld) {
        let Some(queue) = self.links.get_mut(&link) else {
            return;
        };
        queue.tails.retain(|(of, _), _| *of == but.document);
        for tail in queue.tails.values_mut() {
            tail.until.get_or_insert_with(|| but.until.clone());
        }
        for order in std::mem::take(&mut queue.orders) {
            match order {
                Order::Frame(frame) => {
                    queue.ordered.frames -= 1;
                    queue.ordered.bytes -= frame.len();
                    if let Some(kept) = kept_of(frame, &but.name) {
                        queue.ordered.frames += 1;
                        queue.ordered.bytes += kept.len();
                        queue.orders.push_back(Order::Frame(kept));
                    }
                }
                Order::Tails(mut tails) => {
                    tails.withhold(but);
                    queue.orders.push_back(Order::Tails(tails));
                }
                Order::Close => queue.orders.push_back(Order::Close),
            }
        }
    }

    /// Closes the link after everything that was ordered before.
    pub fn close(&mut self, link: LinkId) {
        let queue = self.links.entry(link).or_default();
        queue.orders.push_back(Order::Close);
    }

    /// Whether so much waits for a link that its peer should not be listened to until it has taken some of it.
    pub fn is_ample(&self, link: LinkId) -> bool {
        let Ordered { frames, bytes, .. } = self.ordered(link);
        bytes > ORDERED_BYTES_AMPLE || frames > ORDERED_FRAMES_AMPLE
    }

    /// How much waits for a link.
    pub fn ordered(&self, link: LinkId) -> Ordered {
        let queue = self.links.get(&link);
        queue.map_or_else(Ordered::default, |queue| Ordered {
            tails: queue.tails.len(),
            ..queue.ordered
        })
    }

    /// Forgets what waits for a link that has ended.
    pub fn forget(&mut self, link: LinkId) {
        self.links.remove(&link);
    }

    /// The links for which something waits.
    pub fn waiting(&self) -> Vec<LinkId> {
        self.links.keys().copied().collect()
    }

    /// Carries out what waits for a link, as far as the network takes it and for one turn.
    ///
    /// After an error of the store the link should be closed: its peer lacks what could not be read.
    pub fn pump(&mut self, link: LinkId, store: &Store, net: &Net) -> Result<Pumped, StoreError> {
        let Some(queue) = self.links.get_mut(&link) else {
            return Ok(Pumped::Done);
        };
        let pumped = pump(queue, link, store, net);
        if queue.orders.is_empty() || !matches!(pumped, Ok(Pumped::Waiting | Pumped::More)) {
            self.links.remove(&link);
        }
        pumped
    }
}

fn pump(queue: &mut Queue, link: LinkId, store: &Store, net: &Net) -> Result<Pumped, StoreError> {
    let mut pieces = 0;
    while let Some(order) = queue.orders.pop_front() {
        if net.queued(link) > LINK_QUEUE_AMPLE {
            queue.orders.push_front(order);
            return Ok(Pumped::Waiting);
        }
        match order {
            Order::Close => net.close(link),
            Order::Frame(frame) => {
                queue.ordered.frames -= 1;
                queue.ordered.bytes -= frame.len();
                if send(net, link, frame).is_err() {
                    return Ok(Pumped::Done);
                }
            }
            Order::Tails(mut tails) => {
                let Some(frame) = tails.next(&mut queue.tails, store)? else {
                    continue;
                };
                queue.orders.push_front(Order::Tails(tails));
                if send(net, link, frame).is_err() {
                    return Ok(Pumped::Done);
                }
                pieces += 1;
                if pieces >= PIECES_A_TURN {
                    return Ok(Pumped::More);
                }
            }
        }
    }
    Ok(Pumped::Done)
}

/// A link that has ended tells so itself; one that takes nothing more is ended here. A frame that nobody would take is left
/// out: everything else still goes.
fn send(net: &Net, link: LinkId, frame: Vec<u8>) -> Result<(), SendError> {
    let bytes = frame.len();
    match net.send(link, frame) {
        Ok(_) => Ok(()),
        Err(SendError::Length) => {
            tracing::error!(
                bytes,
                "a message of a length that nobody takes was not sent"
            );
            Ok(())
        }
        Err(error) => {
            if error != SendError::Ended {
                net.close(link);
            }
            Err(error)
        }
    }
}

/// What of a frame may still be sent to who may read this document only.
fn kept_of(frame: Vec<u8>, but: &DocumentName) -> Option<Vec<u8>> {
    match Message::decode(&frame) {
        Ok(Message::Runs(packed)) => {
            let mut segments = unpack(&packed).unwrap_or_default();
            segments.retain(|segment| segment.name == *but);
            (!segments.is_empty()).then(|| pack(&segments).encode())
        }
        Ok(Message::Live(live)) => (live.segment.name == *but).then_some(frame),
        // They name documents, and what stands in them.
        Ok(Message::Compare(_) | Message::Have(_) | Message::Verdicts(_) | Message::Coming(_))
        | Err(_) => None,
        Ok(Message::Ping(_) | Message::Pong(_)) => None,
        Ok(Message::Hello(_) | Message::Access(_) | Message::CharterHeights(_) | Message::Bye) => {
            Some(frame)
        }
    }
}

impl Tails {
    fn withhold(&mut self, but: &Withheld) {
        self.waiting.retain(|(of, _)| *of == but.document);
        if self
            .reading
            .as_ref()
            .is_some_and(|tail| tail.document() != but.document)
        {
            self.reading = None;
        }
        if let Some(writer) = &mut self.writer {
            writer.keep_only(&but.name);
        }
        let frames = std::mem::take(&mut self.frames).into_iter();
        self.frames = frames
            .filter_map(|frame| kept_of(frame, &but.name))
            .collect();
    }

    /// The next frame; `None` when everything has been sent.
    fn next(
        &mut self,
        ordered: &mut BTreeMap<TailKey, Tail>,
        store: &Store,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        loop {
            if let Some(frame) = self.frames.pop_front() {
                return Ok(Some(frame));
            }
            let Some(writer) = &mut self.writer else {
                return Ok(None);
            };
            if let Some(reading) = &mut self.reading {
                let piece = reading.next(store, PIECE)?;
                if piece.is_empty() {
                    self.reading = None;
                } else {
                    self.frames.extend(writer.add(piece));
                }
            } else if let Some(key) = self.waiting.pop_front() {
                let Some(tail) = ordered.remove(&key) else {
                    continue;
                };
                let until = tail.until.as_ref();
                self.reading = Some(store.tail_until(tail.document, &tail.after, until)?);
            } else {
                self.frames
                    .extend(self.writer.take().and_then(RunWriter::finish));
            }
        }
    }
}

#[cfg(test)]
mod tests;
