//! Serving files: single files only, each request judged by who asks.

use super::{MayRead, ours};
use crate::drivers::net::ServesFiles;
use iroh::endpoint::Connection;
use iroh_blobs::api::Store;
use iroh_blobs::protocol::GetRequest;
use iroh_blobs::provider::events::{
    AbortReason, ConnectMode, EventMask, EventResult, EventSender, ObserveMode, ProviderMessage,
    RequestMode, ThrottleMode,
};
use iroh_blobs::store::fs::FsStore;
use model::id::EndpointId;
use std::sync::Arc;
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

struct Server {
    store: Store,
    may_read: Arc<MayRead>,
}

pub(super) fn server(store: FsStore, may_read: Arc<MayRead>) -> Arc<dyn ServesFiles> {
    Arc::new(Server {
        store: store.into(),
        may_read,
    })
}

impl ServesFiles for Server {
    fn serve(&self, connection: Connection) {
        let peer = EndpointId(*connection.remote_id().as_bytes());
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
                let _ = asked
                    .tx
                    .send(judge(peer, &asked.inner.request, &*may_read))
                    .await;
            }
            ProviderMessage::ObserveRequestReceived(asked) => {
                let _ = asked.tx.send(Err(AbortReason::Permission)).await;
            }
            _ => {}
        }
    }
}

/// A request for what a file lists would hand out files that nobody has asked about.
fn judge(peer: EndpointId, request: &GetRequest, may_read: &MayRead) -> EventResult {
    if request.ranges.is_blob() && may_read(peer, ours(request.hash)) {
        Ok(())
    } else {
        Err(AbortReason::Permission)
    }
}
