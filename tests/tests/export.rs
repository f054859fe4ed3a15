//! The books leave the program: what stands in the files is what the program says, and others can compute it again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use model::id::{CommonsId, DocumentId};
use serde_json::Value;
use tests::process::Workshop;

#[path = "export/linked.rs"]
mod linked;

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
const AS_OF: &str = "2026-04-15";
const FELDGUT: &str = "Feldgut Maschinen GmbH";

/// Somebody who wants to see the books of the demo without the program.
struct Reader {
    folder: tempfile::TempDir,
    demo: Workshop,
}

#[test]
fn the_books_of_the_demo_are_read_without_the_program() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let demo = Workshop::new(PROGRAM, folder.path(), "demo");
    demo.json(&["demo", "--headless"]);
    let reader = Reader { folder, demo };
    let books = reader.writes_the_books();
    reader.reads_the_tables(&books);
    reader.reads_the_facts(&books);
    reader.lets_python_compute_a_fee(&books);
    reader.loses_nothing_that_was_there(&books);
    reader.reads_how_an_income_was_shared_out();
}

impl Reader {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn writes_the_books(&self) -> PathBuf {
        let books = self.path("books");
        let words = ["ledger", "--export", "csv,jsonld,facts", "--as-of", AS_OF];
        let report = self
            .demo
            .json(&[&words[..], &["--to", text(&books)]].concat());
        assert_eq!(report["as_of"], AS_OF);
        let fingerprint = self.demo.json(&["fingerprint"]);
        assert_eq!(report["fingerprint"], fingerprint["fingerprint"]);
        for file in list(&report["files"]) {
            let name = file["file"].as_str().expect("a name");
            let bytes = std::fs::metadata(books.join(name))
                .expect("it is there")
                .len();
            assert_eq!(file["bytes"].as_u64(), Some(bytes), "{name}");
        }
        let names: BTreeSet<&str> = list(&report["files"])
            .filter_map(|file| file["file"].as_str())
            .collect();
        for name in [
            "contributions.csv",
            "uses.csv",
            "fees.csv",
            "payments.csv",
            "facts.jsonl",
            "books.jsonld",
        ] {
            assert!(names.contains(name), "{name} in {names:?}");
        }
        let lists = names.iter().filter(|name| name.starts_with("bom/"));
        assert_eq!(lists.count(), 12);
        let linked = list(&report["files"]).find(|file| file["file"] == "books.jsonld");
        linked::read(
            &books,
            linked.map_or(0, |file| file["count"].as_u64().unwrap_or(0)),
        );
        books
    }

