//! `contribute`: logs a contribution, or corrects one.

use super::{Everywhere, Report, open_home, open_in};
use crate::deed::When;
use crate::deed::correcting::{Corrected, Correction};
use crate::deed::entries::Work;
use crate::trouble::Trouble;
use crate::words::{correcting, count};
use clap::Args;
use model::day::Day;
use model::id::FactId;
use serde_json::json;
use std::path::PathBuf;

/// What `contribute` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright contribute --type design --quantity 5h --design \"Seed cleaner\" --for Acme --day 2026-02-10\n  commonwright contribute --correct ENTRY --quantity 4h\nOf a correction, what is not said stays as it was; for whom it counts always does."
)]
pub struct ContributeArgs {
    /// design, documentation, translation, testing, review, fabrication, teaching, care, governance, machine-time, build-report, money or material
    #[arg(
        long = "type",
        value_name = "TYPE",
        required_unless_present = "correct"
    )]
    pub kind: Option<String>,
    /// How much: 5h, 90min, 1 (reports), 20.00 (money), 12 kWh (a unit of your own rules)
    #[arg(long, value_name = "QUANTITY", required_unless_present = "correct")]
    pub quantity: Option<String>,
    /// An entry of your work that is not right: this one takes its place
    #[arg(long, value_name = "ENTRY", conflicts_with_all = ["on_behalf", "person"])]
    pub correct: Option<String>,
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
    /// The last day of the work (default: the day of the entry)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Option<Day>,
    /// A thing that several deliver together: this is a share of it
    #[arg(long, value_name = "NAME", requires = "share")]
    pub part_of: Option<String>,
    /// Which share of it, as 1/2
    #[arg(long, value_name = "p/q", requires = "part_of")]
    pub share: Option<String>,
    /// Which part of it a machine or a program made; only human time is logged
    #[arg(long, value_name = "TEXT")]
    pub machine: Option<String>,
    /// A file that shows it
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
    /// A note
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
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
        let kind = self.kind.as_deref();
        let kind = kind.map(|kind| kind.trim().to_lowercase().replace('-', "_"));
        let part_of = self.part_of.as_deref().zip(self.share.as_deref());
        let when = When::now(everywhere.day);
        if let Some(entry) = &self.correct {
            let change = Corrected {
                kind: kind.as_deref(),
                quantity: self.quantity.as_deref(),
                design: design.map(Some),
                from: self.from,
                to: self.to,
                part_of: part_of.map(Some),
                evidence,
                machine: self.machine.as_deref(),
                note: self.note.as_deref(),
            };
            let earlier = commons.find_fact(entry)?;
            let written = commons.correct(earlier, &change, when)?;
            return Ok(corrected(earlier, written));
        }
        let work = Work {
            kind: kind.as_deref().unwrap_or_default(),
            quantity: self.quantity.as_deref().unwrap_or_default(),
            design,
            on_behalf,
            provider,
            from: self.from,
            to: self.to,
            evidence,
            part_of,
            machine: self.machine.as_deref().unwrap_or_default(),
            note: self.note.as_deref().unwrap_or_default(),
        };
        let fact = commons.contribute(&work, when)?;
        let mut text = format!(
            "Logged as {}. Everyone in this commons will see it",
            fact.short()
        );
        // By how many it has to be reviewed is told by the rules, where they are known here.
        match commons.judges() {
            Ok(()) => {
                let needed = commons.policy(when.day).reviews;
                let others = count(needed.into(), "other person has", "other people have");
                text.push_str(&format!("; it counts when {others} reviewed it."));
            }
            Err(_) => text.push('.'),
        }
        if let Some(provider) = provider.filter(|provider| commons.me() != Some(*provider)) {
            let (who, fact) = (commons.called(provider), fact.short());
            text.push_str(&format!(
                " Before that {who} has to confirm it with `confirm {fact}`."
            ));
        }
        Ok(Report::new(json!({"fact": fact.to_string()}), text))
    }
}

fn corrected(earlier: FactId, written: Correction) -> Report {
    let (fact, keeps) = (written.fact, written.keeps_reviews);
    Report::new(
        json!({
            "fact": fact.to_string(),
            "corrects": earlier.to_string(),
            "keeps_reviews": keeps,
        }),
        correcting::told(&earlier.short(), &fact.short(), keeps),
    )
}
