//! Since you last looked.

use model::day::Day;
use model::design::{Collision, Column, Difference, Place, Table, Value, View};
use model::id::DeviceId;

use crate::view::{CollisionValue, CollisionView, FieldChange};
use crate::words::{count, design};

/// The page.
pub const TITLE: &str = "Since you last looked";
/// Nothing changed.
pub const EMPTY: &str = "Nothing new";
/// Why.
pub const EMPTY_WHY: &str = "What others change shows up here, with before and after.";
/// Everything was looked at.
pub const LOOKED_ALL: &str = "I have looked at everything";
/// One design was looked at.
pub const LOOKED: &str = "Looked at";
/// Collisions.
pub const COLLISIONS: &str = "Set by two people at the same time";
/// What to do.
pub const COLLISIONS_WHY: &str =
    "Both were kept. Choose what the design should say; the other value stays in its history.";
/// Another value.
pub const ANOTHER: &str = "Write another value";
/// Use it.
pub const USE_TYPED: &str = "Use this";
/// The changes.
pub const CHANGES: &str = "Changed designs";
/// A new design.
pub const NEW: &str = "New";
/// Before.
pub const BEFORE: &str = "Before";
/// After.
pub const AFTER: &str = "After";
/// Nothing stood there.
pub const NOTHING: &str = "nothing";
/// Open it.
pub const OPEN: &str = "Open the design";
/// What one thinks of this state.
pub const VERDICT: &str = "What do you think of this state?";
/// Why.
pub const NOTE: &str = "Why (others will read it)";
/// Why is needed.
pub const NOTE_FIRST: &str = "Say why first";
/// Claims wait.
pub const CLAIMS_BUTTON: &str = "Look at them";
/// The line is there.
pub const KEEP: &str = "Keep it";
/// The line is gone.
pub const REMOVE: &str = "Remove it";
/// A value that was emptied.
pub const EMPTY_VALUE: &str = "(empty)";
/// The value that the page shows meanwhile.
pub const SHOWN: &str = "shown meanwhile";

/// Since when.
pub fn since(since: Option<&str>) -> String {
    match since {
        Some(when) => format!("You last looked {when}."),
        None => "You have not looked here before.".into(),
    }
}

/// All that is shown was looked at; it may be a part of what changed.
pub fn looked_all(shown: usize, total: usize) -> String {
    match shown < total {
        true => format!("I have looked at these {shown}"),
        false => LOOKED_ALL.into(),
    }
}

/// More changed than the page shows.
pub fn shown_of(shown: usize, total: usize) -> String {
    format!(
        "The {shown} that wait longest, of {total} changed designs. The next come when you have looked at these."
    )
}

/// How many entries wait.
pub fn claims(n: usize) -> String {
    let entries = count(
        n as u64,
        "entry of the ledger waits",
        "entries of the ledger wait",
    );
    format!("{entries} for you.")
}

/// Choose that value.
pub fn use_value(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    let dots = if text.chars().count() > 40 { "…" } else { "" };
    format!("Use “{short}{dots}”")
}

/// How many changes.
pub fn changes_count(n: usize) -> String {
    count(n as u64, "change", "changes")
}

/// A day of the past as people say it.
pub fn when(time_ms: i64, today: Day) -> String {
    let day = Day(i32::try_from(time_ms.div_euclid(86_400_000)).unwrap_or(0));
    match today.0 - day.0 {
        0 => "today".into(),
        1 => "yesterday".into(),
        n @ 2..=6 => format!("{n} days ago"),
        _ => super::day(day),
    }
}

/// What changed, in words; `now` is the state after it.
pub fn changes(differences: &[Difference], now: &View) -> Vec<FieldChange> {
    differences
        .iter()
        .map(|difference| change(difference, now))
        .collect()
}

