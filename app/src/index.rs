//! Derived tables of one commons: the catalogue with its full-text search, and the entries of the ledgers.
//!
//! Everything here can be computed again from the history. The index carries the position in the
//! log that it has reached, catches up on opening, and is deleted and made anew at any doubt.

use crate::words::visible;
use model::day::Day;
use model::id::{AgentId, DeviceId, DocumentId, FactId, FileHash, range_beginning_with};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::cell::Cell;
use std::path::{Path, PathBuf};

mod named;
mod notes;
mod profiles;

pub use named::NamedFiles;

/// The version of these tables; another one is thrown away and made anew.
const INDEX_VERSION: i64 = 6;
/// The fewest letters of an id that stand for the whole of it.
const FACT_LETTERS_MIN: usize = 6;
/// A search looks at no more words than this.
const SEARCH_WORDS_MAX: usize = 12;

/// The derived tables of one commons.
#[derive(Debug)]
pub struct Index {
    database: Connection,
    file: PathBuf,
    named: NamedFiles,
    named_is_read: Cell<bool>,
}

/// One design as the catalogue lists it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DesignRow {
    /// The design's document; all zero only in a default value.
    pub document: Option<DocumentId>,
    /// Its name.
    pub name: String,
    /// What it does, in a sentence.
    pub function: String,
    /// Its licence, as an SPDX expression.
    pub licence: String,
    /// What kind of thing it is, in the model's words.
    pub kind: String,
    /// Its readiness, as OTRL/ODRL levels.
    pub readiness: String,
    /// Who licenses it.
    pub licensor: String,
    /// The picture of its card.
    pub picture: Option<FileHash>,
    /// How many lines its parts list has.
    pub parts: u32,
    /// How many of its values collide.
    pub collisions: u32,
    /// Whether it was taken out of the catalogue.
    pub retired: bool,
    /// The newest released version; empty without one.
    pub released: String,
    /// Whether a reviewer called it unsafe.
    pub unsafe_: bool,
    /// The clock of its newest change, in milliseconds since 1970, for display only.
    pub changed_ms: i64,
    /// How many changes it has.
    pub changes: u64,
}

/// One entry of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Its id.
    pub fact: FactId,
    /// The ledger it stands in.
    pub document: DocumentId,
    /// The device that wrote it.
    pub device: DeviceId,
    /// Its place in the ledger.
    pub seq: u64,
    /// The kind of fact.
    pub kind: u16,
    /// Who it says wrote it.
    pub by: AgentId,
    /// The day its author gave it.
    pub day: Day,
    /// The author's clock in milliseconds since 1970, for display only.
    pub time_ms: i64,
    /// The whole envelope.
    pub bytes: Vec<u8>,
}

/// What the catalogue is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DesignQuery {
    /// Words to find, the last one as a beginning; empty for all.
    pub text: String,
    /// Only this licence.
    pub licence: Option<String>,
    /// Only this kind.
    pub kind: Option<String>,
    /// Only this readiness.
    pub readiness: Option<String>,
    /// With retired designs.
    pub retired: bool,
    /// The newest change first.
    pub newest: bool,
    /// Skip so many.
    pub offset: u64,
    /// Give at most so many.
    pub limit: u64,
}

/// A page of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DesignPage {
    /// How many designs fit in all.
    pub total: u64,
    /// Those of this page.
    pub rows: Vec<DesignRow>,
}

