//! What people decide together, by commands, each on a home of their own: closing a quarter, other rules. Ana and Ben are
//! stewards, Dev acts for Acme, a company that works for its outside owners.

use app::commons::Commons;
use app::deed::When;
use app::home::Home;
use model::charter::build;
use model::id::FactId;
use model::id::{ChangeHash, CommonsId};
use model::ledger;
use model::name::DocumentName;
use serde_json::{Value, json};
use std::path::Path;
use tests::process::{Workshop, home_of, string, text};
use tests::valley::{AS_OF, Valley, flags};

#[path = "governing/closing.rs"]
mod closing;

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");

/// The state of that period, and its seals.
fn period(who: &Workshop, name: &str) -> Value {
    let all = who.json(&["seal"])["periods"].clone();
    let mut all = all.as_array().expect("a list").iter();
    let found = all.find(|page| page["period"] == name);
    found.unwrap_or_else(|| panic!("no {name}")).clone()
}

#[test]
fn a_quarter_is_closed_by_two_and_what_comes_later_counts_later() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2026-04-02");
    assert_eq!(valley.owed(AS_OF), "1350.00");
    assert_eq!(flags(&valley.acme(AS_OF)), ["PROVISIONAL"]);

    // Only stewards close, only what is over, only what is a period here.
    assert!(
        valley
            .dev
            .refused(&["seal", "2026-Q1"])
            .contains("stewards")
    );
    assert!(
        valley
            .ana
            .refused(&["seal", "2026-Q2"])
            .contains("not over")
    );
    assert!(valley.ana.refused(&["seal", "2026-03"]).contains("2026-Q1"));
    assert!(valley.ana.refused(&["seal", "spring"]).contains("2026-Q1"));

    let sealed = valley.ana.json(&["seal", "2026-Q1"]);
    let seal = string(&sealed["fact"]);
    assert_eq!(
        (&sealed["more"], &sealed["could"]),
        (&json!(1), &json!(["Ben"]))
    );
    valley.meet();
    assert_eq!(period(&valley.dev, "2026-Q1")["state"], "waiting");
    assert_eq!(
        flags(&valley.acme(AS_OF)),
        ["PROVISIONAL"],
        "one steward closes nothing"
    );
    assert!(
        valley
            .ben
            .refused(&["seal", "2026-Q1"])
            .contains("waits for signatures")
    );
    assert!(
        valley
            .ana
            .refused(&["confirm", &seal])
            .contains("signed it already")
    );
    assert!(valley.dev.refused(&["confirm", &seal]).contains("stewards"));
    let waits = valley.ben.json(&["decide"])["waiting"].clone();
    assert_eq!(
        (&waits[0]["id"], &waits[0]["mine"]),
        (&json!(seal), &json!(true))
    );
    valley.ben.json(&["decide", &seal[..8]]);
    valley.meet();
    assert_eq!(period(&valley.dev, "2026-Q1")["state"], "closed");
    assert!(flags(&valley.acme(AS_OF)).is_empty());

    // A sale of the closed quarter that is reported now changes nothing of it; its fee comes with the next one. So does work.
    valley.on("2026-04-05");
    valley.uses(&valley.design, "10,000.00", "2026-03-01", "2026-03-31");
    valley.meet();
    assert_eq!(valley.owed(AS_OF), "1350.00");
    assert_eq!(period(&valley.ben, "2026-Q1")["seals"][0]["late"], 1);
    assert_eq!(valley.owed("2026-07-10"), "1650.00");
    valley.works("5h", "2026-02-10", "2026-04-06");
    assert_eq!(period(&valley.ben, "2026-Q1")["seals"][0]["late"], 2);
    let paid = valley.acme(AS_OF);
    assert_eq!(paid["owed"], "1250.00");
    let said = paid["lines"].to_string();
    assert!(
        said.contains("5 points of reviewed work pay 100.00"),
        "{said}"
    );
}

