//! Names that people give, and what they become on a disk and in a table.

use app::deed::export::folder::safe_name;
use model::charter::title::{NameProblem, check_name, clean_name};
use model::file_name::{FILE_NAME_BYTES_MAX, is_device, safe_file_name};
use sync::drivers::files::{FileError, Reading};
use tests::corpus::assert_eq;

/// What a person may try to be called, and what is said to it.
#[test]
pub(super) fn a_name_hides_nothing_and_is_short() {
    let megabyte = "a".repeat(1024 * 1024);
    let invisible = [
        "Ana\u{202e}neB",
        "\u{2067}Ana",
        "Ana\0",
        "Ana\u{1b}[31m",
        "An\u{200b}a",
        "A\u{e0041}na",
        "Ana\nBen",
    ];
    for name in invisible {
        assert_eq!(check_name(name), Err(NameProblem::Invisible), "{name:?}");
    }
    assert_eq!(check_name(&megabyte), Err(NameProblem::TooLong));
    assert_eq!(check_name(""), Err(NameProblem::Empty));
    assert_eq!(check_name("Zoe\u{308}"), Err(NameProblem::NotExact));
    // What is typed is put in its one form first, and then says the same.
    assert_eq!(clean_name("  Ana \t B  "), Ok("Ana B".to_owned()));
    assert_eq!(clean_name("Ana\u{202e}neB"), Err(NameProblem::Invisible));
    assert_eq!(clean_name(&megabyte), Err(NameProblem::TooLong));
    // Names are no paths anywhere, so these are names like others.
    for name in ["../../x", "a/b\\c", "CON", "=1+1", "C:\\Windows"] {
        assert_eq!(check_name(name), Ok(()));
    }
}

/// Beginnings, middles and ends from which nasty names are made.
const BEGIN: [&str; 12] = [
    "",
    "../../",
    "/",
    "C:\\",
    "~/",
    "..\\",
    ".",
    "-",
    "=",
    "\u{202e}",
    "\\\\server\\share\\",
    " ",
];
const MIDDLE: [&str; 13] = [
    "x",
    "CON",
    "nul",
    "LPT1",
    "com¹",
    "a\0b",
    "a\nb",
    "..",
    "",
    "ein sehr langer Name ",
    "𠮷",
    "a:stream",
    "e\u{301}",
];
const END: [&str; 7] = ["", ".txt", ".", " ", "/..", ".tar.gz", "\u{202e}txt.exe"];

fn nasty() -> Vec<String> {
    let mut names = Vec::new();
    for begin in BEGIN {
        for middle in MIDDLE {
            for end in END {
                names.push(format!("{begin}{middle}{end}"));
                names.push(format!("{begin}{}{end}", middle.repeat(200)));
            }
        }
    }
    names
}

/// The rules of Linux, Windows and macOS together; `behind` more bytes come after it.
fn is_taken_everywhere(name: &str, behind: usize) -> Result<(), &'static str> {
    let stem = name.split('.').next().unwrap_or_default();
    let rules = [
        (
            !name.is_empty() && name != "." && name != "..",
            "it names a folder",
        ),
        (name.len() + behind <= 255, "it is too long"),
        (!name.contains(['/', '\\', '\0', ':']), "it leads elsewhere"),
        (
            !name.contains(['<', '>', '"', '|', '?', '*']),
            "Windows forbids it",
        ),
        (!name.chars().any(char::is_control), "it holds controls"),
        (
            !name.ends_with(['.', ' ']) && !name.starts_with(' '),
            "Windows cuts it",
        ),
        (
            !name.starts_with(['.', '-', '~']),
            "a shell or a desktop takes it for another thing",
        ),
        (
            check_name(&name.chars().take(100).collect::<String>()) != Err(NameProblem::Invisible),
            "it deceives",
        ),
        (!is_device(stem), "it is a device"),
    ];
    let broken = rules.iter().find(|(holds, _)| !holds);
    broken.map_or(Ok(()), |(_, rule)| Err(rule))
}

#[test]
pub(super) fn no_name_leads_out_of_its_folder_on_any_system() {
    let names = nasty();
    assert!(names.len() > 2_000);
    for name in &names {
        let local = safe_file_name(name, "file");
        assert_eq!(
            is_taken_everywhere(&local, 0),
            Ok(()),
            "{name:?}: {local:?}"
        );
        assert!(local.len() <= FILE_NAME_BYTES_MAX);
        let made = safe_name(name, "ab12");
        let behind = ".csv.part".len();
        assert_eq!(
            is_taken_everywhere(&made, behind),
            Ok(()),
            "{name:?}: {made:?}"
        );
    }
    for device in ["con", "AUX", "com1", "LPT9", "nul ", "com²", "CONIN$"] {
        assert!(is_device(device), "{device}");
    }
    for honest in ["console", "com", "com10", "lpt", "nullen"] {
        assert!(!is_device(honest), "{honest}");
    }
    assert_eq!(safe_file_name("../../x", "file"), "x");
    assert_eq!(
        safe_file_name("Zeichnung 3.step", "file"),
        "Zeichnung 3.step"
    );
    assert_eq!(safe_file_name("NUL.txt", "file"), "_NUL.txt");
    assert_eq!(safe_file_name("/..", "file"), "file");
}

/// What is no ordinary file is not taken in, and nothing waits for it.
#[cfg(unix)]
#[test]
pub(super) fn devices_pipes_and_links_are_no_files() {
    let folder = tempfile::tempdir().unwrap();
    let home = tests::homes::Home::new(140);
    let files =
        sync::drivers::files::Files::open(&home.net, &folder.path().join("files"), |_, _| {
            Reading::Refused
        });
    let files = files.unwrap();
    let at = |name: &str| folder.path().join(name);
    let pipe = std::process::Command::new("mkfifo")
        .arg(at("pipe"))
        .status();
    assert!(pipe.unwrap().success());
    std::fs::write(at("secret"), b"mine").unwrap();
    std::os::unix::fs::symlink(at("secret"), at("link")).unwrap();
    std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    let mut all = vec![
        at("pipe"),
        at("link"),
        at("socket"),
        folder.path().to_path_buf(),
    ];
    all.extend(["/dev/zero", "/dev/null"].map(Into::into));
    for path in all {
        let refused = files.import(&path);
        tests::corpus::saw(&refused.as_ref().err());
        assert!(matches!(refused, Err(FileError::NotAFile)), "{path:?}");
    }
}
