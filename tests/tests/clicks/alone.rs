//! Ana alone with her computer: a commons, designs that others published, one of her own, and the first hours.

use super::desk::{Desk, tab};
use super::{found_with, import, new_design, samples};
use app::action::DesignTab;
use app::view::ImportReport;
use model::design::{Column, Field, LongText, Table};
use std::path::Path;
use tests::process::shared;

const DAY: &str = "2026-02-10";
const DESCRIPTION: &str = "A hand-cranked fan blows chaff away. The grain falls into a drawer.";
const PARTS: [[&str; 3]; 3] = [
    ["Fan", "1", "piece"],
    ["Crank", "1", "piece"],
    ["Sieve", "2", "piece"],
];

#[test]
fn ana_founds_a_commons_imports_makes_a_design_releases_it_and_logs_hours_for_acme() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("ana");
    let mut ana = Desk::open_on(&home, Some(DAY));
    found_with(&mut ana, |_| ());
    imports_what_others_published(&mut ana);
    new_design(&mut ana, "Seed cleaner");
    describes_it(&mut ana);
    lists_its_parts(&mut ana);
    attaches_a_picture_and_a_model(&mut ana, folder.path());
    releases_it(&mut ana);
    logs_hours_for_acme(&mut ana);
    ana.close();

    // Everything is there again the next time.
    let mut ana = Desk::open_on(&home, Some(DAY));
    ana.go("Catalogue");
    ana.write("Search designs", "seed cleaner");
    ana.press("Seed cleaner, Not reviewed yet");
    ana.sees(DESCRIPTION);
    ana.sees("Version 1.0");
    let page = ana.design();
    assert_eq!(page.content.field(Field::Licence), "LicenseRef-CopyFair");
    assert_eq!(page.content.text(LongText::Description), DESCRIPTION);
    let rows: Vec<[&str; 3]> = page
        .content
        .lines(Table::Parts)
        .iter()
        .map(|part| [Column::Name, Column::Quantity, Column::Unit].map(|column| part.cell(column)))
        .collect();
    assert_eq!(rows, PARTS);
    assert!(page.versions[0].present, "the page shows what was released");
    ana.go("Ledger");
    ana.sees("Ana, Design, 5 h, ");
    ana.go("Reciprocity");
    ana.sees("Acme");
    ana.go("People and devices");
    ana.sees("Ana acts for it");
    ana.close();
}

/// All of the shared manifests where they are, or else the project's own samples.
fn imports_what_others_published(ana: &mut Desk) {
    let (folder, least) = match shared("okh") {
        Some(folder) => (folder, 175),
        None => (samples(), 1),
    };
    let files = manifests(&folder);
    let ImportReport {
        imported, refused, ..
    } = import(ana, &folder);
    assert!(imported >= least, "{imported} of {files}: {refused:?}");
    // Nothing is dropped in silence: what did not come in was refused by its name.
    assert_eq!(imported + refused.len(), files, "{refused:?}");
    ana.go("Catalogue");
    ana.until("as many designs as came in", |screen| {
        screen.state().view().catalogue.total == imported
    });
}

fn manifests(folder: &Path) -> usize {
    let all = std::fs::read_dir(folder).expect("the folder is readable");
    let is_manifest = |path: &Path| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ["yml", "yaml", "toml", "json"].contains(&ending))
    };
    all.filter(|file| is_manifest(&file.as_ref().expect("readable").path()))
        .count()
}

fn describes_it(ana: &mut Desk) {
    ana.write("Description", DESCRIPTION);
    ana.write("Who gives the licence", "Ana");
    ana.saved();
    tab(ana, "Read");
    ana.sees(DESCRIPTION);
}

fn lists_its_parts(ana: &mut Desk) {
    tab(ana, "Parts");
    for (place, [name, quantity, unit]) in PARTS.iter().enumerate() {
        let line = place + 1;
        ana.press("Add a part");
        ana.write(&format!("Name of line {line}"), name);
        ana.write(&format!("Quantity of line {line}"), quantity);
        ana.write(&format!("Unit of line {line}"), unit);
    }
    ana.saved();
    ana.sees(&format!("Parts ({})", PARTS.len()));
}

