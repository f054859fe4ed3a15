//! `design history` and `design diff`: who changed what, and what differs.

use super::Report;
use crate::chance::day_of;
use crate::commons::Commons;
use crate::look::design::author;
use crate::look::place;
use crate::look::since::field_changes;
use crate::trouble::Trouble;
use model::design::{View, compare, history as changes_of};
use model::id::{ChangeHash, DocumentId};
use serde_json::{Value, json};

/// Who changed what, newest first.
pub fn history(commons: &mut Commons, id: &str) -> Result<Report, Trouble> {
    let design = commons.find_design(id)?;
    let document = commons.document(design)?;
    let (entries, view) = (changes_of(document), View::of(document));
    let mut text = vec![];
    let mut changes: Vec<Value> = vec![];
    for entry in entries.iter().rev() {
        let (who, device) = author(commons, entry.device);
        let day = day_of(entry.time_ms).to_string();
        let places: Vec<String> = entry
            .places
            .iter()
            .map(|place| place::words(&view, place))
            .collect();
        let what = if entry.is_first {
            "began the design".to_owned()
        } else {
            places.join(", ")
        };
        text.push(format!("{day}  {who} ({device}): {what}"));
        changes.push(json!({"day": day, "person": who, "device": device, "first": entry.is_first, "places": places, "change": entry.change.to_string()}));
    }
    Ok(Report::new(
        json!({"id": design.to_string(), "changes": changes}),
        text.join("\n"),
    ))
}

/// What differs between two states.
pub fn diff(commons: &mut Commons, id: &str, before: &str, after: &str) -> Result<Report, Trouble> {
    let design = commons.find_design(id)?;
    let (before, after) = (
        view_at(commons, design, before)?,
        view_at(commons, design, after)?,
    );
    let rows: Vec<_> = compare(&before, &after)
        .iter()
        .flat_map(|difference| field_changes(&after, &before, difference))
        .collect();
    let text: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                "{}\n  before: {}\n  after:  {}",
                row.what, row.before, row.after
            )
        })
        .collect();
    let changes: Vec<Value> = rows.iter().map(|row| json!({"field": row.field, "what": row.what, "before": row.before, "after": row.after})).collect();
    Ok(Report::new(
        json!({"id": design.to_string(), "changes": changes}),
        text.join("\n"),
    ))
}

fn view_at(commons: &mut Commons, design: DocumentId, state: &str) -> Result<View, Trouble> {
    let heads: Vec<ChangeHash> = match state {
        "now" => return commons.view_design(design),
        "start" => {
            let document = commons.document(design)?;
            document
                .changes()
                .first()
                .map(|note| note.hash)
                .into_iter()
                .collect()
        }
        version => commons.release_named(design, version)?.1.state.heads,
    };
    View::at(commons.document(design)?, &heads).ok_or_else(|| {
        Trouble::new(
            "The states were not compared",
            "one of them is not on this computer",
            "meet a peer that has it",
        )
    })
}
