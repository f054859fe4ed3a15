//! Mutants of honest changes: of their bytes, their parts, their columns, their operations, and of where they stand.

use super::columns;
use super::dice::Dice;
use super::forge::{Forge, body, rewritten, sealed};
use super::history::device;
use super::quiet::quietly;
use automerge::legacy::{ElementId, Key, ObjectId, OpId, OpType};
use automerge::{ActorId, Change, ChangeHash, ExpandedChange, ObjType, ScalarValue};
use model::change::CHANGE_BYTES_MAX;
use model::entry::EntryChange;

/// A mutant of one of the changes of a document.
///
/// `all` are its changes, those first that are admitted already, `admitted` of them. `None` where nothing came
/// of it.
pub fn mutant(
    all: &[Change],
    admitted: usize,
    change: &Change,
    dice: &mut Dice,
) -> Option<Vec<u8>> {
    match dice.roll(12) {
        0 => Some(of_bytes(change.raw_bytes(), dice)),
        1..4 => Some(of_parts(all, change, dice)),
        4 | 5 => moved(&all[..admitted], change, dice),
        6 if EntryChange::decode(change.raw_bytes()).is_some() => of_entry(change, dice),
        _ => of_operations(all, change, dice),
    }
}

/// Bytes changed, removed, added; the length and the checksum are mostly made right again.
fn of_bytes(chunk: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut body = body(chunk).to_vec();
    scatter(&mut body, dice);
    let mut bytes = sealed(1, &body);
    if dice.roll(20) == 0 {
        let at = dice.roll(bytes.len());
        bytes[at] ^= 1 << dice.roll(8);
    }
    bytes
}

/// Changes, removes and adds some bytes anywhere.
pub fn scatter(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(bytes.len());
        match dice.roll(6) {
            _ if bytes.is_empty() => bytes.push(dice.roll(256) as u8),
            0 | 1 => bytes[at] ^= 1 << dice.roll(8),
            2 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][dice.roll(5)],
            3 => drop(bytes.remove(at)),
            4 => {
                let some = bytes[at..bytes.len().min(at + 1 + dice.roll(8))].to_vec();
                let to = dice.roll(bytes.len());
                bytes.splice(to..to, some);
            }
            _ => bytes.insert(at, dice.roll(256) as u8),
        }
    }
}

fn of_parts(all: &[Change], change: &Change, dice: &mut Dice) -> Vec<u8> {
    let mut forge = Forge::of(change.raw_bytes());
    let stranger = Forge::of(all[dice.roll(all.len())].raw_bytes());
    for _ in 0..=dice.roll(2) {
        match dice.roll(14) {
            0 => forge.seq = number(forge.seq, dice),
            1 => forge.start_op = number(forge.start_op, dice),
            2 => forge.time = number(forge.time as u64, dice) as i64,
            3 => forge.deps = stranger.deps.clone(),
            4 => forge.actor = stranger.actor.clone(),
            5 => forge.others = stranger.others.clone(),
            6 if !forge.columns.is_empty() => {
                let gone = dice.roll(forge.columns.len());
                forge.columns.remove(gone);
            }
            7 => take_columns(&mut forge, &stranger, dice),
            8 => forge.message = vec![dice.roll(256) as u8; dice.roll(5)],
            9 => forge.trailing = vec![dice.roll(4) as u8; dice.roll(4)],
            10 => forge.actor = device(dice.roll(10) as u8).0.to_vec(),
            _ if !forge.columns.is_empty() => {
                let column = dice.roll(forge.columns.len());
                let (specification, bytes) = &mut forge.columns[column];
                // What went before may have left bytes that are no runs.
                let before = bytes.clone();
                if quietly(|| columns::mutate(*specification, bytes, dice)).is_none() {
                    *bytes = before;
                }
            }
            _ => {}
        }
    }
    forge.chunk()
}

fn take_columns(forge: &mut Forge, stranger: &Forge, dice: &mut Dice) {
    for (number, bytes) in &stranger.columns {
        let mut own = forge.columns.iter_mut();
        let same = own.find(|(column, _)| column == number);
        if let (Some((_, column)), 0) = (same, dice.roll(3)) {
            column.clone_from(bytes);
        }
    }
}

fn number(value: u64, dice: &mut Dice) -> u64 {
    let odd = [
        0,
        1,
        127,
        128,
        1 << 31,
        (1 << 31) - 1,
        1 << 32,
        1 << 42,
        u64::MAX,
        1 << 63,
    ];
    match dice.roll(3) {
        0 => value.wrapping_add(1),
        1 => value.wrapping_sub(1),
        _ => odd[dice.roll(odd.len())],
    }
}

/// An entry with other bytes in it, or in another place, in the one form of entries.
fn of_entry(change: &Change, dice: &mut Dice) -> Option<Vec<u8>> {
    let mut entry = EntryChange::decode(change.raw_bytes())?;
    let mut value = entry.value.to_vec();
    let mut key = entry.key.to_owned();
    match dice.roll(6) {
        0 => entry.seq = number(entry.seq, dice),
        1 => entry.start_op = number(entry.start_op, dice),
        2 => key = key.replace(['1', '0'], ["2", ""][dice.roll(2)]),
        3 => entry.actor = device(dice.roll(4) as u8),
        _ => scatter(&mut value, dice),
    }
    let entry = EntryChange {
        key: &key,
        value: &value,
        ..entry
    };
    Some(entry.encode())
}

