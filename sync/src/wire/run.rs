//! Changes on the wire: one document's changes in causal order, with one signature an author.

use super::{Message, Packed, SEGMENTS_MAX, UNPACKED_BYTES_AIM, UNPACKED_BYTES_MAX, WireError};
use crate::log::{ToStore, closed_part};
use minicbor::bytes::ByteVec;
use model::change::{RUN_BYTES_MAX, RUN_CHANGES_MAX, SignedChange};
use model::id::CommonsId;
use model::key::Signature;
use model::name::DocumentName;
use std::collections::BTreeSet;

const PACKING_LEVEL: i32 = 3;

/// A stretch of one document's log: changes of one or several authors in causal order.
///
/// The last change of each author in it is signed, which proves the author's other ones, because
/// each depends on the one before (replication.md, section 4). Of an author who forked that holds for each branch.
#[derive(Clone, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Segment {
    /// The document.
    #[n(0)]
    pub name: DocumentName,
    /// Plain change chunks in causal order.
    #[n(1)]
    pub changes: Vec<ByteVec>,
    /// Signatures, and the places of their changes in the list, ascending.
    #[n(2)]
    pub signatures: Vec<(u32, Signature)>,
}

impl Segment {
    /// A segment that keeps every signature: for live changes.
    pub fn live(name: DocumentName, changes: &[ToStore]) -> Self {
        Self::of(name, changes, |_| true)
    }

    /// A segment that keeps only the signature of the last change of each author's chain: for bulk.
    pub fn bulk(name: DocumentName, changes: &[ToStore]) -> Self {
        let mut goes_on = BTreeSet::new();
        for change in changes {
            let deps = change.header.deps.iter();
            goes_on.extend(deps.map(|dep| (change.header.actor, *dep)));
        }
        Self::of(name, changes, |index| {
            let header = &changes[index].header;
            !goes_on.contains(&(header.actor, header.hash))
        })
    }

    fn of(name: DocumentName, changes: &[ToStore], keeps: impl Fn(usize) -> bool) -> Self {
        let signatures = changes
            .iter()
            .enumerate()
            .filter(|(index, _)| keeps(*index))
            .filter_map(|(index, change)| Some((index as u32, change.signature?)))
            .collect();
        let changes = changes
            .iter()
            .map(|change| change.bytes.clone().into())
            .collect();
        Self {
            name,
            changes,
            signatures,
        }
    }

    /// The changes with their signatures, to be judged.
    pub fn into_changes(self, commons: CommonsId) -> Vec<SignedChange> {
        let document = self.name.id(commons);
        let mut signatures = self.signatures.into_iter().peekable();
        let mut changes = Vec::with_capacity(self.changes.len());
        for (index, bytes) in self.changes.into_iter().enumerate() {
            let signature = signatures.next_if(|(at, _)| *at as usize == index);
            changes.push(SignedChange {
                document,
                bytes: bytes.into(),
                signature: signature.map(|(_, signature)| signature),
            });
        }
        changes
    }

    /// Whether it is a run that others pass on: at most [`RUN_CHANGES_MAX`] changes and [`RUN_BYTES_MAX`] bytes of them.
    pub fn is_run(&self) -> bool {
        let bytes: usize = self.changes.iter().map(|change| change.len()).sum();
        self.changes.len() <= RUN_CHANGES_MAX && bytes <= RUN_BYTES_MAX
    }

    pub(super) fn fits(&self) -> bool {
        self.signatures.len() <= self.changes.len()
            && self.signatures.windows(2).all(|pair| pair[0].0 < pair[1].0)
    }

    fn plain_bytes(&self) -> usize {
        self.changes
            .iter()
            .map(|change| change.len() + 4)
            .sum::<usize>()
            + self.signatures.len() * 70
            + 64
    }
}

/// Compresses segments into one message.
pub fn pack(segments: &[Segment]) -> Message {
    let mut plain = Vec::new();
    minicbor::encode(segments, &mut plain).expect("writing to a Vec cannot fail");
    let packed =
        zstd::bulk::compress(&plain, PACKING_LEVEL).expect("compressing into memory cannot fail");
    Message::Runs(Packed {
        plain_bytes: plain.len() as u32,
        packed,
    })
}

/// The segments of a packed message, every limit checked; allocates at most what the message
/// promises, and never more than [`UNPACKED_BYTES_MAX`].
pub fn unpack(packed: &Packed) -> Result<Vec<Segment>, WireError> {
    let length = packed.plain_bytes as usize;
    if length > UNPACKED_BYTES_MAX {
        return Err(WireError::TooMuch);
    }
    let plain = zstd::bulk::decompress(&packed.packed, length).map_err(|_| WireError::Packing)?;
    if plain.len() != length {
        return Err(WireError::Packing);
    }
    let segments: Vec<Segment> = minicbor::decode(&plain).map_err(|_| WireError::Malformed)?;
    if segments.len() > SEGMENTS_MAX || !segments.iter().all(Segment::fits) {
        return Err(WireError::TooMuch);
    }
    Ok(segments)
}

/// Packs the tails of documents into frames that are as full as they may be.
///
/// Feed it what the store gives, document after document, each in the order of its log; send every
/// frame that it returns. Changes that cannot be proved yet wait for the next ones of their document.
#[derive(Default)]
pub struct RunWriter {
    segments: Vec<Segment>,
    plain_bytes: usize,
    open: Vec<ToStore>,
}

impl RunWriter {
    /// A writer with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next changes of a document; returns frames that became full.
    pub fn add(&mut self, changes: Vec<ToStore>) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        if self.open.first().map(|change| change.document)
            != changes.first().map(|change| change.document)
        {
            // Nothing follows that could prove these: the other side gets them when they are proved.
            self.open.clear();
        }
        self.open.extend(changes);
        while let Some(count) = closed_part(&self.open, RUN_CHANGES_MAX, UNPACKED_BYTES_AIM) {
            let rest = self.open.split_off(count);
            let closed = std::mem::replace(&mut self.open, rest);
            frames.extend(self.push(Segment::bulk(closed[0].name, &closed)));
        }
        frames
    }

    /// The last frame, if anything is left.
    pub fn finish(mut self) -> Option<Vec<u8>> {
        self.flush()
    }

    /// Forgets what is of other documents.
    pub fn keep_only(&mut self, name: &DocumentName) {
        self.segments.retain(|segment| segment.name == *name);
        self.open.retain(|change| change.name == *name);
        self.plain_bytes = self.segments.iter().map(Segment::plain_bytes).sum();
    }

    fn push(&mut self, segment: Segment) -> Option<Vec<u8>> {
        let bytes = segment.plain_bytes();
        let full =
            self.plain_bytes + bytes > UNPACKED_BYTES_AIM || self.segments.len() == SEGMENTS_MAX;
        let frame = if full { self.flush() } else { None };
        self.plain_bytes += bytes;
        self.segments.push(segment);
        frame
    }

    fn flush(&mut self) -> Option<Vec<u8>> {
        if self.segments.is_empty() {
            return None;
        }
        self.plain_bytes = 0;
        Some(pack(&std::mem::take(&mut self.segments)).encode())
    }
}
