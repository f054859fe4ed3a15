//! The way into a home: open at once, or behind a passphrase.

use super::secret::{self, Kept, Secret};
use super::settings::{self, Settings};
use super::{Home, HomeError, folders, lock, modes};
use crate::passphrase::Passphrase;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A home as it was found.
#[derive(Debug)]
pub enum Door {
    /// It is open.
    Open(Home),
    /// Its passphrase is wanted.
    Locked(Locked),
}

/// A home whose passphrase is wanted. Nobody else can open the folder meanwhile.
#[derive(Debug)]
pub struct Locked {
    root: PathBuf,
    in_use: File,
    settings: Settings,
    sealed: Vec<u8>,
    was_readable: bool,
}

impl From<Home> for Door {
    fn from(home: Home) -> Door {
        Door::Open(home)
    }
}

impl Door {
    /// Finds the home in this folder, and makes it with `fresh_secret` where there is none.
    pub fn find(root: &Path, fresh_secret: [u8; 32]) -> Result<Door, HomeError> {
        folders::finish_swap(root)?;
        folders::private_folder(root)?;
        let in_use = lock(root)?;
        folders::refuse_unfinished(root)?;
        Self::find_locked(root, in_use, fresh_secret)
    }

    pub(super) fn find_locked(
        root: &Path,
        in_use: File,
        fresh_secret: [u8; 32],
    ) -> Result<Door, HomeError> {
        let settings = settings::read(root)?;
        let was_readable = modes::close_to_others(root)?;
        let kept = secret::read_or_make(root, fresh_secret)?;
        folders::clear_unfinished(root);
        let root = root.to_path_buf();
        let sealed = match &kept {
            Kept::Plain(_) => vec![],
            Kept::Sealed(sealed) => sealed.clone(),
        };
        let locked = Locked {
            root,
            in_use,
            settings,
            sealed,
            was_readable,
        };
        Ok(match kept {
            Kept::Plain(secret) => Door::Open(locked.opened(secret)),
            Kept::Sealed(_) => Door::Locked(locked),
        })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        match self {
            Door::Open(home) => home.root(),
            Door::Locked(locked) => locked.root(),
        }
    }

    /// What the person chose.
    pub fn settings(&self) -> &Settings {
        match self {
            Door::Open(home) => home.settings(),
            Door::Locked(locked) => locked.settings(),
        }
    }
}

impl Locked {
    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the person chose.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Opens it; gives it back with what is wrong, to be tried again.
    pub fn open(self, passphrase: &Passphrase) -> Result<Home, (Box<Locked>, HomeError)> {
        match secret::open(&self.root, &self.sealed, passphrase) {
            Ok(secret) => Ok(self.opened(secret)),
            Err(error) => Err((Box::new(self), error)),
        }
    }

    fn opened(self, secret: Secret) -> Home {
        Home {
            root: self.root,
            secret,
            is_protected: !self.sealed.is_empty(),
            was_readable: self.was_readable,
            settings: self.settings,
            in_use: Some(self.in_use),
        }
    }
}
