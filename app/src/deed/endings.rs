//! Ending what somebody had: a role, a device, their place in the commons. Each says what of their work stays.

use super::When;
pub use crate::action::{Cut, Cuts, Ending};
use crate::commons::Commons;
use crate::trouble::Trouble;
use crate::words::endings as words;
use model::charter::build::{self, WhatStays};
use model::charter::{Act, OutOfEffect, Role};
use model::id::{AgentId, DeviceId, FactId};
use std::collections::{BTreeMap, BTreeSet};

mod reach;

/// One act names what stays in at most so many documents; it has room for some more.
const STAYING_DOCUMENTS_MAX: usize = 1_000;

/// What an ending would do, as far as is known here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Foreseen {
    /// What of each device would be set aside.
    pub devices: Vec<(DeviceId, Loss)>,
    /// Who else would belong to the commons no more: they came by what falls with it.
    pub persons: Vec<AgentId>,
    /// Who else would lose a role.
    pub roles: Vec<(AgentId, Role)>,
    /// Whom it is about.
    pub who: Option<AgentId>,
    /// The invitations by which who goes came, and that are closed with it.
    pub closes: Vec<FactId>,
    /// How many more stewards have to sign it before it counts.
    pub more: u32,
    /// Who could.
    pub could: Vec<AgentId>,
}

/// How much of a device's work stays, and how much does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loss {
    /// So many of its changes of designs stay.
    pub changes: u64,
    /// So many of its entries stay.
    pub entries: u64,
    /// So many changes of designs are set aside.
    pub changes_aside: u64,
    /// So many entries are.
    pub entries_aside: u64,
}

/// What became of an ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The act; where one has no room for all that stays, the first of several.
    pub act: FactId,
    /// How many more stewards have to sign it before it counts.
    pub more: u32,
    /// Who could.
    pub could: Vec<AgentId>,
}

/// The acts of an ending.
struct Acts {
    /// What closes the ways in.
    closes: Vec<Vec<u8>>,
    /// The ending; several acts where one has no room for everything that stays.
    ends: Vec<Vec<u8>>,
}

impl Commons {
    /// Gives a person a role.
    pub fn grant(&mut self, person: AgentId, role: Role, when: When) -> Result<(), Trouble> {
        let me = self.writer(Role::Steward)?;
        if self.charter().roles(person).contains(&role) {
            let why = words::has_role_already(&self.called(person), role);
            return Err(Trouble::new(
                "Nothing was written",
                why,
                words::NOTHING_NEEDED,
            ));
        }
        self.write_act(&build::grant(me, when.day, person, role), when)
    }

    /// Leaves the commons. All that is here of what one wrote stays, and nothing that comes later.
    ///
    /// Refused while something of it is on no other disk, unless `anyway`: the others take nothing from who has left.
    pub fn leave(&mut self, anyway: bool, when: When) -> Result<(), Trouble> {
        let me = self.writer(Role::Guest)?;
        self.keeps_a_steward(Ending::Person(me))?;
        let only_here = self.core().unshared().len() as u64;
        if only_here > 0 && !anyway {
            return Err(words::leaves_work_behind(only_here));
        }
        let devices = self.every_device_of(me).into_iter();
        let stays = devices.map(|device| {
            let here = self.heights_of(device);
            (device, self.what_stays(device, here))
        });
        let parts = in_parts(stays.collect());
        for (place, part) in parts.iter().enumerate() {
            let goes = place + 1 == parts.len();
            self.write_act(&build::leave((me, when.day), part, goes), when)?;
        }
        Ok(())
    }

    /// Ends something of somebody, and says what stays of their work.
    pub fn end(
        &mut self,
        ending: Ending,
        cuts: &Cuts,
        reason: &str,
        when: When,
    ) -> Result<Ended, Trouble> {
        let mut first = None;
        let acts = self.acts_of(ending, cuts, reason, when)?;
        for act in &acts.closes {
            self.write_act(act, when)?;
        }
        for act in &acts.ends {
            self.write_act(act, when)?;
            first = first.or(self.newest_own_act());
        }
        let act = first.expect("an ending is at least one act, which stands once it is written");
        let waiting = self.charter().waiting();
        let waits = waiting.into_iter().find(|waiting| waiting.act == act);
        Ok(Ended {
            act,
            more: waits.as_ref().map_or(0, |waiting| waiting.more),
            could: waits.map_or(vec![], |waiting| waiting.could.into_iter().collect()),
        })
    }