    fn reads_the_tables(&self, books: &Path) {
        let work = table(books, "contributions.csv");
        assert_eq!(work.len(), 13);
        let noted = |note: &str| {
            let found = work.iter().find(|row| row["note"].starts_with(note));
            found.unwrap_or_else(|| panic!("no {note}"))
        };
        // 14 h, of which the two reviewers accept 14 and 12: the lower median.
        let drum = noted("Three rings");
        assert_eq!(
            cells(drum, "provider type quantity unit accepted points state"),
            "Ana Brandt|design|840|om:minute-Time|720|12|accepted"
        );
        assert_eq!(
            cells(
                noted("Built the first"),
                "on_behalf_of quantity points points_numerator points_denominator"
            ),
            "Radkollektiv eG|570|9.5|19|2"
        );
        assert_eq!(
            cells(noted("Spring steel"), "quantity unit accepted points"),
            "180.00|EUR|180.00|9"
        );
        assert_eq!(
            cells(
                noted("Pictures of each step"),
                "accepted points state reason"
            ),
            "|0|waits-for-reviews|accepted by 1 of 2, rejected by 0"
        );
        assert_eq!(
            cells(noted("Minutes and preparation"), "state reason"),
            "waits-for-reviews|accepted by 1 of 2, rejected by 1"
        );
        let uses = table(books, "uses.csv");
        let states: Vec<&str> = uses.iter().map(|row| row["state"].as_str()).collect();
        let mut sorted = states.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, ["exempt", "fee", "free", "own-licence"]);
        let fees = table(books, "fees.csv");
        assert_eq!(fees.len(), 1);
        assert_eq!(
            cells(
                &fees[0],
                "period agent revenue rate_numerator rate_denominator fee paid contributed open due state"
            ),
            format!(
                "2026-Q1|{FELDGUT}|45000.00|3|100|1350.00|400.00|400.00|550.00|2026-04-30|open"
            )
        );
        let payments = table(books, "payments.csv");
        assert_eq!(
            cells(
                &payments[0],
                "day payer amount confirmed_by settles left state"
            ),
            format!("2026-04-08|{FELDGUT}|400.00|Ben Okafor|2026-Q1 400.00|0.00|confirmed")
        );
        let status = self.demo.json(&["status", FELDGUT, "--as-of", AS_OF]);
        assert_eq!(status["owed"].as_str(), Some(fees[0]["open"].as_str()));
    }

    fn reads_the_facts(&self, books: &Path) {
        let lines = facts(books);
        acts_hang_together(&lines);
        let head = &lines[0];
        assert_eq!(head["line"], "head");
        let commons: CommonsId = head["commons"]
            .as_str()
            .expect("text")
            .parse()
            .expect("an id");
        let of = |kind: &str| {
            lines
                .iter()
                .filter(move |line| line["line"] == kind)
                .count()
        };
        let total = self.demo.json(&["ledger"])["total"].as_u64();
        assert_eq!(Some(of("fact") as u64), total);
        assert_eq!((of("design"), of("agent")), (12, 5));
        for line in lines
            .iter()
            .filter(|line| line["line"] == "fact" || line["line"] == "act")
        {
            // What an act is called follows from its change: see above.
            if let Some(ledger) = line["ledger"].as_str() {
                let document: DocumentId = ledger.parse().expect("an id");
                let bytes = base64(line["bytes"].as_str().expect("text"));
                let seq = line["seq"].as_u64().expect("a number");
                let id = model::entry::fact_id(commons, document, seq, &bytes);
                assert_eq!(line["id"].as_str(), Some(id.to_string().as_str()), "{line}");
            }
            assert!(
                line["name"].is_string() && line["body"].is_object(),
                "{line}"
            );
        }
        let statuses: BTreeMap<&str, &Value> = lines
            .iter()
            .filter(|line| line["line"] == "status")
            .filter_map(|line| Some((line["agent"].as_str()?, line)))
            .collect();
        let feldgut = self.demo.json(&["status", FELDGUT, "--as-of", AS_OF]);
        let said = statuses[feldgut["id"].as_str().expect("an id")];
        for key in ["code", "owed", "due", "fingerprint"] {
            assert_eq!(said[key], feldgut[key], "{key}");
        }
    }

    fn lets_python_compute_a_fee(&self, books: &Path) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("recompute.py");
        let compute = |facts: &Path| {
            let mut python = Command::new("python3");
            python.arg(&script).arg(facts).args([FELDGUT, "2026-Q1"]);
            python
                .output()
                .expect("python3 runs: `.ci/setup --tests` installs it")
        };
        let facts = books.join("facts.jsonl");
        let computed = compute(&facts);
        let err = String::from_utf8_lossy(&computed.stderr);
        assert!(computed.status.success(), "{err}");
        let found: Value = serde_json::from_slice(&computed.stdout).expect("JSON");
        let expected = serde_json::json!({"fee": "1350.00", "contributed": "400.00", "paid": "400.00", "open": "550.00"});
        assert_eq!(found, expected);
        // A program that said something else would be found out.
        let lie = self.path("lie.jsonl");
        let text = std::fs::read_to_string(&facts).expect("readable");
        std::fs::write(
            &lie,
            text.replace("\"open\":\"550.00\"", "\"open\":\"150.00\""),
        )
        .expect("writable");
        assert_eq!(compute(&lie).status.code(), Some(1));
    }

    /// 100.00 by the designs of the demo, as the tables and the linked data say it.
    fn reads_how_an_income_was_shared_out(&self) {
        let designs = self.demo.json(&["design", "list", "drum"]);
        let design = designs["designs"][0]["id"].as_str().expect("a design");
        let words = [
            "distribute",
            "2026-Q1",
            "--amount",
            "100.00",
            "--day",
            AS_OF,
        ];
        let run = self
            .demo
            .json(&[&words[..], &["--design", design]].concat());
        assert_eq!(run["state"], "same");
        let books = self.path("shared");
        let words = ["ledger", "--export", "csv,jsonld", "--as-of", AS_OF];
        self.demo
            .json(&[&words[..], &["--to", text(&books)]].concat());
        // The prize of the autumn stands there too.
        let id = run["fact"].as_str().expect("an id");
        let mut rows = table(&books, "distribution.csv");
        rows.retain(|row| row["id"] == id);
        let payouts: Vec<&Value> = list(&run["payouts"]).collect();
        let paid: Vec<&str> = rows.iter().map(|row| row["amount"].as_str()).collect();
        let said: Vec<&str> = payouts
            .iter()
            .filter_map(|it| it["amount"].as_str())
            .collect();
        assert_eq!(paid, said);
        let people = rows.iter().filter(|row| row["receiver_kind"] == "agent");
        linked::read_shared(&books, id, people.count());
    }

    fn loses_nothing_that_was_there(&self, books: &Path) {
        let words = [
            "ledger",
            "--export",
            "csv",
            "--as-of",
            AS_OF,
            "--to",
            text(books),
        ];
        std::fs::write(books.join("uses.csv"), "mine").expect("writable");
        let refused = self.demo.refused(&words);
        assert!(refused.contains("is there already"), "{refused}");
        assert_eq!(
            std::fs::read(books.join("uses.csv")).expect("readable"),
            b"mine"
        );
        self.demo.json(&[&words[..], &["--overwrite"]].concat());
        assert_eq!(table(books, "uses.csv").len(), 4);
        let left: Vec<PathBuf> = std::fs::read_dir(books)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "part"))
            .collect();
        assert_eq!(left, Vec::<PathBuf>::new());
    }
}

