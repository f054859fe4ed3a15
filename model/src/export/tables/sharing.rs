//! `distribution.csv`: incomes that were shared out.

use std::collections::BTreeMap;

use super::Names;
use crate::export::sheet::{Cell, Sheet};
use crate::export::statement::{Run, RunState, Statement};
use crate::ledger::Payout;
use crate::number::Money;
use crate::rsd1::distribution::Receiver;

/// Incomes that were shared out, one row for each part: whom to pay how much, and whether it has come.
pub fn distribution(statement: &Statement, names: &Names<'_>) -> Sheet {
    let headings = vec![
        "id",
        "day_from",
        "day_to",
        "bucket",
        "receiver",
        "amount",
        "currency",
        "received",
        "state",
        "receiver_kind",
        "receiver_id",
        "entry_day",
        "note",
        "computed_again",
        "other_rules",
    ];
    let rows = statement
        .runs
        .iter()
        .flat_map(|run| payouts(run, names))
        .collect();
    Sheet { headings, rows }
}

/// What each gets; where it comes out otherwise, also who would get something and stands in no line.
fn payouts(run: &Run, names: &Names<'_>) -> Vec<Vec<Cell>> {
    let mut again = match run.state {
        RunState::Differs => run.again.payouts.clone(),
        _ => BTreeMap::new(),
    };
    let said = run.said.payouts.iter();
    let mut rows: Vec<Vec<Cell>> = said
        .map(|payout| {
            let minor = again.remove(&(payout.bucket, payout.to())).unwrap_or(0);
            payout_row(run, names, payout, minor)
        })
        .collect();
    let left_out = again.iter().map(|((bucket, to), minor)| {
        let nothing = Payout::new(*bucket, to, 0);
        payout_row(run, names, &nothing, *minor)
    });
    rows.extend(left_out);
    rows
}

fn payout_row(run: &Run, names: &Names<'_>, payout: &Payout, again: i64) -> Vec<Cell> {
    let currency = run.said.amount.currency;
    let money = |minor| Cell::number(Money { minor, currency }.amount());
    let bucket = run.said.buckets.get(payout.bucket as usize);
    let (name, kind, id) = match payout.to() {
        Receiver::Agent(agent) => ((names.agent)(agent), "agent", agent.to_string()),
        Receiver::Commons => (String::new(), "commons", String::new()),
        Receiver::Upstream(address) => (address.clone(), "upstream", address),
    };
    let received = payout.agent.and_then(|agent| run.received.get(&agent));
    vec![
        Cell::text(run.id.to_string()),
        Cell::text(run.said.from.to_string()),
        Cell::text(run.said.to.to_string()),
        Cell::text(bucket.map_or("", |bucket| bucket.name.as_str())),
        Cell::text(name),
        money(payout.minor),
        Cell::text(currency.as_str()),
        received.map_or(Cell::empty(), |day| Cell::text(day.to_string())),
        Cell::text(run.state.name()),
        Cell::text(kind),
        Cell::text(id),
        Cell::text(run.day.to_string()),
        Cell::text(&run.said.note),
        match run.state {
            RunState::Differs => money(again),
            _ => Cell::empty(),
        },
        Cell::text(if run.has_other_rules { "yes" } else { "" }),
    ]
}
