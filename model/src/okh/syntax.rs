//! From the bytes of a manifest to one [`Value`], in YAML, TOML or JSON, under limits.

mod json;
mod toml_text;
mod yaml;

use super::value::Value;
use super::{BRACKETS_MAX, DEPTH_MAX, MANIFEST_BYTES_MAX, ManifestError, NODES_MAX, Warning};

/// How a manifest is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// OKH v1.
    Yaml,
    /// OKH-LOSH 1.0 and OKH 2.x.
    Toml,
    /// What some indexes answer with.
    Json,
}

/// Reads the keys of the top level, in order.
pub(super) fn parse(
    file_name: &str,
    bytes: &[u8],
    warnings: &mut Vec<Warning>,
) -> Result<(Notation, Vec<(String, Value)>), ManifestError> {
    if bytes.len() > MANIFEST_BYTES_MAX {
        return Err(ManifestError::TooLarge { bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let (line, column) = place(&good, good.len());
        ManifestError::NotText { line, column }
    })?;
    let text = without_directives(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    refuse_deep_brackets(&text)?;
    let notation = notation(file_name, &text);
    let value = match notation {
        Notation::Yaml => yaml::parse(&text, warnings)?,
        Notation::Toml => toml_text::parse(&text)?,
        Notation::Json => json::parse(&text)?,
    };
    match value {
        Value::Map(entries) if entries.is_empty() => Err(ManifestError::Empty),
        Value::Map(entries) => Ok((notation, entries)),
        Value::Null => Err(ManifestError::Empty),
        _ => Err(ManifestError::NotAManifest),
    }
}

/// Counts what has been read, so that a small file cannot become a large value.
pub(super) struct Budget {
    nodes: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { nodes: 0 }
    }

    /// One more value at this depth; `Err` says why not.
    pub(super) fn spend(&mut self, depth: usize) -> Result<(), &'static str> {
        self.nodes += 1;
        if depth > DEPTH_MAX {
            return Err("nested too deeply");
        }
        if self.nodes > NODES_MAX {
            return Err("too many values");
        }
        Ok(())
    }
}

/// The line and column of a byte, both counted from 1, the column in characters.
pub(super) fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte)];
    let line_from = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    (line, before[line_from..].chars().count() + 1)
}

fn notation(file_name: &str, text: &str) -> Notation {
    let name = file_name.to_ascii_lowercase();
    if name.ends_with(".toml") {
        return Notation::Toml;
    }
    if name.ends_with(".json") || text.trim_start().starts_with('{') {
        return Notation::Json;
    }
    if name.ends_with(".yml") || name.ends_with(".yaml") {
        return Notation::Yaml;
    }
    let first = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'));
    match first {
        Some(line) if line.starts_with('[') => Notation::Toml,
        Some(line)
            if line
                .find('=')
                .is_some_and(|at| line.find(':').is_none_or(|colon| at < colon)) =>
        {
            Notation::Toml
        }
        _ => Notation::Yaml,
    }
}

/// Blanks the `%…` lines above the content (`%Open Know-How Manifest 1.0` is no YAML directive); lines keep their numbers.
fn without_directives(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut above = true;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        if above && bare.starts_with('%') {
            out.push('\n');
            continue;
        }
        above = above && (bare.is_empty() || bare.starts_with('#') || bare == "---");
        out.push_str(line);
    }
    out
}

/// The YAML parser looks at every open bracket for every token, so many open ones would take for ever.
fn refuse_deep_brackets(text: &str) -> Result<(), ManifestError> {
    let mut open = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > BRACKETS_MAX {
            let (line, column) = place(text, at);
            return Err(ManifestError::Syntax {
                line,
                column,
                why: "too many open brackets".into(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        assert_eq!(place("", 0), (1, 1));
        assert_eq!(place("ü=\nxy", 5), (2, 2));
        assert_eq!(place("abc", 99), (1, 4));
    }

    #[test]
    fn the_notation_follows_the_name_and_then_the_text() {
        assert_eq!(notation("a/OKH.TOML", "title: x"), Notation::Toml);
        assert_eq!(notation("okh.yml", "x = 1"), Notation::Yaml);
        assert_eq!(notation("okh.yml", " {\"a\":1}"), Notation::Json);
        assert_eq!(notation("manifest", "# c\nname = \"x\""), Notation::Toml);
        assert_eq!(notation("manifest", "title: a = b"), Notation::Yaml);
    }
}
