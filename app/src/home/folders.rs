//! The folders of a home: each commons is made beside its place and moved there when it is whole.
//!
//! ```text
//! restoring               while a backup is being restored; such a home is not opened
//! commons/<id>/           a whole commons
//! commons/<id>.making/    one that is being founded or joined; gone at the next start
//! commons/<id>.gone/      one that is being forgotten
//! ```

use super::{Home, HomeError};
use model::id::CommonsId;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

const COMMONS_FOLDER: &str = "commons";
const MAKING: &str = ".making";
const GONE: &str = ".gone";
/// Where copies lie on their way into a backup or out of it.
pub const SCRATCH_FOLDER: &str = "backup-in-passing";
/// In a home that is about to take the place of another one.
const TAKING_FILE: &str = "taking-place";
const RESTORING_FILE: &str = "restoring";

impl Home {
    /// The commons that this home holds, in the order of their ids.
    pub fn commons(&self) -> Result<Vec<CommonsId>, HomeError> {
        let folder = self.root.join(COMMONS_FOLDER);
        let mut found: Vec<CommonsId> = entries(&folder)?
            .iter()
            .filter_map(|entry| entry.file_name()?.to_str()?.parse().ok())
            .collect();
        found.sort_unstable();
        Ok(found)
    }

    /// The folder of a commons.
    pub fn commons_folder(&self, commons: CommonsId) -> PathBuf {
        self.root.join(COMMONS_FOLDER).join(commons.to_string())
    }

    /// An empty folder in which a commons is made, beside its place.
    pub fn make_folder(&self, commons: CommonsId) -> Result<PathBuf, HomeError> {
        let folder = self.beside(commons, MAKING);
        remove(&folder)?;
        private_folder(&folder)?;
        // The folder above it may be new as well.
        sync_folder(&self.root);
        Ok(folder)
    }

    /// Puts a commons that was made in its place, durably.
    pub fn settle_folder(&self, commons: CommonsId) -> Result<(), HomeError> {
        let (made, place) = (self.beside(commons, MAKING), self.commons_folder(commons));
        sync_folder(&made);
        rename(&made, &place)
    }

    /// Takes away what was made of a commons whose founding did not come to its end.
    pub fn forget_making(&self, commons: CommonsId) -> Result<(), HomeError> {
        remove(&self.beside(commons, MAKING))
    }

    /// Forgets a commons whose joining did not come to its end.
    pub fn forget_commons(&self, commons: CommonsId) -> Result<(), HomeError> {
        let gone = self.beside(commons, GONE);
        remove(&gone)?;
        rename(&self.commons_folder(commons), &gone)?;
        remove(&gone)
    }

    /// What was begun with [`Home::begin`] is whole.
    pub fn finish(&self) -> Result<(), HomeError> {
        let file = self.root.join(RESTORING_FILE);
        fs::remove_file(&file).map_err(|source| HomeError::System { file, source })?;
        sync_folder(&self.root);
        Ok(())
    }

    /// What was begun with [`Home::begin`] comes to nothing: all of it is taken away.
    pub fn take_back(self) -> Result<(), HomeError> {
        take_back(&self.root)
    }

    fn beside(&self, commons: CommonsId, ending: &str) -> PathBuf {
        let name = format!("{commons}{ending}");
        self.root.join(COMMONS_FOLDER).join(name)
    }
}

/// Writes a file that is there in full or not at all, durably, readable by its owner only.
pub fn write_whole(file: &Path, bytes: &[u8]) -> Result<(), HomeError> {
    let failed = |source| HomeError::System {
        file: file.to_path_buf(),
        source,
    };
    let temporary = file.with_extension("new");
    let _ = fs::remove_file(&temporary);
    let mut out = private_file(&temporary).map_err(failed)?;
    out.write_all(bytes)
        .and_then(|()| out.sync_all())
        .map_err(failed)?;
    rename(&temporary, file)
}

/// Makes a folder, and those above it that are missing, for its owner alone.
pub(super) fn private_folder(folder: &Path) -> Result<(), HomeError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| HomeError::System {
        file: folder.to_path_buf(),
        source,
    })
}

/// Whether any commons lies in this home.
pub(super) fn holds_commons(root: &Path) -> bool {
    let inside = entries(&root.join(COMMONS_FOLDER)).unwrap_or_default();
    inside.iter().any(|entry| !is_unfinished(entry))
}

/// A home that was about to take this place when the program was killed is moved here now.
pub(super) fn finish_swap(root: &Path) -> Result<(), HomeError> {
    let (Some(name), Some(folder)) = (root.file_name(), root.parent()) else {
        return Ok(());
    };
    if root.exists() {
        return Ok(());
    }
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let start = format!("{}-", name.to_string_lossy());
    let is_beside = |entry: &Path| {
        let name = entry.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&start) && entry.join(TAKING_FILE).exists()
    };
    match entries(folder)?.iter().find(|entry| is_beside(entry)) {
        Some(fresh) => rename(fresh, root),
        None => Ok(()),
    }
}

