//! YAML manifests. Aliases are refused; numbers stay as written.
//!
//! `serde_norway` resolves aliases while it reads and repeats what they stand for, bounded only by a hundred times the
//! number of events. So aliases are found in the text first, and the [`Budget`] bounds whatever that misses.
//! It also turns `1.10` into `1.1`: a second reading, guided by the shape of the first, asks for the letters instead.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};

use super::super::value::Value;
use super::super::{ManifestError, Reason, Warning};
use super::{Budget, place};

pub(super) fn parse(text: &str, warnings: &mut Vec<Warning>) -> Result<Value, ManifestError> {
    refuse_aliases(text)?;
    let shape = first_document(text, None)?;
    let Some((shape, more)) = shape else {
        return Ok(Value::Null);
    };
    if more {
        warnings.push(Warning::new("---", Reason::SeveralDocuments));
    }
    let value = match has_number(&shape) {
        true => first_document(text, Some(&shape))?.map_or(Value::Null, |(value, _)| value),
        false => shape,
    };
    let mut twice = Vec::new();
    let value = without_repeats(value, &mut twice);
    warnings.extend(
        twice
            .into_iter()
            .map(|key| Warning::new(&key, Reason::SaidTwice)),
    );
    Ok(value)
}

/// The first document that holds something, and whether another follows.
fn first_document(
    text: &str,
    shape: Option<&Value>,
) -> Result<Option<(Value, bool)>, ManifestError> {
    let budget = RefCell::new(Budget::new());
    let mut documents = serde_norway::Deserializer::from_str(text);
    while let Some(document) = documents.next() {
        let seed = Seed {
            depth: 0,
            budget: &budget,
            shape,
        };
        let value = seed
            .deserialize(document)
            .map_err(|error| syntax_error(text, &error))?;
        if !matches!(value, Value::Null) {
            return Ok(Some((value, documents.next().is_some())));
        }
    }
    Ok(None)
}

fn syntax_error(text: &str, error: &serde_norway::Error) -> ManifestError {
    let (line, column) = match error.location() {
        Some(at) => (at.line(), at.column()),
        None => place(text, text.len()),
    };
    let words = error.to_string();
    let why = words.split(" at line ").next().unwrap_or(&words).to_owned();
    ManifestError::Syntax { line, column, why }
}

fn has_number(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::List(values) => values.iter().any(has_number),
        Value::Map(entries) => entries.iter().any(|(_, value)| has_number(value)),
        Value::Null | Value::Bool(_) | Value::Text(_) => false,
    }
}

/// Of a key that stands twice the first counts.
fn without_repeats(value: Value, twice: &mut Vec<String>) -> Value {
    match value {
        Value::List(values) => Value::List(
            values
                .into_iter()
                .map(|value| without_repeats(value, twice))
                .collect(),
        ),
        Value::Map(entries) => {
            let mut seen = std::collections::BTreeSet::new();
            let mut kept = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                if seen.insert(key.clone()) {
                    kept.push((key, without_repeats(value, twice)));
                } else {
                    twice.push(key);
                }
            }
            Value::Map(kept)
        }
        other => other,
    }
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    depth: usize,
    budget: &'a RefCell<Budget>,
    shape: Option<&'a Value>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        self.budget
            .borrow_mut()
            .spend(self.depth)
            .map_err(D::Error::custom)?;
        match self.shape {
            Some(Value::Number(_)) => from.deserialize_str(Letters),
            _ => from.deserialize_any(self),
        }
    }
}

/// Asks for the letters of a number.
struct Letters;

impl Visitor<'_> for Letters {
    type Value = Value;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a number")
    }

    fn visit_str<E: Error>(self, letters: &str) -> Result<Value, E> {
        Ok(Value::Number(letters.to_owned()))
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = from.next_element_seed(self.inner(values.len()))? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut entries: Vec<(String, Value)> = Vec::new();
        let key_seed = Seed {
            depth: self.depth + 1,
            shape: None,
            ..self
        };
        while let Some(key) = from.next_key_seed(key_seed)? {
            let key = match key.scalar() {
                Some(words) => words.to_owned(),
                None => key.to_json(),
            };
            let value = from.next_value_seed(self.inner(entries.len()))?;
            entries.push((key, value));
        }
        Ok(Value::Map(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        Err(A::Error::custom("a tag (!name) is not read here"))
    }
}

impl<'a> Seed<'a> {
    /// The seed of the value in the `at`-th place of this list or map.
    fn inner(self, at: usize) -> Seed<'a> {
        let shape = match self.shape {
            Some(Value::List(values)) => values.get(at),
            Some(Value::Map(entries)) => entries.get(at).map(|(_, value)| value),
            _ => None,
        };
        Seed {
            depth: self.depth + 1,
            shape,
            ..self
        }
    }
}

/// Refuses `*name` where a value can stand, when `&name` stands somewhere too.
fn refuse_aliases(text: &str) -> Result<(), ManifestError> {
    let anchors: std::collections::BTreeSet<&str> =
        marks(text, b'&').map(|(_, name)| name).collect();
    let Some((at, _)) = marks(text, b'*').find(|(_, name)| anchors.contains(name)) else {
        return Ok(());
    };
    let (line, column) = place(text, at);
    Err(ManifestError::Syntax {
        line,
        column,
        why: "an alias (*name) is not read here".into(),
    })
}

/// Every `sign` with a name behind it that stands where a YAML value can begin.
fn marks(text: &str, sign: u8) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    (0..bytes.len())
        .filter(move |at| bytes[*at] == sign && begins_a_value(&bytes[..*at]))
        .filter_map(move |at| {
            let rest = &text[at + 1..];
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}'))
                .unwrap_or(rest.len());
            (end > 0).then(|| (at, &rest[..end]))
        })
}

fn begins_a_value(before: &[u8]) -> bool {
    matches!(
        before.last(),
        None | Some(b' ' | b'\t' | b'\n' | b'\r' | b'[' | b'{' | b',' | b':')
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Value, ManifestError> {
        parse(text, &mut Vec::new())
    }

    #[test]
    fn numbers_and_days_stay_as_they_were_written() {
        let value =
            read("version: 1.10\nn: [007, 0x1F, 1e3]\nday: 2021-06-23\nyes: true\n").unwrap();
        assert_eq!(
            value.to_json(),
            r#"{"version":1.10,"n":["007","0x1F",1e3],"day":"2021-06-23","yes":true}"#
        );
    }

    #[test]
    fn an_alias_is_refused_with_its_line_and_an_ampersand_in_a_text_is_not() {
        let error = read("a: &x [1, 2]\nb: *x\n").unwrap_err();
        assert!(
            matches!(
                error,
                ManifestError::Syntax {
                    line: 2,
                    column: 4,
                    ..
                }
            ),
            "{error:?}"
        );
        let error = read("a: &x !!str 1\nb: {*x : 1}\n").unwrap_err();
        assert!(
            matches!(error, ManifestError::Syntax { line: 2, .. }),
            "{error:?}"
        );
        assert!(read("a: salt &x pepper\nb: '2 *y'\n").is_ok());
    }

    #[test]
    fn of_a_key_that_stands_twice_the_first_counts() {
        let mut warnings = Vec::new();
        let value = parse("a: 1\nb: {c: 1.50, c: 2}\na: 3\n", &mut warnings).unwrap();
        assert_eq!(value.to_json(), r#"{"a":1,"b":{"c":1.50}}"#);
        assert_eq!(warnings.len(), 2);
    }
}
