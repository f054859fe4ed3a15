//! The whole program by clicks: the real window, its real engine, real homes, found and pressed by label.

use app::action::Route;
use app::chance;
use app::desktop::App;
use app::engine::Listening;
use app::home::Home;
use app::session::Start;
use app::ui::theme;
use app::view::{Answer, Outcome};
use egui::Vec2;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a click may take until what it asks for shows.
const PATIENCE: Duration = Duration::from_secs(30);
const SIZE: Vec2 = Vec2::new(1280.0, 900.0);

/// Somebody at their computer.
struct Desk {
    screen: Harness<'static, App>,
}

impl Desk {
    /// Opens the program on the home in this folder, today.
    fn open(folder: &Path) -> Desk {
        Self::open_on(folder, None)
    }

    /// Opens the program on the home in this folder, on that day.
    fn open_on(folder: &Path, day: Option<&str>) -> Desk {
        let home = Home::open(folder, chance::bytes()).expect("the home opens");
        let start = Start {
            day: day.map(|day| day.parse().expect("a day")),
            listening: Listening {
                listen: Some("127.0.0.1:0".parse().expect("an address")),
                nearby: Some(false),
            },
            ..Start::default()
        };
        let app = App::start(egui::Context::default(), home, &start);
        let screen = Harness::builder()
            .with_size(SIZE)
            .with_max_steps(12)
            .with_context_setup(theme::install)
            .build_ui_state(|ui, app: &mut App| app.frame(ui), app);
        Desk { screen }
    }

    /// Draws until this is so.
    fn until(&mut self, what: &str, mut is_so: impl FnMut(&Harness<'static, App>) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.screen.step();
            if is_so(&self.screen) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "waited for {what}; the screen says: {}",
                self.words().join(" | ")
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Everything that a screen reader would read.
    fn words(&self) -> Vec<String> {
        let all = self.screen.root().children_recursive();
        all.filter_map(|node| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value())
        })
        .collect()
    }

    /// Waits until a text that contains this is on the screen.
    fn sees(&mut self, text: &str) {
        self.until(&format!("\"{text}\""), |screen| {
            screen.query_all_by_label_contains(text).next().is_some()
        });
    }

    /// Waits until no such text is on the screen any more.
    fn sees_no(&mut self, text: &str) {
        self.until(&format!("no \"{text}\""), |screen| {
            screen.query_all_by_label_contains(text).next().is_none()
        });
    }

    /// Presses the last button of that name: the one of the dialog, where there is one.
    fn press(&mut self, name: &str) {
        let pressable = |node: &egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            let roles = [
                Role::Button,
                Role::Link,
                Role::CheckBox,
                Role::RadioButton,
                Role::ComboBox,
                Role::ListBoxOption,
            ];
            roles.contains(&node.role()) && !node.is_disabled()
        };
        self.until(&format!("the button \"{name}\""), |screen| {
            screen.query_all_by_label(name).any(|node| pressable(&node))
        });
        let found = self.screen.query_all_by_label(name).rfind(pressable);
        found.expect("just seen").click();
        self.screen.step();
        self.screen.step();
    }

    /// Writes into the field of that name, in place of what stood there.
    fn write(&mut self, name: &str, text: &str) {
        let is_field = |node: &egui_kittest::Node<'_>| {
            let role = node.accesskit_node().role();
            [Role::TextInput, Role::MultilineTextInput].contains(&role)
        };
        self.until(&format!("the field \"{name}\""), |screen| {
            screen.query_all_by_label(name).any(|node| is_field(&node))
        });
        let field = |screen: &Harness<'static, App>, what: &dyn Fn(&egui_kittest::Node<'_>)| {
            let found = screen.query_all_by_label(name).rfind(is_field);
            what(&found.expect("just seen"));
        };
        field(&self.screen, &|field| field.focus());
        self.screen.step();
        self.screen
            .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        self.screen.step();
        field(&self.screen, &|field| field.type_text(text));
        self.screen.step();
        self.screen.step();
    }

    /// Goes to a page by the navigation.
    fn go(&mut self, page: &str) {
        let name = format!("{page}, ");
        // What waits there stands behind its name.
        self.until(&format!("the page \"{page}\""), |screen| {
            let buttons = screen.query_all_by_role(Role::Button);
            let found = buttons.filter_map(|node| node.accesskit_node().label());
            found
                .collect::<Vec<_>>()
                .iter()
                .any(|label| label == page || label.starts_with(&name))
        });
        let named = |node: &egui_kittest::Node<'_>| {
            let label = node.accesskit_node().label().unwrap_or_default();
            label == page || label.starts_with(&name)
        };
        let found = self.screen.query_all_by_role(Role::Button).rfind(named);
        found.expect("just seen").click();
        self.screen.step();
        self.screen.step();
    }

    /// Waits until everything that was typed is on the disk.
    fn saved(&mut self) {
        for _ in 0..6 {
            self.screen.step();
        }
        self.until("everything is saved", |screen| {
            screen.state().view().status.saved
        });
    }

    /// Closes the program.
    fn close(mut self) {
        self.screen.state_mut().end(u64::MAX / 2);
    }
}

