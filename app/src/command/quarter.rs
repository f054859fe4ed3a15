//! `quarter`: what a period brought, as a page for the assembly.

use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::look::quarter::quarter;
use crate::trouble::Trouble;
use clap::Args;
use model::day::Day;
use model::rsd1::Period;
use serde_json::json;
use std::path::PathBuf;

/// What `quarter` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright quarter 2026-Q1\n  commonwright quarter 2026-Q1 --as-of 2026-04-15 --to assembly"
)]
pub struct QuarterArgs {
    /// The period, as 2026-Q1, 2026-03 or 2026 (default: the one of today)
    pub period: Option<String>,
    /// As things stand on this day (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Day>,
    /// Write the page into this folder, for a browser or a printer
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// Replace the page that is there already
    #[arg(long, requires = "to")]
    pub overwrite: bool,
}

impl QuarterArgs {
    /// Makes it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let as_of = self.as_of.unwrap_or_else(|| When::now(everywhere.day).day);
        let period = match &self.period {
            Some(text) => read_period(&commons, text)?,
            None => commons.period_of(as_of),
        };
        let page = quarter(&mut commons, period, as_of)?;
        let file = match &self.to {
            Some(to) => Some(commons.write_page(period, &page, to, self.overwrite)?),
            None => None,
        };
        let section = |section: &crate::view::PageSection| json!({"title": section.title, "note": section.note, "headings": section.headings, "rows": section.rows});
        let json = json!({
            "title": page.title,
            "as_of": as_of.to_string(),
            "sections": page.sections.iter().map(section).collect::<Vec<_>>(),
            "code": page.foot.join(" "),
            "file": file.as_ref().map(|file| file.display().to_string()),
        });
        let text = match file {
            Some(file) => crate::words::quarter::written(&file),
            None => page.text(),
        };
        Ok(Report::new(json, text))
    }
}

/// A period of this commons as people write it.
pub fn read_period(commons: &Commons, text: &str) -> Result<Period, Trouble> {
    let period = Period::parse(text.trim()).ok_or_else(|| {
        Trouble::usage(
            "The period is not clear",
            format!("\"{text}\" is none"),
            "write it as 2026-Q1, 2026-03 or 2026",
        )
    })?;
    commons.is_period(period)?;
    Ok(period)
}
