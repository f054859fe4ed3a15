//! One device of a simulated world: a real core, a disk that forgets, and a person's documents.

use super::BEGIN_MS;
use super::disk::Disk;
use model::charter::Charter;
use model::charter::build::{NewCommons, NewDevice, found, join, new_commons_id};
use model::day::Day;
use model::document::Document;
use model::id::{CommonsId, DocumentId, EndpointId};
use model::invitation::Invitation;
use model::key::DeviceKey;
use model::ledger::{LedgerWriter, WrittenFact};
use model::name::{DocumentKind, DocumentName};
use model::rsd1::policy::{Policy, Preset};
use std::collections::{BTreeMap, VecDeque};
use sync::core::{Aside, Core, CoreConfig, Input, Output, ToStore};

/// A device and everything that belongs to it.
pub struct Device {
    /// Who it belongs to.
    pub name: &'static str,
    /// The home's key on the network.
    pub home: DeviceKey,
    /// The device's key in this commons.
    pub key: DeviceKey,
    /// Its replication; `None` while it is off.
    pub core: Option<Core>,
    /// Its disk.
    pub disk: Disk,
    /// The documents that its person sees.
    pub documents: BTreeMap<DocumentId, Document>,
    /// What is set aside, as its core told.
    pub aside: BTreeMap<DocumentId, Aside>,
    /// How often it was started.
    pub starts: u64,
    pub(super) work: VecDeque<Output>,
    pub(super) is_storing: bool,
    pub(super) ledger: LedgerWriter,
    pub(super) invitation: Option<Invitation>,
    commons: CommonsId,
    charter: DocumentName,
}

impl Device {
    /// A device that has been switched on for the first time.
    pub fn new(name: &'static str, number: u8, commons: CommonsId, founder: &DeviceKey) -> Self {
        let mut device = Self {
            name,
            home: DeviceKey::from_seed([number + 100; 32]),
            key: device_key(number),
            core: None,
            disk: Disk::default(),
            documents: BTreeMap::new(),
            aside: BTreeMap::new(),
            starts: 0,
            work: VecDeque::new(),
            is_storing: false,
            ledger: LedgerWriter::new(commons),
            invitation: None,
            commons,
            charter: DocumentName::charter(founder.device(), commons),
        };
        device.start();
        device
    }

    /// Its address on the network.
    pub fn endpoint(&self) -> EndpointId {
        self.home.endpoint()
    }

    /// The charter's document.
    pub fn charter_document(&self) -> DocumentId {
        self.charter.id(self.commons)
    }

    /// The charter's name.
    pub fn charter_name(&self) -> DocumentName {
        self.charter
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        self.core.is_some()
    }

    /// The charter as it stands here; the device must be on.
    pub fn charter(&self) -> &Charter {
        self.core.as_ref().expect("the device is on").charter()
    }

    /// Whether its person belongs to the commons, by its own charter.
    pub fn is_member(&self) -> bool {
        self.is_on() && self.charter().device(self.key.device()).is_some()
    }

    /// Switches it on: everything is read back from the disk.
    pub fn start(&mut self) {
        let config = CoreConfig {
            commons: self.commons,
            me: self.key.device(),
            endpoint: self.endpoint(),
            charter: self.charter,
            invitation: self.invitation.clone(),
            program: "world".into(),
        };
        let opening = self.disk.opening(self.charter_document());
        self.core = Some(Core::open(config, opening).expect("what was admitted opens again"));
        self.starts += 1;
        self.documents.clear();
        let mut chunks: BTreeMap<DocumentId, Vec<&[u8]>> = BTreeMap::new();
        for stored in self
            .disk
            .all()
            .filter(|stored| is_edited(stored.change.name))
        {
            chunks
                .entry(stored.change.document)
                .or_default()
                .push(&stored.change.bytes);
        }
        for (id, chunks) in chunks {
            // Of a document that forked, what is in effect is told as soon as it has been weighed.
            match Document::load(self.commons, id, chunks) {
                Ok(document) => drop(self.documents.insert(id, document)),
                Err(error) => assert!(self.is_forked(id), "what was admitted loads again: {error}"),
            }
        }
        self.ledger = self.resumed_ledger();
    }

    fn resumed_ledger(&self) -> LedgerWriter {
        let own = self.key.device();
        let entries = self.disk.all().map(|stored| &stored.change);
        let entries = entries.filter(|change| change.header.actor == own);
        LedgerWriter::resume(
            self.commons,
            entries.filter_map(|change| {
                let number = change.name.ledger_number()?;
                Some((number, change.header.seq, change.header.hash))
            }),
        )
    }

    /// The power fails: what was not synced is gone.
    pub fn crash(&mut self) {
        self.core = None;
        self.work.clear();
        self.is_storing = false;
        self.disk.crash();
    }

