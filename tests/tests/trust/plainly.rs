//! What could deceive or lead nowhere is said plainly, and what shows an entry reaches everybody.

use super::{Village, meet};
use serde_json::Value;
use std::fs;
use tests::process::{LOOPBACK, string, text};

#[test]
fn a_commons_of_a_look_alike_name_and_names_that_hide_something_are_pointed_out() {
    let village = Village::new();
    let (ana, mallory, ben) = (village.at("ana"), village.at("mallory"), village.at("ben"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    // Its second letter is another one.
    mallory.json(&["new", "V\u{430}lley Tools", "--person", "Mallory"]);
    let line = |from: &tests::process::Workshop| {
        string(&from.json(&["invite", "--days", "3650"])["invitation"])
    };
    let invitation = line(&ana);
    let running = ana.running();
    let joined = ben.join(&invitation, "Ben", &running.address);
    drop(running);
    assert_eq!(joined["looks_like"], Value::Null);
    let invitation = line(&mallory);
    let running = mallory.running();
    let words = ["join", &invitation, "--person", "Ben", "--peer"];
    let words = [&words[..], &[&running.address], &LOOPBACK].concat();
    let ended = ben.end(&words);
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(
        ended
            .err
            .contains("looks like \u{201c}Valley Tools\u{201d}")
            && ended.err.contains("is another commons"),
        "{ended:?}"
    );
    drop(running);

    // A design and a file whose names turn the text around them, or clear the screen.
    let name = "Frame \u{202e}gnp.exe\u{1b}[2J";
    let made = ana.json(&["design", "new", name, "--function", "Holds"]);
    let design = string(&made["id"]);
    let plan = village.folder.path().join("plan\u{202e}fdp.exe");
    fs::write(&plan, "a plan").expect("writable");
    ana.json(&["design", "attach", &design, text(&plan)]);
    for said in [
        ana.text(&["design", "list"]),
        ana.text(&["design", "show", &design]),
        ana.end(&["design", "show", "Frame \u{202e}nothing"]).err,
    ] {
        assert!(
            !said.contains('\u{202e}') && !said.contains('\u{1b}'),
            "{said:?}"
        );
        assert!(said.contains("Frame \u{b7}"), "{said:?}");
    }
    let shown = ana.text(&["design", "show", &design]);
    assert!(shown.contains("plan\u{b7}fdp.exe"), "{shown:?}");
    // Programs get the name as it is.
    let shown = ana.json(&["design", "show", &design]);
    assert_eq!(shown["name"], name);
}

#[test]
fn an_invitation_that_leads_nowhere_says_so_and_still_opens_at_a_typed_address() {
    let village = Village::new();
    let (ana, ben) = (village.at("ana"), village.at("ben"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    // Known at this computer alone, as where no network is up.
    drop(ana.running());
    let said = ana.text(&["invite", "--days", "3650"]);
    assert!(
        said.contains("No network is up on this computer, so this names no place"),
        "{said}"
    );
    assert!(said.contains("type its address"), "{said}");
    let made = ana.json(&["invite", "--days", "3650"]);
    assert_eq!(made["leads_here"], false);
    let running = ana.running();
    ben.join(&string(&made["invitation"]), "Ben", &running.address);
    drop(running);
    let named = ["invite", "--days", "3650", "--address", "192.0.2.7:4711"];
    assert_eq!(ana.json(&named)["leads_here"], true);
    let said = ana.text(&named);
    assert!(
        said.contains("It names this computer at 192.0.2.7:4711"),
        "{said}"
    );
    let said = ana.text(&["device", "add"]);
    assert!(said.contains("this names no place"), "{said}");
}

#[test]
fn what_shows_a_piece_of_work_comes_to_every_member_also_on_a_stick() {
    let village = Village::new();
    let (ana, others) = village.of(&[("Ben", "maker"), ("Cleo", "maker")]);
    let (ben, cleo) = (&others[0], &others[1]);
    let paper = village.folder.path().join("receipt.pdf");
    fs::write(&paper, b"%PDF-1.4 twelve metres of tube").expect("writable");
    let work = ["contribute", "--type", "care", "--quantity", "2h"];
    let fact = ben.json(&[&work[..], &["--evidence", text(&paper)]].concat());
    let fact = string(&fact["fact"]);
    meet(ben, &ana);
    // Cleo has it from Ana, who did not write it.
    meet(&ana, cleo);
    for (who, name) in [(&ana, "ana"), (cleo, "cleo")] {
        let ledger = who.json(&["ledger"]);
        assert_eq!(
            ledger["entries"][0]["evidence"].as_array().map(Vec::len),
            Some(1),
            "{ledger}"
        );
        assert!(who.text(&["ledger"]).contains("[1 file]"));
        let to = village.folder.path().join(format!("papers-of-{name}"));
        fs::create_dir(&to).expect("writable");
        let saved = who.json(&["evidence", &fact, "--to", text(&to)]);
        let saved = string(&saved["saved"][0]);
        assert!(saved.ends_with(".pdf"), "{saved}");
        assert_eq!(fs::read(saved).ok(), fs::read(&paper).ok());
    }
    let refused = ana.refused(&["evidence", "ffffffff"]);
    assert!(refused.contains("was not found"), "{refused}");

    // A large one does not come unasked, and comes when it is asked for.
    let large = village.folder.path().join("film");
    let film: Vec<u8> = (0..200_000_u32)
        .flat_map(|n| blake3::hash(&n.to_be_bytes()).as_bytes()[..1].to_vec())
        .collect();
    fs::write(&large, film).expect("writable");
    let settings = ana.home().join("settings.json");
    let mut kept: Value =
        serde_json::from_slice(&fs::read(&settings).expect("it is there")).expect("an object");
    kept["fetch_bytes_max"] = Value::from(1_000);
    fs::write(&settings, kept.to_string()).expect("writable");
    let fact = ben.json(&[&work[..], &["--evidence", text(&large)]].concat());
    let fact = string(&fact["fact"]);
    meet(ben, &ana);
    let to = village.folder.path().join("films");
    fs::create_dir(&to).expect("writable");
    let refused = ana.refused(&["evidence", &fact, "--to", text(&to)]);
    assert!(refused.contains("it is asked for now"), "{refused}");
    meet(ben, &ana);
    ana.json(&["evidence", &fact, "--to", text(&to)]);
    // It goes onto a stick as files of designs do; Cleo has met nobody who has it.
    let stick = village.folder.path().join("stick");
    ben.json(&["bundle", "write", text(&stick), "--files", "--plain"]);
    cleo.json(&["bundle", "read", text(&stick)]);
    let to = village.folder.path().join("films-of-cleo");
    fs::create_dir(&to).expect("writable");
    let saved = cleo.json(&["evidence", &fact, "--to", text(&to)]);
    let saved = string(&saved["saved"][0]);
    assert_eq!(fs::read(saved).ok(), fs::read(&large).ok());
}

#[test]
fn a_program_that_judges_otherwise_is_named_on_the_terminal() {
    let village = Village::new();
    let (ana, others) = village.of(&[("Ben", "maker"), ("Cleo", "maker")]);
    let (ben, cleo) = (&others[0], &others[1]);
    ana.json(&["design", "new", "Seed cleaner", "--function", "Cleans seed"]);
    meet(&ana, ben);
    ben.json(&["design", "edit", "Seed cleaner", "function", "By the wind"]);
    meet(&ana, ben);
    ana.json(&["remove", "Ben", "--keep", "nothing"]);
    meet(&ana, cleo);
    let running = ana.running();
    let met = cleo.sync(&running.address);
    assert_eq!(met["disagreements"], serde_json::json!([]), "{met}");
    tests::verdicts::forget_what_is_aside(cleo.home());
    let words = ["sync", "--peer", &running.address, "--json"];
    let met = cleo.end(&[&words[..], &LOOPBACK].concat());
    assert_eq!(met.status, Some(0), "{met:?}");
    assert!(
        met.err
            .contains("has the same history and sets something else aside in 1 place"),
        "{met:?}"
    );
    assert!(met.err.contains("Nothing is lost"), "{met:?}");
    let met: Value = serde_json::from_str(&met.out).expect("one object");
    let one = &met["disagreements"][0];
    assert_eq!(one["documents"], 1, "{met}");
    assert!(string(&one["whose"]).starts_with("Ana, "), "{met}");
}

#[test]
fn a_release_that_is_dated_far_ahead_does_not_hold_the_card() {
    let village = Village::new();
    let mut ana = village.at("ana");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let new = ["design", "new", "Seed cleaner", "--function", "Cleans seed"];
    ana.json(&[&new[..], &["--licence", "CERN-OHL-S-2.0"]].concat());
    let plan = village.folder.path().join("plan.txt");
    fs::write(&plan, "a plan").expect("writable");
    ana.json(&["design", "attach", "Seed cleaner", text(&plan)]);
    ana.set_day("2050-01-01");
    ana.json(&["design", "release", "Seed cleaner", "9.9"]);
    let version = |ana: &tests::process::Workshop| {
        string(&ana.json(&["design", "list"])["designs"][0]["version"])
    };
    assert_eq!(version(&ana), "9.9");
    for (day, released) in [("2026-03-03", "1.0"), ("2026-03-04", "1.1")] {
        ana.set_day(day);
        ana.json(&["design", "release", "Seed cleaner", released]);
        assert_eq!(version(&ana), released);
    }
}
