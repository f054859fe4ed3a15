//! `bundle`: carries changes on a stick.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What `bundle` is told.
#[derive(Debug, Args)]
pub struct BundleArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: BundleAction,
}

/// What can be done with a bundle.
#[derive(Debug, Subcommand)]
pub enum BundleAction {
    /// Write everything into one file
    Write {
        /// The file to make
        file: PathBuf,
        /// Only what this person's device lacked when last met
        #[arg(long = "for", value_name = "PEER")]
        for_peer: Option<String>,
        /// With the files of the designs
        #[arg(long)]
        files: bool,
    },
    /// Read a file, as if meeting the peer that wrote it
    Read {
        /// The file
        file: PathBuf,
    },
}
