//! People and devices.

use model::charter::{OutOfEffect, Role};
use model::rsd1::AgentClass;
use std::path::Path;

use crate::view::NearState;
use crate::words::invitations::{Closed, closed_why};
use crate::words::{count, names};

/// The page.
pub const TITLE: &str = "People and devices";
/// One steward only.
pub const ONE_STEWARD: &str = "There is one steward only.";
/// Why that is a problem.
pub const ONE_STEWARD_WHY: &str =
    "If that laptop is lost, nobody can invite people or close a quarter. Invite a second steward.";
/// Invite.
pub const INVITE: &str = "Invite someone";
/// Invite a second steward.
pub const INVITE_STEWARD: &str = "Invite a second steward";
/// What the invited may do.
pub const ROLE: &str = "They may";
/// For how many.
pub const USES: &str = "For how many people";
/// For how long.
pub const DAYS: &str = "Valid for, in days";
/// Makes it.
pub const MAKE: &str = "Make the invitation";
/// What to do with it.
pub const GIVE: &str =
    "Give this line to them, or let them scan the code. Whoever holds it can join.";
/// The code to scan.
pub const QR: &str = "The invitation as a code to scan";
/// The invitation's line.
pub const LINE: &str = "The invitation";
/// Too long for a code.
pub const QR_TOO_LONG: &str = "The line is too long for a code to scan: copy it.";
/// People.
pub const PEOPLE: &str = "People";
/// Organisations.
pub const ORGANISATIONS: &str = "Organisations";
/// No organisations.
pub const NO_ORGANISATIONS: &str =
    "Companies, cooperatives and associations for which people here act. None yet.";
/// Add one.
pub const ADD_ORGANISATION: &str = "Add an organisation";
/// Its name.
pub const ORGANISATION_NAME: &str = "Name of the organisation";
/// Who owns it.
pub const CLASS: &str = "What it is";
/// Not said.
pub const CLASS_LATER: &str = "Say it later";
/// Adds it.
pub const ADD: &str = "Add";
/// A name is missing.
pub const NAME_FIRST: &str = "Give it a name first";
/// Who acts for it.
pub const I_ACT: &str = "You act for it; you can name others later.";
/// Say who owns it.
pub const ATTEST: &str = "Say who owns it";
/// The form.
pub const ATTEST_TITLE: &str = "Who owns it?";
/// All surplus to workers.
pub const SURPLUS: &str = "All surplus goes to those who work there";
/// Where that can be seen.
pub const EVIDENCE: &str = "Where this can be seen";
/// Its hint.
pub const EVIDENCE_HINT: &str = "Statutes, a link, a register number";
/// From when.
pub const FROM: &str = "From";
/// Lets somebody else act for an organisation.
pub const LET_ACT: &str = "Let someone act for it";
/// What that means.
pub const LET_ACT_WHY: &str =
    "They can then report use, pay and log work in its name, and change how it is seen.";
/// Who.
pub const PERSON: &str = "Person";
/// Nobody chosen yet.
pub const CHOOSE_PERSON: &str = "Choose a person";
/// Somebody must be chosen.
pub const PERSON_FIRST: &str = "Choose a person first";
/// Saves it.
pub const LET_ACT_SAVE: &str = "Let them act for it";
/// Changes how an organisation is seen.
pub const CHANGE: &str = "Change";
/// Agree to it.
pub const COSIGN: &str = "I know this to be right";
/// Nobody has said.
pub const NOT_RECORDED: &str = "Ownership not recorded yet";
/// Devices near by.
pub const NEAR: &str = "On this network";
/// Nobody near.
pub const NOBODY_NEAR: &str =
    "Nobody near. Other copies of this program on the same network show up here by themselves.";
/// Meet one now.
pub const MEET: &str = "Connect";
/// Meet all now.
pub const SYNC: &str = "Sync now";
/// Not on the same network.
pub const OTHER_NETWORK: &str = "On another network";
/// Type an address.
pub const ADDRESS: &str = "Address of another device";
/// Its hint.
pub const ADDRESS_HINT: &str = "as their program shows it here";
/// This device's own.
pub const MY_ADDRESS: &str = "The address of this device";
/// A stick.
pub const STICK: &str = "By a stick";
/// What a stick does.
pub const STICK_WHY: &str = "Everything in one file, for somebody without a network.";
/// Write one.
pub const WRITE: &str = "Write to a stick";
/// Read one.
pub const READ: &str = "Read from a stick";
/// This device.
pub const HERE: &str = "This device";
/// You.
pub const YOU: &str = "you";
/// Everything is elsewhere too.
pub const NOTHING_ONLY_HERE: &str = "Everything on this computer is also on another device.";

