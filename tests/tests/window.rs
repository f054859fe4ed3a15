//! The window, clicked and read by label over sample data, as a person or a screen reader would.

#[path = "window/books.rs"]
mod books;

use std::path::PathBuf;

use app::action::{Action, CatalogueQuery, CommandId, DesignTab, Request, Route, ThemeChoice};
use app::ui::{Window, theme};
use app::view::{Answer, Notice, NoticeKind, Outcome, View};
use egui::Vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use tests::window_sample as sample;

#[path = "window/governing.rs"]
mod governing;

#[path = "window/mending.rs"]
mod mending;

/// A window over a view, and everything that it asked for.
struct Desk {
    window: Window,
    view: View,
    actions: Vec<Action>,
    now_ms: u64,
}

type Screen = Harness<'static, Desk>;

fn open(view: View, route: Route, size: [f32; 2]) -> Screen {
    let mut window = Window::default();
    window.go(route);
    let desk = Desk {
        window,
        view,
        actions: Vec::new(),
        now_ms: 0,
    };
    let mut harness = Harness::builder()
        .with_size(Vec2::from(size) + Vec2::splat(2.0 * MARGIN))
        .with_max_steps(12)
        .with_context_setup(theme::install)
        .build_ui_state(
            |ui, desk: &mut Desk| {
                desk.now_ms += 16;
                let actions = desk.window.ui(ui, &desk.view, desk.now_ms);
                follow(desk, &actions);
                desk.actions.extend(actions);
            },
            desk,
        );
    harness.run_ok();
    harness
}

/// What the session would do at once: hand over the cards and the theme that were asked for.
fn follow(desk: &mut Desk, actions: &[Action]) {
    for action in actions {
        match action {
            Action::Cards(wanted) => {
                let total = desk.view.catalogue.total;
                desk.view.catalogue =
                    sample::catalogue(total, wanted.clone(), &CatalogueQuery::default());
            }
            Action::Entries(filter, _) => desk.view.ledger.filter = *filter,
            _ => {}
        }
    }
}

/// What the harness puts around everything.
const MARGIN: f32 = 8.0;
const SIZE: [f32; 2] = [1280.0, 800.0];
/// The same window with everything twice as large.
const HALF: [f32; 2] = [640.0, 400.0];

fn design(tab: DesignTab) -> Route {
    Route::Design(sample::design_id(0), tab)
}

fn asked(screen: &Screen) -> Vec<&Request> {
    let requests = screen
        .state()
        .actions
        .iter()
        .filter_map(|action| match action {
            Action::Do(_, request) => Some(request),
            _ => None,
        });
    requests.collect()
}

fn command(screen: &Screen) -> CommandId {
    let last = screen
        .state()
        .actions
        .iter()
        .rev()
        .find_map(|action| match action {
            Action::Do(command, _) => Some(*command),
            _ => None,
        });
    last.expect("something was asked for")
}

fn click(screen: &mut Screen, label: &str) {
    screen.get_by_label(label).click();
    screen.run_ok();
}

/// The field of that name; the words above it have the same.
fn field<'a>(screen: &'a Screen, label: &'a str) -> egui_kittest::Node<'a> {
    let is_field = |node: &egui_kittest::Node<'_>| {
        use egui::accesskit::Role;
        matches!(
            node.accesskit_node().role(),
            Role::TextInput | Role::MultilineTextInput
        )
    };
    screen
        .query_all_by_label(label)
        .find(is_field)
        .expect("there is a field of that name")
}

/// The names of everything that asks for something: fields, choices, numbers, ticks.
fn inputs(screen: &Screen) -> Vec<String> {
    use egui::accesskit::Role;
    let asks = [
        Role::TextInput,
        Role::MultilineTextInput,
        Role::PasswordInput,
        Role::ComboBox,
        Role::SpinButton,
        Role::Slider,
        Role::CheckBox,
        Role::RadioButton,
    ];
    let nodes = screen.root().children_recursive();
    let inputs = nodes.filter(|node| asks.contains(&node.accesskit_node().role()));
    let named = inputs.map(|node| node.accesskit_node().label().unwrap_or_default());
    named.collect()
}

fn type_into(screen: &mut Screen, label: &str, text: &str) {
    field(screen, label).focus();
    screen.run_ok();
    field(screen, label).type_text(text);
    screen.run_ok();
}

