//! The grid of cards: of fifty thousand only those in sight exist.

use std::ops::Range;

use egui::{
    Align2, CornerRadius, Key, Rect, Response, Role, ScrollArea, Sense, Stroke, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};
use model::id::DocumentId;

use super::shape;
use crate::action::{Action, PreviewKey};
use crate::ui::desk::Desk;
use crate::ui::icon;
use crate::ui::pictures::Shown;
use crate::ui::theme::{GAP_CARD, GAP_PAGE, RADIUS_CARD, Tone, mix, section_style, tokens};
use crate::ui::widgets::{paint_chip, paint_icon};
use crate::view::{CardView, CatalogueView, Standing};
use crate::words::catalogue as w;

/// A card's height.
const CARD_HEIGHT: f32 = 252.0;
/// Its least width.
const CARD_WIDTH_MIN: f32 = 232.0;
/// The height of its picture.
const PICTURE_HEIGHT: f32 = 132.0;
/// Rows that are asked for beyond those in sight, each way.
const ROWS_AHEAD: usize = 2;
/// The longer side of a card's picture in pixels.
const PICTURE_PIXELS: u16 = 640;

/// Where the grid is.
#[derive(Default)]
pub struct GridState {
    /// How many cards the last frame laid out.
    pub drawn: usize,
    offset: Option<f32>,
    focus: Option<usize>,
    focused: Option<usize>,
}

impl GridState {
    /// The next frame begins at the top.
    pub fn scroll_up(&mut self) {
        self.offset = Some(0.0);
    }
}

/// What a frame of the grid brought.
pub struct GridShown {
    /// The card that was pressed.
    pub opened: Option<DocumentId>,
    /// The cards that are wanted.
    pub wanted: Range<usize>,
}

struct Measure {
    columns: usize,
    card: Vec2,
    rows: usize,
}

fn measure(width: f32, found: usize) -> Measure {
    let columns = (((width + GAP_CARD) / (CARD_WIDTH_MIN + GAP_CARD)) as usize).max(1);
    let card_width = (width - GAP_CARD * (columns - 1) as f32) / columns as f32;
    Measure {
        columns,
        card: vec2(card_width.max(120.0), CARD_HEIGHT),
        rows: found.div_ceil(columns),
    }
}

/// Draws the rows in sight.
pub fn grid_ui(
    ui: &mut Ui,
    view: &CatalogueView,
    state: &mut GridState,
    desk: &mut Desk<'_>,
) -> GridShown {
    let pitch = CARD_HEIGHT + GAP_CARD;
    let mut area = ScrollArea::vertical()
        .id_salt("catalogue")
        .auto_shrink(false);
    if let Some(offset) = state.offset.take() {
        area = area.vertical_scroll_offset(offset);
    }
    let mut shown = GridShown {
        opened: None,
        wanted: 0..0,
    };
    let output = area.show_viewport(ui, |ui, viewport| {
        // The bar lies in the room at the right.
        let m = measure(ui.available_width() - 14.0, view.found);
        ui.set_height(m.rows as f32 * pitch + GAP_PAGE);
        let first = (viewport.min.y / pitch).floor().max(0.0) as usize;
        let last = ((viewport.max.y / pitch).ceil() as usize).min(m.rows);
        let ahead = first.saturating_sub(ROWS_AHEAD)..(last + ROWS_AHEAD).min(m.rows);
        shown.wanted = ahead.start * m.columns..(ahead.end * m.columns).min(view.found);
        let drawn = first.saturating_sub(1) * m.columns..((last + 1) * m.columns).min(view.found);
        state.drawn = drawn.len();
        let origin = ui.max_rect().min;
        for place in drawn {
            let at = vec2(
                (place % m.columns) as f32 * (m.card.x + GAP_CARD),
                (place / m.columns) as f32 * pitch,
            );
            let rect = Rect::from_min_size(origin + at + vec2(2.0, 2.0), m.card);
            let response = slot_ui(ui, rect, place, view, desk);
            if response.clicked() {
                shown.opened = card_at(view, place).and_then(|card| card.id);
            }
            follow_focus(ui, state, &response, place);
        }
        m
    });
    let m = output.inner;
    keys(
        ui,
        state,
        &m,
        view.found,
        output.inner_rect.height(),
        output.state.clamped_offset().y,
    );
    shown
}