    /// What the ending would do, without doing it.
    pub fn foresee(&self, ending: Ending, cuts: &Cuts, when: When) -> Result<Foreseen, Trouble> {
        let acts = self.acts_of(ending, cuts, "", when)?;
        let now = self.charter();
        let mut later = now.clone();
        let mut named = None;
        for act in &acts.closes {
            later = later.imagine(self.device(), act)?.0;
        }
        for act in &acts.ends {
            let (imagined, id) = later.imagine(self.device(), act)?;
            later = imagined;
            named = named.or(Some(id));
        }
        let waiting = later.waiting();
        let waits = waiting.iter().find(|waiting| Some(waiting.act) == named);
        let mut foreseen = Foreseen {
            who: self.person_of(ending),
            closes: self.closes_with(ending),
            more: waits.map_or(0, |waiting| waiting.more),
            could: waits.map_or(vec![], |waiting| waiting.could.iter().copied().collect()),
            ..Foreseen::default()
        };
        for device in self.devices_of(ending) {
            let stays = self.reach_of(device, ending);
            let cut = self.cut(device, cuts.of(device), &stays)?;
            let loss = match ending {
                Ending::Acting(_, organisation) => self.loss_for(organisation, device, &cut)?,
                _ => self.loss(&stays, &cut),
            };
            foreseen.devices.push((device, loss));
        }
        let meant = self.person_of(ending);
        for person in now.persons().filter(|person| Some(person.id) != meant) {
            let after = later.person(person.id);
            if after.is_none_or(|after| !after.is_member()) {
                foreseen.persons.push(person.id);
                continue;
            }
            let lost = person
                .roles
                .difference(after.map_or(&person.roles, |after| &after.roles));
            foreseen.roles.extend(lost.map(|role| (person.id, *role)));
        }
        Ok(foreseen)
    }

    /// Whom an ending is about.
    pub fn person_of(&self, ending: Ending) -> Option<AgentId> {
        match ending {
            Ending::Person(person) | Ending::Role(person, _) | Ending::Acting(person, _) => {
                Some(person)
            }
            Ending::Device(device) => Some(self.charter().device(device)?.person),
        }
    }

    /// The devices whose work an ending is about, by id.
    pub fn devices_of(&self, ending: Ending) -> Vec<DeviceId> {
        if let Ending::Device(device) = ending {
            return vec![device];
        }
        if let Ending::Acting(person, _) = ending {
            // Also what a device wrote that was retired since stays only where it is named.
            return self.every_device_of(person);
        }
        let person = self
            .person_of(ending)
            .and_then(|person| self.charter().person(person));
        match person {
            // Who has left named themself what stays; who removes them afterwards names it anew.
            Some(person) if !person.is_member() => self.every_device_of(person.id),
            Some(person) => person.devices.iter().copied().collect(),
            None => vec![],
        }
    }

    /// The acts of an ending.
    fn acts_of(
        &self,
        ending: Ending,
        cuts: &Cuts,
        reason: &str,
        when: When,
    ) -> Result<Acts, Trouble> {
        let me = self.may_end(ending)?;
        let by = (me, when.day);
        let mut stays = WhatStays::new();
        for device in self.devices_of(ending) {
            let cut = self.cut(device, cuts.of(device), &self.reach_of(device, ending))?;
            stays.insert(device, self.what_stays(device, cut));
        }
        let act = |stays: &WhatStays| match ending {
            Ending::Person(person) => build::remove_person(by, person, stays, reason),
            Ending::Role(person, role) => build::end_role(by, (person, role), stays, reason),
            Ending::Device(device) => {
                let none = BTreeMap::new();
                let stays = stays.get(&device).unwrap_or(&none);
                build::retire_device(by, device, Some(stays), reason)
            }
            Ending::Acting(person, organisation) => {
                build::end_acting_for(by, organisation, person, stays)
            }
        };
        // First what is closed, so that the ending is the newest act: who is told of it may see no more than that one.
        let closes = self.closes_with(ending).into_iter();
        let closes = closes.map(|invitation| self.closing(invitation, by));
        Ok(Acts {
            closes: closes.collect(),
            ends: in_parts(stays).iter().map(act).collect(),
        })
    }

    /// The invitations that are closed with an ending, or whoever goes would come in by them once more: with a new key, from
    /// before it was known. Those that they made end with them anyway.
    fn closes_with(&self, ending: Ending) -> Vec<FactId> {
        match ending {
            Ending::Person(person) => self.open_ways_in(|join| join.written.by == person),
            Ending::Device(device) => self.open_ways_in(|join| join.device == device),
            Ending::Role(..) | Ending::Acting(..) => vec![],
        }
    }