/// Every page, with the state in which it is to be seen.
fn pages() -> Vec<(&'static str, View, Route)> {
    let mut unsafe_view = sample::view();
    unsafe_view.design = Some(Box::new(sample::unsafe_design()));
    vec![
        ("first-start", sample::first_start(), Route::Catalogue),
        ("locked", sample::locked(), Route::Catalogue),
        ("catalogue", sample::view(), Route::Catalogue),
        ("design-read", sample::view(), design(DesignTab::Read)),
        ("design-unsafe", unsafe_view, design(DesignTab::Read)),
        ("design-edit", sample::view(), design(DesignTab::Edit)),
        ("design-parts", sample::view(), design(DesignTab::Parts)),
        ("design-files", sample::view(), design(DesignTab::Files)),
        (
            "design-versions",
            sample::view(),
            design(DesignTab::Versions),
        ),
        ("since", sample::view(), Route::Since),
        ("ledger", sample::view(), Route::Ledger),
        ("reciprocity", sample::view(), Route::Reciprocity),
        ("books", sample::view(), Route::Books),
        ("periods", sample::view(), Route::Periods),
        ("rules", sample::view(), Route::Rules),
        ("people", sample::view(), Route::People),
        ("rights", sample::view(), Route::Rights),
        ("aside", sample::view(), Route::Aside),
        ("settings", sample::view(), Route::Settings),
        ("empty-catalogue", sample::empty(), Route::Catalogue),
        ("empty-since", sample::empty(), Route::Since),
        ("empty-ledger", sample::empty(), Route::Ledger),
        ("empty-people", sample::empty(), Route::People),
    ]
}

#[test]
fn every_page_is_named_small_and_at_rest() {
    for (name, mut view, route) in pages() {
        if view.commons.is_some() && view.catalogue.total > 0 {
            view.catalogue = sample::catalogue(50_000, 0..40, &CatalogueQuery::default());
        }
        view.status.progress = None;
        let mut screen = open(view, route, SIZE);
        let unnamed = screen.unnamed_widgets();
        assert!(unnamed.is_empty(), "{name}: {unnamed:?}");
        let things = screen.root().children_recursive().count();
        assert!(
            things < 300,
            "{name}: a screen reader would meet {things} things"
        );
        let again = screen.run_ok();
        assert!(
            again.is_some_and(|frames| frames <= 2),
            "{name} is never at rest: {again:?}"
        );
    }
}

