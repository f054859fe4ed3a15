//! `policy`: the rules of a commons: shown, proposed, tried out on all that happened.

use super::{Everywhere, OpenCommons, Report, open_commons};
use crate::commons::Commons;
use crate::deed::rules::Simulated;
use crate::deed::{When, rules_file};
use crate::look::status::amount;
use crate::trouble::Trouble;
use crate::words::reciprocity::standing;
use crate::words::{self, endings, rules as w};
use clap::{Args, Subcommand};
use model::day::Day;
use model::id::AgentId;
use model::rsd1::{Policy, Preset, Status};
use serde_json::{Value, json};
use std::path::PathBuf;

/// What `policy` is told.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: PolicyAction,
}

/// What can be done with rules.
#[derive(Debug, Subcommand)]
pub enum PolicyAction {
    /// Show the rules, what was adopted before, and what is proposed
    #[command(
        after_help = "Examples:\n  commonwright policy show\n  commonwright policy show --json > rules.json\n  commonwright policy show --preset lenient --json > lenient.json"
    )]
    Show {
        /// One of the ready-made sets instead: copyfair, ppl-faithful or lenient
        #[arg(long, value_name = "NAME")]
        preset: Option<String>,
    },
    /// Propose the rules of a file, as `policy show --json` writes it; other stewards sign with `decide`
    #[command(after_help = "Example:\n  commonwright policy propose rules.json --from 2026-07-01")]
    Propose {
        /// The file
        file: PathBuf,
        /// The first day on which they are in force (default: the first day of the next period)
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<Day>,
    },
    /// Where everybody would stand if the rules of a file had held from the beginning
    #[command(
        after_help = "Example:\n  commonwright policy simulate rules.json --as-of 2026-04-15"
    )]
    Simulate {
        /// The file
        file: PathBuf,
        /// As things stand on this day (default: today)
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<Day>,
    },
}

impl PolicyArgs {
    /// Shows, proposes or tries out.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let commons = open_commons(everywhere)?;
        let when = When::now(everywhere.day);
        match &self.action {
            PolicyAction::Show { preset: None } => {
                commons.judges()?;
                Ok(show(&commons, when.day))
            }
            PolicyAction::Show {
                preset: Some(preset),
            } => ready_made(preset),
            PolicyAction::Propose { file, from } => propose(commons, file, *from, when),
            PolicyAction::Simulate { file, as_of } => {
                simulate(commons, file, as_of.unwrap_or(when.day))
            }
        }
    }
}

fn show(commons: &Commons, today: Day) -> Report {
    let policy = commons.policy(today);
    let called = |who: &[AgentId]| commons.called_all(who);
    let mut text = table(&policy);
    text.push(format!("\n{}", w::ADOPTED));
    let (mut adopted, mut conflicts) = (vec![], vec![]);
    let all = commons.charter().adopted_rules();
    for (place, one) in all.iter().enumerate() {
        let signers: Vec<AgentId> = one.signers.iter().copied().collect();
        let from = (one.from != Day::FIRST).then_some(one.from);
        text.push(format!(
            "  “{}”. {}",
            one.policy.name,
            w::since(from, &called(&signers))
        ));
        adopted.push(json!({
            "name": one.policy.name,
            "from": from.map(|day| day.to_string()),
            "act": one.act.to_string(),
            "signers": called(&signers),
            "holds": commons.policy(one.from) == one.policy,
        }));
        if all[..place].iter().any(|other| other.from == one.from) {
            text.push(format!(
                "  {}",
                w::conflict(one.from, &commons.policy(one.from).name)
            ));
            conflicts.push(one.from.to_string());
        }
    }
    let mut waiting = vec![];
    for one in commons.proposals() {
        let by = commons.called(one.by);
        text.push(format!(
            "\n{}: {}.",
            one.act.short(),
            w::proposal(&by, &one.policy.name, one.from)
        ));
        text.push(format!(
            "  {}",
            endings::needs_more(one.more, &called(&one.could))
        ));
        let differences = commons.policy(one.from).differences(&one.policy);
        text.extend(
            differences.iter().map(|(parameter, here, there)| {
                format!("  {}", w::differs(parameter, here, there))
            }),
        );
        waiting.push(json!({
            "act": one.act.to_string(),
            "by": by,
            "from": one.from.to_string(),
            "rules": rules_file::to_json(&one.policy),
            "signers": called(&one.signers),
            "more": one.more,
            "could": called(&one.could),
        }));
    }
    Report::new(
        json!({
            "rules": rules_file::to_json(&policy),
            "adopted": adopted,
            "conflicts": conflicts,
            "waiting": waiting,
        }),
        text.join("\n"),
    )
}

