//! Who may do what, and what people do about it: roles, removals, leaving, and what takes several stewards.

use serde_json::Value;
use tests::process::{LOOPBACK, Workshop, string};

#[path = "trust/branches.rs"]
mod branches;
#[path = "trust/forked.rs"]
mod forked;
#[path = "trust/pins.rs"]
mod pins;
#[path = "trust/plainly.rs"]
mod plainly;
#[path = "trust/spent.rs"]
mod spent;

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");

/// Workshops of one commons, each in a folder of its own.
struct Village {
    folder: tempfile::TempDir,
}

impl Village {
    fn new() -> Village {
        Village {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    fn at(&self, name: &str) -> Workshop {
        let mut workshop = Workshop::new(PROGRAM, self.folder.path(), name);
        workshop.set_day("2026-03-02");
        workshop
    }

    /// Ana founds, and the others join her with this role.
    fn of(&self, others: &[(&str, &str)]) -> (Workshop, Vec<Workshop>) {
        let ana = self.at("ana");
        ana.json(&["new", "Valley Tools", "--person", "Ana", "--reviewers", "1"]);
        let mut came = vec![];
        for (name, role) in others {
            // The day of a story is long past by the clock of whoever lets others in.
            let invite = ["invite", "--role", role, "--days", "3650"];
            let invitation = string(&ana.json(&invite)["invitation"]);
            let workshop = self.at(name);
            let running = ana.running();
            workshop.join(&invitation, name, &running.address);
            came.push(workshop);
        }
        for workshop in &came {
            meet(&ana, workshop);
        }
        (ana, came)
    }
}

fn meet(one: &Workshop, other: &Workshop) {
    let running = one.running();
    other.sync(&running.address);
    other.sync(&running.address);
}

/// Meets, where one of the two is let in no more, and gives what that one was told.
fn meets_closed_door(open: &Workshop, shut: &Workshop) -> String {
    let running = open.running();
    let words = ["sync", "--peer", &running.address, "--wait", "2"];
    let words = [&words[..], &LOOPBACK].concat();
    // What closes the door may have to be handed over first, which is a meeting like any other where it is quick.
    shut.end(&words);
    shut.refused(&words)
}

fn roles_of(workshop: &Workshop, name: &str) -> Vec<String> {
    let people = workshop.json(&["person", "list"]);
    let people = people["people"].as_array().expect("a list");
    let person = people.iter().find(|person| person["name"] == name);
    let roles = person.map_or(&Value::Null, |person| &person["roles"]);
    let roles = roles.as_array().map(Vec::as_slice).unwrap_or_default();
    roles.iter().map(string).collect()
}

/// Why somebody belongs to the commons no more, as `person list` says it.
fn gone(workshop: &Workshop, name: &str) -> Option<String> {
    let people = workshop.json(&["person", "list"]);
    let gone = people["gone"].as_array().expect("a list");
    let person = gone.iter().find(|person| person["name"] == name)?;
    Some(string(&person["why"]))
}

fn log_work(workshop: &Workshop, quantity: &str) -> String {
    string(&workshop.json(&["contribute", "--type", "care", "--quantity", quantity])["fact"])
}

fn entries(workshop: &Workshop) -> usize {
    let ledger = workshop.json(&["ledger"]);
    ledger["entries"].as_array().expect("a list").len()
}

#[test]
fn a_role_is_given_and_ended_and_the_last_steward_cannot_go() {
    let village = Village::new();
    let (ana, others) = village.of(&[("Ben", "maker")]);
    let ben = &others[0];

    // Alone, Ana cannot go in any way, and is told why and what to do.
    for words in [&["leave"][..], &["role", "end", "Ana", "steward"]] {
        let refused = ana.refused(words);
        assert!(refused.contains("You stay a steward"), "{refused}");
        assert!(refused.contains("nobody could invite"), "{refused}");
        assert!(
            refused.contains("make somebody else a steward first"),
            "{refused}"
        );
    }
    let refused = ana.refused(&["remove", "Ana"]);
    assert!(
        refused.contains("Ana") || refused.contains("You stay"),
        "{refused}"
    );
    // A maker gives no roles and ends none but their own.
    let refused = ben.refused(&["role", "grant", "Ben", "steward"]);
    assert!(refused.contains("only stewards may do this"), "{refused}");
    ben.refused(&["role", "end", "Ana", "steward"]);
    ben.refused(&["remove", "Ana"]);
    let refused = ana.refused(&["role", "end", "Ben", "guest"]);
    assert!(refused.contains("remove the person instead"), "{refused}");
    let refused = ana.refused(&["role", "end", "Ben", "treasurer"]);
    assert!(refused.contains("Ben is no treasurer"), "{refused}");

    // Roles add up, and each ends by itself.
    ana.json(&["role", "grant", "Ben", "treasurer"]);
    ana.json(&["role", "grant", "Ben", "steward"]);
    let refused = ana.refused(&["role", "grant", "Ben", "steward"]);
    assert!(refused.contains("Ben is a steward already"), "{refused}");
    assert_eq!(roles_of(&ana, "Ben"), ["maker", "steward", "treasurer"]);
    ana.json(&["role", "end", "Ben", "treasurer"]);
    assert_eq!(roles_of(&ana, "Ben"), ["maker", "steward"]);
    meet(&ana, ben);
    assert_eq!(roles_of(ben, "Ben"), ["maker", "steward"]);

    // Two stewards: either may step down, and whoever stays cannot.
    ben.json(&["role", "end", "Ben", "steward"]);
    assert_eq!(roles_of(ben, "Ben"), ["maker"]);
    meet(ben, &ana);
    ana.refused(&["leave"]);
    // Who leaves is told what nobody else has: nobody takes it from them afterwards.
    let work = log_work(ben, "3h");
    let refused = ben.refused(&["leave"]);
    assert!(refused.contains("You have not left"), "{refused}");
    assert!(refused.contains("1 design or ledger holds"), "{refused}");
    meet(ben, &ana);
    ben.json(&["leave"]);
    let refused = ben.refused(&["contribute", "--type", "care", "--quantity", "1h"]);
    assert!(refused.contains("has left this commons"), "{refused}");
    meets_closed_door(&ana, ben);
    let why = gone(&ana, "Ben").expect("Ben has gone");
    assert_eq!(why, "left on 2 Mar 2026");
    ana.json(&["review", &work, "--accept", "3h"]);
}

#[test]
fn what_stays_of_a_removed_persons_work_is_chosen() {
    let village = Village::new();
    let (ana, mut others) = village.of(&[("Ben", "maker"), ("Cleo", "maker")]);
    let cleo = others.pop().expect("two came");
    let mut ben = others.pop().expect("two came");
    ben.set_day("2026-03-10");
    log_work(&ben, "1h");
    ben.set_day("2026-03-20");
    log_work(&ben, "2h");
    log_work(&ben, "4h");
    meet(&ana, &ben);
    // Nobody has met Ben since he wrote this.
    ben.set_day("2026-03-25");
    log_work(&ben, "8h");

    let looked = ana.json(&["remove", "Ben", "--dry-run"]);
    assert_eq!(looked["devices"][0]["entries_aside"], 0, "{looked}");
    let looked = ana.json(&["remove", "Ben", "--dry-run", "--keep", "2026-03-15"]);
    assert_eq!(looked["devices"][0]["entries_aside"], 2, "{looked}");
    let looked = ana.json(&["remove", "Ben", "--dry-run", "--keep", "nothing"]);
    assert_eq!(looked["devices"][0]["entries_aside"], 3, "{looked}");
    assert_eq!(gone(&ana, "Ben"), None, "looking removes nobody");

    ana.refused(&["remove", "Ben", "--keep", "some"]);
    ana.refused(&["remove", "Ben", "--keep-of", "fridge=nothing"]);
    let before = entries(&ana);
    let removed = ana.json(&[
        "remove",
        "Ben",
        "--keep",
        "2026-03-15",
        "--reason",
        "moved away",
    ]);
    assert_eq!(removed["more"], 0, "{removed}");
    let why = gone(&ana, "Ben").expect("Ben has gone");
    assert_eq!(why, "removed by Ana on 2 Mar 2026: moved away");
    assert_eq!(entries(&ana), before, "what is set aside stays to be read");
    let aside = not_counted(&ana);
    assert_eq!(
        aside.len(),
        2,
        "only what was written by the 15th counts: {aside:?}"
    );
    for line in &aside {
        assert_eq!(line["by"], "Ben");
        assert_eq!(line["day"], "2026-03-20");
        let why = string(&line["why"]);
        assert!(why.contains("beyond what stays"), "{why}");
    }
    let refused = ana.refused(&["remove", "Ben"]);
    assert!(refused.contains("removed"), "{refused}");

    // It reaches everybody, and Ben is told when he comes: by whom, when, why and what he can do.
    let told = meets_closed_door(&ana, &ben);
    assert!(
        told.contains("You were removed from Valley Tools - Ana decided so on 2 Mar 2026; the reason: moved away"),
        "{told}"
    );
    assert!(
        told.contains("what is here stays and can be read") && told.contains("talk to Ana"),
        "{told}"
    );
    let check = ben.end(&["check"]);
    assert!(check.err.contains("You were removed from"), "{check:?}");
    meet(&ana, &cleo);
    assert_eq!(gone(&cleo, "Ben"), Some(why));
    assert_eq!(not_counted(&cleo).len(), 2);
    assert_eq!(ana.json(&["fingerprint"]), cleo.json(&["fingerprint"]));

    // A steward admits one of them again; nobody else can.
    let mark = string(&aside[0]["admit"]);
    assert_eq!(not_counted(&cleo)[0]["admit"], Value::Null);
    cleo.refused(&["refused", "--admit", &mark]);
    let admitted = ana.json(&["refused", "--admit", &mark]);
    assert_eq!(admitted["admitted"], 1);
    assert_eq!(not_counted(&ana).len(), 1);
    ana.refused(&["refused", "--admit", &mark]);
    meet(&ana, &cleo);
    assert_eq!(not_counted(&cleo).len(), 1);
    assert_eq!(ana.json(&["fingerprint"]), cleo.json(&["fingerprint"]));
}

/// What is here and does not count.
fn not_counted(workshop: &Workshop) -> Vec<Value> {
    let refused = workshop.json(&["refused"]);
    refused["not_counted"].as_array().expect("a list").clone()
}

#[test]
fn with_three_stewards_removing_one_takes_two_and_both_at_once_is_told() {
    let village = Village::new();
    let (ana, others) = village.of(&[("Ben", "steward"), ("Cleo", "steward"), ("Dev", "maker")]);
    let (ben, cleo, dev) = (&others[0], &others[1], &others[2]);
    meet(&ana, ben);
    meet(&ana, cleo);

    let removed = ana.json(&["remove", "Ben", "--reason", "took the van"]);
    assert_eq!(removed["more"], 1, "{removed}");
    assert_eq!(gone(&ana, "Ben"), None, "one signature is not enough");
    let act = string(&removed["fact"]);
    let refused = ana.refused(&["cosign", &act]);
    assert!(refused.contains("you have signed it already"), "{refused}");
    meet(&ana, cleo);
    let waiting = cleo.json(&["cosign"]);
    assert_eq!(waiting["waiting"][0]["act"], act.as_str(), "{waiting}");
    assert_eq!(waiting["waiting"][0]["what"], "Ana asks to remove Ben");
    assert_eq!(waiting["waiting"][0]["mine"], true);
    let signed = cleo.json(&["cosign", &act[..8]]);
    assert_eq!(signed["more"], 0, "{signed}");
    meet(cleo, &ana);
    for workshop in [&ana, cleo] {
        let why = gone(workshop, "Ben").expect("two have signed");
        assert!(why.contains("took the van"), "{why}");
        assert_eq!(workshop.json(&["cosign"])["waiting"], serde_json::json!([]));
    }

    // Now there are two, and Dev. Each removes the other, and whoever has been a steward for longer stays.
    cleo.json(&["remove", "Ana"]);
    ana.json(&["remove", "Cleo"]);
    let told = meets_closed_door(&ana, cleo);
    assert!(
        told.contains("You were removed from Valley Tools - Ana decided so on 2 Mar 2026"),
        "{told}"
    );
    assert!(told.contains("talk to Ana"), "{told}");
    meet(&ana, dev);
    assert!(gone(dev, "Cleo").is_some_and(|why| why.contains("removed by Ana")));
    meets_closed_door(dev, cleo);
    meet(&ana, dev);
    for workshop in [&ana, dev] {
        assert!(gone(workshop, "Cleo").is_some_and(|why| why.contains("removed by Ana")));
        assert_eq!(gone(workshop, "Ana"), None);
        let out = not_counted(workshop);
        let void = out.iter().find(|line| line["what"] == "Cleo removed Ana");
        let void = void.unwrap_or_else(|| panic!("both removals are shown: {out:?}"));
        assert_eq!(void["why"], "its author was removed: Ana removed Cleo");
    }
}

#[test]
fn an_invitation_is_listed_with_who_used_it_and_taken_back() {
    let village = Village::new();
    let ana = village.at("ana");
    ana.json(&["new", "Valley Tools", "--person", "Ana"]);
    assert_eq!(
        ana.json(&["invite", "list"])["invitations"],
        serde_json::json!([])
    );
    let line = string(&ana.json(&["invite", "--uses", "3", "--days", "3650"])["invitation"]);
    let ben = village.at("ben");
    let running = ana.running();
    ben.join(&line, "Ben", &running.address);
    drop(running);
    meet(&ana, &ben);

    let listed = ana.json(&["invite", "list"]);
    let one = &listed["invitations"][0];
    assert_eq!(one["state"], "Open", "{listed}");
    assert_eq!(
        (&one["uses"], &one["used"]),
        (&Value::from(3), &Value::from(1))
    );
    assert_eq!(one["people"], serde_json::json!(["Ben"]));
    assert_eq!(one["role"], "maker");
    let id = string(&one["id"]);

    // A maker takes nothing of others back.
    let refused = ben.refused(&["invite", "withdraw", &id]);
    assert!(refused.contains("only stewards may do this"), "{refused}");
    ana.refused(&["invite", "withdraw", "ffffffff"]);
    let withdrawn = ana.json(&["invite", "withdraw", &id[..8]]);
    assert_eq!(withdrawn["stay"], 1, "Ben stays");
    assert_eq!(roles_of(&ana, "Ben"), ["maker"]);
    assert_eq!(
        ana.json(&["invite", "list"])["invitations"][0]["state"],
        "Taken back"
    );
    let refused = ana.refused(&["invite", "withdraw", &id]);
    assert!(
        refused.contains("nobody can join with it any more"),
        "{refused}"
    );

    // Whoever comes with it now is told so.
    let cleo = village.at("cleo");
    let running = ana.running();
    let words = [
        "join",
        &line,
        "--person",
        "Cleo",
        "--peer",
        &running.address,
    ];
    let refused = cleo.refused(&[&words[..], &LOOPBACK].concat());
    assert!(refused.contains("taken back"), "{refused}");
    drop(running);

    // Who joined where the withdrawal was not known is out as soon as the two meet.
    let line = string(&ana.json(&["invite", "--uses", "3", "--days", "3650"])["invitation"]);
    meet(&ana, &ben);
    let dev = village.at("dev");
    let running = ben.running();
    dev.join(&line, "Dev", &running.address);
    drop(running);
    let open = ana.json(&["invite", "list"]);
    let id = string(&open["invitations"][0]["id"]);
    ana.json(&["invite", "withdraw", &id]);
    meet(&ana, &ben);
    let why = gone(&ana, "Dev").expect("Dev came by what was taken back");
    assert!(
        why.contains("the invitation was taken back by Ana"),
        "{why}"
    );
    let out = not_counted(&ana);
    assert!(
        out.iter().any(|line| line["what"] == "Dev joined"),
        "{out:?}"
    );
    // A steward may let him in all the same.
    let joined = out
        .iter()
        .find(|line| line["what"] == "Dev joined")
        .expect("just seen");
    ana.json(&["refused", "--admit", &string(&joined["admit"])]);
    assert_eq!(roles_of(&ana, "Dev"), ["maker"]);
}

#[test]
fn who_acts_for_an_organisation_no_more_writes_nothing_in_its_name_that_counts() {
    let village = Village::new();
    let (ana, others) = village.of(&[("Ben", "maker"), ("Cleo", "maker")]);
    let (ben, cleo) = (&others[0], &others[1]);
    ana.json(&["design", "new", "Seed cleaner", "--function", "Cleans seed"]);
    ben.json(&["organisation", "new", "Acme"]);
    meet(&ana, ben);
    let report = |revenue: &str| {
        let words = ["use", "--agent", "Acme", "--design", "Seed cleaner"];
        let more = ["--kind", "commercial", "--from", "2026-01-01", "--to"];
        let last = ["2026-02-28", "--revenue", revenue];
        string(&ben.json(&[&words[..], &more, &last].concat())["fact"])
    };
    let early = report("1,000.00");
    meet(&ana, ben);
    meet(&ana, cleo);

    // Neither somebody else nor somebody of another name ends it.
    let refused = cleo.refused(&["organisation", "end", "Acme", "Ben"]);
    assert!(refused.contains("only stewards may do this"), "{refused}");
    let refused = ana.refused(&["organisation", "end", "Acme", "Cleo"]);
    assert!(refused.contains("Cleo does not act for Acme"), "{refused}");
    let looked = ana.json(&["organisation", "end", "Acme", "Ben", "--dry-run"]);
    assert_eq!(looked["devices"][0]["entries_aside"], 0, "{looked}");
    let nothing = ["organisation", "end", "Acme", "Ben", "--keep", "nothing"];
    let looked = ana.json(&[&nothing[..], &["--dry-run"]].concat());
    assert_eq!(looked["devices"][0]["entries_aside"], 1, "{looked}");
    let said = ana.text(&["organisation", "end", "Acme", "Ben"]);
    assert!(said.contains("Ben acts for Acme no more."), "{said}");
    assert!(said.contains("1 entry stays"), "{said}");
    let listed = ana.json(&["organisation", "list"]);
    assert_eq!(listed["organisations"][0]["acting"], serde_json::json!([]));

    // Ben has not heard of it, and reports once more.
    let standing = |who: &Workshop| who.json(&["status", "Acme", "--as-of", "2026-04-15"]);
    let before = standing(&ana);
    let fee_of_the_first = "30.00";
    assert!(
        before["remedies"].to_string().contains(fee_of_the_first),
        "{before}"
    );
    let late = report("2,000.00");
    let own = log_work(ben, "1h");
    meet(&ana, ben);
    let refused = ben.refused(&["pay", "--agent", "Acme", "10.00", "--reference", "x"]);
    assert!(refused.contains("you do not act for Acme"), "{refused}");
    meet(&ana, cleo);
    for workshop in [&ana, ben, cleo] {
        let listed = workshop.text(&["ledger"]);
        assert!(listed.contains("2000.00"), "it is there: {listed}");
        let now = standing(workshop);
        assert_eq!(
            now["remedies"], before["remedies"],
            "the earlier one alone counts"
        );
        assert_eq!(now["lines"], before["lines"]);
    }
    assert_ne!(early, late);
    ana.json(&["review", &own, "--accept", "1h"]);
    assert_eq!(roles_of(&ana, "Ben"), ["maker"], "he stays in the commons");
    // A steward names him again.
    ana.json(&["organisation", "acting", "Acme", "Ben"]);
    meet(&ana, ben);
    ben.json(&["pay", "--agent", "Acme", "10.00", "--reference", "x"]);
}

#[test]
fn a_removed_makers_design_work_is_set_aside_and_admitted_again() {
    let village = Village::new();
    let (ana, others) = village.of(&[("Ben", "maker"), ("Cleo", "maker")]);
    let (ben, cleo) = (&others[0], &others[1]);
    let made = ana.json(&[
        "design",
        "new",
        "Seed cleaner",
        "--function",
        "Cleans seed",
        "--licence",
        "CERN-OHL-S-2.0",
    ]);
    let design = string(&made["id"]);
    meet(&ana, ben);
    meet(&ana, cleo);
    ben.json(&[
        "design",
        "edit",
        &design,
        "description",
        "A fan blows chaff away.",
    ]);
    meet(ben, cleo);
    // Cleo writes on top of what Ben wrote.
    cleo.json(&[
        "design",
        "edit",
        &design,
        "function",
        "Cleans seed with moving air",
    ]);

    // Ana has met neither of them since.
    ana.json(&["remove", "Ben"]);
    meet(&ana, cleo);
    let page = |workshop: &Workshop| workshop.json(&["design", "show", &design]).to_string();
    for workshop in [&ana, cleo] {
        let shown = page(workshop);
        assert!(!shown.contains("A fan blows chaff away."), "{shown}");
    }
    // Cleo's own work leaned on it, and her program wrote it again.
    meet(&ana, cleo);
    assert!(
        page(&ana).contains("Cleans seed with moving air"),
        "{}",
        page(&ana)
    );
    let lines = not_counted(cleo);
    let offered = lines.iter().find(|line| line["kind"] == "offered-again");
    let offered = offered.unwrap_or_else(|| panic!("Cleo's work was written again: {lines:?}"));
    assert_eq!(offered["by"], "Cleo");
    let lines = not_counted(&ana);
    let bens = lines.iter().find(|line| line["by"] == "Ben");
    let bens = bens.unwrap_or_else(|| panic!("Ben's change is set aside: {lines:?}"));
    assert_eq!(bens["kind"], "change");
    assert_eq!(bens["what"], "1 change of Seed cleaner");
    let mark = string(&bens["admit"]);
    assert_eq!(ana.json(&["refused", "--admit", &mark])["admitted"], 1);
    assert!(
        page(&ana).contains("A fan blows chaff away."),
        "{}",
        page(&ana)
    );
    meet(&ana, cleo);
    meet(&ana, cleo);
    assert!(page(cleo).contains("A fan blows chaff away."));
    assert_eq!(ana.json(&["fingerprint"]), cleo.json(&["fingerprint"]));
}
