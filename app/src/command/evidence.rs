//! `evidence`: saves the files that show what an entry says.

use super::{Everywhere, Report, open_home, open_in};
use crate::deed::entries::evidence_of;
use crate::files::{kind_of, open};
use crate::trouble::Trouble;
use crate::words::count;
use clap::Args;
use model::id::FileHash;
use serde_json::json;
use std::path::PathBuf;

/// What `evidence` is told.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  commonwright evidence 3fa94c21 --to papers")]
pub struct EvidenceArgs {
    /// The entry, by its id or the beginning of it
    pub entry: String,
    /// The folder (default: the one you are in)
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub to: PathBuf,
}

impl EvidenceArgs {
    /// Saves a copy of each file of the entry that is here.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let home = open_home(everywhere)?;
        let mut commons = open_in(&home, everywhere)?;
        let fact = commons.find_fact(&self.entry)?;
        let named: Vec<FileHash> = evidence_of(&commons.fact(fact)?.fact).to_vec();
        if named.is_empty() {
            return Err(Trouble::new(
                NOT_SAVED,
                "the entry names no file",
                "see with `ledger` which entries do",
            ));
        }
        let files = open(&home)?;
        let (mut saved, mut missing) = (vec![], vec![]);
        for file in named {
            if files.store().has(file)?.is_none() {
                // Also a large one comes with the next meeting, from whoever has it.
                commons.want_file(file)?;
                missing.push(file.to_string());
                continue;
            }
            let bytes = files.store().read(file, crate::files::READ_BYTES_MAX);
            let kind = bytes.ok().and_then(|bytes| kind_of(&bytes));
            let ending = kind.map_or(String::new(), |kind| format!(".{kind}"));
            let place = self.to.join(format!("evidence-{}{ending}", file.short()));
            files.save(file, &place)?;
            saved.push(place.display().to_string());
        }
        if saved.is_empty() {
            return Err(Trouble::new(
                NOT_SAVED,
                format!("{} on other computers only", is_or_are(missing.len())),
                "it is asked for now: meet somebody who has it",
            ));
        }
        let mut text: Vec<String> = saved
            .iter()
            .map(|place| format!("Saved {place}."))
            .collect();
        if !missing.is_empty() {
            text.push(format!("{} not here yet.", is_or_are(missing.len())));
        }
        Ok(Report::new(
            json!({"saved": saved, "missing": missing}),
            text.join("\n"),
        ))
    }
}

fn is_or_are(files: usize) -> String {
    count(files as u64, "file is", "files are")
}

const NOT_SAVED: &str = "Nothing was saved";
