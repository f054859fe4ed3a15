//! Meeting peers until there is nothing left to exchange, and joining through one of them.

use super::Engine;
use crate::commons::Commons;
use crate::deed::When;
use crate::trouble::Trouble;
use model::charter::InvitationDoor;
use model::id::{CommonsId, EndpointId};
use model::invitation::Invitation;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use sync::address::PeerAddress;
use sync::wire::{Access, Denial};

/// One step waits at most so long.
const STEP: Duration = Duration::from_millis(20);
/// After so long without anything happening a finished exchange is over.
const QUIET: Duration = Duration::from_millis(250);
/// An exchange that brings nothing for so long is given up.
const STALLED: Duration = Duration::from_secs(30);

/// A peer that has not answered is dialled again after so long.
const AGAIN: Duration = Duration::from_secs(4);

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
    let mut last = Instant::now();
    let mut met = Met::default();
    let mut why = vec![];
    let mut asked = 0;
    loop {
        if met.peers.is_empty() && dialled.is_none_or(|last| last.elapsed() > AGAIN) {
            dialled = Some(Instant::now());
            engine.dial_absent(&peers, id);
        }
        if engine.step(STEP) {
            last = Instant::now();
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
        if engine.fetching.is_busy() || all && engine.is_dialling(&peers) {
            continue;
        }
        if !met.peers.is_empty() && engine.is_idle(id) && last.elapsed() > QUIET {
            if asked >= FILES_ASKED_MAX || !engine.fetching.ask_again() {
                break;
            }
            asked += 1;
            last = Instant::now();
            continue;
        }
        if met.peers.is_empty() && start.elapsed() > wait {
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

const CHECK: &str = "check the address and that the other program runs; everything you did is saved here and will travel later";
const ASK: &str = "somebody of this commons has to be on, by `run` or with the window open: ask for their address and try again";

/// Nobody could be met, or whoever answered shows us nothing.
fn nobody(engine: &Engine, id: CommonsId, why: &[String]) -> Trouble {
    let answers = engine
        .commons(id)
        .map(|commons| commons.answers().clone())
        .unwrap_or_default();
    let denied = answers.values().find_map(|access| match access {
        Access::Nothing(denial) => Some(denial.to_string()),
        _ => None,
    });
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

/// What joining needs to know.
#[derive(Debug, Clone)]
pub struct Joining<'a> {
    /// The invitation.
    pub invitation: &'a Invitation,
    /// The name of who joins.
    pub person: &'a str,
    /// What this device is called.
    pub device: &'a str,
    /// Whom to meet, besides those whom the invitation names.
    pub peers: &'a [PeerAddress],
    /// How long to look for somebody.
    pub wait: Duration,
    /// When.
    pub when: When,
}

/// Joins a commons through any peer that is there, and fetches everything.
///
/// When nobody is there, nothing of it stays in this home.
pub fn join_through(
    engine: &mut Engine,
    joining: &Joining<'_>,
    progress: impl FnMut(&Engine),
) -> Result<CommonsId, Trouble> {
    let invitation = joining.invitation;
    let id = invitation.commons;
    if invitation.is_expired(joining.when.day) {
        return Err(not_joined("the invitation has expired"));
    }
    let is_new = !engine.home.commons()?.contains(&id);
    if is_new {
        let commons = Commons::create(
            &engine.home,
            invitation.charter(),
            id,
            Some(invitation.clone()),
        )?;
        engine.adopt(commons.put_in_place(&engine.home)?);
    } else {
        engine.open(id)?;
        if engine
            .commons(id)
            .is_some_and(|commons| commons.me().is_some())
        {
            return Err(Trouble::new(
                "You have not joined again",
                "this home is in that commons already",
                "open it",
            ));
        }
        if let Some(commons) = engine.commons_mut(id) {
            commons.use_invitation(invitation)?;
        }
    }
    let joined = enter(engine, joining, progress);
    if joined.is_err()
        && is_new
        && engine
            .commons(id)
            .is_none_or(|commons| commons.me().is_none())
    {
        engine.close(id);
        engine.home.forget_commons(id)?;
    }
    joined.map(|()| id)
}

fn enter(
    engine: &mut Engine,
    joining: &Joining<'_>,
    mut progress: impl FnMut(&Engine),
) -> Result<(), Trouble> {
    let invitation = joining.invitation;
    let id = invitation.commons;
    let named = invitation
        .addresses
        .iter()
        .filter_map(|text| text.parse().ok());
    let peers = one_each(joining.peers.iter().cloned().chain(named));
    let mut dialled: Option<Instant> = None;
    let start = Instant::now();
    let mut why = vec![];
    loop {
        if dialled.is_none_or(|last| last.elapsed() > AGAIN) {
            dialled = Some(Instant::now());
            engine.dial_absent(&peers, id);
        }
        engine.step(STEP);
        progress(engine);
        dial_neighbours(engine, id);
        why.extend(engine.take_failed().into_iter().map(|(_, why)| why));
        let commons = engine.commons(id).expect("it was just opened");
        match commons.charter().join_door(invitation, joining.when.day) {
            InvitationDoor::Open(_) => break,
            InvitationDoor::UsedUp => {
                return Err(not_joined(
                    "the invitation has been used as often as it may be",
                ));
            }
            InvitationDoor::Expired => return Err(not_joined("the invitation has expired")),
            InvitationDoor::Withdrawn => {
                return Err(not_joined("the invitation was taken back"));
            }
            InvitationDoor::NotArrived => {}
        }
        if engine.take_halt() {
            return Err(not_joined("you stopped looking for somebody"));
        }
        if start.elapsed() > joining.wait || is_final_no(commons) {
            let nobody = nobody(engine, id, &why);
            return Err(Trouble {
                what: "You have not joined".to_owned(),
                remedy: nobody.remedy.replace(CHECK, ASK),
                ..nobody
            });
        }
    }
    let commons = engine.commons_mut(id).expect("it was just opened");
    let nobody_else = Whom::Known(vec![]);
    if commons.me().is_some() {
        // What had been lost of the history came back: this device had joined before.
        return meet(engine, id, nobody_else, joining.wait, progress).map(|_| ());
    }
    commons.join(invitation, joining.person, joining.device, joining.when)?;
    meet(engine, id, nobody_else, joining.wait, progress).map(|_| ())
}

/// One address for each peer, with all places that are named for it.
fn one_each(addresses: impl Iterator<Item = PeerAddress>) -> Vec<PeerAddress> {
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

/// Whether somebody who has the invitation says that it opens nothing any more.
fn is_final_no(commons: &Commons) -> bool {
    let is_final = |access: &Access| {
        matches!(
            access,
            Access::Nothing(Denial::Expired | Denial::UsedUp | Denial::Withdrawn)
        )
    };
    commons.answers().values().any(is_final)
}

/// Whoever is near may be of that commons: an invitation can be used with any of its peers.
fn dial_neighbours(engine: &mut Engine, id: CommonsId) {
    let near: Vec<PeerAddress> = engine.near().cloned().collect();
    for peer in near {
        if !engine.tried.contains_key(&(peer.endpoint, id)) {
            engine.dial(&peer, id);
        }
    }
}

fn not_joined(why: &str) -> Trouble {
    Trouble::new("You have not joined", why, "ask for a new invitation")
}
