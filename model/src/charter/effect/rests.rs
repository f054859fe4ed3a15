//! On what each kind of act rests.

use super::weigher::{Answer, Level, Moment, Weigher};
use crate::charter::act::{Act, DeviceVouched, Joined, Role};
use crate::charter::judge::signer_roles;
use crate::charter::record::Record;
use crate::charter::right::{Need, Right, needs};
use crate::id::AgentId;
use std::collections::BTreeMap;

impl Weigher<'_> {
    pub(super) fn weigh(&self, place: usize, level: Level) -> Answer<bool> {
        let record = self.record(place);
        if level == Level::Readmitting && self.is_readmitted(record)? {
            return Ok(true);
        }
        match &record.written.act {
            Act::Founding(_) | Act::ForkProven(_) => Ok(true),
            Act::Joined(act) => self.join_holds(place, act, level),
            Act::DeviceVouched(act) => self.voucher_holds(place, act, level),
            Act::DeviceRecovered(_) => Ok(self.vouched(place, level)?.is_enough),
            Act::CoSigned(act) => match self.records.place(act.act) {
                Some(signed) => Ok(self.signs(place, signed, level)?.is_some()),
                None => Ok(false),
            },
            _ => self.author_may(place, level),
        }
    }

    /// A steward, whose right needs no act that was admitted again, has admitted this one again.
    fn is_readmitted(&self, record: &Record) -> Answer<bool> {
        let places = self.records.readmissions.get(&record.hash);
        for place in places.into_iter().flatten() {
            let Act::Readmitted(act) = &self.record(*place).written.act else {
                continue;
            };
            if act.document == self.charter && self.in_effect(*place, Level::Plain)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn author_may(&self, place: usize, level: Level) -> Answer<bool> {
        Ok(self.device_may(place, Moment::of(place), level)? && self.author_has(place, level)?)
    }

    /// Whether the device that wrote an act spoke for its person.
    pub(super) fn device_may(&self, place: usize, moment: Moment, level: Level) -> Answer<bool> {
        let record = self.record(place);
        let device = Right::Device(record.device, record.written.by);
        Ok(!record.had_forked && self.holds(device, moment, level)?)
    }

    /// Whether its author had one of the rights that an act needs.
    pub(super) fn author_has(&self, place: usize, level: Level) -> Answer<bool> {
        let record = self.record(place);
        let needs = needs(self.commons, &record.written);
        for need in &needs {
            if self.need_holds(*need, place, level)? {
                return Ok(true);
            }
        }
        Ok(needs.is_empty())
    }

    fn need_holds(&self, need: Need, place: usize, level: Level) -> Answer<bool> {
        let by = self.record(place).written.by;
        let moment = Moment::of(place);
        match need {
            Need::Role(role) => self.role_holds(by, role, moment, level),
            Need::Right(right) => self.holds(right, moment, level),
            Need::Made(device) => {
                let made = self.grants.contains_key(&Right::Device(device, by));
                Ok(made && self.role_holds(by, Role::Maker, moment, level)?)
            }
        }
    }

    fn join_holds(&self, place: usize, act: &Joined, level: Level) -> Answer<bool> {
        let Some(invitation) = self.records.place(act.invitation) else {
            return Ok(false);
        };
        let stands = self.join_stands(place, act);
        Ok(stands
            && self.in_effect(invitation, level)?
            && self.inviter_may(place, invitation, level)?)
    }

    /// An invitation ends with what its maker needs to invite, but for joins that the ending had seen.
    fn inviter_may(&self, join: usize, invitation: usize, level: Level) -> Answer<bool> {
        let invited = self.record(invitation);
        let device = Right::Device(invited.device, invited.written.by);
        let moment = Moment::of(join);
        if !self.holds(device, moment, level)? {
            return Ok(false);
        }
        match &invited.written.act {
            Act::Invited(act) if act.for_person.is_none() => {
                self.role_holds(invited.written.by, Role::Steward, moment, level)
            }
            _ => Ok(true),
        }
    }

    /// A device that forked still vouches for the one that takes its place.
    fn voucher_holds(&self, place: usize, act: &DeviceVouched, level: Level) -> Answer<bool> {
        let older = Right::Device(act.older, self.record(place).written.by);
        self.holds(older, Moment::of(place), level)
    }

    /// Who stands behind an act of several people, and whether as a steward: its author and who co-signed.
    pub(super) fn signers(&self, act: usize, level: Level) -> Answer<BTreeMap<AgentId, bool>> {
        let mut signers = BTreeMap::new();
        for place in self.signatures(act) {
            if let Some(is_steward) = self.signs(place, act, level)? {
                let before = signers.entry(self.record(place).written.by).or_default();
                *before |= is_steward;
            }
        }
        Ok(signers)
    }

    /// The act itself and all that co-sign it.
    pub(super) fn signatures(&self, act: usize) -> impl Iterator<Item = usize> {
        let others = self.records.signatures.get(&self.record(act).id);
        std::iter::once(act).chain(others.into_iter().flatten().copied())
    }

    /// Whether a signature counts, and whether as a steward's.
    ///
    /// A signer's role must not come from an act that had seen the one that is signed: nobody helps a
    /// decision by appointing those who sign it. Who vouches for a device must rest on what that act
    /// itself had seen, so that two recoveries never hold each other up.
    pub(super) fn signs(&self, place: usize, act: usize, level: Level) -> Answer<Option<bool>> {
        let by = self.record(place).written.by;
        let signed = &self.record(act).written.act;
        let Some(roles) = signer_roles(signed) else {
            return Ok(None);
        };
        let is_recovery = matches!(signed, Act::DeviceRecovered(_));
        let device = match is_recovery {
            true => Moment::of(place).seen_by(act),
            false => Moment::of(place),
        };
        let moment = device.not_after(act);
        if !self.device_may(place, device, level)? {
            return Ok(None);
        }
        if self.role_holds(by, Role::Steward, moment, level)? {
            return Ok(Some(true));
        }
        for role in roles {
            if self.role_holds(by, *role, moment, level)? {
                return Ok(Some(false));
            }
        }
        Ok(None)
    }

    pub(super) fn role_holds(
        &self,
        person: AgentId,
        role: Role,
        moment: Moment,
        level: Level,
    ) -> Answer<bool> {
        for role in role.covered_by() {
            if self.holds(Right::Role(person, *role), moment, level)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
