//! A device that signs branch after branch makes the others work and keep no more than by other changes.

use super::quota::{reader, to_store};
use super::*;
use crate::wire::{Segment, pack};
use model::change::SignedChange;
use model::design::{Edit, Field, apply, create};
use model::document::Document;
use model::entry::{EntryChange, ledger_key};
use model::heights::BRANCHES_TOLD_MAX;
use model::name::DocumentName;

/// A disk of one document that stores and loads at once.
struct Disk {
    core: Core,
    name: DocumentName,
    log: Vec<StoredChange>,
    loads: usize,
    effects: usize,
    delivered: usize,
    remembered_most: usize,
    told_most: usize,
}

impl Disk {
    fn new(core: Core, name: DocumentName) -> Self {
        Self {
            core,
            name,
            log: vec![],
            loads: 0,
            effects: 0,
            delivered: 0,
            remembered_most: 0,
            told_most: 0,
        }
    }

    fn takes(&mut self, change: &ToStore, now: u64) {
        let frame = pack(&[Segment::live(self.name, std::slice::from_ref(change))]).encode();
        self.handle(Input::Received { link: LINK, frame }, now);
    }

    fn handle(&mut self, input: Input, now: u64) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            for output in self.core.handle(now, input) {
                inputs.extend(self.carry_out(output));
            }
        }
    }

    /// What was loaded is dropped, as when there is too much of it.
    fn forget_states(&mut self) {
        let all: Vec<_> = self.core.documents.all().map(|(id, ..)| id).collect();
        let summary = |document: DocumentId| DocumentSummary {
            name: self.core.documents.name(document).unwrap(),
            document,
            heights: self.core.documents.heights(document).clone(),
            heads: vec![],
            changes: self.core.documents.changes(document),
        };
        let summaries: Vec<_> = all.into_iter().map(summary).collect();
        self.core.documents = Documents::open(summaries);
    }

    fn carry_out(&mut self, output: Output) -> Option<Input> {
        match output {
            Output::Store { batch, changes } => {
                for change in changes {
                    let position = self.log.len() as u64 + 1;
                    self.log.push(StoredChange { position, change });
                }
                return Some(Input::Stored { batch });
            }
            Output::Load { document } => {
                self.loads += 1;
                let changes = self.log.clone();
                return Some(Input::Loaded { document, changes });
            }
            Output::Effect { .. } => self.effects += 1,
            Output::Deliver { changes, .. } => self.delivered += changes.len(),
            Output::Remember(met) => {
                let lengths = met.iter().map(|(_, _, heights)| heights.len());
                self.remembered_most = lengths.max().unwrap_or(0).max(self.remembered_most);
            }
            Output::Send { frame, .. } => {
                if let Ok(Message::Have(documents)) = Message::decode(&frame) {
                    let lengths = documents.iter().map(|told| told.heights.len());
                    self.told_most = lengths.max().unwrap_or(0).max(self.told_most);
                }
            }
            _ => {}
        }
        None
    }
}

fn entry(
    key: &DeviceKey,
    name: DocumentName,
    seq: u64,
    branch: u64,
    on: Option<ChangeHash>,
) -> ToStore {
    let entry = EntryChange {
        actor: key.device(),
        seq,
        start_op: seq,
        time_ms: branch as i64,
        deps: on.into_iter().collect(),
        key: &ledger_key(seq),
        value: &some_entry(AgentId([1; 16])),
    };
    let bytes = entry.encode();
    let hash = model::change::chunk_hash(&bytes).unwrap();
    to_store(
        name,
        SignedChange::sign(key, COMMONS, name.id(COMMONS), bytes, hash),
    )
}

#[test]
fn a_ledger_with_very_many_branches_is_read_once_and_told_by_a_digest() {
    let (core, ana, _) = reader();
    let name = DocumentName::ledger(ana.key.device(), 0);
    let mut disk = Disk::new(core, name);
    let first = entry(&ana.key, name, 1, 0, None);
    disk.takes(&first, NOW);
    for branch in 1..=300 {
        if branch == 100 {
            disk.forget_states();
        }
        let change = entry(&ana.key, name, 2, branch, Some(first.header.hash));
        disk.takes(&change, NOW);
    }
    assert_eq!(disk.log.len(), 301);
    assert_eq!(disk.core.heights(name.id(COMMONS)).len(), 300);
    assert_eq!(disk.loads, 1, "then its state is kept");
    assert!(disk.told_most <= BRANCHES_TOLD_MAX, "{}", disk.told_most);
    assert!(
        disk.remembered_most <= BRANCHES_TOLD_MAX,
        "{}",
        disk.remembered_most
    );
    // Whoever answers with the same digest has all of it.
    let heights = disk.core.heights(name.id(COMMONS)).told();
    let document = name.id(COMMONS);
    let have = Message::Have(vec![crate::wire::DocumentHeights { document, heights }]);
    let frame = have.encode();
    disk.handle(Input::Received { link: LINK, frame }, NOW);
    assert_eq!(disk.core.with_others(document), [ana.at()]);
}

/// A design of Ana's that begins with one change, and so many changes on top of it, each beside the others.
fn branches(ana: &Home, branches: u64) -> (DocumentName, Vec<ToStore>) {
    let name = DocumentName::new(DocumentKind::Design, ana.key.device(), [9; 16]);
    let mut document = Document::empty(COMMONS, name.id(COMMONS));
    let begun = create(&mut document, &[], &ana.key, 1).unwrap();
    let mut all: Vec<ToStore> = begun
        .into_iter()
        .map(|change| to_store(name, change))
        .collect();
    for branch in 0..branches {
        let mut beside = document.clone();
        let edit = Edit::SetField {
            field: Field::Name,
            value: format!("saw {branch}"),
        };
        let changes = apply(&mut beside, &[edit], &ana.key, 2).unwrap();
        all.extend(changes.into_iter().map(|change| to_store(name, change)));
    }
    (name, all)
}

#[test]
fn a_long_design_that_goes_on_splitting_is_weighed_now_and_then() {
    let (core, ana, _) = reader();
    let (name, all) = branches(&ana, 1200);
    let mut disk = Disk::new(core, name);
    let (short, long) = all.split_at(1000);
    short.iter().for_each(|change| disk.takes(change, NOW));
    // Of a short one everybody reads it anew with each branch.
    let before = disk.effects;
    assert!(before >= 990, "{before}");
    let delivered = disk.delivered;
    long.iter().for_each(|change| disk.takes(change, NOW));
    assert_eq!(disk.log.len(), 1201);
    assert!(disk.effects <= before + 1, "{}", disk.effects);
    assert_eq!(
        disk.delivered, delivered,
        "nothing is shown that may be set aside"
    );
    assert!(disk.core.weighs());
    disk.handle(Input::Tick, NOW + 1000);
    assert!(!disk.core.weighs());
    assert!(disk.effects <= before + 2, "{}", disk.effects);
    let aside = disk.core.aside(name.id(COMMONS)).expect("it has split");
    assert_eq!(aside.changes.len(), 1199);
}
