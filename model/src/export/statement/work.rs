//! Contributions, with what was accepted of each and the points it makes.

use std::collections::{BTreeMap, BTreeSet};

use super::Read;
use crate::books::Refusal;
use crate::export::BookFact;
use crate::id::{AgentId, FactId};
use crate::ledger::{Contribution, Fact, counted_in, counted_unit};
use crate::number::{Decimal, Rational, minor_digits};
use crate::rsd1::policy::ContributionUnit;
use crate::rsd1::{Line, PendingReason, Status};

/// A contribution and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Work {
    /// The fact.
    pub id: FactId,
    /// What it says.
    pub said: Contribution,
    /// How much, in the unit in which the type is counted; as written where it is not counted so.
    pub quantity: Decimal,
    /// That unit: minutes, things, a currency, or as written.
    pub unit: String,
    /// How much counts, in the same unit; `None` where nothing does.
    pub accepted: Option<Decimal>,
    /// The points, before they fade.
    pub points: Rational,
    /// Who has reviewed it, or a version of it, and has not taken that back.
    pub reviewers: BTreeSet<AgentId>,
    /// What became of it.
    pub state: WorkState,
}

/// What became of a contribution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WorkState {
    /// Reviewed; it counts.
    Accepted,
    /// Not reviewed; a part of its points counts until then.
    SelfClaimed,
    /// It waits for reviews.
    WaitsForReviews {
        /// How many accept it.
        accepts: u32,
        /// How many must.
        needed: u32,
        /// How many reject it.
        rejects: u32,
    },
    /// It waits for the person in whose name it was written.
    WaitsForConfirmation(AgentId),
    /// The same evidence was shown before.
    Duplicate,
    /// The rules do not know this type.
    UnknownType,
    /// A later version of it counts instead, or another correction of the same time.
    Corrected,
    /// A decision took it out.
    Voided,
    /// It does not count.
    NotCounted(Refusal),
    /// Nothing follows from it: what it corrects is not here, or is not its provider's.
    Inert,
}

impl WorkState {
    /// A name that never changes.
    pub fn name(&self) -> &'static str {
        match self {
            WorkState::Accepted => "accepted",
            WorkState::SelfClaimed => "self-claimed",
            WorkState::WaitsForReviews { .. } => "waits-for-reviews",
            WorkState::WaitsForConfirmation(_) => "waits-for-confirmation",
            WorkState::Duplicate => "duplicate",
            WorkState::UnknownType => "unknown-type",
            WorkState::Corrected => "corrected",
            WorkState::Voided => "voided",
            WorkState::NotCounted(_) => "not-counted",
            WorkState::Inert => "inert",
        }
    }

    /// Whether points follow from it.
    pub fn counts(&self) -> bool {
        matches!(self, WorkState::Accepted | WorkState::SelfClaimed)
    }

    /// Whether somebody can still make it count.
    pub fn waits(&self) -> bool {
        matches!(
            self,
            WorkState::WaitsForReviews { .. } | WorkState::WaitsForConfirmation(_)
        )
    }
}

/// What the statuses say of contributions, by the id of the first version.
#[derive(Default)]
struct Derived<'a> {
    counted: BTreeMap<FactId, (i64, &'a Rational, bool)>,
    pending: BTreeMap<FactId, PendingReason>,
}

pub(super) fn work(read: &Read<'_>, statuses: &BTreeMap<AgentId, Status>) -> Vec<Work> {
    let mut derived = Derived::default();
    for status in statuses.values() {
        for line in &status.lines {
            if let Line::Counted {
                claim,
                quantity,
                points,
                reviewed,
                ..
            } = line
            {
                derived
                    .counted
                    .insert(*claim, (*quantity, points, *reviewed));
            }
        }
        let pending = status.pending.iter().map(|one| (one.claim, one.reason));
        derived.pending.extend(pending);
    }
    let versions = Versions::of(read);
    let reviewers = reviewers(read, &versions);
    let mut all: Vec<Work> = read
        .facts
        .values()
        .filter_map(|fact| match &fact.fact.fact {
            Fact::Contribution(said) => {
                Some(one(read, fact, said, &versions, &derived, &reviewers))
            }
            _ => None,
        })
        .collect();
    all.sort_by_key(|work| (work.said.from, work.id));
    all
}

