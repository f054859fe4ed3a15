//! What changed between two states of a design, in the product's terms.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use crate::id::{ChangeHash, LineId};

use super::schema::{Column, Field, LongText, Table, WordSet};
use super::text::{Piece, pieces};
use super::view::{Line, View};

/// One thing that is different. An empty value means that there was or is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The design was withdrawn (`false`) or reinstated (`true`).
    Stands(bool),
    /// A short value.
    Field {
        /// Which.
        field: Field,
        /// What stood there.
        before: String,
        /// What stands there.
        after: String,
    },
    /// Words of a set.
    Words {
        /// Which set.
        set: WordSet,
        /// New ones, sorted.
        added: Vec<String>,
        /// Those that went, sorted.
        removed: Vec<String>,
    },
    /// A long text.
    Text {
        /// Which.
        text: LongText,
        /// Both texts as one, from front to back.
        pieces: Vec<Piece>,
    },
    /// A new line.
    LineAdded {
        /// In which table.
        table: Table,
        /// All that stands in it.
        line: Line,
    },
    /// A line that went.
    LineRemoved {
        /// In which table.
        table: Table,
        /// All that stood in it.
        line: Line,
    },
    /// A line that stands elsewhere in its table.
    LineMoved {
        /// In which table.
        table: Table,
        /// Which line.
        line: LineId,
    },
    /// One cell of a line.
    Cell {
        /// In which table.
        table: Table,
        /// Which line.
        line: LineId,
        /// Which column.
        column: Column,
        /// What stood there.
        before: String,
        /// What stands there.
        after: String,
    },
    /// The text of a step.
    StepText {
        /// Which step.
        line: LineId,
        /// Both texts as one, from front to back.
        pieces: Vec<Piece>,
    },
    /// A value that this version does not know.
    Other {
        /// Its name.
        name: String,
        /// The JSON that stood there.
        before: String,
        /// The JSON that stands there.
        after: String,
    },
}

/// What changed from one state to another; `None` when the document does not contain both.
pub fn diff(
    document: &Document,
    before: &[ChangeHash],
    after: &[ChangeHash],
) -> Option<Vec<Difference>> {
    let (before, after) = (View::at(document, before)?, View::at(document, after)?);
    Some(compare(&before, &after))
}

/// What is different between two views, in the order in which a design is shown.
pub fn compare(before: &View, after: &View) -> Vec<Difference> {
    let mut differences = Vec::new();
    if before.is_withdrawn != after.is_withdrawn {
        differences.push(Difference::Stands(!after.is_withdrawn));
    }
    for (field, before, after) in changed(&before.fields, &after.fields) {
        differences.push(Difference::Field {
            field,
            before,
            after,
        });
    }
    differences.extend(changed_words(before, after));
    for (text, before, after) in changed(&before.texts, &after.texts) {
        let pieces = pieces(&before, &after);
        differences.push(Difference::Text { text, pieces });
    }
    for table in Table::ALL {
        changed_lines(
            *table,
            before.lines(*table),
            after.lines(*table),
            &mut differences,
        );
    }
    for (name, before, after) in changed(&before.other, &after.other) {
        differences.push(Difference::Other {
            name,
            before,
            after,
        });
    }
    differences
}

fn changed<K: Ord + Clone>(
    before: &BTreeMap<K, String>,
    after: &BTreeMap<K, String>,
) -> Vec<(K, String, String)> {
    let keys: BTreeSet<&K> = before.keys().chain(after.keys()).collect();
    let value = |map: &BTreeMap<K, String>, key: &K| map.get(key).cloned().unwrap_or_default();
    let both = keys
        .into_iter()
        .map(|key| (key.clone(), value(before, key), value(after, key)));
    both.filter(|(_, before, after)| before != after).collect()
}

fn changed_words(before: &View, after: &View) -> Vec<Difference> {
    let none = BTreeSet::new();
    let changed = |set: &WordSet| {
        let was = before.words.get(set).unwrap_or(&none);
        let is = after.words.get(set).unwrap_or(&none);
        (was != is).then(|| Difference::Words {
            set: *set,
            added: is.difference(was).cloned().collect(),
            removed: was.difference(is).cloned().collect(),
        })
    };
    WordSet::ALL.iter().filter_map(changed).collect()
}

fn changed_lines(table: Table, before: &[Line], after: &[Line], differences: &mut Vec<Difference>) {
    let was: BTreeMap<LineId, &Line> = before.iter().map(|line| (line.id, line)).collect();
    let is: BTreeSet<LineId> = after.iter().map(|line| line.id).collect();
    for line in before.iter().filter(|line| !is.contains(&line.id)) {
        differences.push(Difference::LineRemoved {
            table,
            line: line.clone(),
        });
    }
    for line in after {
        match was.get(&line.id) {
            None => differences.push(Difference::LineAdded {
                table,
                line: line.clone(),
            }),
            Some(was) => changed_line(table, was, line, differences),
        }
    }
}

fn changed_line(table: Table, was: &Line, is: &Line, differences: &mut Vec<Difference>) {
    let line = is.id;
    if was.order != is.order {
        differences.push(Difference::LineMoved { table, line });
    }
    for (column, before, after) in changed(&was.cells, &is.cells) {
        differences.push(Difference::Cell {
            table,
            line,
            column,
            before,
            after,
        });
    }
    if was.text != is.text {
        let pieces = pieces(&was.text, &is.text);
        differences.push(Difference::StepText { line, pieces });
    }
}
