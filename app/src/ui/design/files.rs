//! The files of a design: pictures and models are shown, the rest is opened outside.

use egui::{Rect, Sense, Ui, Vec2, pos2, vec2};
use model::design::{Column, Edit, Field, FileRole, Line, Picture, Table};
use model::id::{FileHash, LineId};

use super::{DesignState, w};
use crate::action::{Action, ModelTurn, PickFor, PreviewKey, Request};
use crate::ui::desk::Desk;
use crate::ui::icon;
use crate::ui::pictures::Shown;
use crate::ui::shell::rule;
use crate::ui::theme::{GAP, GAP_SMALL, RADIUS, Tone, tokens};
use crate::ui::widgets::{
    Weight, button, card, chip, empty_ui, icon_button, icon_text_button, icon_ui, line_with_right,
    meta_line, muted, progress_ui, section, sent_trouble_ui,
};
use crate::view::{DesignView, FilePlace};
use crate::words;

/// The longer side of a large picture in pixels.
const PICTURE_PIXELS: u16 = 1_600;
/// How high a preview may be.
const PREVIEW_HEIGHT: f32 = 420.0;

/// Which file is shown, and how its model is turned.
pub(super) struct FilesState {
    shown: Option<LineId>,
    around: f32,
    tilt: f32,
}

impl Default for FilesState {
    fn default() -> Self {
        FilesState {
            shown: None,
            around: 35.0,
            tilt: 25.0,
        }
    }
}

/// Draws the files.
pub(super) fn files_ui(
    ui: &mut Ui,
    view: &DesignView,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    sent_trouble_ui(ui, desk, &state.sent);
    let files = view.content.lines(Table::Files);
    if files.is_empty() {
        let attach = view.may_edit.then_some(w::ATTACH);
        if empty_ui(ui, icon::FILE, w::NO_FILES, w::NO_FILES_WHY, attach) {
            state.sent.pick(desk, PickFor::Attachment(view.id()));
        }
        return;
    }
    if view.may_edit
        && icon_text_button(ui, Some(icon::IMPORT), w::ATTACH, Weight::Normal).clicked()
    {
        state.sent.pick(desk, PickFor::Attachment(view.id()));
    }
    ui.add_space(GAP_SMALL);
    let shown = state
        .files
        .shown
        .or_else(|| files.iter().find(|f| can_show(view, f)).map(|f| f.id));
    if let Some(file) = files.iter().find(|f| Some(f.id) == shown) {
        preview_ui(ui, view, file, &mut state.files, desk);
        ui.add_space(GAP);
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        for (place, file) in files.iter().enumerate() {
            if place > 0 {
                rule(ui);
            }
            row_ui(ui, view, file, shown, state, desk);
        }
    });
}

fn is_model(file: &Line) -> bool {
    file.cell(Column::Name).to_lowercase().ends_with(".stl")
}

fn is_picture(file: &Line) -> bool {
    let name = file.cell(Column::Name).to_lowercase();
    [".png", ".jpg", ".jpeg", ".webp"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Whether that file is on this computer.
fn is_here(view: &DesignView, file: &Line) -> bool {
    matches!(view.places.get(&file.id), Some(FilePlace::Here))
}

fn can_show(view: &DesignView, file: &Line) -> bool {
    is_here(view, file) && file.file().is_some() && (is_model(file) || is_picture(file))
}

/// The icon of a file.
pub(super) fn file_icon(file: &Line) -> &'static str {
    if is_model(file) {
        icon::MODEL
    } else if is_picture(file) || file.cell(Column::Role) == FileRole::Image.key() {
        icon::PICTURE
    } else {
        icon::FILE
    }
}

fn row_ui(
    ui: &mut Ui,
    view: &DesignView,
    file: &Line,
    shown: Option<LineId>,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    let ink = tokens(ui).muted;
    ui.push_id(file.id, |ui| {
        line_with_right(
            ui,
            |ui| {
                icon_ui(ui, file_icon(file), 20.0, ink);
                ui.add(egui::Label::new(file.cell(Column::Name)).truncate());
                let role = w::role(file.cell(Column::Role));
                let place = view.places.get(&file.id);
                let line = format!("{role} · {}", w::file_place(place, file.size()));
                match place {
                    Some(FilePlace::Arriving(bytes)) => progress_ui(ui, *bytes, file.size(), &line),
                    _ => {
                        meta_line(ui, line);
                    }
                }
            },
            |ui| buttons_ui(ui, view, file, shown, state, desk),
        );
    });
}

fn buttons_ui(
    ui: &mut Ui,
    view: &DesignView,
    file: &Line,
    shown: Option<LineId>,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    let name = file.cell(Column::Name);
    if view.may_edit
        && icon_button(ui, icon::REMOVE, &format!("{}: {name}", w::REMOVE_FILE)).clicked()
    {
        let edit = Edit::RemoveLine {
            table: Table::Files,
            line: file.id,
        };
        state.sent.send(desk, Request::Edit(view.id(), vec![edit]));
    }
    if let Some(FilePlace::AtSource(url)) = view.places.get(&file.id) {
        if button(ui, w::OPEN_SOURCE, Weight::Quiet).clicked() {
            desk.push(Action::OpenLink(url.clone()));
        }
        return;
    }
    if matches!(view.places.get(&file.id), Some(FilePlace::TooLarge))
        && let Some(hash) = file.file()
    {
        let get = format!("{}: {name}", w::GET_FILE);
        if button(ui, w::GET_FILE, Weight::Normal)
            .accessible_name(get)
            .clicked()
        {
            state.sent.send(desk, Request::GetFile(hash));
        }
        return;
    }
    let Some(hash) = file.file().filter(|_| is_here(view, file)) else {
        return;
    };
    let save = format!("{}: {name}", w::SAVE_COPY);
    if icon_button(ui, icon::DOWNLOAD, &save).clicked() {
        state.sent.pick(desk, PickFor::SaveFile(hash));
    }
    if button(ui, w::OPEN, Weight::Quiet).clicked() {
        desk.push(Action::OpenFile(hash));
    }
    if can_show(view, file)
        && shown != Some(file.id)
        && button(ui, w::SHOW, Weight::Quiet).clicked()
    {
        state.files.shown = Some(file.id);
    }
    if is_picture(file) {
        cover_button(ui, view, file, state, desk);
    }
}

fn cover_button(
    ui: &mut Ui,
    view: &DesignView,
    file: &Line,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
    let line = file.id.to_string();
    if view.content.field(Field::Picture) == line {
        chip(ui, icon::GOOD, w::IS_COVER, Tone::Good);
    } else if view.may_edit && button(ui, w::COVER, Weight::Quiet).clicked() {
        let edit = Edit::SetField {
            field: Field::Picture,
            value: line,
        };
        state.sent.send(desk, Request::Edit(view.id(), vec![edit]));
    }
}

fn preview_ui(
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
