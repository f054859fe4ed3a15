//! Backups: all of a home in one file, and back into a new home under new keys.
//!
//! ```text
//! secret                          32 bytes, used once to vouch for the new device, kept nowhere
//! settings.json                   what the person chose
//! commons/<id>/history.sqlite     a whole copy of each history
//! commons/<id>/device             what renewed the old device's key, where it was renewed
//! files/<content>                 the design files that are named by them
//! ```

use super::When;
use super::bundle::{Scratch, container, disk};
use crate::chance;
use crate::commons::{Commons, DEVICE_KEYS, KEY_IN_DOUBT};
use crate::files;
use crate::home::keys::DEVICE_FILE;
use crate::home::{DeviceKeys, HOME_VERSION, Home, SCRATCH_FOLDER, Settings};
use crate::trouble::Trouble;
use model::charter::OutOfEffect;
use model::id::{CommonsId, FileHash};
use model::key::DeviceKey;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use sync::drivers::bundle::BundleError;
use sync::drivers::bundle::backup::{self, Backup, Content, Part};
use sync::drivers::files::Files;
use sync::drivers::seal::{Passphrase, Seal};
use sync::drivers::store::Store;

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackedUp {
    /// How many commons.
    pub commons: u64,
    /// How many design files.
    pub files: u64,
    /// Its length.
    pub bytes: u64,
}

/// One commons that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoredCommons {
    /// Which.
    pub id: CommonsId,
    /// What it is called.
    pub name: String,
    /// Whose device this is in it; `None` where the old device never came to belong to anybody.
    pub person: Option<String>,
}

impl RestoredCommons {
    /// What a person reads of it.
    pub fn words(&self) -> String {
        match &self.person {
            Some(person) => format!("{} is back, and you are {person} in it.", self.name),
            None => format!(
                "{} is back to be read - the old device never came to belong to anybody in it - join with an invitation.",
                self.name
            ),
        }
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The commons.
    pub commons: Vec<RestoredCommons>,
    /// How many design files.
    pub files: u64,
    /// What this device is called in them.
    pub device: String,
}

/// Writes all of a home into one file that only this account may read, sealed if there is a seal.
pub fn write<'a>(
    home: &Home,
    commons: impl IntoIterator<Item = &'a Commons>,
    files: &Files,
    to: &Path,
    seal: Option<&Seal>,
) -> Result<BackedUp, Trouble> {
    let scratch = Scratch::new(&home.root().join(SCRATCH_FOLDER)).map_err(disk)?;
    let settings = serde_json::to_vec_pretty(home.settings()).expect("settings are plain data");
    let mut parts = vec![
        bytes(SECRET_PART, home.secret().to_vec()),
        bytes(SETTINGS_PART, settings),
    ];
    let mut named = BTreeSet::new();
    let mut count = 0;
    for commons in commons {
        let copy = scratch.folder().join(commons.id().to_string());
        commons.store().copy_to(&copy)?;
        parts.push(Part {
            name: format!("{COMMONS_PARTS}{}/{HISTORY}", commons.id()),
            content: Content::File(copy),
        });
        let keys = home.device_keys(commons.id())?.text();
        if !keys.is_empty() {
            let name = format!("{COMMONS_PARTS}{}/{DEVICE_FILE}", commons.id());
            parts.push(bytes(&name, keys.into_bytes()));
        }
        named.extend(commons.index().all_files()?);
        count += 1;
    }
    let mut wanted = vec![];
    for file in named {
        if files.has(file)?.is_some() {
            wanted.push(file);
        }
    }
    let (mut failed, mut last) = (None, None);
    // Only one file at a time stands beside its backup.
    let file_parts = wanted.iter().map_while(|file| {
        if let Some(last) = last.take() {
            let _ = fs::remove_file(last);
        }
        let place = scratch.place(*file);
        match files.export(*file, &place) {
            Ok(_) => last = Some(place.clone()),
            Err(error) => {
                failed = Some(error);
                return None;
            }
        }
        Some(Part {
            name: format!("{FILE_PARTS}{file}"),
            content: Content::File(place),
        })
    });
    let written = backup::write(to, parts.into_iter().chain(file_parts), seal);
    let bytes = written.map_err(|error| container("The backup was not made", error))?;
    if let Some(error) = failed {
        let _ = fs::remove_file(to);
        return Err(error.into());
    }
    Ok(BackedUp {
        commons: count,
        files: wanted.len() as u64,
        bytes,
    })
}

/// Brings a backup back into a new home. A new key is made before anything else; nothing is written with the old one.
///
/// When it does not come to its end, nothing of it stays.
pub fn restore(
    from: &Path,
    passphrase: Option<&Passphrase>,
    root: &Path,
    device: &str,
    when: When,
) -> Result<(Home, Restored), Trouble> {
    let backup = backup::read(from, passphrase).map_err(not_restored)?;
    let whole = Whole::read(&backup)?;
    let was_there = root.exists();
    let mut home = match Home::begin(root, chance::bytes()) {
        Ok(home) => home,
        Err(error) => {
            return Err(Trouble {
                what: "Nothing was restored".to_owned(),
                ..error.into()
            });
        }
    };
    match restore_into(&backup, &whole, &mut home, device, when) {
        Ok(restored) => {
            home.finish()?;
            Ok((home, restored))
        }
        Err(trouble) => {
            // What cannot be taken away keeps its mark: the next restore begins anew.
            let _ = home.take_back();
            if !was_there {
                let _ = fs::remove_dir_all(root);
            }
            Err(trouble)
        }
    }
}

