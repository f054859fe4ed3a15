//! What the core asks for: orders to be carried out in the order in which they stand.

use super::{Aside, BatchId, LinkId};
use crate::log::{Heights, ToStore};
use crate::wire::{Access, WireError};
use model::admission::{RebuildError, Refusal};
use model::id::{DeviceId, DocumentId, EndpointId};
use model::name::DocumentName;

/// An order.
///
/// Frames and tails of one link leave in the order in which they were ordered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Output {
    /// Append these to the log in one transaction, synced; then say `Stored` or `StoreFailed`.
    Store {
        /// The name of the batch; batches are stored in the order of their names.
        batch: BatchId,
        /// In the order in which they have to stand in the log.
        changes: Vec<ToStore>,
    },
    /// Send a frame.
    Send {
        /// On which stream.
        link: LinkId,
        /// The frame.
        frame: Vec<u8>,
    },
    /// Read the tails of documents from the store and send them through a
    /// [`crate::wire::RunWriter`], under the stream's own back-pressure.
    SendTails {
        /// On which stream.
        link: LinkId,
        /// What to send.
        tails: Vec<Tail>,
    },
    /// Read all changes of a document from the store and say `Loaded`.
    Load {
        /// Which.
        document: DocumentId,
    },
    /// The peer may read nothing any more: of what was ordered before and has not left, only what is of this document and
    /// what holds no content is still sent.
    Withhold {
        /// On which stream.
        link: LinkId,
        /// The charter, whose acts say why.
        but: DocumentName,
        /// Of acts that are still to be read nothing beyond these.
        until: Heights,
    },
    /// Close a stream, after what was ordered before has been sent.
    Close {
        /// Which.
        link: LinkId,
        /// Why, for the person.
        reason: CloseReason,
    },
    /// These changes are admitted and on the disk: show them.
    Deliver {
        /// The name of the document.
        name: DocumentName,
        /// Its id.
        document: DocumentId,
        /// In causal order.
        changes: Vec<ToStore>,
        /// Where they came from.
        origin: Origin,
    },
    /// What of a document is in effect has changed: keep what is set aside, and read the document again from
    /// the store, without it. Changes that arrived with it are in no `Deliver`.
    Effect {
        /// The name of the document.
        name: DocumentName,
        /// Its id.
        document: DocumentId,
        /// What is set aside now.
        aside: Aside,
    },
    /// Peers have this on their disks: remember it. Losing it costs a question at the next meeting.
    /// Each entry says who, which document, and how far; never less than was remembered before.
    Remember(Vec<(EndpointId, DocumentId, Heights)>),
    /// Changes of this very device came from elsewhere: its key is in use on another computer, or its
    /// disk was set back. Stop writing with this key (replication.md, section 6, "Forks").
    OwnKeyElsewhere {
        /// The document in which that was seen.
        document: DocumentId,
    },
    /// A change was refused: it is kept nowhere and not sent on.
    Refused(Refused),
    /// A peer that holds the same history has set something else aside: its program judges by other rules.
    Disagreement {
        /// Who.
        peer: EndpointId,
        /// In which documents; none when it agrees again.
        documents: Vec<DocumentId>,
    },
    /// What a peer answered to our hello, now or later: for the screen that waits for it.
    Answered {
        /// Who.
        peer: EndpointId,
        /// What it lets us see.
        access: Access,
    },
    /// How far the exchange with a peer is.
    Progress(Progress),
    /// The stored changes of a document do not fit together: the store is damaged.
    Damaged {
        /// Which document.
        document: DocumentId,
        /// What is wrong.
        error: RebuildError,
    },
    /// The batch was not stored: show what the store said, and open the core again from the store.
    Stopped,
}

/// What lies beyond `after` in a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tail {
    /// Which document.
    pub document: DocumentId,
    /// What the other side has.
    pub after: Heights,
    /// Nothing beyond these, where the other side may not see more.
    pub until: Option<Heights>,
}

/// Where a change came from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// It was made here.
    Here,
    /// A peer sent it; it may have been made elsewhere.
    Peer(EndpointId),
    /// It was read from a bundle.
    Bundle,
}

/// How far the exchange with a peer is: what of it has arrived and is on the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// With whom.
    pub peer: EndpointId,
    /// Designs of which everything announced has arrived.
    pub designs: u32,
    /// Designs announced.
    pub designs_total: u32,
    /// Changes arrived.
    pub changes: u64,
    /// Changes announced.
    pub changes_total: u64,
    /// Whether the exchange is over and nothing is left to come.
    pub done: bool,
}

/// A change that was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// The document for which it was sent.
    pub document: DocumentId,
    /// Who made it, as far as its bytes say.
    pub author: Option<DeviceId>,
    /// Where it came from.
    pub origin: Origin,
    /// Why.
    pub reason: RefusalReason,
}

/// Why a change was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefusalReason {
    /// No signature in the message proves it.
    #[error("nothing proves who made it")]
    NotProved,
    /// It came in a run of more changes or bytes than anybody passes on.
    #[error("it came in a run longer than any that is passed on")]
    LongRun,
    /// A part of a bundle holds no changes that can be read.
    #[error("a part of the bundle cannot be read: {0}")]
    Unreadable(WireError),
    /// This device has signed another change with this number already.
    #[error("this device has already written another change with the same number")]
    OwnFork,
    /// It is more of its author than is taken from others in a day. It is asked for again tomorrow.
    #[error("more of this author than is taken in one day; the rest waits until tomorrow")]
    Deferred,
    /// It was made here on top of a change that was refused.
    #[error("it builds on a change that was not stored")]
    Adrift,
    /// It breaks a rule of admission.
    #[error(transparent)]
    Rule(Refusal),
}

/// Why a stream is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CloseReason {
    /// The other side may see nothing, and has brought nothing that changes that.
    #[error("that device may not see this commons")]
    NotAllowed,
    /// The other side let us see nothing.
    #[error("that program shows this commons to members only")]
    Denied,
    /// The other side sent what is no message.
    #[error("that program sent something that cannot be understood: {0}")]
    Nonsense(WireError),
    /// A message came that has no place there.
    #[error("that program sent a message out of turn")]
    OutOfTurn,
    /// It named more in one turn of comparing than any history has.
    #[error("that program named more than can be compared at once")]
    TooMuch,
    /// There is another stream to the same peer.
    #[error("there is a newer connection to the same peer")]
    Replaced,
    /// Nothing was heard for too long.
    #[error("nothing was heard from that program for too long")]
    Silent,
    /// The other side said goodbye.
    #[error("that program closed the connection")]
    Left,
    /// The store failed here.
    #[error("this program could not store what it received")]
    StoreFailed,
}
