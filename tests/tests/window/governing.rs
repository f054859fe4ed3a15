//! What people decide together, by clicks over sample data: each form asks in plain words and hands out what was said.

use super::*;
use app::view::{DisputeView, QuestionState, QuestionView, ThingView};
use model::id::{AgentId, FactId};
use model::rsd1::policy::text::Parameter;
use model::rsd1::{Period, Policy, Preset};

/// The names of everything that is said and contains this.
pub(super) fn says(screen: &Screen, text: &str) -> bool {
    screen.query_all_by_label_contains(text).next().is_some()
}

/// The last thing of that name that can be pressed.
pub(super) fn press_last(screen: &mut Screen, label: &str) {
    use egui::accesskit::Role;
    let pressable = [Role::Button, Role::CheckBox, Role::ComboBox];
    let last = screen
        .query_all_by_label(label)
        .rfind(|node| pressable.contains(&node.accesskit_node().role()));
    last.expect("it is there").click();
    screen.run_ok();
}

/// Writes in place of what stood there.
pub(super) fn write_over(screen: &mut Screen, label: &str, text: &str) {
    field(screen, label).focus();
    screen.run_ok();
    screen.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    screen.run_ok();
    match text {
        "" => screen.key_press(egui::Key::Delete),
        text => field(screen, label).type_text(text),
    }
    screen.run_ok();
}

/// The ledger with its first entry open, as that entry is.
fn ledger_with(change: impl FnOnce(&mut app::view::EntryView)) -> Screen {
    let mut view = sample::view();
    change(&mut view.ledger.entries[3]);
    let name = "Ana, Design, 5 h, 5 h count";
    let mut screen = open(view, Route::Ledger, SIZE);
    click(&mut screen, name);
    screen
}

#[test]
fn a_period_is_signed_and_closed_without_what_is_questioned() {
    let mut screen = open(sample::view(), Route::Periods, SIZE);
    for text in [
        "Closed twice",
        "This one holds",
        "Another one holds",
        "Runs until 30 Jun 2026",
    ] {
        assert!(says(&screen, text), "{text}");
    }
    click(&mut screen, "Close it too");
    assert!(matches!(asked(&screen)[..], [Request::CoSign(FactId(_))]));
    click(&mut screen, "Close July to September 2025…");
    let questioned = "Design, Ana, 5 h. Eva asks: who saw these hours?";
    press_last(&mut screen, questioned);
    press_last(&mut screen, "Close it");
    let Some(Request::Seal {
        period,
        left_out,
        anew,
    }) = asked(&screen).pop()
    else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!(Some(*period), Period::parse("2025-Q3"));
    assert_eq!((left_out.len(), *anew), (1, false));
}

#[test]
fn rules_are_read_changed_and_proposed_only_without_contradictions() {
    let mut screen = open(sample::view(), Route::Rules, [1280.0, 3600.0]);
    for text in [
        "The fee is 3 % of the revenue.",
        "PPL 4(c)",
        "Fee, part of the revenue: 3 % → 2 %",
    ] {
        assert!(says(&screen, text), "{text}");
    }
    click(&mut screen, "Agree to these rules");
    assert!(matches!(asked(&screen)[..], [Request::CosignAct(_)]));
    click(&mut screen, "Change the rules");
    click(&mut screen, "What work is worth");
    write_over(&mut screen, "What a point pays", "0");
    assert!(says(&screen, "Work pays the fee, but a point pays nothing"));
    click(&mut screen, "Propose these rules");
    assert_eq!(
        asked(&screen).len(),
        1,
        "what contradicts itself is not proposed"
    );
    write_over(&mut screen, "What a point pays", "25.00");
    assert!(!says(&screen, "a point pays nothing"));
    type_into(&mut screen, "What it is called", "kWh");
    type_into(&mut screen, "What it is worth", "1/10 per unit");
    click(&mut screen, "Add it");
    click(&mut screen, "Propose these rules");
    let Some(Request::ProposeRules(rules, from)) = asked(&screen).pop() else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!(*from, sample::day("2026-07-01"));
    let differences = Policy::preset(Preset::CopyFair).differences(rules);
    let changed: Vec<Parameter> = differences
        .into_iter()
        .map(|(parameter, ..)| parameter)
        .collect();
    assert_eq!(
        changed,
        [Parameter::PointValue, Parameter::Type("kWh".into())]
    );
}

#[test]
fn an_entry_is_questioned_and_the_question_settled() {
    let mut screen = ledger_with(|entry| entry.may_question = true);
    click(&mut screen, "Question this…");
    press_last(&mut screen, "Ask");
    assert!(asked(&screen).is_empty(), "a question says what is doubted");
    type_into(
        &mut screen,
        "What you doubt (everyone will read it)",
        "who saw it?",
    );
    press_last(&mut screen, "Ask");
    assert!(matches!(asked(&screen)[..], [Request::Question(_, why)] if why == "who saw it?"));

    let question = FactId([90; 32]);
    let mut screen = ledger_with(|entry| {
        entry.questions = vec![QuestionView {
            question,
            words: "Eva asks on 2 Apr 2026: who saw it?".into(),
            state: QuestionState::Open,
            mine: true,
        }];
    });
    assert!(says(&screen, "who saw it?"));
    click(&mut screen, "The entry stands…");
    type_into(&mut screen, "Why (everyone will read it)", "Ben did");
    press_last(&mut screen, "Record the decision");
    assert!(matches!(asked(&screen)[..], [Request::LeaveOut(what, _)] if *what == question));
}

