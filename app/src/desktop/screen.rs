//! Opening a window on this computer, and saying in one sentence why that is not possible.

use super::drawing::{Starts, Way};
use super::libraries::{self, Library, Screen};
use super::{App, SIZE, SIZE_MIN};
use crate::trouble::Trouble;
use egui::Context;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const WHAT: &str = "The window could not be opened";
const WITHOUT: &str = "all commands work without a window: `new`, `join`, `design`, `ledger`, `status`, `run`; see `commonwright --help`";

/// Only these systems can lack a screen or its libraries, and say so.
const IS_UNIX: bool = cfg!(all(unix, not(target_os = "macos")));

/// Whether there is a screen at all.
pub fn is_there() -> Result<(), Trouble> {
    if !IS_UNIX || Screen::here(is_set).is_some() {
        return Ok(());
    }
    Err(Trouble::usage(WHAT, "there is no screen here", WITHOUT))
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Runs the window until it is closed. `make` is called once a way to draw was found.
///
/// The chosen way to draw goes first, and the other one follows in the same process. `home` is where it is
/// remembered that a start died.
pub fn run(
    home: &Path,
    chosen: Option<Way>,
    make: impl Fn(&Context) -> Option<App> + Clone + 'static,
) -> Result<(), Trouble> {
    let starts = Arc::new(Mutex::new(Starts::of(home)));
    let made = Arc::new(Mutex::new(false));
    let mut whys = vec![];
    let order = held(&starts).order(chosen);
    for way in order {
        held(&starts).tries(way);
        match attempt(way, make.clone(), made.clone(), starts.clone()) {
            Ok(()) if *held(&made) => return Ok(()),
            // What a panic left of the event loop ends at once, and nobody has seen anything.
            Ok(()) => {
                held(&starts).ended_well();
                whys.push("it ended before it was there".to_owned());
            }
            // Its home is gone with the window. The next start tries the other way first.
            Err(why) if *held(&made) => {
                let remedy = format!("start it again: what was saved is safe; {WITHOUT}");
                return Err(Trouble::usage("The window had to close", why, remedy));
            }
            Err(why) => {
                tracing::info!(way = way.name(), %why, "no window could be made");
                held(&starts).ended_well();
                whys.push(why);
            }
        }
    }
    let missing = Screen::here(is_set)
        .filter(|_| IS_UNIX)
        .map(|screen| libraries::missing(screen, &libraries::folders()))
        .unwrap_or_default();
    Err(explain(&whys, &missing, Path::new("/usr/bin/apt").exists()))
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn attempt(
    way: Way,
    make: impl Fn(&Context) -> Option<App> + 'static,
    made: Arc<Mutex<bool>>,
    starts: Arc<Mutex<Starts>>,
) -> Result<(), String> {
    let viewport = egui::ViewportBuilder::default()
        .with_app_id("commonwright")
        .with_inner_size(SIZE)
        .with_min_inner_size(SIZE_MIN);
    let options = eframe::NativeOptions {
        viewport,
        renderer: match way {
            Way::Glow => eframe::Renderer::Glow,
            Way::Wgpu => eframe::Renderer::Wgpu,
        },
        ..eframe::NativeOptions::default()
    };
    let create: eframe::AppCreator<'static> = Box::new(move |creation| {
        let app = make(&creation.egui_ctx).ok_or("the home is already open")?;
        *held(&made) = true;
        speak_of_panics();
        Ok(Box::new(app.once_drawn(move || {
            held(&starts).ended_well();
            tracing::info!(way = way.name(), "the first frame is on the screen");
        })))
    });
    // A missing library ends in a panic far below; it is turned into a sentence here, and said once.
    std::panic::set_hook(Box::new(|_| {}));
    let ended = catch_unwind(AssertUnwindSafe(|| {
        eframe::run_native("Commonwright", options, create)
    }));
    speak_of_panics();
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => Err(said(&*panic)),
    }
}

fn speak_of_panics() {
    drop(std::panic::take_hook());
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("the drawing library stopped")
        .to_owned()
}

/// What is missing and what brings it; where nothing is, what the system said.
fn explain(whys: &[String], missing: &[Library], has_apt: bool) -> Trouble {
    if missing.is_empty() {
        let remedy = format!("check that the screen can be reached; {WITHOUT}");
        return Trouble::usage(WHAT, whys.join("; "), remedy);
    }
    let files: Vec<&str> = missing.iter().map(|library| library.file).collect();
    let packages: Vec<&str> = missing.iter().map(|library| library.package).collect();
    let packages = packages.join(" ");
    let why = match &files[..] {
        [one] => format!("the library {one} is missing"),
        several => format!("the libraries {} are missing", several.join(", ")),
    };
    let install = if has_apt {
        format!("install with `sudo apt install {packages}`")
    } else {
        format!("install them; Debian's packages are {packages}")
    };
    Trouble::usage(WHAT, why, format!("{install}; {WITHOUT}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_the_command_that_brings_it() {
        let needed = libraries::needed(Screen::X11);
        let trouble = explain(&["no display".into()], &needed[..2], true);
        assert_eq!(trouble.exit_status(), 2);
        let said = trouble.to_string();
        assert!(
            said.contains("libX11.so.6, libX11-xcb.so.1 are missing"),
            "{said}"
        );
        assert!(
            said.contains("`sudo apt install libx11-6 libx11-xcb1`"),
            "{said}"
        );
        let elsewhere = explain(&[], &needed[..1], false).to_string();
        assert!(
            elsewhere.contains("Debian's packages are libx11-6"),
            "{elsewhere}"
        );
        let whole = explain(&["one".into(), "two".into()], &[], true).to_string();
        assert!(whole.contains("one; two"), "{whole}");
    }
}
