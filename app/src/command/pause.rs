//! `pause`: pauses an account by decision, with its reason and how it ends.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::deed::shares::Paused;
use crate::trouble::Trouble;
use crate::words::sharing as w;
use clap::Args;
use model::day::Day;
use serde_json::json;

/// What `pause` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright pause Acme --reason \"no answer to three letters\" --to 2026-12-31\n  commonwright void PAUSE --reason \"they have answered\"\n\nIt begins when as many stewards as the rules ask for have signed it, with `decide`. It ends on its last\nday, or when stewards decide with `void` that it does not count."
)]
pub struct PauseArgs {
    /// Whose account
    pub who: String,
    /// Why; everyone will read it
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The first day (default: the day of the entry)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<Day>,
    /// The last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Option<Day>,
}

impl PauseArgs {
    /// Records it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let when = When::now(everywhere.day);
        let paused = Paused {
            agent: commons.find_agent(&self.who)?,
            reason: &self.reason,
            from: self.from.unwrap_or(when.day),
            to: self.to,
        };
        let fact = commons.pause(&paused, when)?;
        let text = format!(
            "Recorded as {}. {} They sign it with `decide {}`.",
            fact.short(),
            w::PAUSE_WHY,
            fact.short()
        );
        Ok(Report::new(json!({"fact": fact.to_string()}), text))
    }
}
