//! Making an invitation, and giving it away as a line or as a code to scan.

use egui::{Color32, Rect, Sense, Ui, vec2};
use fast_qr::QRBuilder;
use model::charter::Role;

use super::{PeopleState, copy_ui, w};
use crate::action::Request;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{choice, number};
use crate::ui::icon;
use crate::ui::theme::{GAP, Tone};
use crate::ui::widgets::{
    Weight, banner, button, closes, meta, modal, section, send_button, sent_trouble_ui,
};
use crate::view::{InvitationView, Outcome};
use crate::words;

/// What is being chosen for an invitation, and the invitation once it was made.
pub(super) struct InviteForm {
    role: Role,
    uses: u32,
    days: u32,
    sent: Sent,
    made: Option<InvitationView>,
}

impl InviteForm {
    /// For one person, for two weeks.
    pub(super) fn new(role: Role) -> Self {
        InviteForm {
            role,
            uses: 1,
            days: 14,
            sent: Sent::default(),
            made: None,
        }
    }
}

/// The dialog, while it is open.
pub(super) fn invite_ui(ui: &mut Ui, state: &mut PeopleState, desk: &mut Desk<'_>) {
    let Some(form) = &mut state.invite else {
        return;
    };
    if let Some(Outcome::Invitation(made)) = form.sent.take_done(desk.view) {
        form.made = Some(made.clone());
    }
    let mut close = false;
    let shown = modal(ui, "invite", |ui| {
        ui.set_width(460.0);
        ui.spacing_mut().item_spacing.y = GAP;
        section(ui, w::INVITE);
        match &form.made {
            Some(made) => {
                made_ui(ui, made);
                close = button(ui, words::CLOSE, Weight::Normal).clicked();
            }
            None => close = form_ui(ui, form, desk),
        }
    });
    if closes(ui, &shown, close) {
        state.invite = None;
    }
}

/// Gives whether it was given up.
fn form_ui(ui: &mut Ui, form: &mut InviteForm, desk: &mut Desk<'_>) -> bool {
    let roles = [Role::Maker, Role::Steward].map(|role| (role, w::role_means(role).to_owned()));
    choice(ui, w::ROLE, &mut form.role, &roles);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 24.0;
        number(ui, w::USES, &mut form.uses, 1..=99);
        number(ui, w::DAYS, &mut form.days, 1..=3_650);
    });
    let mut close = false;
    ui.horizontal(|ui| {
        if send_button(ui, desk, &form.sent, w::MAKE, Weight::Primary, Ok(())) {
            let request = Request::Invite {
                role: form.role,
                uses: form.uses,
                days: form.days,
            };
            form.sent.send(desk, request);
        }
        close = button(ui, words::CANCEL, Weight::Normal).clicked();
    });
    sent_trouble_ui(ui, desk, &form.sent);
    close
}

fn made_ui(ui: &mut Ui, made: &InvitationView) {
    ui.add(egui::Label::new(w::GIVE).wrap());
    let until = made
        .expires
        .map(|day| format!(" · until {}", words::day(day)));
    meta(
        ui,
        format!(
            "{} · {}{}",
            w::role(made.role),
            w::left(made.uses),
            until.unwrap_or_default()
        ),
    );
    no_place_ui(ui, made);
    qr_ui(ui, &made.text);
    copy_ui(ui, &made.text, w::LINE);
}

/// That nobody can be met by it as it is, and what to do.
pub(super) fn no_place_ui(ui: &mut Ui, made: &InvitationView) {
    if !made.leads_here {
        banner(ui, icon::WARNING, Tone::Look, |ui| {
            ui.add(egui::Label::new(words::invitations::NO_PLACE).wrap());
        });
    }
}

/// Dark squares on white in both themes: that is what cameras read.
pub(super) fn qr_ui(ui: &mut Ui, text: &str) {
    // Capital letters make a code with fewer, larger squares; an invitation reads the same in both.
    let Ok(code) = QRBuilder::new(text.to_ascii_uppercase()).build() else {
        meta(ui, w::QR_TOO_LONG);
        return;
    };
    const QUIET: f32 = 4.0;
    let modules = code.size as f32 + 2.0 * QUIET;
    let side = (260.0 / modules).floor().max(3.0) * modules;
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, w::QR));
    ui.painter().rect_filled(rect, 0, Color32::WHITE);
    let module = side / modules;
    for row in 0..code.size {
        for column in 0..code.size {
            if code[row][column].value() {
                let at = rect.min + vec2(column as f32 + QUIET, row as f32 + QUIET) * module;
                let square = Rect::from_min_size(at, vec2(module, module));
                ui.painter().rect_filled(square, 0, Color32::BLACK);
            }
        }
    }
}
