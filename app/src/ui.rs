//! The window: pure views over [`crate::view`], which push [`crate::action::Action`]s.
//!
//! [`Window::ui`] draws one frame and gives what was asked for in it. Views never lock, block, read
//! files or call the clock: the time comes in as an argument.

use std::collections::BTreeSet;
use std::path::PathBuf;

use egui::{CentralPanel, Context, Frame, Ui};

use crate::action::{Action, CommandId, DesignTab, Look, PickFor, PreviewKey, Route, ThemeChoice};
use crate::ui::catalogue::CatalogueState;
use crate::ui::commands::{Around, Doing};
use crate::ui::desk::Desk;
use crate::ui::first_start::FirstStartState;
use crate::ui::pictures::Pictures;
use crate::view::{Drafts, View};

pub mod aside;
pub mod books;
pub mod catalogue;
pub mod collisions;
pub mod commands;
pub mod design;
pub mod desk;
pub mod doing;
pub mod draft;
pub mod fields;
pub mod first_start;
pub mod forms;
pub mod help;
pub mod icon;
pub mod kept;
pub mod ledger;
pub mod markdown;
mod pages;
pub mod palette;
pub mod people;
pub mod periods;
pub mod picker;
pub mod pictures;
pub mod profile;
pub mod reciprocity;
pub mod rights;
pub mod rules;
pub mod sealing;
pub mod settings;
pub mod shell;
pub mod since;
pub mod theme;
pub mod timeline;
pub mod toasts;
pub mod unlock;
pub mod what_if;
pub mod widgets;

/// So many pages back are remembered.
const HISTORY_MAX: usize = 64;
/// The sizes that Ctrl and + go through, in percent.
const SIZES: [u16; 9] = [80, 90, 100, 110, 125, 140, 160, 180, 200];

/// The small state of the window itself: where it is, what is being typed, what was seen.
pub struct Window {
    route: Route,
    back: Vec<Route>,
    forward: Vec<Route>,
    told: bool,
    next_command: u64,
    pictures: Pictures,
    toasts: toasts::Toasts,
    loose: BTreeSet<CommandId>,
    kept: kept::Kept,
    look: OwnLook,
    screens: Screens,
}

/// How the window is to look, from the key on and until the settings say the same.
#[derive(Default)]
struct OwnLook {
    theme: Option<ThemeChoice>,
    percent: Option<u16>,
}

impl OwnLook {
    /// Takes in what was asked for in this frame.
    fn take(&mut self, actions: &[Action]) {
        for action in actions {
            match action {
                Action::Look(Look::Theme(theme)) => self.theme = Some(*theme),
                Action::Look(Look::Percent(percent)) => self.percent = Some(*percent),
                _ => {}
            }
        }
    }

    /// What the settings say by now is not the window's own any more.
    fn settle(&mut self, view: &View) {
        self.theme = self.theme.filter(|theme| *theme != view.settings.theme);
        self.percent = self
            .percent
            .filter(|percent| *percent != view.settings.percent);
    }
}

/// The small states of the screens.
#[derive(Default)]
pub struct Screens {
    /// A home behind a passphrase.
    pub unlock: unlock::UnlockState,
    /// First start.
    pub first_start: FirstStartState,
    /// Catalogue.
    pub catalogue: CatalogueState,
    /// The open design.
    pub design: design::DesignState,
    /// Since you last looked.
    pub since: since::SinceState,
    /// The ledger.
    pub ledger: ledger::LedgerState,
    /// Reciprocity.
    pub reciprocity: reciprocity::ReciprocityState,
    /// The books.
    pub books: books::BooksState,
    /// Which periods are closed.
    pub periods: periods::PeriodsState,
    /// The rules.
    pub rules: rules::RulesState,
    /// People and devices.
    pub people: people::PeopleState,
    /// What does not count.
    pub aside: aside::AsideState,
    /// Settings.
    pub settings: settings::SettingsState,
    /// Forms that several pages open.
    pub forms: forms::Forms,
    /// The form of a profile.
    pub profile: profile::ProfileForm,
    /// The palette.
    pub palette: palette::Palette,
    /// The help.
    pub help: help::Help,
    /// Asking for a file.
    pub picker: picker::Picker,
    /// A passphrase for a file.
    pub sealing: sealing::Sealing,
}

