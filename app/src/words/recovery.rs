//! Coming back after all one's devices were lost.

/// Why an older device is retired by the one that came back.
pub const OLD_REASON: &str = "replaced after it was lost";
/// The way back was not begun.
pub const NOT_ASKED: &str = "You have not asked to be taken back";
/// No line could be made.
pub const NO_LINE: &str = "The line was not made";
/// The vouching was not written.
pub const NOT_VOUCHED: &str = "You have not vouched for them";
/// There will never be enough.
pub const TOO_FEW: &str = "it takes two stewards, or one steward and two makers or treasurers, besides the person; for a steward beside whom there are two others only stewards count, and of those whom they made stewards only one";
/// What to do then.
pub const TOO_FEW_REMEDY: &str =
    "make somebody a steward or a maker first, or invite them as a new person";
/// The part of the page.
pub const TITLE: &str = "Lost all devices?";
/// What it is for.
pub const WHY: &str = "Whoever lost their only device can come back as the same person, with all that they did, when enough people here vouch for them.";
/// Opens the form of who helps.
pub const HELP: &str = "Help somebody back";
/// Who.
pub const WHO: &str = "Who lost their devices";
/// Makes the line.
pub const MAKE: &str = "Make the line for them";
/// What to do with it.
pub const GIVE: &str = "Give them this line, or let them scan it. On their new device they choose \u{201c}Join with an invitation\u{201d} and paste it. It is no secret: it opens nothing.";
/// The line.
pub const LINE: &str = "The line for who comes back";
/// What comes next.
pub const THEN: &str = "Their device then shows an answer. Paste it here:";
/// The answer.
pub const ANSWER: &str = "Their answer";
/// Its hint.
pub const ANSWER_HINT: &str = "commonwright-ask:…";
/// Have a look at it.
pub const LOOK: &str = "Look at it";
/// Before vouching.
pub const BE_SURE: &str = "Speak with them, by telephone or face to face, and let them read these words to you. Vouch only if you know that it is them: this device will then act as them.";
/// Vouches.
pub const VOUCH: &str = "It is them: I vouch";
/// Vouches beside others.
pub const VOUCH_TOO: &str = "I vouch too";
/// Its key.
pub const KEY: &str = "The new device's key in words";
/// On the new device.
pub const ASKING: &str = "Give this answer to those who know you there. It takes two stewards, or one steward and two makers or treasurers. They will ask you for the words below.";
/// The answer on the new device.
pub const MY_ANSWER: &str = "Your answer";
/// The words on the new device.
pub const MY_WORDS: &str = "Words to read to them";
/// What happens next.
pub const WAITING: &str = "This device looks for them by itself. You can close the program; it goes on when you open it again.";
/// What became of the old devices.
pub const LOST: &str = "They were lost or stolen";
/// The other choice.
pub const BROKEN: &str = "They broke, nobody can use them";
/// The question.
pub const WHAT_HAPPENED: &str = "What happened to your devices";
/// Begins.
pub const ASK: &str = "Ask to be taken back";
/// Gives it up.
pub const STOP: &str = "Give it up";
/// Nobody asks.
pub const NOBODY: &str = "Nobody waits to be taken back.";

/// What a way back says.
pub fn found(person: &str, commons: &str) -> String {
    format!("Back to {commons}, as {person}")
}

/// The title on the new device.
pub fn asking(person: &str, commons: &str) -> String {
    format!("Coming back to {commons} as {person}")
}

/// After it has come to an end.
pub fn is_back(person: &str) -> String {
    format!(
        "You are back as {person} - enough people have vouched for this device, and your devices from before write nothing any more - all that you did is yours again."
    )
}

/// There is nothing to vouch for.
pub fn back_already(person: &str) -> String {
    format!("{person} is back with that device already")
}

/// Who asks.
pub fn asks(person: &str, label: &str) -> String {
    format!("{person} asks to be taken back, with a new device \u{201c}{label}\u{201d}.")
}

/// How far it is.
pub fn vouched(signers: &[String], more: u32) -> String {
    let names = super::names(signers);
    let verb = if signers.len() == 1 { "has" } else { "have" };
    match more {
        0 => format!("{names} {verb} vouched."),
        _ => format!("{names} {verb} vouched. It takes {HOW_MANY}."),
    }
}

/// How many have to vouch.
const HOW_MANY: &str = "two stewards, or one steward and two makers or treasurers (for a steward beside whom there are two others, only stewards count)";

/// After vouching.
pub fn you_vouched(person: &str, more: Option<u32>) -> String {
    match more {
        None => format!("{person} is back. Their new device learns it when it is met."),
        Some(_) => format!(
            "You have vouched for {person}. It takes {HOW_MANY}; they see it under People and devices."
        ),
    }
}

/// By command, what to do with the line.
pub const GIVE_BY_COMMAND: &str = "Give it to them. On their new device they use it with `recover ask`. It is no secret: it opens nothing.";
/// By command, what happens next on the new device.
pub const WAITING_BY_COMMAND: &str =
    "When they have vouched, `sync` or `run` brings everything back.";
