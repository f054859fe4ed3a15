//! `sync`: meets peers, exchanges everything, and ends when idle.

use super::show::Show;
use super::{Everywhere, Report, chosen, open_home, peers, tell_end, tell_news};
use crate::commons::Commons;
use crate::engine::{Engine, Listening, Whom, meet};
use crate::trouble::Trouble;
use crate::words::count;
use crate::words::people::newer_program;
use clap::Args;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;

/// What `sync` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright sync --peer ADDRESS --wait 10")]
pub struct SyncArgs {
    /// Peers to meet, each of them, as their `run` prints them (default: where others were met before, and who is near)
    #[arg(long, value_name = "ADDRESS")]
    pub peer: Vec<String>,
    /// How long to wait for a first peer
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub wait: u64,
    /// Where to listen (default: the port of last time, on all addresses)
    #[arg(long, value_name = "IP:PORT")]
    pub listen: Option<SocketAddr>,
    /// Do not look for peers on the local network, and do not be seen there
    #[arg(long)]
    pub hidden: bool,
}

impl SyncArgs {
    /// Meets and exchanges.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let peers = peers(&self.peer)?;
        let home = open_home(everywhere)?;
        let id = chosen(&home, everywhere.commons.as_deref())?;
        let mut engine = Engine::new(home);
        engine.open(id)?;
        engine.listen(&Listening {
            listen: self.listen,
            nearby: self.hidden.then_some(false),
        })?;
        let whom = match peers.is_empty() {
            true => Whom::Known(engine.met_before(id)),
            false => Whom::Named(peers),
        };
        let had_ended = engine
            .commons(id)
            .filter(|commons| commons.ended().is_some());
        let had_ended = had_ended.is_some();
        let mut show = Show::new();
        let met = meet(
            &mut engine,
            id,
            whom,
            Duration::from_secs(self.wait),
            |engine| show.progress(engine),
        )?;
        show.end();
        engine.commons_mut(id).into_iter().for_each(tell_news);
        // What ended meanwhile is among the news.
        let ended = engine.commons(id).filter(|_| had_ended);
        ended.into_iter().for_each(tell_end);
        let disagreeing = engine.commons(id).map(Commons::disagreements);
        let disagreeing: Vec<Value> = disagreeing
            .unwrap_or_default()
            .iter()
            .map(|one| json!({"peer": one.peer.to_string(), "whose": one.whose, "documents": one.documents}))
            .collect();
        let newer = engine.commons(id).map(Commons::newer_programs);
        let newer = newer.unwrap_or_default();
        let json = json!({
            "peers": met.peers.len(),
            "received": met.received,
            "sent": met.sent,
            "files": met.files,
            "bytes_in": met.bytes_in,
            "bytes_out": met.bytes_out,
            "disagreements": disagreeing,
            "newer_programs": newer,
        });
        let mut text = format!(
            "Met {}: {} and {} came, {} went.",
            count(met.peers.len() as u64, "device", "devices"),
            count(met.received, "change", "changes"),
            count(met.files, "file", "files"),
            count(met.sent, "change", "changes")
        );
        for whose in &newer {
            text.push_str(&format!("\n{}", newer_program(whose)));
        }
        Ok(Report::new(json, text))
    }
}
