//! A value as a manifest holds it, whatever its notation: numbers stay as they were written.

use std::fmt::Write;

/// A value that goes through YAML, TOML and JSON without loss of digits or order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number, a day or a time, exactly as written.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// Keys and values in the order written; a key may stand only once.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// Whether there is nothing in it that a person would miss.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(_) | Self::Number(_) => false,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(values) => values.iter().all(Self::is_empty),
            Self::Map(entries) => entries.iter().all(|(_, value)| value.is_empty()),
        }
    }

    /// The words of a text, number or yes/no; `None` for the rest.
    pub fn scalar(&self) -> Option<&str> {
        match self {
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            Self::Number(text) | Self::Text(text) => Some(text),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// JSON on one line. Numbers that JSON cannot write (`0x1F`, a day) become texts.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(yes) => {
                let _ = write!(out, "{yes}");
            }
            Self::Number(number) if is_json_number(number) => out.push_str(number),
            Self::Number(text) | Self::Text(text) => write_json_text(text, out),
            Self::List(values) => {
                out.push('[');
                for (n, value) in values.iter().enumerate() {
                    comma(n, out);
                    value.write_json(out);
                }
                out.push(']');
            }
            Self::Map(entries) => {
                out.push('{');
                for (n, (key, value)) in entries.iter().enumerate() {
                    comma(n, out);
                    write_json_text(key, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }
}

fn comma(n: usize, out: &mut String) {
    if n > 0 {
        out.push(',');
    }
}

fn write_json_text(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::String(text.to_owned()).to_string());
}

/// RFC 8259, section 6.
fn is_json_number(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or(text);
    let whole = rest.bytes().take_while(u8::is_ascii_digit).count();
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return false;
        }
        rest = &fraction[digits..];
    }
    let Some(exponent) = rest.strip_prefix(['e', 'E']) else {
        return rest.is_empty();
    };
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_digits_order_and_letters() {
        let value = Value::Map(vec![
            ("zeta \"z\"".into(), Value::Number("1.10".into())),
            (
                "alpha".into(),
                Value::List(vec![
                    Value::Null,
                    Value::Bool(true),
                    Value::Text("ß\n".into()),
                ]),
            ),
            ("day".into(), Value::Number("2021-06-23".into())),
        ]);
        assert_eq!(
            value.to_json(),
            r#"{"zeta \"z\"":1.10,"alpha":[null,true,"ß\n"],"day":"2021-06-23"}"#
        );
    }

    #[test]
    fn only_what_json_calls_a_number_is_written_as_one() {
        for yes in ["0", "-1", "10", "1.5", "1e9", "-0.5E+3"] {
            assert!(is_json_number(yes), "{yes}");
        }
        for no in [
            "", "-", "01", "1.", ".5", "+1", "0x1F", "1_000", "1e", "inf", "1.0.0",
        ] {
            assert!(!is_json_number(no), "{no}");
        }
    }
}
