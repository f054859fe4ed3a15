//! `decide`: signs what people decide together, or lists all that waits.

use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::deciding::Undecided;
use crate::trouble::Trouble;
use crate::words::{decide as w, endings, rules};
use clap::Args;
use model::day::Day;
use model::id::AgentId;
use serde_json::{Value, json};

/// What `decide` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright decide\n  commonwright decide 3fa94c21\n\nRules, removals, agreements, pauses, the closing of a period, and what shall not count take several\nstewards; how a thing is shared takes all who share it."
)]
pub struct DecideArgs {
    /// What to sign, by its id or the beginning of one; without it, what waits is listed
    pub what: Option<String>,
}

impl DecideArgs {
    /// Signs it, or lists what waits.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let waiting = commons.undecided()?;
        let Some(text) = &self.what else {
            return Ok(list(&commons, &waiting, When::now(everywhere.day).day));
        };
        let wanted = text.trim().to_lowercase();
        let meant = waiting.iter();
        let meant: Vec<&Undecided> = meant
            .filter(|one| wanted.len() >= 6 && one.id.to_string().starts_with(&wanted))
            .collect();
        let [one] = meant.as_slice() else {
            return Err(w::not_waiting(text, meant.len()));
        };
        let more = commons.decide(one, When::now(everywhere.day))?;
        let text = match more {
            0 => format!("{}. {}", crate::words::capital(&one.what), w::COUNTS_NOW),
            more => format!(
                "{}. {}",
                crate::words::capital(&one.what),
                endings::needs_more(more, &[])
            ),
        };
        Ok(Report::new(
            json!({"id": one.id.to_string(), "what": one.what, "more": more}),
            text,
        ))
    }
}

fn list(commons: &Commons, waiting: &[Undecided], today: Day) -> Report {
    let called = |who: &[AgentId]| commons.called_all(who);
    let mut text = vec![];
    let mut all: Vec<Value> = vec![];
    for one in waiting {
        let (signers, could) = (called(&one.signers), called(&one.could));
        let passed = commons.passed_day(one.id, today);
        text.push(format!(
            "{}: {}. {}",
            one.id.short(),
            crate::words::capital(&one.what),
            passed.map_or_else(|| w::waits(&signers, one.more, &could), rules::passed)
        ));
        all.push(json!({
            "id": one.id.to_string(),
            "kind": if one.is_act { "act" } else { "entry" },
            "what": one.what,
            "signers": signers,
            "more": one.more,
            "could": could,
            "passed": passed.is_some(),
            "mine": passed.is_none() && commons.me().is_some_and(|me| one.could.contains(&me)),
        }));
    }
    if commons.judges().is_err() {
        text.push(crate::words::NOT_JUDGED_WHY.to_owned());
    } else if text.is_empty() {
        text.push(endings::NOTHING_WAITS.to_owned());
    }
    Report::new(json!({"waiting": all}), text.join("\n"))
}
