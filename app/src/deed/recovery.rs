//! Taking back a person who lost all their devices (replication.md, section 6, "Recovery").

use super::When;
use crate::commons::{ComingBack, Commons};
use crate::home::Home;
use crate::trouble::Trouble;
use crate::words::recovery as words;
use model::charter::act::Act;
use model::charter::{OutOfEffect, Role, build};
use model::id::{AgentId, DeviceId, FactId};
use model::recovery::{BackRequest, RecoveryLineError, WayBack};
use std::collections::BTreeSet;

/// Somebody who asks to be taken back, as those see it who may vouch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// The act.
    pub act: FactId,
    /// Who.
    pub person: AgentId,
    /// Their new device.
    pub device: DeviceId,
    /// What it is called.
    pub label: String,
    /// Who has vouched.
    pub signers: BTreeSet<AgentId>,
    /// How many more it takes, at least.
    pub more: u32,
    /// Whether I can.
    pub may_vouch: bool,
}

/// Begins to come back with this home; nobody has to be met for that.
pub fn come_back(home: &Home, back: &ComingBack) -> Result<Commons, Trouble> {
    let id = back.way.commons;
    if !home.commons()?.contains(&id) {
        return Commons::create_coming_back(home, back)?.put_in_place(home);
    }
    let commons = Commons::open(home, id)?;
    let same = |known: &ComingBack| known.way.person == back.way.person;
    match commons.coming_back() {
        Some(known) if same(known) => Ok(commons),
        _ => Err(Trouble::new(
            words::NOT_ASKED,
            "this home is in that commons already",
            "open it, or use a new home with --home",
        )),
    }
}

impl Commons {
    /// The line that leads a person who lost their devices back to this commons.
    pub fn way_back(&self, person: AgentId, addresses: Vec<String>) -> Result<WayBack, Trouble> {
        let refused = |why: &str, remedy: &str| Err(Trouble::new(words::NO_LINE, why, remedy));
        let charter = self.charter();
        let (Some(known), Some(name)) = (charter.person(person), charter.given_name(person)) else {
            return refused("that is no person of this commons", "see `person list`");
        };
        if self.me() == Some(person) {
            return refused(
                "this device is theirs, and speaks for them",
                "add the new one with `device add`",
            );
        }
        if matches!(
            known.out,
            Some(OutOfEffect::Withdrawn(_) | OutOfEffect::InviterEnded(_))
        ) {
            return refused("they never came to belong here", "invite them");
        }
        let founding = charter.foundation().and_then(|it| charter.act(it.act));
        let Some(founder) = founding.map(|act| act.device) else {
            return refused("what founded the commons is not here", "meet a peer");
        };
        Ok(WayBack {
            commons: self.id(),
            founder,
            commons_name: charter.name().to_owned(),
            person,
            person_name: name.to_owned(),
            addresses,
        })
    }

    /// What is known here of the device that asks with such a line.
    pub fn check_request(&self, request: &BackRequest) -> Result<(), Trouble> {
        let refused =
            |why: String, remedy: &str| Err(Trouble::new(words::NOT_VOUCHED, why, remedy));
        if request.commons != self.id() {
            return refused(
                "it is for another commons".to_owned(),
                "open that one, or choose it with --commons",
            );
        }
        let person = request.act.person;
        if self.charter().person(person).is_none() {
            return refused(
                "who asks is nobody of this commons, as far as it has arrived here".to_owned(),
                "meet the others first",
            );
        }
        if self
            .charter()
            .device(request.act.new)
            .is_some_and(|known| known.out.is_none())
        {
            let name = self.called(person);
            return refused(words::back_already(&name), "nothing needs to be done");
        }
        Ok(())
    }

    /// Vouches for a device that asks: writes the act, or stands behind it where somebody wrote it already.
    pub fn vouch_for(&mut self, request: &BackRequest, when: When) -> Result<(), Trouble> {
        self.check_request(request)?;
        let waiting = self.returns();
        let known = waiting.iter().find(|one| one.device == request.act.new);
        if let Some(known) = known {
            return self.vouch_too(known.act, when);
        }
        let me = self.voucher()?;
        let help = self.charter().recovery_help(request.act.person);
        if !help.is_enough() {
            return Err(Trouble::new(
                words::NOT_VOUCHED,
                words::TOO_FEW,
                words::TOO_FEW_REMEDY,
            ));
        }
        let act = build::recover(me, when.day, request.act.clone());
        self.write_act(&act, when)
    }

    /// Stands behind a return for which somebody vouched first.
    pub fn vouch_too(&mut self, act: FactId, when: When) -> Result<(), Trouble> {
        let me = self.voucher()?;
        self.write_act(&build::co_sign(me, when.day, act), when)
    }

    /// I, if I may vouch for anybody.
    fn voucher(&self) -> Result<AgentId, Trouble> {
        self.writer(Role::Treasurer)
            .or_else(|_| self.writer(Role::Maker))
    }

    /// Who asks to be taken back and is not yet, the oldest first.
    pub fn returns(&self) -> Vec<Return> {
        let charter = self.charter();
        let waiting = charter.waiting();
        let returns = waiting.into_iter().filter_map(|waits| {
            let act = charter.act(waits.act)?;
            let Act::DeviceRecovered(recovered) = &act.written.act else {
                return None;
            };
            // Where another device was taken back since, or this one by another act, nobody waits any more.
            let device = charter.device(recovered.new);
            if device.is_some_and(|device| device.out.is_none()) {
                return None;
            }
            let me = self.me();
            Some(Return {
                act: waits.act,
                person: recovered.person,
                device: recovered.new,
                label: recovered.device.label.clone(),
                may_vouch: me.is_some_and(|me| waits.could.contains(&me)) && self.voucher().is_ok(),
                signers: waits.signers,
                more: waits.more,
            })
        });
        returns.collect()
    }
}

impl From<RecoveryLineError> for Trouble {
    fn from(error: RecoveryLineError) -> Self {
        let remedy = match error {
            RecoveryLineError::NewerVersion(_) => "install the newer program",
            _ => "copy the whole line again, or ask for it once more",
        };
        Trouble::usage("The line cannot be used", error.to_string(), remedy)
    }
}
