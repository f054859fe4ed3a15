//! JSON manifests.

use super::super::ManifestError;
use super::super::value::Value;
use super::Budget;

pub(super) fn parse(text: &str) -> Result<Value, ManifestError> {
    let read: serde_json::Value =
        serde_json::from_str(text).map_err(|error| ManifestError::Syntax {
            line: error.line().max(1),
            column: error.column().max(1),
            why: without_place(&error.to_string()),
        })?;
    convert(read, 0, &mut Budget::new()).map_err(|why| ManifestError::TooMuch { why })
}

fn convert(
    read: serde_json::Value,
    depth: usize,
    budget: &mut Budget,
) -> Result<Value, &'static str> {
    budget.spend(depth)?;
    Ok(match read {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(yes) => Value::Bool(yes),
        serde_json::Value::Number(number) => Value::Number(number.to_string()),
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(values) => Value::List(
            values
                .into_iter()
                .map(|value| convert(value, depth + 1, budget))
                .collect::<Result<_, _>>()?,
        ),
        serde_json::Value::Object(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(key, value)| Ok((key, convert(value, depth + 1, budget)?)))
                .collect::<Result<_, &'static str>>()?,
        ),
    })
}

fn without_place(words: &str) -> String {
    words.split(" at line ").next().unwrap_or(words).to_owned()
}
