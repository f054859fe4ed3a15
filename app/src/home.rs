//! The home: one data folder with its secret, its settings and its commons, used by one program at a time.
//!
//! ```text
//! HOME/
//!   in-use            the process that has it open
//!   secret            32 random bytes, readable by the owner only; sealed if the person wants it
//!   settings.json     what the person chose; kept when a newer program wrote more
//!   files/            design files by their content
//!   commons/<id>/     history.sqlite (the truth), derived.sqlite (may be deleted), founder, device
//! ```

use crate::passphrase::Passphrase;
use model::id::{CommonsId, EndpointId};
use model::key::DeviceKey;
use secret::{Kept, Secret};
use settings::SETTINGS_FILE;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use sync::drivers::seal::Seal;

mod door;
mod error;
mod folders;
pub mod keys;
mod modes;
mod secret;
mod settings;
#[cfg(test)]
mod tests;

pub use door::{Door, Locked};
pub use error::HomeError;
pub use folders::{SCRATCH_FOLDER, write_whole};
pub use keys::DeviceKeys;
pub use settings::{FETCH_BYTES_MAX, HOME_VERSION, Settings};

/// An opened home. Dropping it lets another program open the folder.
#[derive(Debug)]
pub struct Home {
    root: PathBuf,
    secret: Secret,
    is_protected: bool,
    was_readable: bool,
    settings: Settings,
    /// Held open while the folder is in use; gone only while it is being moved.
    in_use: Option<File>,
}

impl Home {
    /// Opens the home in this folder, and makes it with `fresh_secret` where there is none. One that is behind a
    /// passphrase stays closed; for those there is [`Door::find`].
    pub fn open(root: &Path, fresh_secret: [u8; 32]) -> Result<Home, HomeError> {
        match Door::find(root, fresh_secret)? {
            Door::Open(home) => Ok(home),
            Door::Locked(_) => Err(HomeError::Sealed),
        }
    }

    /// Begins a home that is to be restored, in an empty folder; until [`Home::finish`] it cannot be opened otherwise.
    pub fn begin(root: &Path, fresh_secret: [u8; 32]) -> Result<Home, HomeError> {
        folders::private_folder(root)?;
        let in_use = lock(root)?;
        folders::begin(root)?;
        match Door::find_locked(root, in_use, fresh_secret)? {
            Door::Open(home) => Ok(home),
            Door::Locked(_) => Err(HomeError::Sealed),
        }
    }

    /// Moves to `place`; what is there is set aside as `aside`. When it cannot be, all is as it was.
    pub fn take_place(&mut self, place: &Path, aside: &Path) -> Result<(), HomeError> {
        // Some systems move no folder in which a file is open.
        self.in_use = None;
        let taken = folders::begin_swap(&self.root).and_then(|()| swap(&self.root, place, aside));
        if taken.is_ok() {
            self.root = place.to_path_buf();
        }
        // A mark that stays does nothing while a home is in its place.
        let _ = folders::end_swap(&self.root);
        self.in_use = Some(lock(&self.root)?);
        taken
    }

    /// Whether a passphrase protects the secret.
    pub fn is_protected(&self) -> bool {
        self.is_protected
    }

    /// Whether other accounts of this computer could read the secret until now; asked once.
    pub fn take_was_readable(&mut self) -> bool {
        std::mem::take(&mut self.was_readable)
    }

    /// Puts the secret behind a passphrase, another one, or none; `now` is the one of now, where there is one.
    ///
    /// What a crash leaves opens with the one or the other. Copies that were made before stay as they are.
    pub fn protect(
        &mut self,
        now: Option<&Passphrase>,
        seal: Option<&Seal>,
    ) -> Result<(), HomeError> {
        if let Kept::Sealed(sealed) = secret::read(&self.root)? {
            secret::open(&self.root, &sealed, now.ok_or(HomeError::Sealed)?)?;
        }
        secret::keep(&self.root, &self.secret, seal)?;
        self.is_protected = seal.is_some();
        Ok(())
    }

