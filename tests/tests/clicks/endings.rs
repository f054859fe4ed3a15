//! What has ended is said plainly, and what was shown stays to be looked at.

use super::desk::{Desk, tab};
use super::{edit_function, found, new_design};
use app::view::NoticeKind;
use std::fs;
use std::path::Path;

/// Ana's commons, with Ben in it.
fn ana_and_ben(folder: &Path) -> (Desk, Desk) {
    let mut ana = Desk::open(&folder.join("ana"));
    found(&mut ana);
    let invitation = ana.invite(None, 3);
    let mut ben = Desk::open(&folder.join("ben"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    (ana, ben)
}

#[test]
fn who_acts_for_an_organisation_is_ended_with_what_that_means() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut ana, mut ben) = ana_and_ben(folder.path());
    ben.go("People and devices");
    ben.press("Add an organisation");
    ben.write("Name of the organisation", "Acme");
    ben.press("Add");
    ben.sees("Ben acts for it");
    ben.same(&mut ana);
    ana.go("People and devices");
    ana.press("Let someone act for it: Acme");
    ana.press("End that Ben acts for Acme");
    ana.sees("Ben is to act for Acme no more?");
    ana.sees("What they report of its use from then on does not count");
    ana.sees("Nobody else acts for it");
    ana.press("End it");
    ana.sees_no("Ben is to act for Acme no more?");
    ana.sees("Nobody acts for it");
    ben.same(&mut ana);
    ben.sees("Nobody acts for it");
    ben.go("Ledger");
    ben.press("Log work");
    ben.sees("How long, in hours");
    assert!(
        !ben.words().iter().any(|word| word == "For"),
        "for himself alone"
    );
    ana.close();
    ben.close();
}

#[test]
fn evidence_comes_to_the_others_and_is_looked_at_from_the_entry() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut ana, mut ben) = ana_and_ben(folder.path());
    let paper = folder.path().join("receipt");
    fs::write(&paper, "12 metres of steel tube").expect("writable");
    ben.go("Ledger");
    ben.press("Log work");
    ben.write("How long, in hours", "2");
    ben.press("Day, share of a thing, note, evidence");
    ben.write("A file that shows it", paper.to_str().expect("plain"));
    ben.press("Log it");
    ben.sees("2 h");
    ben.same(&mut ana);
    ana.go("Ledger");
    ana.press_starting("Ben, ");
    ana.sees("Evidence 1, on this computer");
    ana.press("Save evidence 1");
    let copies = folder.path().join("copies");
    fs::create_dir(&copies).expect("writable");
    ana.answer_path(&copies, "Write it there");
    ana.sees("The copy lies at");
    let saved = fs::read_dir(&copies).expect("a folder").flatten().next();
    let saved = saved.expect("one copy").path();
    let same = fs::read_to_string(&saved).expect("a text");
    assert_eq!(same, "12 metres of steel tube");
    ana.close();
    ben.close();
}

#[test]
fn work_on_a_design_whose_ground_was_set_aside_is_offered_again_and_its_author_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut ana, ben) = ana_and_ben(folder.path());
    ana.go("Catalogue");
    new_design(&mut ana, "Seed cleaner");
    let invitation = ana.invite(None, 1);
    let mut cleo = Desk::open(&folder.path().join("cleo"));
    cleo.join("Cleo", &invitation, &ana.address());
    cleo.sees("Seed cleaner");
    let mut ben = ben;
    ben.same(&mut ana);
    cleo.same(&mut ana);
    ana.close();
    // Ben writes, and Cleo on top of it, where Ana sees neither.
    edit(&mut ben, "Takes the chaff away");
    cleo.meet(&mut ben);
    ben.close();
    cleo.go("Catalogue");
    cleo.press_starting("Seed cleaner, ");
    cleo.press("Edit");
    cleo.write("Description", "With a fan.");
    cleo.saved();
    cleo.end();

    let mut ana = Desk::open(&folder.path().join("ana"));
    ana.go("People and devices");
    ana.press("Roles: Ben");
    ana.press("Remove from the commons…");
    ana.sees("Remove Ben?");
    ana.press("Remove");
    ana.sees_no("Remove Ben?");
    let mut cleo = Desk::open(&folder.path().join("cleo"));
    cleo.meet(&mut ana);
    cleo.sees("Your work on Seed cleaner leaned on something that was set aside");
    let notices = &cleo.screen.state().view().notices;
    let told = notices
        .iter()
        .find(|one| one.text.contains("leaned on something"));
    assert_eq!(told.expect("just seen").kind, NoticeKind::News);
    cleo.go("People and devices");
    cleo.press("What does not count");
    cleo.sees("Written again");
    ana.same(&mut cleo);
    ana.go("Catalogue");
    ana.press_starting("Seed cleaner, ");
    ana.sees("With a fan.");
    ana.sees_no("Takes the chaff away");
    ana.close();
    cleo.close();
}

