//! Roles, removals and leaving: what ends, what stays, and why something did not work.

use crate::trouble::Trouble;
use crate::words::{count, day, names};
use model::charter::{ActRefusal, OutOfEffect, Role};
use model::day::Day;

/// Nothing ended.
pub const NOT_ENDED: &str = "Nothing was ended";
/// Nobody removes themself.
pub const YOURSELF: &str = "nobody is removed by themself";
/// What one does instead.
pub const LEAVE_INSTEAD: &str = "leave the commons instead, with `leave`";
/// A guest has nothing that could end.
pub const GUEST_STAYS: &str = "everyone in the commons may at least read";
/// What one does instead.
pub const REMOVE_INSTEAD: &str = "remove the person instead";
/// Nothing to do.
pub const NOTHING_NEEDED: &str = "nothing needs to be done";
/// Where organisations stand.
pub const SEE_ORGANISATIONS: &str = "see with `organisation list` who acts for whom";
/// Where people stand.
pub const SEE_PEOPLE: &str = "see with `person list` who may do what";

/// The only steward would go; `name` is theirs, `None` when it is the one at this computer.
pub fn last_steward(name: Option<&str>) -> Trouble {
    let (what, who) = match name {
        None => (
            "You stay a steward".to_owned(),
            "you are the only one".to_owned(),
        ),
        Some(name) => (
            format!("{name} stays a steward"),
            format!("{name} is the only one"),
        ),
    };
    Trouble::new(
        what,
        format!(
            "{who}: without a steward nobody could invite, confirm payments or remove anyone ever again"
        ),
        "make somebody else a steward first, with `role grant NAME steward`, and wait until they have met you",
    )
}

/// Who has left is not asked for anything any more.
pub fn leaves_work_behind(only_here: u64) -> Trouble {
    Trouble::new(
        "You have not left",
        only_here_words(only_here),
        "meet somebody first, with `sync`; or `leave --anyway`, and bring it on a stick afterwards",
    )
}

/// How much is on no other disk, and what that means for who leaves.
pub fn only_here_words(only_here: u64) -> String {
    let places = count(
        only_here,
        "design or ledger holds",
        "designs and ledgers hold",
    );
    format!(
        "{places} something that is on no other computer yet, and nobody takes it from who has left"
    )
}

/// Why the charter does not take an act.
pub fn act_refused(refusal: ActRefusal) -> Trouble {
    let (why, remedy) = match refusal {
        ActRefusal::LastSteward | ActRefusal::NoEffect(OutOfEffect::LastSteward) => {
            return last_steward(None);
        }
        ActRefusal::NeedsRole(Role::Steward) => (
            "only stewards may do this".to_owned(),
            "ask a steward of this commons",
        ),
        ActRefusal::NoMember => (
            "the person does not belong to this commons any more".to_owned(),
            "invite them again first",
        ),
        ActRefusal::AlreadySigned | ActRefusal::SignsOwnAct => (
            "you have signed it already".to_owned(),
            "another steward has to sign it too",
        ),
        other => (other.to_string(), SEE_PEOPLE),
    };
    Trouble::new("Nothing was written", why, remedy)
}

/// A role in a sentence.
pub fn a_role(role: Role) -> &'static str {
    match role {
        Role::Guest => "guest",
        Role::Maker => "maker",
        Role::Steward => "steward",
        Role::Treasurer => "treasurer",
    }
}

/// There is nothing to give.
pub fn has_role_already(name: &str, role: Role) -> String {
    format!("{name} is a {} already", a_role(role))
}

/// There is nothing to end.
pub fn has_no_role(name: &str, role: Role) -> String {
    format!("{name} is no {}", a_role(role))
}

/// An organisation, or somebody unknown.
pub fn no_person(name: &str) -> String {
    format!("{name} is no person of this commons")
}

/// It was given.
pub fn granted(name: &str, role: Role) -> String {
    format!("{name} is a {} now.", a_role(role))
}

/// It ended.
pub fn role_ended(name: &str, role: Role) -> String {
    format!("{name} is no {} any more.", a_role(role))
}

/// There is nothing to end.
pub fn acts_not_for(name: &str, organisation: &str) -> String {
    format!("{name} does not act for {organisation}")
}

/// It ended.
pub fn acting_ended(name: &str, organisation: &str) -> String {
    format!("{name} acts for {organisation} no more.")
}

/// They are gone.
pub fn removed(name: &str) -> String {
    format!("{name} belongs to this commons no more.")
}

