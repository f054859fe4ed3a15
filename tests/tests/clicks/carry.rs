//! Backups, and files that are too large to come by themselves.

use super::desk::Desk;
use super::{found, new_design};
use app::home::Home;
use std::path::Path;

#[test]
fn ana_restores_her_backup_on_a_new_computer_and_again_in_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let backup = folder.path().join("ana.backup");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    new_design(&mut ana, "Seed cleaner");
    ana.go("Settings");
    ana.sees("No backup yet");
    ana.press("Write a backup");
    ana.answer_path(&backup, "Write it there");
    // Sealing is offered first; neither a short nor a mistyped passphrase is taken.
    ana.sees("Seal the file with a passphrase?");
    ana.write("Passphrase", "chaff");
    ana.write("The same once more", "chaff");
    ana.press("Seal and write");
    ana.sees("at least 8 characters");
    ana.write("Passphrase", "four words of chaff");
    ana.write("The same once more", "four words of wheat");
    ana.press("Seal and write");
    ana.sees("not the same");
    ana.write("The same once more", "four words of chaff");
    ana.press("Seal and write");
    ana.sees("1 commons and 0 files are in");
    ana.sees("It is sealed");
    ana.sees("Last backup today");
    ana.close();

    // A new computer: nothing is there but the backup.
    let place = folder.path().join("new-laptop");
    let mut ana = Desk::open(&place);
    ana.write("Your name", "Ana");
    ana.press("Continue");
    ana.press("Restore a backup instead");
    ana.answer_path(&folder.path().join("nothing.backup"), "Use this");
    ana.sees("Nothing was restored");
    ana.press("Restore a backup instead");
    ana.answer_path(&backup, "Use this");
    ana.sees("The file is sealed with a passphrase");
    ana.write("Passphrase", "four words of wheat");
    ana.press("Open");
    ana.sees("That was not it");
    ana.press("Cancel");
    ana.press("Restore a backup instead");
    ana.answer_path(&backup, "Use this");
    ana.write("Passphrase", "four words of chaff");
    ana.press("Open");
    ana.sees("Valley Tools is back, and you are Ana in it.");
    ana.sees("Seed cleaner");
    ana.go("People and devices");
    ana.until("a device of its own beside the old one", |screen| {
        let people = &screen.state().view().people.people;
        people
            .iter()
            .any(|person| person.me && person.devices.len() == 2)
    });
    ana.go("Settings");
    ana.sees("No backup yet");
    new_design_from_menu(&mut ana, "Seed drill");

    // The older state once more, in place of what is there now; that is set aside.
    ana.go("Settings");
    ana.press("Restore a backup");
    ana.sees("is not deleted");
    ana.sees("only on this computer");
    ana.press("Choose the backup");
    ana.answer_path(&backup, "Use this");
    ana.write("Passphrase", "four words of chaff");
    ana.press("Open");
    ana.sees("What was here before lies in");
    ana.go("Catalogue");
    ana.sees("Seed cleaner");
    ana.sees_no("Seed drill");
    ana.close();
    let set_aside = folder.path().join("new-laptop-set-aside");
    assert!(set_aside.join("secret").exists());
    assert!(!folder.path().join("new-laptop-restored").exists());

    // The same place opens the next time, and what was set aside opens too.
    let mut ana = Desk::open(&place);
    ana.sees("Seed cleaner");
    ana.close();
    let mut ana = Desk::open(&set_aside);
    ana.sees("Seed drill");
    ana.close();
}

#[test]
fn words_in_a_form_survive_the_end_of_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("ana");
    let mut ana = Desk::open(&home);
    found(&mut ana);
    ana.press("New design");
    ana.write("Name", "Seed drill");
    ana.write("What it is for", "Sows in rows");
    ana.until("the words are on the disk", |_| {
        let kept = std::fs::read_to_string(home.join("drafts.json")).unwrap_or_default();
        kept.contains("Sows in rows")
    });
    ana.crash(&home);

    let mut ana = Desk::open(&home);
    ana.sees("What you were typing when the program ended is still there: see New design.");
    ana.press("New design");
    ana.press("Create");
    ana.press("Read");
    ana.sees("Sows in rows");
    ana.until("nothing is kept any more", |_| {
        !home.join("drafts.json").exists()
    });
    ana.close();
}

