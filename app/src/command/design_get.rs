//! `design get`: asks for a file that is too large to come by itself, and meets somebody who has it.

use super::show::Show;
use super::{OpenCommons, Report, peers};
use crate::engine::{Engine, Listening, Whom, meet};
use crate::files;
use crate::trouble::Trouble;
use clap::Args;
use model::design::{Column, Table};
use model::id::FileHash;
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;

/// What `design get` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  commonwright design get \"Seed cleaner\" film.mp4 --peer ADDRESS"
)]
pub struct GetArgs {
    /// The design
    pub id: String,
    /// The name of the file in the design
    pub file: String,
    /// Peers to meet, as their `run` prints them
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

impl GetArgs {
    /// Asks for the file, and fetches it when somebody has it.
    pub fn run(&self, mut commons: OpenCommons) -> Result<Report, Trouble> {
        let (file, size) = self.named(&mut commons)?;
        let is_here = files::open(&commons.home)?.store().has(file)?.is_some();
        if is_here && commons.holds_file(file) {
            return Ok(report(file, size, "It is on this computer already."));
        }
        let peers = peers(&self.peer)?;
        commons.want_file(file)?;
        let OpenCommons { home, commons } = commons;
        let id = commons.id();
        let mut engine = Engine::new(home);
        engine.adopt(commons);
        engine.listen(&Listening {
            listen: self.listen,
            nearby: self.hidden.then_some(false),
        })?;
        let mut show = Show::new();
        let wait = Duration::from_secs(self.wait);
        meet(
            &mut engine,
            id,
            Whom::Named(peers),
            wait,
            |engine| match engine.arriving(file) {
                Some(arrived) => show.file(arrived, size),
                None => show.progress(engine),
            },
        )?;
        show.end();
        // What has come is not asked for any more.
        engine.fetch_files(id)?;
        let here = engine.files().map(|files| files.has(file)).transpose()?;
        let is_held = engine
            .commons(id)
            .is_some_and(|commons| commons.holds_file(file));
        if here.flatten().is_none() || !is_held {
            return Err(Trouble::new(
                "The file has not come",
                "nobody who was met has it",
                "meet somebody else: it stays asked for, and comes from whoever has it",
            ));
        }
        Ok(report(file, size, "It is on this computer now."))
    }

    /// The file that is meant, and its size.
    fn named(&self, commons: &mut OpenCommons) -> Result<(FileHash, u64), Trouble> {
        let design = commons.find_design(&self.id)?;
        let view = commons.view_design(design)?;
        let mut lines = view.lines(Table::Files).iter();
        let line = lines.find(|line| line.cell(Column::Name) == self.file);
        let found = line.and_then(|line| line.file().zip(line.size()));
        found.ok_or_else(|| {
            let why = match line {
                None => format!("the design has no file called \"{}\"", self.file),
                Some(_) => "it is at its source, not in this commons".to_owned(),
            };
            Trouble::new(
                "The file was not asked for",
                why,
                "see its files with `design show`",
            )
        })
    }
}

fn report(file: FileHash, size: u64, text: &str) -> Report {
    let json = json!({"file": file.to_string(), "bytes": size});
    Report::new(json, text)
}
