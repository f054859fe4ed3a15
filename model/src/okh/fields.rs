//! Taking known fields out of a manifest, whatever their case and shape; what is left over stays verbatim.

use super::value::Value;
use super::{
    LINE_BYTES_MAX, LIST_ENTRIES_MAX, Reason, VALUE_BYTES_MAX, WARNINGS_MAX, Warning, clean,
};

/// The top level of a manifest while it is being read.
pub(super) struct Fields {
    entries: Vec<Entry>,
    warnings: Vec<Warning>,
}

struct Entry {
    key: String,
    plain: String,
    value: Value,
    left_over: bool,
}

impl Fields {
    pub(super) fn new(entries: Vec<(String, Value)>, warnings: Vec<Warning>) -> Self {
        let entry = |(key, value): (String, Value)| Entry {
            plain: plain(&key),
            left_over: !value.is_empty(),
            key,
            value,
        };
        Self {
            entries: entries.into_iter().map(entry).collect(),
            warnings,
        }
    }

    /// Whether a key of one of these names holds something.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.entries
            .iter()
            .any(|entry| !entry.value.is_empty() && names.contains(&entry.plain.as_str()))
    }

    pub(super) fn warn(&mut self, field: &str, reason: Reason) {
        if self.warnings.len() < WARNINGS_MAX {
            self.warnings.push(Warning::new(field, reason));
        }
    }

    /// Takes the first of these names that holds something, in this order; the rest stays for `other`.
    pub(super) fn take(&mut self, names: &[&str]) -> Option<Taken> {
        let at = names.iter().find_map(|name| {
            self.entries
                .iter()
                .position(|entry| entry.left_over && entry.plain == *name)
        })?;
        let entry = &mut self.entries[at];
        entry.left_over = false;
        Some(Taken {
            key: entry.key.clone(),
            value: entry.value.clone(),
        })
    }

    /// Keeps the whole value of a key in `other`, because not all of it was understood.
    pub(super) fn keep(&mut self, key: &str) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.key == key) {
            entry.left_over = true;
        }
    }

    /// One line of text.
    pub(super) fn line(&mut self, names: &[&str]) -> Option<String> {
        let taken = self.take(names)?;
        let words = self.only(&taken)?;
        self.short(&taken.key, &words)
    }

    /// Some paragraphs of text, as long as a short value of a design may be.
    pub(super) fn text(&mut self, names: &[&str]) -> Option<String> {
        self.long_text(names, VALUE_BYTES_MAX)
    }

    /// Some paragraphs of text, at most this long.
    pub(super) fn long_text(&mut self, names: &[&str], bytes_max: usize) -> Option<String> {
        let taken = self.take(names)?;
        let words = self.only(&taken)?;
        let (text, was_cut) = clean::cut(clean::paragraphs(&words), bytes_max);
        if was_cut {
            self.warn(&taken.key, Reason::Cut);
        }
        (!text.is_empty()).then_some(text)
    }

    /// A list of lines; one value counts as a list of one, and lists in lists are laid flat.
    pub(super) fn lines(&mut self, names: &[&str]) -> Vec<String> {
        let Some(taken) = self.take(names) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut odd = false;
        for value in self.listed(&taken) {
            match value.scalar() {
                Some(words) => found.extend(self.short(&taken.key, words)),
                None => odd |= !value.is_empty(),
            }
        }
        if odd {
            self.warn(&taken.key, Reason::NotReadable);
            self.keep(&taken.key);
        }
        found
    }

    /// The values of a list, laid flat and not too many; one value counts as a list of one.
    pub(super) fn listed(&mut self, taken: &Taken) -> Vec<Value> {
        let mut flat = Vec::new();
        flatten(&taken.value, &mut flat);
        if flat.len() > LIST_ENTRIES_MAX {
            flat.truncate(LIST_ENTRIES_MAX);
            self.warn(&taken.key, Reason::Cut);
        }
        flat
    }

    /// One clean line; `None` where nothing is left of it.
    pub(super) fn short(&mut self, key: &str, words: &str) -> Option<String> {
        let (line, was_cut) = clean::cut(clean::line(words), LINE_BYTES_MAX);
        if was_cut {
            self.warn(key, Reason::Cut);
        }
        if matches!(line.as_str(), "value" | "[value]") {
            self.warn(key, Reason::Placeholder);
        }
        (!line.is_empty()).then_some(line)
    }

    /// The one value of a field: of a list the first; a map is not readable as text.
    fn only(&mut self, taken: &Taken) -> Option<String> {
        let values = self.listed(taken);
        let words = values.first().and_then(Value::scalar).map(str::to_owned);
        if words.is_none() {
            self.warn(&taken.key, Reason::NotReadable);
            self.keep(&taken.key);
        } else if values.len() > 1 {
            self.warn(&taken.key, Reason::SeveralValues);
            self.keep(&taken.key);
        }
        words
    }

    /// Everything that was not understood, and the warnings.
    pub(super) fn finish(self) -> (Vec<(String, Value)>, Vec<Warning>) {
        let other = self.entries.into_iter().filter(|entry| entry.left_over);
        (
            other.map(|entry| (entry.key, entry.value)).collect(),
            self.warnings,
        )
    }
}

