//! What does not count, what was turned away and what waits: why, and what can be done.

use crate::trouble::Trouble;
use crate::words::count;
use crate::words::invitations::{Closed, closed_why};
use model::admission::SetAside;
use model::books::Refusal;
use model::charter::OutOfEffect;

/// The page.
pub const TITLE: &str = "What does not count";
/// Nothing on it.
pub const EMPTY: &str = "Everything counts";
/// Why.
pub const EMPTY_WHY: &str =
    "What is set aside, turned away or waits shows up here, with the reason.";
/// The first card.
pub const SET_ASIDE: &str = "Set aside";
/// What that means.
pub const SET_ASIDE_WHY: &str =
    "It is kept and can be read, and no design, status or right rests on it.";
/// The second card.
pub const WAITS: &str = "Waits for something";
/// What that means.
pub const WAITS_WHY: &str = "Nothing is wrong with it: it is taken in as soon as what it waits for has come. Meeting others brings it.";
/// The third card.
pub const TURNED_AWAY: &str = "Turned away";
/// What that means.
pub const TURNED_AWAY_WHY: &str = "It broke a rule that everybody\u{2019}s program follows, so it was not kept and is not passed on. Since this program was opened.";
/// Admits it again.
pub const ADMIT: &str = "Admit again";
/// Writes it again.
pub const WRITE_AGAIN: &str = "It was me: write it again";
/// What that does.
pub const WRITE_AGAIN_WHY: &str = "You wrote this on a device that was retired, after what was known of it. Somebody else may have had the device: write it again only if it was you. Reviews and confirmations of it are asked for anew.";
/// It stands again.
pub const OFFERED: &str = "Written again";
/// Nothing at all.
pub const NOTHING: &str = "Everything that is here counts, and nothing waits.";
/// Written on this computer.
pub const FROM_HERE: &str = "from this computer";
/// Read from a stick.
pub const FROM_STICK: &str = "from a stick";
/// A signature is missing.
pub const WAITS_PROOF: &str =
    "nothing that has come yet proves who wrote it; it comes with the next exchange";
/// Something before it is missing.
pub const WAITS_CHANGES: &str = "it builds on something that has not come yet";
/// Nobody knows the author.
pub const WAITS_AUTHOR: &str = "nobody here knows its author yet; whoever invited them can tell";
/// The author may not write that.
pub const WAITS_RIGHT: &str =
    "as far as is known here, its author may not write this; a steward may have allowed it";
/// The ledger's last entry is missing.
pub const WAITS_LEDGER: &str = "an earlier part of its author's ledger has not come yet";

/// Why an act has no effect; `by` is the act that decided so, and `closed` why it closed an invitation.
pub fn act_out(out: OutOfEffect, by: Option<&str>, closed: Closed) -> String {
    let by = by.map(|by| format!(": {by}")).unwrap_or_default();
    match out {
        OutOfEffect::Newer => "only a newer version of the program can judge it".to_owned(),
        OutOfEffect::Removed(_) => format!("its author was removed{by}"),
        OutOfEffect::Left(_) => format!("its author had left{by}"),
        OutOfEffect::Retired(_) => format!("the device that wrote it was retired{by}"),
        OutOfEffect::Forked => {
            "the device that wrote it had written two things under one number".to_owned()
        }
        OutOfEffect::RightEnded(_) => format!("its author had lost the role for it{by}"),
        OutOfEffect::Baseless => {
            "what gave its author the right to do so does not count itself".to_owned()
        }
        OutOfEffect::Withdrawn(_) => closed_why(closed, &by),
        OutOfEffect::InviterEnded(_) => {
            format!("who made the invitation could not invite any more{by}")
        }
        OutOfEffect::VoucherEnded(_) => format!("the device that vouched for it was retired{by}"),
        OutOfEffect::Waits { have, needed } => {
            format!("{have} of {needed} people have signed it so far")
        }
        OutOfEffect::Contradicts(how) => format!("the rules contradict themselves: {how}"),
        OutOfEffect::LastSteward => "it would have left this commons without a steward".to_owned(),
    }
}

