//! Bundles for a stick, and backups of a home: one file each (replication.md, section 9).
//!
//! A bundle holds the runs that a peer would send, and files by their content. Importing it is like
//! meeting a peer: the same admission, nothing trusted. A file is read once to its end and checked
//! before anything in it is used, so that a cut or damaged one changes nothing.

pub mod backup;
mod container;

#[cfg(test)]
mod tests;

pub use container::{BUNDLE_VERSION, SECTION_BYTES_MAX};

use super::seal::{self, Passphrase, Seal, SealError};
use crate::log::ToStore;
use crate::wire::RunWriter;
use container::{Kind, Reader, Source, Writer};
use model::id::{CommonsId, FileHash};
use model::name::DocumentName;
use std::io::{self, Read, Write};
use std::path::Path;

const HEAD: u8 = 1;
const RUNS: u8 = 2;
const FILE: u8 = 3;
const FILE_BYTES: u8 = 4;
/// Files are cut into pieces of this size.
const PIECE_BYTES: usize = 1024 * 1024;

/// Why a bundle or backup could not be written or read. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The file is something else.
    #[error("the file is not one that this program wrote")]
    NotABundle,
    /// It is a backup where a bundle is wanted, or the other way round.
    #[error("a bundle is not a backup, and a backup is not a bundle")]
    OtherKind,
    /// A newer program wrote it.
    #[error(
        "a newer version of the program wrote the file (format {found}, this program knows {known})"
    )]
    Newer {
        /// The format of the file.
        found: u16,
        /// The newest format that this program reads.
        known: u16,
    },
    /// The end is missing: copying was interrupted.
    #[error("the end of the file is missing")]
    Truncated,
    /// Some bytes are not what was written.
    #[error("the file is damaged")]
    Damaged,
    /// It belongs to another commons.
    #[error("the bundle belongs to another commons")]
    WrongCommons {
        /// Which.
        found: CommonsId,
    },
    /// The stick or disk is full.
    #[error("the disk or stick is full")]
    Full,
    /// There is something at that place already.
    #[error("there is a file of that name already")]
    AlreadyThere,
    /// A file that should go in is not what its name says.
    #[error("a file that belongs to a design is damaged")]
    WrongFile {
        /// Which.
        file: FileHash,
    },
    /// A name or a part is too long, or not allowed.
    #[error("\"{0}\" is not a name for a part of a backup")]
    PartName(String),
    /// There is no such part or file inside.
    #[error("the file does not hold what was asked for")]
    NotInside,
    /// It needs its passphrase.
    #[error("the file is sealed with a passphrase")]
    Sealed,
    /// It was sealed with another one.
    #[error("the passphrase is not the one that the file was sealed with")]
    WrongPassphrase,
    /// It was sealed in a way that only a newer program knows.
    #[error("the file was sealed in a way that this program does not know")]
    UnknownSeal,
    /// The operating system refused.
    #[error("the disk could not be read or written: {0}")]
    Io(io::Error),
}

impl From<SealError> for BundleError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::NotSealed => Self::NotABundle,
            SealError::Unknown => Self::UnknownSeal,
            SealError::WrongPassphrase => Self::WrongPassphrase,
            SealError::Damaged => Self::Damaged,
            SealError::Truncated => Self::Truncated,
        }
    }
}

impl From<io::Error> for BundleError {
    fn from(error: io::Error) -> Self {
        if let Some(sealed) = SealError::of(&error) {
            return sealed.into();
        }
        match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge
            | io::ErrorKind::WriteZero => Self::Full,
            _ => Self::Io(error),
        }
    }
}

/// What stands at the head of a bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct BundleHead {
    /// Whose changes these are.
    #[n(0)]
    pub commons: CommonsId,
    /// The name of its charter: enough to begin a commons from a bundle.
    #[n(1)]
    pub charter: DocumentName,
}

#[derive(minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
struct FileHead {
    #[n(0)]
    file: FileHash,
    #[n(1)]
    size: u64,
}

