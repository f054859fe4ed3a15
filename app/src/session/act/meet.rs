//! Meeting other devices: whoever is near, one of them, or one at an address.

use super::{Done, Session};
use crate::action::CommandId;
use crate::trouble::Trouble;
use crate::view::Outcome;
use model::id::EndpointId;
use std::time::{Duration, Instant};
use sync::address::PeerAddress;

/// A device that was asked to be met has so long to answer.
const MEET_WAIT: Duration = Duration::from_secs(20);

/// A request to meet somebody that was not answered yet.
pub(in crate::session) struct Meeting {
    command: CommandId,
    peer: EndpointId,
    until: Instant,
}

impl Session {
    pub(super) fn near(&self, endpoint: EndpointId) -> Option<PeerAddress> {
        self.engine
            .near()
            .find(|address| address.endpoint == endpoint)
            .cloned()
    }

    pub(super) fn sync_now(&mut self, command: CommandId) -> Option<Done> {
        let near: Vec<PeerAddress> = self.engine.near().cloned().collect();
        let id = self.current?;
        let commons = self.engine.commons(id)?;
        if !commons.core().peers().is_empty() {
            return Some(Ok(Outcome::Written));
        }
        let members: Vec<PeerAddress> = near
            .into_iter()
            .filter(|address| commons.charter().endpoint_is_member(address.endpoint))
            .collect();
        match members.first() {
            None => Some(Err(Trouble::new(
                "Nobody was met",
                "no other device of this commons is near",
                "type the address of another device under People, or carry a stick",
            ))),
            Some(first) => {
                let first = first.endpoint;
                self.engine.dial_absent(&members, id);
                self.wait_for(command, first)
            }
        }
    }

    pub(super) fn meet(&mut self, command: CommandId, address: &str) -> Option<Done> {
        let peers = match crate::command::peers(&[address.trim().to_owned()]) {
            Ok(peers) => peers,
            Err(trouble) => return Some(Err(trouble)),
        };
        let endpoint = peers.first()?.endpoint;
        let id = self.current?;
        self.engine.dial_absent(&peers, id);
        self.wait_for(command, endpoint)
    }

    pub(super) fn meet_near(&mut self, command: CommandId, endpoint: EndpointId) -> Option<Done> {
        let Some(address) = self.near(endpoint) else {
            return Some(Err(Trouble::new(
                "Nobody was met",
                "that device has gone",
                "wait until it shows again",
            )));
        };
        let id = self.current?;
        self.engine.dial_absent(&[address], id);
        self.wait_for(command, endpoint)
    }

    fn wait_for(&mut self, command: CommandId, peer: EndpointId) -> Option<Done> {
        self.meeting.push(Meeting {
            command,
            peer,
            until: Instant::now() + MEET_WAIT,
        });
        None
    }

    /// Requests to meet somebody are answered when a stream is there, or when there is none for long.
    ///
    /// `failed` are the addresses that could not be reached since the last step.
    pub(in crate::session) fn end_meetings(&mut self, failed: &[(PeerAddress, String)]) {
        let Some(commons) = self.current.and_then(|id| self.engine.commons(id)) else {
            return;
        };
        let there: Vec<EndpointId> = commons
            .core()
            .peers()
            .iter()
            .map(|peer| peer.peer)
            .collect();
        let waiting = std::mem::take(&mut self.meeting);
        for meeting in waiting {
            let why = failed
                .iter()
                .find(|(address, _)| address.endpoint == meeting.peer)
                .map(|(_, why)| why.clone());
            if there.contains(&meeting.peer) {
                self.answer(meeting.command, Ok(Outcome::Written));
            } else if let Some(why) = why.or_else(|| overdue(&meeting)) {
                let remedy = "check that the other program runs and is on the same network";
                let trouble = Trouble::new("Nobody was met", why, remedy);
                self.answer(meeting.command, Err(trouble));
            } else {
                self.meeting.push(meeting);
            }
        }
    }

    pub(super) fn seen_in_workshop(&mut self, seen: bool) -> Done {
        self.engine
            .home
            .change_settings(|settings| settings.seen_nearby = seen)?;
        if let Some(net) = self.engine.net() {
            net.set_lan(seen);
        }
        Ok(Outcome::Written)
    }
}

fn overdue(meeting: &Meeting) -> Option<String> {
    (Instant::now() > meeting.until).then(|| "nobody answered at that address".to_owned())
}
