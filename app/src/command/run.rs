//! `run`: stays on and exchanges changes until stopped.

use super::{Everywhere, Report, open_home, peers, tell_end, tell_news};
use crate::commons::Commons;
use crate::engine::{Engine, Listening};
use crate::trouble::Trouble;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

/// What `run` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright run --listen 0.0.0.0:4711")]
pub struct RunArgs {
    /// Where to listen (default: the port of last time, on all addresses)
    #[arg(long, value_name = "IP:PORT")]
    pub listen: Option<SocketAddr>,
    /// Peers to meet, as their `run` prints them
    #[arg(long, value_name = "ADDRESS")]
    pub peer: Vec<String>,
    /// Go on only where this device reads and passes on and never writes, as `join --replica` made it
    #[arg(long)]
    pub replica: bool,
    /// Do not look for peers on the local network, and do not be seen there
    #[arg(long)]
    pub hidden: bool,
}

/// Errors: this device may write in that commons.
fn only_passes_on(commons: &Commons) -> Result<(), Trouble> {
    let device = commons.charter().device(commons.device());
    if device.is_some_and(|device| device.replica) {
        return Ok(());
    }
    Err(Trouble::new(
        "It was not started",
        format!("this device may write in {}", commons.charter().name()),
        "leave --replica out, or join with `join --replica` in a home of its own",
    ))
}

/// A peer named on the command line is dialled again this often while it is away.
const AGAIN: Duration = Duration::from_secs(10);

impl RunArgs {
    /// Stays on until the process is stopped.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let peers = peers(&self.peer)?;
        let home = open_home(everywhere)?;
        let chosen = everywhere
            .commons
            .as_deref()
            .map(|name| super::chosen(&home, Some(name)))
            .transpose()?;
        let mut engine = Engine::new(home);
        match chosen {
            Some(id) => engine.open(id)?,
            None => engine.open_all()?,
        }
        if engine.all().next().is_none() {
            return Err(Trouble::new(
                "There is nothing to keep running",
                "this home holds no commons",
                "found one with `new` or join one with `join`",
            ));
        }
        if self.replica {
            engine.all().try_for_each(only_passes_on)?;
        }
        let address = engine.listen(&Listening {
            listen: self.listen,
            nearby: self.hidden.then_some(false),
        })?;
        let ready = if everywhere.json {
            json!({"ready": true, "address": address.to_string()}).to_string()
        } else {
            format!("ready {address}")
        };
        let mut out = std::io::stdout().lock();
        // Nobody may be listening to what we say; we run all the same.
        let _ = writeln!(out, "{ready}").and_then(|()| out.flush());
        drop(out);
        let ids: Vec<_> = engine.all().map(crate::commons::Commons::id).collect();
        engine.stay();
        engine.all().for_each(tell_end);
        let mut dialled = std::time::Instant::now().checked_sub(AGAIN);
        loop {
            if dialled.is_none_or(|last| last.elapsed() >= AGAIN) {
                dialled = Some(std::time::Instant::now());
                for id in &ids {
                    engine.dial_absent(&peers, *id);
                }
            }
            engine.step(Duration::from_millis(500));
            engine.catch_up()?;
            for id in &ids {
                engine.fetch_files(*id)?;
                engine.commons_mut(*id).into_iter().for_each(tell_news);
            }
            for (address, why) in engine.take_failed() {
                tracing::info!("{address}: {why}");
            }
        }
    }
}
