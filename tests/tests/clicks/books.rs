//! Ana looks at a quarter that is over, shares an income out, and takes papers along.

use super::desk::Desk;
use super::{found, new_design};
use app::view::{Answer, Outcome};
use std::path::Path;

const QUARTER: &str = "January to March 2026";

#[test]
fn a_quarter_is_read_shared_out_and_taken_along() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("ana");
    let mut ana = Desk::open_on(&home, Some("2026-02-10"));
    found(&mut ana);
    ana.go("Catalogue");
    new_design(&mut ana, "Seed cleaner");
    ana.go("Ledger");
    ana.press("Log work");
    ana.choose("Design", "Seed cleaner");
    ana.write("How long, in hours", "5");
    ana.press("Log it");
    ana.sees("5 h");
    ana.close();
    let mut ana = Desk::open_on(&home, Some("2026-04-15"));
    the_quarter_is_read(&mut ana, folder.path());
    an_income_is_shared_out(&mut ana);
    the_books_are_taken_along(&mut ana, folder.path());
    a_statement_is_signed_and_checked(&mut ana, folder.path());
    what_would_follow_is_seen(&mut ana);
    another_goes_into_parts_of_her_own(&mut ana);
    ana.close();
}

fn the_quarter_is_read(ana: &mut Desk, folder: &Path) {
    ana.go("Books");
    ana.choose("Period", QUARTER);
    ana.sees(&format!("Valley Tools: {QUARTER}"));
    ana.sees("Work that waits for reviews: 1 entry.");
    ana.press("Write this page to print");
    let pages = folder.join("pages");
    ana.answer_path(&pages, "Write it there");
    ana.sees("Written to ");
    let page = std::fs::read_to_string(pages.join("valley-tools-2026-Q1.html"));
    let page = page.expect("the page is there");
    assert!(
        page.contains("Work that waits for reviews: 1 entry."),
        "{page}"
    );
}

/// Nobody has reviewed Ana's work: so nobody has points, and the commons keeps it.
fn an_income_is_shared_out(ana: &mut Desk) {
    ana.write("Amount", "100.00");
    ana.choose("It came from", "Seed cleaner");
    ana.press("Compute it");
    ana.sees("kept by the commons");
    ana.sees("Not written yet.");
    ana.press("Share it out");
    ana.sees("the same to the cent");
    ana.sees(&format!("100.00 € shared out for {QUARTER}, by Ana"));
}

/// A part for certain work, one that is kept, and no third one.
fn another_goes_into_parts_of_her_own(ana: &mut Desk) {
    ana.go("Books");
    ana.write("Amount", "40.00");
    ana.choose("It came from", "Seed cleaner");
    ana.press("In parts of our own");
    ana.press("Take part 3 away");
    ana.write("Part 1: share", "62.5 %");
    ana.write("Part 2: share", "3/8");
    ana.write("Part 2: what it is for", "New tools");
    ana.choose("Part 2: to whom", "nobody: the commons keeps it");
    ana.press("Compute it");
    ana.sees("25.00 €");
    ana.sees("New tools");
    ana.sees("15.00 €");
    ana.press("Share it out");
    ana.sees(&format!("40.00 € shared out for {QUARTER}, by Ana"));
}

fn the_books_are_taken_along(ana: &mut Desk, folder: &Path) {
    let books = folder.join("books");
    for (button, file) in [
        ("Write tables", "distribution.csv"),
        ("Write linked data", "books.jsonld"),
        ("Write the entries", "facts.jsonl"),
    ] {
        ana.press(button);
        ana.answer_path(&books, "Write it there");
        ana.until("the books to be written", |_| books.join(file).exists());
    }
    // What lies there is not overwritten, and that is said.
    ana.press("Write tables");
    ana.answer_path(&books, "Write it there");
    ana.sees("is there already");
}

fn a_statement_is_signed_and_checked(ana: &mut Desk, folder: &Path) {
    let papers = folder.join("papers");
    ana.go("Reciprocity");
    ana.press("Write a signed statement");
    ana.answer_path(&papers, "Write it there");
    let (paper, page) = (
        papers.join("ana-2026-04-15.statement"),
        papers.join("ana-2026-04-15.html"),
    );
    ana.until("the statement", |_| paper.exists() && page.exists());
    ana.go("Books");
    for paper in [&paper, &page] {
        ana.press("Choose the file");
        ana.answer_path(paper, "Use this");
        ana.sees("As it was signed");
        ana.sees("from the entries: the same");
        ana.sees("The key is one of theirs");
    }
    let mut bytes = std::fs::read(&paper).expect("just written");
    bytes[100] ^= 1;
    std::fs::write(&paper, bytes).expect("writable");
    ana.press("Choose the file");
    ana.answer_path(&paper, "Use this");
    ana.sees("Do not rely on it");
}

fn what_would_follow_is_seen(ana: &mut Desk) {
    let entries = ana.screen.state().view().settings.fingerprint.clone();
    ana.go("Reciprocity");
    ana.choose("Design", "Seed cleaner");
    ana.write("From", "2026-04-01");
    ana.write("To", "2026-06-30");
    ana.write("Revenue with it", "100,000.00");
    ana.press("See what would follow");
    ana.until("what would follow", |screen| {
        let answers = screen.state().view().answers.values();
        answers
            .rev()
            .any(|answer| matches!(answer, Answer::Done(Outcome::WhatIf(_))))
    });
    ana.sees("After that period, with this use:");
    let now = ana.screen.state().view().settings.fingerprint.clone();
    assert_eq!(now, entries, "nothing was written");
}
