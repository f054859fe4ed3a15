//! One open commons: its history on this disk, what is derived from it, and the key that writes.
//!
//! Everything that changes a commons goes through here, whether a click, a command, a peer or a stick
//! asked for it: [`Commons::feed`] hands inputs to the pure core and carries out what it orders, and
//! nothing leaves this computer, or is shown, before it is on the disk.

use crate::chance;
use crate::home::{DeviceKeys, Home};
use crate::index::Index;
use crate::trouble::Trouble;
use model::change::SignedChange;
use model::charter::Charter;
use model::document::Document;
use model::id::{AgentId, CommonsId, DeviceId, DocumentId, EndpointId};
use model::invitation::Invitation;
use model::key::DeviceKey;
use model::name::{DocumentKind, DocumentName};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use sync::core::{
    CloseReason, Core, CoreConfig, Input, LinkId, Opening, Output, Progress, Refused, Tail,
};
use sync::drivers::outgoing::Withheld;
use sync::drivers::store::Store;
use sync::wire::Access;

mod aside;
mod books;
mod catch_up;
mod coming_back;
mod disk;
mod due;
mod forked;
mod joining;
mod kept;
mod mending;
mod news;
pub(crate) mod offering;
mod pins;
mod profiles;
mod renewal;
mod spent;
mod statement;

pub use catch_up::STEP_DESIGNS;
pub use coming_back::ComingBack;
pub use disk::{SCRUB_EVERY_MS, SCRUB_RECORDS};
pub use forked::{FORKED_LOOK_EVERY_MS, FORKED_OTHERS_MS, FORKED_STEWARDS_MS};
pub use mending::Mended;
pub use news::News;
pub use pins::{PIN_EVERY_MS, PIN_LOOK_EVERY_MS};
pub use renewal::Doubt;
pub use spent::{SPENT_LOOK_EVERY_MS, SPENT_OTHERS_MS, SPENT_OWN_MS};

/// So many designs stay open in memory.
const DOCUMENTS_MAX: usize = 64;
/// So many refused changes are kept to be shown.
const REFUSED_MAX: usize = 200;

/// One open commons.
pub struct Commons {
    id: CommonsId,
    charter_name: DocumentName,
    folder: PathBuf,
    keys: DeviceKeys,
    key: DeviceKey,
    endpoint: DeviceKey,
    core: Core,
    store: Store,
    index: Index,
    books: books::OpenBooks,
    documents: VecDeque<(DocumentName, Document)>,
    names: BTreeMap<DocumentId, DocumentName>,
    mail: Vec<ToPeer>,
    answers: BTreeMap<EndpointId, Access>,
    progress: BTreeMap<EndpointId, Progress>,
    refused: VecDeque<Refused>,
    failure: Option<Trouble>,
    version: u64,
    received: u64,
    sent: u64,
    doubt: Option<(Doubt, DeviceId)>,
    is_renewing: bool,
    /// Designs in which work of this device may have to be written again.
    to_offer: BTreeSet<DocumentId>,
    news: Vec<News>,
    pins: due::Due,
    spent: due::Due,
    forked: due::Due,
    profiles: profiles::OpenProfiles,
    kept: kept::Kept,
    scrub: disk::Scrub,
    damaged: Cell<bool>,
    has_orphans: bool,
    wants_orphans: bool,
    coming_back: Option<ComingBack>,
    /// Whether an exchange came to its end since this was opened.
    has_met: bool,
    /// Whether this device's right had ended when that was looked at last.
    has_ended: bool,
}

/// What the core wants done with a connection, in the order in which it wants it.
#[derive(Debug)]
pub enum ToPeer {
    /// Send this frame.
    Frame(LinkId, Vec<u8>),
    /// Send what lies beyond these heights, straight from the disk.
    Tails(LinkId, Vec<Tail>),
    /// Send of what waits only what is of this document.
    Withhold(LinkId, Withheld),
    /// Close the connection, and why.
    Close(LinkId, CloseReason),
}

