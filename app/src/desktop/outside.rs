//! What the system does for the window: file dialogs, other programs, the browser.

use crate::action::PickFor;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Opens an address in the browser; only the web and mail are opened.
pub fn open_link(address: &str) {
    let is_allowed = ["https://", "http://", "mailto:"]
        .iter()
        .any(|start| address.to_ascii_lowercase().starts_with(start));
    if is_allowed {
        open(address.as_ref());
    }
}

/// Opens a file with the program that the system has for it.
pub fn open_file(path: &Path) {
    open(path.as_os_str());
}

fn open(what: &std::ffi::OsStr) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let started = Command::new(program)
        .arg(what)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match started {
        Ok(mut child) => {
            // Waited for in a thread of its own, so that no dead process is left behind.
            let _ = std::thread::Builder::new()
                .name("opener".to_owned())
                .spawn(move || child.wait());
        }
        Err(error) => tracing::warn!(%error, program, "another program could not be started"),
    }
}

/// A path as people write it, in full: a `~` stands for their own folder.
pub fn whole(path: &Path) -> PathBuf {
    let own = directories::BaseDirs::new();
    match (path.strip_prefix("~"), own) {
        (Ok(rest), Some(own)) => own.home_dir().join(rest),
        _ => path.to_path_buf(),
    }
}

/// Asks for paths in a dialog of the system; none where the person chose nothing.
pub fn pick(what: PickFor, done: impl FnOnce(Vec<PathBuf>) + Send + 'static) {
    // Dialogs of macOS must be asked for from the window's own thread.
    if cfg!(target_os = "macos") {
        done(ask(what));
        return;
    }
    let started = std::thread::Builder::new()
        .name("dialog".to_owned())
        .spawn(move || done(ask(what)));
    if let Err(error) = started {
        tracing::warn!(%error, "a dialog could not be opened");
    }
}

fn ask(what: PickFor) -> Vec<PathBuf> {
    let dialog = rfd::FileDialog::new();
    let one = |path: Option<PathBuf>| path.into_iter().collect();
    match what {
        PickFor::Import => dialog
            .add_filter("Open Know-How", &["yml", "yaml", "toml", "json"])
            .pick_files()
            .unwrap_or_default(),
        PickFor::Attachment(_) => one(dialog.pick_file()),
        PickFor::Picture(_) => one(dialog
            .add_filter("PNG, JPEG, WebP", &["png", "jpg", "jpeg", "webp"])
            .pick_file()),
        PickFor::SaveFile(_)
        | PickFor::ExportDesign(..)
        | PickFor::ExportBooks(_)
        | PickFor::WritePage(_)
        | PickFor::WriteStatement(..) => one(dialog.pick_folder()),
        PickFor::BundleRead | PickFor::Restore | PickFor::CheckStatement => one(dialog.pick_file()),
        PickFor::BundleWrite => one(dialog.set_file_name("commons.bundle").save_file()),
        PickFor::Backup => one(dialog.set_file_name("commonwright.backup").save_file()),
    }
}
