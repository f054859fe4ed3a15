//! Serving files: single files only, each request judged by who asks.

use super::{MayRead, Reading, ours};
use crate::drivers::net::{ServesFiles, lock};
use iroh::endpoint::{Connection, VarInt, WeakConnectionHandle};
use iroh_blobs::api::Store;
use iroh_blobs::protocol::GetRequest;
use iroh_blobs::provider::events::{
    AbortReason, ConnectMode, EventMask, EventResult, EventSender, ObserveMode, ProviderMessage,
    RequestMode, ThrottleMode,
};
use iroh_blobs::store::fs::FsStore;
use model::id::EndpointId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;

/// Pushing, lists of files and watching are off; every request for a file is asked about.
const MASK: EventMask = EventMask {
    connected: ConnectMode::None,
    get: RequestMode::Intercept,
    get_many: RequestMode::Disabled,
    push: RequestMode::Disabled,
    observe: ObserveMode::Intercept,
    throttle: ThrottleMode::None,
};
const REQUESTS_WAITING_MAX: usize = 64;
/// A reader may be a moment ahead of what this home has read of the same commons.
const NEWS_WAIT: Duration = Duration::from_millis(250);
/// After so many of them nothing names the file.
const NEWS_WAITS_MAX: usize = 8;

pub(super) struct Server {
    store: Store,
    may_read: Arc<MayRead>,
    connections: Mutex<BTreeMap<EndpointId, Vec<WeakConnectionHandle>>>,
}

impl Server {
    pub(super) fn new(store: FsStore, may_read: Arc<MayRead>) -> Server {
        Server {
            store: store.into(),
            may_read,
            connections: Mutex::default(),
        }
    }

    /// Ends what is on its way to this peer.
    pub(super) fn part_from(&self, peer: EndpointId) {
        let held = lock(&self.connections).remove(&peer).unwrap_or_default();
        for connection in held.iter().filter_map(WeakConnectionHandle::upgrade) {
            connection.close(VarInt::from_u32(2), b"not a member");
        }
    }

    fn remember(&self, peer: EndpointId, connection: &Connection) {
        let mut connections = lock(&self.connections);
        connections.retain(|_, held| {
            held.retain(|held| held.upgrade().is_some());
            !held.is_empty()
        });
        let held = connections.entry(peer).or_default();
        held.push(connection.weak_handle());
    }
}

impl ServesFiles for Server {
    fn serve(&self, connection: Connection) {
        let peer = EndpointId(*connection.remote_id().as_bytes());
        self.remember(peer, &connection);
        let (asked, questions) = EventSender::channel(REQUESTS_WAITING_MAX, MASK);
        tokio::spawn(answer(questions, peer, self.may_read.clone()));
        tokio::spawn(iroh_blobs::provider::handle_connection(
            connection,
            self.store.clone(),
            asked,
        ));
    }
}

async fn answer(
    mut questions: mpsc::Receiver<ProviderMessage>,
    peer: EndpointId,
    may_read: Arc<MayRead>,
) {
    while let Some(question) = questions.recv().await {
        match question {
            ProviderMessage::GetRequestReceived(asked) => {
                let may_read = may_read.clone();
                tokio::spawn(async move {
                    let judged = judge(peer, &asked.inner.request, &*may_read).await;
                    let _ = asked.tx.send(judged).await;
                });
            }
            ProviderMessage::ObserveRequestReceived(asked) => {
                let _ = asked.tx.send(Err(AbortReason::Permission)).await;
            }
            _ => {}
        }
    }
}

/// A request for what a file lists would hand out files that nobody has asked about.
async fn judge(peer: EndpointId, request: &GetRequest, may_read: &MayRead) -> EventResult {
    for _ in 0..NEWS_WAITS_MAX {
        match may_read(peer, ours(request.hash)) {
            Reading::Allowed if request.ranges.is_blob() => return Ok(()),
            Reading::NotNamed => tokio::time::sleep(NEWS_WAIT).await,
            Reading::Allowed | Reading::Refused => break,
        }
    }
    Err(AbortReason::Permission)
}
