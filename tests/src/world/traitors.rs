//! Members whose programs have been changed: they forge, withhold, write twice, backdate, flood and overreach.
//!
//! A traitor's device has an honest core too, which listens and talks; what is false is slipped into its streams.
//! What comes from it may be refused. What comes from anybody else may not, in a world that has traitors.

use super::super::fire::forge::Forge;
use super::{World, day};
use model::admission::shape;
use model::change::SignedChange;
use model::charter::Role;
use model::charter::build;
use model::design::{Edit, Field, apply};
use model::entry::{EntryChange, act_key, ledger_key};
use model::id::{ChangeHash, DocumentId};
use model::key::DeviceKey;
use model::ledger::{Fact, UnknownFact, WrittenFact};
use model::name::DocumentName;
use std::collections::{BTreeMap, BTreeSet};
use sync::core::{Message, ToStore};
use sync::wire::{Live, Segment, pack};

/// Times at both ends of what a change may claim.
const TIMES_MS: [i64; 3] = [0, 1, (1 << 42) - 1];
const DAYS: [i32; 3] = [-700_000, 0, 700_000];
/// A flood is so many changes.
const FLOOD: u64 = 24;

/// A stream and the side of it that speaks.
pub type Mouth = (usize, usize);

impl World {
    /// From now on this device's program is a changed one.
    pub fn betray(&mut self, device: usize) {
        self.has_villains = true;
        self.traitors.insert(device);
    }

    /// Who plays fair and belongs to the commons: whose devices have to end with the same.
    pub fn honest(&self) -> Vec<usize> {
        let all = 0..self.devices.len();
        all.filter(|device| !self.traitors.contains(device))
            .collect()
    }

    /// Something false that a traitor does, to whomever it is connected with.
    pub fn mislead(&mut self, traitor: usize) {
        if !self.devices[traitor].is_member() {
            return;
        }
        let mouths = self.mouths(traitor);
        let Some(mouth) = self.chance.pick(&mouths).copied() else {
            return;
        };
        match self.chance.below(9) {
            0 => self.forge(traitor, mouth),
            1 => self.garble(traitor, mouth),
            2 => self.withhold(traitor, mouth),
            3 | 4 => self.write_twice(traitor, &mouths),
            5 => self.backdate(traitor, mouth),
            6 => self.flood(traitor, mouth),
            7 => self.act_twice(traitor, &mouths),
            _ => self.overreach(traitor, mouth),
        }
    }

    fn mouths(&self, device: usize) -> Vec<Mouth> {
        let streams = self.streams().iter().enumerate();
        let open = streams.filter(|(_, stream)| stream.is_open());
        open.filter_map(|(place, stream)| Some((place, stream.side_of(device)?)))
            .collect()
    }

    fn slip(&mut self, (stream, side): Mouth, message: &Message) {
        self.put(stream, side, Some(message.encode()));
    }

    /// Puts changes into a stream as if its program had sent them, in one of the two ways in which changes travel.
    pub fn slip_changes(&mut self, mouth: Mouth, name: DocumentName, changes: &[ToStore]) {
        let message = match self.chance.percent(50) {
            true => pack(&[Segment::bulk(name, changes)]),
            false => Message::Live(Live {
                segment: Segment::live(name, changes),
                sent_to: vec![],
            }),
        };
        self.slip(mouth, &message);
    }

    /// These bytes under a signature of this key; `None` when they are no change.
    pub fn signed(&self, key: &DeviceKey, name: DocumentName, bytes: Vec<u8>) -> Option<ToStore> {
        let header = shape(&bytes).ok()?;
        let document = name.id(self.commons());
        let signed = SignedChange::sign(key, self.commons(), document, bytes, header.hash);
        Some(ToStore {
            name,
            document,
            header,
            bytes: signed.bytes,
            signature: signed.signature,
        })
    }

    fn some_change(&mut self, device: usize) -> Option<ToStore> {
        let count = self.devices[device].disk.len() as u64;
        let place = self.chance.below(count.max(1)) as usize;
        let stored = self.devices[device].disk.all().nth(place)?;
        Some(stored.change.clone())
    }

