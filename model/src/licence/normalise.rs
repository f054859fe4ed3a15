//! From what people wrote to an SPDX expression, and how sure that is.

use super::names::{self, Reading};
use super::{LICENCE_CHARACTERS_MAX, parse};

/// What was written, and the expression it most likely means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised {
    /// The licence as it was written.
    pub raw: String,
    /// A valid SPDX expression; `None` where a person has to say what was meant.
    pub expression: Option<String>,
    /// How sure the expression is.
    pub certainty: Certainty,
}

impl Normalised {
    /// Whether a person has to look at this before it stands.
    pub fn needs_confirmation(&self) -> bool {
        self.certainty != Certainty::Exact
    }
}

/// How sure a reading is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certainty {
    /// It was written as SPDX writes it.
    Exact,
    /// Only the spelling differs; a person confirms.
    Reworded,
    /// It may mean several things, or nothing known; a person chooses.
    Ask(Doubt),
}

/// Why a person has to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// Nothing was written.
    Missing,
    /// The words of a template that nobody filled in.
    Placeholder,
    /// One of these, but the text does not say which.
    OneOf(Vec<&'static str>),
    /// No licence that is known here.
    Unknown,
}

/// Reads a licence as people write it; never fails and never guesses between two meanings.
pub fn normalise(raw: &str) -> Normalised {
    let text = raw.trim().trim_matches(['"', '\'']).trim();
    if text.is_empty() {
        return asked(raw, Doubt::Missing);
    }
    if text.chars().count() > LICENCE_CHARACTERS_MAX {
        return asked(raw, Doubt::Unknown);
    }
    if names::is_placeholder(text) {
        return asked(raw, Doubt::Placeholder);
    }
    if let (false, Reading::Spelling(id)) = (has_operator(text), names::read(text)) {
        return Normalised {
            raw: raw.to_owned(),
            expression: Some(id),
            certainty: Certainty::Reworded,
        };
    }
    let mut words = String::with_capacity(text.len());
    let mut reworded = text != raw;
    for piece in pieces(text) {
        let (word, changed) = match piece {
            Piece::Sign(sign) => (sign.to_owned(), false),
            Piece::Name(name) => match names::read(name) {
                Reading::Exact => (name.to_owned(), false),
                Reading::Spelling(id) => (id, true),
                Reading::Doubt(doubt) => return asked(raw, doubt),
            },
        };
        reworded |= changed;
        if !words.is_empty() && !words.ends_with('(') && word != ")" {
            words.push(' ');
        }
        words.push_str(&word);
    }
    if parse(&words).is_err() {
        return asked(raw, Doubt::Unknown);
    }
    let certainty = match reworded {
        true => Certainty::Reworded,
        false => Certainty::Exact,
    };
    Normalised {
        raw: raw.to_owned(),
        expression: Some(words),
        certainty,
    }
}

fn asked(raw: &str, doubt: Doubt) -> Normalised {
    Normalised {
        raw: raw.to_owned(),
        expression: None,
        certainty: Certainty::Ask(doubt),
    }
}

fn has_operator(text: &str) -> bool {
    text.split([' ', '(', ')'])
        .any(|word| matches!(word, "AND" | "OR" | "WITH"))
}

enum Piece<'a> {
    Sign(&'a str),
    Name(&'a str),
}

/// Cuts at brackets and at the words `AND`, `OR` and `WITH` in capitals; brackets inside a name stay in the name.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut name_from: Option<usize> = None;
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let start = at;
        at += word.len();
        let bare = word.trim_end();
        let inner = bare.trim_start_matches('(');
        let opening = bare.len() - inner.len();
        let closing = closing_brackets(inner);
        let core = &inner[..inner.len() - closing];
        let core_from = start + opening;
        if matches!(core, "AND" | "OR" | "WITH") {
            close_name(text, &mut name_from, start, &mut found);
            found.push(Piece::Sign(core));
            continue;
        }
        if opening > 0 {
            close_name(text, &mut name_from, start, &mut found);
            found.extend((0..opening).map(|_| Piece::Sign("(")));
        }
        if !core.is_empty() && name_from.is_none() {
            name_from = Some(core_from);
        }
        if closing > 0 {
            close_name(text, &mut name_from, core_from + core.len(), &mut found);
            found.extend((0..closing).map(|_| Piece::Sign(")")));
        }
    }
    close_name(text, &mut name_from, text.len(), &mut found);
    found
}

fn closing_brackets(word: &str) -> usize {
    word.len() - word.trim_end_matches(')').len()
}

