//! Two workshops, one commons, one answer: the whole story with real processes on one machine.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tests::process::{Workshop, shared, string, text};

#[path = "story/killed.rs"]
mod killed;

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
const DESCRIPTION: &str = "A hand-cranked fan blows chaff away. The grain falls into a drawer.";
/// What Ana and Ben each made the same places say; both on the day on which the cable was cut.
const FUNCTIONS: [&str; 2] = ["Cleans and sorts seed", "Cleans seed for a village"];
const QUANTITIES: [&str; 2] = ["2", "3"];
const REMOVED: &str = "it is removed";
const KEPT: &str = "it stays";
const CUT: &str = "2026-02-10";

struct Story {
    folder: tempfile::TempDir,
    ana: Workshop,
    ben: Workshop,
    cleo: Workshop,
    dev: Workshop,
}

#[test]
fn two_workshops_one_commons_one_answer() {
    let mut story = Story::begin();
    story.ana_founds_a_commons_alone();
    let design = story.ana_makes_a_design();
    let invitation = story.ben_joins(&design);
    story.they_work_apart(&design);
    story.cleo_joins_through_ben(&invitation);
    story.they_meet_again(&design);
    story.acme_reports_and_pays(&design);
    story.ben_looks_at_what_changed(&design);
    story.anas_laptop_dies();
    story.a_stick_brings_cleo_up_to_date();
}

impl Story {
    fn begin() -> Story {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| Workshop::new(PROGRAM, folder.path(), name);
        Story {
            ana: at("ana"),
            ben: at("ben"),
            cleo: at("cleo"),
            dev: at("dev"),
            folder,
        }
    }

    fn set_day(&mut self, day: &str) {
        for workshop in [&mut self.ana, &mut self.ben, &mut self.cleo, &mut self.dev] {
            workshop.set_day(day);
        }
    }

    /// Step 1, first half: no network at all.
    fn ana_founds_a_commons_alone(&mut self) {
        self.set_day(CUT);
        let founded = self.ana.json(&[
            "new",
            "Valley Tools",
            "--person",
            "Ana",
            "--preset",
            "copyfair",
            "--reviewers",
            "2",
            "--attesters",
            "2",
            "--quorum",
            "2",
        ]);
        assert_eq!(founded["commons"], "Valley Tools");
        assert_eq!(founded["person"], "Ana");
        // Of the project's own samples every second one is broken on purpose.
        let (manifests, wanted, of) = match shared("okh") {
            Some(folder) => (folder, 175, 180),
            None => (Path::new(env!("CARGO_MANIFEST_DIR")).join("data/okh"), 1, 2),
        };
        let files = count_files(&manifests);
        let imported = self.ana.json(&["import", text(&manifests)]);
        let count = imported["imported"].as_u64().expect("a number");
        let refused = imported["refused"].as_array().expect("a list").len() as u64;
        assert!(
            count * of >= files * wanted,
            "{count} of {files} came in: {}",
            imported["refused"]
        );
        for refusal in imported["refused"].as_array().expect("a list") {
            assert!(
                refusal["file"]
                    .as_str()
                    .is_some_and(|name| !name.is_empty()),
                "{refusal}"
            );
        }
        assert!(count + refused <= files);
        assert_eq!(
            self.ana.json(&["design", "list"])["total"].as_u64(),
            Some(count)
        );
    }

