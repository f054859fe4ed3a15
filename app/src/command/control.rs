//! `control`: records that somebody holds a part of a business.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::deed::shares::Held;
use crate::trouble::Trouble;
use clap::Args;
use model::day::Day;
use serde_json::json;

/// What `control` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright control Forge --by Acme --percent 70 --from 2026-05-16\n\nWho holds more than the rules allow controls it. It counts when somebody who acts for one of the two, or a\nsteward, wrote or confirmed it."
)]
pub struct ControlArgs {
    /// The business of which a part is held
    pub who: String,
    /// Who holds it
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// How much of it
    #[arg(long, value_name = "PERCENT")]
    pub percent: String,
    /// From this day on
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Day,
    /// To this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Option<Day>,
}

impl ControlArgs {
    /// Records it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let held = Held {
            agent: commons.find_agent(&self.who)?,
            holder: commons.find_agent(&self.by)?,
            percent: &self.percent,
            from: self.from,
            to: self.to,
        };
        let fact = commons.hold(&held, When::now(everywhere.day))?;
        Ok(Report::new(
            json!({"fact": fact.to_string()}),
            format!("Recorded as {}.", fact.short()),
        ))
    }
}
