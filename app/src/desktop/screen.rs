//! Opening a window on this computer, and saying in one sentence why that is not possible.

use super::{App, SIZE, SIZE_MIN};
use crate::trouble::Trouble;
use egui::Context;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

const WHAT: &str = "The window could not be opened";
const WITHOUT: &str = "all commands work without one: `new`, `join`, `design`, `ledger`, `status`, `run`; see `commonwright --help`";

/// Whether there is a screen at all.
pub fn is_there() -> Result<(), Trouble> {
    let has = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_unix = cfg!(all(unix, not(target_os = "macos")));
    if !is_unix
        || ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
            .into_iter()
            .any(has)
    {
        return Ok(());
    }
    Err(Trouble::usage(WHAT, "there is no screen here", WITHOUT))
}

/// Runs the window until it is closed. `make` is called once a way to draw was found.
pub fn run(make: impl Fn(&Context) -> Option<App> + Clone + 'static) -> Result<(), Trouble> {
    let first = if cfg!(target_os = "linux") {
        [eframe::Renderer::Glow, eframe::Renderer::Wgpu]
    } else {
        [eframe::Renderer::Wgpu, eframe::Renderer::Glow]
    };
    let made = Arc::new(Mutex::new(false));
    let mut whys = vec![];
    for renderer in first {
        match attempt(renderer, make.clone(), made.clone()) {
            Ok(()) => return Ok(()),
            // Once the window was there, another way to draw would not help.
            Err(why) if *made.lock().unwrap_or_else(PoisonError::into_inner) => {
                return Err(Trouble::usage("The window had to close", why, WITHOUT));
            }
            Err(why) => whys.push(why),
        }
    }
    Err(explain(&whys.join("; ")))
}

fn attempt(
    renderer: eframe::Renderer,
    make: impl Fn(&Context) -> Option<App> + 'static,
    made: Arc<Mutex<bool>>,
) -> Result<(), String> {
    let viewport = egui::ViewportBuilder::default()
        .with_app_id("commonwright")
        .with_inner_size(SIZE)
        .with_min_inner_size(SIZE_MIN);
    let options = eframe::NativeOptions {
        viewport,
        renderer,
        ..eframe::NativeOptions::default()
    };
    let create: eframe::AppCreator<'static> = Box::new(move |creation| {
        let app = make(&creation.egui_ctx).ok_or("the home is already open")?;
        *made.lock().unwrap_or_else(PoisonError::into_inner) = true;
        Ok(Box::new(app))
    });
    // Missing system libraries end in a panic far below; it is turned into a sentence.
    let run = AssertUnwindSafe(|| eframe::run_native("Commonwright", options, create));
    match catch_unwind(run) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => Err(said(&*panic)),
    }
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("the drawing library stopped")
        .to_owned()
}

/// The package that brings a library which is missing.
fn explain(why: &str) -> Trouble {
    const PACKAGES: [(&str, &str); 6] = [
        ("xkbcommon-x11", "libxkbcommon-x11-0"),
        ("xkbcommon", "libxkbcommon0"),
        ("libX11-xcb", "libx11-xcb1"),
        ("libX11", "libx11-6"),
        ("libXcursor", "libxcursor1"),
        ("libEGL", "libegl1 and libgl1"),
    ];
    let missing = PACKAGES.iter().find(|(library, _)| why.contains(library));
    match missing {
        Some((_, package)) => Trouble::usage(
            WHAT,
            why,
            format!("install {package} (Debian's name of the package); {WITHOUT}"),
        ),
        None => Trouble::usage(
            WHAT,
            why,
            format!("check that the screen can be reached; {WITHOUT}"),
        ),
    }
}
