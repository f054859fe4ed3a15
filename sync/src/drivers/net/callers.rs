//! Who calls, and how much room they may take: nobody from outside shuts the others out.

use super::{FIRST_FRAME_TIMEOUT, LINKS_MAX, Shared, lock};
use iroh::endpoint::{Connection, VarInt};
use model::id::EndpointId;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;
use tokio::time::timeout;

/// At most so many connections that others opened are held. Over that, the oldest that carries nothing makes room.
pub const CALLERS_MAX: usize = 256;
/// At most so many of them by one peer; a further one takes the place of their oldest.
pub const CALLERS_PER_PEER_MAX: usize = 8;
/// At most so many streams that one peer opened; there is one for each commons.
pub const LINKS_PER_PEER_MAX: usize = 32;

/// Why a connection is closed, on the wire.
const NO_ROOM: VarInt = VarInt::from_u32(5);

/// The connections and the streams that others opened.
#[derive(Default)]
pub(super) struct Callers {
    /// Oldest first.
    connections: Mutex<Vec<(EndpointId, Connection)>>,
    /// Streams that are open or about to be, oldest first.
    streams: Mutex<Vec<Arc<Caller>>>,
}

/// Who is at the other end of a stream.
pub(super) struct Caller {
    peer: EndpointId,
    has_spoken: AtomicBool,
    gives_way: Notify,
}

impl Caller {
    /// Somebody whom this side has called, and who keeps their place whatever they say.
    pub(super) fn called(peer: EndpointId) -> Arc<Self> {
        let caller = Self::new(peer);
        caller.speaks();
        caller
    }

    fn new(peer: EndpointId) -> Arc<Self> {
        Arc::new(Self {
            peer,
            has_spoken: AtomicBool::new(false),
            gives_way: Notify::new(),
        })
    }

    /// A frame came from there.
    pub(super) fn speaks(&self) {
        self.has_spoken.store(true, Ordering::Relaxed);
    }

    fn has_spoken(&self) -> bool {
        self.has_spoken.load(Ordering::Relaxed)
    }

    /// Ends when the stream has to end, because nothing was ever said on it: its time is over, or another needs
    /// its place.
    pub(super) async fn is_left(&self) {
        let _ = timeout(FIRST_FRAME_TIMEOUT, self.gives_way.notified()).await;
        if self.has_spoken() {
            std::future::pending::<()>().await;
        }
    }
}

impl Callers {
    /// Makes room for a connection if there is none; false when all that are there carry something, and are of others.
    pub(super) fn let_in(
        &self,
        peer: EndpointId,
        connection: &Connection,
        is_unused: impl Fn(&Connection) -> bool,
    ) -> bool {
        let mut held = lock(&self.connections);
        let by_peer = held.iter().filter(|(caller, _)| *caller == peer).count();
        let is_too_many = by_peer >= CALLERS_PER_PEER_MAX;
        if is_too_many || held.len() >= CALLERS_MAX {
            // Of one peer the oldest gives way, whatever it carries: a program that was killed and started again
            // leaves connections behind on which nobody listens any more, and must not be shut out by them.
            let gives_way = held
                .iter()
                .position(|(caller, connection)| match is_too_many {
                    true => *caller == peer,
                    false => is_unused(connection),
                });
            let Some(place) = gives_way else { return false };
            held.remove(place).1.close(NO_ROOM, b"no room");
        }
        held.push((peer, connection.clone()));
        true
    }

    pub(super) fn forget(&self, connection: &Connection) {
        let id = connection.stable_id();
        lock(&self.connections).retain(|(_, held)| held.stable_id() != id);
    }
}

/// Refuses a connection.
pub(super) fn refuse(connection: &Connection) {
    connection.close(NO_ROOM, b"no room");
}

/// Room for one stream that a peer opened; free again when this is dropped.
pub(super) struct Place {
    shared: Arc<Shared>,
    pub(super) caller: Arc<Caller>,
}

impl Place {
    /// Where all places are taken, the oldest stream on which nothing was said yet gives way.
    pub(super) fn take(shared: &Arc<Shared>, peer: EndpointId) -> Option<Self> {
        let mut streams = lock(&shared.callers.streams);
        let by_peer = streams.iter().filter(|caller| caller.peer == peer);
        if by_peer.count() >= LINKS_PER_PEER_MAX {
            return None;
        }
        if streams.len() >= LINKS_MAX {
            let silent = streams.iter().position(|caller| !caller.has_spoken())?;
            streams.remove(silent).gives_way.notify_one();
        }
        let caller = Caller::new(peer);
        streams.push(caller.clone());
        let shared = shared.clone();
        Some(Self { shared, caller })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut streams = lock(&self.shared.callers.streams);
        streams.retain(|caller| !Arc::ptr_eq(caller, &self.caller));
    }
}
