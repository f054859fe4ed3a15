//! From contributions to points (RSD-1, section 5, rules 4 to 6).

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{self, Judgement, ReviewRefusal};
use super::explain::Line;
use super::fact::Split;
use super::facts::{AgentNo, No, Stored, StoredClaim, Word};
use super::judgements::{Found, Judged, Judgements};
use super::policy::{ContributionType, ContributionUnit, Policy};
use super::rows::{Counting, Notes, Row, Worth};
use super::status::{Flag, Pending, PendingReason};
use super::view::View;
use crate::id::AgentId;
use crate::number::{Ratio, Rational};

/// A day with so few entries is added up each time it is asked for.
const ENTRIES_FEW: usize = 8;

/// Rates the contributions of one agent in one view, under one policy.
pub(super) struct Rating<'a, 'k> {
    view: View<'a>,
    policy: &'a Policy,
    agent: AgentNo,
    known: &'k mut Judgements,
    kinds: BTreeMap<Word, Option<&'a ContributionType>>,
    shares: BTreeMap<Word, Shares<'a>>,
}

/// How a deliverable is shared (rule 5).
enum Shares<'a> {
    /// All claimants agree.
    Agreed(&'a BTreeMap<AgentId, Ratio>),
    /// As claimed.
    Claimed,
    /// They add up to that, which is more than the whole.
    Contested(Rational),
}

impl<'a, 'k> Rating<'a, 'k> {
    pub(super) fn of(
        view: View<'a>,
        policy: &'a Policy,
        agent: AgentNo,
        known: &'k mut Judgements,
    ) -> Rating<'a, 'k> {
        Rating {
            view,
            policy,
            agent,
            known,
            kinds: BTreeMap::new(),
            shares: BTreeMap::new(),
        }
    }

    /// What a contribution, given by its first version, is worth to the agent.
    pub(super) fn rate(&mut self, root: No) -> Row {
        if !self.view.sees(root) {
            return Row::default();
        }
        let facts = self.view.facts;
        let is_own = |claim: &&StoredClaim| claim.beneficiary == self.agent;
        match self.known.of(&self.view, self.policy, root) {
            Found::Nothing => Row::default(),
            Found::Unconfirmed => match facts.claim(root).filter(is_own) {
                Some(claim) => {
                    let by = facts.agent(claim.provider);
                    self.waiting(root, claim, PendingReason::Confirmation { by })
                }
                None => Row::default(),
            },
            Found::Stands(found) => match facts.claim(found.current).filter(is_own) {
                Some(claim) => self.standing(root, found, claim),
                None => Row::default(),
            },
        }
    }

    /// A contribution that waits and has no points.
    fn waiting(&self, root: No, claim: &StoredClaim, reason: PendingReason) -> Row {
        let pending = self.pending(root, claim, reason, Rational::zero());
        let notes = Notes {
            pending: Some(pending),
            ..Notes::default()
        };
        Row {
            counting: None,
            notes: Some(Box::new(notes)),
        }
    }

    fn pending(
        &self,
        root: No,
        claim: &StoredClaim,
        reason: PendingReason,
        points: Rational,
    ) -> Pending {
        Pending {
            claim: self.view.facts.id(root),
            day: claim.day,
            reason,
            points,
        }
    }

