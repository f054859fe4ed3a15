//! Connections to peers over iroh, with no server of any kind (network.md, sections 1 to 3).
//!
//! [`Net`] owns its threads; the engine that drives it is synchronous. One stream per (peer, commons)
//! carries frames in order. What arrives is handed to a *sink* that must not block; the bytes of
//! frames that the engine has not taken out yet are bounded for each link, and the peer waits.
//!
//! No relay, no name service, no port mapping: not a packet to anyone but peers, and neighbours on
//! the local network if the person wants to be seen there.

mod callers;
pub(super) mod endpoint;
mod frame;
mod link;
mod peers;

pub use callers::{CALLERS_MAX, CALLERS_PER_PEER_MAX, LINKS_PER_PEER_MAX};
pub use frame::Frame;
pub use link::{LINK_QUEUE_AMPLE, LINK_QUEUE_BYTES_MAX, LINK_QUEUE_LOW};

use super::discovery::Discovery;
use super::files::FileEvent;
use crate::address::PeerAddress;
use crate::core::LinkId;
use callers::Callers;
use iroh::Endpoint;
use iroh::address_lookup::MemoryLookup;
use link::LinkHandle;
use model::id::{EndpointId, FileHash};
use peers::Peers;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::{Handle, Runtime};

/// The protocol between two programs; its last part is the version of the bytes.
pub const SYNC_ALPN: &[u8] = b"commonwright/sync/1";
/// A peer on the local network has to answer within this.
pub const DIAL_NEAR_TIMEOUT: Duration = Duration::from_secs(3);
/// Any other peer has to answer within this.
pub const DIAL_FAR_TIMEOUT: Duration = Duration::from_secs(10);
/// At most so many dials are under way.
pub const DIALS_MAX: usize = 16;
/// A sign of life is sent after so much rest.
pub const PING_EVERY: Duration = Duration::from_secs(6);
/// A peer that has said nothing for so long is gone.
pub const SILENCE_MAX: Duration = Duration::from_secs(15);
/// Whoever opened a stream says something on it within this: signs of life alone hold no place.
pub const FIRST_FRAME_TIMEOUT: Duration = Duration::from_secs(10);
/// At most so many links are open; more are refused.
pub const LINKS_MAX: usize = 128;

/// How to start.
#[derive(Clone)]
pub struct NetConfig {
    /// The secret of this home's endpoint key.
    pub secret: [u8; 32],
    /// Where to listen. With port 0, or when the port is taken, any free port is used.
    pub bind: SocketAddr,
    /// Whether to be seen by neighbours on the local network, and to see them.
    pub lan: bool,
}

/// What happened on the network.
#[derive(Debug)]
pub enum NetEvent {
    /// A stream to a peer is open and the peer has answered on it.
    Opened {
        /// Its name, never used again.
        link: LinkId,
        /// Who is at the other end; the connection has proved it.
        peer: EndpointId,
        /// Whether this side opened it.
        we_dialled: bool,
    },
    /// A frame arrived. Taking its bytes out makes room for the next ones.
    Frame {
        /// On which stream.
        link: LinkId,
        /// The frame.
        frame: Frame,
    },
    /// What was waiting to be sent has fallen below [`LINK_QUEUE_LOW`], after it had been over [`LINK_QUEUE_AMPLE`].
    Drained {
        /// On which stream.
        link: LinkId,
    },
    /// A stream has ended. Nothing more comes from it.
    Closed {
        /// Which.
        link: LinkId,
        /// Who was at the other end.
        peer: EndpointId,
        /// Why.
        why: Closed,
    },
    /// A dial came to nothing.
    DialFailed {
        /// Who was dialled, and where.
        address: PeerAddress,
        /// Why.
        why: DialError,
    },
    /// A neighbour is there, or its addresses have changed.
    Neighbour {
        /// Who and where. Only a hint: the connection proves who it is.
        address: PeerAddress,
    },
    /// A neighbour has not been heard of for a while.
    NeighbourGone {
        /// Who.
        peer: EndpointId,
    },
    /// How the fetch of a file goes (see [`super::files::Files::fetch`]).
    File {
        /// Which file.
        file: FileHash,
        /// What happened.
        event: FileEvent,
    },
    /// This home can be reached at other places than before.
    AddressChanged {
        /// Where now.
        address: PeerAddress,
    },
}

