//! Pieces that the screens share: each has a name that a screen reader and a test can find.

use egui::{
    Align, Button, Color32, CornerRadius, Frame, Label, Layout, Margin, Response, RichText, Role,
    Sense, Stroke, TextStyle, Ui, Vec2, WidgetInfo, WidgetText,
};

use crate::ui::desk::{Desk, Sent, SentState};
use crate::ui::icon;
use crate::ui::theme::{
    self, CHIP_BORDER_PERCENT, CHIP_FILL_PERCENT, GAP, GAP_SMALL, GAP_TINY, HIT_HEIGHT, RADIUS,
    RADIUS_CARD, Tone, mix, section_style, strong_style, tokens,
};
use crate::view::Trouble;
use crate::words::{self, visible};

/// A chip is this high, and this much wider than its words.
const CHIP_HEIGHT: f32 = 22.0;
const CHIP_WIDTH: f32 = 36.0;
/// What a bar for moving sideways takes below its table, with some air.
const BAR_HEIGHT: f32 = 12.0;

/// Above and below a dialog, with its own margin.
const DIALOG_MARGIN: f32 = 80.0;

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The one thing to do here.
    Primary,
    /// Another thing to do here.
    Normal,
    /// Without a frame.
    Quiet,
    /// Takes something away.
    Danger,
    /// One of several that was chosen, in the tone of what it says.
    Chosen(Tone),
}

/// An icon; decoration, so it has no name of its own.
pub fn icon_ui(ui: &mut Ui, symbol: &str, size: f32, colour: Color32) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(size), Sense::empty());
    paint_icon(ui, rect.center(), symbol, size, colour);
}

/// Paints an icon around a point, without taking room.
pub fn paint_icon(ui: &Ui, centre: egui::Pos2, symbol: &str, size: f32, colour: Color32) {
    let font = egui::FontId::new(size, theme::icon_family());
    ui.painter()
        .text(centre, egui::Align2::CENTER_CENTER, symbol, font, colour);
}

/// A button with words.
pub fn button(ui: &mut Ui, text: &str, weight: Weight) -> Response {
    icon_text_button(ui, None, text, weight)
}

/// A button with an icon before its words.
pub fn icon_text_button(ui: &mut Ui, symbol: Option<&str>, text: &str, weight: Weight) -> Response {
    let t = *tokens(ui);
    let (ink, fill, stroke) = match weight {
        Weight::Primary => (t.on_accent, Some(t.accent), Some(Stroke::NONE)),
        Weight::Normal => (t.text, None, None),
        Weight::Quiet => (t.accent, Some(Color32::TRANSPARENT), Some(Stroke::NONE)),
        Weight::Chosen(tone) => {
            let tone = t.tone(tone);
            let fill = mix(t.surface, tone, CHIP_FILL_PERCENT);
            (tone, Some(fill), Some(Stroke::new(2.0, tone)))
        }
        Weight::Danger => (
            t.err,
            None,
            Some(Stroke::new(1.0, mix(t.surface, t.err, 40))),
        ),
    };
    let words = RichText::new(text).color(ink);
    let response = ui.scope(|ui| {
        ring(ui, weight, &t);
        let mut button = match symbol {
            Some(symbol) => Button::new((icon_glyph(symbol, ink), words)),
            None => Button::new(words),
        };
        if weight == Weight::Quiet {
            ui.spacing_mut().button_padding.x = 4.0;
            button = button.frame_when_inactive(false);
        } else {
            if let Some(fill) = fill {
                button = button.fill(fill);
            }
            if let Some(stroke) = stroke {
                button = button.stroke(stroke);
            }
        }
        ui.add(button.min_size(Vec2::new(0.0, HIT_HEIGHT)))
    });
    let response = response.inner.accessible_name(text);
    focus_ring(ui, &response);
    response
}

