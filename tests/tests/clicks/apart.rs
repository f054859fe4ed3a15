//! Two people work apart on the same design, a third joins meanwhile, and all three meet again.

use super::desk::{Desk, tab};
use super::{found, new_design};
use app::view::CollisionView;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use model::design::{Column, Field, LongText, Table, View};
use std::path::{Path, PathBuf};

const STEWARD: &str = "Steward: also invites, confirms payments, closes quarters";
const BEFORE: &str = "A fan blows chaff away. The grain falls into a drawer.";
const ANAS: &str = "Ana adds: turn the crank slowly.";
const BENS: &str = "Ben adds: wear a dust mask.";
const COLLIDES: &str = "Set by two people at the same time";
/// The days on which Ana and Ben wrote, as the screen says them.
const ANAS_DAY: (&str, &str) = ("2026-02-20", "20 Feb 2026");
const BENS_DAY: (&str, &str) = ("2026-02-23", "23 Feb 2026");
/// What each place of the design was made to say, by Ana and by Ben.
const QUANTITIES: [&str; 2] = ["2", "3"];
const FUNCTIONS: [&str; 2] = ["Cleans and sorts seed", "Cleans seed for a village"];
/// Whose screen is which.
const ANA: usize = 0;
const BEN: usize = 1;
const CLEO: usize = 2;
/// The lines of the parts list.
const FAN: usize = 1;
const CRANK: usize = 2;

struct Apart {
    folder: PathBuf,
    invitation: String,
}

#[test]
fn what_two_wrote_apart_stands_on_three_screens_until_it_is_chosen_and_stays_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let apart = Apart::begin(folder.path());
    apart.ana_writes();
    apart.ben_writes();
    apart.cleo_joins_through_ben();
    let mut all = apart.all("2026-03-20");
    for desk in &mut all {
        both_sentences_stand(desk);
        collisions_show_everything(desk);
    }
    // Each of the three settles one; the choice of one is the choice of all.
    // One after the other: what one chose moves the lines on the pages of the others, and a press in that moment meets
    // another line or none.
    for (whose, choice) in [
        (CLEO, format!("Use \u{201c}{}\u{201d}", QUANTITIES[1])),
        (ANA, format!("Use \u{201c}{}\u{201d}", FUNCTIONS[0])),
        (BEN, "Keep it".to_owned()),
    ] {
        let desk = &mut all[whose];
        desk.go("What is new");
        desk.press(&choice);
        desk.sees_no(&choice);
        all_same(&mut all);
    }
    for desk in &mut all {
        desk.go("What is new");
        desk.sees_no(COLLIDES);
    }
    all_same(&mut all);
    for mut desk in all {
        is_settled(&mut desk);
        desk.close();
    }
    // It stays settled: also after another start, another meeting and another edit.
    let mut all = apart.all("2026-03-21");
    let [ana, ..] = &mut all;
    page(ana);
    tab(ana, "Parts");
    ana.write(&format!("Note of line {FAN}"), "six blades");
    ana.saved();
    all_same(&mut all);
    for mut desk in all {
        is_settled(&mut desk);
        desk.close();
    }
}

impl Apart {
    /// Ana's design is at Ben's too; then the cable is cut.
    fn begin(folder: &Path) -> Apart {
        let day = Some("2026-02-10");
        let mut ana = Desk::open_on(&folder.join("ana"), day);
        found(&mut ana);
        new_design(&mut ana, "Seed cleaner");
        ana.write("Description", BEFORE);
        ana.saved();
        tab(&mut ana, "Parts");
        for (line, name) in [(FAN, "Fan"), (CRANK, "Crank")] {
            ana.press("Add a part");
            ana.write(&format!("Name of line {line}"), name);
        }
        ana.saved();
        let invitation = ana.invite(Some(STEWARD), 2);
        let mut ben = Desk::open_on(&folder.join("ben"), day);
        ben.join("Ben", &invitation, &ana.address());
        ben.same(&mut ana);
        ana.close();
        ben.close();
        Apart {
            folder: folder.to_path_buf(),
            invitation,
        }
    }

    fn open(&self, name: &str, day: &str) -> Desk {
        Desk::open_on(&self.folder.join(name), Some(day))
    }

    /// All three at their screens, after they have met.
    fn all(&self, day: &str) -> [Desk; 3] {
        let [mut ana, mut ben, mut cleo] = ["ana", "ben", "cleo"].map(|name| self.open(name, day));
        ben.meet(&mut ana);
        cleo.meet(&mut ana);
        let mut all = [ana, ben, cleo];
        all_same(&mut all);
        all
    }

    fn ana_writes(&self) {
        let mut ana = self.open("ana", ANAS_DAY.0);
        writes(&mut ana, 0, ANAS);
        tab(&mut ana, "Parts");
        ana.press(&format!("Remove this part {CRANK}"));
        ana.sees("Parts (1)");
        logs(&mut ana, "2");
        ana.close();
    }

    fn ben_writes(&self) {
        let mut ben = self.open("ben", BENS_DAY.0);
        writes(&mut ben, 1, BENS);
        tab(&mut ben, "Parts");
        ben.write(&format!("Note of line {CRANK}"), "steel, 200 mm");
        ben.saved();
        logs(&mut ben, "3");
        ben.close();
    }

