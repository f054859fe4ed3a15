//! Finding neighbours on the local network (network.md, section 2).
//!
//! Announces this home's endpoint id and its local addresses, and nothing else: no name, no commons,
//! no other address (RFC 8882). What is heard is a hint; the connection proves who it is. It is
//! lively for a moment after the start and after every change of addresses, then calm.

use super::net::{NetEvent, Shared, lock};
use crate::address::{ADDRESS_PLACES_MAX, PeerAddress};
use iroh::Watcher;
use model::id::EndpointId;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use swarm_discovery::{Discoverer, DropGuard, IpClass, Peer};
use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tokio::time::timeout;

/// The name of the service; the whole one is `_commonwright._udp.local`.
const SERVICE: &str = "commonwright";
/// No more neighbours than this are kept in mind.
pub const NEIGHBOURS_MAX: usize = 256;
const LIVELY_FOR: Duration = Duration::from_secs(20);
const LIVELY_CADENCE: Duration = Duration::from_millis(700);
const LIVELY_RATE: f32 = 2.5;
const CALM_CADENCE: Duration = Duration::from_secs(10);
const CALM_RATE: f32 = 1.0;

/// Announces and listens until it is dropped.
pub(crate) struct Discovery(AbortHandle);

impl Discovery {
    /// Starts in the background. Without any network nothing happens until a card comes.
    pub(crate) fn start(runtime: &Handle, shared: Arc<Shared>) -> Self {
        Self(runtime.spawn(follow_cards(shared)).abort_handle())
    }
}

impl Drop for Discovery {
    fn drop(&mut self) {
        self.0.abort();
    }
}

type Known = Arc<Mutex<BTreeMap<EndpointId, Vec<SocketAddr>>>>;

async fn follow_cards(shared: Arc<Shared>) {
    let known = Known::default();
    let mut watcher = shared.endpoint().watch_addr();
    loop {
        let lively = announce(&shared, &known, LIVELY_CADENCE, LIVELY_RATE);
        let changed = timeout(LIVELY_FOR, watcher.updated()).await;
        drop(lively);
        match changed {
            Ok(Ok(_)) => continue,
            Ok(Err(_)) => return,
            Err(_) => {}
        }
        let _calm = announce(&shared, &known, CALM_CADENCE, CALM_RATE);
        if watcher.updated().await.is_err() {
            return;
        }
    }
}

/// Speaks on every IPv4 card; `None` when there is none, or none that can.
fn announce(
    shared: &Arc<Shared>,
    known: &Known,
    cadence: Duration,
    rate: f32,
) -> Option<DropGuard> {
    let places = local_places(shared);
    let port = places.first()?.port();
    let cards: Vec<Ipv4Addr> = places.iter().filter_map(|place| ipv4(place.ip())).collect();
    let ourselves = shared.address().endpoint;
    let (shared, known) = (shared.clone(), known.clone());
    let heard = move |id: &str, peer: &Peer| {
        if let Ok(id) = id.parse::<EndpointId>()
            && id != ourselves
        {
            note(&shared, &known, id, peer);
        }
    };
    let spoken = Discoverer::new(SERVICE.into(), ourselves.to_string())
        .with_addrs(port, cards.iter().map(|card| IpAddr::V4(*card)))
        .with_multicast_interfaces_v4(cards)
        .with_ip_class(IpClass::V4Only)
        .with_cadence(cadence)
        .with_response_rate(rate)
        .with_callback(heard)
        .spawn(&Handle::current());
    spoken
        .inspect_err(|error| tracing::debug!(%error, "neighbours cannot be looked for"))
        .ok()
}

/// The IPv4 places of this machine on local networks.
fn local_places(shared: &Shared) -> Vec<SocketAddr> {
    let is_local = |place: &SocketAddr| {
        ipv4(place.ip()).is_some_and(|ip| ip.is_private() || ip.is_loopback() || ip.is_link_local())
    };
    shared
        .address()
        .addresses
        .into_iter()
        .filter(is_local)
        .collect()
}

fn ipv4(ip: IpAddr) -> Option<Ipv4Addr> {
    match ip {
        IpAddr::V4(ip) => Some(ip),
        IpAddr::V6(_) => None,
    }
}

/// Tells of a neighbour once, and again when its places change or it falls silent.
fn note(shared: &Shared, known: &Known, peer: EndpointId, heard: &Peer) {
    let mut known = lock(known);
    if heard.is_expiry() {
        if known.remove(&peer).is_some() {
            shared.tell(NetEvent::NeighbourGone { peer });
        }
        return;
    }
    let mut places: Vec<SocketAddr> = heard.addrs().iter().map(|place| (*place).into()).collect();
    places.sort();
    places.truncate(ADDRESS_PLACES_MAX);
    let is_new = known.get(&peer) != Some(&places);
    if !is_new || (known.len() >= NEIGHBOURS_MAX && !known.contains_key(&peer)) {
        return;
    }
    known.insert(peer, places.clone());
    let address = PeerAddress {
        endpoint: peer,
        addresses: places,
    };
    shared.learn(&address);
    shared.tell(NetEvent::Neighbour { address });
}
