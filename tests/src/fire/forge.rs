//! Makes changes that no honest program writes, with a checksum that is right all the same.

use automerge::{Change, ExpandedChange};
use model::change::chunk_hash;
use model::id::ChangeHash;

/// A change chunk taken apart; every part can be replaced.
#[derive(Clone)]
pub struct Forge {
    /// The kind of chunk.
    pub kind: u8,
    /// What it builds on.
    pub deps: Vec<[u8; 32]>,
    /// Who made it.
    pub actor: Vec<u8>,
    /// Its number among its author's.
    pub seq: u64,
    /// The number of its first operation.
    pub start_op: u64,
    /// Its time.
    pub time: i64,
    /// Its message.
    pub message: Vec<u8>,
    /// The other actors that it lists.
    pub others: Vec<Vec<u8>>,
    /// Its columns by their numbers.
    pub columns: Vec<(u64, Vec<u8>)>,
    /// What stands after them.
    pub trailing: Vec<u8>,
}

impl Forge {
    /// Takes apart an honest change.
    pub fn of(chunk: &[u8]) -> Self {
        let mut input = &chunk[9..];
        unsigned(&mut input);
        let deps = (0..unsigned(&mut input)).map(|_| take(&mut input, 32).try_into().unwrap());
        let deps = deps.collect();
        let actor = prefixed(&mut input);
        let (seq, start_op) = (unsigned(&mut input), unsigned(&mut input));
        let time = signed(&mut input);
        let message = prefixed(&mut input);
        let others = (0..unsigned(&mut input))
            .map(|_| prefixed(&mut input))
            .collect();
        let count = unsigned(&mut input);
        let list: Vec<_> = (0..count)
            .map(|_| (unsigned(&mut input), unsigned(&mut input)))
            .collect();
        let columns = list
            .into_iter()
            .map(|(column, length)| (column, take(&mut input, length as usize)))
            .collect();
        Self {
            kind: 1,
            deps,
            actor,
            seq,
            start_op,
            time,
            message,
            others,
            columns,
            trailing: input.to_vec(),
        }
    }

    /// Puts it together again, with the right length and checksum.
    pub fn chunk(&self) -> Vec<u8> {
        let mut body = Vec::new();
        put(&mut body, self.deps.len() as u64);
        for dep in &self.deps {
            body.extend_from_slice(dep);
        }
        put_prefixed(&mut body, &self.actor);
        put(&mut body, self.seq);
        put(&mut body, self.start_op);
        put_signed(&mut body, self.time);
        put_prefixed(&mut body, &self.message);
        put(&mut body, self.others.len() as u64);
        for other in &self.others {
            put_prefixed(&mut body, other);
        }
        put(&mut body, self.columns.len() as u64);
        for (column, bytes) in &self.columns {
            put(&mut body, *column);
            put(&mut body, bytes.len() as u64);
        }
        for (_, bytes) in &self.columns {
            body.extend_from_slice(bytes);
        }
        body.extend_from_slice(&self.trailing);
        sealed(self.kind, &body)
    }

    /// The bytes of a column.
    pub fn column(&mut self, number: u64) -> &mut Vec<u8> {
        let found = self
            .columns
            .iter_mut()
            .find(|(column, _)| *column == number);
        &mut found.expect("the change has that column").1
    }
}

/// A chunk of this kind around a body.
pub fn sealed(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, kind];
    put(&mut chunk, body.len() as u64);
    chunk.extend_from_slice(body);
    let hash = hash(&chunk);
    chunk[4..8].copy_from_slice(&hash.0[..4]);
    chunk
}

/// What stands in a chunk after its header.
pub fn body(chunk: &[u8]) -> &[u8] {
    let mut input = &chunk[9..];
    unsigned(&mut input);
    input
}

/// The hash of a chunk.
pub fn hash(chunk: &[u8]) -> ChangeHash {
    chunk_hash(chunk).unwrap()
}

/// The change with its operations rewritten, in the one form that Automerge writes.
pub fn rewritten(change: &Change, rewrite: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = change.decode();
    rewrite(&mut expanded);
    Change::from(expanded).raw_bytes().to_vec()
}

fn take(input: &mut &[u8], count: usize) -> Vec<u8> {
    let (taken, rest) = input.split_at(count);
    *input = rest;
    taken.to_vec()
}

fn prefixed(input: &mut &[u8]) -> Vec<u8> {
    let length = unsigned(input);
    take(input, length as usize)
}

/// Reads a number in LEB128.
pub fn unsigned(input: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(input, 1)[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

/// Reads a number with a sign.
pub fn signed(input: &mut &[u8]) -> i64 {
    let before = *input;
    let value = unsigned(input) as i64;
    let bits = (before.len() - input.len()) * 7;
    let unused = 64 - bits.min(64);
    value << unused >> unused
}

/// Writes a number in LEB128.
pub fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Writes a number with a sign.
pub fn put_signed(out: &mut Vec<u8>, mut value: i64) {
    while !(-0x40..0x40).contains(&value) {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8 & 0x7f);
}

fn put_prefixed(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}
