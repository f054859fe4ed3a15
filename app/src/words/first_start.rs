//! The first start.

use model::charter::Role;
use model::rsd1::Preset;

use crate::view::InvitationFound;
use crate::words::{day, people};

/// The first thing one reads.
pub const WELCOME: &str = "Welcome to Commonwright";
/// What it is, in a sentence.
pub const WHAT: &str = "Build things together, and keep the designs and the books in common.";
/// The only field of the first step.
pub const YOUR_NAME: &str = "Your name";
/// Its hint.
pub const YOUR_NAME_HINT: &str = "As the others know you";
/// Why it is asked for.
pub const YOUR_NAME_WHY: &str =
    "It stands beside what you change and log. No account, no mail, no password, no server.";
/// A name is missing.
pub const NAME_FIRST: &str = "Write your name first";
/// The three ways on.
pub const FIND: &str = "Find your commons";
/// Below it.
pub const FIND_WHY: &str = "You can join or start more later.";
/// Join.
pub const JOIN: &str = "Join with an invitation";
/// What joining is.
pub const JOIN_WHAT: &str = "Somebody of the commons gave you a line of text or a code to scan.";
/// The button that joins.
pub const JOIN_BUTTON: &str = "Join";
/// Found.
pub const FOUND: &str = "Start a new commons";
/// What founding is.
pub const FOUND_WHAT: &str = "You become its first steward. It takes about 20 seconds.";
/// The button that opens the form.
pub const FOUND_OPEN: &str = "Start";
/// The button that founds.
pub const FOUND_BUTTON: &str = "Start the commons";
/// Look around.
pub const DEMO: &str = "Look around first";
/// What the demo is.
pub const DEMO_WHAT: &str = "A made-up commons with a dozen designs. Nothing leaves this computer.";
/// The button that opens it.
pub const DEMO_BUTTON: &str = "Open the demo";
/// While it is made.
pub const DEMO_OPENING: &str = "Making it…";
/// The invitation.
pub const INVITATION: &str = "Invitation";
/// Its hint.
pub const INVITATION_HINT: &str = "commonwright:…";
/// Reads the clipboard, when pressed.
pub const PASTE: &str = "Paste";
/// Whom to meet first.
pub const THROUGH: &str = "Meet them";
/// Through whoever the invitation names.
pub const THROUGH_INVITATION: &str = "where the invitation says";
/// Through a device near by.
pub const THROUGH_NEAR: &str = "on this network";
/// At a typed address.
pub const THROUGH_ADDRESS: &str = "at an address";
/// The typed address.
pub const ADDRESS: &str = "Address";
/// Its hint.
pub const ADDRESS_HINT: &str = "as their program shows it under People and devices";
/// Nobody near.
pub const NOBODY_NEAR: &str = "Nobody on this network yet. Both programs must be open.";
/// The invitation must be checked first.
pub const CHECK_FIRST: &str = "Paste an invitation first";
/// A device must be chosen.
pub const CHOOSE_NEAR: &str = "Choose one of the devices first";
/// An address must be typed.
pub const ADDRESS_FIRST: &str = "Type an address first";
/// Restore.
pub const RESTORE: &str = "Restore a backup instead";
/// Back to the three cards.
pub const BACK: &str = "Back";
/// The name of a new commons.
pub const COMMONS_NAME: &str = "Name of the commons";
/// Its hint.
pub const COMMONS_NAME_HINT: &str = "Our workshop";
/// The name is missing.
pub const COMMONS_NAME_FIRST: &str = "Give the commons a name first";
/// The first rules.
pub const RULES: &str = "First rules";
/// Changing rules.
pub const RULES_LATER: &str =
    "They hold from the first day. Changing them by a vote comes with a later version.";
/// How many people decide.
pub const PEOPLE: &str = "How many people it takes";
/// For few people.
pub const PEOPLE_WHY: &str =
    "Set these to the people there will be. With two of you, one reviewer is enough.";
/// Reviewers.
pub const REVIEWERS: &str = "Reviewers of work";
/// Attesters.
pub const ATTESTERS: &str = "To confirm who owns a business";
/// Quorum.
pub const QUORUM: &str = "Stewards to close a quarter";
/// Who may read.
pub const OPEN: &str = "Open: anyone may read it";
/// What open is.
pub const OPEN_WHY: &str = "Otherwise only people with an invitation can.";
/// A join that takes long.
pub const WAITING_WHY: &str = "You can close the program: it goes on when both of you are there. A file on a stick works too.";
/// Read a stick.
pub const READ_STICK: &str = "Read a file from a stick";
/// Give up waiting.
pub const STOP_WAITING: &str = "Try another way";

/// Back to a commons of this home.
pub fn back_to(commons: &str) -> String {
    format!("Back to {commons}")
}

/// A join that went on while something else was shown.
pub fn joined(commons: &str) -> String {
    format!("You are in {commons} now. Choose it above the menu.")
}

/// Why the last address was not reached.
pub fn not_reached(why: &str) -> String {
    format!("Not reached yet: {why}. It is tried again every few seconds.")
}

/// Waiting for somebody.
pub fn waiting(commons: &str) -> String {
    format!("Waiting for someone of {commons}")
}

/// Receiving.
pub fn receiving(commons: &str) -> String {
    format!("{commons} is arriving")
}

/// What was tried.
pub fn tried(addresses: usize) -> String {
    match addresses {
        0 => "Looking on this network.".into(),
        1 => "Tried 1 address. Looking on this network too.".into(),
        n => format!("Tried {n} addresses. Looking on this network too."),
    }
}

/// What an invitation says.
pub fn found(found: &InvitationFound) -> String {
    if let Some(person) = &found.back_as {
        return super::recovery::found(person, &found.commons);
    }
    let until = found.expires.map(|last| format!(", until {}", day(last)));
    let what = match found.further_device {
        true => "as a further device of whoever made the line, under their name".to_owned(),
        false => format!("as a {}", people::role(found.role).to_lowercase()),
    };
    format!("{}: {what}{}", found.commons, until.unwrap_or_default())
}

/// The name of a preset.
pub fn preset(preset: Preset) -> &'static str {
    match preset {
        Preset::CopyFair => "CopyFair: contribute or pay",
        Preset::PplFaithful => "Peer Production License, to the letter",
        Preset::Lenient => "Lenient: suggested fees only",
    }
}

/// What a preset means.
pub fn preset_means(preset: Preset) -> &'static str {
    match preset {
        Preset::CopyFair => {
            "Businesses that use designs for profit pay 3 % of what they earn with them, or contribute instead. Worker-owned businesses, cooperatives, non-profits and public bodies are free."
        }
        Preset::PplFaithful => {
            "Only businesses owned by those who work in them may use designs commercially. All others ask for an agreement."
        }
        Preset::Lenient => {
            "For-profit businesses are asked for 1 % above 10,000.00 per quarter. Ten hours of work in a year settle it."
        }
    }
}

/// Roles as an invitation offers them.
pub fn role(role: Role) -> &'static str {
    people::role(role)
}

/// After the name.
pub const CONTINUE: &str = "Continue";
