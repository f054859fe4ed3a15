//! The two ways to draw a window, which goes first, and what is remembered of a start that died.
//!
//! A driver can take the whole program down before anything is on the screen. What is being tried is written to a
//! file of the home first and taken away after the first frame; a start that finds it tries the other way.

use std::fs;
use std::path::{Path, PathBuf};

/// Names the way to draw, before all settings: `glow` or `wgpu`.
pub const VARIABLE: &str = "COMMONWRIGHT_GRAPHICS";
const FILE: &str = "graphics";

/// A way to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// OpenGL: light, and a fifth of the work where there is no graphics card.
    Glow,
    /// What the system draws with: Vulkan, Metal or Direct3D.
    Wgpu,
}

impl Way {
    /// The way that is tried first when nobody chose.
    pub const USUAL: Way = if cfg!(target_os = "linux") {
        Way::Glow
    } else {
        Way::Wgpu
    };

    /// The other one.
    pub fn other(self) -> Way {
        match self {
            Way::Glow => Way::Wgpu,
            Way::Wgpu => Way::Glow,
        }
    }

    /// Its name, as in settings and in [`VARIABLE`].
    pub fn name(self) -> &'static str {
        match self {
            Way::Glow => "glow",
            Way::Wgpu => "wgpu",
        }
    }

    /// The way of that name.
    pub fn named(name: &str) -> Option<Way> {
        [Way::Glow, Way::Wgpu]
            .into_iter()
            .find(|way| way.name() == name.trim())
    }
}

/// What earlier starts on this home have left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starts {
    file: PathBuf,
    trying: Option<Way>,
    avoided: Option<Way>,
}

impl Starts {
    /// Reads what is left. What was being tried and never drew a frame is avoided from now on.
    pub fn of(home: &Path) -> Starts {
        let file = home.join(FILE);
        let text = fs::read_to_string(&file).unwrap_or_default();
        let line = |what: &str| {
            text.lines()
                .find_map(|line| Way::named(line.strip_prefix(what)?))
        };
        Starts {
            avoided: line("trying ").or_else(|| line("avoided ")),
            trying: None,
            file,
        }
    }

    /// The ways in the order in which they are tried.
    pub fn order(&self, chosen: Option<Way>) -> [Way; 2] {
        let usual = match self.avoided {
            Some(avoided) => avoided.other(),
            None => Way::USUAL,
        };
        let first = chosen.unwrap_or(usual);
        [first, first.other()]
    }

    /// This way is tried now.
    pub fn tries(&mut self, way: Way) {
        self.trying = Some(way);
        self.keep();
    }

    /// Its first frame is on the screen, or it has failed in good order.
    pub fn ended_well(&mut self) {
        self.trying = None;
        self.keep();
    }

    fn keep(&self) {
        let line = |what: &str, way: Option<Way>| {
            way.map(|way| format!("{what} {}\n", way.name()))
                .unwrap_or_default()
        };
        let text = line("trying", self.trying) + &line("avoided", self.avoided);
        // What cannot be kept only means that the next start tries the usual way first.
        let _ = if text.is_empty() {
            fs::remove_file(&self.file)
        } else {
            fs::write(&self.file, text)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_that_died_before_its_first_frame_uses_the_other_way_next_time() {
        let home = std::env::temp_dir().join(format!("commonwright-starts-{}", std::process::id()));
        fs::create_dir_all(&home).unwrap();
        let usual = [Way::USUAL, Way::USUAL.other()];
        let other = [Way::USUAL.other(), Way::USUAL];

        let mut starts = Starts::of(&home);
        assert_eq!(starts.order(None), usual);
        starts.tries(Way::USUAL);
        // The program dies here.
        let mut starts = Starts::of(&home);
        assert_eq!(starts.order(None), other);
        assert_eq!(
            starts.order(Some(Way::USUAL)),
            usual,
            "who chooses, chooses"
        );
        starts.tries(Way::USUAL.other());
        starts.ended_well();
        // It stays so from then on.
        let mut starts = Starts::of(&home);
        assert_eq!(starts.order(None), other);
        starts.tries(Way::USUAL.other());
        // That one dies too, after a change of the system.
        assert_eq!(Starts::of(&home).order(None), usual);
        fs::remove_dir_all(home).unwrap();
    }

    #[test]
    fn a_start_that_went_well_leaves_nothing() {
        let home = std::env::temp_dir().join(format!("commonwright-well-{}", std::process::id()));
        fs::create_dir_all(&home).unwrap();
        let mut starts = Starts::of(&home);
        starts.tries(Way::Glow);
        starts.ended_well();
        assert_eq!(fs::read_dir(&home).unwrap().count(), 0);
        fs::remove_dir_all(home).unwrap();
    }
}
