//! What one person may do: their roles and devices, and how each of these ends.

use egui::Ui;
use model::charter::Role;
use model::id::{AgentId, FactId};

use super::PeopleState;
use super::ending::EndingForm;
use crate::action::{Ending, Request};
use crate::ui::desk::{Desk, Sent};
use crate::ui::icon;
use crate::ui::shell::rule;
use crate::ui::theme::{GAP_SMALL, Tone, tokens};
use crate::ui::widgets::{
    Weight, banner, button, closes, flow, icon_ui, line_with_right, meta, modal, muted, section,
    send_button, sent_trouble_ui, strong, written,
};
use crate::view::{PeopleView, PersonView, WaitingActView};
use crate::words::{self, endings as e, people as w};

/// Roles that are given and ended; whoever has none of them still reads.
const ROLES: [Role; 3] = [Role::Maker, Role::Treasurer, Role::Steward];

/// Whose roles are being looked at.
pub(super) struct MemberForm {
    person: AgentId,
    sent: Sent,
}

/// What is being signed.
#[derive(Default)]
pub(super) struct Signing {
    act: Option<FactId>,
    sent: Sent,
}

/// Opens what somebody may do; gives whether it was pressed.
pub(super) fn manage_button(
    ui: &mut Ui,
    person: &PersonView,
    view: &PeopleView,
    state: &mut PeopleState,
) {
    if !view.may_invite && !person.me {
        return;
    }
    let name = format!("{}: {}", e::MAY_DO, person.name);
    if button(ui, e::MAY_DO, Weight::Quiet)
        .accessible_name(name)
        .clicked()
    {
        state.member = Some(MemberForm {
            person: person.agent,
            sent: Sent::default(),
        });
    }
}

/// The dialog, while it is open.
pub(super) fn member_dialog(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    let Some(form) = &mut state.member else {
        return;
    };
    let Some(person) = view
        .people
        .iter()
        .find(|person| person.agent == form.person)
    else {
        state.member = None;
        return;
    };
    form.sent.take_done(desk.view);
    let mut asked = None;
    let mut close = false;
    let shown = modal(ui, "member", |ui| {
        ui.set_width(520.0);
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, &e::may_do(&person.name, person.me));
        for role in ROLES {
            role_ui(ui, role, person, view.may_invite, form, &mut asked, desk);
        }
        meta(ui, e::GUESTS_READ);
        if view.may_invite {
            meta(ui, e::STEWARD_MEANS);
        }
        if view.may_invite && !person.me && !person.devices.is_empty() {
            rule(ui);
            devices_ui(ui, person, &mut asked);
        }
        sent_trouble_ui(ui, desk, &form.sent);
        ui.add_space(GAP_SMALL);
        line_with_right(
            ui,
            |ui| {
                if person.me {
                    if button(ui, e::LEAVE, Weight::Danger).clicked() {
                        asked = Some(EndingForm::leave());
                    }
                } else if view.may_invite && button(ui, e::REMOVE, Weight::Danger).clicked() {
                    asked = Some(EndingForm::new(Ending::Person(person.agent)));
                }
            },
            |ui| close = button(ui, words::CLOSE, Weight::Normal).clicked(),
        );
    });
    if let Some(ending) = asked {
        state.ending = Some(ending);
        state.member = None;
        ui.ctx().request_repaint();
    } else if closes(ui, &shown, close) {
        state.member = None;
    }
}

fn role_ui(
    ui: &mut Ui,
    role: Role,
    person: &PersonView,
    is_steward: bool,
    form: &mut MemberForm,
    asked: &mut Option<EndingForm>,
    desk: &mut Desk<'_>,
) {
    let has = person.roles.contains(&role);
    let ink = tokens(ui);
    let (symbol, ink) = match has {
        true => (icon::GOOD, ink.ok),
        false => (icon::NOT_COUNTED, ink.muted),
    };
    line_with_right(
        ui,
        |ui| {
            icon_ui(ui, symbol, 18.0, ink);
            match has {
                true => ui.label(w::role_means(role)),
                false => muted(ui, w::role_means(role)),
            };
        },
        |ui| {
            if has && (is_steward || person.me) {
                let name = e::end_role(role);
                if button(ui, e::END, Weight::Quiet)
                    .accessible_name(name)
                    .clicked()
                {
                    *asked = Some(EndingForm::new(Ending::Role(person.agent, role)));
                }
            }
            if !has && is_steward {
                ui.push_id(role as u8, |ui| {
                    let give =
                        send_button(ui, desk, &form.sent, e::make(role), Weight::Normal, Ok(()));
                    if give {
                        form.sent.send(desk, Request::GrantRole(person.agent, role));
                    }
                });
            }
        },
    );
}

fn devices_ui(ui: &mut Ui, person: &PersonView, asked: &mut Option<EndingForm>) {
    for device in &person.devices {
        ui.push_id(device.device, |ui| {
            let ink = tokens(ui).muted;
            line_with_right(
                ui,
                |ui| {
                    icon_ui(ui, icon::DEVICE, 18.0, ink);
                    written(ui, &device.label);
                },
                |ui| {
                    let name = format!("{}: {}", e::RETIRE, device.label);
                    if button(ui, e::RETIRE, Weight::Quiet)
                        .accessible_name(name)
                        .clicked()
                    {
                        *asked = Some(EndingForm::new(Ending::Device(device.device)));
                    }
                },
            );
        });
    }
}

/// What waits for signatures, above everything else.
pub(super) fn waiting_ui(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    state.signing.sent.take_done(desk.view);
    for waiting in &view.waiting {
        banner(ui, icon::WAITS_FOR_PERSON, Tone::Look, |ui| {
            one_waiting_ui(ui, waiting, &mut state.signing, desk);
        });
    }
}

fn one_waiting_ui(
    ui: &mut Ui,
    waiting: &WaitingActView,
    signing: &mut Signing,
    desk: &mut Desk<'_>,
) {
    ui.spacing_mut().item_spacing.y = GAP_SMALL;
    flow(ui, |ui| {
        strong(ui, format!("{}.", waiting.what));
        meta(ui, words::day(waiting.day));
    });
    let waits = match &waiting.passed {
        Some(passed) => passed.clone(),
        None => e::needs_more(waiting.more, &waiting.could),
    };
    ui.add(egui::Label::new(waits).wrap());
    meta(ui, e::signed_by(&waiting.signers));
    if waiting.may_sign {
        ui.horizontal(|ui| {
            let ready = send_button(ui, desk, &signing.sent, e::SIGN, Weight::Normal, Ok(()));
            if ready {
                signing.act = Some(waiting.act);
                signing.sent.send(desk, Request::CosignAct(waiting.act));
            }
        });
    }
    if signing.act == Some(waiting.act) {
        sent_trouble_ui(ui, desk, &signing.sent);
    }
}
