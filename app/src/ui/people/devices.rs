//! The devices of the person at this computer: adding, naming and retiring them.

use egui::Ui;

use super::{PeopleState, copy_ui, dialogs, indented, w as people};
use crate::action::Request;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::field;
use crate::ui::icon;
use crate::ui::shell::rule;
use crate::ui::theme::{GAP, GAP_SMALL, GAP_TINY, Tone, tokens};
use crate::ui::widgets::{
    Weight, banner, button, card, chip, closes, icon_text_button, icon_ui, line_with_right, meta,
    modal, muted, radio, section, send_button, sent_trouble_ui, strong, written,
};
use crate::view::{
    DeviceView, InvitationView, NearState, Outcome, OwnDeviceView, PeopleView, WrittenView,
};
use crate::words::{self, devices as w};

/// What is being done with one's devices.
#[derive(Default)]
pub(super) struct DevicesState {
    add: Option<AddForm>,
    rename: Option<RenameForm>,
    retire: Option<RetireForm>,
}

#[derive(Default)]
struct AddForm {
    sent: Sent,
    made: Option<InvitationView>,
}

struct RenameForm {
    name: String,
    sent: Sent,
}

struct RetireForm {
    device: model::id::DeviceId,
    label: String,
    lost: bool,
    looked: Sent,
    written: Option<WrittenView>,
    sent: Sent,
}

/// All of them.
pub(super) fn devices_ui(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    if view.mine.is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        let may_write = desk.may_write();
        line_with_right(
            ui,
            |ui| section(ui, w::MINE),
            |ui| {
                let add =
                    |ui: &mut Ui| icon_text_button(ui, Some(icon::ADD), w::ADD, Weight::Normal);
                if may_write && add(ui).clicked() {
                    state.devices.add = Some(AddForm::default());
                }
            },
        );
        meta(ui, w::MINE_WHY);
        for (place, one) in view.mine.iter().enumerate() {
            if place > 0 {
                rule(ui);
            }
            ui.push_id(one.now.device, |ui| {
                one_ui(ui, one, &mut state.devices, desk);
            });
        }
    });
}

fn one_ui(ui: &mut Ui, one: &OwnDeviceView, state: &mut DevicesState, desk: &mut Desk<'_>) {
    let label = &one.now.label;
    let may_write = desk.may_write();
    let mut asked = (false, false);
    line_with_right(
        ui,
        |ui| {
            let ink = tokens(ui).muted;
            icon_ui(ui, icon::DEVICE, 20.0, ink);
            match one.ended {
                Some(_) => muted(ui, label),
                None => strong(ui, label),
            };
            device_state_ui(ui, &one.now, one.ended.is_some());
        },
        |ui| {
            ui.spacing_mut().item_spacing.x = GAP_SMALL;
            let mut quiet = |text: &str| {
                let name = format!("{text}: {label}");
                let shown = button(ui, text, Weight::Quiet).accessible_name(name);
                shown.clicked()
            };
            if may_write && one.may_retire {
                asked.1 = quiet(w::RETIRE);
            }
            if may_write && one.now.here {
                asked.0 = quiet(w::RENAME);
            }
        },
    );
    indented(ui, |ui| {
        ui.spacing_mut().item_spacing.y = GAP_TINY;
        let ended = one.ended.as_ref().map(|ended| format!(" · {ended}"));
        meta(ui, format!("{}{}", one.since, ended.unwrap_or_default()));
        let words = egui::RichText::new(&one.now.words).small().monospace();
        let shown = ui.add(egui::Label::new(words).wrap().selectable(true));
        shown.on_hover_text(w::KEY);
    });
    if asked.0 {
        state.rename = Some(RenameForm {
            name: label.clone(),
            sent: Sent::default(),
        });
    }
    if asked.1 {
        let mut looked = Sent::default();
        looked.send(desk, Request::LookAtDevice(one.now.device));
        state.retire = Some(RetireForm {
            device: one.now.device,
            label: label.clone(),
            lost: false,
            looked,
            written: None,
            sent: Sent::default(),
        });
    }
}

/// A device of somebody, below their name.
pub(super) fn device_ui(ui: &mut Ui, device: &DeviceView) {
    let ink = tokens(ui).muted;
    indented(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            icon_ui(ui, icon::DEVICE, 16.0, ink);
            written(ui, &device.label);
            device_state_ui(ui, device, false);
        });
    });
}

/// How things are between this device and that one.
fn device_state_ui(ui: &mut Ui, device: &DeviceView, has_ended: bool) {
    if has_ended {
        chip(ui, icon::NOT_COUNTED, w::ENDED, Tone::Plain);
        return;
    }
    if device.here {
        chip(ui, icon::GOOD, people::HERE, Tone::Good);
        return;
    }
    if device.connected {
        chip(
            ui,
            icon::NEAR,
            people::near(NearState::Connected),
            Tone::Good,
        );
    } else if let Some(met) = &device.met {
        meta(ui, people::met(met));
    }
    if let Some(behind) = device.behind {
        meta(ui, people::behind(behind));
    }
}

