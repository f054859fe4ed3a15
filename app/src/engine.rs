//! The engine: one home, its open commons, and their conversations with peers.
//!
//! It is synchronous and owns everything; the network's threads only hand it events. Commands drive
//! it step by step, the window's thread runs it in a loop. What was ordered for one connection leaves in
//! the order in which it was ordered, and long tails are read from the disk only as fast as they leave.

use crate::chance;
use crate::commons::{Commons, ToPeer};
use crate::files::{Audience, Readers};
use crate::home::Home;
use crate::trouble::Trouble;
use crate::view::NoticeKind;
use model::id::{CommonsId, EndpointId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use sync::address::PeerAddress;
use sync::core::{Input, LinkId};
use sync::drivers::files::Files;
use sync::drivers::net::{Closed, Net, NetConfig, NetEvent};
use sync::drivers::outgoing::{Outgoing, Pumped};
use sync::wire::{Message, hello_tag};

mod fetch;
mod join;
mod known;
mod meet;
mod unheard;

pub use fetch::{UNASKED_BYTES_MAX, files_of};
pub use join::{Entering, Joining, join_through};
pub use known::with_places;
pub use meet::{Met, Whom, meet};

/// In one step at most so many events are taken before mail goes out.
const STEP_EVENTS_MAX: usize = 64;
/// After so long no further event is taken in this step: one may hold thousands of changes, and the window waits.
const STEP_BUSY: Duration = Duration::from_millis(40);
/// The core is told about once a second that time has passed.
const TICK_MS: u64 = 1000;
/// A neighbour or a known peer is dialled again at most this often.
const REDIAL_MS: u64 = 5_000;

/// One home at work.
pub struct Engine {
    commons: BTreeMap<CommonsId, Commons>,
    // Dropped before the network that carries it.
    files: Option<Files>,
    readers: Readers,
    net: Option<Net>,
    events: Option<Receiver<NetEvent>>,
    links: BTreeMap<LinkId, Link>,
    outgoing: Outgoing,
    unheard: unheard::Unheard,
    dialled: BTreeMap<EndpointId, VecDeque<CommonsId>>,
    near: BTreeMap<EndpointId, PeerAddress>,
    tried: BTreeMap<(EndpointId, CommonsId), u64>,
    failed: Vec<(PeerAddress, String)>,
    ticked_ms: u64,
    more_to_send: bool,
    acts_seen: usize,
    fetching: fetch::Fetching,
    known: known::Known,
    /// The home. Dropped last: once it is free for another program, nothing of it is open here any more.
    pub home: Home,
}

/// One stream to one peer.
struct Link {
    peer: EndpointId,
    commons: Option<CommonsId>,
    /// Whether it turned out to be a member who lets us see the commons.
    is_met: bool,
}

/// How the engine goes onto the network.
#[derive(Debug, Clone, Default)]
pub struct Listening {
    /// Where to listen; `None` for the port of last time on all addresses.
    pub listen: Option<SocketAddr>,
    /// Whether others on the local network may find this home; `None` as the settings say.
    pub nearby: Option<bool>,
}

impl Engine {
    /// A home without a network, and with no commons open yet.
    pub fn new(home: Home) -> Engine {
        Engine {
            home,
            commons: BTreeMap::new(),
            files: None,
            readers: Readers::default(),
            net: None,
            events: None,
            links: BTreeMap::new(),
            outgoing: Outgoing::new(),
            unheard: unheard::Unheard::default(),
            dialled: BTreeMap::new(),
            near: BTreeMap::new(),
            tried: BTreeMap::new(),
            failed: vec![],
            ticked_ms: 0,
            more_to_send: false,
            acts_seen: 0,
            fetching: fetch::Fetching::default(),
            known: known::Known::default(),
        }
    }

    /// Opens a commons of this home.
    pub fn open(&mut self, id: CommonsId) -> Result<(), Trouble> {
        if !self.commons.contains_key(&id) {
            let commons = Commons::open(&self.home, id)?;
            self.commons.insert(id, commons);
        }
        Ok(())
    }

    /// Opens every commons of this home.
    pub fn open_all(&mut self) -> Result<(), Trouble> {
        for id in self.home.commons()? {
            self.open(id)?;
        }
        Ok(())
    }

    /// Takes over a commons that was just founded or begun to be joined.
    pub fn adopt(&mut self, commons: Commons) -> CommonsId {
        let id = commons.id();
        self.commons.insert(id, commons);
        id
    }

    /// Closes a commons; its connections end.
    pub fn close(&mut self, id: CommonsId) -> Option<Commons> {
        let links: Vec<LinkId> = self
            .links
            .iter()
            .filter(|(_, link)| link.commons == Some(id))
            .map(|(link, _)| *link)
            .collect();
        for link in links {
            self.links.remove(&link);
            if let Some(net) = &self.net {
                net.close(link);
            }
        }
        self.commons.remove(&id)
    }

    /// The open commons.
    pub fn all(&self) -> impl Iterator<Item = &Commons> {
        self.commons.values()
    }

    /// One open commons.
    pub fn commons(&self, id: CommonsId) -> Option<&Commons> {
        self.commons.get(&id)
    }

    /// One open commons, to be changed.
    pub fn commons_mut(&mut self, id: CommonsId) -> Option<&mut Commons> {
        self.commons.get_mut(&id)
    }

    /// The network, when it is on.
    pub fn net(&self) -> Option<&Net> {
        self.net.as_ref()
    }

    /// Peers that were seen on the local network.
    pub fn near(&self) -> impl Iterator<Item = &PeerAddress> {
        self.near.values()
    }

    /// Goes onto the network, and keeps the port for the next time.
    pub fn listen(&mut self, listening: &Listening) -> Result<PeerAddress, Trouble> {
        let port = self.home.settings().port.unwrap_or(0);
        let bind = listening
            .listen
            .unwrap_or_else(|| SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)));
        let lan = listening.nearby.unwrap_or(self.home.settings().seen_nearby);
        let (sender, receiver) = channel();
        let config = NetConfig {
            secret: self.home.endpoint_seed(),
            bind,
            lan,
        };
        let net = Net::start(config, move |event| {
            // The engine going down is the only way this fails, and then nobody listens.
            let _ = sender.send(event);
        })
        .map_err(|error| {
            Trouble::new(
                "The network could not be used",
                error.to_string(),
                "name another place with --listen",
            )
        })?;
        let address = net.address();
        let port = net.port();
        let places: Vec<String> = address.addresses.iter().map(ToString::to_string).collect();
        self.home.change_settings(|settings| {
            settings.port = Some(port);
            settings.last_addresses = places;
        })?;
        let readers = self.readers.clone();
        let files = Files::open(&net, &self.home.files_folder(), move |who, file| {
            readers.may_read(who, file)
        })?;
        if let (true, Some(commons)) = (files.began_anew(), self.commons.values_mut().next()) {
            commons.tell(NoticeKind::Bad, crate::words::keys::FILES_BEGAN_ANEW);
        }
        self.files = Some(files);
        self.net = Some(net);
        self.events = Some(receiver);
        self.set_readers();
        Ok(address)
    }

    /// Leaves the network.
    pub fn go_quiet(&mut self) {
        for (id, link) in std::mem::take(&mut self.links) {
            if let Some(commons) = link
                .commons
                .and_then(|commons| self.commons.get_mut(&commons))
            {
                commons.feed(Input::Disconnected { link: id });
            }
        }
        self.files = None;
        self.net = None;
        self.events = None;
        self.unheard = unheard::Unheard::default();
    }

    /// The store of files, while the network is on.
    pub fn files(&self) -> Option<&Files> {
        self.files.as_ref()
    }

    /// A member who has just joined may read at once, and one who was removed no more.
    fn set_readers_when_new(&mut self) {
        let acts = self
            .commons
            .values()
            .map(|commons| commons.charter().acts().len())
            .sum();
        if self.acts_seen != acts {
            self.acts_seen = acts;
            self.set_readers();
        }
    }

    /// Files are handed to the members of a commons that names them, or to anyone where it is open. What is on its
    /// way to somebody who was removed ends.
    fn set_readers(&self) {
        let audience = |commons: &Commons| Audience {
            members: commons.charter().endpoints(),
            anyone: commons.charter().is_open(),
            // Tables that cannot be read let nobody in; what is wrong with them is said where they are used.
            files: commons.index().served_files().unwrap_or_default(),
            held: commons.held_files(),
        };
        let all = self.commons.iter();
        let left = self
            .readers
            .set(all.map(|(id, commons)| (*id, audience(commons))).collect());
        for peer in left {
            if let Some(files) = &self.files {
                files.part_from(peer);
            }
        }
    }

    /// Dials a peer for one commons.
    pub fn dial(&mut self, address: &PeerAddress, commons: CommonsId) {
        let Some(net) = &self.net else {
            return;
        };
        if address.endpoint == self.home.endpoint() {
            return;
        }
        self.tried
            .insert((address.endpoint, commons), chance::now_ms());
        self.dialled
            .entry(address.endpoint)
            .or_default()
            .push_back(commons);
        net.dial(address.clone());
    }

    /// Dials those of these peers with whom no stream for the commons is open.
    pub fn dial_absent(&mut self, peers: &[PeerAddress], commons: CommonsId) {
        let talking: BTreeSet<EndpointId> = self
            .links
            .values()
            .filter(|link| link.commons == Some(commons))
            .map(|link| link.peer)
            .collect();
        for peer in peers
            .iter()
            .filter(|peer| !talking.contains(&peer.endpoint))
        {
            self.dial(peer, commons);
        }
    }

    /// Whether a dial to one of these peers has neither come through nor come to nothing yet.
    pub fn is_dialling(&self, peers: &[PeerAddress]) -> bool {
        let dialled = |peer: &PeerAddress| self.dialled.get(&peer.endpoint);
        peers.iter().filter_map(dialled).any(|all| !all.is_empty())
    }

    /// Whether a stream to this peer is open that is, or may become, one about this commons.
    pub fn is_linked(&self, peer: EndpointId, id: CommonsId) -> bool {
        let mut links = self.links.values().filter(|link| link.peer == peer);
        links.any(|link| link.commons.is_none_or(|commons| commons == id))
    }

    /// Brings the derived tables of all open commons up to their histories.
    pub fn catch_up(&mut self) -> Result<(), Trouble> {
        self.commons.values_mut().try_for_each(Commons::catch_up)
    }

    /// Why dials came to nothing, since this was asked last.
    pub fn take_failed(&mut self) -> Vec<(PeerAddress, String)> {
        std::mem::take(&mut self.failed)
    }

    /// Whether nothing is on its way in this commons.
    pub fn is_idle(&self, id: CommonsId) -> bool {
        let mut links = self
            .links
            .iter()
            .filter(|(_, link)| link.commons == Some(id))
            .map(|(link, _)| *link);
        let unsent = |link: LinkId| self.net.as_ref().is_some_and(|net| net.queued(link) > 0);
        let is_idle = self
            .commons
            .get(&id)
            .is_some_and(|commons| commons.core().idle());
        is_idle && self.outgoing.waiting().is_empty() && !links.any(unsent)
    }

    /// Waits at most so long for something to happen, and does what follows from it. Says whether anything did.
    pub fn step(&mut self, wait: Duration) -> bool {
        let mut happened = false;
        let wait = if self.more_to_send {
            Duration::ZERO
        } else {
            wait
        };
        if let Some(events) = &self.events {
            let mut next = events.recv_timeout(wait).ok();
            happened = next.is_some();
            let (begin, mut taken) = (Instant::now(), 0);
            while let Some(event) = next {
                self.take_event(event);
                // At once, so that it is seen how much waits before the next frame is listened to.
                self.take_mail();
                taken += 1;
                let is_enough = taken == STEP_EVENTS_MAX || begin.elapsed() > STEP_BUSY;
                let events = self.events.as_ref().filter(|_| !is_enough);
                next = events.and_then(|events| events.try_recv().ok());
            }
        } else {
            std::thread::sleep(wait);
        }
        self.tick(happened);
        if happened {
            self.set_readers_when_new();
        }
        self.pump();
        happened
    }

    fn take_event(&mut self, event: NetEvent) {
        match event {
            NetEvent::Opened {
                link,
                peer,
                we_dialled,
            } => {
                let commons = if we_dialled {
                    self.dialled.get_mut(&peer).and_then(VecDeque::pop_front)
                } else {
                    None
                };
                let is_met = false;
                let opened = Link {
                    peer,
                    commons,
                    is_met,
                };
                self.links.insert(link, opened);
                if let Some(commons) = commons.and_then(|id| self.commons.get_mut(&id)) {
                    commons.feed(Input::Connected {
                        link,
                        peer,
                        we_dialled,
                    });
                }
            }
            NetEvent::Frame { link, frame } => self.hear(link, frame),
            NetEvent::Drained { .. } => {}
            NetEvent::File { file, event } => self.file_happened(file, event),
            NetEvent::Closed { link, peer, why } => {
                self.outgoing.forget(link);
                self.unheard.forget(link);
                let ended = self.links.remove(&link);
                if why == Closed::Lost && ended.as_ref().is_some_and(|ended| ended.is_met) {
                    self.has_lost(peer);
                }
                if let Some(commons) = ended.and_then(|ended| self.commons.get_mut(&ended.commons?))
                {
                    commons.feed(Input::Disconnected { link });
                }
            }
            NetEvent::DialFailed { address, why } => {
                self.dialled
                    .get_mut(&address.endpoint)
                    .and_then(VecDeque::pop_front);
                self.failed.push((address, why.to_string()));
            }
            NetEvent::Neighbour { address } => {
                // It may have been looked for in vain where it was before.
                self.tried.retain(|(peer, _), _| *peer != address.endpoint);
                self.near.insert(address.endpoint, address);
            }
            NetEvent::NeighbourGone { peer } => {
                self.near.remove(&peer);
            }
            NetEvent::AddressChanged { address } => {
                let places: Vec<String> =
                    address.addresses.iter().map(ToString::to_string).collect();
                // An address that could not be kept is only one place fewer in the next invitation.
                let _ = self
                    .home
                    .change_settings(|settings| settings.last_addresses = places);
                self.has_moved();
            }
        }
    }

    fn take_frame(&mut self, id: LinkId, frame: Vec<u8>) {
        let Some(link) = self.links.get_mut(&id) else {
            return;
        };
        if link.commons.is_none() {
            let me = self.home.endpoint();
            let meant = match Message::decode(&frame) {
                Ok(Message::Hello(hello)) => self
                    .commons
                    .keys()
                    .find(|commons| hello_tag(**commons, link.peer, me) == hello.tag)
                    .copied(),
                _ => None,
            };
            let Some(commons) = meant else {
                // A stranger learns nothing: not even which commons there are.
                if let Some(net) = &self.net {
                    net.close(id);
                }
                self.links.remove(&id);
                return;
            };
            link.commons = Some(commons);
            let peer = link.peer;
            if let Some(commons) = self.commons.get_mut(&commons) {
                commons.feed(Input::Connected {
                    link: id,
                    peer,
                    we_dialled: false,
                });
            }
        }
        let commons = self.links.get(&id).and_then(|link| link.commons);
        if let Some(commons) = commons.and_then(|commons| self.commons.get_mut(&commons)) {
            commons.feed(Input::Received { link: id, frame });
            self.note_met(id);
        }
    }

    fn tick(&mut self, happened: bool) {
        let now = chance::now_ms();
        if now.saturating_sub(self.ticked_ms) < TICK_MS {
            return;
        }
        self.ticked_ms = now;
        let is_quiet = !happened && !self.more_to_send;
        for commons in self.commons.values_mut() {
            commons.feed(Input::Tick);
            commons.look_after_disk(now, is_quiet);
            commons.pin_when_due(now);
            commons.close_spent_when_due(now);
            commons.prove_forks_when_due(now);
        }
        self.set_readers();
        self.greet_neighbours(now);
        self.dial_missed(now);
    }

    /// With whom a stream is open, and for which commons.
    fn talking(&self) -> BTreeSet<(EndpointId, CommonsId)> {
        let links = self.links.values();
        links
            .filter_map(|link| Some((link.peer, link.commons?)))
            .collect()
    }

    /// Dials neighbours whose device belongs to a commons of this home, unless we talk already.
    fn greet_neighbours(&mut self, now: u64) {
        let talking = self.talking();
        let mut dials = vec![];
        for address in self.near.values() {
            for commons in self.commons.values() {
                let pair = (address.endpoint, commons.id());
                let lately = self
                    .tried
                    .get(&pair)
                    .is_some_and(|tried| now.saturating_sub(*tried) < REDIAL_MS);
                // Of two neighbours the one with the smaller id dials, so that they do not cross; the
                // other may not know yet that a connection broke.
                let mine =
                    self.home.endpoint() < address.endpoint || self.is_lost(address.endpoint, now);
                if mine
                    && !lately
                    && !talking.contains(&pair)
                    && commons.charter().endpoint_is_member(address.endpoint)
                {
                    dials.push((address.clone(), commons.id()));
                }
            }
        }
        for (address, commons) in dials {
            self.dial(&address, commons);
        }
    }

    /// Hands what the commons ordered to what waits for their connections.
    fn take_mail(&mut self) {
        for commons in self.commons.values_mut() {
            for mail in commons.take_mail() {
                match mail {
                    // It is closed then, and lacks nothing that it does not get when it is met again.
                    ToPeer::Frame(link, frame) => drop(self.outgoing.send(link, frame)),
                    ToPeer::Tails(link, tails) => self.outgoing.send_tails(link, tails),
                    ToPeer::Withhold(link, but) => self.outgoing.withhold(link, &but),
                    ToPeer::Close(link, _) => self.outgoing.close(link),
                }
            }
        }
    }

    /// Hands the connections as much of what waits for them as they take.
    fn pump(&mut self) {
        self.take_mail();
        let Some(net) = &self.net else {
            return;
        };
        self.more_to_send = false;
        for id in self.outgoing.waiting() {
            let Some(commons) = self
                .links
                .get(&id)
                .and_then(|link| self.commons.get(&link.commons?))
            else {
                self.outgoing.forget(id);
                continue;
            };
            match self.outgoing.pump(id, commons.store(), net) {
                Ok(Pumped::More) => self.more_to_send = true,
                Ok(_) => {}
                // The peer lacks what could not be read; it asks again when it is met again.
                Err(error) => {
                    commons.note_damage(&error);
                    net.close(id);
                }
            }
        }
        self.listen_again();
    }
}
