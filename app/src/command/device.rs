//! `device`: your devices in this commons.

use super::{Everywhere, Report, open_home, open_in};
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::people::Inviting;
use crate::engine::with_places;
use crate::trouble::Trouble;
use crate::words::keys::EARLIER_KEY;
use clap::{Args, Subcommand};
use model::charter::Role;
use serde_json::{Value, json};

/// What `device` is told.
#[derive(Debug, Args)]
pub struct DeviceArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: DeviceAction,
}

/// What can be done with devices.
#[derive(Debug, Subcommand)]
pub enum DeviceAction {
    /// List your devices
    #[command(after_help = "Example:\n  commonwright device list")]
    List,
    /// Make an invitation with which a second device of yours joins as you
    #[command(after_help = "Example:\n  commonwright device add")]
    Add {
        /// For how many days it holds
        #[arg(long, value_name = "DAYS", default_value_t = 2)]
        days: u32,
    },
}

impl DeviceArgs {
    /// Works with one's devices.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let home = match self.action {
            DeviceAction::List => open_home(everywhere)?,
            DeviceAction::Add { .. } => with_places(open_home(everywhere)?),
        };
        let mut commons = open_in(&home, everywhere)?;
        match self.action {
            DeviceAction::List => Ok(list(&commons)),
            DeviceAction::Add { days } => {
                let addresses = super::invite::addresses(&home, &[]);
                let named = addresses
                    .first()
                    .map_or(String::new(), |text| super::invite::where_to_meet(text));
                let inviting = Inviting {
                    role: Role::Guest,
                    uses: 1,
                    days,
                    for_person: commons.me(),
                    addresses,
                };
                let invitation = commons
                    .invite(inviting, When::now(everywhere.day))?
                    .to_string();
                let text = format!(
                    "{invitation}\n\nJoin with it on your other device. Whoever has it can act as you: hand it to nobody.\n{named}"
                );
                Ok(Report::new(json!({"invitation": invitation}), text))
            }
        }
    }
}

fn list(commons: &Commons) -> Report {
    let me = commons.me().and_then(|me| commons.charter().person(me));
    let ids = me.map(|person| person.devices.clone()).unwrap_or_default();
    let mut text = vec![];
    let mut devices: Vec<Value> = vec![];
    for device in ids.iter().filter_map(|id| commons.charter().device(*id)) {
        let here = device.id == commons.device();
        let earlier = commons.was_this_device(device.id);
        let mark = match (here, earlier) {
            (true, _) => " (this one)",
            (_, true) => EARLIER_KEY,
            _ => "",
        };
        text.push(format!("{}{mark} since {}", device.label, device.since));
        devices.push(json!({
            "id": device.id.to_string(),
            "label": device.label,
            "here": here,
            "earlier_key": earlier,
            "since": device.since.to_string(),
        }));
    }
    Report::new(json!({"devices": devices}), text.join("\n"))
}
