//! `role`: gives a person a role.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::trouble::Trouble;
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
}

impl RoleArgs {
    /// Gives the role.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let RoleAction::Grant { person, role } = &self.action;
        let role = super::role_of(role)?;
        let mut commons = open_commons(everywhere)?;
        let who = commons.find_agent(person)?;
        commons.grant(who, role, When::now(everywhere.day))?;
        let name = super::role_name(role);
        Ok(Report::new(
            json!({"person": who.to_string(), "role": name}),
            format!("{} is a {name} now.", commons.called(who)),
        ))
    }
}