impl Commons {
    /// Makes a commons that is founded or joined here, beside its final place; [`Commons::put_in_place`] moves it there.
    ///
    /// A kill at any moment before leaves a folder that the next start takes away.
    pub fn create(
        home: &Home,
        charter: DocumentName,
        id: CommonsId,
        invitation: Option<Invitation>,
    ) -> Result<Commons, Trouble> {
        let folder = home.make_folder(id)?;
        let mut store = Store::create(&folder.join(HISTORY_FILE), id, &charter)?;
        if let Some(invitation) = invitation {
            store.local_set(INVITATION, invitation.to_string().as_bytes())?;
            // This home may have been here before, and its first key have written.
            let mut keys = home.device_keys_in(id, &folder)?;
            keys.renew(chance::bytes())?;
        }
        Self::start(home, folder, store)
    }

    /// Knocks with this invitation from now on; an earlier one may have expired.
    pub fn use_invitation(&mut self, invitation: &Invitation) -> Result<(), Trouble> {
        let text = invitation.to_string();
        if self.store.local_get(INVITATION)?.as_deref() != Some(text.as_bytes()) {
            self.store.local_set(INVITATION, text.as_bytes())?;
            self.reopen_core();
        }
        Ok(())
    }

    /// Puts a commons that was made in its place.
    pub fn put_in_place(self, home: &Home) -> Result<Commons, Trouble> {
        let id = self.id;
        // Its files have to be closed to be moved.
        drop(self);
        home.settle_folder(id)?;
        Self::open(home, id)
    }

    /// Opens a commons of this home.
    pub fn open(home: &Home, id: CommonsId) -> Result<Commons, Trouble> {
        let folder = home.commons_folder(id);
        let history = folder.join(HISTORY_FILE);
        if !history.exists() {
            return Err(Trouble::new(
                "The history on this disk could not be used",
                format!("{} is gone", history.display()),
                "run `check --repair` and meet any peer, or restore a backup into a new folder",
            ));
        }
        let store = Store::open(&history)?;
        Self::start(home, folder, store)
    }

    fn start(home: &Home, folder: PathBuf, store: Store) -> Result<Commons, Trouble> {
        let id = store.commons();
        let charter_name = store.charter();
        let founder_file = folder.join(FOUNDER_FILE);
        if !founder_file.exists() {
            // Kept beside the history, so that a history damaged as a whole can begin anew.
            crate::home::write_whole(&founder_file, charter_name.creator.to_string().as_bytes())?;
        }
        let mut keys = home.device_keys_in(id, &folder)?;
        if let Some(known) = store.local_get(DEVICE_KEYS)? {
            keys.learn(&known);
        }
        let key = keys.newest();
        let endpoint = home.endpoint_key();
        let core = open_core(key.device(), endpoint.endpoint(), &store)?;
        let names = core.documents().collect();
        let kept = kept::Kept::read(&store)?;
        let coming_back = ComingBack::read(&store)?;
        let mut commons = Commons {
            id,
            charter_name,
            keys,
            key,
            endpoint,
            core,
            index: Index::open(&folder.join(DERIVED_FILE))?,
            books: books::OpenBooks::empty(),
            folder,
            store,
            documents: VecDeque::new(),
            names,
            mail: vec![],
            answers: BTreeMap::new(),
            progress: BTreeMap::new(),
            refused: VecDeque::new(),
            failure: None,
            version: 0,
            received: 0,
            sent: 0,
            doubt: None,
            is_renewing: false,
            to_offer: BTreeSet::new(),
            news: vec![],
            pins: due::Due::default(),
            spent: due::Due::default(),
            forked: due::Due::default(),
            profiles: profiles::OpenProfiles::default(),
            kept,
            scrub: disk::Scrub::default(),
            damaged: Cell::new(false),
            has_orphans: false,
            wants_orphans: false,
            coming_back,
            has_met: false,
            has_ended: false,
        };
        commons.doubt = commons.kept_doubt()?;
        commons.notice_a_shorter_history()?;
        commons.weigh_what_is_open();
        commons.catch_up()?;
        commons.notice_what_to_offer();
        commons.has_orphans = commons.store.orphan_count()? > 0;
        commons.take_back_orphans()?;
        commons.renew_key_when_due();
        commons.offer_again_when_due();
        commons.has_ended = commons.ended().is_some();
        Ok(commons)
    }

