//! Incomes that were shared out, computed again from the facts, with who has confirmed their part.

use std::collections::BTreeMap;

use super::basis::{Bases, Basis, Uncounted};
use super::{Fate, Fee, Paid, PaidState, SettledBy, Use};
use crate::books::Refusal;
use crate::day::Day;
use crate::export::BookFact;
use crate::id::{AgentId, DocumentId, FactId};
use crate::ledger::{Distribution, Fact, Payout, Source};
use crate::number::Rational;
use crate::rsd1::distribution::Sharing;
use crate::rsd1::lineage::apportion;
use crate::rsd1::policies::policy_id;
use crate::rsd1::{Period, Status};

/// An income that was shared out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// The fact.
    pub id: FactId,
    /// Who wrote it.
    pub by: AgentId,
    /// On which day.
    pub day: Day,
    /// What it says.
    pub said: Distribution,
    /// The same computed again, step by step.
    pub again: Sharing,
    /// Whether the books say where the amount came from.
    pub origin: RunOrigin,
    /// Who says that their part has come, and on which day.
    pub received: BTreeMap<AgentId, Day>,
    /// How it stands.
    pub state: RunState,
    /// Whether it names other rules than those of the period.
    pub has_other_rules: bool,
    /// Releases that would share otherwise, and what they say does not count.
    pub uncounted: Vec<Uncounted>,
}

/// Where the amount of a run came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunOrigin {
    /// It is what confirmed payments of the period have settled, by the designs whose use was paid for.
    Settled,
    /// That was shared out already, by an earlier run of the period that counts.
    Again(FactId),
    /// The books do not say: it is as the author says. So much was settled, in minor units.
    Said(i64),
}

impl RunOrigin {
    /// A name that never changes.
    pub fn name(self) -> &'static str {
        match self {
            RunOrigin::Settled => "settled",
            RunOrigin::Again(_) => "again",
            RunOrigin::Said(_) => "said",
        }
    }
}

/// How a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunState {
    /// Computed again from the entries it comes out the same.
    Same,
    /// Computed again it comes out otherwise.
    Differs,
    /// A decision took it out.
    Voided,
    /// It does not count.
    NotCounted(Refusal),
}

impl RunState {
    /// A name that never changes.
    pub fn name(self) -> &'static str {
        match self {
            RunState::Same => "same",
            RunState::Differs => "differs",
            RunState::Voided => "voided",
            RunState::NotCounted(_) => "not-counted",
        }
    }
}

/// What the books say came in.
pub(super) struct Settled<'a> {
    pub(super) fees: &'a [Fee],
    pub(super) uses: &'a [Use],
    pub(super) payments: &'a [Paid],
}

/// Every run, by its period, then by day and id.
pub(super) fn runs(
    bases: &mut Bases<'_, '_>,
    settled: &Settled<'_>,
    status: &mut dyn FnMut(AgentId, Day) -> Option<Status>,
) -> Vec<Run> {
    let read = bases.read;
    let mut all: Vec<Run> = Vec::new();
    for fact in read.facts.values() {
        if let Fact::Distribution(said) = &fact.fact.fact {
            all.push(one(bases, settled, fact, said, status));
        }
    }
    all.sort_by_key(|run| (run.said.from, run.day, run.id));
    mark_repeated(&mut all);
    let mut places: BTreeMap<FactId, usize> = BTreeMap::new();
    for (place, run) in all.iter().enumerate() {
        places.insert(run.id, place);
    }
    for fact in read.standing() {
        if let Fact::Received(said) = &fact.fact.fact
            && let Some(place) = places.get(&said.distribution)
            && all[*place].said.for_agent(said.agent) > 0
        {
            let day = fact.fact.day;
            let first = all[*place].received.entry(said.agent).or_insert(day);
            *first = day.min(*first);
        }
    }
    all
}

/// What was settled in a period is shared out once; further runs of the same say so. A false table comes after a true
/// one.
fn mark_repeated(all: &mut [Run]) {
    let mut first: BTreeMap<Day, FactId> = BTreeMap::new();
    for state in [RunState::Same, RunState::Differs] {
        let alike = all.iter_mut().filter(|run| run.state == state);
        for run in alike.filter(|run| run.origin == RunOrigin::Settled) {
            let earlier = *first.entry(run.said.from).or_insert(run.id);
            if earlier != run.id {
                run.origin = RunOrigin::Again(earlier);
            }
        }
    }
}

