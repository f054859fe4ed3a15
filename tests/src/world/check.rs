//! What must always hold, and what must hold when all have met.

use super::World;
use model::admission::Missing;
use model::books::{BookEntry, Books};
use model::entry::fact_id;
use model::id::{ChangeHash, DocumentId, EndpointId};
use model::ledger::{WrittenFact, read_entry};
use model::name::DocumentKind;
use std::collections::BTreeSet;
use sync::core::{Heights, Origin, RefusalReason, ToStore, Waiting, WaitsFor};
use sync::wire::{Message, Segment, unpack};

impl World {
    /// Whether all devices are on, idle and equal, and nothing is on its way.
    pub fn is_settled(&self) -> bool {
        self.streams().iter().all(super::Stream::is_quiet)
            && self.fair().all(|device| {
                device.work.is_empty() && device.core.as_ref().is_some_and(sync::core::Core::idle)
            })
            && self
                .fingerprints()
                .windows(2)
                .all(|pair| pair[0] == pair[1])
    }

    /// The devices whose programs were not changed.
    pub(super) fn fair(&self) -> impl Iterator<Item = &super::Device> {
        let all = self.devices.iter().enumerate();
        all.filter(|(number, _)| !self.traitors.contains(number))
            .map(|(_, device)| device)
    }

    /// Whether this peer is one of those whose programs were changed.
    pub(super) fn is_false(&self, peer: EndpointId) -> bool {
        let mut traitors = self.traitors.iter();
        traitors.any(|traitor| self.devices[*traitor].endpoint() == peer)
    }

    /// Refusals are a failure, but for what comes from a traitor, and what a device whose disk was set back
    /// made itself. Where somebody from outside talks, they tell nothing.
    pub(super) fn may_refuse(&self, device: usize, refused: &sync::core::Refused) -> bool {
        if self.traitors.is_empty() || self.traitors.contains(&device) {
            return self.has_villains;
        }
        match refused.origin {
            Origin::Here => matches!(
                refused.reason,
                RefusalReason::OwnFork | RefusalReason::Adrift
            ),
            Origin::Peer(peer) => self.is_false(peer),
            Origin::Bundle => false,
        }
    }

    /// The fingerprints of the devices that are on and play fair.
    pub fn fingerprints(&self) -> Vec<String> {
        let cores = self.fair().filter_map(|device| device.core.as_ref());
        cores.map(sync::core::Core::fingerprint).collect()
    }

