//! Somebody at their computer: the whole program, found and pressed by label.

use app::action::{DesignTab, Route};
use app::chance;
use app::desktop::App;
use app::engine::Listening;
use app::home::{Door, Home};
use app::session::Start;
use app::ui::theme;
use app::view::{Answer, DesignView, Outcome};
use egui::Vec2;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use model::id::DocumentId;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a click may take until what it asks for shows.
const PATIENCE: Duration = Duration::from_secs(30);
/// High enough that nothing has to be scrolled to before it can be pressed.
const SIZE: Vec2 = Vec2::new(1280.0, 2000.0);

/// Somebody at their computer.
pub struct Desk {
    pub screen: Harness<'static, App>,
    /// How many frames the engine has asked for.
    pub frames: Arc<AtomicU64>,
}

impl Desk {
    /// Opens the program on the home in this folder, today.
    pub fn open(folder: &Path) -> Desk {
        Self::open_on(folder, None)
    }

    /// Opens the program on the home in this folder, on that day.
    pub fn open_on(folder: &Path, day: Option<&str>) -> Desk {
        Self::open_at(folder, day, Self::alone())
    }

    /// The same, where it listens there.
    pub fn open_at(folder: &Path, day: Option<&str>, listening: Listening) -> Desk {
        Self::open_whole(folder, day, listening, SIZE)
    }

    /// On the home in this folder, on that day, in a window as large as this; for pictures.
    pub fn open_sized(folder: &Path, day: Option<&str>, size: Vec2) -> Desk {
        Self::open_whole(folder, day, Self::alone(), size)
    }

    fn alone() -> Listening {
        Listening {
            listen: Some("127.0.0.1:0".parse().expect("an address")),
            nearby: Some(false),
        }
    }

    fn open_whole(folder: &Path, day: Option<&str>, listening: Listening, size: Vec2) -> Desk {
        let door = Door::find(folder, chance::bytes()).expect("the home is there");
        let start = Start {
            day: day.map(|day| day.parse().expect("a day")),
            listening,
            ..Start::default()
        };
        let frames = Arc::new(AtomicU64::new(0));
        let counted = frames.clone();
        let wake = move || {
            counted.fetch_add(1, Ordering::Relaxed);
        };
        let app = App::woken_by(Arc::new(wake), door, &start).without_system_dialogs();
        let screen = Harness::builder()
            .with_size(size)
            .with_max_steps(12)
            .with_context_setup(theme::install)
            .build_ui_state(|ui, app: &mut App| app.frame(ui), app);
        Desk { screen, frames }
    }

    /// Draws until this is so.
    pub fn until(&mut self, what: &str, mut is_so: impl FnMut(&Harness<'static, App>) -> bool) {
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
    pub fn words(&self) -> Vec<String> {
        let all = self.screen.root().children_recursive();
        all.filter_map(|node| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value())
        })
        .collect()
    }

    /// Waits until a text that contains this is on the screen.
    pub fn sees(&mut self, text: &str) {
        self.until(&format!("\"{text}\""), |screen| {
            screen.query_all_by_label_contains(text).next().is_some()
        });
    }

    /// Waits until no such text is on the screen any more.
    pub fn sees_no(&mut self, text: &str) {
        self.until(&format!("no \"{text}\""), |screen| {
            screen.query_all_by_label_contains(text).next().is_none()
        });
    }

    /// Presses the last button of that name: the one of the dialog, where there is one.
    pub fn press(&mut self, name: &str) {
        self.press_named(name, &|label| label == name);
    }

    /// Presses the last button whose name begins so.
    pub fn press_starting(&mut self, start: &str) {
        self.press_named(start, &|label| label.starts_with(start));
    }

