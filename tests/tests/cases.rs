//! The worked cases of RSD-1 that people meet first, entered by commands, copied to other homes, and equal there.

use serde_json::Value;
use std::path::Path;
use tests::process::{Workshop, string};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
const AS_OF: &str = "2026-04-15";

/// Ana and Ben are stewards; Dev acts for Acme, a company that works for its outside owners.
struct Valley {
    ana: Workshop,
    ben: Workshop,
    dev: Workshop,
    preset: &'static str,
    vectors: Vec<Value>,
}

#[test]
fn contribute_or_pay_as_the_vectors_say() {
    Valley::tell("copyfair");
}

#[test]
fn the_peer_production_license_as_the_vectors_say() {
    Valley::tell("ppl-faithful");
}

#[test]
fn a_suggestion_as_the_vectors_say() {
    Valley::tell("lenient");
}

#[test]
fn what_stewards_decide_counts_once_enough_of_them_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut valley = Valley::begin(folder.path(), "ppl-faithful");
    valley.people_and_a_design();
    assert_eq!(
        valley.standing(),
        ("NOT_LICENSED".to_owned(), "0.00".to_owned())
    );

    // An agreement in writing, by one steward and then by the second.
    let days = ["--from", "2026-01-01", "--to", "2026-12-31"];
    let agree = [&["agree", "Acme", "--flat", "250.00"][..], &days].concat();
    let trouble = valley.dev.refused(&agree);
    assert!(trouble.contains("steward"), "{trouble}");
    let agreed = string(&valley.ana.json(&agree)["fact"]);
    valley.meet();
    assert_eq!(
        valley.standing().0,
        "NOT_LICENSED",
        "one steward decides nothing"
    );
    valley.ben.json(&["confirm", &agreed]);
    valley.meet();
    assert_eq!(
        valley.standing(),
        ("FEE_DUE".to_owned(), "250.00".to_owned())
    );

    // The report itself turns out to be wrong, and two stewards leave it out. It stays to be read.
    let entries = valley.ana.json(&["ledger"])["entries"].clone();
    let rows = entries.as_array().expect("rows");
    let report = rows
        .iter()
        .find(|row| row["kind"] == "use")
        .expect("the report");
    let report = string(&report["fact"]);
    let void = [
        "void",
        &report,
        "--reason",
        "reported for the wrong company",
    ];
    let voided = string(&valley.ana.json(&void)["fact"]);
    valley.meet();
    assert_eq!(valley.standing().1, "250.00");
    valley.ben.json(&["confirm", &voided]);
    valley.meet();
    assert_eq!(
        valley.standing(),
        ("NO_OBLIGATION".to_owned(), "0.00".to_owned())
    );
    let text = valley.dev.json(&["ledger"]).to_string();
    assert!(text.contains(&report), "it stays to be read");
}

impl Valley {
    /// What all three say of Acme, which is the same: the code and what is owed.
    fn standing(&mut self) -> (String, String) {
        self.set_day("2026-04-15");
        let homes = [&self.ana, &self.ben, &self.dev];
        let statuses = homes.map(|home| home.json(&["status", "Acme", "--as-of", AS_OF]));
        assert_eq!(statuses[0]["fingerprint"], statuses[1]["fingerprint"]);
        assert_eq!(statuses[0]["fingerprint"], statuses[2]["fingerprint"]);
        (string(&statuses[0]["code"]), string(&statuses[0]["owed"]))
    }

    fn tell(preset: &'static str) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut valley = Valley::begin(folder.path(), preset);
        let design = valley.people_and_a_design();
        valley.assert_case("4");
        let work = valley.dev_works(&design);
        valley.assert_case("6");
        for steward in [&valley.ana, &valley.ben] {
            steward.json(&["review", &work, "--accept", "50h"]);
        }
        valley.meet();
        valley.assert_case("5");
        if valley.expected("17").is_some() {
            valley.set_day("2026-04-10");
            valley.dev.json(&["pay", "350.00", "--agent", "Acme"]);
            valley.meet();
            valley.assert_case("17");
        }
    }

