//! A person's devices, as people see them: adding, naming, retiring and losing one.

use serde_json::Value;
use tests::process::{LOOPBACK, Workshop, string};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");

/// The homes of one story.
struct Story {
    folder: tempfile::TempDir,
}

impl Story {
    fn new() -> Story {
        let folder = tempfile::tempdir().unwrap();
        Story { folder }
    }

    fn home(&self, name: &str) -> Workshop {
        Workshop::new(PROGRAM, self.folder.path(), name)
    }
}

/// Both hold the same afterwards.
fn meet(one: &Workshop, other: &Workshop) {
    let running = one.running();
    other.sync(&running.address);
    other.sync(&running.address);
    drop(running);
    assert_eq!(one.json(&["fingerprint"]), other.json(&["fingerprint"]));
}

/// A further device of whoever works in that home joins; nobody has to say their name again.
fn add_device(from: &Workshop, to: &Workshop, label: &str) {
    let line = string(&from.json(&["device", "add"])["invitation"]);
    let running = from.running();
    let at = running.address.as_str();
    let words = ["join", &line, "--device", label, "--peer", at];
    to.json(&[&words[..], &LOOPBACK].concat());
}

fn join(from: &Workshop, to: &Workshop, person: &str, role: &str) {
    let line = string(&from.json(&["invite", "--role", role])["invitation"]);
    let running = from.running();
    to.join(&line, person, &running.address);
}

fn devices(workshop: &Workshop) -> Vec<Value> {
    let listed = workshop.json(&["device", "list"]);
    listed["devices"].as_array().expect("a list").clone()
}

fn device(workshop: &Workshop, label: &str) -> Value {
    let all = devices(workshop);
    let found = all.iter().find(|device| device["label"] == label);
    found
        .unwrap_or_else(|| panic!("no {label} in {all:?}"))
        .clone()
}

#[test]
fn a_second_device_comes_by_a_line_gets_a_name_and_is_the_same_person() {
    let story = Story::new();
    let (laptop, phone) = (story.home("laptop"), story.home("phone"));
    laptop.json(&["new", "Valley Tools", "--person", "Ana"]);
    let picture = story.folder.path().join("line.svg");
    let picture = picture.to_str().unwrap();
    laptop.json(&["device", "add", "--qr", picture]);
    assert!(std::fs::read_to_string(picture).unwrap().contains("<svg"));
    add_device(&laptop, &phone, "phone");
    let people = phone.text(&["person", "list"]);
    assert!(people.contains("Ana (you)"), "{people}");
    assert!(people.contains("2 devices"), "{people}");

    phone.json(&["device", "rename", " Pocket  phone "]);
    meet(&laptop, &phone);
    for home in [&laptop, &phone] {
        let words = string(&device(home, "Pocket phone")["words"]);
        assert_eq!(words.split_whitespace().count(), 11, "nine words: {words}");
        let listed = home.text(&["device", "list"]);
        assert!(listed.contains(&words), "{listed}");
    }
    assert_eq!(
        device(&laptop, "Pocket phone")["words"],
        device(&phone, "Pocket phone")["words"]
    );
    // A name for the device is no name for the person, and the other way round.
    laptop.json(&["profile", "--name", "Ana Lima"]);
    meet(&laptop, &phone);
    assert_eq!(phone.json(&["profile"])["name"], "Ana Lima");
    assert_eq!(phone.json(&["profile"])["others"], serde_json::json!([]));
    assert_eq!(device(&laptop, "Pocket phone")["here"], false);
    let refused = phone.refused(&["device", "rename", "\u{202e}"]);
    assert!(refused.contains("cannot be seen"), "{refused}");
}