/// It is out of use.
pub fn device_retired(label: &str, name: &str) -> String {
    format!("{label} of {name} is used no more.")
}

/// One has gone.
pub const LEFT: &str = "You have left this commons. What you wrote until now stays in it, and what is here stays readable.";

/// More stewards have to sign; `who` could.
pub fn needs_more(more: u32, who: &[String]) -> String {
    let more = count(u64::from(more), "more steward has", "more stewards have");
    match who {
        [] => format!("{more} to sign it before it counts."),
        who => format!("{more} to sign it before it counts: {} can.", names(who)),
    }
}

/// How much of a device is here and stays.
pub fn stays(changes: u64, entries: u64) -> String {
    match (changes, entries) {
        (0, 0) => "Nothing of it stays".to_owned(),
        _ => format!(
            "{} {}",
            amounts(changes, entries),
            verb(changes + entries, "stays", "stay")
        ),
    }
}

/// How much of it is set aside.
pub fn goes(changes: u64, entries: u64) -> String {
    match (changes, entries) {
        (0, 0) => "nothing that is here is set aside".to_owned(),
        _ => format!(
            "{} {} set aside",
            amounts(changes, entries),
            verb(changes + entries, "is", "are")
        ),
    }
}

fn verb(n: u64, one: &'static str, many: &'static str) -> &'static str {
    if n == 1 { one } else { many }
}

fn amounts(changes: u64, entries: u64) -> String {
    let mut parts = vec![];
    if changes > 0 {
        parts.push(count(changes, "change", "changes"));
    }
    if entries > 0 {
        parts.push(count(entries, "entry", "entries"));
    }
    names(&parts)
}

/// Who goes with them.
pub fn persons_too(who: &[String]) -> String {
    format!(
        "{} came by what would count no more, and would belong to the commons no more either.",
        names(who)
    )
}

/// What is closed behind who goes; `day_made` is when the invitation was made.
pub fn closes(who: &str, by: &str, day_made: Day, came: usize) -> String {
    let stay = match came {
        0 | 1 => "",
        _ => " Who else is known to have come by it stays.",
    };
    format!(
        "The invitation that {who} came by, made by {by} on {}, is closed, so that nobody comes by it once more.{stay} \
         Whoever joined by it and is not known here yet does not count until a steward admits them.",
        day(day_made)
    )
}

/// Who loses a role with it.
pub fn role_too(name: &str, role: Role) -> String {
    format!("{name} would be no {} any more.", a_role(role))
}

/// Who has gone, when, and why they say; `by` is who decided, `None` when they left.
pub fn gone(by: Option<&str>, on: Day, reason: &str) -> String {
    let what = match by {
        Some(by) => format!("removed by {by} on {}", day(on)),
        None => format!("left on {}", day(on)),
    };
    match reason {
        "" => what,
        reason => format!("{what}: {reason}"),
    }
}

/// How another steward signs it.
pub fn cosign_it(act: &str) -> String {
    format!("They sign it with `cosign {act}`, once they have met you.")
}

/// Nothing waits.
pub const NOTHING_WAITS: &str = "Nothing waits for signatures.";
/// It is no act of several people, or is decided.
pub const WAITS_NO_MORE: &str = "it does not wait for signatures, or not any more";
/// Once is enough.
pub const SIGNED_ALREADY: &str = "you have signed it already";
/// What then helps.
pub const ANOTHER_SIGNS: &str = "somebody else has to sign it too";

/// Opens what somebody may do.
pub const MAY_DO: &str = "Roles";
/// Below the roles.
pub const GUESTS_READ: &str = "Whoever has none of these reads.";
/// Before somebody is made a steward.
pub const STEWARD_MEANS: &str = "Whom you make a steward you trust fully: they remove people, make others stewards, and decide with them.";
/// Ends one.
pub const END: &str = "End…";
/// Opens the removal.
pub const REMOVE: &str = "Remove from the commons…";
/// Opens the way out.
pub const LEAVE: &str = "Leave the commons…";
/// Opens the end of a device.
pub const RETIRE: &str = "Retire…";
/// Signs an act.
pub const SIGN: &str = "Sign it too";
/// What a removal does.
pub const REMOVE_WHAT: &str = "Their devices get nothing new from then on. What they have stays on their disks, and what they wrote stays here to be read. Choose how much of it counts.";
/// What the end of a role does.
pub const END_ROLE_WHAT: &str =
    "They stay in the commons. Choose how much of what they wrote in this role counts.";
