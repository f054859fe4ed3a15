//! Single writes into a design, small enough to be shared out over several changes.

use automerge::transaction::{Transactable, Transaction};
use automerge::{AutomergeError, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value};
use std::collections::VecDeque;

use super::schema::{
    FIELDS_KEY, FORMAT, FORMAT_KEY, LongText, OTHER_KEY, SETS_KEY, TEXTS_KEY, Table, WordSet,
};

/// A text is written in pieces of at most so many characters.
const PIECE_CHARACTERS_MAX: usize = 1024;
/// One change holds at most so many operations; admission takes 20,000 rows.
const CHANGE_OPERATIONS_MAX: usize = 12_000;
/// One change holds at most so many bytes of content; 64 KiB with all that stands around it.
const CHANGE_CONTENT_BYTES_MAX: usize = 40 * 1024;
/// What a write costs besides its content: its columns, and perhaps the name of a device.
const WRITE_BYTES: usize = 48;

/// The names from the root down to an object or a value.
pub(crate) type Path = Vec<String>;

/// One write.
#[derive(Debug, Clone)]
pub(crate) enum Write {
    /// All fixed objects of a new design.
    FixedObjects,
    /// A value. With `fresh` also where it already stands, so that it says: I mean it now.
    Put {
        path: Path,
        value: ScalarValue,
        fresh: bool,
    },
    /// No value any more.
    Delete { path: Path },
    /// A piece of a text.
    Splice {
        path: Path,
        at: usize,
        delete: usize,
        insert: String,
    },
}

/// How much fits into one change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    operations: usize,
    bytes: usize,
}

impl Budget {
    /// What nearly always fits.
    pub(crate) fn full() -> Self {
        Self {
            operations: CHANGE_OPERATIONS_MAX,
            bytes: CHANGE_CONTENT_BYTES_MAX,
        }
    }

    /// A quarter, for texts whose operations are scattered over many devices.
    pub(crate) fn quarter(self) -> Self {
        Self {
            operations: self.operations / 4,
            bytes: self.bytes / 4,
        }
    }

    /// Takes the cost of a write; false when it is over. What comes first is always taken.
    pub(crate) fn take(&mut self, write: &Write, is_first: bool) -> bool {
        let (operations, bytes) = write.cost();
        if !is_first && (operations > self.operations || bytes > self.bytes) {
            return false;
        }
        self.operations = self.operations.saturating_sub(operations);
        self.bytes = self.bytes.saturating_sub(bytes);
        true
    }
}

impl Write {
    /// Carries it out.
    pub(crate) fn carry_out(&self, tx: &mut Transaction<'_>) -> Result<(), AutomergeError> {
        match self {
            Self::FixedObjects => make_fixed_objects(tx),
            Self::Put { path, value, fresh } => put(tx, path, value, *fresh),
            Self::Delete { path } => {
                let (object, key) = container(tx, path)?;
                tx.delete(&object, key)
            }
            Self::Splice {
                path,
                at,
                delete,
                insert,
            } => {
                let text = object(tx, path, ObjType::Text)?;
                tx.splice_text(&text, *at, *delete as isize, insert)
            }
        }
    }

    fn cost(&self) -> (usize, usize) {
        match self {
            Self::FixedObjects => (64, 1024),
            Self::Put { path, value, .. } => {
                (2 + path.len(), value_bytes(value) + path_bytes(path))
            }
            Self::Delete { path } => (1, path_bytes(path)),
            Self::Splice { delete, insert, .. } => {
                let characters = insert.chars().count();
                (
                    delete + characters,
                    WRITE_BYTES + insert.len() + characters + 2 * delete,
                )
            }
        }
    }
}

/// The writes of one splice, the long ones in pieces. `at` counts in the text as it then stands.
pub(crate) fn splice_writes(
    path: &Path,
    at: usize,
    delete: usize,
    insert: &str,
) -> VecDeque<Write> {
    let mut writes = VecDeque::new();
    let mut left = delete;
    while left > 0 {
        let piece = left.min(PIECE_CHARACTERS_MAX);
        writes.push_back(splice(path, at, piece, String::new()));
        left -= piece;
    }
    let characters: Vec<char> = insert.chars().collect();
    for (number, piece) in characters.chunks(PIECE_CHARACTERS_MAX).enumerate() {
        let at = at + number * PIECE_CHARACTERS_MAX;
        writes.push_back(splice(path, at, 0, piece.iter().collect()));
    }
    writes
}

