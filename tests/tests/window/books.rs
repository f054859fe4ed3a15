//! The books in the window: for other programs, for the assembly, to be shared out, to be shown to others.

use super::*;
use app::action::{Format, Part, PickFor, Sharing, Split};
use model::rsd1::distribution::Way;

const TALL: [f32; 2] = [1280.0, 1900.0];

fn picked(screen: &Screen) -> Vec<PickFor> {
    let actions = screen.state().actions.iter();
    let picked = actions.filter_map(|action| match action {
        Action::Pick(_, what) => Some(*what),
        _ => None,
    });
    picked.collect()
}

/// Answers the newest request, or the newest question for a file.
fn answer(screen: &mut Screen, outcome: Outcome) {
    let newest = screen
        .state()
        .actions
        .iter()
        .rev()
        .find_map(|action| match action {
            Action::Do(command, _) | Action::Pick(command, _) => Some(*command),
            _ => None,
        });
    let command = newest.expect("something was asked for");
    let answers = &mut screen.state_mut().view.answers;
    answers.insert(command, Answer::Done(outcome));
    screen.run_ok();
}

#[test]
fn the_books_are_taken_along_from_the_window() {
    let formats = [
        ("Write tables", Format::Csv),
        ("Write linked data", Format::JsonLd),
        ("Write the entries", Format::Facts),
    ];
    for (button, format) in formats {
        let mut screen = open(sample::view(), Route::Books, TALL);
        click(&mut screen, button);
        assert_eq!(picked(&screen), [PickFor::ExportBooks(format)]);
    }
}

#[test]
fn the_page_of_a_quarter_is_read_and_printed() {
    let mut screen = open(sample::view(), Route::Books, TALL);
    for label in [
        "What was given",
        "24 h",
        "No payment was reported.",
        "Open matters",
    ] {
        assert!(screen.query_by_label(label).is_some(), "{label}");
    }
    click(&mut screen, "Write this page to print");
    assert!(
        matches!(picked(&screen).as_slice(), [PickFor::WritePage(period)] if period.to_string() == "2026-Q1")
    );
}

