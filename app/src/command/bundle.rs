//! `bundle`: carries changes on a stick.

use super::sealing::{OpeningArgs, SealingArgs};
use super::{Everywhere, Report, chosen, open_home, open_in, tell_news};
use crate::commons::Commons;
use crate::deed::bundle;
use crate::files;
use crate::home::Home;
use crate::trouble::Trouble;
use crate::words::count;
use crate::words::passphrase as words;
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};
use sync::drivers::seal::Seal;

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
    #[command(after_help = "Example:\n  commonwright bundle write valley.bundle --files")]
    Write {
        /// The file to make
        file: PathBuf,
        /// Only what this person's device lacked when last met
        #[arg(long = "for", value_name = "PEER")]
        for_peer: Option<String>,
        /// With the files of the designs
        #[arg(long)]
        files: bool,
        /// Whether it is sealed
        #[command(flatten)]
        sealing: SealingArgs,
    },
    /// Read a file, as if meeting the peer that wrote it
    #[command(after_help = "Example:\n  commonwright bundle read valley.bundle")]
    Read {
        /// The file
        file: PathBuf,
        /// How it is opened
        #[command(flatten)]
        opening: OpeningArgs,
    },
}

impl BundleArgs {
    /// Writes or reads a bundle.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let home = open_home(everywhere)?;
        match &self.action {
            BundleAction::Write {
                file,
                for_peer,
                files,
                sealing,
            } => {
                let commons = open_in(&home, everywhere)?;
                // What everybody may read needs no seal.
                let seal = sealing.seal(!commons.charter().is_open())?;
                let seal = seal.as_ref();
                write(&home, &commons, file, for_peer.as_deref(), *files, seal)
            }
            BundleAction::Read { file, opening } => read(&home, everywhere, file, opening),
        }
    }
}

fn write(
    home: &Home,
    commons: &Commons,
    file: &Path,
    for_peer: Option<&str>,
    with_files: bool,
    seal: Option<&Seal>,
) -> Result<Report, Trouble> {
    let person = for_peer.map(|name| commons.find_agent(name)).transpose()?;
    let files = with_files.then(|| files::open(home)).transpose()?;
    let store = files.as_ref().map(|files| files.store());
    let written = commons.write_bundle(file, person, store, seal)?;
    let json = json!({
        "changes": written.changes,
        "files": written.files,
        "bytes": written.bytes,
        "sealed": seal.is_some(),
    });
    let text = format!(
        "{} and {} are in {} ({} bytes). {}",
        count(written.changes, "change", "changes"),
        count(written.files, "file", "files"),
        file.display(),
        written.bytes,
        match seal {
            Some(_) => words::SEALED,
            None => words::STICK_OPEN,
        }
    );
    Ok(Report::new(json, text))
}

fn read(
    home: &Home,
    everywhere: &Everywhere,
    file: &Path,
    opening: &OpeningArgs,
) -> Result<Report, Trouble> {
    let here = home.commons()?;
    let bundle = opening.open(|passphrase| bundle::open(file, passphrase, &here), file)?;
    let id = match &everywhere.commons {
        Some(name) => chosen(home, Some(name))?,
        None => bundle.head().commons,
    };
    let mut commons = Commons::open(home, id)?;
    let has_files = !bundle.files().map_err(bundle::not_read)?.is_empty();
    let files = has_files.then(|| files::open(home)).transpose()?;
    let read = commons.read_bundle(&bundle, files.as_ref().map(|files| files.store()))?;
    tell_news(&mut commons);
    let json = json!({
        "changes": read.changes,
        "files": read.files,
        "bytes": read.bytes,
        "refused": read.refused,
        "waiting": read.waiting,
    });
    let mut text = format!(
        "{} and {} new here.",
        count(read.changes, "change", "changes"),
        count(read.files, "file", "files")
    );
    if read.refused > 0 {
        text.push_str(&format!(
            "\n{} changes were refused - they break the rules of this commons - whoever wrote the bundle can run `check`.",
            read.refused
        ));
    }
    if read.waiting > 0 {
        text.push_str(&format!(
            "\n{} changes wait - they build on others that are not in the bundle - ask for a bundle of everything, or meet a peer.",
            read.waiting
        ));
    }
    Ok(Report::new(json, text))
}
