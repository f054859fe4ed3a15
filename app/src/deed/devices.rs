//! A person's own devices: adding, naming and retiring them.

use super::When;
use super::people::Inviting;
use crate::commons::Commons;
use crate::trouble::Trouble;
use model::charter::{Device, OutOfEffect, Role, build};
use model::day::Day;
use model::id::{AgentId, DeviceId, DocumentId};
use model::invitation::Invitation;
use model::name::DocumentKind;
use model::profile::Profile;
use std::collections::BTreeMap;

/// A device is added within so many days.
pub const ADD_DAYS: u32 = 2;
/// One act names what stays in at most so many documents; it has room for some more.
const STAYING_DOCUMENTS_MAX: usize = 1_000;

/// Ending a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retiring {
    /// Which.
    pub device: DeviceId,
    /// Whether it is out of one's hands: then only what is here of it stays.
    pub lost: bool,
    /// Why; may be empty.
    pub reason: String,
}

/// What is here of a device outside of the charter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// So many changes.
    pub changes: u64,
    /// In so many documents.
    pub documents: u64,
}

impl Commons {
    /// What a device is called: as its person named it since, or as it came.
    pub fn device_called(&self, device: DeviceId) -> String {
        let name = self.profiles().device_name(self.charter(), device);
        name.map_or_else(
            || format!("an unknown device ({})", device.short()),
            str::to_owned,
        )
    }

    /// My devices, also those that were retired, the oldest first.
    pub fn own_devices(&self) -> Vec<&Device> {
        let me = self.me();
        let mine = |device: &&Device| Some(device.person) == me;
        let mut devices: Vec<&Device> = self.charter().every_device().filter(mine).collect();
        devices.sort_by_key(|device| (device.since, device.id));
        devices
    }

    /// The device of mine that is meant by its name, its id or the beginning of one.
    pub fn find_own_device(&self, text: &str) -> Result<DeviceId, Trouble> {
        let wanted = text.trim().to_lowercase();
        let own = self.own_devices();
        let with = |is_meant: &dyn Fn(&Device) -> bool| -> Vec<DeviceId> {
            let found = own.iter().filter(|device| is_meant(device));
            let mut found: Vec<&&Device> = found.collect();
            if found.iter().any(|device| device.out.is_none()) {
                found.retain(|device| device.out.is_none());
            }
            found.iter().map(|device| device.id).collect()
        };
        let mut found = with(&|device| self.device_called(device.id).to_lowercase() == wanted);
        if found.is_empty() && !wanted.is_empty() {
            found = with(&|device| device.id.to_string().starts_with(&wanted));
        }
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(Trouble::new(
                "The device was not found",
                format!("you have none called \"{text}\""),
                "see them with `device list`",
            )),
            several => Err(Trouble::usage(
                "It is not clear which device is meant",
                format!("{} of yours are called \"{text}\"", several.len()),
                "name it by its id, as `device list --json` shows it",
            )),
        }
    }

    /// Makes an invitation with which one more device of mine joins as me.
    pub fn invite_device(
        &mut self,
        days: u32,
        addresses: Vec<String>,
        when: When,
    ) -> Result<Invitation, Trouble> {
        let me = self.writer(Role::Guest)?;
        let inviting = Inviting {
            role: Role::Guest,
            uses: 1,
            days,
            for_person: Some(me),
            addresses,
        };
        self.invite(inviting, when)
    }

    /// Says what this device is called. Gives whether that is new.
    pub fn name_device(&mut self, name: &str, when: When) -> Result<bool, Trouble> {
        let me = self.writer(Role::Guest)?;
        let place = Profile::document(self.device(), me);
        let mut document = self.profile_document(place.id(self.id()))?;
        let key = self.key().clone();
        let written = Profile::write_device(name, &mut document, &key, when.time_ms)?;
        let is_new = written.is_some();
        self.write(place, written.into_iter().collect())?;
        Ok(is_new)
    }

    /// Why a device writes no more, in words: when and by whom it was retired, or what else it is.
    pub fn device_ended(&self, out: OutOfEffect) -> String {
        let act = match out {
            OutOfEffect::Retired(act) => self.charter().act(act),
            _ => None,
        };
        match act.map(|act| &act.written) {
            Some(written) => crate::words::devices::retired(written.day, &self.called(written.by)),
            None => self.why_out(out),
        }
    }

    /// What is here of what a device has written.
    pub fn written_by(&self, device: DeviceId) -> Written {
        let heights = self.heights_of(device);
        Written {
            changes: heights.values().sum(),
            documents: heights.len() as u64,
        }
    }

    /// By document, the newest number that is here of a device; acts of the charter have reasons of their own.
    pub(super) fn heights_of(&self, device: DeviceId) -> BTreeMap<DocumentId, u64> {
        let documents = self.core().documents();
        let others = documents.filter(|(_, name)| name.kind != DocumentKind::Charter);
        let heights = others.map(|(id, _)| (id, self.core().heights(id).seq(device)));
        heights.filter(|(_, seq)| *seq > 0).collect()
    }

    /// Ends a device of mine.
    pub fn retire_device(&mut self, retiring: &Retiring, when: When) -> Result<(), Trouble> {
        let me = self.writer(Role::Guest)?;
        self.may_retire(retiring.device)?;
        let (by, device) = ((me, when.day), retiring.device);
        let retire = |stays: Option<&BTreeMap<DocumentId, u64>>| {
            build::retire_device(by, device, stays, &retiring.reason)
        };
        // First, so that the ending is the newest act: who is told of it may see no more than that one.
        self.close_its_way_in(device, by, when)?;
        if !retiring.lost {
            return self.write_act(&retire(None), when);
        }
        // What one act does not name may be named by the next: together they say what stays.
        let mut left = self.heights_of(device);
        loop {
            let rest = match left.keys().nth(STAYING_DOCUMENTS_MAX).copied() {
                Some(first) => left.split_off(&first),
                None => BTreeMap::new(),
            };
            self.write_act(&retire(Some(&left)), when)?;
            if rest.is_empty() {
                return Ok(());
            }
            left = rest;
        }
    }

    /// Nobody comes once more by the invitation that a device of mine came by.
    fn close_its_way_in(
        &mut self,
        device: DeviceId,
        by: (AgentId, Day),
        when: When,
    ) -> Result<(), Trouble> {
        for invitation in self.open_ways_in(|join| join.device == device) {
            let act = self.closing(invitation, by);
            self.write_act(&act, when)?;
        }
        Ok(())
    }

    /// Says why a device cannot be retired here.
    pub fn may_retire(&self, of: DeviceId) -> Result<(), Trouble> {
        let refused = |why: &str, remedy: &str| Err(Trouble::new(NOT_RETIRED, why, remedy));
        let own = self.own_devices();
        let Some(device) = own.iter().find(|device| device.id == of) else {
            return refused("it is none of yours", "a steward can do it");
        };
        match device.out {
            None | Some(OutOfEffect::Forked) => {}
            Some(out) => return refused(&self.why_out(out), "nothing needs to be done"),
        }
        if device.id == self.device() {
            return refused(
                "a device is retired by another one of yours",
                "do it there; add one first if you have none",
            );
        }
        Ok(())
    }
}

const NOT_RETIRED: &str = "The device was not retired";
