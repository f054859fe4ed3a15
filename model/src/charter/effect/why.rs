//! Why an act is out of effect, or a right is gone: the first ending that says so.

use super::reason::OutOfEffect;
use super::weigher::{Answer, Level, Moment, Weigher};
use crate::charter::act::{Act, Joined, Role};
use crate::charter::right::{Need, Right, needs};
use crate::id::FactId;

/// Which ending covers a right, if the right was ever there.
enum Gone {
    By(usize),
    Baseless,
}

impl Weigher<'_> {
    /// Why an act that is no ending and no decision is out of effect; `None` when it is in effect.
    pub(super) fn why(&mut self, place: usize) -> Option<OutOfEffect> {
        if self.settle(|weigher| weigher.in_effect(place, Level::Readmitting)) {
            return None;
        }
        Some(match &self.record(place).written.act {
            Act::Joined(act) => self.settle(|weigher| weigher.why_joined(place, act)),
            Act::DeviceVouched(act) => {
                let older = Right::Device(act.older, self.record(place).written.by);
                match self.settle(|weigher| weigher.gone(older, Moment::of(place))) {
                    Gone::By(ending) => OutOfEffect::VoucherEnded(self.record(ending).id),
                    Gone::Baseless => OutOfEffect::Baseless,
                }
            }
            Act::DeviceRecovered(_) => {
                let vouched = self.settle(|weigher| weigher.vouched(place, Level::Readmitting));
                let count = |persons| u32::try_from(persons).unwrap_or(u32::MAX);
                OutOfEffect::Waits {
                    have: count(vouched.have),
                    needed: count(vouched.needed),
                }
            }
            _ => self.why_author(place),
        })
    }

    /// Why the author of an act had not the right that it needs.
    pub(super) fn why_author(&mut self, place: usize) -> OutOfEffect {
        self.settle(|weigher| weigher.author_gone(place))
    }

    fn author_gone(&self, place: usize) -> Answer<OutOfEffect> {
        let record = self.record(place);
        if record.had_forked {
            return Ok(OutOfEffect::Forked);
        }
        let (by, moment) = (record.written.by, Moment::of(place));
        let device = Right::Device(record.device, by);
        if !self.holds(device, moment, Level::Readmitting)? {
            return Ok(match self.gone(device, moment)? {
                Gone::By(ending) => self.named(ending),
                Gone::Baseless => OutOfEffect::Baseless,
            });
        }
        let needs = needs(self.commons, &record.written);
        let mut rights: Vec<Right> = Vec::new();
        for need in &needs {
            match need {
                Need::Right(right) => rights.push(*right),
                Need::Role(role) => rights.extend(roles(by, *role)),
                Need::Made(_) => rights.extend(roles(by, Role::Maker)),
            }
        }
        if needs.is_empty() {
            // Acts of several people need a steward's role; what they end says so nowhere else.
            rights.extend(roles(by, Role::Steward));
        }
        for right in rights {
            if let Gone::By(ending) = self.gone(right, moment)? {
                return Ok(self.named(ending));
            }
        }
        Ok(OutOfEffect::Baseless)
    }

    fn why_joined(&self, place: usize, act: &Joined) -> Answer<OutOfEffect> {
        if let Some(withdrawal) = self.withdrawn_by(place, act) {
            return Ok(OutOfEffect::Withdrawn(self.record(withdrawal).id));
        }
        let Some(invitation) = self.records.place(act.invitation) else {
            return Ok(OutOfEffect::Baseless);
        };
        if !self.in_effect(invitation, Level::Readmitting)? {
            return Ok(OutOfEffect::Baseless);
        }
        let invited = self.record(invitation);
        let by = invited.written.by;
        let rights = std::iter::once(Right::Device(invited.device, by));
        for right in rights.chain(roles(by, Role::Steward)) {
            let moment = Moment::of(place);
            if self.holds(right, moment, Level::Readmitting)? {
                continue;
            }
            if let Gone::By(ending) = self.gone(right, moment)? {
                return Ok(OutOfEffect::InviterEnded(self.record(ending).id));
            }
        }
        Ok(OutOfEffect::Baseless)
    }

    /// The first taken ending that covers a right for an act.
    fn gone(&self, right: Right, moment: Moment) -> Answer<Gone> {
        for grant in self.given_by(right) {
            if !self.fits(grant, moment) || !self.in_effect(grant, Level::Readmitting)? {
                continue;
            }
            let covers = |ending: &usize| {
                !self.sees(grant, *ending) && !self.lets_stay(*ending, moment.act())
            };
            if let Some(ending) = self.endings_of(right).find(covers) {
                return Ok(Gone::By(ending));
            }
        }
        Ok(Gone::Baseless)
    }

    /// Why a right that acts have given is not held now; `None` when it is.
    pub(in crate::charter) fn why_gone_now(&self, right: Right) -> Answer<Option<OutOfEffect>> {
        let mut why = None;
        for grant in self.given_by(right) {
            if !self.in_effect(grant, Level::Readmitting)? {
                continue;
            }
            let covers = |ending: &usize| !self.sees(grant, *ending);
            match self.endings_of(right).find(covers) {
                None => return Ok(None),
                Some(ending) => why = why.or(Some(self.named(ending))),
            }
        }
        Ok(Some(why.unwrap_or(OutOfEffect::Baseless)))
    }

    fn named(&self, ending: usize) -> OutOfEffect {
        let record = self.record(ending);
        let named: fn(FactId) -> OutOfEffect = match &record.written.act {
            Act::PersonRemoved(_) => OutOfEffect::Removed,
            Act::Left(_) => OutOfEffect::Left,
            Act::DeviceRetired(_) => OutOfEffect::Retired,
            _ => OutOfEffect::RightEnded,
        };
        named(record.id)
    }
}

fn roles(person: crate::id::AgentId, role: Role) -> impl Iterator<Item = Right> {
    let roles = role.covered_by().iter();
    roles.map(move |role| Right::Role(person, *role))
}
