//! Released versions, a new release, what people say, and who changed what.

use egui::Ui;
use model::design::Field;
use model::ledger::Verdict;

use super::{DesignState, w};
use crate::action::{PickFor, Request};
use crate::ui::design_route;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{area, field};
use crate::ui::icon;
use crate::ui::kept::Typed;
use crate::ui::shell::rule;
use crate::ui::theme::{GAP, GAP_CARD, TEXT_WIDTH_MAX, Tone};
use crate::ui::widgets::{
    Weight, banner, button, card, chip, flow, meta, muted, section, send_button, sent_trouble_ui,
    strong, written,
};
use crate::view::{DesignView, NoticeKind, Outcome};
use crate::words::{self, export as x};

/// So many changes are listed; the rest is in the files of the commons.
const HISTORY_ROWS_MAX: usize = 200;

/// What is being typed for a release.
#[derive(Default)]
pub(super) struct ReleaseForm {
    version: String,
    note: String,
    sent: Sent,
}

impl Typed for ReleaseForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("note", &mut self.note)]
    }
}

/// What is being typed for a variant.
#[derive(Default)]
pub(super) struct VariantForm {
    name: String,
    reason: String,
    sent: Sent,
}

impl Typed for VariantForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("name", &mut self.name), ("reason", &mut self.reason)]
    }
}

/// Draws the versions.
pub(super) fn versions_ui(
    ui: &mut Ui,
    view: &DesignView,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    ui.set_max_width(TEXT_WIDTH_MAX.min(ui.available_width()));
    ui.spacing_mut().item_spacing.y = GAP;
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 6.0;
        section(ui, w::VERSIONS);
        if view.versions.is_empty() {
            muted(ui, w::NO_VERSIONS);
        }
        for version in &view.versions {
            flow(ui, |ui| {
                strong(ui, &version.version);
                meta(ui, format!("{} · {}", version.day, version.by));
                if version.present {
                    chip(ui, icon::GOOD, w::PRESENT, Tone::Good);
                }
            });
            if !version.note.is_empty() {
                written(ui, &version.note);
            }
        }
    });
    if view.may_edit {
        release_ui(ui, view, &mut state.release, desk);
    }
    if desk.may_write() {
        variant_ui(ui, view, &mut state.variant, desk);
    }
    export_ui(ui, view, &mut state.export, desk);
    ui.add_space(GAP_CARD - GAP);
    history_ui(ui, view);
}

fn release_ui(ui: &mut Ui, view: &DesignView, form: &mut ReleaseForm, desk: &mut Desk<'_>) {
    let place = format!("release/{}", view.id());
    if form.sent.take_done(desk.view).is_some() {
        *form = ReleaseForm::default();
        desk.kept.forget(&place);
    }
    desk.kept.fill(&place, form);
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, w::RELEASE);
        meta(ui, w::RELEASE_WHY);
        if !view.missing.is_empty() {
            banner(ui, icon::INFO, Tone::Look, |ui| {
                ui.label(w::missing_all(&view.missing))
            });
        }
        if form.version.is_empty() && view.versions.is_empty() {
            form.version = view.content.field(Field::Version).to_owned();
        }
        field(ui, w::VERSION, &mut form.version, w::VERSION_HINT);
        if area(ui, w::NEW_IN_IT, &mut form.note, 3, "").changed() {
            desk.kept.keep(&place, form);
        }
        let ready = if !view.missing.is_empty() {
            Err(words::FILL_IN)
        } else if form.version.trim().is_empty() {
            Err(w::VERSION_FIRST)
        } else {
            Ok(())
        };
        if send_button(
            ui,
            desk,
            &form.sent,
            w::RELEASE_BUTTON,
            Weight::Primary,
            ready,
        ) {
            let request = Request::Release {
                design: view.id(),
                heads: view.content.heads.clone(),
                version: form.version.trim().to_owned(),
                note: form.note.trim().to_owned(),
            };
            form.sent.send(desk, request);
        }
        sent_trouble_ui(ui, desk, &form.sent);
    });
}

fn variant_ui(ui: &mut Ui, view: &DesignView, form: &mut VariantForm, desk: &mut Desk<'_>) {
    let place = format!("variant/{}", view.id());
    if let Some(outcome) = form.sent.take_done(desk.view) {
        *form = VariantForm::default();
        desk.kept.forget(&place);
        if let Outcome::Design(design) = outcome {
            desk.go(design_route(*design));
        }
    }
    desk.kept.fill(&place, form);
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, w::VARIANT);
        meta(ui, w::VARIANT_WHY);
        let name = field(ui, w::VARIANT_NAME, &mut form.name, "").changed();
        if area(ui, w::VARIANT_REASON, &mut form.reason, 2, "").changed() || name {
            desk.kept.keep(&place, form);
        }
        let is_empty = form.name.trim().is_empty() || form.reason.trim().is_empty();
        let ready = if is_empty {
            Err(words::FILL_IN)
        } else {
            Ok(())
        };
        let text = w::VARIANT_BUTTON;
        if send_button(ui, desk, &form.sent, text, Weight::Normal, ready) {
            let request = Request::Fork {
                design: view.id(),
                name: form.name.trim().to_owned(),
                reason: form.reason.trim().to_owned(),
            };
            form.sent.send(desk, request);
        }
        sent_trouble_ui(ui, desk, &form.sent);
    });
}

/// The design for other programs, or for print.
fn export_ui(ui: &mut Ui, view: &DesignView, sent: &mut Sent, desk: &mut Desk<'_>) {
    if let Some(Outcome::Said(text)) = sent.take_done(desk.view) {
        desk.say(NoticeKind::Good, text.clone());
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, x::TITLE);
        meta(ui, x::WHY);
        flow(ui, |ui| {
            for (text, is_page) in [(x::MANIFEST, false), (x::PAGE, true)] {
                if button(ui, text, Weight::Normal).clicked() {
                    sent.pick(desk, PickFor::ExportDesign(view.id(), is_page));
                }
            }
        });
        sent_trouble_ui(ui, desk, sent);
    });
}

fn history_ui(ui: &mut Ui, view: &DesignView) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, w::HISTORY);
        for (place, change) in view.history.iter().take(HISTORY_ROWS_MAX).enumerate() {
            if place > 0 {
                rule(ui);
            }
            ui.spacing_mut().item_spacing.y = 6.0;
            written(ui, &change.what);
            meta(ui, format!("{} · {}", change.who, change.when));
        }
    });
}

/// The icon and tone of a verdict.
pub(in crate::ui) fn verdict_look(verdict: Verdict) -> (&'static str, Tone) {
    match verdict {
        Verdict::Good => (icon::GOOD, Tone::Good),
        Verdict::NeedsWork => (icon::EDIT, Tone::Look),
        Verdict::Unsafe => (icon::UNSAFE, Tone::Bad),
    }
}
