//! The home: one data folder with its secret, its settings and its commons, used by one program at a time.
//!
//! ```text
//! HOME/
//!   in-use            the process that has it open
//!   secret            32 random bytes, readable by the owner only
//!   settings.json     what the person chose; kept when a newer program wrote more
//!   files/            design files by their content
//!   commons/<id>/     history.sqlite (the truth), derived.sqlite (may be deleted), founder, device
//! ```

use crate::action::ThemeChoice;
use crate::trouble::Trouble;
use model::id::{CommonsId, EndpointId};
use model::key::DeviceKey;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

mod folders;
pub mod keys;

pub use folders::{SCRATCH_FOLDER, write_whole};
pub use keys::DeviceKeys;

use folders::private_folder;

/// The version of the folder's layout that this program reads and writes.
pub const HOME_VERSION: u32 = 1;

/// Files up to this size come by themselves, unless the person chose another limit.
pub const FETCH_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// An opened home. Dropping it lets another program open the folder.
#[derive(Debug)]
pub struct Home {
    root: PathBuf,
    secret: [u8; 32],
    settings: Settings,
    /// Held open while the folder is in use; gone only while it is being moved.
    in_use: Option<File>,
}

/// What the person chose for this home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The version of the folder's layout.
    pub version: u32,
    /// The port that addresses given out yesterday name.
    pub port: Option<u16>,
    /// Where this home could be met last, for invitations.
    pub last_addresses: Vec<String>,
    /// Where other devices were met, latest last, as addresses that a person could type.
    pub met: Vec<String>,
    /// The person's own name, offered when founding or joining.
    pub person_name: String,
    /// Whether others on the same local network may find this computer.
    pub seen_nearby: bool,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// What draws the window: `auto`, `glow` or `wgpu`.
    pub graphics: String,
    /// The text size in percent, 80 to 200.
    pub text_percent: u16,
    /// The commons that the window showed last.
    pub last_commons: Option<String>,
    /// Files of designs up to this size come by themselves, in bytes.
    pub fetch_bytes_max: u64,
    /// When a backup was written last, in milliseconds since 1970.
    pub backed_up_ms: Option<u64>,
    /// Settings of a newer program, kept as they are.
    #[serde(flatten)]
    pub other: serde_json::Map<String, serde_json::Value>,
}

impl Settings {
    /// Light or dark, and the size of everything in percent.
    pub fn looks(&self) -> (ThemeChoice, u16) {
        let theme = match self.theme.as_str() {
            "light" => ThemeChoice::Light,
            "dark" => ThemeChoice::Dark,
            _ => ThemeChoice::System,
        };
        (theme, self.text_percent)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: HOME_VERSION,
            port: None,
            last_addresses: vec![],
            met: vec![],
            person_name: String::new(),
            seen_nearby: true,
            theme: "system".into(),
            graphics: "auto".into(),
            text_percent: 100,
            last_commons: None,
            fetch_bytes_max: FETCH_BYTES_MAX,
            backed_up_ms: None,
            other: serde_json::Map::new(),
        }
    }
}

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
    /// No place for data is known on this system.
    #[error("this system names no folder for data")]
    NoPlace,
}

impl Home {
    /// Opens the home in this folder, and makes it with `fresh_secret` where there is none.
    pub fn open(root: &Path, fresh_secret: [u8; 32]) -> Result<Home, HomeError> {
        private_folder(root)?;
        let in_use = lock(root)?;
        folders::refuse_unfinished(root)?;
        Self::open_locked(root, in_use, fresh_secret)
    }

    /// Begins a home that is to be restored, in an empty folder; until [`Home::finish`] it cannot be opened otherwise.
    pub fn begin(root: &Path, fresh_secret: [u8; 32]) -> Result<Home, HomeError> {
        private_folder(root)?;
        let in_use = lock(root)?;
        folders::begin(root)?;
        Self::open_locked(root, in_use, fresh_secret)
    }

    fn open_locked(root: &Path, in_use: File, fresh_secret: [u8; 32]) -> Result<Home, HomeError> {
        let settings = read_settings(root)?;
        let secret = read_or_make_secret(root, fresh_secret)?;
        folders::clear_unfinished(root);
        Ok(Home {
            root: root.to_path_buf(),
            secret,
            settings,
            in_use: Some(in_use),
        })
    }

