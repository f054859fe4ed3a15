//! From contributions to points (RSD-1, section 5, rules 4 to 8).

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{
    Contribution, Judgement, all_reviews, contribution, is_confirmed, is_duplicate, judge, refusal,
    root_of,
};
use super::explain::Line;
use super::fact::{Body, Claim, Fact, Split};
use super::facts::Topic;
use super::policy::{ContributionUnit, Policy};
use super::seal::View;
use super::status::{Flag, Pending, PendingReason};
use crate::day::Day;
use crate::id::{AgentId, FactId};
use crate::number::{Ratio, Rational};

/// A contribution of an agent, judged in one view.
pub(super) struct Judged<'a> {
    pub(super) root: FactId,
    pub(super) claim: &'a Claim,
    pub(super) worth: Worth,
}

/// What a contribution is worth in one view.
#[derive(Clone)]
pub(super) enum Worth {
    /// Accepted: the quantity and its points.
    Accepted(i64, Rational),
    /// Not accepted: the points that it counts until then, before the cap of the period.
    Claimed(Rational),
}

/// All contributions of an agent, judged in one view.
#[derive(Default)]
pub(super) struct Contributions<'a> {
    pub(super) judged: Vec<Judged<'a>>,
    pub(super) pending: Vec<Pending>,
    pub(super) flags: BTreeSet<Flag>,
    /// Reviews of pending contributions that do not count, and why.
    pub(super) lines: Vec<Line>,
}

impl<'a> Contributions<'a> {
    pub(super) fn judge(view: &View<'a>, policy: &Policy, agent: AgentId) -> Contributions<'a> {
        let mut all = Contributions::default();
        let roots: BTreeSet<FactId> = view
            .on(&Topic::Beneficiary(agent))
            .filter_map(|fact| root_of(view, fact.id))
            .collect();
        for root in roots {
            match contribution(view, root) {
                Some(found) if found.claim.beneficiary() == agent => all.add(view, policy, &found),
                Some(_) => {}
                None => all.wait_for_confirmation(view, agent, root),
            }
        }
        all
    }

    fn wait_for_confirmation(&mut self, view: &View<'a>, agent: AgentId, root: FactId) {
        let Some(Body::Claim(claim)) = view.facts.get(root).map(|fact| &fact.body) else {
            return;
        };
        if view.counts(root) && claim.beneficiary() == agent && !is_confirmed(view, root, claim) {
            let reason = PendingReason::Confirmation { by: claim.provider };
            let points = Rational::zero();
            self.pending.push(Pending {
                claim: root,
                day: claim.day,
                reason,
                points,
            });
        }
    }

    fn add(&mut self, view: &View<'a>, policy: &Policy, found: &Contribution<'a>) {
        let wait = |reason, points| Pending {
            claim: found.root,
            day: found.claim.day,
            reason,
            points,
        };
        let Some(kind) = policy.contribution_type(&found.claim.kind) else {
            self.pending
                .push(wait(PendingReason::UnknownType, Rational::zero()));
            return;
        };
        if is_duplicate(view, found) {
            self.pending
                .push(wait(PendingReason::Duplicate, Rational::zero()));
            return;
        }
        if found.concurrent {
            self.flags
                .insert(Flag::ConcurrentCorrections { claim: found.root });
        }
        let judgement = judge(view, policy, found);
        let share = self.share(view, found);
        let factor = &(&Rational::from(kind.points) * &share)
            * &day_factor(view, policy, kind.unit, found, judgement);
        let points = |quantity: i64| &Rational::from(quantity) * &factor;
        let worth = match judgement {
            Judgement::Accepted(quantity) => Worth::Accepted(quantity, points(quantity)),
            Judgement::Pending {
                accepts,
                needed,
                rejects,
            } => {
                let reason = PendingReason::Reviews {
                    accepts,
                    needed,
                    rejects,
                };
                self.pending
                    .push(wait(reason, points(found.claim.quantity)));
                self.name_uncounted_reviews(view, found);
                Worth::Claimed(&points(found.claim.quantity) * &Rational::from(policy.self_rate))
            }
        };
        self.judged.push(Judged {
            root: found.root,
            claim: found.claim,
            worth,
        });
    }

    fn name_uncounted_reviews(&mut self, view: &View<'a>, found: &Contribution<'a>) {
        for (review, said) in all_reviews(view, found) {
            if let Some(reason) = refusal(view, found.claim, review, said) {
                let (claim, by) = (found.root, said.by);
                self.lines.push(Line::ReviewNotCounted {
                    claim,
                    review,
                    by,
                    reason,
                });
            }
        }
    }

    /// The share of a deliverable (rule 5).
    fn share(&mut self, view: &View<'a>, found: &Contribution) -> Rational {
        let Some(deliverable) = &found.claim.deliverable else {
            return Rational::one();
        };
        let claims = claims_of(view, deliverable);
        if let Some(split) = agreed_split(view, deliverable, &claims) {
            let share = split.shares.get(&found.claim.provider).copied();
            return share.unwrap_or(Ratio::ZERO).into();
        }
        let sum: Rational = claims.iter().map(|claim| Rational::from(claim.share)).sum();
        let own = Rational::from(found.claim.share);
        if sum <= Rational::one() {
            return own;
        }
        self.flags.insert(Flag::ContestedSplit {
            deliverable: deliverable.clone(),
            sum: sum.clone(),
        });
        own.checked_div(&sum).unwrap_or_else(Rational::zero)
    }
}

/// All claims for a deliverable, confirmed or not, without corrections and voided ones.
fn claims_of<'a>(view: &View<'a>, deliverable: &str) -> Vec<&'a Claim> {
    view.on(&Topic::Deliverable(deliverable.to_owned()))
        .filter_map(|fact| match &fact.body {
            Body::Claim(claim) if claim.supersedes.is_none() && !view.is_voided(fact.id) => {
                Some(claim)
            }
            _ => None,
        })
        .collect()
}

