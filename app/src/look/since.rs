//! What changed since this person last looked: each changed design with before and after.

use super::design::{CollisionPage, author, collision_page, value_words};
use super::place;
use crate::commons::Commons;
use crate::deed::entries::state_of_view;
use crate::trouble::Trouble;
use model::day::Day;
use model::design::{Column, Difference, Piece, Place, Table, View, compare};
use model::id::{ChangeHash, DocumentId};
use model::ledger::DesignState;
use std::collections::{BTreeMap, BTreeSet};
use sync::log::StoredChange;

/// A page shows at most so many changed designs.
pub const CHANGED_DESIGNS_MAX: usize = 200;
/// A changed design shows at most so many differences.
const DIFFERENCES_MAX: usize = 100;
/// So many changed designs are read from the index at once.
const TOUCHED_ROWS_MAX: usize = 500;
/// Changed designs are counted up to here.
pub const TOUCHED_DESIGNS_MAX: usize = 100_000;
const LOOKED: &str = "looked";

/// What changed since somebody last looked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SincePage {
    /// The day on which they last looked; `None` for the first time.
    pub since: Option<Day>,
    /// How many designs changed, also those beyond the page.
    pub total: u64,
    /// Changed designs, those that wait longest first.
    pub designs: Vec<ChangedDesign>,
}

/// One changed design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedDesign {
    /// The design.
    pub design: DocumentId,
    /// Its name now.
    pub name: String,
    /// Whether it was not there before.
    pub new: bool,
    /// The exact state that is shown.
    pub state: DesignState,
    /// Who changed it, on which day last.
    pub by: Vec<String>,
    /// The day of its newest change, by its author's clock.
    pub day: Day,
    /// What is different.
    pub changes: Vec<FieldChange>,
    /// What collides now.
    pub collisions: Vec<CollisionPage>,
}

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The place, as a key.
    pub field: String,
    /// The place in words.
    pub what: String,
    /// What stood there; empty for nothing.
    pub before: String,
    /// What stands there; empty for nothing.
    pub after: String,
    /// Whether it is a long text, of which both hold the whole.
    pub is_text: bool,
}

/// When a person last looked: the position in the log, and the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Looked {
    position: u64,
    day: Option<Day>,
}

/// What changed since this person last looked on this device.
pub fn since(commons: &mut Commons) -> Result<SincePage, Trouble> {
    let looked = looked(commons)?;
    let waiting = touched(commons, TOUCHED_DESIGNS_MAX)?;
    let total = waiting.len() as u64;
    let mut designs = vec![];
    for (design, from) in waiting.into_iter().take(CHANGED_DESIGNS_MAX) {
        designs.push(changed(commons, design, from)?);
    }
    Ok(SincePage {
        since: looked.day,
        total,
        designs,
    })
}

/// The designs that changed since this person last looked, each with the position of the log up to which it was
/// seen; those that wait longest first, at most so many.
pub fn touched(commons: &Commons, limit: usize) -> Result<Vec<(DocumentId, u64)>, Trouble> {
    let everything = looked(commons)?.position;
    let each = looked_each(commons)?;
    let mut designs = vec![];
    let mut after = everything;
    loop {
        let rows = commons.index().touched_after(after, TOUCHED_ROWS_MAX)?;
        for (design, position) in &rows {
            let seen = each.get(&design.to_string()).copied().unwrap_or(0);
            let from = seen.max(everything);
            if *position > from {
                designs.push((*design, from));
            }
            if designs.len() == limit {
                return Ok(designs);
            }
        }
        match rows.last() {
            Some((_, position)) if rows.len() == TOUCHED_ROWS_MAX => after = *position,
            _ => return Ok(designs),
        }
    }
}

/// The day on which this person last looked; `None` for never.
pub fn last_looked(commons: &Commons) -> Result<Option<Day>, Trouble> {
    Ok(looked(commons)?.day)
}

