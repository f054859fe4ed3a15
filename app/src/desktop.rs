//! The window on a real home: starts the engine's thread, draws what it shows, hands it what is asked.

use crate::action::{Action, CommandId, PickFor};
use crate::command::{Everywhere, Report, chosen, find_home};
use crate::home::Door;
use crate::mail::{Bridge, ToEngine, Wake, mail};
use crate::preview::Previews;
use crate::session::{Session, Start};
use crate::trouble::Trouble;
use crate::ui::{Window, theme};
use crate::view::{Answer, LockedView, Outcome, View};
use drawing::Way;
use egui::{Context, Ui};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

mod drawing;
pub mod libraries;
mod outside;
mod picked;
mod screen;

/// The window's size when it opens first, and the smallest.
const SIZE: [f32; 2] = [1280.0, 800.0];
const SIZE_MIN: [f32; 2] = [640.0, 400.0];
/// No person closes a dialog sooner than this after it opened.
const DIALOG_LEAST: Duration = Duration::from_millis(700);
/// When the window closes, the engine gets so long to end.
const END_WAIT: Duration = Duration::from_secs(5);

/// Opens the home and its window; returns when the window was closed.
pub fn open(everywhere: &Everywhere) -> Result<Report, Trouble> {
    screen::is_there()?;
    let (door, _) = find_home(everywhere)?;
    let commons = match (&door, everywhere.commons.as_deref()) {
        (Door::Open(home), Some(name)) => Some(chosen(home, Some(name))?),
        _ => None,
    };
    let start = Start {
        commons,
        named: everywhere.commons.clone().filter(|_| commons.is_none()),
        day: everywhere.day,
        ..Start::default()
    };
    let chosen = match std::env::var(drawing::VARIABLE) {
        Ok(name) if !name.trim().is_empty() => Some(named_way(&name)?),
        _ => Way::named(&door.settings().graphics),
    };
    let root = door.root().to_path_buf();
    let door = Arc::new(Mutex::new(Some(door)));
    screen::run(&root, chosen, move |ctx| {
        let door = door.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        theme::install(ctx);
        Some(App::start(ctx.clone(), door, &start))
    })?;
    Ok(Report::new(serde_json::json!({"window": "closed"}), ""))
}

fn named_way(name: &str) -> Result<Way, Trouble> {
    Way::named(name).ok_or_else(|| {
        Trouble::usage(
            "The window was not opened",
            format!("{} says \"{name}\"", drawing::VARIABLE),
            "set it to glow or wgpu, or to nothing",
        )
    })
}

/// The window and its end of the mail.
pub struct App {
    window: Window,
    view: View,
    bridge: Bridge,
    previews: Arc<Previews>,
    engine: Option<JoinHandle<()>>,
    backlog: VecDeque<Action>,
    open: BTreeSet<CommandId>,
    own_answers: BTreeMap<CommandId, Answer>,
    picked: (Sender<Picked>, Receiver<Picked>),
    picking: BTreeSet<CommandId>,
    /// Whose passphrase is, or may be, asked for.
    sealing: BTreeSet<CommandId>,
    system_dialogs: bool,
    wants_paste: bool,
    caught_up: bool,
    has_drawn: bool,
    once_drawn: Option<Box<dyn FnOnce()>>,
}

/// What a person chose in a dialog of the system.
struct Picked {
    command: CommandId,
    what: PickFor,
    paths: Vec<PathBuf>,
    is_missing: bool,
}

impl App {
    /// A window over this home, with its engine in a thread of its own that asks for frames of `ctx`.
    pub fn start(ctx: Context, door: Door, start: &Start) -> App {
        App::woken_by(Arc::new(move || ctx.request_repaint()), door, start)
    }

