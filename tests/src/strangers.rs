//! Somebody on the network with a program of their own: speaks the same protocol below, and says whatever they like.

use iroh::endpoint::{Connection, RecvStream, SendStream, presets};
use iroh::{Endpoint, EndpointAddr, RelayMode, SecretKey, TransportAddr};
use std::time::Duration;
use sync::address::PeerAddress;
use sync::drivers::net::SYNC_ALPN;
use tokio::runtime::Runtime;

/// A sign of life: a frame of no bytes.
pub const SIGN_OF_LIFE: [u8; 4] = [0; 4];
/// Somebody who does not answer for so long does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Somebody with a key that nobody knows.
pub struct Stranger {
    endpoint: Endpoint,
}

/// A stream of theirs.
pub struct Wire {
    /// What they say.
    pub send: SendStream,
    /// What they are told.
    pub receive: RecvStream,
}

impl Stranger {
    /// Somebody on this machine.
    pub async fn new(seed: u8) -> Self {
        Self::with_key([seed; 32]).await
    }

    /// Somebody on this machine with this key of the network: that of a member, where their program is not the usual one.
    pub async fn with_key(seed: [u8; 32]) -> Self {
        let builder = Endpoint::builder(presets::Minimal)
            .secret_key(SecretKey::from_bytes(&seed))
            .alpns(vec![SYNC_ALPN.to_vec()])
            .relay_mode(RelayMode::Disabled)
            .clear_ip_transports()
            .bind_addr("127.0.0.1:0")
            .expect("it is an address");
        let endpoint = builder.bind().await.expect("the loopback can be used");
        Self { endpoint }
    }

    /// Goes away, and says so.
    pub async fn leave(self) {
        self.endpoint.close().await;
    }

    /// Connects, if the other side answers at all.
    pub async fn connect(&self, to: &PeerAddress) -> Option<Connection> {
        let id = iroh::PublicKey::from_bytes(&to.endpoint.0).expect("an address names a key");
        let places = to.addresses.iter().map(|place| TransportAddr::Ip(*place));
        let address = EndpointAddr::from_parts(id, places);
        let connect = self.endpoint.connect(address, SYNC_ALPN);
        tokio::time::timeout(PATIENCE, connect).await.ok()?.ok()
    }
}

/// Opens a stream as the protocol asks: both sides show a sign of life. `None` when the other side does not.
pub async fn open(connection: &Connection) -> Option<Wire> {
    let (mut send, mut receive) = connection.open_bi().await.ok()?;
    send.write_all(&SIGN_OF_LIFE).await.ok()?;
    let mut sign = [1; 4];
    let answer = tokio::time::timeout(PATIENCE, receive.read_exact(&mut sign)).await;
    answer.ok()?.ok()?;
    (sign == SIGN_OF_LIFE).then_some(Wire { send, receive })
}

/// Threads for strangers.
pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("threads can be started")
}