/// Why a stream has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Closed {
    /// This side closed it.
    #[error("this program closed the connection")]
    ByUs,
    /// The other side closed it.
    #[error("the other program closed the connection")]
    ByPeer,
    /// The peer has not been heard of for [`SILENCE_MAX`], or the network broke. Dial again.
    #[error("the connection was lost")]
    Lost,
    /// The peer sent something that is no frame.
    #[error("the other program sent something that is not understood")]
    NotUnderstood,
}

/// Why a dial came to nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DialError {
    /// It is this home's own address.
    #[error("this is the address of this program itself")]
    Ourselves,
    /// The id in the address is not a key.
    #[error("the address is not written right")]
    NotAKey,
    /// Nobody knows where this peer is.
    #[error("no address of the other computer is known")]
    NoAddress,
    /// Nobody answered in time.
    #[error("nobody answered there")]
    NoAnswer,
    /// Somebody answered and closed the connection.
    #[error("the other program refused the connection")]
    Refused,
}

/// Why the network did not start.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// No socket could be opened, at that port or at any other.
    #[error("no network socket could be opened at {address}: {reason}")]
    Bind {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        reason: std::io::Error,
    },
    /// No threads.
    #[error("the network could not be started: {0}")]
    Threads(std::io::Error),
}

/// Why a frame was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The link has ended.
    #[error("the connection has ended")]
    Ended,
    /// [`LINK_QUEUE_BYTES_MAX`] are waiting already.
    #[error("too much is waiting to be sent")]
    Full,
    /// The frame is longer than the protocol allows, or empty.
    #[error("the message is too long")]
    Length,
}

/// A peer that is connected now, for the status page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PeerStatus {
    /// Who.
    pub peer: EndpointId,
    /// Where the packets go.
    pub address: Option<SocketAddr>,
    /// There and back.
    pub round_trip: Option<Duration>,
    /// Bytes sent and received on the connection.
    pub bytes: (u64, u64),
}

type Sink = Arc<dyn Fn(NetEvent) + Send + Sync>;

/// What all tasks of the network share.
pub(crate) struct Shared {
    endpoint: Endpoint,
    lookup: MemoryLookup,
    sink: Sink,
    links: Mutex<BTreeMap<LinkId, LinkHandle>>,
    next_link: AtomicU64,
    peers: Peers,
    callers: Callers,
    dials: tokio::sync::Semaphore,
    files: Mutex<Option<Arc<dyn ServesFiles>>>,
}

/// Whoever takes connections for files (see [`super::files`]).
pub(crate) trait ServesFiles: Send + Sync {
    /// Serves one connection in a task of its own.
    fn serve(&self, connection: iroh::endpoint::Connection);
}

/// The network of one home. Dropping it closes everything.
pub struct Net {
    runtime: Option<Runtime>,
    shared: Arc<Shared>,
    wanted: SocketAddr,
    discovery: Mutex<Option<Discovery>>,
}

