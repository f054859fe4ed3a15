//! Messages between two peers and their bytes (replication.md, section 7).
//!
//! A frame is one version byte and one CBOR value. Every length is bounded before anything is done
//! with it; bytes that are no message are an error, never a panic.

mod hello;
mod run;

pub use hello::{Access, Denial, Hello, Proof, hello_tag, proof_message};
pub use run::{RunWriter, Segment, pack, unpack};

use crate::log::Heights;
use model::change::RUN_BYTES_MAX;
use model::id::{DocumentId, EndpointId};

/// The version of these bytes; the ALPN of the connection carries it too.
pub const PROTOCOL_VERSION: u8 = 1;
/// A frame is at most this long: the largest run of changes that nothing makes smaller, and what stands around them.
pub const FRAME_BYTES_MAX: usize = RUN_BYTES_MAX + 64 * 1024;
/// Packed changes unpack to at most this.
pub const UNPACKED_BYTES_MAX: usize = 4 * 1024 * 1024;
/// A writer of packed changes starts a new frame beyond this many plain bytes.
pub const UNPACKED_BYTES_AIM: usize = 768 * 1024;
/// A frame of packed changes has at most so many segments.
pub const SEGMENTS_MAX: usize = 4096;
/// One comparing message names at most so many nodes, and as many documents in each of its lists.
pub const COMPARED_MAX: usize = 4096;
/// A node of the tree has so many children.
pub const TREE_FAN_OUT: usize = 64;
/// A document is compared with at most so many authors' heights.
pub const HEIGHTS_MAX: usize = 4096;
/// A live change names at most so many peers to whom it went at the same time.
pub const SENT_TO_MAX: usize = 256;
/// The name of a program is at most this long.
pub const NAME_BYTES_MAX: usize = 64;

/// 128 bits of BLAKE3: enough to see that two peers differ, too few to be a key.
pub type ShortDigest = [u8; 16];

/// What one peer says to another.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
pub enum Message {
    /// The first message of each side.
    #[n(0)]
    Hello(#[n(0)] Hello),
    /// What the other may see has changed since the hello.
    #[n(1)]
    Access(#[n(0)] Access),
    /// How far my charter reaches: send what I lack, and yours.
    #[n(2)]
    CharterHeights(#[n(0)] Heights),
    /// Where we differ: nodes of the tree, heights, and what I want.
    #[n(3)]
    Compare(#[n(0)] Compare),
    /// What follows at most: for the progress that a person sees.
    #[n(4)]
    Coming(#[n(0)] Coming),
    /// Stored changes in bulk, packed by [`pack`].
    #[n(5)]
    Runs(#[n(0)] Packed),
    /// A change that was just made or just arrived.
    #[n(6)]
    Live(#[n(0)] Live),
    /// So far these documents are on my disk.
    #[n(7)]
    Have(#[n(0)] Vec<DocumentHeights>),
    /// Are you there, and do we still hold the same?
    #[n(8)]
    Ping(#[n(0)] Held),
    /// I am, and this is what I hold.
    #[n(9)]
    Pong(#[n(0)] Held),
    /// I am closing.
    #[n(10)]
    Bye,
    /// We hold the same and judge it differently: this is what I have set aside.
    #[n(11)]
    Verdicts(#[n(0)] Verdicts),
}

/// What a side holds, in digests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Held {
    /// Of the history; zero to who may not see it.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub root: [u8; 32],
    /// Of what is set aside in it; `None` while that is being weighed, and to who may not see it.
    #[n(1)]
    pub aside: Option<minicbor::bytes::ByteArray<16>>,
}

/// What a side has set aside, document by document.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Verdicts {
    /// Of which history: who holds another one by now has nothing to compare it with.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub root: [u8; 32],
    /// In which documents.
    #[n(1)]
    pub documents: Vec<DocumentVerdict>,
}

/// What a side has set aside in one document, as a digest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct DocumentVerdict {
    /// Which document.
    #[n(0)]
    pub document: DocumentId,
    /// The digest.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub digest: ShortDigest,
}

/// One turn of finding out what differs. An empty last part says: nothing more from me.
#[derive(Clone, PartialEq, Eq, Debug, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Compare {
    /// My digests below nodes at which we differ.
    #[n(0)]
    pub nodes: Vec<Node>,
    /// Everything that I have below a node.
    #[n(1)]
    pub under: Vec<Under>,
    /// Documents of which I lack what lies beyond these heights.
    #[n(2)]
    pub wanted: Vec<DocumentHeights>,
    /// Whether another part of the same turn follows.
    #[n(3)]
    pub more: bool,
}

impl Compare {
    /// Whether it names nothing.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.under.is_empty() && self.wanted.is_empty()
    }
}

/// A place in the tree over document ids: the first `depth` groups of six bits.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, minicbor::Encode, minicbor::Decode,
)]
#[cbor(array)]
pub struct Place {
    /// How many groups of six bits are fixed: 0 is the root.
    #[n(0)]
    pub depth: u8,
    /// Those bits, from the left; the rest is zero.
    #[n(1)]
    pub bits: u64,
}

/// The digests of the children of one place.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Node {
    /// Where.
    #[n(0)]
    pub place: Place,
    /// Children that are not empty, by their number in the node.
    #[n(1)]
    pub children: Vec<Child>,
}

/// One child of a node.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Child {
    /// 0 to 63.
    #[n(0)]
    pub slot: u8,
    /// How many documents lie below it.
    #[n(1)]
    pub documents: u32,
    /// What they hold.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub digest: ShortDigest,
}

/// All documents below one place.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Under {
    /// Where.
    #[n(0)]
    pub place: Place,
    /// Every document that I have there.
    #[n(1)]
    pub documents: Vec<DocumentHeights>,
}

/// How far one document reaches.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct DocumentHeights {
    /// Which.
    #[n(0)]
    pub document: DocumentId,
    /// How far.
    #[n(1)]
    pub heights: Heights,
}