    /// Tells the core what happened, and carries out what it orders until it orders nothing more.
    pub fn feed(&mut self, input: Input) {
        if let Input::Disconnected { link } = input {
            self.note_parting(link);
            // What came from there may have been cut off, and is shown as far as it came.
            self.version += 1;
        }
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for output in self.core.handle(chance::now_ms(), input) {
                if let Some(next) = self.carry_out(output) {
                    inputs.push_back(next);
                }
            }
        }
        self.come_back_when_due();
        self.renew_key_when_due();
        self.offer_again_when_due();
        self.notice_my_end();
        if self.wants_orphans
            && let Err(trouble) = self.take_back_orphans()
        {
            self.failure = Some(trouble);
        }
    }

    fn carry_out(&mut self, output: Output) -> Option<Input> {
        match output {
            Output::Store { batch, changes } => {
                return Some(match self.store.append(&changes) {
                    Ok(()) => Input::Stored { batch },
                    Err(error) => {
                        self.failure = Some(error.into());
                        Input::StoreFailed { batch }
                    }
                });
            }
            Output::Load { document } => {
                let changes = self
                    .noted(self.store.load(document))
                    .unwrap_or_else(|error| {
                        self.failure = Some(error.into());
                        vec![]
                    });
                return Some(Input::Loaded { document, changes });
            }
            Output::Send { link, frame } => self.mail.push(ToPeer::Frame(link, frame)),
            Output::SendTails { link, tails } => self.mail.push(ToPeer::Tails(link, tails)),
            Output::Withhold { link, but, until } => {
                let document = but.id(self.core.commons());
                let name = but;
                let withheld = Withheld {
                    name,
                    document,
                    until,
                };
                self.mail.push(ToPeer::Withhold(link, withheld));
            }
            Output::Close { link, reason } => self.mail.push(ToPeer::Close(link, reason)),
            Output::Deliver {
                name,
                document,
                changes,
                origin,
            } => {
                self.names.insert(document, name);
                self.version += 1;
                if origin != sync::core::Origin::Here {
                    self.received += changes.len() as u64;
                }
                self.merge_open(document, &changes);
            }
            Output::Effect {
                name,
                document,
                aside,
            } => {
                if let Err(trouble) = self.take_effect(name, document, &aside) {
                    self.failure = Some(trouble);
                }
            }
            Output::Remember(met) => {
                self.sent += met.len() as u64;
                // Losing this costs one question to the peer at the next meeting.
                let _ = self.store.remember(&met);
                self.version += 1;
            }
            Output::OwnKeyElsewhere { .. } => {
                // Kept on the disk, so that a restart does not forget it.
                if let Err(trouble) = self.doubt_key(Doubt::Elsewhere) {
                    self.failure = Some(trouble);
                }
                self.version += 1;
            }
            Output::Refused(refused) => {
                self.refused.push_back(refused);
                if self.refused.len() > REFUSED_MAX {
                    self.refused.pop_front();
                }
            }
            Output::Disagreement { peer, documents } => {
                self.tell_of_disagreement(peer, documents.len());
            }
            Output::Answered { peer, access } => {
                self.answers.insert(peer, access);
                self.version += 1;
            }
            Output::Progress(progress) => {
                if progress.done {
                    self.has_met = true;
                    self.note_met(progress.peer);
                }
                self.wants_orphans |= self.has_orphans && progress.done;
                self.progress.insert(progress.peer, progress);
                self.version += 1;
            }
            Output::Damaged { document, error } => {
                self.damaged.set(true);
                self.failure = Some(Trouble::new(
                    "Part of the history cannot be read",
                    format!("document {}: {error}", document.short()),
                    "run `check --repair`, then meet any peer",
                ));
            }
            Output::Stopped => self.reopen_core(),
        }
        None
    }

    /// After the disk refused a batch: begins again from what the disk holds. Connections are made anew.
    fn reopen_core(&mut self) {
        for peer in self.core.peers() {
            self.mail
                .push(ToPeer::Close(peer.link, CloseReason::StoreFailed));
        }
        match open_core(self.key.device(), self.endpoint.endpoint(), &self.store) {
            Ok(core) => self.core = core,
            Err(trouble) => self.failure = Some(trouble),
        }
        self.documents.clear();
        self.version += 1;
    }

    /// What is to be done with connections since this was asked last.
    pub fn take_mail(&mut self) -> Vec<ToPeer> {
        std::mem::take(&mut self.mail)
    }

    /// The id of the commons.
    pub fn id(&self) -> CommonsId {
        self.id
    }

    /// The name of the charter, to which every invitation commits.
    pub fn charter_name(&self) -> DocumentName {
        self.charter_name
    }

    /// Who belongs to the commons, and what they may do.
    pub fn charter(&self) -> &Charter {
        self.core.charter()
    }

    /// The conversation with all peers.
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// The history on the disk.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The history on the disk, to be mended or to keep a setting.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// The derived tables.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The folder in which all of it lies.
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// This device in this commons.
    pub fn device(&self) -> DeviceId {
        self.key.device()
    }

    /// This home on the network.
    pub fn endpoint(&self) -> EndpointId {
        self.endpoint.endpoint()
    }

    /// The key of this home on the network, to sign for it.
    pub(crate) fn endpoint_key(&self) -> &DeviceKey {
        &self.endpoint
    }

    /// The person whose device this is; `None` until the act that says so has arrived.
    pub fn me(&self) -> Option<AgentId> {
        Some(self.charter().device(self.device())?.person)
    }

    /// The key with which this device signs here.
    pub(crate) fn key(&self) -> &DeviceKey {
        &self.key
    }

    /// A number that grows with everything that a screen could show.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How many changes came from others since this was opened.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// How many changes others have confirmed to hold since this was opened.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// What peers answered to our hello.
    pub fn answers(&self) -> &BTreeMap<EndpointId, Access> {
        &self.answers
    }

    /// How far the exchange with each peer is.
    pub fn progress(&self) -> &BTreeMap<EndpointId, Progress> {
        &self.progress
    }

    /// Changes that were refused since this was opened, newest last.
    pub fn refused(&self) -> impl Iterator<Item = &Refused> {
        self.refused.iter()
    }

    /// What went wrong with the disk, once.
    pub fn take_failure(&mut self) -> Option<Trouble> {
        self.failure.take()
    }

    /// How many documents and changes this history holds.
    pub fn holdings(&self) -> (u64, u64) {
        let changes = |document| self.core.changes(document);
        self.core
            .documents()
            .fold((0, 0), |(documents, sum), (document, _)| {
                (documents + 1, sum + changes(document))
            })
    }

    /// The name of a document that is here.
    pub fn name_of(&self, document: DocumentId) -> Option<DocumentName> {
        self.names.get(&document).copied()
    }

    /// A design, opened from the history and kept in memory for the next time.
    pub fn document(&mut self, id: DocumentId) -> Result<&mut Document, Trouble> {
        if let Some(at) = self
            .documents
            .iter()
            .position(|(_, document)| document.id() == id)
        {
            let found = self.documents.remove(at).expect("just found there");
            self.documents.push_back(found);
        } else {
            let document = self.read_document(id)?;
            let name = self
                .name_of(id)
                .expect("a document that could be read has a name");
            if self.documents.len() == DOCUMENTS_MAX {
                self.documents.pop_front();
            }
            self.documents.push_back((name, document));
        }
        Ok(&mut self.documents.back_mut().expect("just put there").1)
    }

    fn read_document(&self, id: DocumentId) -> Result<Document, Trouble> {
        let stored = self.load_in_effect(id)?;
        if stored.is_empty()
            || self
                .name_of(id)
                .is_none_or(|name| name.kind != DocumentKind::Design)
        {
            return Err(Trouble::new(
                "The design was not found",
                "it is not on this computer",
                "look for it with `design list`",
            ));
        }
        Document::load(
            self.id,
            id,
            stored.iter().map(|stored| &stored.change.bytes),
        )
        .map_err(|error| {
            Trouble::new(
                "The design could not be opened",
                error.to_string(),
                "run `check --repair`, then meet a peer",
            )
        })
    }

    fn merge_open(&mut self, document: DocumentId, changes: &[sync::log::ToStore]) {
        let Some(at) = self
            .documents
            .iter()
            .position(|(_, open)| open.id() == document)
        else {
            return;
        };
        let merged = self.documents[at]
            .1
            .merge(changes.iter().map(|change| &change.bytes));
        if merged.is_err() {
            // It is only a cache: the next look reads it from the disk again.
            self.documents.remove(at);
        }
    }

    /// Forgets what is open in memory about a document whose change could not be stored.
    fn forget_document(&mut self, id: DocumentId) {
        self.documents.retain(|(_, document)| document.id() != id);
    }

    /// Stores changes that were made and signed here; they are on the disk when this returns.
    pub fn write(&mut self, name: DocumentName, changes: Vec<SignedChange>) -> Result<(), Trouble> {
        if changes.is_empty() {
            return Ok(());
        }
        if self.key_in_doubt().is_some() {
            self.renew_key_when_due();
            return Err(self.key_refusal());
        }
        let document = name.id(self.id);
        let refused_before = self.refused.len();
        let count = changes.len() as u64;
        let own = |commons: &Commons| commons.core.heights(document).seq(commons.key.device());
        let before = own(self);
        self.feed(Input::Edited { name, changes });
        if let Some(trouble) = self.failure.take() {
            self.forget_document(document);
            return Err(trouble);
        }
        if own(self) < before + count {
            self.forget_document(document);
            let why = match self.refused.back().filter(|_| {
                self.refused.len() > refused_before || self.refused.len() == REFUSED_MAX
            }) {
                Some(refused) => refused.reason.to_string(),
                None => "something that it builds on is missing here".to_owned(),
            };
            return Err(Trouble::new(
                "Nothing was saved",
                why,
                "meet a peer to catch up, and try again",
            ));
        }
        self.catch_up()
    }
}

