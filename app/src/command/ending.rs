//! What `role end` and `remove` share: what stays, what it would do, and what it did.

use super::{Everywhere, OpenCommons, Report};
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::endings::{Cut, Cuts, Ending, Foreseen};
use crate::trouble::Trouble;
use crate::words::endings as words;
use clap::Args;
use model::id::{AgentId, DeviceId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What stays of somebody's work, and why they go.
#[derive(Debug, Clone, Args)]
pub struct StaysArgs {
    /// What stays of their work: here (all that is on this computer now), nothing, or a day (what was written until then)
    #[arg(long, value_name = "WHAT", default_value = "here")]
    pub keep: String,
    /// The same for one of their devices, as phone=nothing
    #[arg(long, value_name = "DEVICE=WHAT")]
    pub keep_of: Vec<String>,
    /// Why; everyone will read it
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    pub reason: String,
    /// Only say what it would do
    #[arg(long)]
    pub dry_run: bool,
}

/// Ends it, or says what that would do; `json` and `text` are what is said when it is done.
pub fn told(
    mut commons: OpenCommons,
    ending: Ending,
    stays: &StaysArgs,
    everywhere: &Everywhere,
    mut json: Value,
    text: String,
) -> Result<Report, Trouble> {
    let when = When::now(everywhere.day);
    let cuts = cuts_of(&commons, ending, stays)?;
    let foreseen = commons.foresee(ending, &cuts, when)?;
    let effects = effects(&commons, &foreseen);
    let devices = foreseen.devices.iter().map(|(device, loss)| {
        json!({
            "device": device.to_string(),
            "changes_aside": loss.changes_aside,
            "entries_aside": loss.entries_aside,
        })
    });
    json["devices"] = devices.collect();
    json["persons_too"] = foreseen.persons.iter().map(ToString::to_string).collect();
    json["closes"] = foreseen.closes.iter().map(ToString::to_string).collect();
    json["done"] = json!(!stays.dry_run);
    if stays.dry_run {
        json["more"] = json!(foreseen.more);
        let mut lines = effects;
        if foreseen.more > 0 {
            lines.push(words::needs_more(
                foreseen.more,
                &called(&commons, &foreseen.could),
            ));
        }
        return Ok(Report::new(json, lines.join("\n")));
    }
    let ended = commons.end(ending, &cuts, &stays.reason, when)?;
    json["fact"] = json!(ended.act.to_string());
    json["more"] = json!(ended.more);
    let mut lines = match ended.more {
        0 => vec![text],
        more => vec![
            words::needs_more(more, &called(&commons, &ended.could)),
            words::cosign_it(&ended.act.short()),
        ],
    };
    lines.extend(effects);
    Ok(Report::new(json, lines.join("\n")))
}

/// The device of a person that is meant by its name, its id or the beginning of one.
pub fn device_of(commons: &Commons, person: AgentId, text: &str) -> Result<DeviceId, Trouble> {
    let wanted = text.trim().to_lowercase();
    let theirs = commons
        .charter()
        .devices()
        .filter(|device| device.person == person);
    let is_meant = |device: &DeviceId| {
        commons.device_called(*device).to_lowercase() == wanted
            || (wanted.len() >= 6 && device.to_string().starts_with(&wanted))
    };
    let meant: Vec<DeviceId> = theirs.map(|device| device.id).filter(is_meant).collect();
    match meant.as_slice() {
        [one] => Ok(*one),
        [] => Err(Trouble::new(
            "The device was not found",
            format!("{} has none called \"{text}\"", commons.called(person)),
            "see them with `person list --json`",
        )),
        several => Err(Trouble::usage(
            "It is not clear which device is meant",
            format!("{} of them are called \"{text}\"", several.len()),
            "name it by its id, as `person list --json` shows it",
        )),
    }
}

fn cuts_of(commons: &Commons, ending: Ending, stays: &StaysArgs) -> Result<Cuts, Trouble> {
    let mut devices = BTreeMap::new();
    for text in &stays.keep_of {
        let (Some((label, what)), Some(person)) = (text.split_once('='), commons.person_of(ending))
        else {
            return Err(not_clear(text));
        };
        devices.insert(device_of(commons, person, label)?, cut_of(what)?);
    }
    Ok(Cuts {
        usual: cut_of(&stays.keep)?,
        devices,
    })
}

fn cut_of(text: &str) -> Result<Cut, Trouble> {
    match text.trim() {
        "here" => Ok(Cut::Here),
        "nothing" => Ok(Cut::Nothing),
        day => day.parse().map(Cut::Until).map_err(|_| not_clear(text)),
    }
}

fn not_clear(text: &str) -> Trouble {
    Trouble::usage(
        "It is not clear what stays",
        format!("\"{text}\" was not understood"),
        "use --keep here, --keep nothing or --keep 2026-03-31, and --keep-of phone=nothing for one device",
    )
}

fn effects(commons: &Commons, foreseen: &Foreseen) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for (device, loss) in &foreseen.devices {
        let label = commons.device_called(*device);
        lines.push(format!(
            "{label}: {}; {}.",
            words::stays(loss.changes, loss.entries),
            words::goes(loss.changes_aside, loss.entries_aside)
        ));
    }
    if !foreseen.persons.is_empty() {
        lines.push(words::persons_too(&called(commons, &foreseen.persons)));
    }
    let roles = foreseen.roles.iter();
    lines.extend(roles.map(|(person, role)| words::role_too(&commons.called(*person), *role)));
    lines.extend(commons.closes_words(foreseen));
    lines
}

fn called(commons: &Commons, who: &[AgentId]) -> Vec<String> {
    who.iter().map(|person| commons.called(*person)).collect()
}
