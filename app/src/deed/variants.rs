//! A design of one's own that begins as another: a fork, with the parent and the reason named for good.

use super::When;
use super::designs::licensor;
use crate::chance;
use crate::commons::Commons;
use crate::trouble::Trouble;
use model::charter::Role;
use model::design::{Column, Edit, Field, LinkRole, PersonRole, Position, Table, View};
use model::id::{DocumentId, FactId, LineId};
use model::ledger::Parent;
use model::number::Ratio;

impl Commons {
    /// Begins a design with everything that stands in this one, by me, under its licence.
    ///
    /// Its parent and the reason stand among its links, and each release of it names the parent's newest release, so
    /// that credit and fees find their way back (product.md, 19).
    pub fn fork_design(
        &mut self,
        parent: DocumentId,
        name: &str,
        reason: &str,
        when: When,
    ) -> Result<DocumentId, Trouble> {
        let me = self.writer(Role::Maker)?;
        let (name, reason) = (name.trim(), reason.trim());
        if name.is_empty() || reason.is_empty() {
            return Err(Trouble::usage(
                "The variant was not made",
                "it has no name or no reason",
                "give it a name of its own, and say what is different",
            ));
        }
        let view = self.view_design(parent)?;
        let released = self.releases(parent)?.into_iter().next();
        let mut edits = copied(&view, name);
        edits.push(licensor(&self.called(me)));
        let mut cells = vec![
            (Column::Name, view.field(Field::Name).to_owned()),
            (Column::Role, LinkRole::Parent.key().to_owned()),
            (Column::Design, parent.to_string()),
            (Column::Note, reason.to_owned()),
        ];
        if let Some((release, _)) = released {
            cells.push((Column::Reference, release.to_string()));
        }
        edits.push(added(Table::Links, cells).1);
        self.begin_design(&edits, when)
    }

    /// The releases from which a release of this design is made: of each parent in this commons the one that it was
    /// forked from, or else its newest.
    pub(super) fn parents_of(&self, view: &View) -> Result<Vec<Parent>, Trouble> {
        let mut parents = vec![];
        for line in view.with_role(Table::Links, LinkRole::Parent.key()) {
            let Ok(design) = line.cell(Column::Design).parse::<DocumentId>() else {
                continue;
            };
            let releases = self.releases(design)?;
            let named = line.cell(Column::Reference).parse::<FactId>().ok();
            let is_named = |(fact, _): &&(FactId, _)| Some(*fact) == named;
            if let Some((release, _)) = releases.iter().find(is_named).or(releases.first()) {
                parents.push(Parent {
                    release: Some(*release),
                    address: None,
                    weight: line.cell(Column::Weight).parse().unwrap_or(Ratio::ONE),
                });
            }
        }
        Ok(parents)
    }
}

/// What writes the view into a new design. People who gave the licence are named as contributors: whoever forks
/// gives the licence of the fork.
fn copied(view: &View, name: &str) -> Vec<Edit> {
    let mut edits = vec![];
    for (field, value) in &view.fields {
        let value = match field {
            Field::Name => name.to_owned(),
            // A fork has released nothing yet.
            Field::Version => continue,
            _ => value.clone(),
        };
        let field = *field;
        edits.push(Edit::SetField { field, value });
    }
    for (text, new) in &view.texts {
        edits.push(Edit::EditText {
            text: *text,
            seen: String::new(),
            new: new.clone(),
        });
    }
    for (set, words) in &view.words {
        let words = words.iter().cloned();
        edits.extend(words.map(|word| Edit::AddWord { set: *set, word }));
    }
    for (table, lines) in &view.tables {
        for line in lines {
            let cells = line.cells.iter();
            let cells = cells.map(|(column, value)| (*column, as_fork(*table, *column, value)));
            let (id, edit) = added(*table, cells.collect());
            edits.push(edit);
            if !line.text.is_empty() {
                edits.push(Edit::EditStepText {
                    line: id,
                    seen: String::new(),
                    new: line.text.clone(),
                });
            }
        }
    }
    let others = view.other.iter();
    edits.extend(others.map(|(name, json)| Edit::SetOther {
        name: name.clone(),
        json: Some(json.clone()),
    }));
    edits
}

fn as_fork(table: Table, column: Column, value: &str) -> String {
    let is_licensor = value == PersonRole::Licensor.key();
    match (table, column) {
        (Table::People, Column::Role) if is_licensor => PersonRole::Contributor.key().to_owned(),
        _ => value.to_owned(),
    }
}

fn added(table: Table, cells: Vec<(Column, String)>) -> (LineId, Edit) {
    let line = LineId(chance::bytes());
    let edit = Edit::AddLine {
        table,
        line,
        position: Position::Last,
        cells,
    };
    (line, edit)
}
