//! A window in which nothing happens draws nothing, whatever page it shows and whoever it is connected with.

use super::desk::Desk;
use super::{found, new_design};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// So long nothing may be drawn.
const IDLE: Duration = Duration::from_secs(5);

#[test]
fn in_five_idle_seconds_no_frame_is_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    new_design(&mut ana, "Seed cleaner");
    let invitation = ana.invite(None, 1);
    let mut ben = Desk::open(&folder.path().join("ben"));
    ben.join("Ben", &invitation, &ana.address());
    ben.same(&mut ana);
    let pages = [
        "Catalogue",
        "What is new",
        "Ledger",
        "Reciprocity",
        "Books",
        "Settings",
        "People and devices",
    ];
    for page in pages {
        ana.go(page);
        rests(&mut ana);
    }
    ben.go("Catalogue");
    ben.press_starting("Seed cleaner, ");
    ben.press("Edit");
    rests(&mut ben);

    // Nobody touches anything; the two programs stay connected.
    let asked = |desk: &Desk| desk.frames.load(Ordering::Relaxed);
    let before = [asked(&ana), asked(&ben)];
    std::thread::sleep(IDLE);
    assert_eq!(
        [asked(&ana), asked(&ben)],
        before,
        "frames that were asked for"
    );

    // What Ben writes now shows at Ana's: the count would have noticed.
    ben.write("What it is for", "Cleans seed by hand");
    ben.saved();
    while asked(&ana) == before[0] {
        std::thread::sleep(Duration::from_millis(20));
    }
    ana.close();
    ben.close();
}

/// Draws until nothing more is to be drawn on this page.
fn rests(desk: &mut Desk) {
    desk.until("a page at rest", |screen| {
        // The frame that was just drawn asks for another one, soon or late, or for none.
        let asked = screen.output().viewport_output.values();
        let soonest = asked.map(|window| window.repaint_delay).min();
        screen.state().is_caught_up() && soonest.is_none_or(|delay| delay >= IDLE)
    });
}
