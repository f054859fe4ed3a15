//! Asking for a file: the dialog of the system is open meanwhile, and a path can be written or dropped here.
//!
//! A system's dialog can hang, or there may be none at all. So it is never the only way.

use std::path::PathBuf;

use egui::Ui;

use crate::action::{Action, CommandId, PickFor};
use crate::ui::desk::Desk;
use crate::ui::fields::field;
use crate::ui::theme::GAP;
use crate::ui::widgets::{Weight, button, closes, entered, meta, modal, muted, section};
use crate::words::{self, picker as w};

/// The dialog's width.
const WIDTH: f32 = 480.0;

/// What is being asked for.
#[derive(Default)]
pub struct Picker {
    open: Option<Open>,
}

struct Open {
    command: CommandId,
    what: PickFor,
    path: String,
    /// Whether the system has no dialog, so that writing a path is the only way.
    alone: bool,
}

impl Picker {
    /// Whether a file is being asked for.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The dialog of the system could not be opened.
    pub fn is_alone(&mut self, command: CommandId) {
        if let Some(open) = self.open.as_mut().filter(|open| open.command == command) {
            open.alone = true;
        }
    }

    /// The dialog of the system gave an answer.
    pub fn answered(&mut self, command: CommandId) {
        if self
            .open
            .as_ref()
            .is_some_and(|open| open.command == command)
        {
            self.open = None;
        }
    }

    /// Opens for what was asked for in this frame, and draws it while it is open.
    pub fn ui(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        for action in &desk.actions {
            if let Action::Pick(command, what) = action {
                self.open = Some(Open {
                    command: *command,
                    what: *what,
                    path: String::new(),
                    alone: false,
                });
            }
        }
        let Some(open) = &mut self.open else {
            return;
        };
        let mut chosen = dropped(ui);
        let mut close = false;
        let shown = modal(ui, "picker", |ui| {
            ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 80.0));
            ui.spacing_mut().item_spacing.y = GAP;
            ui.spacing_mut().text_edit_width = WIDTH;
            section(ui, w::title(open.what));
            muted(ui, if open.alone { w::ALONE } else { w::ELSEWHERE });
            let edit = field(ui, w::PATH, &mut open.path, w::hint(open.what));
            let enter = entered(ui, &edit);
            if !enter && open.alone && ui.memory(|memory| memory.focused().is_none()) {
                edit.request_focus();
            }
            if !w::writes(open.what) {
                meta(ui, w::OR_DROP);
            }
            ui.horizontal(|ui| {
                let is_ready = !open.path.trim().is_empty();
                let use_it = |ui: &mut Ui| button(ui, w::does(open.what), Weight::Primary);
                let pressed = ui.add_enabled_ui(is_ready, use_it).inner.clicked();
                if is_ready && (pressed || enter) {
                    chosen = vec![PathBuf::from(open.path.trim())];
                }
                close = button(ui, words::CANCEL, Weight::Normal).clicked();
            });
        });
        if closes(ui, &shown, close || !chosen.is_empty()) {
            desk.push(Action::Picked(open.command, open.what, chosen));
            self.open = None;
        }
    }
}

/// Files that were dropped on the window.
fn dropped(ui: &Ui) -> Vec<PathBuf> {
    ui.input(|input| {
        let files = input.raw.dropped_files.iter();
        files.map(|file| file.path().to_path_buf()).collect()
    })
}