#[test]
fn what_lies_over_a_page_is_named_and_small() {
    type Opens<'a> = &'a dyn Fn(&mut Screen);
    let settings = |screen: &mut Screen| screen.state_mut().window.go(Route::Settings);
    let overlays: [(&str, Opens<'_>); 4] = [
        ("the help", &|screen| letter(screen, "?")),
        ("the menu", &|screen| click(screen, "Menu")),
        ("the palette", &|screen| {
            press(screen, egui::Modifiers::COMMAND, egui::Key::K);
        }),
        ("the passphrase of the home", &|screen| {
            settings(screen);
            screen.run_ok();
            click(screen, "Set a passphrase");
        }),
    ];
    for (name, open_it) in overlays {
        let mut screen = open(sample::view(), Route::Catalogue, SIZE);
        open_it(&mut screen);
        assert!(screen.unnamed_widgets().is_empty(), "{name}");
        let things = screen.root().children_recursive().count();
        assert!(things < 300, "{name}: {things} things");
    }
}

#[test]
fn of_fifty_thousand_designs_only_those_in_sight_exist() {
    let mut view = sample::view();
    view.catalogue = sample::catalogue(50_000, 0..40, &CatalogueQuery::default());
    let mut screen = open(view, Route::Catalogue, SIZE);
    let few = screen.state().window.screens().catalogue.cards_drawn();
    assert_eq!(few, 16, "four columns, three rows in sight and one more");
    let wanted = screen
        .state()
        .actions
        .iter()
        .find_map(|action| match action {
            Action::Cards(wanted) => Some(wanted.clone()),
            _ => None,
        });
    assert_eq!(wanted, Some(0..20));
    screen
        .get_by_label("Hand-pushed seeder, Reviewed by 2")
        .focus();
    screen.run_ok();
    screen.key_press(egui::Key::End);
    screen.run_ok();
    let last = screen
        .state()
        .actions
        .iter()
        .rev()
        .find_map(|action| match action {
            Action::Cards(wanted) => Some(wanted.clone()),
            _ => None,
        });
    assert_eq!(last.map(|wanted| wanted.end), Some(50_000));
    assert!(screen.state().window.screens().catalogue.cards_drawn() <= 20);
}

/// Twice the size of everything is half the room in points.
#[test]
fn at_twice_the_size_every_control_is_in_reach() {
    for (name, view, route) in pages() {
        let screen = open(view, route, HALF);
        assert!(screen.unnamed_widgets().is_empty(), "{name}");
        for node in screen.root().children_recursive() {
            use egui::accesskit::Role;
            let role = node.accesskit_node().role();
            // The parts list is a wide table that scrolls sideways.
            if !matches!(role, Role::Button | Role::TextInput) || name == "design-parts" {
                continue;
            }
            let right = node.rect().right();
            let label = node.accesskit_node().label();
            assert!(
                right <= HALF[0] + 2.0 * MARGIN,
                "{name}: {label:?} ends at {right}"
            );
        }
    }
}

#[test]
fn ana_founds_a_commons_for_two_people() {
    let mut screen = open(sample::first_start(), Route::Catalogue, SIZE);
    type_into(&mut screen, "Your name", "Ana");
    click(&mut screen, "Continue");
    click(&mut screen, "Start");
    type_into(&mut screen, "Name of the commons", "Ackerwerk");
    click(&mut screen, "Start the commons");
    match asked(&screen).as_slice() {
        [Request::Found(founding)] => {
            assert_eq!(
                (founding.person.as_str(), founding.name.as_str()),
                ("Ana", "Ackerwerk")
            );
            assert_eq!(
                (founding.reviewers, founding.attesters, founding.quorum),
                (2, 2, 2)
            );
        }
        other => panic!("asked for {other:?}"),
    }
    assert!(screen.query_by_label("Saving…").is_some());
    let failed = Answer::Failed(sample::trouble());
    let command = command(&screen);
    screen.state_mut().view.answers.insert(command, failed);
    screen.run_ok();
    assert!(screen.query_by_label("The disk is full.").is_some());
    assert!(screen.query_by_label("Start the commons").is_some());
}

#[test]
fn ben_joins_with_an_invitation_through_a_device_near_by() {
    let mut screen = open(sample::first_start(), Route::Catalogue, SIZE);
    type_into(&mut screen, "Your name", "Ben");
    click(&mut screen, "Continue");
    click(&mut screen, "Join");
    type_into(&mut screen, "Invitation", "commonwright:abc");
    let checked = screen
        .state()
        .actions
        .contains(&Action::CheckInvitation("commonwright:abc".into()));
    assert!(checked);
    screen.state_mut().view.first_start.check = Some(sample::good_invitation("commonwright:abc"));
    screen.run_ok();
    assert!(
        screen
            .query_by_label("Ackerwerk: as a maker, until 29 Apr 2026")
            .is_some()
    );
    click(&mut screen, "on this network");
    let near = sample::first_start().first_start.near;
    let label = model::id::EndpointId([2; 32]).short();
    assert_eq!(near[0].label, label, "a stranger is told no name");
    click(&mut screen, &label);
    click(&mut screen, "Join");
    match asked(&screen).as_slice() {
        [Request::Join(joining)] => {
            assert_eq!(joining.invitation, "commonwright:abc");
            let near = app::action::Through::Near(model::id::EndpointId([2; 32]));
            assert_eq!(joining.through, near);
        }
        other => panic!("asked for {other:?}"),
    }
}

#[test]
fn searching_asks_with_every_letter_and_a_new_generation() {
    let mut screen = open(sample::view(), Route::Catalogue, SIZE);
    type_into(&mut screen, "Search designs", "so");
    let mut queries = screen
        .state()
        .actions
        .iter()
        .filter_map(|action| match action {
            Action::Query(query) => Some((query.generation, query.text.clone())),
            _ => None,
        });
    assert_eq!(queries.next_back(), Some((1, "so".to_owned())));
}

#[test]
fn a_card_opens_its_design_and_back_leads_back() {
    let mut screen = open(sample::view(), Route::Catalogue, SIZE);
    click(&mut screen, "Hand-pushed seeder, Reviewed by 2");
    assert_eq!(screen.state().window.route(), &design(DesignTab::Read));
    assert!(
        screen
            .state()
            .actions
            .contains(&Action::Went(design(DesignTab::Read)))
    );
    click(&mut screen, "Back");
    assert_eq!(screen.state().window.route(), &Route::Catalogue);
}

#[test]
fn work_is_logged_from_a_design_with_three_inputs() {
    let mut screen = open(sample::view(), design(DesignTab::Read), SIZE);
    let before = inputs(&screen);
    click(&mut screen, "Log work");
    let all = inputs(&screen);
    let form = all
        .strip_prefix(&before[..])
        .expect("the form is above the page");
    assert_eq!(
        form,
        ["What", "How long, in hours", "For"],
        "at most three inputs"
    );
    assert!(screen.query_by_label_contains("cannot be erased").is_some());
    type_into(&mut screen, "How long, in hours", "5");
    click(&mut screen, "Log it");
    match asked(&screen).as_slice() {
        [Request::Contribute(work)] => {
            assert_eq!(
                (work.work.as_str(), work.quantity.as_str()),
                ("design", "5")
            );
            assert_eq!(work.design, Some(sample::design_id(0)));
            assert_eq!(work.day, sample::day("2026-04-15"));
        }
        other => panic!("asked for {other:?}"),
    }
    let command = command(&screen);
    screen
        .state_mut()
        .view
        .answers
        .insert(command, Answer::Done(Outcome::Written));
    screen.run_ok();
    assert!(screen.query_by_label("How long, in hours").is_none());
}

#[test]
fn typing_is_handed_out_after_a_rest_and_once() {
    let mut screen = open(sample::view(), design(DesignTab::Edit), SIZE);
    type_into(&mut screen, "Name", " XL");
    let edits = |screen: &Screen| {
        asked(screen)
            .iter()
            .filter(|r| matches!(r, Request::Edit(..)))
            .count()
    };
    assert_eq!(edits(&screen), 0);
    screen.state_mut().now_ms += 700;
    screen.step();
    assert_eq!(edits(&screen), 1);
    screen.state_mut().now_ms += 5_000;
    screen.step();
    assert_eq!(edits(&screen), 1);
}

#[test]
fn what_could_not_be_saved_stays_and_is_tried_again() {
    let mut screen = open(sample::view(), design(DesignTab::Edit), SIZE);
    type_into(&mut screen, "Name", " XL");
    screen.state_mut().now_ms += 700;
    screen.step();
    let command = command(&screen);
    let refused = Answer::Failed(sample::trouble());
    screen.state_mut().view.answers.insert(command, refused);
    screen.run_ok();
    let edits = |screen: &Screen| {
        let asked = asked(screen).into_iter();
        asked.filter(|r| matches!(r, Request::Edit(..))).count()
    };
    assert_eq!(edits(&screen), 1);
    assert!(
        screen
            .query_by_label("Not saved yet, tried again soon")
            .is_some()
    );
    let kept = screen
        .state()
        .actions
        .iter()
        .rev()
        .find_map(|action| match action {
            Action::Keep(drafts) => Some(drafts.values().any(|kept| kept.text.ends_with(" XL"))),
            _ => None,
        });
    assert_eq!(kept, Some(true), "it is on the disk meanwhile");
    screen.state_mut().now_ms += 16_000;
    screen.run_ok();
    assert_eq!(edits(&screen), 2);
}

#[test]
fn what_was_being_typed_when_the_program_ended_stands_in_its_field() {
    let mut screen = open(sample::view(), design(DesignTab::Edit), SIZE);
    type_into(&mut screen, "Name", " XL");
    screen.state_mut().now_ms += 400;
    screen.step();
    let kept = screen
        .state()
        .actions
        .iter()
        .find_map(|action| match action {
            Action::Keep(drafts) => Some(drafts.clone()),
            _ => None,
        });
    let kept = kept.expect("what is typed is kept before it is handed out");
    assert!(
        !asked(&screen)
            .iter()
            .any(|r| matches!(r, Request::Edit(..)))
    );

    // The program ends here, and another begins.
    let mut again = open(sample::view(), Route::Catalogue, SIZE);
    again.state_mut().window.take_drafts(kept);
    again.state_mut().window.go(design(DesignTab::Edit));
    again.run_ok();
    let shown = field(&again, "Name").accesskit_node().value();
    assert_eq!(shown.as_deref(), Some("Hand-pushed seeder XL"));
    again.state_mut().now_ms += 700;
    again.step();
    assert!(matches!(asked(&again).as_slice(), [Request::Edit(..)]));
}

#[test]
fn a_form_that_was_left_has_its_words_again_and_a_cancelled_one_has_not() {
    let mut screen = open(sample::view(), Route::Ledger, SIZE);
    click(&mut screen, "Log work");
    type_into(&mut screen, "How long, in hours", "5");
    press(&mut screen, egui::Modifiers::NONE, egui::Key::Escape);
    press(&mut screen, egui::Modifiers::NONE, egui::Key::Escape);
    assert!(screen.query_by_label("Log it").is_none());
    click(&mut screen, "Log work");
    let hours = |screen: &Screen| field(screen, "How long, in hours").accesskit_node().value();
    assert_eq!(hours(&screen).as_deref(), Some("5"));
    click(&mut screen, "Cancel");
    click(&mut screen, "Log work");
    assert_eq!(hours(&screen).unwrap_or_default(), "");
}

#[test]
fn going_away_hands_out_what_was_typed() {
    let mut screen = open(sample::view(), design(DesignTab::Edit), SIZE);
    type_into(&mut screen, "Name", " XL");
    screen.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Num2);
    screen.run_ok();
    assert_eq!(screen.state().window.route(), &Route::Since);
    assert!(matches!(asked(&screen).as_slice(), [Request::Edit(..)]));
}