/// Why the derived tables could not be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// SQLite refused.
    #[error("the search tables in {}: {source}", file.display())]
    Database {
        /// The file.
        file: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl Index {
    /// Opens the tables in this file; damaged ones and those of another version are made anew.
    pub fn open(file: &Path) -> Result<Index, IndexError> {
        match Self::try_open(file) {
            Ok(index) => Ok(index),
            Err(_) => {
                for ending in ["", "-wal", "-shm"] {
                    let mut name = file.as_os_str().to_owned();
                    name.push(ending);
                    let _ = std::fs::remove_file(PathBuf::from(name));
                }
                Self::try_open(file)
            }
        }
    }

    fn try_open(file: &Path) -> Result<Index, IndexError> {
        let failed = |source| IndexError::Database {
            file: file.to_path_buf(),
            source,
        };
        let database = Connection::open(file).map_err(failed)?;
        let index = Index {
            database,
            file: file.to_path_buf(),
            named: NamedFiles::default(),
            named_is_read: Cell::new(false),
        };
        // What is derived may be lost in a power cut, but must not be half there.
        index
            .database
            .execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
            .map_err(failed)?;
        let version: i64 = index
            .database
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(failed)?;
        if version == INDEX_VERSION {
            return Ok(index);
        }
        if version != 0 {
            return Err(failed(rusqlite::Error::InvalidQuery));
        }
        let tables = format!("BEGIN;{TABLES}PRAGMA user_version = {INDEX_VERSION};COMMIT;");
        index.database.execute_batch(&tables).map_err(failed)?;
        Ok(index)
    }

    /// Throws everything away, to be computed again from the history.
    pub fn empty(&self) -> Result<(), IndexError> {
        let tables = [
            "touched",
            "marked",
            "designs",
            "releases",
            "design_reviews",
            "words",
            "entries",
            "files",
            "evidence",
            "profiles",
        ];
        self.begin()?;
        for table in tables {
            self.run(&format!("DELETE FROM {table}"), [])?;
        }
        self.run("UPDATE position SET value = 0", [])?;
        self.commit(0)
    }

    /// The position in the log up to which these tables are true.
    pub fn position(&self) -> Result<u64, IndexError> {
        self.number("SELECT value FROM position")
    }

    /// Begins a batch; everything until [`Index::commit`] becomes true at once.
    pub fn begin(&self) -> Result<(), IndexError> {
        self.run("BEGIN IMMEDIATE", [])
    }

    /// Ends a batch that brings the tables up to this position in the log.
    pub fn commit(&self, position: u64) -> Result<(), IndexError> {
        self.run(
            "UPDATE position SET value = max(value, ?1)",
            [position as i64],
        )?;
        self.run("COMMIT", [])
    }

    /// Takes a batch back.
    pub fn roll_back(&self) -> Result<(), IndexError> {
        self.run("ROLLBACK", [])
    }

    /// Notes that another device changed a design at this position of the log.
    pub fn touch(&self, design: DocumentId, position: u64) -> Result<(), IndexError> {
        self.run(
            "INSERT OR REPLACE INTO touched(document, position) VALUES (?1, ?2)",
            params![design.0, position as i64],
        )
    }

    /// Designs that other devices changed after this position, the newest change first.
    pub fn touched_after(
        &self,
        position: u64,
        limit: usize,
    ) -> Result<Vec<(DocumentId, u64)>, IndexError> {
        let text =
            "SELECT document, position FROM touched WHERE position > ?1 ORDER BY position LIMIT ?2";
        self.rows(text, params![position as i64, limit as i64], |row| {
            Ok((DocumentId(row.get(0)?), row.get::<_, i64>(1)? as u64))
        })
    }

    /// Remembers that a design must be read again.
    pub fn mark(&self, design: DocumentId) -> Result<(), IndexError> {
        self.run(
            "INSERT OR IGNORE INTO marked(document) VALUES (?1)",
            [design.0],
        )
    }

    /// Designs that must be read again, at most so many.
    pub fn marked(&self, limit: usize) -> Result<Vec<DocumentId>, IndexError> {
        self.rows(
            "SELECT document FROM marked LIMIT ?1",
            [limit as i64],
            |row| Ok(DocumentId(row.get(0)?)),
        )
    }

    /// Puts a design that was read again into the catalogue. `searchable` is all its text.
    pub fn put_design(
        &self,
        design: DocumentId,
        row: &DesignRow,
        keywords: &str,
        searchable: &str,
    ) -> Result<(), IndexError> {
        self.run(
            "INSERT INTO designs(document, name, sort, function, licence, kind, readiness, licensor, picture, parts, collisions, retired, changed_ms, changes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT(document) DO UPDATE SET name=?2, sort=?3, function=?4, licence=?5, kind=?6, readiness=?7, licensor=?8, picture=?9,
             parts=?10, collisions=?11, retired=?12, changed_ms=?13, changes=?14",
            params![
                design.0, row.name, row.name.to_lowercase(), row.function, row.licence, row.kind, row.readiness, row.licensor,
                row.picture.map(|hash| hash.0.to_vec()), row.parts, row.collisions, row.retired, row.changed_ms, row.changes as i64,
            ],
        )?;
        let id = self.row_id(design)?;
        self.run("DELETE FROM words WHERE rowid = ?1", [id])?;
        self.run(
            "INSERT INTO words(rowid, name, function, people, keywords, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![id, row.name, row.function, row.licensor, keywords, searchable],
        )?;
        self.run("DELETE FROM marked WHERE document = ?1", [design.0])
    }

    /// Notes a release; the card shows the newest by day, then by id.
    pub fn note_release(
        &self,
        design: DocumentId,
        version: &str,
        day: Day,
        fact: FactId,
    ) -> Result<(), IndexError> {
        self.run(
            "INSERT INTO releases(document, version, day, fact) VALUES (?1, ?2, ?3, ?4) ON CONFLICT(document) DO UPDATE
             SET version = ?2, day = ?3, fact = ?4 WHERE (?3, ?4) > (day, fact)",
            params![design.0, version, day.0, fact.0],
        )
    }

    /// Notes what a reviewer says of a design; each reviewer's newest word by day, then by id, counts.
    pub fn note_review(
        &self,
        design: DocumentId,
        by: AgentId,
        unsafe_: bool,
        day: Day,
        fact: FactId,
    ) -> Result<(), IndexError> {
        self.run(
            "INSERT INTO design_reviews(document, by_agent, unsafe, day, fact) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT(document, by_agent) DO UPDATE SET unsafe = ?3, day = ?4, fact = ?5 WHERE (?4, ?5) > (day, fact)",
            params![design.0, by.0, unsafe_, day.0, fact.0],
        )
    }

    /// The newest review of each reviewer of a design.
    pub fn reviews_of(&self, design: DocumentId) -> Result<Vec<FactId>, IndexError> {
        self.rows(
            "SELECT fact FROM design_reviews WHERE document = ?1 ORDER BY day DESC, fact",
            [design.0],
            |row| Ok(FactId(row.get(0)?)),
        )
    }

    /// Entries whose ids begin with these letters.
    pub fn facts_beginning_with(&self, letters: &str) -> Result<Vec<FactId>, IndexError> {
        if letters.len() < FACT_LETTERS_MIN {
            return Ok(vec![]);
        }
        let Some((first, last)) = range_beginning_with(letters) else {
            return Ok(vec![]);
        };
        self.rows(
            "SELECT fact FROM entries WHERE fact BETWEEN ?1 AND ?2",
            [first, last],
            |row| Ok(FactId(row.get(0)?)),
        )
    }

    /// Adds an entry of a ledger; one that is there already stays as it is.
    pub fn put_entry(&self, entry: &EntryRow) -> Result<(), IndexError> {
        self.run(
            "INSERT OR IGNORE INTO entries(fact, document, device, seq, kind, by_agent, day, time_ms, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                entry.fact.0, entry.document.0, entry.device.0, entry.seq as i64, entry.kind, entry.by.0, entry.day.0, entry.time_ms, entry.bytes,
            ],
        )
    }

    /// How many entries there are.
    pub fn entry_count(&self) -> Result<u64, IndexError> {
        self.number("SELECT count(*) FROM entries")
    }

    /// Entries of these kinds (all when empty), newest day first.
    pub fn entries(
        &self,
        kinds: &[u16],
        offset: u64,
        limit: u64,
    ) -> Result<Vec<EntryRow>, IndexError> {
        let kinds: Vec<String> = kinds.iter().map(u16::to_string).collect();
        let filter = if kinds.is_empty() {
            String::new()
        } else {
            format!("WHERE kind IN ({})", kinds.join(","))
        };
        let text = format!(
            "SELECT {ENTRY_COLUMNS} FROM entries {filter} ORDER BY day DESC, number DESC LIMIT ?1 OFFSET ?2"
        );
        self.rows(&text, params![limit as i64, offset as i64], entry_row)
    }

    /// Every entry after the given number, in the order in which they came: at most `limit`.
    pub fn entries_after(
        &self,
        number: u64,
        limit: u64,
    ) -> Result<Vec<(u64, EntryRow)>, IndexError> {
        let text = format!(
            "SELECT {ENTRY_COLUMNS}, number FROM entries WHERE number > ?1 ORDER BY number LIMIT ?2"
        );
        self.rows(&text, params![number as i64, limit as i64], |row| {
            Ok((row.get::<_, i64>(9)? as u64, entry_row(row)?))
        })
    }

    /// One entry.
    pub fn entry(&self, fact: FactId) -> Result<Option<EntryRow>, IndexError> {
        let text = format!("SELECT {ENTRY_COLUMNS} FROM entries WHERE fact = ?1");
        Ok(self.rows(&text, [fact.0], entry_row)?.pop())
    }

    /// One design of the catalogue.
    pub fn design(&self, design: DocumentId) -> Result<Option<DesignRow>, IndexError> {
        let text =
            format!("SELECT {DESIGN_COLUMNS} FROM designs d {DESIGN_JOINS} WHERE d.document = ?1");
        Ok(self.rows(&text, [design.0], design_row)?.pop())
    }

    /// Designs whose name is exactly this, without regard to case; also retired ones.
    pub fn designs_named(&self, name: &str) -> Result<Vec<DesignRow>, IndexError> {
        let text = format!(
            "SELECT {DESIGN_COLUMNS} FROM designs d {DESIGN_JOINS} WHERE d.retired IN (0, 1) AND d.sort = ?1"
        );
        self.rows(&text, [name.trim().to_lowercase()], design_row)
    }

    /// Every design's document.
    pub fn design_documents(&self) -> Result<Vec<DocumentId>, IndexError> {
        self.rows(
            "SELECT document FROM designs ORDER BY document",
            [],
            |row| Ok(DocumentId(row.get(0)?)),
        )
    }

    /// How many designs the catalogue holds, without retired ones.
    pub fn design_count(&self) -> Result<u64, IndexError> {
        self.number("SELECT count(*) FROM designs WHERE NOT retired")
    }

    /// Designs in which something collides, by name: at most `limit`.
    pub fn colliding(&self, limit: usize) -> Result<Vec<DocumentId>, IndexError> {
        self.rows(
            "SELECT document FROM designs WHERE collisions > 0 AND NOT retired ORDER BY sort, document LIMIT ?1",
            [limit as i64],
            |row| Ok(DocumentId(row.get(0)?)),
        )
    }

    /// The page of the catalogue that fits the query: by name, or the best finds first.
    pub fn search(&self, query: &DesignQuery) -> Result<DesignPage, IndexError> {
        let words = match_expression(&query.text);
        let is_filtered =
            query.licence.is_some() || query.kind.is_some() || query.readiness.is_some();
        // Without a filter most finds are common words: then going through the designs in their order until the page
        // is full is far quicker than finding all of them (the + keeps SQLite from the latter).
        let in_order = !is_filtered && !query.retired && !query.newest;
        let mut filters = vec![match (&words, in_order) {
            (None, _) => "?1 IS NULL".to_owned(),
            (Some(_), true) => format!("+d.id IN ({FOUND})"),
            (Some(_), false) => format!("d.id IN ({FOUND})"),
        }];
        for (column, number, value) in [
            ("licence", 2, &query.licence),
            ("kind", 3, &query.kind),
            ("readiness", 4, &query.readiness),
        ] {
            filters.push(match value {
                Some(_) => format!("d.{column} = ?{number}"),
                None => format!("?{number} IS NULL"),
            });
        }
        if !query.retired {
            filters.push("d.retired = 0".to_owned());
        }
        let filters = filters.join(" AND ");
        let values = params![words, query.licence, query.kind, query.readiness];
        let total = if words.is_some() && in_order {
            // Every design has one row of words, so counting there and taking off the few retired ones is enough.
            self.one(
                &format!(
                    "SELECT (SELECT count(*) FROM ({FOUND})) - (SELECT count(*) FROM designs d WHERE d.retired = 1 AND +d.id IN ({FOUND}))"
                ),
                params![words],
            )?
        } else {
            self.one(
                &format!("SELECT count(*) FROM designs d WHERE {filters}"),
                values,
            )?
        };
        let order = if query.newest {
            "d.changed_ms DESC, d.document"
        } else {
            "d.sort, d.document"
        };
        let text = format!(
            "SELECT {DESIGN_COLUMNS} FROM designs d {DESIGN_JOINS} WHERE {filters} ORDER BY {order} LIMIT {} OFFSET {}",
            query.limit, query.offset
        );
        Ok(DesignPage {
            total,
            rows: self.rows(&text, values, design_row)?,
        })
    }

    /// The values that a filter can choose from, with how many designs have each, most first.
    pub fn choices(&self, column: ChoiceColumn) -> Result<Vec<(String, u64)>, IndexError> {
        let column = match column {
            ChoiceColumn::Licence => "licence",
            ChoiceColumn::Kind => "kind",
            ChoiceColumn::Readiness => "readiness",
        };
        let text = format!(
            "SELECT {column}, count(*) AS n FROM designs WHERE NOT retired AND {column} <> '' GROUP BY {column} ORDER BY n DESC, {column} LIMIT 200"
        );
        self.rows(&text, [], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)? as u64))
        })
    }

    fn row_id(&self, design: DocumentId) -> Result<i64, IndexError> {
        self.database
            .query_row(
                "SELECT id FROM designs WHERE document = ?1",
                [design.0],
                |row| row.get(0),
            )
            .map_err(|source| self.failed(source))
    }

    fn number(&self, text: &str) -> Result<u64, IndexError> {
        self.one(text, [])
    }

    fn one(&self, text: &str, values: impl rusqlite::Params) -> Result<u64, IndexError> {
        let mut statement = self
            .database
            .prepare_cached(text)
            .map_err(|source| self.failed(source))?;
        let number: Option<i64> = statement
            .query_row(values, |row| row.get(0))
            .optional()
            .map_err(|source| self.failed(source))?;
        Ok(number.unwrap_or(0) as u64)
    }

    fn run(&self, text: &str, values: impl rusqlite::Params) -> Result<(), IndexError> {
        let mut statement = self
            .database
            .prepare_cached(text)
            .map_err(|source| self.failed(source))?;
        statement
            .execute(values)
            .map(|_| ())
            .map_err(|source| self.failed(source))
    }

    fn rows<T>(
        &self,
        text: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, IndexError> {
        let mut statement = self
            .database
            .prepare_cached(text)
            .map_err(|source| self.failed(source))?;
        let rows = statement
            .query_map(values, read)
            .map_err(|source| self.failed(source))?;
        rows.collect::<rusqlite::Result<_>>()
            .map_err(|source| self.failed(source))
    }

    fn failed(&self, source: rusqlite::Error) -> IndexError {
        IndexError::Database {
            file: self.file.clone(),
            source,
        }
    }
}