    /// Somebody's change, altered, moved or signed by another.
    fn forge(&mut self, traitor: usize, mouth: Mouth) {
        let Some(mut change) = self.some_change(traitor) else {
            return;
        };
        let key = self.devices[traitor].key.clone();
        let mut name = change.name;
        match self.chance.below(5) {
            0 => {
                // Another content under the same signature.
                let mut forge = Forge::of(&change.bytes);
                forge.time += 1;
                change.bytes = forge.chunk();
            }
            1 => name = DocumentName::new(name.kind, name.creator, self.chance.bytes()),
            2 => {
                let hash = change.header.hash;
                let bytes = std::mem::take(&mut change.bytes);
                change.signature =
                    SignedChange::sign(&key, self.commons(), change.document, bytes.clone(), hash)
                        .signature;
                change.bytes = bytes;
            }
            3 => {
                // The same work in the traitor's own name.
                let mut forge = Forge::of(&change.bytes);
                forge.actor = key.device().0.to_vec();
                let Some(own) = self.signed(&key, name, forge.chunk()) else {
                    return;
                };
                change = own;
            }
            _ => change.signature = None,
        }
        self.slip_changes(mouth, name, &[change]);
    }

    /// A frame with some bytes changed, or none at all that means anything.
    fn garble(&mut self, traitor: usize, mouth: Mouth) {
        let Some(change) = self.some_change(traitor) else {
            return;
        };
        let mut frame = pack(&[Segment::live(change.name, &[change])]).encode();
        for _ in 0..=self.chance.below(3) {
            let at = self.chance.below(frame.len() as u64) as usize;
            frame[at] ^= 1 << self.chance.below(8);
        }
        self.put(mouth.0, mouth.1, Some(frame));
    }

    /// Of several changes of the traitor's own, one on the other, only the last is ever shown.
    fn withhold(&mut self, traitor: usize, mouth: Mouth) {
        let count = 2 + self.chance.below(3) as usize;
        let Some((name, changes)) = self.own_edits(traitor, count) else {
            return;
        };
        self.slip_changes(mouth, name, &changes[changes.len() - 1..]);
    }

    /// Two changes with one number, shown to two different people first.
    fn write_twice(&mut self, traitor: usize, mouths: &[Mouth]) {
        for _ in 0..2 {
            let count = 1 + self.chance.below(2) as usize;
            let written = match self.chance.percent(50) {
                true => self.own_edits(traitor, count),
                false => self.own_entry(traitor, None),
            };
            let mouth = self.chance.pick(mouths).copied();
            if let (Some(mouth), Some((name, changes))) = (mouth, written) {
                self.slip_changes(mouth, name, &changes);
            }
        }
    }

    /// Two acts with one number.
    fn act_twice(&mut self, traitor: usize, mouths: &[Mouth]) {
        for _ in 0..2 {
            let (nonce, word) = (self.chance.bytes(), self.word());
            let Some(by) = self.person(traitor) else {
                return;
            };
            let place = (self.commons(), self.devices[traitor].key.device());
            let declared =
                build::declare_organisation(place, by, day(self.now_ms), nonce, &word, vec![by]);
            let (_, act) = declared.expect("the name is fine");
            if let Some(mouth) = self.chance.pick(mouths).copied() {
                self.slip_act(traitor, mouth, &act);
            }
        }
    }

    /// What claims to be of long ago or far ahead, some of it on a branch that everybody has left.
    fn backdate(&mut self, traitor: usize, mouth: Mouth) {
        let time_ms = self.chance.pick(&TIMES_MS).copied();
        let written = match self.chance.percent(50) {
            true => self.own_entry(traitor, time_ms),
            false => self.on_an_old_branch(traitor, time_ms.unwrap_or_default()),
        };
        if let Some((name, changes)) = written {
            self.slip_changes(mouth, name, &changes);
        }
    }

    /// Much of what can never be judged, and much of what can.
    fn flood(&mut self, traitor: usize, mouth: Mouth) {
        let key = self.devices[traitor].key.clone();
        for number in 0..FLOOD {
            let deps = vec![ChangeHash(self.chance.bytes())];
            let seq = 2 + self.chance.below(900);
            let entry = EntryChange {
                actor: key.device(),
                seq,
                start_op: seq,
                time_ms: self.now_ms as i64,
                deps,
                key: &ledger_key(seq),
                value: b"\xa0",
            };
            let name = DocumentName::ledger(key.device(), number % 5);
            if let Some(change) = self.signed(&key, name, entry.encode()) {
                self.slip_changes(mouth, name, &[change]);
            }
        }
        for _ in 0..FLOOD / 4 {
            if let Some((name, changes)) = self.own_entry(traitor, None) {
                self.slip_changes(mouth, name, &changes);
            }
        }
    }

