//! Fetching files: one at a time for each file, from one peer, going on where the last one stopped.

use super::{FileEvent, tell, theirs};
use crate::address::PeerAddress;
use crate::drivers::net::{DIAL_FAR_TIMEOUT, Shared, endpoint, lock};
use iroh::endpoint::{Connection, WeakConnectionHandle};
use iroh_blobs::api::blobs::BlobStatus;
use iroh_blobs::api::remote::GetProgressItem;
use iroh_blobs::get::GetError;
use iroh_blobs::get::request::get_verified_size;
use iroh_blobs::protocol::ERR_PERMISSION;
use iroh_blobs::store::fs::FsStore;
use model::id::{EndpointId, FileHash};
use n0_future::StreamExt;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

/// At most so many files are fetched at once.
pub const FETCHES_MAX: usize = 4;
/// A peer that sends nothing of a file for so long is left.
pub const STALL_MAX: Duration = Duration::from_secs(10);
const TELL_EVERY: Duration = Duration::from_millis(250);
const LINGER: Duration = Duration::from_secs(10);

/// Why a file did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The peer could not be reached.
    #[error("the other program could not be reached")]
    NotReached,
    /// The peer does not give it to this device.
    #[error("the other program does not give this file to this device")]
    Refused,
    /// The peer does not have it, or broke off.
    #[error("the other program does not have the file, or broke off")]
    NotThere,
    /// Nothing has come for [`STALL_MAX`].
    #[error("the other program has stopped sending")]
    Stalled,
    /// The file has another size than was promised: no fault of the peer, and so it is with every other.
    #[error("the file has another size than its entry says")]
    WrongSize {
        /// How long it is; proved by its hash.
        is: u64,
    },
    /// It could not be kept here: the disk may be full.
    #[error("the file could not be kept here")]
    NotKept,
}

/// How long a file is, as far as that is known before it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// Its entry says so.
    Exactly(u64),
    /// No longer than this is wanted.
    AtMost(u64),
}

impl Size {
    fn fits(self, bytes: u64) -> bool {
        match self {
            Size::Exactly(size) => bytes == size,
            Size::AtMost(most) => bytes <= most,
        }
    }

    fn most(self) -> u64 {
        match self {
            Size::Exactly(size) | Size::AtMost(size) => size,
        }
    }
}

/// The fetches under way.
pub(super) struct Fetches {
    store: FsStore,
    shared: Arc<Shared>,
    turns: Semaphore,
    files: Mutex<BTreeSet<FileHash>>,
    connections: Mutex<BTreeMap<EndpointId, WeakConnectionHandle>>,
}

impl Fetches {
    pub(super) fn new(store: FsStore, shared: Arc<Shared>) -> Self {
        Self {
            store,
            shared,
            turns: Semaphore::new(FETCHES_MAX),
            files: Mutex::default(),
            connections: Mutex::default(),
        }
    }
}

/// Fetches a file and tells how it went.
pub(super) async fn fetch(fetches: Arc<Fetches>, file: FileHash, size: Size, from: PeerAddress) {
    if !lock(&fetches.files).insert(file) {
        return;
    }
    let done = {
        let _turn = fetches.turns.acquire().await;
        fetch_from(&fetches, file, size, &from).await
    };
    lock(&fetches.files).remove(&file);
    let event = match done {
        Ok(bytes) => FileEvent::Fetched { bytes },
        Err(error) => FileEvent::Failed(error),
    };
    tell(&fetches.shared, file, event);
}

async fn fetch_from(
    fetches: &Fetches,
    file: FileHash,
    size: Size,
    from: &PeerAddress,
) -> Result<u64, FetchError> {
    // Without the tag a slow fetch could be swept away while it reports success.
    let _tag = fetches
        .store
        .tags()
        .temp_tag(theirs(file))
        .await
        .map_err(|_| FetchError::NotKept)?;
    let connection = timeout(DIAL_FAR_TIMEOUT, connection(fetches, from))
        .await
        .ok()
        .flatten()
        .ok_or(FetchError::NotReached)?;
    // Before any of it is kept, for whatever has come of a file stays here: only who has it can prove how long it is. Whether it
    // is here by another way nobody learns from that.
    let hash = theirs(file);
    let asked = timeout(STALL_MAX, get_verified_size(&connection, &hash)).await;
    let (bytes, _) = asked
        .map_err(|_| FetchError::Stalled)?
        .map_err(|error| why(&error))?;
    if !size.fits(bytes) {
        return Err(FetchError::WrongSize { is: bytes });
    }
    if is_here(fetches, file, size).await? {
        return Ok(0);
    }
    let bytes = receive(fetches, connection.clone(), file, size).await?;
    // The next file of the same peer finds the connection open.
    tokio::spawn(async move {
        tokio::time::sleep(LINGER).await;
        drop(connection);
    });
    fetches
        .store
        .sync_db()
        .await
        .map_err(|_| FetchError::NotKept)?;
    if is_here(fetches, file, size).await? {
        Ok(bytes)
    } else {
        Err(FetchError::NotThere)
    }
}

async fn is_here(fetches: &Fetches, file: FileHash, expected: Size) -> Result<bool, FetchError> {
    match fetches.store.blobs().status(theirs(file)).await {
        Ok(BlobStatus::Complete { size }) if expected.fits(size) => Ok(true),
        Ok(BlobStatus::Complete { size }) => Err(FetchError::WrongSize { is: size }),
        Ok(_) => Ok(false),
        Err(_) => Err(FetchError::NotKept),
    }
}

async fn receive(
    fetches: &Fetches,
    connection: Connection,
    file: FileHash,
    size: Size,
) -> Result<u64, FetchError> {
    let mut steps = std::pin::pin!(
        fetches
            .store
            .remote()
            .fetch(connection, theirs(file))
            .stream()
    );
    let mut told = Instant::now();
    loop {
        let step = timeout(STALL_MAX, steps.next())
            .await
            .map_err(|_| FetchError::Stalled)?;
        match step {
            Some(GetProgressItem::Progress(bytes)) if bytes > size.most() => {
                return Err(FetchError::NotThere);
            }
            Some(GetProgressItem::Progress(bytes)) => {
                if told.elapsed() >= TELL_EVERY {
                    told = Instant::now();
                    let size = size.most();
                    tell(&fetches.shared, file, FileEvent::Progress { bytes, size });
                }
            }
            Some(GetProgressItem::Done(stats)) => return Ok(stats.payload_bytes_read),
            Some(GetProgressItem::Error(error)) => return Err(why(&error)),
            None => return Err(FetchError::NotThere),
        }
    }
}

fn why(error: &GetError) -> FetchError {
    if error.iroh_error_code() == Some(ERR_PERMISSION) {
        return FetchError::Refused;
    }
    match error {
        GetError::LocalFailure { .. } => FetchError::NotKept,
        error if error.local_write().is_some() => FetchError::NotKept,
        _ => FetchError::NotThere,
    }
}

/// The open connection to the peer, or a new one.
async fn connection(fetches: &Fetches, from: &PeerAddress) -> Option<Connection> {
    let open = lock(&fetches.connections)
        .get(&from.endpoint)
        .and_then(WeakConnectionHandle::upgrade);
    if let Some(open) = open.filter(|open| open.close_reason().is_none()) {
        return Some(open);
    }
    let target = endpoint::to_iroh(from)?;
    let connection = fetches
        .shared
        .endpoint()
        .connect(target, iroh_blobs::ALPN)
        .await
        .ok()?;
    lock(&fetches.connections).insert(from.endpoint, connection.weak_handle());
    Some(connection)
}