    /// With Ana's invitation, while Ana is away.
    fn cleo_joins_through_ben(&self) {
        let mut ben = self.open("ben", BENS_DAY.0);
        let mut cleo = self.open("cleo", BENS_DAY.0);
        cleo.join("Cleo", &self.invitation, &ben.address());
        cleo.same(&mut ben);
        cleo.close();
        ben.close();
    }
}

fn all_same([ana, ben, cleo]: &mut [Desk; 3]) {
    // Twice: what came to Ana from one of them goes on to the other.
    for _ in 0..2 {
        ben.same(ana);
        cleo.same(ana);
    }
}

fn page(desk: &mut Desk) {
    desk.go("Catalogue");
    desk.press_starting("Seed cleaner, ");
}

/// A sentence in the middle of the paragraph, a field, and a cell of the parts list.
fn writes(desk: &mut Desk, whose: usize, sentence: &str) {
    page(desk);
    tab(desk, "Edit");
    let text = BEFORE.replace("away.", &format!("away. {sentence}"));
    desk.write("Description", &text);
    desk.write("What it is for", FUNCTIONS[whose]);
    desk.saved();
    tab(desk, "Parts");
    desk.write(&format!("Quantity of line {FAN}"), QUANTITIES[whose]);
    desk.saved();
}

fn logs(desk: &mut Desk, hours: &str) {
    desk.press("Log work");
    desk.write("How long, in hours", hours);
    desk.press("Log it");
    desk.sees_no("How long, in hours");
}

fn both_sentences_stand(desk: &mut Desk) {
    page(desk);
    desk.sees(ANAS);
    desk.sees(BENS);
    let text = desk.design().content.text(LongText::Description).to_owned();
    for sentence in [ANAS, BENS] {
        assert_eq!(text.matches(sentence).count(), 1, "in the design: {text}");
        let labels = desk.screen.query_all_by_label_contains(sentence);
        let is_label = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::Label;
        assert_eq!(
            labels.filter(is_label).count(),
            1,
            "on the screen: {sentence}"
        );
    }
    let mut rest = text.replace(ANAS, "").replace(BENS, "");
    while rest.contains("  ") {
        rest = rest.replace("  ", " ");
    }
    assert_eq!(rest, BEFORE, "what stood there is still as it was");
}

/// Every place, both values, whose they are, and from which day: in the view and on the screen.
fn collisions_show_everything(desk: &mut Desk) {
    desk.go("What is new");
    desk.sees(COLLIDES);
    let mut collisions = vec![];
    desk.until("three collisions", |screen| {
        collisions = screen.state().view().since.collisions.clone();
        collisions.len() == 3
    });
    let expected: [(&str, [&str; 2]); 3] = [
        ("What it is for", FUNCTIONS),
        ("Part \u{201c}Fan\u{201d}, quantity", QUANTITIES),
        ("Part \u{201c}Crank\u{201d}", ["Remove it", "Keep it"]),
    ];
    for (what, [anas, bens]) in expected {
        let collision = collisions.iter().find(|collision| collision.what == what);
        let collision = collision.unwrap_or_else(|| panic!("no {what}: {collisions:#?}"));
        assert_eq!(
            said(collision),
            [("Ana", ANAS_DAY.1, anas), ("Ben", BENS_DAY.1, bens)],
            "{what}"
        );
        desk.sees(&format!("{COLLIDES}: {what}"));
    }
    let words = desk.words();
    for (by, day) in [("Ana", ANAS_DAY.1), ("Ben", BENS_DAY.1)] {
        let start = format!("{by} · {day} · ");
        let lines = words.iter().filter(|line| line.starts_with(&start));
        assert_eq!(lines.count(), 3, "{start} stands at each: {words:#?}");
    }
    for value in FUNCTIONS.iter().chain(&QUANTITIES) {
        let button = format!("Use \u{201c}{value}\u{201d}");
        assert!(words.contains(&button), "{button}: {words:#?}");
    }
}

/// Who said what of it, and when; in the order of names.
fn said(collision: &CollisionView) -> Vec<(&str, &str, &str)> {
    let values = collision.values.iter();
    let mut said: Vec<_> = values
        .map(|value| (&*value.by, &*value.when, &*value.text))
        .collect();
    said.sort_unstable();
    said
}

fn is_settled(desk: &mut Desk) {
    desk.go("What is new");
    desk.sees_no(COLLIDES);
    page(desk);
    desk.sees(FUNCTIONS[0]);
    desk.until("the page of the design", |screen| {
        screen.state().view().design.is_some()
    });
    let content = desk.design().content;
    assert!(content.collisions.is_empty(), "{:#?}", content.collisions);
    assert_eq!(content.field(Field::Function), FUNCTIONS[0]);
    assert_eq!(part(&content, "Fan", Column::Quantity), Some(QUANTITIES[1]));
    assert_eq!(
        part(&content, "Crank", Column::Note),
        Some("steel, 200 mm"),
        "the line was kept, with what Ben wrote in it"
    );
    both_sentences_stand(desk);
}

fn part<'a>(content: &'a View, name: &str, column: Column) -> Option<&'a str> {
    let mut parts = content.lines(Table::Parts).iter();
    let part = parts.find(|part| part.cell(Column::Name) == name)?;
    Some(part.cell(column))
}
