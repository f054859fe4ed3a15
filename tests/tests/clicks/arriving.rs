//! What arrives is seen arriving.

use super::desk::Desk;
use super::found;
use egui_kittest::kittest::{NodeT, Queryable};

const DESIGNS: usize = 200;
const ENTRIES: usize = 8_000;

#[test]
fn whoever_joins_sees_how_much_of_it_has_come() {
    let folder = tempfile::tempdir().expect("a folder");
    let anas_home = folder.path().join("ana");
    let mut ana = Desk::open(&anas_home);
    found(&mut ana);
    let invitation = ana.invite(None, 1);
    ana.close();
    tests::bulk::fill(&anas_home, DESIGNS, ENTRIES);
    let mut ana = Desk::open(&anas_home);
    let address = ana.address();

    let mut ben = Desk::open(&folder.path().join("ben"));
    ben.write("Your name", "Ben");
    ben.press("Continue");
    ben.press("Join");
    ben.write("Invitation", &invitation);
    ben.press("at an address");
    ben.write("Address", &address);
    ben.sees("Valley Tools: ");
    ben.press("Join");
    let mut seen: Vec<(u64, u64)> = vec![];
    // It opens once he is in, and goes on filling before his eyes.
    ben.until("all designs of the commons", |screen| {
        let labels = screen.query_all_by_label_contains(" changes");
        let texts = labels.filter_map(|node| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value())
        });
        for shown in texts.filter_map(|text| of_changes(&text)) {
            if seen.last() != Some(&shown) {
                seen.push(shown);
            }
        }
        let view = screen.state().view();
        view.catalogue.total == DESIGNS && view.status.progress.is_none()
    });
    // The founding and the invitation are among them.
    let all = (2 * DESIGNS + ENTRIES + 2) as u64;
    // The charter comes before: how much there is besides is not known yet.
    let under_way: Vec<_> = seen.iter().filter(|(done, total)| done < total).collect();
    assert!(under_way.len() >= 2, "it was seen under way: {seen:?}");
    for (_, total) in under_way {
        assert_eq!(*total, all, "of what there is: {seen:?}");
    }
    assert!(seen.is_sorted(), "it only grows: {seen:?}");
    ben.same(&mut ana);
    ana.close();
    ben.close();
}

/// "3,256 of 8,403 changes".
fn of_changes(text: &str) -> Option<(u64, u64)> {
    let (done, total) = text.strip_suffix(" changes")?.split_once(" of ")?;
    let number = |text: &str| text.replace(',', "").parse().ok();
    Some((number(done)?, number(total)?))
}
