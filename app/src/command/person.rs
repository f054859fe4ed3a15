//! `person`: the people of this commons.

use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::belonging::Belonging;
use crate::look::alike::Alike;
use crate::trouble::Trouble;
use crate::words::belonging as words;
use clap::{Args, Subcommand};
use model::day::Day;
use serde_json::{Value, json};

/// What `person` is told.
#[derive(Debug, Args)]
pub struct PersonArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: PersonAction,
}

/// What can be done with people.
#[derive(Debug, Subcommand)]
pub enum PersonAction {
    /// List the people, their roles and devices
    #[command(after_help = "Example:\n  commonwright person list")]
    List,
    /// Record that a person works with an organisation
    #[command(after_help = "Example:\n  commonwright person affiliate Ben Acme --from 2026-01-01")]
    Affiliate {
        /// The person
        person: String,
        /// The organisation
        organisation: String,
        /// From this day (default: the day of the entry)
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<Day>,
        /// Until this day (default: it goes on)
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: Option<Day>,
    },
    /// Record that a person works with an organisation no more
    #[command(after_help = "Example:\n  commonwright person left Ben Acme --last 2026-03-31")]
    Left {
        /// The person
        person: String,
        /// The organisation
        organisation: String,
        /// The last day (default: the day of the entry)
        #[arg(long, value_name = "YYYY-MM-DD")]
        last: Option<Day>,
    },
}

impl PersonArgs {
    /// Works with people.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        match &self.action {
            PersonAction::List => Ok(list(&commons)),
            PersonAction::Affiliate {
                person,
                organisation,
                from,
                to,
            } => {
                let when = When::now(everywhere.day);
                let belonging = Belonging {
                    person: commons.find_agent(person)?,
                    organisation: commons.find_agent(organisation)?,
                    from: from.unwrap_or(when.day),
                    to: *to,
                };
                affiliate(&mut commons, &belonging, when)
            }
            PersonAction::Left {
                person,
                organisation,
                last,
            } => {
                let when = When::now(everywhere.day);
                let who = commons.find_agent(person)?;
                let with = commons.find_agent(organisation)?;
                let last = last.unwrap_or(when.day);
                let facts = commons.end_affiliation(who, with, last, when)?;
                let text = words::ended(&commons.called(who), &commons.called(with), last);
                let facts: Vec<String> = facts.iter().map(ToString::to_string).collect();
                Ok(Report::new(
                    json!({"facts": facts, "last": last.to_string()}),
                    text,
                ))
            }
        }
    }
}

fn affiliate(commons: &mut Commons, said: &Belonging, when: When) -> Result<Report, Trouble> {
    let fact = commons.affiliate(said, when)?;
    let who = commons.called(said.person);
    let with = commons.called(said.organisation);
    let works = words::works_with(&who, &with, said.from, said.to);
    let mut text = format!("Recorded: {works}.");
    if !commons.may_say_belongs(said.person) {
        text.push_str(&words::waits_for(&who, &fact.short()));
    }
    Ok(Report::new(json!({"fact": fact.to_string()}), text))
}

fn list(commons: &Commons) -> Report {
    let me = commons.me();
    let mut text = vec![];
    let mut people: Vec<Value> = vec![];
    let all = Alike::of(commons);
    for person in commons.charter().persons() {
        let name = commons.called(person.id);
        let roles: Vec<&str> = person
            .roles
            .iter()
            .map(|role| super::role_name(*role))
            .collect();
        let mark = if me == Some(person.id) { " (you)" } else { "" };
        text.push(format!(
            "{name}{mark}: {}; {} devices",
            roles.join(", "),
            person.devices.len()
        ));
        let alike = commons.names_like(&all, person.id);
        if !alike.is_empty() {
            text.push(format!("  {}", crate::words::compare::alike(&alike)));
        }
        people.push(json!({
            "looks_like": alike,
            "id": person.id.to_string(),
            "name": name,
            "me": me == Some(person.id),
            "roles": roles,
            "devices": person.devices.len(),
            "device_list": person.devices.iter().map(|device| json!({
                "id": device.to_string(),
                "label": commons.device_called(*device),
            })).collect::<Vec<_>>(),
            "since": person.since.to_string(),
        }));
    }
    if commons.charter().stewards().count() == 1 {
        text.push(
            "One steward only: invite a second, so that nobody is locked out when a laptop dies."
                .to_owned(),
        );
    }
    let mut gone: Vec<Value> = vec![];
    for person in commons.gone() {
        let name = commons.called(person.agent);
        text.push(format!("{name}: {}", person.why));
        gone.push(json!({
            "id": person.agent.to_string(),
            "name": name,
            "why": person.why,
            "day": person.day.map(|day| day.to_string()),
        }));
    }
    Report::new(json!({"people": people, "gone": gone}), text.join("\n"))
}