    /// Step 1, second half.
    fn ana_makes_a_design(&mut self) -> String {
        let made = self.ana.json(&[
            "design",
            "new",
            "Seed cleaner",
            "--function",
            "Cleans seed with moving air",
            "--licence",
            "LicenseRef-CopyFair",
        ]);
        let design = string(&made["id"]);
        self.ana
            .json(&["design", "edit", &design, "licensor", "Ana"]);
        self.ana
            .json(&["design", "edit", &design, "description", DESCRIPTION]);
        self.ana.json(&[
            "design",
            "part",
            &design,
            "name=Fan",
            "quantity=1",
            "unit=piece",
        ]);
        self.ana.json(&[
            "design",
            "part",
            &design,
            "name=Crank",
            "quantity=1",
            "unit=piece",
        ]);
        self.ana.json(&[
            "design",
            "part",
            &design,
            "name=Sieve",
            "quantity=2",
            "unit=piece",
        ]);
        let (picture, solid) = (
            self.folder.path().join("cleaner.png"),
            self.folder.path().join("fan.stl"),
        );
        let drawn = app::demo::pictures::picture("seed-cleaner").expect("the demo draws it");
        std::fs::write(&picture, drawn).expect("the folder is writable");
        std::fs::write(&solid, app::demo::solids::solid("seed-cleaner"))
            .expect("the folder is writable");
        self.ana
            .json(&["design", "attach", &design, text(&picture)]);
        self.ana.json(&["design", "attach", &design, text(&solid)]);
        let released = self.ana.json(&["design", "release", &design, "1.0"]);
        assert_eq!(released["version"], "1.0");
        self.ana.json(&["organisation", "new", "Acme"]);
        self.ana.json(&[
            "contribute",
            "--type",
            "design",
            "--quantity",
            "5h",
            "--design",
            &design,
            "--for",
            "Acme",
        ]);
        let shown = self.ana.json(&["design", "show", &design]);
        assert_eq!(shown["parts"].as_array().map(Vec::len), Some(3));
        assert_eq!(shown["files"].as_array().map(Vec::len), Some(2));
        assert_eq!(shown["released"], "1.0");
        design
    }

    /// Step 2.
    fn ben_joins(&mut self, design: &str) -> String {
        let ana = self.ana.running();
        let invited = self.ana.refused(&["invite"]);
        assert!(
            invited.contains("process"),
            "a home in use is refused with its process: {invited}"
        );
        let address = ana.address.clone();
        drop(ana);
        let at = address.rsplit('@').next().expect("an address").to_owned();
        let invited = self.ana.json(&[
            "invite",
            "--role",
            "steward",
            "--uses",
            "2",
            "--days",
            "3650",
            "--address",
            &at,
        ]);
        let invitation = string(&invited["invitation"]);
        let ana = self.ana.running();
        let joined = self.ben.join(&invitation, "Ben", &ana.address);
        assert_eq!(joined["commons"], "Valley Tools");
        self.ben.sync(&ana.address);
        drop(ana);
        self.assert_equal(&[&self.ana, &self.ben]);
        let shown = self.ben.json(&["design", "show", design]);
        assert_eq!(shown["name"], "Seed cleaner");
        let saved = self.folder.path().join("fan-at-bens.stl");
        self.ben
            .json(&["design", "save", design, "fan.stl", text(&saved)]);
        assert_eq!(
            std::fs::read(saved).ok(),
            std::fs::read(self.folder.path().join("fan.stl")).ok()
        );
        invitation
    }

    /// Step 3: the cable is cut.
    fn they_work_apart(&mut self, design: &str) {
        let before = self.ana.json(&["design", "show", design]);
        let line = |name: &str| {
            let parts = before["parts"].as_array().expect("a list");
            let part = parts
                .iter()
                .find(|part| part["name"] == name)
                .expect("the part is there");
            string(&part["line"])
        };
        let (fan, crank) = (line("Fan"), line("Crank"));
        let text = string(&before["texts"]["description"]);
        let anas = text.replace("away.", "away. Ana adds: turn the crank slowly.");
        let bens = text.replace("away.", "away. Ben adds: wear a dust mask.");
        self.ana
            .json(&["design", "edit", design, "description", &anas]);
        self.ben
            .json(&["design", "edit", design, "description", &bens]);
        self.ana
            .json(&["design", "edit", design, "function", FUNCTIONS[0]]);
        self.ben
            .json(&["design", "edit", design, "function", FUNCTIONS[1]]);
        for (workshop, quantity) in [(&self.ana, QUANTITIES[0]), (&self.ben, QUANTITIES[1])] {
            let cell = format!("quantity={quantity}");
            workshop.json(&["design", "part", design, "--line", &fan, &cell]);
        }
        self.ana
            .json(&["design", "part", design, "--line", &crank, "--remove"]);
        self.ben.json(&[
            "design",
            "part",
            design,
            "--line",
            &crank,
            "note=steel, 200 mm",
        ]);
        self.ana.json(&[
            "contribute",
            "--type",
            "care",
            "--quantity",
            "2h",
            "--note",
            "swept the workshop",
        ]);
        self.ben.json(&[
            "contribute",
            "--type",
            "testing",
            "--quantity",
            "90min",
            "--design",
            design,
        ]);
    }