fn icon_glyph(symbol: &str, colour: Color32) -> RichText {
    RichText::new(symbol)
        .family(theme::icon_family())
        .size(16.0)
        .color(colour)
}

fn ring(ui: &mut Ui, weight: Weight, t: &theme::Tokens) {
    if weight == Weight::Primary {
        let widgets = &mut ui.visuals_mut().widgets;
        widgets.hovered.weak_bg_fill = mix(t.accent, t.text, 12);
        widgets.active.weak_bg_fill = mix(t.accent, t.text, 20);
    }
}

/// The ring around what has the keyboard.
pub fn focus_ring(ui: &Ui, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, tokens(ui).accent);
        let rect = response.rect.expand(2.0);
        ui.painter()
            .rect_stroke(rect, RADIUS + 2, stroke, egui::StrokeKind::Outside);
    }
}

/// A button that is only an icon; `name` is its name and its tooltip.
pub fn icon_button(ui: &mut Ui, symbol: &str, name: &str) -> Response {
    let colour = tokens(ui).text;
    let glyph = RichText::new(symbol)
        .family(theme::icon_family())
        .size(18.0)
        .color(colour);
    let button = Button::new(glyph)
        .frame_when_inactive(false)
        .min_size(Vec2::splat(HIT_HEIGHT));
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().button_padding = Vec2::splat(6.0);
            ui.add(button)
        })
        .inner;
    let response = response.on_hover_text(name).accessible_name(name);
    focus_ring(ui, &response);
    response
}

/// A button that sends a form: it says "Saving..." until the answer is there, and what went wrong below.
///
/// `ready` is why the form cannot be sent yet, shown as a tooltip. Gives true in the frame in which it was pressed.
pub fn send_button(
    ui: &mut Ui,
    desk: &Desk<'_>,
    sent: &Sent,
    text: &str,
    weight: Weight,
    ready: Result<(), &str>,
) -> bool {
    let saving = sent.state(desk.view) == SentState::Saving;
    let shown = if saving { words::SAVING } else { text };
    let enabled = !saving && ready.is_ok();
    let response = ui
        .add_enabled_ui(enabled, |ui| button(ui, shown, weight))
        .inner;
    let clicked = response.clicked();
    if let Err(why) = ready
        && !saving
    {
        response.on_disabled_hover_text(why);
    }
    clicked
}

/// Whether a form can be sent now, where Enter asks for it.
pub fn may_send(desk: &Desk<'_>, sent: &Sent, ready: Result<(), &str>) -> bool {
    ready.is_ok() && sent.state(desk.view) != SentState::Saving
}

/// What went wrong with what a form sent, if anything did.
pub fn sent_trouble_ui(ui: &mut Ui, desk: &Desk<'_>, sent: &Sent) {
    if let SentState::Failed(trouble) = sent.state(desk.view) {
        ui.add_space(GAP_TINY);
        trouble_ui(ui, trouble);
    }
}

