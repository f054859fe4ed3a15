//! What the other stories do not say by commands: who works with whom, reviews that are taken back, a use of one
//! version, evidence, another's hours, a stick for one person, a code to scan; and what a terminal shows meanwhile.

use model::id::FileHash;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tests::process::{LOOPBACK, Workshop, say_loudly, string, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
const AS_OF: &str = "2026-04-15";
const WORKED: &str = "2026-02-10";
const REPORTED: &str = "2026-04-02";

struct Story {
    folder: tempfile::TempDir,
    ana: Workshop,
    ben: Workshop,
    cleo: Workshop,
}

#[test]
fn three_people_say_everything_by_commands() {
    let mut story = Story::begin();
    story.ben_and_cleo_join_by_a_code_in_capital_letters();
    story.a_second_steward_is_asked_for_and_made();
    story.a_design_has_a_history();
    story.acme_used_one_version_as_half_of_its_product();
    story.only_reviews_of_others_count();
    story.hours_in_anothers_name_wait_for_them();
    story.a_stick_for_ben_has_what_ben_lacks();
    story.what_is_retired_is_not_lost();
    story.what_is_only_linked_is_at_the_source();
}

impl Story {
    fn begin() -> Story {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
        let mut story = Story {
            ana: at("ana"),
            ben: at("ben"),
            cleo: at("cleo"),
            folder,
        };
        story.set_day(WORKED);
        let new = ["new", "Valley Tools", "--person", "Ana", "--open"];
        let few = ["--reviewers", "1", "--attesters", "1"];
        story.ana.json(&[&new[..], &few].concat());
        let books = story.books("founded");
        let founding = books.iter().find(|line| line["name"] == "founding");
        let founding = founding.expect("it stands in the books");
        assert_eq!(founding["body"]["open"], true, "{founding:#}");
        story
    }

    fn set_day(&mut self, day: &str) {
        for workshop in [&mut self.ana, &mut self.ben, &mut self.cleo] {
            workshop.set_day(day);
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Every line of Ana's books, as another program reads them.
    fn books(&self, name: &str) -> Vec<Value> {
        let folder = self.path(name);
        let words = ["ledger", "--export", "facts", "--to", text(&folder)];
        self.ana.json(&words);
        let lines = std::fs::read_to_string(folder.join("facts.jsonl")).expect("it was written");
        let lines = lines.lines();
        lines
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    }

    /// What one entry says, in the books of Ana.
    fn entry(&self, fact: &Value) -> Value {
        let books = self.books(&format!("books-of-{}", string(fact)));
        let entry = books.iter().find(|line| line["id"] == *fact);
        entry.unwrap_or_else(|| panic!("no {fact}"))["body"].clone()
    }

    /// Ana stays on, and the others meet her one after the other, and once more for what came later.
    fn all_meet(&self) {
        let ana = self.ana.running();
        for _ in 0..2 {
            for other in [&self.ben, &self.cleo] {
                other.sync(&ana.address);
            }
        }
    }

    /// What Acme owes, the same on all three.
    fn acme_owes(&self, owed: &str) {
        self.all_meet();
        for workshop in [&self.ana, &self.ben, &self.cleo] {
            let status = workshop.json(&["status", "Acme", "--as-of", AS_OF]);
            assert_eq!(status["owed"], owed, "{status:#}");
        }
    }

    fn ben_and_cleo_join_by_a_code_in_capital_letters(&self) {
        let picture = self.path("invitation.svg");
        let words = ["invite", "--uses", "2", "--days", "3650", "--qr"];
        let invited = self.ana.json(&[&words[..], &[text(&picture)]].concat());
        let capital = string(&invited["invitation"]).to_ascii_uppercase();
        assert_eq!(dark_squares(&picture), squares_of(&capital));
        let ana = self.ana.running();
        // What a telephone reads off the code is what the code says.
        self.ben.join(&capital, "Ben", &ana.address);
        self.cleo.join(&capital, "Cleo", &ana.address);
    }

    fn a_second_steward_is_asked_for_and_made(&self) {
        self.all_meet();
        const ONE: &str = "One steward only: invite a second";
        for workshop in [&self.ana, &self.ben] {
            let list = workshop.text(&["person", "list"]);
            assert!(list.contains(ONE), "{list}");
        }
        let refused = self.ben.refused(&["invite"]);
        assert!(refused.contains("steward"), "{refused}");
        let granted = self.ana.json(&["role", "grant", "Ben", "steward"]);
        assert_eq!(granted["role"], "steward");
        self.all_meet();
        for workshop in [&self.ana, &self.ben, &self.cleo] {
            let list = workshop.text(&["person", "list"]);
            assert!(!list.contains(ONE), "{list}");
            let ben = person(workshop, "Ben");
            assert_eq!(ben["roles"], json!(["maker", "steward"]));
        }
        self.ben.json(&["invite"]);
        self.all_meet();
    }

    fn a_design_has_a_history(&self) {
        let ana = &self.ana;
        ana.json(&["design", "new", "Seed cleaner", "--function", "Cleans seed"]);
        let drawing = self.path("fan.stl");
        std::fs::write(&drawing, app::demo::solids::solid("seed-cleaner")).expect("writable");
        ana.json(&["design", "attach", "Seed cleaner", text(&drawing)]);
        ana.json(&["design", "release", "Seed cleaner", "1.0"]);
        self.all_meet();
        let edit = [
            "design",
            "edit",
            "Seed cleaner",
            "function",
            "Cleans much seed",
        ];
        self.ben.json(&edit);
        self.ben
            .json(&["design", "part", "Seed cleaner", "name=Fan", "quantity=1"]);
        self.all_meet();
        for workshop in [&self.ana, &self.ben, &self.cleo] {
            let diff = workshop.json(&["design", "diff", "Seed cleaner", "1.0"]);
            let changes = diff["changes"].as_array().expect("a list");
            let function = changes.iter().find(|change| change["field"] == "function");
            let function = function.unwrap_or_else(|| panic!("{diff:#}"));
            assert_eq!(
                (&function["before"], &function["after"]),
                (&json!("Cleans seed"), &json!("Cleans much seed"))
            );
            assert!(
                changes.iter().any(|it| it.to_string().contains("Fan")),
                "{diff:#}"
            );
            let from_the_start = workshop.json(&["design", "diff", "Seed cleaner", "start", "1.0"]);
            let from_the_start = from_the_start.to_string();
            assert!(from_the_start.contains("fan.stl") && !from_the_start.contains("Cleans much"));
            let history = workshop.json(&["design", "history", "Seed cleaner"]);
            let history = history["changes"].as_array().expect("a list");
            let people: Vec<&str> = history
                .iter()
                .filter_map(|it| it["person"].as_str())
                .collect();
            assert_eq!(people, ["Ben", "Ben", "Ana", "Ana"], "newest first");
            assert_eq!(history[1]["places"], json!(["Function"]));
            assert_eq!(
                (&history[3]["first"], &history[0]["first"]),
                (&json!(true), &json!(false))
            );
            assert!(history.iter().all(|it| it["day"] == WORKED), "{history:#?}");
        }
    }

    fn acme_used_one_version_as_half_of_its_product(&mut self) {
        let ana = &self.ana;
        ana.json(&["organisation", "new", "Acme"]);
        ana.json(&[
            "attest",
            "Acme",
            "--class",
            "for-profit",
            "--from",
            "2026-01-01",
        ]);
        self.set_day(REPORTED);
        let words = [
            "use",
            "--agent",
            "Acme",
            "--design",
            "Seed cleaner@1.0",
            "--kind",
            "commercial",
            "--from",
            "2026-01-01",
            "--to",
            "2026-03-31",
            "--revenue",
            "45,000.00",
            "--units",
            "12",
            "--part",
            "1/2",
        ];
        let used = self.ana.json(&words);
        let body = self.entry(&used["fact"]);
        assert_eq!(
            (&body["units"], &body["designs"][0]["part"]),
            (&json!(12), &json!("1/2"))
        );
        let books = self.books("released");
        let release = books.iter().find(|line| line["name"] == "release");
        let release = release.expect("it stands in the books");
        // The version, and not what Ben has written since.
        assert_eq!(body["designs"][0]["release"], release["id"]);
        assert_eq!(body["designs"][0]["state"], release["body"]["state"]);
        let unknown = self
            .ana
            .refused(&[&words[..4], &["Seed cleaner@9"], &words[5..]].concat());
        assert!(unknown.contains('9'), "{unknown}");
        // 3 % of the half of it.
        self.acme_owes("675.00");
        self.set_day(WORKED);
    }

    /// Rejected, taken back, accepted, and then it turns out that Ben works there.
    fn only_reviews_of_others_count(&self) {
        let photo = self.path("photo.txt");
        std::fs::write(&photo, "a photo of the bench").expect("writable");
        let words = [
            "contribute",
            "--type",
            "design",
            "--quantity",
            "5h",
            "--design",
            "Seed cleaner",
            "--for",
            "Acme",
            "--evidence",
            text(&photo),
        ];
        let hours = self.ana.json(&words)["fact"].clone();
        let shown = FileHash(*blake3::hash(b"a photo of the bench").as_bytes());
        assert_eq!(self.entry(&hours)["evidence"], json!([shown.to_string()]));
        self.all_meet();
        let hours = string(&hours);
        let rejected = self
            .ben
            .json(&["review", &hours, "--reject", "this was logged twice"]);
        self.acme_owes("675.00");
        let line = self.cleo.text(&["ledger"]);
        assert!(line.contains("Ben: rejected, of entry"), "{line}");
        assert!(line.contains("this was logged twice"), "{line}");
        let refused = self.cleo.refused(&["withdraw", &string(&rejected["fact"])]);
        assert!(
            !refused.is_empty(),
            "a review is withdrawn by whoever wrote it"
        );
        self.ben.json(&["withdraw", &string(&rejected["fact"])]);
        self.ben.json(&["review", &hours, "--accept", "5h"]);
        self.acme_owes("575.00");
        self.ana
            .json(&["person", "affiliate", "Ben", "Acme", "--from", "2026-01-15"]);
        self.acme_owes("675.00");
        let line = self.cleo.text(&["ledger", "--of", "Acme"]);
        assert!(line.contains("Ben works with Acme"), "{line}");
        self.cleo.json(&["review", &hours, "--accept", "5h"]);
        self.acme_owes("575.00");
    }

    /// Ana logs what Ben did; it is his when he says so.
    fn hours_in_anothers_name_wait_for_them(&self) {
        let words = [
            "contribute",
            "--type",
            "care",
            "--quantity",
            "2h",
            "--person",
            "Ben",
        ];
        let said = self.ana.text(&words);
        assert!(said.contains("Ben has to confirm"), "{said}");
        let ledger = self.ana.json(&["ledger"]);
        let mut entries = ledger["entries"].as_array().expect("a list").iter();
        let his = entries.find(|entry| entry["what"] == "2 h care by Ben");
        let his = his.unwrap_or_else(|| panic!("whose it is stands there: {ledger:#}"));
        assert_eq!(his["by"], "Ana");
        let fact = string(&his["fact"]);
        self.all_meet();
        let points = |expected: &str| {
            for workshop in [&self.ana, &self.ben, &self.cleo] {
                let status = workshop.json(&["status", "Ben", "--as-of", AS_OF]);
                assert_eq!(status["points"], expected, "{status:#}");
            }
        };
        self.cleo.json(&["review", &fact, "--accept", "2h"]);
        self.all_meet();
        points("0");
        let refused = self.cleo.refused(&["confirm", &fact]);
        assert!(refused.contains("another person's name"), "{refused}");
        self.ben.json(&["confirm", &fact]);
        self.all_meet();
        points("2");
    }

    fn a_stick_for_ben_has_what_ben_lacks(&self) {
        self.ana.json(&["design", "new", "Wheel hoe"]);
        self.ana
            .json(&["contribute", "--type", "teaching", "--quantity", "1h"]);
        let (his, whole) = (self.path("for-ben"), self.path("for-all"));
        let written = self
            .ana
            .json(&["bundle", "write", text(&his), "--for", "Ben"]);
        let all = self.ana.json(&["bundle", "write", text(&whole)]);
        let count = |value: &Value| value["changes"].as_u64().expect("a number");
        assert_eq!(count(&all), count(&self.ana.json(&["fingerprint"])));
        assert!(
            count(&written) >= 2 && count(&written) < count(&all),
            "{written} of {all}"
        );
        let read = self.ben.json(&["bundle", "read", text(&his)]);
        assert_eq!((count(&read), &read["waiting"]), (2, &json!(0)), "{read}");
        assert_eq!(
            self.ben.json(&["fingerprint"]),
            self.ana.json(&["fingerprint"])
        );
        let again = self.ben.json(&["bundle", "read", text(&whole)]);
        assert_eq!(count(&again), 0);
    }

    fn what_is_retired_is_not_lost(&self) {
        self.ana.json(&["design", "retire", "Wheel hoe"]);
        self.all_meet();
        for workshop in [&self.ana, &self.ben, &self.cleo] {
            let list = workshop.json(&["design", "list"]);
            let names: Vec<&Value> = list["designs"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|design| &design["name"])
                .collect();
            assert_eq!(names, ["Seed cleaner"]);
        }
        let history = self.ana.json(&["design", "history", "Wheel hoe"]);
        assert_eq!(history["changes"].as_array().map(Vec::len), Some(2));
        assert_eq!(
            self.ana.json(&["design", "show", "Wheel hoe"])["retired"],
            true
        );
    }

    fn what_is_only_linked_is_at_the_source(&self) {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/okh/potentiostat.okh.toml");
        self.ana.json(&["import", text(&sample)]);
        let page = self
            .ana
            .text(&["design", "show", "Potentiostat for the classroom"]);
        let line = page.lines().find(|line| line.contains("board.png"));
        let line = line.unwrap_or_else(|| panic!("{page}"));
        assert!(
            line.ends_with("at the source, not on this computer"),
            "{line}"
        );
        // A file that came with a design is here.
        let page = self.ana.text(&["design", "show", "Seed cleaner"]);
        assert!(
            page.contains("fan.stl") && !page.contains("at the source"),
            "{page}"
        );
    }
}

fn person(workshop: &Workshop, name: &str) -> Value {
    let list = workshop.json(&["person", "list"]);
    let mut people = list["people"].as_array().expect("a list").iter();
    let person = people.find(|person| person["name"] == name);
    person
        .unwrap_or_else(|| panic!("no {name}: {list}"))
        .clone()
}

/// The width of the empty margin that readers need (ISO/IEC 18004).
const MARGIN: usize = 4;

/// The dark squares of a picture, as (column, row) without its margin.
fn dark_squares(picture: &Path) -> BTreeSet<(usize, usize)> {
    let svg = std::fs::read_to_string(picture).expect("it was written");
    let (_, path) = svg.split_once(" d=\"M").expect("it has a path");
    let (path, _) = path.split_once('"').expect("the path ends");
    let squares = path.split('M').map(|square| {
        let at = square.strip_suffix("h1v1h-1z").expect("one square");
        let (column, row) = at.split_once(',').expect("two numbers");
        let number = |text: &str| text.parse::<usize>().expect("a number") - MARGIN;
        (number(column), number(row))
    });
    squares.collect()
}

/// The same of a code that says this.
fn squares_of(said: &str) -> BTreeSet<(usize, usize)> {
    let code = fast_qr::QRBuilder::new(said).build().expect("it fits");
    let all = (0..code.size).flat_map(|row| (0..code.size).map(move |column| (column, row)));
    all.filter(|(column, row)| code[*row][*column].value())
        .collect()
}

/// Of what is under way a terminal says how much has come.
#[test]
fn a_terminal_shows_how_much_of_a_join_has_come() {
    const DESIGNS: usize = 200;
    const ENTRIES: usize = 8_000;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
    let (ana, ben) = (at("ana"), at("ben"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let invitation = string(&ana.json(&["invite"])["invitation"]);
    tests::bulk::fill(ana.home(), DESIGNS, ENTRIES);
    let running = ana.running();
    let words = [
        "join",
        &invitation,
        "--person",
        "Ben",
        "--peer",
        &running.address,
    ];
    let words = [&words[..], &LOOPBACK, &["--home", text(ben.home())]].concat();
    // `script` makes a terminal, and what it shows is what we read.
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let command = format!("'{PROGRAM}' {}", quoted.join(" "));
    let ran = Command::new("script")
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output();
    let Ok(ran) = ran else {
        say_loudly("NOT PROVED HERE: progress on a terminal: there is no `script`");
        return;
    };
    let shown = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{shown}");
    // The founding and the invitation come first, and count too.
    let all = 2 * DESIGNS + ENTRIES + 2;
    let under_way: BTreeSet<usize> = shown
        .split('\r')
        .filter_map(|line| {
            let (_, changes) = line.split_once(" designs, ")?;
            let (done, total) = changes.split_once(" changes")?.0.split_once(" of ")?;
            (total.parse() == Ok(all)).then(|| done.parse().ok())?
        })
        .filter(|done| *done < all)
        .collect();
    assert!(under_way.len() >= 2, "{under_way:?} in {shown:?}");
    assert!(
        shown.contains("You have joined Valley Tools as Ben."),
        "{shown}"
    );
}
