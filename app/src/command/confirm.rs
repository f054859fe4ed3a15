//! `confirm`: confirms a payment, an entry made in one's name, or the attestation of another.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::trouble::Trouble;
use clap::Args;
use serde_json::json;

/// What `confirm` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright confirm ENTRY")]
pub struct ConfirmArgs {
    /// The entry
    pub fact: String,
}

impl ConfirmArgs {
    /// Records it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let entry = commons.find_fact(&self.fact)?;
        let fact = commons.confirm(entry, When::now(everywhere.day))?;
        Ok(Report::new(json!({"fact": fact.to_string()}), "Confirmed."))
    }
}