#[test]
fn what_goes_wrong_without_a_form_is_said_by_the_window() {
    let mut screen = open(sample::view(), Route::Catalogue, SIZE);
    screen.key_press(egui::Key::F5);
    screen.run_ok();
    let command = command(&screen);
    let failed = Answer::Failed(sample::trouble());
    screen.state_mut().view.answers.insert(command, failed);
    screen.run_ok();
    assert!(
        screen
            .query_by_label_contains("The disk is full.")
            .is_some()
    );
}

#[test]
fn a_collision_is_settled_by_choosing_a_value() {
    let mut screen = open(sample::view(), Route::Since, [1280.0, 1600.0]);
    click(&mut screen, "Use “CERN-OHL-S-2.0”");
    match asked(&screen).as_slice() {
        [Request::Settle { value, .. }] => {
            assert_eq!(*value, model::design::Value::Words("CERN-OHL-S-2.0".into()));
        }
        other => panic!("asked for {other:?}"),
    }
}

#[test]
fn a_verdict_names_the_state_that_was_on_the_screen() {
    let mut view = sample::view();
    view.since.collisions.clear();
    view.since.designs.truncate(1);
    let mut screen = open(view, Route::Since, [1280.0, 1200.0]);
    let name = &sample::card(0).name;
    click(&mut screen, &format!("Unsafe: {name}"));
    type_into(
        &mut screen,
        "Why (others will read it)",
        "A guard is missing.",
    );
    click(&mut screen, "Unsafe: log it");
    match asked(&screen).as_slice() {
        [
            Request::ReviewState {
                heads,
                verdict,
                note,
                ..
            },
        ] => {
            assert_eq!(*heads, vec![model::id::ChangeHash([0; 32])]);
            assert_eq!(*verdict, model::ledger::Verdict::Unsafe);
            assert_eq!(note, "A guard is missing.");
        }
        other => panic!("asked for {other:?}"),
    }
}

