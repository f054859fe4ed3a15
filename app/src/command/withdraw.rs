//! `withdraw`: withdraws a review of one's own.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::trouble::Trouble;
use clap::Args;
use serde_json::json;

/// What `withdraw` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright withdraw ENTRY")]
pub struct WithdrawArgs {
    /// The review
    pub fact: String,
}

impl WithdrawArgs {
    /// Records it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let entry = commons.find_fact(&self.fact)?;
        let fact = commons.withdraw(entry, When::now(everywhere.day))?;
        Ok(Report::new(json!({"fact": fact.to_string()}), "Withdrawn."))
    }
}