fn one(
    bases: &mut Bases<'_, '_>,
    settled: &Settled<'_>,
    fact: &BookFact,
    said: &Distribution,
    status: &mut dyn FnMut(AgentId, Day) -> Option<Status>,
) -> Run {
    let read = bases.read;
    let refused = read.refused.get(&fact.id);
    let (again, origin, uncounted) = match refused {
        // What cannot be is not computed.
        Some(_) => (Sharing::default(), RunOrigin::Said(0), vec![]),
        None => {
            let basis = bases.basis((said.from, said.to), status);
            let sources: Vec<_> = said.origins().collect();
            let again = basis.share(said.amount.minor, &said.buckets, &sources);
            let uncounted = basis.uncounted(&again);
            (again, origin(said, &income(basis, settled)), uncounted)
        }
    };
    let has_other_rules = refused.is_none() && policy_id(read.rules.of(said.from)) != said.policy.0;
    let state = match refused {
        Some(reason) => RunState::NotCounted(*reason),
        None if read.voided.contains(&fact.id) => RunState::Voided,
        None if !has_other_rules && table(&again) == said.payouts => RunState::Same,
        None => RunState::Differs,
    };
    Run {
        id: fact.id,
        by: fact.fact.by,
        day: fact.fact.day,
        said: said.clone(),
        again,
        origin,
        received: BTreeMap::new(),
        state,
        has_other_rules,
        uncounted,
    }
}

/// Whether a run shares out what was settled, as far as it says what that came from.
fn origin(said: &Distribution, settled: &[Source]) -> RunOrigin {
    let each = settled.iter().map(|source| source.minor);
    let sum = each.fold(0i64, i64::saturating_add);
    let is_same = said.sources.is_empty() || said.sources == settled;
    match sum > 0 && sum == said.amount.minor && is_same {
        true => RunOrigin::Settled,
        false => RunOrigin::Said(sum),
    }
}

/// The table of a run, in the order in which it is written down.
pub fn table(sharing: &Sharing) -> Vec<Payout> {
    let lines = sharing.payouts.iter();
    lines
        .map(|((bucket, to), minor)| Payout::new(*bucket, to, *minor))
        .collect()
}

/// What confirmed payments of a period have settled, by the designs whose use was settled: by attributable revenue, and
/// by the part of the product where nothing was earned.
pub(super) fn income(basis: &Basis, settled: &Settled<'_>) -> Vec<Source> {
    let (fees, uses, payments) = (settled.fees, settled.uses, settled.payments);
    let days = basis.days();
    let mut all: BTreeMap<(DocumentId, Option<FactId>), i64> = BTreeMap::new();
    let confirmed = payments
        .iter()
        .filter(|paid| paid.state == PaidState::Confirmed && days.contains(&paid.said.day));
    for paid in confirmed {
        for fee in fees.iter().filter(|fee| fee.agent == paid.said.payer) {
            let settled = fee.settled.iter();
            let by_this = settled.filter(|one| one.by == SettledBy::Payment(paid.id));
            let minor = by_this.fold(0i64, |sum, one| sum.saturating_add(one.amount));
            for ((design, used), part) in apportion(minor, &weights(fee, uses)) {
                let release = basis.source(design, used, part).release;
                let sum = all.entry((design, release)).or_default();
                *sum = sum.saturating_add(part);
            }
        }
    }
    let paid = all.into_iter().filter(|(_, minor)| *minor > 0);
    paid.map(|((design, release), minor)| Source {
        design,
        release,
        minor,
    })
    .collect()
}

type Weights = BTreeMap<(DocumentId, Option<FactId>), Rational>;

fn weights(fee: &Fee, uses: &[Use]) -> Weights {
    let of_fee = |one: &&Use| {
        let in_fee = fee.reports.contains(&one.id) || is_agreed(one, fee.period);
        one.said.user == fee.agent && in_fee && !one.fates.contains(&Fate::OwnLicence)
    };
    let weighed = |weight: &dyn Fn(&Use) -> Rational| {
        let mut all = Weights::new();
        for one in uses.iter().filter(of_fee) {
            let used = one.used();
            let key = (used.state.design, used.release);
            *all.entry(key).or_default() += &weight(one);
        }
        all
    };
    let by_revenue = weighed(&|one| one.base.clone());
    if by_revenue.values().any(Rational::is_positive) {
        return by_revenue;
    }
    weighed(&|one| Rational::from(one.used().part))
}

/// Whether an agreement covers a use within that period.
fn is_agreed(one: &Use, period: Period) -> bool {
    let mut fates = one.fates.iter();
    let is_agreed = fates.any(|fate| matches!(fate, Fate::Agreed(_)));
    is_agreed && (period.first()..=period.last()).contains(&one.said.from)
}