/// The same operations in another place: by another author, or on top of other changes, with numbers that fit there.
fn moved(admitted: &[Change], change: &Change, dice: &mut Dice) -> Option<Vec<u8>> {
    let mut said = change.decode();
    let author = match dice.roll(3) {
        0 => ActorId::from(&device(dice.roll(5) as u8).0[..]),
        _ => said.actor_id.clone(),
    };
    let own = admitted
        .iter()
        .filter(|change| *change.actor_id() == author);
    let own: Vec<&Change> = own.collect();
    let before = match dice.roll(3) {
        0 => dice.pick(&own),
        _ => own.last(),
    };
    let mut deps: Vec<&Change> = before.copied().into_iter().collect();
    for _ in 0..dice.roll(3) {
        deps.extend(dice.pick(admitted));
    }
    let first = deps.iter().map(|dep| dep.max_op()).max().unwrap_or(0) + 1;
    let old = (said.start_op.get(), said.actor_id.clone());
    renumber(&mut said, &|id| {
        if *id.actor() == old.1 && id.counter() >= old.0 {
            *id = OpId::new(id.counter() - old.0 + first, &author);
        }
    });
    said.seq = before.map_or(0, |before| before.seq()) + 1;
    said.start_op = first.try_into().ok()?;
    let mut deps: Vec<ChangeHash> = deps.iter().map(|dep| dep.hash()).collect();
    deps.sort_unstable();
    deps.dedup();
    said.deps = deps;
    said.actor_id = author;
    written(said)
}

fn renumber(said: &mut ExpandedChange, to: &dyn Fn(&mut OpId)) {
    for operation in &mut said.operations {
        if let ObjectId::Id(id) = &mut operation.obj {
            to(id);
        }
        if let Key::Seq(ElementId::Id(id)) = &mut operation.key {
            to(id);
        }
        let replaced = operation.pred.iter().cloned().map(|mut id| {
            to(&mut id);
            id
        });
        operation.pred = replaced.collect();
    }
}

/// In the one form that Automerge writes. It cannot write some of what is asked of it, and panics instead.
fn written(said: ExpandedChange) -> Option<Vec<u8>> {
    let bytes = quietly(|| Change::from(said).raw_bytes().to_vec())?;
    (bytes.len() <= CHANGE_BYTES_MAX).then_some(bytes)
}

/// Operations rewritten in good form: what they mean is what is wrong with them.
fn of_operations(all: &[Change], change: &Change, dice: &mut Dice) -> Option<Vec<u8>> {
    let stranger = all[dice.roll(all.len())].decode();
    let rewrite = |expanded: &mut ExpandedChange| {
        for _ in 0..=dice.roll(2) {
            mutate_operation(expanded, &stranger, dice);
        }
    };
    let bytes = quietly(|| rewritten(change, rewrite))?;
    (bytes.len() <= CHANGE_BYTES_MAX).then_some(bytes)
}

fn mutate_operation(change: &mut ExpandedChange, stranger: &ExpandedChange, dice: &mut Dice) {
    let count = change.operations.len();
    if count == 0 || stranger.operations.is_empty() {
        change.operations.extend_from_slice(&stranger.operations);
        return;
    }
    let at = dice.roll(count);
    let other = stranger.operations[dice.roll(stranger.operations.len())].clone();
    let id = any_id(if dice.roll(3) == 0 { change } else { stranger }, dice);
    let operation = &mut change.operations[at];
    match dice.roll(15) {
        0 => operation.obj = other.obj,
        1 => operation.key = other.key,
        2 => operation.pred = other.pred,
        3 => operation.action = other.action,
        4 => operation.insert = !operation.insert,
        5 => operation.obj = ObjectId::Id(id),
        6 => operation.key = Key::Seq(ElementId::Id(id)),
        7 => operation.pred = operation.pred.iter().cloned().chain([id]).collect(),
        8 => operation.pred = operation.pred.iter().skip(1).cloned().collect(),
        9 => operation.action = odd_action(dice),
        10 => drop(change.operations.remove(at)),
        11 => change.operations.insert(at, other),
        12 => operation.key = odd_key(dice),
        13 => operation.obj = ObjectId::Root,
        _ => change.operations.swap(at, dice.roll(count)),
    }
}

fn any_id(change: &ExpandedChange, dice: &mut Dice) -> OpId {
    let last = change.start_op.get() + change.operations.len() as u64;
    OpId::new(1 + dice.roll(last as usize) as u64, &change.actor_id)
}

fn odd_key(dice: &mut Dice) -> Key {
    match dice.roll(6) {
        0 => Key::Map("".into()),
        1 => Key::Map("k".repeat(128).into()),
        2 => Key::Map("k".repeat(129).into()),
        3 => Key::Map("fields".into()),
        4 => Key::Map("name".into()),
        _ => Key::Seq(ElementId::Head),
    }
}

fn odd_action(dice: &mut Dice) -> OpType {
    match dice.roll(13) {
        0 => OpType::Make(ObjType::Table),
        1 => OpType::Make(ObjType::Map),
        2 => OpType::Make(ObjType::Text),
        3 => OpType::Make(ObjType::List),
        4 => OpType::Delete,
        5 => OpType::Increment(1),
        6 => OpType::Put(ScalarValue::counter(3)),
        7 => OpType::Put("two".into()),
        8 => OpType::Put(ScalarValue::F64(0.5)),
        9 => OpType::Put(ScalarValue::F64(f64::from_bits(u64::MAX - 1))),
        10 => OpType::Put(ScalarValue::Timestamp(i64::MIN)),
        11 => OpType::Put("\u{0}".into()),
        _ => OpType::MarkEnd(true),
    }
}
