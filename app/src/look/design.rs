//! One design in full: what stands in it, what collides, what reviewers say, where it was released.

use super::place;
use crate::commons::Commons;
use crate::trouble::Trouble;
use model::design::{Collision, Column, Table, Value as PlaceValue, View};
use model::id::{DeviceId, DocumentId};
use model::ledger::Verdict;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// One design as a page.
pub struct DesignPage {
    /// Everything that stands in it.
    pub view: View,
    /// What collides, with people and days.
    pub collisions: Vec<CollisionPage>,
    /// The newest released version; empty without one.
    pub released: String,
    /// What reviewers say of its states, each one's newest word, newest first.
    pub said: Vec<Said>,
}

/// A collision with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollisionPage {
    /// A name for the place that can be handed back.
    pub key: String,
    /// The place in words.
    pub what: String,
    /// Every value, the one that is shown meanwhile first.
    pub values: Vec<ClaimPage>,
}

/// One value of a collision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimPage {
    /// The value in words.
    pub value: String,
    /// Who wrote it.
    pub person: String,
    /// On which device.
    pub device: String,
    /// On which day, by that device's clock.
    pub day: String,
}

/// What a reviewer says of a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who said it.
    pub by: String,
    /// On which day.
    pub day: String,
    /// What.
    pub verdict: Verdict,
    /// Why.
    pub note: String,
    /// Whether it was said of the state that stands now.
    pub of_this_state: bool,
}

/// The page of a design.
pub fn page(commons: &mut Commons, design: DocumentId) -> Result<DesignPage, Trouble> {
    let view = commons.view_design(design)?;
    let row = commons.index().design(design)?.unwrap_or_default();
    let collisions = view
        .collisions
        .iter()
        .map(|collision| collision_page(commons, &view, collision))
        .collect();
    let said = super::reviews::reviews(commons, design, &view.heads)?;
    let said = said.into_iter().map(|page| Said {
        by: commons.called(page.by),
        day: page.day.to_string(),
        verdict: page.review.verdict,
        note: page.review.note,
        of_this_state: page.of_this_state,
    });
    Ok(DesignPage {
        collisions,
        released: row.released,
        said: said.collect(),
        view,
    })
}

/// A collision as a person reads it.
pub fn collision_page(commons: &Commons, view: &View, collision: &Collision) -> CollisionPage {
    let claim = |claim: &model::design::Claim| {
        let (person, device) = author(commons, claim.device);
        ClaimPage {
            value: value_words(&claim.value),
            person,
            device,
            day: crate::chance::day_of(claim.time_ms).to_string(),
        }
    };
    CollisionPage {
        key: place::key(&collision.place),
        what: place::words(view, &collision.place),
        values: collision.values.iter().map(claim).collect(),
    }
}

/// The person behind a device, and what the device is called.
pub fn author(commons: &Commons, device: DeviceId) -> (String, String) {
    match commons.charter().device(device) {
        Some(known) => (commons.called(known.person), commons.device_called(device)),
        None => (
            format!("an unknown device ({})", device.short()),
            String::new(),
        ),
    }
}

/// What stands at a place, in words.
pub fn value_words(value: &PlaceValue) -> String {
    match value {
        PlaceValue::Words(text) => text.clone(),
        PlaceValue::Here(true) => "it stays".to_owned(),
        PlaceValue::Here(false) => "it is removed".to_owned(),
    }
}

impl DesignPage {
    /// The page with stable keys.
    pub fn json(&self) -> Value {
        let view = &self.view;
        let mut page = Map::new();
        page.insert("id".into(), json!(view.document.to_string()));
        for (field, value) in &view.fields {
            page.insert(field.key().into(), json!(value));
        }
        let texts: Map<String, Value> = view
            .texts
            .iter()
            .map(|(text, value)| (text.key().to_owned(), json!(value)))
            .collect();
        page.insert("texts".into(), Value::Object(texts));
        for (set, words) in &view.words {
            page.insert(set.key().into(), json!(words));
        }
        for table in Table::ALL {
            let lines: Vec<Value> = view.lines(*table).iter().map(line_json).collect();
            page.insert(table.key().into(), Value::Array(lines));
        }
        page.insert(
            "licensor".into(),
            json!(model::design::Summary::of(view).licensors.join(", ")),
        );
        page.insert("released".into(), json!(self.released));
        page.insert("retired".into(), json!(view.is_withdrawn));
        page.insert(
            "heads".into(),
            json!(
                view.heads
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
            ),
        );
        let warnings: Vec<Value> = self.warnings().map(said_json).collect();
        page.insert("unsafe".into(), Value::Array(warnings));
        let said: Vec<Value> = self.said.iter().map(said_json).collect();
        page.insert("reviews".into(), Value::Array(said));
        page.insert(
            "collisions".into(),
            json!(
                self.collisions
                    .iter()
                    .map(collision_json)
                    .collect::<Vec<_>>()
            ),
        );
        Value::Object(page)
    }

