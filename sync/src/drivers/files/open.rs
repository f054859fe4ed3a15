//! Opening the store of files: made beside its place and moved there, and begun anew where it is damaged.

use super::FileError;
use iroh_blobs::store::fs::FsStore;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tokio::runtime::Handle;

const DATABASE: &str = "blobs.db";
const DATA_FOLDER: &str = "data";
const DATA_ENDING: &str = "data";

/// Opens the store in that folder, and makes it where there is none. Says whether it had to begin anew because what
/// was there is damaged; then that lies beside it under the ending `.damaged`, and its whole files were taken over.
pub(super) fn open(runtime: &Handle, folder: &Path) -> Result<(FsStore, bool), FileError> {
    if !folder.join(DATABASE).exists() {
        make(runtime, folder)?;
    }
    let why = match load(runtime, folder) {
        Ok(store) => return Ok((store, false)),
        Err(why) => why,
    };
    if !is_damage(&why) {
        return Err(FileError::Store(io::Error::other(why)));
    }
    let damaged = beside(folder, ".damaged");
    remove(&damaged)?;
    fs::rename(folder, &damaged)?;
    make(runtime, folder)?;
    let store = load(runtime, folder).map_err(|why| FileError::Store(io::Error::other(why)))?;
    take_over(runtime, &store, &damaged.join(DATA_FOLDER));
    Ok((store, true))
}

/// A kill at any moment leaves either no store or a whole one.
fn make(runtime: &Handle, folder: &Path) -> Result<(), FileError> {
    let making = beside(folder, ".making");
    remove(&making)?;
    fs::create_dir_all(&making)?;
    let store = load(runtime, &making).map_err(|why| FileError::Store(io::Error::other(why)))?;
    runtime
        .block_on(store.shutdown())
        .map_err(|error| FileError::Store(io::Error::other(error.to_string())))?;
    drop(store);
    // An empty folder may be there already.
    let _ = fs::remove_dir(folder);
    fs::rename(&making, folder)?;
    crate::drivers::store::sync_folder_of(folder);
    Ok(())
}

/// On a thread of its own: a damaged database may also make its library panic.
fn load(runtime: &Handle, folder: &Path) -> Result<FsStore, String> {
    let folder = folder.to_path_buf();
    let loaded = runtime.block_on(runtime.spawn(async move { FsStore::load(folder).await }));
    match loaded {
        Ok(loaded) => loaded.map_err(|error| error.to_string()),
        Err(panicked) => Err(panicked.to_string()),
    }
}

/// What the library says of a database that is not what it wrote; anything else may pass, and changes nothing.
fn is_damage(why: &str) -> bool {
    let why = why.to_lowercase();
    DAMAGE.iter().any(|word| why.contains(word))
}

const DAMAGE: [&str; 6] = [
    "magic number",
    "corrupt",
    "panicked",
    "invalid",
    "unexpected end",
    "fill whole buffer",
];

/// Large files lie beside the database under their names; those that are whole are taken in again.
fn take_over(runtime: &Handle, store: &FsStore, data: &Path) {
    for entry in fs::read_dir(data).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|ending| ending == DATA_ENDING) {
            // What is not whole gets another name, which nobody asks for; a peer brings the right one.
            let _ = runtime.block_on(async { store.blobs().add_path(path).await });
        }
    }
}

fn remove(folder: &Path) -> Result<(), FileError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_os_string();
    name.push(ending);
    folder.with_file_name(name)
}
