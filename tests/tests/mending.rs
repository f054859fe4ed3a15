//! A disk that lost something never makes a device sign one number twice, and nothing is lost by it.

use rusqlite::Connection;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tests::process::{LOOPBACK, Workshop, wait_until};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");

/// Ana and Ben hold the same; Ana's newest entries are at Ben's too.
struct Pair {
    folder: tempfile::TempDir,
    ana: Workshop,
    ben: Workshop,
}

impl Pair {
    fn new() -> Pair {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ana = Workshop::new(PROGRAM, folder.path(), "ana");
        let ben = Workshop::new(PROGRAM, folder.path(), "ben");
        ana.json(&["new", "Valley Tools", "--person", "Ana"]);
        let running = ana.running();
        drop(running);
        let invitation = ana.json(&["invite"])["invitation"].clone();
        let running = ana.running();
        ben.join(
            invitation.as_str().expect("a text"),
            "Ben",
            &running.address,
        );
        drop(running);
        let pair = Pair { folder, ana, ben };
        pair.ana
            .json(&["design", "new", "Seed cleaner", "--function", "Cleans seed"]);
        work(&pair.ana, "first");
        work(&pair.ana, "second");
        pair.meet();
        pair
    }

    /// Both meet until each holds what the other has.
    fn meet(&self) {
        let running = self.ben.running();
        self.ana.sync(&running.address);
        self.ana.sync(&running.address);
    }

    /// Nothing split, nothing was lost, and all of these notes stand in both ledgers under Ana's name.
    fn all_is_well(&self, anas: &[&str]) {
        for who in [&self.ana, &self.ben] {
            assert_eq!(who.json(&["check"])["ok"], true);
            let numbers = numbers(&history(who));
            let twice: Vec<_> = numbers.iter().filter(|(_, count)| **count > 1).collect();
            assert!(twice.is_empty(), "one number twice: {twice:?}");
            let notes = notes(who, "Ana");
            for note in anas {
                let count = notes.iter().filter(|known| known == note).count();
                assert_eq!(count, 1, "\"{note}\" stands once in {notes:?}");
            }
        }
        assert_eq!(print(&self.ana), print(&self.ben));
    }

    /// Puts the history back to what it was, as a disk does that lost its last writes.
    fn set_back(&self, earlier: &[u8]) {
        let history = history(&self.ana);
        for tail in ["-wal", "-shm"] {
            let _ = fs::remove_file(beside(&history, tail));
        }
        fs::write(&history, earlier).expect("the folder is writable");
    }
}

#[test]
fn the_newest_entry_is_damaged_and_the_device_writes_on_without_a_peer() {
    let pair = Pair::new();
    damage(&history(&pair.ana), "second");
    assert_eq!(pair.ana.end(&["check"]).status, Some(1));
    let ended = pair.ana.end(&["check", "--repair", "--json"]);
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(ended.err.contains("new key"), "{ended:?}");
    let report: Value = serde_json::from_str(&ended.out).expect("one object");
    assert_eq!(report["own_lost"], true, "{report}");
    work(&pair.ana, "after the repair");
    work(&pair.ben, "of Ben");
    assert_eq!(devices(&pair.ana), 2, "the old key vouched for a new one");
    pair.meet();
    pair.all_is_well(&["first", "second", "after the repair"]);
}

#[test]
fn the_newest_records_are_cut_off_and_check_finds_it() {
    let pair = Pair::new();
    // Behind the program's back, as a page that came back from the day before.
    let connection = Connection::open(history(&pair.ana)).expect("a database");
    let cut = "DELETE FROM changes WHERE position >= (SELECT max(position) FROM changes) - 1";
    assert_eq!(connection.execute(cut, []).expect("it can be cut"), 2);
    drop(connection);
    // Tables that know more would tell at once; here they are gone as well.
    let _ = fs::remove_file(history(&pair.ana).with_file_name("derived.sqlite"));
    assert_eq!(pair.ana.end(&["check"]).status, Some(1));
    pair.ana.json(&["check", "--repair"]);
    work(&pair.ana, "after the repair");
    pair.meet();
    pair.all_is_well(&["first", "second", "after the repair"]);
}

