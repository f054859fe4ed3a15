//! What was judged in one view under one policy: kept until a fact touches it.

use std::collections::BTreeMap;

use super::claims::{self, Judgement, Roots};
use super::facts::{No, Touched};
use super::policy::{ContributionUnit, Policy};
use super::view::View;
use crate::day::Day;
use crate::id::AgentId;

/// What became of a contribution, by its first version.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    /// It does not stand: a decision says so.
    Nothing,
    /// Who did the work has not confirmed it.
    Unconfirmed,
    /// It stands.
    Stands(Judged),
}

/// A contribution that stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    /// The version that counts.
    pub(super) current: No,
    /// What the reviews say.
    pub(super) judgement: Judgement,
    /// Whether corrections were written at the same time.
    pub(super) concurrent: bool,
    /// Whether an earlier one shows the same evidence.
    pub(super) duplicate: bool,
}

/// The minutes of one provider on one day, as they were first written.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Minutes {
    total: i64,
    /// Over how many days the longest entry goes.
    days: u32,
}

impl Minutes {
    fn add(&mut self, minutes: i64, days: u32) {
        self.total = self.total.saturating_add(minutes);
        self.days = self.days.max(days);
    }

    /// How many may count, and how many there are.
    pub(super) fn cap_and_total(&self, policy: &Policy) -> (i64, i64) {
        let days = i64::from(self.days.max(1));
        let cap = i64::from(policy.daily_cap_minutes).saturating_mul(days);
        (cap, self.total)
    }
}

/// The minutes of one provider on one day.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct DayTotals {
    /// All that is claimed.
    pub(super) claimed: Minutes,
    /// What of it is accepted.
    pub(super) accepted: Minutes,
}

/// What was judged in one view under one policy.
#[derive(Clone, Default, Debug)]
pub(super) struct Judgements {
    contributions: BTreeMap<No, Found>,
    days: BTreeMap<(AgentId, Day), DayTotals>,
}

impl Judgements {
    /// Judges a visible contribution, given by its first version, unless that is known.
    pub(super) fn of(&mut self, view: &View, policy: &Policy, root: No) -> Found {
        if let Some(known) = self.contributions.get(&root) {
            return *known;
        }
        let found = judged(view, policy, root);
        self.contributions.insert(root, found);
        found
    }

    /// Adds up the minutes of one provider on one day, unless that is known.
    pub(super) fn day(
        &mut self,
        view: &View,
        policy: &Policy,
        (provider, day): (AgentId, Day),
    ) -> DayTotals {
        if let Some(known) = self.days.get(&(provider, day)) {
            return *known;
        }
        let versions = view.facts.work_of(provider, day).iter().copied();
        let mut totals = DayTotals::default();
        let roots = Roots::all(view.facts, versions.filter(|no| view.sees(*no)));
        for root in roots.into_iter().filter(|root| view.sees(*root)) {
            let Found::Stands(found) = self.of(view, policy, root) else {
                continue;
            };
            let is_of_day = view.facts.claim(found.current).is_some_and(|claim| {
                let kind = policy.contribution_type(view.facts.word(claim.kind));
                kind.is_some_and(|kind| kind.unit == ContributionUnit::Minute)
                    && (claim.provider, claim.day) == (provider, day)
            });
            if !is_of_day || found.duplicate {
                continue;
            }
            let written = view.facts.claim(root).map_or(0, |claim| claim.quantity);
            let days = view
                .facts
                .claim(found.current)
                .map_or(1, |claim| claim.days);
            totals.claimed.add(written, days);
            if matches!(found.judgement, Judgement::Accepted(_)) {
                totals.accepted.add(written, days);
            }
        }
        self.days.insert((provider, day), totals);
        totals
    }

    /// Forgets what a fact touched.
    pub(super) fn forget(&mut self, touched: &Touched) {
        for claim in &touched.claims {
            self.contributions.remove(claim);
        }
        for day in &touched.days {
            self.days.remove(day);
        }
    }
}

fn judged(view: &View, policy: &Policy, root: No) -> Found {
    let Some(found) = claims::contribution(view, root) else {
        let is_open = view.facts.claim(root).is_some_and(|claim| {
            claim.supersedes.is_none()
                && view.counts(root)
                && !claims::is_confirmed(view, root, claim)
        });
        return match is_open {
            true => Found::Unconfirmed,
            false => Found::Nothing,
        };
    };
    Found::Stands(Judged {
        current: found.current,
        judgement: claims::judge(view, policy, &found),
        concurrent: found.concurrent,
        duplicate: claims::is_duplicate(view, &found),
    })
}
