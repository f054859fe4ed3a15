//! Which key is which field, in all dialects at once: they differ in names, hardly ever in meaning.

use super::fields::Fields;
use super::value::Value;
use super::{
    Dialect, LicensedPart, Manifest, ManifestError, Notation, PartLicence, Person, Reason, Size,
    TEXT_BYTES_MAX, VALUE_BYTES_MAX, Warning, files, measure, parts, people,
};
use crate::licence::{Certainty, Doubt, normalise};

/// At least one of these stands in every manifest.
const TELLING: [&str; 8] = [
    "name",
    "title",
    "okhv",
    "okh-manifest-version",
    "license",
    "licence",
    "function",
    "description",
];

pub(super) fn read(
    file_name: &str,
    notation: Notation,
    entries: Vec<(String, Value)>,
    warnings: Vec<Warning>,
) -> Result<Manifest, ManifestError> {
    let mut fields = Fields::new(entries, warnings);
    if !fields.has(&TELLING) {
        return Err(not_one_manifest(&mut fields));
    }
    let dialect = dialect(&mut fields);
    let (function, description) = what_it_is(&mut fields);
    let mut manifest = Manifest {
        file_name: file_name.to_owned(),
        notation,
        dialect: dialect.0,
        specification: dialect.1,
        name: fields.line(&["name", "title"]).unwrap_or_default(),
        function,
        description,
        intended_use: fields.text(&["intended-use", "indended-use"]),
        safety_notice: fields.text(&["health-safety-notice"]),
        home_link: address(&mut fields, &["project-link", "repo", "repository"]),
        documentation_link: address(&mut fields, &["documentation-home"]),
        release_link: fields.line(&["release", "archive-download"]),
        version: fields.line(&["version", "okh:project-version"]),
        licences: licences(&mut fields),
        licensors: people::take(&mut fields, &["licensor", "licensors"]),
        organisation: organisation(&mut fields),
        contributors: people::take(&mut fields, &["contributors", "contributor"]),
        contacts: people::take(&mut fields, &["contact", "contacts"]),
        manifest_authors: people::take(&mut fields, &["manifest-author"]),
        languages: languages(&mut fields),
        manifest_language: manifest_language(&mut fields),
        timestamp: fields.line(&["timestamp"]),
        date_created: fields.line(&["date-created"]),
        date_updated: fields.line(&["date-updated"]),
        technology_readiness: level(
            &mut fields,
            "technology-readiness-level",
            measure::is_technology_level,
        ),
        documentation_readiness: level(
            &mut fields,
            "documentation-readiness-level",
            measure::is_documentation_level,
        ),
        development_stage: fields.line(&["development-stage"]),
        made: yes_or_no(&mut fields, "made"),
        made_independently: yes_or_no(&mut fields, "made-independently"),
        tools: tools(&mut fields),
        keywords: fields.lines(&["keywords", "keyword"]),
        cpc: fields.lines(&["cpc-patent-class", "patent-class"]),
        tsdc: fields.lines(&["tsdc"]),
        size: size(&mut fields),
        mass: mass(&mut fields),
        files: files::take_files(&mut fields),
        links: files::take_links(&mut fields),
        parts: parts::take(&mut fields),
        other: Vec::new(),
        warnings: Vec::new(),
    };
    finish(&mut manifest, fields);
    Ok(manifest)
}

fn finish(manifest: &mut Manifest, mut fields: Fields) {
    if manifest.organisation.is_none() {
        manifest.organisation = manifest
            .licensors
            .first()
            .and_then(|person| person.affiliation.clone());
    }
    let missing = [
        ("name", manifest.name.is_empty()),
        ("license", manifest.licences.is_empty()),
        ("licensor", manifest.licensors.is_empty()),
        ("function", manifest.function.is_none()),
    ];
    for (field, is_missing) in missing {
        if is_missing {
            fields.warn(field, Reason::Missing);
        }
    }
    (manifest.other, manifest.warnings) = fields.finish();
}

fn not_one_manifest(fields: &mut Fields) -> ManifestError {
    match fields.take(&["items"]) {
        Some(items) => match items.value {
            Value::List(items) => ManifestError::SeveralManifests { count: items.len() },
            _ => ManifestError::NotAManifest,
        },
        None => ManifestError::NotAManifest,
    }
}

fn dialect(fields: &mut Fields) -> (Dialect, Option<String>) {
    let first = fields.has(&[
        "title",
        "okh-manifest-version",
        "project-link",
        "documentation-home",
    ]);
    let specification = fields.line(&["okhv", "okh-manifest-version", "okh:manifest-version"]);
    let dialect = match specification.as_deref() {
        Some(version) if version.starts_with("OKH-LOSH") => Dialect::Losh,
        Some(version) if version.starts_with("2.") => Dialect::V2,
        _ if first => Dialect::V1,
        _ => Dialect::Other,
    };
    (dialect, specification)
}

/// v1 has a description only: its first paragraph says what the thing is for.
fn what_it_is(fields: &mut Fields) -> (Option<String>, Option<String>) {
    let function = fields.long_text(&["function"], TEXT_BYTES_MAX);
    let description = fields.long_text(&["description"], TEXT_BYTES_MAX);
    match (function, description) {
        (Some(function), description) if function.len() <= VALUE_BYTES_MAX => {
            let more = description.filter(|text| *text != function);
            (Some(function), more)
        }
        (Some(text), None) | (None, Some(text)) => first_paragraph(text),
        (Some(function), Some(description)) => {
            first_paragraph(format!("{function}\n\n{description}"))
        }
        (None, None) => (None, None),
    }
}