#[test]
fn somebody_elses_work_is_accepted_in_the_ledger() {
    let mut screen = open(sample::view(), Route::Ledger, SIZE);
    click(&mut screen, "Eva, Care, 2 h, Waits for 1 more person");
    click(&mut screen, "Accept");
    assert!(matches!(
        asked(&screen).as_slice(),
        [Request::Review(_, app::action::Acceptance::Accept(amount))] if amount == "2"
    ));
}

#[test]
fn what_would_change_a_status_can_be_done_from_its_page() {
    let mut screen = open(sample::view(), Route::Reciprocity, [1280.0, 1400.0]);
    assert!(screen.query_by_label("Fee due").is_some());
    click(&mut screen, "Record a payment");
    click(&mut screen, "Record the payment");
    assert!(matches!(
        asked(&screen).as_slice(),
        [Request::Pay { amount, .. }] if amount == "1250.00"
    ));
}

#[test]
fn others_stand_in_alphabetical_order() {
    let screen = open(sample::view(), Route::Reciprocity, [1280.0, 1400.0]);
    let top = |name: &str| screen.get_by_label(name).rect().top();
    assert!(top("Forge cooperative") < top("Zimmerei Nord"));
}

#[test]
fn an_invitation_is_made_and_shown_as_line_and_code() {
    let mut screen = open(sample::view(), Route::People, SIZE);
    click(&mut screen, "Invite a second steward");
    click(&mut screen, "Make the invitation");
    let command = command(&screen);
    let made = app::view::InvitationView {
        text: "commonwright:abcdefghijklmnopqrstuvwxyz".into(),
        role: model::charter::Role::Steward,
        uses: 1,
        expires: None,
        leads_here: false,
    };
    let answer = Answer::Done(Outcome::Invitation(made));
    screen.state_mut().view.answers.insert(command, answer);
    screen.run_ok();
    assert!(
        screen
            .query_by_label("The invitation as a code to scan")
            .is_some()
    );
    assert!(
        screen
            .query_by_label_contains("this names no place where others could reach it")
            .is_some()
    );
    assert!(
        screen
            .query_by_label("commonwright:abcdefghijklmnopqrstuvwxyz")
            .is_some()
    );
}

#[test]
fn what_is_unsafe_stands_above_everything_else_of_a_page() {
    let mut view = sample::view();
    view.design = Some(Box::new(sample::unsafe_design()));
    let screen = open(view, design(DesignTab::Read), SIZE);
    let top = |label: &str| screen.get_by_label(label).rect().top();
    assert!(top("Unsafe: do not build or use this as it stands") < top("Safety"));
    assert!(top("Safety") < top("Read"));
}

#[test]
fn keys_lead_through_the_window() {
    let mut screen = open(sample::view(), Route::Catalogue, SIZE);
    screen.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Num4);
    screen.run_ok();
    assert_eq!(screen.state().window.route(), &Route::Reciprocity);
    screen.key_press_modifiers(egui::Modifiers::ALT, egui::Key::ArrowLeft);
    screen.run_ok();
    assert_eq!(screen.state().window.route(), &Route::Catalogue);
    screen.key_press(egui::Key::F5);
    screen.run_ok();
    assert!(matches!(asked(&screen).as_slice(), [Request::SyncNow]));
    screen.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Equals);
    screen.run_ok();
    let larger = Action::Look(app::action::Look::Percent(110));
    assert!(screen.state().actions.contains(&larger));
    screen.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::F);
    screen.run_ok();
    assert!(screen.get_by_label("Search designs").is_focused());
}

