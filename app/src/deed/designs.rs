//! Making, editing and settling designs.

use super::When;
use crate::chance;
use crate::commons::Commons;
use crate::files::Kept;
use crate::trouble::Trouble;
use model::charter::Role;
use model::design::{
    self, Column, Edit, EditError, Field, FileRole, Kind, PersonRole, Position, Table, View,
    WordSet,
};
use model::document::Document;
use model::id::{DocumentId, LineId};
use model::name::{DocumentKind, DocumentName};

/// What starting a design needs; the rest comes while working on it.
#[derive(Debug, Clone, Default)]
pub struct NewDesign<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is for, in a sentence.
    pub function: &'a str,
    /// Its licence, an SPDX expression.
    pub licence: &'a str,
    /// What it is.
    pub kind: Option<Kind>,
}

impl Commons {
    /// Makes a design with me as its licensor.
    pub fn new_design(&mut self, new: &NewDesign<'_>, when: When) -> Result<DocumentId, Trouble> {
        let me = self.writer(Role::Maker)?;
        if new.name.trim().is_empty() {
            return Err(Trouble::usage(
                "The design was not made",
                "it has no name",
                "give it one; it can be changed later",
            ));
        }
        let field = |field, value: &str| Edit::SetField {
            field,
            value: value.trim().to_owned(),
        };
        let edits = [
            field(Field::Name, new.name),
            field(Field::Function, new.function),
            field(Field::Licence, new.licence),
            field(Field::Kind, new.kind.unwrap_or(Kind::Machine).key()),
            licensor(&self.called(me)),
        ];
        self.begin_design(&edits, when)
    }

    /// Begins a design with these edits.
    pub fn begin_design(&mut self, edits: &[Edit], when: When) -> Result<DocumentId, Trouble> {
        self.writer(Role::Maker)?;
        let name = DocumentName::new(DocumentKind::Design, self.device(), chance::bytes());
        let id = name.id(self.id());
        let mut document = Document::empty(self.id(), id);
        let changes = design::create(&mut document, edits, self.key(), when.time_ms)?;
        self.write(name, changes)?;
        Ok(id)
    }

    /// Edits a design; gives whether anything was new.
    pub fn edit_design(
        &mut self,
        id: DocumentId,
        edits: &[Edit],
        when: When,
    ) -> Result<bool, Trouble> {
        self.writer(Role::Maker)?;
        let key = self.key().clone();
        let document = self.document(id)?;
        let changes = design::apply(document, edits, &key, when.time_ms)?;
        let is_new = !changes.is_empty();
        let name = self.name_of(id).ok_or_else(|| {
            Trouble::new(
                "The design was not found",
                "it is not on this computer",
                "look for it with `design list`",
            )
        })?;
        self.write(name, changes)?;
        Ok(is_new)
    }

    /// What a design shows now.
    pub fn view_design(&mut self, id: DocumentId) -> Result<View, Trouble> {
        Ok(View::of(self.document(id)?))
    }

    /// Chooses the value of that number, counted from 1, at the collision of that number, counted from 0.
    pub fn settle(
        &mut self,
        id: DocumentId,
        collision: usize,
        choice: usize,
        when: When,
    ) -> Result<(), Trouble> {
        let view = self.view_design(id)?;
        let missing = || {
            Trouble::new(
                "Nothing was settled",
                "there is no such collision or value any more",
                "look at the design again",
            )
        };
        let collision = view.collisions.get(collision).ok_or_else(missing)?;
        let chosen = choice
            .checked_sub(1)
            .and_then(|at| collision.values.get(at))
            .ok_or_else(missing)?;
        let edit = Edit::Settle {
            place: collision.place.clone(),
            value: chosen.value.clone(),
        };
        self.edit_design(id, &[edit], when).map(|_| ())
    }
}

