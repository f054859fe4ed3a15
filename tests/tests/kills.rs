//! A program that is killed while it begins something leaves a home that opens, or says what to do; and the same
//! command once more comes to its end.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use tests::process::{LOOPBACK, Workshop};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
/// So many moments of each command are the last.
const MOMENTS: u32 = 10;

/// Runs the command in a new home again and again, each time killed a little later, and hands what is left to `look`.
fn killed(
    story: &str,
    prepare: impl Fn(&Workshop),
    words: impl Fn(&Workshop) -> Vec<String>,
    mut look: impl FnMut(&Workshop, u32),
) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let workshop = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
    let whole = workshop("whole");
    prepare(&whole);
    let start = Instant::now();
    let words_of = |who: &Workshop| words(who);
    let ended = whole.end(&texts(&words_of(&whole)));
    assert_eq!(ended.status, Some(0), "{story}: {ended:?}");
    let lasts = start.elapsed();
    let mut cut = 0;
    for moment in 0..MOMENTS {
        let who = workshop(&format!("{story}-{moment}"));
        prepare(&who);
        let mut child = who.start(&texts(&words_of(&who)));
        std::thread::sleep(lasts * moment / MOMENTS);
        // SIGKILL: nothing of the program runs after it.
        child.kill().expect("it was started");
        cut += u32::from(!child.wait().expect("it was started").success());
        look(&who, moment);
    }
    assert!(
        cut > MOMENTS / 4,
        "{story}: {cut} of {MOMENTS} were cut short"
    );
}

#[test]
fn founding() {
    let words = ["new", "Valley Tools", "--person", "Ana"].map(str::to_owned);
    killed(
        "new",
        |_| {},
        |_| words.to_vec(),
        |who, moment| {
            let before = opens(who);
            if before == 0 {
                who.json(&texts(&words));
            }
            assert_eq!(opens(who), 1, "moment {moment}");
            work(who);
            assert_eq!(who.json(&["check"])["ok"], true);
            assert_eq!(unfinished(who), Vec::<String>::new());
        },
    );
}

#[test]
fn joining() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ana = Workshop::new(PROGRAM, folder.path(), "ana");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    work(&ana);
    let uses = (MOMENTS + 1).to_string();
    let invitation = string(&ana.json(&["invite", "--uses", &uses])["invitation"]);
    let running = ana.running();
    let words = |_: &Workshop| {
        let words = [
            "join",
            &invitation,
            "--person",
            "Ben",
            "--peer",
            &running.address,
        ];
        [&words[..], &LOOPBACK]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    killed(
        "join",
        |_| {},
        words,
        |who, moment| {
            opens(who);
            let again = who.end(&texts(&words(who)));
            let is_in = again.err.contains("in that commons already");
            assert!(
                again.status == Some(0) || is_in,
                "moment {moment}: {again:?}"
            );
            who.sync(&running.address);
            work(who);
            who.sync(&running.address);
            assert_eq!(who.json(&["check"])["ok"], true);
        },
    );
    drop(running);
    // Nobody came twice: one person for each home, however often it tried.
    let people = ana.json(&["person", "list"]);
    let people = people["people"].as_array().expect("a list").len();
    assert_eq!(people as u32, MOMENTS + 2, "Ana, and one for each home");
    assert_eq!(ana.json(&["check"])["ok"], true);
}

#[test]
fn restoring() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ana = Workshop::new(PROGRAM, folder.path(), "ana");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    ana.json(&["design", "new", "Seed cleaner"]);
    let drawing = folder.path().join("fan.stl");
    fs::write(&drawing, vec![7; 3_000_000]).expect("the folder is writable");
    ana.json(&["design", "attach", "Seed cleaner", text(&drawing)]);
    work(&ana);
    let backup = folder.path().join("backup");
    ana.json(&["backup", text(&backup)]);
    let words = ["restore".to_owned(), text(&backup).to_owned()];
    let mut unfinished_homes = 0;
    killed(
        "restore",
        |_| {},
        |_| words.to_vec(),
        |who, moment| {
            let left = who.end(&["ledger"]);
            if left.status != Some(0) {
                plain(&left.err);
                unfinished_homes += u32::from(left.err.contains("restore"));
            }
            let again = who.end(&texts(&words));
            let is_done = again.err.contains("not empty");
            assert!(
                again.status == Some(0) || is_done,
                "moment {moment}: {again:?}"
            );
            if is_done && opens(who) == 0 {
                // Only the settings were there: a kill before the restore began.
                return;
            }
            let ledger = who.json(&["ledger"]);
            assert_eq!(ledger["total"], 1, "moment {moment}: {ledger}");
            assert_eq!(
                who.json(&["device", "list"])["devices"]
                    .as_array()
                    .map(Vec::len),
                Some(2)
            );
            let saved = who.home().join("fan.stl");
            who.json(&["design", "save", "Seed cleaner", "fan.stl", text(&saved)]);
            work(who);
            assert_eq!(who.json(&["check"])["ok"], true);
        },
    );
    assert!(unfinished_homes > 0, "none was killed in the middle");
}

