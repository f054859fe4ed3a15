//! The timeline of an account: points above, money below, and a table of the same beside it.

use egui::{Align2, Color32, Grid, Pos2, Rect, Sense, Stroke, Ui, pos2, vec2};
use model::day::Day;

use crate::ui::theme::{GAP_SMALL, GAP_TINY, tokens};
use crate::ui::widgets::{flow, foldout, meta};
use crate::view::{MarkKind, TimelineView};
use crate::words::{self, timeline as w};

/// How high points are drawn, and how far down money is.
const HALF_HEIGHT: f32 = 65.0;
/// Room for the days below.
const DAYS_HEIGHT: f32 = 18.0;
/// How wide a bar of money is.
const BAR_WIDTH: f32 = 7.0;
/// The sign of a kind in the legend.
const SIGN: f32 = 10.0;

/// Draws it.
pub fn timeline_ui(ui: &mut Ui, view: &TimelineView) {
    ui.add_space(GAP_TINY);
    meta(ui, w::TITLE);
    let size = vec2(ui.available_width(), room(view));
    let (area, response) = ui.allocate_exact_size(size, Sense::hover());
    let name = w::name(view);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
    if ui.is_rect_visible(area) {
        paint(ui, area, view);
    }
    flow(ui, |ui| {
        for kind in kinds(view) {
            legend_ui(ui, kind);
        }
    });
    let table = format!("{} ({})", w::TABLE, view.marks.len());
    foldout(ui, "timeline", &table, |ui| {
        let grid = Grid::new("marks").num_columns(3).spacing(vec2(24.0, 6.0));
        grid.striped(true).show(ui, |ui| {
            for mark in &view.marks {
                ui.label(words::day(mark.day));
                ui.label(w::kind(mark.kind));
                ui.monospace(mark.amount.as_str());
                ui.end_row();
            }
        });
    });
}

fn legend_ui(ui: &mut Ui, kind: MarkKind) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP_TINY;
        let (sign, _) = ui.allocate_exact_size(vec2(SIGN, SIGN), Sense::hover());
        let ink = colour(ui, kind);
        match kind {
            // Points are drawn as a line.
            MarkKind::Points => {
                let stroke = Stroke::new(2.0, ink);
                ui.painter().hline(sign.x_range(), sign.center().y, stroke)
            }
            _ => ui.painter().rect_filled(sign, 2, ink),
        };
        meta(ui, w::kind(kind));
        ui.add_space(GAP_SMALL);
    });
}

fn colour(ui: &Ui, kind: MarkKind) -> Color32 {
    let t = tokens(ui);
    match kind {
        MarkKind::Points => t.accent,
        MarkKind::Fee => t.warn,
        MarkKind::Offset => t.apart,
        MarkKind::Payment => t.info,
    }
}

/// The kinds that occur, in the order of the legend.
fn kinds(view: &TimelineView) -> impl Iterator<Item = MarkKind> {
    let occurs = |kind: &MarkKind| view.marks.iter().any(|mark| mark.kind == *kind);
    MarkKind::ALL.into_iter().filter(occurs)
}

/// Whether there is something above the line, and below it.
fn halves(view: &TimelineView) -> (bool, bool) {
    let above = kinds(view).any(|kind| kind == MarkKind::Points);
    let below = kinds(view).any(|kind| kind != MarkKind::Points);
    (above || !below, below)
}

/// How high it is: nothing is kept free for what does not occur.
fn room(view: &TimelineView) -> f32 {
    match halves(view) {
        (true, true) => 2.0 * HALF_HEIGHT + DAYS_HEIGHT,
        _ => HALF_HEIGHT + DAYS_HEIGHT,
    }
}

/// Points grow above the line; fees stand below it, and what settles them beside them.
fn paint(ui: &Ui, area: Rect, view: &TimelineView) {
    let t = *tokens(ui);
    let drawn = Rect::from_min_max(area.min, area.max - vec2(0.0, DAYS_HEIGHT));
    let painter = ui.painter();
    let zero = match halves(view) {
        (true, true) => drawn.center().y,
        (_, false) => drawn.bottom(),
        _ => drawn.top(),
    };
    let line = Stroke::new(1.0, t.border);
    painter.hline(drawn.x_range(), zero, line);
    let font = egui::TextStyle::Small.resolve(ui.style());
    for (day, at, align) in [
        (view.first, area.left_bottom(), Align2::LEFT_BOTTOM),
        (view.last, area.right_bottom(), Align2::RIGHT_BOTTOM),
    ] {
        painter.text(at, align, words::day(day), font.clone(), t.muted);
    }
    // What the highest of each kind says, so that the drawing has a scale.
    let highest = [
        (largest(view, true), drawn.left_top(), Align2::LEFT_TOP),
        (
            largest(view, false),
            drawn.left_bottom(),
            Align2::LEFT_BOTTOM,
        ),
    ];
    for (amount, at, align) in highest {
        painter.text(at, align, amount, font.clone(), t.muted);
    }
    let half = HALF_HEIGHT - 4.0;
    let x = |day: Day| {
        let all = (view.last.0 - view.first.0).max(1) as f32;
        let part = (day.0 - view.first.0) as f32 / all;
        drawn.left() + BAR_WIDTH + part * (drawn.width() - 4.0 * BAR_WIDTH)
    };
    let of_kind = |kind| view.marks.iter().filter(move |mark| mark.kind == kind);
    let all_points: i64 = of_kind(MarkKind::Points).map(|mark| mark.size).sum();
    let mut sum = 0i64;
    let mut steps: Vec<Pos2> = vec![pos2(drawn.left(), zero)];
    for mark in of_kind(MarkKind::Points) {
        let before = height(sum, all_points, half);
        sum = sum.saturating_add(mark.size);
        steps.push(pos2(x(mark.day), zero - before));
        steps.push(pos2(x(mark.day), zero - height(sum, all_points, half)));
    }
    steps.push(pos2(drawn.right(), zero - height(sum, all_points, half)));
    let points = Stroke::new(2.0, colour(ui, MarkKind::Points));
    painter.add(egui::Shape::line(steps, points));
    let money = view.marks.iter().filter(|it| it.kind != MarkKind::Points);
    let most = money.clone().map(|mark| mark.size).max().unwrap_or(0);
    for mark in money {
        let place = match mark.kind {
            MarkKind::Offset => 1.0,
            MarkKind::Payment => 2.0,
            _ => 0.0,
        };
        let left = x(mark.day) + place * (BAR_WIDTH + 1.0);
        let tall = height(mark.size, most, half).max(2.0);
        let bar = Rect::from_min_size(pos2(left, zero + 1.0), vec2(BAR_WIDTH, tall));
        painter.rect_filled(bar, 1, colour(ui, mark.kind));
    }
}

/// The largest amount of money, or all points together, in words.
fn largest(view: &TimelineView, points: bool) -> String {
    if points {
        return view.points.clone();
    }
    let money = view.marks.iter().filter(|it| it.kind != MarkKind::Points);
    let most = money.max_by_key(|mark| mark.size);
    most.map(|mark| mark.amount.clone()).unwrap_or_default()
}

/// Only pixels: no amount is computed with it.
fn height(size: i64, most: i64, room: f32) -> f32 {
    match most {
        0 => 0.0,
        most => room * (size as f32 / most as f32),
    }
}