/// The columns of the catalogue by which it can be narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceColumn {
    /// The licence.
    Licence,
    /// The kind of thing.
    Kind,
    /// The readiness.
    Readiness,
}

/// Turns what a person types into an FTS5 expression: all words, the last one as a beginning.
///
/// Every word is quoted, so nothing a person types can be read as an operator.
fn match_expression(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(SEARCH_WORDS_MAX)
        .map(|word| format!("\"{word}\""))
        .collect();
    if words.is_empty() {
        None
    } else {
        Some(format!("{}*", words.join(" ")))
    }
}

const DESIGN_COLUMNS: &str = "d.document, d.name, d.function, d.licence, d.kind, d.readiness, d.licensor, d.picture, d.parts, d.collisions, d.retired, d.changed_ms, d.changes, r.version,
    EXISTS(SELECT 1 FROM design_reviews u WHERE u.document = d.document AND u.unsafe)";
/// The designs that a text finds.
const FOUND: &str = "SELECT rowid FROM words WHERE words MATCH ?1";
const DESIGN_JOINS: &str = "LEFT JOIN releases r ON r.document = d.document";
const ENTRY_COLUMNS: &str = "fact, document, device, seq, kind, by_agent, day, time_ms, bytes";

fn design_row(row: &Row<'_>) -> rusqlite::Result<DesignRow> {
    Ok(DesignRow {
        document: Some(DocumentId(row.get(0)?)),
        // Every list shows it as it stands here.
        name: visible(&row.get::<_, String>(1)?).into_owned(),
        function: row.get(2)?,
        licence: row.get(3)?,
        kind: row.get(4)?,
        readiness: row.get(5)?,
        licensor: row.get(6)?,
        picture: row.get::<_, Option<[u8; 32]>>(7)?.map(FileHash),
        parts: row.get(8)?,
        collisions: row.get(9)?,
        retired: row.get(10)?,
        changed_ms: row.get(11)?,
        changes: row.get::<_, i64>(12)? as u64,
        released: row.get::<_, Option<String>>(13)?.unwrap_or_default(),
        unsafe_: row.get(14)?,
    })
}