    /// The platform's own place for a home.
    pub fn usual_place() -> Result<PathBuf, HomeError> {
        directories::ProjectDirs::from("org", "commonwright", "commonwright")
            .map(|places| places.data_dir().to_path_buf())
            .ok_or(HomeError::NoPlace)
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the person chose.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Changes the settings, and keeps them on the disk.
    pub fn change_settings(&mut self, change: impl FnOnce(&mut Settings)) -> Result<(), HomeError> {
        let mut changed = self.settings.clone();
        change(&mut changed);
        if changed == self.settings {
            return Ok(());
        }
        let text = serde_json::to_vec_pretty(&changed).expect("settings are plain data");
        write_whole(&self.root.join(SETTINGS_FILE), &text)?;
        self.settings = changed;
        Ok(())
    }

    /// The 32 bytes that the network key is made from.
    pub fn endpoint_seed(&self) -> [u8; 32] {
        blake3::derive_key("commonwright 2026 endpoint key v1", &*self.secret)
    }

    /// The network key, to sign with.
    pub fn endpoint_key(&self) -> DeviceKey {
        DeviceKey::from_seed(self.endpoint_seed())
    }

    /// This home's name on the network.
    pub fn endpoint(&self) -> EndpointId {
        self.endpoint_key().endpoint()
    }

    /// The keys of this device in that commons: others in each, so that strangers cannot link them.
    pub fn device_keys(&self, commons: CommonsId) -> Result<DeviceKeys, HomeError> {
        self.device_keys_in(commons, &self.commons_folder(commons))
    }

    /// The same, where the commons does not lie in its place yet.
    pub fn device_keys_in(
        &self,
        commons: CommonsId,
        folder: &Path,
    ) -> Result<DeviceKeys, HomeError> {
        DeviceKeys::read(*self.secret, commons, folder)
    }

    /// Moves away a damaged list of what renewed this device's key in that commons.
    pub fn set_device_keys_aside(&self, commons: CommonsId) -> Result<(), HomeError> {
        DeviceKeys::set_aside(&self.commons_folder(commons))
    }

    /// The first key of this device in a commons that it is about to found.
    pub fn first_key(&self, commons: CommonsId) -> DeviceKey {
        keys::actor_key(&self.secret, commons, None)
    }

    /// The secret itself, for a backup.
    pub fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// Where design files lie.
    pub fn files_folder(&self) -> PathBuf {
        self.root.join("files")
    }
}

/// What this computer is called, to name a device after it.
pub fn this_computer() -> String {
    let name = fs::read_to_string("/etc/hostname")
        .ok()
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .unwrap_or_default();
    let name: String = name
        .trim()
        .chars()
        .filter(|letter| !letter.is_control())
        .take(40)
        .collect();
    if name.is_empty() {
        "this computer".to_owned()
    } else {
        name
    }
}

/// Sets `place` aside and puts `new` there.
fn swap(new: &Path, place: &Path, aside: &Path) -> Result<(), HomeError> {
    let failed = |file: &Path| {
        let file = file.to_path_buf();
        move |source| HomeError::System { file, source }
    };
    fs::rename(place, aside).map_err(failed(place))?;
    fs::rename(new, place).map_err(|error| {
        // What was set aside goes back; if even that fails it is still whole, beside its place.
        let _ = fs::rename(aside, place);
        failed(new)(error)
    })
}

fn lock(root: &Path) -> Result<File, HomeError> {
    let file = root.join("in-use");
    let failed = |source| HomeError::System {
        file: file.clone(),
        source,
    };
    let mut held = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&file)
        .map_err(failed)?;
    if let Err(error) = held.try_lock() {
        let TryLockError::WouldBlock = error else {
            return Err(failed(error.into()));
        };
        let mut process = String::new();
        let _ = held.read_to_string(&mut process);
        let process = match process.trim() {
            "" => "?".to_owned(),
            known => known.to_owned(),
        };
        return Err(HomeError::InUse {
            folder: root.to_path_buf(),
            process,
        });
    }
    held.set_len(0).map_err(failed)?;
    write!(held, "{}", std::process::id()).map_err(failed)?;
    Ok(held)
}
