//! The statement as tables: `contributions.csv`, `uses.csv`, `fees.csv`, `payments.csv`, `distribution.csv` (interop.md,
//! section 3).
//!
//! Amounts are decimals in the currency of the commons; days are ISO 8601; ids are those of the program. A number that
//! does not end is cut after six digits, and stands whole in the two columns beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Cell, Sheet};
use super::statement::{Fate, Fee, Paid, Statement, Use, Work, WorkState};
use crate::id::{AgentId, ChangeHash, DocumentId, FactId};
use crate::ledger::DesignState;
use crate::number::{Expansion, Money, Rational, fraction};

mod sharing;

pub use sharing::distribution;

/// Digits behind the point of numbers that do not end.
const CUT_DIGITS: u32 = 6;

/// How people, organisations, designs and their versions are called.
pub struct Names<'a> {
    /// A person or an organisation.
    pub agent: &'a dyn Fn(AgentId) -> String,
    /// A design.
    pub design: &'a dyn Fn(DocumentId) -> String,
    /// Released versions: of which design, in which state, and what they are called.
    pub releases: BTreeMap<(DocumentId, Vec<ChangeHash>), (FactId, String)>,
}

impl Names<'_> {
    /// The released version that is exactly this state; empty where it is none.
    pub fn version(&self, state: &DesignState) -> &str {
        let found = self.releases.get(&(state.design, state.heads.clone()));
        found.map_or("", |(_, version)| version)
    }

    fn all(&self, agents: &BTreeSet<AgentId>) -> Cell {
        let names: Vec<String> = agents.iter().map(|agent| (self.agent)(*agent)).collect();
        Cell::text(names.join("; "))
    }
}

/// Contributions, one row for each entry.
pub fn contributions(statement: &Statement, names: &Names<'_>) -> Sheet {
    let headings = vec![
        "id",
        "day_from",
        "day_to",
        "provider",
        "on_behalf_of",
        "type",
        "quantity",
        "unit",
        "design",
        "release",
        "deliverable",
        "share",
        "accepted",
        "points",
        "reviewers",
        "state",
        "note",
        "design_id",
        "provider_id",
        "on_behalf_of_id",
        "points_numerator",
        "points_denominator",
        "corrects",
        "reason",
        "machine_part",
    ];
    let row = |work: &Work| contribution(statement, names, work);
    Sheet {
        headings,
        rows: statement.work.iter().map(row).collect(),
    }
}

fn contribution(statement: &Statement, names: &Names<'_>, work: &Work) -> Vec<Cell> {
    let said = &work.said;
    let state = said.state.as_ref();
    let (points, numerator, denominator) = exact(&work.points);
    let share = said.share.map(Rational::from);
    vec![
        Cell::text(work.id.to_string()),
        Cell::text(said.from.to_string()),
        Cell::text(said.to.to_string()),
        Cell::text((names.agent)(said.provider)),
        said.on_behalf_of
            .map_or(Cell::empty(), |agent| Cell::text((names.agent)(agent))),
        Cell::text(&said.kind),
        Cell::number(work.quantity),
        Cell::text(&work.unit),
        state.map_or(Cell::empty(), |state| {
            Cell::text((names.design)(state.design))
        }),
        state.map_or(Cell::empty(), |state| Cell::text(names.version(state))),
        Cell::text(said.deliverable.clone().unwrap_or_default()),
        share.map_or(Cell::empty(), |share| exact(&share).0),
        work.accepted.map_or(Cell::empty(), Cell::number),
        points,
        names.all(&work.reviewers),
        Cell::text(work.state.name()),
        Cell::text(&said.note),
        state.map_or(Cell::empty(), |state| Cell::text(state.design.to_string())),
        Cell::text(said.provider.to_string()),
        said.on_behalf_of
            .map_or(Cell::empty(), |agent| Cell::text(agent.to_string())),
        numerator,
        denominator,
        said.supersedes
            .map_or(Cell::empty(), |fact| Cell::text(fact.to_string())),
        Cell::text(reason(statement, work)),
        Cell::text(said.machine_part.clone().unwrap_or_default()),
    ]
}

/// Why a contribution does not count, or what it waits for.
fn reason(statement: &Statement, work: &Work) -> String {
    match &work.state {
        WorkState::WaitsForReviews {
            accepts,
            needed,
            rejects,
        } => format!("accepted by {accepts} of {needed}, rejected by {rejects}"),
        WorkState::NotCounted(_) => refusal(statement, work.id),
        _ => String::new(),
    }
}

fn refusal(statement: &Statement, fact: FactId) -> String {
    let found = statement.refused.get(&fact);
    found.map_or_else(String::new, |reason| reason.to_string())
}

/// Uses, one row for each design that a report names. Revenue and units stand in the first row of a report only.
pub fn uses(statement: &Statement, names: &Names<'_>) -> Sheet {
    let headings = vec![
        "id",
        "line",
        "day_from",
        "day_to",
        "user",
        "kind",
        "design",
        "release",
        "licence",
        "part",
        "units",
        "revenue",
        "attributable",
        "currency",
        "state",
        "note",
        "design_id",
        "user_id",
        "reason",
    ];
    let row = |one: &Use| used(statement, names, one);
    Sheet {
        headings,
        rows: statement.uses.iter().map(row).collect(),
    }
}