/// The forms, while they are open.
pub(super) fn dialogs_ui(ui: &mut Ui, state: &mut PeopleState, desk: &mut Desk<'_>) {
    add_ui(ui, &mut state.devices, desk);
    rename_ui(ui, &mut state.devices, desk);
    retire_ui(ui, &mut state.devices, desk);
}

fn add_ui(ui: &mut Ui, state: &mut DevicesState, desk: &mut Desk<'_>) {
    let Some(form) = &mut state.add else {
        return;
    };
    if let Some(Outcome::Invitation(made)) = form.sent.take_done(desk.view) {
        form.made = Some(made.clone());
    }
    let mut close = false;
    let shown = modal(ui, "add-device", |ui| {
        ui.set_width(460.0);
        ui.spacing_mut().item_spacing.y = GAP;
        section(ui, w::ADD);
        if let Some(made) = &form.made {
            line_ui(ui, made);
            close = button(ui, words::CLOSE, Weight::Normal).clicked();
            return;
        }
        ui.add(egui::Label::new(w::ADD_WHAT).wrap());
        ui.horizontal(|ui| {
            if send_button(ui, desk, &form.sent, w::MAKE, Weight::Primary, Ok(())) {
                form.sent.send(desk, Request::AddDevice);
            }
            close = button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.add = None;
    }
}

/// The line, as text and as a code to scan.
fn line_ui(ui: &mut Ui, made: &InvitationView) {
    ui.add(egui::Label::new(w::ADD_WHY).wrap());
    banner(ui, icon::WARNING, Tone::Look, |ui| {
        ui.add(egui::Label::new(w::ADD_SECRET).wrap());
    });
    dialogs::no_place_ui(ui, made);
    dialogs::qr_ui(ui, &made.text);
    copy_ui(ui, &made.text, w::LINE);
}

fn rename_ui(ui: &mut Ui, state: &mut DevicesState, desk: &mut Desk<'_>) {
    let Some(form) = &mut state.rename else {
        return;
    };
    let mut close = form.sent.take_done(desk.view).is_some();
    let shown = modal(ui, "rename-device", |ui| {
        ui.set_width(420.0);
        ui.spacing_mut().item_spacing.y = GAP;
        ui.spacing_mut().text_edit_width = 420.0;
        section(ui, w::RENAME_TITLE);
        field(ui, w::NAME, &mut form.name, "");
        meta(ui, w::NAME_WHY);
        let ready = match form.name.trim().is_empty() {
            true => Err(w::NAME_FIRST),
            false => Ok(()),
        };
        ui.horizontal(|ui| {
            if send_button(ui, desk, &form.sent, w::SAVE, Weight::Primary, ready) {
                let name = form.name.trim().to_owned();
                form.sent.send(desk, Request::NameDevice(name));
            }
            close |= button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.rename = None;
    }
}

fn retire_ui(ui: &mut Ui, state: &mut DevicesState, desk: &mut Desk<'_>) {
    let Some(form) = &mut state.retire else {
        return;
    };
    if let Some(Outcome::Device(written)) = form.looked.take_done(desk.view) {
        form.written = Some(*written);
    }
    let mut close = form.sent.take_done(desk.view).is_some();
    let shown = modal(ui, "retire-device", |ui| {
        ui.set_width(460.0);
        ui.spacing_mut().item_spacing.y = GAP;
        section(ui, &w::retire_title(&form.label));
        strong(ui, w::RETIRE_WHY);
        for (lost, text) in [(false, w::REPLACED), (true, w::LOST)] {
            if radio(ui, form.lost == lost, text).clicked() {
                form.lost = lost;
            }
        }
        banner(ui, icon::INFO, Tone::News, |ui| {
            ui.add(egui::Label::new(will(form)).wrap());
        });
        meta(ui, w::FOR_EVER);
        ui.horizontal(|ui| {
            if send_button(ui, desk, &form.sent, w::RETIRE, Weight::Danger, ready(form)) {
                let request = Request::RetireDevice {
                    device: form.device,
                    lost: form.lost,
                };
                form.sent.send(desk, request);
            }
            close |= button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &form.looked);
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.retire = None;
    }
}

/// What will happen, as far as it is known yet.
fn will(form: &RetireForm) -> String {
    match (form.lost, form.written) {
        (false, _) => w::will_be_replaced(&form.label),
        (true, Some(it)) => w::will_be_lost(&form.label, it.changes, it.documents),
        (true, None) => w::COUNTING.to_owned(),
    }
}

/// Nobody retires a lost device without having read what stays of it.
fn ready(form: &RetireForm) -> Result<(), &'static str> {
    match form.lost && form.written.is_none() {
        true => Err(w::COUNTING),
        false => Ok(()),
    }
}
