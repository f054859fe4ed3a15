//! `profile`: what a person or an organisation is called, with a note and a picture.

use super::{Everywhere, OpenCommons, Report, open_commons};
use crate::deed::When;
use crate::deed::profile::ProfileChange;
use crate::files::{self, OwnFiles};
use crate::trouble::Trouble;
use clap::Args;
use model::id::AgentId;
use serde_json::json;
use std::path::PathBuf;

/// What `profile` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright profile --name \"Ana Lima\" --note \"Builds seeders\"\n  commonwright profile Acme --picture logo.png\n  commonwright profile Ben                 shows Ben's"
)]
pub struct ProfileArgs {
    /// Whose (default: your own)
    pub agent: Option<String>,
    /// What you, or they, are called from now on
    #[arg(long)]
    pub name: Option<String>,
    /// A few words; empty takes them away
    #[arg(long)]
    pub note: Option<String>,
    /// A picture: PNG, JPEG or WebP, at most 8 MB
    #[arg(long, value_name = "FILE", conflicts_with = "no_picture")]
    pub picture: Option<PathBuf>,
    /// Takes the picture away
    #[arg(long)]
    pub no_picture: bool,
}

impl ProfileArgs {
    /// Shows a profile, or changes it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let agent = match (&self.agent, commons.me()) {
            (Some(text), _) => commons.find_agent(text)?,
            (None, Some(me)) => me,
            (None, None) => return Err(nobody()),
        };
        let change = ProfileChange {
            name: self.name.clone(),
            note: self.note.clone(),
            picture: self.picture(&commons)?,
        };
        if change != ProfileChange::default() {
            commons.change_profile(agent, change, When::now(everywhere.day))?;
        }
        Ok(shown(&commons, agent))
    }

    fn picture(&self, commons: &OpenCommons) -> Result<Option<Option<files::Kept>>, Trouble> {
        if self.no_picture {
            return Ok(Some(None));
        }
        let Some(file) = &self.picture else {
            return Ok(None);
        };
        let store: OwnFiles = files::open(&commons.home)?;
        Ok(Some(Some(files::keep_picture(store.store(), file)?)))
    }
}

fn shown(commons: &OpenCommons, agent: AgentId) -> Report {
    let profile = commons.profiles().get(agent).cloned().unwrap_or_default();
    let name = commons.called(agent);
    let rivals: Vec<String> = commons
        .profiles()
        .rivals(agent)
        .map(|rival| rival.name.clone())
        .collect();
    let mut text = vec![name.clone()];
    if !profile.note.is_empty() {
        text.push(profile.note.clone());
    }
    if profile.picture.is_some() {
        text.push("With a picture.".to_owned());
    }
    for rival in &rivals {
        text.push(format!(
            "At the same time another device wrote \"{rival}\": write the name again to choose."
        ));
    }
    let json = json!({
        "id": agent.to_string(),
        "name": name,
        "note": profile.note,
        "picture": profile.picture.map(|(file, _)| file.to_string()),
        "others": rivals,
    });
    Report::new(json, text.join("\n"))
}

fn nobody() -> Trouble {
    Trouble::new(
        "There is no profile",
        "this device does not belong to anybody in this commons yet",
        "meet a peer so that your joining can come to an end",
    )
}
