//! Connections: accepting them, dialling, and who is connected now.

use super::callers::{self, Caller, Place};
use super::frame::PING;
use super::{
    Closed, DIAL_FAR_TIMEOUT, DIAL_NEAR_TIMEOUT, DialError, NetEvent, PeerStatus, SYNC_ALPN,
    Shared, endpoint, link, lock,
};
use crate::address::PeerAddress;
use iroh::endpoint::{Connection, ConnectionError, Incoming, RecvStream, SendStream, VarInt};
use model::id::EndpointId;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::timeout;

/// Over so many half-open connections a caller has to prove its address first.
const HALF_OPEN_FREE: usize = 16;
/// Over so many, callers are refused.
const HALF_OPEN_MAX: usize = 256;
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection without any stream is closed after this.
const EMPTY_CONNECTION_MAX: Duration = Duration::from_secs(20);

/// Why a connection is closed, on the wire.
pub(super) const SILENT: VarInt = VarInt::from_u32(1);

/// The live connections.
#[derive(Default)]
pub(super) struct Peers {
    connections: Mutex<BTreeMap<EndpointId, Vec<Connection>>>,
    /// How many links run on each connection, by its stable id.
    links: Mutex<BTreeMap<usize, usize>>,
}

impl Peers {
    fn newest(&self, peer: EndpointId) -> Option<Connection> {
        lock(&self.connections).get(&peer)?.last().cloned()
    }

    fn add(&self, peer: EndpointId, connection: &Connection) {
        lock(&self.connections)
            .entry(peer)
            .or_default()
            .push(connection.clone());
    }

    fn remove(&self, peer: EndpointId, connection: &Connection) {
        let mut connections = lock(&self.connections);
        if let Some(held) = connections.get_mut(&peer) {
            held.retain(|held| held.stable_id() != connection.stable_id());
            if held.is_empty() {
                connections.remove(&peer);
            }
        }
    }

    pub(super) fn link_begins(&self, connection: &Connection) {
        *lock(&self.links).entry(connection.stable_id()).or_default() += 1;
    }

    pub(super) fn link_ended(&self, connection: &Connection) {
        let mut links = lock(&self.links);
        if let Some(count) = links.get_mut(&connection.stable_id()) {
            *count -= 1;
            if *count == 0 {
                links.remove(&connection.stable_id());
            }
        }
    }

    fn is_unused(&self, connection: &Connection) -> bool {
        !lock(&self.links).contains_key(&connection.stable_id())
    }

    pub(super) fn close(&self, peer: EndpointId) {
        for connection in lock(&self.connections).get(&peer).into_iter().flatten() {
            connection.close(VarInt::from_u32(2), b"not a member");
        }
    }

    /// Closes the connections that may have gone through places which this home has lost.
    ///
    /// A connection whose path is gone is silent for long and blocks new dials meanwhile (network.md, section 1).
    /// It cannot be asked whether it lives: packets come on it, and what was said on it does not.
    pub(super) fn leave_paths_from(&self, lost: &[IpAddr]) {
        for connection in lock(&self.connections).values().flatten() {
            let peer = EndpointId(*connection.remote_id().as_bytes());
            let to = status(peer, connection).address.map(|place| place.ip());
            let is_touched = lost.iter().any(|lost| {
                to.is_none_or(|to| to.is_ipv4() == lost.is_ipv4() && !to.is_loopback())
            });
            if is_touched {
                connection.close(SILENT, b"moved");
            }
        }
    }

    pub(super) fn status(&self) -> Vec<PeerStatus> {
        let connections = lock(&self.connections);
        let newest = connections
            .iter()
            .filter_map(|(peer, held)| Some((*peer, held.last()?)));
        newest
            .map(|(peer, connection)| status(peer, connection))
            .collect()
    }
}

fn status(peer: EndpointId, connection: &Connection) -> PeerStatus {
    let paths = connection.paths();
    let path = paths.iter().find(|path| path.is_selected());
    let udp = connection.stats();
    PeerStatus {
        peer,
        address: path.as_ref().and_then(|path| match path.remote_addr() {
            iroh::TransportAddr::Ip(address) => Some(*address),
            _ => None,
        }),
        round_trip: path.as_ref().map(|path| path.rtt()),
        bytes: (udp.udp_tx.bytes, udp.udp_rx.bytes),
    }
}

/// Takes callers until the endpoint closes, each in a task of its own.
pub(super) async fn accept_all(shared: Arc<Shared>) {
    let half_open = Arc::new(AtomicUsize::new(0));
    while let Some(incoming) = shared.endpoint.accept().await {
        let waiting = half_open.load(Ordering::Relaxed);
        if waiting >= HALF_OPEN_MAX {
            incoming.refuse();
            continue;
        }
        if waiting >= HALF_OPEN_FREE && !incoming.remote_addr_validated() {
            let _ = incoming.retry();
            continue;
        }
        half_open.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(accept(shared.clone(), incoming, half_open.clone()));
    }
}