/// Both are shown, as what they are, and one is chosen for the card.
fn attaches_a_picture_and_a_model(ana: &mut Desk, folder: &Path) {
    let (picture, solid) = (folder.join("cleaner.png"), folder.join("fan.stl"));
    let drawn = app::demo::pictures::picture("seed-cleaner").expect("the demo draws it");
    std::fs::write(&picture, drawn).expect("writable");
    std::fs::write(&solid, app::demo::solids::solid("seed-cleaner")).expect("writable");
    tab(ana, "Files");
    for file in [&picture, &solid] {
        ana.press("Attach a file");
        ana.answer_path(file, "Use this");
        ana.sees(
            file.file_name()
                .and_then(|name| name.to_str())
                .expect("plain"),
        );
    }
    ana.sees("Files (2)");
}

fn releases_it(ana: &mut Desk) {
    tab(ana, "Versions");
    ana.write("Version", "1.0");
    ana.write("What is new", "The first one that works");
    ana.press("Release this state");
    ana.sees("What you see");
    ana.sees("2026 · Ana");
    let page = ana.design();
    let [version] = &page.versions[..] else {
        panic!("one version: {:?}", page.versions);
    };
    assert_eq!((&*version.version, &*version.by), ("1.0", "Ana"));
    assert_eq!(version.note, "The first one that works");
}

fn logs_hours_for_acme(ana: &mut Desk) {
    ana.go("People and devices");
    ana.press("Add an organisation");
    ana.write("Name of the organisation", "Acme");
    ana.press("Add");
    ana.sees("Ana acts for it");
    ana.go("Catalogue");
    ana.write("Search designs", "seed cleaner");
    ana.press("Seed cleaner, Not reviewed yet");
    ana.press("Log work");
    ana.choose("For", "Acme");
    ana.write("How long, in hours", "5");
    ana.press("Log it");
    ana.sees_no("How long, in hours");
    ana.go("Ledger");
    ana.press_starting("Ana, Design, 5 h, ");
    for words in ["Seed cleaner", "Acme", "10 Feb 2026"] {
        ana.sees(words);
    }
}

/// The design's page after its release, with the tab that says who changed what.
#[test]
fn the_versions_of_a_design_say_who_changed_what() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open_on(&folder.path().join("ana"), Some(DAY));
    super::found(&mut ana);
    new_design(&mut ana, "Seed cleaner");
    ana.write("Description", DESCRIPTION);
    ana.saved();
    let invitation = ana.invite(None, 1);
    let mut ben = Desk::open_on(&folder.path().join("ben"), Some("2026-02-12"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    super::edit_function(&mut ben, "Seed cleaner", "Cleans seed by hand");
    tab(&mut ben, "Parts");
    ben.press("Add a part");
    ben.write("Name of line 1", "Fan");
    ben.saved();
    ben.same(&mut ana);
    for desk in [&mut ana, &mut ben] {
        desk.go("Catalogue");
        desk.press_starting("Seed cleaner, ");
        tab(desk, "Versions");
        desk.sees("Who changed what");
        desk.sees("Part \u{201c}Fan\u{201d}, name");
        let page = desk.design();
        let said = |who: &str, what: &str| {
            page.history
                .iter()
                .any(|line| line.who.starts_with(who) && line.what.contains(what))
        };
        assert!(said("Ana", "Began the design"), "{:#?}", page.history);
        assert!(said("Ana", "Description"), "{:#?}", page.history);
        assert!(said("Ben", "What it is for"), "{:#?}", page.history);
        assert!(said("Ben", "name"), "{:#?}", page.history);
        assert!(!said("Ben", "Began the design"), "{:#?}", page.history);
        for line in &page.history {
            desk.sees(&line.what);
            desk.sees(&format!("{} · {}", line.who, line.when));
        }
        assert_eq!(desk.route().1, DesignTab::Versions);
    }
    ana.close();
    ben.close();
}