fn press(screen: &mut Screen, modifiers: egui::Modifiers, key: egui::Key) {
    screen.key_press_modifiers(modifiers, key);
    screen.run_ok();
}

/// A letter as a keyboard sends it.
fn letter(screen: &mut Screen, letter: &str) {
    screen.event(egui::Event::Text(letter.to_owned()));
    screen.run_ok();
}

#[test]
fn a_few_letters_in_the_palette_lead_to_a_page() {
    let mut screen = open(sample::view(), Route::Catalogue, SIZE);
    press(&mut screen, egui::Modifiers::COMMAND, egui::Key::K);
    letter(&mut screen, "led");
    press(&mut screen, egui::Modifiers::NONE, egui::Key::Enter);
    assert_eq!(screen.state().window.route(), &Route::Ledger);
    assert!(screen.query_by_label("Go to anything").is_none());
}

#[test]
fn the_palette_finds_designs_and_is_moved_through_by_arrows() {
    let mut screen = open(sample::view(), Route::Ledger, SIZE);
    press(&mut screen, egui::Modifiers::COMMAND, egui::Key::K);
    letter(&mut screen, "zzdry");
    let asked = Action::Find("zzdry".into());
    assert!(screen.state().actions.contains(&asked));
    screen.state_mut().view.finds = app::view::FindsView {
        text: "zzdry".into(),
        designs: vec![
            (sample::design_id(4), "Seed dryer".into()),
            (sample::design_id(1), "Solar seed dryer".into()),
        ],
    };
    screen.run_ok();
    press(&mut screen, egui::Modifiers::NONE, egui::Key::ArrowDown);
    press(&mut screen, egui::Modifiers::NONE, egui::Key::Enter);
    let route = Route::Design(sample::design_id(1), DesignTab::Read);
    assert_eq!(screen.state().window.route(), &route);
}

#[test]
fn a_link_leads_to_its_page_and_a_strange_one_says_so() {
    let mut screen = open(sample::view(), Route::Ledger, SIZE);
    let here = model::id::CommonsId([1; 16]);
    press(&mut screen, egui::Modifiers::COMMAND, egui::Key::K);
    let strange = Route::People.link(model::id::CommonsId([9; 16]));
    letter(&mut screen, &strange);
    assert!(
        screen
            .query_by_label("That link leads to a commons that is not on this computer")
            .is_some()
    );
    press(&mut screen, egui::Modifiers::NONE, egui::Key::Escape);
    press(&mut screen, egui::Modifiers::COMMAND, egui::Key::K);
    letter(&mut screen, &design(DesignTab::Parts).link(here));
    press(&mut screen, egui::Modifiers::NONE, egui::Key::Enter);
    assert_eq!(screen.state().window.route(), &design(DesignTab::Parts));
}

#[test]
fn the_help_names_every_command_with_its_keys() {
    let mut screen = open(sample::view(), Route::Catalogue, [1280.0, 2000.0]);
    letter(&mut screen, "?");
    for doing in app::ui::commands::Doing::ALL {
        let named = screen.query_all_by_label(doing.name()).next().is_some();
        assert!(named, "{}", doing.name());
        assert!(screen.query_by_label(doing.tooltip()).is_some());
    }
    assert!(screen.query_by_label("Ctrl+K").is_some());
    screen.get_by_label("Words").hover();
    screen.run_ok();
    click(&mut screen, "Words");
    assert!(
        screen
            .query_by_label_contains("Each computer in it holds all of it")
            .is_some()
    );
    press(&mut screen, egui::Modifiers::NONE, egui::Key::Escape);
    assert!(screen.query_by_label("Words").is_none());
}

#[test]
fn the_menu_does_what_it_names() {
    let mut screen = open(sample::view(), Route::Catalogue, [1280.0, 1100.0]);
    click(&mut screen, "Menu");
    click(&mut screen, "Log work");
    assert!(screen.query_by_label("How long, in hours").is_some());
}

#[test]
fn keys_open_nothing_over_a_form_and_letters_stay_letters() {
    let mut screen = open(sample::view(), Route::Catalogue, SIZE);
    click(&mut screen, "New design");
    press(&mut screen, egui::Modifiers::COMMAND, egui::Key::Num3);
    press(&mut screen, egui::Modifiers::COMMAND, egui::Key::K);
    assert_eq!(screen.state().window.route(), &Route::Catalogue);
    assert!(screen.query_by_label("Go to anything").is_none());
    type_into(&mut screen, "What it is for", "Why? For seed");
    assert!(screen.query_by_label("Keys and words").is_none());
    assert_eq!(
        field(&screen, "What it is for").accesskit_node().value(),
        Some("Why? For seed".into())
    );
}