#[test]
fn importing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for number in 0..40 {
        let manifest = format!(
            "okhv: OKH-LOSHv1.0\nname: Tool {number}\nfunction: It does number {number}.\nlicense: CERN-OHL-S-2.0\nlicensor: Ana\nversion: 1.0.0\nrepo: https://example.org/{number}\n"
        );
        fs::write(folder.path().join(format!("{number}.yml")), manifest).expect("it is writable");
    }
    let words = ["import".to_owned(), text(folder.path()).to_owned()];
    let prepare = |who: &Workshop| {
        who.json(&["new", "Valley Tools", "--person", "Ana"]);
    };
    let mut counts = vec![];
    killed(
        "import",
        prepare,
        |_| words.to_vec(),
        |who, moment| {
            let designs = who.json(&["design", "list"]);
            let designs = designs["designs"].as_array().expect("a list").clone();
            if let Some(design) = designs.last() {
                let shown = who.json(&["design", "show", &string(&design["name"])]);
                assert!(shown["function"].is_string(), "moment {moment}: {shown}");
            }
            counts.push(designs.len());
            assert_eq!(who.json(&["check"])["ok"], true);
            work(who);
        },
    );
    assert!(counts.iter().any(|count| *count < 40), "{counts:?}");
}

/// Entries that were acknowledged stay, whenever the program is killed while it writes the next one.
#[test]
fn writing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ana = Workshop::new(PROGRAM, folder.path(), "ana");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let start = Instant::now();
    work(&ana);
    let lasts = start.elapsed();
    let mut acknowledged = 1;
    for moment in 0..MOMENTS * 2 {
        let mut child = ana.start(&WORK);
        std::thread::sleep(lasts * moment / (MOMENTS * 2) + Duration::from_millis(5));
        let _ = child.kill();
        acknowledged += u64::from(child.wait().expect("it was started").success());
        let total = ana.json(&["ledger"])["total"].as_u64().expect("a number");
        assert!(
            total >= acknowledged,
            "moment {moment}: {total} of {acknowledged}"
        );
        acknowledged = total;
    }
    assert_eq!(ana.json(&["check"])["ok"], true);
    let devices = ana.json(&["device", "list"]);
    assert_eq!(
        devices["devices"].as_array().map(Vec::len),
        Some(1),
        "no kill costs a key"
    );
}

const WORK: [&str; 5] = ["contribute", "--type", "care", "--quantity", "1h"];

fn work(who: &Workshop) {
    who.json(&WORK);
}

/// How many commons the home holds, all of which open.
fn opens(who: &Workshop) -> usize {
    let folder = who.home().join("commons");
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    let ids: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.contains('.'))
        .collect();
    for id in &ids {
        let ended = who.end(&["fingerprint", "--commons", id]);
        assert_eq!(ended.status, Some(0), "{id}: {ended:?}");
    }
    if ids.is_empty() {
        plain(&who.refused(&["ledger"]));
    }
    ids.len()
}

/// What a kill left beside the commons themselves.
fn unfinished(who: &Workshop) -> Vec<String> {
    let entries = fs::read_dir(who.home().join("commons")).expect("a folder");
    let names = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains('.')).collect()
}

/// What happened - why - what to do.
fn plain(err: &str) {
    assert!(!err.contains("panicked"), "{err}");
    assert!(
        err.trim().split(" - ").count() >= 3,
        "it has three parts: {err}"
    );
}

fn texts(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn string(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is a text"))
        .to_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are plain")
}
