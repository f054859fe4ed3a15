//! One stream: a task that only moves bytes in, a task that coalesces and moves bytes out.

use super::callers::Caller;
use super::frame::{self, PING};
use super::peers::SILENT;
use super::{Closed, NetEvent, PING_EVERY, SendError, Shared, lock};
use crate::core::LinkId;
use crate::wire::FRAME_BYTES_MAX;
use iroh::endpoint::{Connection, RecvStream, SendStream, VarInt};
use model::id::EndpointId;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Over so many queued bytes the engine should stop reading from the store.
pub const LINK_QUEUE_AMPLE: usize = 2 * 1024 * 1024;
/// Below so many it may go on.
pub const LINK_QUEUE_LOW: usize = 512 * 1024;
/// No more than this is queued for one link.
pub const LINK_QUEUE_BYTES_MAX: usize = 32 * 1024 * 1024;
const COALESCE_BYTES: usize = 64 * 1024;
const FINISH_TIMEOUT: Duration = Duration::from_secs(3);

/// What the engine holds of a link.
pub(super) struct LinkHandle {
    orders: mpsc::UnboundedSender<Order>,
    queue: Arc<Mutex<Queue>>,
}

enum Order {
    Frame(Vec<u8>),
    Finish,
}

#[derive(Default)]
struct Queue {
    bytes: usize,
    was_ample: bool,
    is_finishing: bool,
}

impl LinkHandle {
    pub(super) fn send(&self, frame: Vec<u8>) -> Result<usize, SendError> {
        if frame.is_empty() || frame.len() > FRAME_BYTES_MAX {
            return Err(SendError::Length);
        }
        let mut queue = lock(&self.queue);
        let bytes = queue.bytes + frame.len();
        if bytes > LINK_QUEUE_BYTES_MAX {
            return Err(SendError::Full);
        }
        self.orders
            .send(Order::Frame(frame))
            .map_err(|_| SendError::Ended)?;
        queue.bytes = bytes;
        queue.was_ample |= bytes > LINK_QUEUE_AMPLE;
        Ok(bytes)
    }

    pub(super) fn queued(&self) -> usize {
        lock(&self.queue).bytes
    }

    pub(super) fn finish(&self) {
        lock(&self.queue).is_finishing = true;
        let _ = self.orders.send(Order::Finish);
    }
}

/// Tells of the link and runs it to its end. A panic in one of its tasks ends this link and nothing else.
pub(super) async fn run(
    shared: Arc<Shared>,
    connection: Connection,
    (send, receive): (SendStream, RecvStream),
    (we_dialled, caller): (bool, Arc<Caller>),
) {
    let (link, peer) = (
        shared.new_link(),
        EndpointId(*connection.remote_id().as_bytes()),
    );
    let (orders, queued) = mpsc::unbounded_channel();
    let queue = Arc::new(Mutex::new(Queue::default()));
    let handle = LinkHandle {
        orders,
        queue: queue.clone(),
    };
    let is_finishing = {
        let queue = queue.clone();
        move || lock(&queue).is_finishing
    };
    lock(&shared.links).insert(link, handle);
    shared.peers.link_begins(&connection);
    shared.tell(NetEvent::Opened {
        link,
        peer,
        we_dialled,
    });
    let mut tasks = JoinSet::new();
    tasks.spawn(read_all(shared.clone(), link, receive, caller));
    tasks.spawn(write_all(shared.clone(), link, send, queued, queue));
    let first = tasks.join_next().await;
    let why = match first.and_then(Result::ok).unwrap_or(Closed::Lost) {
        // The peer follows our end with its own, and that may be read before the end is confirmed.
        Closed::ByPeer if is_finishing() => Closed::ByUs,
        why => why,
    };
    // Nothing may come after `Closed`.
    tasks.shutdown().await;
    if why == Closed::Lost {
        // A connection that is held on to blocks new dials for more than a minute.
        connection.close(SILENT, b"silent");
    }
    lock(&shared.links).remove(&link);
    shared.peers.link_ended(&connection);
    shared.tell(NetEvent::Closed { link, peer, why });
}

async fn read_all(
    shared: Arc<Shared>,
    link: LinkId,
    mut stream: RecvStream,
    caller: Arc<Caller>,
) -> Closed {
    let room = frame::room();
    let is_left = caller.is_left();
    tokio::pin!(is_left);
    loop {
        let read = tokio::select! {
            read = frame::read(&mut stream, &room) => read,
            () = &mut is_left => Err(Closed::ByUs),
        };
        match read {
            Ok(Some(frame)) => {
                caller.speaks();
                shared.tell(NetEvent::Frame { link, frame });
            }
            Ok(None) => {}
            Err(why) => {
                let _ = stream.stop(VarInt::from_u32(0));
                return why;
            }
        }
    }
}

async fn write_all(
    shared: Arc<Shared>,
    link: LinkId,
    mut stream: SendStream,
    mut orders: mpsc::UnboundedReceiver<Order>,
    queue: Arc<Mutex<Queue>>,
) -> Closed {
    loop {
        let (mut bytes, mut is_last) = (Vec::new(), false);
        match timeout(PING_EVERY, orders.recv()).await {
            Err(_) => bytes.extend_from_slice(&PING),
            Ok(None) => return Closed::ByUs,
            Ok(Some(order)) => is_last = take(&mut bytes, order),
        }
        while !is_last && bytes.len() < COALESCE_BYTES {
            let Ok(order) = orders.try_recv() else { break };
            is_last = take(&mut bytes, order);
        }
        if stream.write_all(&bytes).await.is_err() {
            // The reader knows why.
            return std::future::pending().await;
        }
        if drained(&queue, &bytes) {
            shared.tell(NetEvent::Drained { link });
        }
        if is_last {
            let _ = stream.finish();
            let _ = timeout(FINISH_TIMEOUT, stream.stopped()).await;
            return Closed::ByUs;
        }
    }
}

/// Adds what was ordered; true at the order to finish.
fn take(bytes: &mut Vec<u8>, order: Order) -> bool {
    let Order::Frame(frame) = order else {
        return true;
    };
    bytes.extend_from_slice(&(frame.len() as u32).to_be_bytes());
    bytes.extend_from_slice(&frame);
    false
}

/// Counts the frames inside `bytes` as sent; true when the engine waits to hear of it.
fn drained(queue: &Mutex<Queue>, mut bytes: &[u8]) -> bool {
    let mut sent = 0;
    while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        sent += length;
        bytes = rest.get(length..).unwrap_or_default();
    }
    let mut queue = lock(queue);
    queue.bytes = queue.bytes.saturating_sub(sent);
    let is_drained = queue.was_ample && queue.bytes < LINK_QUEUE_LOW;
    queue.was_ample &= !is_drained;
    is_drained
}
