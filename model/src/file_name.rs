//! The name of a file or a folder that is made of a name that somebody else gave.
//!
//! What others call their files is text, never a path: `../../x`, `aux.txt` and `a:b` are names like any other in a
//! commons. Where one becomes a file of this computer it is made into one that Linux, macOS and Windows take as one
//! plain name, on whichever of them this runs: a folder may lie on a stick that is read elsewhere.

use crate::charter::title::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// A name has at most so many bytes; all file systems in use take 255, and endings such as `.part` are added.
pub const FILE_NAME_BYTES_MAX: usize = 120;

/// What follows the last dot is kept when a name is cut, up to so many bytes.
const ENDING_BYTES_MAX: usize = 16;
/// Not in names of files on Windows ("Naming Files, Paths, and Namespaces"); `/` nowhere, `:` not on macOS.
const FORBIDDEN: [char; 9] = ['<', '>', ':', '"', '/', '\\', '|', '?', '*'];
/// What no name begins with: it would be hidden, mean the folder above, or read as an option of a command.
const NOT_FIRST: [char; 4] = ['.', ' ', '-', '~'];
/// What Windows takes away from the end of a name without a word, so that two names become one.
const NOT_LAST: [char; 2] = ['.', ' '];

/// A name of one file for a name that somebody gave, in its composed form; `otherwise` where nothing is left of it.
///
/// Never a path, never a device, never hidden. Made once more of what it gives it is the same. Two names can come out
/// as one, and systems differ in whether `A` and `a` are two: the caller never writes over what is there.
pub fn safe_file_name(given: &str, otherwise: &str) -> String {
    let mut name = String::new();
    for letter in given.chars() {
        match letter {
            // Line ends are spaces too, before they count as what cannot be seen.
            _ if letter.is_whitespace() => {
                if !name.ends_with(' ') {
                    name.push(' ');
                }
            }
            _ if is_invisible(letter) => {}
            _ if FORBIDDEN.contains(&letter) => name.push('-'),
            _ => name.push(letter),
        }
    }
    // What was left out may have stood between a letter and its accent.
    let name: String = name.nfc().collect();
    let name = name
        .trim_start_matches(NOT_FIRST)
        .trim_end_matches(NOT_LAST);
    if name.is_empty() {
        return otherwise.to_owned();
    }
    // Marked before it is cut: a name that is at its longest would otherwise be cut again when it is made anew.
    match is_device(name) {
        true => cut(&format!("_{name}")),
        false => cut(name),
    }
}

/// Whether Windows takes a name for one of its devices, whatever its ending is.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end_matches(NOT_LAST).to_ascii_uppercase();
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) {
        return true;
    }
    let port = stem.strip_prefix("COM").or(stem.strip_prefix("LPT"));
    let mut number = port.unwrap_or_default().chars();
    let is_number = |letter: char| letter.is_ascii_digit() || "\u{b9}\u{b2}\u{b3}".contains(letter);
    number.next().is_some_and(is_number) && number.next().is_none()
}

