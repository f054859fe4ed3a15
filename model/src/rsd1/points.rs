//! From contributions to points (RSD-1, section 5, rules 4 to 6).

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{self, Judgement};
use super::explain::Line;
use super::fact::Split;
use super::facts::{AgentNo, No, Stored, StoredClaim, Word};
use super::judgements::{Found, Judged, Judgements};
use super::policy::{ContributionType, ContributionUnit, Policy};
use super::status::{Flag, Pending, PendingReason};
use super::view::View;
use crate::day::Day;
use crate::id::AgentId;
use crate::number::{Ratio, Rational};

/// A day with so few entries is added up each time it is asked for.
const ENTRIES_FEW: usize = 8;

/// A contribution of an agent that counts, or will.
pub(super) struct Counting {
    /// Its place among all contributions of the agent.
    pub(super) at: usize,
    /// The version that counts.
    pub(super) claim: No,
    /// Its work day.
    pub(super) day: Day,
    /// What it claims.
    pub(super) quantity: i64,
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

/// The contributions of an agent, judged in one view.
#[derive(Default)]
pub(super) struct Contributions {
    pub(super) counting: Vec<Counting>,
    pub(super) pending: Vec<Pending>,
    pub(super) flags: BTreeSet<Flag>,
    /// Reviews of pending contributions that do not count, and why.
    pub(super) lines: Vec<Line>,
}

/// One view, one policy, and what is known of them.
pub(super) struct Judging<'a, 'k> {
    view: View<'a>,
    policy: &'a Policy,
    agent: AgentNo,
    known: &'k mut Judgements,
    kinds: BTreeMap<Word, Option<&'a ContributionType>>,
    shares: BTreeMap<Word, Shares<'a>>,
    all: Contributions,
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

impl<'a> Judging<'a, '_> {
    /// Judges those of the agent's contributions that are wanted, given by their first versions.
    pub(super) fn all(
        view: View<'a>,
        policy: &'a Policy,
        agent: AgentNo,
        known: &mut Judgements,
        wanted: impl Iterator<Item = (usize, No)>,
    ) -> Contributions {
        let mut judging = Judging {
            view,
            policy,
            agent,
            known,
            kinds: BTreeMap::new(),
            shares: BTreeMap::new(),
            all: Contributions::default(),
        };
        for (at, root) in wanted {
            if view.sees(root) {
                judging.one(at, root);
            }
        }
        judging.all
    }

    fn one(&mut self, at: usize, root: No) {
        match self.known.of(&self.view, self.policy, root) {
            Found::Nothing => {}
            Found::Unconfirmed => self.wait_for_confirmation(root),
            Found::Stands(found) => {
                let claim = self.view.facts.claim(found.current);
                if let Some(claim) = claim.filter(|claim| claim.beneficiary == self.agent) {
                    self.standing(at, root, found, claim);
                }
            }
        }
    }

    fn wait_for_confirmation(&mut self, root: No) {
        let claim = self.view.facts.claim(root);
        if let Some(claim) = claim.filter(|claim| claim.beneficiary == self.agent) {
            let by = self.view.facts.agent(claim.provider);
            self.wait(
                root,
                claim,
                PendingReason::Confirmation { by },
                Rational::zero(),
            );
        }
    }

    fn wait(&mut self, root: No, claim: &StoredClaim, reason: PendingReason, points: Rational) {
        self.all.pending.push(Pending {
            claim: self.view.facts.id(root),
            day: claim.day,
            reason,
            points,
        });
    }

    fn standing(&mut self, at: usize, root: No, found: Judged, claim: &'a StoredClaim) {
        let Some(kind) = self.kind(claim.kind) else {
            return self.wait(root, claim, PendingReason::UnknownType, Rational::zero());
        };
        if found.duplicate {
            return self.wait(root, claim, PendingReason::Duplicate, Rational::zero());
        }
        if found.concurrent {
            let claim = self.view.facts.id(root);
            self.all.flags.insert(Flag::ConcurrentCorrections { claim });
        }
        let mut each = Rational::from(kind.points);
        if let Some(share) = self.share(claim) {
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
                self.wait(root, claim, reason, claimed);
                self.name_uncounted_reviews(root);
                Worth::Claimed(counts)
            }
        };
        self.all.counting.push(Counting {
            at,
            claim: found.current,
            day: claim.day,
            quantity: claim.quantity,
            worth,
        });
    }

    fn kind(&mut self, word: Word) -> Option<&'a ContributionType> {
        let (facts, policy) = (self.view.facts, self.policy);
        let known = self.kinds.entry(word);
        *known.or_insert_with(|| policy.contribution_type(facts.word(word)))
    }

    /// By version and id.
    fn name_uncounted_reviews(&mut self, root: No) {
        let (view, facts) = (self.view, self.view.facts);
        let Some(found) = claims::contribution(&view, root) else {
            return;
        };
        for version in found.versions() {
            let first = self.all.lines.len();
            for (no, review) in claims::reviews(&view, version) {
                if let Some(reason) = claims::refusal(&view, found.claim, no, review) {
                    self.all.lines.push(Line::ReviewNotCounted {
                        claim: facts.id(root),
                        review: facts.id(no),
                        by: facts.agent(review.by),
                        reason,
                    });
                }
            }
            // Of one contribution, and each names another review: so by their ids.
            self.all.lines[first..].sort_unstable();
        }
    }

    /// The share of a deliverable, where it is not the whole (rule 5).
    fn share(&mut self, claim: &StoredClaim) -> Option<Rational> {
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
                let own = Rational::from(claim.share());
                own.checked_div(sum).unwrap_or_else(Rational::zero)
            }
        })
    }

    fn shares_of(&mut self, thing: Word) -> Shares<'a> {
        if let Some(shares) = self.agreed_split(thing) {
            return Shares::Agreed(shares);
        }
        let shares = self.claims_of(thing).map(|claim| claim.share().into());
        let sum: Rational = shares.sum();
        if sum <= Rational::one() {
            return Shares::Claimed;
        }
        self.all.flags.insert(Flag::ContestedSplit {
            deliverable: self.view.facts.word(thing).to_owned(),
            sum: sum.clone(),
        });
        Shares::Contested(sum)
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
        let first_written = |no: No| {
            let root = claims::Roots::default().of(facts, no)?;
            Some(facts.claim(root)?.quantity.max(0))
        };
        let claimed = facts.work_beside(claim).filter(|no| view.sees(*no));
        let most = claimed
            .filter_map(first_written)
            .fold(0, i64::saturating_add);
        most <= i64::from(self.policy.daily_cap_minutes)
    }
}
