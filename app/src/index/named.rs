//! The files that designs and profiles name: which there are, and, for those who serve them, whether one is of this
//! commons.

use super::{Index, IndexError};
use model::id::{DocumentId, FileHash};
use rusqlite::params;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

/// Which files a commons names, or has named since the program started: its members may have them, and nobody else.
///
/// Shared with those who answer requests while the tables grow.
#[derive(Debug, Clone, Default)]
pub struct NamedFiles(Arc<RwLock<BTreeSet<FileHash>>>);

impl NamedFiles {
    /// Whether the commons names that file.
    pub fn contains(&self, file: FileHash) -> bool {
        let named = self.0.read().unwrap_or_else(PoisonError::into_inner);
        named.contains(&file)
    }

    fn add(&self, files: impl IntoIterator<Item = FileHash>) {
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

    /// The same for those who serve them.
    pub fn served_files(&self) -> Result<NamedFiles, IndexError> {
        if !self.named_is_read.replace(true) {
            let files = self.named_files()?;
            self.named.add(files.into_iter().map(|(file, _)| file));
        }
        Ok(self.named.clone())
    }
}
