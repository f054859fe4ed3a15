//! Histories of one design, made by three devices that edit apart and meet now and then.

use super::dice::Dice;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, AutoCommit, Change, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use model::admission::{Authority, Context, DocumentState, Verdict, shape};
use model::change::Header;
use model::charter::ActRefusal;
use model::id::{CommonsId, DeviceId};
use model::name::{DocumentKind, DocumentName};
use std::collections::{BTreeMap, BTreeSet};

/// The commons of all these histories.
pub const COMMONS: CommonsId = CommonsId([0xc0; 16]);
/// When everything happens.
pub const TIME_MS: i64 = 1_770_000_000_000;

/// Everybody is a maker, and every act is allowed.
pub struct Everybody;

impl Authority for Everybody {
    fn knows(&self, _: DeviceId) -> bool {
        true
    }
    fn may_write(&self, _: DeviceId, _: DocumentKind) -> bool {
        true
    }
    fn judge_act(&self, _: &Header, _: &[u8]) -> Result<(), ActRefusal> {
        Ok(())
    }
}

/// These are makers; of others nothing is known.
pub struct Writers<'a>(pub &'a BTreeSet<DeviceId>);

impl Authority for Writers<'_> {
    fn knows(&self, device: DeviceId) -> bool {
        self.0.contains(&device)
    }
    fn may_write(&self, device: DeviceId, _: DocumentKind) -> bool {
        self.0.contains(&device)
    }
    fn judge_act(&self, _: &Header, _: &[u8]) -> Result<(), ActRefusal> {
        Ok(())
    }
}

/// A charter that lets everybody in, and no ledger before.
pub const EVERYBODY: Context<'static> = Context {
    authority: &Everybody,
    previous_ledger: &[],
};

/// The device with that number.
pub fn device(number: u8) -> DeviceId {
    DeviceId([number + 1; 32])
}

/// The name of a design that the first device began.
pub fn design() -> DocumentName {
    DocumentName::new(DocumentKind::Design, device(0), [5; 16])
}

/// That design without any change.
pub fn state() -> DocumentState {
    DocumentState::new(COMMONS, design())
}

/// Ends a change.
pub fn commit(document: &mut AutoCommit) {
    document.commit_with(CommitOptions::default().with_time(TIME_MS));
}

/// Judges raw bytes as a peer that received them would.
pub fn judge(state: &DocumentState, bytes: &[u8]) -> Verdict {
    judge_around(state, bytes, &EVERYBODY)
}

/// The same where others stand around the document.
pub fn judge_around(state: &DocumentState, bytes: &[u8], context: &Context<'_>) -> Verdict {
    match shape(bytes) {
        Ok(header) => state.judge(&header, bytes, context),
        Err(refusal) => Verdict::Refused(refusal),
    }
}

/// Judges raw bytes and takes them in when they are admitted.
pub fn admit(state: &mut DocumentState, bytes: &[u8]) -> Verdict {
    admit_around(state, bytes, &EVERYBODY)
}

/// The same where others stand around the document.
pub fn admit_around(state: &mut DocumentState, bytes: &[u8], context: &Context<'_>) -> Verdict {
    match shape(bytes) {
        Ok(header) => state.admit(&header, bytes, context),
        Err(refusal) => Verdict::Refused(refusal),
    }
}

const TEXTS: [&str; 9] = [
    "description",
    "making",
    "operating",
    "maintenance",
    "disposal",
    "quality",
    "risk",
    "tool-settings",
    "change-notes",
];

