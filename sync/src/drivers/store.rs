//! The truth on the disk: one SQLite file for each commons, with every admitted change (replication.md, section 8).
//!
//! A commit is on the disk before [`Store::append`] returns (WAL, `synchronous=FULL`). The order of
//! the log is causal: a change stands after everything it builds on. Every record is checked when it is
//! read. One program at a time holds a store; a second one is refused with [`StoreError::InUse`].

mod append;
mod aside;
mod check;
mod error;
mod heights;
mod orphans;
mod record;
mod salvage;
mod schema;
mod scrub;
mod tail;

pub use check::{Problem, ProblemKind, Report};
pub use error::StoreError;
pub use orphans::{ORPHANS_READ_MAX, Orphan};
pub use schema::STORE_VERSION;
pub(super) use schema::sync_folder_of;
pub use scrub::Scrubbed;
pub use tail::{Tail, TailLimit};

use crate::log::{DocumentSummary, Heights, StoredChange, ToStore};
use append::{Extent, Split};
use heights::{pack_heights, unpack_heights};
use model::id::{CommonsId, DeviceId, DocumentId, EndpointId};
use model::name::DocumentName;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The records of one commons.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    commons: CommonsId,
    charter: DocumentName,
    authors: BTreeMap<DeviceId, i64>,
    /// Documents with very many branches.
    split: Split,
}

impl Store {
    /// Makes an empty store; a kill at any moment leaves either none or a whole one.
    pub fn create(
        path: &Path,
        commons: CommonsId,
        charter: &DocumentName,
    ) -> Result<Self, StoreError> {
        schema::create(path, commons, charter)?;
        Self::open(path)
    }

