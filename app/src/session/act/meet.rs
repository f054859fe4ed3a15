//! Meeting other devices: whoever is near, one of them, or one at an address.

use super::{Done, Session};
use crate::action::CommandId;
use crate::session::{MEET_WAIT, Meeting};
use crate::trouble::Trouble;
use crate::view::Outcome;
use model::id::EndpointId;
use std::time::Instant;
use sync::address::PeerAddress;

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
