//! `distribute`: shares out an income of a period, or lists what was shared out.

use super::quarter::read_period;
use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::deed::sharing::{ToShare, one_bucket, read_bucket};
use crate::look::sharing::{planned, run};
use crate::trouble::Trouble;
use crate::view::RunView;
use crate::words::books as w;
use clap::Args;
use serde_json::json;

/// What `distribute` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright distribute                    list what was shared out, computed again\n  commonwright distribute 2026-Q1 --dry-run\n  commonwright distribute 2026-Q1 --bucket Contributors=60%:designs --bucket Care=25%:care,governance --bucket Machinery=15%:kept\n  commonwright distribute 2026-Q1 --amount 1,000.00 --design Seeder"
)]
pub struct DistributeArgs {
    /// The period whose income it is, as 2026-Q1, 2026-03 or 2026; without one, what was shared out is listed
    pub period: Option<String>,
    /// How much (default: what confirmed payments of the period have settled)
    #[arg(long, requires = "period")]
    pub amount: Option<String>,
    /// A design that it came from, several times for equal parts (default: those whose use was paid for)
    #[arg(long, value_name = "DESIGN", requires = "period")]
    pub design: Vec<String>,
    /// A bucket: its share (60% or 3/5), and to whom: those who made the designs, certain kinds of work, or nobody
    #[arg(
        long,
        value_name = "NAME=SHARE:designs|kept|KIND,KIND",
        requires = "period"
    )]
    pub bucket: Vec<String>,
    /// Why
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        requires = "period"
    )]
    pub note: String,
    /// Compute it without writing it
    #[arg(long, requires = "period")]
    pub dry_run: bool,
}

impl DistributeArgs {
    /// Computes and writes it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let when = When::now(everywhere.day);
        let Some(period) = &self.period else {
            let (statement, _) = commons.statement(when.day)?;
            let runs: Vec<RunView> = statement.runs.iter().map(|it| run(&commons, it)).collect();
            let text: Vec<String> = runs.iter().map(RunView::text).collect();
            let text = match text.as_slice() {
                [] => w::NO_RUNS.to_owned(),
                some => some.join("\n\n"),
            };
            let runs: Vec<_> = runs.iter().map(RunView::json).collect();
            return Ok(Report::new(json!({"runs": runs}), text));
        };
        let designs = self.design.iter().map(|design| commons.find_design(design));
        let designs: Vec<_> = designs.collect::<Result<_, _>>()?;
        let buckets = self.bucket.iter().map(|bucket| read_bucket(bucket));
        let buckets: Vec<_> = buckets.collect::<Result<_, _>>()?;
        let to_share = ToShare {
            period: read_period(&commons, period)?,
            amount: self.amount.as_deref(),
            designs: &designs,
            buckets: match buckets.is_empty() {
                true => one_bucket(),
                false => buckets,
            },
            note: &self.note,
        };
        let view = if self.dry_run {
            let plan = commons.plan_sharing(&to_share, when)?;
            planned(&commons, &plan)
        } else {
            let fact = commons.share_out(&to_share, when)?;
            let written = commons.run(fact, when)?;
            run(&commons, &written)
        };
        Ok(Report::new(view.json(), view.text()))
    }
}
