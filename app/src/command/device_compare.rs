//! `device compare`: the keys of somebody's devices, in words to be read to each other.

use super::{OpenCommons, Report};
use crate::trouble::Trouble;
use crate::words::{compare as words, spoken};
use model::day::Day;
use serde_json::{Value, json};

/// Shows the keys of a person, and keeps what was found when they were compared: `(same, forget)`.
pub(super) fn compare(
    mut commons: OpenCommons,
    person: &str,
    (same, forget): (bool, bool),
    today: Day,
) -> Result<Report, Trouble> {
    let person = commons.find_agent(person)?;
    let name = commons.called(person);
    if same {
        commons.compare_keys(person, today)?;
    }
    if forget {
        commons.forget_compared(person)?;
    }
    let keys = commons.keys_of(person);
    let line = |key: &crate::deed::compare::ComparedDevice| {
        let compared = key.on.map(|on| format!(" ({})", words::compared(on)));
        format!(
            "{}{}\n  {}",
            commons.device_called(key.device),
            compared.unwrap_or_default(),
            spoken::key(key.device)
        )
    };
    let object = |key: &crate::deed::compare::ComparedDevice| -> Value {
        json!({
            "id": key.device.to_string(),
            "label": commons.device_called(key.device),
            "words": spoken::key(key.device),
            "compared": key.on.map(|on| on.to_string()),
        })
    };
    let mut text: Vec<String> = keys.iter().map(line).collect();
    text.push(match (same, forget) {
        (true, _) => words::is_kept(&name, today),
        (_, true) => words::is_forgotten(&name),
        _ => format!("{}\n{}", words::DIFFER, words::NOT_YET),
    });
    let alike = commons.names_like(&crate::look::alike::Alike::of(&commons), person);
    if !alike.is_empty() {
        text.push(format!("{name}: {}", words::alike(&alike)));
    }
    let devices: Vec<Value> = keys.iter().map(object).collect();
    let json = json!({"person": name, "devices": devices, "looks_like": alike});
    Ok(Report::new(json, text.join("\n")))
}