    /// Acts that need more than a traitor has: the charter says to each what it is.
    fn overreach(&mut self, traitor: usize, mouth: Mouth) {
        let Some(me) = self.person(traitor) else {
            return;
        };
        let honest = self.honest();
        let victim = self.chance.pick(&honest).copied().unwrap_or_default();
        let Some(victim) = self.person(victim) else {
            return;
        };
        let (by, none) = ((me, day(self.now_ms)), build::WhatStays::new());
        let (role, other) = ((me, Role::Steward), (victim, Role::Steward));
        let charter = self.devices[traitor].charter();
        let persons = charter.persons();
        let stewards = persons.filter(|person| charter.has_role(person.id, Role::Steward));
        // Of two stewards one may remove the other: who makes a traitor the second one has chosen so.
        let least = if stewards.count() < 3 { 3 } else { 0 };
        let act = match least + self.chance.below(5 - least) {
            0 => build::grant(by.0, by.1, role.0, role.1),
            1 => build::remove_person(by, victim, &none, ""),
            2 => build::end_role(by, other, &none, ""),
            // In the victim's own name.
            3 => build::grant(victim, by.1, me, Role::Steward),
            _ => build::leave((victim, by.1), &none, true),
        };
        self.slip_act(traitor, mouth, &act);
    }

    /// An act as a changed program writes it: whatever it is, on any past that its author knows.
    fn slip_act(&mut self, traitor: usize, mouth: Mouth, act: &[u8]) {
        let key = self.devices[traitor].key.clone();
        let charter = self.devices[traitor].charter();
        let own = charter.height(key.device());
        let seq = own.map_or(0, |(seq, _)| seq) + 1;
        let own = own.map(|(_, hash)| hash);
        // On all that it has seen, or as if it had seen nothing but its own.
        let seen = match self.chance.percent(30) {
            true => vec![],
            false => self.devices[traitor].charter().heads(),
        };
        let deps: BTreeSet<ChangeHash> = own.into_iter().chain(seen).collect();
        let disk = &self.devices[traitor].disk;
        let acts = disk.of(self.devices[traitor].charter_document());
        let acts = acts.map(|stored| &stored.change.header);
        let below = acts.filter(|header| deps.contains(&header.hash));
        let start_op = below.map(|header| header.max_op).max().unwrap_or(0) + 1;
        let entry = EntryChange {
            actor: key.device(),
            seq,
            start_op,
            time_ms: self.now_ms as i64,
            deps: deps.into_iter().collect(),
            key: &act_key(key.device(), seq),
            value: act,
        };
        let name = self.devices[traitor].charter_name();
        if let Some(change) = self.signed(&key, name, entry.encode()) {
            self.slip_changes(mouth, name, &[change]);
        }
    }

    /// The next changes of a design in the traitor's hand, which its own disk never sees.
    fn own_edits(&mut self, traitor: usize, count: usize) -> Option<(DocumentName, Vec<ToStore>)> {
        let id = self.some_design(traitor)?;
        let name = self.name_of(traitor, id)?;
        let key = self.devices[traitor].key.clone();
        let mut document = self.devices[traitor].documents[&id].clone();
        let mut written = Vec::new();
        for _ in 0..count {
            let value = format!("{} {}", self.word(), self.chance.below(1000));
            let edit = Edit::SetField {
                field: Field::Name,
                value,
            };
            let changes = apply(&mut document, &[edit], &key, self.now_ms as i64).ok()?;
            for change in changes {
                written.extend(self.signed(&key, name, change.bytes));
            }
        }
        (!written.is_empty()).then_some((name, written))
    }

    /// A change that names only the very first one of a design as seen, or the traitor's own newest.
    fn on_an_old_branch(
        &mut self,
        traitor: usize,
        time_ms: i64,
    ) -> Option<(DocumentName, Vec<ToStore>)> {
        let (name, changes) = self.own_edits(traitor, 1)?;
        let key = self.devices[traitor].key.clone();
        let disk = &self.devices[traitor].disk;
        let all: Vec<&ToStore> = disk
            .of(changes[0].document)
            .map(|stored| &stored.change)
            .collect();
        let mut own = all.iter().filter(|c| c.header.actor == key.device());
        let base = own.next_back().or(all.first()).copied()?;
        let mut forge = Forge::of(&changes[0].bytes);
        forge.deps = vec![base.header.hash.0];
        forge.seq = match base.header.actor == key.device() {
            true => base.header.seq + 1,
            false => 1,
        };
        forge.start_op = base.header.max_op + 1;
        forge.time = time_ms;
        let change = self.signed(&key, name, forge.chunk())?;
        Some((name, vec![change]))
    }