/// A role.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Guest => "Guest",
        Role::Maker => "Maker",
        Role::Steward => "Steward",
        Role::Treasurer => "Treasurer",
    }
}

/// A role, with what it may do.
pub fn role_means(role: Role) -> &'static str {
    match role {
        Role::Guest => "Guest: reads and comments",
        Role::Maker => "Maker: changes designs, logs and reviews work",
        Role::Steward => "Steward: also invites, confirms payments, closes quarters",
        Role::Treasurer => "Treasurer: confirms payments",
    }
}

/// What a business is.
pub fn class(class: AgentClass) -> &'static str {
    match class {
        AgentClass::Individual => "A person who sells nothing",
        AgentClass::SoleTrader => "One-person business",
        AgentClass::WorkerOwned => "Owned by those who work there",
        AgentClass::OtherCoop => "Other cooperative",
        AgentClass::Nonprofit => "Non-profit",
        AgentClass::PublicBody => "Public body",
        AgentClass::ForProfit => "Business for profit",
    }
}

/// How things are with a device near by.
pub fn near(state: NearState) -> &'static str {
    match state {
        NearState::Near => "Near",
        NearState::Connecting => "Connecting…",
        NearState::Connected => "Connected",
        NearState::Stranger => "Not of this commons",
    }
}

/// Who acts for an organisation.
pub fn acted_for(people: &[String]) -> String {
    match people {
        [] => "Nobody acts for it".into(),
        people => format!(
            "{} act{} for it",
            names(people),
            if people.len() == 1 { "s" } else { "" }
        ),
    }
}

/// How many more must agree.
pub fn waits(more: u32) -> String {
    match more {
        0 => "Confirmed".into(),
        1 => "Waits for 1 more person".into(),
        n => format!("Waits for {n} more people"),
    }
}

/// What a device does not have.
pub fn behind(changes: u64) -> String {
    match changes {
        0 => "Has everything".into(),
        n => format!("{} not there yet", count(n, "change", "changes")),
    }
}

/// When they last met.
pub fn met(when: &str) -> String {
    format!("Last met {when}")
}

/// What was written to a stick.
pub fn on_stick(changes: u64, files: u64, to: &Path, sealed: bool) -> String {
    let seal = match sealed {
        true => super::passphrase::SEALED,
        false => super::passphrase::STICK_OPEN,
    };
    format!(
        "{} and {} are in {}. {seal}",
        count(changes, "change", "changes"),
        count(files, "file", "files"),
        to.display()
    )
}

/// What was read from a stick.
pub fn off_stick(changes: u64, files: u64) -> String {
    format!(
        "{} and {} were new here.",
        count(changes, "change", "changes"),
        count(files, "file", "files")
    )
}

/// Somebody's program knows rules that this one does not.
pub fn newer_program(whose: &str) -> String {
    format!(
        "{whose} uses a program that knows rules of a newer version. Nothing is judged by them yet: update this program before stewards put them into force."
    )
}

/// How often an invitation can still be used.
pub fn left(n: u32) -> String {
    format!("for {}", count(u64::from(n), "more person", "more people"))
}

/// Why a device speaks for nobody in the commons any more; `by` is who decided so, and `closed` why they
/// closed an invitation.
pub fn device_out(out: OutOfEffect, by: Option<&str>, closed: Closed) -> String {
    let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
    match out {
        OutOfEffect::Removed(_) => format!("its person was removed from this commons{by}"),
        OutOfEffect::Left(_) => "its person has left this commons".to_owned(),
        OutOfEffect::Retired(_) => format!("this device was retired{by}"),
        OutOfEffect::VoucherEnded(_) => {
            format!("the older device that spoke for this one was retired{by}")
        }
        OutOfEffect::RightEnded(_) => format!("the right to write was ended{by}"),
        OutOfEffect::Withdrawn(_) => closed_why(closed, &by),
        OutOfEffect::InviterEnded(_) => {
            format!("who made the invitation was removed before it was used{by}")
        }
        OutOfEffect::Forked => {
            "this device wrote two different things under one number, as after a copy of its data"
                .to_owned()
        }
        OutOfEffect::Waits { have, needed } => {
            format!("{have} of {needed} people have vouched for this device so far")
        }
        OutOfEffect::Baseless | OutOfEffect::LastSteward | OutOfEffect::Contradicts(_) => {
            "who brought this device in had not the right to".to_owned()
        }
        OutOfEffect::Newer => "only a newer version of the program knows this device".to_owned(),
    }
}