/// Remembers that this person has looked at these designs, each in the state that was shown. One that has changed
/// since then, or was not shown, waits on.
pub fn look_at_shown(
    commons: &mut Commons,
    shown: &[(DocumentId, Vec<ChangeHash>)],
    today: Day,
) -> Result<(), Trouble> {
    for (design, heads) in shown {
        let mut now = commons.view_design(*design)?.heads;
        let mut seen = heads.clone();
        now.sort_unstable();
        seen.sort_unstable();
        if now == seen {
            look_at(commons, *design)?;
        }
    }
    let mut position = looked(commons)?.position;
    let is_all = touched(commons, 1)?.is_empty();
    if is_all {
        position = commons.index().position()?;
    }
    let store = commons.store_mut();
    store.local_set(LOOKED, format!("{position} {}", today.0).as_bytes())?;
    if is_all {
        for (name, _) in store.local_all(&format!("{LOOKED}/"))? {
            store.local_remove(&name)?;
        }
    }
    Ok(())
}

/// Remembers that this person has looked at one design up to now.
pub fn look_at(commons: &mut Commons, design: DocumentId) -> Result<(), Trouble> {
    let position = commons.index().position()?;
    Ok(commons.store_mut().local_set(
        &format!("{LOOKED}/{design}"),
        position.to_string().as_bytes(),
    )?)
}

fn looked(commons: &Commons) -> Result<Looked, Trouble> {
    let kept = commons
        .store()
        .local_get(LOOKED)?
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let parse = |text: String| {
        let (position, day) = text.split_once(' ')?;
        Some(Looked {
            position: position.parse().ok()?,
            day: Some(Day(day.parse().ok()?)),
        })
    };
    Ok(kept.and_then(parse).unwrap_or_default())
}

/// The designs that were looked at by themselves, each with the position up to which.
fn looked_each(commons: &Commons) -> Result<BTreeMap<String, u64>, Trouble> {
    let prefix = format!("{LOOKED}/");
    let kept = commons.store().local_all(&prefix)?;
    let parse = |(name, bytes): (String, Vec<u8>)| {
        let position = String::from_utf8(bytes).ok()?.parse().ok()?;
        Some((name.strip_prefix(&prefix)?.to_owned(), position))
    };
    Ok(kept.into_iter().filter_map(parse).collect())
}

/// A design as it was when it was last looked at, and as it is.
pub struct Compared {
    /// As it was; `None` for a new one.
    pub before: Option<View>,
    /// As it is.
    pub after: View,
    /// Who changed it.
    pub by: Vec<String>,
    /// The newest of these changes, by its author's clock.
    pub newest_ms: i64,
}

/// Compares a design with what was seen of it up to that position of the log.
pub fn compared(commons: &mut Commons, design: DocumentId, from: u64) -> Result<Compared, Trouble> {
    let stored = commons.store().load(design)?;
    let (old, new): (Vec<&StoredChange>, Vec<&StoredChange>) =
        stored.iter().partition(|stored| stored.position <= from);
    let heads = heads_of(&old);
    let document = commons.document(design)?;
    let after = View::of(document);
    let before = if old.is_empty() {
        None
    } else {
        View::at(document, &heads)
    };
    let by: BTreeSet<String> = new
        .iter()
        .map(|stored| author(commons, stored.change.header.actor).0)
        .collect();
    let newest = new.iter().map(|stored| stored.change.header.time_ms).max();
    Ok(Compared {
        before,
        after,
        by: by.into_iter().collect(),
        newest_ms: newest.unwrap_or(0),
    })
}

fn changed(commons: &mut Commons, design: DocumentId, from: u64) -> Result<ChangedDesign, Trouble> {
    let Compared {
        before,
        after,
        by,
        newest_ms,
    } = compared(commons, design, from)?;
    let mut changes = match &before {
        Some(before) => compare(before, &after)
            .iter()
            .flat_map(|difference| field_changes(&after, before, difference))
            .collect(),
        None => vec![],
    };
    changes.truncate(DIFFERENCES_MAX);
    Ok(ChangedDesign {
        design,
        name: after.field(model::design::Field::Name).to_owned(),
        new: before.is_none(),
        by,
        day: crate::chance::day_of(newest_ms),
        changes,
        collisions: after
            .collisions
            .iter()
            .map(|collision| collision_page(commons, &after, collision))
            .collect(),
        state: state_of_view(&after),
    })
}

