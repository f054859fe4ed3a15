//! Settings.

use egui::Ui;

use crate::action::{Action, Graphics, Look, PickFor, Request, ThemeChoice};
use crate::ui::SIZES;
use crate::ui::commands::Doing;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::choice;
use crate::ui::icon;
use crate::ui::profile::{ProfileForm, face_ui, others_ui};
use crate::ui::shell::scrolled;
use crate::ui::theme::{GAP, GAP_SMALL, TEXT_WIDTH_MAX, Tone};
use crate::ui::widgets::{
    Weight, banner, button, card, check, closes, icon_text_button, meta, modal, section,
    send_button, sent_trouble_ui, strong, title,
};
use crate::view::{Outcome, SettingsView};
use crate::words::{self, settings as w};

mod protect;

/// What the page keeps between frames.
#[derive(Default)]
pub struct SettingsState {
    protect: protect::Protect,
    said: Option<String>,
    sent: Sent,
    restore: Option<Sent>,
}

impl SettingsState {
    /// Asks for a file and does with it what is asked.
    pub fn pick(&mut self, desk: &mut Desk<'_>, what: PickFor) {
        self.sent.pick(desk, what);
    }

    /// Opens what is to be read before a backup is restored.
    pub fn open_restore(&mut self) {
        self.restore = Some(Sent::default());
    }
}

/// Draws the settings.
pub fn settings_ui(
    ui: &mut Ui,
    view: &SettingsView,
    state: &mut SettingsState,
    profile: &mut ProfileForm,
    desk: &mut Desk<'_>,
) {
    if let Some(Outcome::Said(text)) = state.sent.take_done(desk.view) {
        state.said = Some(text.clone());
    }
    scrolled(ui, "settings", TEXT_WIDTH_MAX, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        title(ui, w::TITLE);
        sent_trouble_ui(ui, desk, &state.sent);
        you_ui(ui, view, state, profile, desk);
        looks_ui(ui, view, desk);
        network_ui(ui, view, state, desk);
        block(ui, words::passphrase::OF_HOME, |ui| {
            state.protect.block_ui(ui, view);
        });
        backup_ui(ui, view, state, desk);
        about_ui(ui, view, desk);
    });
    restore_dialog(ui, state, desk);
    state.protect.ui(ui, desk);
}

fn block(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui)) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, name);
        add(ui);
    });
}

fn you_ui(
    ui: &mut Ui,
    view: &SettingsView,
    state: &mut SettingsState,
    profile: &mut ProfileForm,
    desk: &mut Desk<'_>,
) {
    block(ui, w::YOU, |ui| {
        let about = desk.me().map(|me| me.profile.clone()).unwrap_or_default();
        ui.horizontal(|ui| {
            face_ui(ui, about.picture, icon::PERSON, &view.person, 56.0, desk);
            ui.vertical(|ui| {
                strong(ui, view.person.as_str());
                if !about.note.is_empty() {
                    ui.label(&about.note);
                }
                meta(ui, format!("{}: {}", w::DEVICE, view.device));
            });
        });
        let change = icon_text_button(ui, Some(icon::EDIT), words::profile::CHANGE, Weight::Normal);
        if change.clicked() {
            profile.open_mine(desk);
        }
        others_ui(ui, &mut state.sent, desk);
    });
}

fn looks_ui(ui: &mut Ui, view: &SettingsView, desk: &mut Desk<'_>) {
    block(ui, w::LOOKS, |ui| {
        let mut theme = view.theme;
        let themes = [ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark];
        if choice(
            ui,
            w::THEME,
            &mut theme,
            &themes.map(|t| (t, w::theme(t).to_owned())),
        ) {
            desk.push(Action::Look(Look::Theme(theme)));
        }
        let mut percent = view.percent;
        if choice(
            ui,
            w::SIZE,
            &mut percent,
            &SIZES.map(|p| (p, w::percent(p))),
        ) {
            desk.push(Action::Look(Look::Percent(percent)));
        }
        meta(ui, w::SIZE_KEYS);
        let mut graphics = view.graphics;
        let ways = [Graphics::Auto, Graphics::Glow, Graphics::Wgpu];
        if choice(
            ui,
            w::GRAPHICS,
            &mut graphics,
            &ways.map(|way| (way, w::graphics(way).to_owned())),
        ) {
            desk.push(Action::Look(Look::Graphics(graphics)));
        }
        meta(ui, w::GRAPHICS_WHY);
    });
}