fn entry_row(row: &Row<'_>) -> rusqlite::Result<EntryRow> {
    Ok(EntryRow {
        fact: FactId(row.get(0)?),
        document: DocumentId(row.get(1)?),
        device: DeviceId(row.get(2)?),
        seq: row.get::<_, i64>(3)? as u64,
        kind: row.get(4)?,
        by: AgentId(row.get(5)?),
        day: Day(row.get(6)?),
        time_ms: row.get(7)?,
        bytes: row.get(8)?,
    })
}

const TABLES: &str = "
CREATE TABLE position(value INTEGER NOT NULL);
INSERT INTO position VALUES (0);
CREATE TABLE marked(document BLOB PRIMARY KEY);
CREATE TABLE evidence(file BLOB PRIMARY KEY);
CREATE TABLE files(document BLOB NOT NULL, file BLOB NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (document, file));
CREATE TABLE touched(document BLOB PRIMARY KEY, position INTEGER NOT NULL);
CREATE INDEX touched_position ON touched(position);
CREATE TABLE designs(
    id INTEGER PRIMARY KEY, document BLOB NOT NULL UNIQUE, name TEXT NOT NULL, sort TEXT NOT NULL, function TEXT NOT NULL,
    licence TEXT NOT NULL, kind TEXT NOT NULL, readiness TEXT NOT NULL, licensor TEXT NOT NULL, picture BLOB,
    parts INTEGER NOT NULL, collisions INTEGER NOT NULL, retired INTEGER NOT NULL, changed_ms INTEGER NOT NULL, changes INTEGER NOT NULL);
