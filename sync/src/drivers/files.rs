//! Files of designs, by their content (network.md, section 4).
//!
//! A file is named by the BLAKE3 hash of its bytes, so what arrives is checked while it arrives, and
//! every file can come from any peer. Kept in an `iroh-blobs` store beside the records; copies only,
//! because a file added by reference and edited later would be handed on wrong. Served on the same
//! endpoint to whom the engine allows; to all others a file that is here and one that is not look
//! the same. Nobody can push files.

mod fetch;
mod open;
mod serve;

pub use fetch::{FETCHES_MAX, FetchError, STALL_MAX};

use super::net::{Net, NetEvent, Shared};
use crate::address::PeerAddress;
use fetch::{Fetches, Size};
use iroh_blobs::api::blobs::{AddPathOptions, BlobStatus, ExportMode, ExportOptions, ImportMode};
use iroh_blobs::store::fs::FsStore;
use iroh_blobs::{BlobFormat, Hash};
use model::id::{EndpointId, FileHash};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::runtime::Handle;

/// What happened to a file that is being fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileEvent {
    /// So many bytes of this fetch have arrived; told a few times a second.
    Progress {
        /// Bytes of this fetch, without what was there before.
        bytes: u64,
        /// The size of the whole file.
        size: u64,
    },
    /// The file is here, whole and checked.
    Fetched {
        /// Bytes that came with this fetch; fewer than the size when some were here before.
        bytes: u64,
    },
    /// It did not come from this peer. What has arrived is kept; the next fetch goes on from there.
    Failed(FetchError),
}

/// Why a file could not be taken in, read or written out.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is a folder, a link, a device or a pipe.
    #[error("only ordinary files can be added")]
    NotAFile,
    /// It changed while it was read.
    #[error("the file changed while it was read")]
    Changed,
    /// The file is not here, or not all of it.
    #[error("the file is not here yet")]
    NotHere,
    /// It is longer than the caller wants to read.
    #[error("the file is too long ({size} bytes)")]
    TooLong {
        /// How long it is.
        size: u64,
    },
    /// There is something at the place where it should be written.
    #[error("there is a file of that name already")]
    AlreadyThere,
    /// The bytes that are kept are not the file's any more: fetch it again.
    #[error("the kept file is damaged")]
    Damaged,
    /// The operating system refused.
    #[error("the disk could not be read or written: {0}")]
    Io(#[from] io::Error),
    /// The store of files could not be opened or does not answer.
    #[error("the store of files does not work: {0}")]
    Store(io::Error),
}

/// Whether a peer may have a file; asked for each request.
pub type MayRead = dyn Fn(EndpointId, FileHash) -> Reading + Send + Sync;

/// Whether a peer may have a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It reads a commons that names the file, and by which it came here.
    Allowed,
    /// It reads a commons, and nothing there names the file yet: asked again for a moment.
    NotNamed,
    /// It reads nothing here, or what it reads names the file and did not bring it here.
    Refused,
}

/// The files of one home. Must be dropped before its [`Net`].
pub struct Files {
    store: FsStore,
    runtime: Handle,
    shared: Arc<Shared>,
    fetches: Arc<Fetches>,
    server: Arc<serve::Server>,
    began_anew: bool,
}

impl Files {
    /// Opens or makes the store in that folder and begins to serve it on the network.
    ///
    /// `may_read` is called on the network's threads and must not block.
    pub fn open(
        net: &Net,
        folder: &Path,
        may_read: impl Fn(EndpointId, FileHash) -> Reading + Send + Sync + 'static,
    ) -> Result<Self, FileError> {
        let (runtime, shared) = (net.handle(), net.shared().clone());
        let (store, began_anew) = open::open(&runtime, &std::path::absolute(folder)?)?;
        let server = Arc::new(serve::Server::new(store.clone(), Arc::new(may_read)));
        shared.serve_files_with(Some(server.clone()));
        let fetches = Arc::new(Fetches::new(store.clone(), shared.clone()));
        Ok(Self {
            store,
            runtime,
            shared,
            fetches,
            server,
            began_anew,
        })
    }

    /// Ends what is on its way to a peer that may read no more.
    pub fn part_from(&self, peer: EndpointId) {
        self.server.part_from(peer);
    }

    /// Whether what was in the folder is damaged: it lies beside it now, and peers bring again what is missing.
    pub fn began_anew(&self) -> bool {
        self.began_anew
    }

    /// Takes in a copy of an ordinary file; links, folders, devices and pipes are refused.
    pub fn import(&self, path: &Path) -> Result<(FileHash, u64), FileError> {
        let before = fs::symlink_metadata(path)?;
        if !before.is_file() {
            return Err(FileError::NotAFile);
        }
        let path = std::path::absolute(path)?;
        let options = AddPathOptions {
            path: path.clone(),
            format: BlobFormat::Raw,
            mode: ImportMode::Copy,
        };
        let (hash, size) = self.runtime.block_on(async {
            let added = self
                .store
                .blobs()
                .add_path_with_opts(options)
                .temp_tag()
                .await;
            let tag = added.map_err(told)?;
            let size = self.size_of(tag.hash()).await?.ok_or(FileError::NotHere)?;
            self.store.sync_db().await.map_err(told)?;
            Ok::<_, FileError>((tag.hash(), size))
        })?;
        let after = fs::symlink_metadata(&path)?;
        if !after.is_file()
            || after.len() != size
            || after.modified().ok() != before.modified().ok()
        {
            return Err(FileError::Changed);
        }
        Ok((ours(hash), size))
    }

