//! Recoveries: how many people it takes to vouch for a new device, and who of them counts.

use super::seniority::{Seniority, giver};
use super::weigher::{Answer, Level, Moment, Weigher};
use crate::charter::act::{Act, Role};
use crate::charter::record::Records;
use crate::charter::right::Right;
use crate::id::AgentId;
use std::collections::{BTreeMap, BTreeSet};

/// A recovery needs so many people, of whom one is a steward; or so many stewards.
const RECOVERY_PERSONS: usize = 3;
const RECOVERY_STEWARDS: usize = 2;

/// How far a recovery has come.
pub(super) struct Vouched {
    /// So many stand behind it and count.
    pub(super) have: usize,
    /// So many it takes, as far as can be said while they are too few.
    pub(super) needed: usize,
    pub(super) is_enough: bool,
}

impl Weigher<'_> {
    /// Who vouches in a recovery, and whether that is enough.
    ///
    /// Where removing a steward takes two stewards, bringing one back does too, and members do not make up for one. It
    /// asks about older acts only, or about acts that stand, so two recoveries never lead to each other.
    pub(super) fn vouched(&self, place: usize, level: Level) -> Answer<Vouched> {
        let signers = self.signers(place, level)?;
        let as_steward = signers.iter().filter(|(_, is_steward)| **is_steward);
        let stewards: BTreeSet<AgentId> = as_steward.map(|(person, _)| *person).collect();
        let members = signers.len() - stewards.len();
        let Act::DeviceRecovered(act) = &self.record(place).written.act else {
            return Ok(counted(stewards.len(), members));
        };
        if !self.seniority.was_steward(act.person)
            || !self.are_two_beside(place, act.person, &stewards, level)?
        {
            return Ok(counted(stewards.len(), members));
        }
        let have = independent(self.records, &self.seniority, act.person, &stewards).len();
        Ok(Vouched {
            have,
            needed: RECOVERY_STEWARDS,
            is_enough: have >= RECOVERY_STEWARDS,
        })
    }

    /// Whether there are two stewards besides the person: those whom the author had seen, and those who were made
    /// stewards beside it by somebody at least as senior as who signs, so that going back to when there were fewer does
    /// not help.
    fn are_two_beside(
        &self,
        place: usize,
        person: AgentId,
        signers: &BTreeSet<AgentId>,
        level: Level,
    ) -> Answer<bool> {
        let since = signers.iter().filter_map(|one| self.seniority.since(*one));
        let most_senior = since.min();
        let moment = Moment::of(place);
        let mut found = 0;
        for other in self.seniority.stewards().filter(|other| *other != person) {
            let role = Right::Role(other, Role::Steward);
            let beside = self.given_by(role).any(|grant| {
                self.step();
                let is_beside = !self.sees(place, grant) && !self.sees(grant, place);
                let giver = self.seniority.since(giver(self.records, grant));
                is_beside && most_senior.is_some_and(|least| giver.is_some_and(|it| it <= least))
            });
            if beside
                || self.holds(role, moment, level)?
                    && self.holds(Right::Member(other), moment, level)?
            {
                found += 1;
            }
            if found == RECOVERY_STEWARDS {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// By the rule for everybody.
fn counted(stewards: usize, members: usize) -> Vouched {
    let is_enough =
        stewards >= RECOVERY_STEWARDS || (stewards >= 1 && stewards + members >= RECOVERY_PERSONS);
    Vouched {
        have: stewards + members,
        needed: match members {
            0 => RECOVERY_STEWARDS,
            _ => RECOVERY_PERSONS,
        },
        is_enough,
    }
}

/// Of the stewards who vouch for a steward those who count beside each other: not who became one through another of them,
/// unless that one is senior to whom they vouch for. Nobody makes the voices with which they become somebody else.
pub(super) fn independent(
    records: &Records,
    seniority: &Seniority,
    person: AgentId,
    stewards: &BTreeSet<AgentId>,
) -> BTreeSet<AgentId> {
    let of_person = seniority.since(person);
    let is_junior = |one: &AgentId| stewards.contains(one) && seniority.since(*one) > of_person;
    let mut known: BTreeMap<AgentId, bool> = BTreeMap::new();
    let mut stems_from_one = |steward: AgentId| {
        let mut path = vec![];
        let mut at = maker(records, seniority, steward);
        let answer = loop {
            let Some(one) = at else { break false };
            if is_junior(&one) {
                break true;
            }
            if let Some(known) = known.get(&one) {
                break *known;
            }
            path.push(one);
            at = maker(records, seniority, one);
        };
        known.extend(path.into_iter().map(|one| (one, answer)));
        answer
    };
    let stewards = stewards.iter().copied();
    stewards.filter(|one| !stems_from_one(*one)).collect()
}

/// Who made the person a steward first; nobody the founder. Makers are senior, so this ends.
fn maker(records: &Records, seniority: &Seniority, person: AgentId) -> Option<AgentId> {
    let grants = records.grants.get(&Right::Role(person, Role::Steward))?;
    let oldest = grants
        .iter()
        .min_by_key(|place| records.all[**place].order())?;
    let maker = giver(records, *oldest);
    (seniority.since(maker) < seniority.since(person)).then_some(maker)
}
