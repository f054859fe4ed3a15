//! The catalogue: search as you type, filters, and a grid of cards of which only those in sight exist.

use std::ops::Range;

use egui::{Frame, Margin, Ui};
use model::design::Kind;

use crate::action::{Action, CatalogueOrder, CatalogueQuery, NewDesign, PickFor, Request, Route};
use crate::ui::design_route;
use crate::ui::desk::{Desk, Sent, SentState};
use crate::ui::fields::choice_bare;
use crate::ui::icon;
use crate::ui::theme::{GAP, GAP_PAGE, GAP_SMALL};
use crate::ui::widgets::{
    Weight, button, empty_ui, icon_button, icon_text_button, line_with_right, meta, muted,
    sent_trouble_ui, title,
};
use crate::view::{CatalogueView, ImportReport, Outcome};
use crate::words::{self, catalogue as w};

pub(in crate::ui) mod dialogs;
pub(in crate::ui) mod grid;
pub(in crate::ui) mod shape;

/// What the catalogue keeps between frames.
#[derive(Default)]
pub struct CatalogueState {
    query: CatalogueQuery,
    asked: bool,
    wanted: Range<usize>,
    focus_search: bool,
    grid: grid::GridState,
    new: Option<NewDesign>,
    new_sent: Sent,
    import_sent: Sent,
    report: Option<ImportReport>,
}

impl CatalogueState {
    /// The next frame puts the keyboard into the search field.
    pub fn focus_search(&mut self) {
        self.focus_search = true;
    }

    /// Opens the form of a new design.
    pub fn open_new(&mut self, desk: &Desk<'_>) {
        let mut form = dialogs::fresh();
        desk.kept.fill(dialogs::NEW_FORM, &mut form);
        self.new = Some(form);
    }

    /// Asks for manifests and imports them.
    pub fn pick_import(&mut self, desk: &mut Desk<'_>) {
        self.import_sent.pick(desk, PickFor::Import);
    }

    /// How many cards the last frame laid out.
    pub fn cards_drawn(&self) -> usize {
        self.grid.drawn
    }

    /// The query as it stands.
    pub fn query(&self) -> &CatalogueQuery {
        &self.query
    }
}

/// Draws the catalogue.
pub fn catalogue_ui(
    ui: &mut Ui,
    view: &CatalogueView,
    state: &mut CatalogueState,
    desk: &mut Desk<'_>,
) {
    finish(state, desk);
    Frame::new().inner_margin(margin()).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        head_ui(ui, state, desk);
        if view.ready && view.total == 0 && !state.query.narrows() {
            if empty_ui(
                ui,
                icon::CATALOGUE,
                w::EMPTY,
                w::EMPTY_WHY,
                desk.may_write().then_some(w::EMPTY_BUTTON),
            ) {
                state.open_new(desk);
            }
            return;
        }
        let before = state.query.clone();
        filters_ui(ui, view, state);
        ask(state, before, desk);
        results_ui(ui, view, state, desk);
    });
    dialogs::new_ui(ui, state, desk);
    dialogs::report_ui(ui, state);
}

/// The bottom has no margin: cards run under the edge, which says that there are more.
fn margin() -> Margin {
    Margin {
        left: GAP_PAGE as i8,
        right: 12,
        top: GAP_PAGE as i8,
        bottom: 0,
    }
}

fn head_ui(ui: &mut Ui, state: &mut CatalogueState, desk: &mut Desk<'_>) {
    let may_write = desk.may_write();
    let importing = state.import_sent.state(desk.view) == SentState::Saving;
    let mut pressed = (false, false);
    line_with_right(
        ui,
        |ui| title(ui, w::TITLE),
        |ui| {
            ui.add_space(GAP);
            ui.add_enabled_ui(may_write, |ui| {
                pressed.0 =
                    icon_text_button(ui, Some(icon::ADD), w::NEW, Weight::Primary).clicked();
            });
            ui.add_enabled_ui(may_write && !importing, |ui| {
                let name = if importing { w::IMPORTING } else { w::IMPORT };
                pressed.1 =
                    icon_text_button(ui, Some(icon::IMPORT), name, Weight::Normal).clicked();
            });
        },
    );
    if pressed.0 {
        state.open_new(desk);
    }
    if pressed.1 {
        state.pick_import(desk);
    }
    sent_trouble_ui(ui, desk, &state.import_sent);
}

fn filters_ui(ui: &mut Ui, view: &CatalogueView, state: &mut CatalogueState) {
    ui.horizontal_wrapped(|ui| {
        search_ui(ui, state);
        licence_ui(ui, view, &mut state.query);
        kind_ui(ui, view, &mut state.query);
        readiness_ui(ui, view, &mut state.query);
        let orders = [
            CatalogueOrder::Best,
            CatalogueOrder::Name,
            CatalogueOrder::Newest,
        ];
        let orders = orders.map(|order| (order, w::order(order).to_owned()));
        choice_bare(ui, w::ORDER, &mut state.query.order, &orders, None);
        if state.query.narrows() && button(ui, w::CLEAR, Weight::Quiet).clicked() {
            let order = state.query.order;
            let generation = state.query.generation;
            state.query = CatalogueQuery {
                order,
                generation,
                ..CatalogueQuery::default()
            };
        }
    });
}

