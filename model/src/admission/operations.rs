//! The operations of a change, read one after another from its columns.
//!
//! Nothing is collected, so what is held in memory does not follow what the bytes claim.

use super::bytes::Bytes;
use super::columns::{Booleans, Deltas, Runs};
use super::shape::{Column, Columns};
use super::{COUNTER_END, Refusal};

/// The name of an operation inside a change: its author by their place in the change (0 is the
/// change's own author, then the listed others), and its counter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Id {
    pub(super) actor: usize,
    pub(super) counter: u64,
}

/// Where in an object an operation writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Key<'a> {
    /// A key of a map.
    Text(&'a str),
    /// Before the first element of a list or text.
    Head,
    /// An element of a list or text; an insertion stands after it.
    Element(Id),
}

/// What an operation does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Action<'a> {
    /// Puts a value; `Some` when it is text.
    Put(Option<&'a str>),
    /// Makes an object.
    Make(ObjectKind),
    /// Removes values.
    Delete,
}

/// What an object is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ObjectKind {
    Map,
    List,
    Text,
}

/// One operation; its predecessors are asked of the reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Operation<'a> {
    /// The object it writes to; `None` is the root.
    pub(super) object: Option<Id>,
    pub(super) key: Key<'a>,
    pub(super) insert: bool,
    pub(super) action: Action<'a>,
}

/// Reads operations from the columns of a change.
pub(super) struct Operations<'a> {
    object_actor: Option<Runs<'a, u64>>,
    object_counter: Option<Runs<'a, u64>>,
    key_actor: Option<Runs<'a, u64>>,
    key_counter: Option<Deltas<'a>>,
    key_text: Option<Runs<'a, &'a str>>,
    insert: Booleans<'a>,
    action: Runs<'a, u64>,
    value_meta: Runs<'a, u64>,
    value: Bytes<'a>,
    predecessor_count: Runs<'a, u64>,
    predecessor_actor: Runs<'a, u64>,
    predecessor_counter: Deltas<'a>,
    predecessors: Vec<Id>,
    used: Vec<bool>,
}

impl<'a> Operations<'a> {
    /// Begins to read; `others` is the number of other actors that the change lists.
    pub(super) fn new(columns: &Columns<'a>, others: usize) -> Result<Self, Refusal> {
        let marks = [Column::Expand, Column::MarkName];
        if marks.iter().any(|mark| !columns.bytes(*mark).is_empty()) {
            return Err(Refusal::Mark);
        }
        let runs = |column| optional(columns.bytes(column)).map(Runs::new);
        Ok(Self {
            object_actor: runs(Column::ObjectActor),
            object_counter: runs(Column::ObjectCounter),
            key_actor: runs(Column::KeyActor),
            key_counter: optional(columns.bytes(Column::KeyCounter)).map(Deltas::new),
            key_text: optional(columns.bytes(Column::KeyText)).map(Runs::new),
            insert: Booleans::new(columns.bytes(Column::Insert)),
            action: Runs::new(columns.bytes(Column::Action)),
            value_meta: Runs::new(columns.bytes(Column::ValueMeta)),
            value: Bytes::new(columns.bytes(Column::Value)),
            predecessor_count: Runs::new(columns.bytes(Column::Predecessors)),
            predecessor_actor: Runs::new(columns.bytes(Column::PredecessorActor)),
            predecessor_counter: Deltas::new(columns.bytes(Column::PredecessorCounter)),
            predecessors: Vec::new(),
            used: vec![false; others],
        })
    }

