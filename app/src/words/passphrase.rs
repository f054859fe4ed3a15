//! Passphrases: of the home, and of sealed files.

use sync::drivers::seal::PASSPHRASE_CHARS_MIN;

/// A passphrase could not be had.
pub const NOT_READ: &str = "The passphrase was not read";
/// Where there is no terminal.
pub const OTHER_WAYS: &str =
    "put it into the first line of a file and name that, or run the command at a terminal";
/// Once more.
pub const AGAIN: &str = "The same once more";
/// Two different ones.
pub const NOT_THE_SAME: &str = "These two are not the same.";
/// Nothing was sealed.
pub const NOT_SEALED: &str = "Nothing was sealed";
/// What makes a good one.
pub const LONGER: &str = "take four or five words that do not belong together";
/// A file is to be sealed.
pub const FOR_NEW_FILE: &str = "Passphrase to seal the file with (empty: not sealed)";
/// The same, where it must be sealed.
pub const FOR_NEW_SEAL: &str = "Passphrase to seal the file with";
/// A sealed file is to be opened.
pub const FOR_FILE: &str = "The file is sealed. Its passphrase";
/// A home is to be opened.
pub const FOR_HOME: &str = "Passphrase of this home";
/// A home is to be protected.
pub const FOR_NEW_HOME: &str = "New passphrase for this home";
/// Nothing was set.
pub const NOT_SET: &str = "The passphrase was not set";
/// A home that has one.
pub const PROTECTED: &str = "The key of this device lies behind a passphrase. Nobody can open it without, you neither, so write it down and keep that where you keep papers.";
/// A home that has none.
pub const UNPROTECTED: &str =
    "The key of this device lies open in its folder: whoever has the disk can act as you.";
/// The home was open to others.
pub const WAS_READABLE: &str = "Other accounts of this computer could read the key of this device until now. It is closed to them. If somebody may have read it, retire this device and add it anew.";
/// In the window.
pub const OF_HOME: &str = "Passphrase";
/// Sets one.
pub const SET: &str = "Set a passphrase";
/// Sets another one.
pub const CHANGE: &str = "Change the passphrase";
/// Takes it away.
pub const REMOVE: &str = "Take the passphrase away";
/// The field of the one of now.
pub const OF_NOW: &str = "Passphrase of now";
/// The field of the next.
pub const NEW: &str = "New passphrase";
/// It was left out.
pub const NEEDS_NOW: &str = "the passphrase of now is needed";
/// What it costs.
pub const WHY_HOME: &str = "It is asked for whenever the program starts. Nobody can open this home without it, you neither: there is no way around it, so write it down. It closes the key with which you act and which lets others know you; the designs and entries on this disk stay readable for whoever has the disk.";
/// What stays.
pub const COPIES_STAY: &str =
    "Copies of this folder that were made before, and backups, stay as they are.";
/// What its absence means.
pub const WHY_REMOVE: &str =
    "From then on the program starts without asking, and whoever has the disk can act as you.";
/// After a restore in place of a home that had one.
pub const RESTORED_OPEN: &str =
    "The restored key is not behind a passphrase yet: set one in the settings.";
/// The page of a locked home.
pub const LOCKED: &str = "This home is behind a passphrase";
/// What it is for.
pub const WHY_LOCKED: &str = "It opens the key of this device, on this computer and nowhere else.";
/// While it is tried.
pub const TRYING: &str = "Opening\u{2026}";
/// It is wanted and cannot be asked for.
pub const NOBODY_TO_ASK: &str = "it needs a passphrase, and nobody sits at a terminal";
/// After a file that is sealed.
pub const SEALED: &str = "It is sealed: only who knows the passphrase can read it.";
/// After a stick that is not.
pub const STICK_OPEN: &str = "It is not sealed: whoever has it can read it.";
/// After a backup that is not.
pub const BACKUP_OPEN: &str =
    "It is not sealed. Keep it as safe as a key: whoever has it can act as you.";
/// After a backup that is.
pub const BACKUP_SEALED: &str =
    "It is sealed: without the passphrase nobody can use it, you neither.";
/// Before a file is written.
pub const OFFER: &str = "Seal the file with a passphrase?";
/// Why a backup.
pub const WHY_BACKUP: &str = "The file speaks in your name: whoever has it can act as you, unless it is sealed. Nobody can open it without the passphrase, so write that down.";
/// Why a stick.
pub const WHY_STICK: &str = "Whoever finds the stick can read everything, unless it is sealed. Tell the passphrase to whoever is to read it.";
/// The field.
pub const PASSPHRASE: &str = "Passphrase";
/// Seal it.
pub const SEAL: &str = "Seal and write";
/// Do not.
pub const NOT: &str = "Write it unsealed";
/// Before a sealed file is read.
pub const IS_SEALED: &str = "The file is sealed with a passphrase";
/// Who knows it.
pub const ASK_GIVER: &str = "Whoever wrote the file knows it.";
/// It was another one.
pub const WRONG: &str = "That was not it. Type it again.";
/// Open it.
pub const OPEN: &str = "Open";

/// Why a passphrase was not taken.
pub fn too_short() -> String {
    format!("a passphrase has at least {PASSPHRASE_CHARS_MIN} characters")
}

/// After it was set or taken away.
pub fn done(is_removed: bool) -> &'static str {
    match is_removed {
        true => "The passphrase is taken away.",
        false => "From now on the program asks for this passphrase when it starts.",
    }
}
