//! `demo`: builds a believable commons on three peers that meet over real connections.

use super::{Everywhere, Report};
use crate::demo::build::{DemoReport, build};
use crate::home::Home;
use crate::trouble::Trouble;
use clap::Args;
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// What `demo` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright demo\n  commonwright demo --headless --home sample"
)]
pub struct DemoArgs {
    /// Do not open the window
    #[arg(long)]
    pub headless: bool,
}

impl DemoArgs {
    /// Builds the demo, or finds it built.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let place = match &everywhere.home {
            Some(place) => place.clone(),
            None => usual_place()?,
        };
        let show = std::io::stderr().is_terminal();
        let demo = build(&place, |what| {
            if show {
                // Progress that cannot be shown is no reason to stop.
                let _ = writeln!(std::io::stderr(), "{what} ...");
            }
        })?;
        if self.headless || everywhere.json || !has_screen() {
            let last = self.without_a_window(&place);
            return Ok(Report::new(
                to_json(&demo),
                format!("{}\n{last}", words(&demo)),
            ));
        }
        // Nobody may be listening to what we say; the window opens all the same.
        let _ = writeln!(std::io::stdout(), "{}", words(&demo));
        let on_it = Everywhere {
            passphrase_file: everywhere.passphrase_file.clone(),
            home: Some(place),
            commons: Some(demo.commons.to_string()),
            // The days of the story go on where it ends.
            day: everywhere
                .day
                .or_else(|| demo.statuses.first().map(|it| it.as_of)),
            json: false,
        };
        crate::desktop::open(&on_it)
    }

    fn without_a_window(&self, place: &Path) -> String {
        let next = format!(
            "Open the window on it with `commonwright --home {}`.",
            place.display()
        );
        if self.headless || has_screen() {
            next
        } else {
            format!("There is no screen here, so no window was opened. {next}")
        }
    }
}

/// Beside the person's own home, so that made-up people never mix with real ones.
pub fn usual_place() -> Result<PathBuf, Trouble> {
    let own = Home::usual_place()?;
    let mut name = own.file_name().unwrap_or_default().to_os_string();
    name.push("-demo");
    Ok(own.with_file_name(name))
}

/// Whether a window could be shown. Only Linux can lack a screen and say so.
fn has_screen() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"]
            .into_iter()
            .any(is_set)
}

fn to_json(demo: &DemoReport) -> Value {
    let peers: Vec<Value> = demo
        .peers
        .iter()
        .map(|peer| json!({"name": peer.name, "fingerprint": peer.fingerprint, "home": peer.home.display().to_string()}))
        .collect();
    let statuses: Vec<Value> = demo
        .statuses
        .iter()
        .map(|it| json!({"agent": it.agent, "code": it.code, "as_of": it.as_of.to_string(), "sentence": it.sentence}))
        .collect();
    json!({
        "commons": demo.name,
        "id": demo.commons.to_string(),
        "peers": peers,
        "designs": demo.designs,
        "entries": demo.entries,
        "status": statuses,
        "built": demo.is_new,
    })
}

fn words(demo: &DemoReport) -> String {
    let mut text = vec![format!(
        "{} - {} designs, {} entries in the books, {} workshops.",
        demo.name,
        demo.designs,
        demo.entries,
        demo.peers.len()
    )];
    text.extend(
        demo.peers
            .iter()
            .map(|peer| format!("  {}  {}", peer.fingerprint, peer.name)),
    );
    let first = demo.peers.first().map(|peer| &peer.fingerprint);
    let is_equal = demo
        .peers
        .iter()
        .all(|peer| Some(&peer.fingerprint) == first);
    text.push(if is_equal {
        "All of them hold the same.".to_owned()
    } else {
        "They have not met since the last change.".to_owned()
    });
    text.extend(demo.statuses.iter().map(|it| {
        let (agent, day, code) = (&it.agent, it.as_of, it.code);
        format!("  {agent} on {day}: {code}\n    {}", it.sentence)
    }));
    text.join("\n")
}
