//! Reading a design's document, now or at an earlier state, with every claim to a place.

use automerge::{ObjId, ROOT, ReadDoc, ScalarValue, Value as StoredValue, ValueRef};
use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, device_of};
use crate::id::{ChangeHash, DeviceId, LineId};

use super::collision::{Claim, Collision, Place, Value};
use super::lines::line_key;
use super::schema::{FIELDS_KEY, HERE_KEY, ORDER_KEY, OTHER_KEY, Table, WITHDRAWN_KEY};

/// Who wrote what stands at a place, the value that is shown first; several where people collide.
///
/// Empty for a place without a value of its own: a long text, a set of words, the text of a step.
pub fn claims(document: &Document, place: &Place) -> Vec<Claim> {
    let reader = Reader::now(document);
    let at_root = |map: &str, name: &str| match reader.root(map) {
        Some(map) => reader.claims(&map, name),
        None => Vec::new(),
    };
    let in_line = |table: Table, line: LineId, name: &str| {
        let lines = reader.root(table.key());
        let line = lines.and_then(|lines| reader.object(&lines, &line_key(line)));
        line.map_or_else(Vec::new, |line| reader.claims(&line, name))
    };
    match place {
        Place::Design => reader.standing(),
        Place::Field(field) => at_root(FIELDS_KEY, field.key()),
        Place::Other(name) => at_root(OTHER_KEY, name),
        Place::Cell(table, line, column) => in_line(*table, *line, column.key()),
        Place::Line(table, line) => in_line(*table, *line, HERE_KEY),
        Place::Order(table, line) => in_line(*table, *line, ORDER_KEY),
        Place::Text(_) | Place::Words(_) | Place::StepText(_) => Vec::new(),
    }
}

/// A document at one state.
pub(crate) struct Reader<'a> {
    document: &'a Document,
    heads: Option<Vec<automerge::ChangeHash>>,
}

/// What stands under a name of a map.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) content: Content,
    /// Whether several values stand there.
    pub(crate) is_contested: bool,
}

/// A value or an object.
pub(crate) enum Content {
    Value(Value),
    Object(ObjId),
    /// Something that only a newer program writes.
    Unknown,
}

impl<'a> Reader<'a> {
    /// The document as it is.
    pub(crate) fn now(document: &'a Document) -> Self {
        Self {
            document,
            heads: None,
        }
    }

    /// The document as it was; `None` when it does not contain that state.
    pub(crate) fn at(document: &'a Document, heads: &[ChangeHash]) -> Option<Self> {
        if !heads.iter().all(|head| document.contains(*head)) {
            return None;
        }
        let heads = heads
            .iter()
            .map(|head| automerge::ChangeHash(head.0))
            .collect();
        Some(Self {
            document,
            heads: Some(heads),
        })
    }

