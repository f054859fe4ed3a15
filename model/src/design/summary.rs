//! What the catalogue needs of a design, what its release needs, and the name of its content.

use crate::id::FileHash;

use super::schema::{
    Column, Field, FileRole, Kind, LinkRole, LongText, PersonRole, Table, WordSet,
};
use super::view::{Line, View};

/// A search text is at most about this long, so that one design cannot fill an index.
pub const SEARCH_TEXT_BYTES_MAX: usize = 64 * 1024;

/// A design as a card of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The name.
    pub name: String,
    /// What it is for.
    pub function: String,
    /// What it is.
    pub kind: Option<Kind>,
    /// SPDX expression of the hardware's licence.
    pub licence: String,
    /// The names of its licensors, in their order.
    pub licensors: Vec<String>,
    /// The organisation behind it.
    pub organisation: String,
    /// The version as its authors write it.
    pub version: String,
    /// OTRL-1..6.
    pub technology_readiness: String,
    /// ODRL-1..4.
    pub documentation_readiness: String,
    /// Documentation languages, sorted.
    pub languages: Vec<String>,
    /// Keywords, sorted.
    pub keywords: Vec<String>,
    /// Its picture.
    pub picture: Option<Picture>,
    /// Whether it warns of dangers.
    pub has_safety_notice: bool,
    /// Lines of the parts list.
    pub parts: usize,
    /// Steps.
    pub steps: usize,
    /// References to files.
    pub files: usize,
    /// Designs it was made from.
    pub parents: usize,
    /// Places where people wrote different things.
    pub collisions: usize,
    /// Whether it is withdrawn.
    pub is_withdrawn: bool,
}

/// Where the picture of a design is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// A file that is on this computer or can be asked for from peers.
    File(FileHash),
    /// Only at its source.
    Address(String),
}

/// What a design lacks before it can be released (domain.md, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// A name.
    Name,
    /// What it is for.
    Function,
    /// A licence.
    Licence,
    /// Somebody who gives the licence.
    Licensor,
    /// At least one file or step.
    FileOrStep,
}

impl Summary {
    /// The summary of a design.
    pub fn of(view: &View) -> Self {
        let field = |field: Field| view.field(field).to_owned();
        let words = |set: WordSet| view.words(set).map(str::to_owned).collect();
        Self {
            name: field(Field::Name),
            function: field(Field::Function),
            kind: view.kind(),
            licence: field(Field::Licence),
            licensors: licensors(view)
                .map(|line| line.cell(Column::Name).to_owned())
                .collect(),
            organisation: field(Field::Organisation),
            version: field(Field::Version),
            technology_readiness: field(Field::TechnologyReadiness),
            documentation_readiness: field(Field::DocumentationReadiness),
            languages: words(WordSet::Languages),
            keywords: words(WordSet::Keywords),
            picture: picture(view),
            has_safety_notice: !view.field(Field::SafetyNotice).is_empty(),
            parts: view.lines(Table::Parts).len(),
            steps: view.lines(Table::Steps).len(),
            files: view.lines(Table::Files).len(),
            parents: view.with_role(Table::Links, LinkRole::Parent.key()).count(),
            collisions: view.collisions.len(),
            is_withdrawn: view.is_withdrawn,
        }
    }
}

/// What is missing for a release, in the order in which it is asked for; nothing when it can be released.
pub fn missing_for_release(view: &View) -> Vec<Missing> {
    let is_blank = |field: Field| view.field(field).trim().is_empty();
    let has_licensor = licensors(view).any(|line| !line.cell(Column::Name).trim().is_empty());
    let has_content = !view.lines(Table::Files).is_empty() || !view.lines(Table::Steps).is_empty();
    let missing = [
        (is_blank(Field::Name), Missing::Name),
        (is_blank(Field::Function), Missing::Function),
        (is_blank(Field::Licence), Missing::Licence),
        (!has_licensor, Missing::Licensor),
        (!has_content, Missing::FileOrStep),
    ];
    missing
        .into_iter()
        .filter(|(is_missing, _)| *is_missing)
        .map(|(_, what)| what)
        .collect()
}

