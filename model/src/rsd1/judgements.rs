//! What was judged in one view under one policy: kept until a fact touches it.

use std::collections::BTreeMap;

use super::claims::{self, Judgement, Roots};
use super::facts::{ClaimNo, Facts, No, Stored, StoredClaim, Touched};
use super::policy::{ContributionUnit, Policy};
use super::view::View;

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
    contributions: Contributions,
    /// By the numbers of the lists of days.
    days: BTreeMap<u32, DayTotals>,
}

/// What became of contributions, by the numbers of their first versions.
#[derive(Clone, Debug)]
enum Contributions {
    /// In what a sealed period sees there are few that were not settled before.
    Few(BTreeMap<ClaimNo, Found>),
    /// Where nothing is sealed everything is seen.
    All(Vec<Option<Found>>),
}

impl Default for Contributions {
    fn default() -> Contributions {
        Contributions::Few(BTreeMap::new())
    }
}

impl Contributions {
    fn get(&self, claim: ClaimNo) -> Option<Found> {
        match self {
            Contributions::Few(few) => few.get(&claim).copied(),
            Contributions::All(all) => *all.get(claim.index())?,
        }
    }

    fn put(&mut self, claim: ClaimNo, found: Found) {
        match self {
            Contributions::Few(few) => drop(few.insert(claim, found)),
            Contributions::All(all) => {
                if all.len() <= claim.index() {
                    all.resize(claim.index() + 1, None);
                }
                all[claim.index()] = Some(found);
            }
        }
    }

    fn forget(&mut self, claim: ClaimNo) {
        match self {
            Contributions::Few(few) => drop(few.remove(&claim)),
            Contributions::All(all) => {
                if let Some(found) = all.get_mut(claim.index()) {
                    *found = None;
                }
            }
        }
    }
}

impl Judgements {
    /// Nothing judged yet, in that view.
    pub(super) fn of_view(view: &View) -> Judgements {
        let contributions = match view.sealed() {
            Some(_) => Contributions::default(),
            None => Contributions::All(Vec::new()),
        };
        Judgements {
            contributions,
            days: BTreeMap::new(),
        }
    }

    /// Judges a visible contribution, given by its first version, unless that is known.
    pub(super) fn of(&mut self, view: &View, policy: &Policy, root: No) -> Found {
        let Stored::Claim(number) = *view.facts.stored(root) else {
            return Found::Nothing;
        };
        if let Some(known) = self.contributions.get(number) {
            return known;
        }
        let found = judged(view, policy, root);
        self.contributions.put(number, found);
        found
    }

    /// Adds up the minutes of the provider of a contribution on its day, unless that is known.
    pub(super) fn day(&mut self, view: &View, policy: &Policy, beside: &StoredClaim) -> DayTotals {
        if let Some(known) = self.days.get(&beside.day_list) {
            return *known;
        }
        let facts = view.facts;
        let versions = facts.work_beside(beside).filter(|no| view.sees(*no));
        let mut totals = DayTotals::default();
        for root in Roots::all(facts, versions) {
            let found = match view.sees(root) {
                true => self.of(view, policy, root),
                false => Found::Nothing,
            };
            let Found::Stands(found) = found else {
                continue;
            };
            let (Some(claim), Some(original)) = (facts.claim(found.current), facts.claim(root))
            else {
                continue;
            };
            let kind = policy.contribution_type(facts.word(claim.kind));
            let is_minutes = kind.is_some_and(|kind| kind.unit == ContributionUnit::Minute);
            if !is_minutes || found.duplicate || claim.day_list != beside.day_list {
                continue;
            }
            // As first written, unless that was of another type.
            let minutes = match original.kind == claim.kind {
                true => original.quantity,
                false => claim.quantity,
            };
            totals.claimed.add(minutes, claim.days);
            if matches!(found.judgement, Judgement::Accepted(_)) {
                totals.accepted.add(minutes, claim.days);
            }
        }
        self.days.insert(beside.day_list, totals);
        totals
    }

    /// Forgets what a fact touched.
    pub(super) fn forget(&mut self, facts: &Facts, touched: &Touched) {
        for claim in &touched.claims {
            if let Stored::Claim(number) = facts.stored(*claim) {
                self.contributions.forget(*number);
            }
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
