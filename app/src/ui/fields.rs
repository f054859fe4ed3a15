//! Fields with a label above them, choices, and edits that are sent after a moment of rest.

use egui::{ComboBox, Response, RichText, TextEdit, TextStyle, Ui};

use crate::ui::draft::Draft;
use crate::ui::icon;
use crate::ui::theme::{GAP_TINY, tokens};
use crate::ui::widgets::{icon_button, paint_icon};
use crate::words;

/// A label above a field; the field is named by it.
fn label_ui(ui: &mut Ui, name: &str) -> Response {
    let colour = tokens(ui).muted;
    ui.label(RichText::new(name).small().color(colour))
}

/// One line of text under its name.
///
/// The cursor stays in the field when what stands above it comes or goes: it is known by its name, not by its place.
pub fn field(ui: &mut Ui, name: &str, text: &mut String, hint: &str) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = GAP_TINY;
        let label = label_ui(ui, name);
        let width = ui.available_width().min(ui.spacing().text_edit_width);
        let edit = bordered(
            ui,
            TextEdit::singleline(text)
                .id_salt(name)
                .hint_text(hint)
                .desired_width(width),
        );
        edit.labelled_by(label.id)
    })
    .inner
}

/// A passphrase under its name; what is typed shows as dots.
pub fn password(ui: &mut Ui, name: &str, text: &mut String) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = GAP_TINY;
        let label = label_ui(ui, name);
        let width = ui.available_width().min(ui.spacing().text_edit_width);
        let edit = TextEdit::singleline(text)
            .id_salt(name)
            .password(true)
            .desired_width(width);
        bordered(ui, edit).labelled_by(label.id)
    })
    .inner
}

/// Several lines of text under their name.
pub fn area(ui: &mut Ui, name: &str, text: &mut String, rows: usize, hint: &str) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = GAP_TINY;
        let label = label_ui(ui, name);
        let edit = TextEdit::multiline(text)
            .id_salt(name)
            .hint_text(hint)
            .desired_rows(rows);
        bordered(ui, edit.desired_width(f32::INFINITY)).labelled_by(label.id)
    })
    .inner
}

/// Fields have a border of 3 : 1, because nothing may rely on the decorative one.
pub fn bordered(ui: &mut Ui, edit: TextEdit<'_>) -> Response {
    ui.scope(|ui| {
        let t = *tokens(ui);
        let widgets = &mut ui.visuals_mut().widgets;
        widgets.inactive.bg_stroke.color = t.field;
        widgets.hovered.bg_stroke.color = t.muted;
        ui.visuals_mut().selection.stroke = egui::Stroke::new(2.0, t.accent);
        let edit = edit.margin(egui::Margin::symmetric(10, 7));
        ui.add(edit)
    })
    .inner
}

/// One of a few choices under a name. Gives true when it changed.
pub fn choice<T: Clone + PartialEq>(
    ui: &mut Ui,
    name: &str,
    value: &mut T,
    choices: &[(T, String)],
) -> bool {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = GAP_TINY;
        let label = label_ui(ui, name);
        choice_bare(ui, name, value, choices, Some(label.id))
    })
    .inner
}

/// One of a few choices without a label above; `name` is still its name.
pub fn choice_bare<T: Clone + PartialEq>(
    ui: &mut Ui,
    name: &str,
    value: &mut T,
    choices: &[(T, String)],
    label: Option<egui::Id>,
) -> bool {
    let now = choices
        .iter()
        .find(|(choice, _)| choice == value)
        .map_or("", |(_, words)| words.as_str());
    let mut changed = false;
    let combo = ComboBox::from_id_salt((name, "choice"))
        .icon(|ui, rect, visuals, _| {
            let ink = visuals.fg_stroke.color;
            paint_icon(ui, rect.center(), icon::UNFOLDED, 18.0, ink);
        })
        .selected_text(now)
        .height(360.0);
    let shown = combo.show_ui(ui, |ui| {
        for (choice, words) in choices {
            if ui.selectable_label(choice == value, words).clicked() && choice != value {
                *value = choice.clone();
                changed = true;
            }
        }
    });
    match label {
        Some(label) => shown.response.labelled_by(label),
        None => shown.response.accessible_name(name),
    };
    changed
}

/// A number that is stepped up and down, under its name.
pub fn number(ui: &mut Ui, name: &str, value: &mut u32, range: std::ops::RangeInclusive<u32>) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = GAP_TINY;
        let label = label_ui(ui, name);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_TINY;
            let (low, high) = (*range.start(), *range.end());
            if icon_button(ui, icon::FEWER, &words::fewer(name)).clicked() {
                *value = value.saturating_sub(1).max(low);
            }
            let drag = egui::DragValue::new(value).range(range).speed(0.05);
            ui.add(drag).labelled_by(label.id);
            if icon_button(ui, icon::ADD, &words::more(name)).clicked() {
                *value = value.saturating_add(1).min(high);
            }
        });
    });
}

/// How a drafted field looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line.
    Line,
    /// Several lines, at least so many.
    Lines(usize),
    /// A cell of a table.
    Cell,
}

/// A field whose typing is kept here and handed out after a moment of rest.
///
/// `now` is what the document says. Gives (before, after) in the frame in which it is to be sent.
pub fn drafted(
    ui: &mut Ui,
    name: &str,
    draft: &mut Draft,
    now: &str,
    now_ms: u64,
    shape: Shape,
) -> Option<(String, String)> {
    let id = ui.make_persistent_id((name, "drafted"));
    if let Some(moved) = draft.take(now)
        && ui.memory(|m| m.has_focus(id))
    {
        move_cursor(ui, id, &moved);
    }
    let width = ui.available_width();
    let edit = match shape {
        Shape::Lines(rows) => TextEdit::multiline(draft.text_mut()).desired_rows(rows),
        Shape::Line | Shape::Cell => TextEdit::singleline(draft.text_mut()),
    };
    let mut edit = edit.id(id).desired_width(width);
    if shape == Shape::Cell {
        edit = edit.font(TextStyle::Body);
    }
    let response = bordered(ui, edit).accessible_name(name);
    if response.changed() {
        draft.typed(now_ms);
    }
    let left = response.lost_focus();
    if let Some(wait_ms) = draft.wait_ms(now_ms) {
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_millis(wait_ms));
    }
    draft.due(now_ms, left)
}

fn move_cursor(ui: &Ui, id: egui::Id, moved: &crate::ui::draft::Splice) {
    let Some(mut state) = TextEdit::load_state(ui.ctx(), id) else {
        return;
    };
    if let Some(mut range) = state.cursor.char_range() {
        range.primary.index = moved.place(usize::from(range.primary.index)).into();
        range.secondary.index = moved.place(usize::from(range.secondary.index)).into();
        state.cursor.set_char_range(Some(range));
        TextEdit::store_state(ui.ctx(), id, state);
    }
}

/// A drafted field with its name above it.
pub fn drafted_field(
    ui: &mut Ui,
    name: &str,
    draft: &mut Draft,
    now: &str,
    now_ms: u64,
    shape: Shape,
) -> Option<(String, String)> {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = GAP_TINY;
        label_ui(ui, name);
        drafted(ui, name, draft, now, now_ms, shape)
    })
    .inner
}
