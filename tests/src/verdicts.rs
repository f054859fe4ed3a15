//! A program that judges otherwise: as an older version would, whose rules set something else aside.

use app::chance;
use app::commons::Commons;
use app::home::Home;
use std::path::Path;

/// From now on the program on the home in this folder takes everything of its only commons' designs for good, that was
/// set aside there. Gives of how many documents.
///
/// # Panics
///
/// Where the home is in use, or nothing was set aside.
pub fn forget_what_is_aside(folder: &Path) -> usize {
    let home = Home::open(folder, chance::bytes()).expect("nobody has it open");
    let id = home.commons().expect("a folder")[0];
    let mut commons = Commons::open(&home, id).expect("it opens");
    let all = commons.core().all_aside();
    let all: Vec<_> = all.map(|(id, aside)| (id, aside.clone())).collect();
    let all = all
        .into_iter()
        .filter(|(_, aside)| !aside.changes.is_empty());
    let mut forgotten = 0;
    for (document, mut aside) in all {
        // What it follows from stays, so that the program sees no reason to weigh it again.
        aside.changes.clear();
        let kept = commons.store_mut().keep_aside(document, &aside);
        kept.expect("the folder is writable");
        forgotten += 1;
    }
    assert!(forgotten > 0, "nothing was set aside");
    forgotten
}
