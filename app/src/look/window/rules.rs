//! The rules, as the window shows them.

use crate::commons::Commons;
use crate::deed::rules::{Proposal, Simulated};
use crate::view::{AdoptedView, ProposalView, RulesView, SimulatedRow, SimulationView};
use crate::words::{decide, rules as w};
use model::charter::AdoptedRules;
use model::day::Day;
use model::id::AgentId;

/// The page.
pub fn rules(commons: &Commons, today: Day) -> RulesView {
    if commons.judges().is_err() {
        return RulesView::default();
    }
    let all = commons.charter().adopted_rules();
    let mut adopted: Vec<AdoptedView> = all
        .iter()
        .map(|one| view(commons, one, &all, today))
        .collect();
    adopted.reverse();
    let waiting = commons.proposals();
    RulesView {
        policy: Some(commons.policy(today)),
        adopted,
        waiting: waiting
            .iter()
            .map(|one| proposal(commons, one, today))
            .collect(),
        next_period: Some(commons.next_period(today)),
    }
}

fn view(commons: &Commons, one: &AdoptedRules, all: &[AdoptedRules], today: Day) -> AdoptedView {
    let signers: Vec<AgentId> = one.signers.iter().copied().collect();
    let same_day = all.iter().filter(|other| other.from == one.from).count();
    let holds = commons.policy(one.from);
    let newest = all.iter().rfind(|other| other.from <= today);
    let in_force = newest.is_some_and(|newest| newest.from == one.from) && holds == one.policy;
    AdoptedView {
        act: one.act,
        name: one.policy.name.clone(),
        since: w::since(
            (one.from != Day::FIRST).then_some(one.from),
            &commons.called_all(&signers),
        ),
        in_force,
        conflict: (same_day > 1).then(|| w::conflict(one.from, &holds.name)),
    }
}

fn proposal(commons: &Commons, one: &Proposal, today: Day) -> ProposalView {
    let passed = commons.passed_day(one.act, today);
    let differences = commons.policy(one.from).differences(&one.policy);
    let differences = differences.iter();
    let could = commons.called_all(&one.could);
    ProposalView {
        act: one.act,
        words: w::proposal(&commons.called(one.by), &one.policy.name, one.from),
        waits: decide::waits(&commons.called_all(&one.signers), one.more, &could),
        differences: differences
            .map(|(parameter, here, there)| w::differs(parameter, here, there))
            .collect(),
        may_sign: passed.is_none() && commons.me().is_some_and(|me| one.could.contains(&me)),
        passed: passed.map(w::passed),
    }
}

/// What a trial brought.
pub fn simulation(all: &[Simulated], as_of: Day) -> SimulationView {
    let rows = all.iter().map(|one| SimulatedRow {
        name: one.now_words.name.clone(),
        now: (one.now_words.code, one.now_words.binding),
        now_words: one.now_words.sentence.clone(),
        then: (one.then_words.code, one.then_words.binding),
        then_words: one.then_words.sentence.clone(),
    });
    SimulationView {
        as_of,
        rows: rows.collect(),
    }
}
