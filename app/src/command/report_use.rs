//! `use`: reports the use of designs.

use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::entries::{Used, UsedPart};
use crate::trouble::Trouble;
use crate::words::ledger as words;
use clap::{Args, ValueEnum};
use model::day::Day;
use model::id::DocumentId;
use serde_json::json;

/// What `use` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright use --agent Acme --design \"Seed cleaner\" --kind commercial --from 2026-01-01 --to 2026-03-31 --revenue 45,000.00"
)]
pub struct UseArgs {
    /// Who used them
    #[arg(long = "agent", value_name = "NAME")]
    pub user: String,
    /// A design, or DESIGN@VERSION; several may be given
    #[arg(long, value_name = "DESIGN", required = true)]
    pub design: Vec<String>,
    /// For profit or not
    #[arg(long, value_enum)]
    pub kind: UseKind,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Day,
    /// The last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Day,
    /// What was earned with it
    #[arg(long, value_name = "AMOUNT", default_value = "0")]
    pub revenue: String,
    /// How many were made or sold
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    pub units: u64,
    /// Which part of the product each design is: one for all, or one for each --design, in their order
    #[arg(long, value_name = "p/q", default_value = "1")]
    pub part: Vec<String>,
    /// Say what it would lead to, and write nothing
    #[arg(long)]
    pub what_if: bool,
    /// A note
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub note: String,
}

/// Whether a use earns money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UseKind {
    /// It earns money
    Commercial,
    /// It does not
    NonCommercial,
}

impl UseArgs {
    /// Reports it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        if self.part.len() != 1 && self.part.len() != self.design.len() {
            return Err(words::parts_unclear(self.part.len(), self.design.len()));
        }
        let named = self
            .design
            .iter()
            .map(|text| design_and_version(&commons, text))
            .collect::<Result<Vec<_>, _>>()?;
        let parts = self.part.iter().cycle();
        let designs = named
            .iter()
            .zip(parts)
            .map(|((design, version), part)| UsedPart {
                design: *design,
                version: version.as_deref(),
                part,
            });
        let used = Used {
            user: commons.find_agent(&self.user)?,
            designs: designs.collect(),
            commercial: self.kind == UseKind::Commercial,
            from: self.from,
            to: self.to,
            revenue: &self.revenue,
            units: u32::try_from(self.units).unwrap_or(u32::MAX),
            note: &self.note,
        };
        if self.what_if {
            let page = commons.what_if(&used, When::now(everywhere.day))?;
            return Ok(Report::new(page.json(), page.text()));
        }
        let fact = commons.report_use(&used, When::now(everywhere.day))?;
        Ok(Report::new(
            json!({"fact": fact.to_string()}),
            format!("Reported as {}. Thank you.", fact.short()),
        ))
    }
}

fn design_and_version(
    commons: &Commons,
    text: &str,
) -> Result<(DocumentId, Option<String>), Trouble> {
    if let Ok(design) = commons.find_design(text) {
        return Ok((design, None));
    }
    match text.rsplit_once('@') {
        Some((design, version)) => Ok((commons.find_design(design)?, Some(version.to_owned()))),
        None => commons.find_design(text).map(|design| (design, None)),
    }
}
