//! The key of this device, and what happens where the disk has lost something.

/// After a repair that may have dropped entries of this device.
pub const RENEWED_LOST: &str = "This device goes on with a new key - some of what it wrote last may be lost on this disk, and no key may sign one number twice - meet the others: what they hold of it comes back, and it stays yours.";
/// After the key was seen to write elsewhere.
pub const RENEWED_ELSEWHERE: &str = "This device goes on with a new key - its old key has also written on another computer, or this folder was set back to an earlier day - nothing is lost and nothing needs to be done; for a second computer use `device add` instead of copying the folder.";
/// After what it wrote was found to lean on work that was set aside.
pub const RENEWED_LEANING: &str = "This device goes on with a new key - what it wrote last leaned on work that was set aside, and whatever it wrote on top would be set aside too - nothing needs to be done.";
/// Why nothing is written while that is so.
pub const LEANING: &str = "what this device wrote last leans on work that was set aside";

/// After work of one's own was written again; `left` things stand differently by now.
pub fn offered_again(design: &str, written: usize, left: usize) -> String {
    let design = if design.is_empty() {
        "a design"
    } else {
        design
    };
    let again = match written {
        0 => "nothing of it could be written again".to_owned(),
        1 => "one thing of it was written again".to_owned(),
        many => format!("{many} things of it were written again"),
    };
    let rest = match left {
        0 => String::new(),
        1 => "; one was changed by somebody since and needs your eyes".to_owned(),
        many => format!("; {many} were changed by somebody since and need your eyes"),
    };
    format!("Your work on {design} leaned on something that was set aside: {again}{rest}.")
}

/// After what one wrote of a profile was written again; `left`: some of it was changed since, and the name was this.
pub fn profile_offered_again(called: &str, name: &str, left: bool) -> String {
    let what = format!(
        "What this computer had written of the profile of {called} stood on a branch that does not stay"
    );
    match (left, name) {
        (false, _) => format!("{what}: it was written again."),
        (true, "") => format!("{what}, and was changed since: look at the profile."),
        (true, name) => format!(
            "{what}, and was changed since: look at the profile. The name there was \u{201c}{name}\u{201d}."
        ),
    }
}

/// What became of work on a design that was set aside as a whole.
pub fn leaned_on_nothing(design: &str) -> String {
    let design = if design.is_empty() {
        "a design"
    } else {
        design
    };
    format!(
        "Your work on {design} is out of sight: the whole design was set aside. It is kept, and comes back when a steward lets the design in again."
    )
}

/// Why nothing is written while entries may be lost.
pub const LOST: &str =
    "entries that this device wrote last may be lost on this disk, and so its key must not sign";
/// Why nothing is written while the key is in use elsewhere.
pub const ELSEWHERE: &str = "the key of this device has also written on another computer, or this folder was set back to an earlier day";
/// What helps.
pub const MEET_FIRST: &str = "meet any peer first: then this device gets a new key by itself, and what others hold of yours comes back";
/// What was to be written was signed with the old key.
pub const JUST_RENEWED: &str = "this device has just got a new key";
/// What helps then.
pub const TRY_AGAIN: &str = "do it once more";
/// While a doubted key cannot be replaced, because the charter does not know it here.
pub const DOUBTED: &str = "This device writes nothing for now - what says whose it is was lost too - meet any peer: then it gets a new key by itself.";
/// Beside a device that is this one under an older key.
pub const EARLIER_KEY: &str = " (this one, with an earlier key)";

/// After the store of design files was found damaged.
pub const FILES_BEGAN_ANEW: &str = "The list of design files on this disk was damaged - it was made anew from the files that are whole, and what was there lies beside it under the ending `.damaged` - what is missing comes again from the others.";
/// After damage was found and set aside by itself.
pub fn mended(problems: u64) -> String {
    let records = super::count(problems, "record", "records");
    format!(
        "Part of the history on this disk was damaged - {records} did not fit any more and were set aside - meet any peer, and they come again; look after this disk."
    )
}

/// What waits beside the log.
pub fn waiting(count: u64) -> String {
    let changes = super::count(count, "whole change waits", "whole changes wait");
    format!(
        "{changes} for something that was lost - meet any peer, or read a stick: nothing of them is lost."
    )
}
