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
    if !is_plain && seen(name).any(|(_, is_seen)| !is_seen) {
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
    let hidden = |(character, is_seen): (char, bool)| character != '\n' && !is_seen;
    text.len() <= bytes_max && (is_plain(text) || (!seen(text).any(hidden) && is_nfc(text)))
}

/// The exact form of a longer text as a person typed it: composed, line ends `\n`, what cannot be
/// seen left out.
pub fn clean_text(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n").replace(['\r', '\t'], " ");
    // What was left out may have been what a joiner stood beside, so that is asked only then.
    let lines: String = lines
        .chars()
        .filter(|c| *c == '\n' || !is_invisible(*c))
        .collect();
    let seen = seen(&lines).filter(|(c, is_seen)| *c == '\n' || *is_seen);
    seen.map(|(character, _)| character)
        .nfc()
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Stands for a character that nobody sees. Every typeface has it.
const MARK: char = '\u{b7}';

/// A text by somebody else as it may be shown: a mark stands for each character that nobody sees or that turns the text
/// around it, so that no text looks like another one. Lines stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_shown = |(character, is_seen): &(char, bool)| *character == '\n' || *is_seen;
    if seen(text).all(|one| is_shown(&one)) {
        return Cow::Borrowed(text);
    }
    let shown = |one| match is_shown(&one) {
        true => one.0,
        false => MARK,
    };
    Cow::Owned(seen(text).map(shown).collect())
}

/// What a name looks like, whatever letters it is written with: two names that have one of these in common cannot be told
/// apart (Unicode Technical Standard 39, section 4). As it is and in small letters: a capital I is taken for a small l.
pub fn looks(name: &str) -> [String; 2] {
    let of = |text: &str| {
        unicode_security::skeleton(text)
            .collect::<String>()
            .to_lowercase()
    };
    [of(name), of(&name.to_lowercase())]
}

/// Each character, and whether somebody sees it where it stands.
///
/// The joiners U+200C and U+200D are good inside words, which Persian, Indic scripts and emoji need, and U+FE0F behind an emoji.
fn seen(text: &str) -> impl Iterator<Item = (char, bool)> + '_ {
    let mut before = None;
    let mut rest = text.chars().peekable();
    std::iter::from_fn(move || {
        let character = rest.next()?;
        let is_seen = match character {
            JOIN_NOT | JOIN => {
                before.is_some_and(is_joined) && rest.peek().copied().is_some_and(is_joined)
            }
            EMOJI => before.is_some_and(is_symbol),
            _ => !is_invisible(character),
        };
        before = Some(character);
        Some((character, is_seen))
    })
}

const JOIN_NOT: char = '\u{200c}';
const JOIN: char = '\u{200d}';
const EMOJI: char = '\u{fe0f}';

/// What a joiner may stand beside: a letter, an accent or an emoji, but nothing of the alphabets that need none.
fn is_joined(character: char) -> bool {
    let is_other = !character.is_ascii() && !character.is_whitespace();
    is_other && !matches!(character, JOIN_NOT | JOIN) && !is_invisible(character)
}

/// What can have a coloured form.
fn is_symbol(character: char) -> bool {
    matches!(character, '\u{a9}' | '\u{ae}' | '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}')
        && !character.is_alphabetic()
        && !character.is_whitespace()
        && !is_invisible(character)
}

/// What shows nothing by itself: controls, bidirectional controls (UAX 9), line separators, and all code points that are
/// ignored by default (Default_Ignorable_Code_Point of the Unicode Character Database), with the empty Braille pattern.
///
/// Joiners and U+FE0F are no part of it here: where they stand decides.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0e}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
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
    fn nothing_that_nobody_sees_makes_another_name() {
        let hidden = [
            0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x200b, 0x2800, 0x3164, 0xfe00,
            0xfe0f, 0xffa0, 0x1bca0, 0x1d173, 0x1d17a, 0xe0001, 0xe0100, 0xe0fff, 0x200c, 0x200d,
        ];
        for hidden in hidden.into_iter().filter_map(char::from_u32) {
            for name in [
                format!("An{hidden}a"),
                format!("Ana{hidden}"),
                hidden.to_string(),
            ] {
                let found = check_name(&name);
                assert_eq!(found, Err(NameProblem::Invisible), "{name:?}");
                assert!(visible(&name).contains(MARK), "{name:?}");
                assert!(!is_clean_text(&name, 99), "{name:?}");
                assert_eq!(clean_text(&name).chars().find(|it| *it == hidden), None);
            }
        }
        // Where they are needed they stay.
        for name in [
            "Heart \u{2764}\u{fe0f}",
            "\u{1f469}\u{200d}\u{1f33e}",
            "नमक\u{94d}\u{200d}ष",
        ] {
            assert_eq!(check_name(name), Ok(()), "{name:?}");
            assert_eq!(clean_text(name), name);
        }
        assert_eq!(check_name("نمی\u{200c}"), Err(NameProblem::Invisible));
    }

    #[test]
    fn names_that_cannot_be_told_apart_look_the_same() {
        let same = |one: &str, other: &str| looks(one).iter().any(|it| looks(other).contains(it));
        assert!(same("Ana", "ANA") && same("Ana", "\u{410}na") && same("Paula", "Pau1a"));
        assert!(same("Ivan", "lvan") && same("نمیخواهم", "نمی\u{200c}خواهم"));
        assert!(same("M\u{fc}ller", "MU\u{308}LLER"));
        assert!(!same("Ana", "Anna") && !same("Ben", "Ken"));
    }

    #[test]
    fn a_note_keeps_its_lines() {
        assert_eq!(clean_text("one\r\ntwo\u{200b}\u{7}\n"), "one\ntwo");
        assert!(is_clean_text("one\ntwo", 7));
        assert!(!is_clean_text("one\ntwo", 6));
        assert!(!is_clean_text("one\u{7}", 60));
    }
}