    /// Step 3: Cleo joins through Ben with Ana's invitation, while Ana is away.
    fn cleo_joins_through_ben(&mut self, invitation: &str) {
        let ben = self.ben.running();
        self.cleo.join(invitation, "Cleo", &ben.address);
        self.cleo.sync(&ben.address);
        drop(ben);
        self.assert_equal(&[&self.ben, &self.cleo]);
    }

    /// Step 4.
    fn they_meet_again(&mut self, design: &str) {
        self.all_meet();
        let everyone = [&self.ana, &self.ben, &self.cleo];
        self.assert_equal(&everyone);
        for workshop in everyone {
            let shown = workshop.json(&["design", "show", design]);
            let text = string(&shown["texts"]["description"]);
            for sentence in [
                "Ana adds: turn the crank slowly.",
                "Ben adds: wear a dust mask.",
            ] {
                assert_eq!(text.matches(sentence).count(), 1, "{text}");
            }
            assert_eq!(
                text.replace(" Ana adds: turn the crank slowly.", "")
                    .replace(" Ben adds: wear a dust mask.", ""),
                DESCRIPTION
            );
            assert_eq!(collisions(&shown), expected_collisions(), "{shown:#}");
        }
        self.cleo_chooses(design);
        self.all_meet();
        self.all_meet();
        for workshop in [&self.ana, &self.ben, &self.cleo] {
            let shown = workshop.json(&["design", "show", design]);
            assert_eq!(collisions(&shown), [], "{shown:#}");
            assert_eq!(shown["function"], FUNCTIONS[1]);
            let part = |name: &str| {
                let parts = shown["parts"].as_array().expect("a list");
                let mut parts = parts.iter().filter(|part| part["name"] == name);
                parts
                    .next()
                    .unwrap_or_else(|| panic!("no {name}: {shown:#}"))
            };
            assert_eq!(part("Fan")["quantity"], QUANTITIES[0]);
            assert_eq!(part("Crank")["note"], "steel, 200 mm");
        }
        self.assert_equal(&[&self.ana, &self.ben, &self.cleo]);
    }

    /// For each collision the value that is not the one shown meanwhile, or the line that stays.
    fn cleo_chooses(&self, design: &str) {
        let shown = self.cleo.json(&["design", "show", design]);
        for collision in shown["collisions"].as_array().expect("a list") {
            let values = collision["values"].as_array().expect("a list");
            let wanted = [FUNCTIONS[1], QUANTITIES[0], KEPT];
            let choice = values
                .iter()
                .position(|value| wanted.contains(&text_of(&value["value"])));
            let choice = choice.expect("one of them is wanted") + 1;
            let place = text_of(&collision["place"]);
            self.cleo
                .json(&["design", "settle", design, place, &choice.to_string()]);
        }
    }