    fn begin(folder: &Path, preset: &'static str) -> Valley {
        let at = |name: &str| Workshop::new(PROGRAM, folder, name);
        Valley {
            ana: at("ana"),
            ben: at("ben"),
            dev: at("dev"),
            preset,
            vectors: vectors(),
        }
    }

    fn set_day(&mut self, day: &str) {
        for workshop in [&mut self.ana, &mut self.ben, &mut self.dev] {
            workshop.set_day(day);
        }
    }

    fn people_and_a_design(&mut self) -> String {
        self.set_day("2026-01-01");
        // Under the Peer Production License, and so reciprocal in every preset.
        self.ana.json(&[
            "new",
            "Valley Tools",
            "--person",
            "Ana",
            "--preset",
            self.preset,
        ]);
        let design = string(
            &self
                .ana
                .json(&["design", "new", "Seeder", "--licence", "PPL"])["id"],
        );
        let invite = |role: &str| {
            string(&self.ana.json(&["invite", "--role", role, "--days", "3650"])["invitation"])
        };
        let (for_ben, for_dev) = (invite("steward"), invite("maker"));
        let ana = self.ana.running();
        self.ben.join(&for_ben, "Ben", &ana.address);
        self.dev.join(&for_dev, "Dev", &ana.address);
        drop(ana);
        self.dev.json(&["organisation", "new", "Acme"]);
        self.meet();
        let attested = string(&self.ana.json(&["attest", "Acme", "--class", "for-profit"])["fact"]);
        self.meet();
        self.ben.json(&["confirm", &attested]);
        self.set_day("2026-04-01");
        let dates = ["--from", "2026-01-01", "--to", "2026-03-31"];
        self.dev.json(
            &[
                &[
                    "use",
                    "--agent",
                    "Acme",
                    "--design",
                    &design,
                    "--kind",
                    "commercial",
                    "--revenue",
                    "45,000.00",
                ][..],
                &dates,
            ]
            .concat(),
        );
        self.meet();
        design
    }

    fn dev_works(&mut self, design: &str) -> String {
        self.set_day("2026-02-14");
        let words = [
            "contribute",
            "--type",
            "design",
            "--quantity",
            "50h",
            "--from",
            "2026-02-10",
            "--design",
            design,
            "--for",
            "Acme",
        ];
        let work = string(&self.dev.json(&words)["fact"]);
        self.meet();
        self.set_day("2026-02-20");
        work
    }

    fn meet(&self) {
        let ana = self.ana.running();
        for _ in 0..2 {
            for other in [&self.ben, &self.dev] {
                if other.home().exists() {
                    other.sync(&ana.address);
                }
            }
        }
    }

    fn expected(&self, case: &str) -> Option<Value> {
        let is_it = |vector: &&Value| vector["case"] == case && vector["preset"] == self.preset;
        self.vectors
            .iter()
            .find(is_it)
            .map(|vector| vector["expect"].clone())
    }

    fn assert_case(&self, case: &str) {
        let Some(expected) = self.expected(case) else {
            return;
        };
        let owed = expected["owed"].as_i64().expect("minor units");
        let owed = format!("{}.{:02}", owed / 100, owed % 100);
        let statuses: Vec<Value> = [&self.ana, &self.ben, &self.dev]
            .iter()
            .map(|home| home.json(&["status", "Acme", "--as-of", AS_OF]))
            .collect();
        for status in &statuses {
            assert_eq!(
                status["code"], expected["status"],
                "case {case}, {}: {status:#}",
                self.preset
            );
            assert_eq!(
                status["owed"].as_str(),
                Some(owed.as_str()),
                "case {case}, {}: {status:#}",
                self.preset
            );
            assert_eq!(status["fingerprint"], statuses[0]["fingerprint"]);
        }
        if case == "17" {
            assert!(
                statuses[0]["flags"]
                    .to_string()
                    .contains("PAYMENT_UNCONFIRMED")
            );
        }
    }
}

/// The hand-made cases.
fn vectors() -> Vec<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/rsd1/vectors.json");
    let text = std::fs::read_to_string(file).expect("the vectors are readable");
    let all: Value = serde_json::from_str(&text).expect("the vectors are JSON");
    all["cases"].as_array().expect("a list").clone()
}