/// The parts of a backup that must be there, read before anything is changed.
struct Whole {
    secret: [u8; 32],
    settings: Settings,
    histories: Vec<CommonsId>,
    files: u64,
}

impl Whole {
    fn read(backup: &Backup) -> Result<Whole, Trouble> {
        let damaged = || not_restored(BundleError::Damaged);
        let secret = backup.part(SECRET_PART).map_err(not_restored)?;
        let settings = backup.part(SETTINGS_PART).map_err(not_restored)?;
        let settings: Settings = serde_json::from_slice(&settings).map_err(|_| damaged())?;
        if settings.version > HOME_VERSION {
            return Err(Trouble::new(
                "Nothing was restored",
                "the backup was made by a newer version of the program",
                "install the newer program",
            ));
        }
        let ids = backup.parts().keys().filter_map(|name| {
            let name = name.strip_prefix(COMMONS_PARTS)?;
            Some(name.strip_suffix(HISTORY)?.strip_suffix('/')?.parse())
        });
        let files = backup
            .parts()
            .keys()
            .filter(|name| name.starts_with(FILE_PARTS));
        Ok(Whole {
            secret: secret.try_into().map_err(|_| damaged())?,
            settings,
            histories: ids.collect::<Result<_, _>>().map_err(|_| damaged())?,
            files: files.count() as u64,
        })
    }
}

fn restore_into(
    backup: &Backup,
    whole: &Whole,
    home: &mut Home,
    device: &str,
    when: When,
) -> Result<Restored, Trouble> {
    let mut all = vec![];
    for id in &whole.histories {
        all.push(restore_commons(backup, whole, home, *id, device, when)?);
    }
    if whole.files > 0 {
        restore_files(backup, home)?;
    }
    let old = whole.settings.clone();
    // The old addresses and the old port belong to the old device.
    home.change_settings(|settings| {
        *settings = Settings {
            port: None,
            last_addresses: vec![],
            // What was written elsewhere is no backup of this one.
            backed_up_ms: None,
            ..old
        }
    })?;
    Ok(Restored {
        commons: all,
        files: whole.files,
        device: device.to_owned(),
    })
}

fn restore_commons(
    backup: &Backup,
    whole: &Whole,
    home: &Home,
    id: CommonsId,
    device: &str,
    when: When,
) -> Result<RestoredCommons, Trouble> {
    let place = home.make_folder(id)?.join(HISTORY);
    let parts = format!("{COMMONS_PARTS}{id}");
    backup
        .extract(&format!("{parts}/{HISTORY}"), &place)
        .map_err(not_restored)?;
    let mut store = Store::open(&place)?;
    if store.commons() != id {
        return Err(not_restored(BundleError::Damaged));
    }
    // They speak of the old key.
    store.local_remove(KEY_IN_DOUBT)?;
    store.local_remove(DEVICE_KEYS)?;
    drop(store);
    home.settle_folder(id)?;
    let mut commons = Commons::open(home, id)?;
    let renewals = match backup.part(&format!("{parts}/{DEVICE_FILE}")) {
        Err(BundleError::NotInside) => vec![],
        other => other.map_err(not_restored)?,
    };
    let older = DeviceKeys::of_backup(whole.secret, id, &renewals)
        .ok_or_else(|| not_restored(BundleError::Damaged))?;
    // A key that forked still speaks for the one that takes its place; a retired one does not.
    let speaks = |key: &DeviceKey| {
        let known = commons.charter().device(key.device());
        known.is_some_and(|device| matches!(device.out, None | Some(OutOfEffect::Forked)))
    };
    if let Some(older) = older.all().find(speaks) {
        commons.take_over(&older, device, when)?;
    }
    Ok(RestoredCommons {
        id,
        name: commons.charter().name().to_owned(),
        person: commons.me().map(|me| commons.called(me)),
    })
}

fn restore_files(backup: &Backup, home: &Home) -> Result<(), Trouble> {
    let scratch = Scratch::new(&home.root().join(SCRATCH_FOLDER)).map_err(disk)?;
    let kept = files::open(home)?;
    let mut failed = None;
    let is_file = |name: &str| -> Option<FileHash> { name.strip_prefix(FILE_PARTS)?.parse().ok() };
    let copied = backup.extract_each(
        |name| is_file(name).map(|file| scratch.place(file)),
        |place| {
            let taken = kept.store().import(place).map_err(Trouble::from);
            if let Err(trouble) = taken {
                failed = Some(trouble);
                return Err(std::io::Error::other("it could not be kept"));
            }
            fs::remove_file(place)
        },
    );
    match (copied, failed) {
        (Ok(()), _) => Ok(()),
        (Err(_), Some(trouble)) => Err(trouble),
        (Err(error), None) => Err(not_restored(error)),
    }
}

fn bytes(name: &str, bytes: Vec<u8>) -> Part {
    Part {
        name: name.to_owned(),
        content: Content::Bytes(bytes),
    }
}

fn not_restored(error: BundleError) -> Trouble {
    container("Nothing was restored", error)
}

const SECRET_PART: &str = "secret";
const SETTINGS_PART: &str = "settings.json";
const COMMONS_PARTS: &str = "commons/";
const FILE_PARTS: &str = "files/";
const HISTORY: &str = "history.sqlite";