    /// Takes in bytes.
    pub fn import_bytes(&self, bytes: &[u8]) -> Result<(FileHash, u64), FileError> {
        self.runtime.block_on(async {
            let tag = self
                .store
                .blobs()
                .add_slice(bytes)
                .temp_tag()
                .await
                .map_err(told)?;
            self.store.sync_db().await.map_err(told)?;
            Ok((ours(tag.hash()), bytes.len() as u64))
        })
    }

    /// The size of a file that is here whole; `None` when it is not.
    pub fn has(&self, file: FileHash) -> Result<Option<u64>, FileError> {
        self.runtime.block_on(self.size_of(theirs(file)))
    }

    /// The bytes of a file of at most that length.
    pub fn read(&self, file: FileHash, bytes_max: u64) -> Result<Vec<u8>, FileError> {
        self.runtime.block_on(async {
            let size = self
                .size_of(theirs(file))
                .await?
                .ok_or(FileError::NotHere)?;
            if size > bytes_max {
                return Err(FileError::TooLong { size });
            }
            let read = self.store.blobs().get_bytes(theirs(file)).await;
            let bytes = read.map_err(|_| FileError::Damaged)?;
            let is_right = *blake3::hash(&bytes).as_bytes() == file.0;
            is_right.then(|| bytes.to_vec()).ok_or(FileError::Damaged)
        })
    }

    /// Writes a file out to a place where nothing is yet; what was written is read again and checked.
    ///
    /// Never writes over a file and never follows a link. The name is the caller's: names from peers are no paths.
    pub fn export(&self, file: FileHash, to: &Path) -> Result<u64, FileError> {
        let to = std::path::absolute(to)?;
        let size = self.has(file)?.ok_or(FileError::NotHere)?;
        let reserved = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&to);
        match reserved {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(FileError::AlreadyThere);
            }
            other => drop(other?),
        }
        let part = part_of(&to);
        let written = self
            .export_part(file, &part)
            .and_then(|()| Ok(fs::rename(&part, &to)?));
        if let Err(error) = written {
            let _ = fs::remove_file(&part);
            let _ = fs::remove_file(&to);
            return Err(error);
        }
        Ok(size)
    }

    fn export_part(&self, file: FileHash, part: &Path) -> Result<(), FileError> {
        let options = ExportOptions {
            hash: theirs(file),
            mode: ExportMode::Copy,
            target: part.to_path_buf(),
        };
        let exported = self
            .runtime
            .block_on(self.store.blobs().export_with_opts(options).finish());
        exported.map_err(told)?;
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(fs::File::open(part)?)?;
        if *hasher.finalize().as_bytes() != file.0 {
            return Err(FileError::Damaged);
        }
        fs::File::open(part)?.sync_all()?;
        Ok(())
    }

    /// Fetches a file of that size from a peer; [`NetEvent::File`] tells how it goes. Where it is here by another way, the peer
    /// only proves that it has it too.
    ///
    /// A fetch of the same file that is under way already goes on and this one does nothing.
    pub fn fetch(&self, file: FileHash, size: u64, from: PeerAddress) {
        self.fetch_sized(file, Size::Exactly(size), from);
    }

    /// The same for a file of which only its content is known: one that turns out longer than `most` is given up.
    pub fn fetch_up_to(&self, file: FileHash, most: u64, from: PeerAddress) {
        self.fetch_sized(file, Size::AtMost(most), from);
    }

    fn fetch_sized(&self, file: FileHash, size: Size, from: PeerAddress) {
        self.runtime
            .spawn(fetch::fetch(self.fetches.clone(), file, size, from));
    }

    async fn size_of(&self, hash: Hash) -> Result<Option<u64>, FileError> {
        match self.store.blobs().status(hash).await.map_err(told)? {
            BlobStatus::Complete { size } => Ok(Some(size)),
            _ => Ok(None),
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        self.shared.serve_files_with(None);
        if Handle::try_current().is_err() {
            let _ = self.runtime.block_on(self.store.shutdown());
        }
    }
}

impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Files")
    }
}

fn part_of(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    to.with_file_name(name)
}

fn told(error: impl std::error::Error) -> FileError {
    FileError::Store(io::Error::other(error.to_string()))
}

fn ours(hash: Hash) -> FileHash {
    FileHash(*hash.as_bytes())
}

fn theirs(file: FileHash) -> Hash {
    Hash::from_bytes(file.0)
}

fn tell(shared: &Shared, file: FileHash, event: FileEvent) {
    shared.tell(NetEvent::File { file, event });
}
