//! Mutants of honest changes, and the oracles that hold for each one that is let in.

use super::forge::{Forge, body, rewritten, sealed};
use super::history::{Dice, admit, commit, device, history, judge, state};
use automerge::legacy::{ElementId, Key, ObjectId, OpId, OpType};
use automerge::transaction::Transactable;
use automerge::{
    ActorId, AutoCommit, AutoSerde, Change, ExpandedChange, ObjId, ObjType, ROOT, ReadDoc,
    ScalarValue,
};
use model::admission::{DocumentState, Verdict, shape};
use model::change::CHANGE_BYTES_MAX;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What became of the mutants.
#[derive(Default, Debug)]
pub struct Tally {
    pub mutants: usize,
    pub admitted: usize,
    pub pending: usize,
    pub refused: std::collections::BTreeMap<String, usize>,
}

/// Judges so many mutants of the changes of random histories.
pub fn run(mutants: usize, seed: u64) -> Tally {
    let mut tally = Tally::default();
    let mut dice = Dice::new(seed);
    for round in 0.. {
        let changes = history(seed.wrapping_mul(1_000_003).wrapping_add(round), 30);
        let mut state = state();
        let mut document = AutoCommit::new();
        for change in &changes {
            for _ in 0..40 {
                if tally.mutants == mutants {
                    return tally;
                }
                let Some(mutant) = mutant(&changes, change, &mut dice) else {
                    continue;
                };
                tally.mutants += 1;
                match judge(&state, &mutant) {
                    Verdict::Refused(refusal) => {
                        *tally.refused.entry(format!("{refusal:?}")).or_default() += 1;
                    }
                    Verdict::Pending(_) => tally.pending += 1,
                    Verdict::Admitted => {
                        tally.admitted += 1;
                        check_admitted(&state, &document, &mutant);
                    }
                }
            }
            assert_eq!(admit(&mut state, change.raw_bytes()), Verdict::Admitted);
            document.apply_changes([change.clone()]).unwrap();
        }
    }
    tally
}

/// An admitted change is read and written by Automerge as it is, harms no document, and locks
/// nobody out.
fn check_admitted(state: &DocumentState, document: &AutoCommit, mutant: &[u8]) {
    let change = Change::from_bytes(mutant.to_vec()).expect("Automerge reads what is admitted");
    let again = Change::from(change.decode());
    assert_eq!(
        again.raw_bytes(),
        mutant,
        "writing it again gives other bytes"
    );

    // A second change with one number is a fork: it is right in its own past, and never stands beside the first.
    let is_fork = shape(mutant).is_ok_and(|header| {
        let number = state.heights().seq(header.actor);
        number >= header.seq
    });
    let mut document = document.clone();
    if is_fork {
        document = document.fork_at(change.deps()).expect("its past is there");
    }
    document
        .apply_changes([change])
        .expect("Automerge takes in what is admitted");
    assert!(
        document.get_missing_deps(&[]).is_empty(),
        "it waits for something"
    );
    let Ok(mut loaded) = AutoCommit::load(&document.save()) else {
        panic!(
            "a saved document does not load again: {:#?}",
            again.decode()
        );
    };
    assert_eq!(loaded.get_heads(), document.get_heads());
    let screen = |document: &AutoCommit| serde_json::to_string(&AutoSerde::from(document)).unwrap();
    assert_eq!(
        screen(&loaded),
        screen(&document),
        "another state after loading"
    );
    let mut replayed = AutoCommit::new();
    replayed
        .apply_changes(document.get_changes(&[]))
        .expect("the changes fit together");
    assert_eq!(
        screen(&replayed),
        screen(&document),
        "another state after replaying"
    );

    let mut state = state.clone();
    assert_eq!(admit(&mut state, mutant), Verdict::Admitted);
    for number in 0..3 {
        loaded.set_actor(ActorId::from(&device(number).0[..]));
        write_on(&mut loaded);
        commit(&mut loaded);
        let change = loaded
            .get_last_local_change()
            .expect("something was written");
        let verdict = admit(&mut state, change.raw_bytes());
        assert_eq!(
            verdict,
            Verdict::Admitted,
            "an honest edit is shut out: {:?}",
            change.decode()
        );
    }
    AutoCommit::load(&loaded.save()).expect("and so after further edits");
}