    /// Step 5.
    fn acme_reports_and_pays(&mut self, design: &str) {
        self.set_day("2026-02-20");
        let invitation = string(
            &self
                .ana
                .json(&["invite", "--role", "maker", "--days", "3650"])["invitation"],
        );
        let ana = self.ana.running();
        self.dev.join(&invitation, "Dev", &ana.address);
        self.dev.sync(&ana.address);
        drop(ana);
        self.ana.json(&["organisation", "acting", "Acme", "Dev"]);
        let attested = self.ana.json(&[
            "attest",
            "Acme",
            "--class",
            "for-profit",
            "--from",
            "2026-01-01",
            "--evidence",
            "the company register",
        ]);
        self.all_meet();
        self.ben
            .json(&["confirm", attested["fact"].as_str().expect("a fact")]);
        self.all_meet();

        self.set_day("2026-04-02");
        let elsewhere = self.an_imported_design();
        let from_to = ["--from", "2026-01-01", "--to", "2026-03-31"];
        let report = |design: &str, revenue: &str| {
            let words = [
                &[
                    "use",
                    "--agent",
                    "Acme",
                    "--design",
                    design,
                    "--kind",
                    "commercial",
                    "--revenue",
                    revenue,
                ][..],
                &from_to[..],
            ]
            .concat();
            self.dev.json(&words);
        };
        report(design, "45,000.00");
        report(&elsewhere, "10,000.00");
        self.all_meet();
        let before = self.equal_status("Acme", "2026-04-15");
        assert_eq!(
            (before["code"].as_str(), before["owed"].as_str()),
            (Some("FEE_DUE"), Some("1350.00")),
            "{before:#}"
        );
        assert!(
            before.to_string().contains("covered by its own licence")
                || before["text"].to_string().contains("own licence"),
            "{before:#}"
        );

        self.set_day("2026-02-20");
        let hours = self.anas_hours();
        self.ben.json(&["review", &hours, "--accept", "5h"]);
        self.cleo.json(&["review", &hours, "--accept", "5h"]);
        self.all_meet();
        let after = self.equal_status("Acme", "2026-04-15");
        assert_eq!(
            (after["code"].as_str(), after["owed"].as_str()),
            (Some("FEE_DUE"), Some("1250.00")),
            "{after:#}"
        );

        self.set_day("2026-04-10");
        let paid = self.dev.json(&[
            "pay",
            "1,250.00",
            "--agent",
            "Acme",
            "--reference",
            "invoice 7",
        ]);
        self.all_meet();
        let unconfirmed = self.equal_status("Acme", "2026-04-15");
        assert_eq!(unconfirmed["owed"], "1250.00", "{unconfirmed:#}");
        assert!(
            unconfirmed["flags"]
                .to_string()
                .contains("PAYMENT_UNCONFIRMED")
        );
        self.ben
            .json(&["confirm", paid["fact"].as_str().expect("a fact")]);
        self.all_meet();
        let settled = self.equal_status("Acme", "2026-04-15");
        assert_eq!(
            (settled["code"].as_str(), settled["owed"].as_str()),
            (Some("RECIPROCATING"), Some("0.00")),
            "{settled:#}"
        );
    }

    fn an_imported_design(&self) -> String {
        let list = self
            .dev
            .json(&["design", "list", "--licence", "CERN-OHL-S-2.0"]);
        let first = list["designs"]
            .as_array()
            .and_then(|designs| designs.first())
            .expect("a design under CERN-OHL came in");
        string(&first["id"])
    }

    fn anas_hours(&self) -> String {
        let ledger = self.ben.json(&["ledger"]);
        let entries = ledger["entries"].as_array().expect("a list");
        let hours = entries
            .iter()
            .find(|entry| entry["kind"] == "contribution" && entry["for"] == "Acme");
        string(&hours.expect("Ana's hours came over")["fact"])
    }

    fn equal_status(&self, who: &str, day: &str) -> Value {
        let statuses: Vec<Value> = [&self.ana, &self.ben, &self.cleo]
            .map(|workshop| workshop.json(&["status", who, "--as-of", day]))
            .into();
        for other in &statuses[1..] {
            assert_eq!(other["fingerprint"], statuses[0]["fingerprint"]);
            assert_eq!(other["lines"], statuses[0]["lines"]);
        }
        statuses[0].clone()
    }

