//! Entries: the facts of a ledger and the acts of the charter, one bytes value in a change of its own.
//!
//! An entry's change has exactly one form, so it is judged by writing it again and comparing the
//! bytes, and needs no Automerge document in memory. Automerge reads it like any other change.

use crate::change::{CHANGE_BYTES_MAX, chunk_hash};
use crate::id::{AgentId, ChangeHash, CommonsId, DeviceId, DocumentId, FactId};
use crate::{cbor, day::Day};

/// The bytes of one entry may be this long, so that its change stays under [`CHANGE_BYTES_MAX`].
pub const ENTRY_BYTES_MAX: usize = 60 * 1024;
/// The version of the envelope that this program writes.
pub const ENVELOPE_VERSION: u16 = 1;
/// A ledger holds exactly so many facts; then the next one begins.
pub const LEDGER_ENTRIES_MAX: u64 = 1000;

/// Key 6 and the head of 32 bytes.
const FOLLOWS_HEAD: [u8; 3] = [0x06, 0x58, 0x20];

/// What stands around every fact and act: a deterministic CBOR map with integer keys.
///
/// Keys that this program does not know are kept, because the raw bytes are what is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Envelope<'a> {
    /// The version of the envelope.
    pub version: u16,
    /// The kind of fact or act.
    pub kind: u16,
    /// The person who writes it.
    pub by: AgentId,
    /// The person or organisation in whose name it is written, when that is another.
    pub on_behalf: Option<AgentId>,
    /// The day that its author gives it.
    pub day: Day,
    /// The body: one CBOR value whose meaning the kind decides.
    pub body: &'a [u8],
    /// In the first entry of a ledger but the first: the hash of the last change of the one before.
    pub follows: Option<ChangeHash>,
}

/// Why the bytes of an entry are not an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The bytes are not deterministic CBOR.
    #[error("the entry is not in its one exact form: {0}")]
    NotCanonical(#[from] cbor::CborError),
    /// A part that every entry has is missing or of the wrong kind.
    #[error("a part that every entry has is missing")]
    Incomplete,
}

impl<'a> Envelope<'a> {
    /// The deterministic bytes. `body` must be one deterministic CBOR value.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = minicbor::Encoder::new(Vec::with_capacity(48 + self.body.len()));
        // Writing to a Vec cannot fail: its error type is Infallible.
        let _ = self.write(&mut out);
        let mut bytes = out.into_writer();
        bytes.extend_from_slice(self.body);
        if let Some(hash) = self.follows {
            bytes.extend_from_slice(&FOLLOWS_HEAD);
            bytes.extend_from_slice(&hash.0);
        }
        bytes
    }

    fn write(
        &self,
        out: &mut minicbor::Encoder<Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        let optional = [self.on_behalf.is_some(), self.follows.is_some()];
        out.map(5 + optional.iter().filter(|is_there| **is_there).count() as u64)?;
        out.u8(0)?.u16(self.version)?.u8(1)?.u16(self.kind)?;
        out.u8(2)?.bytes(&self.by.0)?;
        if let Some(agent) = self.on_behalf {
            out.u8(3)?.bytes(&agent.0)?;
        }
        out.u8(4)?.i32(self.day.0)?.u8(5)?;
        Ok(())
    }

    /// Reads an envelope from deterministic bytes.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, EnvelopeError> {
        cbor::check_canonical(bytes)?;
        Self::read(bytes)
            .ok()
            .flatten()
            .ok_or(EnvelopeError::Incomplete)
    }

    fn read(bytes: &'a [u8]) -> Result<Option<Self>, minicbor::decode::Error> {
        let mut input = minicbor::Decoder::new(bytes);
        let pairs = input.map()?.unwrap_or(0);
        let (mut version, mut kind, mut by, mut on_behalf, mut day, mut body, mut follows) =
            (None, None, None, None, None, None, None);
        for _ in 0..pairs {
            match input.i64() {
                Ok(0) => version = Some(input.u16()?),
                Ok(1) => kind = Some(input.u16()?),
                Ok(2) => by = Some(agent(input.bytes()?)?),
                Ok(3) => on_behalf = Some(agent(input.bytes()?)?),
                Ok(4) => day = Some(Day(input.i32()?)),
                Ok(5) => {
                    let start = input.position();
                    input.skip()?;
                    body = Some(&bytes[start..input.position()]);
                }
                Ok(6) => follows = Some(input.decode()?),
                Ok(_) => input.skip()?,
                Err(error) => return Err(error),
            }
        }
        let (Some(version), Some(kind), Some(by), Some(day), Some(body)) =
            (version, kind, by, day, body)
        else {
            return Ok(None);
        };
        Ok(Some(Self {
            version,
            kind,
            by,
            on_behalf,
            day,
            body,
            follows,
        }))
    }
}

