//! `recover`: coming back as the same person after all one's devices were lost.

use super::{Everywhere, OpenCommons, Report, open_commons, open_home, open_in};
use crate::commons::{ComingBack, Commons};
use crate::deed::When;
use crate::deed::recovery::{Return, come_back};
use crate::engine::with_places;
use crate::home::this_computer;
use crate::trouble::Trouble;
use crate::words::{recovery as words, spoken};
use clap::{Args, Subcommand};
use model::recovery::{BackRequest, WayBack};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What `recover` is told.
#[derive(Debug, Args)]
pub struct RecoverArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: RecoverAction,
}

/// The steps, in their order.
#[derive(Debug, Subcommand)]
pub enum RecoverAction {
    /// Make the line that leads somebody who lost their devices back here
    #[command(after_help = "Example:\n  commonwright recover line Ana --qr ana.svg")]
    Line {
        /// Who lost them
        person: String,
        /// Write it as a QR picture (SVG)
        #[arg(long, value_name = "FILE")]
        qr: Option<PathBuf>,
    },
    /// On the new device: ask to be taken back, and get the answer for those who vouch
    #[command(after_help = "Example:\n  commonwright recover ask commonwright-back:... --lost")]
    Ask {
        /// The line that you were given
        line: String,
        /// The old devices were lost or stolen: of them only what is met first stays
        #[arg(long)]
        lost: bool,
        /// What this device is called
        #[arg(long, value_name = "NAME")]
        device: Option<String>,
        /// Write the answer as a QR picture (SVG)
        #[arg(long, value_name = "FILE")]
        qr: Option<PathBuf>,
    },
    /// Vouch for who asks, after having spoken with them
    #[command(
        after_help = "Examples:\n  commonwright recover vouch commonwright-ask:...         say who asks, and the words to compare\n  commonwright recover vouch commonwright-ask:... --yes\n  commonwright recover vouch Ana --yes"
    )]
    Vouch {
        /// Their answer; or their name, where somebody has vouched already
        answer: String,
        /// Vouch, after having compared the words
        #[arg(long)]
        yes: bool,
    },
    /// List who waits to be taken back
    #[command(after_help = "Example:\n  commonwright recover list")]
    List,
}

impl RecoverArgs {
    /// Does one step.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        match &self.action {
            RecoverAction::Line { person, qr } => line(person, qr.as_deref(), everywhere),
            RecoverAction::Ask {
                line,
                lost,
                device,
                qr,
            } => {
                let back = ComingBack {
                    way: line.parse()?,
                    label: device.clone().unwrap_or_else(this_computer),
                    lost: *lost,
                };
                ask(&back, qr.as_deref(), everywhere)
            }
            RecoverAction::Vouch { answer, yes } => {
                vouch(open_commons(everywhere)?, answer, *yes, everywhere)
            }
            RecoverAction::List => open_commons(everywhere).map(|commons| list(&commons)),
        }
    }
}

fn line(person: &str, qr: Option<&Path>, everywhere: &Everywhere) -> Result<Report, Trouble> {
    let home = with_places(open_home(everywhere)?);
    let commons = open_in(&home, everywhere)?;
    let person = commons.find_agent(person)?;
    let addresses = super::invite::addresses(&home, &[]);
    let way: WayBack = commons.way_back(person, addresses)?;
    let text = way.to_string();
    if let Some(file) = qr {
        super::invite::write_qr(file, &text)?;
    }
    let json = json!({"line": text, "person": commons.called(person)});
    Ok(Report::new(
        json,
        format!("{text}\n\n{}", words::GIVE_BY_COMMAND),
    ))
}

