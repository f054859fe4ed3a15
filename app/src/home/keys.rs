//! The keys of this home: made from its secret, another one in each commons, and a new one when an old one
//! may not write any more.
//!
//! A key signs each number once. A device whose newest entries may be lost, or whose key was seen to write
//! elsewhere, therefore goes on with another key, for which the old one vouches. Such a *renewal* is 32
//! random bytes that are mixed into the key; by themselves they open nothing, so they need no hiding.
//!
//! ```text
//! commons/<id>/device     a line for each renewal, the newest last: the bytes, and a part of their BLAKE3
//! ```

use super::{HomeError, write_whole};
use data_encoding::HEXLOWER;
use model::id::{CommonsId, DeviceId};
use model::key::DeviceKey;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Where the renewals of a commons are kept, in its folder.
pub const DEVICE_FILE: &str = "device";
/// A device that was renewed more often has other troubles.
const RENEWALS_MAX: usize = 1000;
const CHECK_BYTES: usize = 8;

/// What is mixed into a key to make the next one.
pub type Renewal = [u8; 32];

/// The key of a home with this secret in that commons, after these renewals; the first key without any.
pub fn actor_key(secret: &[u8; 32], commons: CommonsId, renewal: Option<&Renewal>) -> DeviceKey {
    let mut hasher = blake3::Hasher::new_derive_key("commonwright 2026 actor key v1");
    hasher.update(secret);
    hasher.update(&commons.0);
    if let Some(renewal) = renewal {
        hasher.update(renewal);
    }
    DeviceKey::from_seed(*hasher.finalize().as_bytes())
}

/// The keys of this device in one commons, the one that writes and those before it.
pub struct DeviceKeys {
    secret: [u8; 32],
    commons: CommonsId,
    file: PathBuf,
    renewals: Vec<Renewal>,
    /// The public halves, the newest first.
    devices: Vec<DeviceId>,
}

impl DeviceKeys {
    /// Reads which renewals there were; none where the file is missing.
    pub(super) fn read(
        secret: [u8; 32],
        commons: CommonsId,
        folder: &Path,
    ) -> Result<DeviceKeys, HomeError> {
        let file = folder.join(DEVICE_FILE);
        let renewals = match fs::read_to_string(&file) {
            Ok(text) => parse(&text).ok_or_else(|| HomeError::Damaged {
                file: file.clone(),
                reason: "a line of it is not what was written".into(),
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => vec![],
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Err(HomeError::Damaged {
                    file,
                    reason: "it is no text".into(),
                });
            }
            Err(source) => return Err(HomeError::System { file, source }),
        };
        Ok(Self::with(secret, commons, file, renewals))
    }

    /// The keys of a device by the text of its file, as a backup holds it; `None` when that is damaged.
    pub fn of_backup(secret: [u8; 32], commons: CommonsId, text: &[u8]) -> Option<DeviceKeys> {
        let renewals = parse(std::str::from_utf8(text).ok()?)?;
        Some(Self::with(secret, commons, PathBuf::new(), renewals))
    }

    fn with(secret: [u8; 32], commons: CommonsId, file: PathBuf, renewals: Vec<Renewal>) -> Self {
        let mut keys = DeviceKeys {
            secret,
            commons,
            file,
            renewals,
            devices: vec![],
        };
        keys.devices = keys.all().map(|key| key.device()).collect();
        keys
    }

    /// The key that writes now.
    pub fn newest(&self) -> DeviceKey {
        actor_key(&self.secret, self.commons, self.renewals.last())
    }

    /// All keys, the newest first.
    pub fn all(&self) -> impl Iterator<Item = DeviceKey> {
        let renewals = self.renewals.iter().rev().map(Some).chain([None]);
        renewals.map(|renewal| actor_key(&self.secret, self.commons, renewal))
    }

    /// Whether one of these keys wrote as that device.
    pub fn wrote_as(&self, device: DeviceId) -> bool {
        self.devices.contains(&device)
    }

    /// Whether there is no other key than the first.
    pub fn is_first(&self) -> bool {
        self.renewals.is_empty()
    }

    /// Makes the next key; it is on the disk when this returns.
    pub fn renew(&mut self, fresh: Renewal) -> Result<(), HomeError> {
        self.renewals.push(fresh);
        let extra = self.renewals.len().saturating_sub(RENEWALS_MAX);
        self.renewals.drain(..extra);
        if let Err(error) = write_whole(&self.file, self.text().as_bytes()) {
            self.renewals.pop();
            return Err(error);
        }
        self.devices = self.all().map(|key| key.device()).collect();
        Ok(())
    }

    /// Moves the file away where it is damaged; a second copy of it is in the history.
    pub(super) fn set_aside(folder: &Path) -> Result<(), HomeError> {
        let file = folder.join(DEVICE_FILE);
        fs::rename(&file, folder.join("device.damaged"))
            .map_err(|source| HomeError::System { file, source })
    }

    /// Takes over renewals that are known from another place, where they go further than the file does.
    pub fn learn(&mut self, text: &[u8]) {
        let known = std::str::from_utf8(text).ok().and_then(parse);
        if let Some(known) = known.filter(|known| known.len() > self.renewals.len()) {
            self.renewals = known;
            // The copy that this one came from stays where this cannot be written.
            let _ = write_whole(&self.file, self.text().as_bytes());
            self.devices = self.all().map(|key| key.device()).collect();
        }
    }

    /// What the file holds.
    pub fn text(&self) -> String {
        self.renewals.iter().map(line).collect()
    }
}

fn line(renewal: &Renewal) -> String {
    let check = blake3::hash(renewal);
    let check = &check.as_bytes()[..CHECK_BYTES];
    format!("{} {}\n", HEXLOWER.encode(renewal), HEXLOWER.encode(check))
}

fn parse(text: &str) -> Option<Vec<Renewal>> {
    let read = |written: &str| {
        let bytes = HEXLOWER.decode(written.get(..64)?.as_bytes()).ok()?;
        let renewal: Renewal = bytes.try_into().ok()?;
        (line(&renewal).trim_end() == written).then_some(renewal)
    };
    let is_whole = text.is_empty() || text.ends_with('\n');
    is_whole.then(|| text.lines().map(read).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_changed_is_noticed() {
        let text: String = [[1; 32], [2; 32]].iter().map(line).collect();
        assert_eq!(parse(&text), Some(vec![[1; 32], [2; 32]]));
        assert_eq!(parse(""), Some(vec![]));
        assert_eq!(parse(&text[..text.len() - 1]), None, "cut");
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(parse(&changed), None, "letter {at}");
        }
    }

    #[test]
    fn each_renewal_is_another_key_and_none_is_forgotten() {
        let folder = std::env::temp_dir().join(format!("commonwright-keys-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let commons = CommonsId([3; 16]);
        let mut keys = DeviceKeys::read([7; 32], commons, &folder).unwrap();
        let first = keys.newest().device();
        keys.renew([1; 32]).unwrap();
        keys.renew([2; 32]).unwrap();
        let again = DeviceKeys::read([7; 32], commons, &folder).unwrap();
        let all: Vec<_> = again.all().map(|key| key.device()).collect();
        assert_eq!(all.len(), 3);
        assert_eq!((all[0], all[2]), (keys.newest().device(), first));
        assert_ne!(all[0], all[1]);
        let mut older = DeviceKeys::of_backup([7; 32], commons, b"").unwrap();
        older.learn(again.text().as_bytes());
        assert_eq!(older.newest().device(), all[0]);
        fs::remove_dir_all(&folder).unwrap();
    }
}
