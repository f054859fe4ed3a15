//! `refused`: what does not count, what was turned away and what waits, and why.

use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::look::refused::{Again, NotCounted, NotCountedKind};
use crate::trouble::Trouble;
use crate::words::refused as words;
use clap::Args;
use model::id::{DeviceId, DocumentId};
use serde_json::{Value, json};

/// What `refused` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright refused\n  commonwright refused --admit 3fa94c21\n\nWhat a removal has set aside a steward may admit again: each such line begins with what to write behind --admit.\nWhat was turned away and what waits is known while the program is open: see it in the window, or after `sync`."
)]
pub struct RefusedArgs {
    /// Admit this again: what stands at the beginning of its line
    #[arg(long, value_name = "MARK")]
    pub admit: Option<String>,
}

impl RefusedArgs {
    /// Lists it, or admits something again.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let (lines, more) = commons.not_counted()?;
        let Some(mark) = &self.admit else {
            return Ok(report(&commons, &lines, more));
        };
        let meant = lines.iter().filter_map(|line| line.again.as_ref());
        let meant: Vec<&Again> = meant.filter(|again| is_meant(again, mark.trim())).collect();
        let [again] = meant.as_slice() else {
            return Err(Trouble::new(
                "Nothing was admitted",
                match meant.len() {
                    0 => format!("nothing that you may admit again begins with \"{mark}\""),
                    n => format!("{n} lines begin with \"{mark}\""),
                },
                "see what does not count with `refused`, and name it by the first word of its line",
            ));
        };
        let admitted = commons.admit_again(again, When::now(everywhere.day))?;
        Ok(Report::new(
            json!({"admitted": admitted}),
            words::admitted(admitted),
        ))
    }
}

fn report(commons: &Commons, lines: &[NotCounted], more: usize) -> Report {
    let mut text: Vec<String> = vec![];
    let mut counts: Vec<Value> = vec![];
    for line in lines {
        let mark = line.again.as_ref().map(mark);
        let begin = mark
            .as_ref()
            .map(|mark| format!("{mark}  "))
            .unwrap_or_default();
        let day = line.day.map(|day| format!("{day}, ")).unwrap_or_default();
        text.push(format!(
            "{begin}{day}{}: {} - {}",
            line.by, line.what, line.why
        ));
        counts.push(json!({
            "kind": kind(line.kind),
            "what": line.what,
            "by": line.by,
            "day": line.day.map(|day| day.to_string()),
            "why": line.why,
            "admit": mark,
        }));
    }
    if more > 0 {
        text.push(format!("and {more} more"));
    }
    let pair = |(what, why): &(String, String)| json!({"what": what, "why": why});
    let (away, waits) = (commons.turned_away(), commons.waits_for_more());
    let told = away.iter().chain(&waits);
    text.extend(told.map(|(what, why)| format!("{what} - {why}")));
    if text.is_empty() {
        text.push(words::NOTHING.to_owned());
    }
    Report::new(
        json!({
            "not_counted": counts,
            "more": more,
            "turned_away": away.iter().map(pair).collect::<Vec<_>>(),
            "waits": waits.iter().map(pair).collect::<Vec<_>>(),
        }),
        text.join("\n"),
    )
}

fn kind(kind: NotCountedKind) -> &'static str {
    match kind {
        NotCountedKind::Act => "act",
        NotCountedKind::Entry => "entry",
        NotCountedKind::Change => "change",
        NotCountedKind::OfferedAgain => "offered-again",
    }
}

/// What stands for it in a command: an entry's or act's id; of changes the design's and the device's.
fn mark(again: &Again) -> String {
    match again {
        Again::Act(id) | Again::Entry(id) => id.short(),
        Again::Changes(document, device) => format!("{}/{}", document.short(), device.short()),
    }
}

fn is_meant(again: &Again, text: &str) -> bool {
    let begins = |document: &DocumentId, device: &DeviceId| {
        let (first, second) = text.split_once('/').unwrap_or((text, ""));
        document.to_string().starts_with(first) && device.to_string().starts_with(second)
    };
    match again {
        Again::Act(id) | Again::Entry(id) => id.to_string().starts_with(text),
        Again::Changes(document, device) => begins(document, device),
    }
}