#[test]
fn a_path_can_be_written_where_no_dialog_opens() {
    let mut screen = open(sample::view(), Route::Settings, [1280.0, 1400.0]);
    click(&mut screen, "Write a backup");
    let asked = screen
        .state()
        .actions
        .iter()
        .find_map(|action| match action {
            Action::Pick(command, app::action::PickFor::Backup) => Some(*command),
            _ => None,
        });
    let command = asked.expect("a place was asked for");
    screen.state_mut().window.no_dialog(command);
    screen.run_ok();
    type_into(&mut screen, "Path", "/media/stick/ana.backup");
    click(&mut screen, "Write it there");
    let answered = Action::Picked(
        command,
        app::action::PickFor::Backup,
        vec![PathBuf::from("/media/stick/ana.backup")],
    );
    assert!(screen.state().actions.contains(&answered));
    assert!(screen.query_by_label("Path").is_none());
}

#[test]
fn before_a_backup_takes_the_place_of_what_is_here_it_says_what_stays_behind() {
    let mut screen = open(sample::view(), Route::Settings, [1280.0, 1400.0]);
    click(&mut screen, "Restore a backup");
    assert!(
        screen
            .query_by_label_contains("3 changes are only on this computer")
            .is_some()
    );
    click(&mut screen, "Choose the backup");
    let picks = |action: &Action| matches!(action, Action::Pick(_, app::action::PickFor::Restore));
    assert!(screen.state().actions.iter().any(picks));
}

#[test]
fn a_large_file_comes_when_it_is_asked_for() {
    let mut view = sample::view();
    let mut page = sample::design();
    let files = page.content.lines(model::design::Table::Files);
    let large = files.first().expect("the sample has files").clone();
    page.places.insert(large.id, app::view::FilePlace::TooLarge);
    view.design = Some(Box::new(page));
    let mut screen = open(view, design(DesignTab::Files), [1280.0, 1400.0]);
    let name = large.cell(model::design::Column::Name);
    click(&mut screen, &format!("Get this file: {name}"));
    let file = large.file().expect("it is kept in the commons");
    assert!(matches!(asked(&screen).as_slice(), [Request::GetFile(asked)] if *asked == file));
}

#[test]
fn a_name_a_note_and_a_picture_are_changed_in_one_form() {
    let mut screen = open(sample::view(), Route::Settings, [1280.0, 1400.0]);
    click(&mut screen, "Change name, note or picture");
    type_into(&mut screen, "Your name", " Lima");
    click(&mut screen, "Save");
    match asked(&screen).as_slice() {
        [Request::Profile { name, note, .. }] => {
            assert_eq!(name, "Ana Lima");
            assert_eq!(note, "Builds seeders, on Thursdays in the barn.");
        }
        other => panic!("asked for {other:?}"),
    }
    let command = command(&screen);
    let done = Answer::Done(Outcome::Written);
    screen.state_mut().view.answers.insert(command, done);
    screen.run_ok();
    assert!(screen.query_by_label("How others see you").is_none());
}

#[test]
fn somebody_else_is_named_to_act_for_an_organisation() {
    let mut screen = open(sample::view(), Route::People, [1280.0, 1800.0]);
    click(&mut screen, "Let someone act for it: Acme Tools");
    screen
        .get_by_role_and_label(egui::accesskit::Role::ComboBox, "Person")
        .click();
    screen.run_ok();
    screen
        .get_by_role_and_label(egui::accesskit::Role::Button, "Ben")
        .click();
    screen.run_ok();
    click(&mut screen, "Let them act for it");
    assert!(matches!(asked(&screen).as_slice(), [Request::ActFor(..)]));
}