/// A field that was taken: its key as written, and what it holds.
pub(super) struct Taken {
    pub(super) key: String,
    pub(super) value: Value,
}

/// A map inside a field, of which every key must be asked for, or the field is kept whole.
pub(super) struct Inner<'a> {
    entries: &'a [(String, Value)],
    asked: Vec<usize>,
}

impl<'a> Inner<'a> {
    pub(super) fn new(entries: &'a [(String, Value)]) -> Self {
        Self {
            entries,
            asked: Vec::new(),
        }
    }

    pub(super) fn value(&mut self, names: &[&str]) -> Option<&'a Value> {
        let at = names.iter().find_map(|name| {
            self.entries
                .iter()
                .position(|(key, value)| plain(key) == *name && !value.is_empty())
        })?;
        self.asked.push(at);
        Some(&self.entries[at].1)
    }

    /// One clean line, cut where it is too long; a list with one line in it is one line.
    pub(super) fn line(&mut self, names: &[&str]) -> Option<String> {
        let mut flat = Vec::new();
        flatten(self.value(names)?, &mut flat);
        let [only] = flat.as_slice() else {
            self.asked.pop();
            return None;
        };
        let line = clean::cut(clean::line(only.scalar()?), LINE_BYTES_MAX).0;
        (!line.is_empty()).then_some(line)
    }

    /// Lines of a list or of one value.
    pub(super) fn lines(&mut self, names: &[&str]) -> Vec<String> {
        let Some(value) = self.value(names) else {
            return Vec::new();
        };
        let mut flat = Vec::new();
        flatten(value, &mut flat);
        flat.truncate(LIST_ENTRIES_MAX);
        let cut = |value: &Value| Some(clean::cut(clean::line(value.scalar()?), LINE_BYTES_MAX).0);
        flat.iter()
            .filter_map(cut)
            .filter(|line| !line.is_empty())
            .collect()
    }

    /// Whether something in it was never asked for.
    pub(super) fn left_over(&self) -> bool {
        let left = |(at, (_, value)): (usize, &(String, Value))| {
            !value.is_empty() && !self.asked.contains(&at)
        };
        self.entries.iter().enumerate().any(left)
    }
}

fn flatten(value: &Value, into: &mut Vec<Value>) {
    match value {
        Value::List(values) => values.iter().for_each(|value| flatten(value, into)),
        value if value.is_empty() => {}
        value => into.push(value.clone()),
    }
}

/// `documentationLanguage`, `documentation_language` and `Documentation-Language` are one name.
pub(super) fn plain(key: &str) -> String {
    let mut name = String::with_capacity(key.len() + 4);
    let mut before = '-';
    for c in key.trim().chars() {
        if c.is_uppercase() && before.is_lowercase() {
            name.push('-');
        }
        before = c;
        match c {
            '_' | ' ' => name.push('-'),
            c => name.extend(c.to_lowercase()),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_many_cases() {
        for key in [
            "documentation-language",
            "documentation_language",
            "documentationLanguage",
            "Documentation Language",
        ] {
            assert_eq!(plain(key), "documentation-language", "{key}");
        }
        assert_eq!(plain("openSCAD"), "open-scad");
        assert_eq!(plain("forkOf"), "fork-of");
    }

    #[test]
    fn a_value_that_is_only_half_understood_stays_whole() {
        let text = |words: &str| Value::Text(words.into());
        let versions = Value::List(vec![text("1"), text("2")]);
        let mut fields = Fields::new(
            vec![
                ("version".into(), versions.clone()),
                ("x".into(), text("y")),
            ],
            vec![],
        );
        assert_eq!(fields.line(&["version"]), Some("1".into()));
        let (other, warnings) = fields.finish();
        assert_eq!(
            other,
            [
                ("version".to_owned(), versions),
                ("x".to_owned(), text("y"))
            ]
        );
        assert_eq!(warnings, [Warning::new("version", Reason::SeveralValues)]);
    }
}
