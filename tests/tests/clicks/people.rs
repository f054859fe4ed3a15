//! Who is who: names, notes, and when devices were met.

use super::desk::Desk;
use super::found;
use app::view::{Answer, NoticeKind, Outcome};

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

/// The line that a form has made last.
fn line(desk: &mut Desk) -> String {
    let mut made = None;
    desk.until("a line to hand on", |screen| {
        let answers = screen.state().view().answers.values();
        made = answers.rev().find_map(|answer| match answer {
            Answer::Done(Outcome::Invitation(made)) => Some(made.text.clone()),
            _ => None,
        });
        made.is_some()
    });
    made.expect("just seen")
}

#[test]
fn ana_adds_her_phone_names_it_and_retires_it_after_reading_what_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    ana.go("People and devices");
    ana.press("Add a device");
    ana.sees("The new device will write in your name");
    ana.press("Make the line");
    ana.sees("Whoever has this line can act as you");
    ana.sees("as a code to scan");
    let added = line(&mut ana);
    ana.press("Close");
    let address = ana.address();

    let mut phone = Desk::open(&folder.path().join("phone"));
    phone.write("Your name", "somebody");
    phone.press("Continue");
    phone.press("Join");
    phone.write("Invitation", &added);
    phone.sees("as a further device of whoever made the line");
    phone.press("at an address");
    phone.write("Address", &address);
    phone.press("Join");
    phone.until("the catalogue", |screen| {
        screen.state().view().commons.is_some()
    });
    phone.same(&mut ana);
    phone.go("People and devices");
    phone.sees("Ana (you)");
    phone.press_starting("Rename: ");
    phone.write("Name of this device", "Pocket phone");
    phone.press("Save");
    phone.sees("Pocket phone");
    phone.same(&mut ana);

    ana.press("Retire: Pocket phone");
    ana.sees("also what has not arrived here yet");
    ana.press("It was lost or stolen");
    ana.sees("What this computer has of it stays yours: 1 change in 1 document");
    ana.press("Retire");
    ana.sees("by Ana");
    ana.sees("Not in use");
    ana.sees_no("Retire: Pocket phone");
    phone.close();
    ana.close();
}

#[test]
fn ana_loses_her_laptop_and_comes_back_when_ben_and_two_makers_vouch() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let mut ana = Desk::open(&at("ana"));
    found(&mut ana);
    let invitation = ana.invite(
        Some("Steward: also invites, confirms payments, closes quarters"),
        1,
    );
    let mut ben = Desk::open(&at("ben"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    let mut makers = vec![];
    let invitation = ben.invite(None, 2);
    for name in ["Cleo", "Dev"] {
        let mut maker = Desk::open(&at(name));
        maker.join(name, &invitation, &ben.address());
        maker.same(&mut ben);
        makers.push(maker);
    }
    ana.close();

    ben.go("People and devices");
    ben.press("Help somebody back");
    ben.choose("Who lost their devices", "Ana");
    ben.press("Make the line for them");
    let mut line = None;
    ben.until("the line", |screen| {
        let answers = screen.state().view().answers.values();
        line = answers.rev().find_map(|answer| match answer {
            Answer::Done(Outcome::Line(line)) => Some(line.clone()),
            _ => None,
        });
        line.is_some()
    });
    let mut new = Desk::open(&at("new"));
    new.write("Your name", "Ana");
    new.press("Continue");
    new.press("Join");
    new.write("Invitation", &line.expect("just seen"));
    new.sees("Back to Valley Tools, as Ana");
    new.press("Ask to be taken back");
    new.sees("Coming back to Valley Tools as Ana");
    let asking = match &new.screen.state().view().first_start.stage {
        app::view::JoinStage::Asking(asking) => asking.clone(),
        other => panic!("the first start shows {other:?}"),
    };
    new.sees(&asking.words);

    ben.write("Their answer", &asking.answer);
    ben.press("Look at it");
    ben.sees("Ana asks to be taken back");
    ben.sees(&asking.words);
    ben.press("It is them: I vouch");
    ben.sees("It takes two stewards, or one steward and two makers");
    for maker in &mut makers {
        maker.go("People and devices");
        maker.sees(&asking.words);
        maker.press("I vouch too");
        maker.sees_no("I vouch too");
        maker.same(&mut ben);
    }
    // Nobody has to press anything on the new device: it finds Ben where the line says he is.
    new.sees("You are back as Ana");
    let notices = &new.screen.state().view().notices;
    let back = notices.iter().find(|one| one.text.contains("You are back"));
    assert_eq!(back.expect("just seen").kind, NoticeKind::Good);
    new.go("People and devices");
    new.sees("Ana (you)");
    new.sees("Not in use");
    ben.sees_no("asks to be taken back");
    for desk in makers.into_iter().chain([new, ben]) {
        desk.close();
    }
}

#[test]
fn ana_and_ben_read_each_other_the_words_of_their_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    let invitation = ana.invite(None, 1);
    let mut ben = Desk::open(&folder.path().join("ben"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    ben.go("People and devices");
    ben.sees("Your devices");
    let words = ben.screen.state().view().people.mine[0].now.words.clone();
    ana.go("People and devices");
    ana.sees("Ben");
    ana.press("Compare keys: Ben");
    ana.sees(&words);
    ana.press("They are the same");
    ana.sees("Compared ");
    ben.sees_no("Compared ");
    ana.press("Compare keys: Ben");
    ana.press("Forget that they were compared");
    ana.sees_no("Compared ");
    ana.close();
    ben.close();
}
