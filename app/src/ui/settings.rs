//! Settings.

use egui::Ui;

use crate::action::{Action, Look, PickFor, Request, ThemeChoice};
use crate::ui::SIZES;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{choice, field};
use crate::ui::icon;
use crate::ui::shell::scrolled;
use crate::ui::theme::{GAP, GAP_SMALL, TEXT_WIDTH_MAX, Tone};
use crate::ui::widgets::{
    Weight, banner, card, check, icon_text_button, meta, section, send_button, sent_trouble_ui,
    title,
};
use crate::view::{Outcome, SettingsView};
use crate::words::{self, settings as w};

/// What the page keeps between frames.
#[derive(Default)]
pub struct SettingsState {
    name: Option<String>,
    said: Option<String>,
    sent: Sent,
}

/// Draws the settings.
pub fn settings_ui(
    ui: &mut Ui,
    view: &SettingsView,
    state: &mut SettingsState,
    desk: &mut Desk<'_>,
) {
    if let Some(outcome) = state.sent.take_done(desk.view) {
        state.name = None;
        if let Outcome::Said(text) = outcome {
            state.said = Some(text.clone());
        }
    }
    scrolled(ui, "settings", TEXT_WIDTH_MAX, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        title(ui, w::TITLE);
        sent_trouble_ui(ui, desk, &state.sent);
        you_ui(ui, view, state, desk);
        looks_ui(ui, view, desk);
        network_ui(ui, view, state, desk);
        backup_ui(ui, view, state, desk);
        about_ui(ui, view);
        keys_ui(ui);
    });
}

fn block(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui)) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, name);
        add(ui);
    });
}

fn you_ui(ui: &mut Ui, view: &SettingsView, state: &mut SettingsState, desk: &mut Desk<'_>) {
    block(ui, w::YOU, |ui| {
        let name = state.name.get_or_insert_with(|| view.person.clone());
        field(ui, w::NAME, name, "");
        let name = name.trim().to_owned();
        let changed = !name.is_empty() && name != view.person;
        if changed && send_button(ui, desk, &state.sent, w::SAVE, Weight::Primary, Ok(())) {
            state.sent.send(desk, Request::Rename(name));
        }
        meta(ui, format!("{}: {}", w::DEVICE, view.device));
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
    });
}

fn network_ui(ui: &mut Ui, view: &SettingsView, state: &mut SettingsState, desk: &mut Desk<'_>) {
    block(ui, w::NETWORK, |ui| {
        let mut seen = view.seen_in_workshop;
        if check(ui, &mut seen, w::SEEN).changed() {
            state.sent.send(desk, Request::SeenInWorkshop(seen));
        }
        meta(ui, w::SEEN_WHY);
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
                state.sent.pick(desk, PickFor::Backup);
            }
            let when = view.backed_up.as_deref().map(w::backed_up);
            meta(ui, when.unwrap_or_else(|| w::NEVER.into()));
        });
    });
}

fn about_ui(ui: &mut Ui, view: &SettingsView) {
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
    });
}

fn keys_ui(ui: &mut Ui) {
    block(ui, w::KEYS, |ui| {
        egui::Grid::new("keys")
            .num_columns(2)
            .spacing([24.0, 6.0])
            .show(ui, |ui| {
                for (keys, does) in words::settings::KEY_LIST {
                    ui.monospace(keys);
                    ui.label(does);
                    ui.end_row();
                }
            });
    });
}
