//! Importing Open Know-How manifests: each file by itself, one report line each.

use super::When;
use crate::chance;
use crate::commons::Commons;
use crate::trouble::Trouble;
use model::id::{DocumentId, LineId};
use model::okh::{self, MANIFEST_BYTES_MAX};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// One import reads at most so many files.
pub const IMPORT_FILES_MAX: usize = 20_000;
/// Folders are looked into so deep.
const IMPORT_DEPTH_MAX: usize = 12;
const ENDINGS: [&str; 4] = ["yml", "yaml", "toml", "json"];

/// What an import brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// The designs that came in, with the file of each.
    pub designs: Vec<(String, DocumentId)>,
    /// Files that did not come in, and why.
    pub refused: Vec<(String, String)>,
    /// What somebody should look at: file, field, reason.
    pub warnings: Vec<(String, String, String)>,
}

impl Commons {
    /// Reads manifests from these files and folders; one that cannot be read is named, and the rest go on.
    pub fn import(
        &mut self,
        paths: &[PathBuf],
        when: When,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Imported, Trouble> {
        self.writer(model::charter::Role::Maker)?;
        let mut imported = Imported::default();
        let files = manifests(paths, &mut imported.refused);
        for (done, file) in files.iter().enumerate() {
            progress(done, files.len());
            let name = shown(file);
            match self.import_file(file, &name, when, &mut imported.warnings)? {
                Ok(design) => imported.designs.push((name, design)),
                Err(reason) => imported.refused.push((name, reason)),
            }
        }
        progress(files.len(), files.len());
        Ok(imported)
    }

    /// The inner result says whether the file came in; the outer one whether this computer can go on.
    fn import_file(
        &mut self,
        file: &Path,
        name: &str,
        when: When,
        warnings: &mut Vec<(String, String, String)>,
    ) -> Result<Result<DocumentId, String>, Trouble> {
        let bytes = match read_bounded(file) {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let manifest = match okh::read(name, &bytes) {
            Ok(manifest) => manifest,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let edits = manifest.edits(|| LineId(chance::bytes()));
        let design = self.begin_design(&edits, when)?;
        let warned = manifest.warnings.iter().map(|warning| {
            (
                name.to_owned(),
                warning.field.clone(),
                warning.reason.to_string(),
            )
        });
        warnings.extend(warned);
        Ok(Ok(design))
    }
}

/// The manifests among these paths, sorted; a path that is not there is refused.
fn manifests(paths: &[PathBuf], refused: &mut Vec<(String, String)>) -> Vec<PathBuf> {
    let mut files = vec![];
    for path in paths {
        if path.is_file() {
            files.push(path.clone());
            continue;
        }
        let folder = walkdir::WalkDir::new(path)
            .max_depth(IMPORT_DEPTH_MAX)
            .follow_links(false)
            .sort_by_file_name();
        for entry in folder {
            match entry {
                Ok(entry) if entry.file_type().is_file() && is_manifest(entry.path()) => {
                    files.push(entry.into_path())
                }
                Ok(_) => {}
                Err(error) => refused.push((path.display().to_string(), error.to_string())),
            }
            if files.len() >= IMPORT_FILES_MAX {
                refused.push((
                    path.display().to_string(),
                    format!("more than {IMPORT_FILES_MAX} files: import the rest in a second go"),
                ));
                return files;
            }
        }
    }
    files
}

/// An index of sources beside the manifests is none of them.
fn is_manifest(path: &Path) -> bool {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default()
        .to_lowercase();
    ENDINGS.contains(&ending.as_str())
}

fn shown(file: &Path) -> String {
    let name = file
        .file_name()
        .unwrap_or(file.as_os_str())
        .to_string_lossy();
    name.chars()
        .filter(|letter| !letter.is_control())
        .take(200)
        .collect()
}

/// Reads a regular file up to one byte more than a manifest may have.
fn read_bounded(file: &Path) -> std::io::Result<Vec<u8>> {
    // Asked before opening, because opening a pipe would wait for its writer.
    if !std::fs::symlink_metadata(file)?.is_file() {
        return Err(std::io::Error::other("it is not a plain file"));
    }
    let mut bytes = vec![];
    File::open(file)?
        .take(MANIFEST_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
