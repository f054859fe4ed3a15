//! `backup`: keeps all of this home in one file.

use clap::Args;
use std::path::PathBuf;

/// What `backup` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Keep the file as safe as a key: whoever has it can act as you until you notice."
)]
pub struct BackupArgs {
    /// The file to make
    pub file: PathBuf,
}
