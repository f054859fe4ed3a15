//! Questions about entries, things that several share, parts of businesses that others hold, and pauses: by commands, and
//! the same on the homes of all three.

use serde_json::{Value, json};
use tests::process::{Workshop, string, text};
use tests::valley::{AS_OF, Valley, flags};

const PROGRAM: &str = env!("CARGO_BIN_EXE_commonwright_under_test");

/// What came of that question.
fn state(who: &Workshop, question: &str) -> String {
    let all = who.json(&["challenge"])["questions"].clone();
    let mut all = all.as_array().expect("a list").iter();
    let found = all.find(|one| one["question"] == question);
    string(&found.expect("it was asked")["state"])
}

fn ask(who: &Workshop, entry: &str) -> String {
    string(&who.json(&["challenge", entry, "who saw these hours?"])["fact"])
}

#[test]
fn with_a_questioned_entry_and_without_it_until_it_is_settled() {
    let mut valley = Valley::begin(PROGRAM);
    let work = valley.works("12h", "2026-02-10", "2026-02-20");
    valley.on("2026-04-02");
    assert_eq!(valley.owed(AS_OF), "1110.00");

    // Ben doubts it: both amounts stand there, for everybody.
    let question = ask(&valley.ben, &work);
    let again = ["challenge", &work, "still"];
    assert!(
        valley
            .ben
            .refused(&again)
            .contains("you question this entry already")
    );
    valley.meet();
    let of_question = ["challenge", &question, "why?"];
    assert!(
        valley
            .ana
            .refused(&of_question)
            .contains("a question itself")
    );
    let status = valley.acme(AS_OF);
    assert!(flags(&status).contains(&"DISPUTED".to_owned()), "{status}");
    let dispute = &status["disputes"][0];
    assert_eq!(
        (&dispute["words"], &dispute["with"], &dispute["without"]),
        (
            &json!("Ben questions one entry."),
            &json!("Fee due, 1,110.00 €"),
            &json!("Fee due, 1,350.00 €")
        )
    );
    let said = valley.dev.text(&["status", "Acme", "--as-of", AS_OF]);
    assert!(said.contains("Without it: Fee due, 1,350.00 €."), "{said}");

    // He takes it back.
    assert!(
        valley
            .ana
            .refused(&["withdraw", &question])
            .contains("not a review or a question of yours")
    );
    valley.ben.json(&["withdraw", &question]);
    valley.meet();
    assert_eq!(state(&valley.dev, &question), "taken-back");
    assert!(
        valley.acme(AS_OF)["disputes"]
            .as_array()
            .is_some_and(Vec::is_empty)
    );

    // Dev asks, and two stewards decide that the entry stands.
    let question = ask(&valley.dev, &work);
    valley.meet();
    let stands = [
        "resolve",
        &question[..8],
        "--stands",
        "--reason",
        "Ben was there",
    ];
    assert!(valley.dev.refused(&stands).contains("stewards"));
    let decision = string(&valley.ana.json(&stands)["fact"]);
    valley.meet();
    assert_eq!(
        state(&valley.dev, &question),
        "open",
        "one steward settles nothing"
    );
    valley.ben.json(&["decide", &decision[..8]]);
    valley.meet();
    assert_eq!(state(&valley.dev, &question), "stands");
    let settled = valley.acme(AS_OF);
    assert_eq!(
        (&settled["owed"], &settled["disputes"]),
        (&json!("1110.00"), &json!([]))
    );

    // And that it does not count after all.
    let question = ask(&valley.dev, &work);
    valley.meet();
    let out = [
        "resolve",
        &question[..8],
        "--leave-out",
        "--reason",
        "logged twice",
    ];
    let decision = string(&valley.ana.json(&out)["fact"]);
    valley.meet();
    valley.ben.json(&["confirm", &decision]);
    valley.meet();
    assert_eq!(state(&valley.dev, &question), "left-out");
    assert_eq!(valley.owed(AS_OF), "1350.00");
}

