//! Open Know-How manifests out: what stands in a design, in the two dialects that are read elsewhere.
//!
//! Nothing is invented: what the design does not say is left out, and what the dialect asks for and the design lacks
//! is given back as missing. E-mail addresses never leave (they are not kept). Fields: design of record, interop.md,
//! section 1.

use super::Value;
use crate::design::{
    Column, Field, FileRole, Line, LinkRole, LongText, PersonRole, Table, View, WordSet,
};

/// Which specification to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// OKH 2.4, TOML: `okh.toml`.
    V2,
    /// OKH 1.0, YAML: `okh-NAME.yml`.
    V1,
}

/// A manifest as text, and what the specification asks for that the design does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenManifest {
    /// The file.
    pub text: String,
    /// Keys that the specification requires and the design lacks.
    pub missing: Vec<&'static str>,
}

type Entries = Vec<(String, Value)>;

/// Writes the manifest of a design. `urn` names the design for good: `urn:commons:ID:design:ID`.
pub fn write(view: &View, urn: &str, dialect: Written) -> WrittenManifest {
    let (entries, required): (Entries, &[&[&'static str]]) = match dialect {
        Written::V2 => (second(view, urn), &REQUIRED_V2),
        Written::V1 => (first(view), &REQUIRED_V1),
    };
    let has = |key: &str| entries.iter().any(|(name, _)| name == key);
    let missing = required
        .iter()
        .filter(|keys| !keys.iter().any(|key| has(key)));
    let missing = missing.map(|keys| keys[0]).collect();
    let text = match dialect {
        Written::V2 => toml(&entries),
        Written::V1 => format!("%Open Know-How Manifest 1.0\n---\n{}", yaml(&entries)),
    };
    WrittenManifest { text, missing }
}

/// The table of parts that is written beside a manifest.
pub const BOM_FILE: &str = "bom.csv";

/// One of each has to be there.
const REQUIRED_V2: [&[&str]; 6] = [
    &["name"],
    &["repo"],
    &["version"],
    &["license"],
    &["licensor"],
    &["function"],
];
const REQUIRED_V1: [&[&str]; 4] = [
    &["title"],
    &["description"],
    &["license"],
    &["project-link", "documentation-home"],
];

fn second(view: &View, urn: &str) -> Entries {
    let mut out = Out::default();
    out.text("okhv", "2.4");
    out.field("name", view, Field::Name);
    out.field("repo", view, Field::HomeLink);
    out.field("version", view, Field::Version);
    out.field("release", view, Field::ReleaseLink);
    out.text("license", &licences(view));
    out.list("licensor", people(view, PersonRole::Licensor, "url"));
    out.field("organization", view, Field::Organisation);
    out.words("documentation-language", view, WordSet::Languages);
    out.field("function", view, Field::Function);
    out.text("description", view.text(LongText::Description));
    out.field("intended-use", view, Field::IntendedUse);
    out.field("health-safety-notice", view, Field::SafetyNotice);
    out.field(
        "technology-readiness-level",
        view,
        Field::TechnologyReadiness,
    );
    out.field(
        "documentation-readiness-level",
        view,
        Field::DocumentationReadiness,
    );
    out.words("cpc-patent-class", view, WordSet::Cpc);
    out.words("tsdc", view, WordSet::Tsdc);
    out.words("keywords", view, WordSet::Keywords);
    out.list("contributors", people(view, PersonRole::Contributor, "url"));
    out.list("fork-of", places(view, LinkRole::Parent));
    out.list("standard-compliance", standards(view));
    out.list("attestation", places(view, LinkRole::Attestation));
    let files = [
        ("bom", FileRole::Bom),
        ("source", FileRole::Source),
        ("export", FileRole::Export),
        ("auxiliary", FileRole::Auxiliary),
        ("schematics", FileRole::Schematic),
        ("manufacturing-instructions", FileRole::Instructions),
        ("user-manual", FileRole::Manual),
        ("risk-assessment", FileRole::Risk),
    ];
    for (key, role) in files {
        out.list(key, file_places(view, role));
    }
    out.list("mass", measured(view.field(Field::Mass), "g"));
    out.map("rdf", vec![("namespace".into(), Value::Text(urn.into()))]);
    out.map("outer-dimensions", size(view));
    let images = view.with_role(Table::Files, FileRole::Image.key());
    let image = |line: &Line| {
        let mut image = Out::default();
        image.text("location", &place(line)?);
        image.cell("depicts", line, Column::Name);
        Some(Value::Map(image.0))
    };
    out.list("image", images.filter_map(image).collect());
    out.list("part", view.lines(Table::Parts).iter().map(part).collect());
    out.0
}

fn first(view: &View) -> Entries {
    let mut out = Out::default();
    out.field("title", view, Field::Name);
    let function = view.field(Field::Function);
    let more = view.text(LongText::Description);
    let both = [function, more].into_iter().filter(|text| !text.is_empty());
    out.text("description", &both.collect::<Vec<_>>().join("\n\n"));
    out.field("intended-use", view, Field::IntendedUse);
    out.words("keywords", view, WordSet::Keywords);
    out.field("project-link", view, Field::HomeLink);
    out.field("documentation-home", view, Field::DocumentationLink);
    out.field("health-safety-notice", view, Field::SafetyNotice);
    out.field("version", view, Field::Version);
    out.field("archive-download", view, Field::ReleaseLink);
    out.field("development-stage", view, Field::DevelopmentStage);
    for (key, field) in [
        ("made", Field::Made),
        ("made-independently", Field::MadeIndependently),
    ] {
        if let Ok(yes) = view.field(field).parse() {
            out.0.push((key.into(), Value::Bool(yes)));
        }
    }
    let mut licence = Out::default();
    licence.field("hardware", view, Field::Licence);
    licence.field("documentation", view, Field::DocumentationLicence);
    licence.field("software", view, Field::SoftwareLicence);
    out.map("license", licence.0);
    let mut licensor = people(view, PersonRole::Licensor, "web");
    match licensor.len() {
        1 => out.0.push(("licensor".into(), licensor.remove(0))),
        _ => out.list("licensor", licensor),
    }
    out.list("contributors", people(view, PersonRole::Contributor, "web"));
    out.field("date-created", view, Field::DateCreated);
    out.field("date-updated", view, Field::DateUpdated);
    out.words("documentation-language", view, WordSet::Languages);
    out.words("tool-list", view, WordSet::Tools);
    let links = [
        ("derivative-of", LinkRole::Parent),
        ("variant-of", LinkRole::Variant),
        ("sub-parts", LinkRole::SubDesign),
    ];
    for (key, role) in links {
        let lines = view.with_role(Table::Links, role.key());
        out.list(key, lines.map(titled).collect());
    }
    out.list("standards-used", standards(view));
    let images = file_places(view, FileRole::Image);
    out.list("image", images.into_iter().take(1).collect());
    let files = [
        ("bom", FileRole::Bom),
        ("design-files", FileRole::Source),
        ("schematics", FileRole::Schematic),
        ("manufacturing-files", FileRole::Export),
        ("making-instructions", FileRole::Instructions),
        ("operating-instructions", FileRole::Manual),
        ("risk-assessment", FileRole::Risk),
        ("software", FileRole::Software),
    ];
    for (key, role) in files {
        let lines = view.with_role(Table::Files, role.key());
        out.list(key, lines.filter_map(file).collect());
    }
    out.0
}

/// All licences of the design as one expression; different ones are joined with `AND`.
fn licences(view: &View) -> String {
    let fields = [
        Field::Licence,
        Field::DocumentationLicence,
        Field::SoftwareLicence,
    ];
    let written = fields.map(|field| view.field(field));
    crate::licence::join(written.into_iter().filter(|one| !one.is_empty())).unwrap_or_default()
}

fn people(view: &View, role: PersonRole, address: &str) -> Vec<Value> {
    let lines = view.with_role(Table::People, role.key());
    let person = |line: &Line| {
        let mut person = Out::default();
        person.cell("name", line, Column::Name);
        person.cell("affiliation", line, Column::Affiliation);
        person.cell(address, line, Column::Url);
        match person.0.as_slice() {
            [(_, only)] => only.clone(),
            _ => Value::Map(person.0),
        }
    };
    lines.map(person).collect()
}

fn places(view: &View, role: LinkRole) -> Vec<Value> {
    let lines = view.with_role(Table::Links, role.key());
    let place = |line: &Line| {
        let at = [Column::Url, Column::Reference, Column::Design, Column::Name];
        let at = at.into_iter().map(|column| line.cell(column));
        let mut written = at.filter(|text| !text.is_empty());
        written.next().map(|text| Value::Text(text.to_owned()))
    };
    lines.filter_map(place).collect()
}

fn standards(view: &View) -> Vec<Value> {
    let lines = view.with_role(Table::Links, LinkRole::Standard.key());
    let standard = |line: &Line| {
        let mut standard = Out::default();
        standard.cell("standard-title", line, Column::Name);
        standard.cell("publisher", line, Column::Publisher);
        standard.cell("reference", line, Column::Reference);
        Value::Map(standard.0)
    };
    lines.map(standard).collect()
}

fn titled(line: &Line) -> Value {
    let mut link = Out::default();
    link.cell("title", line, Column::Name);
    link.cell("web", line, Column::Url);
    Value::Map(link.0)
}

/// Where a file is: its path in the package, its address, or else its name.
fn place(line: &Line) -> Option<String> {
    let at = [Column::Path, Column::Url, Column::Name].map(|column| line.cell(column));
    at.into_iter()
        .find(|text| !text.is_empty())
        .map(str::to_owned)
}

fn file_places(view: &View, role: FileRole) -> Vec<Value> {
    let lines = view.with_role(Table::Files, role.key());
    let mut places: Vec<Value> = lines.filter_map(place_of).collect();
    let own = Value::Text(BOM_FILE.into());
    let has_parts = !view.lines(Table::Parts).is_empty();
    if role == FileRole::Bom && has_parts && !places.contains(&own) {
        places.push(own);
    }
    places
}

fn place_of(line: &Line) -> Option<Value> {
    place(line).map(Value::Text)
}

fn file(line: &Line) -> Option<Value> {
    let mut file = Out::default();
    file.text("path", &place(line)?);
    file.cell("title", line, Column::Name);
    Some(Value::Map(file.0))
}

fn size(view: &View) -> Entries {
    let mut size = Out::default();
    for (key, field) in [
        ("width", Field::Width),
        ("depth", Field::Depth),
        ("height", Field::Height),
    ] {
        let side = view.field(field);
        if !side.is_empty() {
            size.0.push((key.into(), Value::Number(side.into())));
        }
    }
    size.0
}

fn measured(value: &str, unit: &str) -> Vec<Value> {
    if value.is_empty() {
        return vec![];
    }
    let value = ("value".into(), Value::Number(value.into()));
    vec![Value::Map(vec![
        value,
        ("unit".into(), Value::Text(unit.into())),
    ])]
}

fn part(line: &Line) -> Value {
    let mut part = Out::default();
    part.cell("name", line, Column::Name);
    part.cell("quantity", line, Column::Quantity);
    part.cell("unit", line, Column::Unit);
    part.cell("material", line, Column::Material);
    part.cell("number", line, Column::Number);
    part.cell("url", line, Column::Url);
    part.list("mass", measured(line.cell(Column::Mass), "g"));
    Value::Map(part.0)
}

/// Keys and values in their order; what is empty is left out.
#[derive(Default)]
struct Out(Entries);

impl Out {
    fn text(&mut self, key: &str, text: &str) {
        if !text.trim().is_empty() {
            self.0.push((key.into(), Value::Text(text.into())));
        }
    }

    fn field(&mut self, key: &str, view: &View, field: Field) {
        self.text(key, view.field(field));
    }

    fn cell(&mut self, key: &str, line: &Line, column: Column) {
        self.text(key, line.cell(column));
    }

    fn words(&mut self, key: &str, view: &View, set: WordSet) {
        let words = view.words.get(&set).into_iter().flatten();
        self.list(key, words.cloned().map(Value::Text).collect());
    }

    fn list(&mut self, key: &str, values: Vec<Value>) {
        if !values.is_empty() {
            self.0.push((key.into(), Value::List(values)));
        }
    }

    fn map(&mut self, key: &str, entries: Entries) {
        if !entries.is_empty() {
            self.0.push((key.into(), Value::Map(entries)));
        }
    }
}

fn toml(entries: &Entries) -> String {
    let table: toml::Table = entries
        .iter()
        .map(|(key, value)| (key.clone(), toml_value(value)))
        .collect();
    table.to_string()
}

fn toml_value(value: &Value) -> toml::Value {
    match value {
        Value::Null => toml::Value::String(String::new()),
        Value::Bool(yes) => toml::Value::Boolean(*yes),
        // Digits stay as they are written, which a binary fraction would not promise; the specification lets
        // numbers be texts.
        Value::Number(number) => match number.parse() {
            Ok(whole) => toml::Value::Integer(whole),
            Err(_) => toml::Value::String(number.clone()),
        },
        Value::Text(text) => toml::Value::String(text.clone()),
        Value::List(values) => toml::Value::Array(values.iter().map(toml_value).collect()),
        Value::Map(entries) => toml::Value::Table(
            entries
                .iter()
                .map(|(key, value)| (key.clone(), toml_value(value)))
                .collect(),
        ),
    }
}

/// YAML reads JSON, but people read this: blocks, by the library.
fn yaml(entries: &Entries) -> String {
    let map = serde_json::from_str::<serde_json::Value>(&Value::Map(entries.clone()).to_json());
    map.ok()
        .and_then(|map| serde_norway::to_string(&map).ok())
        .unwrap_or_default()
}