#[test]
fn of_a_quarter_that_was_closed_twice_it_is_shown_who_signed_both() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2026-04-02");
    let first = string(&valley.ana.json(&["seal", "2026-Q1"])["fact"]);
    let second = string(&valley.ben.json(&["seal", "2026-Q1"])["fact"]);
    valley.meet();
    valley.ben.json(&["confirm", &first]);
    valley.meet();
    assert_eq!(flags(&valley.acme(AS_OF)), Vec::<String>::new());
    valley.ana.json(&["confirm", &second]);
    valley.meet();
    let page = period(&valley.dev, "2026-Q1");
    assert_eq!(page["state"], "closed-twice");
    assert_eq!(page["signed_twice"].as_array().map(Vec::len), Some(2));
    assert_eq!(flags(&valley.acme(AS_OF)), ["DOUBLE_SEAL"]);
    let holding = page["seals"].as_array().expect("two").iter();
    let holding: Vec<&Value> = holding.filter(|seal| seal["holds"] == true).collect();
    assert_eq!(holding.len(), 1);
    // The smaller one by its bytes: as text, digits would come before letters.
    let bytes = |id: &String| id.parse::<FactId>().expect("an id");
    let smaller = [first, second].into_iter().min_by_key(bytes);
    assert_eq!(holding[0]["fact"], json!(smaller));
    let said = valley.dev.text(&["seal"]);
    assert!(said.contains("Ana and Ben signed both"), "{said}");
}

#[test]
fn who_has_not_seen_all_that_is_closed_does_not_sign_it() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2026-04-02");
    let ledgers = |more: u32| {
        let (home, id) = home(&valley.ana);
        let mut commons = Commons::open(&home, id).expect("it is there");
        let me = commons.me().expect("Ana is in it");
        let own = DocumentName::ledger(commons.device(), 0);
        let document = own.id(id);
        let newest = commons
            .core()
            .heights(document)
            .top(own.creator)
            .expect("Ana wrote");
        let seal = ledger::Seal {
            from: "2026-01-01".parse().expect("a day"),
            to: "2026-03-31".parse().expect("a day"),
            ledgers: vec![ledger::SealedLedger {
                document,
                entries: u32::try_from(newest.seq).expect("few") + more,
                // What stands at that place here is another entry.
                hash: ChangeHash([more as u8; 32]),
            }],
            exceptions: vec![],
            rules: model::id::FileHash([0; 32]),
        };
        let when = When::now("2026-04-02".parse().ok());
        commons
            .write_fact(me, seal, when)
            .expect("it is well formed")
            .to_string()
    };
    let (other, further) = (ledgers(0), ledgers(7));
    valley.meet();
    let said = valley.ben.refused(&["confirm", &further]);
    assert!(
        said.contains("goes further than what is here in 1 ledger"),
        "{said}"
    );
    let said = valley.ben.refused(&["confirm", &other]);
    assert!(said.contains("goes on otherwise here"), "{said}");
    let waits = valley.ben.text(&["seal"]);
    assert!(
        waits.contains("meet the others before you sign it"),
        "{waits}"
    );
}

/// The home of somebody, opened in this process, and its commons.
fn home(who: &Workshop) -> (Home, CommonsId) {
    let home = home_of(who);
    let id = home.commons().expect("readable")[0];
    (home, id)
}

