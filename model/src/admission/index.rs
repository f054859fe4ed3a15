//! What a document's operations are, by their names: enough to judge the next change without Automerge.

use super::clock::{BESIDE, Clock};
use super::operations::ObjectKind;
use crate::id::DeviceId;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// The operations of the admitted changes of one document, in the order of their admission.
///
/// An operation is named here by its place in that order: its *record*.
#[derive(Clone, Debug)]
pub(super) struct OperationIndex {
    records: Vec<Record>,
    /// The root first, then in the order of their records.
    objects: Vec<Object>,
    slots: Vec<Slot>,
    /// Values that were put on elements of lists, beside the ones inserted with them.
    element_slots: BTreeMap<u32, Slot>,
    /// Which record replaced or deleted another, and the next such entry for the same one.
    successors: Vec<(u32, u32)>,
    /// The strands of each author, the first one first.
    strands: BTreeMap<DeviceId, Vec<u32>>,
    spans: Vec<Span>,
    /// Of authors' first strands.
    spans_by_strand: Vec<Vec<u32>>,
    /// Of strands from [`BESIDE`] on.
    spans_beside: Vec<Vec<u32>>,
    /// Whose those are.
    owners_beside: Vec<DeviceId>,
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    pub(super) object: u32,
    pub(super) place: Place,
    pub(super) kind: RecordKind,
    successors: u32,
}

/// What an operation left behind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RecordKind {
    Value,
    Object,
    Deletion,
}

/// Where values stand: under a key of a map, or at an element, named by its insertion.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Place {
    Key(u32),
    Element(u32),
}

/// A map, list or text.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) record: u32,
    pub(super) kind: ObjectKind,
    pub(super) depth: u8,
    /// Made in the document's first change, and so there for good.
    pub(super) fixed: bool,
    pub(super) keys: BTreeMap<Box<str>, u32>,
}

/// The values that were ever put at one place.
#[derive(Clone, Default, Debug)]
struct Slot {
    live: Vec<u32>,
    /// Replaced or deleted values with the first record that did so, in the order of the latter.
    dead: Vec<(u32, u32)>,
}

/// The operations of one change: they have consecutive counters.
#[derive(Clone, Copy, Debug)]
struct Span {
    first: u32,
    strand: u32,
    start_op: u32,
    last_op: u32,
}

/// What a change would add, when it is admitted.
#[derive(Debug, Default)]
pub(super) struct Additions {
    pub(super) records: Vec<Record>,
    pub(super) objects: Vec<Object>,
    /// New keys of objects, with the slots that they get.
    pub(super) keys: BTreeMap<u32, BTreeMap<Box<str>, u32>>,
    pub(super) slots: u32,
    /// Which record is replaced or deleted, by which; in the order of the latter.
    pub(super) replaced: Vec<(u32, u32)>,
}

/// Changes that a past is looked at for at once, to find up to where it holds everything.
const SPANS_AT_ONCE_MAX: usize = 4096;
const NONE: u32 = u32::MAX;
/// The root's own place among the records: it has none.
const ROOT_RECORD: u32 = u32::MAX;

impl Record {
    pub(super) fn new(object: u32, place: Place, kind: RecordKind) -> Self {
        Self {
            object,
            place,
            kind,
            successors: NONE,
        }
    }
}

impl Additions {
    /// Room for so many operations, and no more: what a few bytes claim stays under half a megabyte.
    pub(super) fn for_operations(count: u64) -> Self {
        Self {
            records: Vec::with_capacity(usize::try_from(count).unwrap_or(0)),
            ..Self::default()
        }
    }
}

impl Default for OperationIndex {
    fn default() -> Self {
        let root = Object {
            record: ROOT_RECORD,
            kind: ObjectKind::Map,
            depth: 0,
            fixed: true,
            keys: BTreeMap::new(),
        };
        Self {
            records: Vec::new(),
            objects: vec![root],
            slots: Vec::new(),
            element_slots: BTreeMap::new(),
            successors: Vec::new(),
            strands: BTreeMap::new(),
            spans: Vec::new(),
            spans_by_strand: Vec::new(),
            spans_beside: Vec::new(),
            owners_beside: Vec::new(),
        }
    }
}

