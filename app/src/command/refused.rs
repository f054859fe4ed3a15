//! `refused`: what does not count, what was turned away and what waits, and why.

use super::{Everywhere, Report, open_commons};
use crate::commons::Commons;
use crate::deed::When;
use crate::look::branches::Branch;
use crate::look::refused::{Again, NotCounted, NotCountedKind};
use crate::trouble::Trouble;
use crate::view::FieldChange;
use crate::words::{branches, refused as words};
use clap::Args;
use model::id::{DeviceId, DocumentId};
use serde_json::{Value, json};

/// What `refused` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  commonwright refused\n  commonwright refused --admit 3fa94c21\n\nWhat a removal has set aside a steward may admit again: each such line begins with what to write behind --admit.\nSo does a branch of a design whose device has written another one: to admit it lets it stand in place of the other; --dry-run says before what that would do.\nWhat was turned away and what waits is known while the program is open: see it in the window, or after `sync`."
)]
pub struct RefusedArgs {
    /// Admit this again: what stands at the beginning of its line
    #[arg(long, value_name = "MARK")]
    pub admit: Option<String>,
    /// Write this again from this device: what you wrote on one that was retired
    #[arg(long, value_name = "MARK", conflicts_with = "admit")]
    pub write_again: Option<String>,
    /// Of a branch: only say what letting it stand would do
    #[arg(long, requires = "admit")]
    pub dry_run: bool,
}

impl RefusedArgs {
    /// Lists it, or admits something again.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let (lines, more) = commons.not_counted()?;
        if let Some(mark) = &self.write_again {
            let anew = named(&lines, mark, |line| line.anew.as_ref())?;
            let anew = anew.anew.clone().expect("only such lines are found");
            let written = commons.write_anew(&anew, When::now(everywhere.day))?;
            let text = words::written_again(written);
            return Ok(Report::new(json!({"written_again": written}), text));
        }
        let Some(mark) = &self.admit else {
            return Ok(report(&commons, &lines, more));
        };
        let line = named(&lines, mark, |line| line.again.as_ref())?;
        let (effect, otherwise) = effects(line);
        let mut admitted = 0;
        if let (Some(again), false) = (&line.again, self.dry_run) {
            admitted = commons.admit_again(again, When::now(everywhere.day))?;
        }
        let mut text = vec![match self.dry_run {
            true => words::would_admit(&line.what),
            false => words::admitted(admitted),
        }];
        text.extend(effect.iter().cloned());
        text.extend(otherwise.iter().map(branches::otherwise));
        let mut said = json!({"admitted": admitted, "done": !self.dry_run});
        if let Some(effect) = effect {
            said["effect"] = json!(effect);
            said["otherwise"] = otherwise.iter().map(change_json).collect();
        }
        Ok(Report::new(said, text.join("\n")))
    }
}

/// The one line that is meant by a mark, among those of which this can be asked.
fn named<'a>(
    lines: &'a [NotCounted],
    mark: &str,
    asked: impl Fn(&NotCounted) -> Option<&Again>,
) -> Result<&'a NotCounted, Trouble> {
    let meant = lines.iter();
    let meant = meant.filter(|line| asked(line).is_some_and(|one| is_meant(one, mark.trim())));
    let meant: Vec<&NotCounted> = meant.collect();
    match meant.as_slice() {
        [line] => Ok(line),
        _ => Err(Trouble::new(
            "Nothing was done",
            match meant.len() {
                0 => format!("nothing of which you may ask that begins with \"{mark}\""),
                n => format!("{n} lines begin with \"{mark}\""),
            },
            "see what does not count with `refused`, and name it by the first word of its line",
        )),
    }
}

/// What letting a branch stand does, and what its design says otherwise then; nothing of other things.
fn effects(line: &NotCounted) -> (Option<String>, Vec<FieldChange>) {
    match line.branch.as_ref().map(|branch| &branch.effect) {
        Some(Ok(effect)) => (Some(branches::effect(effect)), effect.changes.clone()),
        _ => (None, vec![]),
    }
}

fn change_json(change: &FieldChange) -> Value {
    let (before, after) = change.sides();
    json!({"what": change.what, "before": before, "after": after})
}

fn report(commons: &Commons, lines: &[NotCounted], more: usize) -> Report {
    let mut text: Vec<String> = vec![];
    let mut counts: Vec<Value> = vec![];
    for line in lines {
        let anew = line.anew.as_ref().map(mark);
        let mark = line.again.as_ref().map(mark);
        let begin = mark
            .as_ref()
            .or(anew.as_ref())
            .map(|mark| format!("{mark}  "))
            .unwrap_or_default();
        let day = line.day.map(|day| format!("{day}, ")).unwrap_or_default();
        text.push(format!(
            "{begin}{day}{}: {} - {}",
            line.by, line.what, line.why
        ));
        if let Some(anew) = &anew {
            text.push(format!(
                "  {} (--write-again {anew})",
                words::WRITE_AGAIN_WHY
            ));
        }
        if let Some(branch) = &line.branch {
            text.push(format!(
                "  {}",
                branches::holds(&branch.holds, &branch.others)
            ));
            text.push(match &branch.effect {
                Ok(effect) => format!("  {}", branches::effect_of_choice(effect)),
                Err(why) => format!("  {}", branches::no_choice(*why)),
            });
        }
        counts.push(json!({
            "kind": kind(line.kind),
            "what": line.what,
            "by": line.by,
            "day": line.day.map(|day| day.to_string()),
            "why": line.why,
            "admit": mark,
            "write_again": anew,
            "branch": line.branch.as_ref().map(branch_json),
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

fn branch_json(branch: &Branch) -> Value {
    let effect = branch.effect.as_ref();
    json!({
        "change": branch.first.2.to_string(),
        "changes": branch.changes.len(),
        "others": branch.others,
        "holds": branch.holds.iter().map(change_json).collect::<Vec<_>>(),
        "otherwise": effect.ok().map(|effect| effect.changes.iter().map(change_json).collect::<Vec<_>>()),
        "comes": effect.ok().map(|effect| effect.comes),
        "goes": effect.ok().map(|effect| effect.goes),
        "no_choice": effect.err().map(|why| branches::no_choice(*why)),
    })
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
        Again::Branch(_, first) => first.short(),
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
        Again::Branch(_, first) => first.to_string().starts_with(text),
    }
}
