//! What the books say as of a day: each contribution, use, fee and payment, with what became of it.
//!
//! Facts say what happened, statuses what follows. Here both are joined once, so that every format says the same.
//! Nothing is decided here: accepted quantities, points and fees are those of the derivation (RSD-1).

pub mod basis;
pub mod fees;
pub mod runs;
mod settled;
mod uses;
mod work;

use std::collections::{BTreeMap, BTreeSet};

pub use basis::{Basis, Uncounted};
pub use fees::{Fee, FeeState, Settled, SettledBy};
pub use runs::{Run, RunOrigin, RunState};
pub use settled::{Paid, PaidState};
pub use uses::{Fate, Use};
pub use work::{Work, WorkState};

use super::BookFact;
use crate::books::{Lineages, Quarantined, Refusal};
use crate::charter::Charter;
use crate::day::Day;
use crate::id::{AgentId, CommonsId, FactId};
use crate::ledger::Fact;
use crate::number::Currency;
use crate::rsd1::{PeriodRules, Status};

/// What a statement is made of.
pub struct Sources<'a> {
    /// Who belongs, and the rules.
    pub charter: &'a Charter,
    /// Every fact of the ledgers.
    pub facts: &'a [BookFact],
    /// Facts that do not count.
    pub refused: &'a [Quarantined],
    /// Facts that enough stewards have taken out, as the books count them.
    pub voided: &'a BTreeSet<FactId>,
    /// What releases say of where designs came from, as far as it counts.
    pub lineages: &'a Lineages,
    /// The rules of each period, as the books apply them.
    pub rules: &'a PeriodRules,
    /// The day asked.
    pub as_of: Day,
    /// Where an agent stands on a day; `None` where nothing can be said.
    pub status: &'a mut dyn FnMut(AgentId, Day) -> Option<Status>,
}

/// What the books say as of a day.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Of which commons.
    pub commons: CommonsId,
    /// As of which day.
    pub as_of: Day,
    /// The currency of all amounts.
    pub currency: Currency,
    /// Contributions, by their first day, then by id.
    pub work: Vec<Work>,
    /// Uses, by their first day, then by id: one for each design that a report names.
    pub uses: Vec<Use>,
    /// Fees, by period, then by who owes them.
    pub fees: Vec<Fee>,
    /// Payments, by day, then by id.
    pub payments: Vec<Paid>,
    /// Incomes that were shared out, by period.
    pub runs: Vec<Run>,
    /// Where each stands who contributed, used, paid or agreed.
    pub statuses: BTreeMap<AgentId, Status>,
    /// Facts that do not count, and why.
    pub refused: BTreeMap<FactId, Refusal>,
}

impl Statement {
    /// Joins facts and statuses; `None` before the founding has arrived.
    pub fn of(sources: Sources<'_>) -> Option<Statement> {
        let Sources {
            charter,
            facts,
            refused,
            voided,
            lineages,
            rules,
            as_of,
            status,
        } = sources;
        let currency = rules.currency();
        let read = Read::of(facts, refused, (voided, lineages, rules));
        let mut statuses = BTreeMap::new();
        for agent in read.agents() {
            statuses.insert(agent, status(agent, as_of)?);
        }
        let mut fees = Vec::new();
        for agent in statuses.keys() {
            let used = read.used_by(*agent);
            let policy = |day| Some(rules.of(day).clone());
            fees.extend(fees::fees(*agent, as_of, &used, &policy, &mut |day| {
                status(*agent, day)
            }));
        }
        fees.sort_by_key(|fee| (fee.period.first(), fee.agent));
        let uses = uses::uses(&read, &statuses);
        let payments = settled::payments(&read, &fees);
        let settled = runs::Settled {
            fees: &fees,
            uses: &uses,
            payments: &payments,
        };
        let runs = runs::runs(&mut basis::Bases::of(&read), &settled, status);
        Some(Statement {
            commons: charter.commons(),
            as_of,
            currency,
            work: work::work(&read, &statuses),
            uses,
            payments,
            fees,
            runs,
            statuses,
            refused: read.refused,
        })
    }
}

/// What can be shared out of a period, and what that rests on.
#[derive(Clone, Debug)]
pub struct Shareable {
    /// What confirmed payments of these days have settled, by design.
    pub sources: Vec<crate::ledger::Source>,
    /// What sharing out rests on.
    pub basis: Basis,
}

impl Shareable {
    /// What the facts say of these days, first and last; `None` before the founding has arrived.
    pub fn of(sources: Sources<'_>, days: (Day, Day)) -> Option<Shareable> {
        let (charter, facts, refused) = (sources.charter, sources.facts, sources.refused);
        let (voided, lineages, rules) = (sources.voided, sources.lineages, sources.rules);
        let status = sources.status;
        let statement = Statement::of(Sources {
            charter,
            facts,
            refused,
            voided,
            lineages,
            rules,
            as_of: sources.as_of,
            status: &mut *status,
        })?;
        let read = Read::of(facts, refused, (voided, lineages, rules));
        let basis = basis::Bases::of(&read).basis(days, status).clone();
        let settled = runs::Settled {
            fees: &statement.fees,
            uses: &statement.uses,
            payments: &statement.payments,
        };
        Some(Shareable {
            sources: runs::income(&basis, &settled),
            basis,
        })
    }
}

/// The facts, with what can be read from them alone.
struct Read<'a> {
    facts: BTreeMap<FactId, &'a BookFact>,
    refused: BTreeMap<FactId, Refusal>,
    /// Facts that a decision took out.
    voided: &'a BTreeSet<FactId>,
    /// What releases say of where designs came from, as far as it counts.
    lineages: &'a Lineages,
    /// The rules of each period.
    rules: &'a PeriodRules,
    /// Who has confirmed which fact.
    confirmed: BTreeSet<(FactId, AgentId)>,
}

impl<'a> Read<'a> {
    fn of(
        facts: &'a [BookFact],
        refused: &[Quarantined],
        (voided, lineages, rules): (&'a BTreeSet<FactId>, &'a Lineages, &'a PeriodRules),
    ) -> Read<'a> {
        let mut read = Read {
            facts: facts.iter().map(|fact| (fact.id, fact)).collect(),
            refused: refused.iter().map(|one| (one.fact, one.reason)).collect(),
            voided,
            lineages,
            rules,
            confirmed: BTreeSet::new(),
        };
        read.confirmed = read
            .standing()
            .filter_map(|fact| match &fact.fact.fact {
                Fact::Confirm(confirm) => Some((confirm.fact, fact.fact.by)),
                _ => None,
            })
            .collect();
        read
    }

    /// Facts that are not refused.
    fn standing(&self) -> impl Iterator<Item = &'a BookFact> {
        self.facts
            .values()
            .copied()
            .filter(|fact| !self.refused.contains_key(&fact.id))
    }

    /// Whose status says what became of the facts.
    fn agents(&self) -> BTreeSet<AgentId> {
        self.facts
            .values()
            .filter_map(|fact| match &fact.fact.fact {
                Fact::Contribution(work) => Some(work.beneficiary()),
                Fact::UseReport(used) => Some(used.user),
                Fact::Payment(paid) => Some(paid.payer),
                Fact::Agreement(agreed) => Some(agreed.licensee),
                _ => None,
            })
            .collect()
    }

    /// The first day of each use of an agent, and whether it was commercial.
    fn used_by(&self, agent: AgentId) -> Vec<(Day, bool)> {
        self.standing()
            .filter_map(|fact| match &fact.fact.fact {
                Fact::UseReport(used) if used.user == agent => Some((used.from, used.commercial)),
                _ => None,
            })
            .collect()
    }
}
