//! The libraries of the system that a window needs, and the packages that bring them.
//!
//! They are opened when the window is, not linked: the commands need none of them. Whether one is here is asked
//! only after a window could not be made, so that an odd system on which everything works is never refused.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A library, and what Debian calls the package that brings it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Library {
    /// The file that is opened.
    pub file: &'static str,
    /// The package.
    pub package: &'static str,
}

/// The two kinds of screens on Linux.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// A screen of X11.
    X11,
    /// A screen of Wayland.
    Wayland,
}

impl Screen {
    /// The one that is used, as the window's library chooses: Wayland goes before X11.
    pub fn here(has: impl Fn(&str) -> bool) -> Option<Screen> {
        if has("WAYLAND_DISPLAY") || has("WAYLAND_SOCKET") {
            Some(Screen::Wayland)
        } else if has("DISPLAY") {
            Some(Screen::X11)
        } else {
            None
        }
    }
}

const fn library(file: &'static str, package: &'static str) -> Library {
    Library { file, package }
}

const X11: [Library; 6] = [
    library("libX11.so.6", "libx11-6"),
    library("libX11-xcb.so.1", "libx11-xcb1"),
    library("libXcursor.so.1", "libxcursor1"),
    library("libXi.so.6", "libxi6"),
    library("libxkbcommon.so.0", "libxkbcommon0"),
    library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
];
const WAYLAND: [Library; 3] = [
    library("libwayland-client.so.0", "libwayland-client0"),
    library("libwayland-egl.so.1", "libwayland-egl1"),
    library("libxkbcommon.so.0", "libxkbcommon0"),
];
const DRAWING: [Library; 2] = [
    library("libEGL.so.1", "libegl1"),
    library("dri/swrast_dri.so", "libgl1-mesa-dri"),
];

/// What a window on such a screen needs.
pub fn needed(screen: Screen) -> Vec<Library> {
    let own: &[Library] = match screen {
        Screen::X11 => &X11,
        Screen::Wayland => &WAYLAND,
    };
    [own, &DRAWING].concat()
}

/// What of it is in none of these folders.
pub fn missing(screen: Screen, folders: &BTreeSet<PathBuf>) -> Vec<Library> {
    let is_there = |library: &Library| {
        folders
            .iter()
            .any(|folder| folder.join(library.file).is_file())
    };
    let mut needed = needed(screen);
    needed.retain(|library| !is_there(library));
    needed
}

/// The folders in which libraries are looked for: those the person named, and those the system keeps a list of.
pub fn folders() -> BTreeSet<PathBuf> {
    let named = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let mut folders: BTreeSet<PathBuf> = std::env::split_paths(&named)
        .filter(|folder| !folder.as_os_str().is_empty())
        .collect();
    folders.extend(["/lib", "/usr/lib", "/lib64", "/usr/lib64"].map(PathBuf::from));
    for program in ["ldconfig", "/sbin/ldconfig", "/usr/sbin/ldconfig"] {
        let listed = Command::new(program)
            .arg("-p")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        if let Ok(listed) = listed
            && listed.status.success()
        {
            folders.extend(folders_listed(&String::from_utf8_lossy(&listed.stdout)));
            break;
        }
    }
    folders
}

/// The folders that a list like `libEGL.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libEGL.so.1` names.
fn folders_listed(list: &str) -> impl Iterator<Item = PathBuf> {
    let is_ours = |kind: &str| !cfg!(target_arch = "x86_64") || kind.contains("x86-64");
    list.lines().filter_map(move |line| {
        let (kind, file) = line.split_once("=>")?;
        let folder = Path::new(file.trim()).parent()?;
        is_ours(kind).then(|| folder.to_path_buf())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_system_with(files: &[&str]) -> (PathBuf, BTreeSet<PathBuf>) {
        let name = format!(
            "commonwright-libraries-{}-{}",
            std::process::id(),
            files.len()
        );
        let folder = std::env::temp_dir().join(name);
        for file in files {
            let file = folder.join(file);
            std::fs::create_dir_all(file.parent().expect("a folder")).unwrap();
            std::fs::write(file, "").unwrap();
        }
        (folder.clone(), BTreeSet::from([folder]))
    }

    #[test]
    fn each_library_that_is_not_there_is_named_with_its_package() {
        for screen in [Screen::X11, Screen::Wayland] {
            let all = needed(screen);
            for lost in &all {
                let there = all.iter().filter(|library| *library != lost);
                let files: Vec<&str> = there.map(|library| library.file).collect();
                let (folder, folders) = a_system_with(&files);
                assert_eq!(missing(screen, &folders), [*lost]);
                std::fs::remove_dir_all(folder).unwrap();
            }
            assert_eq!(missing(screen, &BTreeSet::new()), all);
        }
    }

    #[test]
    fn the_screen_is_chosen_as_the_window_chooses_it() {
        let among = |set: &'static [&str]| Screen::here(|name| set.contains(&name));
        assert_eq!(
            among(&["DISPLAY", "WAYLAND_DISPLAY"]),
            Some(Screen::Wayland)
        );
        assert_eq!(among(&["WAYLAND_SOCKET"]), Some(Screen::Wayland));
        assert_eq!(among(&["DISPLAY"]), Some(Screen::X11));
        assert_eq!(among(&[]), None);
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn the_systems_list_is_read_for_this_kind_of_program() {
        let list = "3 libs found in cache\n\
            \tlibEGL.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libEGL.so.1\n\
            \tlibXi.so.6 (libc6,x86-64) => /opt/x/libXi.so.6\n\
            \tlibX11.so.6 (libc6) => /lib/i386-linux-gnu/libX11.so.6\n\
            Cache generated by: ldconfig\n";
        let found: Vec<PathBuf> = folders_listed(list).collect();
        assert_eq!(
            found,
            ["/lib/x86_64-linux-gnu", "/opt/x"].map(PathBuf::from)
        );
    }
}
