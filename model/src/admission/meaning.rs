//! Rule 4, meaning: each operation writes where its author could, and replaces what its author saw.

use super::index::{Additions, Object, OperationIndex, Past, Place, Record, RecordKind};
use super::operations::{Action, Id, Key, ObjectKind, Operation, Operations};
use super::shape::Parts;
use super::strands::SeenStrands;
use super::structure::{FixedObject, fixed_objects};
use super::{DEPTH_MAX, KEY_BYTES_MAX, Refusal};
use crate::id::DeviceId;
use crate::name::DocumentKind;
use std::collections::{BTreeMap, BTreeSet};

/// Judges the operations of a change against its causal past.
///
/// `begins` is the kind of document that it begins, if it does. Returns what it adds to the index.
pub(super) fn judge(
    index: &OperationIndex,
    past: &Past<'_>,
    parts: &Parts<'_>,
    begins: Option<DocumentKind>,
) -> Result<Additions, Refusal> {
    let rows = parts.columns.rows()?;
    let mut operations = Operations::new(&parts.columns, parts.other_actors.len())?;
    let mut judge = Judge {
        index,
        past,
        begins,
        start_op: parts.start_op,
        strands: strands(index, past, parts)?,
        additions: Additions::for_operations(rows),
        visible: BTreeMap::new(),
        gone: BTreeSet::new(),
        predecessors: Vec::new(),
    };
    while let Some(operation) = operations.next_operation()? {
        judge.find_predecessors(operations.predecessors(), &parts.other_actors, parts.actor)?;
        judge.operation(&operation)?;
    }
    let mut fixed = begins.into_iter().flat_map(fixed_objects);
    if !fixed.all(|object| judge.has_fixed(&object)) {
        return Err(Refusal::MissingObject);
    }
    Ok(judge.additions)
}

/// The strands of the devices that the change lists, its author's first.
fn strands(
    index: &OperationIndex,
    past: &Past<'_>,
    parts: &Parts<'_>,
) -> Result<Vec<SeenStrands>, Refusal> {
    let mut strands = vec![SeenStrands::of(parts.actor, index, past)];
    for device in &parts.other_actors {
        if index.strands(*device).is_empty() {
            return Err(Refusal::UnknownActor);
        }
        strands.push(SeenStrands::of(*device, index, past));
    }
    Ok(strands)
}

struct Judge<'a> {
    index: &'a OperationIndex,
    past: &'a Past<'a>,
    begins: Option<DocumentKind>,
    start_op: u64,
    strands: Vec<SeenStrands>,
    additions: Additions,
    /// What the author sees at the places that this change has touched.
    visible: BTreeMap<Place, Vec<u32>>,
    /// Inserted values that this change deletes, where nothing else stands at their element.
    gone: BTreeSet<u32>,
    /// The records that the operation at hand replaces, sorted.
    predecessors: Vec<u32>,
}