    /// The next operation; `None` after the last, when every column has ended with it.
    pub(super) fn next_operation(&mut self) -> Result<Option<Operation<'a>>, Refusal> {
        if self.action.is_done() {
            return self.finish();
        }
        let object = self.object()?;
        let key = self.key()?;
        let insert = self.insert.value()?;
        let action = self.action.value()?;
        let value = self.value()?;
        self.read_predecessors()?;
        Ok(Some(Operation {
            object,
            key,
            insert,
            action: meaning(action, value)?,
        }))
    }

    /// The values that the operation read last replaces.
    pub(super) fn predecessors(&self) -> &[Id] {
        &self.predecessors
    }

    fn finish(&self) -> Result<Option<Operation<'a>>, Refusal> {
        let all_done = done(&self.object_actor)
            && done(&self.object_counter)
            && done(&self.key_actor)
            && self.key_counter.as_ref().is_none_or(Deltas::is_done)
            && self.key_text.as_ref().is_none_or(Runs::is_done)
            && self.insert.is_done()
            && self.value_meta.is_done()
            && self.value.is_empty()
            && self.predecessor_count.is_done()
            && self.predecessor_actor.is_done()
            && self.predecessor_counter.is_done();
        if !all_done {
            return Err(Refusal::Rows);
        }
        if self.used.contains(&false) {
            return Err(Refusal::UnusedActor);
        }
        Ok(None)
    }

    fn object(&mut self) -> Result<Option<Id>, Refusal> {
        let actor = row(&mut self.object_actor)?;
        let counter = row(&mut self.object_counter)?;
        match (actor, counter) {
            (None, None) => Ok(None),
            (Some(actor), Some(counter)) => self.id(actor, counter).map(Some),
            _ => Err(Refusal::Form),
        }
    }

    fn key(&mut self) -> Result<Key<'a>, Refusal> {
        let actor = row(&mut self.key_actor)?;
        let counter = match &mut self.key_counter {
            Some(column) => column.row()?,
            None => None,
        };
        let text = match &mut self.key_text {
            Some(column) => column.row()?,
            None => None,
        };
        match (actor, counter, text) {
            (None, None, Some(text)) => Ok(Key::Text(text)),
            (None, Some(0), None) => Ok(Key::Head),
            (Some(actor), Some(counter), None) => self.id(actor, counter).map(Key::Element),
            _ => Err(Refusal::Form),
        }
    }

    fn id(&mut self, actor: u64, counter: u64) -> Result<Id, Refusal> {
        if counter == 0 || counter >= COUNTER_END {
            return Err(Refusal::Counter);
        }
        let actor = usize::try_from(actor).map_err(|_| Refusal::UnknownActor)?;
        if actor > 0 {
            *self.used.get_mut(actor - 1).ok_or(Refusal::UnknownActor)? = true;
        }
        Ok(Id { actor, counter })
    }

    fn value(&mut self) -> Result<Value<'a>, Refusal> {
        let meta = self.value_meta.value()?;
        let bytes = self.value.take(meta >> 4)?;
        read_value(meta & 0b1111, bytes)
    }

    fn read_predecessors(&mut self) -> Result<(), Refusal> {
        self.predecessors.clear();
        for _ in 0..self.predecessor_count.value()? {
            let actor = self.predecessor_actor.value()?;
            let counter = self.predecessor_counter.value()?;
            let id = self.id(actor, counter)?;
            self.predecessors.push(id);
        }
        Ok(())
    }
}

/// A column in which every row is empty is left out.
fn optional(column: &[u8]) -> Option<&[u8]> {
    (!column.is_empty()).then_some(column)
}

fn row(column: &mut Option<Runs<'_, u64>>) -> Result<Option<u64>, Refusal> {
    match column {
        Some(column) => column.row(),
        None => Ok(None),
    }
}

fn done(column: &Option<Runs<'_, u64>>) -> bool {
    column.as_ref().is_none_or(Runs::is_done)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Value<'a> {
    Null,
    Text(&'a str),
    Other,
}

fn read_value(kind: u64, bytes: &[u8]) -> Result<Value<'_>, Refusal> {
    let mut input = Bytes::new(bytes);
    match kind {
        0 if bytes.is_empty() => return Ok(Value::Null),
        1 | 2 if bytes.is_empty() => {}
        3 => drop(input.unsigned().map_err(|_| Refusal::Value)?),
        4 | 9 => drop(input.signed().map_err(|_| Refusal::Value)?),
        5 if bytes.len() == 8 => {}
        6 => return text(bytes).map(Value::Text),
        7 => {}
        // 8 is a counter: two peers' counting is no collision that a person could settle.
        _ => return Err(Refusal::Value),
    }
    match kind {
        3 | 4 | 9 if !input.is_empty() => Err(Refusal::Value),
        _ => Ok(Value::Other),
    }
}

fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    std::str::from_utf8(bytes).map_err(|_| Refusal::Text)
}

fn meaning(action: u64, value: Value<'_>) -> Result<Action<'_>, Refusal> {
    let made = match action {
        0 => Action::Make(ObjectKind::Map),
        1 => {
            return Ok(Action::Put(match value {
                Value::Text(text) => Some(text),
                _ => None,
            }));
        }
        2 => Action::Make(ObjectKind::List),
        3 => Action::Delete,
        4 => Action::Make(ObjectKind::Text),
        7 => return Err(Refusal::Mark),
        _ => return Err(Refusal::Action),
    };
    if value == Value::Null {
        Ok(made)
    } else {
        Err(Refusal::Value)
    }
}
