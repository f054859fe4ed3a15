//! Hello: which commons, who, and what each may see; then the charter, before anything else.

use super::peer::{Link, Stage};
use super::tree::short;
use super::{CloseReason, Core, LinkId, Output, Tail};
use crate::log::Heights;
use crate::wire::{Access, Denial, Hello, Message, Proof, hello_tag, proof_message};
use model::charter::InvitationDoor;
use model::day::Day;
use model::id::{DeviceId, EndpointId};
use model::invitation::InvitationKey;
use model::key::verify;

/// Two streams opened within so long of each other have crossed.
pub const CROSSING_MS_MAX: u64 = 5_000;

/// A peer whose right has ended is shown by which acts at most so often.
const FAREWELL_EVERY_MS: u64 = 60_000;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

impl Core {
    /// Whether a first frame from this peer is meant for this commons.
    pub fn answers_to(&self, hello: &Hello, peer: EndpointId) -> bool {
        hello.tag == hello_tag(self.config.commons, peer, self.config.endpoint)
    }

    pub(super) fn connected(
        &mut self,
        link: LinkId,
        peer: EndpointId,
        we_dialled: bool,
        out: &mut Vec<Output>,
    ) {
        let mut state = Link::new(peer, we_dialled, self.now_ms);
        state.given = self.access_of(peer, None);
        self.links.insert(link, state);
        if we_dialled {
            self.say_hello(link, out);
        }
    }

    fn say_hello(&mut self, link: LinkId, out: &mut Vec<Output>) {
        let Some(state) = self.links.get(&link) else {
            return;
        };
        let (peer, access) = (state.peer, state.given);
        let charter = self.tree.digest(self.charter_document);
        let hello = Hello {
            tag: hello_tag(self.config.commons, self.config.endpoint, peer),
            program: self.config.program.clone(),
            rule_set: model::charter::act::RULE_SET,
            proof: self.proof_for(peer),
            access,
            charter: if access >= Access::Charter {
                short(&charter)
            } else {
                [0; 16]
            },
            root: self.root_for(link),
        };
        self.send(link, &Message::Hello(hello), out);
    }

    fn proof_for(&self, peer: EndpointId) -> Option<Proof> {
        let key = self.config.invitation.as_ref()?.key();
        let message = proof_message(self.config.commons, self.config.endpoint, peer);
        Some(Proof {
            key: key.device().0,
            signature: key.sign(&message),
        })
    }

    pub(super) fn hello_received(&mut self, link: LinkId, hello: Hello, out: &mut Vec<Output>) {
        let Some(state) = self.links.get(&link) else {
            return;
        };
        let (peer, we_dialled, before) = (state.peer, state.we_dialled, state.given);
        if state.stage != Stage::Hello || !self.answers_to(&hello, peer) {
            return self.close(link, CloseReason::OutOfTurn, out);
        }
        if self.replaces_another(link, peer, we_dialled, out) {
            return;
        }
        let invited_by = self.proved_invitation(peer, hello.proof.as_ref());
        let given = self.access_of(peer, invited_by);
        let state = self.links.get_mut(&link).expect("looked up above");
        state.invited_by = invited_by;
        state.given = given;
        state.stage = Stage::Greeted;
        state.got = Some(hello.access);
        state.rule_set = Some(hello.rule_set);
        if hello.access >= Access::Charter {
            state.their_charter = Some(hello.charter);
        }
        if !we_dialled {
            self.say_hello(link, out);
        } else if given != before {
            self.send(link, &Message::Access(given), out);
        }
        if given == Access::Nothing(Denial::RightEnded) {
            self.say_farewell(link, peer, out);
        }
        if hello.access == Access::Everything {
            self.roots_known(link, hello.root, out);
        }
        out.push(Output::Answered {
            peer,
            access: hello.access,
        });
        self.advance(link, out);
    }