fn ask(back: &ComingBack, qr: Option<&Path>, everywhere: &Everywhere) -> Result<Report, Trouble> {
    let mut home = open_home(everywhere)?;
    let commons = come_back(&home, back)?;
    let Some(request) = commons.back_request()? else {
        return Err(Trouble::new(
            words::NOT_ASKED,
            "this home belongs to that commons again",
            "nothing needs to be done",
        ));
    };
    let answer = request.to_string();
    if let Some(file) = qr {
        super::invite::write_qr(file, &answer)?;
    }
    let spoken = spoken::key(request.act.new);
    let name = &back.way.person_name;
    home.change_settings(|settings| settings.person_name = name.clone())?;
    let text = format!(
        "{answer}\n\n{}\n  {spoken}\n{}",
        words::ASKING,
        words::WAITING_BY_COMMAND
    );
    let json = json!({
        "answer": answer,
        "words": spoken,
        "commons": back.way.commons_name,
        "person": name,
    });
    Ok(Report::new(json, text))
}

fn vouch(
    mut commons: OpenCommons,
    answer: &str,
    yes: bool,
    everywhere: &Everywhere,
) -> Result<Report, Trouble> {
    let when = When::now(everywhere.day);
    let asked = Asked::read(&commons, answer)?;
    if !yes {
        let text = format!(
            "{}\n  {}\n{}\n{}",
            words::asks(&asked.name, &asked.label),
            asked.spoken,
            words::BE_SURE,
            crate::words::devices::NOT_YET
        );
        return Ok(Report::new(asked.json(false, None), text));
    }
    match &asked.by {
        By::Line(request) => commons.vouch_for(request, when)?,
        By::Waiting(act) => commons.vouch_too(*act, when)?,
    }
    let left = commons.returns().into_iter();
    let more = left
        .filter(|one| one.device == asked.device)
        .map(|one| one.more)
        .next();
    Ok(Report::new(
        asked.json(true, more),
        words::you_vouched(&asked.name, more),
    ))
}

/// Who asks, and how they are known here.
struct Asked {
    by: By,
    name: String,
    label: String,
    device: model::id::DeviceId,
    spoken: String,
}

enum By {
    Line(Box<BackRequest>),
    Waiting(model::id::FactId),
}

impl Asked {
    fn read(commons: &Commons, answer: &str) -> Result<Asked, Trouble> {
        let by_name = |person| {
            commons
                .returns()
                .into_iter()
                .find(|one| one.person == person)
        };
        if let Some(one) = commons.find_agent(answer).ok().and_then(by_name) {
            return Ok(Asked {
                name: commons.called(one.person),
                label: one.label,
                device: one.device,
                spoken: spoken::key(one.device),
                by: By::Waiting(one.act),
            });
        }
        let request: BackRequest = answer.parse()?;
        commons.check_request(&request)?;
        Ok(Asked {
            name: commons.called(request.act.person),
            label: request.act.device.label.clone(),
            device: request.act.new,
            spoken: spoken::key(request.act.new),
            by: By::Line(Box::new(request)),
        })
    }

    fn json(&self, vouched: bool, more: Option<u32>) -> Value {
        json!({
            "person": self.name,
            "device": self.label,
            "words": self.spoken,
            "vouched": vouched,
            "more": more.unwrap_or(0),
        })
    }
}

fn list(commons: &Commons) -> Report {
    let returns = commons.returns();
    let names = |one: &Return| -> Vec<String> {
        one.signers.iter().map(|who| commons.called(*who)).collect()
    };
    let line = |one: &Return| {
        format!(
            "{}\n  {}\n  {}",
            words::asks(&commons.called(one.person), &one.label),
            spoken::key(one.device),
            words::vouched(&names(one), one.more),
        )
    };
    let object = |one: &Return| {
        json!({
            "act": one.act.to_string(),
            "person": commons.called(one.person),
            "device": one.label,
            "words": spoken::key(one.device),
            "vouched": names(one),
            "more": one.more,
            "may_vouch": one.may_vouch,
        })
    };
    let text: Vec<String> = returns.iter().map(line).collect();
    let objects: Vec<Value> = returns.iter().map(object).collect();
    let text = match text.is_empty() {
        true => words::NOBODY.to_owned(),
        false => text.join("\n"),
    };
    Report::new(json!({"waiting": objects}), text)
}