#[test]
fn shares_of_a_thing_count_in_proportion_until_all_have_signed() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2026-02-10");
    let report = |share: &'static str| {
        let what = ["contribute", "--type", "build-report", "--quantity", "1"];
        [&what[..], &["--part-of", "Seeder no. 3", "--share", share]].concat()
    };
    let anas = string(&valley.ana.json(&report("3/4"))["fact"]);
    let devs = [report("1/2"), vec!["--for", "Acme"]].concat();
    let devs = string(&valley.dev.json(&devs)["fact"]);
    valley.meet();
    valley.on("2026-02-20");
    for (who, work) in [
        (&valley.ben, &anas),
        (&valley.dev, &anas),
        (&valley.ana, &devs),
        (&valley.ben, &devs),
    ] {
        who.json(&["review", work, "--accept", "1"]);
    }
    valley.meet();
    // Five quarters: Acme's two count as two fifths of eight points.
    let before = valley.acme(AS_OF);
    assert_eq!(before["owed"], "1286.00");
    assert!(
        flags(&before).contains(&"CONTESTED_SPLIT".to_owned()),
        "{before}"
    );

    let split = |shares: &[&'static str]| [&["split", "Seeder no. 3"][..], shares].concat();
    let lonely = valley.dev.refused(&split(&["Dev=1"]));
    assert!(lonely.contains("Ana has logged a share"), "{lonely}");
    let whole = split(&["Ana=1/2", "Dev=1/2"]);
    assert!(valley.ben.refused(&whole).contains("you have no share"));
    assert!(
        valley
            .dev
            .refused(&split(&["Ana=3/4", "Dev=1/2"]))
            .contains("add up to 1")
    );
    let agreed = string(&valley.dev.json(&whole)["fact"]);
    valley.meet();
    assert_eq!(valley.owed(AS_OF), "1286.00", "Ana has not signed");
    let waits = valley.ana.json(&["decide"])["waiting"][0].clone();
    assert_eq!(
        (&waits["could"], &waits["mine"]),
        (&json!(["Ana"]), &json!(true))
    );
    valley.ana.json(&["decide", &agreed[..8]]);
    valley.meet();
    let after = valley.acme(AS_OF);
    assert_eq!(after["owed"], "1270.00");
    assert!(
        !flags(&after).contains(&"CONTESTED_SPLIT".to_owned()),
        "{after}"
    );
}

#[test]
fn a_business_counts_as_who_holds_most_of_it_does() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2026-01-02");
    valley.dev.json(&["organisation", "new", "Forge"]);
    valley.meet();
    let attest = [
        "attest",
        "Forge",
        "--class",
        "worker-owned",
        "--all-surplus-to-workers",
    ];
    let attested = string(&valley.ana.json(&attest)["fact"]);
    valley.meet();
    valley.ben.json(&["confirm", &attested]);
    valley.on("2026-04-01");
    let what = [
        "use",
        "--agent",
        "Forge",
        "--design",
        &valley.design,
        "--kind",
        "commercial",
    ];
    let when = [
        "--revenue",
        "9,000.00",
        "--from",
        "2026-01-02",
        "--to",
        "2026-03-31",
    ];
    valley.dev.json(&[&what[..], &when].concat());
    valley.meet();
    let forge =
        |valley: &Valley| -> Value { valley.ben.json(&["status", "Forge", "--as-of", AS_OF]) };
    assert_eq!(forge(&valley)["code"], "EXEMPT");
    let hold = [
        "control",
        "Forge",
        "--by",
        "Acme",
        "--percent",
        "70",
        "--from",
        "2026-01-02",
    ];
    let held = string(&valley.dev.json(&hold)["fact"]);
    valley.meet();
    let status = forge(&valley);
    assert_eq!(
        (&status["code"], &status["owed"]),
        (&json!("FEE_DUE"), &json!("270.00"))
    );
    let listed = valley.ana.json(&["ledger", "--of", "Forge"])["entries"].clone();
    let mut listed = listed.as_array().expect("rows").iter();
    let line = listed
        .find(|row| row["fact"] == held)
        .expect("it is listed");
    assert_eq!(line["what"], "Acme holds 70 % of Forge");
}

#[test]
fn an_account_is_paused_by_two_with_the_reason_and_how_it_ends() {
    let mut valley = Valley::begin(PROGRAM);
    valley.on("2026-04-02");
    let pause = [
        "pause",
        "Acme",
        "--reason",
        "no answer to three letters",
        "--to",
        "2026-12-31",
    ];
    assert!(valley.dev.refused(&pause).contains("stewards"));
    let paused = string(&valley.ana.json(&pause)["fact"]);
    valley.meet();
    assert_eq!(
        valley.acme(AS_OF)["code"],
        "FEE_DUE",
        "one steward pauses nobody"
    );
    valley.ben.json(&["decide", &paused[..8]]);
    valley.meet();
    let status = valley.acme(AS_OF);
    assert_eq!(
        (&status["code"], &status["owed"]),
        (&json!("SUSPENDED"), &json!("1350.00"))
    );
    let sentence = string(&status["sentence"]);
    for part in [
        "Paused by decision of 2 Apr 2026",
        "no answer to three letters",
        "It ends after 31 Dec 2026",
    ] {
        assert!(sentence.contains(part), "{part}: {sentence}");
    }
    assert_eq!(valley.acme("2027-01-15")["code"], "OVERDUE", "it has ended");
    let end = ["void", &paused, "--reason", "they have answered"];
    let ended = string(&valley.ana.json(&end)["fact"]);
    valley.meet();
    assert_eq!(valley.acme(AS_OF)["code"], "SUSPENDED");
    valley.ben.json(&["decide", &ended[..8]]);
    valley.meet();
    assert_eq!(valley.acme(AS_OF)["code"], "FEE_DUE");
}

