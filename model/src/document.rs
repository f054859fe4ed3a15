//! A document that several people edit: a cache that any peer can rebuild from admitted changes.
//!
//! Hides Automerge. Positions in text count characters (Unicode scalar values), never bytes. The
//! actor of every change is the device whose key signs it, never a fresh random one, because memory
//! follows the number of actors (replication.md, section 3).
//!
//! What comes in must have passed `admission`, the only door.
//! Still nothing that comes in panics here, and nothing that fails half-way is kept.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{ActorId, Automerge, Change, ExpandedChange, ROOT, ReadDoc, TextEncoding, Value};
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::admission::{DEPENDENCIES_MAX, TIME_MS_END};
use crate::change::{CHANGE_BYTES_MAX, SignedChange};
use crate::id::{ChangeHash, CommonsId, DeviceId, DocumentId};
use crate::key::DeviceKey;

/// How many branches a change may build on; more are joined first.
const HEADS_MAX: usize = DEPENDENCIES_MAX as usize;

/// A document in memory.
#[derive(Clone, Debug)]
pub struct Document {
    commons: CommonsId,
    id: DocumentId,
    inner: Automerge,
}

/// Why changes could not be taken into a document. The document is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Bytes that are no change.
    #[error("bytes that are no change: {0}")]
    Unreadable(String),
    /// A change builds on changes that are not there.
    #[error("{missing} changes that others build on are missing")]
    Incomplete {
        /// How many are missing.
        missing: usize,
    },
    /// The changes contradict each other or what is there.
    #[error("the changes do not fit together: {0}")]
    Contradictory(String),
}

/// Texts could not be written at the root of a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the document cannot be written: {0}")]
pub struct WordsError(String);

impl From<automerge::AutomergeError> for WordsError {
    fn from(error: automerge::AutomergeError) -> Self {
        Self(error.to_string())
    }
}

/// One change of a document, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeNote {
    /// Its name.
    pub hash: ChangeHash,
    /// Who made it.
    pub device: DeviceId,
    /// Its place among its author's changes, from 1.
    pub seq: u64,
    /// The author's clock, for display only.
    pub time_ms: i64,
    /// What it builds on.
    pub deps: Vec<ChangeHash>,
}