async fn accept(shared: Arc<Shared>, incoming: Incoming, half_open: Arc<AtomicUsize>) {
    let connection = timeout(HANDSHAKE_TIMEOUT, async {
        incoming.accept().ok()?.await.ok()
    })
    .await;
    half_open.fetch_sub(1, Ordering::Relaxed);
    let Ok(Some(connection)) = connection else {
        return;
    };
    let peer = EndpointId(*connection.remote_id().as_bytes());
    let is_unused = |connection: &Connection| shared.peers.is_unused(connection);
    if !shared.callers.let_in(peer, &connection, is_unused) {
        return callers::refuse(&connection);
    }
    if connection.alpn() == SYNC_ALPN {
        serve(shared.clone(), connection.clone()).await;
    } else {
        let files = lock(&shared.files).clone();
        match files {
            Some(files) => files.serve(connection.clone()),
            None => connection.close(VarInt::from_u32(3), b"no files here"),
        }
        connection.closed().await;
    }
    shared.callers.forget(&connection);
}

/// Takes the streams that a peer opens on a connection, until it ends or nothing uses it any more.
async fn serve(shared: Arc<Shared>, connection: Connection) {
    let peer = EndpointId(*connection.remote_id().as_bytes());
    shared.peers.add(peer, &connection);
    loop {
        let accepted = tokio::select! {
            accepted = connection.accept_bi() => accepted,
            () = tokio::time::sleep(EMPTY_CONNECTION_MAX) => {
                if shared.peers.is_unused(&connection) {
                    connection.close(VarInt::from_u32(0), b"done");
                }
                continue;
            }
        };
        let Ok(streams) = accepted else { break };
        tokio::spawn(serve_stream(shared.clone(), connection.clone(), streams));
    }
    shared.peers.remove(peer, &connection);
}

async fn serve_stream(
    shared: Arc<Shared>,
    connection: Connection,
    mut streams: (SendStream, RecvStream),
) {
    let peer = EndpointId(*connection.remote_id().as_bytes());
    let Some(place) = Place::take(&shared, peer) else {
        let _ = streams.0.reset(VarInt::from_u32(4));
        return;
    };
    if let Ok(Some(())) = timeout(HANDSHAKE_TIMEOUT, greet(&mut streams)).await {
        link::run(shared, connection, streams, (false, place.caller.clone())).await;
    }
}

/// Each side shows that it serves the stream: a connection alone says nothing.
async fn greet((send, receive): &mut (SendStream, RecvStream)) -> Option<()> {
    send.write_all(&PING).await.ok()?;
    let mut sign = [1; 4];
    receive.read_exact(&mut sign).await.ok()?;
    (sign == PING).then_some(())
}

/// Opens a stream to a peer and runs it.
pub(super) async fn dial(shared: Arc<Shared>, address: PeerAddress) {
    let opened = {
        let _turn = shared.dials.acquire().await;
        open(&shared, &address).await
    };
    match opened {
        Ok((connection, streams)) => {
            let called = Caller::called(address.endpoint);
            link::run(shared, connection, streams, (true, called)).await;
        }
        Err(why) => shared.tell(NetEvent::DialFailed { address, why }),
    }
}

type Opened = (Connection, (SendStream, RecvStream));

async fn open(shared: &Arc<Shared>, address: &PeerAddress) -> Result<Opened, DialError> {
    let patience = patience(address);
    if let Some(connection) = shared.peers.newest(address.endpoint) {
        if let Ok(Some(streams)) = timeout(DIAL_NEAR_TIMEOUT, open_on(&connection)).await {
            return Ok((connection, streams));
        }
        connection.close(SILENT, b"silent");
        shared.peers.remove(address.endpoint, &connection);
    }
    let fresh = async {
        let connection = connect(shared, address).await?;
        tokio::spawn(serve(shared.clone(), connection.clone()));
        match open_on(&connection).await {
            Some(streams) => Ok((connection, streams)),
            None => Err(refusal(&connection)),
        }
    };
    timeout(patience, fresh)
        .await
        .unwrap_or(Err(DialError::NoAnswer))
}

fn refusal(connection: &Connection) -> DialError {
    match connection.close_reason() {
        Some(ConnectionError::ApplicationClosed(_)) => DialError::Refused,
        _ => DialError::NoAnswer,
    }
}

async fn connect(shared: &Arc<Shared>, address: &PeerAddress) -> Result<Connection, DialError> {
    let target = endpoint::to_iroh(address).ok_or(DialError::NotAKey)?;
    if target.id == shared.endpoint.id() {
        return Err(DialError::Ourselves);
    }
    if target.is_empty() && shared.lookup.get_endpoint_info(target.id).is_none() {
        return Err(DialError::NoAddress);
    }
    shared
        .endpoint
        .connect(target, SYNC_ALPN)
        .await
        .map_err(|_| DialError::NoAnswer)
}

async fn open_on(connection: &Connection) -> Option<(SendStream, RecvStream)> {
    let mut streams = connection.open_bi().await.ok()?;
    greet(&mut streams).await?;
    Some(streams)
}

/// A peer on this machine or a local network answers at once or not at all.
fn patience(address: &PeerAddress) -> Duration {
    let is_near = !address.addresses.is_empty()
        && address
            .addresses
            .iter()
            .all(|place| endpoint::is_near(place.ip()));
    if is_near {
        DIAL_NEAR_TIMEOUT
    } else {
        DIAL_FAR_TIMEOUT
    }
}

/// Why a connection has ended, in our words.
pub(super) fn why(error: &ConnectionError) -> Closed {
    match error {
        // The peer found us silent: that is a loss too.
        ConnectionError::ApplicationClosed(close) if close.error_code == SILENT => Closed::Lost,
        ConnectionError::ApplicationClosed(_) => Closed::ByPeer,
        _ => Closed::Lost,
    }
}