impl Net {
    /// Starts listening. `sink` takes what happens; it is called on the network's threads and must not block.
    pub fn start(
        config: NetConfig,
        sink: impl Fn(NetEvent) + Send + Sync + 'static,
    ) -> Result<Self, NetError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("network")
            .enable_all()
            .build()
            .map_err(NetError::Threads)?;
        let lookup = MemoryLookup::new();
        let endpoint = runtime.block_on(endpoint::bind(&config, lookup.clone()))?;
        let shared = Arc::new(Shared {
            endpoint,
            lookup,
            sink: Arc::new(sink),
            links: Mutex::default(),
            next_link: AtomicU64::new(1),
            peers: Peers::default(),
            callers: Callers::default(),
            dials: tokio::sync::Semaphore::new(DIALS_MAX),
            files: Mutex::default(),
        });
        runtime.spawn(peers::accept_all(shared.clone()));
        runtime.block_on(endpoint::first_address(&shared));
        runtime.spawn(endpoint::watch_addresses(shared.clone()));
        let net = Self {
            runtime: Some(runtime),
            shared,
            wanted: config.bind,
            discovery: Mutex::new(None),
        };
        net.set_lan(config.lan);
        Ok(net)
    }

    /// This home's name on the network.
    pub fn endpoint(&self) -> EndpointId {
        EndpointId(*self.shared.endpoint.id().as_bytes())
    }

    /// Where this home can be reached, as far as it knows itself.
    pub fn address(&self) -> PeerAddress {
        self.shared.address()
    }

    /// The port that is listened on.
    pub fn port(&self) -> u16 {
        endpoint::port(&self.shared.endpoint)
    }

    /// The port that was wanted and is taken by another program; `None` when all is as wanted.
    pub fn port_taken(&self) -> Option<u16> {
        let wanted = self.wanted.port();
        (wanted != 0 && wanted != self.port()).then_some(wanted)
    }

    /// Opens a stream to a peer; `Opened` or `DialFailed` follows within seconds.
    ///
    /// A live connection to the peer is used again; one that does not answer is closed and replaced.
    pub fn dial(&self, address: PeerAddress) {
        self.handle()
            .spawn(peers::dial(self.shared.clone(), address));
    }

    /// Keeps where a peer was last seen, for dials that name no place.
    pub fn learn(&self, address: &PeerAddress) {
        self.shared.learn(address);
    }

    /// Queues a frame and tells how many bytes are waiting now.
    ///
    /// Over [`LINK_QUEUE_AMPLE`] the caller should wait for `Drained` before it reads more from the store.
    pub fn send(&self, link: LinkId, frame: Vec<u8>) -> Result<usize, SendError> {
        let links = lock(&self.shared.links);
        links.get(&link).ok_or(SendError::Ended)?.send(frame)
    }

    /// How many bytes wait to be sent on this link; 0 when it has ended.
    pub fn queued(&self, link: LinkId) -> usize {
        lock(&self.shared.links)
            .get(&link)
            .map_or(0, LinkHandle::queued)
    }

    /// Closes a stream after everything queued has been sent; `Closed` follows.
    pub fn close(&self, link: LinkId) {
        if let Some(link) = lock(&self.shared.links).get(&link) {
            link.finish();
        }
    }

    /// Closes every connection with this peer at once: it is no member any more.
    pub fn drop_peer(&self, peer: EndpointId) {
        self.shared.peers.close(peer);
    }

    /// The peers that are connected now.
    pub fn peers(&self) -> Vec<PeerStatus> {
        self.shared.peers.status()
    }

    /// Whether neighbours on the local network may see this home, and are looked for.
    pub fn set_lan(&self, lan: bool) {
        let mut discovery = lock(&self.discovery);
        match (lan, discovery.is_some()) {
            (true, false) => {
                *discovery = Some(Discovery::start(&self.handle(), self.shared.clone()))
            }
            (false, true) => *discovery = None,
            _ => {}
        }
    }

    pub(crate) fn handle(&self) -> Handle {
        self.runtime
            .as_ref()
            .expect("it lives until the drop")
            .handle()
            .clone()
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        lock(&self.discovery).take();
        let Some(runtime) = self.runtime.take() else {
            return;
        };
        let endpoint = self.shared.endpoint.clone();
        let close = async { tokio::time::timeout(Duration::from_secs(2), endpoint.close()).await };
        // Dropped inside somebody's runtime, blocking here would panic.
        if Handle::try_current().is_ok() {
            return runtime.shutdown_background();
        }
        let _ = runtime.block_on(close);
        runtime.shutdown_timeout(Duration::from_secs(2));
    }
}

impl Shared {
    pub(crate) fn tell(&self, event: NetEvent) {
        (self.sink)(event);
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    pub(crate) fn address(&self) -> PeerAddress {
        PeerAddress {
            endpoint: EndpointId(*self.endpoint.id().as_bytes()),
            addresses: endpoint::addresses(&self.endpoint),
        }
    }

    pub(crate) fn learn(&self, address: &PeerAddress) {
        if let Some(address) = endpoint::to_iroh(address) {
            self.lookup.add_endpoint_info(address);
        }
    }

    pub(crate) fn serve_files_with(&self, files: Option<Arc<dyn ServesFiles>>) {
        *lock(&self.files) = files;
    }

    fn new_link(&self) -> LinkId {
        LinkId(self.next_link.fetch_add(1, Ordering::Relaxed))
    }
}

/// A lock that a panicking thread left behind still guards whole values here.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Net {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Net({})", self.address())
    }
}

impl fmt::Debug for NetConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NetConfig({}, lan: {})", self.bind, self.lan)
    }
}
