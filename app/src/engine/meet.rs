//! Meeting peers until there is nothing left to exchange.

use super::Engine;
use crate::commons::Commons;
use crate::trouble::Trouble;
use model::id::{CommonsId, EndpointId};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use sync::address::PeerAddress;
use sync::wire::{Access, Denial};

/// One step waits at most so long.
pub(super) const STEP: Duration = Duration::from_millis(20);
/// After so many steps without anything happening a finished exchange is over. Steps and not time: a program that stood
/// still meanwhile has not heard yet what has come.
const QUIET_STEPS: u32 = 12;
/// An exchange that brings nothing for so long is given up.
const STALLED: Duration = Duration::from_secs(30);

/// A peer that has not answered is dialled again after so long.
pub(super) const AGAIN: Duration = Duration::from_secs(4);

/// Files that were refused are asked for again so often.
const FILES_ASKED_MAX: u32 = 3;

/// What a meeting brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Met {
    /// The peers with whom everything was exchanged.
    pub peers: BTreeSet<EndpointId>,
    /// How many changes came.
    pub received: u64,
    /// How many changes others confirmed to hold now.
    pub sent: u64,
    /// How many design files came.
    pub files: u64,
    /// How many bytes came.
    pub bytes_in: u64,
    /// How many bytes went.
    pub bytes_out: u64,
}

/// Whom to meet, besides whoever is near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// Those whom a person named: each of them is waited for, until its dial has come to nothing.
    Named(Vec<PeerAddress>),
    /// Those who may be there: one of them is enough.
    Known(Vec<PeerAddress>),
}

/// Meets these peers and whoever is near, and ends when nothing is left to exchange.
///
/// `wait` bounds only the time until the first peer answers; `progress` is called after every step.
pub fn meet(
    engine: &mut Engine,
    id: CommonsId,
    whom: Whom,
    wait: Duration,
    mut progress: impl FnMut(&Engine),
) -> Result<Met, Trouble> {
    let before = counts(engine, id);
    let (peers, all) = match whom {
        Whom::Named(peers) => (one_each(peers.into_iter()), true),
        Whom::Known(peers) => (one_each(peers.into_iter()), false),
    };
    let start = Instant::now();
    let mut dialled: Option<Instant> = None;
    let (mut last, mut quiet) = (Instant::now(), 0);
    let mut met = Met::default();
    let mut why = vec![];
    let mut asked = 0;
    loop {
        // Whoever was named is dialled again for as long as a first peer would be waited for.
        let waits = start.elapsed() <= wait;
        let dials = met.peers.is_empty() || all && waits;
        if dials && dialled.is_none_or(|last| last.elapsed() > AGAIN) {
            dialled = Some(Instant::now());
            engine.dial_absent(&expected(engine, id, &peers, &met.peers), id);
        }
        quiet += 1;
        if engine.step(STEP) {
            (last, quiet) = (Instant::now(), 0);
        }
        progress(engine);
        why.extend(engine.take_failed().into_iter().map(|(_, why)| why));
        if let Some(trouble) = engine.commons_mut(id).and_then(Commons::take_failure) {
            return Err(trouble);
        }
        met.peers.extend(synced(engine, id));
        if !met.peers.is_empty() && engine.is_idle(id) {
            if let Some(commons) = engine.commons_mut(id) {
                commons.catch_up()?;
            }
            engine.fetch_files(id)?;
        }
        if engine.fetching.is_busy() {
            continue;
        }
        let is_over = !met.peers.is_empty() && engine.is_idle(id) && quiet >= QUIET_STEPS;
        let left = expected(engine, id, &peers, &met.peers);
        let is_there = |peer: &PeerAddress| engine.is_linked(peer.endpoint, id);
        let comes = |peer| waits || is_there(peer) || engine.is_dialling(&peers);
        if is_over && !(all && left.iter().any(comes)) {
            if asked >= FILES_ASKED_MAX || !engine.fetching.ask_again() {
                break;
            }
            asked += 1;
            (last, quiet) = (Instant::now(), 0);
            continue;
        }
        let is_over = start.elapsed() > wait || quiet >= QUIET_STEPS && is_shut_out(engine, id);
        if met.peers.is_empty() && is_over {
            return Err(nobody(engine, id, &why));
        }
        if last.elapsed() > STALLED {
            let why = "the other program went silent";
            return Err(Trouble::new(
                "The exchange did not come to an end",
                why,
                "meet again: what came is safe, and the rest follows",
            ));
        }
    }
    for peer in engine.net().map(|net| net.peers()).unwrap_or_default() {
        met.bytes_out += peer.bytes.0;
        met.bytes_in += peer.bytes.1;
    }
    let after = counts(engine, id);
    met.files = engine.fetching.take_fetched();
    met.received = after.0 - before.0;
    met.sent = after.1 - before.1;
    Ok(met)
}

