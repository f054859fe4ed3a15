//! Which contributions stand, and how much of each is accepted (RSD-1, section 5, rules 1 to 3).

use std::collections::BTreeMap;

use super::fact::{Body, spans};
use super::facts::{AgentNo, Facts, No, Stored, StoredClaim};
use super::policy::Policy;
use super::view::View;
use crate::day::Day;
use crate::id::FactId;

/// A contribution with all its corrections; its name is that of the first version.
pub(super) struct Contribution<'a> {
    root: No,
    /// The version that counts.
    pub(super) current: No,
    pub(super) claim: &'a StoredClaim,
    corrections: Vec<No>,
    /// Whether corrections were written at the same time.
    pub(super) concurrent: bool,
}

impl Contribution<'_> {
    pub(super) fn versions(&self) -> impl Iterator<Item = No> {
        std::iter::once(self.root).chain(self.corrections.iter().copied())
    }

    /// Whether who reviewed this version has reviewed the one that counts. Corrections of the quantity keep their reviews, and
    /// so do those that show more; one that says something else is other work, and is reviewed anew.
    pub(super) fn is_about(&self, facts: &Facts, version: No) -> bool {
        version == self.current
            || facts.claim(version).is_some_and(|earlier| {
                let said = |claim: &StoredClaim| {
                    (
                        (claim.provider, claim.beneficiary, claim.kind),
                        (claim.day, claim.days),
                        (claim.deliverable(), claim.share()),
                    )
                };
                let shown = self.claim.evidence();
                said(earlier) == said(self.claim)
                    && earlier.evidence().iter().all(|hash| shown.contains(hash))
            })
    }
}

/// What the reviews of a contribution say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Judgement {
    /// Accepted, and how much of it.
    Accepted(i64),
    /// Not accepted yet.
    Pending {
        accepts: u32,
        needed: u32,
        rejects: u32,
    },
}

/// Finds the first versions of contributions; each chain of corrections is walked once.
#[derive(Default)]
pub(super) struct Roots(BTreeMap<No, Option<No>>);

impl Roots {
    /// The contribution as it was first written, from any of its versions.
    pub(super) fn of(&mut self, facts: &Facts, no: No) -> Option<No> {
        let Some(earlier) = facts.claim(no)?.supersedes else {
            return Some(no);
        };
        if let Some(known) = self.0.get(&no) {
            return *known;
        }
        // Whoever is met again on the way goes in a circle and comes from nowhere.
        let (mut way, mut at) = (vec![no], Some(earlier));
        self.0.insert(no, None);
        let root = loop {
            let Some(claim) = at.and_then(|no| facts.claim(no)) else {
                break None;
            };
            match (at, claim.supersedes) {
                (Some(no), Some(earlier)) => {
                    way.push(no);
                    if let Some(known) = self.0.insert(no, None) {
                        break known;
                    }
                    at = Some(earlier);
                }
                (root, _) => break root,
            }
        };
        self.0.extend(way.into_iter().map(|no| (no, root)));
        root
    }

    /// The first versions of all of these, each once, by id.
    pub(super) fn all(facts: &Facts, versions: impl Iterator<Item = No>) -> Vec<No> {
        let mut roots = Roots::default();
        let mut all = facts.by_id(versions.filter_map(|no| roots.of(facts, no)));
        all.dedup();
        all
    }
}

/// Whether who did the work wrote it down or has confirmed it.
pub(super) fn is_confirmed(view: &View, no: No, claim: &StoredClaim) -> bool {
    let confirms =
        |said: &Stored| matches!(said, Stored::Confirm { by, .. } if *by == claim.provider);
    claim.by == claim.provider
        || view
            .about(no)
            .any(|(no, said)| confirms(said) && !view.is_voided(no))
}