CREATE INDEX designs_sort ON designs(retired, sort, document);
CREATE TABLE noted(aside BLOB NOT NULL);
CREATE TABLE releases(document BLOB PRIMARY KEY, version TEXT NOT NULL, day INTEGER NOT NULL, fact BLOB NOT NULL);
CREATE TABLE design_reviews(
    document BLOB NOT NULL, by_agent BLOB NOT NULL, unsafe INTEGER NOT NULL, day INTEGER NOT NULL, fact BLOB NOT NULL,
    PRIMARY KEY (document, by_agent));
CREATE VIRTUAL TABLE words USING fts5(name, function, people, keywords, text, prefix='1 2 3', tokenize=\"unicode61 remove_diacritics 2\");
CREATE TABLE entries(
    number INTEGER PRIMARY KEY, fact BLOB NOT NULL UNIQUE, document BLOB NOT NULL, device BLOB NOT NULL, seq INTEGER NOT NULL,
    kind INTEGER NOT NULL, by_agent BLOB NOT NULL, day INTEGER NOT NULL, time_ms INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE profiles(
    document BLOB PRIMARY KEY, agent BLOB NOT NULL, device BLOB NOT NULL, turn INTEGER NOT NULL, name TEXT NOT NULL, note TEXT NOT NULL,
    picture BLOB, size INTEGER NOT NULL, label TEXT NOT NULL);
CREATE INDEX entries_day ON entries(day, number);
";

#[cfg(test)]
mod tests {
    use super::*;

    fn index(name: &str) -> (PathBuf, Index) {
        let file = std::env::temp_dir().join(format!(
            "commonwright-index-{name}-{}.sqlite",
            std::process::id()
        ));
        let _ = std::fs::remove_file(&file);
        let index = Index::open(&file).unwrap();
        (file, index)
    }

    fn design(index: &Index, number: u8, name: &str, function: &str) {
        let row = DesignRow {
            name: name.into(),
            function: function.into(),
            licence: "PPL".into(),
            ..DesignRow::default()
        };
        index
            .put_design(DocumentId([number; 32]), &row, "", function)
            .unwrap();
    }

    fn found(index: &Index, text: &str) -> Vec<String> {
        let query = DesignQuery {
            text: text.into(),
            limit: 10,
            ..DesignQuery::default()
        };
        index
            .search(&query)
            .unwrap()
            .rows
            .into_iter()
            .map(|row| row.name)
            .collect()
    }

    #[test]
    fn a_search_finds_the_beginnings_of_words_and_nothing_a_person_types_is_an_operator() {
        let (file, index) = index("search");
        design(&index, 1, "Seed cleaner", "cleans seed with moving air");
        design(&index, 2, "Solar dryer", "dries fruit with the sun");
        design(&index, 3, "Wärmepumpe", "heats a small house");
        assert_eq!(
            found(&index, ""),
            ["Seed cleaner", "Solar dryer", "Wärmepumpe"]
        );
        assert_eq!(found(&index, "so"), ["Solar dryer"]);
        assert_eq!(found(&index, "SEED cl"), ["Seed cleaner"]);
        assert_eq!(found(&index, "warme"), ["Wärmepumpe"]);
        for odd in ["\"", "a OR", "NEAR(", "*", "name:x", "-seed", "''; DROP"] {
            found(&index, odd);
        }
        design(&index, 1, "Seed sorter", "sorts seed by size");
        assert_eq!(found(&index, "clean"), Vec::<String>::new());
        assert_eq!(index.design_count().unwrap(), 3);
        let retired = DesignRow {
            name: "Seed drill".into(),
            retired: true,
            ..DesignRow::default()
        };
        index
            .put_design(DocumentId([4; 32]), &retired, "", "")
            .unwrap();
        let query = DesignQuery {
            text: "se".into(),
            limit: 10,
            ..DesignQuery::default()
        };
        assert_eq!(index.search(&query).unwrap().total, 1);
        assert_eq!(found(&index, "se"), ["Seed sorter"]);
        drop(index);
        let _ = std::fs::remove_file(file);
    }

    #[test]
    fn tables_of_this_version_stay_when_they_are_opened_again() {
        let (file, index) = index("again");
        index.begin().unwrap();
        index.commit(7).unwrap();
        drop(index);
        let index = Index::open(&file).unwrap();
        assert_eq!(index.position().unwrap(), 7);
        drop(index);
        let _ = std::fs::remove_file(file);
    }

    #[test]
    fn damaged_tables_are_made_anew() {
        let (file, index) = index("damaged");
        drop(index);
        std::fs::write(
            &file,
            b"this is not a database, and it is long enough to be looked at as one",
        )
        .unwrap();
        let index = Index::open(&file).unwrap();
        assert_eq!(index.position().unwrap(), 0);
        drop(index);
        let _ = std::fs::remove_file(file);
    }
}
