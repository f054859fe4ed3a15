//! `demo`: builds a believable commons on three peers that meet over real connections.

use clap::Args;

/// What `demo` is told.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Do not open the window
    #[arg(long)]
    pub headless: bool,
}
