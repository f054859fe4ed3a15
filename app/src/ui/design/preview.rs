//! Previews: a picture, or a model that can be turned.

use super::files::{FilesState, can_show, is_here, is_model};
use super::w;
use crate::action::{Action, ModelTurn, PreviewKey};
use crate::ui::desk::Desk;
use crate::ui::icon;
use crate::ui::pictures::Shown;
use crate::ui::theme::{GAP_SMALL, RADIUS, tokens};
use crate::ui::widgets::{card, icon_button, muted, section};
use crate::view::DesignView;
use crate::words;
use egui::{Rect, Sense, Ui, Vec2, pos2, vec2};
use model::design::{Column, Field, Line, Picture, Table};
use model::id::FileHash;

/// The longer side of a large picture in pixels.
const PICTURE_PIXELS: u16 = 1_600;
/// How high a preview may be.
const PREVIEW_HEIGHT: f32 = 420.0;

/// The file that was chosen, shown under its name.
pub(super) fn preview_ui(
    ui: &mut Ui,
    view: &DesignView,
    file: &Line,
    state: &mut FilesState,
    desk: &mut Desk<'_>,
) {
    let Some(hash) = file.file().filter(|_| can_show(view, file)) else {
        return;
    };
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, file.cell(Column::Name));
        if is_model(file) {
            model_ui(ui, hash, file.cell(Column::Name), state, desk);
        } else {
            picture_ui(ui, hash, file.cell(Column::Name), PREVIEW_HEIGHT, desk);
        }
    });
}

/// The picture of the design above its words, where it has one here.
pub(super) fn cover_ui(ui: &mut Ui, view: &DesignView, desk: &mut Desk<'_>) {
    let summary = model::design::Summary::of(&view.content);
    let Some(Picture::File(hash)) = summary.picture else {
        return;
    };
    let here = view
        .content
        .lines(Table::Files)
        .iter()
        .any(|f| f.file() == Some(hash) && is_here(view, f));
    if here {
        picture_ui(ui, hash, view.content.field(Field::Name), 260.0, desk);
        ui.add_space(GAP_SMALL);
    }
}

/// Shows what is known of a preview in `size`; asks for it where nothing is.
fn shown_ui(
    ui: &mut Ui,
    key: PreviewKey,
    name: &str,
    size: Vec2,
    desk: &mut Desk<'_>,
) -> egui::Response {
    let (shown, ask) = desk.pictures.show(key);
    if ask {
        desk.push(Action::Preview(key));
    }
    let size = match &shown {
        Shown::Texture(_, texture) => *texture * (size / *texture).min_elem().min(1.0),
        _ => size,
    };
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name));
    let t = tokens(ui);
    match shown {
        Shown::Texture(texture, _) => {
            let brush = egui::epaint::Brush {
                fill_texture_id: texture,
                uv: Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)),
            };
            let mut shape = egui::epaint::RectShape::filled(rect, RADIUS, egui::Color32::WHITE);
            shape.brush = Some(brush.into());
            ui.painter().add(shape);
        }
        other => {
            ui.painter().rect_filled(rect, RADIUS, t.surface2);
            let text = match other {
                Shown::Failed(why) => why,
                _ => w::COMING.to_owned(),
            };
            let font = egui::TextStyle::Small.resolve(ui.style());
            ui.painter().text(
                rect.center(),
                egui::Align2::CENTER_CENTER,
                text,
                font,
                t.muted,
            );
        }
    }
    response
}

fn picture_ui(ui: &mut Ui, hash: FileHash, name: &str, height: f32, desk: &mut Desk<'_>) {
    let size = vec2(ui.available_width(), height);
    shown_ui(
        ui,
        PreviewKey::Picture(hash, PICTURE_PIXELS),
        name,
        size,
        desk,
    );
}

/// A model: drag turns it, and so do buttons.
fn model_ui(ui: &mut Ui, hash: FileHash, name: &str, state: &mut FilesState, desk: &mut Desk<'_>) {
    let width = ui.available_width().min(960.0);
    let size = vec2(width, (width * 0.5).min(PREVIEW_HEIGHT));
    // Half size while it is dragged: four times as quick.
    let dragged = ui.input(|i| i.pointer.is_decidedly_dragging());
    let scale = if dragged { 0.5 } else { 1.0 };
    let steps = |degrees: f32| (degrees / 5.0).round() * 5.0;
    let turn = ModelTurn {
        around: steps(state.around).rem_euclid(360.0) as u16,
        tilt: steps(state.tilt) as i16,
        width: (size.x * scale) as u16,
        height: (size.y * scale) as u16,
    };
    let response = shown_model_ui(ui, PreviewKey::Model(hash, turn), name, size, desk);
    if response.dragged() {
        let moved = response.drag_delta();
        state.around = (state.around + moved.x * 0.5).rem_euclid(360.0);
        state.tilt = (state.tilt + moved.y * 0.5).clamp(-85.0, 85.0);
    }
    ui.horizontal(|ui| {
        if icon_button(ui, icon::BACK, w::TURN_LEFT).clicked() {
            state.around = (state.around - 30.0).rem_euclid(360.0);
        }
        if icon_button(ui, icon::FORWARD, w::TURN_RIGHT).clicked() {
            state.around = (state.around + 30.0).rem_euclid(360.0);
        }
        if icon_button(ui, icon::UP, w::TILT).clicked() {
            state.tilt = if state.tilt > 60.0 {
                -60.0
            } else {
                state.tilt + 30.0
            };
        }
        muted(ui, words::design::MODEL);
    });
}

/// As [`shown_ui`], but drawn at full size also while the texture is half as large.
fn shown_model_ui(
    ui: &mut Ui,
    key: PreviewKey,
    name: &str,
    size: Vec2,
    desk: &mut Desk<'_>,
) -> egui::Response {
    let (shown, ask) = desk.pictures.show(key);
    if ask {
        desk.push(Action::Preview(key));
    }
    let (rect, response) = ui.allocate_exact_size(size, Sense::drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name));
    ui.painter().rect_filled(rect, RADIUS, tokens(ui).surface2);
    let texture = match shown {
        Shown::Texture(texture, _) => Some(texture),
        _ => desk.pictures.latest_model(key.file()),
    };
    match texture {
        Some(texture) => {
            let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            ui.painter().image(texture, rect, uv, egui::Color32::WHITE);
        }
        None => {
            let font = egui::TextStyle::Small.resolve(ui.style());
            let ink = tokens(ui).muted;
            ui.painter().text(
                rect.center(),
                egui::Align2::CENTER_CENTER,
                w::COMING,
                font,
                ink,
            );
        }
    }
    response
}
