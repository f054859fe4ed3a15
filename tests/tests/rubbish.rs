//! Whatever comes in is answered with what happened, why, and what to do; nothing is lost and nothing panics.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tests::homes::Home;
use tests::process::{LOOPBACK, Workshop, string, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
/// Nobody listens there.
const NOBODY: &str = "127.0.0.1:1";

struct Place {
    folder: tempfile::TempDir,
    ana: Workshop,
}

impl Place {
    /// Ana has founded a commons and logged some work.
    fn new() -> Place {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ana = Workshop::new(PROGRAM, folder.path(), "ana");
        ana.json(&["new", "Valley Tools", "--person", "Ana"]);
        ana.json(&["design", "new", "Seed cleaner", "--function", "Cleans seed"]);
        ana.json(&[
            "contribute",
            "--type",
            "care",
            "--quantity",
            "2h",
            "--note",
            NOTE,
        ]);
        Place { folder, ana }
    }

    fn workshop(&self, name: &str) -> Workshop {
        Workshop::new(PROGRAM, self.folder.path(), name)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn invite(&self, more: &[&str]) -> String {
        string(&self.ana.json(&[&["invite"], more].concat())["invitation"])
    }
}

const NOTE: &str = "swept the workshop from end to end";

#[test]
fn invitations_that_do_not_open_the_door() {
    let place = Place::new();
    let other = place.workshop("other");
    other.json(&["new", "Another Commons", "--person", "Olga"]);
    let foreign = string(&other.json(&["invite"])["invitation"]);
    let once = place.invite(&["--uses", "1"]);
    let expired = ["invite", "--days", "1", "--day", "2024-01-01"];
    let long_ago = string(&place.ana.json(&expired)["invitation"]);
    let before = print(&place.ana);
    let running = place.ana.running();
    let join = |name: &str, invitation: &str, address: &str| {
        let words = [
            "join", invitation, "--person", name, "--peer", address, "--wait", "3",
        ];
        place.workshop(name).end(&[&words[..], &LOOPBACK].concat())
    };
    for wrong in [
        "",
        "nonsense",
        "commonwright:",
        &once[..once.len() - 9],
        &once.replace('a', "b"),
    ] {
        let ended = join("Wrong", wrong, &running.address);
        said(&ended.err, &["invitation"]);
        assert!(matches!(ended.status, Some(1 | 2)), "{ended:?}");
    }
    for (invitation, why) in [(&foreign, ""), (&long_ago, "expired")] {
        let ended = join("Eve", invitation, &running.address);
        assert_eq!(ended.status, Some(1), "{ended:?}");
        said(&ended.err, &[why]);
    }
    for (address, status) in [
        ("not an address", 2),
        (&format!("{}@{NOBODY}", endpoint(&running.address))[..], 1),
    ] {
        let ended = join("Nora", &once, address);
        assert_eq!(ended.status, Some(status), "{address}: {ended:?}");
        said(&ended.err, &[]);
    }
    drop(running);
    assert_eq!(print(&place.ana), before, "none of them left anything");

    let running = place.ana.running();
    place.workshop("ben").join(&once, "Ben", &running.address);
    let late = join("Late", &once, &running.address);
    assert_eq!(late.status, Some(1), "{late:?}");
    said(&late.err, &["as often as it may be"]);
    drop(running);
    sound(&place.ana);
}

#[test]
fn a_folder_in_use_names_the_process() {
    let place = Place::new();
    let before = print(&place.ana);
    let running = place.ana.running();
    let process = fs::read_to_string(place.ana.home().join("in-use")).expect("the mark is there");
    assert!(process.trim().parse::<u32>().is_ok(), "{process}");
    let err = place.ana.refused(&["ledger"]);
    said(&err, &["in use", &format!("process {}", process.trim())]);
    drop(running);
    assert_eq!(print(&place.ana), before);
    sound(&place.ana);
}

#[test]
fn a_folder_of_a_newer_version_is_left_alone() {
    let place = Place::new();
    let before = print(&place.ana);
    let file = place.ana.home().join("settings.json");
    let was = fs::read(&file).expect("settings are there");
    fs::write(&file, r#"{"version": 99, "theme": "of tomorrow"}"#).expect("the folder is writable");
    said(&place.ana.refused(&["ledger"]), &["newer"]);
    assert!(
        fs::read_to_string(&file)
            .expect("still there")
            .contains("of tomorrow")
    );
    fs::write(&file, was).expect("the folder is writable");
    assert_eq!(print(&place.ana), before);
    sound(&place.ana);
}

#[test]
fn a_damaged_history_is_named_mended_and_filled_again() {
    let place = Place::new();
    let invitation = place.invite(&["--uses", "1"]);
    let running = place.ana.running();
    let ben = place.workshop("ben");
    ben.join(&invitation, "Ben", &running.address);
    drop(running);
    let before = print(&place.ana);
    assert_eq!(print(&ben), before);

    let store = history(&place.ana);
    let whole = fs::read(&store).expect("the history is there");
    let found = whole
        .windows(NOTE.len())
        .position(|part| part == NOTE.as_bytes());
    let mut damaged = whole.clone();
    damaged[found.expect("the note stands in the file")] ^= 1;
    fs::write(&store, &damaged).expect("the folder is writable");
    let ended = place.ana.end(&["check", "--json"]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    let report: Value = serde_json::from_str(&ended.out).expect("one object");
    assert_eq!(report["ok"], false);
    let remedy = report["problems"][0]["remedy"].as_str();
    assert!(
        remedy.is_some_and(|remedy| remedy.contains("check --repair")),
        "{report}"
    );
    place.ana.end(&["check", "--repair"]);
    let running = ben.running();
    place.ana.sync(&running.address);
    drop(running);
    assert_eq!(print(&place.ana), print(&ben), "the peer brought it again");
    // It was her own, so she goes on with another key (`mending.rs`).
    assert_ne!(print(&place.ana), before);
    sound(&place.ana);

    // Whatever byte is wrong: a sentence or the right answer, and never a panic.
    let whole = fs::read(&store).expect("the history is there");
    for turn in 0..12 {
        let mut damaged = whole.clone();
        let at = turn * whole.len() / 12 + turn * 7;
        for byte in &mut damaged[at..(at + 40).min(whole.len())] {
            *byte ^= 0x5a;
        }
        fs::write(&store, &damaged).expect("the folder is writable");
        for words in [
            &["check"][..],
            &["ledger"],
            &["design", "list"],
            &["fingerprint"],
        ] {
            let ended = place.ana.end(words);
            assert!(
                matches!(ended.status, Some(0 | 1)),
                "{words:?} at {at}: {ended:?}"
            );
            assert!(
                !ended.err.contains("panicked"),
                "{words:?} at {at}: {}",
                ended.err
            );
        }
    }
    for tail in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{tail}", store.display()));
    }
    fs::write(&store, &whole).expect("the folder is writable");
    place.ana.text(&["ledger"]);
    sound(&place.ana);

    // Damaged as a whole: what can still be read stays, and the peer brings the rest.
    let mut damaged = whole.clone();
    damaged[..100].fill(0x5a);
    fs::write(&store, &damaged).expect("the folder is writable");
    assert!(place.ana.refused(&["ledger"]).contains("check --repair"));
    let ended = place.ana.end(&["check", "--repair"]);
    assert!(!ended.err.contains("panicked"), "{ended:?}");
    let running = ben.running();
    place.ana.sync(&running.address);
    drop(running);
    assert_eq!(print(&place.ana), print(&ben), "the peer brought it again");
    assert_eq!(
        place.ana.json(&["ledger"])["total"],
        ben.json(&["ledger"])["total"]
    );
    sound(&place.ana);
}

#[test]
fn sticks_that_hold_rubbish_change_nothing() {
    let place = Place::new();
    let other = place.workshop("other");
    other.json(&["new", "Another Commons", "--person", "Olga"]);
    let (good, foreign, backup) = (place.at("good"), place.at("foreign"), place.at("backup"));
    place.ana.json(&["bundle", "write", text(&good), "--files"]);
    other.json(&["bundle", "write", text(&foreign)]);
    place.ana.json(&["backup", text(&backup)]);
    let before = print(&place.ana);
    let read = |bytes: &[u8]| {
        let file = place.at("stick");
        fs::write(&file, bytes).expect("the folder is writable");
        let read = place.ana.refused(&["bundle", "read", text(&file)]);
        let restored = place.workshop("new").refused(&["restore", text(&file)]);
        said(&restored, &["Nothing was restored"]);
        assert!(!place.at("new").join("commons").exists());
        read
    };
    let whole = fs::read(&good).expect("the bundle is there");
    for share in 0..10 {
        said(
            &read(&whole[..whole.len() * share / 10]),
            &["The bundle was not read"],
        );
        let mut damaged = whole.clone();
        damaged[whole.len() * share / 10] ^= 4;
        said(&read(&damaged), &["The bundle was not read"]);
    }
    said(
        &read(b"a letter to grandmother"),
        &["not one that this program wrote"],
    );
    said(
        &place.ana.refused(&["bundle", "read", text(&foreign)]),
        &["not in", "join"],
    );
    said(
        &place.ana.refused(&["bundle", "read", text(&backup)]),
        &["backup"],
    );
    said(
        &place
            .ana
            .refused(&["bundle", "read", text(&place.at("nowhere"))]),
        &["The bundle was not read"],
    );
    said(
        &place.ana.refused(&["bundle", "write", text(&good)]),
        &["already"],
    );
    said(&place.ana.refused(&["backup", text(&backup)]), &["already"]);
    said(&other.refused(&["restore", text(&backup)]), &["not empty"]);
    assert_eq!(
        place.ana.json(&["bundle", "read", text(&good)])["changes"],
        0
    );
    assert_eq!(print(&place.ana), before);
    sound(&place.ana);
    sound(&other);
}

#[test]
fn a_peer_that_speaks_nonsense_is_not_listened_to() {
    let place = Place::new();
    let invitation = place.invite(&["--uses", "1"]);
    let before = print(&place.ana);
    let running = place.ana.running();
    let address: sync::address::PeerAddress = running.address.parse().expect("as run printed it");
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").expect("a free port");
    for size in [1, 20, 600, 1200] {
        let noise: Vec<u8> = (0..size).map(|byte| (byte * 37 % 251) as u8).collect();
        socket
            .send_to(&noise, address.addresses[0])
            .expect("it leaves");
    }
    for round in 0..4u8 {
        let stranger = Home::new(90 + round);
        stranger.net.dial(address.clone());
        let (link, ..) = stranger.opened();
        let noise: Vec<u8> = (0..5000u32)
            .map(|byte| (byte * 31 % 253) as u8 ^ round)
            .collect();
        for size in [1, 3, 64, 5000] {
            // The other side may have hung up already, and should have.
            let _ = stranger.net.send(link, noise[..size].to_vec());
        }
        stranger.closed();
    }
    let ben = place.workshop("ben");
    ben.join(&invitation, "Ben", &running.address);
    drop(running);
    assert_ne!(print(&place.ana), before, "Ben came in all the same");
    assert_eq!(print(&place.ana), print(&ben));
    sound(&place.ana);
    sound(&ben);
}

#[test]
fn who_is_no_member_of_a_closed_commons_gets_nothing() {
    let place = Place::new();
    // Somebody who found a disk, but not the key: all of the history of yesterday, and another secret.
    let thief = place.workshop("thief");
    let id = fs::read_dir(place.ana.home().join("commons"))
        .expect("a folder")
        .flatten()
        .next()
        .expect("one commons");
    let to = thief.home().join("commons").join(id.file_name());
    fs::create_dir_all(&to).expect("the folder is writable");
    fs::copy(history(&place.ana), to.join("history.sqlite")).expect("it can be copied");
    fs::write(thief.home().join("secret"), [7; 32]).expect("the folder is writable");
    let stolen = print(&thief);
    assert_eq!(stolen, print(&place.ana));
    place.ana.json(&[
        "contribute",
        "--type",
        "care",
        "--quantity",
        "1h",
        "--note",
        "of today",
    ]);
    let before = print(&place.ana);
    let running = place.ana.running();
    let words = ["sync", "--peer", &running.address, "--wait", "3"];
    said(
        &thief.refused(&[&words[..], &LOOPBACK].concat()),
        &["closed", "invitation"],
    );
    drop(running);
    assert_eq!(print(&thief), stolen, "nothing of today came");
    said(
        &thief.refused(&["contribute", "--type", "care", "--quantity", "1h"]),
        &["does not belong to anybody"],
    );
    assert_eq!(print(&place.ana), before);
    sound(&place.ana);
}

#[test]
fn a_full_disk_loses_nothing() {
    let place = Place::new();
    let Some(small) = SmallDisk::mount(&place.at("small")) else {
        eprintln!(
            "\n*** NO SMALL DISK CAN BE MADE HERE (mount -t tmpfs): A FULL DISK IS NOT TESTED ***\n"
        );
        return;
    };
    let zoe = Workshop::new(PROGRAM, &small.0, "zoe");
    zoe.json(&["new", "Small Disk", "--person", "Zoe"]);
    zoe.json(&["contribute", "--type", "care", "--quantity", "2h"]);
    zoe.json(&["fingerprint"]);
    let ballast = small.0.join("ballast");
    let mut kept = print(&zoe);
    fill(&ballast);
    let note = "n".repeat(1500);
    let mut refusal = None;
    for _ in 0..200 {
        let ended = zoe.end(&[
            "contribute",
            "--type",
            "care",
            "--quantity",
            "1h",
            "--note",
            &note,
        ]);
        assert!(!ended.err.contains("panicked"), "{}", ended.err);
        if ended.status != Some(0) {
            refusal = Some(ended);
            break;
        }
        fs::remove_file(&ballast).expect("it is ours");
        kept = print(&zoe);
        fill(&ballast);
    }
    let refusal = refusal.expect("the disk was full at some time");
    assert_eq!(refusal.status, Some(1), "{refusal:?}");
    said(&refusal.err, &["full"]);
    said(
        &zoe.refused(&["backup", text(&small.0.join("backup"))]),
        &[],
    );
    fs::remove_file(&ballast).expect("it is ours");
    assert_eq!(print(&zoe), kept);
    sound(&zoe);
    zoe.json(&[
        "contribute",
        "--type",
        "care",
        "--quantity",
        "1h",
        "--note",
        "there is room again",
    ]);
    sound(&zoe);
}

#[test]
fn the_demo_ends_with_three_equal_homes_and_the_promised_statuses() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let demo = Workshop::new(PROGRAM, folder.path(), "demo");
    let built = demo.json(&["demo", "--headless"]);
    let peers = built["peers"].as_array().expect("a list");
    assert_eq!(peers.len(), 3, "{built}");
    assert!(
        peers
            .iter()
            .all(|peer| peer["fingerprint"] == peers[0]["fingerprint"]),
        "{built}"
    );
    assert_eq!(built["designs"], 12);
    assert!(built["entries"].as_u64() > Some(50), "{built}");
    let codes: Vec<(String, String)> = built["status"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|status| (string(&status["agent"]), string(&status["code"])))
        .collect();
    let story = app::demo::script::story().expect("the story can be read");
    let promised: Vec<&str> = story
        .statuses
        .iter()
        .map(|status| status.code.as_str())
        .collect();
    assert_eq!(
        codes
            .iter()
            .map(|(_, code)| code.as_str())
            .collect::<Vec<_>>(),
        promised
    );
    for (status, promised) in built["status"]
        .as_array()
        .expect("a list")
        .iter()
        .zip(&story.statuses)
    {
        let derived = demo.json(&[
            "status",
            &string(&status["agent"]),
            "--as-of",
            &promised.as_of,
        ]);
        assert_eq!(derived["code"], status["code"], "{derived:#}");
    }
    the_autumn_is_closed_and_its_prize_shared_out(&demo);
    what_material_cost_is_shown_as_money(&demo);
    let collided: Vec<Value> = demo.json(&["design", "list"])["designs"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|design| design["collisions"] == 1)
        .cloned()
        .collect();
    assert_eq!(collided.len(), 1, "one collision waits for a person");
    sound(&demo);
    let again = demo.json(&["demo", "--headless"]);
    assert_eq!(
        again["peers"], built["peers"],
        "it is opened, not built again"
    );
    let nobodys = Workshop::new(PROGRAM, folder.path(), "mine");
    nobodys.json(&["new", "Mine", "--person", "Me"]);
    said(
        &nobodys.refused(&["demo", "--headless"]),
        &["something else"],
    );
    sound(&nobodys);
}

/// A newcomer finds a period that is closed and an income that was shared out, and everything computes it again the same.
fn the_autumn_is_closed_and_its_prize_shared_out(demo: &Workshop) {
    let periods = demo.json(&["seal"])["periods"].clone();
    let autumn = periods.as_array().expect("a list").iter();
    let mut autumn = autumn.filter(|period| period["period"] == "2025-Q4");
    assert_eq!(autumn.next().expect("it is listed")["state"], "closed");
    let runs = demo.json(&["distribute"])["runs"].clone();
    let [run] = runs.as_array().expect("a list").as_slice() else {
        panic!("one: {runs}");
    };
    assert_eq!(
        (&run["state"], &run["amount"]),
        (&"same".into(), &"600.00".into())
    );
    let payouts = run["payouts"].as_array().expect("a list").iter();
    let received = payouts.filter(|payout| !payout["received"].is_null());
    assert_eq!(received.count(), 1, "{run}");
}

/// Material is given in money, and shown as all money is.
fn what_material_cost_is_shown_as_money(demo: &Workshop) {
    let page = demo.json(&["quarter", "2026-Q1"]).to_string();
    assert!(page.contains("180.00 €") && !page.contains("EUR"), "{page}");
}

/// What is said to a person has three parts: what happened - why - what to do.
fn said(err: &str, words: &[&str]) {
    assert!(!err.contains("panicked"), "{err}");
    let is_usage = err.starts_with("error:") && err.contains("--help");
    assert!(
        is_usage || err.trim().split(" - ").count() >= 3,
        "it has three parts: {err}"
    );
    for word in words {
        assert!(err.contains(word), "\"{word}\" stands in: {err}");
    }
}

fn sound(workshop: &Workshop) {
    assert_eq!(workshop.json(&["check"])["ok"], true);
}

fn print(workshop: &Workshop) -> Value {
    workshop.json(&["fingerprint"])
}

fn history(workshop: &Workshop) -> PathBuf {
    let mut all = fs::read_dir(workshop.home().join("commons"))
        .expect("a folder")
        .flatten();
    all.next()
        .expect("one commons")
        .path()
        .join("history.sqlite")
}

fn endpoint(address: &str) -> &str {
    address.split('@').next().expect("an address has two parts")
}

/// Writes zeros until nothing more goes in.
fn fill(file: &Path) {
    use std::io::Write;
    let mut out = fs::File::create(file).expect("the folder is writable");
    for size in [65536, 4096, 512] {
        while out.write_all(&vec![0; size]).is_ok() {}
    }
}

/// A disk of a few megabytes, taken away when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<SmallDisk> {
        fs::create_dir_all(at).ok()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"])
            .arg(at)
            .output();
        mounted
            .is_ok_and(|mounted| mounted.status.success())
            .then(|| SmallDisk(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A program that is only just ending may still hold it.
        for _ in 0..50 {
            let gone = Command::new("umount").arg(&self.0).output();
            if gone.is_ok_and(|gone| gone.status.success()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        eprintln!("{} could not be taken away", self.0.display());
    }
}