/// All words by which a design can be found, the most telling first, one thing per line.
pub fn search_text(view: &View) -> String {
    let mut text = String::new();
    let fields = [
        Field::Name,
        Field::Function,
        Field::Organisation,
        Field::IntendedUse,
        Field::Licence,
        Field::Version,
        Field::Origin,
        Field::SafetyNotice,
        Field::HomeLink,
    ];
    for field in fields {
        add(&mut text, view.field(field));
    }
    for set in [
        WordSet::Keywords,
        WordSet::Tsdc,
        WordSet::Cpc,
        WordSet::Tools,
        WordSet::Languages,
    ] {
        view.words(set).for_each(|word| add(&mut text, word));
    }
    for table in Table::ALL {
        for line in view.lines(*table) {
            searchable(*table)
                .iter()
                .for_each(|column| add(&mut text, line.cell(*column)));
            add(&mut text, &line.text);
        }
    }
    LongText::ALL
        .iter()
        .for_each(|long| add(&mut text, view.text(*long)));
    text
}

/// The name of a design's content: BLAKE3 over all it shows, collisions and heads left out.
///
/// Two states with the same content have the same name. A release carries it.
pub fn snapshot(view: &View) -> [u8; 32] {
    let mut digest = Digest(blake3::Hasher::new_derive_key(
        "commonwright 2026 design snapshot v1",
    ));
    digest.number(u64::from(view.is_withdrawn));
    digest.map(
        view.fields
            .iter()
            .map(|(field, value)| (field.key(), value)),
    );
    digest.map(view.texts.iter().map(|(text, value)| (text.key(), value)));
    digest.number(view.words.len() as u64);
    for (set, words) in &view.words {
        digest.words(set.key());
        digest.number(words.len() as u64);
        words.iter().for_each(|word| digest.words(word));
    }
    digest.number(view.tables.len() as u64);
    for (table, lines) in &view.tables {
        digest.words(table.key());
        digest.number(lines.len() as u64);
        lines.iter().for_each(|line| digest.line(line));
    }
    digest.map(view.other.iter().map(|(name, json)| (name.as_str(), json)));
    *digest.0.finalize().as_bytes()
}

/// Every length stands before its bytes, so that no two contents look alike.
struct Digest(blake3::Hasher);

impl Digest {
    fn number(&mut self, number: u64) {
        self.0.update(&number.to_le_bytes());
    }

    fn words(&mut self, words: &str) {
        self.number(words.len() as u64);
        self.0.update(words.as_bytes());
    }

    fn map<'a>(&mut self, map: impl ExactSizeIterator<Item = (&'a str, &'a String)>) {
        self.number(map.len() as u64);
        for (name, value) in map {
            self.words(name);
            self.words(value);
        }
    }

    fn line(&mut self, line: &Line) {
        self.0.update(&line.id.0);
        self.map(
            line.cells
                .iter()
                .map(|(column, value)| (column.key(), value)),
        );
        self.words(&line.text);
    }
}

fn licensors(view: &View) -> impl Iterator<Item = &Line> {
    view.with_role(Table::People, PersonRole::Licensor.key())
}

/// The picture that the design names, or else its first file that is a picture.
fn picture(view: &View) -> Option<Picture> {
    let named = view.field(Field::Picture);
    let files = view.lines(Table::Files).iter();
    let chosen = files
        .clone()
        .find(|line| !named.is_empty() && line.id.to_string() == named);
    let first = || {
        files
            .clone()
            .find(|line| line.cell(Column::Role) == FileRole::Image.key())
    };
    let line = match chosen {
        Some(line) => line,
        None if !named.is_empty() => return Some(Picture::Address(named.to_owned())),
        None => first()?,
    };
    let address = || Some(Picture::Address(line.cell(Column::Url).to_owned()));
    line.file().map(Picture::File).or_else(address)
}

fn searchable(table: Table) -> &'static [Column] {
    match table {
        Table::Parts => &[
            Column::Name,
            Column::Maker,
            Column::Number,
            Column::Material,
            Column::Note,
        ],
        Table::Steps => &[Column::Name, Column::Tools, Column::Skills],
        Table::Files | Table::Links => &[Column::Name],
        Table::People => &[Column::Name, Column::Affiliation],
    }
}

/// Adds a line, as much of it as fits.
fn add(text: &mut String, words: &str) {
    let room = SEARCH_TEXT_BYTES_MAX.saturating_sub(text.len() + 1);
    if words.is_empty() || room == 0 {
        return;
    }
    text.push_str(&words[..words.floor_char_boundary(room)]);
    text.push('\n');
}
