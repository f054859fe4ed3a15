//! A small commons for what people decide together, told by commands: its people meet by a stick.

use crate::process::{Workshop, string, text};
use serde_json::Value;
use std::path::PathBuf;

/// The day on which most is asked.
pub const AS_OF: &str = "2026-04-15";

/// Ana and Ben are stewards, Dev acts for Acme, a company that works for its outside owners.
#[derive(Debug)]
pub struct Valley {
    /// Where their homes lie.
    pub folder: tempfile::TempDir,
    /// A steward.
    pub ana: Workshop,
    /// A steward.
    pub ben: Workshop,
    /// A maker, for Acme.
    pub dev: Workshop,
    /// A design that asks for reciprocity.
    pub design: String,
}

impl Valley {
    /// Acme has sold for 45,000.00 in the first quarter with a design that asks for reciprocity.
    pub fn begin(program: &str) -> Valley {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| Workshop::new(program, folder.path(), name);
        let mut valley = Valley {
            ana: at("ana"),
            ben: at("ben"),
            dev: at("dev"),
            design: String::new(),
            folder,
        };
        valley.on("2026-01-01");
        let Valley { ana, ben, dev, .. } = &valley;
        let new = [
            "new",
            "Valley Tools",
            "--person",
            "Ana",
            "--preset",
            "copyfair",
        ];
        ana.json(&new);
        let seeder = [
            "design",
            "new",
            "Seeder",
            "--licence",
            "LicenseRef-CopyFair",
        ];
        let design = string(&ana.json(&seeder)["id"]);
        let invite = |role: &str| {
            let words = ["invite", "--role", role, "--days", "3650"];
            string(&ana.json(&words)["invitation"])
        };
        let (for_ben, for_dev) = (invite("steward"), invite("maker"));
        let running = ana.running();
        ben.join(&for_ben, "Ben", &running.address);
        dev.join(&for_dev, "Dev", &running.address);
        drop(running);
        dev.json(&["organisation", "new", "Acme"]);
        valley.meet();
        let attest = ["attest", "Acme", "--class", "for-profit"];
        let attested = string(&valley.ana.json(&attest)["fact"]);
        valley.meet();
        valley.ben.json(&["confirm", &attested]);
        valley.on("2026-04-01");
        valley.uses(&design, "45,000.00", "2026-01-01", "2026-03-31");
        valley.meet();
        valley.design = design;
        valley
    }

    /// From now on entries carry this day.
    pub fn on(&mut self, day: &str) {
        for workshop in [&mut self.ana, &mut self.ben, &mut self.dev] {
            workshop.set_day(day);
        }
    }

    /// Acme has sold for so much.
    pub fn uses(&self, design: &str, revenue: &str, from: &str, to: &str) -> String {
        let what = [
            "use",
            "--agent",
            "Acme",
            "--design",
            design,
            "--kind",
            "commercial",
        ];
        let when = ["--revenue", revenue, "--from", from, "--to", to];
        string(&self.dev.json(&[&what[..], &when].concat())["fact"])
    }

    /// Everything goes round on a stick.
    pub fn meet(&self) {
        let all = [&self.ana, &self.ben, &self.dev];
        let stick = self.folder.path().join("stick.bundle");
        for from in all.into_iter().chain(all) {
            let _ = std::fs::remove_file(&stick);
            from.json(&["bundle", "write", text(&stick), "--plain"]);
            for to in all {
                to.json(&["bundle", "read", text(&stick)]);
            }
        }
    }

    /// Where Acme stands on that day, equal for all three.
    pub fn acme(&self, as_of: &str) -> Value {
        let of = |who: &Workshop| who.json(&["status", "Acme", "--as-of", as_of]);
        let status = of(&self.ana);
        for other in [&self.ben, &self.dev] {
            assert_eq!(of(other)["fingerprint"], status["fingerprint"]);
        }
        status
    }

    /// What Acme owes on that day.
    pub fn owed(&self, as_of: &str) -> String {
        string(&self.acme(as_of)["owed"])
    }

    /// Dev works so long for Acme on that day, and Ana and Ben accept all of it.
    pub fn works(&mut self, hours: &str, day: &str, reviewed: &str) -> String {
        self.on(day);
        let words = ["contribute", "--type", "design", "--quantity", hours];
        let words = [&words[..], &["--design", &self.design, "--for", "Acme"]].concat();
        let work = string(&self.dev.json(&words)["fact"]);
        self.meet();
        self.on(reviewed);
        for steward in [&self.ana, &self.ben] {
            steward.json(&["review", &work, "--accept", hours]);
        }
        self.meet();
        work
    }

    /// Rules as a file.
    pub fn write(&self, name: &str, rules: &Value) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, rules.to_string()).expect("the folder is there");
        path
    }
}

/// What else to know of a status.
pub fn flags(status: &Value) -> Vec<String> {
    let flags = status["flags"].as_array().expect("a list");
    flags.iter().map(string).collect()
}
