//! From a manifest to the edits that make a design of it.
//!
//! Nothing is left behind but e-mail addresses: those are passed on only with the consent of their owners.

use crate::design::{
    Column, Edit, Field, LongText, NAME_BYTES_MAX, PersonRole, Position, Table, VALUE_BYTES_MAX,
    WordSet,
};
use crate::id::LineId;

use super::fields::plain;
use super::value::Value;
use super::{FileReference, LicensedPart, Link, Manifest, Part, Person, Size, clean};

impl Manifest {
    /// The edits that write this manifest into a new design, in order.
    ///
    /// `next_line` draws the name of each new line. A licence that a person has yet to look at comes in as read, or as
    /// written where it could not be read; what was written stays under the name of its key among the unknown values.
    pub fn edits(&self, mut next_line: impl FnMut() -> LineId) -> Vec<Edit> {
        let mut edits: Vec<Edit> = self
            .fields()
            .into_iter()
            .map(|(field, value)| set(field, value))
            .collect();
        if let Some(description) = &self.description {
            let (text, new) = (LongText::Description, description.clone());
            edits.push(Edit::EditText {
                text,
                seen: String::new(),
                new,
            });
        }
        self.people(&mut next_line, &mut edits);
        self.file_lines(&mut next_line, &mut edits);
        edits.extend(
            self.links
                .iter()
                .map(|link| add(Table::Links, &mut next_line, link_cells(link))),
        );
        edits.extend(
            self.parts
                .iter()
                .map(|part| add(Table::Parts, &mut next_line, part_cells(part))),
        );
        self.words(&mut edits);
        self.rest(&mut edits);
        edits
    }

    /// The short values, in the order in which a design shows them; absent ones are absent.
    pub fn fields(&self) -> Vec<(Field, String)> {
        let yes_no = |answer: Option<bool>| answer.map(|yes| yes.to_string());
        let size = &self.size;
        let all = [
            (
                Field::Name,
                (!self.name.is_empty()).then(|| self.name.clone()),
            ),
            (Field::Function, self.function.clone()),
            (Field::IntendedUse, self.intended_use.clone()),
            (Field::SafetyNotice, self.safety_notice.clone()),
            (Field::Licence, self.licence_of_the_thing()),
            (
                Field::DocumentationLicence,
                self.licence_of(LicensedPart::Documentation),
            ),
            (
                Field::SoftwareLicence,
                self.licence_of(LicensedPart::Software),
            ),
            (Field::Organisation, self.organisation.clone()),
            (Field::HomeLink, self.home_link.clone()),
            (Field::DocumentationLink, self.documentation_link.clone()),
            (Field::ReleaseLink, self.release_link.clone()),
            (Field::Version, self.version.clone()),
            (
                Field::TechnologyReadiness,
                self.technology_readiness.clone(),
            ),
            (
                Field::DocumentationReadiness,
                self.documentation_readiness.clone(),
            ),
            (Field::DevelopmentStage, self.development_stage.clone()),
            (Field::Made, yes_no(self.made)),
            (Field::MadeIndependently, yes_no(self.made_independently)),
            (
                Field::SourceAddress,
                Some(clean::cut(clean::line(&self.file_name), super::LINE_BYTES_MAX).0),
            ),
            (Field::SourceTime, self.timestamp.clone()),
            (Field::DateCreated, self.date_created.clone()),
            (Field::DateUpdated, self.date_updated.clone()),
            (Field::Width, size.width.clone()),
            (Field::Depth, size.depth.clone()),
            (Field::Height, size.height.clone()),
            (Field::Mass, self.mass.clone()),
        ];
        all.into_iter()
            .filter_map(|(field, value)| Some((field, value.filter(|v| !v.is_empty())?)))
            .collect()
    }

    /// The hardware's licence; where a manifest names only another part's, that one (v1 asks for any of the three).
    fn licence_of_the_thing(&self) -> Option<String> {
        [
            LicensedPart::Whole,
            LicensedPart::Hardware,
            LicensedPart::Documentation,
            LicensedPart::Software,
        ]
        .into_iter()
        .find_map(|part| self.licence_of(part))
    }

    fn licence_of(&self, of: LicensedPart) -> Option<String> {
        let written = self.licences.iter().filter(|licence| licence.of == of);
        let expressions: Vec<&str> = written
            .map(|licence| {
                licence
                    .found
                    .expression
                    .as_deref()
                    .unwrap_or(licence.found.raw.trim())
            })
            .collect();
        crate::licence::join(expressions)
    }

    fn people(&self, next_line: &mut impl FnMut() -> LineId, edits: &mut Vec<Edit>) {
        for (role, people) in [
            (PersonRole::Licensor, &self.licensors),
            (PersonRole::Contributor, &self.contributors),
            (PersonRole::Contact, &self.contacts),
            (PersonRole::ManifestAuthor, &self.manifest_authors),
        ] {
            edits.extend(
                people
                    .iter()
                    .map(|person| add(Table::People, next_line, person_cells(person, role))),
            );
        }
    }

    /// Files of the whole and of its parts; the first picture of the whole is the picture of the design.
    fn file_lines(&self, next_line: &mut impl FnMut() -> LineId, edits: &mut Vec<Edit>) {
        let picture = self.picture();
        for file in &self.files {
            let line = next_line();
            edits.push(add(Table::Files, &mut || line, file_cells(file, None)));
            if picture.is_some_and(|picture| std::ptr::eq(picture, file)) {
                edits.push(set(Field::Picture, line.to_string()));
            }
        }
        for part in &self.parts {
            for file in &part.files {
                edits.push(add(
                    Table::Files,
                    next_line,
                    file_cells(file, Some(&part.name)),
                ));
            }
        }
    }