fn open_core(me: DeviceId, endpoint: EndpointId, store: &Store) -> Result<Core, Trouble> {
    let commons = store.commons();
    let invitation = store
        .local_get(INVITATION)?
        .and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok());
    let config = CoreConfig {
        commons,
        me,
        endpoint,
        charter: store.charter(),
        invitation,
        program: concat!("commonwright ", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    let mut remembered = vec![];
    for peer in store.remembered_peers()? {
        remembered.extend(
            store
                .remembered(peer)?
                .into_iter()
                .map(|(document, heights)| (peer, document, heights)),
        );
    }
    let opening = Opening {
        summaries: store.summaries()?,
        charter: store.load(store.charter().id(commons))?,
        remembered,
        aside: store.kept_aside()?,
    };
    Core::open(config, opening).map_err(|error| {
        Trouble::new(
            "The commons could not be opened",
            error.to_string(),
            "restore a backup into a new folder, or join again through a peer",
        )
    })
}

/// The name under which the store keeps the invitation that this device came by.
const INVITATION: &str = "invitation";
/// Set when a key of this device may not write any more: why, and which.
pub(crate) const KEY_IN_DOUBT: &str = "key-in-doubt";
/// A second copy of what renewed this device's key.
pub(crate) const DEVICE_KEYS: &str = "device-keys";
/// Holds the founder's key, to which the charter's name commits.
const FOUNDER_FILE: &str = "founder";
const HISTORY_FILE: &str = "history.sqlite";
const DERIVED_FILE: &str = "derived.sqlite";