/// Cuts a name that is too long before its ending.
fn cut(name: &str) -> String {
    if name.len() <= FILE_NAME_BYTES_MAX {
        return name.to_owned();
    }
    let ending = name.rfind('.').map_or("", |at| &name[at..]);
    let ending = match ending.len() <= ENDING_BYTES_MAX {
        true => ending,
        false => "",
    };
    let mut end = FILE_NAME_BYTES_MAX - ending.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let stem = name[..end].trim_end_matches(NOT_LAST);
    format!("{stem}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What each system refuses or changes, said anew: `None` where all of them take the name as it is.
    fn refused_by(name: &str) -> Option<&'static str> {
        let unix = name.is_empty() || name == "." || name == ".." || name.contains(['/', '\0']);
        let mac = name.contains(':') || name.nfc().ne(name.chars());
        let control = name
            .chars()
            .any(|letter| (letter as u32) < 32 || letter as u32 == 127);
        let windows = name.contains(['<', '>', ':', '"', '/', '\\', '|', '?', '*'])
            || control
            || name.ends_with(['.', ' ']);
        let stem = name.split('.').next().unwrap_or_default().trim_end();
        let devices = [
            "con",
            "prn",
            "aux",
            "nul",
            "conin$",
            "conout$",
            "com0",
            "com1",
            "com2",
            "com3",
            "com4",
            "com5",
            "com6",
            "com7",
            "com8",
            "com9",
            "com\u{b9}",
            "com\u{b2}",
            "com\u{b3}",
            "lpt0",
            "lpt1",
            "lpt2",
            "lpt3",
            "lpt4",
            "lpt5",
            "lpt6",
            "lpt7",
            "lpt8",
            "lpt9",
            "lpt\u{b9}",
            "lpt\u{b2}",
            "lpt\u{b3}",
        ];
        let device = devices.contains(&stem.to_lowercase().as_str());
        let long = name.len() > 200 || name.encode_utf16().count() > 200;
        [
            (unix, "unix"),
            (mac, "macOS"),
            (windows, "Windows"),
            (device, "a device of Windows"),
            (long, "all, with an ending more"),
        ]
        .into_iter()
        .find_map(|(is_so, who)| is_so.then_some(who))
    }

    #[test]
    fn names_that_are_paths_devices_or_tricks_become_plain_names() {
        let long = format!("{}.step", "é".repeat(300));
        let cases = [
            ("frame.step", "frame.step"),
            ("Säge 2.PDF", "Säge 2.PDF"),
            ("../../x", "x"),
            ("..\\..\\x", "x"),
            ("/etc/passwd", "etc-passwd"),
            ("C:\\Windows\\x.dll", "C--Windows-x.dll"),
            ("a/../../b", "a-..-..-b"),
            ("..", "file"),
            (".", "file"),
            ("", "file"),
            (" . ", "file"),
            (".bashrc", "bashrc"),
            ("-rf", "rf"),
            ("~root", "root"),
            ("CON", "_CON"),
            ("nul", "_nul"),
            ("aux.txt", "_aux.txt"),
            ("Aux .tar.gz", "_Aux .tar.gz"),
            ("com1", "_com1"),
            ("LPT\u{b2}.x", "_LPT\u{b2}.x"),
            ("COM10", "COM10"),
            ("console.log", "console.log"),
            ("x.txt.", "x.txt"),
            ("x.txt. . ", "x.txt"),
            ("x.txt::$DATA", "x.txt--$DATA"),
            ("what?*|<>\".stl", "what------.stl"),
            ("two\nlines\tand\u{a0}more", "two lines and more"),
            ("gpj\u{202e}exe.png", "gpjexe.png"),
            ("a\0b\u{7}c", "abc"),
            ("Zoe\u{308}", "Zoë"),
        ];
        for (given, wanted) in cases {
            assert_eq!(safe_file_name(given, "file"), wanted, "of {given:?}");
            assert_eq!(refused_by(wanted), None, "{wanted:?}");
        }
        // A device at its longest, with dots where it would be cut if it were made once more.
        let dots = format!("com1.{}..{}", "a".repeat(102), "b".repeat(10));
        let marked = safe_file_name(&dots, "file");
        assert_eq!(safe_file_name(&marked, "file"), marked);
        let cut = safe_file_name(&long, "file");
        assert!(cut.ends_with("é.step") && cut.len() > 110, "{cut}");
        assert_eq!(refused_by(&cut), None);
    }

    /// Pieces of which nasty names are made.
    fn piece() -> impl Strategy<Value = String> {
        let nasty = [
            "..",
            "/",
            "\\",
            ":",
            ".",
            " ",
            "CON",
            "nul",
            "Aux",
            "com1",
            "lpt\u{b3}",
            "\0",
            "\n",
            "\u{202e}",
            "\u{200b}",
            "\u{308}",
            "é",
            "e\u{301}",
            "~",
            "-",
            "$",
            "C:",
            "//?/",
            "\u{1f33e}",
            "\u{feff}",
            "\u{2028}",
            "?",
            "*",
            "|",
            ".txt",
            "\u{7f}",
            "\u{80}",
        ];
        prop_oneof![
            prop::sample::select(nasty.to_vec()).prop_map(str::to_owned),
            "[a-z]{1,4}",
            any::<char>().prop_map(String::from),
        ]
    }

    proptest! {
        #[test]
        fn every_name_is_taken_by_every_system_and_stays_as_it_is(
            pieces in prop::collection::vec(piece(), 0..80),
        ) {
            let given = pieces.concat();
            let name = safe_file_name(&given, "file");
            prop_assert_eq!(refused_by(&name), None, "{:?} of {:?}", name, given);
            prop_assert!(name.len() <= FILE_NAME_BYTES_MAX);
            prop_assert_eq!(safe_file_name(&name, "file"), name.clone());
            // One component of a path, and no other.
            let path = std::path::Path::new(&name);
            prop_assert_eq!(path.components().count(), 1);
            prop_assert_eq!(path.file_name(), Some(name.as_ref()));
        }
    }
}
