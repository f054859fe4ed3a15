//! What is sealed with a passphrase shows nothing, and opens with that passphrase and with nothing else.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tests::process::Workshop;

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
const NOTE: &str = "swept the workshop from end to end";

struct Place {
    folder: tempfile::TempDir,
    ana: Workshop,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ana = Workshop::new(PROGRAM, folder.path(), "ana");
        ana.json(&["new", "Valley Tools", "--person", "Ana"]);
        work(&ana, NOTE);
        Place { folder, ana }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file whose first line is the passphrase.
    fn words(&self, name: &str, passphrase: &str) -> String {
        let file = self.at(name);
        fs::write(&file, format!("{passphrase}\nnot this line\n")).expect("it is writable");
        text(&file).to_owned()
    }
}

#[test]
fn a_sealed_stick() {
    let place = Place::new();
    let right = place.words("right", "four words of chaff");
    let wrong = place.words("wrong", "four words of wheat");
    let (stick, plain) = (place.at("stick"), place.at("plain"));
    let write = [
        "bundle",
        "write",
        text(&stick),
        "--files",
        "--seal-with",
        &right,
    ];
    let written = place.ana.json(&write);
    assert_eq!(written["sealed"], true, "{written}");
    assert_eq!(
        place.ana.json(&["bundle", "write", text(&plain)])["sealed"],
        false
    );
    // The history lies in packed runs, so what must not show is looked for as the container writes it.
    for shown in [&b"cwbundle"[..], b"Valley Tools", NOTE.as_bytes()] {
        assert!(!holds(&stick, shown));
    }
    assert!(holds(&plain, b"cwbundle"));

    let read = |file: &Path, words: &[&str]| {
        let all = [&["bundle", "read", text(file)], words].concat();
        place.ana.refused(&all)
    };
    said(&read(&stick, &[]), &["sealed", "--seal-with"]);
    said(&read(&stick, &["--seal-with", &wrong]), &["not the one"]);
    said(
        &read(&stick, &["--seal-with", text(&place.at("nowhere"))]),
        &["not read"],
    );
    said(
        &place
            .ana
            .refused(&["bundle", "write", text(&place.at("x")), "--seal"]),
        &["passphrase", "--seal-with"],
    );
    let short = place.words("short", "1234567");
    said(
        &place.ana.refused(&[
            "bundle",
            "write",
            text(&place.at("x")),
            "--seal-with",
            &short,
        ]),
        &["at least 8"],
    );
    assert!(!place.at("x").exists());

    // Another home of the commons reads it; cut or changed it brings nothing.
    let invitation = place.ana.json(&["invite"])["invitation"].clone();
    let running = place.ana.running();
    let ben = Workshop::new(PROGRAM, place.folder.path(), "ben");
    ben.join(
        invitation.as_str().expect("a text"),
        "Ben",
        &running.address,
    );
    drop(running);
    work(&place.ana, "of today");
    let stick = place.at("today");
    place
        .ana
        .json(&["bundle", "write", text(&stick), "--seal-with", &right]);
    let whole = fs::read(&stick).expect("it was written");
    let before = ben.json(&["fingerprint"]);
    for at in [10, 60, whole.len() / 2, whole.len() - 1] {
        let damaged = place.at("damaged");
        fs::write(&damaged, &whole[..at]).expect("it is writable");
        let cut = ben.refused(&["bundle", "read", text(&damaged), "--seal-with", &right]);
        said(&cut, &["The bundle was not read"]);
        let mut changed = whole.clone();
        changed[at] ^= 8;
        fs::write(&damaged, changed).expect("it is writable");
        let changed = ben.refused(&["bundle", "read", text(&damaged), "--seal-with", &right]);
        said(&changed, &["The bundle was not read"]);
        assert_eq!(ben.json(&["fingerprint"]), before);
    }
    let read = ben.json(&["bundle", "read", text(&stick), "--seal-with", &right]);
    assert!(read["changes"].as_u64() >= Some(1), "{read}");
    assert_eq!(ben.json(&["fingerprint"]), place.ana.json(&["fingerprint"]));
}

#[test]
fn a_sealed_backup() {
    let place = Place::new();
    let right = place.words("right", "four words of chaff");
    let wrong = place.words("wrong", "four words of wheat");
    let (sealed, plain) = (place.at("sealed"), place.at("plain"));
    let secret = fs::read(place.ana.home().join("secret")).expect("the secret is there");
    let backup = place
        .ana
        .json(&["backup", text(&sealed), "--seal-with", &right]);
    assert_eq!(backup["sealed"], true, "{backup}");
    let open = place.ana.text(&["backup", text(&plain)]);
    assert!(open.contains("not sealed"), "it says so: {open}");
    assert!(holds(&plain, &secret) && holds(&plain, NOTE.as_bytes()));
    for shown in [&secret[..], NOTE.as_bytes(), b"history.sqlite"] {
        assert!(!holds(&sealed, shown));
    }
    private(&sealed);
    private(&plain);

    let new = Workshop::new(PROGRAM, place.folder.path(), "new");
    let restore = |words: &[&str]| new.refused(&[&["restore", text(&sealed)], words].concat());
    said(&restore(&[]), &["sealed", "Nothing was restored"]);
    said(&restore(&["--seal-with", &wrong]), &["not the one"]);
    assert!(!new.home().join("commons").exists());
    let restored = new.json(&["restore", text(&sealed), "--seal-with", &right]);
    assert_eq!(restored["commons"][0]["person"], "Ana", "{restored}");
    assert_eq!(new.json(&["ledger"])["total"], 1);
    // Nothing of it lies about unsealed.
    let left: Vec<_> = fs::read_dir(new.home())
        .expect("a folder")
        .flatten()
        .collect();
    assert!(
        left.iter()
            .all(|entry| entry.file_name() != "backup-in-passing")
    );
}