/// Icon, word and colour: never colour alone.
pub fn chip(ui: &mut Ui, symbol: &str, text: &str, tone: Tone) -> Response {
    let text = &*visible(text);
    let font = TextStyle::Small.resolve(ui.style());
    let words = ui
        .painter()
        .layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
    let size = Vec2::new(words.size().x + CHIP_WIDTH, CHIP_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    if ui.is_rect_visible(rect) {
        paint_chip(ui, rect.min, symbol, text, tone);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// Paints a chip without taking room. Gives where it stands.
pub fn paint_chip(ui: &Ui, at: egui::Pos2, symbol: &str, text: &str, tone: Tone) -> egui::Rect {
    let t = tokens(ui);
    let colour = t.tone(tone);
    let font = TextStyle::Small.resolve(ui.style());
    let words = ui.painter().layout_no_wrap(text.to_owned(), font, colour);
    let size = Vec2::new(words.size().x + CHIP_WIDTH, CHIP_HEIGHT);
    let rect = egui::Rect::from_min_size(at, size);
    let fill = mix(t.surface, colour, CHIP_FILL_PERCENT);
    let stroke = Stroke::new(1.0, mix(t.surface, colour, CHIP_BORDER_PERCENT));
    ui.painter()
        .rect(rect, 11, fill, stroke, egui::StrokeKind::Inside);
    let icon_at = egui::pos2(rect.left() + 14.0, rect.center().y);
    paint_icon(ui, icon_at, symbol, 14.0, colour);
    let text_at = egui::pos2(rect.left() + 25.0, rect.center().y - words.size().y / 2.0);
    ui.painter().galley(text_at, words, colour);
    rect
}

/// A surface that holds things which belong together.
pub fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    card_frame(ui).show(ui, add).inner
}

/// The frame of [`card`].
pub fn card_frame(ui: &Ui) -> Frame {
    let t = tokens(ui);
    Frame::new()
        .fill(t.surface)
        .stroke(Stroke::new(1.0, t.border))
        .corner_radius(CornerRadius::same(RADIUS_CARD))
        .inner_margin(Margin::same(16))
}

/// A line that has to be seen: its tone stands at its left edge, as ground, icon and words.
pub fn banner<R>(ui: &mut Ui, symbol: &str, tone: Tone, add: impl FnOnce(&mut Ui) -> R) -> R {
    let t = tokens(ui);
    let colour = t.tone(tone);
    Frame::new()
        .fill(mix(t.surface, colour, CHIP_FILL_PERCENT))
        .stroke(Stroke::new(
            1.0,
            mix(t.surface, colour, CHIP_BORDER_PERCENT),
        ))
        .corner_radius(CornerRadius::same(RADIUS_CARD))
        .inner_margin(Margin::symmetric(16, 12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                ui.spacing_mut().interact_size.y = 20.0;
                icon_ui(ui, symbol, 20.0, colour);
                ui.vertical(add).inner
            })
            .inner
        })
        .inner
}

/// A line of chips and words that wraps, no higher than a chip.
pub fn flow<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 22.0;
        ui.horizontal_wrapped(add).inner
    })
    .inner
}

/// The title of a page.
pub fn title(ui: &mut Ui, text: &str) -> Response {
    ui.heading(visible(text))
}

/// The title of a section.
pub fn section(ui: &mut Ui, text: &str) -> Response {
    ui.label(RichText::new(visible(text)).text_style(section_style()))
}

/// Words that carry a line.
pub fn strong(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add(Label::new(RichText::new(shown(text)).text_style(strong_style())).wrap())
}

/// Words that matter less.
pub fn muted(ui: &mut Ui, text: impl Into<String>) -> Response {
    let colour = tokens(ui).muted;
    ui.add(Label::new(RichText::new(shown(text)).color(colour)).wrap())
}

/// Small words that matter less.
pub fn meta(ui: &mut Ui, text: impl Into<String>) -> Response {
    let colour = tokens(ui).muted;
    ui.add(Label::new(RichText::new(shown(text)).small().color(colour)).wrap())
}

/// Small words in one line, cut with an ellipsis.
pub fn meta_line(ui: &mut Ui, text: impl Into<String>) -> Response {
    let colour = tokens(ui).muted;
    ui.add(Label::new(RichText::new(shown(text)).small().color(colour)).truncate())
}

/// Words in one line, cut with an ellipsis: the name of a file.
pub fn name_line(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(visible(text)).truncate())
}

/// Words that somebody else may have written.
pub fn written(ui: &mut Ui, text: &str) -> Response {
    ui.label(visible(text))
}

/// What others wrote, with nothing in it that nobody sees.
fn shown(text: impl Into<String>) -> String {
    visible(&text.into()).into_owned()
}