#[test]
fn a_repair_that_dropped_only_what_others_wrote_keeps_the_key() {
    let pair = Pair::new();
    work(&pair.ben, "of Ben");
    pair.meet();
    damage(&history(&pair.ana), "of Ben");
    let report = pair.ana.json(&["check", "--repair"]);
    assert_eq!(report["own_lost"], false, "{report}");
    work(&pair.ana, "after the repair");
    assert_eq!(devices(&pair.ana), 1);
    pair.meet();
    pair.all_is_well(&["first", "second", "after the repair"]);
    assert_eq!(notes(&pair.ana, "Ben"), ["of Ben"]);
}

#[test]
fn a_history_that_was_set_back_is_noticed_on_opening() {
    let pair = Pair::new();
    let earlier = fs::read(history(&pair.ana)).expect("the history is there");
    work(&pair.ana, "third");
    pair.meet();
    pair.set_back(&earlier);
    // Nobody ran `check`: the derived tables had seen more than the history holds.
    let ended = pair.ana.end(&[
        "contribute",
        "--type",
        "care",
        "--quantity",
        "1h",
        "--note",
        "fourth",
    ]);
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(ended.err.contains("new key"), "{ended:?}");
    pair.meet();
    pair.all_is_well(&["first", "second", "third", "fourth"]);
}

#[test]
fn a_history_that_begins_anew_never_writes_with_the_old_key() {
    let pair = Pair::new();
    // Long enough that the newest lie on pages of their own.
    for number in 0..8 {
        work(&pair.ana, &format!("newest {number}{}", ".".repeat(1200)));
    }
    pair.meet();
    let mut wrote_at_once = 0;
    let ruins = [
        ruin_newest as fn(&Path),
        ruin_head,
        ruin_half,
        ruin_all,
        fs_remove,
    ];
    for (turn, ruin) in ruins.into_iter().enumerate() {
        ruin(&history(&pair.ana));
        let refused = pair.ana.refused(&["ledger"]);
        assert!(refused.contains("check --repair"), "{refused}");
        let report = pair.ana.json(&["check", "--repair"]);
        assert_eq!(
            (&report["began_anew"], &report["own_lost"]),
            (&Value::Bool(true), &Value::Bool(true)),
            "turn {turn}: {report}"
        );
        let note = format!("at once {turn}");
        let at_once = pair.ana.end(&[
            "contribute",
            "--type",
            "care",
            "--quantity",
            "1h",
            "--note",
            &note,
        ]);
        // Where even the charter is gone nothing can be written before somebody is met.
        assert!(matches!(at_once.status, Some(0 | 1)), "{at_once:?}");
        pair.meet();
        let note = format!("after meeting {turn}");
        work(&pair.ana, &note);
        pair.meet();
        pair.all_is_well(&["first", "second", &note]);
        if at_once.status == Some(0) {
            wrote_at_once += 1;
            pair.all_is_well(&[&format!("at once {turn}")]);
        }
    }
    assert!(wrote_at_once > 0, "the charter was left once at least");
}