#[test]
fn other_rules_are_tried_proposed_and_adopted_by_two() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2026-04-02");
    let shown = valley.ana.json(&["policy", "show"]);
    let mut rules = shown["rules"].clone();
    assert_eq!(rules["fee_rate"], "3/100");
    assert!(
        valley
            .ana
            .text(&["policy", "show"])
            .contains("The fee is 3 % of the revenue.")
    );
    rules["name"] = json!("two per cent");
    rules["fee_rate"] = json!("2 %");
    rules["types"]["kWh"] = json!("1/10 per unit");
    let file = valley.write("two.json", &json!({"rules": rules}));

    // Side by side on all that happened.
    let tried = valley
        .dev
        .json(&["policy", "simulate", text(&file), "--as-of", AS_OF]);
    let acme = tried["agents"].as_array().expect("rows").iter();
    let acme: Vec<&Value> = acme.filter(|row| row["agent"] == "Acme").collect();
    assert_eq!(
        (&acme[0]["now"]["owed"], &acme[0]["draft"]["owed"]),
        (&json!("1350.00"), &json!("900.00"))
    );

    // What contradicts itself, asks for more people than there are, or lies back is refused, all of it by name.
    let wrong = json!({"self_rate": "1/2", "late_reviews": 0, "currency": "USD", "seal_quorum": 9});
    let wrong = valley.write("wrong.json", &wrong);
    let words = ["policy", "propose", text(&wrong), "--from", "2026-03-01"];
    let said = valley.ana.refused(&words);
    for named in [
        "no points at all",
        "fewer reviews",
        "another currency",
        "a decision takes 9 people",
        "not back to",
    ] {
        assert!(said.contains(named), "{named}: {said}");
    }
    let odd = valley.write("odd.json", &json!({"fee": 3, "reviews": "many"}));
    let said = valley.ana.refused(&["policy", "propose", text(&odd)]);
    assert!(
        said.contains("fee is no parameter") && said.contains("reviews"),
        "{said}"
    );
    let monthly = valley.write("monthly.json", &json!({"period": "month"}));
    let said = valley
        .ana
        .refused(&["policy", "propose", text(&monthly), "--from", "2026-05-01"]);
    assert!(said.contains("in the midst of one"), "{said}");

    // By one, and then by the second; from the next quarter on.
    assert!(
        valley
            .dev
            .refused(&["policy", "propose", text(&file)])
            .contains("stewards")
    );
    let proposed = valley.ana.json(&["policy", "propose", text(&file)]);
    assert_eq!(
        (&proposed["from"], &proposed["more"], &proposed["could"]),
        (&json!("2026-07-01"), &json!(1), &json!(["Ben"]))
    );
    let act = string(&proposed["act"]);
    let again = valley.ana.refused(&["policy", "propose", text(&file)]);
    assert!(again.contains("the same rules wait"), "{again}");
    valley.meet();
    let said = valley.dev.text(&["policy", "show"]);
    assert!(
        said.contains("Ana proposes “two per cent” from 1 Jul 2026"),
        "{said}"
    );
    assert!(
        said.contains("3 % → 2 %") && said.contains("Ben can"),
        "{said}"
    );
    valley.ben.json(&["decide", &act[..8]]);
    valley.meet();
    valley.on("2026-07-01");
    let adopted = valley.dev.json(&["policy", "show"]);
    assert_eq!(
        (&adopted["rules"]["name"], &adopted["rules"]["types"]["kWh"]),
        (&json!("two per cent"), &json!("1/10 per unit"))
    );
    assert_eq!(adopted["adopted"].as_array().map(Vec::len), Some(2));

    // The first quarter costs what it did, the third what it does now; and what was added is counted.
    valley.on("2026-10-02");
    valley.uses(&valley.design, "10,000.00", "2026-07-01", "2026-09-30");
    valley.dev.json(&[
        "contribute",
        "--type",
        "kWh",
        "--quantity",
        "40",
        "--for",
        "Acme",
    ]);
    valley.meet();
    assert_eq!(valley.owed(AS_OF), "1350.00");
    let later = valley.acme("2026-10-15");
    assert_eq!(later["owed"], "1550.00");
    assert!(
        later["lines"].to_string().contains("2 % of 10,000.00"),
        "{later}"
    );
    assert_eq!(later["pending"].as_array().map(Vec::len), Some(1));
}