fn card_at(view: &CatalogueView, place: usize) -> Option<&CardView> {
    view.cards.get(place.checked_sub(view.first)?)
}

fn slot_ui(
    ui: &mut Ui,
    rect: Rect,
    place: usize,
    view: &CatalogueView,
    desk: &mut Desk<'_>,
) -> Response {
    let id = ui.make_persistent_id(("card", place));
    let response = ui.interact(rect, id, Sense::click());
    match card_at(view, place) {
        Some(card) => {
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, w::card(card)));
            if ui.is_rect_visible(rect) {
                paint_card(ui, rect, card, &response, desk);
            }
        }
        None => {
            let t = tokens(ui);
            ui.painter()
                .rect_filled(rect, RADIUS_CARD, mix(t.bg, t.surface, 60));
        }
    }
    response
}

fn paint_card(ui: &Ui, rect: Rect, card: &CardView, response: &Response, desk: &mut Desk<'_>) {
    let t = tokens(ui);
    let painter = ui.painter();
    painter.rect_filled(rect, RADIUS_CARD, t.surface);
    let picture = Rect::from_min_size(rect.min, vec2(rect.width(), PICTURE_HEIGHT));
    paint_picture(ui, picture, card, desk);
    paint_words(ui, rect, picture.bottom(), card);
    let (width, colour) = if response.has_focus() {
        (2.0, t.accent)
    } else if response.hovered() {
        (1.0, t.accent)
    } else {
        (1.0, t.border)
    };
    painter.rect_stroke(
        rect,
        RADIUS_CARD,
        Stroke::new(width, colour),
        egui::StrokeKind::Inside,
    );
}

fn paint_picture(ui: &Ui, rect: Rect, card: &CardView, desk: &mut Desk<'_>) {
    let corners = CornerRadius {
        nw: RADIUS_CARD,
        ne: RADIUS_CARD,
        sw: 0,
        se: 0,
    };
    if let Some(file) = card.picture {
        let key = PreviewKey::Picture(file, PICTURE_PIXELS);
        let (shown, ask) = desk.pictures.show(key);
        if ask {
            desk.push(Action::Preview(key));
        }
        if let Shown::Texture(texture, size) = shown {
            let uv = cover(size, rect.size());
            let brush = egui::epaint::Brush {
                fill_texture_id: texture,
                uv,
            };
            let mut shape = egui::epaint::RectShape::filled(rect, corners, egui::Color32::WHITE);
            shape.brush = Some(brush.into());
            ui.painter().add(shape);
            return;
        }
    }
    shape::paint(ui, rect, corners, card);
}

/// The part of a picture that fills a frame without being stretched.
fn cover(picture: Vec2, frame: Vec2) -> Rect {
    let scale = (frame.x / picture.x).max(frame.y / picture.y);
    let part = frame / (picture * scale);
    Rect::from_center_size(pos2(0.5, 0.5), part)
}

fn paint_words(ui: &Ui, rect: Rect, top: f32, card: &CardView) {
    let t = tokens(ui);
    let left = rect.left() + 12.0;
    let width = rect.width() - 24.0;
    let title = egui::WidgetText::from(
        egui::RichText::new(&card.name)
            .text_style(section_style())
            .color(t.text),
    );
    let galley = lines(ui, title, width, 1);
    ui.painter().galley(pos2(left, top + 10.0), galley, t.text);
    let summary = egui::RichText::new(&card.summary).small().color(t.muted);
    let galley = lines(ui, summary.into(), width, 2);
    ui.painter().galley(pos2(left, top + 34.0), galley, t.muted);
    let foot = rect.bottom() - 12.0;
    let (symbol, tone) = standing_look(card.standing);
    let at = pos2(left, foot - 22.0);
    let chip_right = paint_chip(ui, at, symbol, &w::standing(card.standing), tone).right();
    let mut text_left = chip_right + 8.0;
    if card.builds > 0 {
        text_left = paint_builds(ui, pos2(text_left, foot - 11.0), card.builds) + 8.0;
    }
    let room = rect.right() - 12.0 - text_left;
    if room > 24.0 {
        let author = egui::RichText::new(&card.author).small().color(t.muted);
        let galley = lines(ui, author.into(), room, 1);
        let at = pos2(
            rect.right() - 12.0 - galley.size().x,
            foot - 11.0 - galley.size().y / 2.0,
        );
        ui.painter().galley(at, galley, t.muted);
    }
    let licence = egui::RichText::new(licence_line(card))
        .small()
        .color(t.muted);
    let galley = lines(ui, licence.into(), width, 1);
    ui.painter().galley(pos2(left, top + 66.0), galley, t.muted);
}

