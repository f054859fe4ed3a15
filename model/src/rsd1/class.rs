//! Who an agent is on a day (RSD-1, section 4).

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::fact::{Attestation, Body, spans};
use super::facts::No;
use super::policy::{AgentClass, Policy};
use super::view::View;
use crate::day::Day;
use crate::id::AgentId;

/// The class of an agent on a day; `None` where ownership is not recorded.
pub(super) fn class_on(
    view: &View,
    policy: &Policy,
    agent: AgentId,
    day: Day,
) -> Option<AgentClass> {
    class_below(view, policy, agent, day, &mut Vec::new())
}

/// The attestation that holds on a day: the newest, then the smaller id.
pub(super) fn attestation_on<'a>(
    view: &View<'a>,
    policy: &Policy,
    agent: AgentId,
    day: Day,
) -> Option<(No, &'a Attestation)> {
    view.of_agent(agent)
        .filter_map(|(no, body)| match body {
            Body::Attestation(attestation) => Some((no, attestation)),
            _ => None,
        })
        .filter(|(no, attestation)| holds(policy, attestation, day) && !view.is_voided(*no))
        .min_by_key(|(no, attestation)| (Reverse(attestation.from), view.facts.id(*no)))
}

fn holds(policy: &Policy, attestation: &Attestation, day: Day) -> bool {
    day <= valid_until(policy, attestation) && attestation.from <= day
}

/// The last day of an attestation, cut to the days that the policy allows.
pub(super) fn valid_until(policy: &Policy, attestation: &Attestation) -> Day {
    let cut = attestation
        .from
        .plus(i32::try_from(policy.attestation_days).unwrap_or(i32::MAX));
    attestation.to.map_or(cut, |to| to.min(cut))
}

fn class_below(
    view: &View,
    policy: &Policy,
    agent: AgentId,
    day: Day,
    below: &mut Vec<AgentId>,
) -> Option<AgentClass> {
    let (_, attestation) = attestation_on(view, policy, agent, day)?;
    let mut class = attestation.class;
    if class == AgentClass::WorkerOwned && !attestation.all_surplus_to_workers {
        class = AgentClass::OtherCoop;
    }
    if class == AgentClass::SoleTrader && policy.sole_trader_is_worker_owned {
        class = AgentClass::WorkerOwned;
    }
    below.push(agent);
    let profits = view.of_agent(agent).any(|(no, body)| match body {
        Body::Control(control) => {
            control.basis_points > policy.control_basis_points
                && spans(control.from, control.to, day)
                && !below.contains(&control.controller)
                && !view.is_voided(no)
                && profits(class_below(view, policy, control.controller, day, below))
        }
        _ => false,
    });
    below.pop();
    Some(if profits {
        AgentClass::ForProfit
    } else {
        class
    })
}

/// Whether who controls an agent makes it work for profit.
fn profits(controller: Option<AgentClass>) -> bool {
    matches!(controller, None | Some(AgentClass::ForProfit))
}

/// The days on which the class of an agent may become another: between two of them it is the same.
pub(super) fn turns(view: &View, policy: &Policy, agent: AgentId) -> BTreeSet<Day> {
    let (mut turns, mut agents, mut at) = (BTreeSet::new(), vec![agent], 0);
    while at < agents.len() {
        for (_, body) in view.of_agent(agents[at]) {
            match body {
                Body::Attestation(said) => {
                    turns.extend([said.from, valid_until(policy, said).plus(1)]);
                }
                Body::Control(said) => {
                    turns.insert(said.from);
                    turns.extend(said.to.map(|to| to.plus(1)));
                    if !agents.contains(&said.controller) {
                        agents.push(said.controller);
                    }
                }
                _ => {}
            }
        }
        at += 1;
    }
    turns
}