#[test]
fn rules_that_are_signed_too_late_reach_no_closed_quarter() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2026-06-20");
    let file = valley.write("two.json", &json!({"name": "two", "fee_rate": "2 %"}));
    let proposed = valley.ana.json(&["policy", "propose", text(&file)]);
    let act = string(&proposed["act"]);
    assert_eq!(proposed["from"], "2026-07-01");
    valley.meet();
    valley.on("2026-10-02");
    valley.uses(&valley.design, "10,000.00", "2026-07-01", "2026-09-30");
    valley.meet();
    for quarter in ["2026-Q1", "2026-Q2", "2026-Q3"] {
        let seal = string(&valley.ana.json(&["seal", quarter])["fact"]);
        valley.meet();
        valley.ben.json(&["confirm", &seal]);
        valley.meet();
    }
    let third = |valley: &Valley| (valley.owed("2026-10-15"), period(&valley.dev, "2026-Q3"));
    let before = third(&valley);
    assert_eq!(
        (&*before.0, &before.1["state"]),
        ("1650.00", &json!("closed"))
    );
    valley.on("2026-11-05");
    let said = valley.ben.refused(&["decide", &act[..8]]);
    assert!(said.contains("rules do not reach back"), "{said}");

    // A program that asks for no day, or for none that is true, changes nothing of what is closed either.
    let (home, id) = home(&valley.ben);
    let mut commons = Commons::open(&home, id).expect("it is there");
    let me = commons.me().expect("Ben is in it");
    let when = When::now("2026-11-05".parse().ok());
    let signed = build::co_sign(me, when.day, act.parse().expect("an act"));
    commons.write_act(&signed, when).expect("it is admitted");
    drop((home, commons));
    valley.meet();
    assert_eq!(third(&valley), before);
    let adopted = valley.dev.json(&["policy", "show"])["adopted"].clone();
    assert_eq!(adopted[1]["from"], "2027-01-01", "{adopted}");
}

#[test]
fn of_two_rules_for_one_day_it_is_said_which_hold() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2026-04-02");
    let mut acts = vec![];
    for (name, rate) in [("two", "2/100"), ("four", "4/100")] {
        let file = valley.write("rules.json", &json!({"name": name, "fee_rate": rate}));
        let proposed = valley.ana.json(&["policy", "propose", text(&file)]);
        acts.push(string(&proposed["act"]));
    }
    valley.meet();
    for act in &acts {
        valley.ben.json(&["decide", &act[..8]]);
    }
    valley.meet();
    valley.on("2026-10-02");
    valley.uses(&valley.design, "10,000.00", "2026-07-01", "2026-09-30");
    valley.meet();
    let shown = valley.dev.json(&["policy", "show"]);
    assert_eq!(shown["conflicts"], json!(["2026-07-01"]));
    assert!(flags(&valley.acme("2026-10-15")).contains(&"POLICY_CONFLICT".to_owned()));
    let said = valley.dev.text(&["policy", "show"]);
    let holds = string(&shown["rules"]["name"]);
    assert!(said.contains(&format!("“{holds}” holds")), "{said}");
}

#[test]
fn a_ready_made_set_can_be_taken_changed_and_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ana = founded(folder.path());
    let lenient = ana.json(&["policy", "show", "--preset", "lenient"]);
    let file = folder.path().join("lenient.json");
    std::fs::write(&file, lenient.to_string()).expect("the folder is there");
    let tried = ana.json(&["policy", "simulate", text(&file)]);
    assert_eq!(tried["agents"].as_array().map(Vec::len), Some(1));
    let words = ["policy", "propose", text(&file), "--from", "2026-02-01"];
    assert_eq!(ana.json(&words)["more"], 0, "one steward alone decides");
    assert_eq!(ana.json(&["policy", "show"])["rules"]["name"], "copyfair");
    assert!(
        ana.refused(&["policy", "show", "--preset", "harsh"])
            .contains("harsh")
    );
}

fn founded(folder: &Path) -> Workshop {
    let mut ana = Workshop::new(PROGRAM, folder, "ana");
    ana.set_day("2026-01-10");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    ana
}