    /// Moves to `place`; what is there is set aside as `aside`. When it cannot be, all is as it was.
    pub fn take_place(&mut self, place: &Path, aside: &Path) -> Result<(), HomeError> {
        // Some systems move no folder in which a file is open.
        self.in_use = None;
        let taken = swap(&self.root, place, aside);
        if taken.is_ok() {
            self.root = place.to_path_buf();
        }
        self.in_use = Some(lock(&self.root)?);
        taken
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
        blake3::derive_key("commonwright 2026 endpoint key v1", &self.secret)
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
        DeviceKeys::read(self.secret, commons, folder)
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

const SETTINGS_FILE: &str = "settings.json";
const SECRET_FILE: &str = "secret";

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

fn read_settings(root: &Path) -> Result<Settings, HomeError> {
    let file = root.join(SETTINGS_FILE);
    let text = match fs::read(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Settings::default()),
        Err(source) => return Err(HomeError::System { file, source }),
    };
    let settings: Settings = serde_json::from_slice(&text).map_err(|error| HomeError::Damaged {
        file,
        reason: error.to_string(),
    })?;
    if settings.version > HOME_VERSION {
        return Err(HomeError::Newer {
            folder: root.to_path_buf(),
            version: settings.version,
        });
    }
    Ok(settings)
}

fn read_or_make_secret(root: &Path, fresh: [u8; 32]) -> Result<[u8; 32], HomeError> {
    let file = root.join(SECRET_FILE);
    match fs::read(&file) {
        Ok(bytes) => bytes.try_into().map_err(|_| HomeError::Damaged {
            file,
            reason: "it must hold exactly 32 bytes".into(),
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // A fresh secret would make this device a stranger in its own commons.
            if folders::holds_commons(root) {
                return Err(HomeError::NoSecret {
                    folder: root.to_path_buf(),
                });
            }
            write_whole(&file, &fresh)?;
            Ok(fresh)
        }
        Err(source) => Err(HomeError::System { file, source }),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("commonwright-home-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn a_home_keeps_its_key_and_settings() {
        let root = folder("keeps");
        let mut home = Home::open(&root, [1; 32]).unwrap();
        let endpoint = home.endpoint();
        home.change_settings(|settings| settings.port = Some(4711))
            .unwrap();
        drop(home);
        let home = Home::open(&root, [2; 32]).unwrap();
        assert_eq!(home.endpoint(), endpoint);
        assert_eq!(home.settings().port, Some(4711));
        let commons = [CommonsId([1; 16]), CommonsId([2; 16])];
        assert_ne!(
            home.first_key(commons[0]).device(),
            home.first_key(commons[1]).device()
        );
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn a_home_takes_the_place_of_another_and_nothing_of_that_is_lost() {
        let (old, new) = (folder("old"), folder("new"));
        let aside = folder("aside");
        let endpoint = Home::open(&old, [1; 32]).unwrap().endpoint();
        let mut home = Home::open(&new, [2; 32]).unwrap();
        home.take_place(&old, &aside).unwrap();
        assert_eq!(home.root(), old);
        assert!(!new.exists());
        assert_eq!(Home::open(&aside, [3; 32]).unwrap().endpoint(), endpoint);
        let refused = Home::open(&old, [3; 32]).unwrap_err();
        assert!(matches!(refused, HomeError::InUse { .. }));
        assert!(home.take_place(&folder("nowhere"), &aside).is_err());
        assert_eq!(home.root(), old);
        for folder in [old, aside] {
            fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn a_folder_in_use_is_refused_with_its_process() {
        let root = folder("in-use");
        let _home = Home::open(&root, [1; 32]).unwrap();
        let refused = Home::open(&root, [1; 32]).unwrap_err();
        assert!(
            refused
                .to_string()
                .contains(&std::process::id().to_string()),
            "{refused}"
        );
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn a_folder_of_a_newer_program_is_left_alone() {
        let root = folder("newer");
        drop(Home::open(&root, [1; 32]).unwrap());
        fs::write(
            root.join(SETTINGS_FILE),
            r#"{"version": 99, "tomorrow": true}"#,
        )
        .unwrap();
        assert!(matches!(
            Home::open(&root, [1; 32]),
            Err(HomeError::Newer { version: 99, .. })
        ));
        fs::remove_dir_all(&root).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn the_secret_is_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let root = folder("private");
        let _home = Home::open(&root, [1; 32]).unwrap();
        let mode = fs::metadata(root.join(SECRET_FILE))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::remove_dir_all(&root).unwrap();
    }
}
