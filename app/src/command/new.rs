//! `new`: founds a commons.

use super::{Everywhere, Report, open_home};
use crate::deed::When;
use crate::deed::people::{Founding, found};
use crate::trouble::Trouble;
use clap::{Args, ValueEnum};
use model::rsd1::Preset;
use serde_json::json;

/// What `new` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright new \"Valley Tools\" --person Ana --preset copyfair --reviewers 1 --attesters 1"
)]
pub struct NewArgs {
    /// The name of the commons
    pub name: String,
    /// Your own name
    #[arg(long, value_name = "NAME")]
    pub person: String,
    /// The rules of reciprocity to start with
    #[arg(long, value_enum, default_value = "copyfair")]
    pub preset: PresetName,
    /// Anyone who knows its address may read it
    #[arg(long)]
    pub open: bool,
    /// What the commons is for
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub purpose: String,
    /// How many others must review a contribution (default: as the preset says)
    #[arg(long, value_name = "PEOPLE")]
    pub reviewers: Option<u32>,
    /// How many people must vouch for who owns an organisation (default: as the preset says)
    #[arg(long, value_name = "PEOPLE")]
    pub attesters: Option<u32>,
    /// How many stewards close a period (default: as the preset says)
    #[arg(long, value_name = "STEWARDS")]
    pub quorum: Option<u32>,
    /// What this device is called
    #[arg(long, value_name = "NAME")]
    pub device: Option<String>,
}

/// The presets of the reciprocity rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PresetName {
    /// The Peer Production License, word for word
    PplFaithful,
    /// Contribute or pay
    Copyfair,
    /// A suggestion, never a demand
    Lenient,
}

impl NewArgs {
    /// Founds the commons.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut home = open_home(everywhere)?;
        let device = self
            .device
            .clone()
            .unwrap_or_else(crate::home::this_computer);
        let founding = Founding {
            name: &self.name,
            purpose: &self.purpose,
            person: &self.person,
            device: &device,
            preset: self.preset.preset(),
            open: self.open,
            reviewers: self.reviewers,
            attesters: self.attesters,
            quorum: self.quorum,
        };
        let commons = found(&home, &founding, When::now(everywhere.day))?;
        home.change_settings(|settings| settings.person_name.clone_from(&self.person))?;
        let json = json!({
            "commons": commons.charter().name(),
            "id": commons.id().to_string(),
            "person": self.person,
            "device": device,
        });
        let text = format!(
            "{} is founded. You are {}, its first steward.\nInvite others with `commonwright invite`.",
            self.name, self.person
        );
        Ok(Report::new(json, text))
    }
}

impl PresetName {
    fn preset(self) -> Preset {
        match self {
            PresetName::PplFaithful => Preset::PplFaithful,
            PresetName::Copyfair => Preset::CopyFair,
            PresetName::Lenient => Preset::Lenient,
        }
    }
}
