//! The fences between the rooms, held by reading the sources (ARCHITECTURE.md).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The longest source file of today, in lines. It may only shrink.
const FILE_LINES_MAX: usize = 904;
/// So many files have more than 400 lines today. It may only shrink.
const LONG_FILES_MAX: usize = 21;
/// The longest function of today outside of tests, in lines. It may only shrink.
const FUNCTION_LINES_MAX: usize = 104;
/// So many packages are locked today. A new one is an architectural change.
const PACKAGES_MAX: usize = 762;

struct Source {
    /// From the workspace root, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// The lines that are no comments, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(at, line)| (at + 1, line))
    }

    /// The code before the tests at the end of the file.
    fn code_without_tests(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code()
            .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
    }
}

/// The sources of the program itself, without tests in files of their own.
fn program() -> Vec<Source> {
    let mut sources = sources(&["model/src", "sync/src", "app/src"]);
    sources
        .retain(|source| !source.path.ends_with("/tests.rs") && !source.path.contains("/tests/"));
    sources
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests lies in the workspace")
        .to_owned()
}

fn sources(rooms: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    for room in rooms {
        collect(&root().join(room), &mut found);
    }
    assert!(
        !found.is_empty(),
        "no sources in {rooms:?}: the fence looks at the wrong place"
    );
    found
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder of sources")
        .flatten()
        .collect();
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source is text");
            let path = path
                .strip_prefix(root())
                .expect("below the root")
                .to_string_lossy()
                .replace('\\', "/");
            found.push(Source { path, text });
        }
    }
}

/// Whether `name` stands in the line as a word of its own.
fn names(line: &str, name: &str) -> bool {
    let is_part = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    };
    line.match_indices(name).any(|(at, _)| {
        !is_part(line[..at].chars().next_back()) && !is_part(line[at + name.len()..].chars().next())
    })
}

/// The places where a word stands, outside of `allowed` paths.
fn trespasses(sources: &[Source], word: &str, allowed: &[&str]) -> Vec<String> {
    let guarded = sources
        .iter()
        .filter(|source| !allowed.iter().any(|start| source.path.starts_with(start)));
    guarded
        .flat_map(|source| {
            let lines = source
                .code_without_tests()
                .filter(|(_, line)| names(line, word));
            lines.map(|(at, line)| format!("{}:{at}: {}", source.path, line.trim()))
        })
        .collect()
}

fn assert_only_in(rooms: &[&str], words: &[&str], allowed: &[&str]) {
    let sources = sources(rooms);
    for word in words {
        let found = trespasses(&sources, word, allowed);
        assert!(
            found.is_empty(),
            "`{word}` may stand in {allowed:?} only:\n{}",
            found.join("\n")
        );
    }
}

#[test]
fn a_fence_sees_what_it_is_there_to_see() {
    let text =
        "use tokio::sync;\n// tokio in a comment\nlet autokio = 1;\n#[cfg(test)]\nuse iroh::x;"
            .to_owned();
    let sources = [Source {
        path: "model/src/x.rs".into(),
        text,
    }];
    assert_eq!(
        trespasses(&sources, "tokio", &[]),
        ["model/src/x.rs:1: use tokio::sync;"]
    );
    assert!(trespasses(&sources, "tokio", &["model/src/x"]).is_empty());
    assert!(trespasses(&sources, "iroh", &[]).is_empty());
}

#[test]
fn model_knows_no_clock_disk_network_thread_or_chance() {
    let forbidden = [
        "std::time",
        "std::fs",
        "std::net",
        "std::thread",
        "std::env",
        "std::process",
        "tokio",
        "iroh",
        "iroh_blobs",
        "rusqlite",
        "getrandom",
        "rand",
        "tracing",
        "egui",
        "eframe",
        "HashMap",
        "HashSet",
        "RandomState",
    ];
    assert_only_in(&["model/src"], &forbidden, &[]);
}

#[test]
fn nobody_looks_back() {
    for (room, later) in [("model", vec!["sync", "app"]), ("sync", vec!["app"])] {
        let manifest =
            std::fs::read_to_string(root().join(room).join("Cargo.toml")).expect("a room");
        for later in later {
            let depends = manifest.lines().any(|line| {
                line.starts_with(&format!("{later}.")) || line.starts_with(&format!("{later} "))
            });
            assert!(!depends, "{room} depends on {later}");
        }
    }
}