impl Judge<'_> {
    fn operation(&mut self, operation: &Operation<'_>) -> Result<(), Refusal> {
        let object = self.object(operation.object)?;
        let place = self.place(object, operation)?;
        self.check_text(object, operation)?;
        let this = self.next_record();
        match (operation.insert, operation.action) {
            (true, Action::Delete) => return Err(Refusal::DeletesNothing),
            (true, _) if !self.predecessors.is_empty() => return Err(Refusal::Predecessors),
            (true, _) => {}
            (false, action) => self.replace(place, action, this)?,
        }
        self.make(object, operation, this)?;
        let kind = match operation.action {
            Action::Put(_) => RecordKind::Value,
            Action::Make(_) => RecordKind::Object,
            Action::Delete => RecordKind::Deletion,
        };
        self.additions
            .records
            .push(Record::new(object, place, kind));
        Ok(())
    }

    /// The object that an operation writes to.
    fn object(&self, id: Option<Id>) -> Result<u32, Refusal> {
        let Some(id) = id else {
            return Ok(0);
        };
        let record = self.record(id).ok_or(Refusal::UnknownObject)?;
        self.object_made_by(record).ok_or(Refusal::UnknownObject)
    }

    /// The place that an operation writes to; a new one for a new key or element.
    fn place(&mut self, object: u32, operation: &Operation<'_>) -> Result<Place, Refusal> {
        let is_map = self.object_at(object).kind == ObjectKind::Map;
        match operation.key {
            Key::Text(key) if is_map && !operation.insert => self.slot(object, key),
            Key::Head if !is_map && operation.insert => Ok(Place::Element(self.next_record())),
            Key::Element(id) if !is_map => {
                let element = self.element(object, id)?;
                let inserted = operation.insert.then(|| self.next_record());
                Ok(Place::Element(inserted.unwrap_or(element)))
            }
            _ => Err(Refusal::KeyKind),
        }
    }

    fn slot(&mut self, object: u32, key: &str) -> Result<Place, Refusal> {
        if key.len() > KEY_BYTES_MAX {
            return Err(Refusal::KeyTooLong);
        }
        let is_old = object < self.index.objects();
        let old = is_old.then(|| self.index.object(object).keys.get(key));
        if let Some(slot) = old.flatten() {
            return Ok(Place::Key(*slot));
        }
        let keys = self.additions.keys.entry(object).or_default();
        if let Some(slot) = keys.get(key) {
            return Ok(Place::Key(*slot));
        }
        let slot = self.index.slots() + self.additions.slots;
        keys.insert(key.into(), slot);
        self.additions.slots += 1;
        Ok(Place::Key(slot))
    }

    fn element(&self, object: u32, id: Id) -> Result<u32, Refusal> {
        let element = self.record(id).ok_or(Refusal::UnknownElement)?;
        let record = self.record_at(element);
        if record.object != object || record.place != Place::Element(element) {
            return Err(Refusal::UnknownElement);
        }
        Ok(element)
    }

    /// A text holds single characters, as typing and pasting make them, and no values put over others.
    fn check_text(&self, object: u32, operation: &Operation<'_>) -> Result<(), Refusal> {
        if self.object_at(object).kind != ObjectKind::Text {
            return Ok(());
        }
        match (operation.insert, operation.action) {
            (false, Action::Delete) => Ok(()),
            (true, Action::Put(Some(text))) if text.chars().count() == 1 => Ok(()),
            _ => Err(Refusal::TextElement),
        }
    }

    fn find_predecessors(
        &mut self,
        ids: &[Id],
        others: &[DeviceId],
        author: DeviceId,
    ) -> Result<(), Refusal> {
        let device = |id: &Id| {
            id.actor
                .checked_sub(1)
                .map_or(author, |other| others[other])
        };
        if !ids.is_sorted_by(|a, b| (a.counter, device(a)) < (b.counter, device(b))) {
            return Err(Refusal::PredecessorOrder);
        }
        let mut found = std::mem::take(&mut self.predecessors);
        found.clear();
        for id in ids {
            found.push(self.record(*id).ok_or(Refusal::UnknownPredecessor)?);
        }
        found.sort_unstable();
        self.predecessors = found;
        Ok(())
    }

    /// Takes the predecessors out of what is visible at the place, and puts the new value there.
    fn replace(&mut self, place: Place, action: Action<'_>, this: u32) -> Result<(), Refusal> {
        for record in &self.predecessors {
            let replaced = self.record_at(*record);
            if replaced.place != place || replaced.kind == RecordKind::Deletion {
                return Err(Refusal::PredecessorElsewhere);
            }
            let object = self.object_made_by(*record);
            if object.is_some_and(|object| self.object_at(object).fixed) {
                return Err(Refusal::FixedObject);
            }
        }
        let is_deletion = action == Action::Delete;
        match place {
            Place::Element(element) if is_deletion && self.is_plain(element) => {
                if self.predecessors != [element] || !self.shows_plain(element) {
                    return Err(Refusal::DeletesNothing);
                }
                self.gone.insert(element);
            }
            _ => self.replace_visible(place, is_deletion, this)?,
        }
        let replaced = self.predecessors.iter().map(|record| (*record, this));
        self.additions.replaced.extend(replaced);
        Ok(())
    }

    fn replace_visible(
        &mut self,
        place: Place,
        is_deletion: bool,
        this: u32,
    ) -> Result<(), Refusal> {
        if !self.visible.contains_key(&place) {
            let visible = self.visible_at(place);
            self.visible.insert(place, visible);
        }
        let visible = self.visible.get_mut(&place).expect("just inserted");
        let gone = &self.predecessors;
        if is_deletion {
            let all_visible = gone
                .iter()
                .all(|record| visible.binary_search(record).is_ok());
            if gone.is_empty() || !all_visible {
                return Err(Refusal::DeletesNothing);
            }
            visible.retain(|record| gone.binary_search(record).is_err());
            return Ok(());
        }
        // A deleted element does not come back by a put: no list that a person edits can do that.
        let is_deleted_element = matches!(place, Place::Element(_)) && visible.is_empty();
        if visible != gone || is_deleted_element {
            return Err(Refusal::Predecessors);
        }
        visible.clear();
        visible.push(this);
        Ok(())
    }

    fn visible_at(&self, place: Place) -> Vec<u32> {
        match place {
            Place::Element(element) if self.is_plain(element) => {
                let shows = self.shows_plain(element);
                shows.then_some(element).into_iter().collect()
            }
            _ => self.past.visible(place),
        }
    }

    /// Whether nothing but the value that was inserted with it ever stood at this element.
    fn is_plain(&self, element: u32) -> bool {
        !self.past.has_further_values(element)
            && !self.visible.contains_key(&Place::Element(element))
    }

    fn shows_plain(&self, element: u32) -> bool {
        let is_new = element >= self.index.records();
        !self.gone.contains(&element) && (is_new || self.past.shows(element))
    }

    fn make(&mut self, parent: u32, operation: &Operation<'_>, record: u32) -> Result<(), Refusal> {
        let Action::Make(kind) = operation.action else {
            return Ok(());
        };
        if parent == 0 && self.begins.is_none() {
            return Err(Refusal::LateObject);
        }
        let depth = self.object_at(parent).depth + 1;
        if depth > DEPTH_MAX {
            return Err(Refusal::TooDeep);
        }
        self.additions.objects.push(Object {
            record,
            kind,
            depth,
            fixed: self.fixes(parent, operation.key, kind),
            keys: BTreeMap::new(),
        });
        Ok(())
    }

    /// Whether an object made under this key stays for good: of a design those that it must have, so that
    /// nobody takes a name from others by making an object of it; of other documents those in the root.
    fn fixes(&self, parent: u32, key: Key<'_>, kind: ObjectKind) -> bool {
        let key = match (self.begins, key) {
            (Some(DocumentKind::Design), Key::Text(key)) => key,
            (begins, _) => return begins.is_some() && parent == 0,
        };
        let mut named = fixed_objects(DocumentKind::Design)
            .filter(|fixed| fixed.name == key && fixed.kind == kind);
        named.any(|fixed| match fixed.parent {
            None => parent == 0,
            Some(name) => Some(parent) == self.made_at(0, name),
        })
    }

    /// Whether this first change makes an object that its document must have.
    fn has_fixed(&self, fixed: &FixedObject) -> bool {
        let parent = fixed.parent.map_or(Some(0), |name| self.made_at(0, name));
        let object = parent.and_then(|parent| self.made_at(parent, fixed.name));
        object.is_some_and(|object| self.object_at(object).kind == fixed.kind)
    }

    /// The object that this first change leaves under a key.
    fn made_at(&self, parent: u32, key: &str) -> Option<u32> {
        // A device that forked at the very beginning makes its objects under the same keys again.
        let new = self
            .additions
            .keys
            .get(&parent)
            .and_then(|keys| keys.get(key));
        let is_old = parent < self.index.objects();
        let old = || {
            is_old
                .then(|| self.index.object(parent).keys.get(key))
                .flatten()
        };
        let slot = new.or_else(old)?;
        match self.visible.get(&Place::Key(*slot))?[..] {
            [record] => self.object_made_by(record),
            _ => None,
        }
    }

    /// The record of an operation in the causal past or earlier in this change.
    fn record(&self, id: Id) -> Option<u32> {
        if id.actor == 0 && id.counter >= self.start_op {
            let offset = usize::try_from(id.counter - self.start_op).ok()?;
            let is_earlier = offset < self.additions.records.len();
            return is_earlier.then(|| self.index.records() + offset as u32);
        }
        let strands = self.strands.get(id.actor)?;
        strands.record(id.counter, self.index, self.past)
    }

    fn next_record(&self) -> u32 {
        self.index.records() + self.additions.records.len() as u32
    }

    fn record_at(&self, record: u32) -> &Record {
        match record.checked_sub(self.index.records()) {
            Some(offset) => &self.additions.records[offset as usize],
            None => self.index.record(record),
        }
    }

    fn object_at(&self, object: u32) -> &Object {
        match object.checked_sub(self.index.objects()) {
            Some(offset) => &self.additions.objects[offset as usize],
            None => self.index.object(object),
        }
    }

    fn object_made_by(&self, record: u32) -> Option<u32> {
        if record < self.index.records() {
            return self.index.object_made_by(record);
        }
        let made = &self.additions.objects;
        let place = made
            .binary_search_by_key(&record, |object| object.record)
            .ok()?;
        Some(self.index.objects() + place as u32)
    }
}
