//! `role`: gives a person a role, or ends it.

use super::ending::{StaysArgs, told};
use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::deed::endings::Ending;
use crate::trouble::Trouble;
use crate::words::endings as words;
use clap::{Args, Subcommand};
use serde_json::json;

/// What `role` is told.
#[derive(Debug, Args)]
pub struct RoleArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: RoleAction,
}

/// What can be done with roles.
#[derive(Debug, Subcommand)]
pub enum RoleAction {
    /// Give a role
    #[command(after_help = "Example:\n  commonwright role grant Ben steward")]
    Grant {
        /// The person
        person: String,
        /// maker, steward or treasurer
        role: String,
    },
    /// End a role; whoever has none left still reads
    #[command(
        after_help = "Examples:\n  commonwright role end Ben steward\n  commonwright role end Ben maker --keep 2026-03-31 --reason \"moved away\""
    )]
    End {
        /// The person
        person: String,
        /// maker, steward or treasurer
        role: String,
        /// What stays of what they wrote by it.
        #[command(flatten)]
        stays: StaysArgs,
    },
}

impl RoleArgs {
    /// Gives the role, or ends it.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        match &self.action {
            RoleAction::Grant { person, role } => grant(everywhere, person, role),
            RoleAction::End {
                person,
                role,
                stays,
            } => {
                let role = super::role_of(role)?;
                let commons = open_commons(everywhere)?;
                let who = commons.find_agent(person)?;
                let name = commons.called(who);
                let json = json!({"person": who.to_string(), "role": super::role_name(role)});
                let text = words::role_ended(&name, role);
                told(
                    commons,
                    Ending::Role(who, role),
                    stays,
                    everywhere,
                    json,
                    text,
                )
            }
        }
    }
}

fn grant(everywhere: &Everywhere, person: &str, role: &str) -> Result<Report, Trouble> {
    let role = super::role_of(role)?;
    let mut commons = open_commons(everywhere)?;
    let who = commons.find_agent(person)?;
    commons.grant(who, role, When::now(everywhere.day))?;
    Ok(Report::new(
        json!({"person": who.to_string(), "role": super::role_name(role)}),
        words::granted(&commons.called(who), role),
    ))
}