/// What a place is, why it is empty, and one button. Gives true when that was pressed.
pub fn empty_ui(ui: &mut Ui, symbol: &str, what: &str, why: &str, does: Option<&str>) -> bool {
    let mut pressed = false;
    let t = *tokens(ui);
    ui.add_space(GAP * 4.0);
    ui.vertical_centered(|ui| {
        icon_ui(ui, symbol, 40.0, t.muted);
        ui.add_space(GAP_SMALL);
        section(ui, what);
        ui.scope(|ui| {
            ui.set_max_width(440.0);
            ui.label(RichText::new(why).color(t.muted));
        });
        if let Some(does) = does {
            ui.add_space(GAP_SMALL);
            pressed = button(ui, does, Weight::Primary).clicked();
        }
    });
    pressed
}

/// In place of everything that follows from rules, where those in force are of a newer version of the program.
pub fn not_judged_ui(ui: &mut Ui) {
    empty_ui(
        ui,
        icon::NOT_COUNTED,
        words::NOT_JUDGED,
        words::NOT_JUDGED_WHY,
        None,
    );
}

/// What happened, why, what you can do.
pub fn trouble_ui(ui: &mut Ui, trouble: &Trouble) {
    banner(ui, icon::ERROR, Tone::Bad, |ui| {
        strong(ui, trouble.what.as_str());
        if !trouble.why.is_empty() {
            ui.label(trouble.why.as_str());
        }
        if !trouble.remedy.is_empty() {
            ui.label(trouble.remedy.as_str());
        }
    });
}

/// A dialog in the middle of the window; what lies behind waits. What is too high for the window scrolls.
pub fn modal<R>(ui: &Ui, salt: &str, add: impl FnOnce(&mut Ui) -> R) -> egui::ModalResponse<R> {
    let frame = Frame::popup(ui.style())
        .corner_radius(CornerRadius::same(theme::RADIUS_DIALOG))
        .inner_margin(Margin::same(24));
    let height = ui.ctx().content_rect().height() - DIALOG_MARGIN;
    let dialog = egui::Modal::new(egui::Id::unique(salt.to_owned())).frame(frame);
    dialog.show(ui.ctx(), |ui| {
        let area = egui::ScrollArea::vertical().max_height(height);
        area.min_scrolled_height(height).show(ui, add).inner
    })
}

/// Whether somebody pressed Enter in this field: that does what the button below does.
pub fn entered(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter))
}

/// Whether a dialog is to go away: it was done or left. The next frame, without it, comes at once.
pub fn closes<T>(ui: &Ui, shown: &egui::ModalResponse<T>, is_done: bool) -> bool {
    let closes = is_done || shown.should_close();
    if closes {
        ui.ctx().request_repaint();
    }
    closes
}

/// A box to be ticked.
pub fn check(ui: &mut Ui, on: &mut bool, text: &str) -> Response {
    ui.scope(|ui| {
        visible_box(ui);
        ui.checkbox(on, text)
    })
    .inner
}

/// One of several choices.
pub fn radio(ui: &mut Ui, on: bool, text: impl Into<String>) -> Response {
    ui.scope(|ui| {
        visible_box(ui);
        ui.radio(on, text.into())
    })
    .inner
}

/// A box that is empty must be seen too: 3 : 1 like a field.
fn visible_box(ui: &mut Ui) {
    let t = *tokens(ui);
    let widgets = &mut ui.visuals_mut().widgets;
    for state in [&mut widgets.inactive, &mut widgets.hovered] {
        state.bg_fill = t.surface;
        state.bg_stroke = Stroke::new(1.0, t.field);
    }
}

/// A line that opens what stands below it.
pub fn foldout<R>(
    ui: &mut Ui,
    salt: impl std::hash::Hash + std::fmt::Debug,
    name: &str,
    add: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let id = ui.make_persistent_id(salt);
    let mut open = ui.data(|d| d.get_temp::<bool>(id).unwrap_or(false));
    let symbol = if open { icon::UNFOLDED } else { icon::FOLDED };
    if icon_text_button(ui, Some(symbol), name, Weight::Quiet).clicked() {
        open = !open;
        ui.data_mut(|d| d.insert_temp(id, open));
    }
    open.then(|| add(ui))
}