fn first_paragraph(text: String) -> (Option<String>, Option<String>) {
    let first = text.split("\n\n").next().unwrap_or_default().trim_end();
    let (first, _) = super::clean::cut(first.to_owned(), VALUE_BYTES_MAX);
    let more = (first != text).then_some(text);
    (Some(first), more)
}

fn address(fields: &mut Fields, names: &[&str]) -> Option<String> {
    let found = fields.line(names)?;
    if !measure::is_web_address(&found) {
        fields.warn(names[0], Reason::NotAnAddress(found.clone()));
    }
    Some(found)
}

/// One expression (LOSH, 2.x), or one for each part (v1), or keys of their own.
fn licences(fields: &mut Fields) -> Vec<PartLicence> {
    let mut found = Vec::new();
    if let Some(taken) = fields.take(&["license", "licence", "licenses"]) {
        match &taken.value {
            Value::Map(entries) => licences_of_parts(fields, &taken.key, entries, &mut found),
            _ => {
                for value in fields.listed(&taken) {
                    licence(fields, &taken.key, LicensedPart::Whole, &value, &mut found);
                }
            }
        }
    }
    for (name, of) in [
        ("hardware-license", LicensedPart::Hardware),
        ("documentation-license", LicensedPart::Documentation),
        ("software-license", LicensedPart::Software),
    ] {
        if let Some(taken) = fields.take(&[name]) {
            licence(fields, &taken.key, of, &taken.value, &mut found);
        }
    }
    found
}

fn licences_of_parts(
    fields: &mut Fields,
    key: &str,
    entries: &[(String, Value)],
    found: &mut Vec<PartLicence>,
) {
    let mut whole = true;
    for (part, value) in entries {
        let of = match super::fields::plain(part).as_str() {
            "hardware" => LicensedPart::Hardware,
            "documentation" => LicensedPart::Documentation,
            "software" => LicensedPart::Software,
            _ => {
                whole &= value.is_empty();
                continue;
            }
        };
        if !value.is_empty() {
            licence(fields, key, of, value, found);
        }
    }
    if !whole {
        fields.keep(key);
    }
}

fn licence(
    fields: &mut Fields,
    key: &str,
    of: LicensedPart,
    value: &Value,
    found: &mut Vec<PartLicence>,
) {
    let written = match value {
        Value::List(values) if values.len() == 1 => values[0].scalar(),
        value => value.scalar(),
    };
    let Some(line) = written.and_then(|words| fields.short(key, words)) else {
        fields.warn(key, Reason::NotReadable);
        fields.keep(key);
        return;
    };
    let read = normalise(&line);
    // What was written stays in `other` until a person has confirmed what it means.
    if read.needs_confirmation() {
        fields.keep(key);
    }
    match &read.certainty {
        Certainty::Exact => {}
        Certainty::Ask(Doubt::Placeholder) => fields.warn(key, Reason::Placeholder),
        Certainty::Reworded | Certainty::Ask(_) => fields.warn(key, Reason::LicenceToConfirm(line)),
    }
    found.push(PartLicence { of, found: read });
}

/// Text, or a map with a name.
fn organisation(fields: &mut Fields) -> Option<String> {
    let people = people::take(fields, &["organization", "organisation"]);
    let names: Vec<String> = people.into_iter().map(|Person { name, .. }| name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn languages(fields: &mut Fields) -> Vec<String> {
    let written = fields.lines(&["documentation-language", "language"]);
    written
        .into_iter()
        .map(|words| checked_language(fields, "documentation-language", words))
        .collect()
}

fn manifest_language(fields: &mut Fields) -> Option<String> {
    let words = fields.line(&["manifest-language"])?;
    Some(checked_language(fields, "manifest-language", words))
}

fn checked_language(fields: &mut Fields, field: &str, words: String) -> String {
    match measure::language(&words) {
        Ok(tag) => tag,
        Err(reason) => {
            fields.warn(field, reason);
            words
        }
    }
}

fn level(fields: &mut Fields, name: &str, known: fn(&str) -> bool) -> Option<String> {
    let level = fields.line(&[name])?;
    if !known(&level) {
        fields.warn(name, Reason::NotALevel(level.clone()));
    }
    Some(level)
}

fn yes_or_no(fields: &mut Fields, name: &str) -> Option<bool> {
    let words = fields.line(&[name])?;
    match words.to_ascii_lowercase().as_str() {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        _ => {
            fields.warn(name, Reason::NotReadable);
            fields.keep(name);
            None
        }
    }
}

/// Tools one by one where they stand so; a file or a sentence about tools is one entry.
fn tools(fields: &mut Fields) -> Vec<String> {
    let mut found = fields.lines(&["tool-list"]);
    if let Some(taken) = fields.take(&["tool-list-atoms"]) {
        fields.keep(&taken.key);
        for value in fields.listed(&taken) {
            let Value::Map(entries) = &value else {
                continue;
            };
            found.extend(super::fields::Inner::new(entries).line(&["description", "name"]));
        }
    }
    found
}

fn size(fields: &mut Fields) -> Size {
    let Some(taken) = fields.take(&["outer-dimensions"]) else {
        return Size::default();
    };
    measure::size(&taken.value).unwrap_or_else(|| {
        not_a_measure(fields, &taken.key, &taken.value);
        Size::default()
    })
}

fn mass(fields: &mut Fields) -> Option<String> {
    let taken = fields.take(&["mass"])?;
    let grams = measure::grams(&taken.value);
    if grams.is_none() {
        not_a_measure(fields, &taken.key, &taken.value);
    }
    grams
}

fn not_a_measure(fields: &mut Fields, key: &str, value: &Value) {
    fields.warn(
        key,
        Reason::NotAMeasure(super::clean::cut(value.to_json(), 200).0),
    );
    fields.keep(key);
}
