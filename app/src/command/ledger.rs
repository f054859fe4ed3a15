//! `ledger`: the books, entry by entry; or into a folder, in formats that others read.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::deed::export::{Exported, Exporting, Format};
use crate::look::ledger::{EntryPage, entries};
use crate::trouble::Trouble;
use clap::{Args, ValueEnum};
use model::day::Day;
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// What `ledger` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright ledger --of Acme --most 20\n  commonwright ledger --export csv,jsonld --to books-2026"
)]
pub struct LedgerArgs {
    /// Only entries of this person or organisation
    #[arg(long, value_name = "NAME")]
    pub of: Option<String>,
    /// At most so many, newest first
    #[arg(long, value_name = "ENTRIES", default_value_t = 200)]
    pub most: usize,
    /// Write the books into a folder instead
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMAT", conflicts_with_all = ["of", "most"])]
    pub export: Vec<ExportFormat>,
    /// The folder (default: the one you are in)
    #[arg(long, value_name = "DIR", requires = "export")]
    pub to: Option<PathBuf>,
    /// As things stand on this day (default: today)
    #[arg(long, value_name = "YYYY-MM-DD", requires = "export")]
    pub as_of: Option<Day>,
    /// Replace files that are there already
    #[arg(long, requires = "export")]
    pub overwrite: bool,
}

/// What the books can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Tables: contributions, uses, fees, payments, and the parts list of each design
    Csv,
    /// ValueFlows 1.0 in JSON-LD, for programs of economic networks
    #[value(name = "jsonld")]
    JsonLd,
    /// The entries themselves, one JSON object a line, for programs that compute everything again
    Facts,
}

impl LedgerArgs {
    /// Lists the books, newest first, or writes them.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        if !self.export.is_empty() {
            return self.write(everywhere);
        }
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

    fn write(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let mut formats: Vec<Format> = self.export.iter().map(|format| format.format()).collect();
        formats.sort_unstable();
        formats.dedup();
        let exporting = Exporting {
            formats: &formats,
            to: self.to.as_deref().unwrap_or(".".as_ref()),
            as_of: self.as_of.unwrap_or_else(|| When::now(everywhere.day).day),
            overwrite: self.overwrite,
        };
        let show = std::io::stderr().is_terminal();
        let exported = commons.export_books(&exporting, |name| {
            if show {
                // Progress that cannot be shown is no reason to stop.
                let _ = writeln!(std::io::stderr(), "{name} ...");
            }
        })?;
        Ok(Report::new(exported.json(), exported.text()))
    }
}

impl ExportFormat {
    fn format(self) -> Format {
        match self {
            ExportFormat::Csv => Format::Csv,
            ExportFormat::JsonLd => Format::JsonLd,
            ExportFormat::Facts => Format::Facts,
        }
    }
}

impl Exported {
    fn json(&self) -> Value {
        let file = |file: &crate::deed::export::ExportedFile| json!({"file": file.name, "bytes": file.bytes, "count": file.count});
        json!({
            "folder": self.folder.display().to_string(),
            "files": self.files.iter().map(file).collect::<Vec<_>>(),
            "as_of": self.as_of.to_string(),
            "fingerprint": self.fingerprint,
        })
    }

    fn text(&self) -> String {
        let mut lines: Vec<String> = self
            .files
            .iter()
            .map(|file| format!("  {}  {} bytes", file.name, file.bytes))
            .collect();
        lines.insert(0, format!("Written to {}:", self.folder.display()));
        lines.push(format!(
            "As of {}  fingerprint {}",
            self.as_of, self.fingerprint
        ));
        lines.join("\n")
    }
}
