//! Design files of this home, kept by their content.
//!
//! While the engine is on the network its own store of files serves peers; a command without a network
//! opens the store for itself, reachable by nobody but this computer.

use crate::home::Home;
use crate::index::NamedFiles;
use crate::trouble::Trouble;
use model::file_name::safe_file_name;
use model::id::{CommonsId, EndpointId, FileHash};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use sync::drivers::files::{FileError, Files, Reading};
use sync::drivers::net::{Net, NetConfig};

/// A picture or a solid that is read into memory is at most this large.
pub const READ_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A file that is kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its content.
    pub hash: FileHash,
    /// What it was called.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
}

/// Who may read which files of this home: those of a commons its members' devices, or anyone where it is open.
#[derive(Debug, Clone, Default)]
pub struct Readers(Arc<RwLock<BTreeMap<CommonsId, Audience>>>);

/// Who may read the files of one commons.
#[derive(Debug, Clone, Default)]
pub struct Audience {
    /// Its members' devices.
    pub members: BTreeSet<EndpointId>,
    /// Whether anyone may.
    pub anyone: bool,
    /// The files that it names.
    pub files: NamedFiles,
    /// The files that came by it, or were put into it here. What came by another commons is not handed on in this one: whoever
    /// knows its hash could name it.
    pub held: NamedFiles,
}

impl Readers {
    /// Sets who may read; gives those who might a moment ago and may not any more.
    pub fn set(&self, now: BTreeMap<CommonsId, Audience>) -> BTreeSet<EndpointId> {
        let mut readers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *readers, now);
        let mut left = BTreeSet::new();
        for (id, audience) in before {
            let now = readers.get(&id);
            let stays = |who: &EndpointId| now.is_some_and(|now| now.lets(*who));
            left.extend(audience.members.into_iter().filter(|who| !stays(who)));
        }
        left
    }

    /// Whether that home may have that file: one that it does not get here looks the same whether it is here or not.
    pub fn may_read(&self, who: EndpointId, file: FileHash) -> Reading {
        let readers = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (mut reads, mut names) = (false, false);
        for audience in readers.values().filter(|audience| audience.lets(who)) {
            reads = true;
            if audience.files.contains(file) {
                names = true;
                if audience.held.contains(file) {
                    return Reading::Allowed;
                }
            }
        }
        match reads && !names {
            true => Reading::NotNamed,
            false => Reading::Refused,
        }
    }
}

impl Audience {
    fn lets(&self, who: EndpointId) -> bool {
        self.anyone || self.members.contains(&who)
    }
}

/// The store of files, opened by a command for itself.
pub struct OwnFiles {
    // Dropped in this order: the store before the network that carries it.
    files: Files,
    _net: Net,
}

/// Opens the store of files of a home that is not on the network.
pub fn open(home: &Home) -> Result<OwnFiles, Trouble> {
    let bind = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let config = NetConfig {
        secret: home.endpoint_seed(),
        bind,
        lan: false,
    };
    let net = Net::start(config, |_| {}).map_err(|error| {
        Trouble::new(
            "The store of files could not be opened",
            error.to_string(),
            "close other programs and try again",
        )
    })?;
    let files = Files::open(&net, &home.files_folder(), |_, _| Reading::Refused)?;
    Ok(OwnFiles { files, _net: net })
}

impl OwnFiles {
    /// Keeps a copy of a file.
    pub fn keep(&self, file: &Path) -> Result<Kept, Trouble> {
        keep(&self.files, file)
    }

    /// Keeps these bytes under a name.
    pub fn keep_bytes(&self, name: &str, bytes: &[u8]) -> Result<Kept, Trouble> {
        let (hash, bytes) = self.files.import_bytes(bytes)?;
        Ok(Kept {
            hash,
            name: name.to_owned(),
            bytes,
        })
    }

    /// Saves a kept file to a place where nothing is yet.
    pub fn save(&self, file: FileHash, to: &Path) -> Result<(), Trouble> {
        Ok(self.files.export(file, to).map(|_| ())?)
    }

    /// The store itself.
    pub fn store(&self) -> &Files {
        &self.files
    }
}

/// Where a file is saved: in a folder under the name that it has in its design, made safe; else exactly there.
pub fn place_in(to: &Path, name: &str, file: FileHash) -> PathBuf {
    match to.is_dir() {
        true => to.join(safe_file_name(name, &format!("file-{}", file.short()))),
        false => to.to_path_buf(),
    }
}

/// What a file without a name is, by its beginning: something to be looked at, never to be run.
pub fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    let begins = |with: &[u8]| bytes.starts_with(with);
    if begins(b"\x89PNG\r\n\x1a\n") {
        Some("png")
    } else if begins(b"\xff\xd8\xff") {
        Some("jpg")
    } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("webp")
    } else if begins(b"%PDF-") {
        Some("pdf")
    } else {
        let text = std::str::from_utf8(bytes).ok()?;
        let is_plain = |letter: char| !letter.is_control() || "\n\r\t".contains(letter);
        text.chars().all(is_plain).then_some("txt")
    }
}

/// Keeps a copy of a file.
pub fn keep(files: &Files, file: &Path) -> Result<Kept, Trouble> {
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let name: String = name
        .chars()
        .filter(|letter| !letter.is_control())
        .take(120)
        .collect();
    let (hash, bytes) = files.import(file)?;
    Ok(Kept { hash, name, bytes })
}

/// Keeps a copy of a picture for a profile: small enough, and of a kind that can be shown.
pub fn keep_picture(files: &Files, file: &Path) -> Result<Kept, Trouble> {
    let refused = |why: &str, remedy: &str| Trouble::new("The picture was not taken", why, remedy);
    let ending = file.extension().unwrap_or_default().to_string_lossy();
    let ending = ending.to_lowercase();
    if !["png", "jpg", "jpeg", "webp"].contains(&ending.as_str()) {
        let why = "it is no PNG, JPEG or WebP file";
        return Err(refused(why, "save it in one of these formats"));
    }
    let length = std::fs::metadata(file).map_or(0, |about| about.len());
    if length > model::profile::PICTURE_BYTES_MAX {
        return Err(refused("it is larger than 8 MB", "choose a smaller one"));
    }
    keep(files, file)
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        let remedy = match &error {
            FileError::NotAFile => "name an ordinary file",
            FileError::Changed => "wait until the other program has saved it, and try again",
            FileError::NotHere => "meet a peer that has it",
            FileError::TooLong { .. } => "save it and open it with another program",
            FileError::AlreadyThere => "choose another name",
            FileError::Damaged => "meet a peer that has it: it comes again",
            FileError::Io(_) | FileError::Store(_) => {
                "check that there is room on the disk and that you may write there"
            }
        };
        Trouble::new("The file was not handled", error.to_string(), remedy)
    }
}
