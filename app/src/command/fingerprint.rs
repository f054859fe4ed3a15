//! `fingerprint`: one short code of the merged history.

use super::{Everywhere, Report, open_commons};
use crate::trouble::Trouble;
use clap::Args;
use serde_json::json;

/// `fingerprint` is told nothing.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright fingerprint")]
pub struct FingerprintArgs {}

impl FingerprintArgs {
    /// Computes it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let commons = open_commons(everywhere)?;
        let code = commons.core().fingerprint();
        let (documents, changes) = commons.holdings();
        let text = format!("{code}  ({documents} documents, {changes} changes)");
        Ok(Report::new(
            json!({"fingerprint": code, "documents": documents, "changes": changes}),
            text,
        ))
    }
}
