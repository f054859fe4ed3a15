//! Rule 1, shape: judged on bytes, before any parser and before any allocation that they drive.

use super::bytes::Bytes;
use super::{COUNTER_END, DEPENDENCIES_MAX, OTHER_ACTORS_MAX, ROWS_MAX, Refusal, TIME_MS_END};
use crate::change::{CHANGE_BYTES_MAX, Header, chunk_hash};
use crate::id::{ChangeHash, DeviceId};

/// Judges the shape of a change and reads its header (replication.md, section 5, rule 1).
///
/// Takes time linear in the length and allocates at most the header, whatever the bytes are.
pub fn shape(bytes: &[u8]) -> Result<Header, Refusal> {
    let body = body(bytes)?;
    let hash = chunk_hash(bytes).ok_or(Refusal::NotAChange)?;
    if bytes[CHECKSUM] != hash.0[..4] {
        return Err(Refusal::Checksum);
    }
    let parts = Parts::read(body)?;
    let rows = parts.columns.rows()?;
    let max_op = parts.start_op + rows - 1;
    if max_op >= COUNTER_END {
        return Err(Refusal::Counter);
    }
    Ok(Header {
        hash,
        actor: parts.actor,
        seq: parts.seq,
        start_op: parts.start_op,
        max_op,
        time_ms: parts.time_ms,
        deps: parts.deps,
        other_actors: parts.other_actors,
    })
}

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHECKSUM: std::ops::Range<usize> = 4..8;
const CHUNK_CHANGE: u8 = 1;
const CHUNK_COMPRESSED: u8 = 2;

/// What follows the chunk header of a plain change.
fn body(bytes: &[u8]) -> Result<Bytes<'_>, Refusal> {
    if bytes.len() > CHANGE_BYTES_MAX {
        return Err(Refusal::TooLong);
    }
    if !bytes.starts_with(&MAGIC) {
        return Err(Refusal::NotAChange);
    }
    match bytes.get(8) {
        None => return Err(Refusal::Truncated),
        Some(&CHUNK_CHANGE) => {}
        Some(&CHUNK_COMPRESSED) => return Err(Refusal::Compressed),
        Some(_) => return Err(Refusal::OtherChunk),
    }
    let mut body = Bytes::new(&bytes[9..]);
    if body.unsigned()? != body.rest().len() as u64 {
        return Err(Refusal::Length);
    }
    Ok(body)
}

/// A change taken apart as far as its columns.
pub(super) struct Parts<'a> {
    pub(super) deps: Vec<ChangeHash>,
    pub(super) actor: DeviceId,
    pub(super) seq: u64,
    pub(super) start_op: u64,
    pub(super) time_ms: i64,
    pub(super) other_actors: Vec<DeviceId>,
    pub(super) columns: Columns<'a>,
}

impl<'a> Parts<'a> {
    /// Takes apart the body of a change chunk (Automerge binary format, "Change chunks").
    fn read(mut input: Bytes<'a>) -> Result<Self, Refusal> {
        let deps = deps(&mut input)?;
        let actor = device(&mut input)?;
        let seq = counter(&mut input)?;
        let start_op = counter(&mut input)?;
        let time_ms = input.signed()?;
        if !(0..TIME_MS_END).contains(&time_ms) {
            return Err(Refusal::Time);
        }
        let length = input.unsigned()?;
        std::str::from_utf8(input.take(length)?).map_err(|_| Refusal::Message)?;
        let other_actors = other_actors(&mut input, actor)?;
        let columns = Columns::read(&mut input)?;
        if !input.is_empty() {
            return Err(Refusal::Trailing);
        }
        Ok(Self {
            deps,
            actor,
            seq,
            start_op,
            time_ms,
            other_actors,
            columns,
        })
    }

    /// Takes apart a whole chunk without looking at its checksum.
    pub(super) fn of(bytes: &'a [u8]) -> Result<Self, Refusal> {
        Self::read(body(bytes)?)
    }
}

fn deps(input: &mut Bytes<'_>) -> Result<Vec<ChangeHash>, Refusal> {
    let count = input.unsigned()?;
    if count > DEPENDENCIES_MAX {
        return Err(Refusal::TooManyDependencies);
    }
    let deps = (0..count)
        .map(|_| input.array().map(ChangeHash))
        .collect::<Result<Vec<_>, _>>()?;
    if !deps.is_sorted_by(|before, after| before < after) {
        return Err(Refusal::DependencyOrder);
    }
    Ok(deps)
}

fn other_actors(input: &mut Bytes<'_>, author: DeviceId) -> Result<Vec<DeviceId>, Refusal> {
    let count = input.unsigned()?;
    if count > OTHER_ACTORS_MAX {
        return Err(Refusal::TooManyActors);
    }
    let actors = (0..count)
        .map(|_| device(input))
        .collect::<Result<Vec<_>, _>>()?;
    if !actors.is_sorted_by(|before, after| before < after) || actors.contains(&author) {
        return Err(Refusal::ActorOrder);
    }
    Ok(actors)
}

