//! A computer that is always on: it reads and passes on, and never writes.

use std::path::Path;
use tests::process::{Workshop, string};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");

#[test]
fn a_device_that_only_passes_on_brings_two_together_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| Workshop::new(PROGRAM, Path::new(folder.path()), name);
    let (ana, shelf, cleo) = (at("ana"), at("shelf"), at("cleo"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let design = string(&ana.json(&["design", "new", "Seed cleaner", "--licence", "PPL"])["id"]);
    let invitation = string(&ana.json(&["invite", "--uses", "2"])["invitation"]);
    let trouble = ana.refused(&["run", "--replica"]);
    assert!(trouble.contains("may write in Valley Tools"), "{trouble}");

    let running = ana.running();
    let peer = ["--peer", &running.address];
    let words = ["join", &invitation, "--person", "Shelf", "--replica"];
    shelf.json(&[&words[..], &peer].concat());
    drop(running);
    let trouble = shelf.refused(&["design", "edit", &design, "function", "anything"]);
    assert!(trouble.contains("only reads and passes on"), "{trouble}");

    // Ana is away. Cleo comes in through the one that is always on, and finds everything.
    let running = shelf.running_with(&["--replica"]);
    cleo.join(&invitation, "Cleo", &running.address);
    cleo.json(&["design", "edit", &design, "function", "Cleans seed"]);
    cleo.sync(&running.address);
    drop(running);
    let running = shelf.running_with(&["--replica"]);
    ana.sync(&running.address);
    let shown = ana.json(&["design", "show", &design]);
    assert!(shown.to_string().contains("Cleans seed"), "{shown:#}");
}
