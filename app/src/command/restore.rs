//! `restore`: brings a backup back into a new home, under a new key.

use super::sealing::OpeningArgs;
use super::{Everywhere, Report};
use crate::deed::{When, backup};
use crate::home::{Home, this_computer};
use crate::trouble::Trouble;
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What `restore` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright restore ana.backup --home NEW-FOLDER")]
pub struct RestoreArgs {
    /// The backup
    pub file: PathBuf,
    /// What this device is called
    #[arg(long, value_name = "NAME")]
    pub device: Option<String>,
    /// How it is opened
    #[command(flatten)]
    pub opening: OpeningArgs,
}

impl RestoreArgs {
    /// Restores into the home that is named, which must be new.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let place = match &everywhere.home {
            Some(place) => place.clone(),
            None => Home::usual_place()?,
        };
        let device = self.device.clone().unwrap_or_else(this_computer);
        let when = When::now(everywhere.day);
        let (_home, restored) = self.opening.open(
            |passphrase| backup::restore(&self.file, passphrase, &place, &device, when),
            &self.file,
        )?;
        let all: Vec<Value> = restored
            .commons
            .iter()
            .map(|it| json!({"commons": it.name, "id": it.id.to_string(), "person": it.person}))
            .collect();
        let json = json!({"commons": all, "files": restored.files, "device": restored.device});
        let mut text: Vec<String> = restored.commons.iter().map(|it| it.words()).collect();
        text.push(AFTER.to_owned());
        Ok(Report::new(json, text.join("\n")))
    }
}

const AFTER: &str = "This is a new device with a key of its own. Do not use the old one any more: \
    it does not know of this one.\nMeet a peer: what was done after the backup comes from there.";