#[test]
fn shares_of_a_thing_begin_equal_and_have_to_make_the_whole() {
    let claimants: Vec<(AgentId, String)> = [(1, "Ana"), (2, "Dev")]
        .map(|(n, name)| (AgentId([n; 16]), name.to_owned()))
        .into();
    let mut screen = ledger_with(|entry| {
        entry.thing = Some(ThingView {
            name: "Seeder no. 3".into(),
            words: "Shares of “Seeder no. 3”: Ana 3/4 and Dev 1/2".into(),
            contested: Some("They add up to 5/4 of the whole".into()),
            claimants: claimants.clone(),
            may_split: true,
        });
    });
    assert!(says(&screen, "They add up to 5/4"));
    click(&mut screen, "Agree how it is shared…");
    write_over(&mut screen, "Ana", "3/4");
    press_last(&mut screen, "Propose these shares");
    assert!(
        asked(&screen).is_empty(),
        "three quarters and a half are more than the whole"
    );
    write_over(&mut screen, "Dev", "1/4");
    press_last(&mut screen, "Propose these shares");
    let Some(Request::Split(thing, shares)) = asked(&screen).pop() else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!(thing, "Seeder no. 3");
    let shares: Vec<&str> = shares.iter().map(|(_, share)| share.as_str()).collect();
    assert_eq!(shares, ["3/4", "1/4"]);
}

#[test]
fn what_is_questioned_shows_both_amounts_and_an_account_can_be_paused() {
    let mut view = sample::view();
    let mine = &mut view.reciprocity.mine[0];
    let name = mine.name.clone();
    mine.disputes = vec![DisputeView {
        fact: FactId([6; 32]),
        words: "Eva questions one entry.".into(),
        with: "Fee due, 350.00 €".into(),
        without: "Fee due, 1,350.00 €".into(),
    }];
    let mut screen = open(view, Route::Reciprocity, [1280.0, 1600.0]);
    for text in [
        "With it",
        "Fee due, 350.00 €",
        "Without it",
        "Fee due, 1,350.00 €",
    ] {
        assert!(says(&screen, text), "{text}");
    }
    click(&mut screen, &format!("Pause… {name}"));
    press_last(&mut screen, "Record the pause");
    assert!(asked(&screen).is_empty(), "a pause has a reason");
    type_into(&mut screen, "Why (everyone will read it)", "no answer");
    type_into(&mut screen, "Until (may stay empty)", "2026-12-31");
    press_last(&mut screen, "Record the pause");
    let Some(Request::Pause {
        reason, from, to, ..
    }) = asked(&screen).pop()
    else {
        panic!("{:?}", asked(&screen));
    };
    assert_eq!(
        (reason.as_str(), *from),
        ("no answer", sample::day("2026-04-15"))
    );
    assert_eq!(*to, Some(sample::day("2026-12-31")));
}

#[test]
fn who_holds_a_part_of_a_business_is_recorded_in_percent() {
    let mut screen = open(sample::view(), Route::People, [1280.0, 2400.0]);
    assert!(says(&screen, "Gael holds 20 % from 1 Jan 2026"));
    click(&mut screen, "Who holds a part of it…: Acme Tools");
    press_last(&mut screen, "Record it");
    assert!(asked(&screen).is_empty(), "nobody was chosen");
    press_last(&mut screen, "Who holds it");
    press_last(&mut screen, "Ben");
    type_into(&mut screen, "How much, in percent", "33.33");
    press_last(&mut screen, "Record it");
    assert!(
        matches!(asked(&screen)[..], [Request::Hold { percent, to: None, .. }] if percent == "33.33")
    );
}

#[test]
fn what_choosing_a_branch_would_do_is_read_before_it_is_done() {
    use app::action::Again;
    use model::id::{ChangeHash, DocumentId};
    let mut screen = open(sample::view(), Route::Aside, SIZE);
    assert!(says(
        &screen,
        "It changes: What it is for; Part \"Fan\", quantity. Chiara built on it."
    ));
    click(
        &mut screen,
        "Let this branch stand…: A branch of Solar seed dryer, 3 changes, Ben",
    );
    assert!(says(
        &screen,
        "For everybody, 3 changes come back, and 2 that stand now are set aside."
    ));
    assert!(says(&screen, "Dries seed with warm air"));
    assert!(asked(&screen).is_empty(), "nothing is done yet");
    click(&mut screen, "Let it stand");
    let chosen = Again::Branch(DocumentId([2; 32]), ChangeHash([9; 32]));
    assert_eq!(asked(&screen), [&Request::AdmitAgain(chosen)]);
}

#[test]
fn before_a_period_is_closed_it_is_said_which_releases_no_steward_stands_behind() {
    let mut screen = open(sample::view(), Route::Periods, [1280.0, 1400.0]);
    assert!(!says(&screen, "No steward stands behind these"));
    click(&mut screen, "Close July to September 2025…");
    assert!(says(&screen, "No steward stands behind these"));
    assert!(says(&screen, "once it is closed that stays so"));
    let said = "I stand behind it: ";
    let back = screen.query_all_by_label_contains(said).next();
    back.expect("a steward can say so here").click();
    screen.run_ok();
    let release = model::id::FactId([77; 32]);
    assert_eq!(asked(&screen), [&Request::Confirm(release)]);
    // Of a period without such releases nothing is said.
    let mut view = sample::view();
    for period in &mut view.periods.periods {
        period.unbacked.clear();
    }
    let mut screen = open(view, Route::Periods, [1280.0, 1400.0]);
    click(&mut screen, "Close July to September 2025…");
    assert!(says(
        &screen,
        "All entries that are on this computer now go into it"
    ));
    assert!(!says(&screen, "No steward stands behind these"));
}