/// Why an entry does not count that only rules which are tried out refuse.
pub const BY_THESE_RULES: &str = "these rules do not take it";

/// Why an entry does not count.
pub fn entry_out(reason: Refusal) -> String {
    match reason {
        Refusal::Excluded => {
            "its author was removed or lost the role, and it lies beyond what stays".to_owned()
        }
        other => other.to_string(),
    }
}

/// Why a change of a design is set aside.
pub fn change_out(why: SetAside, offered: bool) -> &'static str {
    match (why, offered) {
        (SetAside::Removed, false) => {
            "its author was removed or lost the role, or its device was retired, and it lies beyond what stays"
        }
        (SetAside::Removed, true) => {
            "its device was retired, and it lies beyond what stays; what it said was written again from here"
        }
        (_, true) => "it leaned on what was set aside; what it said was written again without that",
        (SetAside::OtherBranch, _) => {
            "its device wrote another change under the same number, and that one stays"
        }
        (SetAside::BuildsOnIt, _) => {
            "it leans on a change that is set aside; its author's program writes it again when it can"
        }
    }
}

/// Changes of a design.
pub fn changes_of(n: u64, design: &str) -> String {
    let changes = count(n, "change", "changes");
    match design {
        "" => format!("{changes} of a design that is set aside as a whole"),
        design => format!("{changes} of {design}"),
    }
}

/// Who brought it.
pub fn from_peer(whose: &str) -> String {
    format!("from {whose}")
}

/// Something came and was not taken in.
pub fn turned_away(by: Option<&str>, from: &str) -> String {
    match by {
        None | Some("") => format!("Something {from}"),
        Some(by) => format!("A change by {by} {from}"),
    }
}

/// More of one author came than is taken in a day.
pub fn too_much_today(by: Option<&str>, from: &str) -> String {
    match by {
        None | Some("") => format!("More of one author than is taken in a day, {from}"),
        Some(by) => format!("More by {by} than is taken in a day, {from}"),
    }
}

/// Why, and what becomes of the rest.
pub const TOO_MUCH_TODAY_WHY: &str = "at most 128 MB, 200,000 changes or 128 million single steps of one device are taken from others in a day (of somebody who has no say here, 1,000 acts); the rest waits and is asked for again tomorrow. A stick or a file brings all of it at once";

/// Something waits.
pub fn waiting(n: u64, by: &str) -> String {
    let changes = count(n, "change", "changes");
    match by {
        "" => format!("{changes} by somebody who is not known here"),
        by => format!("{changes} by {by}"),
    }
}

/// Two programs judge differently.
pub fn disagrees(whose: &str, documents: usize) -> String {
    format!(
        "The program of {whose} has the same history and sets something else aside in {}.",
        count(documents as u64, "place", "places")
    )
}

/// They judge alike again.
pub fn agrees_again(whose: &str) -> String {
    format!("The program of {whose} sets the same aside again.")
}

/// What then helps.
pub const DISAGREES_WHY: &str = "Nothing is lost. One of the two programs is older: bring both to the same version, and they agree again.";

/// It counts again.
pub fn admitted(n: u64) -> String {
    match n {
        1 => "It counts again.".to_owned(),
        n => format!("{} count again.", count(n, "change", "changes")),
    }
}

/// It would count again.
pub fn would_admit(what: &str) -> String {
    format!("{what}: it would stand. Nothing was written.")
}

/// It was written again.
pub fn written_again(n: u64) -> String {
    match n {
        1 => "It was written again from this device.".to_owned(),
        n => format!(
            "{} were written again from this device.",
            count(n, "change", "changes")
        ),
    }
}

/// It could not be.
pub fn not_written_again() -> Trouble {
    Trouble::new(
        "Nothing was written again",
        "it stands again already, or it is not yours, or nothing of what it was written in is left",
        "see what does not count with `refused`",
    )
}

/// How many are not listed.
pub fn more(n: usize) -> String {
    format!("and {} more", crate::words::number(n as u64))
}
