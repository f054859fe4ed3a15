//! The passphrase of the home: set, changed, taken away.

use egui::Ui;

use crate::action::Request;
use crate::passphrase::typed;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::password;
use crate::ui::icon;
use crate::ui::theme::GAP;
use crate::ui::widgets::{
    Weight, button, closes, icon_text_button, meta, modal, muted, section, send_button,
    sent_trouble_ui,
};
use crate::view::{NoticeKind, SettingsView};
use crate::words::{self, passphrase as w};

/// The dialog's width.
const WIDTH: f32 = 480.0;

/// What the dialog keeps between frames.
#[derive(Default)]
pub struct Protect {
    open: Option<Open>,
}

struct Open {
    is_removing: bool,
    has_one: bool,
    now: String,
    first: String,
    second: String,
    sent: Sent,
}

impl Protect {
    /// What stands in the settings: how it is, and what can be done.
    pub fn block_ui(&mut self, ui: &mut Ui, view: &SettingsView) {
        meta(
            ui,
            match view.protected {
                true => w::PROTECTED,
                false => w::UNPROTECTED,
            },
        );
        ui.horizontal_wrapped(|ui| {
            let set = if view.protected { w::CHANGE } else { w::SET };
            if icon_text_button(ui, Some(icon::LOCK), set, Weight::Normal).clicked() {
                self.open(view, false);
            }
            if view.protected && button(ui, w::REMOVE, Weight::Normal).clicked() {
                self.open(view, true);
            }
        });
    }

    fn open(&mut self, view: &SettingsView, is_removing: bool) {
        self.open = Some(Open {
            is_removing,
            has_one: view.protected,
            now: String::new(),
            first: String::new(),
            second: String::new(),
            sent: Sent::default(),
        });
    }

    /// The dialog, while it is open.
    pub fn ui(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        let Some(open) = &mut self.open else {
            return;
        };
        let done = open.sent.take_done(desk.view).is_some();
        if done {
            desk.say(NoticeKind::Good, w::done(open.is_removing));
        }
        let mut close = done;
        let shown = modal(ui, "protect", |ui| {
            ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 80.0));
            ui.spacing_mut().item_spacing.y = GAP;
            ui.spacing_mut().text_edit_width = WIDTH;
            close |= open.ui(ui, desk);
        });
        if closes(ui, &shown, close) {
            self.open = None;
        }
    }
}

impl Open {
    /// Says whether it was left.
    fn ui(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) -> bool {
        let (name, why) = match (self.is_removing, self.has_one) {
            (true, _) => (w::REMOVE, w::WHY_REMOVE),
            (false, true) => (w::CHANGE, w::COPIES_STAY),
            (false, false) => (w::SET, w::WHY_HOME),
        };
        section(ui, name);
        muted(ui, why);
        if !self.has_one {
            muted(ui, w::COPIES_STAY);
        }
        if self.has_one {
            password(ui, w::OF_NOW, &mut self.now);
        }
        if !self.is_removing {
            password(ui, w::NEW, &mut self.first);
            password(ui, w::AGAIN, &mut self.second);
        }
        let mut is_left = false;
        ui.horizontal(|ui| {
            let ready = self.ready();
            let ready = ready.as_ref().copied().map_err(String::as_str);
            if send_button(ui, desk, &self.sent, name, Weight::Primary, ready) {
                let now = self.has_one.then(|| typed(&self.now));
                let new = (!self.is_removing).then(|| typed(&self.first));
                self.sent.send(desk, Request::Protect { now, new });
            }
            is_left = button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &self.sent);
        is_left
    }

    /// Why it cannot be done yet.
    fn ready(&self) -> Result<(), String> {
        let fits = |text: &str| typed(text).fits();
        match () {
            () if self.has_one && self.now.is_empty() => Err(w::NEEDS_NOW.to_owned()),
            () if self.is_removing => Ok(()),
            () if !fits(&self.first) => Err(w::too_short()),
            () if self.first != self.second => Err(w::NOT_THE_SAME.to_owned()),
            () => Ok(()),
        }
    }
}