/// An entry in the table of contributions of somebody's books: its state, how much is accepted, and what it corrects.
fn in_the_table(who: &Workshop, valley: &Valley, entry: &str) -> [String; 3] {
    let folder = valley.folder.path().join(format!("books-of-{entry}"));
    let words = ["ledger", "--export", "csv", "--to", text(&folder)];
    who.json(&[&words[..], &["--as-of", AS_OF]].concat());
    let bytes = std::fs::read(folder.join("contributions.csv")).expect("it was written");
    let table = model::export::sheet::Table::read(&bytes).expect("a table");
    let place = |heading: &str| table.headings.iter().position(|one| one == heading);
    let mut rows = table.rows.iter();
    let row = rows.find(|row| row[0] == entry).expect("it has a row");
    ["state", "accepted", "corrects"].map(|heading| {
        let place = place(heading).expect("there is such a column");
        row[place].clone()
    })
}

#[test]
fn work_is_corrected_by_another_entry_and_its_reviews_count_for_no_more() {
    let mut valley = Valley::begin(PROGRAM);
    let work = valley.works("12h", "2026-02-10", "2026-02-20");
    valley.on("2026-04-02");
    assert_eq!(valley.owed(AS_OF), "1110.00");
    let correct = |who: &'static str, words: &[&str], valley: &Valley| {
        let who = match who {
            "ana" => &valley.ana,
            _ => &valley.dev,
        };
        who.refused(&[&["contribute", "--correct", &work[..8]], words].concat())
    };
    let ten = ["--quantity", "10h"];
    assert!(correct("ana", &ten, &valley).contains("another person's"));
    let same = ["--quantity", "720min", "--type", "design"];
    assert!(correct("dev", &same, &valley).contains("says the same"));
    let other_unit = ["--type", "build-report"];
    assert!(correct("dev", &other_unit, &valley).contains("counted in another unit"));

    let words = ["contribute", "--correct", &work[..8], "--quantity", "10h"];
    let corrected = valley.dev.json(&words);
    assert_eq!(
        (&corrected["corrects"], &corrected["keeps_reviews"]),
        (&json!(work), &json!(true))
    );
    let ten_hours = string(&corrected["fact"]);
    valley.meet();
    // 3 % of 45,000.00, less ten reviewed hours at 20.00.
    assert_eq!(valley.owed(AS_OF), "1150.00");
    for who in [&valley.ana, &valley.ben, &valley.dev] {
        let entries = who.json(&["ledger"])["entries"].clone();
        let mut entries = entries.as_array().expect("a list").iter();
        let entry = entries.find(|entry| entry["fact"] == ten_hours.as_str());
        let entry = entry.expect("it has arrived");
        assert_eq!(entry["corrects"], work.as_str());
        let what = string(&entry["what"]);
        let earlier = format!("10 h design for Seeder, corrects {}", &work[..8]);
        assert_eq!(what, earlier);
    }
    let corrected = String::from("corrected");
    assert_eq!(
        in_the_table(&valley.ana, &valley, &work)[0],
        corrected,
        "it stays to be read"
    );
    let [state, accepted, corrects] = in_the_table(&valley.ana, &valley, &ten_hours);
    assert_eq!(
        (state.as_str(), accepted.as_str(), corrects),
        ("accepted", "600", work.clone())
    );

    // Only the one that counts is corrected further; another kind of work has to be reviewed anew.
    assert!(correct("dev", &["--note", "no"], &valley).contains(&ten_hours[..8]));
    let words = ["contribute", "--correct", &ten_hours, "--type", "teaching"];
    let taught = valley.dev.json(&words);
    assert_eq!(taught["keeps_reviews"], false);
}

