//! The ledger: log work, and look at what others logged.

use std::collections::BTreeMap;
use std::ops::Range;

use egui::{Frame, Margin, Rect, ScrollArea, Sense, Ui, UiBuilder, vec2};
use model::id::FactId;

use crate::action::{Acceptance, Action, EntryFilter, Request};
use crate::ui::design_route;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::{area, field};
use crate::ui::forms::Forms;
use crate::ui::icon;
use crate::ui::kept::Typed;
use crate::ui::shell::rule;
use crate::ui::theme::{GAP, GAP_PAGE, GAP_SMALL, Tone, strong_style, tokens};
use crate::ui::widgets::{
    Weight, button, chip, empty_ui, icon_text_button, icon_ui, line_with_right, link, meta,
    meta_line, muted, send_button, sent_trouble_ui, tabs, title,
};
use crate::view::{EntryKind, EntryState, EntryView, LedgerView};
use crate::words::{self, ledger as w};

mod entry;

/// A row that is closed.
const ROW_HEIGHT: f32 = 60.0;
/// So many rows beyond those in sight are asked for.
const ROWS_AHEAD: usize = 20;
/// The column of amounts, and the same where there is little room.
const AMOUNT_WIDTH: f32 = 150.0;
const AMOUNT_WIDTH_NARROW: f32 = 96.0;
/// Little room.
const NARROW: f32 = 640.0;
/// An open row takes at most this much more; what is longer scrolls inside it.
const OPEN_HEIGHT_MAX: f32 = 420.0;

/// What the page keeps between frames.
#[derive(Default)]
pub struct LedgerState {
    filter: EntryFilter,
    asked: Option<(EntryFilter, Range<usize>)>,
    open: Option<FactId>,
    open_height: f32,
    reviews: BTreeMap<FactId, ReviewForm>,
    wants: Option<entry::Wants>,
}

/// What is being typed about one entry.
#[derive(Default)]
struct ReviewForm {
    accepted: Option<String>,
    reason: String,
    rejecting: bool,
    sent: Sent,
}

impl Typed for ReviewForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("reason", &mut self.reason)]
    }
}

impl LedgerState {
    /// Shows only what waits for this person.
    pub fn show_waiting(&mut self) {
        self.filter = EntryFilter::WaitsForMe;
    }

    /// Opens one entry.
    pub fn open(&mut self, fact: FactId) {
        self.open = Some(fact);
    }
}

/// Draws the ledger.
pub fn ledger_ui(
    ui: &mut Ui,
    view: &LedgerView,
    state: &mut LedgerState,
    forms: &mut Forms,
    desk: &mut Desk<'_>,
) {
    let margin = Margin {
        left: GAP_PAGE as i8,
        right: 12,
        top: GAP_PAGE as i8,
        bottom: 0,
    };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        head_ui(ui, forms, desk);
        filters_ui(ui, view, state);
        if !view.ready || view.filter != state.filter {
            ask(state, 0..ROWS_AHEAD, desk);
            muted(ui, words::OPENING);
            return;
        }
        if view.count == 0 {
            nothing_ui(ui, state.filter, forms, desk);
            return;
        }
        meta(ui, w::shown(view.count));
        let wanted = rows_ui(ui, view, state, desk);
        ask(state, wanted, desk);
        if let Some(wants) = state.wants.take() {
            entry::open_form(wants, view, forms, desk);
        }
    });
}

fn head_ui(ui: &mut Ui, forms: &mut Forms, desk: &mut Desk<'_>) {
    line_with_right(
        ui,
        |ui| title(ui, w::TITLE),
        |ui| {
            ui.add_space(GAP);
            let may_write = desk.may_write();
            ui.add_enabled_ui(may_write, |ui| {
                if icon_text_button(ui, Some(icon::WORK), w::LOG, Weight::Primary).clicked() {
                    forms.log_work(desk, None, None);
                }
            });
        },
    );
}

fn filters_ui(ui: &mut Ui, view: &LedgerView, state: &mut LedgerState) {
    let all = [
        EntryFilter::All,
        EntryFilter::Mine,
        EntryFilter::WaitsForMe,
        EntryFilter::Work,
        EntryFilter::UseAndPayment,
    ];
    let all = all.map(|filter| {
        let name = w::filter(filter).to_owned();
        let waits = filter == EntryFilter::WaitsForMe && view.waiting > 0;
        (
            filter,
            if waits {
                format!("{name} ({})", view.waiting)
            } else {
                name
            },
        )
    });
    if let Some(filter) = tabs(ui, state.filter, &all) {
        state.filter = filter;
        state.open = None;
    }
}

