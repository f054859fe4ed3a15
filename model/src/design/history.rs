//! Who changed what, change by change.

use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{Change, ObjId};
use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, device_of};
use crate::id::{ChangeHash, DeviceId, LineId};

use super::collision::Place;
use super::lines::line_of;
use super::read::{Content, Reader};
use super::schema::{
    Column, FIELDS_KEY, Field, HERE_KEY, LongText, ORDER_KEY, OTHER_KEY, SETS_KEY, STEP_TEXT_KEY,
    TEXTS_KEY, Table, WITHDRAWN_KEY, WordSet,
};

/// What one change did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The change. Together with what it knew it names a state to look at.
    pub change: ChangeHash,
    /// On which device it was made.
    pub device: DeviceId,
    /// Its place among the changes of that device, from 1.
    pub seq: u64,
    /// When, by that device's clock; for display only.
    pub time_ms: i64,
    /// What it builds on, sorted: the state just before it.
    pub before: Vec<ChangeHash>,
    /// Whether it began the design.
    pub is_first: bool,
    /// The places it wrote.
    pub places: BTreeSet<Place>,
    /// How many characters it wrote into texts.
    pub characters_added: usize,
    /// How many characters it took out of texts.
    pub characters_removed: usize,
}

/// The history of a design, causes first; what was done at the same time in any order.
///
/// A place appears where its value was written, also when the value was the same as before. That a
/// line is there, said with every edit of it, counts only where nothing else of it was written.
pub fn history(document: &Document) -> Vec<Entry> {
    let objects = Objects::of(document);
    let changes = document.inner().get_changes(&[]);
    changes
        .iter()
        .filter_map(|change| entry(change, &objects))
        .collect()
}

fn entry(change: &Change, objects: &Objects) -> Option<Entry> {
    let expanded = change.decode();
    let mut entry = Entry {
        change: ChangeHash(change.hash().0),
        device: device_of(change.actor_id())?,
        seq: change.seq(),
        time_ms: change.timestamp(),
        before: change.deps().iter().map(|dep| ChangeHash(dep.0)).collect(),
        is_first: change.deps().is_empty(),
        places: BTreeSet::new(),
        characters_added: 0,
        characters_removed: 0,
    };
    let mut kept = BTreeSet::new();
    for op in &expanded.operations {
        note(op, objects, &mut entry, &mut kept);
    }
    kept.retain(|kept| {
        !entry
            .places
            .iter()
            .any(|place| line_of_place(place) == Some(*kept))
    });
    let restored = kept
        .into_iter()
        .map(|(table, line)| Place::Line(table, line));
    entry.places.extend(restored);
    Some(entry)
}

/// Notes what an operation wrote, and in `kept` the lines of which it says that they are there.
fn note(op: &Op, objects: &Objects, entry: &mut Entry, kept: &mut BTreeSet<(Table, LineId)>) {
    let object = match &op.obj {
        ObjectId::Root => Object::Root,
        ObjectId::Id(id) => match objects.0.get(&(id.0, id.1.to_bytes().to_vec())) {
            Some(object) => *object,
            None => return,
        },
    };
    if matches!(object, Object::Text(_) | Object::StepText(_)) {
        match op.action {
            OpType::Delete => entry.characters_removed += 1,
            _ => entry.characters_added += 1,
        }
    }
    let name = match &op.key {
        Key::Map(name) => name.as_str(),
        Key::Seq(_) => "",
    };
    if let (Object::Line(table, line), HERE_KEY) = (object, name) {
        kept.insert((table, line));
    }
    entry.places.extend(object.place(name, &op.action));
}

/// What an object of the document is.
#[derive(Clone, Copy)]
enum Object {
    Root,
    Fields,
    Other,
    Text(LongText),
    Words(WordSet),
    Line(Table, LineId),
    StepText(LineId),
}

impl Object {
    fn place(self, name: &str, action: &OpType) -> Option<Place> {
        match self {
            Self::Root => (name == WITHDRAWN_KEY).then_some(Place::Design),
            Self::Fields => Field::from_key(name).map(Place::Field),
            Self::Other => Some(Place::Other(name.to_owned())),
            Self::Text(text) => Some(Place::Text(text)),
            Self::Words(set) => Some(Place::Words(set)),
            Self::StepText(line) => Some(Place::StepText(line)),
            Self::Line(table, line) => line_place(table, line, name, action),
        }
    }
}

fn line_of_place(place: &Place) -> Option<(Table, LineId)> {
    match place {
        Place::Line(table, line) | Place::Order(table, line) | Place::Cell(table, line, _) => {
            Some((*table, *line))
        }
        Place::StepText(line) => Some((Table::Steps, *line)),
        _ => None,
    }
}

fn line_place(table: Table, line: LineId, name: &str, action: &OpType) -> Option<Place> {
    let is_gone = matches!(action, OpType::Put(value) if value.as_bool() == Some(false));
    match name {
        HERE_KEY => is_gone.then_some(Place::Line(table, line)),
        ORDER_KEY => Some(Place::Order(table, line)),
        _ => Column::from_key(name).map(|column| Place::Cell(table, line, column)),
    }
}

/// The objects of a document by the counter and actor of the operation that made them.
struct Objects(BTreeMap<(u64, Vec<u8>), Object>);

impl Objects {
    fn of(document: &Document) -> Self {
        let reader = Reader::now(document);
        let mut objects = Self(BTreeMap::new());
        objects.add(reader.root(FIELDS_KEY), Object::Fields);
        objects.add(reader.root(OTHER_KEY), Object::Other);
        objects.add_children(&reader, TEXTS_KEY, |name| {
            LongText::from_key(name).map(Object::Text)
        });
        objects.add_children(&reader, SETS_KEY, |name| {
            WordSet::from_key(name).map(Object::Words)
        });
        for table in Table::ALL {
            let line = |name: &str| line_of(name).map(|line| Object::Line(*table, line));
            let lines = objects.add_children(&reader, table.key(), line);
            if *table == Table::Steps {
                objects.add_step_texts(&reader, lines);
            }
        }
        objects
    }

    fn add(&mut self, id: Option<ObjId>, object: Object) {
        if let Some(ObjId::Id(counter, actor, _)) = id {
            self.0.insert((counter, actor.to_bytes().to_vec()), object);
        }
    }

    fn add_children(
        &mut self,
        reader: &Reader<'_>,
        parent: &str,
        meaning: impl Fn(&str) -> Option<Object>,
    ) -> Vec<(ObjId, Object)> {
        let entries = reader
            .root(parent)
            .map(|map| reader.entries(&map))
            .unwrap_or_default();
        let mut children = Vec::new();
        for entry in entries {
            if let (Content::Object(id), Some(object)) = (entry.content, meaning(&entry.name)) {
                self.add(Some(id.clone()), object);
                children.push((id, object));
            }
        }
        children
    }

    fn add_step_texts(&mut self, reader: &Reader<'_>, lines: Vec<(ObjId, Object)>) {
        for (map, object) in lines {
            if let Object::Line(_, line) = object {
                self.add(reader.object(&map, STEP_TEXT_KEY), Object::StepText(line));
            }
        }
    }
}
