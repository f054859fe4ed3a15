use crate::action::{Graphics, ThemeChoice};

/// Settings, and what to know about this copy of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsView {
    /// One's own name.
    pub person: String,
    /// The name of this device.
    pub device: String,
    /// Where everything lies on this computer.
    pub home: String,
    /// Light, dark, or as the system says.
    pub theme: ThemeChoice,
    /// What draws the window.
    pub graphics: Graphics,
    /// Size of everything in percent.
    pub percent: u16,
    /// Whether this computer says on the local network that it is here.
    pub seen_in_workshop: bool,
    /// Files up to this size come by themselves, in bytes.
    pub fetch_bytes_max: u64,
    /// Whether the key of this device lies behind a passphrase.
    pub protected: bool,
    /// When a backup was last written, in words.
    pub backed_up: Option<String>,
    /// The short code of the whole history, equal on two devices that hold the same.
    pub fingerprint: String,
    /// The version of the program.
    pub version: String,
}

impl Default for SettingsView {
    fn default() -> Self {
        SettingsView {
            person: String::new(),
            device: String::new(),
            home: String::new(),
            theme: ThemeChoice::System,
            graphics: Graphics::Auto,
            percent: 100,
            seen_in_workshop: true,
            fetch_bytes_max: 64 * 1024 * 1024,
            protected: false,
            backed_up: None,
            fingerprint: String::new(),
            version: String::new(),
        }
    }
}
