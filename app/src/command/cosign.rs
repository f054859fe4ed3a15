//! `cosign`: signs an act that needs several stewards, or lists those that wait.

use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::trouble::Trouble;
use crate::words::{endings as words, rules};
use clap::Args;
use model::day::Day;
use serde_json::{Value, json};

/// What `cosign` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright cosign\n  commonwright cosign 3fa94c21\n\nWith three stewards or more, removing one of them takes two. So do new rules, and a new device of\nsomebody who has lost all of theirs."
)]
pub struct CosignArgs {
    /// The act to sign, by its id or the beginning of one; without it, what waits is listed
    pub act: Option<String>,
}

impl CosignArgs {
    /// Signs it, or lists what waits.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let Some(text) = &self.act else {
            return Ok(list(&commons, When::now(everywhere.day).day));
        };
        let act = commons.find_act(text)?;
        let what = commons.act_in_words(act);
        let more = commons.cosign_act(act, When::now(everywhere.day))?;
        let text = match more {
            0 => format!("{what}. It counts now."),
            more => format!("{what}. {}", words::needs_more(more, &[])),
        };
        Ok(Report::new(
            json!({"act": act.to_string(), "what": what, "more": more}),
            text,
        ))
    }
}

fn list(commons: &Commons, today: Day) -> Report {
    let mut text = vec![];
    let mut waiting: Vec<Value> = vec![];
    for act in commons.charter().waiting() {
        let what = commons.asked_in_words(act.act);
        let names = |who: &std::collections::BTreeSet<model::id::AgentId>| -> Vec<String> {
            who.iter().map(|person| commons.called(*person)).collect()
        };
        let (signers, could) = (names(&act.signers), names(&act.could));
        let passed = commons.passed_day(act.act, today);
        let waits = passed.map_or_else(|| words::needs_more(act.more, &could), rules::passed);
        text.push(format!("{}: {what}. {waits}", act.act.short()));
        waiting.push(json!({
            "act": act.act.to_string(),
            "what": what,
            "signers": signers,
            "more": act.more,
            "could": could,
            "passed": passed.is_some(),
            "mine": passed.is_none() && commons.me().is_some_and(|me| act.could.contains(&me)),
        }));
    }
    if text.is_empty() {
        text.push(words::NOTHING_WAITS.to_owned());
    }
    Report::new(json!({"waiting": waiting}), text.join("\n"))
}
