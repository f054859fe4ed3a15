//! Reading and verifying everything, and dropping what is damaged.

use super::append::Touched;
use super::{Store, StoreError, orphans, record};
use model::change::{Header, is_signed_by};
use model::id::{ChangeHash, CommonsId, DeviceId, DocumentId};
use model::key::Signature;
use model::name::DocumentName;
use rusqlite::{Connection, Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// How many documents were read.
    pub documents: u64,
    /// How many records were read.
    pub changes: u64,
    /// What is wrong, in the order of documents and positions.
    pub problems: Vec<Problem>,
    /// How many whole records wait beside the log for what they build on.
    pub orphans: u64,
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The document it concerns; `None` when it concerns the file as a whole.
    pub document: Option<DocumentId>,
    /// The place of the record in the log, where there is one.
    pub position: Option<u64>,
    /// Who made the record, by its bytes where they can be read, else by its column; `None` where nobody can tell.
    pub author: Option<DeviceId>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What can be wrong with a record.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ProblemKind {
    /// The record's bytes are not what was written.
    #[error("the record is damaged")]
    Damaged,
    /// Its signature does not hold, or nothing signed proves it.
    #[error("no signature proves the record")]
    Unsigned,
    /// Something it builds on is missing or damaged.
    #[error("the record builds on one that is missing or damaged")]
    Dangling,
    /// The summary of the document does not agree with its records.
    #[error("the summary of the document does not agree with its records")]
    Summary,
    /// The file itself is damaged.
    #[error("the file is damaged: {0}")]
    File(String),
}

/// The state of one document during a check.
struct Walk {
    commons: CommonsId,
    document: DocumentId,
    name_holds: bool,
    sound: BTreeSet<ChangeHash>,
    newest: BTreeMap<DeviceId, BTreeMap<ChangeHash, u64>>,
    waiting: BTreeMap<ChangeHash, (u64, Header)>,
}

pub(super) fn check(store: &Store) -> Result<Report, StoreError> {
    let mut report = Report {
        orphans: orphans::count(store).unwrap_or(0),
        ..Report::default()
    };
    check_file(store, &mut report)?;
    for (number, document, name) in documents(store)? {
        check_document(store, number, document, name, &mut report)?;
    }
    Ok(report)
}

fn check_file(store: &Store, report: &mut Report) -> Result<(), StoreError> {
    let mut statement = store.connection.prepare("PRAGMA integrity_check(20)")?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    for line in lines {
        let line = line?;
        if line != "ok" {
            report.problems.push(Problem {
                document: None,
                position: None,
                author: None,
                kind: ProblemKind::File(line),
            });
        }
    }
    Ok(())
}

type Listed = (i64, Option<DocumentId>, Option<DocumentName>);

fn documents(store: &Store) -> Result<Vec<Listed>, StoreError> {
    let mut statement = store
        .connection
        .prepare("SELECT number, id, name FROM documents ORDER BY number")?;
    let read = |row: &Row<'_>| {
        let id = row.get_ref(1)?.as_blob().unwrap_or_default();
        let name = row.get_ref(2)?.as_blob().unwrap_or_default();
        Ok((
            row.get(0)?,
            DocumentId::try_from(id).ok(),
            minicbor::decode(name).ok(),
        ))
    };
    Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
}

fn check_document(
    store: &Store,
    number: i64,
    document: Option<DocumentId>,
    name: Option<DocumentName>,
    report: &mut Report,
) -> Result<(), StoreError> {
    report.documents += 1;
    let mut walk = Walk {
        commons: store.commons,
        document: document.unwrap_or(DocumentId([0; 32])),
        name_holds: name.is_some_and(|name| Some(name.id(store.commons)) == document),
        sound: BTreeSet::new(),
        newest: BTreeMap::new(),
        waiting: BTreeMap::new(),
    };
    let mut anew = Touched::anew(number);
    let mut wrong: BTreeMap<u64, (Option<DeviceId>, ProblemKind)> = BTreeMap::new();
    let sql = "SELECT position, seq, bytes, signature,
               (SELECT device FROM authors WHERE number = author) FROM changes WHERE document = ?1 ORDER BY position";
    let mut statement = store.connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![number])?;
    while let Some(row) = rows.next()? {
        report.changes += 1;
        let position = row.get::<_, i64>(0)? as u64;
        match walk.step(row, position) {
            Ok(header) => anew.take(&header),
            Err(kind) => {
                wrong.insert(position, (author_of(row), kind));
            }
        }
    }
    for (position, header) in walk.waiting.values() {
        wrong.insert(*position, (Some(header.actor), ProblemKind::Unsigned));
    }
    if wrong.is_empty() && !anew.agrees_with(store)? {
        report.problems.push(Problem {
            document,
            position: None,
            author: None,
            kind: ProblemKind::Summary,
        });
    }
    let problem = |(position, (author, kind))| Problem {
        document,
        position: Some(position),
        author,
        kind,
    };
    report.problems.extend(wrong.into_iter().map(problem));
    Ok(())
}

