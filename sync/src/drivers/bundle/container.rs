//! The one file that bundles and backups are: sections, then an index and a digest over everything before.
//!
//! ```text
//! "cwbundle" | version u16 | kind u8 | section* | end
//! section:  tag u8 | length u32 | bytes          (numbers big endian)
//! end:      tag 255 | length 48 | sections u64 | bytes u64 | BLAKE3 of all bytes before this section
//! ```
//!
//! A sealed file is the same bytes behind a seal (`seal.rs`).

use super::BundleError;
use crate::drivers::seal::{Passphrase, Seal, SealKey, SealReader, SealWriter, is_sealed};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The layout that this program writes. A higher number in a file means a newer program.
pub const BUNDLE_VERSION: u16 = 1;
/// A section is at most this long; whatever is longer is cut into several.
pub const SECTION_BYTES_MAX: usize = 2 * 1024 * 1024;

const MAGIC: &[u8; 8] = b"cwbundle";
const END: u8 = 255;
const END_BYTES: usize = 8 + 8 + 32;
const BUFFER_BYTES: usize = 256 * 1024;

/// What a container holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// The changes of a commons, for anybody.
    Bundle = 0,
    /// A whole home with its secrets.
    Backup = 1,
}

/// Writes beside the final place; only [`Writer::finish`] puts the file there.
pub(super) struct Writer {
    out: Option<Out>,
    hasher: blake3::Hasher,
    sections: u64,
    bytes: u64,
    making: PathBuf,
    path: PathBuf,
}

/// Where the bytes go: into the file, or through a seal into it.
enum Out {
    Plain(BufWriter<File>),
    Sealed(SealWriter<BufWriter<File>>),
}

impl Out {
    fn new(file: File, seal: Option<&Seal>) -> io::Result<Out> {
        let out = BufWriter::with_capacity(BUFFER_BYTES, file);
        Ok(match seal {
            Some(seal) => Out::Sealed(SealWriter::new(out, seal)?),
            None => Out::Plain(out),
        })
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Out::Plain(out) => out.write_all(bytes),
            Out::Sealed(out) => out.write_all(bytes),
        }
    }

    /// Everything is on the disk when this returns; gives the length of the file.
    fn finish(self) -> io::Result<u64> {
        let mut out = match self {
            Out::Plain(out) => out,
            Out::Sealed(out) => out.finish()?,
        };
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(out.get_ref().metadata()?.len())
    }
}

impl Writer {
    pub(super) fn create(
        path: &Path,
        kind: Kind,
        seal: Option<&Seal>,
    ) -> Result<Self, BundleError> {
        if fs::symlink_metadata(path).is_ok() {
            return Err(BundleError::AlreadyThere);
        }
        let making = beside(path);
        let _ = fs::remove_file(&making);
        let mut options = File::options();
        options.write(true).create_new(true);
        // A backup holds keys, and a bundle the history of a commons that may be closed.
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(&making)?;
        Self::over(file, making, path.to_path_buf(), kind, seal)
    }

    pub(super) fn over(
        file: File,
        making: PathBuf,
        path: PathBuf,
        kind: Kind,
        seal: Option<&Seal>,
    ) -> Result<Self, BundleError> {
        let mut writer = Self {
            out: None,
            hasher: blake3::Hasher::new(),
            sections: 0,
            bytes: 0,
            making,
            path,
        };
        writer.out = Some(Out::new(file, seal)?);
        writer.put(MAGIC)?;
        writer.put(&BUNDLE_VERSION.to_be_bytes())?;
        writer.put(&[kind as u8])?;
        Ok(writer)
    }

    pub(super) fn section(&mut self, tag: u8, bytes: &[u8]) -> Result<(), BundleError> {
        debug_assert!(tag != END && bytes.len() <= SECTION_BYTES_MAX);
        self.put(&[tag])?;
        self.put(&(bytes.len() as u32).to_be_bytes())?;
        self.put(bytes)?;
        self.sections += 1;
        Ok(())
    }

    /// Ends the file, makes it durable and moves it to its place; gives its length.
    pub(super) fn finish(mut self) -> Result<u64, BundleError> {
        let digest = *self.hasher.finalize().as_bytes();
        let (sections, bytes) = (self.sections, self.bytes);
        self.put(&[END])?;
        self.put(&(END_BYTES as u32).to_be_bytes())?;
        self.put(&sections.to_be_bytes())?;
        self.put(&bytes.to_be_bytes())?;
        self.put(&digest)?;
        let length = match self.out.take() {
            Some(out) => out.finish()?,
            None => 0,
        };
        if fs::symlink_metadata(&self.path).is_ok() {
            return Err(BundleError::AlreadyThere);
        }
        fs::rename(&self.making, &self.path)?;
        crate::drivers::store::sync_folder_of(&self.path);
        Ok(length)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), BundleError> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        match &mut self.out {
            Some(out) => Ok(out.write_all(bytes)?),
            None => Ok(()),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After `finish` nothing is there any more.
        let _ = fs::remove_file(&self.making);
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".making");
    path.with_file_name(name)
}

