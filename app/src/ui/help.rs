//! The help: everything that can be done from anywhere with its keys, and what the words mean.

use egui::{ScrollArea, Ui};

use crate::ui::commands::{Around, Doing, Group};
use crate::ui::theme::{GAP, GAP_SMALL, GAP_TINY};
use crate::ui::widgets::{Weight, button, closes, meta, modal, muted, section, strong, tabs};
use crate::words::{self, commands as w};

/// The help, while it is open.
#[derive(Default)]
pub struct Help {
    open: bool,
    page: Page,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Page {
    #[default]
    Doings,
    Words,
}

impl Help {
    /// Opens it.
    pub fn open(&mut self) {
        self.open = true;
    }

    /// Draws it while it is open.
    pub fn ui(&mut self, ui: &mut Ui, around: &Around<'_>) {
        if !self.open {
            return;
        }
        let mut close = false;
        let shown = modal(ui, "help", |ui| {
            let room = ui.ctx().content_rect();
            ui.set_width(620.0_f32.min(room.width() - 80.0));
            section(ui, w::HELP);
            let pages = [
                (Page::Doings, w::HELP_KEYS.to_owned()),
                (Page::Words, w::HELP_WORDS.to_owned()),
            ];
            if let Some(page) = tabs(ui, self.page, &pages) {
                self.page = page;
            }
            ui.add_space(GAP_SMALL);
            let height = (room.height() - 240.0).clamp(120.0, 480.0);
            ScrollArea::vertical()
                .id_salt(("help", self.page == Page::Words))
                .auto_shrink([false, true])
                .max_height(height)
                .show(ui, |ui| match self.page {
                    Page::Doings => doings_ui(ui, around),
                    Page::Words => words_ui(ui),
                });
            ui.add_space(GAP_SMALL);
            close = button(ui, words::CLOSE, Weight::Primary).clicked();
        });
        if closes(ui, &shown, close) {
            self.open = false;
        }
    }
}

fn doings_ui(ui: &mut Ui, around: &Around<'_>) {
    for group in Group::ALL {
        strong(ui, w::group(group));
        let all = Doing::ALL
            .into_iter()
            .filter(|doing| doing.group() == group);
        egui::Grid::new(("help", group as u8))
            .num_columns(2)
            .spacing([GAP, GAP_TINY])
            .show(ui, |ui| {
                for doing in all {
                    doing_ui(ui, doing, around);
                    ui.end_row();
                }
            });
        ui.add_space(GAP);
    }
}

/// Its keys, its name and what it does; what cannot be done now is muted.
fn doing_ui(ui: &mut Ui, doing: Doing, around: &Around<'_>) {
    let keys = doing.keys_shown(ui.ctx());
    ui.scope(|ui| {
        ui.set_min_width(92.0);
        if keys.is_empty() {
            meta(ui, w::NO_KEYS);
        } else {
            ui.monospace(keys);
        }
    });
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if doing.is_enabled(around) {
            ui.label(doing.name());
        } else {
            muted(ui, doing.name());
        }
        meta(ui, doing.tooltip());
    });
}

fn words_ui(ui: &mut Ui) {
    for (word, means) in w::GLOSSARY {
        strong(ui, word);
        ui.add(egui::Label::new(means).wrap());
        ui.add_space(GAP_SMALL);
    }
}
