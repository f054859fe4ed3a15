//! Settings.

use crate::action::ThemeChoice;

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
/// Network.
pub const NETWORK: &str = "Network";
/// Seen in this workshop.
pub const SEEN: &str = "Seen in this workshop";
/// What that is.
pub const SEEN_WHY: &str = "Says on the local network that this computer is here, so that others find it. Nothing goes further.";
/// Backup.
pub const BACKUP: &str = "Backup";
/// Why.
pub const BACKUP_WHY: &str = "One file with everything, for the day this computer is lost. Keep it where others cannot take it: it speaks in your name.";
/// Write one.
pub const WRITE_BACKUP: &str = "Write a backup";
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
/// Shortcuts.
pub const KEYS: &str = "Keys";

/// A theme.
pub fn theme(theme: ThemeChoice) -> &'static str {
    match theme {
        ThemeChoice::System => "As the system",
        ThemeChoice::Light => "Light",
        ThemeChoice::Dark => "Dark",
    }
}

/// A size.
pub fn percent(percent: u16) -> String {
    format!("{percent} %")
}

/// When a backup was written.
pub fn backed_up(when: &str) -> String {
    format!("Last backup {when}")
}

/// Every key of the window, and what it does.
pub const KEY_LIST: [(&str, &str); 8] = [
    ("Ctrl+F", "Search the catalogue"),
    ("Ctrl+N", "New design"),
    ("Ctrl+1 … Ctrl+6", "Go to a page"),
    ("Ctrl+,", "Settings"),
    ("Alt+← / Alt+→", "Back and forward"),
    ("Esc", "Close"),
    ("F5", "Sync now"),
    ("Ctrl++ / Ctrl+− / Ctrl+0", "Larger, smaller, 100 %"),
];
