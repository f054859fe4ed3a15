//! The catalogue after an import: found by letters and by filters, pictures on cards, previews, and what is elsewhere.

use super::desk::{Desk, tab};
use super::{found, import, new_design, samples};
use egui_kittest::kittest::Queryable;
use std::path::Path;

/// Of a filter: its name, the choice with its count, and what is left then.
const FILTERS: [(&str, &str, &[&str]); 3] = [
    (
        "Licence",
        "CERN-OHL-S-2.0 (1)",
        &["Hand press for sunflower oil"],
    ),
    ("Kind", "Recipe (1)", &["Seed drill"]),
    (
        "Readiness",
        "OTRL-4 (1)",
        &["Potentiostat for the classroom"],
    ),
];

#[test]
fn imported_designs_are_found_by_letters_and_by_filters_and_shown_with_pictures() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    let imported = import(&mut ana, &samples()).imported;
    assert!(imported >= 6, "{imported} came in");
    makes_one_with_a_picture(&mut ana, folder.path());
    ana.go("Catalogue");
    let all = cards(&mut ana, "everything", |names| names.len() == imported + 1);
    finds_as_letters_come(&mut ana, &all);
    for (filter, choice, left) in FILTERS {
        ana.choose(filter, choice);
        cards(&mut ana, choice, |names| names == left);
        ana.press("Clear filters");
        cards(&mut ana, "everything", |names| names.len() == all.len());
    }
    shows_its_picture_on_the_card(&mut ana);
    previews(&mut ana);
    says_what_is_at_the_source(&mut ana);
    ana.close();
}

/// A recipe with a picture on its card and a model.
fn makes_one_with_a_picture(ana: &mut Desk, folder: &Path) {
    new_design(ana, "Seed drill");
    ana.choose("Kind", "Recipe");
    ana.saved();
    let (picture, solid) = (folder.join("drill.png"), folder.join("drill.stl"));
    let drawn = app::demo::pictures::picture("seed-cleaner").expect("the demo draws it");
    std::fs::write(&picture, drawn).expect("writable");
    std::fs::write(&solid, app::demo::solids::solid("seed-cleaner")).expect("writable");
    tab(ana, "Files");
    for (file, count) in [(&picture, 1), (&solid, 2)] {
        ana.press("Attach a file");
        ana.answer_path(file, "Use this");
        ana.sees(&format!("Files ({count})"));
    }
    if ana.screen.query_by_label("Show on the card").is_some() {
        ana.press("Show on the card");
    }
    ana.sees("On the card");
}

/// The names of the cards, once they are as they should be.
fn cards(desk: &mut Desk, what: &str, is_so: impl Fn(&[&str]) -> bool) -> Vec<String> {
    let mut found = vec![];
    desk.until(what, |screen| {
        let view = &screen.state().view().catalogue;
        let names: Vec<&str> = view.cards.iter().map(|card| &*card.name).collect();
        found = names.iter().map(|name| (*name).to_owned()).collect();
        screen.state().is_caught_up() && is_so(&names)
    });
    for name in &found {
        desk.sees(&format!("{name}, Not reviewed yet"));
    }
    found
}

/// Every letter narrows what is shown, without a key that says "search".
fn finds_as_letters_come(ana: &mut Desk, all: &[String]) {
    let mut before = all.len();
    for letters in ["s", "se", "seed dri"] {
        ana.write("Search designs", letters);
        let found = cards(ana, letters, |names| {
            names.contains(&"Seed drill") && (names.len() < before || letters == "se")
        });
        assert!(found.len() <= before, "{letters}: {found:?}");
        before = found.len();
    }
    assert_eq!(before, 1, "only the seed drill is left");
    ana.sees(&format!("1 of {} designs", all.len()));
    ana.write("Search designs", "zzz");
    ana.sees("No design matches");
    ana.press("Clear filters");
    cards(ana, "everything", |names| names.len() == all.len());
}

/// Whether the window holds a texture whose name begins so, with what its size is.
fn texture(desk: &mut Desk, start: &str) -> [usize; 2] {
    let mut size = None;
    desk.until(&format!("a texture of {start}"), |screen| {
        let textures = screen.ctx.tex_manager();
        let textures = textures.read();
        let mut all = textures.allocated();
        size = all
            .find(|(_, meta)| meta.name.starts_with(start))
            .map(|(_, meta)| meta.size);
        size.is_some()
    });
    size.expect("just seen")
}

fn shows_its_picture_on_the_card(ana: &mut Desk) {
    let picture = ana.screen.state().view().catalogue.cards.iter();
    let picture = picture.filter(|card| card.name == "Seed drill");
    let picture = picture.filter_map(|card| card.picture).next();
    let picture = picture.expect("its card has a picture");
    let size = texture(ana, &format!("Picture({picture:?}, 640)"));
    assert!(size[0] > 100 && size[1] > 100, "{size:?}");
}

/// A picture and a model are drawn, each at a size that shows something.
fn previews(ana: &mut Desk) {
    ana.press("Seed drill, Not reviewed yet");
    tab(ana, "Files");
    let file = |desk: &mut Desk, name: &str| {
        let page = desk.design();
        let files = page.content.lines(model::design::Table::Files).iter();
        let mut files = files.filter(|file| file.cell(model::design::Column::Name) == name);
        files.next().and_then(|file| file.file()).expect("a file")
    };
    let (picture, solid) = (file(ana, "drill.png"), file(ana, "drill.stl"));
    let size = texture(ana, &format!("Picture({picture:?}, 1600)"));
    assert!(size[0] > 100 && size[1] > 100, "{size:?}");
    ana.press("Show");
    ana.sees("Model: drag to turn it");
    let front = texture(ana, &format!("Model({solid:?}"));
    assert!(front[0] > 100 && front[1] > 100, "{front:?}");
    // Turned, it is drawn anew.
    let models = |desk: &Desk| {
        let textures = desk.screen.ctx.tex_manager();
        let textures = textures.read();
        let start = format!("Model({solid:?}");
        let all = textures.allocated();
        all.filter(|(_, meta)| meta.name.starts_with(&start))
            .count()
    };
    let before = models(ana);
    ana.press("Turn right");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while models(ana) == before {
        assert!(std::time::Instant::now() < deadline, "it does not turn");
        ana.screen.step();
    }
}

fn says_what_is_at_the_source(ana: &mut Desk) {
    ana.go("Catalogue");
    ana.press("Potentiostat for the classroom, Not reviewed yet");
    tab(ana, "Files");
    ana.sees("At the source, not on this computer");
    let page = ana.design();
    let at_source =
        |place: &&app::view::FilePlace| matches!(place, app::view::FilePlace::AtSource(_));
    let count = page.places.values().filter(at_source).count();
    assert!(count > 0 && count == page.places.len(), "{:?}", page.places);
    let links = ana.screen.query_all_by_label("Open its source");
    assert_eq!(links.count(), count, "each can be opened there");
}

#[test]
fn one_steward_alone_is_asked_to_invite_a_second() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    ana.go("People and devices");
    ana.sees("There is one steward only.");
    ana.press("Invite a second steward");
    ana.press("Make the invitation");
    let invitation = ana.invitation();
    ana.press("Close");
    let mut ben = Desk::open(&folder.path().join("ben"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    for desk in [&mut ana, &mut ben] {
        desk.go("People and devices");
        desk.until("two stewards", |screen| {
            let people = &screen.state().view().people.people;
            let stewards = people
                .iter()
                .filter(|person| person.roles.contains(&model::charter::Role::Steward));
            stewards.count() == 2
        });
        desk.sees_no("There is one steward only.");
    }
    ana.close();
    ben.close();
}