impl OperationIndex {
    pub(super) fn records(&self) -> u32 {
        self.records.len() as u32
    }

    pub(super) fn objects(&self) -> u32 {
        self.objects.len() as u32
    }

    pub(super) fn slots(&self) -> u32 {
        self.slots.len() as u32
    }

    pub(super) fn record(&self, record: u32) -> &Record {
        &self.records[record as usize]
    }

    pub(super) fn object(&self, object: u32) -> &Object {
        &self.objects[object as usize]
    }

    /// The object that this record made.
    pub(super) fn object_made_by(&self, record: u32) -> Option<u32> {
        let made = &self.objects[1..];
        let place = made.binary_search_by_key(&record, |object| object.record);
        place.ok().map(|place| place as u32 + 1)
    }

    /// The strands of an author, the first one first; none for who has written nothing here.
    pub(super) fn strands(&self, device: DeviceId) -> &[u32] {
        self.strands.get(&device).map_or(&[], Vec::as_slice)
    }

    /// A new strand of an author: the first one, or one beside it.
    pub(super) fn new_strand(&mut self, device: DeviceId) -> u32 {
        let strands = self.strands.entry(device).or_default();
        let (spans, begin) = if strands.is_empty() {
            (&mut self.spans_by_strand, 0)
        } else {
            self.owners_beside.push(device);
            (&mut self.spans_beside, BESIDE)
        };
        let strand = begin + spans.len() as u32;
        spans.push(Vec::new());
        strands.push(strand);
        strand
    }

    /// The record of an operation.
    pub(super) fn find(&self, strand: u32, counter: u64) -> Option<u32> {
        let spans = self.spans_of(strand)?;
        let after = spans.partition_point(|span| u64::from(self.span(*span).start_op) <= counter);
        let span = self.span(*spans.get(after.checked_sub(1)?)?);
        let offset = u32::try_from(counter - u64::from(span.start_op)).ok()?;
        (counter <= u64::from(span.last_op)).then(|| span.first + offset)
    }

    fn spans_of(&self, strand: u32) -> Option<&Vec<u32>> {
        match strand.checked_sub(BESIDE) {
            Some(beside) => self.spans_beside.get(beside as usize),
            None => self.spans_by_strand.get(strand as usize),
        }
    }

    /// The counter of a strand's first operation.
    pub(super) fn first_counter(&self, strand: u32) -> Option<u32> {
        let span = self.spans_of(strand)?.first()?;
        Some(self.span(*span).start_op)
    }

    /// The device's strands beside its first one that are in the past; `None` when the past has more than so many.
    pub(super) fn beside_in(
        &self,
        past: &Past<'_>,
        device: DeviceId,
        most: usize,
    ) -> Option<Vec<u32>> {
        let seen = past.beside();
        let owner = |strand: &u32| self.owners_beside.get((*strand - BESIDE) as usize);
        let own = seen.iter().filter(|strand| owner(strand) == Some(&device));
        (seen.len() <= most).then(|| own.copied().collect())
    }