impl Default for Window {
    fn default() -> Self {
        Window {
            route: Route::default(),
            back: Vec::new(),
            forward: Vec::new(),
            told: false,
            next_command: 1,
            pictures: Pictures::default(),
            toasts: toasts::Toasts::default(),
            loose: BTreeSet::new(),
            kept: kept::Kept::default(),
            look: OwnLook::default(),
            screens: Screens::default(),
        }
    }
}

impl Window {
    /// Where the window is.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// Goes to a page; the next frame tells that it went there.
    pub fn go(&mut self, route: Route) {
        if route == self.route {
            return;
        }
        self.back.push(std::mem::replace(&mut self.route, route));
        if self.back.len() > HISTORY_MAX {
            self.back.remove(0);
        }
        self.forward.clear();
        self.told = false;
    }

    /// A preview that was asked for was made, or could not be.
    pub fn preview(&mut self, key: PreviewKey, made: Result<egui::ColorImage, String>) {
        self.pictures.arrived(key, made);
    }

    /// What was being typed when the program ended last.
    pub fn take_drafts(&mut self, drafts: Drafts) {
        self.kept.found(drafts);
    }

    /// The system has no dialog for what was asked for.
    pub fn no_dialog(&mut self, command: CommandId) {
        self.screens.picker.is_alone(command);
    }

    /// What was asked for was answered.
    pub fn picked(&mut self, command: CommandId) {
        self.screens.picker.answered(command);
    }

    /// A file is going to be written there: sealing is offered first.
    pub fn offer_seal(&mut self, command: CommandId, what: PickFor, path: PathBuf) {
        self.screens.sealing.offer(command, what, path);
    }

    /// What the screens keep, for tests.
    pub fn screens(&self) -> &Screens {
        &self.screens
    }

    /// Draws one frame of `view` at `now_ms`, and gives what was asked for.
    pub fn ui(&mut self, ui: &mut Ui, view: &View, now_ms: u64) -> Vec<Action> {
        self.pictures.begin_frame(ui.ctx());
        self.look.settle(view);
        look(ui.ctx(), view, &self.look);
        self.kept.begin_frame(view);
        let mut desk = Desk::new(
            view,
            now_ms,
            &mut self.pictures,
            &mut self.next_command,
            &mut self.kept,
        );
        if !self.told && view.locked.is_none() {
            self.told = true;
            desk.push(Action::Went(self.route.clone()));
        }
        let around = Around {
            view,
            can_back: !self.back.is_empty(),
            can_forward: !self.forward.is_empty(),
        };
        desk.percent = self.look.percent.unwrap_or(view.settings.percent);
        desk.doings = commands::pressed(ui.ctx(), &around);
        self.toasts.take(view, now_ms);
        self.toasts.take_loose(view, &mut self.loose, now_ms);
        if let Some(locked) = &view.locked {
            desk.doings.clear();
            page_frame(ui, |ui| {
                unlock::unlock_ui(ui, locked, &mut self.screens.unlock, &mut desk)
            });
        } else if view.commons.is_none() {
            page_frame(ui, |ui| {
                first_start::first_start_ui(
                    ui,
                    &view.first_start,
                    &mut self.screens.first_start,
                    &mut desk,
                );
            });
        } else {
            shell::nav_ui(ui, &mut desk, &self.route, &around);
            shell::status_ui(ui, &mut desk);
            page_frame(ui, |ui| {
                shell::banner_ui(ui, &desk);
                pages::page_ui(ui, &self.route, &mut self.screens, &mut desk);
            });
            if !self.screens.picker.is_open() && !self.screens.sealing.is_open() {
                shell::dropped_ui(ui, &mut desk, &self.route, &mut self.screens.catalogue);
            }
        }
        let steps = overlays_ui(ui, &around, &self.route, &mut self.screens, &mut desk);
        for (kind, text) in std::mem::take(&mut desk.said) {
            self.toasts.say(kind, text, now_ms);
        }
        self.toasts.ui(ui.ctx(), now_ms);
        if steps != 0 || desk.go.as_ref().is_some_and(|to| *to != self.route) {
            let content = view.design.as_deref().map(|design| &design.content);
            self.screens.design.leave(content, &mut desk);
        }
        let Desk {
            mut actions,
            go,
            loose,
            ..
        } = desk;
        if let Some(drafts) = self.kept.due(now_ms) {
            actions.push(Action::Keep(drafts));
        } else if self.kept.is_waiting() {
            let wait = std::time::Duration::from_millis(kept::KEEP_AFTER_MS);
            ui.ctx().request_repaint_after(wait);
        }
        self.loose.extend(loose);
        self.look.take(&actions);
        if !actions.is_empty() {
            // What was asked for may have changed the view by the next frame.
            ui.ctx().request_repaint();
        }
        self.walk(steps);
        if let Some(route) = go {
            self.go(route);
        }
        actions
    }

