//! Frames on a stream: four bytes of length, big endian, and the frame. A length of zero is a sign of life.

use super::{Closed, SILENCE_MAX};
use crate::wire::FRAME_BYTES_MAX;
use iroh::endpoint::{ReadError, RecvStream};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// A link holds at most about so many bytes that the engine has not taken out.
pub const LINK_UNREAD_BYTES_MAX: usize = 4 * FRAME_BYTES_MAX;
/// Room is counted in pieces of this size, so that many small frames count too.
const PIECE_BYTES: usize = 64;
const GROW_BYTES: usize = 64 * 1024;

/// A sign of life.
pub(super) const PING: [u8; 4] = [0; 4];

/// A frame that arrived, and the room that it takes until its bytes are taken out.
#[derive(Debug)]
pub struct Frame {
    bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

impl Frame {
    /// The bytes; the room they took is free again.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// How many bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Never: an empty frame is a sign of life and is not handed on.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// The room of one link.
pub(super) fn room() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(LINK_UNREAD_BYTES_MAX / PIECE_BYTES))
}

/// Reads the next frame; `None` for a sign of life. Waits for room first, and then the peer waits too.
pub(super) async fn read(
    stream: &mut RecvStream,
    room: &Arc<Semaphore>,
) -> Result<Option<Frame>, Closed> {
    let mut length = [0; 4];
    read_exact(stream, &mut length).await?;
    let length = u32::from_be_bytes(length) as usize;
    if length == 0 {
        return Ok(None);
    }
    if length > FRAME_BYTES_MAX {
        return Err(Closed::NotUnderstood);
    }
    let pieces = (length / PIECE_BYTES + 1) as u32;
    let room = room
        .clone()
        .acquire_many_owned(pieces)
        .await
        .map_err(|_| Closed::ByUs)?;
    // Grows with what really comes, not with what was promised.
    let mut bytes = Vec::new();
    while bytes.len() < length {
        let start = bytes.len();
        bytes.resize(length.min(start + GROW_BYTES), 0);
        read_exact(stream, &mut bytes[start..]).await?;
    }
    Ok(Some(Frame { bytes, _room: room }))
}

async fn read_exact(stream: &mut RecvStream, mut bytes: &mut [u8]) -> Result<(), Closed> {
    while !bytes.is_empty() {
        let read = timeout(SILENCE_MAX, stream.read(bytes)).await;
        let count = read
            .map_err(|_| Closed::Lost)?
            .map_err(why)?
            .ok_or(Closed::ByPeer)?;
        bytes = &mut bytes[count..];
    }
    Ok(())
}

fn why(error: ReadError) -> Closed {
    match error {
        ReadError::Reset(_) => Closed::ByPeer,
        ReadError::ConnectionLost(error) => super::peers::why(&error),
        _ => Closed::Lost,
    }
}