/// A new design: every fixed object is made in its first change.
pub fn new_design() -> AutoCommit {
    let mut document = AutoCommit::new().with_actor(ActorId::from(&device(0).0[..]));
    document.put(ROOT, "format", 1).unwrap();
    for map in [
        "fields", "other", "parts", "steps", "files", "people", "links",
    ] {
        document.put_object(ROOT, map, ObjType::Map).unwrap();
    }
    let texts = document.put_object(ROOT, "texts", ObjType::Map).unwrap();
    for name in TEXTS {
        let text = document.put_object(&texts, name, ObjType::Text).unwrap();
        document.splice_text(&text, 0, 0, "A small lathe.").unwrap();
    }
    let sets = document.put_object(ROOT, "sets", ObjType::Map).unwrap();
    for name in ["keywords", "languages", "cpc", "tsdc", "tools"] {
        document.put_object(&sets, name, ObjType::Map).unwrap();
    }
    document
        .put_object(ROOT, "pictures", ObjType::List)
        .unwrap();
    commit(&mut document);
    document
}

fn object(document: &AutoCommit, path: &[&str]) -> ObjId {
    let mut object = ROOT;
    for name in path {
        object = document.get(&object, *name).unwrap().unwrap().1;
    }
    object
}

const WORDS: [&str; 6] = ["bolt", "M6×20", "Schraube", "🔩", "e\u{301}", ""];

/// One thing that a person does to a design.
pub fn edit(document: &mut AutoCommit, dice: &mut Dice) {
    let word = WORDS[dice.roll(WORDS.len())];
    match dice.roll(10) {
        0 | 1 => put_field(document, dice, word),
        2..=4 => type_text(document, dice, word),
        5 => add_part(document, dice, word),
        6 | 7 => edit_part(document, dice, word),
        8 => edit_pictures(document, dice, word),
        _ => {
            let fields = object(document, &["fields"]);
            let _ = document.delete(&fields, "name");
        }
    }
}

fn put_field(document: &mut AutoCommit, dice: &mut Dice, word: &str) {
    let fields = object(document, &["fields"]);
    let name = ["name", "function", "licence"][dice.roll(3)];
    let value = match dice.roll(6) {
        0 => ScalarValue::Int(-70_000),
        1 => ScalarValue::Boolean(true),
        2 => ScalarValue::Null,
        3 => ScalarValue::Bytes(word.as_bytes().to_vec()),
        4 => ScalarValue::Uint(1 << 40),
        _ => word.into(),
    };
    document.put(&fields, name, value).unwrap();
}

fn type_text(document: &mut AutoCommit, dice: &mut Dice, word: &str) {
    let name = ["description", "making"][dice.roll(2)];
    let text = object(document, &["texts", name]);
    let length = document.length(&text);
    let at = dice.roll(length + 1);
    let gone = dice.roll(4).min(length - at);
    document
        .splice_text(&text, at, gone as isize, word)
        .unwrap();
}

fn add_part(document: &mut AutoCommit, dice: &mut Dice, word: &str) {
    let parts = object(document, &["parts"]);
    let line = format!("{:08x}", dice.roll(1 << 30));
    let part = document.put_object(&parts, &line, ObjType::Map).unwrap();
    document.put(&part, "here", true).unwrap();
    document.put(&part, "item", word).unwrap();
    let note = document.put_object(&part, "note", ObjType::Text).unwrap();
    document.splice_text(&note, 0, 0, word).unwrap();
}

fn edit_part(document: &mut AutoCommit, dice: &mut Dice, word: &str) {
    let parts = object(document, &["parts"]);
    let lines: Vec<String> = document.keys(&parts).collect();
    if lines.is_empty() {
        return;
    }
    let line = &lines[dice.roll(lines.len())];
    let part = document.get(&parts, line.as_str()).unwrap().unwrap().1;
    match dice.roll(3) {
        0 => document.put(&part, "here", false).unwrap(),
        1 => {
            document.put(&part, "here", true).unwrap();
            document.put(&part, "item", word).unwrap();
            document.put(&part, "item", "twice in one change").unwrap();
        }
        _ => {
            let note = document.get(&part, "note").unwrap().unwrap().1;
            let length = document.length(&note);
            document.splice_text(&note, length, 0, "; more").unwrap();
        }
    }
}

