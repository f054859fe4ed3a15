//! What this home alone keeps of a commons: when each peer was met, and which large files were asked for.

use super::Commons;
use crate::chance;
use crate::engine::UNASKED_BYTES_MAX;
use crate::index::NamedFiles;
use crate::trouble::Trouble;
use model::day::Day;
use model::id::{DeviceId, EndpointId, FileHash};
use std::collections::{BTreeMap, BTreeSet};
use sync::core::LinkId;
use sync::drivers::store::{Store, StoreError};

/// What was read of it on opening.
#[derive(Debug, Default)]
pub(super) struct Kept {
    met: BTreeMap<EndpointId, u64>,
    wanted: BTreeSet<FileHash>,
    /// Files that came by this commons, or were put into it here.
    held: NamedFiles,
    /// How many bytes of files have come unasked.
    unasked: u64,
    compared: BTreeMap<DeviceId, Day>,
}

impl Kept {
    pub(super) fn read(store: &Store) -> Result<Kept, StoreError> {
        let met = store.local_all(MET)?.into_iter().filter_map(|(name, at)| {
            let peer = name.strip_prefix(MET)?.parse().ok()?;
            Some((peer, u64::from_be_bytes(at.try_into().ok()?)))
        });
        let wanted = store.local_all(WANTED)?;
        let wanted = wanted
            .iter()
            .filter_map(|(name, _)| name.strip_prefix(WANTED)?.parse().ok());
        let held = NamedFiles::default();
        let names = store.local_all(HELD)?.into_iter();
        held.add(names.filter_map(|(name, _)| name.strip_prefix(HELD)?.parse().ok()));
        let unasked = store
            .local_get(UNASKED)?
            .and_then(|bytes| bytes.try_into().ok());
        let compared = store.local_all(COMPARED)?.into_iter();
        let compared = compared.filter_map(|(name, day)| {
            let device = name.strip_prefix(COMPARED)?.parse().ok()?;
            Some((device, Day(i32::from_be_bytes(day.try_into().ok()?))))
        });
        Ok(Kept {
            compared: compared.collect(),
            met: met.collect(),
            wanted: wanted.collect(),
            held,
            unasked: unasked.map_or(0, u64::from_be_bytes),
        })
    }
}

impl Commons {
    /// When an exchange with this peer came to its end last, in milliseconds since 1970.
    pub fn last_met(&self, peer: EndpointId) -> Option<u64> {
        self.kept.met.get(&peer).copied()
    }

    /// Notes that this peer was met just now.
    pub(super) fn note_met(&mut self, peer: EndpointId) {
        let now = chance::now_ms();
        self.kept.met.insert(peer, now);
        // Losing it is losing a line on the screen.
        let _ = self
            .store
            .local_set(&format!("{MET}{peer}"), &now.to_be_bytes());
        self.version += 1;
    }

    /// A peer with whom everything was exchanged was there until now.
    pub(super) fn note_parting(&mut self, link: LinkId) {
        let peers = self.core.peers();
        let parting = peers.iter().find(|peer| peer.link == link && peer.synced);
        if let Some(peer) = parting.map(|peer| peer.peer) {
            self.note_met(peer);
        }
    }

    /// Asks for a file that is too large to be fetched unasked; it comes from the next peer that has it.
    pub fn want_file(&mut self, file: FileHash) -> Result<(), Trouble> {
        self.store.local_set(&format!("{WANTED}{file}"), &[])?;
        self.kept.wanted.insert(file);
        self.version += 1;
        Ok(())
    }

    /// On which day the key of a device was compared here; `None` when it was not.
    pub fn compared_on(&self, device: DeviceId) -> Option<Day> {
        self.kept.compared.get(&device).copied()
    }

    /// Keeps that it was compared on that day, or that it was not.
    pub(crate) fn keep_compared(
        &mut self,
        device: DeviceId,
        day: Option<Day>,
    ) -> Result<(), Trouble> {
        let name = format!("{COMPARED}{device}");
        match day {
            Some(day) => {
                self.store.local_set(&name, &day.0.to_be_bytes())?;
                self.kept.compared.insert(device, day);
            }
            None => {
                self.store.local_remove(&name)?;
                self.kept.compared.remove(&device);
            }
        }
        self.version += 1;
        Ok(())
    }

    /// Whether this file was asked for and has not come yet.
    pub fn wants_file(&self, file: FileHash) -> bool {
        self.kept.wanted.contains(&file)
    }

    /// Notes that a file came by this commons, or was put into it here: from now on it is handed to its members.
    pub fn hold_file(&mut self, file: FileHash) -> Result<(), Trouble> {
        if !self.holds_file(file) {
            self.store.local_set(&format!("{HELD}{file}"), &[])?;
            self.kept.held.add([file]);
        }
        Ok(())
    }

    /// Counts bytes of files that came although nobody asked for them.
    pub fn count_unasked(&mut self, bytes: u64) -> Result<(), Trouble> {
        self.kept.unasked = self.kept.unasked.saturating_add(bytes);
        self.version += 1;
        Ok(self
            .store
            .local_set(UNASKED, &self.kept.unasked.to_be_bytes())?)
    }

    /// Whether so many bytes more may come by themselves, and some beyond.
    pub fn takes_unasked(&self, bytes: u64) -> bool {
        self.kept.unasked.saturating_add(bytes) < UNASKED_BYTES_MAX
    }

    /// Whether this file came by this commons, or was put into it here.
    pub fn holds_file(&self, file: FileHash) -> bool {
        self.kept.held.contains(file)
    }

    /// The files that came by this commons, or were put into it here, for those who serve them.
    pub fn held_files(&self) -> NamedFiles {
        self.kept.held.clone()
    }

    /// The file is here.
    pub(crate) fn file_came(&mut self, file: FileHash) -> Result<(), Trouble> {
        if self.kept.wanted.remove(&file) {
            self.store.local_remove(&format!("{WANTED}{file}"))?;
        }
        Ok(())
    }
}

/// Whose keys a person has compared with what stood on the other screen, and on which day.
const COMPARED: &str = "compared/";
const MET: &str = "met/";
const WANTED: &str = "wanted-file/";
const HELD: &str = "held-file/";
const UNASKED: &str = "unasked-bytes";
