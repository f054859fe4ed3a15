//! The parts list, edited cell by cell where one may.

use egui::{Rect, RichText, Sense, Ui, UiBuilder, vec2};
use model::design::{Column, Edit, Line, Place, Table};

use super::edit::slot_ui;
use super::{DesignState, Slot, w};
use crate::action::Request;
use crate::ui::desk::Desk;
use crate::ui::fields::Shape;
use crate::ui::icon;
use crate::ui::shell::rule;
use crate::ui::theme::{GAP_SMALL, GAP_TINY, HIT_HEIGHT, tokens};
use crate::ui::widgets::{
    Weight, card_frame, empty_ui, icon_button, icon_text_button, meta, paint_icon, sent_trouble_ui,
    sideways,
};
use crate::view::DesignView;
use crate::words::visible;

/// The columns on the screen, and how much of the width each takes.
const COLUMNS: [(Column, f32); 7] = [
    (Column::Name, 3.0),
    (Column::Quantity, 1.0),
    (Column::Unit, 0.9),
    (Column::Source, 1.1),
    (Column::Maker, 1.5),
    (Column::Number, 1.3),
    (Column::Note, 2.2),
];
/// Room for the number of a line at its left, and the button at its right.
const EDGE: f32 = 36.0;
/// A row of the table.
const ROW_HEIGHT: f32 = HIT_HEIGHT + GAP_TINY;
/// Narrower than this, the table scrolls sideways.
const TABLE_WIDTH_MIN: f32 = 760.0;

/// Draws the parts list.
pub(super) fn parts_ui(
    ui: &mut Ui,
    view: &DesignView,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    sent_trouble_ui(ui, desk, &state.sent);
    let parts = view.content.lines(Table::Parts);
    if parts.is_empty() {
        let add = view.may_edit.then_some(w::ADD_PART);
        if empty_ui(ui, icon::PARTS, w::NO_PARTS, w::NO_PARTS_WHY, add) {
            add_part(view, state, desk);
        }
        return;
    }
    let frame = card_frame(ui).inner_margin(12);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        sideways(ui, |ui| {
            ui.set_width(ui.available_width().max(TABLE_WIDTH_MIN));
            ui.spacing_mut().item_spacing = vec2(GAP_TINY, GAP_TINY);
            head_ui(ui);
            rows_ui(ui, view, parts, state, desk);
        });
    });
    ui.add_space(GAP_SMALL);
    if view.may_edit && icon_text_button(ui, Some(icon::ADD), w::ADD_PART, Weight::Normal).clicked()
    {
        add_part(view, state, desk);
    }
}

fn add_part(view: &DesignView, state: &mut DesignState, desk: &mut Desk<'_>) {
    let cells = vec![
        (Column::Quantity, "1".to_owned()),
        (Column::Unit, "piece".to_owned()),
    ];
    state
        .sent
        .send(desk, Request::AddLine(view.id(), Table::Parts, cells));
}

/// Where each column of a row stands.
fn cells(row: Rect) -> impl Iterator<Item = (Column, Rect)> {
    let shares: f32 = COLUMNS.iter().map(|(_, share)| share).sum();
    let room = row.width() - 2.0 * EDGE - GAP_TINY * COLUMNS.len() as f32;
    let mut left = row.left() + EDGE;
    COLUMNS.iter().map(move |(column, share)| {
        let width = room * share / shares;
        let cell = Rect::from_min_size(egui::pos2(left, row.top()), vec2(width, row.height()));
        left += width + GAP_TINY;
        (*column, cell)
    })
}

fn head_ui(ui: &mut Ui) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::empty());
    for (column, cell) in cells(row) {
        let mut at = ui.new_child(UiBuilder::new().max_rect(cell.translate(vec2(10.0, 0.0))));
        meta(&mut at, w::column(column));
    }
    rule(ui);
}

/// Only the rows in sight exist.
fn rows_ui(
    ui: &mut Ui,
    view: &DesignView,
    parts: &[Line],
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    let top = ui.cursor().top();
    let (all, _) = ui.allocate_exact_size(
        vec2(ui.available_width(), ROW_HEIGHT * parts.len() as f32),
        Sense::empty(),
    );
    let clip = ui.clip_rect();
    let first = ((clip.top() - top) / ROW_HEIGHT).floor().max(0.0) as usize;
    let last = (((clip.bottom() - top) / ROW_HEIGHT).ceil().max(0.0) as usize).min(parts.len());
    for (place, part) in parts.iter().enumerate().take(last).skip(first) {
        let min = egui::pos2(all.left(), top + place as f32 * ROW_HEIGHT);
        let row = Rect::from_min_size(min, vec2(all.width(), HIT_HEIGHT));
        row_ui(ui, view, place, part, row, state, desk);
    }
}

fn row_ui(
    ui: &mut Ui,
    view: &DesignView,
    place: usize,
    part: &Line,
    row: Rect,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    let t = *tokens(ui);
    let font = egui::TextStyle::Small.resolve(ui.style());
    let at = egui::pos2(row.left() + EDGE - 10.0, row.center().y);
    ui.painter()
        .text(at, egui::Align2::RIGHT_CENTER, place + 1, font, t.muted);
    for (column, cell) in cells(row) {
        let id = (part.id, column.key());
        let mut at = ui.new_child(UiBuilder::new().max_rect(cell).id_salt(id));
        if view.may_edit {
            let slot = Slot::Cell(Table::Parts, part.id, column);
            let name = w::cell(column, place + 1);
            slot_ui(
                &mut at,
                view,
                &name,
                slot,
                part.cell(column),
                Shape::Cell,
                state,
                desk,
            );
        } else {
            at.add_space(8.0);
            at.add(egui::Label::new(RichText::new(visible(part.cell(column)))).truncate());
        }
        let place = Place::Cell(Table::Parts, part.id, column);
        if view.content.collision(&place).is_some() {
            let at = egui::pos2(cell.right() - 14.0, cell.center().y);
            paint_icon(ui, at, icon::COLLISION, 16.0, t.warn);
        }
    }
    if view.may_edit {
        let cell = Rect::from_min_size(
            egui::pos2(row.right() - EDGE, row.top()),
            vec2(EDGE, HIT_HEIGHT),
        );
        let mut at = ui.new_child(UiBuilder::new().max_rect(cell).id_salt((part.id, "remove")));
        let name = format!("{} {}", w::REMOVE_PART, place + 1);
        if icon_button(&mut at, icon::REMOVE, &name).clicked() {
            let edit = Edit::RemoveLine {
                table: Table::Parts,
                line: part.id,
            };
            state.sent.send(desk, Request::Edit(view.id(), vec![edit]));
        }
    }
}
