//! What the core has ordered for its links, carried out in order and under the streams' own back-pressure.
//!
//! Frames and tails of one link leave in the order in which they were ordered. A tail is read from the
//! store piece by piece, and only while the link takes it, so that a long one never stands in memory.

use super::net::{LINK_QUEUE_AMPLE, Net, SendError};
use super::store::{Store, StoreError, TailLimit};
use crate::core::{LinkId, Tail};
use crate::wire::RunWriter;
use std::collections::{BTreeMap, VecDeque};

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
    links: BTreeMap<LinkId, VecDeque<Order>>,
}

#[derive(Debug)]
enum Order {
    Frame(Vec<u8>),
    Tails(Box<Tails>),
    Close,
}

/// Tails that are being sent: the one that is being read, and those that follow.
struct Tails {
    waiting: VecDeque<Tail>,
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

    /// Sends a frame after everything that was ordered before.
    pub fn send(&mut self, link: LinkId, frame: Vec<u8>) {
        self.order(link, Order::Frame(frame));
    }

    /// Sends tails of documents after everything that was ordered before.
    pub fn send_tails(&mut self, link: LinkId, tails: Vec<Tail>) {
        let tails = Tails {
            waiting: tails.into(),
            reading: None,
            writer: Some(RunWriter::new()),
            frames: VecDeque::new(),
        };
        self.order(link, Order::Tails(Box::new(tails)));
    }

    /// Closes the link after everything that was ordered before.
    pub fn close(&mut self, link: LinkId) {
        self.order(link, Order::Close);
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
        let Some(orders) = self.links.get_mut(&link) else {
            return Ok(Pumped::Done);
        };
        let pumped = pump(orders, link, store, net);
        if orders.is_empty() || !matches!(pumped, Ok(Pumped::Waiting | Pumped::More)) {
            self.links.remove(&link);
        }
        pumped
    }

    fn order(&mut self, link: LinkId, order: Order) {
        self.links.entry(link).or_default().push_back(order);
    }
}

fn pump(
    orders: &mut VecDeque<Order>,
    link: LinkId,
    store: &Store,
    net: &Net,
) -> Result<Pumped, StoreError> {
    let mut pieces = 0;
    while let Some(order) = orders.pop_front() {
        if net.queued(link) > LINK_QUEUE_AMPLE {
            orders.push_front(order);
            return Ok(Pumped::Waiting);
        }
        match order {
            Order::Close => net.close(link),
            Order::Frame(frame) => {
                if send(net, link, frame).is_err() {
                    return Ok(Pumped::Done);
                }
            }
            Order::Tails(mut tails) => {
                let Some(frame) = tails.next(store)? else {
                    continue;
                };
                orders.push_front(Order::Tails(tails));
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

/// A link that has ended tells so itself; one that takes nothing more is ended here.
fn send(net: &Net, link: LinkId, frame: Vec<u8>) -> Result<usize, SendError> {
    net.send(link, frame).inspect_err(|error| {
        if *error != SendError::Ended {
            net.close(link);
        }
    })
}

impl Tails {
    /// The next frame; `None` when everything has been sent.
    fn next(&mut self, store: &Store) -> Result<Option<Vec<u8>>, StoreError> {
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
            } else if let Some(tail) = self.waiting.pop_front() {
                let until = tail.until.as_ref();
                self.reading = Some(store.tail_until(tail.document, &tail.after, until)?);
            } else {
                self.frames
                    .extend(self.writer.take().and_then(RunWriter::finish));
            }
        }
    }
}