#[test]
fn who_works_there_reviews_nothing_of_it_until_they_have_left() {
    let mut valley = Valley::begin(PROGRAM);
    let members = |who: &Workshop| {
        let list = who.json(&["organisation", "list"]);
        list["organisations"][0]["members"].clone()
    };
    let works = ["person", "affiliate", "Ben", "Acme", "--from", "2026-02-01"];
    valley.ben.json(&works);
    valley.meet();
    valley.works("12h", "2026-02-10", "2026-02-20");
    assert_eq!(valley.owed(AS_OF), "1350.00", "one of two reviews counts");
    let ben = |to: Value| json!([{"person": "Ben", "from": "2026-02-01", "to": to}]);
    assert_eq!(members(&valley.dev), ben(Value::Null));

    valley.on("2026-04-02");
    let left = |last: &'static str| ["person", "left", "Ben", "Acme", "--last", last];
    let early = valley.ben.refused(&left("2026-01-31"));
    assert!(
        early.contains("nothing says that Ben works with Acme"),
        "{early}"
    );
    let not_there = ["person", "left", "Ana", "Acme"];
    let not_there = valley.ana.refused(&not_there);
    assert!(not_there.contains("nothing says that Ana"), "{not_there}");
    let nowhere = valley.ben.refused(&["person", "affiliate", "Ben", "Ana"]);
    assert!(nowhere.contains("Ana is no organisation"), "{nowhere}");

    // He was gone when he looked at it: what he said of it counts.
    valley.ben.json(&left("2026-02-19"));
    valley.meet();
    assert_eq!(valley.owed(AS_OF), "1110.00");
    for who in [&valley.ana, &valley.ben, &valley.dev] {
        assert_eq!(members(who), ben(json!("2026-02-19")));
    }
    // And comes back later.
    let again = ["person", "affiliate", "Ben", "Acme", "--to", "2026-12-31"];
    valley.ben.json(&again);
    valley.meet();
    assert_eq!(valley.owed(AS_OF), "1110.00");
}

#[test]
fn a_report_names_several_designs_and_which_part_of_the_product_each_is() {
    let valley = Valley::begin(PROGRAM);
    let cleaner = [
        "design",
        "new",
        "Cleaner",
        "--licence",
        "LicenseRef-CopyFair",
    ];
    valley.ana.json(&cleaner);
    valley.meet();
    let mut words = vec![
        "use",
        "--agent",
        "Acme",
        "--design",
        "Seeder",
        "--design",
        "Cleaner",
        "--kind",
        "commercial",
        "--from",
        "2026-01-01",
        "--to",
        "2026-03-31",
        "--revenue",
        "10,000.00",
        "--units",
        "12",
        "--note",
        "sold as one machine",
        "--part",
        "1/2",
        "--part",
        "1/4",
    ];
    let used = string(&valley.dev.json(&words)["fact"]);
    valley.meet();
    // 3 % of 45,000.00, and of three quarters of 10,000.00.
    assert_eq!(valley.owed(AS_OF), "1575.00");
    let entries = valley.ana.json(&["ledger"])["entries"].clone();
    let mut entries = entries.as_array().expect("a list").iter();
    let entry = entries.find(|entry| entry["fact"] == used.as_str());
    let entry = entry.expect("it has arrived");
    let what = string(&entry["what"]);
    for part in ["used Seeder, Cleaner from", "12 made"] {
        assert!(what.contains(part), "{what}");
    }
    assert_eq!(entry["note"], "sold as one machine");
    words.extend(["--part", "1/8"]);
    let unclear = valley.dev.refused(&words);
    assert!(unclear.contains("3 parts for 2 designs"), "{unclear}");
}

