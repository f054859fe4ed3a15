//! Where peers were met, kept from run to run, and when they are looked for there again.
//!
//! There is no server that knows where anybody is. A peer that was met at a place once is dialled there again
//! while the program stays on: soon after it was lost, then less and less often (network.md, sections 1 and 2).

use super::{Engine, Listening};
use crate::chance;
use crate::home::Home;
use model::id::{CommonsId, EndpointId};
use std::collections::{BTreeMap, BTreeSet};
use sync::address::PeerAddress;
use sync::core::LinkId;

/// The places of so many peers are kept; whom we have not met for longest is forgotten first.
const KNOWN_PEERS_MAX: usize = 64;
/// A peer that was lost is looked for after this, then after twice as long, and so on.
const PAUSE_MS_MIN: u64 = 5_000;
/// At least so often.
const PAUSE_MS_MAX: u64 = 60_000;
/// Of two that lost each other the one with the larger name waits so long, so that their dials do not cross.
const POLITE_MS: u64 = 3_000;

/// So long after a connection broke both sides dial: the other one may not know it yet.
const LOST_MS_MAX: u64 = 60_000;

/// Peers to look for, and when.
#[derive(Default)]
pub(super) struct Known {
    /// Whether this program stays on, and looks for peers by itself.
    stays: bool,
    next: BTreeMap<(EndpointId, CommonsId), Next>,
    /// When connections broke: for a while we dial those peers, whoever's turn it would be.
    lost_ms: BTreeMap<EndpointId, u64>,
}

#[derive(Clone, Copy, Default)]
struct Next {
    at_ms: u64,
    pause_ms: u64,
}

/// The home, which knows where it can be reached: one that was never on the network looks for a moment, unseen,
/// and keeps its port, so that an invitation made before the first meeting leads here.
pub fn with_places(home: Home) -> Home {
    if !home.settings().last_addresses.is_empty() {
        return home;
    }
    let mut engine = Engine::new(home);
    let unseen = Listening {
        listen: None,
        nearby: Some(false),
    };
    if let Err(trouble) = engine.listen(&unseen) {
        tracing::info!(%trouble, "it is not known where this home can be reached");
    }
    engine.go_quiet();
    engine.home
}

impl Engine {
    /// From now on peers are looked for where they were met, as long as the engine is stepped.
    pub fn stay(&mut self) {
        self.known.stays = true;
    }

    /// The peers of a commons with the places where they were met, the latest first.
    pub fn met_before(&self, commons: CommonsId) -> Vec<PeerAddress> {
        let Some(commons) = self.commons(commons) else {
            return vec![];
        };
        let met = self.home.settings().met.iter().rev();
        let met = met
            .filter_map(|text| text.parse().ok())
            .filter(|peer: &PeerAddress| commons.charter().endpoint_is_member(peer.endpoint));
        // Who comes back has met nobody yet; their line says where somebody was.
        let named = commons.coming_back().into_iter();
        let named = named.flat_map(|back| &back.way.addresses);
        met.chain(named.filter_map(|text| text.parse().ok()))
            .collect()
    }

    /// Notes, once, that a member is there who lets us see the commons. Of anybody else nothing is kept: keys cost nothing, and
    /// strangers would push out where the members are.
    pub(super) fn note_met(&mut self, id: LinkId) {
        let Some(link) = self.links.get_mut(&id).filter(|link| !link.is_met) else {
            return;
        };
        let peer = link.peer;
        let commons = link.commons.and_then(|commons| self.commons.get(&commons));
        let is_met = commons.is_some_and(|commons| {
            let is_member = commons.charter().endpoint_is_member(peer);
            is_member && commons.core().lets_us_see(id)
        });
        if is_met {
            link.is_met = true;
            self.fetching.came(peer);
            self.keep_place(peer);
        }
    }

    /// Keeps the place where a member is talked to now.
    fn keep_place(&mut self, peer: EndpointId) {
        self.known.next.retain(|(known, _), _| *known != peer);
        let peers = self.net().map(|net| net.peers()).unwrap_or_default();
        let Some(place) = peers
            .into_iter()
            .find(|status| status.peer == peer)
            .and_then(|status| status.address)
        else {
            return;
        };
        let address = PeerAddress {
            endpoint: peer,
            addresses: vec![place],
        };
        let mut met = self.home.settings().met.clone();
        met.retain(|text| {
            text.parse::<PeerAddress>()
                .is_ok_and(|known| known.endpoint != peer)
        });
        met.push(address.to_string());
        let too_many = met.len().saturating_sub(KNOWN_PEERS_MAX);
        met.drain(..too_many);
        if met == self.home.settings().met {
            return;
        }
        // A place that could not be kept is only one fewer to look at next time.
        let _ = self.home.change_settings(|settings| settings.met = met);
    }

    /// A connection broke: the peer is looked for at once.
    pub(super) fn has_lost(&mut self, peer: EndpointId) {
        let now_ms = chance::now_ms();
        let is_lately = |since: &u64| now_ms.saturating_sub(*since) < LOST_MS_MAX;
        self.known.lost_ms.retain(|_, since| is_lately(since));
        self.known.lost_ms.insert(peer, now_ms);
        self.known.next.retain(|(known, _), _| *known != peer);
        self.tried.retain(|(known, _), _| *known != peer);
    }

    /// This home has moved: everybody is looked for anew.
    pub(super) fn has_moved(&mut self) {
        self.known.next.clear();
        self.tried.clear();
    }

    /// Whether the connection to this peer broke lately.
    pub(super) fn is_lost(&self, peer: EndpointId, now_ms: u64) -> bool {
        let since = self.known.lost_ms.get(&peer);
        since.is_some_and(|since| now_ms.saturating_sub(*since) < LOST_MS_MAX)
    }

    /// Dials whom we miss and whose time has come.
    pub(super) fn dial_missed(&mut self, now_ms: u64) {
        if !self.known.stays || self.net.is_none() {
            return;
        }
        let talking: BTreeSet<(EndpointId, CommonsId)> = self.talking();
        let ids: Vec<CommonsId> = self.commons.keys().copied().collect();
        let mut dials = vec![];
        for id in ids {
            for peer in self.met_before(id) {
                let pair = (peer.endpoint, id);
                if talking.contains(&pair) || self.near.contains_key(&peer.endpoint) {
                    continue;
                }
                let polite =
                    self.home.endpoint() > peer.endpoint && !self.is_lost(peer.endpoint, now_ms);
                let next = self.known.next.entry(pair).or_insert(Next {
                    at_ms: now_ms + if polite { POLITE_MS } else { 0 },
                    pause_ms: PAUSE_MS_MIN,
                });
                if next.at_ms <= now_ms {
                    next.at_ms = now_ms + next.pause_ms;
                    next.pause_ms = (next.pause_ms * 2).min(PAUSE_MS_MAX);
                    dials.push((peer, id));
                }
            }
        }
        for (peer, id) in dials {
            self.dial(&peer, id);
        }
    }
}