/// By the menu, as somebody would who does not see the catalogue.
fn new_design_from_menu(desk: &mut Desk, name: &str) {
    desk.press("Menu");
    new_design(desk, name);
}

#[test]
fn a_file_over_the_limit_comes_when_ben_asks_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let film = folder.path().join("film.stl");
    std::fs::write(&film, app::demo::solids::solid("seed-cleaner")).expect("writable");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    new_design(&mut ana, "Seed cleaner");
    ana.press("Files");
    ana.press("Attach a file");
    ana.answer_path(&film, "Use this");
    ana.sees("film.stl");
    let invitation = ana.invite(None, 1);

    // Ben wants no file unasked.
    let ben_home = folder.path().join("ben");
    only_when_asked(&ben_home);
    let mut ben = Desk::open(&ben_home);
    ben.join("Ben", &invitation, &ana.address());
    ben.go("Settings");
    ben.until("the limit that he chose", |screen| {
        screen.state().view().settings.fetch_bytes_max == 0
    });
    ben.go("Catalogue");
    ben.press_starting("Seed cleaner, ");
    ben.press_starting("Files");
    ben.sees("comes when you ask for it");
    ben.press("Get this file: film.stl");
    ben.press("Save a copy: film.stl");
    let copies = folder.path().join("copies");
    std::fs::create_dir(&copies).expect("writable");
    ben.answer_path(&copies, "Write it there");
    ben.sees("The copy lies at");
    let copy = copies.join("film.stl");
    assert_eq!(std::fs::read(copy).ok(), std::fs::read(&film).ok());
    ana.close();
    ben.close();
}

/// A home in which no file comes by itself.
fn only_when_asked(home: &Path) {
    let mut home = app::home::Home::open(home, app::chance::bytes()).expect("the home opens");
    let changed = home.change_settings(|settings| settings.fetch_bytes_max = 0);
    changed.expect("the settings are kept");
}

#[test]
fn a_stick_is_offered_a_seal_and_read_with_its_passphrase() {
    let folder = tempfile::tempdir().expect("a folder");
    let (sealed, plain) = (folder.path().join("sealed"), folder.path().join("plain"));
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    new_design(&mut ana, "Seed cleaner");
    ana.go("People and devices");
    ana.press("Write to a stick");
    ana.answer_path(&plain, "Write it there");
    ana.press("Write it unsealed");
    ana.sees("It is not sealed");
    ana.press("Write to a stick");
    ana.answer_path(&sealed, "Write it there");
    ana.write("Passphrase", "four words of chaff");
    ana.write("The same once more", "four words of chaff");
    ana.press("Seal and write");
    ana.sees("It is sealed");
    let bytes = |path: &Path| std::fs::read(path).expect("it was written");
    let shows = |path: &Path| {
        let name = b"cwbundle";
        bytes(path).windows(name.len()).any(|part| part == name)
    };
    assert!(shows(&plain) && !shows(&sealed));
    ana.press("Read from a stick");
    ana.answer_path(&sealed, "Use this");
    ana.write("Passphrase", "four words of chaff");
    ana.press("Open");
    ana.sees("0 changes");
    ana.close();
}