fn close_name<'a>(text: &'a str, from: &mut Option<usize>, to: usize, found: &mut Vec<Piece<'a>>) {
    if let Some(start) = from.take() {
        let name = text[start..to].trim();
        if !name.is_empty() {
            found.push(Piece::Name(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> (Option<String>, Certainty) {
        let found = normalise(raw);
        assert_eq!(found.raw, raw);
        (found.expression, found.certainty)
    }

    #[test]
    fn what_is_written_as_spdx_writes_it_stands() {
        for exact in [
            "CC-BY-SA-4.0",
            "CERN-OHL-S-2.0",
            "PPL",
            "LicenseRef-CopyFair",
            "LicenseRef-CoopyLeft",
            "GPL-3.0-or-later",
            "MIT OR Apache-2.0",
            "(MIT OR PPL) AND CC0-1.0",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "LicenseRef-Our-House-Licence",
        ] {
            assert_eq!(
                read(exact),
                (Some(exact.to_owned()), Certainty::Exact),
                "{exact}"
            );
        }
    }

    #[test]
    fn another_spelling_is_understood_and_confirmed() {
        for (raw, expected) in [
            ("LicenseRef-CC BY-SA-4.0", "CC-BY-SA-4.0"),
            ("LicenseRef-CC-BY-SA-3.0", "CC-BY-SA-3.0"),
            ("LicenseRef-CC-BY-SA 4.0", "CC-BY-SA-4.0"),
            ("LicenseRef-CC BY 3.0 US", "CC-BY-3.0-US"),
            ("LicenseRef-CC-BY license 4.0", "CC-BY-4.0"),
            ("CC-BY-SA v4.0", "CC-BY-SA-4.0"),
            ("BY-SA 4.0", "CC-BY-SA-4.0"),
            (
                "Creative Commons Attribution-ShareAlike 4.0 International",
                "CC-BY-SA-4.0",
            ),
            (
                "LicenseRef-Creative Commons Attribution-ShareAlike 4.0 International License",
                "CC-BY-SA-4.0",
            ),
            (
                "Creative Commons Attribution 4.0 (International)",
                "CC-BY-4.0",
            ),
            ("CERN OHL v1.2", "CERN-OHL-1.2"),
            ("LicenseRef-CERN OHL v1.2", "CERN-OHL-1.2"),
            ("CERN-OHL-2-W", "CERN-OHL-W-2.0"),
            (
                "CERN Open Hardware Licence Version 2 - Strongly Reciprocal",
                "CERN-OHL-S-2.0",
            ),
            ("LicenseRef-CERN-OHL-P", "CERN-OHL-P-2.0"),
            ("cc0", "CC0-1.0"),
            ("Peer Production License", "PPL"),
            ("ppl", "PPL"),
            ("copyfair", "LicenseRef-CopyFair"),
            ("Coopyleft", "LicenseRef-CoopyLeft"),
            ("GPL-3.0", "GPL-3.0-only"),
            ("GPL-2.0+", "GPL-2.0-or-later"),
            ("GNU GPL v3 or later", "GPL-3.0-or-later"),
            ("apache 2.0", "Apache-2.0"),
            ("the MIT license", "MIT"),
            (
                "cern-ohl-s-2.0 AND CC BY 4.0",
                "CERN-OHL-S-2.0 AND CC-BY-4.0",
            ),
        ] {
            assert_eq!(
                read(raw),
                (Some(expected.to_owned()), Certainty::Reworded),
                "{raw}"
            );
        }
    }

    #[test]
    fn where_a_name_can_mean_several_things_a_person_chooses() {
        for (raw, one_of) in [
            ("LicenseRef-CERN", "CERN-OHL-S-2.0"),
            ("CERN OHL", "CERN-OHL-1.2"),
            ("CERN OHL v2", "CERN-OHL-W-2.0"),
            ("GNU GPL v2.0", "GPL-2.0-only"),
            ("GPL V3", "GPL-3.0-or-later"),
            ("CC BY-SA", "CC-BY-SA-4.0"),
        ] {
            let (expression, certainty) = read(raw);
            assert_eq!(expression, None, "{raw}");
            let Certainty::Ask(Doubt::OneOf(list)) = certainty else {
                panic!("{raw}: {certainty:?}")
            };
            assert!(list.contains(&one_of), "{raw}: {list:?}");
        }
    }

    #[test]
    fn what_is_no_licence_is_said_to_be_none() {
        assert_eq!(read(" ").1, Certainty::Ask(Doubt::Missing));
        assert_eq!(read("the-SPDX-ID").1, Certainty::Ask(Doubt::Placeholder));
        assert_eq!(read("[value]").1, Certainty::Ask(Doubt::Placeholder));
        assert_eq!(
            read("See individual file headers").1,
            Certainty::Ask(Doubt::Unknown)
        );
        assert_eq!(read("MIT AND").1, Certainty::Ask(Doubt::Unknown));
        assert_eq!(
            read(&"MIT AND ".repeat(400)).1,
            Certainty::Ask(Doubt::Unknown)
        );
        assert_eq!(read("((((").1, Certainty::Ask(Doubt::Unknown));
    }
}