fn ready_made(preset: &str) -> Result<Report, Trouble> {
    let preset: Preset = preset
        .parse()
        .map_err(|error: model::rsd1::policy::PresetError| w::unreadable(&error.to_string()))?;
    let policy = Policy::preset(preset);
    let text = table(&policy).join("\n");
    Ok(Report::new(
        json!({"rules": rules_file::to_json(&policy)}),
        text,
    ))
}

/// Every parameter in a sentence, with the clause it comes from.
fn table(policy: &Policy) -> Vec<String> {
    let mut text = vec![format!("“{}”", policy.name)];
    for group in w::RuleGroup::ALL {
        text.push(format!("\n{}", group.name()));
        let of_it = policy.values().into_iter();
        let of_it = of_it.filter(|(parameter, _)| w::group(parameter) == group);
        text.extend(of_it.map(|(parameter, _)| {
            let sentence = w::sentence(&parameter, policy);
            format!("  {sentence}  [{}; {parameter}]", w::clause(&parameter))
        }));
    }
    text
}

fn propose(
    mut commons: OpenCommons,
    file: &std::path::Path,
    from: Option<Day>,
    when: When,
) -> Result<Report, Trouble> {
    let from = from.unwrap_or_else(|| commons.next_period(when.day));
    let policy = rules_file::read(file, &commons.policy(when.day))?;
    let act = commons.propose_rules(&policy, from, when)?;
    let proposals = commons.proposals();
    let waits = proposals.iter().find(|proposal| proposal.act == act);
    let (more, could) = waits.map_or((0, vec![]), |waits| {
        (waits.more, commons.called_all(&waits.could))
    });
    let text = match more {
        0 => format!("“{}” holds from {}.", policy.name, words::day(from)),
        more => format!(
            "“{}” is proposed from {}. {} They sign it with `decide {}`.",
            policy.name,
            words::day(from),
            endings::needs_more(more, &could),
            act.short()
        ),
    };
    Ok(Report::new(
        json!({"act": act.to_string(), "from": from.to_string(), "more": more, "could": could}),
        text,
    ))
}

fn simulate(
    mut commons: OpenCommons,
    file: &std::path::Path,
    as_of: Day,
) -> Result<Report, Trouble> {
    let policy = rules_file::read(file, &commons.policy(as_of))?;
    let all = commons.simulate(&policy, as_of)?;
    let mut text = vec![format!("{}, {}", w::TRIED, w::tried_on(as_of))];
    let moved: Vec<&Simulated> = all
        .iter()
        .filter(|one| one.now_words.sentence != one.then_words.sentence)
        .collect();
    for one in &moved {
        text.push(format!("\n{}", one.now_words.name));
        text.push(format!("  {}: {}", w::AS_IS, one.now_words.sentence));
        text.push(format!("  {}: {}", w::AS_DRAFT, one.then_words.sentence));
    }
    if moved.is_empty() {
        text.push(w::TRIED_SAME.to_owned());
    }
    let side = |status: &Status, account: &crate::view::AccountView| {
        json!({
            "code": status.code.name(),
            "screen": standing(account.code, account.binding),
            "owed": amount(status.owed, status.currency),
            "points": status.points.to_string(),
            "sentence": account.sentence,
        })
    };
    let rows = all.iter().map(|one| {
        json!({
            "agent": one.now_words.name,
            "id": one.agent.to_string(),
            "now": side(&one.now, &one.now_words),
            "draft": side(&one.then, &one.then_words),
        })
    });
    let rows: Vec<Value> = rows.collect();
    Ok(Report::new(
        json!({"as_of": as_of.to_string(), "agents": rows}),
        text.join("\n"),
    ))
}
