//! Joining that takes its time, several commons in one home, and looking at more than one page of news.

use super::desk::Desk;
use super::{found, new_design};

#[test]
fn a_join_goes_on_after_the_program_was_closed_and_a_stick_ends_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let stick = folder.path().join("valley.bundle");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    new_design(&mut ana, "Seed cleaner");
    let invitation = ana.invite(None, 2);
    ana.press("Write to a stick");
    ana.answer_path(&stick, "Write it there");
    ana.press("Write it unsealed");
    ana.sees("It is not sealed");
    let address = ana.address();
    ana.close();

    // Ben looks for her while nobody is on; his program is closed, and goes on looking.
    let ben_home = folder.path().join("ben");
    let mut ben = Desk::open(&ben_home);
    ben.write("Your name", "Ben");
    ben.press("Continue");
    ben.press("Join");
    ben.write("Invitation", &invitation);
    ben.press("at an address");
    ben.write("Address", &address);
    ben.sees("Valley Tools: ");
    ben.press("Join");
    ben.sees("Waiting for someone of Valley Tools");
    ben.close();
    let mut ben = Desk::open(&ben_home);
    ben.sees("Waiting for someone of Valley Tools");
    ben.press("Read a file from a stick");
    ben.answer_path(&stick, "Use this");
    ben.sees("Seed cleaner");
    ben.go("People and devices");
    ben.sees("Ben");
    ben.close();
    // It is over, also the next time.
    let mut ben = Desk::open(&ben_home);
    ben.sees("Seed cleaner");
    ben.close();

    // Cleo stops looking, and nothing of it stays.
    let mut cleo = Desk::open(&folder.path().join("cleo"));
    cleo.write("Your name", "Cleo");
    cleo.press("Continue");
    cleo.press("Join");
    cleo.write("Invitation", &invitation);
    cleo.sees("Valley Tools: ");
    cleo.press("Join");
    cleo.sees("Waiting for someone of Valley Tools");
    cleo.press("Try another way");
    cleo.sees("Invitation");
    cleo.close();
    let mut cleo = Desk::open(&folder.path().join("cleo"));
    cleo.sees("Your name");
    cleo.close();
}

#[test]
fn one_home_holds_two_commons_and_each_keeps_to_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    new_design(&mut ana, "Seed cleaner");
    ana.press("Menu");
    ana.press_starting("Join or start another commons");
    ana.sees("Back to Valley Tools");
    ana.press("Back to Valley Tools");
    ana.sees("Seed cleaner");

    ana.press("Menu");
    ana.press_starting("Join or start another commons");
    ana.press("Continue");
    ana.sees_no("Restore a backup instead");
    ana.press("Start");
    ana.write("Name of the commons", "Hill Workshop");
    ana.press("Start the commons");
    ana.sees("Hill Workshop");
    ana.go("Catalogue");
    ana.sees_no("Seed cleaner");
    new_design(&mut ana, "Bike trailer");
    ana.close();

    // The one of last time comes first; the other is one choice away.
    let mut ana = Desk::open(&folder.path().join("ana"));
    ana.sees("Bike trailer");
    ana.choose("Commons", "Valley Tools");
    ana.sees("Seed cleaner");
    ana.sees_no("Bike trailer");
    ana.close();
}

#[test]
fn what_is_only_here_is_counted_in_changes_and_news_beyond_a_page_wait() {
    let folder = tempfile::tempdir().expect("a folder");
    let ana_home = folder.path().join("ana");
    let mut ana = Desk::open(&ana_home);
    found(&mut ana);
    let invitation = ana.invite(None, 1);
    let mut ben = Desk::open(&folder.path().join("ben"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    ben.go("What is new");
    ben.sees("Nothing new");
    ben.close();
    ana.go("Catalogue");
    new_design(&mut ana, "Seed cleaner");
    ana.saved();
    let only_here = |ana: &Desk| ana.screen.state().view().status.only_here;
    let before = only_here(&ana);
    for text in ["A fan.", "A fan blows.", "A fan blows chaff away."] {
        ana.write("Description", text);
        ana.saved();
    }
    let after = only_here(&ana);
    assert!(after >= before + 3, "{before} changes, then {after}");
    ana.close();
    tests::bulk::fill(&ana_home, 44, 0);

    // 45 designs are new to Ben; the page shows 40, and what it did not show waits.
    let mut ana = Desk::open(&ana_home);
    let mut ben = Desk::open(&folder.path().join("ben"));
    ben.meet(&mut ana);
    ben.go("What is new");
    ben.sees("The 40 that wait longest, of 45 changed designs");
    ben.press("I have looked at these 40");
    ben.sees_no("The 40 that wait longest");
    ben.until("the other five", |screen| {
        let since = &screen.state().view().since;
        (since.designs.len(), since.total) == (5, 5)
    });
    ben.press("I have looked at everything");
    ben.sees("Nothing new");
    // What comes later is new again, and nothing else.
    ana.go("Catalogue");
    new_design(&mut ana, "Bike trailer");
    ben.sees("Bike trailer");
    assert_eq!(ben.screen.state().view().since.total, 1);
    ana.close();
    ben.close();
}
