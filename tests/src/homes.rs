//! Homes that meet over real connections on this machine.

use model::id::EndpointId;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use sync::core::LinkId;
use sync::drivers::net::{Closed, DialError, Net, NetConfig, NetEvent};

const PATIENCE: Duration = Duration::from_secs(30);

/// One program on the network, with what it was told.
#[derive(Debug)]
pub struct Home {
    /// Its network.
    pub net: Net,
    /// What happened, in order.
    pub events: Receiver<NetEvent>,
}

impl Home {
    /// A home on this machine at any free port.
    pub fn new(seed: u8) -> Self {
        Self::at(seed, "127.0.0.1:0", false)
    }

    /// A home at that place; `lan` to be seen by neighbours.
    pub fn at(seed: u8, bind: &str, lan: bool) -> Self {
        Self::with_secret([seed; 32], bind, lan)
    }

    /// The same with this network key.
    pub fn with_secret(secret: [u8; 32], bind: &str, lan: bool) -> Self {
        let (sender, events) = channel();
        let config = NetConfig {
            secret,
            bind: bind.parse().unwrap(),
            lan,
        };
        let net = Net::start(config, move |event| {
            let _ = sender.send(event);
        });
        Self {
            net: net.expect("the network starts"),
            events,
        }
    }

    /// Waits for something to happen; what else happens meanwhile is passed over.
    pub fn until<T>(&self, what: &str, mut wanted: impl FnMut(NetEvent) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let event = self
                .events
                .recv_timeout(left)
                .unwrap_or_else(|_| panic!("waited for {what}"));
            if let Some(found) = wanted(event) {
                return found;
            }
        }
    }

    /// Waits for a stream.
    pub fn opened(&self) -> (LinkId, EndpointId, bool) {
        self.until("a stream", |event| match event {
            NetEvent::Opened {
                link,
                peer,
                we_dialled,
            } => Some((link, peer, we_dialled)),
            _ => None,
        })
    }

    /// Waits for a frame.
    pub fn frame(&self) -> Vec<u8> {
        self.until("a frame", |event| match event {
            NetEvent::Frame { frame, .. } => Some(frame.into_bytes()),
            _ => None,
        })
    }

    /// Waits for the end of a stream.
    pub fn closed(&self) -> Closed {
        self.until("the end of a stream", |event| match event {
            NetEvent::Closed { why, .. } => Some(why),
            _ => None,
        })
    }

    /// Waits for a failed dial.
    pub fn dial_failed(&self) -> DialError {
        self.until("a failed dial", |event| match event {
            NetEvent::DialFailed { why, .. } => Some(why),
            _ => None,
        })
    }

    /// Waits until no connection is left: it is put away right after its last stream has said its end.
    pub fn connected_to_nobody(&self) {
        let start = Instant::now();
        while !self.net.peers().is_empty() {
            assert!(start.elapsed() < PATIENCE, "a dead connection stays");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Dials and waits until both sides see the stream.
    pub fn meet(&self, other: &Home) -> (LinkId, LinkId) {
        self.net.dial(other.net.address());
        let (ours, peer, we_dialled) = self.opened();
        assert_eq!((peer, we_dialled), (other.net.endpoint(), true));
        let (theirs, peer, we_dialled) = other.opened();
        assert_eq!((peer, we_dialled), (self.net.endpoint(), false));
        (ours, theirs)
    }
}
