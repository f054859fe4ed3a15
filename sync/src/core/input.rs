//! What the core is told, in the past tense.

use super::{BatchId, LinkId};
use crate::log::StoredChange;
use model::change::SignedChange;
use model::id::{DocumentId, EndpointId};
use model::name::DocumentName;

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// A stream to a peer is open. The peer's id is proved by the connection.
    Connected {
        /// A fresh name for the stream.
        link: LinkId,
        /// Who is at the other end.
        peer: EndpointId,
        /// Whether this side opened it; then this side says hello first.
        we_dialled: bool,
    },
    /// A frame arrived.
    Received {
        /// On which stream.
        link: LinkId,
        /// One whole frame.
        frame: Vec<u8>,
    },
    /// A stream has ended, for whatever reason.
    Disconnected {
        /// Which.
        link: LinkId,
    },
    /// The person changed something; the changes are made and signed here.
    Edited {
        /// The document.
        name: DocumentName,
        /// Its new changes, oldest first, each signed.
        changes: Vec<SignedChange>,
    },
    /// A frame of packed changes was read from a bundle.
    Imported {
        /// The frame, as [`crate::wire::RunWriter`] made it.
        frame: Vec<u8>,
    },
    /// The batch is on the disk.
    Stored {
        /// Which.
        batch: BatchId,
    },
    /// The batch could not be stored. The core stops; open it again from the store.
    StoreFailed {
        /// Which.
        batch: BatchId,
    },
    /// The changes that [`super::Output::Load`] asked for, oldest first.
    Loaded {
        /// Of which document.
        document: DocumentId,
        /// All of them.
        changes: Vec<StoredChange>,
    },
    /// Some time has passed: about once a second.
    Tick,
}
