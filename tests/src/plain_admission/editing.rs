//! Rule 4 and 5 for edited documents: what each operation does, judged by all operations in the past of its change.

use super::Admitted;
use super::reading::Claim;
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ObjType, ScalarValue};
use model::id::ChangeHash;
use model::name::DocumentKind;

const DEPTH: usize = 8;
const KEY_BYTES: usize = 128;

/// The first change of a design makes these (decision 0007): in the root, and in two objects of the root.
const IN_ROOT: [&str; 9] = [
    "fields", "other", "texts", "sets", "parts", "steps", "files", "people", "links",
];
const IN_TEXTS: [&str; 9] = [
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
const IN_SETS: [&str; 5] = ["keywords", "languages", "cpc", "tsdc", "tools"];

/// The true name of an operation: its change, and its place in it. Authors and numbers may mean two after a fork.
type Name = (ChangeHash, usize);

/// What an operation does, and where.
#[derive(Clone, Debug)]
pub(super) struct Written {
    name: Name,
    /// The object that it writes to; `None` is the root.
    object: Option<Name>,
    place: Place,
    wrote: Wrote,
    replaces: Vec<Name>,
    /// It stays for good: an object of a first change that its document cannot be without.
    is_fixed: bool,
}

#[derive(Clone, PartialEq, Debug)]
enum Place {
    Key(String),
    /// An element of a list or text, named by its insertion.
    Element(Name),
}

#[derive(Clone, PartialEq, Debug)]
enum Wrote {
    Value,
    Object(ObjType),
    Nothing,
}

/// Judges the operations of a change one after another; gives back what they do.
pub(super) fn judge(
    past: &[&Admitted],
    claim: &Claim,
    operations: &[Op],
    kind: DocumentKind,
) -> Result<Vec<Written>, &'static str> {
    let mut desk = Desk {
        kind,
        past,
        claim,
        written: Vec::new(),
    };
    for operation in operations {
        let written = desk.operation(operation)?;
        desk.written.push(written);
    }
    if claim.deps.is_empty() && kind == DocumentKind::Design && !desk.has_all_of_a_design() {
        return Err("an object that every design has is missing");
    }
    Ok(desk.written)
}

/// What the author of a change sees while writing it.
struct Desk<'a> {
    kind: DocumentKind,
    past: &'a [&'a Admitted],
    claim: &'a Claim,
    /// By the operations of this change so far.
    written: Vec<Written>,
}

