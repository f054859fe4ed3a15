//! `ledger`: the books, entry by entry.

use super::{Everywhere, Report, open_commons};
use crate::look::ledger::{EntryPage, entries};
use crate::trouble::Trouble;
use clap::Args;
use serde_json::{Value, json};

/// What `ledger` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright ledger --of Acme --most 20")]
pub struct LedgerArgs {
    /// Only entries of this person or organisation
    #[arg(long, value_name = "NAME")]
    pub of: Option<String>,
    /// At most so many, newest first
    #[arg(long, value_name = "ENTRIES", default_value_t = 200)]
    pub most: usize,
}

impl LedgerArgs {
    /// Lists the books, newest first.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let commons = open_commons(everywhere)?;
        let of = self
            .of
            .as_deref()
            .map(|who| commons.find_agent(who))
            .transpose()?;
        let page = entries(&commons, of, 0, self.most)?;
        let text: Vec<String> = page.iter().map(EntryPage::line).collect();
        let rows: Vec<Value> = page.iter().map(EntryPage::json).collect();
        Ok(Report::new(
            json!({"total": commons.index().entry_count()?, "entries": rows}),
            text.join("\n"),
        ))
    }
}
