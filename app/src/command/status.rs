//! `status`: where a person or an organisation stands, line by line.

use clap::Args;
use model::day::Day;

/// What `status` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright status Acme --as-of 2026-04-15")]
pub struct StatusArgs {
    /// The person or organisation (default: you)
    pub who: Option<String>,
    /// As things stand on this day (default: today)
    #[arg(long)]
    pub as_of: Option<Day>,
}
