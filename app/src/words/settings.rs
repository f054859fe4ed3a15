//! Settings.

use std::path::Path;

use crate::action::{Graphics, ThemeChoice};
use crate::words::count;

/// The page.
pub const TITLE: &str = "Settings";
/// Who I am.
pub const YOU: &str = "You";
/// Name.
pub const NAME: &str = "Your name";
/// Save it.
pub const SAVE: &str = "Save";
/// Device.
pub const DEVICE: &str = "This device";
/// Looks.
pub const LOOKS: &str = "Looks";
/// Theme.
pub const THEME: &str = "Theme";
/// Text size.
pub const SIZE: &str = "Size of everything";
/// Keys for it.
pub const SIZE_KEYS: &str = "Ctrl and + or −; Ctrl and 0 for 100 %";
/// What draws the window.
pub const GRAPHICS: &str = "Graphics";
/// When it counts.
pub const GRAPHICS_WHY: &str =
    "From the next start on. If one does not work here, the other is used.";
/// Network.
pub const NETWORK: &str = "Network";
/// Seen in this workshop.
pub const SEEN: &str = "Seen in this workshop";
/// What that is.
pub const SEEN_WHY: &str = "Says on the local network that this computer is here, so that others find it. Nothing goes further.";
/// Which files come by themselves.
pub const FETCH: &str = "Files of designs that come by themselves";
/// The limits to choose from, in bytes.
pub const FETCH_SIZES: [u64; 5] = [
    0,
    1024 * 1024,
    16 * 1024 * 1024,
    64 * 1024 * 1024,
    1024 * 1024 * 1024,
];
const MEGABYTE: u64 = 1024 * 1024;
/// Backup.
pub const BACKUP: &str = "Backup";
/// Why.
pub const BACKUP_WHY: &str = "One file with everything, for the day this computer is lost. Keep it where others cannot take it: it speaks in your name.";
/// Write one.
pub const WRITE_BACKUP: &str = "Write a backup";
/// Brings one back.
pub const RESTORE: &str = "Restore a backup";
/// What restoring does.
pub const RESTORE_WHY: [&str; 2] = [
    "What is in the backup takes the place of what is here. What is here now is not deleted: it is set aside in a folder beside it.",
    "The restored copy gets a key of its own, so it never gets in the way of another computer. Then meet somebody: what came after the backup comes from there.",
];
/// Chooses the file.
pub const CHOOSE_BACKUP: &str = "Choose the backup";
/// Opens the help.
pub const KEYS: &str = "Keys and words";
/// Never written.
pub const NEVER: &str = "No backup yet";
/// About.
pub const ABOUT: &str = "About this copy";
/// Where it lies.
pub const HOME: &str = "Folder";
/// Version.
pub const VERSION: &str = "Version";
/// Fingerprint.
pub const FINGERPRINT: &str = "Fingerprint of everything here";
/// What it is for.
pub const FINGERPRINT_WHY: &str = "Equal on two devices that hold the same.";

/// The limit for all of them.
pub const FETCH_WHY: &str = "Of each commons at most 4 GB of files come by themselves. What is larger, or beyond that, comes when you ask for it.";
/// When that limit is reached.
pub const NO_MORE_UNASKED: &str = "4 GB of files of this commons have come by themselves - from now on a file comes when you ask for it - look at what lies in its designs if that is more than you expected.";

/// A limit for files that come by themselves.
pub fn fetch_size(bytes: u64) -> String {
    match bytes {
        0 => "none: only when I ask for one".into(),
        bytes if bytes % MEGABYTE == 0 => format!("up to {} MB", super::number(bytes / MEGABYTE)),
        bytes => format!("up to {}", super::bytes(bytes)),
    }
}

/// What a backup holds.
pub fn backup_made(commons: u64, files: u64, to: &Path, sealed: bool) -> String {
    let seal = match sealed {
        true => super::passphrase::BACKUP_SEALED,
        false => super::passphrase::BACKUP_OPEN,
    };
    format!(
        "{commons} commons and {} are in {}. {seal}",
        count(files, "file", "files"),
        to.display()
    )
}

/// Where what was here before lies after a restore.
pub fn set_aside(folder: &Path) -> String {
    format!("What was here before lies in {}.", folder.display())
}

/// What to do when a restored home could not take its place.
pub fn open_there(folder: &Path) -> String {
    format!("it works from there: `--home \"{}\"`", folder.display())
}

/// A theme.
pub fn theme(theme: ThemeChoice) -> &'static str {
    match theme {
        ThemeChoice::System => "As the system",
        ThemeChoice::Light => "Light",
        ThemeChoice::Dark => "Dark",
    }
}

/// What draws the window.
pub fn graphics(graphics: Graphics) -> &'static str {
    match graphics {
        Graphics::Auto => "As usual here",
        Graphics::Glow => "OpenGL",
        Graphics::Wgpu => "Vulkan, Metal or Direct3D",
    }
}

/// A size.
pub fn percent(percent: u16) -> String {
    format!("{percent} %")
}

/// What would be left behind by restoring.
pub fn restore_leaves(only_here: u64) -> String {
    format!(
        "{} only on this computer, as far as is known. Meet somebody first, or write a backup.",
        count(only_here, "change is", "changes are")
    )
}

/// When a backup was written.
pub fn backed_up(when: &str) -> String {
    format!("Last backup {when}")
}
