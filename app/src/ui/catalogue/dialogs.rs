//! The form of a new design, and the report of an import.

use egui::{ScrollArea, Ui};
use model::design::Kind;

use super::CatalogueState;
use crate::action::{NewDesign, Request};
use crate::ui::desk::Desk;
use crate::ui::fields::{choice, field};
use crate::ui::kept::Typed;
use crate::ui::theme::{GAP, GAP_SMALL};
use crate::ui::widgets::{
    Weight, button, closes, entered, may_send, meta, modal, section, send_button, sent_trouble_ui,
    strong, written,
};
use crate::words::{self, catalogue as w, design};

/// A form with nothing in it but the licence that most will want.
pub(super) fn fresh() -> NewDesign {
    NewDesign {
        name: String::new(),
        kind: Kind::Machine,
        licence: "LicenseRef-CopyFair".into(),
        function: String::new(),
    }
}

/// Under which name the words of that form are kept.
pub(super) const NEW_FORM: &str = "new-design/-";

impl Typed for NewDesign {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("name", &mut self.name), ("function", &mut self.function)]
    }
}

/// The form of a new design, while it is open.
pub(super) fn new_ui(ui: &mut Ui, state: &mut CatalogueState, desk: &mut Desk<'_>) {
    let Some(mut form) = state.new.take() else {
        return;
    };
    let mut open = true;
    let shown = modal(ui, "new design", |ui| {
        ui.set_width(420.0);
        ui.spacing_mut().item_spacing.y = GAP;
        ui.spacing_mut().text_edit_width = 420.0;
        section(ui, w::NEW_TITLE);
        let name = field(ui, w::NAME, &mut form.name, w::NAME_HINT);
        let mut enter = entered(ui, &name);
        if !enter && ui.memory(|m| m.focused().is_none()) {
            name.request_focus();
        }
        choice(ui, w::KIND, &mut form.kind, &kinds());
        choice(ui, w::LICENCE, &mut form.licence, &design::licences());
        let function = field(ui, w::FUNCTION, &mut form.function, w::FUNCTION_HINT);
        enter |= entered(ui, &function);
        ui.horizontal(|ui| {
            let ready = if form.name.trim().is_empty() {
                Err(w::NAME_FIRST)
            } else {
                Ok(())
            };
            let pressed = send_button(ui, desk, &state.new_sent, w::CREATE, Weight::Primary, ready);
            if pressed || enter && may_send(desk, &state.new_sent, ready) {
                state.new_sent.send(desk, Request::NewDesign(form.clone()));
            }
            open = !button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &state.new_sent);
    });
    if open {
        desk.kept.keep(NEW_FORM, &mut form);
    } else {
        desk.kept.forget(NEW_FORM);
    }
    if !closes(ui, &shown, !open) {
        state.new = Some(form);
    } else {
        state.new_sent.forget();
    }
}

/// The report of an import, while it is open.
pub(super) fn report_ui(ui: &mut Ui, state: &mut CatalogueState) {
    let Some(report) = &state.report else {
        return;
    };
    let mut close = false;
    let shown = modal(ui, "import report", |ui| {
        ui.set_width(560.0);
        section(ui, w::REPORT);
        ui.label(w::imported(report));
        ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            if !report.refused.is_empty() {
                ui.add_space(GAP_SMALL);
                strong(ui, w::REFUSED);
            }
            for (file, reason) in &report.refused {
                written(ui, file);
                meta(ui, reason);
            }
            if !report.warnings.is_empty() {
                ui.add_space(GAP_SMALL);
                strong(ui, w::WARNINGS);
            }
            for (file, field, reason) in &report.warnings {
                meta(ui, format!("{file} · {field}: {reason}"));
            }
        });
        close = button(ui, words::CLOSE, Weight::Primary).clicked();
    });
    if closes(ui, &shown, close) {
        state.report = None;
    }
}

/// Every kind, with its name.
pub(in crate::ui) fn kinds() -> Vec<(Kind, String)> {
    Kind::ALL
        .iter()
        .map(|kind| (*kind, w::kind(*kind).to_owned()))
        .collect()
}
