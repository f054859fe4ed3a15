//! `organisation`: companies, cooperatives and associations, and who acts for them.

use super::attest::class_of;
use super::ending::{StaysArgs, told};
use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::deed::endings::Ending;
use crate::deed::entries::Attested;
use crate::trouble::Trouble;
use crate::words::{belonging, endings as words};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// What `organisation` is told.
#[derive(Debug, Args)]
pub struct OrganisationArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: OrganisationAction,
}

/// What can be done with organisations.
#[derive(Debug, Subcommand)]
pub enum OrganisationAction {
    /// List the organisations and who acts for them
    #[command(after_help = "Example:\n  commonwright organisation list")]
    List,
    /// Declare an organisation
    #[command(
        after_help = "Examples:\n  commonwright organisation new Acme\n  commonwright organisation new Acme --class for-profit --acting Ben"
    )]
    New {
        /// Its name
        name: String,
        /// Who owns it: individual, sole-trader, worker-owned, other-coop, nonprofit, public-body or for-profit; others co-sign
        #[arg(long, value_name = "CLASS")]
        class: Option<String>,
        /// Who acts for it (default: you)
        #[arg(long, value_name = "NAME")]
        acting: Vec<String>,
    },
    /// Let another person act for it
    #[command(after_help = "Example:\n  commonwright organisation acting Acme Ben")]
    Acting {
        /// The organisation
        organisation: String,
        /// The person
        person: String,
    },
    /// End that a person acts for it; they stay in the commons
    #[command(
        after_help = "Examples:\n  commonwright organisation end Acme Ben\n  commonwright organisation end Acme Ben --keep 2026-03-31"
    )]
    End {
        /// The organisation
        organisation: String,
        /// The person
        person: String,
        /// What stays of what they wrote in its name: here (all that is on this computer now), nothing, or a day
        #[arg(long, value_name = "WHAT", default_value = "here")]
        keep: String,
        /// The same for one of their devices, as phone=nothing
        #[arg(long, value_name = "DEVICE=WHAT")]
        keep_of: Vec<String>,
        /// Only say what it would do
        #[arg(long)]
        dry_run: bool,
    },
}

impl OrganisationArgs {
    /// Works with organisations.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let when = When::now(everywhere.day);
        match &self.action {
            OrganisationAction::List => list(&mut commons, when),
            OrganisationAction::End {
                organisation,
                person,
                keep,
                keep_of,
                dry_run,
            } => {
                let organisation = commons.find_agent(organisation)?;
                let person = commons.find_agent(person)?;
                let stays = StaysArgs {
                    keep: keep.clone(),
                    keep_of: keep_of.clone(),
                    reason: String::new(),
                    dry_run: *dry_run,
                };
                let ending = Ending::Acting(person, organisation);
                let json = json!({"id": organisation.to_string(), "person": person.to_string()});
                let names = (commons.called(person), commons.called(organisation));
                let text = words::acting_ended(&names.0, &names.1);
                told(commons, ending, &stays, everywhere, json, text)
            }
            OrganisationAction::New {
                name,
                class,
                acting,
            } => declare(&mut commons, name, class.as_deref(), acting, when),
            OrganisationAction::Acting {
                organisation,
                person,
            } => {
                let (id, who) = (
                    commons.find_agent(organisation)?,
                    commons.find_agent(person)?,
                );
                commons.let_act_for(id, who, when)?;
                let text = format!("{} acts for {}.", commons.called(who), commons.called(id));
                Ok(Report::new(
                    json!({"id": id.to_string(), "person": who.to_string()}),
                    text,
                ))
            }
        }
    }
}

fn declare(
    commons: &mut Commons,
    name: &str,
    class: Option<&str>,
    acting: &[String],
    when: When,
) -> Result<Report, Trouble> {
    let class = class.map(class_of).transpose()?;
    let acting = acting
        .iter()
        .map(|who| commons.find_agent(who))
        .collect::<Result<_, _>>()?;
    let id = commons.declare_organisation(name, acting, when)?;
    let fact = match class {
        None => None,
        Some(class) => {
            let attested = Attested {
                agent: id,
                class,
                all_surplus_to_workers: false,
                source: "",
                evidence: vec![],
                from: when.day,
                to: None,
            };
            Some(commons.attest(&attested, when)?)
        }
    };
    let mut text = format!("{name} is declared.");
    if let Some(fact) = fact {
        text.push_str(&format!(
            " Who owns it is recorded; others confirm it with `confirm {}`.",
            fact.short()
        ));
    }
    Ok(Report::new(
        json!({"id": id.to_string(), "name": name, "fact": fact.map(|fact| fact.to_string())}),
        text,
    ))
}

fn list(commons: &mut Commons, when: When) -> Result<Report, Trouble> {
    let belongings = commons.belongings(when.day)?;
    let mut text = vec![];
    let mut organisations: Vec<Value> = vec![];
    for organisation in commons.charter().organisations() {
        let acting: Vec<String> = organisation
            .acting
            .iter()
            .map(|person| commons.called(*person))
            .collect();
        let name = commons.called(organisation.id);
        text.push(format!("{name}: {}", acting.join(", ")));
        let mut members: Vec<Value> = vec![];
        for (person, from, to) in belongings.of(organisation.id) {
            let person = commons.called(person);
            text.push(format!(
                "  {}",
                belonging::works_with(&person, &name, from, to)
            ));
            members.push(json!({
                "person": person,
                "from": from.to_string(),
                "to": to.map(|to| to.to_string()),
            }));
        }
        organisations.push(json!({
            "id": organisation.id.to_string(),
            "name": name,
            "acting": acting,
            "members": members,
        }));
    }
    Ok(Report::new(
        json!({"organisations": organisations}),
        text.join("\n"),
    ))
}