impl Walk {
    /// Judges one record in the order of the log.
    fn step(&mut self, row: &Row<'_>, position: u64) -> Result<Header, ProblemKind> {
        let (header, signature) = read(row).ok_or(ProblemKind::Damaged)?;
        if !self.name_holds {
            return Err(ProblemKind::Damaged);
        }
        if !header.deps.iter().all(|dep| self.sound.contains(dep)) || !self.follows_its_own(&header)
        {
            return Err(ProblemKind::Dangling);
        }
        if let Some(signature) = signature {
            if !is_signed_by(
                header.actor,
                self.commons,
                self.document,
                header.hash,
                &signature,
            ) {
                return Err(ProblemKind::Unsigned);
            }
            self.proven_by(&header);
        } else {
            self.waiting.insert(header.hash, (position, header.clone()));
        }
        self.sound.insert(header.hash);
        self.newest
            .entry(header.actor)
            .or_default()
            .insert(header.hash, header.seq);
        Ok(header)
    }

    fn follows_its_own(&self, header: &Header) -> bool {
        if header.seq == 1 {
            return true;
        }
        let own = self.newest.get(&header.actor);
        header
            .deps
            .iter()
            .any(|dep| own.and_then(|own| own.get(dep)) == Some(&(header.seq - 1)))
    }

    /// A signature proves its author's unsigned changes below it.
    fn proven_by(&mut self, header: &Header) {
        let mut at = header.clone();
        loop {
            let own = at.deps.iter().find(|dep| {
                self.waiting
                    .get(dep)
                    .is_some_and(|(_, waiting)| waiting.actor == at.actor)
            });
            let Some((_, previous)) = own.copied().and_then(|hash| self.waiting.remove(&hash))
            else {
                return;
            };
            at = previous;
        }
    }
}

fn author_of(row: &Row<'_>) -> Option<DeviceId> {
    let bytes = row.get_ref(2).ok().and_then(|bytes| bytes.as_blob().ok());
    if let Some(header) = bytes.and_then(record::header) {
        return Some(header.actor);
    }
    DeviceId::try_from(row.get_ref(4).ok()?.as_blob().ok()?).ok()
}

/// The header and the signature of a record, where its bytes and its columns agree.
pub(super) fn read(row: &Row<'_>) -> Option<(Header, Option<Signature>)> {
    let seq = row.get::<_, i64>(1).ok()? as u64;
    let header = record::header(row.get_ref(2).ok()?.as_blob().ok()?)?;
    let signature = match row.get_ref(3).ok()?.as_blob_or_null().ok()? {
        Some(signature) => Some(Signature(signature.try_into().ok()?)),
        None => None,
    };
    let author = DeviceId::try_from(row.get_ref(4).ok()?.as_blob().ok()?).ok()?;
    (header.seq == seq && header.actor == author).then_some((header, signature))
}

/// Drops the records that the report names, everything that builds on them, and computes summaries anew.
pub(super) fn repair(store: &mut Store, report: &Report) -> Result<(), StoreError> {
    if report.problems.is_empty() {
        return Ok(());
    }
    let transaction = store.connection.transaction()?;
    for problem in &report.problems {
        if let Some(position) = problem.position {
            take_out(&transaction, position as i64)?;
        }
    }
    transaction.execute_batch("REINDEX")?;
    transaction.commit()?;
    drop_what_dangles(store)?;
    store.authors = super::read_authors(&store.connection)?;
    Ok(())
}

/// Takes a record out of the log; one that is whole waits beside it.
fn take_out(connection: &Connection, position: i64) -> Result<(), StoreError> {
    orphans::keep(connection, position)?;
    connection.execute("DELETE FROM changes WHERE position = ?1", params![position])?;
    Ok(())
}

/// A record whose foundation is gone goes too, until nothing dangles.
fn drop_what_dangles(store: &mut Store) -> Result<(), StoreError> {
    for (number, document, _) in documents(store)? {
        let kept = sound_records(store, number, document)?;
        let transaction = store.connection.transaction()?;
        let mut summary = Touched::anew(number);
        for (position, header) in &kept {
            match header {
                Some(header) => summary.take(header),
                None => take_out(&transaction, *position)?,
            }
        }
        if kept.iter().any(|(_, header)| header.is_some()) {
            summary.save(&transaction)?;
        } else {
            transaction.execute("DELETE FROM documents WHERE number = ?1", params![number])?;
        }
        transaction.commit()?;
    }
    Ok(())
}

/// Each record of a document, with its header if it may stay.
fn sound_records(
    store: &Store,
    number: i64,
    document: Option<DocumentId>,
) -> Result<Vec<(i64, Option<Header>)>, StoreError> {
    let sql = "SELECT position, bytes FROM changes WHERE document = ?1 ORDER BY position";
    let mut statement = store.connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![number])?;
    let mut sound = BTreeSet::new();
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let position: i64 = row.get(0)?;
        let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
        let header = record::header(bytes).filter(|header| {
            document.is_some() && header.deps.iter().all(|dep| sound.contains(dep))
        });
        if let Some(header) = &header {
            sound.insert(header.hash);
        }
        records.push((position, header));
    }
    Ok(records)
}
