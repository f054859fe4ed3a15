//! Putting right what was written, by clicks over sample data.

use super::governing::{press_last, says, write_over};
use super::*;

const ANAS_HOURS: &str = "Ana, Design, 5 h, 5 h count";

#[test]
fn a_correction_begins_with_what_the_entry_says_and_tells_when_it_is_reviewed_anew() {
    let mut screen = open(sample::view(), Route::Ledger, SIZE);
    click(&mut screen, ANAS_HOURS);
    click(&mut screen, "Correct this entry…");
    for text in [
        "It counts for Acme Tools, as before",
        "The file of the old entry stays with this one.",
        "it cannot be erased, only corrected",
    ] {
        assert!(says(&screen, text), "{text}");
    }
    assert!(!says(&screen, "review it again"));
    write_over(&mut screen, "How long, in hours", "4");
    write_over(&mut screen, "Day", "2026-02-17");
    assert!(says(&screen, "review it again"), "the day is another one");
    write_over(&mut screen, "First day, if it took several", "2026-02-18");
    press_last(&mut screen, "Write the correction");
    assert!(asked(&screen).is_empty(), "the days go backwards");
    write_over(&mut screen, "First day, if it took several", "");
    write_over(&mut screen, "Day", "2026-02-16");
    assert!(!says(&screen, "review it again"));
    press_last(&mut screen, "Write the correction");
    let Some(Request::Contribute(said)) = asked(&screen).pop() else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!(
        (said.quantity.as_str(), said.note.as_str(), said.from),
        ("4", "Roller redrawn for beans", None)
    );
    assert_eq!(said.corrects, Some(sample::ledger_entry(3)));
}

#[test]
fn a_corrected_entry_leads_to_the_one_that_counts() {
    let mut view = sample::view();
    let later = sample::ledger_entry(0);
    let entry = &mut view.ledger.entries[3];
    entry.state = app::view::EntryState::Corrected;
    entry.corrected_by = Some(later);
    entry.correct = None;
    let mut screen = open(view, Route::Ledger, SIZE);
    click(&mut screen, "Ana, Design, 5 h, Corrected");
    assert!(!says(&screen, "Correct this entry…"));
    click(&mut screen, "See the correction that counts");
    assert!(says(&screen, "Cleaned the workshop"));
}

#[test]
fn who_works_there_is_recorded_and_its_end_too() {
    let mut screen = open(sample::view(), Route::People, [1280.0, 2400.0]);
    assert!(says(&screen, "Dev works there from 1 Jan 2026"));
    click(&mut screen, "Who works there…: Acme Tools");
    write_over(&mut screen, "From", "2026-03-01");
    write_over(&mut screen, "Until (may stay empty)", "2026-02-01");
    press_last(&mut screen, "Record it");
    assert!(asked(&screen).is_empty(), "the days go backwards");
    write_over(&mut screen, "Until (may stay empty)", "");
    press_last(&mut screen, "Record it");
    let Some(Request::Belong { from, to, .. }) = asked(&screen).pop() else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!((*from, *to), (sample::day("2026-03-01"), None));

    let mut screen = open(sample::view(), Route::People, [1280.0, 2400.0]);
    click(&mut screen, "Dev works there no more…");
    assert!(says(&screen, "What was true before stays."));
    write_over(&mut screen, "Last day", "2026-03-31");
    press_last(&mut screen, "Record the end");
    let Some(Request::EndBelonging(_, _, last)) = asked(&screen).pop() else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!(*last, sample::day("2026-03-31"));
}

#[test]
fn a_report_of_use_names_versions_parts_and_how_many() {
    let mut screen = open(sample::view(), design(DesignTab::Read), [1280.0, 1100.0]);
    click(&mut screen, "Report use");
    press_last(&mut screen, "Version");
    press_last(&mut screen, "Version 1.0");
    click(&mut screen, "Another design is in it too");
    press_last(&mut screen, "Report it");
    assert!(asked(&screen).is_empty(), "the second design is not chosen");
    press_last(&mut screen, "Design 2");
    let (other, name) = sample::view().designs[1].clone();
    press_last(&mut screen, &name);
    write_over(&mut screen, "Part of the product: design 2", "3/4");
    assert!(says(&screen, "more than the whole product"));
    write_over(&mut screen, "Part of the product: design 2", "1/4");
    assert!(!says(&screen, "more than the whole product"));
    type_into(&mut screen, "Revenue with it, EUR", "9,000.00");
    type_into(&mut screen, "How many were made", "a dozen");
    press_last(&mut screen, "Report it");
    assert!(asked(&screen).is_empty(), "a dozen is no number here");
    write_over(&mut screen, "How many were made", "12");
    type_into(&mut screen, "Note", "sold as one machine");
    press_last(&mut screen, "Report it");
    let Some(Request::Use(report)) = asked(&screen).pop() else {
        panic!("{:?}", asked(&screen));
    };
    let used = report.designs.iter();
    let used: Vec<_> = used
        .map(|used| (used.design, used.version.as_deref(), used.part.as_str()))
        .collect();
    let first = (sample::design_id(0), Some("1.0"), "1/2");
    assert_eq!(used, [first, (other, None, "1/4")]);
    assert_eq!(
        (report.units.as_str(), report.note.as_str()),
        ("12", "sold as one machine")
    );
}

