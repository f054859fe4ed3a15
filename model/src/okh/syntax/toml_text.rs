//! TOML manifests; keys in the order written, numbers as written.

use toml::de::{DeTable, DeValue};

use super::super::ManifestError;
use super::super::value::Value;
use super::{Budget, place};

pub(super) fn parse(text: &str) -> Result<Value, ManifestError> {
    let table = DeTable::parse(text).map_err(|error| {
        let (line, column) = place(text, error.span().map_or(text.len(), |span| span.start));
        let why = error
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        ManifestError::Syntax { line, column, why }
    })?;
    convert_table(table.into_inner(), 0, &mut Budget::new())
        .map_err(|why| ManifestError::TooMuch { why })
}

fn convert(read: DeValue<'_>, depth: usize, budget: &mut Budget) -> Result<Value, &'static str> {
    budget.spend(depth)?;
    Ok(match read {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => Value::Number(number.to_string()),
        DeValue::Float(number) => Value::Number(number.to_string()),
        DeValue::Boolean(yes) => Value::Bool(yes),
        DeValue::Datetime(time) => Value::Number(time.to_string()),
        DeValue::Array(values) => Value::List(
            values
                .into_iter()
                .map(|value| convert(value.into_inner(), depth + 1, budget))
                .collect::<Result<_, _>>()?,
        ),
        DeValue::Table(table) => convert_table(table, depth, budget)?,
    })
}

fn convert_table(
    table: DeTable<'_>,
    depth: usize,
    budget: &mut Budget,
) -> Result<Value, &'static str> {
    let mut entries = Vec::with_capacity(table.len());
    for (key, value) in table {
        let from = key.span().start;
        entries.push((
            from,
            key.into_inner().into_owned(),
            convert(value.into_inner(), depth + 1, budget)?,
        ));
    }
    entries.sort_by_key(|(from, _, _)| *from);
    Ok(Value::Map(
        entries
            .into_iter()
            .map(|(_, key, value)| (key, value))
            .collect(),
    ))
}
