//! A variant of a design: it begins with everything that stands there, and names for good where it came from.

use serde_json::Value;
use std::path::Path;
use tests::process::{Workshop, string, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");

#[test]
fn a_variant_has_everything_and_each_release_of_it_names_its_parent() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut ana = Workshop::new(PROGRAM, folder.path(), "ana");
    ana.set_day("2026-02-10");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/okh/seed-cleaner.okh.yml");
    ana.json(&["import", text(&sample)]);
    let list = ana.json(&["design", "list"]);
    let parent = string(&list["designs"][0]["id"]);
    ana.json(&["design", "edit", &parent, "licence", "LicenseRef-CopyFair"]);
    ana.json(&["design", "part", &parent, "name=Fan", "quantity=2"]);
    let released = string(&ana.json(&["design", "release", &parent, "1.0"])["fact"]);

    ana.refused(&[
        "design", "fork", &parent, "--name", "For rice", "--reason", " ",
    ]);
    let words = ["--name", "For rice", "--reason", "finer sieves"];
    let made = ana.json(&[&["design", "fork", &parent][..], &words].concat());
    let fork = string(&made["id"]);
    assert_ne!(fork, parent);

    let (was, is) = (
        ana.json(&["design", "show", &parent]),
        ana.json(&["design", "show", &fork]),
    );
    assert_eq!(is["name"], "For rice");
    for same in ["licence", "function", "kind", "texts", "words"] {
        assert_eq!(was[same], is[same], "{same}");
    }
    assert_eq!(cells(&was["parts"]), cells(&is["parts"]));
    assert_eq!(cells(&was["files"]), cells(&is["files"]));
    let shown = is.to_string();
    assert!(
        shown.contains("finer sieves") && shown.contains(&parent),
        "{is:#}"
    );
    // What it was before stays out of it, and its parent knows nothing of it.
    assert_eq!(ana.json(&["design", "show", &parent]), was);

    ana.json(&["design", "release", &fork, "1.0"]);
    let books = folder.path().join("books");
    ana.json(&["ledger", "--export", "facts", "--to", text(&books)]);
    let facts = std::fs::read_to_string(books.join("facts.jsonl")).expect("it was written");
    let release = facts
        .lines()
        .find(|line| line.contains(&fork) && line.contains(&released));
    release.expect("the release of the variant names the release that it was made from");
}

#[test]
fn a_design_leaves_as_a_manifest_and_as_a_page_and_comes_in_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ana = Workshop::new(PROGRAM, folder.path(), "ana");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let made = ana.json(&[
        "design",
        "new",
        "Fan <b>& sieve",
        "--licence",
        "CERN-OHL-S-2.0",
    ]);
    let design = string(&made["id"]);
    ana.json(&[
        "design",
        "edit",
        &design,
        "function",
        "Cleans seed <script>alert(1)</script>",
    ]);
    ana.json(&["design", "part", &design, "name==1+1", "quantity=2"]);

    let write = |format: &str| {
        let to = folder.path().join(format);
        let words = [
            "design",
            "export",
            &design,
            "--format",
            format,
            "--to",
            text(&to),
        ];
        let report = ana.json(&words);
        let again = ana.refused(&words);
        assert!(again.contains("is there already"), "{again}");
        let parts = std::fs::read_to_string(to.join("bom.csv")).expect("the parts");
        assert!(parts.contains("'=1+1"), "no cell is a formula: {parts}");
        (to, report)
    };
    let (new, report) = write("okh-2.4");
    assert!(report["missing"].to_string().contains("repo"), "{report:#}");
    let (old, _) = write("okh-v1");
    let (page, report) = write("html");
    let page = page.join(report["files"][0]["file"].as_str().expect("a name"));
    let page = std::fs::read_to_string(page).expect("the page");
    assert!(
        page.contains("&lt;script&gt;") && !page.contains("<script"),
        "{page}"
    );
    assert!(page.contains("Fan &lt;b&gt;&amp; sieve"));

    let ben = Workshop::new(PROGRAM, folder.path(), "ben");
    ben.json(&["new", "Hill Workshop", "--person", "Ben"]);
    ben.json(&["import", text(&new), text(&old)]);
    let list = ben.json(&["design", "list"]);
    let designs = list["designs"].as_array().expect("a list");
    assert_eq!(designs.len(), 2);
    for design in designs {
        assert_eq!(design["name"], "Fan <b>& sieve");
        assert_eq!(design["licence"], "CERN-OHL-S-2.0");
    }
}

/// What stands in the lines of a table, without their names.
fn cells(table: &Value) -> Vec<Value> {
    let lines = table.as_array().cloned().unwrap_or_default();
    let without_name = |mut line: Value| {
        if let Some(line) = line.as_object_mut() {
            line.remove("line");
            line.remove("id");
        }
        line
    };
    lines.into_iter().map(without_name).collect()
}
