//! Who may do what: roles given and ended, somebody removed, an invitation taken back, and what does not count.

use super::desk::Desk;
use super::found;

#[test]
fn ana_gives_and_ends_roles_removes_ben_and_sees_what_does_not_count() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    let invitation = ana.invite(None, 2);
    let mut ben = Desk::open(&folder.path().join("ben"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    ben.go("Ledger");
    ben.press("Log work");
    ben.write("How long, in hours", "2");
    ben.press("Log it");
    ben.sees("2 h");
    ben.same(&mut ana);

    // The only steward is told why she stays one.
    ana.go("People and devices");
    ana.press("Roles: Ana");
    ana.press("End… steward");
    ana.sees("You stay a steward");
    ana.sees("nobody could invite");
    ana.press("Cancel");

    ana.press("Roles: Ben");
    ana.sees("What Ben may do");
    ana.press("Make a treasurer");
    ana.sees("End… treasurer");
    ana.press("End… treasurer");
    ana.sees("Ben is to be no treasurer any more?");
    ana.press("End the role");
    ana.sees_no("Ben is to be no treasurer any more?");

    ana.press("Who may do what");
    ana.sees("Ben, Changes designs, logs and reviews work: yes");
    ana.sees("Ben, Confirms payments: no");
    ana.sees("Ana, Invites, gives roles, removes: yes");
    ana.press("People");

    // Nobody comes by the second place of the invitation.
    ana.sees("used by Ben: 1 of 2");
    ana.press_starting("Take it back: ");
    ana.sees("Take back the invitation that Ana made on");
    ana.press("Take it back");
    ana.sees("1 earlier invitation");

    // What Ben logged is not to count.
    ana.press("Roles: Ben");
    ana.press("Remove from the commons…");
    ana.sees("Remove Ben?");
    ana.sees("1 entry stays");
    let what = ana
        .words()
        .into_iter()
        .find(|word| word.starts_with("What counts of "));
    ana.choose(&what.expect("each device has a choice"), "Nothing");
    ana.sees("1 entry is set aside");
    ana.write("Why (everyone will read it)", "took the van");
    ana.press("Remove");
    ana.sees_no("Remove Ben?");
    ana.sees("Not here any more");
    ana.sees("took the van");

    ana.press("What does not count");
    ana.sees("beyond what stays");
    ana.press("Admit again");
    ana.sees("It counts again.");
    ana.sees("Everything counts");

    // Ben hears of it.
    ben.go("People and devices");
    ben.sees("Removed by Ana on");
    ben.sees("You were removed from Valley Tools");
    ben.sees("the reason: took the van");
    ben.sees("talk to Ana");
    ben.close();
    ana.close();
}
