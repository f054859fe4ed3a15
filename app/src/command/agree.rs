//! `agree`: records a licence agreement between the commons and a user.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::deed::decisions::Agreed;
use crate::trouble::Trouble;
use clap::Args;
use model::day::Day;
use serde_json::json;

/// What `agree` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright agree Acme --flat 250.00 --from 2026-01-01 --to 2026-12-31\nIt counts when enough stewards have confirmed it."
)]
pub struct AgreeArgs {
    /// The user
    pub who: String,
    /// A flat amount for each period
    #[arg(
        long,
        value_name = "AMOUNT",
        conflicts_with = "rate",
        required_unless_present = "rate"
    )]
    pub flat: Option<String>,
    /// A share of the revenue, as 3/100
    #[arg(long, value_name = "p/q")]
    pub rate: Option<String>,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Day,
    /// The last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Day,
}

impl AgreeArgs {
    /// Records it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let who = commons.find_agent(&self.who)?;
        let agreed = Agreed {
            who,
            flat: self.flat.as_deref(),
            rate: self.rate.as_deref(),
            from: self.from,
            to: self.to,
        };
        let fact = commons.agree(&agreed, When::now(everywhere.day))?;
        let text = format!(
            "Recorded as {}. It counts when enough stewards have confirmed it.",
            fact.short()
        );
        Ok(Report::new(json!({"fact": fact.to_string()}), text))
    }
}
