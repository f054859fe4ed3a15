//! `person`: the people of this commons.

use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::look::alike::Alike;
use crate::trouble::Trouble;
use clap::{Args, Subcommand};
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
        from: Option<model::day::Day>,
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
            } => {
                let when = When::now(everywhere.day);
                let (who, with) = (
                    commons.find_agent(person)?,
                    commons.find_agent(organisation)?,
                );
                let fact = commons.affiliate(who, with, from.unwrap_or(when.day), when)?;
                let text = format!(
                    "Recorded: {} works with {}.",
                    commons.called(who),
                    commons.called(with)
                );
                Ok(Report::new(json!({"fact": fact.to_string()}), text))
            }
        }
    }
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