    /// Whose right has ended may still read by which acts and on what these rest, or they would never learn why nobody
    /// lets them in. Nothing of it was written later. Who may never have counted is told no more than that.
    fn say_farewell(&mut self, link: LinkId, peer: EndpointId, out: &mut Vec<Output>) {
        let said = self.farewells.get(&peer);
        if said.is_some_and(|at| self.now_ms.saturating_sub(*at) < FAREWELL_EVERY_MS) {
            return;
        }
        let until = self.charter.farewell(peer);
        let after = self.shared.theirs(peer, self.charter_document);
        if until.is_empty() || after.cover(&until) {
            return;
        }
        self.farewells.insert(peer, self.now_ms);
        let tail = Tail {
            document: self.charter_document,
            after,
            until: Some(until),
        };
        out.push(Output::SendTails {
            link,
            tails: vec![tail],
        });
    }

    /// Of two streams to one peer one stays, and both sides choose the same: the newer one; of two that crossed
    /// the one that the smaller endpoint opened; and of two that one side opened within a moment, what the
    /// other side chooses, because answers can overtake each other.
    fn replaces_another(
        &mut self,
        link: LinkId,
        peer: EndpointId,
        we_dialled: bool,
        out: &mut Vec<Output>,
    ) -> bool {
        let now = self.now_ms;
        let greeted = self.links.iter().filter(|(other, state)| {
            **other != link && state.peer == peer && state.stage > Stage::Hello
        });
        let others: Vec<(LinkId, bool, bool)> = greeted
            .map(|(other, state)| {
                let is_fresh = now.saturating_sub(state.opened_ms) < CROSSING_MS_MAX;
                (*other, is_fresh, state.we_dialled)
            })
            .collect();
        let we_are_smaller = self.config.endpoint < peer;
        for (other, is_fresh, we_dialled_other) in others {
            let crossed = is_fresh && we_dialled_other != we_dialled;
            if crossed && we_dialled != we_are_smaller {
                self.close(link, CloseReason::Replaced, out);
                return true;
            }
            let is_theirs_to_choose = is_fresh && we_dialled_other && we_dialled;
            if !is_theirs_to_choose {
                self.close(other, CloseReason::Replaced, out);
            }
        }
        false
    }

    fn proved_invitation(&self, peer: EndpointId, proof: Option<&Proof>) -> Option<[u8; 32]> {
        let proof = proof?;
        let message = proof_message(self.config.commons, peer, self.config.endpoint);
        verify(&proof.key, &message, &proof.signature).then_some(proof.key)
    }

    /// What a peer may see: everything in an open commons and for members' devices, the charter for
    /// who holds an invitation. A joiner has nothing to hide yet; who has lost the founding act and holds more than a
    /// charter takes acts from everybody, and shows no more than those.
    pub(super) fn access_of(&self, peer: EndpointId, invited_by: Option<[u8; 32]>) -> Access {
        if self.charter.foundation().is_none() {
            let mut documents = self.documents.names();
            let is_bare = documents.all(|(document, _)| document == self.charter_document);
            return match is_bare {
                true => Access::Everything,
                false => Access::Charter,
            };
        }
        if self.charter.is_open() || self.charter.endpoint_is_member(peer) {
            return Access::Everything;
        }
        // Whoever was a member came by an invitation once; that does not open the door again.
        let newcomer = invited_by.filter(|_| !self.charter.has_named_endpoint(peer));
        let Some(key) = newcomer else {
            return Access::Nothing(match self.charter.has_ended(peer) {
                true => Denial::RightEnded,
                false => Denial::NotAMember,
            });
        };
        let today = Day(i32::try_from(self.now_ms / DAY_MS).unwrap_or(i32::MAX));
        match self.charter.invitation_door(InvitationKey(key), today) {
            InvitationDoor::Open(_) => Access::Charter,
            InvitationDoor::NotArrived => Access::Nothing(Denial::NotArrivedYet),
            InvitationDoor::UsedUp => Access::Nothing(Denial::UsedUp),
            InvitationDoor::Expired => Access::Nothing(Denial::Expired),
            InvitationDoor::Withdrawn => Access::Nothing(Denial::Withdrawn),
        }
    }

    pub(super) fn access_received(&mut self, link: LinkId, access: Access, out: &mut Vec<Output>) {
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        if state.stage == Stage::Hello {
            return self.close(link, CloseReason::OutOfTurn, out);
        }
        let is_news = state.got.replace(access) != Some(access);
        if is_news {
            let peer = state.peer;
            out.push(Output::Answered { peer, access });
            self.begin_again(link, out);
        }
    }

