//! What can go wrong with a home, and what a person reads of it.

use super::keys::DEVICE_FILE;
use crate::passphrase::home_remedy;
use crate::trouble::Trouble;
use std::io::ErrorKind;
use std::path::PathBuf;

/// Why a home could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// Another process has it open.
    #[error("the folder {} is in use by process {process}", folder.display())]
    InUse {
        /// The folder.
        folder: PathBuf,
        /// The process id, as the other program wrote it; `?` where it could not be read.
        process: String,
    },
    /// A newer program wrote it.
    #[error("the folder {} was written by a newer version ({version})", folder.display())]
    Newer {
        /// The folder.
        folder: PathBuf,
        /// The version found.
        version: u32,
    },
    /// A file of the home is damaged.
    #[error("{} is damaged: {reason}", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The system refused to read or write.
    #[error("{}: {source}", file.display())]
    System {
        /// The file or folder.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The secret is gone, and with it the keys of this device.
    #[error("the folder {} holds commons but not the secret of this device", folder.display())]
    NoSecret {
        /// The folder.
        folder: PathBuf,
    },
    /// A restore did not come to its end.
    #[error("a backup was being restored into the folder {}, and that did not come to its end", folder.display())]
    Unfinished {
        /// The folder.
        folder: PathBuf,
    },
    /// A restore needs an empty folder.
    #[error("the folder {} is not empty", folder.display())]
    NotEmpty {
        /// The folder.
        folder: PathBuf,
    },
    /// The secret is behind a passphrase, and none was given.
    #[error("this home is protected with a passphrase")]
    Sealed,
    /// Another one was given.
    #[error("the passphrase is not the one that protects this home")]
    WrongPassphrase,
    /// No place for data is known on this system.
    #[error("this system names no folder for data")]
    NoPlace,
}

impl From<HomeError> for Trouble {
    fn from(error: HomeError) -> Self {
        let what = "The data folder could not be opened";
        match &error {
            HomeError::InUse { process, .. } => Trouble::new(
                what,
                error.to_string(),
                format!(
                    "close the program with process id {process}, or name another folder with --home"
                ),
            ),
            HomeError::Newer { .. } => Trouble::new(
                what,
                error.to_string(),
                "install the newer program; nothing in the folder was changed",
            ),
            HomeError::Damaged { file, .. } if file.ends_with(DEVICE_FILE) => {
                Trouble::new(what, error.to_string(), "run `check --repair`")
            }
            HomeError::Sealed => Trouble::new(what, error.to_string(), home_remedy()),
            HomeError::WrongPassphrase => Trouble::new(
                what,
                error.to_string(),
                "type it again, or give another one",
            ),
            HomeError::Damaged { file, .. } => Trouble::new(
                what,
                error.to_string(),
                format!(
                    "put {} back from a backup, or restore the backup into a new folder",
                    file.display()
                ),
            ),
            HomeError::NoSecret { .. } => Trouble::new(
                what,
                error.to_string(),
                "put the file `secret` back, or restore a backup into a new folder",
            ),
            HomeError::Unfinished { .. } => Trouble::new(
                what,
                error.to_string(),
                "run `restore` again with the same folder: it begins anew, and the backup is as it was",
            ),
            HomeError::NotEmpty { .. } => {
                Trouble::new(what, error.to_string(), "name a new folder with --home")
            }
            HomeError::System { source, .. } if source.kind() == ErrorKind::StorageFull => {
                Trouble::new(
                    "Nothing was saved",
                    "the disk is full",
                    "make room on the disk and try again; what was saved before is safe",
                )
            }
            HomeError::System { .. } => Trouble::new(
                what,
                error.to_string(),
                "check that the folder exists and that you may write in it",
            ),
            HomeError::NoPlace => {
                Trouble::usage(what, error.to_string(), "name a folder with --home")
            }
        }
    }
}
