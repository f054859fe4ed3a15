//! Which contributions stand, and how much of each is accepted (RSD-1, section 5, rules 1 to 3).

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{Body, Claim, Review, spans};
use super::facts::{Topic, evidence_topics};
use super::policy::Policy;
use super::seal::View;
use crate::day::Day;
use crate::id::{AgentId, FactId};

/// A contribution with all its corrections; its name is that of the first version.
pub(super) struct Contribution<'a> {
    pub(super) root: FactId,
    pub(super) original: &'a Claim,
    /// The version that counts.
    pub(super) claim: &'a Claim,
    pub(super) versions: Vec<FactId>,
    /// Whether corrections were written at the same time.
    pub(super) concurrent: bool,
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

/// The contribution as it was first written, from any of its versions.
pub(super) fn root_of(view: &View, id: FactId) -> Option<FactId> {
    let mut seen = BTreeSet::new();
    let mut at = id;
    while seen.insert(at) {
        match claim(view, at)?.supersedes {
            Some(earlier) => at = earlier,
            None => return Some(at),
        }
    }
    None
}

fn claim<'a>(view: &View<'a>, id: FactId) -> Option<&'a Claim> {
    match &view.facts.get(id)?.body {
        Body::Claim(claim) => Some(claim),
        _ => None,
    }
}

/// Whether who did the work wrote it down or has confirmed it.
pub(super) fn is_confirmed(view: &View, id: FactId, claim: &Claim) -> bool {
    claim.by == claim.provider
        || view.about(id).any(|fact| match fact.body {
            Body::Confirm { by, .. } => by == claim.provider,
            _ => false,
        })
}

/// A contribution that stands: visible, not voided, and confirmed by who did the work.
pub(super) fn contribution<'a>(view: &View<'a>, root: FactId) -> Option<Contribution<'a>> {
    let original = claim(view, root)?;
    if original.supersedes.is_some() || !stands(view, root, original) {
        return None;
    }
    let (mut versions, mut concurrent) = (vec![root], false);
    let mut at = 0;
    while at < versions.len() {
        let corrections = corrections(view, versions[at], original.provider);
        concurrent |= corrections.len() > 1;
        versions.extend(corrections.into_iter().map(|(_, id)| id));
        at += 1;
    }
    let (mut last, mut current) = (root, original);
    while let Some((_, next)) = corrections(view, last, original.provider).into_iter().min() {
        (last, current) = (next, claim(view, next)?);
    }
    Some(Contribution {
        root,
        original,
        claim: current,
        versions,
        concurrent,
    })
}

fn stands(view: &View, id: FactId, claim: &Claim) -> bool {
    view.counts(id) && is_confirmed(view, id, claim)
}

/// The standing corrections of one version, with their quantities.
fn corrections(view: &View, id: FactId, provider: AgentId) -> Vec<(i64, FactId)> {
    view.about(id)
        .filter_map(|fact| match &fact.body {
            Body::Claim(claim) if claim.provider == provider && stands(view, fact.id, claim) => {
                Some((claim.quantity, fact.id))
            }
            _ => None,
        })
        .collect()
}

/// Whether an earlier contribution of the same provider and type shows the same evidence (rule 2).
pub(super) fn is_duplicate(view: &View, contribution: &Contribution) -> bool {
    evidence_topics(contribution.claim).any(|topic| {
        let same: BTreeSet<FactId> = view
            .on(&topic)
            .filter_map(|fact| root_of(view, fact.id))
            .filter(|root| *root < contribution.root)
            .collect();
        same.into_iter()
            .filter_map(|root| self::contribution(view, root))
            .any(|earlier| evidence_topics(earlier.claim).any(|shown| shown == topic))
    })
}

/// Counts the reviews of all versions (rule 3).
pub(super) fn judge(view: &View, policy: &Policy, contribution: &Contribution) -> Judgement {
    let reviews = counted_reviews(view, contribution);
    let mut least: BTreeMap<AgentId, i64> = BTreeMap::new();
    for review in &reviews {
        let quantity = least.entry(review.by).or_insert(i64::MAX);
        *quantity = review.quantity.min(*quantity);
    }
    let cap = contribution.claim.quantity;
    let mut accepted: Vec<i64> = least
        .values()
        .filter(|q| **q > 0)
        .map(|q| (*q).min(cap))
        .collect();
    accepted.sort_unstable();
    let rejects = least.len() - accepted.len();
    let needed = needed(
        policy,
        contribution.claim.day,
        reviews.iter().map(|review| review.day).min(),
    );
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

/// The reviews that count, of all versions.
fn counted_reviews<'a>(view: &View<'a>, contribution: &Contribution) -> Vec<&'a Review> {
    all_reviews(view, contribution)
        .into_iter()
        .filter(|(id, review)| refusal(view, contribution.claim, *id, review).is_none())
        .map(|(_, review)| review)
        .collect()
}

pub(super) fn all_reviews<'a>(
    view: &View<'a>,
    contribution: &Contribution,
) -> Vec<(FactId, &'a Review)> {
    let reviews = |version: &FactId| {
        view.about(*version)
            .filter_map(|fact| match &fact.body {
                Body::Review(review) => Some((fact.id, review)),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    contribution.versions.iter().flat_map(reviews).collect()
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
}

pub(super) fn refusal(
    view: &View,
    claim: &Claim,
    id: FactId,
    review: &Review,
) -> Option<ReviewRefusal> {
    let withdrawn = view.about(id).any(|fact| match fact.body {
        Body::ReviewWithdrawn { by, .. } => by == review.by,
        _ => false,
    });
    let beneficiary = claim.beneficiary();
    if withdrawn {
        Some(ReviewRefusal::Withdrawn)
    } else if view.is_voided(id) {
        Some(ReviewRefusal::Voided)
    } else if review.by == claim.provider {
        Some(ReviewRefusal::OwnWork)
    } else if review.by == beneficiary {
        Some(ReviewRefusal::OwnGain)
    } else if is_affiliated(view, review.by, beneficiary, review.day) {
        Some(ReviewRefusal::Affiliated)
    } else {
        None
    }
}

/// Whether a person belongs to an organisation on a day.
pub(super) fn is_affiliated(view: &View, person: AgentId, organisation: AgentId, day: Day) -> bool {
    view.on(&Topic::Organisation(organisation))
        .any(|fact| match &fact.body {
            Body::Affiliation(a) => {
                a.person == person && spans(a.from.unwrap_or(Day::FIRST), a.to, day)
            }
            _ => false,
        })
}
