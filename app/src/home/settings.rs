//! What the person chose for a home, in a file of it that can be read before the home is open.

use super::HomeError;
use crate::action::ThemeChoice;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The version of the folder's layout that this program reads and writes.
pub const HOME_VERSION: u32 = 1;

/// Files up to this size come by themselves, unless the person chose another limit.
pub const FETCH_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Its file.
pub(super) const SETTINGS_FILE: &str = "settings.json";

/// What the person chose for this home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The version of the folder's layout.
    pub version: u32,
    /// The port that addresses given out yesterday name.
    pub port: Option<u16>,
    /// Where this home could be met last, for invitations.
    pub last_addresses: Vec<String>,
    /// Where other devices were met, latest last, as addresses that a person could type.
    pub met: Vec<String>,
    /// The person's own name, offered when founding or joining.
    pub person_name: String,
    /// Whether others on the same local network may find this computer.
    pub seen_nearby: bool,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// What draws the window: `auto`, `glow` or `wgpu`.
    pub graphics: String,
    /// The text size in percent, 80 to 200.
    pub text_percent: u16,
    /// The commons that the window showed last.
    pub last_commons: Option<String>,
    /// Files of designs up to this size come by themselves, in bytes.
    pub fetch_bytes_max: u64,
    /// When a backup was written last, in milliseconds since 1970.
    pub backed_up_ms: Option<u64>,
    /// Settings of a newer program, kept as they are.
    #[serde(flatten)]
    pub other: serde_json::Map<String, serde_json::Value>,
}

impl Settings {
    /// Light or dark, and the size of everything in percent.
    pub fn looks(&self) -> (ThemeChoice, u16) {
        let theme = match self.theme.as_str() {
            "light" => ThemeChoice::Light,
            "dark" => ThemeChoice::Dark,
            _ => ThemeChoice::System,
        };
        (theme, self.text_percent)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: HOME_VERSION,
            port: None,
            last_addresses: vec![],
            met: vec![],
            person_name: String::new(),
            seen_nearby: true,
            theme: "system".into(),
            graphics: "auto".into(),
            text_percent: 100,
            last_commons: None,
            fetch_bytes_max: FETCH_BYTES_MAX,
            backed_up_ms: None,
            other: serde_json::Map::new(),
        }
    }
}

/// Reads the settings of the home in this folder; the usual ones where there are none.
pub(super) fn read(root: &Path) -> Result<Settings, HomeError> {
    let file = root.join(SETTINGS_FILE);
    let text = match fs::read(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Settings::default()),
        Err(source) => return Err(HomeError::System { file, source }),
    };
    let settings: Settings = serde_json::from_slice(&text).map_err(|error| HomeError::Damaged {
        file,
        reason: error.to_string(),
    })?;
    if settings.version > HOME_VERSION {
        return Err(HomeError::Newer {
            folder: root.to_path_buf(),
            version: settings.version,
        });
    }
    Ok(settings)
}
