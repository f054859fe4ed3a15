//! What a draft would come to: everybody's standing now and with it, side by side.

use egui::{Grid, RichText, Ui};

use crate::ui::theme::{GAP, GAP_SMALL, tokens};
use crate::ui::widgets::{card, foldout, meta, muted, section, strong};
use crate::view::{SimulatedRow, SimulationView};
use crate::words::reciprocity::standing;
use crate::words::rules as w;

/// A column of sentences.
const COLUMN_WIDTH: f32 = 280.0;
/// The column of names.
const NAME_WIDTH: f32 = 140.0;

/// Draws what a trial brought; who would stand as now is behind a line.
pub(super) fn trial_ui(ui: &mut Ui, tried: &SimulationView) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        section(ui, w::TRIED);
        meta(ui, w::tried_on(tried.as_of));
        let (same, other): (Vec<_>, Vec<_>) = tried.rows.iter().partition(|row| is_same(row));
        match other.is_empty() {
            true => {
                muted(ui, w::TRIED_SAME);
            }
            false => table_ui(ui, "moved", &other),
        }
        if !same.is_empty() && !other.is_empty() {
            foldout(ui, "same", &w::as_now(same.len()), |ui| {
                table_ui(ui, "unmoved", &same);
            });
        }
    });
}

fn is_same(row: &SimulatedRow) -> bool {
    (row.now, &row.now_words) == (row.then, &row.then_words)
}

fn table_ui(ui: &mut Ui, salt: &str, rows: &[&SimulatedRow]) {
    Grid::new(salt)
        .num_columns(3)
        .spacing([GAP, GAP_SMALL])
        .striped(true)
        .show(ui, |ui| {
            for column in [w::WHO, w::AS_IS, w::AS_DRAFT] {
                let ink = tokens(ui).muted;
                ui.label(RichText::new(column).small().color(ink));
            }
            ui.end_row();
            for row in rows {
                ui.vertical(|ui| {
                    ui.set_width(NAME_WIDTH);
                    strong(ui, &row.name);
                });
                for ((code, binding), sentence) in
                    [(row.now, &row.now_words), (row.then, &row.then_words)]
                {
                    ui.vertical(|ui| {
                        ui.set_width(COLUMN_WIDTH);
                        meta(ui, standing(code, binding));
                        ui.add(egui::Label::new(sentence).wrap());
                    });
                }
                ui.end_row();
            }
        });
}
