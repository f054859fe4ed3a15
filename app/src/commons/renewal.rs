//! A new key for this device, where the old one may not write any more.
//!
//! A key signs each number once: whoever holds two changes of one device with one number holds a proof that the device
//! split. So nothing is signed with a key whose newest entries may be lost here, or that was seen to write
//! elsewhere. The doubt is kept on the disk before anything is dropped, and it names the key, so that a kill at
//! any moment leaves either the doubt or the new key.

use super::{Commons, DEVICE_KEYS, KEY_IN_DOUBT};
use crate::chance;
use crate::deed::When;
use crate::trouble::Trouble;
use crate::view::NoticeKind;
use crate::words::keys as words;
use model::charter::title::NAME_CHARS_MAX;
use model::id::DeviceId;
use model::key::DeviceKey;

/// Why a key may not write any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Its newest entries may be lost on this disk.
    Lost,
    /// It was seen to write elsewhere: the folder was copied, or set back to an earlier day.
    Elsewhere,
    /// What it wrote last leans on work that was set aside, and whatever it wrote on top would too.
    Leaning,
}

impl Doubt {
    pub(super) fn of(byte: u8) -> Doubt {
        match byte {
            b'e' => Doubt::Elsewhere,
            b'a' => Doubt::Leaning,
            _ => Doubt::Lost,
        }
    }

    fn byte(self) -> u8 {
        match self {
            Doubt::Lost => b'l',
            Doubt::Elsewhere => b'e',
            Doubt::Leaning => b'a',
        }
    }
}

/// What the store keeps of a doubt: why, and which key.
pub(super) fn note(doubt: Doubt, device: DeviceId) -> Vec<u8> {
    [&[doubt.byte()], &device.0[..]].concat()
}

impl Commons {
    /// Notes, durably, that the key of now may not write any more.
    pub(super) fn doubt_key(&mut self, doubt: Doubt) -> Result<(), Trouble> {
        let device = self.device();
        self.note_signed_until()?;
        self.store.local_set(KEY_IN_DOUBT, &note(doubt, device))?;
        self.doubt = Some((doubt, device));
        Ok(())
    }

    /// Whether that device is this one under a key that it used before.
    pub fn was_this_device(&self, device: DeviceId) -> bool {
        device != self.device() && self.keys.wrote_as(device)
    }

    /// Goes on with a new key, because it is not known any more which one wrote last.
    pub fn distrust_key(&mut self) -> Result<(), Trouble> {
        self.doubt_key(Doubt::Lost)?;
        self.renew_key()
    }

    /// Whether the key of now may not write.
    pub fn key_in_doubt(&self) -> Option<Doubt> {
        let (doubt, device) = self.doubt?;
        (device == self.device()).then_some(doubt)
    }

    /// The doubt that the disk keeps. What cannot be read any more counts against the key of now.
    pub(super) fn kept_doubt(&self) -> Result<Option<(Doubt, DeviceId)>, Trouble> {
        let Some(kept) = self.store.local_get(KEY_IN_DOUBT)? else {
            return Ok(None);
        };
        let (why, device) = kept.split_first().unwrap_or((&0, &[]));
        let device = DeviceId::try_from(device).ok();
        let device = device.filter(|device| self.keys.wrote_as(*device));
        Ok(Some((Doubt::of(*why), device.unwrap_or(self.device()))))
    }

    /// Tables that have seen more than the history holds say that it lost its newest part.
    pub(super) fn notice_a_shorter_history(&mut self) -> Result<(), Trouble> {
        if self.index.position()? > self.store.position()? {
            self.doubt_key(Doubt::Lost)?;
            self.index.empty()?;
        }
        Ok(())
    }

    /// Goes on with a new key where the old one is in doubt and the charter knows it; says so in [`Commons::take_news`].
    ///
    /// Where the charter does not know it (yet), the doubt stays, and nothing is written meanwhile.
    pub(super) fn renew_key_when_due(&mut self) {
        if self.is_renewing {
            return;
        }
        self.is_renewing = true;
        if let Err(trouble) = self.renew_key() {
            tracing::warn!("{trouble}");
        }
        self.is_renewing = false;
    }

    fn renew_key(&mut self) -> Result<(), Trouble> {
        let doubt = self.key_in_doubt();
        let is_known = self.charter().device(self.device()).is_some();
        if doubt.is_none() && (is_known || self.keys.is_first()) {
            return Ok(());
        }
        let Some(older) = self.newest_known_key() else {
            return Ok(());
        };
        if doubt.is_some() {
            self.take_next_key()?;
        }
        let label = self.next_label(older.device());
        self.take_over(&older, &label, When::now(None))?;
        self.version += 1;
        let why = self.doubt.map_or(Doubt::Lost, |(doubt, _)| doubt);
        // Only where something may be lost is there something to be done.
        match why {
            Doubt::Lost => self.tell(NoticeKind::Bad, words::RENEWED_LOST),
            Doubt::Elsewhere => self.tell(NoticeKind::News, words::RENEWED_ELSEWHERE),
            Doubt::Leaning => self.tell(NoticeKind::News, words::RENEWED_LEANING),
        }
        self.settle_doubt()
    }

    /// The doubt is over: nobody has to remember it.
    pub(crate) fn settle_doubt(&mut self) -> Result<(), Trouble> {
        self.store.local_remove(KEY_IN_DOUBT)?;
        self.doubt = None;
        Ok(())
    }

    /// The newest of this device's keys that may vouch for the next one.
    fn newest_known_key(&self) -> Option<DeviceKey> {
        let may_vouch = |key: &DeviceKey| {
            let device = self.charter().device(key.device());
            device.is_some_and(|device| !device.replica)
        };
        self.keys.all().find(may_vouch)
    }

    /// From now on another key signs. It is on the disk before it signs anything.
    pub(crate) fn take_next_key(&mut self) -> Result<(), Trouble> {
        self.keys.renew(chance::bytes())?;
        self.store
            .local_set(DEVICE_KEYS, self.keys.text().as_bytes())?;
        self.key = self.keys.newest();
        self.core.signs_as(self.key.device());
        self.documents.clear();
        self.version += 1;
        Ok(())
    }

    /// "laptop" becomes "laptop 2", and that becomes "laptop 3".
    fn next_label(&self, older: DeviceId) -> String {
        let old = self.device_called(older);
        let (name, number) = match old.rsplit_once(' ') {
            Some((name, number)) => match number.parse::<u32>() {
                Ok(number) if number >= 2 => (name, number),
                _ => (old.as_str(), 1),
            },
            None => (old.as_str(), 1),
        };
        let number = number.saturating_add(1).to_string();
        let room = NAME_CHARS_MAX - number.len() - 1;
        let name: String = name.chars().take(room).collect();
        format!("{} {number}", name.trim_end())
    }

    /// Why nothing may be written now.
    pub(super) fn key_refusal(&self) -> Trouble {
        let Some(doubt) = self.key_in_doubt() else {
            return Trouble::new("Nothing was saved", words::JUST_RENEWED, words::TRY_AGAIN);
        };
        let why = match doubt {
            Doubt::Lost => words::LOST,
            Doubt::Elsewhere => words::ELSEWHERE,
            Doubt::Leaning => words::LEANING,
        };
        Trouble::new("Nothing was saved", why, words::MEET_FIRST)
    }
}
