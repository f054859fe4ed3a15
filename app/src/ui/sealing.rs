//! A passphrase for a file: offered before a stick or a backup is written, asked for before a sealed one is read.

use std::path::PathBuf;

use egui::{Key, Modifiers, Ui};

use crate::action::{Action, CommandId, PickFor, Request};
use crate::passphrase::{Passphrase, typed};
use crate::ui::desk::Desk;
use crate::ui::fields::password;
use crate::ui::theme::GAP;
use crate::ui::widgets::{Weight, button, closes, meta, modal, muted, section};
use crate::view::SealedView;
use crate::words::{self, passphrase as w};

/// The dialog's width.
const WIDTH: f32 = 480.0;

/// What a passphrase is asked for.
#[derive(Default)]
pub struct Sealing {
    open: Option<Open>,
    /// The question of the engine that was answered last.
    answered: u64,
}

struct Open {
    command: CommandId,
    what: PickFor,
    path: PathBuf,
    /// The question of the engine, where a file is to be read.
    question: Option<u64>,
    was_wrong: bool,
    first: String,
    second: String,
    problem: Option<String>,
}

impl Sealing {
    /// Whether a passphrase is being asked for.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// A file is going to be written there: offers to seal it.
    pub fn offer(&mut self, command: CommandId, what: PickFor, path: PathBuf) {
        self.open = Some(Open::new(command, what, path));
    }

    /// Opens for a sealed file that the engine found, and draws while it is open.
    pub fn ui(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        if let Some(sealed) = &desk.view.sealed {
            self.take_question(sealed);
        }
        let Some(open) = &mut self.open else {
            return;
        };
        let mut end = None;
        let shown = modal(ui, "sealing", |ui| {
            ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 80.0));
            ui.spacing_mut().item_spacing.y = GAP;
            ui.spacing_mut().text_edit_width = WIDTH;
            end = match open.question {
                Some(_) => open.read_ui(ui),
                None => open.write_ui(ui, desk.view.commons.as_ref().is_some_and(|it| it.open)),
            };
        });
        if closes(ui, &shown, end.is_some()) {
            self.close(end.unwrap_or(End::Left), desk);
        }
    }

    fn take_question(&mut self, sealed: &SealedView) {
        if self.answered >= sealed.question {
            return;
        }
        self.answered = sealed.question;
        let open = Open::new(sealed.command, sealed.what, sealed.path.clone());
        self.open = Some(Open {
            question: Some(sealed.question),
            was_wrong: sealed.was_wrong,
            ..open
        });
    }

    fn close(&mut self, end: End, desk: &mut Desk<'_>) {
        let Some(open) = self.open.take() else {
            return;
        };
        let passphrase = match end {
            End::Sealed(passphrase) => Some(passphrase),
            End::Plain => None,
            End::Left => return desk.push(Action::Picked(open.command, open.what, vec![])),
        };
        let request = match open.what {
            PickFor::BundleWrite => Request::BundleWrite(open.path, passphrase),
            PickFor::BundleRead => Request::BundleRead(open.path, passphrase),
            PickFor::Backup => Request::Backup(open.path, passphrase),
            PickFor::Restore => Request::Restore(open.path, passphrase),
            // Nothing else is ever sealed.
            _ => return,
        };
        desk.push(Action::Do(open.command, request));
    }
}

/// How the dialog was left.
enum End {
    Sealed(Passphrase),
    Plain,
    Left,
}

impl Open {
    fn new(command: CommandId, what: PickFor, path: PathBuf) -> Open {
        Open {
            command,
            what,
            path,
            question: None,
            was_wrong: false,
            first: String::new(),
            second: String::new(),
            problem: None,
        }
    }

    /// Two fields for a new passphrase, and a way without.
    fn write_ui(&mut self, ui: &mut Ui, is_open_commons: bool) -> Option<End> {
        let is_backup = self.what == PickFor::Backup;
        section(ui, w::OFFER);
        muted(
            ui,
            if is_backup {
                w::WHY_BACKUP
            } else {
                w::WHY_STICK
            },
        );
        meta(ui, self.path.display().to_string());
        let first = password(ui, w::PASSPHRASE, &mut self.first);
        if self.second.is_empty() && self.first.is_empty() && nothing_has_focus(ui) {
            first.request_focus();
        }
        let second = password(ui, w::AGAIN, &mut self.second);
        if let Some(problem) = &self.problem {
            meta(ui, problem);
        }
        let enter = second.lost_focus() && takes_enter(ui);
        let (sealed, plain) = match is_open_commons && !is_backup {
            true => (Weight::Normal, Weight::Primary),
            false => (Weight::Primary, Weight::Normal),
        };
        let mut end = None;
        ui.horizontal(|ui| {
            if button(ui, w::SEAL, sealed).clicked() || enter {
                end = self.sealed();
            }
            if button(ui, w::NOT, plain).clicked() {
                end = Some(End::Plain);
            }
            if button(ui, words::CANCEL, Weight::Normal).clicked() {
                end = Some(End::Left);
            }
        });
        end
    }

    fn sealed(&mut self) -> Option<End> {
        let passphrase = typed(&self.first);
        self.problem = match (passphrase.fits(), self.first == self.second) {
            (false, _) => Some(w::too_short()),
            (true, false) => Some(w::NOT_THE_SAME.to_owned()),
            (true, true) => return Some(End::Sealed(passphrase)),
        };
        None
    }

    /// One field for the passphrase of a file.
    fn read_ui(&mut self, ui: &mut Ui) -> Option<End> {
        section(ui, w::IS_SEALED);
        muted(
            ui,
            if self.was_wrong {
                w::WRONG
            } else {
                w::ASK_GIVER
            },
        );
        meta(ui, self.path.display().to_string());
        let edit = password(ui, w::PASSPHRASE, &mut self.first);
        if self.first.is_empty() && nothing_has_focus(ui) {
            edit.request_focus();
        }
        let enter = edit.lost_focus() && takes_enter(ui);
        let mut end = None;
        ui.horizontal(|ui| {
            let is_ready = !self.first.is_empty();
            let open_it = |ui: &mut Ui| button(ui, w::OPEN, Weight::Primary);
            let pressed = ui.add_enabled_ui(is_ready, open_it).inner.clicked();
            if is_ready && (pressed || enter) {
                end = Some(End::Sealed(typed(&self.first)));
            }
            if button(ui, words::CANCEL, Weight::Normal).clicked() {
                end = Some(End::Left);
            }
        });
        end
    }
}

fn nothing_has_focus(ui: &Ui) -> bool {
    ui.memory(|memory| memory.focused().is_none())
}

fn takes_enter(ui: &Ui) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
}