fn used(statement: &Statement, names: &Names<'_>, one: &Use) -> Vec<Cell> {
    let said = &one.said;
    let state = &one.used().state;
    let first = |cell: Option<Cell>| cell.filter(|_| one.line == 1).unwrap_or(Cell::empty());
    let fates: Vec<&str> = one.fates.iter().map(Fate::name).collect();
    let fates = match fates.as_slice() {
        [] => "free".to_owned(),
        some => some.join("; "),
    };
    vec![
        Cell::text(one.id.to_string()),
        Cell::number(one.line),
        Cell::text(said.from.to_string()),
        Cell::text(said.to.to_string()),
        Cell::text((names.agent)(said.user)),
        Cell::text(if said.commercial {
            "commercial"
        } else {
            "non-commercial"
        }),
        Cell::text((names.design)(state.design)),
        Cell::text(names.version(state)),
        Cell::text(&state.licence),
        exact(&Rational::from(one.used().part)).0,
        first(said.units.map(Cell::number)),
        first(said.revenue.map(|money| Cell::number(money.amount()))),
        major(&one.base, statement),
        Cell::text(statement.currency.as_str()),
        Cell::text(fates),
        Cell::text(&said.note),
        Cell::text(state.design.to_string()),
        Cell::text(said.user.to_string()),
        Cell::text(refusal(statement, one.id)),
    ]
}

/// Fees, one row for each period of each who owes.
pub fn fees(statement: &Statement, names: &Names<'_>) -> Sheet {
    let headings = vec![
        "period",
        "day_from",
        "day_to",
        "agent",
        "revenue",
        "allowance",
        "rate_numerator",
        "rate_denominator",
        "flat",
        "agreed",
        "fee",
        "paid",
        "contributed",
        "waived",
        "open",
        "currency",
        "due",
        "state",
        "uses",
        "agreements",
        "payments",
        "contributions",
        "agent_id",
    ];
    let row = |fee: &Fee| fee_row(statement, names, fee);
    Sheet {
        headings,
        rows: statement.fees.iter().map(row).collect(),
    }
}

fn fee_row(statement: &Statement, names: &Names<'_>, fee: &Fee) -> Vec<Cell> {
    let money = |minor: i64| amount(minor, statement);
    let ids = |facts: &mut dyn Iterator<Item = FactId>| {
        Cell::text(
            facts
                .map(|fact| fact.to_string())
                .collect::<Vec<_>>()
                .join(" "),
        )
    };
    vec![
        Cell::text(fee.period.to_string()),
        Cell::text(fee.period.first().to_string()),
        Cell::text(fee.period.last().to_string()),
        Cell::text((names.agent)(fee.agent)),
        major(&fee.revenue, statement),
        money(fee.allowance),
        Cell::number(fee.rate.numerator()),
        Cell::number(fee.rate.denominator()),
        major(&fee.flat, statement),
        major(&fee.agreed, statement),
        money(fee.amount),
        money(fee.by_payment()),
        money(fee.by_offset()),
        money(fee.by_waiver()),
        money(fee.open),
        Cell::text(statement.currency.as_str()),
        Cell::text(fee.due.to_string()),
        Cell::text(fee.state.name()),
        ids(&mut fee.reports.iter().copied()),
        ids(&mut fee.agreements.iter().copied()),
        ids(&mut fee.payments().into_iter()),
        ids(&mut fee.claims().into_iter()),
        Cell::text(fee.agent.to_string()),
    ]
}

/// Payments, one row for each.
pub fn payments(statement: &Statement, names: &Names<'_>) -> Sheet {
    let headings = vec![
        "id",
        "day",
        "payer",
        "amount",
        "currency",
        "reference",
        "confirmed_by",
        "settles",
        "left",
        "state",
        "payer_id",
        "reason",
    ];
    let row = |paid: &Paid| {
        let settles: Vec<String> = paid
            .settles
            .iter()
            .map(|(period, minor)| {
                let currency = statement.currency;
                let minor = *minor;
                format!("{period} {}", Money { minor, currency }.amount())
            })
            .collect();
        vec![
            Cell::text(paid.id.to_string()),
            Cell::text(paid.said.day.to_string()),
            Cell::text((names.agent)(paid.said.payer)),
            Cell::number(paid.said.amount.amount()),
            Cell::text(paid.said.amount.currency.as_str()),
            Cell::text(&paid.said.reference),
            names.all(&paid.confirmers()),
            Cell::text(settles.join("; ")),
            amount(paid.left, statement),
            Cell::text(paid.state.name()),
            Cell::text(paid.said.payer.to_string()),
            Cell::text(refusal(statement, paid.id)),
        ]
    };
    Sheet {
        headings,
        rows: statement.payments.iter().map(row).collect(),
    }
}

fn amount(minor: i64, statement: &Statement) -> Cell {
    let currency = statement.currency;
    Cell::number(Money { minor, currency }.amount())
}

/// Exact minor units as a decimal of the currency, cut where it does not end.
fn major(minor: &Rational, statement: &Statement) -> Cell {
    let whole = minor.floor_to_minor();
    if Rational::from(whole) == *minor {
        return amount(whole, statement);
    }
    let digits = crate::number::minor_digits(statement.currency);
    let unit = Rational::from(10i64.pow(u32::from(digits)));
    let amount = minor.checked_div(&unit).unwrap_or_default();
    Cell::number(Expansion::of(&amount, CUT_DIGITS).text)
}

/// A rational as digits, and whole as numerator and denominator.
fn exact(value: &Rational) -> (Cell, Cell, Cell) {
    let (p, q) = fraction(value);
    let digits = Cell::number(Expansion::of(value, CUT_DIGITS).text);
    (digits, Cell::number(p), Cell::number(q))
}