/// From now on a kill leaves a home that takes its place at the next start.
pub(super) fn begin_swap(home: &Path) -> Result<(), HomeError> {
    write_whole(&home.join(TAKING_FILE), b"")
}

/// The home is in its place, or stays where it is.
pub(super) fn end_swap(home: &Path) -> Result<(), HomeError> {
    remove(&home.join(TAKING_FILE))
}

/// A home into which a backup was being restored holds only a part of it.
pub(super) fn refuse_unfinished(root: &Path) -> Result<(), HomeError> {
    if root.join(RESTORING_FILE).exists() {
        return Err(HomeError::Unfinished {
            folder: root.to_path_buf(),
        });
    }
    Ok(())
}

/// Marks a folder as one that is being filled; what an earlier try left in it goes.
///
/// A home that never held anything is as good as an empty folder.
pub(super) fn begin(root: &Path) -> Result<(), HomeError> {
    let mark = root.join(RESTORING_FILE);
    let is_mark = |entry: &Path| entry.file_stem() == Some(RESTORING_FILE.as_ref());
    let is_of_new_home = |entry: &Path| NEW_HOME.iter().any(|name| entry.ends_with(name));
    let inside: Vec<PathBuf> = entries(root)?
        .into_iter()
        .filter(|entry| !is_of_new_home(entry) && !is_mark(entry))
        .collect();
    if mark.exists() {
        inside.iter().try_for_each(|entry| remove(entry))?;
    } else if !inside.is_empty() {
        return Err(HomeError::NotEmpty {
            folder: root.to_path_buf(),
        });
    }
    write_whole(&mark, b"")
}

/// Takes back what was put into a folder after [`begin`].
pub(super) fn take_back(root: &Path) -> Result<(), HomeError> {
    let is_of_new_home = |entry: &Path| NEW_HOME.iter().any(|name| entry.ends_with(name));
    let inside = entries(root)?;
    let others = inside.iter().filter(|entry| !is_of_new_home(entry));
    let (mark, rest): (Vec<&PathBuf>, Vec<_>) =
        others.partition(|entry| entry.ends_with(RESTORING_FILE));
    // The mark last: until then nobody opens what is half gone.
    rest.into_iter()
        .chain(mark)
        .try_for_each(|entry| remove(entry))
}

/// What a home has that was opened and never used.
const NEW_HOME: [&str; 3] = ["in-use", "secret", "settings.json"];

/// Whether nothing lies in the folder but what makes a home, so that it may be closed to others as a whole.
pub(super) fn is_only_a_home(root: &Path) -> Result<bool, HomeError> {
    let is_own = |entry: &PathBuf| {
        let name = entry.file_name().unwrap_or_default().to_string_lossy();
        let name = name.strip_suffix(".new").unwrap_or(&name);
        name.starts_with("files")
            || OF_HOME.contains(&name)
            || NEW_HOME.iter().any(|file| file.starts_with(name))
    };
    Ok(entries(root)?.iter().all(is_own))
}

/// What else lies in a home.
const OF_HOME: [&str; 7] = [
    COMMONS_FOLDER,
    RESTORING_FILE,
    "graphics",
    "drafts",
    "drafts.json",
    SCRATCH_FOLDER,
    TAKING_FILE,
];

/// Takes away what a kill left of a commons that was being made or forgotten, of a backup, and of a passphrase that
/// was being taken away.
pub(super) fn clear_unfinished(root: &Path) {
    for left in [SCRATCH_FOLDER, TAKING_FILE, "secret.new"] {
        let _ = remove(&root.join(left));
    }
    for entry in entries(&root.join(COMMONS_FOLDER)).unwrap_or_default() {
        if is_unfinished(&entry) {
            // What stays is tried again at the next start, and nobody opens it.
            let _ = remove(&entry);
        }
    }
}

fn is_unfinished(entry: &Path) -> bool {
    let name = entry.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(MAKING) || name.ends_with(GONE)
}

/// What lies in a folder; nothing in one that is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, HomeError> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(entries.flatten().map(|entry| entry.path()).collect()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(vec![]),
        Err(source) => Err(HomeError::System {
            file: folder.to_path_buf(),
            source,
        }),
    }
}

/// Takes a file or a folder away; nothing where none is. Never follows a link.
fn remove(place: &Path) -> Result<(), HomeError> {
    let removed = match fs::symlink_metadata(place) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(place),
        Ok(_) => fs::remove_file(place),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(HomeError::System {
            file: place.to_path_buf(),
            source: error,
        }),
        _ => Ok(()),
    }
}

/// Moves and makes that durable.
fn rename(from: &Path, to: &Path) -> Result<(), HomeError> {
    fs::rename(from, to).map_err(|source| HomeError::System {
        file: to.to_path_buf(),
        source,
    })?;
    if let Some(folder) = to.parent() {
        sync_folder(folder);
    }
    Ok(())
}

/// Where folders cannot be synced there is nothing to do.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

fn private_file(file: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}