    /// Those who call it unsafe: each one's newest word stands until they say something else.
    fn warnings(&self) -> impl Iterator<Item = &Said> {
        let said = self.said.iter();
        said.filter(|said| said.verdict == Verdict::Unsafe)
    }

    /// The page for people: what is unsafe stands at the top.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let others = self.said.iter();
        let others = others.filter(|said| said.verdict != Verdict::Unsafe);
        for said in self.warnings().chain(others) {
            let _ = writeln!(text, "{}", said.words());
        }
        for (field, value) in &self.view.fields {
            let _ = writeln!(text, "{}: {value}", place::spoken(field.key()));
        }
        for (long, value) in &self.view.texts {
            let _ = writeln!(text, "\n{}\n{value}", place::spoken(long.key()));
        }
        for table in Table::ALL {
            let lines = self.view.lines(*table);
            if !lines.is_empty() {
                let _ = writeln!(text, "\n{}", place::spoken(table.key()));
            }
            for line in lines {
                let _ = writeln!(text, "  {}  {}", line.id, line_words(*table, line));
            }
        }
        for collision in &self.collisions {
            let _ = writeln!(
                text,
                "\nTwo people changed {} at the same time [{}]",
                collision.what, collision.key
            );
            for (number, value) in collision.values.iter().enumerate() {
                let _ = writeln!(
                    text,
                    "  {}. {}  ({}, {}, {})",
                    number + 1,
                    value.value,
                    value.person,
                    value.device,
                    value.day
                );
            }
        }
        text.trim_end().to_owned()
    }
}

impl Said {
    fn words(&self) -> String {
        let what = match self.verdict {
            Verdict::Unsafe => "UNSAFE",
            Verdict::Good => "Good",
            Verdict::NeedsWork => "Needs work",
        };
        let state = if self.of_this_state {
            "as it stands"
        } else {
            "as it stood then"
        };
        let note = match self.note.is_empty() {
            true => String::new(),
            false => format!(": {}", self.note),
        };
        format!("{what} {state}, says {} ({}){note}", self.by, self.day)
    }
}

fn line_json(line: &model::design::Line) -> Value {
    let mut cells: Map<String, Value> = line
        .cells
        .iter()
        .map(|(column, value)| (column.key().to_owned(), json!(value)))
        .collect();
    cells.insert("line".into(), json!(line.id.to_string()));
    if !line.text.is_empty() {
        cells.insert("text".into(), json!(line.text));
    }
    Value::Object(cells)
}

fn line_words(table: Table, line: &model::design::Line) -> String {
    let mut words: Vec<String> = vec![];
    for (column, value) in &line.cells {
        match column {
            Column::File => {}
            Column::Name => words.insert(0, value.clone()),
            _ if value.is_empty() => {}
            _ => words.push(format!("{}: {value}", column.key())),
        }
    }
    if table == Table::Files && line.file().is_none() {
        words.push("at the source, not on this computer".to_owned());
    }
    words.join(", ")
}

fn collision_json(collision: &CollisionPage) -> Value {
    let values: Vec<Value> = collision
        .values
        .iter()
        .map(|value| json!({"value": value.value, "person": value.person, "device": value.device, "day": value.day}))
        .collect();
    json!({"place": collision.key, "what": collision.what, "values": values})
}

fn said_json(said: &Said) -> Value {
    json!({
        "by": said.by,
        "day": said.day,
        "verdict": match said.verdict {
            Verdict::Good => "good",
            Verdict::NeedsWork => "needs-work",
            Verdict::Unsafe => "unsafe",
        },
        "note": said.note,
        "of_this_state": said.of_this_state,
    })
}