fn edit_pictures(document: &mut AutoCommit, dice: &mut Dice, word: &str) {
    let pictures = object(document, &["pictures"]);
    let length = document.length(&pictures);
    let at = dice.roll(length + 1);
    match dice.roll(4) {
        0 if at < length => document.put(&pictures, at, word).unwrap(),
        1 if at < length => document.delete(&pictures, at).unwrap(),
        2 => {
            let picture = document.insert_object(&pictures, at, ObjType::Map).unwrap();
            document.put(&picture, "file", word).unwrap();
        }
        _ => document.insert(&pictures, at, word).unwrap(),
    }
}

/// A history of about that many changes; in the order in which Automerge holds them.
pub fn history(seed: u64, changes: usize) -> Vec<Change> {
    let mut dice = Dice::new(seed);
    let first = new_design();
    let mut desks: Vec<AutoCommit> = (0..3)
        .map(|number| {
            let mut desk = first.clone();
            desk.set_actor(ActorId::from(&device(number).0[..]));
            desk
        })
        .collect();
    for _ in 0..changes {
        let who = dice.roll(desks.len());
        for _ in 0..=dice.roll(4) {
            edit(&mut desks[who], &mut dice);
        }
        commit(&mut desks[who]);
        if dice.roll(4) == 0 {
            let other = dice.roll(desks.len());
            let mut met = desks[other].clone();
            desks[who].merge(&mut met).unwrap();
            if dice.roll(5) == 0 {
                desks[who].empty_change(CommitOptions::default().with_time(TIME_MS));
            }
        }
    }
    let mut all = desks.remove(0);
    for mut desk in desks {
        all.merge(&mut desk).unwrap();
    }
    all.get_changes(&[])
}

/// Who sits at each desk: Ana, Ben, Ben's copied computer, and Cleo.
const DESKS: [u8; 4] = [0, 1, 1, 2];

/// A history in which Ben's key signs at two desks. Desks meet as far as Automerge lets them.
pub fn forked_history(seed: u64, changes: usize) -> Vec<Change> {
    let mut dice = Dice::new(seed);
    let first = new_design();
    let mut desks: Vec<AutoCommit> = DESKS
        .iter()
        .map(|number| {
            first
                .clone()
                .with_actor(ActorId::from(&device(*number).0[..]))
        })
        .collect();
    for _ in 0..changes {
        let who = dice.roll(desks.len());
        for _ in 0..=dice.roll(3) {
            edit(&mut desks[who], &mut dice);
        }
        commit(&mut desks[who]);
        if dice.roll(3) == 0 {
            let mut met = desks[dice.roll(DESKS.len())].clone();
            let mut merged = desks[who].clone();
            if merged.merge(&mut met).is_ok() && merged.get_missing_deps(&[]).is_empty() {
                desks[who] = merged;
            }
            if dice.roll(5) == 0 {
                desks[who].empty_change(CommitOptions::default().with_time(TIME_MS));
            }
        }
    }
    let mut all = BTreeMap::new();
    let mut order = Vec::new();
    for desk in &mut desks {
        for change in desk.get_changes(&[]) {
            if all.insert(change.hash(), ()).is_none() {
                order.push(change);
            }
        }
    }
    order
}

/// The same changes in another order that puts causes first.
pub fn shuffled(changes: &[Change], dice: &mut Dice) -> Vec<Change> {
    let mut left: Vec<&Change> = changes.iter().collect();
    let mut order: Vec<Change> = Vec::new();
    let mut there = std::collections::BTreeSet::new();
    while !left.is_empty() {
        let start = dice.roll(left.len());
        let next = (0..left.len())
            .map(|step| (start + step) % left.len())
            .find(|place| left[*place].deps().iter().all(|dep| there.contains(dep)))
            .expect("some change builds only on those before");
        let change = left.swap_remove(next);
        there.insert(change.hash());
        order.push(change.clone());
    }
    order
}