    /// Step 6.
    fn ben_looks_at_what_changed(&mut self, design: &str) {
        self.ben.json(&["since", "--seen"]);
        let other = self.an_imported_design();
        self.ana.json(&[
            "design",
            "edit",
            design,
            "function",
            "Cleans seed, now with a guard",
        ]);
        self.ana
            .json(&["design", "edit", &other, "function", "Now described by Ana"]);
        self.all_meet();
        let since = self.ben.json(&["since"]);
        let changed = since["designs"].as_array().expect("a list");
        assert_eq!(changed.len(), 2, "{since:#}");
        let mine = changed
            .iter()
            .find(|changed| changed["id"] == design)
            .expect("the design stands in the list");
        let field = &mine["changes"][0];
        assert_eq!(field["field"], "function");
        assert_eq!(field["after"], "Cleans seed, now with a guard");
        assert!(
            field["before"]
                .as_str()
                .is_some_and(|before| before.starts_with("Cleans")),
            "{field}"
        );
        let looked_at = heads(&self.ben, &other);
        self.ben.json(&["review", &other, "--state", "good"]);
        self.ben.json(&[
            "review",
            design,
            "--state",
            "unsafe",
            "--reason",
            "the blade has no guard",
        ]);
        self.all_meet();
        for workshop in [&self.ana, &self.ben, &self.cleo] {
            let day = "2026-04-10";
            let unsafe_ = review("unsafe", day, "the blade has no guard");
            let shown = workshop.json(&["design", "show", design]);
            assert_eq!(shown["unsafe"], json!([unsafe_]));
            assert_eq!(shown["reviews"], json!([unsafe_]));
            let page = workshop.text(&["design", "show", design]);
            let first = page.lines().next().unwrap_or_default();
            assert_eq!(
                first, "UNSAFE as it stands, says Ben (2026-04-10): the blade has no guard",
                "it stands at the top: {page}"
            );
            let shown = workshop.json(&["design", "show", &other]);
            assert_eq!(shown["reviews"], json!([review("good", day, "")]));
            assert_eq!(shown["unsafe"], json!([]));
            assert_eq!(heads(workshop, &other), looked_at, "exactly that state");
            let page = workshop.text(&["design", "show", &other]);
            let first = page.lines().next().unwrap_or_default();
            assert_eq!(first, "Good as it stands, says Ben (2026-04-10)");
        }
        // Of the next state nothing was said: what Ben called good is the one before it.
        self.ana
            .json(&["design", "edit", &other, "function", "Described once more"]);
        self.all_meet();
        for workshop in [&self.ana, &self.ben, &self.cleo] {
            let shown = workshop.json(&["design", "show", &other]);
            let said = &shown["reviews"][0];
            assert_eq!(
                (&said["verdict"], &said["of_this_state"]),
                (&json!("good"), &json!(false))
            );
        }
    }

    /// Step 8, first half.
    fn anas_laptop_dies(&mut self) {
        let backup = self.folder.path().join("ana.backup");
        self.ana.json(&["backup", text(&backup)]);
        let entries = self.ana.json(&["ledger"])["total"].clone();
        let fingerprint = self.ana.json(&["fingerprint"]);
        let mut new_laptop = Workshop::new(PROGRAM, self.folder.path(), "ana-new-laptop");
        new_laptop.set_day("2026-05-01");
        new_laptop.json(&["restore", text(&backup)]);
        let devices = new_laptop.json(&["device", "list"]);
        assert_eq!(
            devices["devices"].as_array().map(Vec::len),
            Some(2),
            "it has a new key: {devices}"
        );
        assert_eq!(new_laptop.json(&["ledger"])["total"], entries);
        assert_ne!(
            new_laptop.json(&["fingerprint"])["fingerprint"],
            fingerprint["fingerprint"],
            "the new device is in the history"
        );
        new_laptop.json(&[
            "contribute",
            "--type",
            "care",
            "--quantity",
            "1h",
            "--note",
            "set up the new laptop",
        ]);
        self.ana = new_laptop;
        self.all_meet();
        self.assert_equal(&[&self.ana, &self.ben, &self.cleo]);
        assert_eq!(self.ben.json(&["check"])["ok"], true);
    }