fn nothing_ui(ui: &mut Ui, filter: EntryFilter, forms: &mut Forms, desk: &mut Desk<'_>) {
    let (what, why, does) = match filter {
        EntryFilter::All => (
            w::EMPTY,
            w::EMPTY_WHY,
            desk.may_write().then_some(w::EMPTY_BUTTON),
        ),
        EntryFilter::WaitsForMe => (w::NOTHING_WAITS, w::NOTHING_WAITS_WHY, None),
        _ => (w::NONE, w::NONE_WHY, None),
    };
    if empty_ui(ui, icon::LEDGER, what, why, does) {
        forms.log_work(desk, None, None);
    }
}

fn ask(state: &mut LedgerState, wanted: Range<usize>, desk: &mut Desk<'_>) {
    let asked = (state.filter, wanted);
    if state.asked.as_ref() != Some(&asked) {
        state.asked = Some(asked.clone());
        desk.push(Action::Entries(asked.0, asked.1));
    }
}

/// Only the rows in sight exist. Gives those that are wanted.
fn rows_ui(
    ui: &mut Ui,
    view: &LedgerView,
    state: &mut LedgerState,
    desk: &mut Desk<'_>,
) -> Range<usize> {
    let mut wanted = 0..0;
    let open = open_place(view, state);
    ScrollArea::vertical()
        .id_salt(("ledger", state.filter))
        .auto_shrink(false)
        .show_viewport(ui, |ui, viewport| {
            let extra = match open {
                Some(_) => state.open_height.clamp(48.0, OPEN_HEIGHT_MAX),
                None => 0.0,
            };
            ui.set_height(view.count as f32 * ROW_HEIGHT + extra + GAP_PAGE);
            let first = ((viewport.min.y - extra) / ROW_HEIGHT).floor().max(0.0) as usize;
            let last = ((viewport.max.y / ROW_HEIGHT).ceil().max(0.0) as usize).min(view.count);
            wanted = first.saturating_sub(ROWS_AHEAD)..(last + ROWS_AHEAD).min(view.count);
            let area = ui.max_rect();
            for place in first..last {
                let below = if open.is_some_and(|open| place > open) {
                    extra
                } else {
                    0.0
                };
                let top = area.top() + place as f32 * ROW_HEIGHT + below;
                let height = if open == Some(place) {
                    ROW_HEIGHT + extra
                } else {
                    ROW_HEIGHT
                };
                let row = Rect::from_min_size(
                    egui::pos2(area.left(), top),
                    vec2(area.width() - GAP, height),
                );
                if let Some(entry) = entry_at(view, place) {
                    row_ui(ui, row, entry, state, desk);
                }
            }
        });
    wanted
}

fn entry_at(view: &LedgerView, place: usize) -> Option<&EntryView> {
    view.entries.get(place.checked_sub(view.first)?)
}

fn open_place(view: &LedgerView, state: &LedgerState) -> Option<usize> {
    let open = state.open?;
    let place = view.entries.iter().position(|entry| entry.fact == open)?;
    Some(view.first + place)
}

fn row_ui(ui: &mut Ui, row: Rect, entry: &EntryView, state: &mut LedgerState, desk: &mut Desk<'_>) {
    let open = state.open == Some(entry.fact);
    let head = Rect::from_min_size(row.min, vec2(row.width(), ROW_HEIGHT - 1.0));
    let response = ui.interact(head, ui.make_persistent_id(entry.fact), Sense::click());
    let name = row_name(entry);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    if response.hovered() || response.has_focus() || open {
        ui.painter().rect_filled(head, 6, tokens(ui).surface2);
    }
    crate::ui::widgets::focus_ring(ui, &response);
    if response.clicked() {
        state.open = if open { None } else { Some(entry.fact) };
    }
    let inside = head.shrink2(vec2(12.0, 8.0));
    let mut at = ui.new_child(
        UiBuilder::new()
            .max_rect(inside)
            .id_salt((entry.fact, "head")),
    );
    summary_ui(&mut at, entry);
    if open {
        let body = Rect::from_min_max(
            head.left_bottom() + vec2(44.0, 4.0),
            row.max - vec2(12.0, 8.0),
        );
        let mut at = ui.new_child(
            UiBuilder::new()
                .max_rect(body)
                .id_salt((entry.fact, "body")),
        );
        let details = ScrollArea::vertical().id_salt((entry.fact, "details"));
        let shown = details.show(&mut at, |ui| entry::details_ui(ui, entry, state, desk));
        let height = shown.content_size.y + 20.0;
        if (height - state.open_height).abs() > 1.0 {
            state.open_height = height;
            ui.ctx().request_repaint();
        }
    }
    let line = Rect::from_min_size(row.left_bottom() - vec2(0.0, 1.0), vec2(row.width(), 1.0));
    let mut at = ui.new_child(UiBuilder::new().max_rect(line));
    rule(&mut at);
}