impl Commons {
    /// Attaches a file that is kept on this computer; one of the same name gets the new content.
    pub fn attach(
        &mut self,
        design: DocumentId,
        kept: &Kept,
        role: Option<FileRole>,
        when: When,
    ) -> Result<(), Trouble> {
        self.hold_file(kept.hash)?;
        let (guessed, media) = role_and_media(&kept.name);
        let role = role.unwrap_or(guessed);
        let view = self.view_design(design)?;
        let there = view
            .lines(Table::Files)
            .iter()
            .find(|line| line.cell(Column::Name) == kept.name && line.file().is_some());
        let edits = match there {
            None => vec![Edit::attach_file(
                LineId(chance::bytes()),
                &kept.name,
                role,
                kept.hash,
                kept.bytes,
                media,
            )],
            Some(line) => {
                let cell = |column, value: String| Edit::SetCell {
                    table: Table::Files,
                    line: line.id,
                    column,
                    value,
                };
                vec![
                    cell(Column::File, kept.hash.to_string()),
                    cell(Column::Size, kept.bytes.to_string()),
                ]
            }
        };
        self.edit_design(design, &edits, when).map(|_| ())
    }
}

/// What a file is to a design, and its media type, by its ending only.
fn role_and_media(name: &str) -> (FileRole, &'static str) {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase())
        .unwrap_or_default();
    match ending.as_str() {
        "png" => (FileRole::Image, "image/png"),
        "jpg" | "jpeg" => (FileRole::Image, "image/jpeg"),
        "webp" => (FileRole::Image, "image/webp"),
        "svg" => (FileRole::Source, "image/svg+xml"),
        "stl" => (FileRole::Export, "model/stl"),
        "3mf" => (FileRole::Export, "model/3mf"),
        "step" | "stp" => (FileRole::Export, "model/step"),
        "pdf" => (FileRole::Manual, "application/pdf"),
        "md" => (FileRole::Instructions, "text/markdown"),
        "csv" => (FileRole::Bom, "text/csv"),
        "fcstd" | "scad" | "kicad_pcb" | "kicad_sch" | "blend" | "dxf" => {
            (FileRole::Source, "application/octet-stream")
        }
        _ => (FileRole::Auxiliary, "application/octet-stream"),
    }
}

/// A line that names who gives the licence.
pub fn licensor(name: &str) -> Edit {
    Edit::AddLine {
        table: Table::People,
        line: LineId(chance::bytes()),
        position: Position::Last,
        cells: vec![
            (Column::Name, name.to_owned()),
            (Column::Role, PersonRole::Licensor.key().to_owned()),
        ],
    }
}

/// The edits that make the licensors of a design these, one name after the other.
pub fn set_licensors(view: &View, names: &str) -> Vec<Edit> {
    let wanted: Vec<&str> = names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    let role = PersonRole::Licensor.key();
    let there: Vec<_> = view.with_role(Table::People, role).collect();
    let gone = there
        .iter()
        .filter(|line| !wanted.contains(&line.cell(Column::Name)));
    let mut edits: Vec<Edit> = gone
        .map(|line| Edit::RemoveLine {
            table: Table::People,
            line: line.id,
        })
        .collect();
    let new = wanted
        .iter()
        .filter(|name| !there.iter().any(|line| line.cell(Column::Name) == **name));
    edits.extend(new.map(|name| licensor(name)));
    edits
}

/// The edits that make a set of words these, separated by commas.
pub fn set_words(view: &View, set: WordSet, words: &str) -> Vec<Edit> {
    let wanted: Vec<&str> = words
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .collect();
    let there: Vec<&str> = view.words(set).collect();
    let gone = there.iter().filter(|word| !wanted.contains(word));
    let mut edits: Vec<Edit> = gone
        .map(|word| Edit::RemoveWord {
            set,
            word: (*word).to_owned(),
        })
        .collect();
    let new = wanted.iter().filter(|word| !there.contains(word));
    edits.extend(new.map(|word| Edit::AddWord {
        set,
        word: (*word).to_owned(),
    }));
    edits
}

impl From<EditError> for Trouble {
    fn from(error: EditError) -> Self {
        Trouble::new(
            "The design was not changed",
            error.to_string(),
            "look at the design again and change what is named",
        )
    }
}
