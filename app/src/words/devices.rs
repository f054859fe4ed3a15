//! A person's own devices.

use super::{count, day};
use model::day::Day;

/// The part of the page.
pub const MINE: &str = "Your devices";
/// What it is for.
pub const MINE_WHY: &str =
    "Each device has a key of its own. With a second one, losing a laptop is no disaster.";
/// Adds one.
pub const ADD: &str = "Add a device";
/// What happens then.
pub const ADD_WHY: &str = "On the other device, start Commonwright, choose \u{201c}Join with an invitation\u{201d}, and paste this line or scan the code. Leave this window open meanwhile.";
/// Who may have the line.
pub const ADD_SECRET: &str =
    "Whoever has this line can act as you: keep it to yourself. It holds for one device.";
/// The line.
pub const LINE: &str = "The line for your other device";
/// Makes it.
pub const MAKE: &str = "Make the line";
/// Before it is made.
pub const ADD_WHAT: &str = "The new device will write in your name, with a key of its own. What it does is yours, and you can retire it at any time.";
/// Gives another name.
pub const RENAME: &str = "Rename";
/// Its form.
pub const RENAME_TITLE: &str = "Rename this device";
/// The field.
pub const NAME: &str = "Name of this device";
/// Who sees it.
pub const NAME_WHY: &str = "Everyone in this commons sees it.";
/// Saves it.
pub const SAVE: &str = "Save";
/// A name is missing.
pub const NAME_FIRST: &str = "Give it a name first";
/// Ends one.
pub const RETIRE: &str = "Retire";
/// Why.
pub const RETIRE_WHY: &str = "What happened to it";
/// One of two.
pub const REPLACED: &str = "I have it and do not use it any more";
/// The other.
pub const LOST: &str = "It was lost or stolen";
/// Its words in the window.
pub const KEY: &str = "Its key in words";
/// Beside one that writes no more.
pub const ENDED: &str = "Not in use";
/// While it is looked up what it wrote.
pub const COUNTING: &str = "Counting what is here of it…";
/// It cannot be undone.
pub const FOR_EVER: &str =
    "This cannot be undone. The same computer can be added again as a new device.";

/// The title of the form that ends one.
pub fn retire_title(label: &str) -> String {
    format!("Retire \u{201c}{label}\u{201d}?")
}

/// Since when it is there.
pub fn since(first: Day) -> String {
    format!("since {}", day(first))
}

/// When and by whom it was retired.
pub fn retired(on: Day, by: &str) -> String {
    format!("retired {} by {by}", day(on))
}

/// What retiring it will do, when it was replaced.
pub fn will_be_replaced(label: &str) -> String {
    format!(
        "\u{201c}{label}\u{201d} writes nothing in this commons any more and gets nothing new. Everything that it has written stays yours and stays in effect, also what has not arrived here yet."
    )
}

/// What retiring it will do, when it was lost; so many changes of it in so many documents are here.
pub fn will_be_lost(label: &str, changes: u64, documents: u64) -> String {
    let stays = match changes {
        0 => "Nothing that it has written is on this computer, so nothing of it stays.".to_owned(),
        _ => format!(
            "What this computer has of it stays yours: {} in {}. What it wrote beyond that has no effect, so meet the others first if it may have written more.",
            count(changes, "change", "changes"),
            count(documents, "document", "documents"),
        ),
    };
    format!(
        "\u{201c}{label}\u{201d} writes nothing in this commons any more and gets nothing new. {stays} Whoever holds it can still read what is on it."
    )
}

/// After it was done.
pub fn was_retired(label: &str) -> String {
    format!("\u{201c}{label}\u{201d} is retired. The others learn it when they are met.")
}

/// By command, before it is done.
pub const NOT_YET: &str = "Nothing was written yet. Say it again with --yes to do it.";

/// The first line that somebody reads who adds a device by command.
pub const ADD_BY_COMMAND: &str =
    "Join with it on your other device. Whoever has it can act as you: hand it to nobody.";

/// After a device was named.
pub fn is_called(name: &str) -> String {
    format!("This device is called {name} from now on.")
}