fn licence_line(card: &CardView) -> String {
    let licence = crate::words::design::licence(&card.licence);
    match &card.version {
        Some(version) => format!("{licence} · {version}"),
        None => licence,
    }
}

/// Text in at most so many lines, cut with an ellipsis.
fn lines(ui: &Ui, text: egui::WidgetText, width: f32, rows: usize) -> std::sync::Arc<egui::Galley> {
    let mut job =
        (*text.into_layout_job(ui.style(), egui::FontSelection::Default, egui::Align::TOP)).clone();
    job.wrap.max_width = width;
    job.wrap.max_rows = rows;
    job.wrap.break_anywhere = false;
    ui.painter().layout_job(job)
}

/// The icon and the tone of what reviewers say.
pub fn standing_look(standing: Standing) -> (&'static str, Tone) {
    match standing {
        Standing::NotReviewed => (icon::WAITS, Tone::Plain),
        Standing::BeingReviewed => (icon::WAITS_FOR_PERSON, Tone::Look),
        Standing::Reviewed(_) => (icon::REVIEWED, Tone::Good),
        Standing::Unsafe(_) => (icon::UNSAFE, Tone::Bad),
    }
}

fn paint_builds(ui: &Ui, at: egui::Pos2, builds: u32) -> f32 {
    let t = tokens(ui);
    paint_icon(ui, at + vec2(7.0, 0.0), icon::BUILT, 14.0, t.muted);
    let font = egui::TextStyle::Small.resolve(ui.style());
    let text_at = at + vec2(18.0, 0.0);
    let rect = ui
        .painter()
        .text(text_at, Align2::LEFT_CENTER, builds, font, t.muted);
    rect.right()
}

/// A card that takes the keyboard is brought into sight.
fn follow_focus(ui: &Ui, state: &mut GridState, response: &Response, place: usize) {
    if state.focus == Some(place) {
        state.focus = None;
        response.request_focus();
    }
    if response.gained_focus() {
        ui.scroll_to_rect(response.rect.expand(GAP_CARD), None);
    }
    if response.has_focus() {
        state.focused = Some(place);
    } else if state.focused == Some(place) {
        state.focused = None;
    }
}

/// Page up and down, home and end move through all cards, also those that do not exist yet.
fn keys(ui: &Ui, state: &mut GridState, m: &Measure, found: usize, height: f32, offset: f32) {
    let Some(place) = state.focused else {
        return;
    };
    let page = ((height / (CARD_HEIGHT + GAP_CARD)) as usize).max(1) * m.columns;
    let pressed = |key| ui.input(|i| i.key_pressed(key));
    let to = if pressed(Key::Home) {
        0
    } else if pressed(Key::End) {
        found.saturating_sub(1)
    } else if pressed(Key::PageDown) {
        (place + page).min(found.saturating_sub(1))
    } else if pressed(Key::PageUp) {
        place.saturating_sub(page)
    } else {
        return;
    };
    let row_top = (to / m.columns) as f32 * (CARD_HEIGHT + GAP_CARD);
    if row_top < offset || row_top + CARD_HEIGHT > offset + height {
        state.offset = Some((row_top - height / 2.0 + CARD_HEIGHT / 2.0).max(0.0));
    }
    state.focus = Some(to);
}
