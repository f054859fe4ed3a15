//! The books of a period, as the window shows them.

use crate::commons::Commons;
use crate::look::periods::periods_between;
use crate::look::quarter::page;
use crate::look::sharing::run;
use crate::trouble::Trouble;
use crate::view::{BooksView, RunView};
use model::charter::Role;
use model::day::Day;
use model::rsd1::Period;

/// The page of the chosen period, or of the newest one that is over.
pub fn books(
    commons: &mut Commons,
    chosen: Option<Period>,
    today: Day,
) -> Result<BooksView, Trouble> {
    if commons.judges().is_err() {
        // What nobody can judge here stands above every page.
        return Ok(BooksView {
            ready: true,
            ..BooksView::default()
        });
    }
    let (statement, facts) = commons.statement(today)?;
    let doubts = commons.questions()?;
    let first = facts.iter().map(|fact| fact.fact.day).min();
    let first = first.unwrap_or(today).min(today);
    // Each by the rules of its own days: they may have changed how long a period is.
    let mut periods = match commons.charter().policies() {
        Some(policies) => periods_between(policies, first, today),
        None => vec![],
    };
    periods.reverse();
    let now = commons.period_of(today);
    let period = chosen.unwrap_or(*periods.get(1).unwrap_or(&now));
    let runs: Vec<RunView> = statement
        .runs
        .iter()
        .rev()
        .map(|it| run(commons, it))
        .collect();
    Ok(BooksView {
        ready: true,
        page: page(commons, &statement, &doubts, period),
        is_over: period.last() < today,
        periods,
        period: Some(period),
        runs,
        may_share: commons.writer(Role::Treasurer).is_ok(),
    })
}
