//! Honest histories of one document of any kind, with branches, collisions and forks.

use super::dice::Dice;
use super::history::{TIME_MS, commit, device, edit, forked_history, history, new_design};
use automerge::transaction::CommitOptions;
use automerge::{Change, ExpandedChange};
use model::change::chunk_hash;
use model::day::Day;
use model::entry::{EntryChange, Envelope, act_key, ledger_key};
use model::id::{AgentId, ChangeHash, CommonsId, DeviceId};
use model::name::{DocumentKind, DocumentName};
use std::collections::BTreeSet;

/// What honest people wrote into one document.
pub struct Honest {
    /// The document.
    pub name: DocumentName,
    /// Their changes, causes first.
    pub changes: Vec<Change>,
    /// The last changes of the ledger before this one, where it is a later one.
    pub ends: Vec<ChangeHash>,
}

/// A device that may write and has not written anything; no mutant has its name.
pub const NEWCOMER: u8 = 20;

/// Everybody who is known and may write.
pub fn writers() -> BTreeSet<DeviceId> {
    (0..6).chain([NEWCOMER]).map(device).collect()
}

/// A history of about that many changes; its kind follows from the seed too.
pub fn honest(seed: u64, changes: usize) -> Honest {
    match seed % 8 {
        0..3 => edited(DocumentKind::Design, history(seed, changes)),
        3..5 => edited(DocumentKind::Design, twice_begun(seed, changes)),
        5 => edited(DocumentKind::Item, forked_history(seed, changes)),
        6 => ledger(seed, changes),
        _ => charter(seed, changes),
    }
}

fn edited(kind: DocumentKind, changes: Vec<Change>) -> Honest {
    Honest {
        name: DocumentName::new(kind, device(0), [5; 16]),
        changes,
        ends: vec![],
    }
}

/// A history with forks, and now and then one below it all: its creator's copied computer began the design too.
fn twice_begun(seed: u64, changes: usize) -> Vec<Change> {
    let mut all = forked_history(seed, changes);
    let mut dice = Dice::new(seed);
    if dice.roll(3) > 0 {
        return all;
    }
    let mut other = new_design();
    let mut said: ExpandedChange = other.get_changes(&[]).remove(0).decode();
    said.time += 1;
    other = automerge::AutoCommit::new().with_actor(said.actor_id.clone());
    other
        .apply_changes([Change::from(said)])
        .expect("an honest beginning");
    for _ in 0..4 {
        edit(&mut other, &mut dice);
        commit(&mut other);
    }
    other.empty_change(CommitOptions::default().with_time(TIME_MS));
    all.extend(other.get_changes(&[]));
    all
}

/// A ledger whose device goes on from an older entry now and then, as a copied computer does.
pub fn ledger(seed: u64, entries: usize) -> Honest {
    let mut dice = Dice::new(seed);
    let number = dice.roll(2) as u64;
    let ends = match number {
        0 => vec![],
        _ => vec![ChangeHash([1; 32]), ChangeHash([2; 32])],
    };
    let mut written: Vec<Change> = vec![];
    for _ in 0..entries {
        let before = match dice.roll(8) {
            0 => dice.pick(&written),
            _ => written.last(),
        };
        let seq = before.map_or(0, Change::seq) + 1;
        let follows = (seq == 1).then(|| dice.pick(&ends)).flatten();
        let entry = EntryChange {
            actor: device(0),
            seq,
            start_op: seq,
            time_ms: TIME_MS,
            deps: before.iter().map(|before| hash(before)).collect(),
            key: &ledger_key(seq),
            value: &fact(&mut dice, follows.copied()),
        };
        written.push(read(&entry.encode()));
    }
    let mut honest = edited(DocumentKind::Ledger, written);
    honest.name = DocumentName::ledger(device(0), number);
    honest.ends = ends;
    honest
}

/// A charter in form: acts by four devices that have seen more or less of each other. What they mean is nothing.
pub fn charter(seed: u64, acts: usize) -> Honest {
    let mut dice = Dice::new(seed);
    let mut written: Vec<Change> = vec![];
    for place in 0..acts {
        let author = device(if place == 0 { 0 } else { dice.roll(4) as u8 });
        let own = written
            .iter()
            .filter(|act| act.actor_id().to_bytes() == author.0);
        let own: Vec<&Change> = own.collect();
        let before = match dice.roll(12) {
            0 => dice.pick(&own),
            _ => own.last(),
        };
        let mut deps: Vec<&Change> = before.into_iter().copied().collect();
        let others = written
            .iter()
            .filter(|act| act.actor_id().to_bytes() != author.0);
        let others: Vec<&Change> = others.collect();
        for _ in 0..1 + dice.roll(2) {
            deps.extend(dice.pick(&others));
        }
        if deps.is_empty() {
            deps.extend(
                written
                    .last()
                    .filter(|last| last.actor_id().to_bytes() != author.0),
            );
        }
        let seq = before.map_or(0, |before| before.seq()) + 1;
        if deps.is_empty() && place > 0 {
            continue;
        }
        let start_op = deps.iter().map(|dep| dep.max_op()).max().unwrap_or(0) + 1;
        let deps: BTreeSet<ChangeHash> = deps.into_iter().map(hash).collect();
        let entry = EntryChange {
            actor: author,
            seq,
            start_op,
            time_ms: TIME_MS,
            deps: deps.into_iter().collect(),
            key: &act_key(author, seq),
            value: &fact(&mut dice, None),
        };
        written.push(read(&entry.encode()));
    }
    let mut honest = edited(DocumentKind::Charter, written);
    honest.name = DocumentName::charter(device(0), CommonsId([0xc0; 16]));
    honest
}

fn fact(dice: &mut Dice, follows: Option<ChangeHash>) -> Vec<u8> {
    let bodies: [&[u8]; 4] = [
        &[0xa0],
        &[0xa2, 0x00, 0x18, 0x64, 0x01, 0x83, 0x20, 0x61, 0x78, 0xf6],
        &[0x43, 1, 2, 3],
        &[0xa1, 0x00, 0xa1, 0x00, 0x81, 0xf5],
    ];
    let envelope = Envelope {
        version: 1,
        kind: [1, 7, 300][dice.roll(3)],
        by: AgentId([1; 16]),
        on_behalf: (dice.roll(3) == 0).then_some(AgentId([2; 16])),
        day: Day(20_494 - dice.roll(40_000) as i32),
        body: bodies[dice.roll(4)],
        follows,
    };
    envelope.encode()
}

fn read(chunk: &[u8]) -> Change {
    Change::from_bytes(chunk.to_vec()).expect("an entry is a change")
}

/// The name of a change.
pub fn hash(change: &Change) -> ChangeHash {
    chunk_hash(change.raw_bytes()).expect("a change has a header")
}
