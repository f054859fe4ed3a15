//! `attest`: records who owns an organisation and who gets its surplus.

use super::{Everywhere, Report, open_home, open_in};
use crate::deed::When;
use crate::deed::entries::Attested;
use crate::trouble::Trouble;
use crate::words::count;
use clap::Args;
use model::day::Day;
use model::rsd1::AgentClass;
use serde_json::json;
use std::path::PathBuf;

/// What `attest` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright attest Acme --class for-profit --from 2026-01-01\n  commonwright attest Mill --class worker-owned --all-surplus-to-workers --file statutes.pdf --to 2027-12-31\nOthers add their names with `commonwright confirm ENTRY`."
)]
pub struct AttestArgs {
    /// The organisation or person
    pub who: String,
    /// individual, sole-trader, worker-owned, other-coop, nonprofit, public-body or for-profit
    #[arg(long, value_name = "CLASS")]
    pub class: String,
    /// All of the surplus goes to those who work there
    #[arg(long)]
    pub all_surplus_to_workers: bool,
    /// From this day (default: the day of the entry)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<Day>,
    /// To this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Option<Day>,
    /// Where others can read it: a link or a few words
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub evidence: String,
    /// A file that shows it: statutes, an extract of the register
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

impl AttestArgs {
    /// Records it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let class = class_of(&self.class)?;
        let home = open_home(everywhere)?;
        let mut commons = open_in(&home, everywhere)?;
        let evidence = match &self.file {
            Some(file) => vec![crate::files::open(&home)?.keep(file)?.hash],
            None => vec![],
        };
        let when = When::now(everywhere.day);
        let agent = commons.find_agent(&self.who)?;
        let attested = Attested {
            agent,
            class,
            all_surplus_to_workers: self.all_surplus_to_workers,
            source: &self.evidence,
            evidence,
            from: self.from.unwrap_or(when.day),
            to: self.to,
        };
        let fact = commons.attest(&attested, when)?;
        let needed = commons.judges().is_ok();
        let needed = needed.then(|| commons.policy(when.day).attesters);
        // How many have to say so is told by the rules, where they are known here.
        let counts = needed.map(|needed| count(needed.into(), "person has", "people have"));
        let counts = counts.map(|who| format!(" It counts when {who} said so;"));
        let text = format!(
            "Recorded as {}.{} others confirm it with `confirm {}`.",
            fact.short(),
            counts.unwrap_or_else(|| " It is for everybody to see;".to_owned()),
            fact.short()
        );
        Ok(Report::new(
            json!({"fact": fact.to_string(), "needed": needed}),
            text,
        ))
    }
}

/// The class that a person names.
pub fn class_of(text: &str) -> Result<AgentClass, Trouble> {
    text.parse()
        .map_err(|error: model::rsd1::policy::ClassError| {
            Trouble::usage(
                "Nothing was recorded",
                error.to_string(),
                "name who owns it",
            )
        })
}
