//! Invitations that are used up, over, or somebody's who was removed are closed for good; rules of a newer program are said.

use super::{Village, entries, gone, log_work, meet, meets_closed_door, not_counted, roles_of};
use app::commons::Commons;
use app::deed::When;
use model::charter::act::RULE_SET;
use model::charter::build;
use rusqlite::Connection;
use serde_json::Value;
use tests::process::{LOOPBACK, Workshop, home_of, string, wait_until};

fn invitations(who: &Workshop) -> Vec<Value> {
    let listed = who.json(&["invite", "list"]);
    listed["invitations"].as_array().expect("a list").clone()
}

#[test]
fn who_was_removed_does_not_come_back_by_the_invitation_of_then() {
    let village = Village::new();
    let (ana, ben, mal) = (village.at("ana"), village.at("ben"), village.at("mal"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let line = string(&ana.json(&["invite", "--uses", "5", "--days", "3650"])["invitation"]);
    let running = ana.running();
    ben.join(&line, "Ben", &running.address);
    mal.join(&line, "Mal", &running.address);
    drop(running);
    log_work(&mal, "2h");
    meet(&ana, &mal);
    meet(&ana, &ben);

    let looked = ana.json(&["remove", "Mal", "--dry-run"]);
    assert_eq!(
        looked["closes"].as_array().map(Vec::len),
        Some(1),
        "{looked}"
    );
    assert_eq!(
        invitations(&ana)[0]["closed"],
        false,
        "nothing was done yet"
    );
    let said = ana.text(&["remove", "Mal"]);
    for words in [
        "The invitation that Mal came by, made by Ana on 2 Mar 2026, is closed",
        "Who else is known to have come by it stays.",
        "does not count until a steward admits them",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let closed = &invitations(&ana)[0];
    assert_eq!(
        (&closed["closed"], &closed["state"]),
        (&true.into(), &"Taken back".into())
    );
    // Who else came by it stays, and so does what Mal wrote.
    assert_eq!(roles_of(&ana, "Ben"), ["maker"]);
    assert_eq!(entries(&ana), 1);
    let out = not_counted(&ana);
    assert!(out.is_empty(), "{out:?}");

    // With a new key, where nobody has heard of it, Mal comes in once more.
    let again = village.at("again");
    let running = ben.running();
    again.join(&line, "Nobody in particular", &running.address);
    drop(running);
    meet(&ana, &ben);
    for home in [&ana, &ben] {
        let why = gone(home, "Nobody in particular").expect("out as soon as they meet");
        assert!(
            why.contains("the invitation was taken back by Ana"),
            "{why}"
        );
    }
    // A steward sees it, and could let them in all the same.
    let out = not_counted(&ana);
    let joined = out
        .iter()
        .find(|line| line["what"] == "Nobody in particular joined");
    assert!(
        joined.is_some_and(|line| !line["admit"].is_null()),
        "{out:?}"
    );
    // Removing Ben closes nothing once more.
    let looked = ana.json(&["remove", "Ben", "--dry-run"]);
    assert_eq!(looked["closes"], serde_json::json!([]), "{looked}");
}

#[test]
fn a_used_up_invitation_is_closed_once_and_some_days_later() {
    let village = Village::new();
    let (ana, others) = village.of(&[("Ben", "steward")]);
    let ben = &others[0];
    drop(ana.running());
    let state = |who: &Workshop| {
        let one = invitations(who).remove(0);
        (string(&one["state"]), one["closed"] == true)
    };
    assert_eq!(state(&ana), ("Used up".to_owned(), false), "only noted");
    meet(&ana, ben);
    let days_pass = |who: &Workshop, days: u64| {
        let connection = Connection::open(history(who)).expect("a database");
        let then = app::chance::now_ms() - days * 24 * 60 * 60 * 1000;
        let long_ago = "UPDATE local SET value = CAST(substr(value, 1, 32) || ?1 AS BLOB) WHERE name = 'spent'";
        let marked = connection.execute(long_ago, [&then.to_be_bytes()[..]]);
        assert_eq!(marked.expect("the table is there"), 1, "it was noted");
    };
    // The other steward's program leaves it to Ana's for another week.
    days_pass(ben, 8);
    meet(&ana, ben);
    assert!(!state(&ana).1 && !state(ben).1);
    days_pass(&ana, 8);
    meet(&ana, ben);
    assert_eq!(state(&ana), ("Used up".to_owned(), true));
    assert_eq!(state(ben), ("Used up".to_owned(), true));
    assert_eq!(roles_of(&ana, "Ben"), ["steward"], "who came by it stays");
    let acts = |who: &Workshop| {
        let home = home_of(who);
        let id = home.commons().expect("readable")[0];
        let commons = Commons::open(&home, id).expect("it opens");
        commons.charter().acts().len()
    };
    let before = acts(&ana);
    meet(&ana, ben);
    drop(ana.running());
    assert_eq!((acts(&ana), acts(ben)), (before, before), "once");
}

#[test]
fn of_an_invitation_that_closed_itself_it_is_said_that_it_was_used_up_or_over() {
    let village = Village::new();
    let (ana, others) = village.of(&[("Dora", "maker")]);
    let dora = &others[0];
    let line = string(&ana.json(&["invite", "--days", "3650"])["invitation"]);
    // By the clock of this computer its last day is over already.
    ana.json(&["invite", "--uses", "3", "--days", "2"]);
    meet(&ana, dora);
    let (ben, eve) = (village.at("ben"), village.at("eve"));
    ben.join(&line, "Ben", &ana.running().address);
    meet(&ana, &ben);
    // Eve comes by it too, where nobody has heard of Ben.
    eve.join(&line, "Eve", &dora.running().address);
    meet(dora, &eve);
    let read = "SELECT value FROM local WHERE name = 'spent'";
    let noted = || -> Vec<u8> {
        let connection = Connection::open(history(&ana)).expect("a database");
        let notes = connection.query_row(read, [], |row| row.get(0));
        notes.expect("they were noted")
    };
    wait_until("all three are noted as spent", 60, || {
        meet(&ana, &ben);
        noted().len() == 3 * 40
    });
    let mut notes = noted();
    let then = app::chance::now_ms() - 8 * 24 * 60 * 60 * 1000;
    for note in notes.chunks_exact_mut(40) {
        note[32..].copy_from_slice(&then.to_be_bytes());
    }
    let mark = "UPDATE local SET value = ?1 WHERE name = 'spent'";
    let connection = Connection::open(history(&ana)).expect("a database");
    connection
        .execute(mark, [notes])
        .expect("it can be set back");
    drop(connection);
    wait_until("all three are closed", 60, || {
        meet(&ana, &ben);
        invitations(&ana).iter().all(|one| one["closed"] == true)
    });

    let closed = invitations(&ana);
    let states = closed.iter().map(|one| string(&one["state"]));
    let states: Vec<String> = states.collect();
    assert_eq!(states, ["Used up", "Used up", "Expired"], "{closed:?}");
    let refused = |one: &Value| ana.refused(&["invite", "withdraw", &string(&one["id"])]);
    let used_up = refused(&closed[0]);
    assert!(
        used_up.contains("the invitation was used up and is closed"),
        "{used_up}"
    );
    let over = refused(&closed[2]);
    assert!(
        over.contains("the invitation was over and is closed"),
        "{over}"
    );
    assert!(
        over.contains("the program of Ana closed an invitation that was over"),
        "{over}"
    );

    meet(&ana, dora);
    for home in [&ana, dora] {
        let why = gone(home, "Eve").expect("out as soon as they meet");
        assert!(
            why.contains("the invitation was used up and is closed by Ana"),
            "{why}"
        );
    }
    let lines = not_counted(&ana);
    let eves = lines.iter().find(|line| line["what"] == "Eve joined");
    let why = eves.expect("she stands there")["why"].to_string();
    assert!(
        why.contains("the program of Ana closed an invitation that was used up"),
        "{why}"
    );
    // Who knocks with it hears the same reason. Who came by it and never counted is shown nothing of the charter.
    let late = village.at("late");
    let running = ana.running();
    let join = [
        "join",
        &line,
        "--person",
        "Late",
        "--peer",
        &running.address,
    ];
    let knocked = late.end(&[&join[..], &LOOPBACK].concat());
    assert!(
        knocked.err.contains("has been used as often as it may be"),
        "{knocked:?}"
    );
    drop(running);
    let told = meets_closed_door(&ana, &eve);
    assert!(told.contains("this commons is closed"), "{told}");
    assert!(!told.contains("used up"), "{told}");
}

#[test]
fn rules_of_a_newer_program_are_said_and_nobody_is_judged_by_older_ones() {
    let village = Village::new();
    let ana = village.at("ana");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    log_work(&ana, "2h");
    ana.json(&["status"]);
    {
        let home = home_of(&ana);
        let id = home.commons().expect("readable")[0];
        let mut commons = Commons::open(&home, id).expect("it opens");
        let (me, when) = (commons.me().expect("Ana"), When::now(None));
        let raised = build::raise_rule_set(me, when.day, RULE_SET + 1);
        commons
            .write_act(&raised, when)
            .expect("she is the only steward");
        // The window shows no account, and says why.
        let digest = app::look::window::digest::Digest::of(&mut commons, when.day).expect("read");
        let page = app::look::window::reciprocity::reciprocity(&mut commons, &digest, when.day);
        let page = page.expect("a page");
        assert!(page.mine.is_empty() && page.others.is_empty());
        assert!(
            page.rules[0].contains("uses rules of a newer version"),
            "{:?}",
            page.rules
        );
    }
    for words in [&["status"][..], &["seal", "2026-Q1"]] {
        let refused = ana.refused(words);
        for said in [
            "uses rules of a newer version",
            "passing on still work",
            "update the program",
        ] {
            assert!(refused.contains(said), "{words:?}: {refused}");
        }
    }
    // Reading and writing go on, and every command says it.
    let ended = ana.end(&["design", "new", "Seed cleaner", "--function", "Cleans seed"]);
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(
        ended.err.contains("uses rules of a newer version"),
        "{ended:?}"
    );
}

pub(super) fn history(who: &Workshop) -> std::path::PathBuf {
    let mut commons = std::fs::read_dir(who.home().join("commons")).expect("a folder");
    let one = commons.next().expect("one commons").expect("readable");
    one.path().join("history.sqlite")
}

#[test]
fn what_who_left_wrote_stays_until_stewards_say_otherwise() {
    let village = Village::new();
    let (ana, mal) = (village.at("ana"), village.at("mal"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let line = string(&ana.json(&["invite", "--days", "3650"])["invitation"]);
    let running = ana.running();
    mal.join(&line, "Mal", &running.address);
    drop(running);
    log_work(&mal, "2h");
    meet(&ana, &mal);
    assert_eq!(entries(&ana), 1);

    mal.json(&["leave"]);
    meets_closed_door(&ana, &mal);
    assert!(gone(&ana, "Mal").is_some());
    assert_eq!(not_counted(&ana).len(), 0, "what was written before stays");
    ana.json(&["remove", "Mal", "--keep", "nothing"]);
    assert_eq!(not_counted(&ana).len(), 1);
}