    fn standing(&mut self, root: No, found: Judged, claim: &'a StoredClaim) -> Row {
        let Some(kind) = self.kind(claim.kind) else {
            return self.waiting(root, claim, PendingReason::UnknownType);
        };
        if found.duplicate {
            return self.waiting(root, claim, PendingReason::Duplicate);
        }
        let mut notes = Notes::default();
        if found.concurrent {
            let claim = self.view.facts.id(root);
            notes.flags.push(Flag::ConcurrentCorrections { claim });
        }
        let mut each = Rational::from(kind.points);
        if let Some(share) = self.share(claim, &mut notes) {
            each = &each * &share;
        }
        if let Some(factor) = self.day_factor(kind.unit, claim, found.judgement) {
            each = &each * &factor;
        }
        let points = |quantity: i64| &Rational::from(quantity) * &each;
        let worth = match found.judgement {
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
                let claimed = points(claim.quantity);
                let counts = &claimed * &Rational::from(self.policy.self_rate);
                notes.pending = Some(self.pending(root, claim, reason, claimed));
                notes.lines = self.uncounted_reviews(root);
                Worth::Claimed(counts)
            }
        };
        let is_noted = notes.pending.is_some() || !notes.flags.is_empty();
        Row {
            counting: Some(Counting {
                day: claim.day,
                quantity: claim.quantity,
                provider: claim.provider,
                kind: claim.kind,
                worth,
            }),
            notes: is_noted.then(|| Box::new(notes)),
        }
    }

    fn kind(&mut self, word: Word) -> Option<&'a ContributionType> {
        let (facts, policy) = (self.view.facts, self.policy);
        let known = self.kinds.entry(word);
        *known.or_insert_with(|| policy.contribution_type(facts.word(word)))
    }

    /// Reviews that do not count, and why: by version and id.
    fn uncounted_reviews(&self, root: No) -> Vec<Line> {
        let (view, facts) = (self.view, self.view.facts);
        let mut lines = Vec::new();
        let Some(found) = claims::contribution(&view, root) else {
            return lines;
        };
        for version in found.versions() {
            let first = lines.len();
            let is_other = !found.is_about(facts, version);
            for (no, review) in claims::reviews(&view, version) {
                let reason = claims::refusal(&view, found.claim, no, review);
                let other = is_other.then_some(ReviewRefusal::OtherVersion);
                if let Some(reason) = reason.or(other) {
                    lines.push(Line::ReviewNotCounted {
                        claim: facts.id(root),
                        review: facts.id(no),
                        by: facts.agent(review.by),
                        reason,
                    });
                }
            }
            // Of one contribution, and each names another review: so by their ids.
            lines[first..].sort_unstable();
        }
        lines
    }

    /// The share of a deliverable, where it is not the whole (rule 5).
    fn share(&mut self, claim: &StoredClaim, notes: &mut Notes) -> Option<Rational> {
        let thing = claim.deliverable()?;
        if !self.shares.contains_key(&thing) {
            let shares = self.shares_of(thing);
            self.shares.insert(thing, shares);
        }
        Some(match self.shares.get(&thing)? {
            Shares::Agreed(shares) => {
                let provider = self.view.facts.agent(claim.provider);
                let share = shares.get(&provider).copied();
                share.unwrap_or(Ratio::ZERO).into()
            }
            Shares::Claimed => claim.share().into(),
            Shares::Contested(sum) => {
                notes.flags.push(Flag::ContestedSplit {
                    deliverable: self.view.facts.word(thing).to_owned(),
                    sum: sum.clone(),
                });
                let own = Rational::from(claim.share());
                own.checked_div(sum).unwrap_or_else(Rational::zero)
            }
        })
    }

    fn shares_of(&self, thing: Word) -> Shares<'a> {
        if let Some(shares) = self.agreed_split(thing) {
            return Shares::Agreed(shares);
        }
        let shares = self.claims_of(thing).map(|claim| claim.share().into());
        let sum: Rational = shares.sum();
        if sum <= Rational::one() {
            Shares::Claimed
        } else {
            Shares::Contested(sum)
        }
    }

    /// All claims for a deliverable, confirmed or not, without corrections and voided ones.
    fn claims_of(&self, thing: Word) -> impl Iterator<Item = &'a StoredClaim> {
        let view = self.view;
        let parts = view.facts.parts_of(thing).iter();
        let claims = parts.filter_map(move |no| Some((*no, view.claim(*no)?)));
        claims
            .filter(move |(no, claim)| claim.supersedes.is_none() && !view.is_voided(*no))
            .map(|(_, claim)| claim)
    }

    /// The split that all claimants signed, if there is one: the first by id.
    fn agreed_split(&self, thing: Word) -> Option<&'a BTreeMap<AgentId, Ratio>> {
        let (view, facts) = (self.view, self.view.facts);
        let is_split = |no: &No| matches!(facts.stored(*no), Stored::Split(..)) && view.counts(*no);
        let splits = facts.by_id(facts.parts_of(thing).iter().copied().filter(is_split));
        if splits.is_empty() {
            return None;
        }
        let providers = self.claims_of(thing).map(|claim| claim.provider);
        let claimants: BTreeSet<AgentId> = providers.map(|agent| facts.agent(agent)).collect();
        let splits = splits.into_iter().filter_map(|no| match facts.stored(no) {
            Stored::Split(_, split) => Some(&**split),
            _ => None,
        });
        let is_agreed = |split: &&Split| {
            let signed =
                |agent: &AgentId| split.signers.contains(agent) && split.shares.contains_key(agent);
            claimants.iter().all(signed)
        };
        splits.filter(is_agreed).map(|split| &split.shares).next()
    }

    /// What the daily cap leaves of the minutes of one provider on one day, where it takes something (rule 4).
    ///
    /// What is accepted is measured against what is accepted, what is only claimed against all that is claimed. The
    /// claimed minutes count, as they were first written.
    fn day_factor(
        &mut self,
        unit: ContributionUnit,
        claim: &StoredClaim,
        judgement: Judgement,
    ) -> Option<Rational> {
        if unit != ContributionUnit::Minute || self.is_within_cap(claim) {
            return None;
        }
        let totals = self.known.day(&self.view, self.policy, claim);
        let minutes = match judgement {
            Judgement::Accepted(_) => totals.accepted,
            Judgement::Pending { .. } => totals.claimed,
        };
        let (cap, total) = minutes.cap_and_total(self.policy);
        if total > cap {
            Rational::new(cap, total)
        } else {
            None
        }
    }

    /// Whether all that may be claimed for that day is within the cap, which is so on most days.
    fn is_within_cap(&self, claim: &StoredClaim) -> bool {
        let (view, facts) = (self.view, self.view.facts);
        if facts.count_beside(claim) > ENTRIES_FEW {
            return false;
        }
        let at_most = |no: No| {
            let root = claims::Roots::default().of(facts, no)?;
            let written = facts.claim(no)?.quantity;
            Some(facts.claim(root)?.quantity.max(written).max(0))
        };
        let claimed = facts.work_beside(claim).filter(|no| view.sees(*no));
        let most = claimed.filter_map(at_most).fold(0, i64::saturating_add);
        most <= i64::from(self.policy.daily_cap_minutes)
    }
}
