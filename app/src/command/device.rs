//! `device`: your devices in this commons.

use super::{Everywhere, OpenCommons, Report, open_commons, open_home, open_in};
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::devices::{ADD_DAYS, Retiring};
use crate::engine::with_places;
use crate::trouble::Trouble;
use crate::words::{devices as words, keys::EARLIER_KEY, spoken};
use clap::{Args, Subcommand};
use model::charter::{Device, OutOfEffect};
use serde_json::{Value, json};
use std::path::PathBuf;

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
    /// List your devices, with their keys in words
    #[command(after_help = "Example:\n  commonwright device list")]
    List,
    /// Make an invitation with which a further device of yours joins as you
    #[command(after_help = "Example:\n  commonwright device add --qr phone.svg")]
    Add {
        /// For how many days it holds
        #[arg(long, value_name = "DAYS", default_value_t = ADD_DAYS)]
        days: u32,
        /// Write it as a QR picture (SVG)
        #[arg(long, value_name = "FILE")]
        qr: Option<PathBuf>,
    },
    /// Say what this device is called
    #[command(after_help = "Example:\n  commonwright device rename \"Workshop laptop\"")]
    Rename {
        /// Its new name
        name: String,
    },
    /// Compare the keys of somebody's devices with what stands on their screen
    #[command(
        after_help = "Examples:\n  commonwright device compare Ben         read the words to each other\n  commonwright device compare Ben --yes"
    )]
    Compare {
        /// The person
        person: String,
        /// They are the same: keep that, on this computer only
        #[arg(long)]
        yes: bool,
        /// Forget that they were compared
        #[arg(long, conflicts_with = "yes")]
        forget: bool,
    },
    /// Say that a device of yours is used no more
    #[command(
        after_help = "Examples:\n  commonwright device retire phone               say what would happen\n  commonwright device retire phone --lost --yes"
    )]
    Retire {
        /// The device, by its name or id
        device: String,
        /// It was lost or stolen: only what is on this computer of it stays
        #[arg(long)]
        lost: bool,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
        /// Do it, after having read what will happen
        #[arg(long)]
        yes: bool,
    },
}

impl DeviceArgs {
    /// Works with one's devices.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let when = When::now(everywhere.day);
        match &self.action {
            DeviceAction::List => open_commons(everywhere).map(|commons| list(&commons)),
            DeviceAction::Add { days, qr } => add(*days, qr.as_deref(), everywhere),
            DeviceAction::Rename { name } => {
                let mut commons = open_commons(everywhere)?;
                commons.name_device(name, when)?;
                let called = commons.device_called(commons.device());
                Ok(Report::new(
                    json!({"label": called}),
                    words::is_called(&called),
                ))
            }
            DeviceAction::Compare {
                person,
                yes,
                forget,
            } => super::device_compare::compare(
                open_commons(everywhere)?,
                person,
                (*yes, *forget),
                when.day,
            ),
            DeviceAction::Retire {
                device,
                lost,
                reason,
                yes,
            } => {
                let commons = open_commons(everywhere)?;
                let retiring = Retiring {
                    device: commons.find_own_device(device)?,
                    lost: *lost,
                    reason: reason.clone(),
                };
                retire(commons, &retiring, *yes, when)
            }
        }
    }
}

fn add(
    days: u32,
    qr: Option<&std::path::Path>,
    everywhere: &Everywhere,
) -> Result<Report, Trouble> {
    let home = with_places(open_home(everywhere)?);
    let mut commons = open_in(&home, everywhere)?;
    let addresses = super::invite::addresses(&home, &[]);
    let named = super::invite::where_to_meet(&addresses);
    let when = When::now(everywhere.day);
    let line = commons.invite_device(days, addresses, when)?.to_string();
    if let Some(file) = qr {
        super::invite::write_qr(file, &line)?;
    }
    let text = format!("{line}\n\n{}\n{named}", words::ADD_BY_COMMAND);
    Ok(Report::new(json!({"invitation": line}), text))
}

fn retire(
    mut commons: OpenCommons,
    retiring: &Retiring,
    yes: bool,
    when: When,
) -> Result<Report, Trouble> {
    commons.may_retire(retiring.device)?;
    let label = commons.device_called(retiring.device);
    let written = commons.written_by(retiring.device);
    let will = match retiring.lost {
        true => words::will_be_lost(&label, written.changes, written.documents),
        false => words::will_be_replaced(&label),
    };
    if yes {
        commons.retire_device(retiring, when)?;
    }
    let json = json!({
        "device": retiring.device.to_string(),
        "label": label,
        "retired": yes,
        "will": will,
        "stays": {"changes": written.changes, "documents": written.documents},
    });
    let text = match yes {
        true => words::was_retired(&label),
        false => format!("{will} {}\n{}", words::FOR_EVER, words::NOT_YET),
    };
    Ok(Report::new(json, text))
}

fn list(commons: &Commons) -> Report {
    let devices = commons.own_devices();
    let text: Vec<String> = devices.iter().map(|one| line(commons, one)).collect();
    let devices: Vec<Value> = devices.iter().map(|one| object(commons, one)).collect();
    Report::new(json!({"devices": devices}), text.join("\n"))
}

fn line(commons: &Commons, device: &Device) -> String {
    let mark = match (
        device.id == commons.device(),
        commons.was_this_device(device.id),
    ) {
        (true, _) => " (this one)",
        (_, true) => EARLIER_KEY,
        _ => "",
    };
    let ended = device
        .out
        .map(|out| format!(", {}", commons.device_ended(out)));
    format!(
        "{}{mark} {}{}\n  {}",
        commons.device_called(device.id),
        words::since(device.since),
        ended.unwrap_or_default(),
        spoken::key(device.id),
    )
}

fn object(commons: &Commons, device: &Device) -> Value {
    json!({
        "id": device.id.to_string(),
        "label": commons.device_called(device.id),
        "here": device.id == commons.device(),
        "earlier_key": commons.was_this_device(device.id),
        "since": device.since.to_string(),
        "words": spoken::key(device.id),
        "retired": matches!(device.out, Some(OutOfEffect::Retired(_))),
        "out": device.out.map(|out| commons.device_ended(out)),
    })
}