    /// What keeps the world from rest, for the one who looks for the reason.
    pub(super) fn unrest(&self) -> String {
        let device = |device: &super::Device| match &device.core {
            None => format!("{} is off", device.name),
            Some(core) => format!(
                "{}: {} changes, idle {}, waiting {:?}, peers {:?}, fingerprint {}",
                device.name,
                device.disk.len(),
                core.idle(),
                core.waiting().collect::<Vec<_>>(),
                core.peers(),
                core.fingerprint(),
            ),
        };
        self.devices
            .iter()
            .map(device)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// All devices hold the same, see the same and have nothing left to wait for.
    pub fn check_equal(&self) {
        let first = self.fair().next().expect("somebody plays fair");
        let first_core = first.core.as_ref().expect("all are on");
        for device in self.fair() {
            let core = device.core.as_ref().expect("all are on");
            assert_eq!(
                core.fingerprint(),
                first_core.fingerprint(),
                "{}",
                device.name
            );
            assert_eq!(
                core.charter(),
                first_core.charter(),
                "{}'s charter",
                device.name
            );
            // A traitor may well leave something waiting for good.
            let waits = core
                .waiting()
                .filter(|waiting| !self.is_traitors(waiting.author) && self.could_arrive(waiting));
            let waiting: Vec<_> = waits.collect();
            assert!(
                waiting.is_empty(),
                "{} has waiting {waiting:?}",
                device.name
            );
            assert_eq!(
                hashes(first),
                hashes(device),
                "{} has other changes",
                device.name
            );
            assert_eq!(
                screen(first),
                screen(device),
                "{} sees something else",
                device.name
            );
            assert_eq!(
                statuses(first),
                statuses(device),
                "{} reckons otherwise",
                device.name
            );
            for (document, _) in core.documents() {
                assert_eq!(core.heights(document), device.disk.heights(document));
            }
        }
    }

    /// Whether what a change waits for can still come. Where disks were set back, it may be gone for good.
    fn could_arrive(&self, waiting: &Waiting) -> bool {
        let is_somewhere = |missing: &ChangeHash| {
            let mut disks = self.fair().map(|device| &device.disk);
            disks.any(|disk| {
                disk.all()
                    .any(|stored| stored.change.header.hash == *missing)
            })
        };
        match &waiting.waits_for {
            WaitsFor::Missing(Missing::Changes(missing)) => {
                !self.has_villains || missing.iter().any(is_somewhere)
            }
            _ => true,
        }
    }

    /// Every change that was on some disk is on every disk.
    pub fn check_nothing_lost(&self, promised: &BTreeSet<ChangeHash>) {
        for device in self.fair() {
            let there: BTreeSet<ChangeHash> = hashes(device).into_iter().collect();
            let lost: Vec<_> = promised.difference(&there).collect();
            assert!(lost.is_empty(), "{} lost {lost:?}", device.name);
        }
    }

    pub(super) fn fail_refused(&self, device: usize, refused: &sync::core::Refused) {
        let name = self.devices[device].name;
        let core = self.devices[device].core.as_ref();
        let document =
            core.and_then(|core| core.documents().find(|(id, _)| *id == refused.document));
        let kind = document.map(|(_, name)| name.kind);
        panic!("{name} refused an honest change of a {kind:?}: {refused:?}");
    }

    /// Nothing leaves the machine before it is on the disk.
    pub(super) fn check_sent(&self, device: usize, message: &Message) {
        if !self.is_checking_promises {
            return;
        }
        match message {
            Message::Live(live) => self.check_segment(device, &live.segment),
            Message::Runs(packed) => {
                for segment in unpack(packed).expect("what is sent can be unpacked") {
                    self.check_segment(device, &segment);
                }
            }
            Message::Have(documents) => {
                for have in documents {
                    let disk = &self.devices[device].disk;
                    assert!(
                        disk.has_reached(have.document, &have.heights),
                        "an answer for what is not on the disk"
                    );
                }
            }
            _ => {}
        }
    }

    fn check_segment(&self, device: usize, segment: &Segment) {
        let disk = &self.devices[device].disk;
        let document = segment.name.id(self.commons());
        for change in &segment.changes {
            let is_stored = disk
                .of(document)
                .any(|stored| stored.change.bytes[..] == change[..]);
            assert!(
                is_stored,
                "{} sent what is not on its disk",
                self.devices[device].name
            );
        }
    }

    /// Nothing is shown before it is on the disk.
    pub(super) fn check_delivered(&self, device: usize, changes: &[ToStore]) {
        let disk = &self.devices[device].disk;
        for change in changes {
            let heights = disk.heights(change.document);
            let height = heights.seq(change.header.actor);
            assert!(
                height >= change.header.seq,
                "delivered before it was on the disk"
            );
        }
    }

    /// "With Ben" is said only of what is on Ben's disk.
    pub(super) fn check_remembered(
        &self,
        device: usize,
        peer: EndpointId,
        document: DocumentId,
        heights: &Heights,
    ) {
        if self.has_villains {
            return; // they may well say so
        }
        let there = self.devices.iter().find(|other| other.endpoint() == peer);
        let there = there.expect("peers are devices of this world");
        let name = self.devices[device].name;
        let covered = there.disk.heights(document).cover(heights);
        assert!(
            covered,
            "{name} believes {} to have what it has not",
            there.name
        );
    }
}

fn hashes(device: &super::Device) -> Vec<ChangeHash> {
    let mut hashes: Vec<_> = device
        .disk
        .all()
        .map(|stored| stored.change.header.hash)
        .collect();
    hashes.sort_unstable();
    hashes
}

/// Everything that a person sees of the designs.
fn screen(device: &super::Device) -> Vec<(DocumentId, String)> {
    let designs = device.documents.iter();
    designs
        .map(|(id, document)| (*id, format!("{:?}", model::design::View::of(document))))
        .collect()
}

/// The standing of everyone, and what does not count, as the device's books have it.
fn statuses(device: &super::Device) -> Vec<String> {
    let (mut books, charter) = (books(device), device.charter());
    let today = super::day(super::BEGIN_MS);
    let agents = charter.persons().map(|person| person.id);
    let agents = agents.chain(charter.organisations().map(|organisation| organisation.id));
    let status = |agent| format!("{:?}", books.status(charter, agent, today));
    let mut all: Vec<String> = agents.map(status).collect();
    all.push(format!("{:?}", books.quarantine(charter)));
    all
}

fn books(device: &super::Device) -> Books {
    let mut books = Books::new();
    for stored in device.disk.all() {
        let change = &stored.change;
        if let Some(entry) =
            read_entry(&change.bytes).filter(|_| change.name.kind == DocumentKind::Ledger)
        {
            // A traitor's entry may be none.
            let Ok(fact) = WrittenFact::decode(entry.bytes) else {
                continue;
            };
            let id = fact_id(
                device.charter().commons(),
                change.document,
                entry.seq,
                entry.bytes,
            );
            let (device, document, seq) = (entry.device, change.document, entry.seq);
            books.add(BookEntry {
                id,
                device,
                document,
                seq,
                fact,
            });
        }
    }
    books
}