#[test]
fn an_agreement_says_what_each_report_costs_and_for_which_designs() {
    let mut view = sample::view();
    view.reciprocity.mine[0].remedies = vec![app::view::RemedyView {
        text: "An agreement with the stewards".into(),
        go: app::view::Remedy::Agree(sample::day("2026-01-01")),
    }];
    let mut screen = open(view, Route::Reciprocity, [1280.0, 1600.0]);
    press_last(&mut screen, "Agree in writing");
    assert!(says(&screen, "a fee that they set stays as it is"));
    press_last(&mut screen, "What it costs");
    press_last(&mut screen, "A part of the revenue");
    press_last(&mut screen, "Record the agreement");
    assert!(asked(&screen).is_empty(), "no part was said");
    type_into(&mut screen, "Part of the revenue", "2 %");
    let (first, name) = sample::view().designs[0].clone();
    let (second, other) = sample::view().designs[1].clone();
    for name in [&name, &other] {
        press_last(&mut screen, "For which designs");
        press_last(&mut screen, name);
    }
    click(&mut screen, &format!("Not for {name}"));
    write_over(&mut screen, "Until (may stay empty)", "");
    type_into(&mut screen, "The signed text, a file", "agreement.pdf");
    press_last(&mut screen, "Record the agreement");
    let Some(Request::Agree(agreed)) = asked(&screen).pop() else {
        panic!("{:?}", asked(&screen));
    };
    let rate = app::action::AgreedTerms::Rate("2 %".into());
    assert_eq!((&agreed.terms, agreed.to), (&rate, None));
    assert_eq!(agreed.designs, [second], "and not {first}");
    assert_eq!(agreed.text, Some(PathBuf::from("agreement.pdf")));
}

#[test]
fn who_owns_it_is_said_with_a_file_and_a_last_day() {
    let mut screen = open(sample::view(), Route::People, [1280.0, 2400.0]);
    click(&mut screen, "Say who owns it: Acme Tools");
    type_into(&mut screen, "A file that shows it", "statutes.pdf");
    write_over(&mut screen, "From", "2026-03-01");
    type_into(&mut screen, "Until (may stay empty)", "2026-02-01");
    press_last(&mut screen, "Log it");
    assert!(asked(&screen).is_empty(), "the days go backwards");
    write_over(&mut screen, "Until (may stay empty)", "2027-02-28");
    press_last(&mut screen, "Log it");
    let Some(Request::Attest { file, to, .. }) = asked(&screen).pop() else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!(*file, Some(PathBuf::from("statutes.pdf")));
    assert_eq!(*to, Some(sample::day("2027-02-28")));
}

#[test]
fn an_entry_that_is_wrong_is_called_so_and_the_right_one_begins_with_it() {
    let paid = "Acme Tools, Payment, 1,250.00 €, Waits for 1 more person";
    let mut screen = open(sample::view(), Route::Ledger, SIZE);
    click(&mut screen, paid);
    click(&mut screen, "This entry is wrong…");
    press_last(&mut screen, "Ask to take it out");
    assert!(asked(&screen).is_empty(), "it says what is wrong");
    type_into(
        &mut screen,
        "What is wrong (everyone will read it)",
        "of March",
    );
    press_last(&mut screen, "Ask to take it out");
    assert!(matches!(asked(&screen)[..], [Request::CallWrong(_, why)] if why == "of March"));
    let sent = command(&screen);
    let answers = &mut screen.state_mut().view.answers;
    answers.insert(sent, Answer::Done(Outcome::Written));
    screen.run_ok();
    write_over(&mut screen, "Amount", "1,520.00");
    press_last(&mut screen, "Record the payment");
    let Some(Request::Pay {
        amount, reference, ..
    }) = asked(&screen).pop()
    else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!(
        (amount.as_str(), reference.as_str()),
        ("1,520.00", "invoice 7")
    );
}

#[test]
fn what_is_asked_on_the_page_of_people_goes_on_there() {
    let owned = "Acme Tools, Ownership, Business for profit, Confirmed";
    let mut screen = open(sample::view(), Route::Ledger, [1280.0, 1200.0]);
    click(&mut screen, owned);
    click(&mut screen, "This entry is wrong…");
    type_into(
        &mut screen,
        "What is wrong (everyone will read it)",
        "since May",
    );
    press_last(&mut screen, "Ask to take it out");
    let sent = command(&screen);
    let answers = &mut screen.state_mut().view.answers;
    answers.insert(sent, Answer::Done(Outcome::Written));
    screen.run_ok();
    assert!(says(&screen, "Who owns it?"));
    press_last(&mut screen, "Log it");
    let Some(Request::Attest { evidence, from, .. }) = asked(&screen).pop() else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!(evidence, "the company register");
    assert_eq!(*from, sample::day("2026-01-01"));
}

#[test]
fn who_logs_work_says_what_a_machine_made_of_it() {
    let mut screen = open(sample::view(), design(DesignTab::Read), [1280.0, 1100.0]);
    click(&mut screen, "Log work");
    type_into(&mut screen, "How long, in hours", "2");
    click(&mut screen, "Day, share of a thing, note, evidence");
    let asks = "What of it a machine or a program made (log your own time only)";
    type_into(&mut screen, asks, "the first draft");
    press_last(&mut screen, "Log it");
    let Some(Request::Contribute(said)) = asked(&screen).pop() else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!(said.machine, "the first draft");
}
