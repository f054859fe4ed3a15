//! Who an agent is on a day (RSD-1, section 4).

use std::cmp::Reverse;

use super::fact::{Attestation, Body, spans};
use super::facts::Topic;
use super::policy::{AgentClass, Policy};
use super::seal::View;
use crate::day::Day;
use crate::id::{AgentId, FactId};

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
) -> Option<(FactId, &'a Attestation)> {
    view.on(&Topic::Agent(agent))
        .filter_map(|fact| match &fact.body {
            Body::Attestation(attestation) => Some((fact.id, attestation)),
            _ => None,
        })
        .filter(|(id, attestation)| holds(policy, attestation, day) && !view.is_voided(*id))
        .min_by_key(|(id, attestation)| (Reverse(attestation.from), *id))
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
    let profits = view.on(&Topic::Agent(agent)).any(|fact| match &fact.body {
        Body::Control(control) => {
            control.basis_points > policy.control_basis_points
                && spans(control.from, control.to, day)
                && !below.contains(&control.controller)
                && !view.is_voided(fact.id)
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
