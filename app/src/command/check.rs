//! `check`: reads and verifies everything.

use super::{Everywhere, OpenCommons, Report, chosen, open_commons, open_home, tell_news};
use crate::commons::{Commons, Mended};
use crate::trouble::Trouble;
use crate::words::keys as words;
use clap::Args;
use serde_json::{Value, json};
use sync::drivers::store::Problem;

/// What `check` is told.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  commonwright check\n  commonwright check --repair")]
pub struct CheckArgs {
    /// Set damaged parts aside, so that a peer or a bundle brings them again
    #[arg(long)]
    pub repair: bool,
}

impl CheckArgs {
    /// Reads everything, and with `--repair` sets damaged parts aside.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let (mut commons, began_anew) = match open_commons(everywhere) {
            Err(_) if self.repair => salvaged(everywhere)?,
            opened => (opened?, false),
        };
        let mended = if self.repair {
            commons.repair()?
        } else {
            Mended {
                report: commons.store().check()?,
                own_lost: false,
            }
        };
        let found = &mended.report;
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
        let mut text: Vec<String> = vec![];
        if began_anew {
            text.push(format!("{} {BEGAN_ANEW}", saved(found.changes)));
        } else if problems.is_empty() {
            text.push(format!(
                "All {} changes in {} documents are whole and signed.",
                found.changes, found.documents
            ));
        }
        let line = |problem: &Problem| format!("{} - {} - {remedy}", place(problem), problem.kind);
        text.extend(found.problems.iter().map(line));
        let waiting = commons.store().orphan_count()?;
        if waiting > 0 {
            text.push(words::waiting(waiting));
        }
        text.extend(commons.key_in_doubt().map(|_| words::DOUBTED.to_owned()));
        let json = json!({
            "ok": problems.is_empty(),
            "checked": found.changes,
            "problems": problems,
            "waiting": waiting,
            "began_anew": began_anew,
            "own_lost": began_anew || mended.own_lost,
            "ended": commons.ended().map(|ended| ended.to_string()),
        });
        tell_news(&mut commons);
        Ok(Report {
            good: problems.is_empty() || self.repair,
            ..Report::new(json, text.join("\n"))
        })
    }
}

fn saved(changes: u64) -> String {
    format!("The history was damaged as a whole - {changes} changes of it could be read -")
}

/// Opens with what can still be read where the history cannot be opened at all, and says whether it began anew.
fn salvaged(everywhere: &Everywhere) -> Result<(OpenCommons, bool), Trouble> {
    let home = open_home(everywhere)?;
    let id = chosen(&home, everywhere.commons.as_deref())?;
    let lost_keys = home.device_keys(id).is_err();
    if lost_keys {
        home.set_device_keys_aside(id)?;
    }
    let (mut commons, began_anew) = match Commons::open(&home, id) {
        Ok(commons) => (commons, false),
        Err(_) => (Commons::salvage(&home, id)?, true),
    };
    if lost_keys {
        commons.distrust_key()?;
    }
    Ok((OpenCommons::new(home, commons), began_anew))
}

const REPAIRED: &str = "it was set aside; meet any peer, or read a stick, and it comes again";
const BEGAN_ANEW: &str = "meet any peer, or read a stick, and the rest comes again; the damaged file stays beside the new one, under the ending `.damaged`.";
