//! The page of a home that is behind a passphrase.

use egui::{Key, Ui};

use crate::action::Action;
use crate::passphrase::typed;
use crate::ui::desk::Desk;
use crate::ui::fields::password;
use crate::ui::icon;
use crate::ui::shell::scrolled;
use crate::ui::theme::{GAP, GAP_PAGE, TEXT_WIDTH_MAX, Tone};
use crate::ui::widgets::{Weight, banner, button, meta, muted, title};
use crate::view::LockedView;
use crate::words::passphrase as w;

/// What the page keeps between frames.
#[derive(Default)]
pub struct UnlockState {
    typed: String,
    /// How many were handed in.
    tries: u64,
}

/// Draws the page.
pub fn unlock_ui(ui: &mut Ui, view: &LockedView, state: &mut UnlockState, desk: &mut Desk<'_>) {
    let is_trying = state.tries > view.tries;
    scrolled(ui, "unlock", TEXT_WIDTH_MAX, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        ui.add_space(GAP_PAGE);
        title(ui, w::LOCKED);
        muted(ui, w::WHY_LOCKED);
        meta(ui, &view.home);
        if let Some(problem) = view.problem.as_ref().filter(|_| !is_trying) {
            banner(ui, icon::WARNING, Tone::Bad, |ui| ui.label(problem));
        }
        let edit = password(ui, w::PASSPHRASE, &mut state.typed);
        let enter = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if ui.memory(|memory| memory.focused().is_none()) {
            edit.request_focus();
        }
        let is_ready = !state.typed.is_empty() && !is_trying;
        let name = if is_trying { w::TRYING } else { w::OPEN };
        let open = |ui: &mut Ui| button(ui, name, Weight::Primary);
        let pressed = ui.add_enabled_ui(is_ready, open).inner.clicked();
        if is_ready && (pressed || enter) {
            state.tries += 1;
            desk.push(Action::Unlock(typed(&state.typed)));
            state.typed.clear();
        }
    });
}