#[test]
fn an_income_is_computed_before_it_is_shared_out() {
    let mut screen = open(sample::view(), Route::Books, TALL);
    assert!(screen.query_by_label("Share it out").is_none());
    click(
        &mut screen,
        "60 % to contributors, 25 % to care and upkeep, 15 % kept for machinery",
    );
    click(&mut screen, "Compute it");
    let Some(Request::PlanSharing(sharing)) = asked(&screen).last().copied().cloned() else {
        panic!("{:?}", asked(&screen));
    };
    assert!(sharing.split == Split::Three && sharing.amount.is_empty());
    let mut plan = sample::shared_out();
    plan.state = app::view::RunStanding::Planned;
    answer(&mut screen, Outcome::Shared(Box::new(plan)));
    click(&mut screen, "Share it out");
    let shared: Vec<Sharing> = asked(&screen)
        .into_iter()
        .filter_map(|request| match request {
            Request::ShareOut(sharing) => Some(sharing.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(shared, [sharing]);
}

/// Writes in place of what stands there.
fn retype(screen: &mut Screen, label: &str, text: &str) {
    field(screen, label).focus();
    screen.run_ok();
    screen.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    field(screen, label).type_text(text);
    screen.run_ok();
}

#[test]
fn a_treasurer_writes_parts_of_their_own() {
    let mut view = sample::view();
    view.books.runs.clear();
    let mut screen = open(view, Route::Books, TALL);
    click(&mut screen, "In parts of our own");
    // They begin with the three that many take, and go only where they make the whole.
    retype(&mut screen, "Part 1: share", "1/2");
    let compute = |screen: &Screen| {
        screen
            .get_by_label("Compute it")
            .accesskit_node()
            .is_disabled()
    };
    assert!(compute(&screen), "together they make 90 %");
    retype(&mut screen, "Part 3: share", "1/4");
    assert!(!compute(&screen));
    click(&mut screen, "Another part");
    assert!(compute(&screen), "it has no name and no share");
    click(&mut screen, "Take part 4 away");
    retype(&mut screen, "Part 3: what it is for", "Courses");
    click(&mut screen, "Part 3: to whom");
    click(&mut screen, "those who did certain work in this period");
    assert!(compute(&screen), "for which work?");
    click(&mut screen, "Part 3 goes to those who did Teaching");
    click(&mut screen, "Compute it");
    let Some(Request::PlanSharing(sharing)) = asked(&screen).last().copied().cloned() else {
        panic!("{:?}", asked(&screen));
    };
    let part = |name: &str, share: &str, way: Way, kinds: &[&str]| Part {
        name: name.into(),
        share: share.into(),
        way,
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
    };
    let parts = vec![
        part("Contributors", "1/2", Way::Designs, &[]),
        // These rules know no governance.
        part("Care and upkeep", "25 %", Way::Work, &["care"]),
        part("Courses", "1/4", Way::Work, &["teaching"]),
    ];
    assert_eq!(sharing.split, Split::Own(parts));
}

#[test]
fn what_was_computed_is_forgotten_when_something_else_is_typed() {
    let mut screen = open(sample::view(), Route::Books, TALL);
    click(&mut screen, "Compute it");
    answer(&mut screen, Outcome::Shared(Box::new(sample::shared_out())));
    assert!(screen.query_by_label("Share it out").is_some());
    type_into(&mut screen, "Amount", "1");
    assert!(screen.query_by_label("Share it out").is_none());
}

#[test]
fn a_steward_stands_behind_a_release_and_sees_what_changes() {
    let mut view = sample::view();
    view.books.runs.clear();
    let mut screen = open(view, Route::Books, TALL);
    click(&mut screen, "Compute it");
    answer(&mut screen, Outcome::Shared(Box::new(sample::shared_out())));
    let why = "says that it came from Oil press 1.0. Not counted, because no steward";
    assert!(screen.query_by_label_contains(why).is_some());
    click(&mut screen, "I stand behind it");
    let release = sample::shared_out().uncounted[0].release;
    let confirmed =
        |request: &&Request| matches!(request, Request::Confirm(fact) if *fact == release);
    assert_eq!(asked(&screen).into_iter().filter(confirmed).count(), 1);
    answer(&mut screen, Outcome::Written);
    assert!(matches!(
        asked(&screen).as_slice(),
        [
            Request::PlanSharing(_),
            Request::Confirm(_),
            Request::PlanSharing(_)
        ]
    ));
    // Who is no steward sees why, and no button.
    let mut view = sample::view();
    view.books.runs[0].uncounted[0].may_back = false;
    let screen = open(view, Route::Books, TALL);
    assert!(screen.query_by_label_contains(why).is_some());
    assert!(screen.query_by_label("I stand behind it").is_none());
}

#[test]
fn a_receiver_says_that_the_money_has_come() {
    let mut screen = open(sample::view(), Route::Books, TALL);
    assert!(screen.query_by_label("has come, 14 Apr 2026").is_some());
    click(&mut screen, "My part has come");
    assert!(matches!(asked(&screen).as_slice(), [Request::Confirm(_)]));
}

#[test]
fn a_part_that_has_come_still_shows_that_it_should_be_another() {
    let mut view = sample::view();
    let run = &mut view.books.runs[0];
    run.state = app::view::RunStanding::Differs;
    run.lines[1].again = Some(model::number::Money {
        minor: 9_000,
        currency: model::number::Currency::EUR,
    });
    let screen = open(view, Route::Books, TALL);
    let both = "has come, 14 Apr 2026; computed again: 90.00 €";
    assert!(screen.query_by_label(both).is_some());
}

#[test]
fn a_run_by_other_rules_says_so() {
    let mut view = sample::view();
    let other = "It names other rules than those of its period";
    let screen = open(view.clone(), Route::Books, TALL);
    assert!(screen.query_by_label_contains(other).is_none());
    view.books.runs[0].has_other_rules = true;
    let screen = open(view, Route::Books, TALL);
    assert!(screen.query_by_label_contains(other).is_some());
}

#[test]
fn a_statement_is_written_on_one_page_and_checked_on_another() {
    let mut view = sample::view();
    view.reciprocity.mine.truncate(1);
    view.reciprocity.others.clear();
    let mut screen = open(view, Route::Reciprocity, TALL);
    click(&mut screen, "Write a signed statement");
    assert!(matches!(
        picked(&screen).as_slice(),
        [PickFor::WriteStatement(..)]
    ));
    let mut screen = open(sample::view(), Route::Books, TALL);
    click(&mut screen, "Choose the file");
    assert_eq!(picked(&screen), [PickFor::CheckStatement]);
    let lines = vec!["This statement was changed after it was signed.".to_owned()];
    answer(&mut screen, Outcome::Statement { good: false, lines });
    assert!(screen.query_by_label("Do not rely on it").is_some());
    assert!(
        screen
            .query_by_label_contains("was changed after")
            .is_some()
    );
}

#[test]
fn the_timeline_has_words_and_a_table_beside_the_drawing() {
    let mut screen = open(sample::view(), Route::Reciprocity, TALL);
    let drawing = "Over time, 1 Jan 2026 to 15 Apr 2026: Points from work: 1, Fee: 1, Settled by work: 1, Payment: 1";
    assert!(screen.query_by_label(drawing).is_some());
    click(&mut screen, "The same as a table (4)");
    assert!(screen.query_by_label("1,350.00 €").is_some());
}

/// What does not occur has no entry in the legend, and no room in the drawing.
#[test]
fn the_timeline_names_only_what_occurs() {
    let mut view = sample::view();
    let high = height_of_first_card(view.clone());
    let accounts = view.reciprocity.mine.iter_mut();
    for timeline in accounts.filter_map(|account| account.timeline.as_mut()) {
        timeline
            .marks
            .retain(|mark| mark.kind == app::view::MarkKind::Points);
    }
    let screen = open(view.clone(), Route::Reciprocity, TALL);
    let drawing = "Over time, 1 Jan 2026 to 15 Apr 2026: Points from work: 1";
    assert!(screen.query_by_label(drawing).is_some());
    assert!(screen.query_by_label("Points from work").is_some());
    for none in ["Fee", "Settled by work", "Payment"] {
        assert!(screen.query_by_label(none).is_none(), "{none}");
    }
    assert!(height_of_first_card(view) < high);
}

/// How far down the table of the drawing begins.
fn height_of_first_card(view: View) -> f32 {
    let screen = open(view, Route::Reciprocity, TALL);
    let table = screen.get_by_label_contains("The same as a table");
    table.rect().top()
}

#[test]
fn what_would_follow_is_asked_before_anything_is_used() {
    let mut view = sample::view();
    view.reciprocity.mine.truncate(1);
    view.reciprocity.others.clear();
    let mut screen = open(view, Route::Reciprocity, TALL);
    click(&mut screen, "Design");
    click(&mut screen, "Hand-pushed seeder");
    type_into(&mut screen, "From", "2026-04-01");
    type_into(&mut screen, "To", "2026-06-30");
    type_into(&mut screen, "Revenue with it", "45000");
    click(&mut screen, "See what would follow");
    let Some(Request::WhatIf(used)) = asked(&screen).last().copied().cloned() else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!((used.commercial, used.revenue.as_str()), (true, "45000"));
    let mut account = sample::reciprocity().mine[1].clone();
    account.sentence = "Ana would owe 1,350.00 €.".into();
    answer(&mut screen, Outcome::WhatIf(Box::new(account)));
    assert!(screen.query_by_label("Ana would owe 1,350.00 €.").is_some());
}