fn device(input: &mut Bytes<'_>) -> Result<DeviceId, Refusal> {
    if input.unsigned()? != DeviceId::BYTES as u64 {
        return Err(Refusal::ActorLength);
    }
    input.array().map(DeviceId)
}

fn counter(input: &mut Bytes<'_>) -> Result<u64, Refusal> {
    match input.unsigned()? {
        0 | COUNTER_END.. => Err(Refusal::Counter),
        counter => Ok(counter),
    }
}

/// The columns that a change may have, by their place in [`Columns`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Column {
    ObjectActor,
    ObjectCounter,
    KeyActor,
    KeyCounter,
    KeyText,
    Insert,
    Action,
    ValueMeta,
    Value,
    Predecessors,
    PredecessorActor,
    PredecessorCounter,
    Expand,
    MarkName,
}

/// What the rows of a column hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    Unsigned,
    Signed,
    Text,
    Boolean,
    Raw,
}

const COLUMNS: usize = 14;
const COMPRESSED_BIT: u64 = 0b1000;
/// The columns in the order in which they stand, by their numbers in the format.
const SPECIFICATIONS: [(u64, Column, Rows); COLUMNS] = [
    (0x01, Column::ObjectActor, Rows::Unsigned),
    (0x02, Column::ObjectCounter, Rows::Unsigned),
    (0x11, Column::KeyActor, Rows::Unsigned),
    (0x13, Column::KeyCounter, Rows::Signed),
    (0x15, Column::KeyText, Rows::Text),
    (0x34, Column::Insert, Rows::Boolean),
    (0x42, Column::Action, Rows::Unsigned),
    (0x56, Column::ValueMeta, Rows::Unsigned),
    (0x57, Column::Value, Rows::Raw),
    (0x70, Column::Predecessors, Rows::Unsigned),
    (0x71, Column::PredecessorActor, Rows::Unsigned),
    (0x73, Column::PredecessorCounter, Rows::Signed),
    (0x94, Column::Expand, Rows::Boolean),
    (0xa5, Column::MarkName, Rows::Text),
];

/// The bytes of each column; an absent one is empty.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a>([&'a [u8]; COLUMNS]);

impl<'a> Columns<'a> {
    pub(super) fn bytes(&self, column: Column) -> &'a [u8] {
        self.0[column as usize]
    }

    fn read(input: &mut Bytes<'a>) -> Result<Self, Refusal> {
        let count = input.unsigned()?;
        let mut lengths = [0u64; COLUMNS];
        let mut next = 0;
        for _ in 0..count {
            let place = place(input.unsigned()?)?;
            let length = input.unsigned()?;
            if place < next || length == 0 {
                return Err(Refusal::ColumnOrder);
            }
            lengths[place] = length;
            next = place + 1;
        }
        let mut columns = [&[][..]; COLUMNS];
        for (column, length) in columns.iter_mut().zip(lengths) {
            *column = input.take(length)?;
        }
        Ok(Self(columns))
    }

    /// Counts the rows of each column from its run headers; returns the number of operations.
    pub(super) fn rows(&self) -> Result<u64, Refusal> {
        let mut operations = 0;
        for ((_, column, kind), bytes) in SPECIFICATIONS.iter().zip(self.0) {
            let rows = match kind {
                Rows::Raw => 0,
                Rows::Boolean => boolean_rows(bytes)?,
                _ => run_rows(bytes, *kind)?,
            };
            if *column == Column::Action {
                operations = rows;
            }
        }
        Ok(operations)
    }
}

fn place(specification: u64) -> Result<usize, Refusal> {
    let find = |number| SPECIFICATIONS.iter().position(|known| known.0 == number);
    if let Some(place) = find(specification) {
        return Ok(place);
    }
    Err(match find(specification & !COMPRESSED_BIT) {
        Some(_) => Refusal::ColumnCompressed,
        None => Refusal::ColumnUnknown,
    })
}

/// The rows that the run headers of a run-length encoded column claim.
fn run_rows(bytes: &[u8], kind: Rows) -> Result<u64, Refusal> {
    let mut input = Bytes::new(bytes);
    let mut rows = 0;
    while !input.is_empty() {
        let (claimed, values) = match input.signed()? {
            0 => (input.unsigned()?, 0),
            run @ 1.. => (run.unsigned_abs(), 1),
            literals => (literals.unsigned_abs(), literals.unsigned_abs()),
        };
        rows = add_rows(rows, claimed)?;
        for _ in 0..values {
            skip(&mut input, kind)?;
        }
    }
    Ok(rows)
}

