//! A key that wrote in two places: a steward chooses which branch of a design stands.

use super::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Ana is a steward, Ben and Cleo are makers; Ben's folder was copied, and both copies wrote into one design.
struct Forked {
    _village: Village,
    ana: Workshop,
    cleo: Workshop,
    design: String,
}

impl Forked {
    fn new() -> Forked {
        let village = Village::new();
        let (ana, mut others) = village.of(&[("Ben", "maker"), ("Cleo", "maker")]);
        let (cleo, ben) = (others.remove(1), others.remove(0));
        let copy = village.at("copy");
        let new = ["design", "new", "Seed cleaner", "--function", "Cleans seed"];
        let design = string(&ana.json(&new)["id"]);
        meet(&ana, &ben);
        meet(&ana, &cleo);
        copy_folder(ben.home(), copy.home());
        ben.json(&["design", "edit", &design, "function", "By the laptop"]);
        copy.json(&["design", "edit", &design, "function", "By the copy"]);
        copy.json(&["design", "edit", &design, "version", "2"]);
        meet(&ana, &ben);
        // The copy is never met: what it wrote comes on a stick, so that no program of Ben's writes anything again.
        let stick = village.folder.path().join("stick");
        copy.json(&["bundle", "write", tests::process::text(&stick)]);
        for who in [&ana, &cleo] {
            who.json(&["bundle", "read", tests::process::text(&stick)]);
        }
        meet(&ana, &cleo);
        Forked {
            _village: village,
            ana,
            cleo,
            design,
        }
    }

    fn function(&self, who: &Workshop) -> String {
        string(&who.json(&["design", "show", &self.design])["function"])
    }

    /// The one line of a branch that is set aside.
    fn branch(&self, who: &Workshop) -> Value {
        let lines = not_counted(who).into_iter();
        let mut branches = lines.filter(|line| !line["branch"].is_null());
        let branch = branches.next().expect("a branch is set aside");
        assert!(branches.next().is_none(), "and only one");
        branch
    }

    fn both_show(&self, function: &str) {
        meet(&self.ana, &self.cleo);
        for who in [&self.ana, &self.cleo] {
            assert_eq!(self.function(who), function);
        }
        let print = |who: &Workshop| who.json(&["fingerprint"]);
        assert_eq!(print(&self.ana), print(&self.cleo));
    }
}

#[test]
fn a_steward_chooses_the_branch_that_stands_and_reads_before_what_that_does() {
    let forked = Forked::new();
    let (ana, cleo) = (&forked.ana, &forked.cleo);
    let first = forked.function(ana);
    let other = match first.as_str() {
        "By the laptop" => "By the copy",
        "By the copy" => "By the laptop",
        other => panic!("{other}"),
    };
    let line = forked.branch(ana);
    assert_eq!(
        (&line["by"], &line["kind"]),
        (&json!("Ben"), &json!("change"))
    );
    let holds = line["branch"]["holds"].to_string();
    assert!(holds.contains(other), "{holds}");
    let mark = string(&line["admit"]);
    let would = ana.json(&["refused", "--admit", &mark, "--dry-run"]);
    assert_eq!(
        (&would["done"], &would["admitted"]),
        (&json!(false), &json!(0))
    );
    let otherwise = would["otherwise"].as_array().expect("what it would say");
    let function = otherwise.iter().find(|one| one["after"] == other);
    assert_eq!(function.expect("the function")["before"], json!(first));
    let text = ana.text(&["refused"]);
    assert!(
        text.contains("A steward can let it stand. For everybody, "),
        "{text}"
    );
    assert_eq!(forked.function(ana), first, "nothing was written");

    // A maker reads what it holds, and cannot choose.
    assert!(forked.branch(cleo)["admit"].is_null());
    assert!(
        cleo.refused(&["refused", "--admit", &mark])
            .contains("nothing of which you may ask that")
    );

    ana.json(&["refused", "--admit", &mark]);
    forked.both_show(other);
    let aside = forked.branch(cleo)["branch"]["holds"].to_string();
    assert!(
        aside.contains(&first),
        "now the other one is set aside: {aside}"
    );
    assert!(!aside.contains(other), "{aside}");

    // It is taken back once, and then both have been chosen.
    let back = string(&forked.branch(ana)["admit"]);
    ana.json(&["refused", "--admit", &back]);
    forked.both_show(&first);
    let line = forked.branch(ana);
    assert!(line["admit"].is_null(), "{line}");
    let why = line["branch"]["no_choice"].to_string();
    assert!(
        why.contains("stewards have chosen both branches already"),
        "{why}"
    );
}

#[test]
fn a_branch_against_a_pin_is_not_offered() {
    let forked = Forked::new();
    let ana = &forked.ana;
    let line = forked.branch(ana);
    // A steward's program pins what stands now, as it does once a week.
    let history = tests::process::home_of(ana);
    let id = history.commons().expect("a folder")[0];
    let mut commons = app::commons::Commons::open(&history, id).expect("it opens");
    let design = commons.find_design(&forked.design).expect("it is here");
    let heads = commons.view_design(design).expect("it can be read").heads;
    let me = commons.me().expect("a steward");
    let when = app::deed::When::now(None);
    let heads = BTreeMap::from([(design, heads.into_iter().collect())]);
    let pin = model::charter::build::pin(me, when.day, &heads);
    commons.write_act(&pin, when).expect("a steward pins");
    drop(commons);
    drop(history);
    let after = forked.branch(ana);
    assert!(after["admit"].is_null(), "{after}");
    assert!(
        after["branch"]["no_choice"]
            .to_string()
            .contains("pinned history")
    );
    let mark = string(&line["admit"]);
    assert!(
        ana.refused(&["refused", "--admit", &mark])
            .contains("nothing of which you may ask that")
    );
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder is writable");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let place = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_folder(&entry.path(), &place),
            false => {
                fs::copy(entry.path(), place).expect("it can be copied");
            }
        }
    }
}