fn network_ui(ui: &mut Ui, view: &SettingsView, state: &mut SettingsState, desk: &mut Desk<'_>) {
    block(ui, w::NETWORK, |ui| {
        let mut seen = view.seen_in_workshop;
        if check(ui, &mut seen, w::SEEN).changed() {
            state.sent.send(desk, Request::SeenInWorkshop(seen));
        }
        meta(ui, w::SEEN_WHY);
        let mut most = view.fetch_bytes_max;
        let mut sizes = w::FETCH_SIZES
            .map(|bytes| (bytes, w::fetch_size(bytes)))
            .to_vec();
        if !w::FETCH_SIZES.contains(&most) {
            sizes.push((most, w::fetch_size(most)));
        }
        if choice(ui, w::FETCH, &mut most, &sizes) {
            state.sent.send(desk, Request::FetchUpTo(most));
        }
        meta(ui, w::FETCH_WHY);
    });
}

fn backup_ui(ui: &mut Ui, view: &SettingsView, state: &mut SettingsState, desk: &mut Desk<'_>) {
    block(ui, w::BACKUP, |ui| {
        meta(ui, w::BACKUP_WHY);
        if let Some(said) = &state.said {
            banner(ui, icon::GOOD, Tone::Good, |ui| ui.label(said));
        }
        ui.horizontal_wrapped(|ui| {
            if icon_text_button(ui, Some(icon::BACKUP), w::WRITE_BACKUP, Weight::Normal).clicked() {
                state.pick(desk, PickFor::Backup);
            }
            if icon_text_button(ui, Some(icon::RESTORE), w::RESTORE, Weight::Normal).clicked() {
                state.open_restore();
            }
            let when = view.backed_up.as_deref().map(w::backed_up);
            meta(ui, when.unwrap_or_else(|| w::NEVER.into()));
        });
    });
}

/// What restoring does, before a file is chosen.
fn restore_dialog(ui: &mut Ui, state: &mut SettingsState, desk: &mut Desk<'_>) {
    let Some(sent) = &mut state.restore else {
        return;
    };
    let mut close = sent.take_done(desk.view).is_some();
    let shown = modal(ui, "restore", |ui| {
        ui.set_width(460.0);
        ui.spacing_mut().item_spacing.y = GAP;
        section(ui, w::RESTORE);
        for sentence in w::RESTORE_WHY {
            ui.add(egui::Label::new(sentence).wrap());
        }
        let only_here = desk.view.status.only_here;
        if only_here > 0 {
            banner(ui, icon::WARNING, Tone::Look, |ui| {
                ui.label(w::restore_leaves(only_here))
            });
        }
        ui.horizontal(|ui| {
            if send_button(ui, desk, sent, w::CHOOSE_BACKUP, Weight::Primary, Ok(())) {
                sent.pick(desk, PickFor::Restore);
            }
            close |= button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, sent);
    });
    if closes(ui, &shown, close) {
        state.restore = None;
    }
}

fn about_ui(ui: &mut Ui, view: &SettingsView, desk: &mut Desk<'_>) {
    block(ui, w::ABOUT, |ui| {
        let lines = [
            (w::VERSION, view.version.as_str()),
            (w::HOME, view.home.as_str()),
            (w::FINGERPRINT, view.fingerprint.as_str()),
        ];
        for (name, value) in lines.iter().filter(|(_, value)| !value.is_empty()) {
            meta(ui, *name);
            let shown = egui::RichText::new(*value).monospace();
            ui.add(egui::Label::new(shown).wrap().selectable(true));
        }
        meta(ui, w::FINGERPRINT_WHY);
        if icon_text_button(ui, Some(icon::HELP), w::KEYS, Weight::Normal).clicked() {
            desk.doings.push(Doing::Help);
        }
    });
}