/// The deterministic bytes of a typed body (a map with ascending integer keys).
pub fn body_bytes<T: minicbor::Encode<()>>(body: &T) -> Vec<u8> {
    minicbor::to_vec(body).expect("writing to memory cannot fail")
}

fn agent(bytes: &[u8]) -> Result<AgentId, minicbor::decode::Error> {
    AgentId::try_from(bytes).map_err(|_| minicbor::decode::Error::message("an agent has 16 bytes"))
}

/// The id of a fact or act: BLAKE3 of its commons, document, position and bytes.
pub fn fact_id(commons: CommonsId, document: DocumentId, seq: u64, bytes: &[u8]) -> FactId {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 fact v1");
    hasher.update(&commons.0);
    hasher.update(&document.0);
    hasher.update(&seq.to_be_bytes());
    hasher.update(bytes);
    FactId(*hasher.finalize().as_bytes())
}

/// The key under which a ledger's entry stands: `entries/0001` to `entries/03e8`.
pub fn ledger_key(seq: u64) -> String {
    format!("entries/{seq:04x}")
}

/// The key under which an act stands in the charter: its author and place, so that two never meet.
pub fn act_key(author: DeviceId, seq: u64) -> String {
    let author: String = author.0.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("acts/{author}/{seq:08x}")
}

/// A change that puts one bytes value under one key of the document's root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryChange<'a> {
    /// Who makes it.
    pub actor: DeviceId,
    /// Its place among its author's changes, from 1.
    pub seq: u64,
    /// The counter of its one operation, from 1.
    pub start_op: u64,
    /// The author's clock in milliseconds since 1970.
    pub time_ms: i64,
    /// The changes it builds on, sorted.
    pub deps: Vec<ChangeHash>,
    /// The key.
    pub key: &'a str,
    /// The value.
    pub value: &'a [u8],
}

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHUNK_CHANGE: u8 = 1;
const VALUE_BYTES: u64 = 7;

impl<'a> EntryChange<'a> {
    /// The one form that such a change has: a plain Automerge change chunk
    /// (Automerge binary format, "Change chunks").
    pub fn encode(&self) -> Vec<u8> {
        let body = self.body();
        let mut chunk = Vec::with_capacity(body.len() + 16);
        chunk.extend_from_slice(&MAGIC);
        chunk.extend_from_slice(&[0; 4]);
        chunk.push(CHUNK_CHANGE);
        unsigned(&mut chunk, body.len() as u64);
        chunk.extend_from_slice(&body);
        let hash = chunk_hash(&chunk).expect("the header was just written");
        chunk[4..8].copy_from_slice(&hash.0[..4]);
        chunk
    }

    fn body(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(self.value.len() + 192);
        unsigned(&mut body, self.deps.len() as u64);
        for dep in &self.deps {
            body.extend_from_slice(&dep.0);
        }
        unsigned(&mut body, DeviceId::BYTES as u64);
        body.extend_from_slice(&self.actor.0);
        unsigned(&mut body, self.seq);
        unsigned(&mut body, self.start_op);
        signed(&mut body, self.time_ms);
        unsigned(&mut body, 0); // no message
        unsigned(&mut body, 0); // no other actors
        let mut key = vec![0x7f]; // a literal run of one
        unsigned(&mut key, self.key.len() as u64);
        key.extend_from_slice(self.key.as_bytes());
        let mut meta = vec![0x7f];
        unsigned(&mut meta, (self.value.len() as u64) << 4 | VALUE_BYTES);
        // An empty column is left out of the list, as Automerge does.
        let columns: [(u64, &[u8]); 6] = [
            (0x15, &key),          // key, a string
            (0x34, &[0x01]),       // insert: one false
            (0x42, &[0x7f, 0x01]), // action: put
            (0x56, &meta),
            (0x57, self.value),
            (0x70, &[0x7f, 0x00]), // no predecessors
        ];
        let used = columns.iter().filter(|(_, data)| !data.is_empty());
        unsigned(&mut body, used.clone().count() as u64);
        for (specification, data) in used.clone() {
            unsigned(&mut body, *specification);
            unsigned(&mut body, data.len() as u64);
        }
        for (_, data) in used {
            body.extend_from_slice(data);
        }
        body
    }

    /// Reads such a change; `None` for any bytes that are not exactly what [`EntryChange::encode`] writes.
    pub fn decode(chunk: &'a [u8]) -> Option<Self> {
        if chunk.len() > CHANGE_BYTES_MAX {
            return None;
        }
        let entry = Self::read(chunk)?;
        (entry.encode() == chunk).then_some(entry)
    }

