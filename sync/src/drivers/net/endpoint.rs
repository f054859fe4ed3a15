//! The iroh endpoint: what it is told, and what it says about itself.

use super::{NetConfig, NetError, NetEvent, SILENCE_MAX, SYNC_ALPN, Shared};
use crate::address::{ADDRESS_PLACES_MAX, PeerAddress};
use iroh::address_lookup::MemoryLookup;
use iroh::endpoint::{BindOpts, Builder, PortmapperConfig, QuicTransportConfig, VarInt, presets};
use iroh::{
    Endpoint, EndpointAddr, NetReportConfig, PublicKey, RelayMode, SecretKey, TransportAddr,
    Watcher,
};
use noq_proto::congestion::Bbr3Config;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// What a peer may send before anybody has read it, over a whole connection.
const RECEIVE_WINDOW_BYTES: u32 = 8 * 1024 * 1024;
/// The same for one stream. Above 2.5 MiB unread packets alone can break the connection (network.md, section 1).
const STREAM_WINDOW_BYTES: u32 = 2 * 1024 * 1024;
const SEND_WINDOW_BYTES: u64 = 4 * 1024 * 1024;
const STREAMS_MAX: u32 = 64;
const FIRST_ADDRESS_TIMEOUT: Duration = Duration::from_secs(1);

/// Binds where the person wants, or at any free port when that one is taken.
pub(super) async fn bind(config: &NetConfig, lookup: MemoryLookup) -> Result<Endpoint, NetError> {
    let wanted = config.bind;
    match bind_at(config, wanted, lookup.clone()).await {
        Err(_) if wanted.port() != 0 => {
            bind_at(config, SocketAddr::new(wanted.ip(), 0), lookup).await
        }
        bound => bound,
    }
}

async fn bind_at(
    config: &NetConfig,
    address: SocketAddr,
    lookup: MemoryLookup,
) -> Result<Endpoint, NetError> {
    let fail = |reason: std::io::Error| NetError::Bind { address, reason };
    let builder = Endpoint::builder(presets::Minimal)
        .secret_key(SecretKey::from_bytes(&config.secret))
        .alpns(vec![SYNC_ALPN.to_vec(), iroh_blobs::ALPN.to_vec()])
        .relay_mode(RelayMode::Disabled)
        .portmapper_config(PortmapperConfig::Disabled)
        .net_report_config(NetReportConfig::minimal())
        .address_lookup(lookup)
        .transport_config(transport())
        .clear_ip_transports();
    let builder = listen(builder, address)
        .map_err(std::io::Error::other)
        .map_err(fail)?;
    builder
        .bind()
        .await
        .map_err(std::io::Error::other)
        .map_err(fail)
}

fn listen(
    builder: Builder,
    address: SocketAddr,
) -> Result<Builder, iroh::endpoint::InvalidSocketAddr> {
    let builder = builder.bind_addr(address)?;
    if !(address.is_ipv4() && address.ip().is_unspecified()) {
        return Ok(builder);
    }
    // Everywhere means both families, but a machine without IPv6 is fine.
    let everywhere = SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), address.port());
    builder.bind_addr_with_opts(everywhere, BindOpts::default().set_is_required(false))
}

fn transport() -> QuicTransportConfig {
    QuicTransportConfig::builder()
        .receive_window(VarInt::from_u32(RECEIVE_WINDOW_BYTES))
        .stream_receive_window(VarInt::from_u32(STREAM_WINDOW_BYTES))
        .send_window(SEND_WINDOW_BYTES)
        .max_concurrent_bidi_streams(VarInt::from_u32(STREAMS_MAX))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .max_idle_timeout(Some(SILENCE_MAX.try_into().expect("fifteen seconds fit")))
        .datagram_receive_buffer_size(None)
        .congestion_controller_factory(Arc::new(Bbr3Config::default()))
        .build()
}

/// The port of the first socket.
pub(super) fn port(endpoint: &Endpoint) -> u16 {
    endpoint.bound_sockets().first().map_or(0, SocketAddr::port)
}

/// Where the endpoint can be reached, near places first.
pub(super) fn addresses(endpoint: &Endpoint) -> Vec<SocketAddr> {
    let mut addresses: Vec<SocketAddr> = endpoint.addr().ip_addrs().copied().collect();
    if addresses.is_empty() {
        addresses = endpoint.bound_sockets();
    }
    addresses.retain(|address| !address.ip().is_unspecified() && !is_link_local(address.ip()));
    addresses.sort_by_key(|address| (!address.is_ipv4(), !is_near(address.ip()), *address));
    addresses.truncate(ADDRESS_PLACES_MAX);
    addresses
}

/// A link-local address says nothing to a program on another machine.
fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

/// Whether the address belongs to this machine or a local network.
pub(super) fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

/// The address in iroh's words; `None` when the id is not a key.
pub(in crate::drivers) fn to_iroh(address: &PeerAddress) -> Option<EndpointAddr> {
    let id = PublicKey::from_bytes(&address.endpoint.0).ok()?;
    let places = address
        .addresses
        .iter()
        .map(|place| TransportAddr::Ip(*place));
    Some(EndpointAddr::from_parts(id, places))
}

/// Waits a moment until the endpoint knows the cards of this machine.
pub(super) async fn first_address(shared: &Arc<Shared>) {
    let mut watcher = shared.endpoint.watch_addr();
    let known = async {
        while watcher.get().ip_addrs().next().is_none() {
            if watcher.updated().await.is_err() {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(FIRST_ADDRESS_TIMEOUT, known).await;
}

/// Tells when cards come and go, and leaves connections that went with them.
pub(super) async fn watch_addresses(shared: Arc<Shared>) {
    let mut watcher = shared.endpoint.watch_addr();
    let mut before = shared.address();
    while watcher.updated().await.is_ok() {
        let address = shared.address();
        if address == before {
            continue;
        }
        let is_lost = |place: &&SocketAddr| !address.addresses.contains(place);
        let lost: Vec<IpAddr> = before
            .addresses
            .iter()
            .filter(is_lost)
            .map(SocketAddr::ip)
            .collect();
        before = address.clone();
        shared.peers.leave_paths_from(&lost);
        shared.tell(NetEvent::AddressChanged { address });
    }
}
