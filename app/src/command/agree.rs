//! `agree`: records a licence agreement between the commons and a user.

use super::{Everywhere, Report, open_home, open_in};
use crate::deed::When;
use crate::deed::decisions::Agreed;
use crate::trouble::Trouble;
use clap::Args;
use model::day::Day;
use serde_json::json;
use std::path::PathBuf;

/// What `agree` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright agree Acme --flat 250.00 --from 2026-01-01 --to 2026-12-31\n  commonwright agree Acme --rate 2% --design Seeder --from 2026-01-01 --text agreement.pdf\nIt counts when enough stewards have confirmed it."
)]
pub struct AgreeArgs {
    /// The user
    pub who: String,
    /// A flat amount for each report of use
    #[arg(
        long,
        value_name = "AMOUNT",
        conflicts_with = "rate",
        required_unless_present = "rate"
    )]
    pub flat: Option<String>,
    /// A part of the revenue, as 3% or 3/100
    #[arg(long, value_name = "PART")]
    pub rate: Option<String>,
    /// Only for this design; several may be given (default: all)
    #[arg(long, value_name = "DESIGN")]
    pub design: Vec<String>,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Day,
    /// The last day (default: it goes on)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Option<Day>,
    /// The text that was signed, a file
    #[arg(long, value_name = "FILE")]
    pub text: Option<PathBuf>,
    /// A note
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub note: String,
}

impl AgreeArgs {
    /// Records it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let home = open_home(everywhere)?;
        let mut commons = open_in(&home, everywhere)?;
        let who = commons.find_agent(&self.who)?;
        let designs = self.design.iter().map(|text| commons.find_design(text));
        let designs = designs.collect::<Result<_, _>>()?;
        let text = match &self.text {
            Some(file) => Some(crate::files::open(&home)?.keep(file)?.hash),
            None => None,
        };
        let agreed = Agreed {
            who,
            flat: self.flat.as_deref(),
            rate: self.rate.as_deref(),
            from: self.from,
            to: self.to,
            designs,
            text,
            note: &self.note,
        };
        let fact = commons.agree(&agreed, When::now(everywhere.day))?;
        let text = format!(
            "Recorded as {}. It counts when enough stewards have confirmed it.",
            fact.short()
        );
        Ok(Report::new(json!({"fact": fact.to_string()}), text))
    }
}