    /// What its person sees when changes are delivered.
    pub(super) fn show(&mut self, name: DocumentName, document: DocumentId, changes: &[ToStore]) {
        if !is_edited(name) {
            return;
        }
        let commons = self.commons;
        let shown = self
            .documents
            .entry(document)
            .or_insert_with(|| Document::empty(commons, document));
        let chunks = changes.iter().map(|change| &change.bytes);
        if let Err(error) = shown.merge(chunks) {
            assert!(
                self.is_forked(document),
                "what is delivered is complete and in causal order: {error}"
            );
            self.documents.remove(&document);
        }
    }

    fn is_forked(&self, document: DocumentId) -> bool {
        self.disk.heights(document).forked().next().is_some()
    }

    /// What was made here and could not be stored is gone from the screen.
    pub(super) fn forget_what_was_refused(&mut self, document: DocumentId) {
        let aside = self.core.as_ref().and_then(|core| core.aside(document));
        let aside = aside.cloned().unwrap_or_default();
        let name = self
            .disk
            .of(document)
            .next()
            .map(|stored| stored.change.name);
        if let Some(name) = name {
            self.show_again(name, document, aside);
        }
    }

    /// What its person sees when the effect of a document has changed.
    pub(super) fn show_again(&mut self, name: DocumentName, document: DocumentId, aside: Aside) {
        if is_edited(name) {
            let stands = |change: &&ToStore| !aside.changes.contains_key(&change.header.hash);
            let changes = self.disk.of(document).map(|stored| &stored.change);
            let stands = changes.filter(stands).map(|change| &change.bytes);
            let shown = Document::load(self.commons, document, stands);
            let shown = shown.expect("what is in effect fits together");
            self.documents.insert(document, shown);
        }
        self.aside.insert(document, aside);
    }

    /// Founds the commons, which is closed.
    pub(super) fn founding(&self, now_ms: u64) -> Input {
        let policy = Policy::preset(Preset::CopyFair);
        let new = new_commons(self.name, &policy);
        let act = found(self.commons, &self.new_device(), day(BEGIN_MS), &new);
        let act = act.expect("the names are fine");
        self.act(now_ms, &act).expect("the founder may found")
    }

    /// The act by which it joins, once its invitation has arrived and until it is in.
    pub(super) fn joining(&self, now_ms: u64) -> Option<Input> {
        let invitation = self.invitation.as_ref()?;
        let charter = self.core.as_ref()?.charter();
        if charter.device(self.key.device()).is_some() {
            return None;
        }
        let act = charter
            .invitations()
            .find(|open| open.key == invitation.public())?
            .id;
        let bytes = join(invitation, act, &self.new_device(), day(now_ms), self.name);
        self.act(now_ms, &bytes.expect("the name is fine"))
    }

    fn new_device(&self) -> NewDevice<'_> {
        NewDevice {
            endpoint: &self.home,
            device: self.key.device(),
            label: "laptop",
            replica: false,
        }
    }

    /// An act of the charter, if it may be written.
    pub(super) fn act(&self, now_ms: u64, act: &[u8]) -> Option<Input> {
        let change = self
            .charter()
            .next_change(&self.key, now_ms as i64, act)
            .ok()?;
        Some(Input::Edited {
            name: self.charter,
            changes: vec![change],
        })
    }

    /// The next entry of its ledger.
    pub(super) fn entry(&mut self, now_ms: u64, fact: &WrittenFact) -> Option<Input> {
        let entry = self
            .ledger
            .next_change(&self.key, now_ms as i64, fact)
            .ok()?;
        self.ledger.advance(&entry);
        Some(Input::Edited {
            name: entry.name,
            changes: vec![entry.change],
        })
    }
}

/// The key of the device with this number.
pub fn device_key(number: u8) -> DeviceKey {
    DeviceKey::from_seed([number + 1; 32])
}

/// The day at that time.
pub fn day(now_ms: u64) -> Day {
    Day((now_ms / 86_400_000) as i32)
}

/// The commons that the first device, of this name, founds on the first day.
pub(super) fn commons_of(name: &str) -> CommonsId {
    let policy = Policy::preset(Preset::CopyFair);
    let home = DeviceKey::from_seed([100; 32]);
    let id = new_commons_id(&home, "laptop", day(BEGIN_MS), &new_commons(name, &policy));
    id.expect("the names are fine")
}

fn new_commons<'a>(name: &'a str, policy: &'a Policy) -> NewCommons<'a> {
    NewCommons {
        nonce: [7; 16],
        name: "Hofwerkstatt",
        purpose: "",
        open: false,
        policy,
        person_name: name,
    }
}

fn is_edited(name: DocumentName) -> bool {
    !matches!(name.kind, DocumentKind::Charter | DocumentKind::Ledger)
}
