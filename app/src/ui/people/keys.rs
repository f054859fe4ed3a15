//! Comparing keys by words, and what stands beside a name because of it.

use egui::Ui;
use model::id::AgentId;

use super::{PeopleState, recovery::words_ui};
use crate::action::Request;
use crate::ui::desk::{Desk, Sent};
use crate::ui::icon;
use crate::ui::theme::{GAP, GAP_TINY, Tone};
use crate::ui::widgets::{
    Weight, banner, button, chip, closes, meta, modal, section, send_button, sent_trouble_ui,
    strong,
};
use crate::view::{PeopleView, PersonView};
use crate::words::{self, compare as w};

/// Whose keys are being compared.
pub(super) struct CompareForm {
    agent: AgentId,
    sent: Sent,
}

/// Beside a name: whether its keys were compared, and whether it looks like another.
pub(super) fn beside_name_ui(ui: &mut Ui, person: &PersonView) {
    if person.me {
        return;
    }
    let mut compared = person.devices.iter().filter_map(|device| device.compared);
    let Some(first) = compared.next() else {
        return;
    };
    let all = person
        .devices
        .iter()
        .all(|device| device.compared.is_some());
    match all {
        true => chip(ui, icon::REVIEWED, &w::compared(first), Tone::Good),
        false => chip(ui, icon::WARNING, w::NEW_DEVICE, Tone::Look),
    };
}

/// Below a name that looks like another.
pub(super) fn alike_ui(ui: &mut Ui, alike: &[String]) {
    if alike.is_empty() {
        return;
    }
    super::indented(ui, |ui| {
        chip(ui, icon::WARNING, &w::alike(alike), Tone::Look);
    });
}

/// Below the devices of somebody: comparing their keys.
pub(super) fn offer_ui(ui: &mut Ui, person: &PersonView, state: &mut PeopleState) {
    if person.me || person.devices.is_empty() {
        return;
    }
    let name = format!("{}: {}", w::COMPARE, person.name);
    let mut pressed = false;
    super::indented(ui, |ui| {
        let shown = button(ui, w::COMPARE, Weight::Quiet).accessible_name(name);
        pressed = shown.clicked();
    });
    if pressed {
        state.compare = Some(CompareForm {
            agent: person.agent,
            sent: Sent::default(),
        });
    }
}

/// The form, while it is open.
pub(super) fn dialog_ui(
    ui: &mut Ui,
    view: &PeopleView,
    state: &mut PeopleState,
    desk: &mut Desk<'_>,
) {
    let Some(form) = &mut state.compare else {
        return;
    };
    let person = view.people.iter().find(|person| person.agent == form.agent);
    let mut close = form.sent.take_done(desk.view).is_some() || person.is_none();
    let shown = modal(ui, "compare-keys", |ui| {
        ui.set_width(480.0);
        ui.spacing_mut().item_spacing.y = GAP;
        let Some(person) = person else {
            return;
        };
        section(ui, &w::title(&person.name));
        ui.add(egui::Label::new(w::WHY).wrap());
        strong(ui, w::THEIRS);
        for device in &person.devices {
            key_ui(ui, &device.label, &device.words);
        }
        strong(ui, w::YOURS);
        let own = view.mine.iter().filter(|one| one.ended.is_none());
        for one in own {
            key_ui(ui, &one.now.label, &one.now.words);
        }
        banner(ui, icon::WARNING, Tone::Look, |ui| {
            ui.add(egui::Label::new(w::DIFFER).wrap());
        });
        meta(ui, w::KEPT);
        close |= buttons_ui(ui, form, person, desk);
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.compare = None;
    }
}

/// Gives whether it was given up.
fn buttons_ui(
    ui: &mut Ui,
    form: &mut CompareForm,
    person: &PersonView,
    desk: &mut Desk<'_>,
) -> bool {
    ui.horizontal_wrapped(|ui| {
        if send_button(ui, desk, &form.sent, w::SAME, Weight::Primary, Ok(())) {
            form.sent.send(desk, Request::Compared(person.agent, true));
        }
        let was = person
            .devices
            .iter()
            .any(|device| device.compared.is_some());
        if was && send_button(ui, desk, &form.sent, w::FORGET, Weight::Normal, Ok(())) {
            form.sent.send(desk, Request::Compared(person.agent, false));
        }
        button(ui, words::CANCEL, Weight::Normal).clicked()
    })
    .inner
}

fn key_ui(ui: &mut Ui, label: &str, words: &str) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = GAP_TINY;
        meta(ui, label);
        words_ui(ui, words);
    });
}
