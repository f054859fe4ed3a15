//! `import`: reads Open Know-How manifests into the catalogue.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::deed::import::Imported;
use crate::trouble::Trouble;
use clap::Args;
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// What `import` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright import manifests/ okh.toml")]
pub struct ImportArgs {
    /// Manifests, or folders with manifests
    #[arg(required = true)]
    pub path: Vec<PathBuf>,
}

impl ImportArgs {
    /// Reads the manifests.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let show = std::io::stderr().is_terminal();
        let imported = commons.import(&self.path, When::now(everywhere.day), |done, all| {
            if show {
                // Progress that cannot be shown is no reason to stop.
                let _ = write!(std::io::stderr(), "\r{done} of {all} manifests");
            }
        })?;
        if show {
            let _ = writeln!(std::io::stderr());
        }
        Ok(Report {
            good: !imported.designs.is_empty() || imported.refused.is_empty(),
            ..Report::new(json_of(&imported), text_of(&imported))
        })
    }
}

fn json_of(imported: &Imported) -> Value {
    let refused: Vec<Value> = imported
        .refused
        .iter()
        .map(|(file, reason)| json!({"file": file, "reason": reason}))
        .collect();
    let warning = |(file, field, reason): &(String, String, String)| json!({"file": file, "field": field, "reason": reason});
    let warnings: Vec<Value> = imported.warnings.iter().map(warning).collect();
    json!({"imported": imported.designs.len(), "refused": refused, "warnings": warnings})
}

fn text_of(imported: &Imported) -> String {
    let mut lines = vec![format!(
        "{} came in, {} did not.",
        imported.designs.len(),
        imported.refused.len()
    )];
    lines.extend(
        imported
            .refused
            .iter()
            .map(|(file, reason)| format!("refused  {file}: {reason}")),
    );
    lines.extend(
        imported
            .warnings
            .iter()
            .map(|(file, field, reason)| format!("look at  {file}, {field}: {reason}")),
    );
    lines.join("\n")
}