/// A contribution that stands: visible, not voided, and confirmed by who did the work.
pub(super) fn contribution<'a>(view: &View<'a>, root: No) -> Option<Contribution<'a>> {
    let original = view.facts.claim(root)?;
    if original.supersedes.is_some() || !stands(view, root, original) {
        return None;
    }
    let (mut all, mut concurrent, mut at) = (Vec::new(), false, 0);
    let mut version = root;
    loop {
        let found = corrections(view, version, original);
        concurrent |= found.len() > 1;
        all.extend(found.into_iter().map(|(_, _, no)| no));
        let Some(next) = all.get(at) else {
            break;
        };
        version = *next;
        at += 1;
    }
    let (mut current, mut claim) = (root, original);
    let is_corrected = !all.is_empty();
    while is_corrected
        && let Some((_, _, next)) = corrections(view, current, original).into_iter().min()
    {
        (current, claim) = (next, view.facts.claim(next)?);
    }
    Some(Contribution {
        root,
        current,
        claim,
        corrections: all,
        concurrent,
    })
}

fn stands(view: &View, no: No, claim: &StoredClaim) -> bool {
    view.counts(no) && is_confirmed(view, no, claim)
}

/// The standing corrections of one version, by id, with their quantities. Work stays that of who did it, and for whom:
/// else a correction after a seal would give the points of one to another too.
fn corrections(view: &View, no: No, original: &StoredClaim) -> Vec<(i64, FactId, No)> {
    let whose = |claim: &StoredClaim| (claim.provider, claim.beneficiary);
    let correction = |no: No| {
        let claim = view.claim(no)?;
        let stands = whose(claim) == whose(original) && stands(view, no, claim);
        stands.then(|| (claim.quantity, view.facts.id(no), no))
    };
    let mut found: Vec<_> = view.facts.said(no).filter_map(correction).collect();
    found.sort_unstable_by_key(|(_, id, _)| *id);
    found
}

/// Whether an earlier contribution of the same provider and type shows the same evidence (rule 2).
pub(super) fn is_duplicate(view: &View, found: &Contribution) -> bool {
    let claim = found.claim;
    if claim.evidence().is_empty() {
        return false;
    }
    let (facts, own) = (view.facts, view.facts.id(found.root));
    claim.evidence().iter().any(|hash| {
        let shows = |other: &StoredClaim| {
            (other.provider, other.kind) == (claim.provider, claim.kind)
                && other.evidence().contains(hash)
        };
        let mut roots = Roots::default();
        facts
            .showing(claim, hash)
            .iter()
            .filter(|no| view.sees(**no))
            .filter_map(|no| roots.of(facts, *no))
            .filter(|root| facts.id(*root) < own)
            .filter_map(|root| contribution(view, root))
            .any(|earlier| shows(earlier.claim))
    })
}

/// Counts the reviews of all versions (rule 3).
pub(super) fn judge(view: &View, policy: &Policy, found: &Contribution) -> Judgement {
    let cap = found.claim.quantity;
    let (mut least, mut first_day) = (Vec::<(AgentNo, i64)>::new(), None::<Day>);
    for version in found
        .versions()
        .filter(|version| found.is_about(view.facts, *version))
    {
        for (no, review) in reviews(view, version) {
            if refusal(view, found.claim, no, review).is_none() {
                least.push((review.by, review.quantity));
                first_day = Some(first_day.map_or(review.day, |first| first.min(review.day)));
            }
        }
    }
    // Of several reviews by one person the smallest quantity counts.
    least.sort_unstable();
    least.dedup_by_key(|(by, _)| *by);
    let persons = least.len();
    let mut accepted: Vec<i64> = least
        .into_iter()
        .filter(|(_, quantity)| *quantity > 0)
        .map(|(_, quantity)| quantity.min(cap))
        .collect();
    accepted.sort_unstable();
    let rejects = persons - accepted.len();
    let needed = needed(policy, found.claim.day, first_day);
    if accepted.is_empty() && rejects == 0 && needed == 0 {
        return Judgement::Accepted(cap);
    }
    if !accepted.is_empty() && accepted.len() >= needed as usize && accepted.len() > rejects {
        return Judgement::Accepted(accepted[(accepted.len() - 1) / 2]);
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Judgement::Pending {
        accepts: count(accepted.len()),
        needed,
        rejects: count(rejects),
    }
}

/// How many must accept work of that day, when it was first reviewed on this day.
pub(super) fn needed(policy: &Policy, work: Day, first_review: Option<Day>) -> u32 {
    let is_late = first_review
        .is_some_and(|first| i64::from(first.0) - i64::from(work.0) > i64::from(policy.late_days));
    if is_late {
        policy.late_reviews
    } else {
        policy.reviews
    }
}

/// A review, as far as it decides something.
#[derive(Clone, Copy)]
pub(super) struct Said {
    pub(super) by: AgentNo,
    quantity: i64,
    day: Day,
}

/// The visible reviews of one version of a contribution, whether they count or not.
pub(super) fn reviews<'a>(
    view: &View<'a>,
    version: No,
) -> impl Iterator<Item = (No, Said)> + use<'a> {
    view.about(version).filter_map(|(no, said)| match said {
        Stored::Review {
            by, quantity, day, ..
        } => {
            let (by, quantity, day) = (*by, *quantity, *day);
            Some((no, Said { by, quantity, day }))
        }
        _ => None,
    })
}