/// The rows of a table, by heading.
fn table(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let bytes = std::fs::read(folder.join(name)).expect("the table is there");
    let table = model::export::sheet::Table::read(&bytes).expect("a table");
    let row = |row: &Vec<String>| table.headings.iter().cloned().zip(row.clone()).collect();
    table.rows.iter().map(row).collect()
}

/// Each act names those before it, up to the founding, and is named by an id that follows from its change.
fn acts_hang_together(lines: &[Value]) {
    let bytes = |value: &Value| {
        let text = value.as_str().expect("a name").to_uppercase();
        data_encoding::BASE32_NOPAD
            .decode(text.as_bytes())
            .expect("base32")
    };
    let acts: Vec<&Value> = lines.iter().filter(|line| line["line"] == "act").collect();
    let changes: BTreeSet<&str> = acts
        .iter()
        .filter_map(|act| act["change"].as_str())
        .collect();
    let ids: BTreeSet<&str> = acts.iter().filter_map(|act| act["id"].as_str()).collect();
    for act in &acts {
        let before: Vec<&str> = list(&act["after"]).filter_map(Value::as_str).collect();
        assert_eq!(before.is_empty(), act["name"] == "founding", "{act:#}");
        assert!(
            before.iter().all(|change| changes.contains(change)),
            "{act:#}"
        );
        let mut id = blake3::Hasher::new_derive_key("commonwright 2026 act v1");
        for part in [&lines[0]["commons"], &act["charter"], &act["change"]] {
            id.update(&bytes(part));
        }
        assert_eq!(bytes(&act["id"]), id.finalize().as_bytes(), "{act:#}");
    }
    let joined = acts.iter().filter(|act| act["name"] == "joined");
    let mut by: Vec<&str> = joined
        .filter_map(|act| act["body"]["invitation"].as_str())
        .collect();
    by.dedup();
    assert!(
        !by.is_empty() && by.iter().all(|invitation| ids.contains(invitation)),
        "{by:?}"
    );
}

/// Some cells of a row, in this order.
fn cells(row: &BTreeMap<String, String>, headings: &str) -> String {
    let cells: Vec<&str> = headings
        .split(' ')
        .map(|heading| row[heading].as_str())
        .collect();
    cells.join("|")
}

fn facts(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("facts.jsonl")).expect("the facts are there");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}

fn base64(text: &str) -> Vec<u8> {
    data_encoding::BASE64
        .decode(text.as_bytes())
        .expect("base64")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of plain letters")
}