#[test]
fn what_builds_on_a_damaged_record_is_not_lost_though_nobody_else_has_it() {
    let pair = Pair::new();
    work(&pair.ana, "third");
    pair.ana.json(&[
        "design",
        "edit",
        "Seed cleaner",
        "function",
        "Cleans seed well",
    ]);
    work(&pair.ana, "fourth");
    // Old records, on which everything of today builds. Only Ana's disk has what is of today.
    damage(&history(&pair.ana), "first");
    let repaired = pair.ana.end(&["check", "--repair"]);
    assert!(
        repaired.out.contains("nothing of them is lost"),
        "{repaired:?}"
    );
    let ledger = notes(&pair.ana, "Ana");
    assert!(
        ledger.is_empty(),
        "none has anything to stand on: {ledger:?}"
    );
    work(&pair.ana, "after the repair");
    pair.meet();
    let all = ["first", "second", "third", "fourth", "after the repair"];
    pair.all_is_well(&all);
    assert_eq!(pair.ana.json(&["check"])["waiting"], 0);
    let shown = pair.ben.json(&["design", "show", "Seed cleaner"]);
    assert_eq!(shown["function"], "Cleans seed well");

    // The same for the file as a whole.
    work(&pair.ana, "fifth");
    let mut bytes = fs::read(history(&pair.ana)).expect("the history is there");
    for note in ["first", "third"] {
        let found = bytes
            .windows(note.len())
            .rposition(|part| part == note.as_bytes());
        bytes[found.expect("it stands in the file")] ^= 1;
    }
    // A field of the file's head that only a whole check looks at.
    bytes[36..40].copy_from_slice(&7_u32.to_be_bytes());
    fs::write(history(&pair.ana), bytes).expect("the folder is writable");
    pair.ana.json(&["check", "--repair"]);
    assert!(
        history(&pair.ana)
            .with_file_name("history.sqlite.damaged")
            .exists()
    );
    pair.meet();
    pair.all_is_well(&[&all[..], &["fifth"]].concat());
}

#[test]
fn a_program_that_stays_on_finds_the_damage_by_itself() {
    let pair = Pair::new();
    damage(&history(&pair.ana), "second");
    forget_scrub(&history(&pair.ana));
    let ben = pair.ben.running();
    // Nobody looks at the entry: it is read because it is a quiet second.
    let ana = pair.ana.running_with(&["--peer", &ben.address]);
    wait_until("the damaged entry was brought by Ben", 60, || {
        fs::read(beside(&history(&pair.ana), "-wal"))
            .is_ok_and(|bytes| bytes.windows(6).any(|part| part == b"second"))
    });
    ana.kill();
    drop(ben);
    pair.meet();
    pair.all_is_well(&["first", "second"]);
    assert_eq!(devices(&pair.ana), 2, "it was her own");
}

#[test]
fn a_stick_with_ones_own_newer_entries_renews_the_key_as_well() {
    let pair = Pair::new();
    let earlier = fs::read(history(&pair.ana)).expect("the history is there");
    work(&pair.ana, "third");
    let stick = pair.folder.path().join("stick");
    pair.ana.json(&["bundle", "write", text(&stick)]);
    pair.set_back(&earlier);
    let _ = fs::remove_file(history(&pair.ana).with_file_name("derived.sqlite"));
    let ended = pair.ana.end(&["bundle", "read", text(&stick)]);
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(ended.err.contains("new key"), "{ended:?}");
    work(&pair.ana, "fourth");
    pair.meet();
    pair.all_is_well(&["first", "second", "third", "fourth"]);
}

#[test]
fn a_folder_that_was_copied_goes_on_with_a_key_of_its_own() {
    let pair = Pair::new();
    let copy = Workshop::new(PROGRAM, pair.folder.path(), "copy");
    copy_folder(pair.ana.home(), copy.home());
    work(&pair.ana, "on the old laptop");
    pair.meet();
    // The copy knows nothing of that. It meets Ben before it writes.
    let running = pair.ben.running();
    let ended = copy.end(&[&["sync", "--peer", &running.address][..], &LOOPBACK].concat());
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(ended.err.contains("new key"), "{ended:?}");
    assert!(
        ended.err.contains("device add"),
        "what to do instead: {ended:?}"
    );
    drop(running);
    work(&copy, "on the new laptop");
    work(&pair.ana, "on the old laptop again");
    let running = pair.ben.running();
    copy.sync(&running.address);
    drop(running);
    pair.meet();
    let running = pair.ben.running();
    copy.sync(&running.address);
    drop(running);
    let all = [
        "on the old laptop",
        "on the new laptop",
        "on the old laptop again",
    ];
    pair.all_is_well(&all);
    assert_eq!(print(&copy), print(&pair.ben));
}

