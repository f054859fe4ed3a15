//! Bundles on a stick: writing what others lack, and reading one as if meeting the peer that wrote it.

use crate::commons::Commons;
use crate::trouble::Trouble;
use model::id::{AgentId, CommonsId, DocumentId, EndpointId, FileHash};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use sync::core::Input;
use sync::drivers::bundle::{Bundle, BundleError, BundleHead, BundleWriter, Written};
use sync::drivers::files::{FileError, Files};
use sync::drivers::seal::{Passphrase, Seal};
use sync::drivers::store::TailLimit;
use sync::log::Heights;

/// So much of the history is in memory at one time.
const PIECE: TailLimit = TailLimit {
    changes: 256,
    bytes: 1024 * 1024,
};
/// Files wait in this folder of the commons until they are known to be whole.
const INCOMING_FOLDER: &str = "incoming";

/// What reading a bundle brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadIn {
    /// Changes that were new here.
    pub changes: u64,
    /// Changes that were refused.
    pub refused: u64,
    /// Changes that wait for something that is neither here nor in the bundle.
    pub waiting: u64,
    /// Design files that were new here.
    pub files: u64,
    /// The length of the bundle.
    pub bytes: u64,
}

impl Commons {
    /// Writes the history into one file: all of it, or what the devices of a person lacked when last met.
    ///
    /// With `files` the design files that are here go with it. With a seal nobody can read it without the passphrase.
    pub fn write_bundle(
        &self,
        to: &Path,
        for_person: Option<AgentId>,
        files: Option<&Files>,
        seal: Option<&Seal>,
    ) -> Result<Written, Trouble> {
        let after = match for_person {
            Some(person) => self.met_heights(person)?,
            None => BTreeMap::new(),
        };
        let head = BundleHead {
            commons: self.id(),
            charter: self.charter_name(),
        };
        let mut writer = BundleWriter::create(to, &head, seal).map_err(not_written)?;
        let charter = self.charter_name().id(self.id());
        let mut documents: Vec<DocumentId> = self.core().documents().map(|(id, _)| id).collect();
        // The charter first: all else is judged by it.
        documents.sort_unstable_by_key(|document| (*document != charter, *document));
        for document in documents {
            let known = after.get(&document).cloned().unwrap_or_default();
            let mut tail = self.store().tail(document, &known)?;
            loop {
                let piece = tail.next(self.store(), PIECE)?;
                if piece.is_empty() {
                    break;
                }
                writer.add_changes(piece).map_err(not_written)?;
            }
        }
        if let Some(files) = files {
            self.add_files(&mut writer, files)?;
        }
        writer.finish().map_err(not_written)
    }

    /// How far all devices of a person were that were ever met; empty where none was.
    fn met_heights(&self, person: AgentId) -> Result<BTreeMap<DocumentId, Heights>, Trouble> {
        let endpoints: BTreeSet<EndpointId> = self
            .charter()
            .devices()
            .filter(|device| device.person == person)
            .map(|device| device.endpoint)
            .collect();
        if endpoints.is_empty() {
            return Err(Trouble::new(
                "The bundle was not written",
                format!("{} has no device of their own", self.called(person)),
                "name a person with a device, or leave --for out to write everything",
            ));
        }
        let mut least: Option<BTreeMap<DocumentId, Heights>> = None;
        for endpoint in endpoints {
            let met = self.store().remembered(endpoint)?;
            if met.is_empty() {
                continue;
            }
            least = Some(match least {
                Some(others) => lower(&others, &met),
                None => met,
            });
        }
        Ok(least.unwrap_or_default())
    }

    fn add_files(&self, writer: &mut BundleWriter, files: &Files) -> Result<(), Trouble> {
        let scratch = Scratch::new(&self.folder().join(OUTGOING_FOLDER)).map_err(disk)?;
        let files_of_this = self.index().all_files()?.into_iter();
        for file in files_of_this.filter(|file| self.holds_file(*file)) {
            let Some(size) = files.has(file)? else {
                continue;
            };
            let place = scratch.place(file);
            files.export(file, &place)?;
            let from = File::open(&place).map_err(disk)?;
            writer.add_file(file, size, from).map_err(not_written)?;
            fs::remove_file(&place).map_err(disk)?;
        }
        Ok(())
    }

    /// Reads a bundle of this commons. Everything in it is judged as if it came from a peer; what is
    /// refused is counted, and files that no design names stay outside.
    pub fn read_bundle(
        &mut self,
        bundle: &Bundle,
        files: Option<&Files>,
    ) -> Result<ReadIn, Trouble> {
        if bundle.head().commons != self.id() {
            return Err(not_read(BundleError::WrongCommons {
                found: bundle.head().commons,
            }));
        }
        let received = self.received();
        let refused = self.core().refusals().count();
        for frame in bundle.frames().map_err(not_read)? {
            let frame = frame.map_err(not_read)?;
            self.feed(Input::Imported { frame });
            if let Some(trouble) = self.take_failure() {
                return Err(trouble);
            }
        }
        self.catch_up()?;
        let files = match files {
            Some(files) => self.read_files(bundle, files)?,
            None => 0,
        };
        Ok(ReadIn {
            changes: self.received() - received,
            refused: self.core().refusals().count().saturating_sub(refused) as u64,
            waiting: self.core().waiting_counts().0 as u64,
            files,
            bytes: bundle.bytes().map_err(not_read)?,
        })
    }