    /// What stands in a map, sorted by name.
    pub(crate) fn entries(&self, map: &ObjId) -> Vec<Entry> {
        let doc = self.document.inner();
        let items = match &self.heads {
            None => doc.map_range(map, ..),
            Some(heads) => doc.map_range_at(map, .., heads),
        };
        let entry = |item: automerge::iter::MapRangeItem<'_>| Entry {
            content: match &item.value {
                ValueRef::Object(_) => Content::Object(item.id()),
                ValueRef::Scalar(value) => content(&value.clone().into()),
            },
            is_contested: item.conflict,
            name: item.key.into_owned(),
        };
        items.map(entry).collect()
    }

    /// The map or text under a name.
    pub(crate) fn object(&self, map: &ObjId, name: &str) -> Option<ObjId> {
        let doc = self.document.inner();
        let found = match &self.heads {
            None => doc.get(map, name),
            Some(heads) => doc.get_at(map, name, heads),
        };
        match found {
            Ok(Some((StoredValue::Object(_), id))) => Some(id),
            _ => None,
        }
    }

    /// The map or text under a name of the root.
    pub(crate) fn root(&self, name: &str) -> Option<ObjId> {
        self.object(&ROOT, name)
    }

    /// The words of a text; empty when it is no text.
    pub(crate) fn text(&self, text: &ObjId) -> String {
        let doc = self.document.inner();
        let words = match &self.heads {
            None => doc.text(text),
            Some(heads) => doc.text_at(text, heads),
        };
        words.unwrap_or_default()
    }

    /// Every value under a name, the one shown first.
    pub(crate) fn claims(&self, map: &ObjId, name: &str) -> Vec<Claim> {
        let doc = self.document.inner();
        let all = match &self.heads {
            None => doc.get_all(map, name),
            Some(heads) => doc.get_all_at(map, name, heads),
        };
        let claims = all.unwrap_or_default();
        claims
            .iter()
            .rev()
            .filter_map(|(value, id)| self.claim(value, id))
            .collect()
    }

    fn claim(&self, value: &StoredValue<'_>, id: &ObjId) -> Option<Claim> {
        let StoredValue::Scalar(value) = value else {
            return None;
        };
        let (Content::Value(value), ObjId::Id(_, actor, _)) = (content(value), id) else {
            return None;
        };
        let doc = self.document.inner();
        let hash = doc.hash_for_opid(id)?;
        let time_ms = doc.get_change_meta_by_hash(&hash)?.timestamp;
        Some(Claim {
            value,
            device: device_of(actor)?,
            time_ms,
            change: ChangeHash(hash.0),
        })
    }

    /// Every claim to whether the design stands; empty when it was never withdrawn.
    pub(crate) fn standing(&self) -> Vec<Claim> {
        let claims = self.claims(&ROOT, WITHDRAWN_KEY).into_iter();
        let stands = |claim: Claim| Claim {
            value: Value::Here(claim.value != Value::Here(true)),
            ..claim
        };
        claims.map(stands).collect()
    }

    /// The collision of a withdrawal with edits made without knowing of it.
    pub(crate) fn withdrawal_collision(&self, withdrawals: Vec<Claim>) -> Option<Collision> {
        let changes = self.changes();
        let withdrawn: BTreeSet<_> = withdrawals.iter().map(|claim| claim.change).collect();
        let mut known_before = withdrawn.clone();
        let mut known_after = withdrawn;
        for change in changes.iter().rev() {
            if known_before.contains(&change.hash) {
                known_before.extend(&change.deps);
            }
        }
        for change in &changes {
            if change.deps.iter().any(|dep| known_after.contains(dep)) {
                known_after.insert(change.hash);
            }
        }
        let is_unaware = |change: &&Change| {
            change.writes
                && !known_before.contains(&change.hash)
                && !known_after.contains(&change.hash)
        };
        let mut last_of_each: BTreeMap<DeviceId, &Change> = BTreeMap::new();
        for change in changes.iter().filter(is_unaware) {
            let last = last_of_each.entry(change.device).or_insert(change);
            if (last.seq, last.hash) < (change.seq, change.hash) {
                *last = change;
            }
        }
        let mut claims = withdrawals;
        claims.extend(last_of_each.into_values().map(Change::claim));
        Collision::of(Place::Design, claims)
    }

    /// The changes of this state, causes first.
    fn changes(&self) -> Vec<Change> {
        let metas = self.document.inner().get_changes_meta(&[]);
        let mut changes: Vec<_> = metas.iter().filter_map(Change::of).collect();
        if let Some(heads) = &self.heads {
            let mut past: BTreeSet<_> = heads.iter().map(|head| ChangeHash(head.0)).collect();
            for change in changes.iter().rev() {
                if past.contains(&change.hash) {
                    past.extend(&change.deps);
                }
            }
            changes.retain(|change| past.contains(&change.hash));
        }
        changes
    }
}

/// What the order of knowledge needs of a change.
struct Change {
    hash: ChangeHash,
    deps: Vec<ChangeHash>,
    device: DeviceId,
    seq: u64,
    time_ms: i64,
    /// False for a change that only joins branches.
    writes: bool,
}

impl Change {
    fn of(meta: &automerge::ChangeMetadata<'_>) -> Option<Self> {
        Some(Self {
            hash: ChangeHash(meta.hash.0),
            deps: meta.deps.iter().map(|dep| ChangeHash(dep.0)).collect(),
            device: device_of(&meta.actor)?,
            seq: meta.seq,
            time_ms: meta.timestamp,
            writes: meta.max_op >= meta.start_op,
        })
    }

    fn claim(&self) -> Claim {
        Claim {
            value: Value::Here(true),
            device: self.device,
            time_ms: self.time_ms,
            change: self.hash,
        }
    }
}

fn content(value: &ScalarValue) -> Content {
    match value {
        ScalarValue::Str(words) => Content::Value(Value::Words(words.to_string())),
        ScalarValue::Boolean(here) => Content::Value(Value::Here(*here)),
        ScalarValue::Int(number) => Content::Value(Value::Words(number.to_string())),
        ScalarValue::Uint(number) => Content::Value(Value::Words(number.to_string())),
        _ => Content::Unknown,
    }
}