impl Document {
    /// A document without any change yet.
    pub fn empty(commons: CommonsId, id: DocumentId) -> Self {
        let actor = ActorId::from(&id.0[..]);
        let inner = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint).with_actor(actor);
        Self { commons, id, inner }
    }

    /// A document rebuilt from its changes, in any order that puts causes first.
    ///
    /// # Errors
    /// When a change is unreadable, builds on a missing one, or contradicts the others.
    pub fn load<I>(commons: CommonsId, id: DocumentId, changes: I) -> Result<Self, MergeError>
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        let mut document = Self::empty(commons, id);
        document.inner = applied(document.inner, read_changes(changes)?)?;
        Ok(document)
    }

    /// Takes in changes that were admitted; those already there are ignored.
    ///
    /// # Errors
    /// As for [`Document::load`]; the document is then as it was.
    pub fn merge<I>(&mut self, changes: I) -> Result<(), MergeError>
    where
        I: IntoIterator,
        I::Item: AsRef<[u8]>,
    {
        let changes = read_changes(changes)?;
        if !changes.is_empty() {
            self.inner = applied(self.inner.clone(), changes)?;
        }
        Ok(())
    }

    /// Its name.
    pub fn id(&self) -> DocumentId {
        self.id
    }

    /// The commons it belongs to.
    pub fn commons(&self) -> CommonsId {
        self.commons
    }

    /// Whether it has no change yet.
    pub fn is_empty(&self) -> bool {
        self.inner.get_heads().is_empty()
    }

    /// The changes on which no other builds, sorted: they name the exact state.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.inner
            .get_heads()
            .iter()
            .map(|h| ChangeHash(h.0))
            .collect()
    }

    /// Whether this change is part of the document.
    pub fn contains(&self, change: ChangeHash) -> bool {
        let hash = automerge::ChangeHash(change.0);
        self.inner.get_change_meta_by_hash(&hash).is_some()
    }

    /// Every change, causes first; what was made at the same time in any order.
    pub fn changes(&self) -> Vec<ChangeNote> {
        self.inner.get_changes_meta(&[]).iter().map(note).collect()
    }

    /// The plain bytes of every change, causes first.
    pub fn change_bytes(&self) -> Vec<Vec<u8>> {
        let changes = self.inner.get_changes(&[]);
        changes.iter().map(|c| c.raw_bytes().to_vec()).collect()
    }

    /// The texts at its root, by their names. Anything else that stands there is passed over.
    pub fn root_words(&self) -> BTreeMap<String, String> {
        let word = |name: String| match self.inner.get(ROOT, name.as_str()) {
            Ok(Some((Value::Scalar(value), _))) => Some((name, value.as_str()?.to_owned())),
            _ => None,
        };
        self.inner.keys(ROOT).filter_map(word).collect()
    }

    /// Writes texts at its root, each in place of what stood there; an empty one takes it away.
    /// `None` when nothing is new.
    ///
    /// # Errors
    /// When a name is taken by something else than a text.
    pub fn set_root_words(
        &mut self,
        words: &[(&str, &str)],
        key: &DeviceKey,
        time_ms: i64,
    ) -> Result<Option<SignedChange>, WordsError> {
        let there = self.root_words();
        self.transact(key, time_ms, |tx| {
            for (name, word) in words {
                let now = there.get(*name).map_or("", String::as_str);
                if now == *word {
                    continue;
                }
                if word.is_empty() {
                    tx.delete(ROOT, *name)?;
                } else {
                    tx.put(ROOT, *name, *word)?;
                }
            }
            Ok(())
        })
    }

    /// The Automerge document, for the rooms that give it meaning.
    pub(crate) fn inner(&self) -> &Automerge {
        &self.inner
    }

    /// Makes one signed change of what `work` writes; `None` when it writes nothing.
    ///
    /// When `work` fails nothing is written. `time_ms` is cut into `0..TIME_MS_END`.
    pub(crate) fn transact<E>(
        &mut self,
        key: &DeviceKey,
        time_ms: i64,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<(), E>,
    ) -> Result<Option<SignedChange>, E> {
        self.inner.set_actor(actor_of(key));
        let mut tx = self.inner.transaction();
        if let Err(error) = work(&mut tx) {
            tx.rollback();
            return Err(error);
        }
        let options = CommitOptions::default().with_time(time_ms.clamp(0, TIME_MS_END - 1));
        let (hash, _) = tx.commit_with(options);
        Ok(hash.map(|hash| self.signed(key, hash)))
    }

    /// Joins the branches when there are more than a change may build on; empty when there are few.
    ///
    /// Each join is a change without content that builds on [`HEADS_MAX`] of them.
    pub(crate) fn join_heads(&mut self, key: &DeviceKey, time_ms: i64) -> Vec<SignedChange> {
        let mut joins = Vec::new();
        while self.inner.get_heads().len() >= HEADS_MAX {
            let change = self.join(key, time_ms);
            let hash = change.hash();
            if self.inner.apply_changes([change]).is_err() {
                break;
            }
            joins.push(self.signed(key, hash));
        }
        joins
    }

    fn join(&self, key: &DeviceKey, time_ms: i64) -> Change {
        let own = self.last_of(key.device());
        let mut deps: Vec<_> = self.inner.get_heads();
        deps.truncate(HEADS_MAX);
        if let Some(own) = own.as_ref().filter(|own| !deps.contains(&own.0)) {
            deps.pop();
            deps.push(own.0);
        }
        deps.sort_unstable();
        let past = deps
            .iter()
            .filter_map(|hash| self.inner.get_change_meta_by_hash(hash));
        let start_op = past.map(|meta| meta.max_op).max().unwrap_or(0) + 1;
        Change::from(ExpandedChange {
            operations: Vec::new(),
            actor_id: actor_of(key),
            author: None,
            hash: None,
            seq: own.map_or(0, |own| own.1) + 1,
            start_op: NonZeroU64::new(start_op).expect("one was added"),
            time: time_ms.clamp(0, TIME_MS_END - 1),
            message: None,
            deps,
            extra_bytes: Vec::new(),
        })
    }

    fn last_of(&self, device: DeviceId) -> Option<(automerge::ChangeHash, u64)> {
        let metas = self.inner.get_changes_meta(&[]);
        let own = metas.iter().filter(|m| m.actor.to_bytes() == device.0);
        own.max_by_key(|m| m.seq).map(|m| (m.hash, m.seq))
    }

    fn signed(&self, key: &DeviceKey, hash: automerge::ChangeHash) -> SignedChange {
        let change = self.inner.get_change_by_hash(&hash).expect("just made");
        let bytes = change.raw_bytes().to_vec();
        SignedChange::sign(key, self.commons, self.id, bytes, ChangeHash(hash.0))
    }
}

/// The device behind an actor; `None` when it is not 32 bytes long, which admission refuses.
pub(crate) fn device_of(actor: &ActorId) -> Option<DeviceId> {
    DeviceId::try_from(actor.to_bytes()).ok()
}

fn actor_of(key: &DeviceKey) -> ActorId {
    ActorId::from(&key.device().0[..])
}

fn note(meta: &automerge::ChangeMetadata<'_>) -> ChangeNote {
    ChangeNote {
        hash: ChangeHash(meta.hash.0),
        device: device_of(&meta.actor).unwrap_or(DeviceId([0; 32])),
        seq: meta.seq,
        time_ms: meta.timestamp,
        deps: meta.deps.iter().map(|hash| ChangeHash(hash.0)).collect(),
    }
}

fn read_changes<I>(changes: I) -> Result<Vec<Change>, MergeError>
where
    I: IntoIterator,
    I::Item: AsRef<[u8]>,
{
    let read = |bytes: I::Item| {
        let bytes = bytes.as_ref();
        if bytes.len() > CHANGE_BYTES_MAX {
            return Err(MergeError::Unreadable("too long".into()));
        }
        match catch_unwind(|| Change::try_from(bytes)) {
            Ok(change) => change.map_err(|e| MergeError::Unreadable(e.to_string())),
            Err(_) => Err(MergeError::Unreadable("malformed".into())),
        }
    };
    changes.into_iter().map(read).collect()
}

fn applied(inner: Automerge, changes: Vec<Change>) -> Result<Automerge, MergeError> {
    let apply = move || {
        let mut inner = inner;
        inner.apply_changes(changes).map(|()| inner)
    };
    let inner = match catch_unwind(AssertUnwindSafe(apply)) {
        Ok(applied) => applied.map_err(|e| MergeError::Contradictory(e.to_string()))?,
        Err(_) => return Err(MergeError::Contradictory("malformed".into())),
    };
    match inner.get_missing_deps(&[]).len() {
        0 => Ok(inner),
        missing => Err(MergeError::Incomplete { missing }),
    }
}