/// Why a review is shown and not counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, minicbor::Encode)]
#[cbor(index_only)]
pub enum ReviewRefusal {
    /// Its author withdrew it.
    #[n(0)]
    Withdrawn,
    /// A decision says that it does not count.
    #[n(1)]
    Voided,
    /// Nobody reviews their own work.
    #[n(2)]
    OwnWork,
    /// The reviewer gains from it.
    #[n(3)]
    OwnGain,
    /// The reviewer belongs to who gains from it.
    #[n(4)]
    Affiliated,
    /// It is of a version that said something else than the one that counts.
    #[n(5)]
    OtherVersion,
}

pub(super) fn refusal(
    view: &View,
    claim: &StoredClaim,
    no: No,
    review: Said,
) -> Option<ReviewRefusal> {
    let is_withdrawal =
        |said: &Stored| matches!(said, Stored::Withdrawn { by, .. } if *by == review.by);
    let mut said = view.about(no);
    if said.any(|(no, said)| is_withdrawal(said) && !view.is_voided(no)) {
        Some(ReviewRefusal::Withdrawn)
    } else if view.is_voided(no) {
        Some(ReviewRefusal::Voided)
    } else if review.by == claim.provider || acts_for(view, review.by, claim.provider) {
        Some(ReviewRefusal::OwnWork)
    } else if review.by == claim.beneficiary {
        Some(ReviewRefusal::OwnGain)
    } else if is_affiliated(
        view,
        review.by,
        claim.beneficiary,
        review.day.max(claim.day),
    ) {
        Some(ReviewRefusal::Affiliated)
    } else {
        None
    }
}

/// Whether a person belongs to an organisation on a day. Of what says so from one day on the earliest end holds, so that
/// an open one is ended by saying it again with its last day.
fn is_affiliated(view: &View, person: AgentNo, organisation: AgentNo, day: Day) -> bool {
    let mut ends: BTreeMap<Day, Option<Day>> = BTreeMap::new();
    for no in view.facts.membership(person, organisation) {
        match view.facts.whole(*no) {
            Some(Body::Affiliation(said)) if view.counts(*no) => {
                let from = said.from.unwrap_or(Day::FIRST);
                let end = ends.entry(from).or_insert(said.to);
                *end = match (*end, said.to) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
            }
            Some(body) if acts(view, *no, body) => return true,
            _ => {}
        }
    }
    ends.into_iter().any(|(from, to)| spans(from, to, day))
}

/// Whether a person acts for an organisation, or has acted for it, by the charter as a closed period knows it.
fn acts_for(view: &View, person: AgentNo, organisation: AgentNo) -> bool {
    let memberships = view.facts.membership(person, organisation);
    let mut said = memberships.iter().map(|no| (*no, view.facts.whole(*no)));
    said.any(|(no, body)| body.is_some_and(|body| acts(view, no, body)))
}

fn acts(view: &View, no: No, body: &Body) -> bool {
    match body {
        Body::Acting(said) => view.facts.counts(no) && view.knows_acts_of(said.since),
        _ => false,
    }
}
