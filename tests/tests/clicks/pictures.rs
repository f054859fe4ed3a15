//! The pictures of the documentation: the real window on the demo and on an empty home, in both themes.

use super::desk::Desk;
use app::action::{Action, Look, ThemeChoice};
use egui::Vec2;
use egui_kittest::kittest::Queryable;
use std::path::{Path, PathBuf};

/// As large as the window opens, with what stands around it.
const SIZE: Vec2 = Vec2::new(1280.0 + 16.0, 800.0 + 16.0);
/// What stands around the window in a picture, in points.
const MARGIN: u32 = 8;
/// The design that is shown.
const DESIGN: &str = "Hand-cranked seed cleaner";

/// Writes them into the folder that `DOCS_PICTURES` names.
#[test]
fn the_pictures_of_the_documentation() {
    let Some(folder) = std::env::var_os("DOCS_PICTURES").map(PathBuf::from) else {
        println!("no pictures: DOCS_PICTURES names no folder");
        return;
    };
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    first_start(&folder);
    demo(&folder);
}

fn first_start(folder: &Path) {
    let place = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::open_sized(&place.path().join("new"), None, SIZE);
    desk.sees("Your name");
    desk.write("Your name", "Ana Brandt");
    take(&mut desk, folder, "first-start");
    desk.press("Continue");
    take(&mut desk, folder, "first-start-ways");
    desk.press("Start");
    take(&mut desk, folder, "first-start-found");
    desk.press("Back");
    desk.press("Join");
    take(&mut desk, folder, "first-start-join");
    desk.close();
}

fn demo(folder: &Path) {
    let place = tempfile::tempdir().expect("a folder");
    let home = place.path().join("demo");
    let demo = app::demo::build::build(&home, |_| {}).expect("the demo is built");
    let day = demo.statuses.first().map(|status| status.as_of.to_string());
    let mut desk = Desk::open_sized(&home, day.as_deref(), SIZE);
    desk.sees(DESIGN);
    desk.press_starting(&format!("{DESIGN}, "));
    take(&mut desk, folder, "design");
    for (tab, name) in [
        ("Edit", "design-edit"),
        ("Parts", "design-parts"),
        ("Files", "design-files"),
        ("Versions", "design-versions"),
    ] {
        desk.press_starting(tab);
        take(&mut desk, folder, name);
    }
    for (page, name) in [
        ("What is new", "since"),
        ("Ledger", "ledger"),
        ("Reciprocity", "reciprocity"),
        ("Books", "books"),
        ("People and devices", "people"),
        ("Settings", "settings"),
        ("Catalogue", "catalogue"),
    ] {
        desk.go(page);
        take(&mut desk, folder, name);
    }
    let tabs = [
        ("Periods", "periods", "Closed by Ana Brandt and Ben Okafor"),
        ("Rules", "rules", "The fee is 3 % of the revenue."),
    ];
    for (tab, name, seen) in tabs {
        desk.go("Reciprocity");
        desk.press(tab);
        desk.sees(seen);
        take(&mut desk, folder, name);
    }
    shared_out(&mut desk, folder);
    questions(&mut desk, folder);
    desk.go("Catalogue");
    desk.screen
        .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    desk.sees("Go to anything");
    take(&mut desk, folder, "palette");
    desk.close();
}

/// Ana questions a report of use: where the company stands with it and without it.
fn questions(desk: &mut Desk, folder: &Path) {
    desk.go("Ledger");
    desk.press_starting("Feldgut Maschinen GmbH, Use to earn money, 45,000.00");
    desk.press("Question this…");
    desk.write(
        "What you doubt (everyone will read it)",
        "Are the forks of the market in Templin in it?",
    );
    desk.press("Ask");
    desk.sees("Are the forks of the market in Templin in it?");
    take(desk, folder, "question");
    desk.go("Reciprocity");
    desk.sees("Without it");
    into_sight(desk, "Without it");
    take(desk, folder, "questioned");
}

/// The prize that was shared out in the autumn.
fn shared_out(desk: &mut Desk, folder: &Path) {
    desk.go("Books");
    desk.choose("Period", "October to December 2025");
    let run = "600.00 € shared out for October to December 2025, by Ana Brandt";
    desk.sees(run);
    into_sight(
        desk,
        "Computed again on this computer from the entries: the same to the cent.",
    );
    take(desk, folder, "shared-out");
}

/// Scrolls until that text is in sight.
fn into_sight(desk: &mut Desk, text: &str) {
    desk.screen.get_by_label_contains(text).scroll_to_me();
    for _ in 0..30 {
        desk.screen.step();
    }
}

/// One picture in each theme, once nothing moves any more.
fn take(desk: &mut Desk, folder: &Path, name: &str) {
    for (theme, shade) in [(ThemeChoice::Light, "light"), (ThemeChoice::Dark, "dark")] {
        let ctx = desk.screen.ctx.clone();
        let look = Action::Look(Look::Theme(theme));
        desk.screen.state_mut().act(&ctx, look);
        desk.screen.event(egui::Event::PointerGone);
        desk.at_ease();
        let picture = desk.screen.render().expect("the window can be drawn");
        let (width, height) = (picture.width() - 2 * MARGIN, picture.height() - 2 * MARGIN);
        let picture = image::imageops::crop_imm(&picture, MARGIN, MARGIN, width, height).to_image();
        let file = folder.join(format!("{name}-{shade}.png"));
        picture.save(file).expect("the picture can be written");
    }
}
