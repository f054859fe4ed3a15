//! Who is who: names, notes, and when devices were met.

use super::desk::Desk;
use super::found;

#[test]
fn ben_is_called_otherwise_and_ana_sees_it_and_when_they_met() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    let invitation = ana.invite(None, 1);
    let mut ben = Desk::open(&folder.path().join("ben"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    ana.go("People and devices");
    ana.sees("Connected");

    ben.go("Settings");
    ben.press("Change name, note or picture");
    ben.write("Your name", "Benno Berg");
    ben.write("Note", "Mends bicycles");
    ben.press("Choose a picture");
    let picture = folder.path().join("ben.png");
    let drawn = app::demo::pictures::picture("seed-cleaner").expect("the demo draws it");
    std::fs::write(&picture, drawn).expect("writable");
    ben.answer_path(&picture, "Use this");
    ben.sees("Picture of Ben");
    ben.press("Save");
    ben.sees("Mends bicycles");
    ben.go("Ledger");
    ben.press("Log work");
    ben.write("How long, in hours", "2");
    ben.press("Log it");
    ben.same(&mut ana);
    ana.sees("Benno Berg");
    ana.sees("Mends bicycles");
    ana.sees("Picture of Benno Berg");
    ana.go("Ledger");
    ana.press_starting("Benno Berg, Design, 2 h");

    // When he is gone, his device says when it was met.
    ben.close();
    ana.go("People and devices");
    ana.sees("Last met today");
    ana.close();
}
