//! `restore`: brings a backup back into a new home, under a new key.

use clap::Args;
use std::path::PathBuf;

/// What `restore` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright restore ana.backup --home NEW-FOLDER")]
pub struct RestoreArgs {
    /// The backup
    pub file: PathBuf,
    /// What this device is called
    #[arg(long)]
    pub device: Option<String>,
}
