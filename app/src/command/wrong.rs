//! `wrong`: says that an entry of one's own is not right, where it has no corrections.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::deed::correcting::Asked;
use crate::trouble::Trouble;
use crate::words::correcting as words;
use clap::Args;
use serde_json::json;

/// What `wrong` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright wrong ENTRY \"the revenue of another quarter\"\nThe entry stays to be read. Write the right one as you wrote it; work is corrected with `contribute --correct`."
)]
pub struct WrongArgs {
    /// The entry
    pub fact: String,
    /// What is wrong about it
    pub reason: String,
}

impl WrongArgs {
    /// Asks stewards to take it out.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let entry = commons.find_fact(&self.fact)?;
        let asked = commons.call_wrong(entry, &self.reason, When::now(everywhere.day))?;
        let (fact, kind) = match asked {
            Asked::Question(fact) => (fact, "challenge"),
            Asked::Decision(fact) => (fact, "void"),
        };
        Ok(Report::new(
            json!({"fact": fact.to_string(), "kind": kind}),
            words::told_wrong(&fact.short(), kind == "void"),
        ))
    }
}