#[test]
fn the_core_of_sync_is_pure_and_knows_no_automerge() {
    let forbidden = [
        "std::time",
        "std::fs",
        "std::thread",
        "std::env",
        "std::process",
        "tokio",
        "iroh",
        "iroh_blobs",
        "rusqlite",
        "getrandom",
        "HashMap",
        "HashSet",
    ];
    assert_only_in(&["sync/src"], &forbidden, &["sync/src/drivers"]);
    assert_only_in(
        &["sync/src"],
        &["std::net"],
        &["sync/src/drivers", "sync/src/address.rs"],
    );
    assert_only_in(&["sync/src"], &["automerge", "app", "egui"], &[]);
}

#[test]
fn each_driver_keeps_its_library_to_itself() {
    let net = [
        "sync/src/drivers/net",
        "sync/src/drivers/discovery",
        "sync/src/drivers/files",
    ];
    assert_only_in(&["sync/src", "app/src"], &["iroh", "swarm_discovery"], &net);
    assert_only_in(
        &["sync/src", "app/src"],
        &["iroh_blobs"],
        &["sync/src/drivers/files", "sync/src/drivers/net/endpoint.rs"],
    );
    assert_only_in(
        &["sync/src", "app/src"],
        &["rusqlite"],
        &["sync/src/drivers/store", "app/src/index"],
    );
}

#[test]
fn only_documents_and_designs_know_automerge() {
    assert_only_in(
        &["model/src"],
        &["automerge"],
        &["model/src/document", "model/src/design"],
    );
    assert_only_in(&["app/src"], &["automerge"], &[]);
}

#[test]
fn views_look_and_ask_and_do_nothing() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::thread",
        "tokio",
        "rusqlite",
        "sync::drivers",
        "Document",
    ];
    assert_only_in(&["app/src/ui"], &forbidden, &[]);
}

#[test]
fn there_are_no_floats_where_numbers_are_counted() {
    let sources = sources(&["model/src"]);
    let ledger = [
        "ledger",
        "rsd1",
        "number",
        "books",
        "export",
        "valueflows",
        "charter",
        "admission",
        "entry",
        "cbor",
        "name",
        "day",
    ];
    let ledger: Vec<String> = ledger
        .iter()
        .map(|name| format!("model/src/{name}"))
        .collect();
    for float in ["f32", "f64"] {
        for source in sources
            .iter()
            .filter(|source| ledger.iter().any(|start| source.path.starts_with(start)))
        {
            let found: Vec<usize> = source
                .code()
                .filter(|(_, line)| names(line, float))
                .map(|(at, _)| at)
                .collect();
            assert!(
                found.is_empty(),
                "{} has {float} in lines {found:?}",
                source.path
            );
        }
    }
}

#[test]
fn people_read_plain_words() {
    let jargon = [
        "CRDT",
        "hash",
        "blob",
        "Automerge",
        "node",
        "actor",
        "merge conflict",
        "sync state",
    ];
    for source in sources(&["app/src"])
        .iter()
        .filter(|source| source.path.starts_with("app/src/words"))
    {
        for (at, line) in source.code_without_tests() {
            for text in line.split('"').skip(1).step_by(2) {
                let text = text.to_lowercase();
                let found = jargon
                    .iter()
                    .find(|word| names(&text, &word.to_lowercase()));
                assert_eq!(found, None, "{}:{at}: {text}", source.path);
            }
        }
    }
}

#[test]
fn nothing_is_left_for_later() {
    let later = ["TODO", "FIXME", "XXX", "HACK"];
    for source in sources(&["model", "sync", "app", "tests"]) {
        if source.path.ends_with("tests/fences.rs") {
            continue;
        }
        for (at, line) in source.text.lines().enumerate() {
            let found = later.iter().find(|word| names(line, word));
            assert_eq!(found, None, "{}:{}", source.path, at + 1);
        }
        let name = source.path.rsplit('/').next().unwrap_or_default();
        let is_vague = [
            "mod.rs",
            "utils.rs",
            "util.rs",
            "helpers.rs",
            "common.rs",
            "types.rs",
            "misc.rs",
        ]
        .contains(&name);
        assert!(
            !is_vague,
            "{} says nothing about what is in it",
            source.path
        );
    }
}