#[test]
fn two_copies_of_a_folder_that_both_wrote_keep_what_both_wrote() {
    let pair = Pair::new();
    let copy = Workshop::new(PROGRAM, pair.folder.path(), "copy");
    copy_folder(pair.ana.home(), copy.home());
    let designs = pair.ana.json(&["design", "list"]);
    let design = text_of(&designs["designs"][0]["id"]);
    // One key on two computers, far from each other and from everybody.
    let write = |who: &Workshop, field: &str, value: &str, note: &str| {
        who.json(&["design", "edit", &design, field, value]);
        work(who, note);
    };
    write(&pair.ana, "making", "Cut the sieve.", "on the old laptop");
    write(&pair.ana, "version", "0.2", "on the old laptop again");
    write(&copy, "operating", "Pour slowly.", "on the new laptop");
    pair.meet();
    let running = pair.ben.running();
    let ended = copy.end(&[&["sync", "--peer", &running.address][..], &LOOPBACK].concat());
    assert!(ended.err.contains("new key"), "{ended:?}");
    copy.sync(&running.address);
    drop(running);
    pair.meet();
    let running = pair.ben.running();
    copy.sync(&running.address);
    drop(running);
    pair.meet();
    let all = [
        "on the old laptop",
        "on the old laptop again",
        "on the new laptop",
    ];
    for who in [&pair.ana, &pair.ben, &copy] {
        assert_eq!(who.json(&["check"])["ok"], true);
        let notes = notes(who, "Ana");
        for note in all {
            let count = notes.iter().filter(|known| *known == note).count();
            assert_eq!(count, 1, "\"{note}\" stands once in {notes:?}");
        }
        // Of the design one branch stays, and whoever wrote the other one has written it again.
        let shown = who.json(&["design", "show", &design]).to_string();
        for words in ["Cut the sieve.", "0.2", "Pour slowly."] {
            assert_eq!(shown.matches(words).count(), 1, "{words} in {shown}");
        }
        assert_eq!(print(who), print(&pair.ben));
    }
    // Both go on, each with a key of its own.
    write(&pair.ana, "risk", "Mind the blade.", "afterwards");
    write(&copy, "disposal", "Steel is recycled.", "afterwards too");
    pair.meet();
    let running = pair.ben.running();
    copy.sync(&running.address);
    drop(running);
    pair.meet();
    let shown = pair.ana.json(&["design", "show", &design]).to_string();
    assert!(shown.contains("Mind the blade.") && shown.contains("Steel is recycled."));
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// What is in use is refused, and a copy that is damaged says what to do.
#[test]
fn a_lost_secret_is_never_replaced_without_a_word() {
    let pair = Pair::new();
    let secret = pair.ana.home().join("secret");
    let was = fs::read(&secret).expect("the secret is there");
    fs::remove_file(&secret).expect("the folder is writable");
    let refused = pair.ana.refused(&["ledger"]);
    assert!(
        refused.contains("secret") && refused.contains("backup"),
        "{refused}"
    );
    assert!(!secret.exists());
    fs::write(&secret, was).expect("the folder is writable");
    pair.all_is_well(&["first", "second"]);
}

#[test]
fn a_renewed_device_that_is_backed_up_comes_back() {
    let pair = Pair::new();
    damage(&history(&pair.ana), "second");
    pair.ana.json(&["check", "--repair"]);
    work(&pair.ana, "third");
    pair.meet();
    let backup = pair.folder.path().join("backup");
    pair.ana.json(&["backup", text(&backup)]);
    let new = Workshop::new(PROGRAM, pair.folder.path(), "new");
    let restored = new.json(&["restore", text(&backup)]);
    assert_eq!(restored["commons"][0]["person"], "Ana", "{restored}");
    work(&new, "fourth");
    let running = pair.ben.running();
    new.sync(&running.address);
    drop(running);
    pair.meet();
    pair.all_is_well(&["first", "second", "third", "fourth"]);

    // What renewed the key is kept twice, so that one damaged file takes nobody's key away.
    let device = history(&new).with_file_name("device");
    assert!(
        !device.exists(),
        "a restored device has a first key of its own"
    );
    let device = history(&pair.ana).with_file_name("device");
    let mut bytes = fs::read(&device).expect("it was renewed");
    bytes[3] ^= 1;
    fs::write(&device, bytes).expect("the folder is writable");
    let refused = pair.ana.refused(&["ledger"]);
    assert!(refused.contains("damaged"), "{refused}");
    pair.ana.json(&["check", "--repair"]);
    work(&pair.ana, "fifth");
    pair.meet();
    pair.all_is_well(&["first", "second", "third", "fourth", "fifth"]);
}

fn work(who: &Workshop, note: &str) {
    who.json(&[
        "contribute",
        "--type",
        "care",
        "--quantity",
        "1h",
        "--note",
        note,
    ]);
}

/// The notes of a person's entries, in the order of the ledger.
fn notes(who: &Workshop, person: &str) -> Vec<String> {
    let ledger = who.json(&["ledger"]);
    let entries = ledger["entries"].as_array().expect("a list");
    let own = entries.iter().filter(|entry| entry["by"] == person);
    own.filter_map(|entry| Some(entry["note"].as_str()?.to_owned()))
        .collect()
}

fn devices(who: &Workshop) -> usize {
    let devices = who.json(&["device", "list"]);
    devices["devices"].as_array().expect("a list").len()
}

fn print(who: &Workshop) -> Value {
    who.json(&["fingerprint"])
}

/// How many records carry each number of each author in each document.
fn numbers(history: &Path) -> BTreeMap<(i64, i64, i64), i64> {
    let connection = Connection::open(history).expect("a database");
    let sql = "SELECT document, author, seq, count(*) FROM changes GROUP BY document, author, seq";
    let mut statement = connection.prepare(sql).expect("the table is there");
    let read = |row: &rusqlite::Row<'_>| Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?));
    let rows = statement.query_map([], read).expect("it can be read");
    rows.collect::<Result<_, _>>().expect("it can be read")
}

/// Flips one bit of the record in which the note stands.
fn damage(history: &Path, note: &str) {
    let mut bytes = fs::read(history).expect("the history is there");
    let at = bytes
        .windows(note.len())
        .rposition(|part| part == note.as_bytes());
    bytes[at.expect("the note stands in the file")] ^= 1;
    fs::write(history, bytes).expect("the folder is writable");
}

/// The pages on which the newest records lie are zeros; what the charter says is left.
fn ruin_newest(history: &Path) {
    let mut bytes = fs::read(history).expect("the history is there");
    for page in bytes.chunks_mut(4096).skip(1) {
        let is_leaf = page[0] == 13;
        if is_leaf && page.windows(8).any(|part| part == b"newest 7") {
            page.fill(0);
        }
    }
    fs::write(history, bytes).expect("the folder is writable");
}

/// As if everything had been read long ago.
fn forget_scrub(history: &Path) {
    let connection = Connection::open(history).expect("a database");
    let forget = "DELETE FROM local WHERE name = 'scrubbed'";
    connection.execute(forget, []).expect("the table is there");
}

fn ruin_head(history: &Path) {
    let mut bytes = fs::read(history).expect("the history is there");
    bytes[..100].fill(0x5a);
    fs::write(history, bytes).expect("the folder is writable");
}

fn ruin_half(history: &Path) {
    let bytes = fs::read(history).expect("the history is there");
    fs::write(history, &bytes[..bytes.len() / 2]).expect("the folder is writable");
}

fn ruin_all(history: &Path) {
    fs::write(history, b"").expect("the folder is writable");
}

fn fs_remove(history: &Path) {
    fs::remove_file(history).expect("the folder is writable");
}

fn history(who: &Workshop) -> PathBuf {
    let all = fs::read_dir(who.home().join("commons")).expect("a folder");
    let mut all = all.flatten().map(|entry| entry.path());
    all.next().expect("one commons").join("history.sqlite")
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", file.display()))
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder is writable");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).expect("it can be copied");
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are plain")
}