#[test]
fn an_agreement_for_some_designs_covers_those_and_its_text_goes_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Workshop::new(PROGRAM, folder.path(), "ana");
    ana.set_day("2026-01-01");
    let new = ["new", "Mill", "--person", "Ana", "--preset", "ppl-faithful"];
    let few = ["--reviewers", "1", "--attesters", "1", "--quorum", "1"];
    ana.json(&[&new[..], &few].concat());
    for name in ["Seeder", "Cleaner"] {
        ana.json(&["design", "new", name, "--licence", "PPL"]);
    }
    ana.json(&["organisation", "new", "Acme"]);
    ana.json(&["attest", "Acme", "--class", "for-profit"]);
    ana.set_day("2026-04-02");
    let words = [
        "use",
        "--agent",
        "Acme",
        "--design",
        "Seeder",
        "--kind",
        "commercial",
        "--from",
        "2026-01-01",
        "--to",
        "2026-03-31",
        "--revenue",
        "10,000.00",
    ];
    ana.json(&words);
    let status = |ana: &Workshop| {
        let status = ana.json(&["status", "Acme", "--as-of", AS_OF]);
        (string(&status["code"]), string(&status["owed"]))
    };
    assert_eq!(status(&ana).0, "NOT_LICENSED");
    let agree = |words: &[&str]| {
        let first = ["agree", "Acme", "--from", "2026-01-01"];
        [&first[..], words]
            .concat()
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    let run = |ana: &Workshop, words: &[&str]| {
        let words = agree(words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        string(&ana.json(&words)["fact"])
    };
    run(&ana, &["--rate", "2%", "--design", "Cleaner"]);
    assert_eq!(status(&ana).0, "NOT_LICENSED", "it is about another design");
    let paper = folder.path().join("agreement.txt");
    std::fs::write(&paper, "Two per cent, signed in the barn.").expect("writable");
    let agreed = ["--rate", "2%", "--design", "Seeder", "--text", text(&paper)];
    let agreed = run(&ana, &agreed);
    assert_eq!(status(&ana).1, "200.00");
    let papers = folder.path().join("papers");
    std::fs::create_dir_all(&papers).expect("a folder");
    let saved = ana.json(&["evidence", &agreed, "--to", text(&papers)]);
    let saved = string(&saved["saved"][0]);
    let said = std::fs::read_to_string(saved).expect("it was saved");
    assert_eq!(said, "Two per cent, signed in the barn.");
    let refused = ["agree", "Acme", "--from", "2026-01-01", "--rate", "two"];
    let refused = ana.refused(&refused);
    assert!(refused.contains("no part of the revenue"), "{refused}");
}

#[test]
fn what_shows_who_owns_a_business_goes_with_it_and_ends_on_its_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Workshop::new(PROGRAM, folder.path(), "ana");
    ana.set_day("2026-01-01");
    let new = ["new", "Mill", "--person", "Ana", "--attesters", "1"];
    ana.json(&new);
    ana.json(&["organisation", "new", "Oak"]);
    let paper = folder.path().join("statutes.txt");
    std::fs::write(&paper, "One member, one vote.").expect("writable");
    let attest = ["attest", "Oak", "--class", "worker-owned", "--file"];
    let attest = [&attest[..], &[text(&paper), "--to", "2026-06-30"]].concat();
    let attested = string(&ana.json(&attest)["fact"]);
    let papers = folder.path().join("papers");
    std::fs::create_dir_all(&papers).expect("a folder");
    let saved = ana.json(&["evidence", &attested, "--to", text(&papers)]);
    let said = std::fs::read_to_string(string(&saved["saved"][0])).expect("it was saved");
    assert_eq!(said, "One member, one vote.");
    let books = folder.path().join("books");
    ana.json(&["ledger", "--export", "facts", "--to", text(&books)]);
    let lines = std::fs::read_to_string(books.join("facts.jsonl")).expect("it was written");
    let mut lines = lines.lines();
    let line = lines
        .find(|line| line.contains(&attested))
        .expect("it is in the books");
    let line: Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(line["body"]["to"], "2026-06-30");
    assert_eq!(line["body"]["evidence"].as_array().map(Vec::len), Some(1));
}

#[test]
fn who_wrote_a_wrong_entry_asks_stewards_to_take_it_out() {
    let valley = Valley::begin(PROGRAM);
    let wrong = valley.uses(&valley.design, "9,000.00", "2026-01-01", "2026-03-31");
    valley.meet();
    assert_eq!(valley.owed(AS_OF), "1620.00");
    let words = ["wrong", &wrong[..8], "the revenue of another quarter"];
    let others = valley.ben.refused(&words);
    assert!(others.contains("another person's"), "{others}");
    let asked = valley.dev.json(&words);
    assert_eq!(asked["kind"], "challenge");
    let question = string(&asked["fact"]);
    valley.meet();
    assert_eq!(
        valley.acme(AS_OF)["disputes"][0]["without"],
        "Fee due, 1,350.00 €"
    );
    let out = [
        "resolve",
        &question,
        "--leave-out",
        "--reason",
        "Dev says so",
    ];
    let decision = string(&valley.ana.json(&out)["fact"]);
    valley.meet();
    valley.ben.json(&["decide", &decision[..8]]);
    valley.meet();
    assert_eq!(valley.owed(AS_OF), "1350.00");
    assert!(valley.dev.refused(&words).contains("does not count"));

    // A steward decides about their own, and another signs it.
    let paid = ["pay", "--agent", "Acme", "10.00"];
    let refused = valley.ana.refused(&paid);
    assert!(refused.contains("do not act for Acme"), "{refused}");
    let work = ["contribute", "--type", "care", "--quantity", "1h"];
    let work = string(&valley.ana.json(&work)["fact"]);
    let asked = valley.ana.json(&["wrong", &work, "it was for Acme"]);
    assert_eq!(asked["kind"], "void");
}

