//! Text from outside, made safe to show: no control signs, no hidden turns of the writing direction, NFC.

use unicode_normalization::UnicodeNormalization;

/// One line: blanks and newlines become single spaces, surrounding quotation marks go.
pub(super) fn line(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    for word in text
        .split(char::is_whitespace)
        .filter(|word| !word.is_empty())
    {
        if !found.is_empty() {
            found.push(' ');
        }
        found.push_str(word);
    }
    let shown: String = found.chars().filter(|c| is_shown(*c)).nfc().collect();
    unquoted(shown.trim()).trim().to_owned()
}

/// Several lines: newlines and tabs stay, blanks at both ends and trailing blanks of lines go.
pub(super) fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let shown: String = text
        .chars()
        .filter(|c| is_shown(*c) || matches!(c, '\n' | '\t'))
        .nfc()
        .collect();
    let lines: Vec<&str> = shown.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// Cuts at a character so that at most `bytes_max` bytes stay; says whether something went.
pub(super) fn cut(mut text: String, bytes_max: usize) -> (String, bool) {
    if text.len() <= bytes_max {
        return (text, false);
    }
    text.truncate(text.floor_char_boundary(bytes_max));
    (text, true)
}

/// Not a control sign and not one that turns or hides text (Unicode TR36, section 2.3).
fn is_shown(c: char) -> bool {
    let turns = matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let hides = matches!(c, '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{00AD}');
    !c.is_control() && !turns && !hides
}

fn unquoted(text: &str) -> &str {
    let mut text = text;
    for (open, close) in [('"', '"'), ('\'', '\''), ('“', '”'), ('"', '"')] {
        let inner = text
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains([open, close])) {
            text = inner.trim();
        }
    }
    // One that opens and never closes; one at the end may be inches.
    match text.strip_prefix('"') {
        Some(rest) if !rest.contains('"') => rest.trim(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_its_quotes_its_newline_and_what_cannot_be_seen() {
        assert_eq!(line("\"HL010 Splint\"\n"), "HL010 Splint");
        assert_eq!(line("  Sluice\n gate\t2 "), "Sluice gate 2");
        assert_eq!(line("safe\u{202E}gpj.exe\u{0007}"), "safegpj.exe");
        assert_eq!(line("Mu\u{0308}hle"), "Mühle");
        assert_eq!(line("\"Trailer, by many"), "Trailer, by many");
        assert_eq!(line("pipe of 6\""), "pipe of 6\"");
        assert_eq!(line("6\" pipe and 4\" pipe"), "6\" pipe and 4\" pipe");
        assert_eq!(line("\"one\" and \"two\""), "\"one\" and \"two\"");
    }

    #[test]
    fn paragraphs_keep_their_lines() {
        assert_eq!(paragraphs(" one \r\n\r\n two\u{0000}\n"), "one\n\n two");
        assert_eq!(cut("üü".into(), 3), ("ü".to_owned(), true));
        assert_eq!(cut("ab".into(), 2), ("ab".to_owned(), false));
    }
}
