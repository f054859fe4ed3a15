//! Once a week, and with each release, a steward's program pins history: of a history that splits later the pinned branch stays.

use super::PROGRAM;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use tests::process::{Workshop, string, text};

/// Of so many designs a program that knows no pins would keep the same branches once in a million times.
const DESIGNS: usize = 20;

#[test]
fn of_designs_that_split_after_a_pin_the_pinned_branch_stays() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
    let (ana, ben, cleo, copy) = (at("ana"), at("ben"), at("cleo"), at("copy"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    join(&ana, &ben, "Ben");
    join(&ana, &cleo, "Cleo");
    let designs: Vec<String> = (0..DESIGNS)
        .map(|number| {
            let name = format!("Design {number}");
            string(&ana.json(&["design", "new", &name, "--function", "Still empty"])["id"])
        })
        .collect();
    meet(&ana, &ben);
    meet(&ana, &cleo);
    // Ben's folder is copied, and both copies write where nobody sees both.
    copy_folder(ben.home(), copy.home());
    for design in &designs {
        ben.json(&["design", "edit", design, "function", "By the laptop"]);
        copy.json(&["design", "edit", design, "function", "By the copy"]);
    }
    meet(&ana, &ben);
    assert_eq!(acts(&ana), acts(&cleo), "no week has passed yet");
    a_week_passes(&ana);
    meet(&ana, &cleo);
    assert_eq!(
        pins(&ana),
        1,
        "one act has room for all of them, and Cleo is no steward"
    );

    let stick = folder.path().join("stick");
    copy.json(&["bundle", "write", text(&stick)]);
    for who in [&ana, &cleo] {
        who.json(&["bundle", "read", text(&stick)]);
        for design in &designs {
            let shown = who.json(&["design", "show", design]);
            assert_eq!(shown["function"], "By the laptop", "{shown}");
        }
        let aside = who.json(&["refused"]);
        let aside = aside["not_counted"].as_array().expect("a list");
        let other = aside.iter().filter(|line| line["by"] == "Ben");
        assert_eq!(
            other.count(),
            DESIGNS,
            "the other branch is kept: {aside:?}"
        );
    }
    assert_eq!(ana.json(&["fingerprint"]), cleo.json(&["fingerprint"]));
}

#[test]
fn a_pin_names_only_what_is_new_and_a_release_pins_its_design() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
    let (ana, dora) = (at("ana"), at("dora"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let new = ["design", "new", "Seed cleaner", "--function", "Cleans seed"];
    ana.json(&[&new[..], &["--licence", "CERN-OHL-S-2.0"]].concat());
    let plan = folder.path().join("plan.txt");
    fs::write(&plan, "a plan").expect("writable");
    ana.json(&["design", "attach", "Seed cleaner", text(&plan)]);
    join_as(&ana, &dora, "Dora", "steward");
    meet(&ana, &dora);
    // The first week begins when a program first could have pinned.
    assert_eq!((pins(&ana), pins(&dora)), (0, 0));
    a_week_passes(&ana);
    meet(&ana, &dora);
    assert_eq!(pins(&ana), 1);
    // Nothing is new: neither she nor the other steward writes anything, week after week.
    let before = acts(&ana);
    for _ in 0..3 {
        a_week_passes(&ana);
        a_week_passes(&dora);
        meet(&ana, &dora);
    }
    assert_eq!((acts(&ana), acts(&dora)), (before, before));

    let edit = ["design", "edit", "Seed cleaner", "version", "1.0"];
    ana.json(&edit);
    ana.json(&["design", "release", "Seed cleaner", "1.0"]);
    assert_eq!(pins(&ana), 2, "with the release, and at once");
    ana.json(&["design", "release", "Seed cleaner", "1.0.1"]);
    assert_eq!(pins(&ana), 2, "the same state is pinned already");
    a_week_passes(&ana);
    meet(&ana, &dora);
    assert_eq!(pins(&dora), 2);
}

#[test]
fn a_seal_pins_everything_that_is_here() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut ana = Workshop::new(PROGRAM, folder.path(), "ana");
    ana.set_day("2026-02-10");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    ana.json(&["design", "new", "Seed cleaner", "--function", "Cleans seed"]);
    ana.json(&["profile", "--note", "In the barn"]);
    ana.set_day("2026-04-10");
    ana.json(&["seal", "2026-Q1"]);
    assert_eq!(pins(&ana), 1, "one act for the design and the profile");
}

fn join(from: &Workshop, to: &Workshop, person: &str) {
    join_as(from, to, person, "maker");
}

fn join_as(from: &Workshop, to: &Workshop, person: &str, role: &str) {
    let line = string(&from.json(&["invite", "--role", role])["invitation"]);
    let running = from.running();
    to.join(&line, person, &running.address);
}

fn meet(one: &Workshop, other: &Workshop) {
    let running = one.running();
    other.sync(&running.address);
    other.sync(&running.address);
}

/// As if the program had pinned long ago: it pins again as soon as it runs.
fn a_week_passes(who: &Workshop) {
    let connection = Connection::open(history(who)).expect("a database");
    let long_ago = "UPDATE local SET value = x'0000000000000001' WHERE name = 'pinned'";
    let marked = connection
        .execute(long_ago, [])
        .expect("the table is there");
    assert_eq!(marked, 1, "a steward's program keeps when it pinned");
}

/// How many acts the charter on this disk holds.
fn acts(who: &Workshop) -> i64 {
    let connection = Connection::open(history(who)).expect("a database");
    let charter = "SELECT number FROM documents WHERE name = (SELECT charter FROM commons)";
    let sql = format!("SELECT count(*) FROM changes WHERE document = ({charter})");
    let counted = connection.query_row(&sql, [], |row| row.get(0));
    counted.expect("it can be counted")
}

fn pins(who: &Workshop) -> usize {
    let home = app::home::Home::open(who.home(), [0; 32]).expect("nobody has it open");
    let id = home.commons().expect("a folder")[0];
    let commons = app::commons::Commons::open(&home, id).expect("it opens");
    let acts = commons.charter().acts().iter();
    let is_pin = |act: &model::charter::Act| matches!(act, model::charter::Act::Pinned(_));
    acts.filter(|record| is_pin(&record.written.act)).count()
}

fn history(who: &Workshop) -> PathBuf {
    let all = fs::read_dir(who.home().join("commons")).expect("a folder");
    let mut all = all.flatten().map(|entry| entry.path());
    all.next().expect("one commons").join("history.sqlite")
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder is writable");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let place = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_folder(&entry.path(), &place),
            false => {
                fs::copy(entry.path(), place).expect("it can be copied");
            }
        }
    }
}