/// The changes on which no other of these builds, sorted.
pub(super) fn heads_of(changes: &[&StoredChange]) -> Vec<ChangeHash> {
    let built_on: BTreeSet<ChangeHash> = changes
        .iter()
        .flat_map(|stored| stored.change.header.deps.iter().copied())
        .collect();
    let heads: BTreeSet<ChangeHash> = changes
        .iter()
        .map(|stored| stored.change.header.hash)
        .filter(|hash| !built_on.contains(hash))
        .collect();
    heads.into_iter().collect()
}

/// A difference as rows of before and after.
pub fn field_changes(after: &View, before: &View, difference: &Difference) -> Vec<FieldChange> {
    let row = |place: Place, was: String, is: String, is_text: bool| FieldChange {
        field: place::key(&place),
        what: place::words(after, &place),
        before: was,
        after: is,
        is_text,
    };
    match difference {
        Difference::Stands(stands) => vec![row(
            Place::Design,
            here_words(!stands),
            here_words(*stands),
            false,
        )],
        Difference::Field {
            field,
            before,
            after,
        } => vec![row(
            Place::Field(*field),
            before.clone(),
            after.clone(),
            false,
        )],
        Difference::Words {
            set,
            added,
            removed,
        } => vec![row(
            Place::Words(*set),
            removed.join(", "),
            added.join(", "),
            false,
        )],
        Difference::Text { text, pieces } => vec![row(
            Place::Text(*text),
            side(pieces, false),
            side(pieces, true),
            true,
        )],
        Difference::StepText { line, pieces } => vec![row(
            Place::StepText(*line),
            side(pieces, false),
            side(pieces, true),
            true,
        )],
        Difference::LineAdded { table, line } => vec![row(
            Place::Line(*table, line.id),
            String::new(),
            line_words(line),
            false,
        )],
        Difference::LineRemoved { table, line } => {
            let place = Place::Line(*table, line.id);
            vec![FieldChange {
                what: place::words(before, &place),
                ..row(place, line_words(line), String::new(), false)
            }]
        }
        Difference::LineMoved { table, line } => vec![row(
            Place::Order(*table, *line),
            "elsewhere in the list".into(),
            "moved".into(),
            false,
        )],
        Difference::Cell {
            table,
            line,
            column,
            before,
            after,
        } => {
            if *table == Table::Files && *column == Column::File {
                return vec![row(
                    Place::Cell(*table, *line, *column),
                    "another content".into(),
                    "new content".into(),
                    false,
                )];
            }
            vec![row(
                Place::Cell(*table, *line, *column),
                before.clone(),
                after.clone(),
                false,
            )]
        }
        Difference::Other {
            name,
            before,
            after,
        } => vec![row(
            Place::Other(name.clone()),
            before.clone(),
            after.clone(),
            false,
        )],
    }
}

fn here_words(here: bool) -> String {
    value_words(&model::design::Value::Here(here))
}

fn line_words(line: &model::design::Line) -> String {
    let shown = [
        Column::Name,
        Column::Quantity,
        Column::Unit,
        Column::Note,
        Column::Url,
    ];
    let cells = shown
        .iter()
        .map(|column| line.cell(*column))
        .chain([line.text.as_str()]);
    cells
        .filter(|cell| !cell.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

fn side(pieces: &[Piece], after: bool) -> String {
    let kept = |piece: &Piece| match piece {
        Piece::Same(text) => Some(text.clone()),
        Piece::Added(text) => after.then(|| text.clone()),
        Piece::Removed(text) => (!after).then(|| text.clone()),
    };
    pieces.iter().filter_map(kept).collect()
}
