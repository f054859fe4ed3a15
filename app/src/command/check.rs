//! `check`: reads and verifies everything.

use super::{Everywhere, OpenCommons, Report, chosen, open_commons, open_home};
use crate::commons::Commons;
use crate::trouble::Trouble;
use clap::Args;
use serde_json::{Value, json};
use sync::drivers::store::Problem;

/// What `check` is told.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Set damaged parts aside, so that a peer or a bundle brings them again
    #[arg(long)]
    pub repair: bool,
}

impl CheckArgs {
    /// Reads everything, and with `--repair` sets damaged parts aside.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = match open_commons(everywhere) {
            Err(_) if self.repair => salvaged(everywhere)?,
            opened => opened?,
        };
        let found = if self.repair {
            commons.repair()?
        } else {
            commons.store().check()?
        };
        let remedy = if self.repair {
            REPAIRED
        } else {
            "run `check --repair`, then meet any peer"
        };
        let place = |problem: &Problem| match (problem.document, problem.position) {
            (Some(document), Some(position)) => {
                format!("document {}, record {position}", document.short())
            }
            (Some(document), None) => format!("document {}", document.short()),
            _ => "the history".to_owned(),
        };
        let what = |problem: &Problem| json!({"what": problem.kind.to_string(), "where": place(problem), "remedy": remedy});
        let problems: Vec<Value> = found.problems.iter().map(what).collect();
        let text = if problems.is_empty() {
            format!(
                "All {} changes in {} documents are whole and signed.",
                found.changes, found.documents
            )
        } else {
            let line =
                |problem: &Problem| format!("{} - {} - {remedy}", place(problem), problem.kind);
            found
                .problems
                .iter()
                .map(line)
                .collect::<Vec<_>>()
                .join("\n")
        };
        let json =
            json!({"ok": problems.is_empty(), "checked": found.changes, "problems": problems});
        Ok(Report {
            good: problems.is_empty() || self.repair,
            ..Report::new(json, text)
        })
    }
}

/// Opens with what can still be read where the history cannot be opened at all.
fn salvaged(everywhere: &Everywhere) -> Result<OpenCommons, Trouble> {
    let home = open_home(everywhere)?;
    let id = chosen(&home, everywhere.commons.as_deref())?;
    let commons = match Commons::open(&home, id) {
        Ok(commons) => commons,
        Err(_) => Commons::salvage(&home, id)?,
    };
    Ok(OpenCommons::new(home, commons))
}

const REPAIRED: &str = "it was set aside; meet any peer, or read a stick, and it comes again";
