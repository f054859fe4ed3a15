//! A file over the limit of a home comes when somebody asks for it, and not before.

use model::design::{Edit, FileRole};
use model::id::{FileHash, LineId};
use std::path::Path;
use tests::process::Workshop;

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");

#[test]
fn a_file_that_was_asked_for_comes_from_whoever_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
    let (ana, ben) = (at("ana"), at("ben"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    ana.json(&["design", "new", "Seed cleaner"]);
    let film = folder.path().join("film.mp4");
    std::fs::write(&film, vec![7; 300_000]).unwrap();
    ana.json(&["design", "attach", "Seed cleaner", text(&film)]);
    let invitation = ana.json(&["invite"]);
    let invitation = invitation["invitation"].as_str().unwrap().to_owned();
    wants_nothing_unasked(ben.home());

    let running = ana.running();
    ben.join(&invitation, "Ben", &running.address);
    ben.sync(&running.address);
    let copy = folder.path().join("copy.mp4");
    let save = ["design", "save", "Seed cleaner", "film.mp4", text(&copy)];
    let refused = ben.refused(&save);
    assert!(refused.contains("not here yet"), "{refused}");
    // Asked for while nobody is met, it stays asked for.
    let get = ["design", "get", "Seed cleaner", "film.mp4"];
    let alone = [
        &get[..],
        &["--wait", "1", "--hidden", "--listen", "127.0.0.1:0"],
    ]
    .concat();
    drop(running);
    ben.refused(&alone);
    let running = ana.running();
    assert_eq!(ben.sync(&running.address)["files"], 1);
    assert_eq!(ben.json(&get)["bytes"], 300_000, "it is here already");
    ben.json(&save);
    assert_eq!(std::fs::read(&copy).ok(), std::fs::read(&film).ok());

    let cleo = at("cleo");
    wants_nothing_unasked(cleo.home());
    drop(running);
    let invitation = ana.json(&["invite"]);
    let invitation = invitation["invitation"].as_str().unwrap().to_owned();
    let running = ana.running();
    cleo.join(&invitation, "Cleo", &running.address);
    let meeting = [
        "--peer",
        &running.address,
        "--hidden",
        "--listen",
        "127.0.0.1:0",
    ];
    let got = cleo.json(&[&get[..], &meeting].concat());
    assert_eq!(got["bytes"], 300_000);
    let odd = cleo.refused(&["design", "get", "Seed cleaner", "nothing.mp4"]);
    assert!(odd.contains("no file called"), "{odd}");
}

/// Anybody who edits can name any file and say of it what they like.
#[test]
fn a_false_size_keeps_a_file_from_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
    let (ana, ben, cleo) = (at("ana"), at("ben"), at("cleo"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    ana.json(&["design", "new", "Seed cleaner"]);
    let film = folder.path().join("film.mp4");
    std::fs::write(&film, vec![7; 30_000]).unwrap();
    ana.json(&["design", "attach", "Seed cleaner", text(&film)]);
    let hash = FileHash(*blake3::hash(&[7; 30_000]).as_bytes());
    for (line, size) in [1, 29_999, 30_001].into_iter().enumerate() {
        let home = app::home::Home::open(ana.home(), [0; 32]).unwrap();
        let id = home.commons().unwrap()[0];
        let mut commons = app::commons::Commons::open(&home, id).unwrap();
        let line = LineId([line as u8; 8]);
        let role = FileRole::Auxiliary;
        let named = Edit::attach_file(line, "other.mp4", role, hash, size, "text/plain");
        let when = app::deed::When::now(None);
        commons.begin_design(&[named], when).unwrap();
    }
    let invitation = ana.json(&["invite", "--uses", "2"]);
    let invitation = invitation["invitation"].as_str().unwrap().to_owned();
    let running = ana.running();
    ben.join(&invitation, "Ben", &running.address);
    ben.sync(&running.address);
    let copy = folder.path().join("copy.mp4");
    ben.json(&["design", "save", "Seed cleaner", "film.mp4", text(&copy)]);
    assert_eq!(std::fs::read(&copy).unwrap().len(), 30_000);
    wants_nothing_unasked(cleo.home());
    cleo.join(&invitation, "Cleo", &running.address);
    cleo.sync(&running.address);
    drop(running);
    // On a stick neither.
    let stick = folder.path().join("valley");
    ben.json(&["bundle", "write", text(&stick), "--files", "--plain"]);
    assert_eq!(cleo.json(&["bundle", "read", text(&stick)])["files"], 1);
}

/// However many files somebody names: beyond a limit a person asks for each.
#[test]
fn what_comes_by_itself_has_a_limit_in_all() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
    let (ana, ben) = (at("ana"), at("ben"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    ana.json(&["design", "new", "Seed cleaner"]);
    let invitation = ana.json(&["invite"]);
    let invitation = invitation["invitation"].as_str().unwrap().to_owned();
    let running = ana.running();
    ben.join(&invitation, "Ben", &running.address);
    drop(running);
    let film = folder.path().join("film.mp4");
    std::fs::write(&film, vec![7; 30_000]).unwrap();
    ana.json(&["design", "attach", "Seed cleaner", text(&film)]);
    {
        let home = app::home::Home::open(ben.home(), [0; 32]).unwrap();
        let id = home.commons().unwrap()[0];
        let mut commons = app::commons::Commons::open(&home, id).unwrap();
        assert!(commons.takes_unasked(30_000));
        let much = app::engine::UNASKED_BYTES_MAX - 30_000;
        commons.count_unasked(much).unwrap();
    }
    let running = ana.running();
    ben.sync(&running.address);
    let copy = folder.path().join("copy.mp4");
    let save = ["design", "save", "Seed cleaner", "film.mp4", text(&copy)];
    let refused = ben.refused(&save);
    assert!(refused.contains("not here yet"), "{refused}");
    let get = ["design", "get", "Seed cleaner", "film.mp4", "--peer"];
    let here = ["--hidden", "--listen", "127.0.0.1:0"];
    ben.json(&[&get[..], &[running.address.as_str()], &here[..]].concat());
    ben.json(&save);
}

/// A home in which no file comes by itself.
fn wants_nothing_unasked(home: &Path) {
    let mut home = app::home::Home::open(home, app::chance::bytes()).unwrap();
    home.change_settings(|settings| settings.fetch_bytes_max = 0)
        .unwrap();
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are plain")
}
