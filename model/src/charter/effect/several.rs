//! Decisions of several people: policies, rule sets.

use super::weigher::{Level, Weigher};
use crate::charter::act::{Act, PolicyAdopted, RULE_SET};
use crate::day::Day;
use crate::id::AgentId;
use crate::rsd1::policy::{Contradiction, PolicyError};
use crate::rsd1::{Policies, Policy};
use std::collections::{BTreeMap, BTreeSet};

/// How many of these stewards it takes to decide, by the policy's number (replication.md, section 6).
pub(in crate::charter) fn quorum(policy_number: u32, stewards: usize) -> usize {
    let number = usize::try_from(policy_number).unwrap_or(usize::MAX);
    number.max(stewards / 2 + 1).min(stewards)
}

/// One policy that was adopted by a quorum.
struct Adoption {
    place: usize,
    from: Day,
    /// `None` when only a newer program can read it.
    policy: Option<Policy>,
}

/// What quorums have decided.
pub(super) struct Decided {
    /// All policies; `None` while the founding's cannot be read.
    pub(super) policies: Option<Policies>,
    pub(super) rule_set: u16,
    /// Whether a policy is in force that only a newer program can read.
    pub(super) unreadable: bool,
    /// Of each decision who stands behind it and how many it needs.
    pub(super) ballots: BTreeMap<usize, (BTreeSet<AgentId>, u32)>,
    /// Rules that contradict themselves or those before, and how.
    pub(super) contradicting: BTreeMap<usize, Contradiction>,
    /// The day for which each policy was adopted: not before enough had signed it.
    pub(super) adopted_for: BTreeMap<usize, Day>,
}

/// Counts the signatures of every decision, oldest first.
pub(super) fn decide(
    weigher: &mut Weigher<'_>,
    in_order: &[usize],
    stewards: &[AgentId],
) -> Decided {
    let mut decided = Decided {
        policies: None,
        rule_set: RULE_SET,
        unreadable: false,
        ballots: BTreeMap::new(),
        contradicting: BTreeMap::new(),
        adopted_for: BTreeMap::new(),
    };
    let mut adoptions: Vec<Adoption> = Vec::new();
    for place in in_order {
        let record = weigher.record(*place);
        match &record.written.act {
            Act::Founding(act) => {
                let policy = Policy::from_bytes(&act.policy).ok();
                decided.rule_set = decided.rule_set.max(act.rule_set);
                decided.unreadable |= policy.is_none();
                if let (Some(policy), None) = (&policy, &decided.policies) {
                    decided.policies = Some(Policies::founded(policy.clone()));
                }
                let from = Day::FIRST;
                let place = *place;
                adoptions.push(Adoption {
                    place,
                    from,
                    policy,
                });
            }
            Act::PolicyAdopted(act) => {
                let ballot = ballot(weigher, *place, &adoptions, stewards);
                if passes(&ballot) {
                    let days = (record.written.day, complete_on(weigher, *place, &ballot));
                    adoptions.extend(adopt(&mut decided, *place, act, (ballot.0.len(), days)));
                }
                decided.ballots.insert(*place, ballot);
            }
            Act::RuleSetRaised(act) => {
                let ballot = ballot(weigher, *place, &adoptions, stewards);
                if passes(&ballot) {
                    decided.rule_set = decided.rule_set.max(act.rule_set);
                }
                decided.ballots.insert(*place, ballot);
            }
            _ => {}
        }
    }
    decided
}