/// docs/security.md names a file and a test behind each promise: `tests/tests/sealed.rs: a_sealed_stick`.
#[test]
fn what_is_promised_about_safety_is_tested() {
    let text = std::fs::read_to_string(root().join("docs/security.md")).expect("it is there");
    let promised = text.split("## What is promised").nth(1);
    let promised = promised.and_then(|rest| rest.split("## What is not promised").next());
    let rows: Vec<&str> = promised
        .expect("it says what is promised, and then what is not")
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| promise |"))
        .collect();
    assert!(rows.len() > 15, "{} promises were found", rows.len());
    for row in rows {
        let named = row.split('`').skip(1).step_by(2);
        let named: Vec<(&str, &str)> = named.filter_map(|name| name.split_once(".rs: ")).collect();
        assert!(!named.is_empty(), "no test is named for: {row}");
        for (file, test) in named {
            let missing = format!("{file}.rs has no test {test}");
            let source = std::fs::read_to_string(root().join(format!("{file}.rs")));
            let source = source.expect(&missing);
            let at = source.find(&format!("fn {test}(")).expect(&missing);
            let above = source[..at].trim_end().lines().rev().take(3);
            let is_test = |line: &str| line.trim() == "#[test]";
            assert!(above.into_iter().any(is_test), "{missing}");
        }
    }
}

#[test]
fn unsafe_is_forbidden_in_every_room() {
    let workspace = std::fs::read_to_string(root().join("Cargo.toml")).expect("the workspace");
    assert!(workspace.contains("unsafe_code = \"forbid\""));
    for room in ["model", "sync", "app", "tests"] {
        let manifest =
            std::fs::read_to_string(root().join(room).join("Cargo.toml")).expect("a room");
        // The tests have lints of their own, because they may unwrap.
        let forbids = manifest.contains("[lints]\nworkspace = true")
            || manifest.contains("[lints.rust]\nunsafe_code = \"forbid\"");
        assert!(forbids, "{room} does not forbid unsafe code");
    }
}

#[test]
fn files_stay_small_enough_to_be_read() {
    let mut lengths: Vec<(usize, String)> = program()
        .into_iter()
        .map(|source| (source.text.lines().count(), source.path))
        .collect();
    lengths.sort_unstable();
    let (longest, path) = lengths.last().expect("there are sources");
    assert!(*longest <= FILE_LINES_MAX, "{path} has {longest} lines");
    let long: Vec<_> = lengths.iter().filter(|(lines, _)| *lines > 400).collect();
    assert!(
        long.len() <= LONG_FILES_MAX,
        "{} files are longer than 400 lines: {long:?}",
        long.len()
    );
}

#[test]
fn functions_stay_small_enough_to_be_read() {
    let mut longest = BTreeMap::new();
    for source in program() {
        for (at, lines) in functions(&source) {
            longest.insert((lines, source.path.clone()), at);
        }
    }
    let ((lines, path), at) = longest.last_key_value().expect("there are functions");
    assert!(
        *lines <= FUNCTION_LINES_MAX,
        "{path}:{at} has a function of {lines} lines"
    );
}

/// Where functions begin, and their lengths. Formatted code ends a function where a brace stands as
/// far to the left as its `fn`.
fn functions(source: &Source) -> Vec<(usize, usize)> {
    let lines: Vec<(usize, &str)> = source.code_without_tests().collect();
    let mut found = Vec::new();
    for (place, (at, line)) in lines.iter().enumerate() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let is_function = names(line, "fn") && !line.trim_end().ends_with(['}', ';']);
        let end = format!("{indent}}}");
        let after = lines[place..].iter().position(|(_, line)| *line == end);
        if let (true, Some(length)) = (is_function, after) {
            found.push((*at, length + 1));
        }
    }
    found
}

#[test]
fn the_pure_part_of_sync_is_built_without_a_runtime_or_a_network() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "-p",
            "sync",
            "--no-default-features",
            "-e",
            "normal",
            "--prefix",
            "none",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(
        tree.lines().any(|line| line.starts_with("automerge ")),
        "the tree was not read: {tree}"
    );
    for package in [
        "tokio",
        "iroh",
        "rusqlite",
        "libsqlite3-sys",
        "swarm-discovery",
        "iroh-blobs",
    ] {
        let found = tree
            .lines()
            .find(|line| line.split(' ').next() == Some(package));
        assert_eq!(found, None);
    }
}

#[test]
fn the_number_of_packages_is_known() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("the lock file");
    let packages = lock.lines().filter(|line| *line == "[[package]]").count();
    assert!(
        packages <= PACKAGES_MAX,
        "{packages} packages are locked; {PACKAGES_MAX} were enough"
    );
}
