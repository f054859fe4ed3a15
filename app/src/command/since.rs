//! `since`: what changed since you last looked.

use super::{Everywhere, Report, open_commons};
use crate::deed::When;
use crate::look::since::{ChangedDesign, look_at_shown, since};
use crate::trouble::Trouble;
use crate::words::count;
use clap::Args;
use serde_json::{Value, json};
use std::fmt::Write;

/// What `since` is told.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  commonwright since\n  commonwright since --seen")]
pub struct SinceArgs {
    /// Remember that you have looked at what is shown
    #[arg(long)]
    pub seen: bool,
}

impl SinceArgs {
    /// Shows what changed, and with `--seen` remembers that it was looked at.
    pub fn run(&self, everywhere: &Everywhere) -> Result<Report, Trouble> {
        let mut commons = open_commons(everywhere)?;
        let page = since(&mut commons)?;
        if self.seen {
            let shown = page.designs.iter();
            let shown: Vec<_> = shown
                .map(|changed| (changed.design, changed.state.heads.clone()))
                .collect();
            look_at_shown(&mut commons, &shown, When::now(everywhere.day).day)?;
        }
        let designs: Vec<Value> = page.designs.iter().map(design_json).collect();
        let shown = page.designs.len() as u64;
        let mut text = match page.total {
            0 => "Nothing has changed since you last looked.".to_owned(),
            n => format!(
                "{} changed since you last looked.",
                count(n, "design", "designs")
            ),
        };
        if shown < page.total {
            let _ = write!(text, " Here are the {shown} that wait longest.");
        }
        for design in &page.designs {
            write_design(&mut text, design);
        }
        let since = page.since.map(|day| day.to_string());
        Ok(Report::new(
            json!({"since": since, "total": page.total, "designs": designs}),
            text,
        ))
    }
}

fn design_json(design: &ChangedDesign) -> Value {
    let changes: Vec<Value> = design
        .changes
        .iter()
        .map(|change| json!({"field": change.field, "what": change.what, "before": change.before, "after": change.after}))
        .collect();
    json!({
        "id": design.design.to_string(),
        "name": design.name,
        "new": design.new,
        "by": design.by,
        "day": design.day.to_string(),
        "changes": changes,
        "collisions": design.collisions.len(),
    })
}

fn write_design(text: &mut String, design: &ChangedDesign) {
    let new = if design.new { " (new)" } else { "" };
    let _ = write!(
        text,
        "\n\n{}{new}, by {}, {}",
        design.name,
        design.by.join(", "),
        design.day
    );
    for change in &design.changes {
        let _ = write!(
            text,
            "\n  {}\n    before: {}\n    after:  {}",
            change.what, change.before, change.after
        );
    }
    if !design.collisions.is_empty() {
        let _ = write!(
            text,
            "\n  {}; see `design show`",
            count(
                design.collisions.len() as u64,
                "place has two values",
                "places have two values"
            )
        );
    }
}