    fn read_files(&mut self, bundle: &Bundle, files: &Files) -> Result<u64, Trouble> {
        // One file under several sizes: an entry that says a false one hinders no other.
        let named: BTreeSet<(FileHash, u64)> = self.index().named_files()?.into_iter().collect();
        let evidence: BTreeSet<FileHash> = self.index().evidence_files()?.into_iter().collect();
        let scratch = Scratch::new(&self.folder().join(INCOMING_FOLDER)).map_err(disk)?;
        let is_wanted = |file: FileHash, size: u64| -> Result<bool, FileError> {
            let is_named = named.contains(&(file, size)) || evidence.contains(&file);
            Ok(is_named && !(self.holds_file(file) && files.has(file)?.is_some()))
        };
        let (failed, mut came) = (RefCell::new(None), vec![]);
        let copied = bundle.copy_files(
            |file, size| match is_wanted(file, size) {
                Ok(true) => Ok(Some(BufWriter::new(File::create_new(scratch.place(file))?))),
                Ok(false) => Ok(None),
                Err(error) => Err(told(&failed, error)),
            },
            |file, mut out| {
                out.flush()?;
                drop(out);
                let place = scratch.place(file);
                match files.import(&place) {
                    Ok((kept, _)) if kept == file => {
                        came.push(file);
                        fs::remove_file(place)
                    }
                    Ok(_) => Err(told(&failed, FileError::Damaged)),
                    Err(error) => Err(told(&failed, error)),
                }
            },
        );
        came.into_iter().try_for_each(|file| self.hold_file(file))?;
        match (copied, failed.into_inner()) {
            (Ok(copied), _) => Ok(copied),
            (Err(_), Some(error)) => Err(error.into()),
            (Err(error), None) => Err(not_read(error)),
        }
    }
}

/// Reads a bundle to its end and checks it; says whose it is. Nothing is changed.
pub fn open(
    file: &Path,
    passphrase: Option<&Passphrase>,
    here: &[CommonsId],
) -> Result<Bundle, Trouble> {
    let bundle = Bundle::open(file, passphrase).map_err(not_read)?;
    if here.contains(&bundle.head().commons) {
        return Ok(bundle);
    }
    Err(Trouble::new(
        "The bundle was not read",
        "it belongs to a commons that this home is not in",
        "join that commons with an invitation first: a bundle alone makes nobody a member",
    ))
}

/// A folder of its own for files in passing, gone when dropped.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder at that place.
    pub(super) fn new(folder: &Path) -> io::Result<Scratch> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        Ok(Scratch(folder.to_path_buf()))
    }

    /// Where that file is put.
    pub(super) fn place(&self, file: FileHash) -> PathBuf {
        self.0.join(file.to_string())
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays is emptied the next time.
        let _ = fs::remove_dir_all(&self.0);
    }
}

const OUTGOING_FOLDER: &str = "outgoing";

/// For each document what both of two peers have; a document that only one of them names is in none.
fn lower(
    one: &BTreeMap<DocumentId, Heights>,
    other: &BTreeMap<DocumentId, Heights>,
) -> BTreeMap<DocumentId, Heights> {
    let both = |(document, heights): (&DocumentId, &Heights)| {
        let theirs = other.get(document)?;
        Some((*document, heights.common(theirs)))
    };
    one.iter().filter_map(both).collect()
}

/// Keeps the reason while an I/O error carries the fact that there is one.
fn told(failed: &RefCell<Option<FileError>>, error: FileError) -> io::Error {
    let text = io::Error::other(error.to_string());
    failed.replace(Some(error));
    text
}

/// The operating system refused a file in passing.
pub(super) fn disk(error: io::Error) -> Trouble {
    match BundleError::from(error) {
        BundleError::Full => Trouble::new(
            "Nothing was written",
            "the disk is full",
            "make room on the disk and try again",
        ),
        other => Trouble::new(
            "A file could not be handled",
            other.to_string(),
            "check that the folder exists and that you may write in it",
        ),
    }
}

fn not_written(error: BundleError) -> Trouble {
    container("The bundle was not written", error)
}

/// Why a bundle could not be read.
pub fn not_read(error: BundleError) -> Trouble {
    container("The bundle was not read", error)
}

/// What went wrong with a bundle or backup, and what to do about it.
pub(super) fn container(what: &str, error: BundleError) -> Trouble {
    if let Some(remedy) = crate::passphrase::sealed_remedy(&error) {
        return Trouble::new(what, error.to_string(), remedy);
    }
    let remedy = match &error {
        BundleError::NotABundle => "name a file that `bundle write` or `backup` made",
        BundleError::OtherKind => "use `bundle read` for a bundle and `restore` for a backup",
        BundleError::Newer { .. } => "install the newer program",
        BundleError::Truncated => "copy the file again, to its end; nothing was changed",
        BundleError::Damaged => "copy the file again or have it written anew; nothing was changed",
        BundleError::WrongCommons { .. } => "name the commons that it belongs to with --commons",
        BundleError::Full => "make room there and try again; nothing is left behind",
        BundleError::AlreadyThere => "choose another name",
        BundleError::WrongFile { .. } => "have it written anew; meet a peer to get that file again",
        BundleError::PartName(_) | BundleError::NotInside => "make the backup anew",
        BundleError::Sealed | BundleError::WrongPassphrase | BundleError::UnknownSeal => {
            "give the passphrase"
        }
        BundleError::Io(_) => "check that the place exists and that you may use it",
    };
    Trouble::new(what, error.to_string(), remedy)
}