    fn words(&self, edits: &mut Vec<Edit>) {
        for (set, words) in [
            (WordSet::Keywords, &self.keywords),
            (WordSet::Languages, &self.languages),
            (WordSet::Cpc, &self.cpc),
            (WordSet::Tsdc, &self.tsdc),
            (WordSet::Tools, &self.tools),
        ] {
            let (short, long): (Vec<_>, Vec<_>) =
                words.iter().partition(|word| word.len() <= NAME_BYTES_MAX);
            edits.extend(short.into_iter().map(|word| Edit::AddWord {
                set,
                word: word.clone(),
            }));
            if !long.is_empty() {
                let long = long.into_iter().cloned().map(Value::Text).collect();
                keep(set.key(), &Value::List(long), edits);
            }
        }
    }

    /// Everything that this program has no place for.
    fn rest(&self, edits: &mut Vec<Edit>) {
        let text = |text: &String| Value::Text(text.clone());
        for (name, value) in [
            ("okhv", &self.specification),
            ("manifest-language", &self.manifest_language),
        ] {
            if let Some(value) = value {
                keep(name, &text(value), edits);
            }
        }
        for (name, value) in &self.other {
            keep(name, &without_addresses(value), edits);
        }
    }
}

fn set(field: Field, value: String) -> Edit {
    Edit::SetField { field, value }
}

/// A new line at the end; empty cells are left out.
fn add(
    table: Table,
    next_line: &mut impl FnMut() -> LineId,
    cells: Vec<(Column, Option<String>)>,
) -> Edit {
    let cells = cells
        .into_iter()
        .filter_map(|(column, value)| Some((column, value?)))
        .collect();
    Edit::AddLine {
        table,
        line: next_line(),
        position: Position::Last,
        cells,
    }
}

fn person_cells(person: &Person, role: PersonRole) -> Vec<(Column, Option<String>)> {
    vec![
        (Column::Name, Some(person.name.clone())),
        (Column::Role, Some(role.key().to_owned())),
        (Column::Affiliation, person.affiliation.clone()),
        (Column::Url, person.url.clone()),
    ]
}

fn file_cells(file: &FileReference, part: Option<&str>) -> Vec<(Column, Option<String>)> {
    let last = file
        .at
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(&file.at);
    vec![
        (
            Column::Name,
            Some(file.title.clone().unwrap_or_else(|| last.to_owned())),
        ),
        (Column::Role, Some(file.role.key().to_owned())),
        (Column::Path, file.path().map(str::to_owned)),
        (Column::Url, file.url().map(str::to_owned)),
        (Column::Note, part.map(str::to_owned)),
    ]
}

fn link_cells(link: &Link) -> Vec<(Column, Option<String>)> {
    let is_address = link
        .at
        .as_deref()
        .is_some_and(super::measure::is_web_address);
    let (url, path) = if is_address {
        (link.at.clone(), None)
    } else {
        (None, link.at.clone())
    };
    vec![
        (Column::Name, link.title.clone()),
        (Column::Role, Some(link.role.key().to_owned())),
        (Column::Url, url),
        (Column::Publisher, link.publisher.clone()),
        (Column::Reference, link.reference.clone()),
        (Column::Language, link.language.clone()),
        (Column::Note, path),
    ]
}

fn part_cells(part: &Part) -> Vec<(Column, Option<String>)> {
    let note: Vec<String> = measures(&part.size)
        .into_iter()
        .chain(part.tsdc.iter().cloned())
        .collect();
    vec![
        (Column::Name, Some(part.name.clone())),
        (Column::Quantity, part.quantity.clone()),
        (Column::Unit, part.unit.clone()),
        (Column::Number, part.number.clone()),
        (Column::Url, part.url.clone()),
        (Column::Material, part.material.clone()),
        (Column::Mass, part.mass.clone()),
        (
            Column::Note,
            (!note.is_empty()).then(|| clean::cut(note.join(" · "), VALUE_BYTES_MAX).0),
        ),
    ]
}

fn measures(size: &Size) -> Option<String> {
    let sides: Vec<&str> = [&size.width, &size.depth, &size.height]
        .into_iter()
        .filter_map(|side| side.as_deref())
        .collect();
    (!sides.is_empty()).then(|| format!("{} mm", sides.join(" × ")))
}

/// Keeps a value as JSON; one that is too long is kept as several texts that make the JSON when they are joined.
fn keep(name: &str, value: &Value, edits: &mut Vec<Edit>) {
    let name = clean::line(name);
    let name = if name.is_empty() {
        "?".to_owned()
    } else {
        clean::cut(name, NAME_BYTES_MAX - 8).0
    };
    let json = value.to_json();
    if json.len() <= VALUE_BYTES_MAX {
        edits.push(Edit::SetOther {
            name,
            json: Some(json),
        });
        return;
    }
    let mut rest = json.as_str();
    let mut n = 0;
    while !rest.is_empty() {
        // Written as JSON a text is at most six times as long.
        let (piece, tail) = rest.split_at(rest.floor_char_boundary(VALUE_BYTES_MAX / 6 - 2));
        n += 1;
        let piece = Value::Text(piece.to_owned()).to_json();
        edits.push(Edit::SetOther {
            name: format!("{name} {n}"),
            json: Some(piece),
        });
        rest = tail;
    }
}

fn without_addresses(value: &Value) -> Value {
    match value {
        Value::List(values) => Value::List(values.iter().map(without_addresses).collect()),
        Value::Map(entries) => {
            let public = entries
                .iter()
                .filter(|(key, _)| !matches!(plain(key).as_str(), "email" | "e-mail"));
            Value::Map(
                public
                    .map(|(key, value)| (key.clone(), without_addresses(value)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}
