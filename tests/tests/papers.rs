//! Papers that leave the program, in the hands of people who lie, forget and know less than others.

use std::path::PathBuf;

use data_encoding::BASE32_NOPAD;
use model::export::signed::CONTEXT;
use model::key::DeviceKey;
use serde_json::{Value, json};
use tests::process::{Workshop, home_of, string, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");
const AS_OF: &str = "2026-07-15";
/// An organisation may be called like this.
const ODD: &str = "X <pre id=\"signed\"></pre>";

/// Lines that are made up, and the names of those that are then false.
type Lie<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

/// Ana founds a commons in which Acme owes a fee; Dev is a maker.
struct Valley {
    folder: tempfile::TempDir,
    ana: Workshop,
    dev: Workshop,
    design: String,
}

impl Valley {
    fn begin() -> Valley {
        Valley::founded_with("1")
    }

    /// So many people have to say who owns a business.
    fn founded_with(attesters: &str) -> Valley {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| {
            let mut workshop = Workshop::new(PROGRAM, folder.path(), name);
            workshop.set_day("2026-01-02");
            workshop
        };
        let (mut ana, mut dev) = (at("ana"), at("dev"));
        let alone = [
            "--reviewers",
            "1",
            "--attesters",
            attesters,
            "--quorum",
            "1",
        ];
        ana.json(&[&["new", "Valley Tools", "--person", "Ana"][..], &alone].concat());
        let invitation = string(&ana.json(&["invite", "--days", "3650"])["invitation"]);
        let running = ana.running();
        dev.join(&invitation, "Dev", &running.address);
        drop(running);
        let design = string(&ana.json(&["design", "new", "Seeder"])["id"]);
        ana.json(&["organisation", "new", "Acme", "--class", "for-profit"]);
        ana.json(&["organisation", "new", ODD]);
        for workshop in [&mut ana, &mut dev] {
            workshop.set_day(AS_OF);
        }
        let valley = Valley {
            folder,
            ana,
            dev,
            design,
        };
        valley.use_it("Acme", ["2026-01-05", "2026-03-31"]);
        valley.carry(&valley.ana, &valley.dev);
        valley
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn use_it(&self, who: &str, [from, to]: [&str; 2]) {
        let what = ["use", "--agent", who, "--design", &self.design];
        let how = ["--kind", "commercial", "--revenue", "100,000.00"];
        let days = ["--from", from, "--to", to];
        self.ana.json(&[&what[..], &how, &days].concat());
    }

    /// What one has goes to another on a stick.
    fn carry(&self, from: &Workshop, to: &Workshop) {
        let stick = self.path("carried.bundle");
        let _ = std::fs::remove_file(&stick);
        from.json(&["bundle", "write", text(&stick), "--plain"]);
        to.json(&["bundle", "read", text(&stick)]);
    }

    /// A statement of somebody, signed at one of the two: the file and the page.
    fn statement(&self, at: &Workshop, about: &str, to: &str) -> [String; 2] {
        let to = self.path(to);
        let words = ["status", about, "--as-of", AS_OF, "--statement", text(&to)];
        let written = at.json(&words);
        [string(&written["statement"]), string(&written["page"])]
    }

    /// What a paper is told to be, and whether it is good.
    fn check(&self, at: &Workshop, paper: &str) -> (Value, bool) {
        let ended = at.end(&["--json", "check-statement", paper]);
        let found = serde_json::from_str(&ended.out).expect("it says what it found");
        (found, ended.status == Some(0))
    }

    fn dev_key(&self) -> DeviceKey {
        let home = home_of(&self.dev);
        let commons = home.commons().expect("readable")[0];
        home.device_keys(commons)
            .expect("readable")
            .newest()
            .clone()
    }

    /// The same statement with other lines, signed by Dev with his own key.
    fn by_hand(&self, statement: &str, others: &[(&str, &str)]) -> String {
        let key = self.dev_key();
        let honest = std::fs::read_to_string(statement).expect("it is there");
        let (said, _) = honest.rsplit_once("signature: ").expect("it is signed");
        let device = key.device().to_string();
        let others = [others, &[("device", device.as_str())]].concat();
        let mut text = String::new();
        for line in said.lines() {
            let (name, _) = line.split_once(": ").expect("a name and a value");
            match others.iter().find(|(other, _)| *other == name) {
                Some((_, "")) => {}
                Some((_, value)) => text.push_str(&format!("{name}: {value}\n")),
                None => text.push_str(&format!("{line}\n")),
            }
        }
        for (name, value) in &others {
            if !said.contains(&format!("\n{name}: ")) {
                text.push_str(&format!("{name}: {value}\n"));
            }
        }
        let signature = key.sign(&[CONTEXT, text.as_bytes()].concat());
        let signature = BASE32_NOPAD.encode(&signature.0).to_ascii_lowercase();
        let to = self.path("by-hand.statement");
        std::fs::write(&to, format!("{text}signature: {signature}\n")).expect("writable");
        to.to_str().expect("a plain path").to_owned()
    }
}

fn is(found: &Value, names: &[&str], values: &[Value]) {
    let said: Vec<&Value> = names.iter().map(|name| &found[*name]).collect();
    assert_eq!(said, values.iter().collect::<Vec<_>>(), "{found}");
}

#[test]
fn true_fingerprints_do_not_make_false_words_true() {
    let valley = Valley::begin();
    let [file, _] = valley.statement(&valley.ana, "Acme", "honest");
    let dev = string(&valley.dev.json(&["status"])["id"]);
    for at in [&valley.ana, &valley.dev] {
        let (found, good) = valley.check(at, &file);
        assert!(good, "{found}");
        is(
            &found,
            &["computed_again", "key"],
            &["same".into(), "theirs".into()],
        );
    }
    let own = [("signed-by", "Dev"), ("signed-by-id", dev.as_str())];
    let balanced = "In balance. Acme has paid everything.";
    let nothing = [("code", "RECIPROCATING"), ("owed", "0.00 EUR"), ("due", "")];
    let lies: [Lie<'_>; 7] = [
        (&nothing, &["code", "due", "owed"]),
        (&[("says", balanced)], &["says"]),
        (&[("running", "1.00 EUR")], &["running"]),
        (&[("points", "1000")], &["points"]),
        (&[("rules", "RSD-1, lenient")], &["rules"]),
        (
            &[("about", "Valley Bank"), ("commons", "Ministry")],
            &["about", "commons"],
        ),
        (&[("seen-by", "the notary")], &["seen-by"]),
    ];
    for (lie, lines) in lies {
        let paper = valley.by_hand(&file, &[&own[..], lie].concat());
        for at in [&valley.ana, &valley.dev] {
            let (found, good) = valley.check(at, &paper);
            assert!(!good, "{lie:?}: {found}");
            let names = ["signature", "key", "computed_again", "false_lines"];
            let values = [
                "holds".into(),
                "theirs".into(),
                "false".into(),
                json!(lines),
            ];
            is(&found, &names, &values);
            assert_eq!(found["here"]["about"], "Acme");
        }
    }
    // For people: what follows is told, and what was made up is not.
    let paper = valley.by_hand(&file, &[&own[..], &nothing, &[("says", balanced)]].concat());
    let told = valley.ana.end(&["check-statement", &paper]).out;
    assert!(told.contains("What it says is false"), "{told}");
    assert!(told.contains("3,000.00"), "{told}");
    assert!(!told.contains("paid everything"), "{told}");
    // In the name of Ana, with the key of Dev.
    let (found, good) = valley.check(&valley.ana, &valley.by_hand(&file, &[]));
    assert!(!good);
    is(
        &found,
        &["computed_again", "key"],
        &["same".into(), "not-theirs".into()],
    );
    // Who has not the history is shown the ids, which nobody can take for another's.
    let stranger = Workshop::new(PROGRAM, valley.folder.path(), "stranger");
    let told = stranger.text(&["check-statement", &paper]);
    let (found, _) = valley.check(&stranger, &paper);
    is(
        &found,
        &["computed_again", "key", "here"],
        &["not-here".into(), Value::Null, Value::Null],
    );
    for id in ["commons_id", "about_id", "signed_by_id", "device"] {
        assert!(told.contains(&string(&found[id])), "{id}: {told}");
    }
}

#[test]
fn who_knows_less_is_told_what_is_missing() {
    let valley = Valley::begin();
    valley.use_it("Acme", ["2026-04-05", "2026-06-30"]);
    let [file, _] = valley.statement(&valley.ana, "Acme", "newer");
    let names = ["computed_again", "entries_missing", "key"];
    let (found, good) = valley.check(&valley.dev, &file);
    assert!(!good);
    is(
        &found,
        &names,
        &["differs".into(), 1.into(), "theirs".into()],
    );
    valley.carry(&valley.ana, &valley.dev);
    let (found, good) = valley.check(&valley.dev, &file);
    assert!(good, "{found}");
    // What comes later changes what follows; nothing that the paper rests on is missing.
    valley.use_it("Acme", ["2026-05-05", "2026-06-01"]);
    let (found, good) = valley.check(&valley.ana, &file);
    assert!(!good);
    is(
        &found,
        &names,
        &["differs".into(), 0.into(), "theirs".into()],
    );
}

#[test]
fn a_paper_of_those_who_were_renamed_stays_right() {
    let valley = Valley::begin();
    let [file, page] = valley.statement(&valley.ana, "Acme", "before");
    valley.ana.json(&["profile", "--name", "Ana Lima"]);
    valley
        .ana
        .json(&["profile", "Acme", "--name", "Acme Tools"]);
    for paper in [&file, &page] {
        let (found, good) = valley.check(&valley.ana, paper);
        assert!(good, "{found}");
        assert_eq!(found["here"]["about"], "Acme Tools");
        assert_eq!(found["here"]["signed_by"], "Ana Lima");
    }
}

#[test]
fn nobody_signs_what_is_to_come() {
    let mut valley = Valley::begin();
    // Whose clock is ahead, or who says so.
    valley.dev.set_day("2199-12-31");
    let [file, _] = valley.statement(&valley.dev, "Acme", "ahead");
    let (found, good) = valley.check(&valley.ana, &file);
    assert!(!good, "{found}");
    assert_eq!(found["ahead"], true);
    let told = valley.ana.end(&["check-statement", &file]).out;
    assert!(
        told.contains("31 Dec 2199, and that day has not come"),
        "{told}"
    );
    // Of a day after the one that it is signed on, the program writes none and reads none.
    let of_tomorrow = ["status", "Acme", "--as-of", "2026-07-16", "--statement"];
    let to = valley.path("tomorrow");
    let said = valley
        .ana
        .refused(&[&of_tomorrow[..], &[text(&to)]].concat());
    assert!(said.contains("has not come yet"), "{said}");
    let paper = valley.by_hand(&file, &[("signed-on", "2026-07-14")]);
    let told = valley.ana.end(&["check-statement", &paper]).out;
    assert!(told.contains("had not come when it was signed"), "{told}");
}

#[test]
fn a_key_that_speaks_for_nobody_any_more_is_no_key_of_theirs() {
    let mut valley = Valley::begin();
    let [file, _] = valley.statement(&valley.dev, "Acme", "by-dev");
    let (found, good) = valley.check(&valley.ana, &file);
    assert!(good, "{found}");
    valley.ana.set_day("2026-07-20");
    let words = ["remove", "Dev", "--reason", "sold his computer"];
    valley.ana.json(&words);
    let (found, good) = valley.check(&valley.ana, &file);
    assert!(!good);
    let names = ["computed_again", "key", "key_out_since"];
    is(
        &found,
        &names,
        &["same".into(), "no-more".into(), "2026-07-20".into()],
    );
    let told = valley.ana.end(&["check-statement", &file]).out;
    assert!(
        told.contains("a key that is theirs no more, since 20 Jul 2026"),
        "{told}"
    );
}

#[test]
fn a_name_that_looks_like_a_page_makes_no_paper_unreadable() {
    let valley = Valley::begin();
    for paper in valley.statement(&valley.ana, ODD, "odd") {
        let (found, good) = valley.check(&valley.ana, &paper);
        assert!(good, "{found}");
        assert_eq!(found["says"]["about"], ODD);
        assert_eq!(found["computed_again"], "same");
    }
}

#[test]
fn rules_that_come_later_change_no_paper_and_no_period() {
    let mut valley = Valley::begin();
    let [file, _] = valley.statement(&valley.ana, "Acme", "before");
    let rules = valley.path("monthly.json");
    std::fs::write(&rules, json!({"period": "month"}).to_string()).expect("writable");
    let words = ["policy", "propose", text(&rules), "--from", "2026-10-01"];
    valley.ana.json(&words);
    let shown = valley.ana.json(&["policy", "show"]);
    assert_eq!(shown["rules"]["period"], "quarter", "{shown}");
    valley.ana.set_day("2026-11-15");
    let shown = valley.ana.json(&["policy", "show"]);
    assert_eq!(shown["rules"]["period"], "month", "{shown}");
    let (found, good) = valley.check(&valley.ana, &file);
    assert!(good, "{found}");
    assert_eq!(found["computed_again"], "same");
    // Each day lies in the period of its own rules; no other can be read or shared out.
    let home = home_of(&valley.ana);
    let commons = home.commons().expect("readable")[0];
    let mut commons = app::commons::Commons::open(&home, commons).expect("it opens");
    let today = "2026-11-15".parse().expect("a day");
    let books = app::look::window::books::books(&mut commons, None, today).expect("books");
    let periods: Vec<String> = books.periods.iter().map(ToString::to_string).collect();
    assert_eq!(
        periods,
        ["2026-11", "2026-10", "2026-Q3", "2026-Q2", "2026-Q1"]
    );
    drop((commons, home));
    for period in &periods {
        valley.ana.json(&["quarter", period]);
    }
    for (other, known) in [
        ("2026-03", "2026-Q1"),
        ("2026-Q4", "2026-10 to 2026-12"),
        ("2026", "2026-Q1 to 2026-12"),
    ] {
        let amount = ["--amount", "10.00", "--design", &valley.design];
        let share = [&["distribute", other][..], &amount].concat();
        for words in [&["quarter", other][..], &share] {
            let refused = valley.ana.refused(words);
            assert!(
                refused.contains(&format!("{other} is no period of this commons")),
                "{refused}"
            );
            assert!(refused.contains(known), "{refused}");
        }
    }
}

#[test]
fn pages_of_those_who_know_other_names_have_one_code() {
    let valley = Valley::begin();
    let page = |at: &Workshop| at.json(&["quarter", "2026-Q1", "--as-of", AS_OF]);
    assert_eq!(page(&valley.ana), page(&valley.dev));
    valley
        .ana
        .json(&["design", "edit", &valley.design, "name", "Rice seeder"]);
    valley
        .ana
        .json(&["profile", "Acme", "--name", "Acme Tools"]);
    let (renamed, before) = (page(&valley.ana), page(&valley.dev));
    assert_eq!(renamed["code"], before["code"]);
    for (page, names) in [
        (&renamed, ["Acme Tools", "Rice seeder"]),
        (&before, ["Acme", "Seeder"]),
    ] {
        let used = &page["sections"][1]["rows"][0];
        assert_eq!([&used[0], &used[1]], names, "{page}");
    }
    valley.carry(&valley.ana, &valley.dev);
    assert_eq!(page(&valley.ana), page(&valley.dev));
    // One more entry, and the code is another.
    valley.use_it("Acme", ["2026-03-01", "2026-03-31"]);
    assert_ne!(page(&valley.ana)["code"], renamed["code"]);
}

#[test]
fn what_waits_for_stewards_stands_on_the_page_of_its_own_period() {
    let valley = Valley::founded_with("2");
    let open = |period: &str| {
        let page = valley.ana.json(&["quarter", period, "--as-of", AS_OF]);
        let sections = page["sections"].as_array().expect("a list");
        let open = sections.iter().find(|it| it["title"] == "Open matters");
        open.expect("the section")["rows"].to_string()
    };
    let waits = "an entry waits for 1 steward";
    assert!(open("2026-Q1").contains(waits), "{}", open("2026-Q1"));
    assert!(!open("2026-Q2").contains(waits), "{}", open("2026-Q2"));
}