    /// The same, where `wake` asks for a frame.
    pub fn woken_by(wake: Wake, door: impl Into<Door>, start: &Start) -> App {
        let door = door.into();
        let previews = Arc::new(Previews::start({
            let wake = wake.clone();
            move || wake()
        }));
        let (bridge, end) = mail(wake);
        let (start, theirs) = (start.clone(), previews.clone());
        let looks = door.settings().looks();
        let locked = match &door {
            Door::Open(_) => None,
            Door::Locked(locked) => Some(LockedView::of(locked)),
        };
        let engine = std::thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || Session::work(door, &start, end, theirs))
            .ok();
        let mut app = App::new(bridge, previews, engine);
        // From the first frame on, before the engine has shown anything.
        (app.view.settings.theme, app.view.settings.percent) = looks;
        app.view.locked = locked;
        app
    }

    /// A window at this end of the mail.
    pub fn new(bridge: Bridge, previews: Arc<Previews>, engine: Option<JoinHandle<()>>) -> App {
        App {
            window: Window::default(),
            view: View::default(),
            bridge,
            previews,
            engine,
            backlog: VecDeque::new(),
            open: BTreeSet::new(),
            own_answers: BTreeMap::new(),
            picked: channel(),
            picking: BTreeSet::new(),
            sealing: BTreeSet::new(),
            system_dialogs: true,
            wants_paste: false,
            caught_up: false,
            has_drawn: false,
            once_drawn: None,
        }
    }

    /// The same without dialogs of the system: paths are written in the window. For tests.
    pub fn without_system_dialogs(mut self) -> App {
        self.system_dialogs = false;
        self
    }

    /// Calls this once the first frame is on the screen.
    fn once_drawn(mut self, tell: impl FnOnce() + 'static) -> App {
        self.once_drawn = Some(Box::new(tell));
        self
    }

    /// The window, for tests.
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// What is drawn, for tests.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Whether what is drawn answers everything that was asked for, for tests.
    pub fn is_caught_up(&self) -> bool {
        self.caught_up
    }

    /// Asks for something as the window would, without a click; for dialogs of the system.
    pub fn act(&mut self, ctx: &Context, action: Action) {
        self.follow(ctx, action);
        self.send_backlog();
    }

    /// Draws one frame.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.take_mail(&ctx);
        self.take_paste(&ctx);
        let now_ms = now_ms(&ctx);
        for action in self.window.ui(ui, &self.view, now_ms) {
            self.follow(&ctx, action);
        }
        self.caught_up &= self.backlog.is_empty();
        self.send_backlog();
        if !self.backlog.is_empty() {
            ctx.request_repaint_after(Duration::from_millis(50));
        }
    }

    /// Takes the newest view, previews that were made, and what dialogs gave.
    fn take_mail(&mut self, ctx: &Context) {
        // Asked first: what was carried out by now is in what is taken next.
        self.caught_up = self.backlog.is_empty() && self.bridge.is_caught_up();
        let news = self.bridge.take();
        if let Some(view) = news.view {
            let pasted = self.view.first_start.pasted.take();
            self.view = view;
            self.view.first_start.pasted = pasted;
        }
        if let Some(why) = news.ended {
            self.view.banner = Some(Trouble::new(
                "The program cannot go on",
                why,
                "close it and start it again: everything that was saved is safe",
            ));
        }
        if let Some(drafts) = news.drafts {
            self.window.take_drafts(drafts);
        }
        for path in news.opened {
            outside::open_file(&path);
        }
        for (key, made) in self.previews.take() {
            self.window.preview(key, made);
        }
        while let Ok(picked) = self.picked.1.try_recv() {
            self.take_dialog(ctx, picked);
        }
        self.view.answers.extend(self.own_answers.clone());
        let answers = &self.view.answers;
        self.open.retain(|command| !answers.contains_key(command));
        self.view.status.saved = self.open.is_empty();
    }

    fn take_paste(&mut self, ctx: &Context) {
        if !self.wants_paste {
            return;
        }
        let pasted = ctx.input(|input| {
            input.events.iter().find_map(|event| match event {
                egui::Event::Paste(text) => Some(text.clone()),
                _ => None,
            })
        });
        if let Some(text) = pasted {
            self.wants_paste = false;
            self.view.first_start.pasted = Some(text.trim().to_owned());
        }
    }

    /// Does what is the window's own, and keeps the rest for the engine.
    fn follow(&mut self, ctx: &Context, action: Action) {
        match action {
            Action::OpenLink(address) => outside::open_link(&address),
            Action::ReadClipboard => {
                self.wants_paste = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste);
            }
            Action::Pick(command, what) => self.pick(ctx, command, what),
            Action::Picked(command, what, paths) => self.take_picked(ctx, command, what, paths),
            Action::Do(command, request) => {
                self.open.insert(command);
                self.backlog.push_back(Action::Do(command, request));
            }
            other => self.backlog.push_back(other),
        }
    }

    /// Opens the dialog of the system beside the window's own.
    fn pick(&mut self, ctx: &Context, command: CommandId, what: PickFor) {
        self.picking.insert(command);
        if !self.system_dialogs {
            self.window.no_dialog(command);
            return;
        }
        let (sender, ctx) = (self.picked.0.clone(), ctx.clone());
        let opened = Instant::now();
        outside::pick(what, move |paths| {
            let picked = Picked {
                command,
                what,
                // A dialog that was never there gives up at once; a person does not.
                is_missing: paths.is_empty() && opened.elapsed() < DIALOG_LEAST,
                paths,
            };
            // The window going down is the only way this fails.
            let _ = sender.send(picked);
            ctx.request_repaint();
        });
    }

    /// The dialog of the system has ended.
    fn take_dialog(&mut self, ctx: &Context, picked: Picked) {
        if picked.is_missing {
            self.window.no_dialog(picked.command);
        } else {
            self.take_picked(ctx, picked.command, picked.what, picked.paths);
        }
    }

    /// Does with the paths what they were asked for; of two answers the first one counts.
    fn take_picked(
        &mut self,
        ctx: &Context,
        command: CommandId,
        what: PickFor,
        paths: Vec<PathBuf>,
    ) {
        let is_left = paths.is_empty() && self.sealing.remove(&command);
        if !self.picking.remove(&command) && !is_left {
            return;
        }
        self.window.picked(command);
        let paths: Vec<PathBuf> = paths.iter().map(|path| outside::whole(path)).collect();
        let Some(first) = paths.first().cloned() else {
            self.own_answers
                .insert(command, Answer::Done(Outcome::Written));
            return;
        };
        // Its passphrase may be asked for, and the dialog be left without one.
        if picked::may_be_sealed(what) {
            self.sealing.insert(command);
        }
        match picked::request(what, first, paths) {
            Ok(request) => self.follow(ctx, Action::Do(command, request)),
            Err(first) => self.window.offer_seal(command, what, first),
        }
    }

    fn send_backlog(&mut self) {
        while let Some(action) = self.backlog.pop_front() {
            if let Err(ToEngine::Act(action)) = self.bridge.send(ToEngine::Act(action)) {
                self.backlog.push_front(action);
                return;
            }
        }
    }

    /// Hands out what is being typed, and waits until it is on the disk.
    pub fn end(&mut self, now_ms: u64) {
        for action in self.window.leave(&self.view, now_ms) {
            self.backlog.push_back(action);
        }
        let until = Instant::now() + END_WAIT;
        let mut told = false;
        while Instant::now() < until {
            self.send_backlog();
            told = told || (self.backlog.is_empty() && self.bridge.send(ToEngine::Stop).is_ok());
            if self.engine.as_ref().is_none_or(JoinHandle::is_finished) {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        if let Some(engine) = self.engine.take_if(|engine| engine.is_finished()) {
            // A panic of the engine was already shown in the window.
            let _ = engine.join();
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        if !self.has_drawn {
            // When a second frame begins, the first one is on the screen.
            self.has_drawn = true;
            ui.ctx().request_repaint();
        } else if let Some(tell) = self.once_drawn.take() {
            tell();
        }
        self.frame(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some(tell) = self.once_drawn.take() {
            tell();
        }
        self.end(u64::MAX / 2);
    }
}

fn now_ms(ctx: &Context) -> u64 {
    ctx.input(|input| (input.time * 1_000.0) as u64)
}