    /// Opens a store for this program alone. A newer program's store is refused and left as it is.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = schema::open(path)?;
        let (commons, charter) = read_commons(&connection)?;
        let authors = read_authors(&connection)?;
        Ok(Self {
            connection,
            path: path.to_path_buf(),
            commons,
            charter,
            authors,
            split: Split::default(),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The commons whose records these are.
    pub fn commons(&self) -> CommonsId {
        self.commons
    }

    /// The name of its charter.
    pub fn charter(&self) -> DocumentName {
        self.charter
    }

    /// Appends the changes in this order, each after everything it builds on, in one durable transaction.
    ///
    /// Changes that are stored already are passed over. After an error nothing of the batch is stored.
    pub fn append(&mut self, changes: &[ToStore]) -> Result<(), StoreError> {
        let (authors, split) = (&self.authors, &mut self.split);
        let new_authors = append::append(&mut self.connection, authors, split, changes)?;
        self.authors.extend(new_authors);
        Ok(())
    }

    /// All changes of a document in causal order; none for a document that is not here.
    pub fn load(&self, document: DocumentId) -> Result<Vec<StoredChange>, StoreError> {
        self.changes_where(
            "changes.document = (SELECT number FROM documents WHERE id = ?1) ORDER BY changes.position",
            params![document.0],
        )
    }

    /// The changes of a document that a peer with these heights lacks, as a cursor to read piece by piece.
    pub fn tail(&self, document: DocumentId, after: &Heights) -> Result<Tail, StoreError> {
        tail::open(self, document, after, None)
    }

    /// The same, and nothing beyond these heights.
    pub fn tail_until(
        &self,
        document: DocumentId,
        after: &Heights,
        until: Option<&Heights>,
    ) -> Result<Tail, StoreError> {
        tail::open(self, document, after, until)
    }

    /// At most `limit` changes after that position, over all documents, in the order of the log.
    pub fn since(&self, position: u64, limit: usize) -> Result<Vec<StoredChange>, StoreError> {
        self.changes_where(
            "changes.position > ?1 ORDER BY changes.position LIMIT ?2",
            params![position as i64, limit as i64],
        )
    }

    /// The position of the newest change; 0 in an empty store.
    pub fn position(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(position), 0) FROM changes";
        let position: i64 = self
            .connection
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?;
        Ok(position as u64)
    }

    /// What is stored, document by document, without reading a single change.
    pub fn summaries(&self) -> Result<Vec<DocumentSummary>, StoreError> {
        let sql = "SELECT id, name, changes, heads, heights, number FROM documents";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut summaries = Vec::new();
        while let Some(row) = rows.next()? {
            summaries.push(read_summary(&self.connection, row)?);
        }
        Ok(summaries)
    }

    /// Keeps how far peers were when last met. A power cut may lose this; then they are asked again.
    pub fn remember(
        &mut self,
        met: &[(EndpointId, DocumentId, Heights)],
    ) -> Result<(), StoreError> {
        self.connection
            .pragma_update(None, "synchronous", "NORMAL")?;
        let kept = self.remember_all(met);
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        kept
    }

    fn remember_all(
        &mut self,
        met: &[(EndpointId, DocumentId, Heights)],
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        {
            let mut statement = transaction.prepare_cached(
                "INSERT INTO remembered (peer, document, heights) VALUES (?1, ?2, ?3)
                 ON CONFLICT (peer, document) DO UPDATE SET heights = excluded.heights",
            )?;
            for (peer, document, heights) in met {
                statement.execute(params![peer.0, document.0, pack_heights(heights)])?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// How far that peer was in each document when last met.
    pub fn remembered(
        &self,
        peer: EndpointId,
    ) -> Result<BTreeMap<DocumentId, Heights>, StoreError> {
        let sql = "SELECT document, heights FROM remembered WHERE peer = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![peer.0])?;
        let mut remembered = BTreeMap::new();
        while let Some(row) = rows.next()? {
            // What cannot be read is forgotten: the peer tells it again.
            let document = DocumentId::try_from(row.get_ref(0)?.as_blob().unwrap_or_default());
            let heights = unpack_heights(row.get_ref(1)?.as_blob().unwrap_or_default());
            if let (Ok(document), Some(heights)) = (document, heights) {
                remembered.insert(document, heights);
            }
        }
        Ok(remembered)
    }

    /// The peers of whom something is remembered.
    pub fn remembered_peers(&self) -> Result<Vec<EndpointId>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT DISTINCT peer FROM remembered")?;
        let peers = statement.query_map([], |row| row.get::<_, [u8; 32]>(0))?;
        Ok(peers
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .map(EndpointId)
            .collect())
    }

    /// A value that only this home keeps.
    pub fn local_get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT value FROM local WHERE name = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement
            .query_row(params![name], |row| row.get(0))
            .optional()?)
    }

    /// Keeps a value of this home, durably.
    pub fn local_set(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT INTO local (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![name, value],
        )?;
        Ok(())
    }

    /// Forgets a value of this home.
    pub fn local_remove(&mut self, name: &str) -> Result<(), StoreError> {
        self.connection
            .execute("DELETE FROM local WHERE name = ?1", params![name])?;
        Ok(())
    }

    /// All values of this home whose names begin so, sorted by name.
    pub fn local_all(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let sql =
            "SELECT name, value FROM local WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let values = statement.query_map(params![prefix], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(values.collect::<Result<_, _>>()?)
    }

    /// Writes a whole copy of this store to a place where nothing is yet, for a backup.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        if path.exists() {
            return Err(StoreError::AlreadyThere);
        }
        let target = path
            .to_str()
            .ok_or(StoreError::Io(std::io::ErrorKind::InvalidFilename.into()))?;
        self.connection.execute("VACUUM INTO ?1", params![target])?;
        std::fs::File::open(path)?.sync_all()?;
        Ok(())
    }

    /// Reads and verifies every record: its hash, its place, everything it builds on, its signature.
    pub fn check(&self) -> Result<Report, StoreError> {
        check::check(self)
    }

    /// Reads at most `limit` records after that position again, to find what the disk has changed.
    pub fn scrub(&self, after: u64, limit: usize) -> Result<Scrubbed, StoreError> {
        scrub::scrub(self, after, limit)
    }

    /// The oldest records that wait beside the log for what they build on, at most [`ORPHANS_READ_MAX`].
    pub fn orphans(&self) -> Result<Vec<Orphan>, StoreError> {
        orphans::oldest(self)
    }

    /// How many wait beside the log.
    pub fn orphan_count(&self) -> Result<u64, StoreError> {
        orphans::count(self)
    }

    /// Forgets those beside the log that stand in it again.
    pub fn tidy_orphans(&mut self) -> Result<(), StoreError> {
        orphans::tidy(self)
    }

    /// Drops damaged records, so that any peer or bundle brings them again; what builds on them waits beside the log.
    ///
    /// Derived tables must be made anew afterwards: positions may have changed.
    pub fn repair(&mut self) -> Result<Report, StoreError> {
        let report = check::check(self)?;
        self.mend(&report, &[])?;
        Ok(report)
    }

    /// Drops what a check found. The values for `local` are on the disk before anything is dropped.
    ///
    /// Where the file itself is damaged it is written anew, as [`Store::salvage`] does.
    pub fn mend(&mut self, report: &Report, local: &[(&str, &[u8])]) -> Result<(), StoreError> {
        self.split = Split::default();
        let is_file = |problem: &Problem| matches!(problem.kind, ProblemKind::File(_));
        if !report.problems.iter().any(is_file) {
            for (name, value) in local {
                self.local_set(name, value)?;
            }
            return check::repair(self, report);
        }
        // The file can only be replaced while nobody has it open.
        drop(std::mem::replace(
            &mut self.connection,
            Connection::open_in_memory()?,
        ));
        *self = salvage::salvage(&self.path, self.commons, &self.charter, local)?;
        Ok(())
    }

    /// Makes a new store from what can still be read, where [`Store::open`] or [`Store::repair`] find the file damaged.
    ///
    /// The damaged file stays beside it under the ending `.damaged`. Positions are counted anew, so derived tables
    /// must be made anew. The new store holds the values for `local` from its beginning. The caller must be sure that
    /// no other program uses the file.
    pub fn salvage(
        path: &Path,
        commons: CommonsId,
        charter: &DocumentName,
        local: &[(&str, &[u8])],
    ) -> Result<Self, StoreError> {
        salvage::salvage(path, commons, charter, local)
    }

    fn changes_where(
        &self,
        condition: &str,
        values: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<StoredChange>, StoreError> {
        let sql = format!(
            "SELECT {} FROM changes JOIN documents ON documents.number = changes.document WHERE {condition}",
            record::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(values)?;
        let mut changes = Vec::new();
        while let Some(row) = rows.next()? {
            changes.push(record::read(row)?);
        }
        Ok(changes)
    }
}

fn read_commons(connection: &Connection) -> Result<(CommonsId, DocumentName), StoreError> {
    let (commons, charter): ([u8; 16], Vec<u8>) =
        connection.query_row("SELECT commons, charter FROM commons", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let charter = minicbor::decode(&charter)
        .map_err(|_| StoreError::Damaged("the name of the charter cannot be read".into()))?;
    Ok((CommonsId(commons), charter))
}

fn read_authors(connection: &Connection) -> Result<BTreeMap<DeviceId, i64>, StoreError> {
    let mut statement = connection.prepare("SELECT device, number FROM authors")?;
    let authors = statement.query_map([], |row| Ok((DeviceId(row.get(0)?), row.get(1)?)))?;
    Ok(authors.collect::<Result<_, _>>()?)
}

fn read_summary(connection: &Connection, row: &Row<'_>) -> Result<DocumentSummary, StoreError> {
    let unreadable = || StoreError::Damaged("the summary of a document cannot be read".into());
    let names = || -> Option<(DocumentId, DocumentName)> {
        let document = DocumentId::try_from(row.get_ref(0).ok()?.as_blob().ok()?).ok()?;
        let name = minicbor::decode(row.get_ref(1).ok()?.as_blob().ok()?).ok()?;
        Some((document, name))
    };
    let (document, name) = names().ok_or_else(unreadable)?;
    let (heads, heights) = (row.get_ref(3)?, row.get_ref(4)?);
    let (Ok(heads), Ok(heights)) = (heads.as_blob(), heights.as_blob()) else {
        return Err(unreadable());
    };
    let extent = Extent::read(connection, row.get(5)?, heads, heights)?.ok_or_else(unreadable)?;
    Ok(DocumentSummary {
        name,
        document,
        heights: extent.heights,
        heads: extent.heads.into_iter().collect(),
        changes: row.get::<_, i64>(2)? as u64,
    })
}

#[cfg(test)]
mod tests;
