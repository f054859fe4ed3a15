//! Joining a commons through any peer that is there.

use super::Engine;
use super::meet::{AGAIN, CHECK, STEP, Whom, meet, nobody, one_each};
use crate::commons::Commons;
use crate::deed::When;
use crate::trouble::Trouble;
use model::charter::InvitationDoor;
use model::id::CommonsId;
use model::invitation::Invitation;
use std::time::{Duration, Instant};
use sync::address::PeerAddress;
use sync::wire::{Access, Denial};

const ASK: &str = "somebody of this commons has to be on, by `run` or with the window open: ask for their address and try again";

/// What joining needs to know.
#[derive(Debug, Clone)]
pub struct Joining<'a> {
    /// The invitation.
    pub invitation: &'a Invitation,
    /// The name of who joins.
    pub person: &'a str,
    /// What this device is called.
    pub device: &'a str,
    /// Whether this device only reads and passes on.
    pub replica: bool,
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
    mut progress: impl FnMut(&Engine),
) -> Result<CommonsId, Trouble> {
    let mut entering = Entering::begin(engine, joining)?;
    let id = entering.id();
    let start = Instant::now();
    let entered = loop {
        engine.step(STEP);
        progress(engine);
        let failed = engine.take_failed();
        match entering.step(engine, &failed, joining.when) {
            Ok(true) => break Ok(()),
            Ok(false) if start.elapsed() > joining.wait => break Err(entering.found_nobody(engine)),
            Ok(false) => {}
            Err(trouble) => break Err(trouble),
        }
    };
    let joined =
        entered.and_then(|()| meet(engine, id, Whom::Known(vec![]), joining.wait, progress));
    if joined.is_err() {
        entering.give_up(engine)?;
    }
    joined.map(|_| id)
}

/// A join that is under way: it looks for somebody of the commons until the invitation opens a door or none.
pub struct Entering {
    invitation: Invitation,
    person: String,
    device: String,
    replica: bool,
    peers: Vec<PeerAddress>,
    dialled: Option<Instant>,
    why: Vec<String>,
    is_new: bool,
}