/// A bar with words; words alone where the end is not known.
pub fn progress_ui(ui: &mut Ui, done: u64, total: Option<u64>, text: &str) {
    if let Some(total) = total.filter(|total| *total > 0) {
        let t = tokens(ui);
        let share = (done as f32 / total as f32).clamp(0.0, 1.0);
        let width = if ui.available_width() > 300.0 {
            120.0
        } else {
            48.0
        };
        let (rect, _) = ui.allocate_exact_size(Vec2::new(width, 6.0), Sense::empty());
        ui.painter().rect_filled(rect, 3, t.border);
        let mut filled = rect;
        filled.set_width(rect.width() * share);
        ui.painter().rect_filled(filled, 3, t.accent);
    }
    meta_line(ui, text);
}

/// A label that looks and acts like a link.
pub fn link(ui: &mut Ui, text: &str) -> Response {
    let response = ui.link(visible(text));
    focus_ring(ui, &response);
    response
}

/// The same, small.
pub fn small_link(ui: &mut Ui, text: &str) -> Response {
    let response = ui.link(RichText::new(visible(text)).small());
    focus_ring(ui, &response);
    response
}

/// Tabs in a row. Gives the one that was pressed.
pub fn tabs<T: Copy + PartialEq>(ui: &mut Ui, now: T, choices: &[(T, String)]) -> Option<T> {
    let mut chosen = None;
    let t = *tokens(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = GAP_TINY;
        for (value, name) in choices {
            let selected = *value == now;
            let ink = if selected { t.accent } else { t.text };
            let words = RichText::new(name).color(ink);
            let fill = if selected {
                mix(t.bg, t.accent, 16)
            } else {
                Color32::TRANSPARENT
            };
            let tab = Button::selectable(selected, words)
                .fill(fill)
                .min_size(Vec2::new(0.0, HIT_HEIGHT));
            let response = ui.add(tab);
            focus_ring(ui, &response);
            if response.clicked() {
                chosen = Some(*value);
            }
        }
    });
    chosen
}

/// Puts `right` at the right end of a line and `left` before it.
pub fn line_with_right<L, R>(
    ui: &mut Ui,
    left: impl FnOnce(&mut Ui) -> L,
    right: impl FnOnce(&mut Ui) -> R,
) -> (L, R) {
    ui.horizontal(|ui| {
        let right_width = ui.available_width();
        let (rect, _) = ui.allocate_exact_size(Vec2::new(right_width, HIT_HEIGHT), Sense::empty());
        let builder = egui::UiBuilder::new()
            .max_rect(rect)
            .layout(Layout::right_to_left(Align::Center));
        let mut right_ui = ui.new_child(builder);
        let r = right(&mut right_ui);
        let mut left_rect = rect;
        left_rect.max.x = right_ui.min_rect().left() - GAP_SMALL;
        let builder = egui::UiBuilder::new()
            .max_rect(left_rect)
            .layout(Layout::left_to_right(Align::Center));
        let mut left_ui = ui.new_child(builder);
        let l = left(&mut left_ui);
        (l, r)
    })
    .inner
}

/// What may be too wide, moved sideways; the bar lies below it and covers nothing.
pub fn sideways<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope(|ui| {
        let bar = &mut ui.spacing_mut().scroll;
        bar.floating_allocated_width = BAR_HEIGHT;
        // A column that is cut looks like the last one: the bar and the edge say that there is more.
        bar.dormant_handle_opacity = 0.6;
        bar.dormant_background_opacity = 0.2;
        bar.fade.strength = 1.0;
        egui::ScrollArea::horizontal().show(ui, add).inner
    })
    .inner
}

/// Words as a widget text of the section style.
pub fn section_text(text: &str) -> WidgetText {
    RichText::new(text).text_style(section_style()).into()
}