/// Reads sections in order. Allocates at most [`SECTION_BYTES_MAX`] at a time.
pub(super) struct Reader {
    input: Box<dyn Read>,
    hasher: blake3::Hasher,
    sections: u64,
    bytes: u64,
}

/// One section.
pub(super) type Section = (u8, Vec<u8>);

/// A file that is there, with the key of its seal, if it has one.
#[derive(Debug, Clone)]
pub(super) struct Source {
    path: PathBuf,
    key: Option<SealKey>,
}

impl Source {
    /// Looks whether the file is sealed, and tries the passphrase on it.
    pub(super) fn new(path: &Path, passphrase: Option<&Passphrase>) -> Result<Self, BundleError> {
        let mut input = open(path)?;
        let key = match (is_sealed(input.fill_buf()?), passphrase) {
            (false, _) => None,
            (true, None) => return Err(BundleError::Sealed),
            (true, Some(passphrase)) => Some(SealKey::read(&mut input, passphrase)?),
        };
        let path = path.to_path_buf();
        Ok(Self { path, key })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is sealed.
    pub(super) fn is_sealed(&self) -> bool {
        self.key.is_some()
    }

    fn read(&self) -> Result<Box<dyn Read>, BundleError> {
        let mut input = open(&self.path)?;
        Ok(match &self.key {
            None => Box::new(input),
            Some(key) => {
                key.skip_head(&mut input)?;
                Box::new(SealReader::new(input, key))
            }
        })
    }
}

/// Opens an ordinary file; looked at before, because opening a pipe waits for its writer.
fn open(path: &Path) -> Result<BufReader<File>, BundleError> {
    if !fs::metadata(path)?.is_file() {
        return Err(BundleError::NotABundle);
    }
    Ok(BufReader::with_capacity(BUFFER_BYTES, File::open(path)?))
}

impl Reader {
    pub(super) fn open(source: &Source, kind: Kind) -> Result<Self, BundleError> {
        let mut reader = Self {
            input: source.read()?,
            hasher: blake3::Hasher::new(),
            sections: 0,
            bytes: 0,
        };
        let foreign = |error| match error {
            BundleError::Truncated => BundleError::NotABundle,
            other => other,
        };
        let head: [u8; 11] = reader.take().map_err(foreign)?;
        if &head[..8] != MAGIC {
            return Err(BundleError::NotABundle);
        }
        let version = u16::from_be_bytes([head[8], head[9]]);
        if version > BUNDLE_VERSION {
            return Err(BundleError::Newer {
                found: version,
                known: BUNDLE_VERSION,
            });
        }
        match head[10] {
            found if found == kind as u8 => Ok(reader),
            _ => Err(BundleError::OtherKind),
        }
    }

    /// Reads the whole file once and checks its index and digest, before anything in it is used.
    pub(super) fn verify(source: &Source, kind: Kind) -> Result<(), BundleError> {
        let mut reader = Self::open(source, kind)?;
        while reader.next()?.is_some() {}
        Ok(())
    }

    /// The next section; `None` at the end, which is checked.
    pub(super) fn next(&mut self) -> Result<Option<Section>, BundleError> {
        let digest = *self.hasher.finalize().as_bytes();
        let (sections, before) = (self.sections, self.bytes);
        let head: [u8; 5] = self.take()?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if head[0] != END {
            self.sections += 1;
            return Ok(Some((head[0], self.body(length)?)));
        }
        if length != END_BYTES {
            return Err(BundleError::Damaged);
        }
        let end: [u8; END_BYTES] = self.take()?;
        let is_right = end[..8] == sections.to_be_bytes()
            && end[8..16] == before.to_be_bytes()
            && end[16..] == digest
            && self.input.read(&mut [0])? == 0;
        if is_right {
            Ok(None)
        } else {
            Err(BundleError::Damaged)
        }
    }

    fn body(&mut self, length: usize) -> Result<Vec<u8>, BundleError> {
        if length > SECTION_BYTES_MAX {
            return Err(BundleError::Damaged);
        }
        let mut bytes = vec![0; length];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], BundleError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), BundleError> {
        match self.input.read_exact(bytes) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(BundleError::Truncated);
            }
            other => other?,
        }
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }
}
