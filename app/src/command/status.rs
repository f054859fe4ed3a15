//! `status`: where a person or an organisation stands, line by line.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::look::status::status;
use crate::trouble::Trouble;
use clap::Args;
use model::day::Day;

/// What `status` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright status Acme --as-of 2026-04-15")]
pub struct StatusArgs {
    /// The person or organisation (default: you)
    pub who: Option<String>,
    /// As things stand on this day (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Day>,
}

impl StatusArgs {
    /// Derives it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let agent = match &self.who {
            Some(who) => commons.find_agent(who)?,
            None => commons.writer(model::charter::Role::Guest)?,
        };
        let as_of = self.as_of.unwrap_or_else(|| When::now(everywhere.day).day);
        let page = status(&mut commons, agent, as_of)?;
        Ok(Report::new(page.json(), page.text()))
    }
}