/// Whether the file at that place is sealed; false for anything that cannot be read.
pub fn is_sealed(path: &Path) -> io::Result<bool> {
    let mut beginning = [0; 8];
    if !std::fs::metadata(path)?.is_file() {
        return Ok(false);
    }
    std::fs::File::open(path)?.read_exact(&mut beginning)?;
    Ok(seal::is_sealed(&beginning))
}

/// Whether this passphrase opens the sealed file at that place.
pub fn opens(path: &Path, passphrase: &Passphrase) -> bool {
    !matches!(
        Source::new(path, Some(passphrase)),
        Err(BundleError::WrongPassphrase)
    )
}

/// What was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Written {
    /// How many changes.
    pub changes: u64,
    /// How many files.
    pub files: u64,
    /// The length of the bundle.
    pub bytes: u64,
}

/// Writes a bundle piece by piece. Dropped before [`BundleWriter::finish`], it leaves nothing behind.
pub struct BundleWriter {
    out: Writer,
    runs: RunWriter,
    changes: u64,
    files: u64,
}

impl BundleWriter {
    /// Begins a bundle for that place, where nothing may be yet; sealed if there is a seal.
    pub fn create(
        path: &Path,
        head: &BundleHead,
        seal: Option<&Seal>,
    ) -> Result<Self, BundleError> {
        Self::begin(Writer::create(path, Kind::Bundle, seal)?, head)
    }

    fn begin(mut out: Writer, head: &BundleHead) -> Result<Self, BundleError> {
        let head = minicbor::to_vec(head).expect("writing to memory cannot fail");
        out.section(HEAD, &head)?;
        Ok(Self {
            out,
            runs: RunWriter::new(),
            changes: 0,
            files: 0,
        })
    }

    /// Adds the next changes of a document, in the order of its log; documents one after another, the charter first.
    pub fn add_changes(&mut self, changes: Vec<ToStore>) -> Result<(), BundleError> {
        self.changes += changes.len() as u64;
        for frame in self.runs.add(changes) {
            self.out.section(RUNS, &frame)?;
        }
        Ok(())
    }

    /// Adds a file of a design; its bytes must have that hash and size.
    pub fn add_file(
        &mut self,
        file: FileHash,
        size: u64,
        mut from: impl Read,
    ) -> Result<(), BundleError> {
        self.flush()?;
        let head =
            minicbor::to_vec(FileHead { file, size }).expect("writing to memory cannot fail");
        self.out.section(FILE, &head)?;
        let (mut hasher, mut left) = (blake3::Hasher::new(), size);
        while left > 0 {
            let mut piece = vec![0; PIECE_BYTES.min(usize::try_from(left).unwrap_or(PIECE_BYTES))];
            from.read_exact(&mut piece)
                .map_err(|_| BundleError::WrongFile { file })?;
            hasher.update(&piece);
            left -= piece.len() as u64;
            self.out.section(FILE_BYTES, &piece)?;
        }
        if *hasher.finalize().as_bytes() != file.0 {
            return Err(BundleError::WrongFile { file });
        }
        self.files += 1;
        Ok(())
    }

    /// Ends the bundle, makes it durable and puts it in its place.
    pub fn finish(mut self) -> Result<Written, BundleError> {
        self.flush()?;
        let (changes, files) = (self.changes, self.files);
        Ok(Written {
            changes,
            files,
            bytes: self.out.finish()?,
        })
    }

    fn flush(&mut self) -> Result<(), BundleError> {
        match std::mem::take(&mut self.runs).finish() {
            Some(frame) => self.out.section(RUNS, &frame),
            None => Ok(()),
        }
    }
}

/// A bundle that was read to its end and is whole.
#[derive(Debug, Clone)]
pub struct Bundle {
    source: Source,
    head: BundleHead,
}