fn one(
    read: &Read<'_>,
    fact: &BookFact,
    said: &Contribution,
    versions: &Versions,
    derived: &Derived<'_>,
    reviewers: &BTreeMap<FactId, BTreeSet<AgentId>>,
) -> Work {
    let root = versions.root(fact.id);
    let (quantity, unit, scale) = measured(read, said);
    let state = state(read, fact.id, root, versions, derived);
    let counted = root.and_then(|root| derived.counted.get(&root));
    let counted = counted.filter(|_| state.counts());
    Work {
        id: fact.id,
        said: said.clone(),
        quantity,
        unit,
        accepted: counted.map(|(quantity, ..)| Decimal {
            mantissa: *quantity,
            scale,
        }),
        points: counted.map_or_else(Rational::zero, |(_, points, _)| (*points).clone()),
        reviewers: root
            .and_then(|root| reviewers.get(&root))
            .cloned()
            .unwrap_or_default(),
        state,
    }
}

fn state(
    read: &Read<'_>,
    id: FactId,
    root: Option<FactId>,
    versions: &Versions,
    derived: &Derived<'_>,
) -> WorkState {
    if let Some(reason) = read.refused.get(&id) {
        return WorkState::NotCounted(*reason);
    }
    if read.voided.contains(&id) {
        return WorkState::Voided;
    }
    let Some(root) = root else {
        return WorkState::Inert;
    };
    if let Some(PendingReason::Confirmation { by }) = derived.pending.get(&root)
        && id == root
    {
        return WorkState::WaitsForConfirmation(*by);
    }
    if versions.current(root) != id {
        return WorkState::Corrected;
    }
    match (derived.counted.get(&root), derived.pending.get(&root)) {
        (Some((_, _, true)), _) => WorkState::Accepted,
        (Some((_, _, false)), _) => WorkState::SelfClaimed,
        (
            None,
            Some(PendingReason::Reviews {
                accepts,
                needed,
                rejects,
            }),
        ) => WorkState::WaitsForReviews {
            accepts: *accepts,
            needed: *needed,
            rejects: *rejects,
        },
        (None, Some(PendingReason::Confirmation { by })) => WorkState::WaitsForConfirmation(*by),
        (None, Some(PendingReason::Duplicate)) => WorkState::Duplicate,
        (None, Some(PendingReason::UnknownType)) => WorkState::UnknownType,
        (None, None) => WorkState::Inert,
    }
}

/// The quantity in the unit in which its type is counted, and the digits behind the point of such numbers.
fn measured(read: &Read<'_>, said: &Contribution) -> (Decimal, String, u8) {
    let as_written = (said.quantity.decimal(), said.quantity.unit.clone(), 0);
    let currency = read.rules.currency();
    let Some(unit) = read.rules.unit_of(&said.kind) else {
        return as_written;
    };
    let own = read.rules.unit_name_of(&said.kind);
    let given = counted_unit(&said.quantity.unit, own);
    let Some(mantissa) = counted_in(said.quantity.decimal(), given, unit, currency) else {
        return as_written;
    };
    let (unit, scale) = match unit {
        ContributionUnit::Minute => (crate::ledger::UNIT_MINUTE.to_owned(), 0),
        ContributionUnit::Minor => (currency.as_str().to_owned(), minor_digits(currency)),
        ContributionUnit::Deliverable | ContributionUnit::Other => {
            (own.unwrap_or(&said.quantity.unit).to_owned(), 0)
        }
    };
    (Decimal { mantissa, scale }, unit, scale)
}

/// Which facts are versions of one contribution, and which of them counts (RSD-1, section 5, rule 1).
struct Versions {
    roots: BTreeMap<FactId, FactId>,
    current: BTreeMap<FactId, FactId>,
}

