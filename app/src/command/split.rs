//! `split`: how a thing is shared that several delivered.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::trouble::Trouble;
use crate::words::sharing as w;
use clap::Args;
use serde_json::json;

/// What `split` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright contribute --type build-report --quantity 1 --part-of \"Seeder no. 3\" --share 3/4\n  commonwright split \"Seeder no. 3\" Ana=1/2 Dev=1/2\n\nIt holds when all who share it have signed it, with `decide`. Until then shares that add up to more than\nthe whole count in proportion."
)]
pub struct SplitArgs {
    /// The thing, as the contributions name it
    pub thing: String,
    /// Everybody's share, as Ana=1/2; together they make 1
    #[arg(required = true, value_name = "NAME=SHARE")]
    pub shares: Vec<String>,
}

impl SplitArgs {
    /// Records it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let mut shares = vec![];
        for text in &self.shares {
            let (name, share) = text.split_once('=').ok_or_else(|| w::no_share(text))?;
            shares.push((commons.find_agent(name)?, share.to_owned()));
        }
        let fact = commons.split(&self.thing, &shares, When::now(everywhere.day))?;
        let text = format!(
            "Recorded as {}. It holds when all who share it have signed it with `decide {}`.",
            fact.short(),
            fact.short()
        );
        Ok(Report::new(json!({"fact": fact.to_string()}), text))
    }
}