    /// The next entry of the traitor's ledger, which its own disk never sees.
    fn own_entry(
        &mut self,
        traitor: usize,
        time_ms: Option<i64>,
    ) -> Option<(DocumentName, Vec<ToStore>)> {
        let by = self.person(traitor)?;
        let day = match time_ms {
            None => day(self.now_ms),
            Some(_) => model::day::Day(*self.chance.pick(&DAYS)?),
        };
        let fact = Fact::Unknown(UnknownFact {
            version: 1,
            kind: 60_000,
            body: vec![0x18, 0x18 | self.chance.below(200) as u8],
        });
        let fact = WrittenFact { by, day, fact };
        let state = &self.devices[traitor];
        let time_ms = time_ms.unwrap_or(self.now_ms as i64);
        let entry = state.ledger.next_change(&state.key, time_ms, &fact).ok()?;
        let change = self.signed(&state.key.clone(), entry.name, entry.change.bytes)?;
        Some((entry.name, vec![change]))
    }

    fn name_of(&self, device: usize, id: DocumentId) -> Option<DocumentName> {
        let mut documents = self.core(device).documents();
        Some(documents.find(|(known, _)| *known == id)?.1)
    }

    /// A steward removes a traitor's person; what stays is what this steward holds of them, or less.
    pub fn remove_traitor(&mut self, by: usize) {
        let traitors: Vec<usize> = self.traitors.iter().copied().collect();
        let Some(traitor) = self.chance.pick(&traitors).copied() else {
            return;
        };
        if !self.devices[by].is_member() {
            return;
        }
        let device = self.devices[traitor].key.device();
        let charter = self.devices[by].charter();
        let (Some(me), Some(known)) = (self.person(by), charter.device(device)) else {
            return;
        };
        let person = known.person;
        let core = self.core(by);
        let written: Vec<(DocumentId, u64)> = core
            .documents()
            .map(|(id, _)| (id, core.heights(id).seq(device)))
            .collect();
        let stays = written.into_iter().filter(|(_, seq)| *seq > 0);
        let stays: BTreeMap<DocumentId, u64> = stays
            .filter_map(|(id, seq)| match self.chance.below(4) {
                0 => None,
                1 => Some((id, seq.saturating_sub(2).max(1))),
                _ => Some((id, seq)),
            })
            .collect();
        let by_whom = (me, day(self.now_ms));
        let act = match self.chance.below(4) {
            0 => build::retire_device(by_whom, device, Some(&stays), "a changed program"),
            1 => build::end_role(
                by_whom,
                (person, Role::Maker),
                &[(device, stays)].into(),
                "a changed program",
            ),
            _ => build::remove_person(
                by_whom,
                person,
                &[(device, stays)].into(),
                "a changed program",
            ),
        };
        if let Some(input) = self.devices[by].act(self.now_ms, &act) {
            self.tell(by, input);
            let acts = self.devices[by].charter().acts();
            let id = acts.last().expect("it was just written").id;
            self.removals.push(id);
        }
    }

    /// Signs a removal that another steward wrote, or lets a change in again that one cut off.
    pub fn weigh_removals(&mut self, by: usize) {
        if !self.devices[by].is_member() {
            return;
        }
        let Some(me) = self.person(by) else { return };
        let today = day(self.now_ms);
        let removals = self.removals.clone();
        if let Some(removal) = self.chance.pick(&removals).copied() {
            let act = build::co_sign(me, today, removal);
            if let Some(input) = self.devices[by].act(self.now_ms, &act) {
                return self.tell(by, input);
            }
        }
        let core = self.core(by);
        let cut: Vec<(DocumentId, ChangeHash)> = core
            .all_aside()
            .flat_map(|(id, aside)| aside.changes.keys().map(move |hash| (id, *hash)))
            .collect();
        let Some((id, hash)) = self.chance.pick(&cut).copied() else {
            return;
        };
        let stored = self.devices[by].disk.of(id);
        let mut headers = stored.map(|stored| &stored.change.header);
        let named = headers.find(|header| header.hash == hash);
        let Some((device, seq)) = named.map(|header| (header.actor, header.seq)) else {
            return;
        };
        drop(headers);
        let act = build::readmit(me, today, id, (device, seq, hash));
        if let Some(input) = self.devices[by].act(self.now_ms, &act) {
            self.tell(by, input);
        }
    }
}
