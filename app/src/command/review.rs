//! `review`: accepts or rejects a contribution, or says what one thinks of a design.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::trouble::Trouble;
use clap::Args;
use model::ledger::Verdict;
use serde_json::json;

/// What `review` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright review ENTRY --accept 5h\n  commonwright review ENTRY --reject \"this was logged twice\"\n  commonwright review \"Seed cleaner\" --state unsafe --reason \"the blade has no guard\""
)]
pub struct ReviewArgs {
    /// The entry, or with --state the design
    pub what: String,
    /// How much of it to accept (5h, 90min, 1, 20.00)
    #[arg(long, value_name = "QUANTITY", conflicts_with_all = ["reject", "state"])]
    pub accept: Option<String>,
    /// Reject it, with the reason
    #[arg(long, value_name = "REASON", conflicts_with = "state")]
    pub reject: Option<String>,
    /// Of a design, as it stands now: good, needs-work or unsafe
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// Why
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub reason: String,
}

impl ReviewArgs {
    /// Records the review.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let when = When::now(everywhere.day);
        if let Some(state) = &self.state {
            let verdict = verdict_of(state)?;
            let design = commons.find_design(&self.what)?;
            let state = commons.state_of(design)?;
            let fact = commons.review_state(state, verdict, &self.reason, when)?;
            return Ok(Report::new(
                json!({"fact": fact.to_string()}),
                "Recorded for exactly the state that stands now.",
            ));
        }
        let accepted = match (&self.accept, &self.reject) {
            (Some(quantity), None) => Ok(quantity.as_str()),
            (None, Some(reason)) => Err(reason.as_str()),
            _ => {
                return Err(Trouble::usage(
                    "Nothing was reviewed",
                    "it is not said what you think",
                    "add --accept, --reject or --state",
                ));
            }
        };
        let contribution = commons.find_fact(&self.what)?;
        let fact = commons.review(contribution, accepted, when)?;
        Ok(Report::new(
            json!({"fact": fact.to_string()}),
            format!("Reviewed as {}.", fact.short()),
        ))
    }
}

fn verdict_of(text: &str) -> Result<Verdict, Trouble> {
    match text.trim().to_lowercase().replace('_', "-").as_str() {
        "good" => Ok(Verdict::Good),
        "needs-work" => Ok(Verdict::NeedsWork),
        "unsafe" => Ok(Verdict::Unsafe),
        _ => Err(Trouble::usage(
            "Nothing was reviewed",
            format!("\"{text}\" is no verdict"),
            "use good, needs-work or unsafe",
        )),
    }
}