    fn read(chunk: &'a [u8]) -> Option<Self> {
        let mut input = chunk.get(9..)?;
        read_unsigned(&mut input)?;
        let count = usize::try_from(read_unsigned(&mut input)?).ok()?;
        let deps = split(&mut input, count.checked_mul(32)?)?;
        let deps = deps
            .chunks_exact(32)
            .filter_map(|dep| ChangeHash::try_from(dep).ok())
            .collect();
        read_unsigned(&mut input)?;
        let actor = DeviceId::try_from(split(&mut input, 32)?).ok()?;
        let (seq, start_op) = (read_unsigned(&mut input)?, read_unsigned(&mut input)?);
        let time_ms = read_signed(&mut input)?;
        if (read_unsigned(&mut input)?, read_unsigned(&mut input)?) != (0, 0) {
            return None;
        }
        let mut lengths = [0; 6];
        let columns = usize::try_from(read_unsigned(&mut input)?).ok()?;
        for place in 0..columns {
            read_unsigned(&mut input)?;
            *lengths.get_mut(place)? = usize::try_from(read_unsigned(&mut input)?).ok()?;
        }
        let mut key = split(&mut input, lengths[0])?.get(1..)?;
        read_unsigned(&mut key)?;
        let key = std::str::from_utf8(key).ok()?;
        split(
            &mut input,
            lengths[1]
                .checked_add(lengths[2])?
                .checked_add(lengths[3])?,
        )?;
        let value = if columns == 6 {
            split(&mut input, lengths[4])?
        } else {
            &[]
        };
        Some(Self {
            actor,
            seq,
            start_op,
            time_ms,
            deps,
            key,
            value,
        })
    }
}

fn split<'a>(input: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (head, tail) = input.split_at_checked(count)?;
    *input = tail;
    Some(head)
}

fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

fn signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        let done = (value == 0 && low & 0x40 == 0) || (value == -1 && low & 0x40 != 0);
        if done {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

fn read_unsigned(input: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = input.split_first()?;
        *input = rest;
        value |= u64::from(first & 0x7f).checked_shl(shift)?;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn read_signed(input: &mut &[u8]) -> Option<i64> {
    let mut value = 0i64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = input.split_first()?;
        *input = rest;
        value |= i64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            let unused = 64 - (shift + 7).min(64);
            return Some(value << unused >> unused);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use automerge::transaction::{CommitOptions, Transactable};
    use automerge::{ActorId, AutoCommit, ROOT};

    fn automerge_entries(values: &[&[u8]]) -> Vec<Vec<u8>> {
        let mut document = AutoCommit::new().with_actor(ActorId::from(&[7u8; 32][..]));
        let mut changes = Vec::new();
        for (index, value) in values.iter().enumerate() {
            document
                .put(ROOT, ledger_key(index as u64 + 1), value.to_vec())
                .unwrap();
            document.commit_with(CommitOptions::default().with_time(1_770_000_000_000));
            changes.push(
                document
                    .get_last_local_change()
                    .unwrap()
                    .raw_bytes()
                    .to_vec(),
            );
        }
        changes
    }

    #[test]
    fn an_entry_is_the_change_that_automerge_writes() {
        let long = vec![5u8; 40_000];
        let values: [&[u8]; 4] = [b"five hours", b"", &long, &[0; 15]];
        let mut deps = vec![];
        for (index, chunk) in automerge_entries(&values).iter().enumerate() {
            let seq = index as u64 + 1;
            let key = ledger_key(seq);
            let entry = EntryChange {
                actor: DeviceId([7; 32]),
                seq,
                start_op: seq,
                time_ms: 1_770_000_000_000,
                deps,
                key: &key,
                value: values[index],
            };
            assert_eq!(&entry.encode(), chunk);
            assert_eq!(EntryChange::decode(chunk), Some(entry));
            deps = vec![chunk_hash(chunk).unwrap()];
        }
    }

    #[test]
    fn no_other_bytes_are_an_entry() {
        let chunk = &automerge_entries(&[b"five hours"])[0];
        for at in 0..chunk.len() {
            for bit in 0..8 {
                let mut bytes = chunk.clone();
                bytes[at] ^= 1 << bit;
                // A flipped bit either breaks the form or the checksum that the form contains.
                assert_eq!(EntryChange::decode(&bytes), None, "byte {at} bit {bit}");
            }
            assert_eq!(EntryChange::decode(&chunk[..at]), None);
        }
    }

    #[test]
    fn an_envelope_survives_writing_and_reading() {
        let body = [0xa1, 0x00, 0x05];
        let mut envelope = Envelope {
            version: 1,
            kind: 300,
            by: AgentId([1; 16]),
            on_behalf: None,
            day: Day(20_494),
            body: &body,
            follows: None,
        };
        assert_eq!(Envelope::decode(&envelope.encode()), Ok(envelope.clone()));
        envelope.follows = Some(ChangeHash([9; 32]));
        assert_eq!(Envelope::decode(&envelope.encode()), Ok(envelope.clone()));
        envelope.on_behalf = Some(AgentId([2; 16]));
        assert_eq!(Envelope::decode(&envelope.encode()), Ok(envelope));
        assert_eq!(Envelope::decode(&[0xa0]), Err(EnvelopeError::Incomplete));
    }
}