fn splice(path: &Path, at: usize, delete: usize, insert: String) -> Write {
    Write::Splice {
        path: path.clone(),
        at,
        delete,
        insert,
    }
}

/// A path of these names.
pub(crate) fn path<const N: usize>(names: [&str; N]) -> Path {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The object at a path, as it stands; `None` when there is none.
pub(crate) fn find(doc: &impl ReadDoc, path: &[String]) -> Option<ObjId> {
    path.iter()
        .try_fold(ROOT, |object, name| match doc.get(&object, name.as_str()) {
            Ok(Some((Value::Object(_), id))) => Some(id),
            _ => None,
        })
}

fn make_fixed_objects(tx: &mut Transaction<'_>) -> Result<(), AutomergeError> {
    tx.put(ROOT, FORMAT_KEY, FORMAT)?;
    tx.put_object(ROOT, FIELDS_KEY, ObjType::Map)?;
    tx.put_object(ROOT, OTHER_KEY, ObjType::Map)?;
    for table in Table::ALL {
        tx.put_object(ROOT, table.key(), ObjType::Map)?;
    }
    let texts = tx.put_object(ROOT, TEXTS_KEY, ObjType::Map)?;
    for text in LongText::ALL {
        tx.put_object(&texts, text.key(), ObjType::Text)?;
    }
    let sets = tx.put_object(ROOT, SETS_KEY, ObjType::Map)?;
    for set in WordSet::ALL {
        tx.put_object(&sets, set.key(), ObjType::Map)?;
    }
    Ok(())
}

/// Puts a value so that it follows on every value it replaces.
///
/// Automerge leaves a put out when the value stands there already, and turns the choice of the shown
/// value into a mere deletion of the others. Then another person's choice of another value at the
/// same time would win without a word. So the value is deleted first.
fn put(
    tx: &mut Transaction<'_>,
    path: &Path,
    value: &ScalarValue,
    fresh: bool,
) -> Result<(), AutomergeError> {
    let (object, key) = container(tx, path)?;
    let there = tx.get_all(&object, key)?;
    let stands = there
        .iter()
        .any(|(v, _)| matches!(v, Value::Scalar(v) if v.as_ref() == value));
    if stands && there.len() == 1 && !fresh {
        return Ok(());
    }
    if stands {
        tx.delete(&object, key)?;
    }
    tx.put(&object, key, value.clone())
}

fn container<'p>(
    tx: &mut Transaction<'_>,
    path: &'p Path,
) -> Result<(ObjId, &'p str), AutomergeError> {
    let (key, above) = path.split_last().expect("a path to a value has a name");
    Ok((object(tx, above, ObjType::Map)?, key))
}

/// The object at a path; made where it is missing, for a design from an older program lacks some.
/// Directly at the root nothing is made late: everybody would refuse it.
fn object(
    tx: &mut Transaction<'_>,
    path: &[String],
    last: ObjType,
) -> Result<ObjId, AutomergeError> {
    let mut object = ROOT;
    for (depth, name) in path.iter().enumerate() {
        object = match tx.get(&object, name.as_str())? {
            Some((Value::Object(_), id)) => id,
            _ if depth == 0 => return Err(AutomergeError::NotAnObject),
            _ if depth + 1 == path.len() => tx.put_object(&object, name.as_str(), last)?,
            _ => tx.put_object(&object, name.as_str(), ObjType::Map)?,
        };
    }
    Ok(object)
}

fn value_bytes(value: &ScalarValue) -> usize {
    match value {
        ScalarValue::Str(text) => text.len() + WRITE_BYTES,
        _ => WRITE_BYTES,
    }
}

fn path_bytes(path: &Path) -> usize {
    path.iter().map(String::len).sum::<usize>() + WRITE_BYTES
}