#[test]
fn an_entry_says_what_a_machine_made_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Workshop::new(PROGRAM, folder.path(), "ana");
    ana.set_day("2026-02-10");
    ana.json(&["new", "Mill", "--person", "Ana"]);
    let part = "a program wrote the first draft";
    let work = ["contribute", "--type", "documentation", "--quantity", "2h"];
    let work = string(&ana.json(&[&work[..], &["--machine", part]].concat())["fact"]);
    let entry = ana.json(&["ledger"])["entries"][0].clone();
    assert_eq!(
        (&entry["fact"], &entry["machine_part"]),
        (&json!(work), &json!(part))
    );
    let listed = ana.text(&["ledger"]);
    assert!(
        listed.contains(&format!("Made by a machine: {part}")),
        "{listed}"
    );
    let books = folder.path().join("books");
    ana.json(&[
        "ledger",
        "--export",
        "csv,jsonld,facts",
        "--to",
        text(&books),
    ]);
    for file in ["contributions.csv", "books.jsonld", "facts.jsonl"] {
        let said = std::fs::read_to_string(books.join(file)).expect("it was written");
        assert!(said.contains(part), "{file}");
    }
    // It was all by hand after all.
    let corrected = ["contribute", "--correct", &work, "--machine", ""];
    ana.json(&corrected);
    let entry = ana.json(&["ledger"])["entries"][0].clone();
    assert_eq!(entry["machine_part"], Value::Null);
}

#[test]
fn a_unit_of_ones_own_stands_wherever_it_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Workshop::new(PROGRAM, folder.path(), "ana");
    ana.set_day("2026-01-01");
    let new = ["new", "Mill", "--person", "Ana", "--quorum", "1"];
    ana.json(&new);
    let mut rules = ana.json(&["policy", "show"])["rules"].clone();
    rules["types"]["electricity"] = json!("1/10 per unit kWh");
    let file = folder.path().join("rules.json");
    std::fs::write(&file, json!({"rules": rules}).to_string()).expect("writable");
    let propose = ["policy", "propose", text(&file), "--from", "2026-01-02"];
    ana.json(&propose);
    ana.set_day("2026-04-10");
    let shown = ana.text(&["policy", "show"]);
    assert!(shown.contains("for each kWh."), "{shown}");
    let give = |quantity: &'static str| {
        let words = ["contribute", "--type", "electricity", "--quantity"];
        [&words[..], &[quantity]].concat()
    };
    let given = string(&ana.json(&give("12 kWh"))["fact"]);
    assert!(ana.refused(&give("12 h")).contains("number"));
    let entry = ana.json(&["ledger"])["entries"][0].clone();
    assert_eq!(entry["what"], "12 kWh electricity");
    // It is measured by the rules, and waits for whoever reviews it.
    let status = ana.json(&["status", "Ana", "--as-of", "2026-04-11"]);
    assert_eq!(
        (&status["pending"], &status["quarantine"]),
        (&json!([given]), &json!([])),
        "{status:#}"
    );
    let books = folder.path().join("books");
    let export = [
        "ledger",
        "--export",
        "csv,jsonld,facts",
        "--to",
        text(&books),
    ];
    ana.json(&export);
    let bytes = std::fs::read(books.join("contributions.csv")).expect("it was written");
    let table = model::export::sheet::Table::read(&bytes).expect("a table");
    let row = table.rows.iter().find(|row| row[0] == given);
    let row = row.expect("it has a row");
    for cell in ["electricity", "12", "kWh", "waits-for-reviews"] {
        assert!(row.contains(&cell.to_owned()), "{cell}: {row:?}");
    }
    // Whoever renames the unit would turn what was given into something else.
    rules["types"]["electricity"] = json!("1/10 per unit MWh");
    std::fs::write(&file, json!({"rules": rules}).to_string()).expect("writable");
    ana.refused(&["policy", "propose", text(&file), "--from", "2026-07-01"]);
}