/// Those of these peers who may still have something: they have neither given everything nor said that there is
/// nothing for us.
fn expected(
    engine: &Engine,
    id: CommonsId,
    peers: &[PeerAddress],
    met: &BTreeSet<EndpointId>,
) -> Vec<PeerAddress> {
    let answers = engine.commons(id).map(Commons::answers);
    let has_nothing = |peer: &PeerAddress| {
        let answer = answers.and_then(|answers| answers.get(&peer.endpoint));
        matches!(answer, Some(Access::Nothing(_)))
    };
    let left = peers.iter().filter(|peer| !met.contains(&peer.endpoint));
    left.filter(|peer| !has_nothing(peer)).cloned().collect()
}

/// Whether this device belongs to the commons no more, knows why, and was not let in.
fn is_shut_out(engine: &Engine, id: CommonsId) -> bool {
    let Some(commons) = engine.commons(id) else {
        return false;
    };
    let mut answers = commons.answers().values();
    answers.any(|answer| matches!(answer, Access::Nothing(_))) && commons.ended().is_some()
}

fn counts(engine: &Engine, id: CommonsId) -> (u64, u64) {
    engine
        .commons(id)
        .map(|commons| (commons.received(), commons.sent()))
        .unwrap_or_default()
}

fn synced(engine: &Engine, id: CommonsId) -> Vec<EndpointId> {
    let peers = engine
        .commons(id)
        .map(|commons| commons.core().peers())
        .unwrap_or_default();
    peers
        .into_iter()
        .filter(|peer| peer.synced)
        .map(|peer| peer.peer)
        .collect()
}

pub(super) const CHECK: &str = "check the address and that the other program runs; everything you did is saved here and will travel later";

/// Nobody could be met, or whoever answered shows us nothing.
pub(super) fn nobody(engine: &Engine, id: CommonsId, why: &[String]) -> Trouble {
    if let Some(ended) = engine.commons(id).and_then(Commons::ended) {
        return ended;
    }
    let answers = engine
        .commons(id)
        .map(|commons| commons.answers().clone())
        .unwrap_or_default();
    let has_ended = Access::Nothing(Denial::RightEnded);
    if answers.values().any(|answer| *answer == has_ended) {
        return crate::words::ended::not_any_more();
    }
    let denied = answers.values().find_map(|access| match access {
        Access::Nothing(denial) => Some(denial.to_string()),
        _ => None,
    });
    let was_member = engine
        .commons(id)
        .is_some_and(|commons| commons.me().is_some());
    if denied.is_some() && was_member {
        return crate::words::endings::not_let_in();
    }
    if let Some(why) = denied {
        return Trouble::new(
            "Nothing was exchanged",
            why,
            "ask a steward of the commons for an invitation",
        );
    }
    let why = why
        .first()
        .cloned()
        .unwrap_or_else(|| "nobody of this commons was found".to_owned());
    Trouble::new("Nobody could be met", why, CHECK)
}

/// One address for each peer, with all places that are named for it.
pub(super) fn one_each(addresses: impl Iterator<Item = PeerAddress>) -> Vec<PeerAddress> {
    let mut peers: Vec<PeerAddress> = vec![];
    for address in addresses {
        match peers
            .iter_mut()
            .find(|known| known.endpoint == address.endpoint)
        {
            None => peers.push(address),
            Some(known) => {
                for place in address.addresses {
                    if !known.addresses.contains(&place) {
                        known.addresses.push(place);
                    }
                }
            }
        }
    }
    peers
}