fn work(who: &Workshop, note: &str) {
    let work = [
        "contribute",
        "--type",
        "care",
        "--quantity",
        "1h",
        "--note",
        note,
    ];
    let _: Value = who.json(&work);
}

fn holds(file: &Path, part: &[u8]) -> bool {
    let bytes = fs::read(file).expect("it was written");
    bytes.windows(part.len()).any(|window| window == part)
}

/// Only its owner may read it.
fn private(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(file)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
}

/// What happened - why - what to do.
fn said(err: &str, words: &[&str]) {
    assert!(!err.contains("panicked"), "{err}");
    assert!(
        err.trim().split(" - ").count() >= 3,
        "it has three parts: {err}"
    );
    for word in words {
        assert!(err.contains(word), "\"{word}\" stands in: {err}");
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are plain")
}

#[test]
fn a_home_behind_a_passphrase() {
    let place = Place::new();
    let ana = &place.ana;
    let right = place.words("right", "four words of chaff");
    let wrong = place.words("wrong", "four words of wheat");
    let file = ana.home().join("secret");
    let secret = fs::read(&file).expect("the secret is there");
    let before = ana.json(&["fingerprint"]);
    assert_eq!(ana.json(&["passphrase", "show"])["protected"], false);
    // Nobody sits at a terminal here.
    said(&ana.refused(&["passphrase", "set"]), &["--new-from"]);
    let short = place.words("short", "1234567");
    let refused = ana.refused(&["passphrase", "set", "--new-from", &short]);
    said(&refused, &["at least 8"]);
    let set = ana.json(&["passphrase", "set", "--new-from", &right]);
    assert_eq!(set["protected"], true, "{set}");
    assert!(!holds(&file, &secret[..8]), "no part of it lies there");
    private(&file);

    // Nothing opens without, and what is said is what to do.
    for words in [&["ledger"][..], &["run"], &["passphrase", "remove"]] {
        said(&ana.refused(words), &["passphrase", "--passphrase-file"]);
        let tried = [words, &["--passphrase-file", &wrong]].concat();
        said(&ana.refused(&tried), &["not the one"]);
    }
    assert_eq!(
        ana.json(&["fingerprint", "--passphrase-file", &right]),
        before
    );
    let by_variable = std::process::Command::new(PROGRAM)
        .args(["ledger", "--json", "--home", text(ana.home())])
        .env("COMMONWRIGHT_PASSPHRASE", "four words of chaff")
        .output()
        .expect("it starts");
    assert!(by_variable.status.success(), "{by_variable:?}");

    // Another one, and then none.
    let other = place.words("other", "five words of rye and oats");
    let set = ["passphrase", "set", "--new-from", &other];
    said(&ana.refused(&set), &["passphrase"]);
    ana.json(&[&set[..], &["--passphrase-file", &right]].concat());
    let old = ana.refused(&["ledger", "--passphrase-file", &right]);
    said(&old, &["not the one"]);
    ana.json(&["passphrase", "remove", "--passphrase-file", &other]);
    assert_eq!(fs::read(&file).ok(), Some(secret));
    assert_eq!(ana.json(&["fingerprint"]), before);
}

#[cfg(unix)]
#[test]
fn a_home_that_was_open_to_others_is_closed_and_that_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let ana = &place.ana;
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours")
    };
    let mode = |path: &Path| {
        let found = fs::metadata(path).expect("it is there");
        found.permissions().mode() & 0o777
    };
    let file = ana.home().join("secret");
    assert_eq!((mode(ana.home()), mode(&file)), (0o700, 0o600));
    // As a copy by hand leaves it.
    set(ana.home(), 0o755);
    set(&file, 0o644);
    set(&ana.home().join("commons"), 0o755);
    let told = ana.end(&["ledger"]);
    assert_eq!(told.status, Some(0), "{told:?}");
    assert!(
        told.err.contains("Other accounts of this computer"),
        "{told:?}"
    );
    assert_eq!((mode(ana.home()), mode(&file)), (0o700, 0o600));
    assert_eq!(mode(&ana.home().join("commons")), 0o700);
    assert!(!ana.end(&["ledger"]).err.contains("Other accounts"));
}
