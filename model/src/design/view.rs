//! Everything a design shows, as plain data.

use automerge::ObjId;
use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use crate::id::{ChangeHash, DocumentId, FileHash, LineId};

use super::collision::{Collision, Place, Value};
use super::lines::line_of;
use super::read::{Content, Entry, Reader};
use super::schema::{
    Column, FIELDS_KEY, Field, HERE_KEY, Kind, LongText, ORDER_KEY, OTHER_KEY, SETS_KEY,
    STEP_TEXT_KEY, TEXTS_KEY, Table, WordSet,
};

/// A design at one state. Two devices with the same changes have equal views.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The document it is kept in.
    pub document: DocumentId,
    /// The changes that name this state, sorted.
    pub heads: Vec<ChangeHash>,
    /// Short values that are not empty.
    pub fields: BTreeMap<Field, String>,
    /// Long texts that are not empty.
    pub texts: BTreeMap<LongText, String>,
    /// Sets of words that are not empty.
    pub words: BTreeMap<WordSet, BTreeSet<String>>,
    /// Tables that are not empty, each in the order of its lines.
    pub tables: BTreeMap<Table, Vec<Line>>,
    /// What this version does not know: name and JSON, kept as it came.
    pub other: BTreeMap<String, String>,
    /// Whether the design is withdrawn.
    pub is_withdrawn: bool,
    /// Every place where people wrote different things, in the order of [`Place`].
    pub collisions: Vec<Collision>,
}

/// A line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its name; the same in every state and on every device.
    pub id: LineId,
    /// Cells that are not empty.
    pub cells: BTreeMap<Column, String>,
    /// The text of a step; empty elsewhere.
    pub text: String,
    /// Where it stands in its table: lines sort by it, then by name.
    pub order: String,
}

impl View {
    /// The design as it is.
    pub fn of(document: &Document) -> Self {
        Builder::built(&Reader::now(document), document.id(), document.heads())
    }

    /// The design as it was; `None` when the document does not contain that state.
    pub fn at(document: &Document, heads: &[ChangeHash]) -> Option<Self> {
        let mut heads = heads.to_vec();
        heads.sort();
        let reader = Reader::at(document, &heads)?;
        Some(Builder::built(&reader, document.id(), heads))
    }

    /// A short value; empty when there is none.
    pub fn field(&self, field: Field) -> &str {
        self.fields.get(&field).map_or("", String::as_str)
    }

    /// A long text; empty when there is none.
    pub fn text(&self, text: LongText) -> &str {
        self.texts.get(&text).map_or("", String::as_str)
    }

    /// The lines of a table.
    pub fn lines(&self, table: Table) -> &[Line] {
        self.tables.get(&table).map_or(&[], Vec::as_slice)
    }

    /// A line by its name.
    pub fn line(&self, table: Table, line: LineId) -> Option<&Line> {
        self.lines(table).iter().find(|other| other.id == line)
    }

    /// The words of a set, sorted.
    pub fn words(&self, set: WordSet) -> impl Iterator<Item = &str> {
        self.words
            .get(&set)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// What the design is; `None` when nobody said so, or in a word that this version does not know.
    pub fn kind(&self) -> Option<Kind> {
        Kind::from_key(self.field(Field::Kind))
    }

    /// The lines of a table with that role, such as the licensors.
    pub fn with_role<'a>(&'a self, table: Table, role: &'a str) -> impl Iterator<Item = &'a Line> {
        let lines = self.lines(table).iter();
        lines.filter(move |line| line.cell(Column::Role) == role)
    }

    /// The collision at a place.
    pub fn collision(&self, place: &Place) -> Option<&Collision> {
        self.collisions
            .iter()
            .find(|collision| collision.place == *place)
    }
}

impl Line {
    /// A cell; empty when there is nothing in it.
    pub fn cell(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", String::as_str)
    }

    /// The content of a file that is on this computer or can be asked for from peers.
    pub fn file(&self) -> Option<FileHash> {
        self.cell(Column::File).parse().ok()
    }

    /// The bytes of a file, where its line says so.
    pub fn size(&self) -> Option<u64> {
        self.cell(Column::Size).parse().ok()
    }
}

struct Builder<'a> {
    reader: &'a Reader<'a>,
    collisions: Vec<Collision>,
}

impl<'a> Builder<'a> {
    fn built(reader: &'a Reader<'a>, document: DocumentId, heads: Vec<ChangeHash>) -> View {
        let mut builder = Builder {
            reader,
            collisions: Vec::new(),
        };
        let fields = builder.fields();
        let other = builder.other();
        let mut view = View {
            document,
            heads,
            fields,
            texts: builder.texts(),
            words: builder.words(),
            tables: builder.tables(),
            other,
            is_withdrawn: builder.withdrawn(),
            collisions: builder.collisions,
        };
        view.collisions.sort_by(|a, b| a.place.cmp(&b.place));
        view
    }