/// The split that all claimants signed, if there is one.
fn agreed_split<'a>(view: &View<'a>, deliverable: &str, claims: &[&Claim]) -> Option<&'a Split> {
    let claimants: BTreeSet<AgentId> = claims.iter().map(|claim| claim.provider).collect();
    view.on(&Topic::Deliverable(deliverable.to_owned()))
        .filter_map(|fact| match &fact.body {
            Body::Split(split) if !view.is_voided(fact.id) => Some(split),
            _ => None,
        })
        .find(|split| {
            let signed =
                |agent: &AgentId| split.signers.contains(agent) && split.shares.contains_key(agent);
            claimants.iter().all(signed)
        })
}

/// What the daily cap leaves of the minutes of one provider on one day (rule 4).
///
/// What is accepted is measured against what is accepted, what is only claimed against all that is claimed. The claimed
/// minutes count, as they were first written.
fn day_factor(
    view: &View,
    policy: &Policy,
    unit: ContributionUnit,
    found: &Contribution,
    judgement: Judgement,
) -> Rational {
    if unit != ContributionUnit::Minute {
        return Rational::one();
    }
    let (provider, day) = (found.claim.provider, found.claim.day);
    if at_most(view, provider, day) <= i64::from(policy.daily_cap_minutes) {
        return Rational::one();
    }
    let (mut total, mut days) = (found.original.quantity, found.claim.days);
    for other in same_day(view, policy, provider, day) {
        let counts = other.root != found.root
            && (matches!(judgement, Judgement::Pending { .. })
                || is_accepted(view, policy, &other));
        if counts {
            total = total.saturating_add(other.original.quantity);
            days = days.max(other.claim.days);
        }
    }
    let cap = i64::from(policy.daily_cap_minutes).saturating_mul(i64::from(days.max(1)));
    match Rational::new(cap, total) {
        Some(factor) if total > cap => factor,
        _ => Rational::one(),
    }
}

/// More minutes than these are not claimed for that day: enough to leave most days alone.
fn at_most(view: &View, provider: AgentId, day: Day) -> i64 {
    let first_written = |fact: &Fact| match &view.facts.get(root_of(view, fact.id)?)?.body {
        Body::Claim(claim) => Some(claim.quantity.max(0)),
        _ => None,
    };
    let claimed = view
        .on(&Topic::WorkDay(provider, day))
        .filter_map(first_written);
    claimed.fold(0, i64::saturating_add)
}

fn is_accepted(view: &View, policy: &Policy, other: &Contribution) -> bool {
    matches!(judge(view, policy, other), Judgement::Accepted(_))
}

fn same_day<'a>(
    view: &View<'a>,
    policy: &Policy,
    provider: AgentId,
    day: Day,
) -> Vec<Contribution<'a>> {
    let roots: BTreeSet<FactId> = view
        .on(&Topic::WorkDay(provider, day))
        .filter_map(|fact| root_of(view, fact.id))
        .collect();
    let is_minutes = |claim: &Claim| {
        policy
            .contribution_type(&claim.kind)
            .is_some_and(|kind| kind.unit == ContributionUnit::Minute)
    };
    roots
        .into_iter()
        .filter_map(|root| contribution(view, root))
        .filter(|other| {
            is_minutes(other.claim) && (other.claim.provider, other.claim.day) == (provider, day)
        })
        .filter(|other| !is_duplicate(view, other))
        .collect()
}

/// Points that can pay: of one contribution, from one period on.
pub(super) struct Lot {
    pub(super) claim: FactId,
    pub(super) day: Day,
    /// Below zero for a reversal.
    pub(super) points: Rational,
    pub(super) used: Rational,
}

impl Lot {
    fn left(&self, policy: &Policy, at: Day) -> Rational {
        &(&self.points - &self.used) * &age_factor(policy, self.day, at)
    }
}

