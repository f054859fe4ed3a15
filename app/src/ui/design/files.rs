//! The files of a design: pictures and models are shown, the rest is opened outside.

use egui::Ui;
use model::design::{Column, Edit, Field, FileRole, Line, Table};
use model::id::LineId;

use super::{DesignState, w};
use crate::action::{Action, PickFor, Request};
use crate::ui::desk::Desk;
use crate::ui::icon;
use crate::ui::shell::rule;
use crate::ui::theme::{GAP, GAP_SMALL, Tone, tokens};
use crate::ui::widgets::{
    Weight, button, card, chip, empty_ui, icon_button, icon_text_button, icon_ui, line_with_right,
    meta_line, name_line, progress_ui, sent_trouble_ui,
};
use crate::view::{DesignView, FilePlace};

/// The column of a preview beside the list.
const PREVIEW_WIDTH: f32 = 460.0;

/// Which file is shown, and how its model is turned.
pub(super) struct FilesState {
    shown: Option<LineId>,
    pub(super) around: f32,
    pub(super) tilt: f32,
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
    let preview = files.iter().find(|f| Some(f.id) == shown);
    match (preview, super::columns(ui, PREVIEW_WIDTH, f32::INFINITY)) {
        (Some(file), Some((mut left, mut right))) => {
            list_ui(&mut left, view, files, shown, state, desk);
            super::preview::preview_ui(&mut right, view, file, &mut state.files, desk);
            ui.advance_cursor_after_rect(left.min_rect().union(right.min_rect()));
        }
        (Some(file), None) => {
            super::preview::preview_ui(ui, view, file, &mut state.files, desk);
            ui.add_space(GAP);
            list_ui(ui, view, files, shown, state, desk);
        }
        (None, _) => list_ui(ui, view, files, shown, state, desk),
    }
}

fn list_ui(
    ui: &mut Ui,
    view: &DesignView,
    files: &[Line],
    shown: Option<LineId>,
    state: &mut DesignState,
    desk: &mut Desk<'_>,
) {
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

pub(super) fn is_model(file: &Line) -> bool {
    file.cell(Column::Name).to_lowercase().ends_with(".stl")
}

fn is_picture(file: &Line) -> bool {
    let name = file.cell(Column::Name).to_lowercase();
    [".png", ".jpg", ".jpeg", ".webp"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Whether that file is on this computer.
pub(super) fn is_here(view: &DesignView, file: &Line) -> bool {
    matches!(view.places.get(&file.id), Some(FilePlace::Here))
}

pub(super) fn can_show(view: &DesignView, file: &Line) -> bool {
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
                name_line(ui, file.cell(Column::Name));
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
    let name = &*crate::words::visible(file.cell(Column::Name));
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
