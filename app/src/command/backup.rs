//! `backup`: keeps all of this home in one file.

use super::sealing::SealingArgs;
use super::{Everywhere, Report, open_home};
use crate::chance;
use crate::commons::Commons;
use crate::deed::backup;
use crate::files;
use crate::trouble::Trouble;
use crate::words::count;
use crate::words::passphrase as words;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// What `backup` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright backup ana.backup\nAt a terminal you are asked for a passphrase to seal the file with. A file that is not sealed must be kept as safe as a key: whoever has it can act as you until you notice."
)]
pub struct BackupArgs {
    /// The file to make
    pub file: PathBuf,
    /// Whether it is sealed
    #[command(flatten)]
    pub sealing: SealingArgs,
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
        let seal = self.sealing.seal(true)?;
        let files = files::open(&home)?;
        let made = backup::write(&home, &all, files.store(), &self.file, seal.as_ref())?;
        drop(files);
        home.change_settings(|settings| settings.backed_up_ms = Some(chance::now_ms()))?;
        let json = json!({
            "file": self.file.display().to_string(),
            "commons": made.commons,
            "files": made.files,
            "bytes": made.bytes,
            "sealed": seal.is_some(),
        });
        let text = format!(
            "{} commons and {} are in {} ({} bytes). {}",
            made.commons,
            count(made.files, "file", "files"),
            self.file.display(),
            made.bytes,
            match seal {
                Some(_) => words::BACKUP_SEALED,
                None => words::BACKUP_OPEN,
            }
        );
        Ok(Report::new(json, text))
    }
}