/// The points of one agent, period by period (rule 7 and section 9).
#[derive(Default)]
pub(super) struct Account {
    lots: Vec<Lot>,
    counted: BTreeMap<FactId, Counted>,
}

struct Counted {
    points: Rational,
    accepted: bool,
    provider: AgentId,
    kind: String,
    quantity: i64,
    day: Day,
}

impl Account {
    /// Takes in what a period adds: new points, top-ups and reversals.
    pub(super) fn extend(
        &mut self,
        view: &View,
        policy: &Policy,
        contributions: &Contributions,
        last: Day,
    ) {
        let mut room = Rational::from(policy.self_cap);
        for judged in contributions
            .judged
            .iter()
            .filter(|judged| judged.claim.day <= last)
        {
            match &judged.worth {
                Worth::Accepted(_, points) => self.accept(judged, points),
                Worth::Claimed(points) if !self.counted.contains_key(&judged.root) => {
                    let points = points.clone().min(room.clone());
                    if points.is_positive() {
                        room -= &points;
                        self.count(judged, points, false);
                    }
                }
                Worth::Claimed(_) => {}
            }
        }
        self.reverse(view);
    }

    fn accept(&mut self, judged: &Judged, points: &Rational) {
        match self.counted.get(&judged.root) {
            None => self.count(judged, points.clone(), true),
            Some(before) if !before.accepted && *points > before.points => {
                let top_up = points - &before.points;
                self.lots.push(lot(judged, top_up));
                self.counted
                    .insert(judged.root, counted(judged, points.clone(), true));
            }
            Some(_) => {}
        }
    }

    fn count(&mut self, judged: &Judged, points: Rational, accepted: bool) {
        self.lots.push(lot(judged, points.clone()));
        self.counted
            .insert(judged.root, counted(judged, points, accepted));
    }

    /// What was counted before and is voided now is taken back, once.
    fn reverse(&mut self, view: &View) {
        for (claim, counted) in &mut self.counted {
            if counted.points.is_positive() && view.is_voided(*claim) {
                let points = -std::mem::take(&mut counted.points);
                self.lots.push(Lot {
                    claim: *claim,
                    day: counted.day,
                    points,
                    used: Rational::zero(),
                });
            }
        }
    }

    /// What counts, by contribution: the evidence of the account.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line> {
        let counts = |(_, counted): &(&FactId, &Counted)| counted.points.is_positive();
        self.counted
            .iter()
            .filter(counts)
            .map(|(claim, counted)| Line::Counted {
                claim: *claim,
                provider: counted.provider,
                kind: counted.kind.clone(),
                quantity: counted.quantity,
                day: counted.day,
                points: counted.points.clone(),
                reviewed: counted.accepted,
            })
    }

    /// Unused points at that day, by age; below zero after reversals.
    pub(super) fn balance(&self, policy: &Policy, at: Day) -> Rational {
        self.lots.iter().map(|lot| lot.left(policy, at)).sum()
    }

    /// Points for work of the last 365 days.
    pub(super) fn recent(&self, at: Day) -> Rational {
        let is_recent = |lot: &&Lot| (0..=365).contains(&(i64::from(at.0) - i64::from(lot.day.0)));
        self.lots
            .iter()
            .filter(is_recent)
            .map(|lot| lot.points.clone())
            .sum()
    }

    /// Uses exactly so many effective points, oldest first; names what was used.
    pub(super) fn consume(
        &mut self,
        policy: &Policy,
        at: Day,
        mut points: Rational,
    ) -> Vec<FactId> {
        self.lots.sort_by_key(|lot| (lot.day, lot.claim));
        let mut used = Vec::new();
        for lot in self.lots.iter_mut().filter(|lot| lot.points.is_positive()) {
            let taken = lot.left(policy, at).min(points.clone());
            let Some(raw) = taken.checked_div(&age_factor(policy, lot.day, at)) else {
                continue;
            };
            if !taken.is_positive() {
                continue;
            }
            lot.used += &raw;
            points -= &taken;
            used.push(lot.claim);
        }
        used
    }
}

fn counted(judged: &Judged, points: Rational, accepted: bool) -> Counted {
    let quantity = match judged.worth {
        Worth::Accepted(quantity, _) => quantity,
        Worth::Claimed(_) => judged.claim.quantity,
    };
    let claim = judged.claim;
    Counted {
        points,
        accepted,
        provider: claim.provider,
        kind: claim.kind.clone(),
        quantity,
        day: claim.day,
    }
}

fn lot(judged: &Judged, points: Rational) -> Lot {
    Lot {
        claim: judged.root,
        day: judged.claim.day,
        points,
        used: Rational::zero(),
    }
}

/// How much of a work day's points is left at another day (rule 8).
pub(super) fn age_factor(policy: &Policy, work: Day, at: Day) -> Rational {
    let age = i64::from(at.0) - i64::from(work.0);
    let step = policy.ages.iter().find(|step| age <= i64::from(step.days));
    step.map_or_else(Rational::zero, |step| step.factor.into())
}