impl Entering {
    /// Makes room for the commons in this home. Until somebody of it was met it holds the invitation only.
    pub fn begin(engine: &mut Engine, joining: &Joining<'_>) -> Result<Entering, Trouble> {
        let invitation = joining.invitation;
        let id = invitation.commons;
        if invitation.is_expired(joining.when.day) {
            return Err(not_joined("the invitation has expired"));
        }
        let is_new = !engine.home.commons()?.contains(&id);
        if is_new {
            let known = Some(invitation.clone());
            let commons = Commons::create(&engine.home, invitation.charter(), id, known)?;
            engine.adopt(commons.put_in_place(&engine.home)?);
        } else {
            engine.open(id)?;
            if engine.commons(id).is_some_and(|it| it.me().is_some()) {
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
        Ok(Entering::looking(joining, is_new))
    }

    fn looking(joining: &Joining<'_>, is_new: bool) -> Entering {
        let named = joining.invitation.addresses.iter();
        let named = named.filter_map(|text| text.parse().ok());
        Entering {
            invitation: joining.invitation.clone(),
            person: joining.person.to_owned(),
            device: joining.device.to_owned(),
            replica: joining.replica,
            peers: one_each(joining.peers.iter().cloned().chain(named)),
            dialled: None,
            why: vec![],
            is_new,
        }
    }

    /// Keeps on the disk that this person is joining, so that it goes on after the program was closed.
    pub fn keep(&self, engine: &mut Engine) -> Result<(), Trouble> {
        match engine.commons_mut(self.id()) {
            Some(commons) => commons.keep_joining(&self.person),
            None => Ok(()),
        }
    }

    /// A join that was kept and is not over: of the first commons of this home that has one.
    pub fn resume(engine: &Engine, device: &str, when: When) -> Result<Option<Entering>, Trouble> {
        for commons in engine.all() {
            if let Some((invitation, person)) = commons.kept_joining()? {
                let joining = Joining {
                    invitation: &invitation,
                    person: &person,
                    device,
                    replica: false,
                    peers: &[],
                    wait: Duration::ZERO,
                    when,
                };
                return Ok(Some(Entering::looking(&joining, true)));
            }
        }
        Ok(None)
    }

    /// Which commons.
    pub fn id(&self) -> CommonsId {
        self.invitation.commons
    }

    /// What the commons is called.
    pub fn name(&self) -> &str {
        &self.invitation.commons_name
    }

    /// Who joins.
    pub fn person(&self) -> &str {
        &self.person
    }

    /// Whether the invitation adds a device to somebody who is in the commons.
    pub fn is_further_device(&self) -> bool {
        self.invitation.for_person.is_some()
    }

    /// How many devices are tried at the addresses that are known.
    pub fn addresses(&self) -> usize {
        self.peers.len()
    }

    /// Why the last of them could not be met.
    pub fn why(&self) -> Option<&str> {
        self.why.last().map(String::as_str)
    }

    /// Dials whoever may be of that commons, and joins once the history of people has arrived; `true` then.
    ///
    /// `failed` are the addresses that could not be reached since the last step.
    ///
    /// Errors: the invitation opens nothing any more, or joining could not be written.
    pub fn step(
        &mut self,
        engine: &mut Engine,
        failed: &[(PeerAddress, String)],
        when: When,
    ) -> Result<bool, Trouble> {
        let id = self.id();
        if self.dialled.is_none_or(|last| last.elapsed() > AGAIN) {
            self.dialled = Some(Instant::now());
            engine.dial_absent(&self.peers, id);
        }
        dial_neighbours(engine, id);
        self.why.extend(failed.iter().map(|(_, why)| why.clone()));
        let old = self.why.len().saturating_sub(WHYS_MAX);
        self.why.drain(..old);
        let Some(commons) = engine.commons_mut(id) else {
            return Err(not_joined("its folder is gone"));
        };
        match commons.charter().join_door(&self.invitation, when.day) {
            InvitationDoor::Open(_) => {}
            InvitationDoor::UsedUp => {
                let why = "the invitation has been used as often as it may be";
                return Err(not_joined(why));
            }
            InvitationDoor::Expired => return Err(not_joined("the invitation has expired")),
            InvitationDoor::Withdrawn => return Err(not_joined("the invitation was taken back")),
            InvitationDoor::NotArrived if is_final_no(commons) => {
                return Err(self.found_nobody(engine));
            }
            InvitationDoor::NotArrived => return Ok(false),
        }
        // What had been lost of the history may have come back: then this device had joined before.
        if commons.me().is_none() {
            let device = (self.device.as_str(), self.replica);
            commons.join(&self.invitation, &self.person, device, when)?;
        }
        commons.forget_joining()?;
        Ok(true)
    }

    /// Why nobody could be met until now.
    pub fn found_nobody(&self, engine: &Engine) -> Trouble {
        let nobody = nobody(engine, self.id(), &self.why);
        Trouble {
            what: "You have not joined".to_owned(),
            remedy: nobody.remedy.replace(CHECK, ASK),
            ..nobody
        }
    }

    /// Takes out of the home what was made for joining, unless this person is in the commons by now.
    pub fn give_up(&self, engine: &mut Engine) -> Result<(), Trouble> {
        let id = self.id();
        let is_in = engine.commons(id).is_some_and(|it| it.me().is_some());
        if self.is_new && !is_in {
            engine.close(id);
            engine.home.forget_commons(id)?;
        } else if let Some(commons) = engine.commons_mut(id) {
            commons.forget_joining()?;
        }
        Ok(())
    }
}

/// So many reasons why an address was not reached are kept.
const WHYS_MAX: usize = 8;

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
