//! `pay`: reports a payment.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::trouble::Trouble;
use clap::Args;
use serde_json::json;

/// What `pay` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright pay --agent Acme 1,250.00 --reference \"invoice 7\""
)]
pub struct PayArgs {
    /// The amount
    pub amount: String,
    /// Who paid
    #[arg(long = "agent", value_name = "NAME")]
    pub payer: String,
    /// How to find it in a bank statement
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub reference: String,
}

impl PayArgs {
    /// Reports it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let when = When::now(everywhere.day);
        let payer = commons.find_agent(&self.payer)?;
        let fact = commons.pay(payer, &self.amount, when.day, &self.reference, when)?;
        let text = format!(
            "Reported as {}. It counts when a steward or treasurer has confirmed it.",
            fact.short()
        );
        Ok(Report::new(json!({"fact": fact.to_string()}), text))
    }
}