fn edit(desk: &mut Desk, function: &str) {
    edit_function(desk, "Seed cleaner", function);
}

#[test]
fn what_was_written_on_a_retired_device_is_marked_where_it_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut ana, mut ben) = ana_and_ben(folder.path());
    ana.go("People and devices");
    ana.press("Add a device");
    ana.press("Make the line");
    ana.sees("Whoever has this line can act as you");
    let added = ana.invitation();
    ana.press("Close");
    let mut phone = Desk::open(&folder.path().join("phone"));
    let address = ana.address();
    phone.write("Your name", "somebody");
    phone.press("Continue");
    phone.press("Join");
    phone.write("Invitation", &added);
    phone.press("at an address");
    phone.write("Address", &address);
    phone.press("Join");
    phone.until("the catalogue", |screen| {
        screen.state().view().commons.is_some()
    });
    phone.go("People and devices");
    phone.press_starting("Rename: ");
    phone.write("Name of this device", "Pocket phone");
    phone.press("Save");
    phone.go("Ledger");
    phone.press("Log work");
    phone.write("How long, in hours", "3");
    phone.press("Log it");
    phone.sees("3 h");
    phone.same(&mut ana);
    ana.go("People and devices");
    ana.press("Retire: Pocket phone");
    ana.press("It was lost or stolen");
    ana.press("Retire");
    ana.sees("Not in use");
    // The phone itself says so, on every page.
    phone.sees("This device was retired in Valley Tools");
    phone.sees("Ana decided so on");
    phone.sees("go on with another device of yours");
    phone.go("Ledger");
    phone.sees("This device was retired in Valley Tools");
    phone.close();
    ben.same(&mut ana);
    for desk in [&mut ana, &mut ben] {
        desk.go("Ledger");
        desk.press_starting("Ana, ");
        desk.sees("written on \u{201c}Pocket phone\u{201d}, which was retired on");
    }
    ana.close();
    ben.close();
}

#[test]
fn names_that_turn_the_text_around_them_are_shown_by_marks() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut ana, mut ben) = ana_and_ben(folder.path());
    ana.go("Catalogue");
    new_design(&mut ana, "Frame \u{202e}gnp.exe");
    edit_function(&mut ana, "Frame \u{b7}gnp.exe", "Cut \u{202e}mm 04 off");
    let plan = folder.path().join("plan\u{202e}fdp.exe");
    fs::write(&plan, "a plan").expect("writable");
    tab(&mut ana, "Files");
    ana.press("Attach a file");
    ana.answer_path(&plan, "Use this");
    ana.sees("plan\u{b7}fdp.exe");
    ben.same(&mut ana);
    ben.go("Catalogue");
    ben.press_starting("Frame \u{b7}gnp.exe, ");
    ben.sees("Cut \u{b7}mm 04 off");
    tab(&mut ben, "Files");
    ben.sees("plan\u{b7}fdp.exe");
    let turned = |word: &String| word.contains('\u{202e}');
    assert!(!ben.words().iter().any(turned), "{:?}", ben.words());
    ana.close();
    ben.close();
}

#[test]
fn two_programs_that_judge_otherwise_say_so_and_say_when_they_agree_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut ana, mut ben) = ana_and_ben(folder.path());
    ana.go("Catalogue");
    new_design(&mut ana, "Seed cleaner");
    let invitation = ana.invite(None, 1);
    let mut cleo = Desk::open(&folder.path().join("cleo"));
    cleo.join("Cleo", &invitation, &ana.address());
    ben.sees("Seed cleaner");
    edit(&mut ben, "Takes the chaff away");
    ben.same(&mut ana);
    ben.close();
    ana.go("People and devices");
    ana.press("Roles: Ben");
    ana.press("Remove from the commons…");
    ana.sees("The invitation that Ben came by");
    let what = ana
        .words()
        .into_iter()
        .find(|word| word.starts_with("What counts of "));
    ana.choose(&what.expect("each device has a choice"), "Nothing");
    ana.press("Remove");
    ana.sees_no("Remove Ben?");
    cleo.same(&mut ana);
    cleo.close();
    assert_eq!(
        tests::verdicts::forget_what_is_aside(&folder.path().join("cleo")),
        1
    );

    let mut cleo = Desk::open(&folder.path().join("cleo"));
    cleo.go("People and devices");
    cleo.write("Address of another device", &ana.address());
    cleo.press("Connect");
    let differs = "has the same history and sets something else aside in 1 place.";
    cleo.sees(differs);
    cleo.sees("bring both to the same version");
    let notices = &cleo.screen.state().view().notices;
    let told = notices.iter().find(|one| one.text.contains(differs));
    assert_eq!(told.expect("just seen").kind, NoticeKind::Bad);
    for desk in [&mut cleo, &mut ana] {
        desk.go("People and devices");
        desk.press("What does not count");
        desk.sees(differs);
    }
    ana.close();
    cleo.close();
}
