//! Names that people give: of a person, a commons, an organisation, a device, a version.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A name has at most so many characters.
pub const NAME_CHARS_MAX: usize = 120;

/// Why a text cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// Nothing is left of it.
    #[error("the name is empty")]
    Empty,
    /// It has more than [`NAME_CHARS_MAX`] characters.
    #[error("the name has more than {NAME_CHARS_MAX} characters")]
    TooLong,
    /// It holds characters that nobody sees, or that turn the text around them.
    #[error("the name holds characters that cannot be seen")]
    Invisible,
    /// It begins or ends with a space, or its accents are not composed.
    #[error("the name is not in its one exact form")]
    NotExact,
}

/// The one exact form of a name as a person typed it: composed (NFC), trimmed, inner spaces single.
pub fn clean_name(typed: &str) -> Result<String, NameProblem> {
    let composed: String = typed.nfc().collect();
    let words: Vec<&str> = composed.split_whitespace().collect();
    let name = words.join(" ");
    check_name(&name)?;
    Ok(name)
}

/// Checks that a name that came from elsewhere is in its exact form and safe to show.
pub fn check_name(name: &str) -> Result<(), NameProblem> {
    if name.is_empty() {
        return Err(NameProblem::Empty);
    }
    if name.len() > NAME_CHARS_MAX && name.chars().count() > NAME_CHARS_MAX {
        return Err(NameProblem::TooLong);
    }
    let is_plain = is_plain(name);
    if !is_plain && name.chars().any(is_invisible) {
        return Err(NameProblem::Invisible);
    }
    if name.trim() != name || !(is_plain || is_nfc(name)) {
        return Err(NameProblem::NotExact);
    }
    Ok(())
}

/// Whether it has nothing but the letters, digits, signs and spaces of ASCII, as nearly every name and note has: all of
/// them are seen, and composed. Asked first because every entry of a ledger is checked again when the books are read.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Checks a longer text, which may have lines: composed, visible, at most `bytes_max` long.
pub fn is_clean_text(text: &str, bytes_max: usize) -> bool {
    let hidden = |character: char| character != '\n' && is_invisible(character);
    text.len() <= bytes_max && (is_plain(text) || (!text.chars().any(hidden) && is_nfc(text)))
}

/// The exact form of a longer text as a person typed it: composed, line ends `\n`, what cannot be
/// seen left out.
pub fn clean_text(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n").replace(['\r', '\t'], " ");
    let seen = lines.chars().filter(|c| *c == '\n' || !is_invisible(*c));
    seen.nfc().collect::<String>().trim().to_owned()
}

/// Stands for a character that nobody sees. Every typeface has it.
const MARK: char = '\u{b7}';

/// A text by somebody else as it may be shown: a mark stands for each character that nobody sees or that turns the text
/// around it, so that no text looks like another one. Lines stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_hidden = |character: char| character != '\n' && is_invisible(character);
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let shown = |character| match is_hidden(character) {
        true => MARK,
        false => character,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Controls, bidirectional controls (UAX 9), zero-width spaces, line separators and tags.
///
/// The joiners U+200C and U+200D stay: Persian, Indic scripts and emoji need them.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_name_gets_its_exact_form() {
        assert_eq!(
            clean_name("  Zoe\u{308}  Müller \n"),
            Ok("Zoë Müller".into())
        );
        assert_eq!(clean_name(" \t "), Err(NameProblem::Empty));
        assert_eq!(clean_name(&"a".repeat(121)), Err(NameProblem::TooLong));
        assert_eq!(clean_name("Ana\u{202e}neB"), Err(NameProblem::Invisible));
        assert_eq!(
            clean_name("نمی\u{200c}خواهم"),
            Ok("نمی\u{200c}خواهم".into())
        );
    }

    #[test]
    fn a_name_from_elsewhere_is_not_repaired() {
        assert_eq!(check_name("Zoe\u{308}"), Err(NameProblem::NotExact));
        assert_eq!(check_name(" Ana"), Err(NameProblem::NotExact));
        assert_eq!(check_name("Ana"), Ok(()));
    }

    #[test]
    fn plain_texts_are_judged_as_all_others() {
        for code in 0..=0x80u8 {
            let character = char::from(code);
            let name = format!("a{character}b");
            assert_eq!(check_name(&name).is_ok(), !is_invisible(character));
            let is_seen = !is_invisible(character) || character == '\n';
            assert_eq!(is_clean_text(&name, 60), is_seen, "{character:?}");
        }
        assert_eq!(check_name(&"a".repeat(121)), Err(NameProblem::TooLong));
        assert_eq!(check_name(&"ä".repeat(120)), Ok(()));
        assert_eq!(check_name(" "), Err(NameProblem::NotExact));
    }

    #[test]
    fn what_cannot_be_seen_is_shown_by_a_mark() {
        assert!(matches!(visible("Saatgut\nزراعة"), Cow::Borrowed(_)));
        assert_eq!(visible("rahmen\u{202e}gnp.exe"), "rahmen\u{b7}gnp.exe");
        assert_eq!(visible("Seed\u{200b} cleaner"), "Seed\u{b7} cleaner");
        assert_eq!(visible("\u{1b}[2Jgone\r"), "\u{b7}[2Jgone\u{b7}");
        assert_eq!(visible("نمی\u{200c}خواهم"), "نمی\u{200c}خواهم");
    }

    #[test]
    fn a_note_keeps_its_lines() {
        assert_eq!(clean_text("one\r\ntwo\u{200b}\u{7}\n"), "one\ntwo");
        assert!(is_clean_text("one\ntwo", 7));
        assert!(!is_clean_text("one\ntwo", 6));
        assert!(!is_clean_text("one\u{7}", 60));
    }
}
