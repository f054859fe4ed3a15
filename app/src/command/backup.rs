//! `backup`: keeps all of this home in one file.

use super::{Everywhere, Report, open_home};
use crate::chance;
use crate::commons::Commons;
use crate::deed::backup;
use crate::files;
use crate::trouble::Trouble;
use crate::words::count;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// What `backup` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright backup ana.backup\nKeep the file as safe as a key: whoever has it can act as you until you notice."
)]
pub struct BackupArgs {
    /// The file to make
    pub file: PathBuf,
}

impl BackupArgs {
    /// Writes the backup.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut home = open_home(everywhere)?;
        let mut all = vec![];
        for id in home.commons()? {
            all.push(Commons::open(&home, id)?);
        }
        if all.is_empty() {
            return Err(Trouble::new(
                "The backup was not made",
                "this home holds no commons",
                "found one with `new` or join one with `join`",
            ));
        }
        let files = files::open(&home)?;
        let made = backup::write(&home, &all, files.store(), &self.file)?;
        drop(files);
        home.change_settings(|settings| settings.backed_up_ms = Some(chance::now_ms()))?;
        let json = json!({
            "file": self.file.display().to_string(),
            "commons": made.commons,
            "files": made.files,
            "bytes": made.bytes,
        });
        let text = format!(
            "{} commons and {} are in {} ({} bytes). Keep it as safe as a key: whoever has it can act as you.",
            made.commons,
            count(made.files, "file", "files"),
            self.file.display(),
            made.bytes
        );
        Ok(Report::new(json, text))
    }
}
