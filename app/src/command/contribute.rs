//! `contribute`: logs a contribution.

use super::{Everywhere, Report, open_home, open_in};
use crate::deed::When;
use crate::deed::entries::Work;
use crate::trouble::Trouble;
use crate::words::count;
use clap::Args;
use model::day::Day;
use serde_json::json;
use std::path::PathBuf;

/// What `contribute` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright contribute --type design --quantity 5h --design \"Seed cleaner\" --for Acme --day 2026-02-10"
)]
pub struct ContributeArgs {
    /// design, documentation, translation, testing, review, fabrication, teaching, care, governance, machine-time, build-report, money or material
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: String,
    /// How much: 5h, 90min, 1 (reports), 20.00 (money)
    #[arg(long, value_name = "QUANTITY")]
    pub quantity: String,
    /// The design it was for
    #[arg(long, value_name = "DESIGN")]
    pub design: Option<String>,
    /// The organisation in whose name it counts
    #[arg(long = "for", value_name = "ORG")]
    pub on_behalf: Option<String>,
    /// In another person's name; it waits until that person confirms it
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
    /// The first day of the work, when it took several (default: the day of the entry)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<Day>,
    /// A thing that several deliver together: this is a share of it
    #[arg(long, value_name = "NAME", requires = "share")]
    pub part_of: Option<String>,
    /// Which share of it, as 1/2
    #[arg(long, value_name = "p/q", requires = "part_of")]
    pub share: Option<String>,
    /// A file that shows it
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
    /// A note
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub note: String,
}

impl ContributeArgs {
    /// Logs it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let home = open_home(everywhere)?;
        let mut commons = open_in(&home, everywhere)?;
        let agent = |name: &Option<String>| {
            name.as_deref()
                .map(|name| commons.find_agent(name))
                .transpose()
        };
        let (on_behalf, provider) = (agent(&self.on_behalf)?, agent(&self.person)?);
        let design = self
            .design
            .as_deref()
            .map(|text| commons.find_design(text))
            .transpose()?;
        let evidence = match &self.evidence {
            Some(file) => vec![crate::files::open(&home)?.keep(file)?.hash],
            None => vec![],
        };
        let work = Work {
            kind: &self.kind.trim().to_lowercase().replace('-', "_"),
            quantity: &self.quantity,
            design,
            on_behalf,
            provider,
            from: self.from,
            evidence,
            part_of: self.part_of.as_deref().zip(self.share.as_deref()),
            note: &self.note,
        };
        let when = When::now(everywhere.day);
        let fact = commons.contribute(&work, when)?;
        let needed = commons.policy(when.day).reviews;
        let mut text = format!(
            "Logged as {}. Everyone in this commons will see it; it counts when {} reviewed it.",
            fact.short(),
            count(needed.into(), "other person has", "other people have")
        );
        if let Some(provider) = provider.filter(|provider| commons.me() != Some(*provider)) {
            let (who, fact) = (commons.called(provider), fact.short());
            text.push_str(&format!(
                " Before that {who} has to confirm it with `confirm {fact}`."
            ));
        }
        Ok(Report::new(json!({"fact": fact.to_string()}), text))
    }
}
