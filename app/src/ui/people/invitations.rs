//! Invitations that were made: who came by them, and taking them back.

use egui::Ui;
use model::id::FactId;

use super::PeopleState;
use crate::action::Request;
use crate::ui::desk::{Desk, Sent};
use crate::ui::icon;
use crate::ui::theme::{GAP, GAP_SMALL, Tone, tokens};
use crate::ui::widgets::{
    Weight, button, card, chip, closes, foldout, icon_ui, line_with_right, meta, modal, section,
    send_button, sent_trouble_ui,
};
use crate::view::{InvitationLine, InvitationState, PeopleView};
use crate::words::{self, invitations as w};

/// Which one is to be taken back.
pub(super) struct WithdrawForm {
    invitation: FactId,
    sent: Sent,
}

/// All invitations: those that can be used, and the earlier ones behind a foldout.
pub(super) fn invitations_ui(ui: &mut Ui, view: &PeopleView, state: &mut PeopleState) {
    if view.invitations.is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, w::TITLE);
        let is_open = |one: &&InvitationLine| one.state == InvitationState::Open;
        for one in view.invitations.iter().filter(is_open) {
            invitation_ui(ui, one, state);
        }
        let over = view.invitations.iter().filter(|one| !is_open(one));
        let over: Vec<&InvitationLine> = over.collect();
        if !over.is_empty() {
            foldout(ui, "over", &w::over(over.len()), |ui| {
                for one in over {
                    ui.push_id(one.invitation, |ui| invitation_ui(ui, one, state));
                }
            });
        }
    });
}

fn invitation_ui(ui: &mut Ui, one: &InvitationLine, state: &mut PeopleState) {
    let ink = tokens(ui).muted;
    line_with_right(
        ui,
        |ui| {
            icon_ui(ui, icon::INVITE, 18.0, ink);
            ui.label(w::for_whom(one.role, one.uses, one.device));
            meta(ui, w::used(&one.came, one.uses));
        },
        |ui| {
            ui.spacing_mut().item_spacing.x = GAP_SMALL;
            if one.may_withdraw && one.state == InvitationState::Open {
                let name = format!(
                    "{}: {}",
                    w::WITHDRAW,
                    w::for_whom(one.role, one.uses, one.device)
                );
                let pressed = button(ui, w::WITHDRAW, Weight::Quiet).accessible_name(name);
                if pressed.clicked() {
                    state.withdrawal = Some(WithdrawForm {
                        invitation: one.invitation,
                        sent: Sent::default(),
                    });
                }
            }
            match one.state {
                InvitationState::Open => meta(ui, w::until(one.expires)),
                other => chip(ui, icon::NOT_COUNTED, w::state(other), Tone::Plain),
            };
            meta(ui, &one.by);
        },
    );
    if let Some(surplus) = &one.surplus {
        ui.label(surplus);
    }
}

/// The question before one is taken back, while it is open.
pub(super) fn withdraw_dialog(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    let Some(form) = &mut state.withdrawal else {
        return;
    };
    let mut close = form.sent.take_done(desk.view).is_some();
    let one = view
        .invitations
        .iter()
        .find(|one| one.invitation == form.invitation);
    let shown = modal(ui, "withdraw", |ui| {
        ui.set_width(460.0);
        ui.spacing_mut().item_spacing.y = GAP;
        if let Some(one) = one {
            section(ui, &w::withdraw_title(&one.by, one.day));
        }
        ui.label(w::WITHDRAW_WHY);
        ui.horizontal(|ui| {
            if send_button(ui, desk, &form.sent, w::WITHDRAW, Weight::Primary, Ok(())) {
                form.sent
                    .send(desk, Request::WithdrawInvitation(form.invitation));
            }
            close |= button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.withdrawal = None;
    }
}
