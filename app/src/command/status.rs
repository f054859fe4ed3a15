//! `status`: where a person or an organisation stands, line by line.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::look::status::status;
use crate::trouble::Trouble;
use crate::words::statement::written;
use clap::Args;
use model::day::Day;
use serde_json::json;
use std::path::PathBuf;

/// What `status` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright status Acme --as-of 2026-04-15\n  commonwright status Acme --statement papers"
)]
pub struct StatusArgs {
    /// The person or organisation (default: you)
    pub who: Option<String>,
    /// As things stand on this day (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Day>,
    /// Write a signed statement into this folder, to be shown to others: a file, and a page to print
    #[arg(long, value_name = "DIR")]
    pub statement: Option<PathBuf>,
    /// Replace a statement that is there already
    #[arg(long, requires = "statement")]
    pub overwrite: bool,
}

impl StatusArgs {
    /// Derives it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let agent = match &self.who {
            Some(who) => commons.find_agent(who)?,
            None => commons.writer(model::charter::Role::Guest)?,
        };
        let as_of = self.as_of.unwrap_or_else(|| When::now(everywhere.day).day);
        if let Some(to) = &self.statement {
            let when = When::now(everywhere.day);
            let [file, page] = commons.write_statement(agent, as_of, to, self.overwrite, when)?;
            let (file, page) = (file.display().to_string(), page.display().to_string());
            let text = written(&file, &page);
            return Ok(Report::new(json!({"statement": file, "page": page}), text));
        }
        let page = status(&mut commons, agent, as_of)?;
        Ok(Report::new(page.json(), page.text()))
    }
}
