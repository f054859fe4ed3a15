//! A key that is used on two computers: its split history is proven once, by a program, and harms no honest person.

use super::{Village, entries, log_work, meet, not_counted, roles_of};
use app::commons::{Commons, FORKED_STEWARDS_MS};
use model::charter::{Act, OutOfEffect};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use tests::process::{Workshop, home_of};

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("readable");
        let place = to.join(entry.file_name());
        if entry.file_type().expect("known").is_dir() {
            copy_folder(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).expect("it can be copied");
        }
    }
}

/// Lets the home know for so long already what it noted of split devices; gives how many it noted.
fn hours_pass(who: &Workshop, hours: u64) -> usize {
    let connection = Connection::open(super::spent::history(who)).expect("a database");
    let then = app::chance::now_ms() - hours * 60 * 60 * 1000;
    let long_ago =
        "UPDATE local SET value = CAST(substr(value, 1, 32) || ?1 AS BLOB) WHERE name = 'forked'";
    let marked = connection.execute(long_ago, [&then.to_be_bytes()[..]]);
    marked.expect("the table is there")
}

/// The proofs in the charter in words, and how many devices are out because they have split.
fn proofs(who: &Workshop) -> (Vec<String>, usize) {
    let home = home_of(who);
    let id = home.commons().expect("readable")[0];
    let commons = Commons::open(&home, id).expect("it opens");
    let charter = commons.charter();
    let proofs = charter.acts().iter();
    let proofs = proofs.filter(|act| matches!(act.written.act, Act::ForkProven(_)));
    let proofs = proofs.map(|act| commons.act_in_words(act.id)).collect();
    let out = |device| charter.device(device).and_then(|device| device.out);
    let forks = charter.forks().into_iter();
    let out = forks.filter(|fork| out(fork.device) == Some(OutOfEffect::Forked));
    (proofs, out.count())
}

#[test]
fn a_key_on_two_computers_is_retired_by_its_proof_once_and_its_owner_goes_on() {
    let village = Village::new();
    let (ana, others) = village.of(&[("Ben", "maker"), ("Cleo", "steward")]);
    let (ben, cleo) = (&others[0], &others[1]);
    meet(&ana, cleo);
    // Ben's folder is copied, and both go on.
    let copy = village.at("copy");
    copy_folder(ben.home(), copy.home());
    log_work(ben, "2h");
    log_work(&copy, "3h");
    meet(&ana, ben);
    meet(cleo, &copy);
    assert_eq!((entries(&ana), entries(cleo)), (1, 1));
    // Two stewards meet, and neither copy has heard of the other.
    meet(&ana, cleo);
    meet(&ana, cleo);
    assert_eq!((entries(&ana), entries(cleo)), (2, 2), "both count");
    let nothing = (vec![], 0);
    assert_eq!(
        (proofs(&ana), proofs(cleo)),
        (nothing.clone(), nothing.clone()),
        "only noted"
    );
    // A program leaves it for some hours to the owner's own.
    assert_eq!((hours_pass(&ana, 2), hours_pass(cleo, 2)), (1, 1));
    meet(&ana, cleo);
    assert_eq!((proofs(&ana), proofs(cleo)), (nothing.clone(), nothing));
    // It is the turn of one of them; the other one has the proof before it is theirs.
    let hours = FORKED_STEWARDS_MS / 3_600_000;
    hours_pass(&ana, 2 * hours + 1);
    meet(&ana, cleo);
    let (words, out) = proofs(&ana);
    assert_eq!((words.len(), out), (1, 1));
    let said = "Ana recorded that a device of Ben (";
    assert!(words[0].starts_with(said), "{words:?}");
    assert!(
        words[0].ends_with("wrote two things under one number"),
        "{words:?}"
    );
    meet(&ana, cleo);
    meet(cleo, &ana);
    for home in [&ana, cleo] {
        let (words, out) = proofs(home);
        assert_eq!((words.len(), out), (1, 1), "who holds a proof writes none");
        assert_eq!(entries(home), 2, "what was written stays");
    }
    // Ben is let in, and learns it; his program goes on with a new key by itself.
    meet(&ana, ben);
    log_work(ben, "4h");
    meet(&ana, ben);
    assert_eq!(entries(&ana), 3);
    assert_eq!(roles_of(&ana, "Ben"), ["maker"]);
    let out = not_counted(&ana);
    assert!(out.is_empty(), "{out:?}");
    assert_eq!(
        proofs(&ana).0.len(),
        1,
        "the new key has signed each number once"
    );
}