#[test]
fn ana_puts_her_key_behind_a_passphrase_and_takes_it_away_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("ana");
    let mut ana = Desk::open(&home);
    found(&mut ana);
    ana.go("Settings");
    ana.sees("lies open in its folder");
    ana.press("Set a passphrase");
    ana.sees("there is no way around it");
    ana.write("New passphrase", "four words of chaff");
    ana.write("The same once more", "four words of chaff");
    ana.press("Set a passphrase");
    ana.sees("From now on the program asks for this passphrase");
    ana.sees("lies behind a passphrase");
    ana.close();

    // The next start shows nothing but the question.
    let mut ana = Desk::open(&home);
    ana.sees("This home is behind a passphrase");
    ana.sees_no("Valley Tools");
    ana.sees_no("Your name");
    ana.write("Passphrase", "four words of wheat");
    ana.press("Open");
    ana.sees("That was not it");
    ana.write("Passphrase", "four words of wheat");
    ana.key(egui::Key::Enter);
    ana.until("the second try", |screen| {
        let locked = screen.state().view().locked.as_ref();
        locked.is_some_and(|locked| locked.tries == 2)
    });
    ana.write("Passphrase", "four words of chaff");
    ana.press("Open");
    ana.sees("Valley Tools");
    ana.sees("Catalogue");

    // Another one, by the one of now only; then none.
    ana.go("Settings");
    change_passphrase(&mut ana, "four words of wheat");
    ana.sees("not the one");
    ana.press("Cancel");
    change_passphrase(&mut ana, "four words of chaff");
    ana.sees("From now on the program asks for this passphrase");
    ana.press("Take the passphrase away");
    ana.write("Passphrase of now", "five words of rye and oats");
    ana.press("Take the passphrase away");
    ana.sees("lies open in its folder");
    ana.close();
    let mut ana = Desk::open(&home);
    ana.sees("Valley Tools");
    ana.close();
}

fn change_passphrase(desk: &mut Desk, now: &str) {
    desk.press("Change the passphrase");
    desk.write("Passphrase of now", now);
    desk.write("New passphrase", "five words of rye and oats");
    desk.write("The same once more", "five words of rye and oats");
    desk.press("Change the passphrase");
}

#[test]
fn the_window_closes_while_the_passphrase_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("ana");
    let mut opened = Home::open(&home, app::chance::bytes()).expect("the home opens");
    let seal = app::passphrase::seal(app::passphrase::typed("four words of chaff"));
    let protected = opened.protect(None, Some(&seal.expect("long enough")));
    protected.expect("it is written");
    drop(opened);
    let mut ana = Desk::open(&home);
    ana.sees("This home is behind a passphrase");
    // Nobody else can open it meanwhile.
    let refused = Home::open(&home, [0; 32]).expect_err("it is in use");
    assert!(refused.to_string().contains("in use"), "{refused}");
    ana.close();
    let free = Home::open(&home, [0; 32]).expect_err("it is behind its passphrase");
    assert!(free.to_string().contains("passphrase"), "{free}");
}

#[test]
fn what_a_stick_brings_is_in_the_second_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let stick = folder.path().join("stick");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    let invitation = ana.invite(None, 1);
    let mut ben = Desk::open(&folder.path().join("ben"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    ben.close();
    ana.go("Catalogue");
    new_design(&mut ana, "Seed cleaner");
    ana.write("Description", "A fan blows chaff away.");
    ana.saved();
    ana.go("People and devices");
    ana.press("Write to a stick");
    ana.answer_path(&stick, "Write it there");
    ana.press("Write it unsealed");
    ana.sees("It is not sealed");
    let fingerprint = ana.screen.state().view().settings.fingerprint.clone();
    ana.close();

    // Ana is away, and nobody else is near.
    let mut ben = Desk::open(&folder.path().join("ben"));
    ben.go("Catalogue");
    ben.sees("Designs stand here");
    ben.go("People and devices");
    ben.press("Read from a stick");
    ben.answer_path(&stick, "Use this");
    ben.sees("2 changes and 0 files were new here.");
    ben.go("Catalogue");
    ben.press_starting("Seed cleaner, ");
    ben.sees("A fan blows chaff away.");
    ben.until("the same as at Ana's", |screen| {
        screen.state().view().settings.fingerprint == fingerprint
    });
    ben.go("What is new");
    ben.sees("Seed cleaner");
    ben.close();
}
