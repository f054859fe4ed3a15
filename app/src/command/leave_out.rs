//! `void`: says that an entry of the ledger shall not count.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::trouble::Trouble;
use clap::Args;
use serde_json::json;

/// What `void` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright void ENTRY --reason \"reported twice\"\nIt stays to be read, and counts no more when enough stewards have confirmed that."
)]
pub struct VoidArgs {
    /// The entry
    pub fact: String,
    /// Why it shall not count
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

impl VoidArgs {
    /// Records it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let entry = commons.find_fact(&self.fact)?;
        let fact = commons.leave_out(entry, &self.reason, When::now(everywhere.day))?;
        let text = format!(
            "Recorded as {}. The entry counts no more when enough stewards have confirmed that.",
            fact.short()
        );
        Ok(Report::new(json!({"fact": fact.to_string()}), text))
    }
}