/// The day on which enough had signed an act.
///
/// A signature bears the day that its author gave it, but none before that of the act, nor before another act of somebody
/// who signed this one, if it had seen that one.
fn complete_on(
    weigher: &Weigher<'_>,
    place: usize,
    (signers, needed): &(BTreeSet<AgentId>, u32),
) -> Day {
    let records = &weigher.records.all;
    let seen_by = |signature: usize| {
        let own = records.iter().enumerate();
        let own = own.filter(|(_, record)| signers.contains(&record.written.by));
        let seen = own.filter(|(other, _)| weigher.sees(signature, *other));
        seen.map(|(_, record)| record.written.day).max()
    };
    let mut days: BTreeMap<AgentId, Day> = BTreeMap::new();
    for signature in weigher.signatures(place) {
        let written = &weigher.record(signature).written;
        if !signers.contains(&written.by) {
            continue;
        }
        let day = seen_by(signature).map_or(written.day, |seen| seen.max(written.day));
        let earliest = days.entry(written.by).or_insert(day);
        *earliest = day.min(*earliest);
    }
    let mut days: Vec<Day> = days.into_values().collect();
    days.sort_unstable();
    let last = (*needed as usize).saturating_sub(1);
    let complete = days.get(last).or(days.last());
    complete.map_or(weigher.record(place).written.day, |day| *day)
}

/// Takes rules over; `None` for those that contradict themselves or the ones before, or would hold back.
///
/// They reach no period that had begun when enough had signed them, unless they were complete on their first day.
fn adopt(
    decided: &mut Decided,
    place: usize,
    act: &PolicyAdopted,
    (signers, (proposed, complete)): (usize, (Day, Day)),
) -> Option<Adoption> {
    let mut read = readable(decided.policies.as_ref(), &act.policy);
    if read.is_ok() && act.from < proposed {
        read = Err(Contradiction::HoldsBack.into());
    }
    if let Err(PolicyError::Contradicts(how)) = read {
        decided.contradicting.insert(place, how);
        return None;
    }
    let policy = read.ok();
    let from = match &decided.policies {
        Some(policies) if act.from < complete => policies.period_of(complete).last().plus(1),
        _ => act.from,
    };
    decided.adopted_for.insert(place, from);
    match (&policy, &mut decided.policies) {
        (Some(policy), Some(policies)) => {
            let signers = u32::try_from(signers).unwrap_or(u32::MAX);
            policies.adopt(from, signers, policy.clone());
        }
        _ => decided.unreadable = true,
    }
    Some(Adoption {
        place,
        from,
        policy,
    })
}

fn readable(before: Option<&Policies>, bytes: &[u8]) -> Result<Policy, PolicyError> {
    let policy = Policy::from_bytes(bytes)?;
    let how = before.and_then(|before| before.contradicted_by(&policy));
    how.map_or(Ok(policy), |how| Err(how.into()))
}

fn passes((signers, needed): &(BTreeSet<AgentId>, u32)) -> bool {
    signers.len() >= *needed as usize && !signers.is_empty()
}

/// Who signed a decision as a steward, and how many it takes of the stewards there were.
fn ballot(
    weigher: &mut Weigher<'_>,
    place: usize,
    adoptions: &[Adoption],
    stewards: &[AgentId],
) -> (BTreeSet<AgentId>, u32) {
    // The policy whose number counts is the newest that the author had seen.
    let seen = adoptions
        .iter()
        .filter(|adoption| weigher.sees(place, adoption.place));
    let newest =
        seen.max_by_key(|adoption| (adoption.from, weigher.record(adoption.place).order()));
    let policy = newest.and_then(|adoption| adoption.policy.as_ref());
    let number = policy.map_or(0, |policy| policy.seal_quorum);
    let signers = weigher.settle(|weigher| weigher.signers(place, Level::Readmitting));
    let as_stewards = signers.into_iter().filter(|(_, is_steward)| *is_steward);
    let signers: BTreeSet<AgentId> = as_stewards.map(|(person, _)| person).collect();
    let since = signers
        .iter()
        .filter_map(|person| weigher.seniority.since(*person));
    let most_senior = since.min();
    let around = |weigher: &Weigher<'_>| weigher.stewards_around(place, most_senior, stewards);
    let needed = quorum(number, weigher.settle(around).len());
    (signers, u32::try_from(needed).unwrap_or(u32::MAX))
}
