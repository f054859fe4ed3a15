//! The whole program by clicks: the real window, its real engine, real homes, found and pressed by label.

use app::action::Route;
use app::view::{Answer, ImportReport, Outcome};
use desk::Desk;
use std::path::{Path, PathBuf};

#[path = "clicks/alone.rs"]
mod alone;
#[path = "clicks/apart.rs"]
mod apart;
#[path = "clicks/arriving.rs"]
mod arriving;
#[path = "clicks/books.rs"]
mod books;
#[path = "clicks/carry.rs"]
mod carry;
#[path = "clicks/catalogue.rs"]
mod catalogue;
#[path = "clicks/desk.rs"]
mod desk;
#[path = "clicks/endings.rs"]
mod endings;
#[path = "clicks/governing.rs"]
mod governing;
#[path = "clicks/joining.rs"]
mod joining;
#[path = "clicks/mending.rs"]
mod mending;
#[path = "clicks/newer.rs"]
mod newer;
#[path = "clicks/people.rs"]
mod people;
#[path = "clicks/pictures.rs"]
mod pictures;
#[path = "clicks/quiet.rs"]
mod quiet;
#[path = "clicks/reciprocity.rs"]
mod reciprocity;
#[path = "clicks/trust.rs"]
mod trust;

/// Ana founds a commons with one reviewer and one attester.
fn found(desk: &mut Desk) {
    found_with(desk, |desk| {
        desk.press("Fewer: Reviewers of work");
        desk.press("Fewer: To confirm who owns a business");
    });
}

/// Ana founds a commons, with what is chosen on that page.
fn found_with(desk: &mut Desk, choose: fn(&mut Desk)) {
    desk.write("Your name", "Ana");
    desk.press("Continue");
    desk.press("Start");
    desk.write("Name of the commons", "Valley Tools");
    choose(desk);
    desk.press("Start the commons");
    desk.sees("Valley Tools");
}

fn new_design(desk: &mut Desk, name: &str) {
    desk.press("New design");
    desk.write("Name", name);
    desk.write("What it is for", "Cleans seed with moving air");
    desk.press("Create");
    desk.until("the page of the design", |screen| {
        matches!(screen.state().window().route(), Route::Design(..))
            && screen.state().view().design.is_some()
    });
}

/// The samples that the project brings.
fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/okh")
}

/// Imports that folder or file, and gives the report.
fn import(desk: &mut Desk, what: &Path) -> ImportReport {
    desk.press("Import");
    desk.answer_path(what, "Use this");
    desk.sees("Import report");
    let mut report = None;
    desk.until("the import to end", |screen| {
        let mut answers = screen.state().view().answers.values().rev();
        report = answers.find_map(|answer| match answer {
            Answer::Done(Outcome::Import(report)) => Some(report.clone()),
            _ => None,
        });
        report.is_some()
    });
    let report = report.expect("just seen");
    for (file, why) in &report.refused {
        desk.sees(file);
        desk.sees(why);
    }
    desk.press("Close");
    report
}

#[test]
fn ana_and_ben_write_the_same_line_and_both_values_stay_until_one_is_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ana_home, ben_home) = (folder.path().join("ana"), folder.path().join("ben"));
    let mut ana = Desk::open(&ana_home);
    found(&mut ana);
    new_design(&mut ana, "Seed cleaner");
    let invitation = ana.invite(None, 1);

    let mut ben = Desk::open(&ben_home);
    ben.write("Your name", "Ben");
    ben.press("Continue");
    ben.press("Join");
    ben.write("Invitation", &invitation);
    ben.sees("Valley Tools");
    ben.press("Join");
    ben.sees("Seed cleaner");
    ben.close();

    // Both work apart: while one is on, the other is off, or they would meet by themselves.
    ana.close();
    let mut ben = Desk::open(&ben_home);
    edit_function(&mut ben, "Seed cleaner", "Cleans seed by hand");
    ben.close();
    let mut ana = Desk::open(&ana_home);
    edit_function(&mut ana, "Seed cleaner", "Cleans seed with the wind");
    let mut ben = Desk::open(&ben_home);
    ben.sees("Seed cleaner");

    // They meet.
    ana.go("People and devices");
    ana.until("an address", |screen| {
        !screen.state().view().people.address.is_empty()
    });
    let address = ana.screen.state().view().people.address.clone();
    ben.go("People and devices");
    ben.sees("Nobody near");
    ben.write("Address of another device", &address);
    ben.press("Connect");
    ben.go("What is new");
    ben.sees("Set by two people at the same time");
    ben.sees("Cleans seed with the wind");
    ana.go("What is new");
    ana.sees("Set by two people at the same time");

    ana.press("Use \u{201c}Cleans seed by hand\u{201d}");
    ana.sees_no("Set by two people at the same time");
    ben.sees_no("Set by two people at the same time");

    // Ana says what she thinks of exactly the state that she sees.
    ana.press("Looked at: Seed cleaner");
    ana.sees_no("Changed designs");
    ana.close();
    ben.close();
}

fn edit_function(desk: &mut Desk, design: &str, text: &str) {
    desk.go("Catalogue");
    desk.press_starting(&format!("{design}, "));
    desk.press("Edit");
    desk.write("What it is for", text);
    desk.saved();
    let text = text.to_owned();
    desk.until("the edit to stand in the design", |screen| {
        screen
            .state()
            .view()
            .design
            .as_deref()
            .is_some_and(|page| page.content.field(model::design::Field::Function) == text)
    });
}