    /// Which records lie in a causal past.
    ///
    /// Up to where all of them do is found on from where it was known, and at most so far at once.
    pub(super) fn past(&self, mut clock: Clock) -> Past<'_> {
        let mut all_before = clock.all_before();
        let known = self.spans.partition_point(|span| span.first < all_before);
        let next = self.spans.get(known..).unwrap_or_default();
        let seen = |span: &&Span| span.last_op <= clock.counter(span.strand);
        for span in next.iter().take(SPANS_AT_ONCE_MAX).take_while(seen) {
            all_before = span.first + (span.last_op - span.start_op) + 1;
        }
        clock.set_all_before(all_before);
        Past {
            index: self,
            beside: OnceCell::new(),
            clock,
            all_before,
        }
    }

    /// Takes in what an admitted change adds.
    pub(super) fn take(&mut self, strand: u32, start_op: u64, additions: Additions) {
        let first = self.records();
        for _ in 0..additions.slots {
            self.slots.push(Slot::default());
        }
        self.objects.extend(additions.objects);
        for (object, keys) in additions.keys {
            self.objects[object as usize].keys.extend(keys);
        }
        // One operation after the other, so that a place never holds more values than were seen there.
        let mut replaced = additions.replaced.into_iter().peekable();
        for record in additions.records {
            let this = self.records();
            while let Some((value, _)) = replaced.next_if(|(_, by)| *by == this) {
                self.take_replacement(value, this);
            }
            self.take_record(record);
        }
        if self.records() > first {
            let spans = match strand.checked_sub(BESIDE) {
                Some(beside) => &mut self.spans_beside[beside as usize],
                None => &mut self.spans_by_strand[strand as usize],
            };
            spans.push(self.spans.len() as u32);
            self.spans.push(Span {
                first,
                strand,
                start_op: start_op as u32,
                last_op: start_op as u32 + (self.records() - first - 1),
            });
        }
    }

    fn take_record(&mut self, record: Record) {
        let this = self.records();
        self.records.push(record);
        if record.kind == RecordKind::Deletion {
            return;
        }
        match record.place {
            Place::Key(slot) => self.slots[slot as usize].live.push(this),
            Place::Element(element) if element == this => {}
            Place::Element(element) => {
                self.element_slots
                    .entry(element)
                    .or_default()
                    .live
                    .push(this);
            }
        }
    }

    fn take_replacement(&mut self, value: u32, by: u32) {
        let next = self.successors.len() as u32;
        let record = &mut self.records[value as usize];
        let is_first = record.successors == NONE;
        self.successors.push((by, record.successors));
        record.successors = next;
        let place = record.place;
        let slot = match place {
            Place::Key(slot) => self.slots.get_mut(slot as usize),
            Place::Element(element) => self.element_slots.get_mut(&element),
        };
        if let (true, Some(slot)) = (is_first && place != Place::Element(value), slot) {
            slot.live.retain(|live| *live != value);
            slot.dead.push((value, by));
        }
    }

    fn span(&self, span: u32) -> &Span {
        &self.spans[span as usize]
    }

    fn successors(&self, record: u32) -> impl Iterator<Item = u32> {
        let mut next = self.record(record).successors;
        std::iter::from_fn(move || {
            let (by, following) = *self.successors.get(next as usize)?;
            next = following;
            Some(by)
        })
    }
}

/// The records in the causal past of a change.
pub(super) struct Past<'a> {
    index: &'a OperationIndex,
    /// Its strands beside authors' first ones, once they are asked for.
    beside: OnceCell<Vec<u32>>,
    clock: Clock,
    /// Every record before this one is in the past.
    all_before: u32,
}

impl Past<'_> {
    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    fn beside(&self) -> &[u32] {
        self.beside.get_or_init(|| self.clock.beside().collect())
    }

    pub(super) fn contains(&self, record: u32) -> bool {
        if record < self.all_before {
            return true;
        }
        let spans = &self.index.spans;
        let after = spans.partition_point(|span| span.first <= record);
        let Some(span) = after.checked_sub(1).map(|span| spans[span]) else {
            return false;
        };
        span.start_op + (record - span.first) <= self.clock.counter(span.strand)
    }

    /// Whether values were put on this element beside the one inserted with it.
    pub(super) fn has_further_values(&self, element: u32) -> bool {
        self.index.element_slots.contains_key(&element)
    }

    /// Whether this value is in the past and nothing there has replaced or deleted it.
    pub(super) fn shows(&self, value: u32) -> bool {
        self.contains(value) && !self.index.successors(value).any(|by| self.contains(by))
    }

    /// The values that the author saw at this place, in the order of their records.
    pub(super) fn visible(&self, place: Place) -> Vec<u32> {
        let mut visible = Vec::new();
        let slot = match place {
            Place::Key(slot) => self.index.slots.get(slot as usize),
            Place::Element(element) => {
                if self.shows(element) {
                    visible.push(element);
                }
                self.index.element_slots.get(&element)
            }
        };
        let Some(slot) = slot else {
            return visible;
        };
        visible.extend(slot.live.iter().filter(|value| self.contains(**value)));
        // What was first replaced before the first unseen record was replaced in the past.
        let later = slot.dead.iter().rev();
        let later = later.take_while(|(_, by)| *by >= self.all_before);
        visible.extend(
            later
                .map(|(value, _)| value)
                .filter(|value| self.shows(**value)),
        );
        visible.sort_unstable();
        visible
    }
}