    fn may_end(&self, ending: Ending) -> Result<AgentId, Trouble> {
        let me = self.me();
        let is_own = match ending {
            Ending::Role(person, _) => Some(person) == me,
            Ending::Acting(person, organisation) => {
                Some(person) == me || me.is_some_and(|me| self.charter().acts_for(me, organisation))
            }
            Ending::Person(_) | Ending::Device(_) => false,
        };
        let needed = if is_own { Role::Guest } else { Role::Steward };
        let me = self.writer(needed)?;
        self.keeps_a_steward(ending)?;
        let refused = |why: String, remedy: &str| Err(Trouble::new(words::NOT_ENDED, why, remedy));
        match ending {
            Ending::Person(person) if person == me => {
                refused(words::YOURSELF.to_owned(), words::LEAVE_INSTEAD)
            }
            Ending::Person(person) => match self.charter().person(person) {
                None => refused(words::no_person(&self.called(person)), words::SEE_PEOPLE),
                Some(known) => match known.out {
                    // They said themself what stays of theirs, so who has left may be removed all the same.
                    Some(OutOfEffect::Left(_)) => Ok(me),
                    Some(out) => refused(self.why_out(out), words::NOTHING_NEEDED),
                    None => Ok(me),
                },
            },
            Ending::Role(_, Role::Guest) => {
                refused(words::GUEST_STAYS.to_owned(), words::REMOVE_INSTEAD)
            }
            Ending::Role(person, role) if !self.charter().roles(person).contains(&role) => refused(
                words::has_no_role(&self.called(person), role),
                words::SEE_PEOPLE,
            ),
            Ending::Device(device) => match self.charter().device(device).map(|it| it.out) {
                Some(Some(out)) if out != OutOfEffect::Forked && !self.is_own_ending(out) => {
                    refused(self.why_out(out), words::NOTHING_NEEDED)
                }
                _ => Ok(me),
            },
            Ending::Acting(person, organisation)
                if !self.charter().acts_for(person, organisation) =>
            {
                let (who, whom) = (self.called(person), self.called(organisation));
                refused(words::acts_not_for(&who, &whom), words::SEE_ORGANISATIONS)
            }
            Ending::Role(..) | Ending::Acting(..) => Ok(me),
        }
    }

    /// Whether a device was retired by its own person, who said what stays of it.
    fn is_own_ending(&self, out: OutOfEffect) -> bool {
        let OutOfEffect::Retired(act) = out else {
            return false;
        };
        let Some(record) = self.charter().act(act) else {
            return false;
        };
        match &record.written.act {
            Act::DeviceRetired(act) => {
                let device = self.charter().device(act.device);
                device.is_some_and(|device| device.person == record.written.by)
            }
            _ => false,
        }
    }

    /// The last steward cannot go: nobody could ever make another one.
    fn keeps_a_steward(&self, ending: Ending) -> Result<(), Trouble> {
        let gone = match ending {
            Ending::Person(person) | Ending::Role(person, Role::Steward) => person,
            Ending::Role(..) | Ending::Device(_) | Ending::Acting(..) => return Ok(()),
        };
        let stewards: BTreeSet<AgentId> = self.charter().stewards().map(|it| it.id).collect();
        if stewards != BTreeSet::from([gone]) {
            return Ok(());
        }
        let name = match self.me() == Some(gone) {
            true => None,
            false => Some(self.called(gone)),
        };
        Err(words::last_steward(name.as_deref()))
    }

    fn newest_own_act(&self) -> Option<FactId> {
        let own = self.charter().acts().iter().rev();
        let mut own = own.filter(|record| record.device == self.device());
        own.next().map(|record| record.id)
    }
}

/// What is not named does not stay unless another act names it, so several acts together name everything.
fn in_parts(stays: WhatStays) -> Vec<WhatStays> {
    let mut parts = vec![WhatStays::new()];
    let mut room = STAYING_DOCUMENTS_MAX;
    for (device, documents) in stays {
        // A device of which nothing stays is named too.
        last(&mut parts).entry(device).or_default();
        for (document, number) in documents {
            if room == 0 {
                parts.push(WhatStays::new());
                room = STAYING_DOCUMENTS_MAX;
            }
            room -= 1;
            let named = last(&mut parts).entry(device).or_default();
            named.insert(document, number);
        }
    }
    parts
}

fn last(parts: &mut [WhatStays]) -> &mut WhatStays {
    parts.last_mut().expect("there is one from the beginning")
}