    /// Hands out what is being typed, before the program ends.
    pub fn leave(&mut self, view: &View, now_ms: u64) -> Vec<Action> {
        let mut desk = Desk::new(
            view,
            now_ms,
            &mut self.pictures,
            &mut self.next_command,
            &mut self.kept,
        );
        let content = view.design.as_deref().map(|design| &design.content);
        self.screens.design.leave(content, &mut desk);
        desk.actions
    }

    /// Back or forward through the pages.
    fn walk(&mut self, steps: i32) {
        let (from, to) = match steps {
            0 => return,
            i32::MIN..=-1 => (&mut self.back, &mut self.forward),
            1.. => (&mut self.forward, &mut self.back),
        };
        if let Some(route) = from.pop() {
            to.push(std::mem::replace(&mut self.route, route));
            self.told = false;
        }
    }
}

/// What lies over the pages, and what was asked for anywhere. Gives steps through the history.
fn overlays_ui(
    ui: &mut Ui,
    around: &Around<'_>,
    route: &Route,
    screens: &mut Screens,
    desk: &mut Desk<'_>,
) -> i32 {
    if desk.view.locked.is_some() {
        return 0;
    }
    if let Some(find) = screens.palette.ui(ui, around, desk) {
        doing::open(find, desk);
    }
    screens.help.ui(ui, around);
    let asked: Vec<Doing> = std::mem::take(&mut desk.doings);
    let steps = asked
        .into_iter()
        .map(|one| doing::carry_out(one, ui.ctx(), route, screens, desk))
        .sum();
    screens.picker.ui(ui, desk);
    screens.sealing.ui(ui, desk);
    steps
}

fn page_frame(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let fill = theme::tokens(ui).bg;
    CentralPanel::default()
        .frame(Frame::new().fill(fill))
        .show(ui, add);
}

/// Theme and size as the settings say.
fn look(ctx: &Context, view: &View, own: &OwnLook) {
    let theme = match own.theme.unwrap_or(view.settings.theme) {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light => egui::ThemePreference::Light,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
    };
    ctx.set_theme(theme);
    ctx.options_mut(|o| o.zoom_with_keyboard = false);
    let factor = f32::from(
        own.percent
            .unwrap_or(view.settings.percent)
            .clamp(SIZES[0], SIZES[SIZES.len() - 1]),
    ) / 100.0;
    if (ctx.zoom_factor() - factor).abs() > 0.001 {
        ctx.set_zoom_factor(factor);
    }
}

/// The page of a design, read.
pub fn design_route(design: model::id::DocumentId) -> Route {
    Route::Design(design, DesignTab::Read)
}