/// What the end of acting for an organisation does.
pub const END_ACTING_WHAT: &str = "They stay in the commons. What they report of its use from then on does not count until somebody who acts for it, or a steward, stands behind it; and they report no payments for it and change how it is seen no more. Choose how much of what they wrote in its name until now counts.";
/// Then nobody is left.
pub const LAST_ACTING: &str =
    "Nobody else acts for it: then only a steward can name somebody who does.";
/// What the end of a device does.
pub const RETIRE_WHAT: &str = "It gets nothing new from then on, and nothing more of it counts. Choose how much of what it wrote does.";
/// What is not known yet.
pub const NOT_HERE_YET: &str = "What was written and has not come here yet is set aside when it comes. It stays readable, and a steward can admit it again.";
/// What leaving does.
pub const LEAVE_WHAT: &str = "What is on this computer of what you wrote stays in the commons and counts. What you wrote on another one and has not come here yet is set aside, so meet it first. What is here stays readable, and nothing new comes. A steward can bring you back.";
/// The reason.
pub const REASON: &str = "Why (everyone will read it)";
/// A choice for a device.
pub const KEEP_HERE: &str = "All of it that is here now";
/// A choice for a device.
pub const KEEP_UNTIL: &str = "What was written until a day";
/// A choice for a device.
pub const KEEP_NOTHING: &str = "Nothing";
/// The day.
pub const KEEP_DAY: &str = "Last day that counts";
/// Its hint.
pub const DAY_HINT: &str = "2026-03-31";
/// Removes.
pub const REMOVE_DO: &str = "Remove";
/// Ends a role.
pub const END_ROLE_DO: &str = "End the role";
/// Ends acting for an organisation.
pub const END_ACTING_DO: &str = "End it";
/// Retires a device.
pub const RETIRE_DO: &str = "Retire";
/// Leaves.
pub const LEAVE_DO: &str = "Leave";
/// Leaves with work that nobody else has.
pub const LEAVE_ANYWAY: &str = "Leave anyway";
/// What then helps.
pub const LEAVE_LATER: &str =
    "Meet somebody first. Or leave anyway, and bring it to them on a stick.";

/// The dialog.
pub fn may_do(name: &str, me: bool) -> String {
    match me {
        true => "What you may do".to_owned(),
        false => format!("What {name} may do"),
    }
}

/// Gives a role.
pub fn make(role: Role) -> &'static str {
    match role {
        Role::Guest => "Make a guest",
        Role::Maker => "Make a maker",
        Role::Steward => "Make a steward",
        Role::Treasurer => "Make a treasurer",
    }
}

/// Ends a role, as a screen reader says it.
pub fn end_role(role: Role) -> String {
    format!("{END} {}", a_role(role))
}

/// The dialog of a removal.
pub fn remove_title(name: &str) -> String {
    format!("Remove {name}?")
}

/// The dialog of a role's end.
pub fn end_role_title(name: &str, me: bool, role: Role) -> String {
    match me {
        true => format!("Be no {} any more?", a_role(role)),
        false => format!("{name} is to be no {} any more?", a_role(role)),
    }
}

/// Ends acting for an organisation, beside who does.
pub fn end_acting(name: &str, organisation: &str) -> String {
    format!("End that {name} acts for {organisation}")
}

/// The dialog of that end.
pub fn end_acting_title(name: &str, me: bool, organisation: &str) -> String {
    match me {
        true => format!("Act for {organisation} no more?"),
        false => format!("{name} is to act for {organisation} no more?"),
    }
}

/// The dialog of a device's end.
pub fn retire_title(label: &str, name: &str) -> String {
    format!("Retire {label} of {name}?")
}

/// The dialog of leaving.
pub fn leave_title(commons: &str) -> String {
    format!("Leave {commons}?")
}

/// What stays of a device.
pub fn keep_of(label: &str) -> String {
    format!("What counts of {label}")
}

/// Who has signed.
pub fn signed_by(who: &[String]) -> String {
    format!("Signed by {}", names(who))
}

/// It was foreseen that it would be refused.
pub const NOT_POSSIBLE: &str = "This is not possible now";

/// By what is known here one is a member, and who was met does not think so.
pub fn not_let_in() -> Trouble {
    Trouble::new(
        "Nothing was exchanged",
        "this commons is closed, and that program does not count this device among its members: you may have been removed, or it has not heard of you yet",
        "ask a steward; what you wrote is safe here, and can be brought to them on a stick",
    )
}