impl Desk<'_> {
    fn operation(&self, operation: &Op) -> Result<Written, &'static str> {
        let name = (self.claim.hash, self.written.len());
        let object = match &operation.obj {
            ObjectId::Root => None,
            ObjectId::Id(id) => Some(self.find(id).ok_or("it writes to what it cannot know")?),
        };
        let kind = self.kind(object).ok_or("it writes to what is no object")?;
        let place = self.place(object, kind, operation, name)?;
        let wrote = wrote(operation)?;
        if kind == ObjType::Text && !is_typing(operation) {
            return Err("a text holds single characters and nothing else");
        }
        let replaces = self.replaces(operation)?;
        let seen = self.visible(object, &place);
        match wrote {
            Wrote::Nothing => {
                let all_seen = replaces.iter().all(|name| seen.contains(name));
                if operation.insert || replaces.is_empty() || !all_seen {
                    return Err("it deletes what its author did not see");
                }
            }
            _ if operation.insert && !replaces.is_empty() => {
                return Err("insertions replace nothing");
            }
            _ if operation.insert => {}
            _ => {
                let all_seen = replaces.iter().all(|name| seen.contains(name));
                let is_gone = seen.is_empty() && matches!(place, Place::Element(_));
                if !all_seen || replaces.len() != seen.len() || is_gone {
                    return Err("it does not replace exactly what its author saw");
                }
            }
        }
        if replaces.iter().any(|name| self.written(*name).is_fixed) {
            return Err("an object of the first change stays for good");
        }
        let is_first = self.claim.deps.is_empty();
        if let Wrote::Object(_) = wrote {
            if object.is_none() && !is_first {
                return Err("the root gets no objects after the first change");
            }
            if self.depth(object) + 1 > DEPTH {
                return Err("objects are nested too deep");
            }
        }
        let is_fixed = is_first && self.must_stay(object, &place, &wrote);
        Ok(Written {
            name,
            object,
            place,
            wrote,
            replaces,
            is_fixed,
        })
    }

    /// Maps have keys. Lists and texts have elements, in front of which or after which one is inserted.
    fn place(
        &self,
        object: Option<Name>,
        kind: ObjType,
        operation: &Op,
        name: Name,
    ) -> Result<Place, &'static str> {
        let is_map = kind == ObjType::Map;
        match &operation.key {
            Key::Map(key) if is_map && !operation.insert => match key.len() {
                0..=KEY_BYTES => Ok(Place::Key(key.to_string())),
                _ => Err("a key is too long"),
            },
            Key::Seq(ElementId::Head) if !is_map && operation.insert => Ok(Place::Element(name)),
            Key::Seq(ElementId::Id(id)) if !is_map => {
                let element = self.find(id).ok_or("it names an element it cannot know")?;
                let inserted = self.written(element);
                if inserted.object != object || inserted.place != Place::Element(element) {
                    return Err("it names what is no element of that list");
                }
                Ok(Place::Element(if operation.insert {
                    name
                } else {
                    element
                }))
            }
            _ => Err("a map is addressed like a list, or a list like a map"),
        }
    }

    fn replaces(&self, operation: &Op) -> Result<Vec<Name>, &'static str> {
        let ids: Vec<&OpId> = operation.pred.iter().collect();
        let key = |id: &OpId| (id.counter(), id.actor().clone());
        if !ids.windows(2).all(|two| key(two[0]) < key(two[1])) {
            return Err("what it replaces is not in order");
        }
        let found = ids.into_iter().map(|id| self.find(id));
        let found: Option<Vec<Name>> = found.collect();
        found.ok_or("it replaces what it cannot know")
    }

    /// Every operation in the past, and of this change so far.
    fn all(&self) -> impl Iterator<Item = &Written> {
        let past = self.past.iter().flat_map(|change| &change.written);
        past.chain(&self.written)
    }

    fn written(&self, name: Name) -> &Written {
        let found = self.all().find(|written| written.name == name);
        found.expect("names are found among these")
    }

    /// The one operation that an author and a number mean; after a fork they may mean two, and then mean none.
    fn find(&self, id: &OpId) -> Option<Name> {
        let changes = self
            .past
            .iter()
            .map(|change| (&change.claim, change.written.len()));
        let changes = changes.chain([(self.claim, self.written.len())]);
        let mut found = changes.filter_map(|(claim, operations)| {
            let is_its = claim.author.0[..] == *id.actor().to_bytes();
            let place = usize::try_from(id.counter().checked_sub(claim.start_op)?).ok()?;
            (is_its && place < operations).then_some((claim.hash, place))
        });
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// The values at a place that nothing has replaced or deleted.
    fn visible(&self, object: Option<Name>, place: &Place) -> Vec<Name> {
        let here = self.all().filter(|written| {
            written.wrote != Wrote::Nothing && written.object == object && written.place == *place
        });
        let names = here.map(|written| written.name);
        names
            .filter(|name| !self.all().any(|later| later.replaces.contains(name)))
            .collect()
    }

    fn kind(&self, object: Option<Name>) -> Option<ObjType> {
        match object.map(|name| &self.written(name).wrote) {
            None => Some(ObjType::Map),
            Some(Wrote::Object(kind)) => Some(*kind),
            Some(_) => None,
        }
    }

    fn depth(&self, object: Option<Name>) -> usize {
        object.map_or(0, |name| self.depth(self.written(name).object) + 1)
    }

    /// Of a design the objects that every design has; of any other document those in the root.
    fn must_stay(&self, object: Option<Name>, place: &Place, wrote: &Wrote) -> bool {
        let (Wrote::Object(kind), Place::Key(key)) = (wrote, place) else {
            return false;
        };
        if self.kind != DocumentKind::Design {
            return object.is_none();
        }
        let key = key.as_str();
        match object.map(|name| self.written(name)) {
            None => *kind == ObjType::Map && IN_ROOT.contains(&key),
            Some(Written {
                object: None,
                place: Place::Key(parent),
                ..
            }) => {
                *kind == ObjType::Text && parent == "texts" && IN_TEXTS.contains(&key)
                    || *kind == ObjType::Map && parent == "sets" && IN_SETS.contains(&key)
            }
            Some(_) => false,
        }
    }

    fn has_all_of_a_design(&self) -> bool {
        let texts = self.made(None, "texts", ObjType::Map);
        let sets = self.made(None, "sets", ObjType::Map);
        let map = |name: &&str| self.made(None, name, ObjType::Map).is_some();
        let text = |name: &&str| self.made(texts, name, ObjType::Text).is_some();
        let set = |name: &&str| self.made(sets, name, ObjType::Map).is_some();
        IN_ROOT.iter().all(map)
            && texts.is_some()
            && IN_TEXTS.iter().all(text)
            && sets.is_some()
            && IN_SETS.iter().all(set)
    }

    /// The object of this kind that stands under a key.
    fn made(&self, object: Option<Name>, key: &str, kind: ObjType) -> Option<Name> {
        match self.visible(object, &Place::Key(key.into()))[..] {
            [only] => (self.kind(Some(only)) == Some(kind)).then_some(only),
            _ => None,
        }
    }
}

/// Only put, make and delete, and only the values that documents have.
fn wrote(operation: &Op) -> Result<Wrote, &'static str> {
    match &operation.action {
        OpType::Put(ScalarValue::Counter(_) | ScalarValue::Unknown { .. }) => {
            Err("documents have no such values")
        }
        OpType::Put(_) => Ok(Wrote::Value),
        OpType::Make(kind @ (ObjType::Map | ObjType::List | ObjType::Text)) => {
            Ok(Wrote::Object(*kind))
        }
        OpType::Delete => Ok(Wrote::Nothing),
        _ => Err("it is neither put, make nor delete"),
    }
}

/// A character comes in by itself, or one goes.
fn is_typing(operation: &Op) -> bool {
    match &operation.action {
        OpType::Put(ScalarValue::Str(text)) => operation.insert && text.chars().count() == 1,
        OpType::Delete => !operation.insert,
        _ => false,
    }
}