    /// Begins with the charter once more: something about it or about who may see it has changed.
    pub(super) fn begin_again(&mut self, link: LinkId, out: &mut Vec<Output>) {
        if let Some(state) = self.links.get_mut(&link) {
            state.stage = Stage::Greeted;
            state.their_charter = None;
            state.their_root = None;
        }
        self.advance(link, out);
    }

    /// After the charter has changed: what still waits for those who may not read it any more does not leave.
    pub(super) fn withhold(&self, out: &mut Vec<Output>) {
        for (link, state) in &self.links {
            let may_read = self.access_of(state.peer, state.invited_by) == Access::Everything;
            if state.gives_all() && !may_read {
                out.push(Output::Withhold {
                    link: *link,
                    but: self.config.charter,
                    until: self.charter.farewell(state.peer),
                });
            }
        }
    }

    /// After the charter has changed: who may see what now?
    pub(super) fn reconsider_access(&mut self, out: &mut Vec<Output>) {
        for link in self.links() {
            let Some(state) = self.links.get(&link) else {
                continue;
            };
            if state.stage == Stage::Hello {
                continue;
            }
            let given = self.access_of(state.peer, state.invited_by);
            if given != state.given {
                self.links.get_mut(&link).expect("looked up above").given = given;
                self.send(link, &Message::Access(given), out);
                self.begin_again(link, out);
            }
        }
    }

    /// Goes on with a conversation as far as it may go now.
    pub(super) fn advance(&mut self, link: LinkId, out: &mut Vec<Output>) {
        let own = short(&self.tree.digest(self.charter_document));
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        if matches!(state.got, Some(Access::Nothing(_))) {
            return self.introduce(link, out);
        }
        if !state.takes_charter() || !state.we_dialled {
            return;
        }
        if state.stage == Stage::Greeted {
            if state.their_charter == Some(own) {
                state.stage = Stage::CharterDone;
            } else {
                state.stage = Stage::Charter;
                let heights = self.documents.heights(self.charter_document);
                return self.send(link, &Message::CharterHeights(heights.told()), out);
            }
        }
        if state.stage == Stage::CharterDone && state.gives_all() && state.gets_all() {
            self.begin_comparing(link, out);
        }
    }

    /// The peer does not know this device as a member's, but by our charter it is: show the acts.
    fn introduce(&mut self, link: LinkId, out: &mut Vec<Output>) {
        let is_member = self.charter.endpoint_is_member(self.config.endpoint);
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        if is_member && state.gives_all() && !state.introduced {
            state.introduced = true;
            let tail = Tail {
                document: self.charter_document,
                after: Heights::new(),
                until: None,
            };
            out.push(Output::SendTails {
                link,
                tails: vec![tail],
            });
        }
    }

    pub(super) fn charter_heights_received(
        &mut self,
        link: LinkId,
        theirs: Heights,
        out: &mut Vec<Output>,
    ) {
        let Some(state) = self.links.get_mut(&link) else {
            return;
        };
        if !state.takes_charter() {
            return;
        }
        let own = self.documents.heights(self.charter_document);
        let told = own.told();
        let after = (!theirs.cover(own)).then(|| theirs.among(own));
        // Acts are announced by these heights alone. How much there is in all is said with the next announcement.
        if !state.coming.done {
            let totals = &mut state.coming;
            totals.changes_total = totals.changes_total.saturating_add(theirs.ahead_of(own));
        }
        if !state.we_dialled {
            self.send(link, &Message::CharterHeights(told), out);
        } else if state.stage == Stage::Charter {
            state.stage = Stage::CharterDone;
        }
        if let Some(after) = after {
            let tail = Tail {
                document: self.charter_document,
                after,
                until: None,
            };
            out.push(Output::SendTails {
                link,
                tails: vec![tail],
            });
        }
        self.advance(link, out);
    }

    /// The devices of the charter that live at a peer's address.
    pub(super) fn is_home_of(&self, peer: EndpointId, author: DeviceId) -> bool {
        self.charter
            .device(author)
            .is_some_and(|device| device.endpoint == peer)
    }
}
