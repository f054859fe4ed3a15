//! What somebody is called, a note and a picture.

/// Opens the form.
pub const CHANGE: &str = "Change name, note or picture";
/// The note.
pub const NOTE: &str = "Note";
/// Chooses a picture.
pub const PICTURE: &str = "Choose a picture";
/// Takes it away.
pub const NO_PICTURE: &str = "Remove it";
/// What can be chosen.
pub const PICTURE_KINDS: &str = "PNG, JPEG or WebP, at most 8 MB. It is saved at once.";
/// Who will see it.
pub const WHO_SEES: &str =
    "Everyone in this commons sees it. What you were called before stays in the history.";
/// A name is missing.
pub const NAME_FIRST: &str = "Write a name first";
/// Saves it.
pub const SAVE: &str = "Save";

/// The form.
pub fn title(is_person: bool) -> &'static str {
    if is_person {
        "How others see you"
    } else {
        "How others see it"
    }
}

/// The name.
pub fn name(is_person: bool) -> &'static str {
    if is_person { "Your name" } else { "Its name" }
}

/// What could stand in the note.
pub fn note_hint(is_person: bool) -> &'static str {
    if is_person {
        "What you do, how to reach you"
    } else {
        "What it does, where it is"
    }
}

/// The name of a picture for who cannot see it.
pub fn picture_of(name: &str) -> String {
    format!("Picture of {name}")
}

/// Another device wrote another name.
pub fn other(name: &str) -> String {
    format!("At the same time another device of yours wrote \u{201c}{name}\u{201d}.")
}

/// Takes that name.
pub fn use_other(name: &str) -> String {
    format!("Be called \u{201c}{name}\u{201d}")
}
