//! The parts that a manifest describes.

use super::fields::{Fields, Inner};
use super::value::Value;
use super::{FileRole, Part, Reason, files, measure};

/// Takes `[[part]]` tables, `parts` of JSON indexes and `bom-atoms`.
pub(super) fn take(fields: &mut Fields) -> Vec<Part> {
    let mut found = Vec::new();
    for names in [&["part", "parts"][..], &["bom-atoms"][..]] {
        let Some(taken) = fields.take(names) else {
            continue;
        };
        let mut whole = true;
        for value in fields.listed(&taken) {
            let part = match &value {
                Value::Map(entries) => from_map(entries, &taken.key, fields, &mut whole),
                value => value
                    .scalar()
                    .and_then(|words| fields.short(&taken.key, words))
                    .map(named),
            };
            match part {
                Some(part) => found.push(part),
                None => {
                    fields.warn(&taken.key, Reason::NotReadable);
                    whole = false;
                }
            }
        }
        if !whole {
            fields.keep(&taken.key);
        }
    }
    found
}

fn named(name: String) -> Part {
    Part {
        name,
        ..Part::default()
    }
}

fn from_map(
    entries: &[(String, Value)],
    key: &str,
    fields: &mut Fields,
    whole: &mut bool,
) -> Option<Part> {
    let mut inner = Inner::new(entries);
    let name = inner.line(&["name", "title", "description"])?;
    let mut part = Part {
        unit: inner.line(&["unit"]),
        number: inner.line(&["number", "identifier", "id"]),
        url: inner.line(&["link", "url", "web"]),
        material: inner.line(&["material"]),
        tsdc: inner.lines(&["tsdc"]),
        ..named(name)
    };
    for (names, role) in [
        (&["source"][..], FileRole::Source),
        (&["export"], FileRole::Export),
        (&["auxiliary"], FileRole::Auxiliary),
        (&["image"], FileRole::Image),
    ] {
        let Some(value) = inner.value(names) else {
            continue;
        };
        for file in list_of(value) {
            part.files.extend(files::from_value(file, role, whole));
        }
    }
    let mut odd = Vec::new();
    if let Some(value) = inner.value(&["quantity"]) {
        part.quantity = value
            .scalar()
            .and_then(measure::decimal)
            .filter(|quantity| quantity != "0");
        odd.extend(part.quantity.is_none().then(|| value.to_json()));
    }
    if let Some(value) = inner.value(&["mass"]) {
        part.mass = measure::grams(value);
        odd.extend(part.mass.is_none().then(|| value.to_json()));
    }
    if let Some(value) = inner.value(&["outer-dimensions"]) {
        match measure::size(value) {
            Some(size) => part.size = size,
            None => odd.push(value.to_json()),
        }
    }
    *whole &= odd.is_empty() && !inner.left_over();
    for value in odd {
        fields.warn(key, Reason::NotAMeasure(super::clean::cut(value, 200).0));
    }
    Some(part)
}

fn list_of(value: &Value) -> &[Value] {
    match value {
        Value::List(values) => values,
        value => std::slice::from_ref(value),
    }
}
