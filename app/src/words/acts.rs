//! What an act of the charter does, in a sentence.

use crate::words::endings::a_role;
use crate::words::invitations::Closed;
use model::charter::Role;

/// A person or organisation began the commons.
pub fn founded(by: &str, name: &str) -> String {
    format!("{by} founded {name}")
}
/// Somebody may come.
pub fn invited(by: &str, uses: u32, role: Role) -> String {
    match uses {
        1 => format!("{by} invited a {}", a_role(role)),
        n => format!("{by} invited {n} people as {}", a_role(role)),
    }
}
/// A further device may come.
pub fn invited_device(by: &str) -> String {
    format!("{by} invited a further device of their own")
}
/// Somebody came.
pub fn joined(by: &str) -> String {
    format!("{by} joined")
}
/// A device came.
pub fn device_came(by: &str, label: &str) -> String {
    format!("{by} came with {label}")
}
/// A role was given.
pub fn granted(by: &str, name: &str, role: Role) -> String {
    format!("{by} made {name} a {}", a_role(role))
}
/// An organisation was added.
pub fn declared(by: &str, name: &str) -> String {
    format!("{by} added {name}")
}
/// Somebody acts for an organisation.
pub fn acts_for(by: &str, name: &str, organisation: &str) -> String {
    format!("{by} let {name} act for {organisation}")
}
/// Somebody acts for it no more.
pub fn acts_no_more(by: &str, name: &str, organisation: &str) -> String {
    format!("{by} ended that {name} acts for {organisation}")
}
/// A role ended.
pub fn role_ended(by: &str, name: &str, role: Role) -> String {
    format!("{by} ended that {name} is a {}", a_role(role))
}
/// A person was removed.
pub fn removed(by: &str, name: &str) -> String {
    format!("{by} removed {name}")
}
/// A device was retired.
pub fn device_retired(by: &str, label: &str, name: &str) -> String {
    format!("{by} retired {label} of {name}")
}
/// Somebody left.
pub fn left(by: &str) -> String {
    format!("{by} left")
}
/// Somebody who leaves names what stays; they go with a later act.
pub fn leaving(by: &str) -> String {
    format!("{by} named what stays of theirs")
}
/// An invitation was taken back, or one that nobody could use any more was closed for good.
pub fn withdrew(by: &str, closed: Closed) -> String {
    match closed {
        Closed::TakenBack => format!("{by} took an invitation back"),
        Closed::UsedUp => format!("the program of {by} closed an invitation that was used up"),
        Closed::Over => format!("the program of {by} closed an invitation that was over"),
    }
}
/// A person without a device gets one.
pub fn recovered(by: &str, name: &str, label: &str) -> String {
    format!("{by} vouched that {label} is a new device of {name}")
}
/// A signature.
pub fn signed(by: &str, what: &str) -> String {
    format!("{by} signed: {what}")
}
/// New rules of reciprocity.
pub fn policy(by: &str) -> String {
    format!("{by} proposed other rules of reciprocity")
}
/// New rules for acts.
pub fn rule_set(by: &str) -> String {
    format!("{by} proposed to go on by newer rules")
}
/// Somebody looks after a place.
pub fn keeper(by: &str, name: &str) -> String {
    format!("{by} let {name} look after a place")
}
/// Somebody looks after it no more.
pub fn keeper_ended(by: &str, name: &str) -> String {
    format!("{by} ended that {name} looks after a place")
}
/// Set-aside work counts again.
pub fn readmitted(by: &str, name: &str) -> String {
    format!("{by} admitted work of {name} again")
}
/// How much was seen.
pub fn pinned(by: &str) -> String {
    format!("{by} confirmed what was seen so far")
}
/// A key was used twice.
pub fn fork(by: &str, label: &str, owner: &str) -> String {
    format!("{by} recorded that a device of {owner} ({label}) wrote two things under one number")
}
/// Only a newer program knows.
pub fn newer(by: &str) -> String {
    format!("{by} did something that only a newer version of the program knows")
}
/// A removal that waits.
pub fn asks_removal(by: &str, name: &str) -> String {
    format!("{by} asks to remove {name}")
}
/// The end of a role that waits.
pub fn asks_role_end(by: &str, name: &str, role: Role) -> String {
    format!("{by} asks that {name} be no {} any more", a_role(role))
}
/// The end of a device that waits.
pub fn asks_retirement(by: &str, label: &str, name: &str) -> String {
    format!("{by} asks to retire {label} of {name}")
}
