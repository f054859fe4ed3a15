//! A file over the limit of a home comes when somebody asks for it, and not before.

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

/// A home in which no file comes by itself.
fn wants_nothing_unasked(home: &Path) {
    let mut home = app::home::Home::open(home, app::chance::bytes()).unwrap();
    home.change_settings(|settings| settings.fetch_bytes_max = 0)
        .unwrap();
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are plain")
}