/// Changes that were just made or just arrived, all of one document.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Live {
    /// The changes.
    #[n(0)]
    pub segment: Segment,
    /// The peers who get them at the same time, so that nobody sends them there again: the first
    /// four bytes of their endpoint ids ([`short_name`]).
    #[n(1)]
    pub sent_to: Vec<u32>,
}

/// Four bytes that tell the peers of one device apart; a rare mix-up costs a delay, never a change.
pub fn short_name(endpoint: EndpointId) -> u32 {
    let [a, b, c, d, ..] = endpoint.0;
    u32::from_be_bytes([a, b, c, d])
}

/// How much is about to be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Coming {
    /// Designs with something new.
    #[n(0)]
    pub designs: u32,
    /// Documents with something new, designs included.
    #[n(1)]
    pub documents: u32,
    /// Changes in all.
    #[n(2)]
    pub changes: u64,
}

/// Segments, compressed.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Packed {
    /// How long they are when unpacked; at most [`UNPACKED_BYTES_MAX`].
    #[n(0)]
    pub plain_bytes: u32,
    /// The zstd bytes.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub packed: Vec<u8>,
}

/// Why bytes are no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The frame is empty or longer than [`FRAME_BYTES_MAX`].
    #[error("a message has a length that no message has")]
    Length,
    /// The other side speaks another version.
    #[error("the other program speaks version {0}, this one {PROTOCOL_VERSION}")]
    Version(u8),
    /// The bytes are not one of our messages.
    #[error("a message cannot be read")]
    Malformed,
    /// A list or name is longer than its limit.
    #[error("a message names more than is allowed")]
    TooMuch,
    /// Packed bytes do not unpack to what they promise.
    #[error("packed changes cannot be unpacked")]
    Packing,
}

impl Message {
    /// The bytes of the frame.
    pub fn encode(&self) -> Vec<u8> {
        let mut frame = vec![PROTOCOL_VERSION];
        minicbor::encode(self, &mut frame).expect("writing to a Vec cannot fail");
        frame
    }

    /// Reads a frame and checks every limit.
    pub fn decode(frame: &[u8]) -> Result<Self, WireError> {
        if frame.len() > FRAME_BYTES_MAX {
            return Err(WireError::Length);
        }
        let (version, body) = frame.split_first().ok_or(WireError::Length)?;
        if *version != PROTOCOL_VERSION {
            return Err(WireError::Version(*version));
        }
        let mut input = minicbor::Decoder::new(body);
        let message: Message = input.decode().map_err(|_| WireError::Malformed)?;
        if input.position() != body.len() {
            return Err(WireError::Malformed);
        }
        message.check()?;
        Ok(message)
    }

    fn check(&self) -> Result<(), WireError> {
        let fits = match self {
            Message::Hello(hello) => hello.fits(),
            Message::CharterHeights(heights) => heights.len() <= HEIGHTS_MAX,
            Message::Compare(compare) => compare.fits(),
            Message::Runs(packed) => packed.plain_bytes as usize <= UNPACKED_BYTES_MAX,
            Message::Live(live) => live.segment.fits() && live.sent_to.len() <= SENT_TO_MAX,
            Message::Have(documents) => all_fit(documents),
            Message::Access(_) | Message::Coming(_) => true,
            Message::Ping(_) | Message::Pong(_) | Message::Bye => true,
            Message::Verdicts(verdicts) => verdicts.documents.len() <= COMPARED_MAX,
        };
        if fits {
            Ok(())
        } else {
            Err(WireError::TooMuch)
        }
    }
}

impl Compare {
    fn fits(&self) -> bool {
        self.nodes.len() <= COMPARED_MAX
            && self.under.len() <= COMPARED_MAX
            && self.nodes.iter().all(Node::fits)
            && self
                .under
                .iter()
                .all(|under| under.place.fits() && all_fit(&under.documents))
            && all_fit(&self.wanted)
    }
}

impl Node {
    fn fits(&self) -> bool {
        self.place.fits()
            && self.children.len() <= TREE_FAN_OUT
            && self
                .children
                .iter()
                .all(|child| usize::from(child.slot) < TREE_FAN_OUT)
            && self
                .children
                .windows(2)
                .all(|pair| pair[0].slot < pair[1].slot)
    }
}

impl Place {
    /// The deepest place: ten groups of six bits of a document id.
    pub const DEPTH_MAX: u8 = 10;

    /// The root.
    pub const ROOT: Place = Place { depth: 0, bits: 0 };

    fn fits(&self) -> bool {
        let unused = 64 - 6 * u32::from(self.depth.min(Self::DEPTH_MAX));
        let rest = if unused == 64 {
            u64::MAX
        } else {
            (1 << unused) - 1
        };
        self.depth <= Self::DEPTH_MAX && self.bits & rest == 0
    }
}

fn all_fit(documents: &[DocumentHeights]) -> bool {
    documents.len() <= COMPARED_MAX
        && documents
            .iter()
            .all(|document| document.heights.len() <= HEIGHTS_MAX)
}

#[cfg(test)]
mod tests;