/// The whole row as one name: who, what, how much, what became of it.
fn row_name(entry: &EntryView) -> String {
    format!(
        "{}, {}, {}, {}",
        entry.who,
        w::kind(&entry.kind),
        entry.amount,
        w::state(&entry.state)
    )
}

fn summary_ui(ui: &mut Ui, entry: &EntryView) {
    ui.spacing_mut().item_spacing = vec2(GAP_SMALL, 2.0);
    let ink = tokens(ui).muted;
    let amount_width = if ui.available_width() < NARROW {
        AMOUNT_WIDTH_NARROW
    } else {
        AMOUNT_WIDTH
    };
    line_with_right(
        ui,
        |ui| {
            icon_ui(ui, kind_icon(&entry.kind), 20.0, ink);
            ui.add_space(4.0);
            ui.vertical(|ui| {
                let what = match &entry.design {
                    Some((_, design)) => format!("{}: {design}", w::kind(&entry.kind)),
                    None => w::kind(&entry.kind),
                };
                ui.add(egui::Label::new(what).truncate());
                meta_line(ui, who_line(entry));
            });
        },
        |ui| {
            amount_ui(ui, &entry.amount, amount_width);
            let (symbol, tone) = state_look(&entry.state);
            chip(ui, symbol, &w::state(&entry.state), tone);
        },
    );
}

/// Amounts stand in a column of their own, so that they can be compared by eye.
fn amount_ui(ui: &mut Ui, amount: &str, width: f32) {
    let size = vec2(width, 24.0);
    ui.allocate_ui_with_layout(
        size,
        egui::Layout::right_to_left(egui::Align::Center),
        |ui| {
            ui.set_min_size(size);
            let amount = egui::RichText::new(amount).text_style(strong_style());
            ui.add(egui::Label::new(amount).truncate());
        },
    );
}

fn who_line(entry: &EntryView) -> String {
    let mut line = entry.who.clone();
    if let Some(for_whom) = &entry.for_whom {
        line.push_str(&format!(", {} {for_whom}", w::FOR_WHOM.to_lowercase()));
    }
    format!("{line} · {}", words::day(entry.day))
}

fn kind_icon(kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::Work(_) => icon::WORK,
        EntryKind::CommercialUse | EntryKind::Use => icon::USE,
        EntryKind::Payment | EntryKind::SharedOut => icon::PAYMENT,
        EntryKind::Ownership => icon::ORGANISATION,
        EntryKind::Release => icon::RELEASE,
        EntryKind::DesignReview => icon::REVIEWED,
        EntryKind::Agreement | EntryKind::Split => icon::AGREEMENT,
        EntryKind::LeftOut => icon::NOT_COUNTED,
        EntryKind::Closing | EntryKind::Settled => icon::GOOD,
        EntryKind::Question => icon::WARNING,
        EntryKind::Pause | EntryKind::PauseEnd => icon::PAUSED,
        EntryKind::Control | EntryKind::Belonging => icon::ORGANISATION,
        EntryKind::Other => icon::FILE,
    }
}

fn state_look(state: &EntryState) -> (&'static str, Tone) {
    match state {
        EntryState::Recorded => (icon::LEDGER, Tone::Plain),
        EntryState::Waits { .. } | EntryState::WaitsFor(_) => (icon::WAITS_FOR_PERSON, Tone::Look),
        EntryState::Accepted(_) | EntryState::Confirmed => (icon::GOOD, Tone::Good),
        EntryState::Corrected => (icon::EDIT, Tone::Plain),
        EntryState::NotCounted(_) | EntryState::NotJudged => (icon::NOT_COUNTED, Tone::Plain),
    }
}