/// What honest people write afterwards, at the places where mutants like to be.
fn write_on(document: &mut AutoCommit) {
    let at = |document: &AutoCommit, path: &[&str]| {
        let found = |object: ObjId, name: &&str| Some(document.get(&object, *name).ok()??.1);
        path.iter().try_fold(ROOT, found)
    };
    let write = document.get_heads()[0].to_string();
    document.put(ROOT, "note", write.as_str()).unwrap();
    for map in ["fields", "parts", "sets"] {
        let map = at(document, &[map]).expect("fixed");
        let names: Vec<String> = document.keys(&map).collect();
        for name in names {
            let is_value = matches!(document.get(&map, name.as_str()), Ok(Some((value, _))) if !value.is_object());
            if is_value {
                document.put(&map, name.as_str(), write.as_str()).unwrap();
            }
        }
        document
            .put(&map, "name", write.as_str())
            .unwrap_or_default();
    }
    for text in ["description", "making"] {
        let text = at(document, &["texts", text]).expect("fixed");
        let gone = document.length(&text).min(3) as isize;
        document.splice_text(&text, 0, gone, "later: ").unwrap();
    }
    let Some(pictures) = at(document, &["pictures"]) else {
        return;
    };
    if document.object_type(&pictures) == Ok(ObjType::List) {
        for place in 0..document.length(&pictures) {
            document.put(&pictures, place, write.as_str()).unwrap();
        }
        document.insert(&pictures, 0, "first").unwrap();
        document
            .delete(&pictures, document.length(&pictures) - 1)
            .unwrap();
    }
}

fn mutant(all: &[Change], change: &Change, dice: &mut Dice) -> Option<Vec<u8>> {
    match dice.roll(10) {
        0 | 1 => Some(of_bytes(change.raw_bytes(), dice)),
        2..=4 => Some(of_parts(all, change, dice)),
        _ => of_operations(all, change, dice),
    }
}

/// Bytes changed, removed, added; the length and the checksum are mostly made right again.
fn of_bytes(chunk: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut body = body(chunk).to_vec();
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(body.len());
        match dice.roll(4) {
            0 => body[at] ^= 1 << dice.roll(8),
            1 => body[at] = [0, 1, 0x7f, 0x80, 0xff][dice.roll(5)],
            2 if body.len() > 2 => drop(body.remove(at)),
            _ => body.insert(at, dice.roll(256) as u8),
        }
    }
    let mut bytes = sealed(1, &body);
    if dice.roll(20) == 0 {
        let at = dice.roll(bytes.len());
        bytes[at] ^= 1 << dice.roll(8);
    }
    bytes
}

fn of_parts(all: &[Change], change: &Change, dice: &mut Dice) -> Vec<u8> {
    let mut forge = Forge::of(change.raw_bytes());
    let stranger = Forge::of(all[dice.roll(all.len())].raw_bytes());
    for _ in 0..=dice.roll(2) {
        match dice.roll(12) {
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
            7 => {
                for (number, bytes) in &stranger.columns {
                    let same = forge
                        .columns
                        .iter_mut()
                        .find(|(column, _)| column == number);
                    if let (Some((_, column)), 0) = (same, dice.roll(3)) {
                        column.clone_from(bytes);
                    }
                }
            }
            8 => forge.message = vec![dice.roll(256) as u8; dice.roll(5)],
            _ if !forge.columns.is_empty() => {
                let column = dice.roll(forge.columns.len());
                mutate_column(&mut forge.columns[column].1, dice);
            }
            _ => {}
        }
    }
    forge.chunk()
}

fn mutate_column(column: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.roll(column.len());
    match dice.roll(4) {
        _ if column.is_empty() => column.push(dice.roll(256) as u8),
        0 => column[at] = column[at].wrapping_add(1),
        1 => column[at] = column[at].wrapping_sub(1),
        2 => column[at] = dice.roll(256) as u8,
        _ => column.extend_from_within(at..),
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

/// Operations rewritten in good form: what they mean is what is wrong with them.
fn of_operations(all: &[Change], change: &Change, dice: &mut Dice) -> Option<Vec<u8>> {
    let stranger = all[dice.roll(all.len())].decode();
    let rewrite = |expanded: &mut ExpandedChange| {
        for _ in 0..=dice.roll(2) {
            mutate_operation(expanded, &stranger, dice);
        }
    };
    // Automerge itself cannot write some of what is asked here; it panics instead.
    let bytes = catch_unwind(AssertUnwindSafe(|| rewritten(change, rewrite))).ok()?;
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
    let id = any_id(stranger, dice);
    let operation = &mut change.operations[at];
    match dice.roll(13) {
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
        _ => change.operations.swap(at, dice.roll(count)),
    }
}

fn any_id(change: &ExpandedChange, dice: &mut Dice) -> OpId {
    let last = change.start_op.get() + change.operations.len() as u64;
    OpId::new(1 + dice.roll(last as usize) as u64, &change.actor_id)
}

fn odd_action(dice: &mut Dice) -> OpType {
    match dice.roll(10) {
        0 => OpType::Make(ObjType::Table),
        1 => OpType::Make(ObjType::Map),
        2 => OpType::Make(ObjType::Text),
        3 => OpType::Make(ObjType::List),
        4 => OpType::Delete,
        5 => OpType::Increment(1),
        6 => OpType::Put(ScalarValue::counter(3)),
        7 => OpType::Put("two".into()),
        8 => OpType::Put(ScalarValue::F64(0.5)),
        _ => OpType::MarkEnd(true),
    }
}