fn search_ui(ui: &mut Ui, state: &mut CatalogueState) {
    let edit = egui::TextEdit::singleline(&mut state.query.text)
        .hint_text(w::SEARCH)
        .desired_width(ui.available_width().min(300.0));
    let response = crate::ui::fields::bordered(ui, edit).accessible_name(w::SEARCH);
    if std::mem::take(&mut state.focus_search) {
        response.request_focus();
    }
    if response.has_focus() && ui.input(|i| i.key_pressed(egui::Key::Escape)) {
        state.query.text.clear();
    }
    if !state.query.text.is_empty() && icon_button(ui, icon::CLOSE, words::CLOSE).clicked() {
        state.query.text.clear();
    }
}

fn licence_ui(ui: &mut Ui, view: &CatalogueView, query: &mut CatalogueQuery) {
    let mut choices = vec![(None, w::ANY_LICENCE.to_owned())];
    choices.extend(
        view.facets
            .licences
            .iter()
            .map(|(l, n)| (Some(l.clone()), w::facet(&words::design::licence(l), *n))),
    );
    choice_bare(ui, w::LICENCE, &mut query.licence, &choices, None);
}

fn kind_ui(ui: &mut Ui, view: &CatalogueView, query: &mut CatalogueQuery) {
    let mut choices: Vec<(Option<Kind>, String)> = vec![(None, w::ANY_KIND.to_owned())];
    choices.extend(
        view.facets
            .kinds
            .iter()
            .map(|(k, n)| (Some(*k), w::facet(w::kind(*k), *n))),
    );
    choice_bare(ui, w::KIND, &mut query.kind, &choices, None);
}

fn readiness_ui(ui: &mut Ui, view: &CatalogueView, query: &mut CatalogueQuery) {
    let mut choices = vec![(None, w::ANY_READINESS.to_owned())];
    choices.extend(
        view.facets
            .readiness
            .iter()
            .map(|(r, n)| (Some(r.clone()), w::facet(r, *n))),
    );
    choice_bare(ui, w::READINESS, &mut query.readiness, &choices, None);
}

/// Tells of a changed query at once: searching is as you type.
fn ask(state: &mut CatalogueState, before: CatalogueQuery, desk: &mut Desk<'_>) {
    if state.query == before && state.asked {
        return;
    }
    if state.query != before {
        state.query.generation += 1;
        state.grid.scroll_up();
    }
    state.asked = true;
    desk.push(Action::Query(state.query.clone()));
}

fn results_ui(ui: &mut Ui, view: &CatalogueView, state: &mut CatalogueState, desk: &mut Desk<'_>) {
    if !view.ready {
        muted(ui, words::OPENING);
        return;
    }
    meta(ui, w::found(view.found, view.total));
    if view.found == 0 {
        if empty_ui(ui, icon::SEARCH, w::NONE, w::NONE_WHY, Some(w::CLEAR)) {
            let before = std::mem::take(&mut state.query);
            state.query.generation = before.generation;
            ask(state, before, desk);
        }
        return;
    }
    ui.add_space(-GAP_SMALL);
    let shown = grid::grid_ui(ui, view, &mut state.grid, desk);
    if let Some(design) = shown.opened {
        desk.go(design_route(design));
    }
    if shown.wanted != state.wanted {
        state.wanted = shown.wanted.clone();
        desk.push(Action::Cards(shown.wanted));
    }
}

/// Takes in what became of the forms.
fn finish(state: &mut CatalogueState, desk: &mut Desk<'_>) {
    if let Some(outcome) = state.new_sent.take_done(desk.view) {
        state.new = None;
        desk.kept.forget(dialogs::NEW_FORM);
        if let Outcome::Design(design) = outcome {
            desk.go(Route::Design(*design, crate::action::DesignTab::Edit));
        }
    }
    if let Some(Outcome::Import(report)) = state.import_sent.take_done(desk.view) {
        state.report = Some(report.clone());
    }
}

impl CatalogueState {
    /// Shows the report of an import that was asked for elsewhere: by dropping files, or through a dialog.
    pub fn show_report(&mut self, report: ImportReport) {
        self.report = Some(report);
    }

    /// Remembers an import that was asked for by dropping files.
    pub fn import(&mut self, desk: &mut Desk<'_>, paths: Vec<std::path::PathBuf>) {
        self.import_sent.send(desk, Request::Import(paths));
    }
}