fn boolean_rows(bytes: &[u8]) -> Result<u64, Refusal> {
    let mut input = Bytes::new(bytes);
    let mut rows = 0;
    while !input.is_empty() {
        rows = add_rows(rows, input.unsigned()?)?;
    }
    Ok(rows)
}

fn add_rows(rows: u64, claimed: u64) -> Result<u64, Refusal> {
    match rows.checked_add(claimed) {
        Some(sum) if sum <= ROWS_MAX => Ok(sum),
        _ => Err(Refusal::TooManyRows),
    }
}

fn skip(input: &mut Bytes<'_>, kind: Rows) -> Result<(), Refusal> {
    if kind == Rows::Signed {
        return input.signed().map(|_| ());
    }
    let number = input.unsigned()?;
    if kind == Rows::Text {
        input.take(number)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::EntryChange;
    use automerge::transaction::{CommitOptions, Transactable};
    use automerge::{ActorId, AutoCommit, ObjType, ROOT};

    fn entry() -> EntryChange<'static> {
        EntryChange {
            actor: DeviceId([7; 32]),
            seq: 3,
            start_op: 9,
            time_ms: 1_770_000_000_000,
            deps: vec![ChangeHash([1; 32]), ChangeHash([2; 32])],
            key: "entries/0003",
            value: b"five hours",
        }
    }

    #[test]
    fn a_header_is_what_automerge_reads() {
        let mut document = AutoCommit::new().with_actor(ActorId::from(&[7u8; 32][..]));
        let text = document.put_object(ROOT, "text", ObjType::Text).unwrap();
        document.splice_text(&text, 0, 0, "five hours").unwrap();
        document.commit_with(CommitOptions::default().with_time(5));
        document.set_actor(ActorId::from(&[8u8; 32][..]));
        document.splice_text(&text, 0, 4, "six").unwrap();
        document.commit_with(CommitOptions::default().with_time(6));
        document.empty_change(CommitOptions::default().with_time(7));
        for change in document.get_changes(&[]) {
            let header = shape(change.raw_bytes()).unwrap();
            assert_eq!(header.hash.0, change.hash().0);
            assert_eq!(&header.actor.0[..], change.actor_id().to_bytes());
            assert_eq!(header.seq, change.seq());
            assert_eq!(header.start_op, change.start_op().get());
            assert_eq!(header.max_op, change.max_op());
            assert_eq!(header.time_ms, change.timestamp());
            assert!(
                header
                    .deps
                    .iter()
                    .map(|dep| dep.0)
                    .eq(change.deps().iter().map(|dep| dep.0))
            );
            assert_eq!(header.other_actors.len(), change.other_actor_ids().len());
        }
    }

    #[test]
    fn any_flipped_bit_and_any_cut_is_refused() {
        let bytes = entry().encode();
        assert!(shape(&bytes).is_ok());
        for at in 0..bytes.len() {
            assert!(shape(&bytes[..at]).is_err());
            for bit in 0..8 {
                let mut bytes = bytes.clone();
                bytes[at] ^= 1 << bit;
                assert!(shape(&bytes).is_err(), "byte {at} bit {bit}");
            }
        }
    }

    #[test]
    fn an_entry_out_of_range_is_refused_by_name() {
        let judge = |entry: EntryChange<'_>| shape(&entry.encode()).map(|_| ());
        assert_eq!(judge(entry()), Ok(()));
        assert_eq!(
            judge(EntryChange { seq: 0, ..entry() }),
            Err(Refusal::Counter)
        );
        assert_eq!(
            judge(EntryChange {
                start_op: 0,
                ..entry()
            }),
            Err(Refusal::Counter)
        );
        assert_eq!(
            judge(EntryChange {
                start_op: 1 << 31,
                ..entry()
            }),
            Err(Refusal::Counter)
        );
        assert_eq!(
            judge(EntryChange {
                time_ms: -1,
                ..entry()
            }),
            Err(Refusal::Time)
        );
        assert_eq!(
            judge(EntryChange {
                time_ms: 1 << 42,
                ..entry()
            }),
            Err(Refusal::Time)
        );
        let twice = vec![ChangeHash([1; 32]); 2];
        assert_eq!(
            judge(EntryChange {
                deps: twice,
                ..entry()
            }),
            Err(Refusal::DependencyOrder)
        );
        let many = (0..65).map(|n| ChangeHash([n; 32])).collect();
        assert_eq!(
            judge(EntryChange {
                deps: many,
                ..entry()
            }),
            Err(Refusal::TooManyDependencies)
        );
        let value = &[0; CHANGE_BYTES_MAX];
        assert_eq!(
            judge(EntryChange { value, ..entry() }),
            Err(Refusal::TooLong)
        );
    }
}