    fn press_named(&mut self, what: &str, is_meant: &dyn Fn(&str) -> bool) {
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
            let is_named = node.label().is_some_and(|label| is_meant(&label));
            is_named && roles.contains(&node.role()) && !node.is_disabled()
        };
        let found = |screen: &Harness<'static, App>| {
            let nodes = screen.root().children_recursive();
            nodes.filter(pressable).last().map(|node| node.rect())
        };
        self.at_rest(&format!("the button \"{what}\""), &found);
        let nodes = self.screen.root().children_recursive();
        let found = nodes.filter(pressable).last();
        found.expect("just seen").click();
        self.screen.step();
        self.screen.step();
    }

    /// Waits until something is there, does not move any more, and all that was asked for is drawn.
    fn at_rest(
        &mut self,
        what: &str,
        found: &dyn Fn(&Harness<'static, App>) -> Option<egui::Rect>,
    ) {
        let mut before = None;
        self.until(what, |screen| {
            let now = found(screen);
            let rests = now.is_some() && now == before;
            before = now;
            rests && screen.state().is_caught_up()
        });
    }

    /// Writes into the field of that name, in place of what stood there.
    pub fn write(&mut self, name: &str, text: &str) {
        let is_field = |node: &egui_kittest::Node<'_>| {
            let role = node.accesskit_node().role();
            let fields = [
                Role::TextInput,
                Role::MultilineTextInput,
                Role::PasswordInput,
            ];
            fields.contains(&role)
        };
        let found = |screen: &Harness<'static, App>| {
            let found = screen.query_all_by_label(name).rfind(is_field);
            found.map(|node| node.rect())
        };
        self.at_rest(&format!("the field \"{name}\""), &found);
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

    /// The design whose page is open, as it stands on the screen.
    pub fn design(&mut self) -> DesignView {
        self.until("the page of the design", |screen| {
            let state = screen.state();
            let design = state.view().design.as_deref();
            state.is_caught_up() && design.is_some()
        });
        let view = self.screen.state().view();
        view.design.as_deref().expect("just seen").clone()
    }

    /// Which design is open, and which of its tabs.
    pub fn route(&self) -> (DocumentId, DesignTab) {
        match self.screen.state().window().route() {
            Route::Design(design, tab) => (*design, *tab),
            other => panic!("no design is open: {other:?}"),
        }
    }

    /// Waits until nothing moves and every preview that is in sight has come.
    pub fn at_ease(&mut self) {
        for _ in 0..40 {
            self.screen.step();
            std::thread::sleep(Duration::from_millis(10));
        }
        self.until("all that was asked for is drawn", |screen| {
            screen.state().is_caught_up()
        });
    }

    /// Goes to a page by the navigation.
    pub fn go(&mut self, page: &str) {
        // What waits there stands behind its name.
        let waits = format!("{page}, ");
        self.press_named(page, &|label| label == page || label.starts_with(&waits));
    }

    /// Waits until everything that was typed is on the disk.
    pub fn saved(&mut self) {
        for _ in 0..6 {
            self.screen.step();
        }
        self.until("everything is saved", |screen| {
            screen.state().view().status.saved
        });
    }

    /// Closes the program.
    pub fn close(mut self) {
        self.end();
    }

    /// The window is gone at once, with nothing handed out; the home is free a moment later.
    pub fn crash(self, folder: &Path) {
        drop(self);
        let start = Instant::now();
        while Home::open(folder, chance::bytes()).is_err() {
            assert!(start.elapsed() < PATIENCE, "the home stays in use");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Closes the program; only its last picture is left.
    pub fn end(&mut self) {
        self.screen.state_mut().end(u64::MAX / 2);
    }

    /// Chooses one of the choices under that name.
    pub fn choose(&mut self, name: &str, choice: &str) {
        self.press(name);
        self.press(choice);
    }

    /// Writes the path of a file or folder where one is asked for.
    pub fn answer_path(&mut self, path: &Path, button: &str) {
        self.write("Path", path.to_str().expect("test paths are plain"));
        self.press(button);
        self.sees_no("Path");
    }

    /// Sets a number that can be stepped or typed.
    pub fn set_number(&mut self, name: &str, number: u32) {
        let is_number =
            |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::SpinButton;
        let found = |screen: &Harness<'static, App>| {
            let found = screen.query_all_by_label(name).rfind(is_number);
            found.map(|node| node.rect())
        };
        self.at_rest(&format!("the number \"{name}\""), &found);
        let found = self.screen.query_all_by_label(name).rfind(is_number);
        found.expect("just seen").focus();
        self.screen.step();
        self.screen
            .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        self.screen.step();
        self.screen.event(egui::Event::Text(number.to_string()));
        self.screen.step();
        self.key(egui::Key::Enter);
    }

    /// Presses a key.
    pub fn key(&mut self, key: egui::Key) {
        self.screen.key_press(key);
        self.screen.step();
        self.screen.step();
    }

    /// Makes an invitation as a steward does, and reads its line.
    pub fn invite(&mut self, role: Option<&str>, uses: u32) -> String {
        self.go("People and devices");
        self.press("Invite someone");
        if let Some(role) = role {
            self.choose("They may", role);
        }
        for _ in 1..uses {
            self.press("More: For how many people");
        }
        // The day of a story is long past by the clock of whoever lets others in.
        self.set_number("Valid for, in days", 3_650);
        self.press("Make the invitation");
        let made = self.invitation();
        self.press("Close");
        made
    }

    /// The line of the invitation that was made last.
    pub fn invitation(&mut self) -> String {
        let mut made = None;
        self.until("an invitation", |screen| {
            let all = screen.state().view().answers.values();
            made = all.rev().find_map(|answer| match answer {
                Answer::Done(Outcome::Invitation(made)) => Some(made.text.clone()),
                _ => None,
            });
            made.is_some()
        });
        made.expect("just seen")
    }

    /// Joins with an invitation, at an address.
    pub fn join(&mut self, person: &str, invitation: &str, address: &str) {
        self.write("Your name", person);
        self.press("Continue");
        self.press("Join");
        self.write("Invitation", invitation);
        self.press("at an address");
        self.write("Address", address);
        self.sees("Valley Tools: ");
        self.press("Join");
        self.until("the catalogue of the commons", |screen| {
            screen.state().view().commons.is_some()
        });
    }

    /// The address of this device, as its page shows it.
    pub fn address(&mut self) -> String {
        self.go("People and devices");
        self.until("an address", |screen| {
            !screen.state().view().people.address.is_empty()
        });
        self.screen.state().view().people.address.clone()
    }

    /// Meets the device at that address, until both hold the same.
    pub fn meet(&mut self, other: &mut Desk) {
        let address = other.address();
        self.go("People and devices");
        self.write("Address of another device", &address);
        self.press("Connect");
        self.sees("Connected");
        self.same(other);
    }

    /// Waits until both hold the same.
    pub fn same(&mut self, other: &mut Desk) {
        self.until("both hold the same", |screen| {
            other.screen.step();
            let print =
                |screen: &Harness<'static, App>| screen.state().view().settings.fingerprint.clone();
            let theirs = print(&other.screen);
            !theirs.is_empty() && print(screen) == theirs
        });
    }
}

/// Goes to a tab of the open design.
pub fn tab(desk: &mut Desk, name: &str) {
    // How many things stand in it is said behind its name.
    let counted = format!("{name} (");
    desk.press_named(name, &|label| label == name || label.starts_with(&counted));
}