/// Ana founds a commons with one reviewer and one attester.
fn found(desk: &mut Desk) {
    desk.write("Your name", "Ana");
    desk.press("Continue");
    desk.press("Start");
    desk.write("Name of the commons", "Valley Tools");
    desk.press("Fewer: Reviewers of work");
    desk.press("Fewer: To confirm who owns a business");
    desk.press("Start the commons");
    desk.sees("Valley Tools");
}

fn new_design(desk: &mut Desk, name: &str) {
    desk.press("New design");
    desk.write("Name", name);
    desk.write("What it is for", "Cleans seed with moving air");
    desk.press("Create");
    desk.until("the page of the design", |screen| {
        matches!(screen.state().window().route(), Route::Design(..))
            && screen.state().view().design.is_some()
    });
}

#[test]
fn ana_starts_a_commons_imports_designs_and_logs_her_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ana = Desk::open(&folder.path().join("ana"));
    found(&mut ana);
    import(&mut ana);
    new_design(&mut ana, "Seed cleaner");
    ana.write("Description", "A fan blows chaff away.");
    ana.saved();

    ana.go("Ledger");
    ana.press("Log work");
    ana.write("How long, in hours", "5");
    ana.press("Log it");
    ana.sees("5 h");
    ana.close();

    // Everything is there again the next time.
    let mut ana = Desk::open(&folder.path().join("ana"));
    ana.sees("Valley Tools");
    ana.sees("Seed cleaner");
    ana.press("Seed cleaner, Not reviewed yet");
    ana.sees("A fan blows chaff away.");
    ana.go("Ledger");
    ana.sees("5 h");
    ana.go("Reciprocity");
    ana.sees("Nothing to settle");
    ana.go("People and devices");
    ana.sees("Ana");
    ana.close();
}

/// Drops a folder of manifests on the window.
fn import(desk: &mut Desk) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/okh");
    let asked = app::action::Action::Do(
        app::action::CommandId(u64::MAX),
        app::action::Request::Import(vec![folder]),
    );
    let context = desk.screen.ctx.clone();
    desk.screen.state_mut().act(&context, asked);
    desk.until("the import to end", |screen| {
        screen
            .state()
            .view()
            .answers
            .contains_key(&app::action::CommandId(u64::MAX))
    });
    let answer = &desk.screen.state().view().answers[&app::action::CommandId(u64::MAX)];
    let Answer::Done(Outcome::Import(report)) = answer else {
        panic!("{answer:?}");
    };
    assert!(report.imported > 0, "{report:?}");
    let imported = report.imported;
    desk.until("the catalogue to fill", |screen| {
        screen.state().view().catalogue.total == imported
    });
}

#[test]
fn ana_and_ben_write_the_same_line_and_both_values_stay_until_one_is_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ana_home, ben_home) = (folder.path().join("ana"), folder.path().join("ben"));
    let mut ana = Desk::open(&ana_home);
    found(&mut ana);
    new_design(&mut ana, "Seed cleaner");
    let invitation = invite(&mut ana);

    let mut ben = Desk::open(&ben_home);
    ben.write("Your name", "Ben");
    ben.press("Continue");
    ben.press("Join");
    ben.write("Invitation", &invitation);
    ben.sees("Valley Tools");
    ben.press("Join");
    ben.sees("Seed cleaner");
    ben.close();

    // Both work apart: while one is on, the other is off, or they would meet by themselves.
    ana.close();
    let mut ben = Desk::open(&ben_home);
    edit_function(&mut ben, "Cleans seed by hand");
    ben.close();
    let mut ana = Desk::open(&ana_home);
    edit_function(&mut ana, "Cleans seed with the wind");
    let mut ben = Desk::open(&ben_home);
    ben.sees("Seed cleaner");

    // They meet.
    ana.go("People and devices");
    ana.until("an address", |screen| {
        !screen.state().view().people.address.is_empty()
    });
    let address = ana.screen.state().view().people.address.clone();
    ben.go("People and devices");
    ben.sees("Nobody near");
    ben.write("Address of another device", &address);
    ben.press("Connect");
    ben.go("What is new");
    ben.sees("Set by two people at the same time");
    ben.sees("Cleans seed with the wind");
    ana.go("What is new");
    ana.sees("Set by two people at the same time");

    ana.press("Use \u{201c}Cleans seed by hand\u{201d}");
    ana.sees_no("Set by two people at the same time");
    ben.sees_no("Set by two people at the same time");

    // Ana says what she thinks of exactly the state that she sees.
    ana.press("Looked at");
    ana.sees_no("Changed designs");
    ana.close();
    ben.close();
}

fn invite(desk: &mut Desk) -> String {
    desk.go("People and devices");
    desk.press("Invite someone");
    desk.press("Make the invitation");
    let mut made = None;
    desk.until("an invitation", |screen| {
        made = screen
            .state()
            .view()
            .answers
            .values()
            .find_map(|answer| match answer {
                Answer::Done(Outcome::Invitation(made)) => Some(made.text.clone()),
                _ => None,
            });
        made.is_some()
    });
    desk.press("Close");
    made.expect("just seen")
}

fn edit_function(desk: &mut Desk, text: &str) {
    desk.press("Seed cleaner, Not reviewed yet");
    desk.press("Edit");
    desk.write("What it is for", text);
    desk.saved();
    let text = text.to_owned();
    desk.until("the edit to stand in the design", |screen| {
        screen
            .state()
            .view()
            .design
            .as_deref()
            .is_some_and(|page| page.content.field(model::design::Field::Function) == text)
    });
}
