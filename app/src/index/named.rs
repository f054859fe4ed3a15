//! The files that designs, profiles and entries name: which there are, and, for those who serve them, whether one is of this
//! commons.

use super::{Index, IndexError};
use model::id::{DocumentId, FileHash};
use rusqlite::params;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

/// Files: those that a commons names, or has named since the program started, or those that came by it.
///
/// Shared with those who answer requests while the tables grow.
#[derive(Debug, Clone, Default)]
pub struct NamedFiles(Arc<RwLock<BTreeSet<FileHash>>>);

impl NamedFiles {
    /// Whether that file is among them.
    pub fn contains(&self, file: FileHash) -> bool {
        let named = self.0.read().unwrap_or_else(PoisonError::into_inner);
        named.contains(&file)
    }

    pub(crate) fn add(&self, files: impl IntoIterator<Item = FileHash>) {
        let mut named = self.0.write().unwrap_or_else(PoisonError::into_inner);
        named.extend(files);
    }
}

impl Index {
    /// Sets which files a design names, with their sizes.
    pub fn put_files(
        &self,
        design: DocumentId,
        files: &[(FileHash, u64)],
    ) -> Result<(), IndexError> {
        self.run("DELETE FROM files WHERE document = ?1", [design.0])?;
        for (file, size) in files {
            self.run(
                "INSERT OR IGNORE INTO files(document, file, size) VALUES (?1, ?2, ?3)",
                params![design.0, file.0, *size as i64],
            )?;
        }
        self.named.add(files.iter().map(|(file, _)| *file));
        Ok(())
    }

    /// Every file that a design names, the smallest first.
    pub fn named_files(&self) -> Result<Vec<(FileHash, u64)>, IndexError> {
        let text = "SELECT DISTINCT file, size FROM files ORDER BY size, file";
        self.rows(text, [], |row| {
            Ok((FileHash(row.get(0)?), row.get::<_, i64>(1)? as u64))
        })
    }

    /// Notes that an entry names a file as evidence. How long it is no entry says.
    pub fn put_evidence(&self, file: FileHash) -> Result<(), IndexError> {
        let text = "INSERT OR IGNORE INTO evidence(file) VALUES (?1)";
        self.run(text, params![file.0])?;
        self.named.add([file]);
        Ok(())
    }

    /// Every file that an entry names as evidence.
    pub fn evidence_files(&self) -> Result<Vec<FileHash>, IndexError> {
        let text = "SELECT file FROM evidence ORDER BY file";
        self.rows(text, [], |row| Ok(FileHash(row.get(0)?)))
    }

    /// Every file that a design or an entry names.
    pub fn all_files(&self) -> Result<BTreeSet<FileHash>, IndexError> {
        let named = self.named_files()?.into_iter().map(|(file, _)| file);
        Ok(named.chain(self.evidence_files()?).collect())
    }

    /// The same for those who serve them.
    pub fn served_files(&self) -> Result<NamedFiles, IndexError> {
        if !self.named_is_read.replace(true) {
            self.named.add(self.all_files()?);
        }
        Ok(self.named.clone())
    }
}
