//! A home whose person lost all their devices and asks to be taken back as the same person.

use super::{Commons, HISTORY_FILE};
use crate::chance;
use crate::deed::When;
use crate::deed::devices::Retiring;
use crate::home::Home;
use crate::trouble::Trouble;
use crate::view::NoticeKind;
use crate::words::recovery as words;
use model::charter::build::{self, NewDevice};
use model::id::DeviceId;
use model::recovery::{BackRequest, WayBack};
use serde::{Deserialize, Serialize};
use sync::drivers::store::{Store, StoreError};

/// How somebody comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingBack {
    /// Where to, and as whom.
    pub way: WayBack,
    /// What the new device is called.
    pub label: String,
    /// Whether the old devices are out of one's hands, so that only what is met first of them stays.
    pub lost: bool,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    way: String,
    label: String,
    lost: bool,
}

impl ComingBack {
    pub(super) fn read(store: &Store) -> Result<Option<ComingBack>, StoreError> {
        let kept = store.local_get(COMING_BACK)?;
        Ok(kept.and_then(|bytes| {
            let stored: Stored = serde_json::from_slice(&bytes).ok()?;
            Some(ComingBack {
                way: stored.way.parse().ok()?,
                label: stored.label,
                lost: stored.lost,
            })
        }))
    }

    fn bytes(&self) -> Vec<u8> {
        let stored = Stored {
            way: self.way.to_string(),
            label: self.label.clone(),
            lost: self.lost,
        };
        serde_json::to_vec(&stored).expect("three texts and flags are always JSON")
    }
}

impl Commons {
    /// Makes a commons to which somebody comes back; [`Commons::put_in_place`] moves it to its place.
    pub fn create_coming_back(home: &Home, back: &ComingBack) -> Result<Commons, Trouble> {
        let id = back.way.commons;
        let folder = home.make_folder(id)?;
        let mut store = Store::create(&folder.join(HISTORY_FILE), id, &back.way.charter())?;
        store.local_set(COMING_BACK, &back.bytes())?;
        // This home may have been here before, and its first key have written.
        home.device_keys_in(id, &folder)?.renew(chance::bytes())?;
        Self::start(home, folder, store)
    }

    /// Who comes back with this home, while they are not yet there.
    pub fn coming_back(&self) -> Option<&ComingBack> {
        self.coming_back.as_ref()
    }

    /// What this home asks others to vouch for, while it comes back. Always the same line.
    pub fn back_request(&self) -> Result<Option<BackRequest>, Trouble> {
        let Some(back) = &self.coming_back else {
            return Ok(None);
        };
        let endpoint = self.endpoint_key().clone();
        let new = NewDevice {
            endpoint: &endpoint,
            device: self.device(),
            label: &back.label,
            replica: false,
        };
        let act = build::recovery_request(self.id(), back.way.person, &new, self.key())?;
        Ok(Some(BackRequest {
            commons: self.id(),
            act,
        }))
    }

    /// Once enough people have vouched and something was met, the devices from before end and the person is told.
    pub(super) fn come_back_when_due(&mut self) {
        let is_back = self.coming_back.is_some() && self.is_in_effect(self.device());
        if !is_back || !self.has_met || self.key_in_doubt().is_some() {
            return;
        }
        // Whatever is written below comes here again.
        let Some(back) = self.coming_back.take() else {
            return;
        };
        if let Err(trouble) = self.end_older_devices(&back) {
            tracing::warn!("{trouble}");
            self.coming_back = Some(back);
            return;
        }
        match self.store.local_remove(COMING_BACK) {
            Ok(_) => {}
            Err(error) => self.failure = Some(error.into()),
        }
        self.version += 1;
        self.tell(NoticeKind::Good, words::is_back(&back.way.person_name));
    }

    fn end_older_devices(&mut self, back: &ComingBack) -> Result<(), Trouble> {
        let own = self.own_devices();
        let older = own.iter().filter(|device| device.out.is_none());
        let older: Vec<DeviceId> = older.map(|device| device.id).collect();
        for device in older {
            if device == self.device() {
                continue;
            }
            let retiring = Retiring {
                device,
                lost: back.lost,
                reason: words::OLD_REASON.to_owned(),
            };
            self.retire_device(&retiring, When::now(None))?;
        }
        Ok(())
    }

    fn is_in_effect(&self, device: DeviceId) -> bool {
        let known = self.charter().device(device);
        known.is_some_and(|device| device.out.is_none())
    }
}

/// The name under which the store keeps how somebody comes back.
const COMING_BACK: &str = "coming-back";