    /// Step 8, second half.
    fn a_stick_brings_cleo_up_to_date(&mut self) {
        self.set_day("2026-05-02");
        self.ana
            .json(&["contribute", "--type", "teaching", "--quantity", "3h"]);
        let stick = self.folder.path().join("stick.bundle");
        self.ana.json(&["bundle", "write", text(&stick), "--files"]);
        let read = self.cleo.json(&["bundle", "read", text(&stick)]);
        assert!(read["changes"].as_u64() >= Some(1), "{read}");
        self.assert_equal(&[&self.ana, &self.cleo]);
    }

    /// Ana stays on; the others meet her one after the other, and once more for what came later.
    fn all_meet(&self) {
        let ana = self.ana.running();
        let others: Vec<&Workshop> = [&self.ben, &self.cleo, &self.dev]
            .into_iter()
            .filter(|other| other.home().exists())
            .collect();
        for _ in 0..2 {
            for other in &others {
                other.sync(&ana.address);
            }
        }
        drop(ana);
    }

    fn assert_equal(&self, workshops: &[&Workshop]) {
        let prints: Vec<Value> = workshops
            .iter()
            .map(|workshop| workshop.json(&["fingerprint"]))
            .collect();
        for print in &prints[1..] {
            assert_eq!(print, &prints[0]);
        }
    }
}

/// What Ben said of exactly the state that stands.
fn review(verdict: &str, day: &str, note: &str) -> Value {
    json!({"by": "Ben", "day": day, "verdict": verdict, "note": note, "of_this_state": true})
}

/// The state that stands, as a review names it.
fn heads(workshop: &Workshop, design: &str) -> Value {
    workshop.json(&["design", "show", design])["heads"].clone()
}

fn text_of(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// Who wrote what where, and on which day; in the order of places and names.
fn collisions(shown: &Value) -> Vec<(String, [[String; 3]; 2])> {
    let all = shown["collisions"].as_array().expect("a list").iter();
    let mut all: Vec<_> = all
        .map(|collision| {
            let values = collision["values"].as_array().expect("a list").iter();
            let said = |value: &Value| ["person", "day", "value"].map(|key| string(&value[key]));
            let mut values: Vec<_> = values.map(said).collect();
            values.sort();
            let count = values.len();
            let values = values.try_into();
            (
                string(&collision["what"]),
                values.unwrap_or_else(|_| panic!("two values, not {count}: {collision:#}")),
            )
        })
        .collect();
    all.sort();
    all
}

/// The field, the cell, and the line that one removed while the other wrote into it.
fn expected_collisions() -> Vec<(String, [[String; 3]; 2])> {
    let both = |what: &str, [anas, bens]: [&str; 2]| {
        let said = |who: &str, value: &str| [who, CUT, value].map(str::to_owned);
        (what.to_owned(), [said("Ana", anas), said("Ben", bens)])
    };
    let mut all = vec![
        both("Function", FUNCTIONS),
        both(
            "Quantity of \u{201c}Fan\u{201d} in the parts list",
            QUANTITIES,
        ),
        both("\u{201c}Crank\u{201d} in the parts list", [REMOVED, KEPT]),
    ];
    all.sort();
    all
}

fn count_files(folder: &Path) -> u64 {
    let files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder is readable")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension().is_some_and(|ending| {
                ["yml", "yaml", "toml", "json"]
                    .iter()
                    .any(|known| ending == *known)
            })
        })
        .collect();
    files.len() as u64
}