impl Versions {
    fn of(read: &Read<'_>) -> Versions {
        let mut corrections: BTreeMap<FactId, Vec<(i64, FactId)>> = BTreeMap::new();
        for (id, said) in contributions(read) {
            if let Some(earlier) = said.supersedes.filter(|_| stands(read, id, said)) {
                let quantity = measured(read, said).0.mantissa;
                corrections.entry(earlier).or_default().push((quantity, id));
            }
        }
        let mut versions = Versions {
            roots: BTreeMap::new(),
            current: BTreeMap::new(),
        };
        for (id, said) in contributions(read).filter(|(_, said)| said.supersedes.is_none()) {
            versions.follow(read, &corrections, id, said.provider);
        }
        versions
    }

    /// Takes all versions of one contribution, and walks to the one that counts.
    fn follow(
        &mut self,
        read: &Read<'_>,
        corrections: &BTreeMap<FactId, Vec<(i64, FactId)>>,
        root: FactId,
        provider: AgentId,
    ) {
        let own = |id: &FactId| contribution(read, *id).is_some_and(|c| c.provider == provider);
        let next = |id: FactId| -> Vec<(i64, FactId)> {
            let all = corrections.get(&id).into_iter().flatten();
            all.filter(|(_, id)| own(id)).copied().collect()
        };
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if self.roots.insert(id, root).is_none() {
                open.extend(next(id).into_iter().map(|(_, id)| id));
            }
        }
        let (mut at, mut seen) = (root, BTreeSet::new());
        while seen.insert(at) {
            match next(at).into_iter().min() {
                Some((_, id)) => at = id,
                None => break,
            }
        }
        self.current.insert(root, at);
    }

    fn root(&self, id: FactId) -> Option<FactId> {
        self.roots.get(&id).copied()
    }

    fn current(&self, root: FactId) -> FactId {
        self.current.get(&root).copied().unwrap_or(root)
    }
}

fn contributions<'a>(read: &Read<'a>) -> impl Iterator<Item = (FactId, &'a Contribution)> {
    let facts: Vec<&'a BookFact> = read.facts.values().copied().collect();
    facts.into_iter().filter_map(|fact| match &fact.fact.fact {
        Fact::Contribution(said) => Some((fact.id, said)),
        _ => None,
    })
}

fn contribution<'a>(read: &Read<'a>, id: FactId) -> Option<&'a Contribution> {
    match &read.facts.get(&id)?.fact.fact {
        Fact::Contribution(said) => Some(said),
        _ => None,
    }
}

/// Whether a correction has effect: it counts, and its provider wrote or confirmed it.
fn stands(read: &Read<'_>, id: FactId, said: &Contribution) -> bool {
    if read.refused.contains_key(&id) || read.voided.contains(&id) {
        return false;
    }
    let wrote = |fact: &&BookFact| fact.fact.by == said.provider;
    read.facts.get(&id).is_some_and(wrote) || read.confirmed.contains(&(id, said.provider))
}

/// Who has reviewed each contribution, by the id of its first version.
fn reviewers(read: &Read<'_>, versions: &Versions) -> BTreeMap<FactId, BTreeSet<AgentId>> {
    let withdrawn: BTreeSet<(FactId, AgentId)> = read
        .standing()
        .filter_map(|fact| match &fact.fact.fact {
            Fact::ReviewWithdrawn(gone) => Some((gone.review, fact.fact.by)),
            _ => None,
        })
        .collect();
    let mut reviewers: BTreeMap<FactId, BTreeSet<AgentId>> = BTreeMap::new();
    for fact in read.standing() {
        let Fact::ContributionReview(review) = &fact.fact.fact else {
            continue;
        };
        let by = fact.fact.by;
        if withdrawn.contains(&(fact.id, by)) || read.voided.contains(&fact.id) {
            continue;
        }
        if let Some(root) = versions.root(review.contribution) {
            reviewers.entry(root).or_default().insert(by);
        }
    }
    reviewers
}
