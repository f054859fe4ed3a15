//! Ana puts right what she has logged; the old entry stays to be read.

use super::desk::Desk;
use super::found_with;

#[test]
fn ana_corrects_her_hours_and_the_old_ones_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open_on(&folder.path().join("ana"), Some("2026-02-10"));
    found_with(&mut ana, |_| {});
    ana.go("Ledger");
    ana.press("Log work");
    ana.write("How long, in hours", "5");
    ana.press("Log it");
    ana.press_starting("Ana, Design, 5 h");
    ana.press("Correct this entry…");
    ana.write("How long, in hours", "4");
    ana.press("Write the correction");
    ana.sees("Ana, Design, 5 h, Corrected");
    // The row of hers that is open leads to the one that counts, and back.
    ana.press("See the correction that counts");
    ana.press("See the entry that this one corrects");
    ana.sees_no("Correct this entry…");
    ana.press_starting("Ana, Design, 4 h");
    ana.sees("Correct this entry…");
    ana.close();
}
