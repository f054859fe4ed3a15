//! Payments, who has seen them arrive, and which fees they settle.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fee, Read, SettledBy};
use crate::books::Refusal;
use crate::id::{AgentId, FactId};
use crate::ledger::{Fact, Payment};
use crate::rsd1::Period;

/// A payment and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paid {
    /// The fact.
    pub id: FactId,
    /// What it says.
    pub said: Payment,
    /// Who has seen it arrive, with the fact that says so.
    pub confirmed_by: BTreeMap<FactId, AgentId>,
    /// Which fees it settles, and how much of each, in minor units.
    pub settles: Vec<(Period, i64)>,
    /// What is left of it for fees to come.
    pub left: i64,
    /// How it stands.
    pub state: PaidState,
}

/// How a payment stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaidState {
    /// Somebody who may has seen it arrive.
    Confirmed,
    /// Nobody has seen it arrive yet.
    Unconfirmed,
    /// A decision took it out.
    Voided,
    /// It does not count.
    NotCounted(Refusal),
}

impl PaidState {
    /// A name that never changes.
    pub fn name(self) -> &'static str {
        match self {
            PaidState::Confirmed => "confirmed",
            PaidState::Unconfirmed => "unconfirmed",
            PaidState::Voided => "voided",
            PaidState::NotCounted(_) => "not-counted",
        }
    }
}

pub(super) fn payments(read: &Read<'_>, fees: &[Fee]) -> Vec<Paid> {
    let mut confirmed: BTreeMap<FactId, BTreeMap<FactId, AgentId>> = BTreeMap::new();
    for fact in read.standing() {
        if let Fact::PaymentConfirmed(said) = &fact.fact.fact
            && !read.voided.contains(&fact.id)
        {
            let by = confirmed.entry(said.payment).or_default();
            by.insert(fact.id, fact.fact.by);
        }
    }
    let mut all: Vec<Paid> = read
        .facts
        .values()
        .filter_map(|fact| match &fact.fact.fact {
            Fact::Payment(said) => {
                let confirmed_by = confirmed.remove(&fact.id).unwrap_or_default();
                Some(one(read, fact.id, said, confirmed_by, fees))
            }
            _ => None,
        })
        .collect();
    all.sort_by_key(|paid| (paid.said.day, paid.id));
    all
}

fn one(
    read: &Read<'_>,
    id: FactId,
    said: &Payment,
    confirmed_by: BTreeMap<FactId, AgentId>,
    fees: &[Fee],
) -> Paid {
    let mut settles = Vec::new();
    for fee in fees {
        let by_this = fee
            .settled
            .iter()
            .filter(|one| one.by == SettledBy::Payment(id));
        settles.extend(by_this.map(|one| (fee.period, one.amount)));
    }
    let state = match read.refused.get(&id) {
        Some(reason) => PaidState::NotCounted(*reason),
        None if read.voided.contains(&id) => PaidState::Voided,
        None if confirmed_by.is_empty() => PaidState::Unconfirmed,
        None => PaidState::Confirmed,
    };
    let used: i64 = settles.iter().map(|(_, amount)| *amount).sum();
    Paid {
        id,
        said: said.clone(),
        confirmed_by,
        settles,
        left: match state {
            PaidState::Confirmed => said.amount.minor.saturating_sub(used),
            _ => 0,
        },
        state,
    }
}

impl Paid {
    /// Who has seen it arrive, each once.
    pub fn confirmers(&self) -> BTreeSet<AgentId> {
        self.confirmed_by.values().copied().collect()
    }
}
