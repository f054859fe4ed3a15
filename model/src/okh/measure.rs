//! Small values that are checked and never guessed: web addresses, languages, levels, decimals, sizes, masses.

use super::value::Value;
use super::{Reason, Size};

/// Whether a text begins as a web address does.
pub(super) fn is_web_address(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://"))
        && !text.contains(char::is_whitespace)
}

/// A language tag in the usual capitals; `Err` where BCP 47 has no such shape.
pub(super) fn language(text: &str) -> Result<String, Reason> {
    let refuse = || Reason::NotALanguage(text.to_owned());
    let mut parts = text.trim().split(['-', '_']);
    let primary = parts.next().unwrap_or_default();
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Err(refuse());
    }
    let mut tag = primary.to_ascii_lowercase();
    for part in parts {
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        let shown = match part.len() {
            2 if letters => part.to_ascii_uppercase(),
            3 if part.bytes().all(|b| b.is_ascii_digit()) => part.to_owned(),
            4 if letters => part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase(),
            5..=8 if part.bytes().all(|b| b.is_ascii_alphanumeric()) => part.to_ascii_lowercase(),
            _ => return Err(refuse()),
        };
        tag.push('-');
        tag.push_str(&shown);
    }
    // The United Kingdom is GB; "UK" is no region of its own there, but everybody knows what is meant: said, not changed.
    if tag.ends_with("-UK") {
        Err(refuse())
    } else {
        Ok(tag)
    }
}

/// Open Technology Readiness Levels 1 to 6.
pub(super) fn is_technology_level(text: &str) -> bool {
    matches!(
        text,
        "OTRL-1" | "OTRL-2" | "OTRL-3" | "OTRL-4" | "OTRL-5" | "OTRL-6"
    )
}

/// Open Documentation Readiness Levels 1, 2, 3, 3* and 4.
pub(super) fn is_documentation_level(text: &str) -> bool {
    matches!(text, "ODRL-1" | "ODRL-2" | "ODRL-3" | "ODRL-3*" | "ODRL-4")
}

/// A plain decimal of at least 0, without sign, exponent or unit.
pub(super) fn decimal(text: &str) -> Option<String> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits =
        |part: &str| (1..=12).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match fraction.trim_end_matches('0') {
        "" => Some(whole.to_owned()),
        fraction => Some(format!("{whole}.{fraction}")),
    }
}

/// Grams from `200`, `{value, unit}` or a list with one of them; units g and kg.
pub(super) fn grams(value: &Value) -> Option<String> {
    match value {
        Value::List(values) if values.len() == 1 => grams(&values[0]),
        Value::Map(entries) => {
            let amount = decimal(entry(entries, "value")?.scalar()?)?;
            match entry(entries, "unit")?.scalar()?.trim() {
                "g" => Some(amount),
                "kg" => Some(thousandfold(&amount)),
                _ => None,
            }
        }
        _ => decimal(value.scalar()?),
    }
}

/// Millimetres from `{width, depth, height}` or an OpenSCAD cube in mm; a broken or other shape is `None`.
pub(super) fn size(value: &Value) -> Option<Size> {
    match value {
        Value::List(values) if values.len() == 1 => size(&values[0]),
        Value::Map(entries) => {
            if let Some(shape) = entry(entries, "openSCAD").or_else(|| entry(entries, "openscad")) {
                let unit = entry(entries, "unit")?.scalar()?;
                return (unit.trim() == "mm")
                    .then(|| cube(shape.scalar()?))
                    .flatten();
            }
            let side = |name: &str| {
                entry(entries, name)
                    .and_then(Value::scalar)
                    .and_then(decimal)
            };
            let found = Size {
                width: side("width"),
                depth: side("depth"),
                height: side("height"),
            };
            (found != Size::default() && entries.len() <= 3 && all_read(&found, entries.len()))
                .then_some(found)
        }
        Value::Text(shape) => cube(shape),
        _ => None,
    }
}

fn all_read(size: &Size, entries: usize) -> bool {
    let read = [&size.width, &size.depth, &size.height];
    read.iter().filter(|side| side.is_some()).count() == entries
}

/// `cube(size = [400,350,150])`, complete with its brackets.
fn cube(shape: &str) -> Option<Size> {
    let bare: String = shape.chars().filter(|c| !c.is_whitespace()).collect();
    let inner = bare
        .strip_prefix("cube(")?
        .trim_end_matches(';')
        .strip_suffix(')')?;
    let inner = inner.strip_prefix("size=").unwrap_or(inner);
    let inner = inner
        .split("],")
        .next()?
        .trim_end_matches(']')
        .strip_prefix('[')?;
    let sides: Option<Vec<String>> = inner.split(',').map(decimal).collect();
    let [width, depth, height] = <[String; 3]>::try_from(sides?).ok()?;
    Some(Size {
        width: Some(width),
        depth: Some(depth),
        height: Some(height),
    })
}

fn entry<'a>(entries: &'a [(String, Value)], name: &str) -> Option<&'a Value> {
    entries
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

fn thousandfold(amount: &str) -> String {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let moved = format!("{fraction:0<3}");
    let shifted = format!("{whole}{}.{}", &moved[..3], &moved[3..]);
    decimal(shifted.trim_end_matches('.')).unwrap_or(shifted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, &str)]) -> Value {
        let text =
            |(key, value): &(&str, &str)| ((*key).to_owned(), Value::Text((*value).to_owned()));
        Value::Map(entries.iter().map(text).collect())
    }

    #[test]
    fn languages_get_their_usual_capitals_or_a_warning() {
        assert_eq!(language("En-US"), Ok("en-US".into()));
        assert_eq!(language("zh_hant_TW"), Ok("zh-Hant-TW".into()));
        assert_eq!(language("de"), Ok("de".into()));
        for odd in ["English-UK", "en-UK", "", "german", "e"] {
            assert!(language(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn masses_are_grams_or_nothing() {
        assert_eq!(
            grams(&map(&[("value", "50.33"), ("unit", "kg")])),
            Some("50330".into())
        );
        assert_eq!(
            grams(&Value::List(vec![map(&[("value", "30"), ("unit", "g")])])),
            Some("30".into())
        );
        assert_eq!(grams(&Value::Number("200.0".into())), Some("200".into()));
        assert_eq!(
            grams(&map(&[("value", "0.0005"), ("unit", "kg")])),
            Some("0.5".into())
        );
        assert_eq!(grams(&map(&[("value", "3"), ("unit", "stone")])), None);
    }

    #[test]
    fn sizes_are_millimetres_or_nothing() {
        let mm = |shape| size(&map(&[("openSCAD", shape), ("unit", "mm")]));
        let whole = Size {
            width: Some("400".into()),
            depth: Some("350.5".into()),
            height: Some("150".into()),
        };
        assert_eq!(mm("cube(size = [400,350.50,150])"), Some(whole.clone()));
        assert_eq!(mm("cube([400, 350.5, 150]);"), Some(whole.clone()));
        assert_eq!(
            size(&map(&[
                ("width", "400"),
                ("depth", "350.5"),
                ("height", "150")
            ])),
            Some(whole)
        );
        assert_eq!(
            size(&Value::Text("cube(size = [300,300,300]".into())),
            None,
            "a bracket is missing"
        );
        assert_eq!(mm("cylinder(h=30, r=28)"), None);
        assert_eq!(
            size(&map(&[("widht", "28"), ("height", "30")])),
            None,
            "one side would be lost"
        );
        assert_eq!(
            size(&map(&[("openSCAD", "cube([1,2,3])"), ("unit", "inch")])),
            None
        );
    }
}