/// What is pressed before a picture is taken, and the room in points.
type Taken = (&'static str, View, Route, &'static [&'static str], [f32; 2]);

/// Forms, dialogs and sizes beyond the pages themselves.
fn more_pictures() -> Vec<Taken> {
    let mut named = sample::first_start();
    named.first_start.name_offered = "Ana".into();
    let mut told = sample::view();
    told.notices = vec![
        Notice {
            number: 1,
            kind: NoticeKind::Good,
            text: "Saved. It will travel when a peer is there.".into(),
        },
        Notice {
            number: 2,
            kind: NoticeKind::Bad,
            text: "The stick could not be read: it was pulled out too early.".into(),
        },
    ];
    told.banner = Some(sample::trouble());
    vec![
        (
            "first-start-ways",
            named.clone(),
            Route::Catalogue,
            &["Continue"],
            SIZE,
        ),
        (
            "first-start-found",
            named.clone(),
            Route::Catalogue,
            &["Continue", "Start"],
            SIZE,
        ),
        (
            "first-start-join",
            named,
            Route::Catalogue,
            &["Continue", "Join", "on this network"],
            SIZE,
        ),
        (
            "log-work",
            sample::view(),
            design(DesignTab::Read),
            &["Log work"],
            SIZE,
        ),
        (
            "report-use",
            sample::view(),
            design(DesignTab::Read),
            &["Report use", "Another design is in it too"],
            SIZE,
        ),
        (
            "invite",
            sample::view(),
            Route::People,
            &["Invite someone"],
            SIZE,
        ),
        (
            "new-design",
            sample::view(),
            Route::Catalogue,
            &["New design"],
            SIZE,
        ),
        (
            "ledger-open",
            sample::view(),
            Route::Ledger,
            &["Eva, Care, 2 h, Waits for 1 more person"],
            SIZE,
        ),
        (
            "correct-work",
            sample::view(),
            Route::Ledger,
            &["Ana, Design, 5 h, 5 h count", "Correct this entry…"],
            SIZE,
        ),
        (
            "works-there",
            sample::view(),
            Route::People,
            &["Who works there…: Acme Tools"],
            [1280.0, 1800.0],
        ),
        ("told", told, Route::Catalogue, &[], SIZE),
        ("menu", sample::view(), Route::Catalogue, &["Menu"], SIZE),
        (
            "profile",
            sample::view(),
            Route::People,
            &["Change name, note or picture"],
            SIZE,
        ),
        (
            "restore",
            sample::view(),
            Route::Settings,
            &["Restore a backup"],
            SIZE,
        ),
        (
            "picker",
            sample::view(),
            Route::People,
            &["Write to a stick"],
            SIZE,
        ),
        (
            "large-catalogue",
            sample::view(),
            Route::Catalogue,
            &[],
            HALF,
        ),
        (
            "large-read",
            sample::view(),
            design(DesignTab::Read),
            &[],
            HALF,
        ),
        ("large-ledger", sample::view(), Route::Ledger, &[], HALF),
        (
            "people-roles",
            sample::view(),
            Route::People,
            &["Roles: Ben"],
            [1280.0, 1800.0],
        ),
        (
            "people-remove",
            sample::view(),
            Route::People,
            &["Roles: Ben", "Remove from the commons…"],
            [1280.0, 1800.0],
        ),
        (
            "people-withdraw",
            sample::view(),
            Route::People,
            &["Take it back: For 3 people, each a maker"],
            [1280.0, 1800.0],
        ),
        ("large-rights", sample::view(), Route::Rights, &[], HALF),
        ("large-aside", sample::view(), Route::Aside, &[], HALF),
        (
            "periods-close",
            sample::view(),
            Route::Periods,
            &["Close July to September 2025…"],
            [1280.0, 1000.0],
        ),
        (
            "narrow-books",
            sample::view(),
            Route::Books,
            &[],
            [720.0, 1400.0],
        ),
        (
            "narrow-parts",
            sample::view(),
            design(DesignTab::Parts),
            &[],
            [720.0, 700.0],
        ),
        (
            "aside-branch",
            sample::view(),
            Route::Aside,
            &["Let this branch stand…: A branch of Solar seed dryer, 3 changes, Ben"],
            SIZE,
        ),
        ("large-people", sample::view(), Route::People, &[], HALF),
        ("large-since", sample::view(), Route::Since, &[], HALF),
    ]
}

/// Writes pictures of every page and form in both themes into the folder that `WINDOW_PICTURES` names.
#[test]
fn pictures() {
    let Some(folder) = std::env::var_os("WINDOW_PICTURES").map(PathBuf::from) else {
        println!("no pictures: WINDOW_PICTURES names no folder");
        return;
    };
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let only = std::env::var("WINDOW_PAGE").unwrap_or_default();
    let nothing: &[&str] = &[];
    let pages = pages()
        .into_iter()
        .map(|(name, view, route)| (name, view, route, nothing, SIZE));
    for (name, mut view, route, clicks, size) in pages.chain(more_pictures()) {
        if !name.contains(&only) {
            continue;
        }
        view.settings.theme = ThemeChoice::Light;
        let mut screen = open(view, route, size);
        for label in clicks {
            click(&mut screen, label);
        }
        save(&mut screen, &folder, &format!("{name}-light"));
        screen.state_mut().view.settings.theme = ThemeChoice::Dark;
        screen.run_ok();
        save(&mut screen, &folder, &format!("{name}-dark"));
    }
}

fn save(screen: &mut Screen, folder: &std::path::Path, name: &str) {
    let picture = screen.render().expect("the window can be drawn");
    let margin = MARGIN as u32;
    let (width, height) = (picture.width() - 2 * margin, picture.height() - 2 * margin);
    let inside = image::imageops::crop_imm(&picture, margin, margin, width, height);
    inside
        .to_image()
        .save(folder.join(format!("{name}.png")))
        .expect("the picture can be written");
}
