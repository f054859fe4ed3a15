//! Rules as a file: one JSON object with a text for each parameter, to be kept, changed and proposed.

use crate::trouble::Trouble;
use crate::words::rules as w;
use model::rsd1::Policy;
use model::rsd1::policy::text::Parameter;
use serde_json::{Map, Value, json};
use std::path::Path;

/// A file of rules is no longer than this.
pub const RULES_FILE_BYTES_MAX: u64 = 64 * 1024;

/// Rules as an object: `{"fee_rate": "3/100", "commercial": {"for_profit": "fee"}, ...}`.
pub fn to_json(policy: &Policy) -> Value {
    let mut all = Map::new();
    for (parameter, value) in policy.values() {
        let key = parameter.to_string();
        match key.split_once('.') {
            None => {
                all.insert(key, json!(value));
            }
            Some((list, name)) => {
                let list = all.entry(list).or_insert_with(|| json!({}));
                list[name] = json!(value);
            }
        }
    }
    Value::Object(all)
}

/// Reads rules from such an object, or from one that has it as `rules`; what it does not name is as in `base`.
///
/// # Errors
/// Everything that is no parameter or cannot be read, by name.
pub fn from_json(value: &Value, base: &Policy) -> Result<Policy, Trouble> {
    let value = value.get("rules").unwrap_or(value);
    let Value::Object(object) = value else {
        return Err(w::unreadable("it is no object of rules"));
    };
    let (mut values, mut problems) = (vec![], vec![]);
    for (key, value) in object {
        let whole = |name: Option<&String>| match name {
            None => key.clone(),
            Some(name) => format!("{key}.{name}"),
        };
        let inner: Vec<(String, &Value)> = match value {
            Value::Object(inner) => {
                let inner = inner.iter();
                inner
                    .map(|(name, value)| (whole(Some(name)), value))
                    .collect()
            }
            value => vec![(whole(None), value)],
        };
        for (key, value) in inner {
            match (Parameter::from_key(&key), text(value)) {
                (Some(parameter), Some(text)) => values.push((parameter, text)),
                (None, _) => problems.push(format!("{key} is no parameter of rules")),
                (_, None) => problems.push(format!("{key} has a value that is no text")),
            }
        }
    }
    let policy = base.with_values(&values);
    if let Err(wrong) = &policy {
        let wrong = wrong.iter();
        problems.extend(wrong.map(|(parameter, problem)| format!("{parameter}: {problem}")));
    }
    match policy {
        Ok(policy) if problems.is_empty() => Ok(policy),
        _ => Err(w::unreadable(&problems.join("; "))),
    }
}

/// Reads such a file.
pub fn read(path: &Path, base: &Policy) -> Result<Policy, Trouble> {
    let wrong = |why: String| w::unreadable(&format!("{}: {why}", path.display()));
    let size = std::fs::metadata(path).map_err(|error| wrong(error.to_string()))?;
    if size.len() > RULES_FILE_BYTES_MAX {
        return Err(wrong(format!(
            "it is longer than {RULES_FILE_BYTES_MAX} bytes"
        )));
    }
    let bytes = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let value = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    from_json(&value, base)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Array(list) => {
            let texts: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
            texts.map(|texts| texts.join(", "))
        }
        Value::Null | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::rsd1::Preset;

    #[test]
    fn what_is_written_is_read_again() {
        for preset in Preset::ALL {
            let policy = Policy::preset(preset);
            let written = to_json(&policy);
            let base = Policy::preset(Preset::CopyFair);
            assert_eq!(from_json(&written, &base), Ok(policy.clone()));
            assert_eq!(from_json(&json!({"rules": written}), &base), Ok(policy));
        }
    }

    #[test]
    fn everything_that_cannot_be_read_is_named() {
        let base = Policy::preset(Preset::CopyFair);
        let odd = json!({"fee": "3", "fee_rate": "much", "commercial": {"nonprofit": null}, "reviews": 1});
        let trouble = from_json(&odd, &base).expect_err("it is odd");
        for word in ["fee is no parameter", "fee_rate", "commercial.nonprofit"] {
            assert!(trouble.why.contains(word), "{word}: {}", trouble.why);
        }
        assert!(from_json(&json!([]), &base).is_err());
        let changed = from_json(&json!({"reviews": 1, "binding": false}), &base);
        let changed = changed.expect("it is plain");
        assert_eq!((changed.reviews, changed.binding), (1, false));
    }
}