fn change(difference: &Difference, now: &View) -> FieldChange {
    match difference {
        Difference::Stands(stands) => FieldChange {
            what: if *stands { "Reinstated" } else { "Withdrawn" }.into(),
            ..FieldChange::default()
        },
        Difference::Field {
            field,
            before,
            after,
        } => value(design::field(*field), before, after),
        Difference::Words {
            set,
            added,
            removed,
        } => value(
            design::word_set(*set),
            &removed.join(", "),
            &added.join(", "),
        ),
        Difference::Text { text, pieces } => text_change(design::long_text(*text), pieces),
        Difference::LineAdded { table, line } => FieldChange {
            what: format!("New {}", design::line_of(*table).to_lowercase()),
            after: Some(line_words(*table, line)),
            ..FieldChange::default()
        },
        Difference::LineRemoved { table, line } => FieldChange {
            what: format!("{} removed", design::line_of(*table)),
            before: Some(line_words(*table, line)),
            ..FieldChange::default()
        },
        Difference::LineMoved { table, line } => FieldChange {
            what: format!("{} moved", design::line(*table, *line, now)),
            ..FieldChange::default()
        },
        Difference::Cell {
            table,
            line,
            column,
            before,
            after,
        } => {
            let place = Place::Cell(*table, *line, *column);
            value(&design::place(&place, now), before, after)
        }
        Difference::StepText { line, pieces } => {
            text_change(&design::line(Table::Steps, *line, now), pieces)
        }
        Difference::Other {
            name,
            before,
            after,
        } => value(name, before, after),
    }
}

fn value(what: &str, before: &str, after: &str) -> FieldChange {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    FieldChange {
        what: what.into(),
        before: some(before),
        after: some(after),
        pieces: Vec::new(),
    }
}

fn text_change(what: &str, pieces: &[model::design::Piece]) -> FieldChange {
    FieldChange {
        what: what.into(),
        pieces: pieces.to_vec(),
        ..FieldChange::default()
    }
}

/// What stands in a line, in one sentence.
fn line_words(table: Table, line: &model::design::Line) -> String {
    let shown = |column: &Column| !matches!(column, Column::File | Column::Media | Column::Path);
    let mut cells: Vec<&str> = table
        .columns()
        .iter()
        .filter(|column| shown(column))
        .map(|column| line.cell(*column))
        .filter(|cell| !cell.is_empty())
        .collect();
    if !line.text.is_empty() {
        cells.push(&line.text);
    }
    cells.join(" · ")
}

/// Who a device belongs to, for a collision: the person, and what they call the device.
pub type Author<'a> = &'a dyn Fn(DeviceId) -> (String, String);

/// A collision in words; `author` says whose device wrote a value.
pub fn collision(
    collision: &Collision,
    now: &View,
    today: Day,
    author: Author<'_>,
) -> CollisionView {
    let values = collision.values.iter().map(|claim| {
        let (by, device) = author(claim.device);
        CollisionValue {
            text: value_words(&claim.value),
            value: claim.value.clone(),
            by,
            when: when(claim.time_ms, today),
            device,
        }
    });
    CollisionView {
        design: now.document,
        design_name: now.field(model::design::Field::Name).to_owned(),
        what: design::place(&collision.place, now),
        place: collision.place.clone(),
        values: values.collect(),
    }
}

fn value_words(value: &Value) -> String {
    match value {
        Value::Here(true) => KEEP.into(),
        Value::Here(false) => REMOVE.into(),
        Value::Words(words) if words.is_empty() => EMPTY_VALUE.into(),
        Value::Words(words) => words.clone(),
    }
}

/// What one change of the history did.
pub fn history(entry: &model::design::Entry, now: &View) -> String {
    if entry.is_first {
        return "Began the design".into();
    }
    let named: Vec<String> = entry
        .places
        .iter()
        .take(3)
        .map(|p| design::place(p, now))
        .collect();
    let more = entry.places.len().saturating_sub(named.len());
    let mut text = named.join("; ");
    if more > 0 {
        text.push_str(&format!(
            " and {}",
            count(more as u64, "more place", "more places")
        ));
    }
    if entry.characters_added + entry.characters_removed > 0 {
        text.push_str(&format!(
            " (+{} −{} letters)",
            entry.characters_added, entry.characters_removed
        ));
    }
    if text.is_empty() {
        "Brought changes together".into()
    } else {
        text
    }
}
