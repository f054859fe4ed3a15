//! The steps of making it, each to be changed where it stands.

use egui::Ui;
use model::design::{Column, Edit, Line, Table};

use super::edit::slot_ui;
use super::{DesignState, Slot, w};
use crate::action::Request;
use crate::ui::desk::Desk;
use crate::ui::fields::Shape;
use crate::ui::icon;
use crate::ui::theme::{GAP, GAP_CARD};
use crate::ui::widgets::{Weight, card, icon_button, icon_text_button, section, strong};
use crate::view::DesignView;

/// Draws them.
pub(super) fn steps_ui(
    ui: &mut Ui,
    view: &DesignView,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, w::STEPS);
        for (place, step) in view.content.lines(Table::Steps).iter().enumerate() {
            ui.push_id(step.id, |ui| step_ui(ui, view, place, step, state, desk));
            ui.add_space(GAP_CARD - GAP);
        }
        if icon_text_button(ui, Some(icon::ADD), w::ADD_STEP, Weight::Normal).clicked() {
            state
                .sent
                .send(desk, Request::AddLine(view.id(), Table::Steps, Vec::new()));
        }
    });
}

fn step_ui(
    ui: &mut Ui,
    view: &DesignView,
    place: usize,
    step: &Line,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    ui.horizontal(|ui| {
        strong(ui, format!("{} {}", w::line_of(Table::Steps), place + 1));
        if icon_button(ui, icon::REMOVE, w::REMOVE_STEP).clicked() {
            let edit = Edit::RemoveLine {
                table: Table::Steps,
                line: step.id,
            };
            state.sent.send(desk, Request::Edit(view.id(), vec![edit]));
        }
    });
    let name = format!("{} {}", w::line_of(Table::Steps), place + 1);
    slot_ui(
        ui,
        view,
        &name,
        Slot::StepText(step.id),
        &step.text,
        Shape::Lines(2),
        state,
        desk,
    );
    ui.columns(3, |columns| {
        for (ui, column) in
            columns
                .iter_mut()
                .zip([Column::Minutes, Column::Tools, Column::Hazards])
        {
            let slot = Slot::Cell(Table::Steps, step.id, column);
            slot_ui(
                ui,
                view,
                w::column(column),
                slot,
                step.cell(column),
                Shape::Line,
                state,
                desk,
            );
        }
    });
}
