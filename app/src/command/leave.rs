//! `leave`: leaves a commons.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::trouble::Trouble;
use crate::words::endings as words;
use clap::Args;
use serde_json::json;

/// What `leave` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright leave\nWhat is here of what you wrote stays. Meet somebody afterwards, so that they learn of it; a steward can bring you back."
)]
pub struct LeaveArgs {
    /// Also when something that you wrote is on no other computer yet
    #[arg(long)]
    pub anyway: bool,
}

impl LeaveArgs {
    /// Leaves.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        commons.leave(self.anyway, When::now(everywhere.day))?;
        let json = json!({"commons": commons.charter().name(), "left": true});
        Ok(Report::new(json, words::LEFT))
    }
}