    fn fields(&mut self) -> BTreeMap<Field, String> {
        let entries = self.map(FIELDS_KEY);
        let mut fields = BTreeMap::new();
        for (map, entry) in entries {
            let Some(field) = Field::from_key(&entry.name) else {
                continue;
            };
            if let Some(value) = self.cell(&map, &entry, Place::Field(field)) {
                fields.insert(field, value);
            }
        }
        fields
    }

    fn other(&mut self) -> BTreeMap<String, String> {
        let mut other = BTreeMap::new();
        for (map, entry) in self.map(OTHER_KEY) {
            if let Some(value) = self.cell(&map, &entry, Place::Other(entry.name.clone())) {
                other.insert(entry.name, value);
            }
        }
        other
    }

    fn texts(&self) -> BTreeMap<LongText, String> {
        let mut texts = BTreeMap::new();
        for (_, entry) in self.map(TEXTS_KEY) {
            if let (Some(text), Content::Object(object)) =
                (LongText::from_key(&entry.name), entry.content)
            {
                texts.insert(text, self.reader.text(&object));
            }
        }
        texts.retain(|_, text| !text.is_empty());
        texts
    }

    fn words(&self) -> BTreeMap<WordSet, BTreeSet<String>> {
        let mut sets = BTreeMap::new();
        for (_, entry) in self.map(SETS_KEY) {
            if let (Some(set), Content::Object(map)) =
                (WordSet::from_key(&entry.name), entry.content)
            {
                let words = self
                    .reader
                    .entries(&map)
                    .into_iter()
                    .map(|entry| entry.name);
                sets.insert(set, words.collect::<BTreeSet<_>>());
            }
        }
        sets.retain(|_, words| !words.is_empty());
        sets
    }

    fn tables(&mut self) -> BTreeMap<Table, Vec<Line>> {
        let mut tables = BTreeMap::new();
        for table in Table::ALL {
            let mut lines = Vec::new();
            for (_, entry) in self.map(table.key()) {
                if let (Some(line), Content::Object(map)) = (line_of(&entry.name), entry.content) {
                    lines.extend(self.line(*table, line, &map));
                }
            }
            lines.sort_by(|a, b| (&a.order, a.id).cmp(&(&b.order, b.id)));
            if !lines.is_empty() {
                tables.insert(*table, lines);
            }
        }
        tables
    }

    /// A line, unless it was removed. One that somebody removed and somebody else edited is shown.
    fn line(&mut self, table: Table, id: LineId, map: &ObjId) -> Option<Line> {
        let entries = self.reader.entries(map);
        let here = entries.iter().find(|entry| entry.name == HERE_KEY)?;
        if !self.is_here(map, here, Place::Line(table, id)) {
            return None;
        }
        let mut line = Line {
            id,
            cells: BTreeMap::new(),
            text: String::new(),
            order: String::new(),
        };
        for entry in &entries {
            match (entry.name.as_str(), &entry.content) {
                (ORDER_KEY, Content::Value(Value::Words(order))) => line.order.clone_from(order),
                (STEP_TEXT_KEY, Content::Object(text)) => line.text = self.reader.text(text),
                (name, Content::Value(_)) => {
                    let Some(column) = Column::from_key(name) else {
                        continue;
                    };
                    if let Some(value) = self.cell(map, entry, Place::Cell(table, id, column)) {
                        line.cells.insert(column, value);
                    }
                }
                _ => {}
            }
        }
        Some(line)
    }

    fn is_here(&mut self, map: &ObjId, entry: &Entry, place: Place) -> bool {
        let shown = matches!(entry.content, Content::Value(Value::Here(true)));
        if !entry.is_contested {
            return shown;
        }
        let mut claims = self.reader.claims(map, HERE_KEY);
        claims.sort_by_key(|claim| claim.value != Value::Here(true));
        let any = claims.iter().any(|claim| claim.value == Value::Here(true));
        self.collisions.extend(Collision::of(place, claims));
        any
    }

    /// The value shown in a cell; notes the collision where there is one.
    fn cell(&mut self, map: &ObjId, entry: &Entry, place: Place) -> Option<String> {
        if entry.is_contested {
            let claims = self.reader.claims(map, &entry.name);
            self.collisions.extend(Collision::of(place, claims));
        }
        match &entry.content {
            Content::Value(Value::Words(words)) if !words.is_empty() => Some(words.clone()),
            _ => None,
        }
    }

    fn withdrawn(&mut self) -> bool {
        let claims = self.reader.standing();
        let mut withdrawals = claims.clone();
        withdrawals.retain(|claim| claim.value == Value::Here(false));
        if withdrawals.is_empty() {
            return false;
        }
        let collision = match Collision::of(Place::Design, claims) {
            Some(collision) => Some(collision),
            None => self.reader.withdrawal_collision(withdrawals),
        };
        self.collisions.extend(collision);
        true
    }

    fn map(&self, name: &str) -> Vec<(ObjId, Entry)> {
        let Some(map) = self.reader.root(name) else {
            return Vec::new();
        };
        let entries = self.reader.entries(&map).into_iter();
        entries.map(|entry| (map.clone(), entry)).collect()
    }
}