impl Bundle {
    /// Reads the whole file once and checks it. A sealed one needs its passphrase.
    pub fn open(path: &Path, passphrase: Option<&Passphrase>) -> Result<Self, BundleError> {
        let source = Source::new(path, passphrase)?;
        Reader::verify(&source, Kind::Bundle)?;
        let first = Reader::open(&source, Kind::Bundle)?.next()?;
        let head = first
            .filter(|(tag, _)| *tag == HEAD)
            .ok_or(BundleError::Damaged)?;
        let head = minicbor::decode(&head.1).map_err(|_| BundleError::Damaged)?;
        Ok(Self { source, head })
    }

    /// The same, for a bundle that has to belong to that commons.
    pub fn open_for(
        path: &Path,
        passphrase: Option<&Passphrase>,
        commons: CommonsId,
    ) -> Result<Self, BundleError> {
        let bundle = Self::open(path, passphrase)?;
        if bundle.head.commons != commons {
            return Err(BundleError::WrongCommons {
                found: bundle.head.commons,
            });
        }
        Ok(bundle)
    }

    /// Whose it is.
    pub fn head(&self) -> BundleHead {
        self.head
    }

    /// Whether it is sealed.
    pub fn is_sealed(&self) -> bool {
        self.source.is_sealed()
    }

    /// Its length.
    pub fn bytes(&self) -> Result<u64, BundleError> {
        Ok(std::fs::metadata(self.source.path())?.len())
    }

    /// The frames of packed changes, one after another, for the same admission as a peer's.
    pub fn frames(
        &self,
    ) -> Result<impl Iterator<Item = Result<Vec<u8>, BundleError>> + use<>, BundleError> {
        let mut reader = Reader::open(&self.source, Kind::Bundle)?;
        Ok(std::iter::from_fn(move || {
            loop {
                match reader.next() {
                    Ok(Some((RUNS, frame))) => return Some(Ok(frame)),
                    Ok(Some(_)) => {}
                    Ok(None) => return None,
                    Err(error) => return Some(Err(error)),
                }
            }
        }))
    }

    /// The files inside with their sizes.
    pub fn files(&self) -> Result<Vec<(FileHash, u64)>, BundleError> {
        let mut reader = Reader::open(&self.source, Kind::Bundle)?;
        let mut files = Vec::new();
        while let Some((tag, bytes)) = reader.next()? {
            if tag == FILE {
                let head: FileHead = minicbor::decode(&bytes).map_err(|_| BundleError::Damaged)?;
                files.push((head.file, head.size));
            }
        }
        Ok(files)
    }

    /// Hands every file inside to `take`, one after another: its hash, and its checked bytes piece by piece.
    ///
    /// `open` gives the place for a file, or `None` for one that is not wanted. A place whose file turns out not to
    /// be what its name says ends the reading with [`BundleError::WrongFile`]; the caller throws it away.
    pub fn copy_files<W: Write>(
        &self,
        mut open: impl FnMut(FileHash, u64) -> io::Result<Option<W>>,
        mut done: impl FnMut(FileHash, W) -> io::Result<()>,
    ) -> Result<u64, BundleError> {
        let mut reader = Reader::open(&self.source, Kind::Bundle)?;
        let mut copied = 0;
        let mut next = reader.next()?;
        while let Some((tag, bytes)) = next {
            if tag != FILE {
                next = reader.next()?;
                continue;
            }
            let head: FileHead = minicbor::decode(&bytes).map_err(|_| BundleError::Damaged)?;
            let mut place = open(head.file, head.size)?;
            let (mut hasher, mut size) = (blake3::Hasher::new(), 0);
            next = reader.next()?;
            while let Some((FILE_BYTES, piece)) = &next {
                hasher.update(piece);
                size += piece.len() as u64;
                if let Some(place) = &mut place {
                    place.write_all(piece)?;
                }
                next = reader.next()?;
            }
            if size != head.size || *hasher.finalize().as_bytes() != head.file.0 {
                return Err(BundleError::WrongFile { file: head.file });
            }
            if let Some(place) = place {
                done(head.file, place)?;
                copied += 1;
            }
        }
        Ok(copied)
    }
}

impl std::fmt::Debug for BundleWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "BundleWriter({} changes, {} files)",
            self.changes, self.files
        )
    }
}