#[test]
fn of_a_lost_device_stays_what_is_here_and_of_a_replaced_one_all() {
    let story = Story::new();
    let at = |name: &str| story.home(name);
    let (ana, phone, tower, ben) = (at("ana"), at("phone"), at("tower"), at("ben"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    add_device(&ana, &phone, "phone");
    add_device(&ana, &tower, "tower");
    join(&ana, &ben, "Ben", "maker");
    ana.json(&["design", "new", "Hoe", "--function", "Weeds"]);
    meet(&ana, &phone);
    meet(&ana, &tower);
    let edit = |home: &Workshop, field: &str, text: &str| {
        home.json(&["design", "edit", "Hoe", field, text]);
    };
    let work = |note: &str| {
        let words = ["contribute", "--type", "care", "--quantity", "1h", "--note"];
        phone.json(&[&words[..], &[note]].concat());
    };
    work("early");
    edit(&phone, "function", "Weeds early");
    edit(&tower, "description", "Early.");
    meet(&ana, &phone);
    meet(&ana, &tower);
    // These two were written where Ana's laptop has not seen them.
    work("late");
    edit(&phone, "function", "Weeds late");
    edit(&tower, "description", "Late.");

    // Without --yes it is only said what would happen.
    let said = ana.text(&["device", "retire", "phone", "--lost"]);
    assert!(said.contains("2 changes in 2 documents"), "{said}");
    assert!(said.contains("--yes"), "{said}");
    assert_eq!(device(&ana, "phone")["retired"], false);
    let said = ana.text(&["device", "retire", "tower"]);
    assert!(said.contains("also what has not arrived"), "{said}");
    ana.json(&["device", "retire", "phone", "--lost", "--yes"]);
    ana.json(&["device", "retire", "tower", "--yes"]);
    let listed = ana.text(&["device", "list"]);
    assert!(
        listed.contains("retired") && listed.contains("by Ana"),
        "{listed}"
    );
    let again = ana.refused(&["device", "retire", "phone", "--yes"]);
    assert!(again.contains("was retired by Ana"), "{again}");

    // What they wrote before they knew arrives by Ben, who was told by nobody.
    meet(&ben, &phone);
    meet(&ben, &tower);
    meet(&ana, &ben);
    for home in [&ana, &ben] {
        let shown = home.text(&["design", "show", "Hoe"]);
        assert!(shown.contains("early"), "what was here stays: {shown}");
        assert!(!shown.contains("late"), "beyond what stays: {shown}");
        assert!(
            shown.contains("Late."),
            "of a replaced one all stays: {shown}"
        );
    }
    // What stands in the ledger says on which device it was written, and what of it does not count says why.
    let ledger = ben.json(&["ledger"]);
    let entries = ledger["entries"].as_array().expect("a list");
    assert_eq!(entries.len(), 2, "{ledger}");
    for entry in entries {
        let written_on = string(&entry["written_on"]);
        assert!(
            written_on.contains("phone") && written_on.contains("was retired"),
            "{entry}"
        );
    }
    let out = ben.json(&["refused"]);
    let out = out["not_counted"].as_array().expect("a list");
    let late: Vec<&Value> = out.iter().filter(|line| line["kind"] == "entry").collect();
    assert_eq!(late.len(), 1, "{out:?}");
    let why = string(&late[0]["why"]);
    assert!(
        why.contains("the device that wrote it was retired"),
        "{why}"
    );
    // Nobody serves them any more. Ben has got both acts at once, and can prove the newer one alone to who may see no
    // more; so the tower learns everything from him, and the phone that it has ended, until it meets Ana.
    let meets = |retired: &Workshop, whom: &Workshop| {
        let running = whom.running();
        let words = ["sync", "--wait", "3", "--peer", &running.address];
        retired.refused(&[&words[..], &LOOPBACK].concat())
    };
    let told = meets(&tower, &ben);
    assert!(
        told.contains("This device was retired in Valley Tools - Ana decided so on"),
        "{told}"
    );
    assert!(
        told.contains("go on with another device of yours"),
        "{told}"
    );
    let told = meets(&phone, &ben);
    assert!(told.contains("or this device was retired"), "{told}");
    let told = meets(&phone, &ana);
    assert!(
        told.contains("This device was retired in Valley Tools - Ana decided so on"),
        "{told}"
    );
    let check = phone.json(&["check"]);
    assert!(
        check["ended"]
            .as_str()
            .is_some_and(|ended| ended.contains("was retired")),
        "{check}"
    );
    let refused = phone.refused(&["design", "edit", "Hoe", "function", "Weeds more"]);
    assert!(refused.contains("was retired by Ana"), "{refused}");
}

#[test]
fn a_key_is_nine_words_and_two_versions_of_the_program_show_the_same() {
    let words = app::words::spoken::key(model::id::DeviceId([7; 32]));
    let groups = words.split(" · ").map(|group| group.split(' ').count());
    assert_eq!(groups.collect::<Vec<_>>(), [3, 3, 3], "{words}");
    assert_ne!(words, app::words::spoken::key(model::id::DeviceId([8; 32])));
    assert_eq!(
        words,
        "oberon icon event · brown baboon ecology · strange section mexico"
    );
}

#[test]
fn a_device_is_retired_by_another_one_of_the_same_person() {
    let story = Story::new();
    let (ana, phone) = (story.home("ana"), story.home("phone"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    let own = string(&devices(&ana)[0]["id"]);
    let refused = ana.refused(&["device", "retire", &own, "--yes"]);
    assert!(refused.contains("by another one of yours"), "{refused}");
    add_device(&ana, &phone, "phone");
    meet(&ana, &phone);
    let refused = phone.refused(&["device", "retire", "tablet", "--yes"]);
    assert!(refused.contains("none called"), "{refused}");
    // From the phone the laptop is retired, and does not write any more once it knows.
    phone.json(&["device", "retire", &own, "--yes"]);
    let running = phone.running();
    let words = ["sync", "--wait", "3", "--peer", &running.address];
    ana.end(&[&words[..], &LOOPBACK].concat());
    drop(running);
    let listed = ana.json(&["device", "list"]);
    assert_eq!(listed["devices"].as_array().map(Vec::len), Some(2));
}

#[test]
fn who_lost_their_only_device_comes_back_when_enough_vouch() {
    let story = Story::new();
    let at = |name: &str| story.home(name);
    let (ana, ben, cleo, dev) = (at("ana"), at("ben"), at("cleo"), at("dev"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    join(&ana, &ben, "Ben", "steward");
    let refused = ben.refused(&["recover", "vouch", "commonwright-back:aaaa", "--yes"]);
    assert!(refused.contains("another kind of text"), "{refused}");
    join(&ana, &cleo, "Cleo", "maker");
    join(&ana, &dev, "Dev", "maker");
    ana.json(&["design", "new", "Hoe", "--function", "Weeds"]);
    ana.json(&["profile", "--note", "In the barn"]);
    for other in [&ben, &cleo, &dev] {
        meet(&ana, other);
    }
    // Ana's laptop is gone from here on, with no backup of it.
    let line = string(&ben.json(&["recover", "line", "Ana"])["line"]);
    let new = at("new");
    let ask = ["recover", "ask", &line, "--device", "new laptop"];
    let asked = new.json(&ask);
    assert_eq!(asked["person"], "Ana");
    assert_eq!(new.json(&ask), asked, "asking again gives the same answer");
    let answer = string(&asked["answer"]);

    // Ben reads the same words before he vouches, and nothing is written without his yes.
    let said = ben.json(&["recover", "vouch", &answer]);
    assert_eq!(said["words"], asked["words"]);
    assert_eq!(said["vouched"], false);
    assert!(ben.text(&["recover", "list"]).contains("Nobody waits"));
    let vouched = ben.json(&["recover", "vouch", &answer, "--yes"]);
    assert_eq!(
        (&vouched["vouched"], &vouched["more"]),
        (&true.into(), &1.into())
    );
    ben.refused(&["recover", "vouch", &answer, "--yes"]);
    let running = ben.running();
    let words = ["sync", "--wait", "3", "--peer", &running.address];
    let words = [&words[..], &LOOPBACK].concat();
    let refused = new.refused(&words);
    assert!(refused.contains("Nothing was exchanged"), "{refused}");
    drop(running);

    // Cleo vouches by the name that waits, Dev by the answer that Ana gave him too.
    meet(&ben, &cleo);
    meet(&ben, &dev);
    let waiting = cleo.json(&["recover", "list"]);
    assert_eq!(waiting["waiting"][0]["words"], asked["words"]);
    assert_eq!(waiting["waiting"][0]["vouched"], serde_json::json!(["Ben"]));
    cleo.json(&["recover", "vouch", "Ana", "--yes"]);
    dev.json(&["recover", "vouch", &answer, "--yes"]);
    meet(&ben, &cleo);
    meet(&ben, &dev);

    // The line said where Ben is; the new device needs no address, and is Ana.
    let running = ben.running();
    new.sync(&running.address);
    new.sync(&running.address);
    drop(running);
    let people = new.text(&["person", "list"]);
    assert!(people.contains("Ana (you): steward"), "{people}");
    assert!(new.text(&["design", "list"]).contains("Hoe"));
    assert_eq!(new.json(&["profile"])["note"], "In the barn");
    let old: Vec<Value> = devices(&new)
        .into_iter()
        .filter(|device| device["here"] == false)
        .collect();
    assert_eq!(old.len(), 1, "{old:?}");
    assert_eq!(old[0]["retired"], true, "the device from before has ended");
    new.json(&["design", "edit", "Hoe", "function", "Weeds and hills"]);
    meet(&ben, &new);
    assert!(
        ben.text(&["design", "show", "Hoe"])
            .contains("Weeds and hills")
    );
    assert!(ben.text(&["recover", "list"]).contains("Nobody waits"));
    let refused = ben.refused(&["recover", "vouch", &answer, "--yes"]);
    assert!(
        refused.contains("back with that device already"),
        "{refused}"
    );

    // The old laptop turns up again: nobody serves it.
    let running = ben.running();
    let words = ["sync", "--wait", "3", "--peer", &running.address];
    let words = [&words[..], &LOOPBACK].concat();
    let told = ana.refused(&words);
    assert!(
        told.contains("This device was retired in Valley Tools") && told.contains("Ana"),
        "{told}"
    );
}

#[test]
fn where_too_few_could_vouch_it_is_said_at_once() {
    let story = Story::new();
    let (ana, ben, new) = (story.home("ana"), story.home("ben"), story.home("new"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    join(&ana, &ben, "Ben", "steward");
    let refused = ana.refused(&["recover", "line", "Ana"]);
    assert!(refused.contains("`device add`"), "{refused}");
    let line = string(&ben.json(&["recover", "line", "Ana"])["line"]);
    let answer = string(&new.json(&["recover", "ask", &line])["answer"]);
    let refused = ben.refused(&["recover", "vouch", &answer, "--yes"]);
    assert!(
        refused.contains("two stewards, or one steward"),
        "{refused}"
    );
}

#[test]
fn keys_are_compared_by_words_and_names_that_look_alike_are_told() {
    let story = Story::new();
    let (ana, ben, other) = (story.home("ana"), story.home("ben"), story.home("other"));
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    join(&ana, &ben, "Ben", "maker");
    let seen = ana.json(&["device", "compare", "Ben"]);
    assert_eq!(seen["devices"][0]["words"], devices(&ben)[0]["words"]);
    assert_eq!(seen["devices"][0]["compared"], Value::Null);
    ana.json(&["device", "compare", "Ben", "--yes", "--day", "2026-03-02"]);
    let kept = ana.json(&["device", "compare", "Ben"]);
    assert_eq!(kept["devices"][0]["compared"], "2026-03-02");
    meet(&ana, &ben);
    let theirs = ben.json(&["device", "compare", "Ana"]);
    assert_eq!(
        theirs["devices"][0]["compared"],
        Value::Null,
        "it goes nowhere"
    );
    ana.json(&["device", "compare", "Ben", "--forget"]);
    assert_eq!(
        ana.json(&["device", "compare", "Ben"])["devices"][0]["compared"],
        Value::Null
    );
    let refused = ana.refused(&["device", "compare", "Ana", "--yes"]);
    assert!(refused.contains("it is you"), "{refused}");

    // Somebody joins whose A is another letter.
    let line = string(&ana.json(&["invite"])["invitation"]);
    let running = ana.running();
    let at = running.address.as_str();
    let words = ["join", &line, "--person", "\u{410}na", "--peer", at];
    let joined = other.end(&[&words[..], &LOOPBACK].concat());
    assert_eq!(joined.status, Some(0), "{}", joined.err);
    assert!(joined.err.contains("looks like Ana"), "{}", joined.err);
    drop(running);
    meet(&ana, &other);
    let people = ana.text(&["person", "list"]);
    assert!(people.contains("Looks like Ana"), "{people}");
    assert!(app::look::alike::are_alike("Paula", "Pau1a"));
    assert!(app::look::alike::are_alike("Ivan", "lvan"));
    assert!(!app::look::alike::are_alike("Ana", "Anna"));
    assert!(
        !app::look::alike::are_alike("Ana", "ana"),
        "these get marks"
    );
}

#[test]
fn what_was_written_on_a_retired_device_is_written_again_by_its_person_where_it_was_them() {
    let story = Story::new();
    let at = |name: &str| story.home(name);
    let (ana, ben, phone) = (at("ana"), at("ben"), at("phone"));
    ana.json(&["new", "Valley Tools", "--person", "Ana", "--reviewers", "1"]);
    join(&ana, &ben, "Ben", "maker");
    add_device(&ben, &phone, "phone");
    ana.json(&["design", "new", "Hoe", "--function", "Weeds"]);
    meet(&ana, &ben);
    meet(&ana, &phone);
    // Ben's laptop has not seen these when he retires the phone.
    let work = ["contribute", "--type", "care", "--quantity", "3h", "--note"];
    let logged = phone.json(&[&work[..], &["in the rain"]].concat());
    phone.json(&["design", "edit", "Hoe", "function", "Weeds in the rain"]);
    ben.json(&["device", "retire", "phone", "--lost", "--yes"]);
    meet(&ana, &phone);
    meet(&ana, &ben);
    let lines = |who: &Workshop| {
        let listed = who.json(&["refused"]);
        listed["not_counted"].as_array().expect("a list").clone()
    };
    let of_kind = |who: &Workshop, kind: &str| -> Vec<Value> {
        let all = lines(who).into_iter();
        all.filter(|line| line["kind"] == kind).collect()
    };
    let function = |who: &Workshop| string(&who.json(&["design", "show", "Hoe"])["function"]);
    assert_eq!((lines(&ana).len(), lines(&ben).len()), (2, 2));
    assert_eq!(function(&ben), "Weeds");
    // A steward could let it in again; Ben says that it was he, and nobody else can say so.
    assert!(lines(&ana).iter().all(|line| line["write_again"].is_null()));
    assert!(lines(&ana).iter().all(|line| !line["admit"].is_null()));
    let said = ben.text(&["refused"]);
    assert!(said.contains("write it again only if it was you"), "{said}");
    for kind in ["entry", "change"] {
        let line = of_kind(&ben, kind).remove(0);
        let mark = string(&line["write_again"]);
        let written = ben.json(&["refused", "--write-again", &mark]);
        assert_eq!(written["written_again"], 1, "{line}");
        assert!(
            ben.refused(&["refused", "--write-again", &mark])
                .contains("Nothing was done")
        );
    }
    meet(&ana, &ben);
    for who in [&ana, &ben] {
        assert_eq!(function(who), "Weeds in the rain");
    }
    // The entry stands once more, under its day, and waits for a review as any other; the steward sees that, and lets the
    // first one in no more.
    let old = of_kind(&ana, "offered-again");
    assert_eq!(old.len(), 1, "{old:?}");
    assert!(old[0]["admit"].is_null(), "{old:?}");
    let ledger = ana.json(&["ledger"]);
    let entries = ledger["entries"].as_array().expect("a list");
    let same = entries
        .iter()
        .filter(|entry| entry["note"] == "in the rain");
    let same: Vec<&Value> = same.collect();
    assert_eq!(same.len(), 2, "{ledger}");
    assert_eq!(same[0]["day"], same[1]["day"]);
    let anew = same.iter().find(|entry| entry["fact"] != logged["fact"]);
    let anew = string(&anew.expect("another entry")["fact"]);
    ana.json(&["review", &anew, "--accept", "3h"]);
    meet(&ana, &ben);
    let status = ben.json(&["status"]);
    assert_eq!(status["points"], "3", "it counts once: {status}");
    assert_eq!(status["quarantine"], serde_json::json!([logged["fact"]]));
}
