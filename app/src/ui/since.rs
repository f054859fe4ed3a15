//! Since you last looked: collisions first, then each changed design with before and after.

use std::collections::BTreeMap;

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Frame, Label, Margin, Stroke, Ui};
use model::design::Piece;
use model::id::DocumentId;
use model::ledger::Verdict;

use crate::action::{Request, Route};
use crate::ui::collisions::{CollisionsState, collisions_ui};
use crate::ui::design::versions::verdict_look;
use crate::ui::design_route;
use crate::ui::desk::{Desk, Sent};
use crate::ui::fields::area;
use crate::ui::icon;
use crate::ui::kept::Typed;
use crate::ui::shell::scrolled;
use crate::ui::theme::{CHIP_FILL_PERCENT, GAP, GAP_SMALL, GAP_TINY, RADIUS, Tone, mix, tokens};
use crate::ui::widgets::{
    Weight, banner, button, card, chip, empty_ui, flow, foldout, icon_text_button, line_with_right,
    link, meta, muted, section, send_button, sent_trouble_ui, strong, title, written,
};
use crate::view::{ChangedDesign, FieldChange, SinceView};
use crate::words::{self, design, since as w};

/// So many changes of one design are shown before the rest is folded away.
const CHANGES_SHOWN: usize = 6;
/// So many lines of a text around a change are shown.
const SAME_LETTERS_MAX: usize = 160;

/// What the page keeps between frames.
#[derive(Default)]
pub struct SinceState {
    collisions: CollisionsState,
    verdicts: BTreeMap<DocumentId, VerdictForm>,
    sent: Sent,
}

/// What is being typed about one state.
#[derive(Default)]
struct VerdictForm {
    verdict: Option<Verdict>,
    note: String,
    sent: Sent,
}

impl Typed for VerdictForm {
    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("note", &mut self.note)]
    }
}

/// Draws the page.
pub fn since_ui(ui: &mut Ui, view: &SinceView, state: &mut SinceState, desk: &mut Desk<'_>) {
    scrolled(ui, "since", 860.0, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        head_ui(ui, view, state, desk);
        if !view.ready {
            muted(ui, words::OPENING);
            return;
        }
        if view.claims > 0 {
            claims_ui(ui, view.claims, desk);
        }
        collisions_ui(ui, &view.collisions, &mut state.collisions, desk);
        if view.designs.is_empty() && view.collisions.is_empty() {
            empty_ui(ui, icon::SINCE, w::EMPTY, w::EMPTY_WHY, None);
        }
        for changed in &view.designs {
            ui.push_id(changed.design, |ui| changed_ui(ui, changed, state, desk));
        }
    });
}

fn head_ui(ui: &mut Ui, view: &SinceView, state: &mut SinceState, desk: &mut Desk<'_>) {
    let mut all = false;
    line_with_right(
        ui,
        |ui| title(ui, w::TITLE),
        |ui| {
            if !view.designs.is_empty() {
                let text = w::looked_all(view.designs.len(), view.total);
                all = send_button(ui, desk, &state.sent, &text, Weight::Normal, Ok(()));
            }
        },
    );
    if all {
        let shown = view.designs.iter();
        let shown = shown.map(|changed| (changed.design, changed.heads.clone()));
        let request = Request::LookedAtThese(shown.collect());
        state.sent.send(desk, request);
    }
    sent_trouble_ui(ui, desk, &state.sent);
    if view.ready {
        meta(ui, w::since(view.since.as_deref()));
        if view.total > view.designs.len() {
            meta(ui, w::shown_of(view.designs.len(), view.total));
        }
    }
}

fn claims_ui(ui: &mut Ui, claims: usize, desk: &mut Desk<'_>) {
    banner(ui, icon::WAITS_FOR_PERSON, Tone::Look, |ui| {
        flow(ui, |ui| {
            ui.label(w::claims(claims));
            if link(ui, w::CLAIMS_BUTTON).clicked() {
                desk.go(Route::Ledger);
            }
        });
    });
}

fn changed_ui(ui: &mut Ui, changed: &ChangedDesign, state: &mut SinceState, desk: &mut Desk<'_>) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = GAP_SMALL;
        let mut looked = false;
        let name = shown_name(changed);
        line_with_right(
            ui,
            |ui| {
                section(ui, name);
                if changed.new {
                    chip(ui, icon::ADD, w::NEW, Tone::News);
                }
            },
            |ui| {
                looked = button(ui, w::LOOKED, Weight::Normal)
                    .accessible_name(format!("{}: {name}", w::LOOKED))
                    .clicked();
                let open = button(ui, w::OPEN, Weight::Quiet);
                let open = open.accessible_name(format!("{}: {name}", w::OPEN));
                if open.clicked() {
                    desk.go(design_route(changed.design));
                }
            },
        );
        let by = words::names(&changed.by);
        // Of a design that is new everything is new, and nothing is listed.
        let count = match changed.changes.len() {
            0 => String::new(),
            count => format!("{} · ", w::changes_count(count)),
        };
        meta(ui, format!("{count}{by} · {}", changed.when));
        changes_ui(ui, &changed.changes);
        reviews_ui(ui, changed);
        verdict_ui(ui, changed, state, desk);
        if looked {
            desk.ask(Request::Looked(changed.design, changed.heads.clone()));
        }
    });
}

fn shown_name(changed: &ChangedDesign) -> &str {
    if changed.name.is_empty() {
        design::NO_NAME
    } else {
        &changed.name
    }
}

pub(super) fn changes_ui(ui: &mut Ui, changes: &[FieldChange]) {
    let (first, rest) = changes.split_at(changes.len().min(CHANGES_SHOWN));
    for change in first {
        change_ui(ui, change);
    }
    if !rest.is_empty() {
        let name = w::changes_count(rest.len());
        foldout(ui, "more changes", &name, |ui| {
            for change in rest {
                change_ui(ui, change);
            }
        });
    }
}

/// What changed, and before and after below each other, each with its sign: never by colour alone.
fn change_ui(ui: &mut Ui, change: &FieldChange) {
    ui.add_space(GAP_TINY);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        strong(ui, &change.what);
        if !change.pieces.is_empty() {
            pieces_ui(ui, &change.pieces);
            return;
        }
        if let Some(before) = &change.before {
            side_ui(ui, "−", w::BEFORE, before, Tone::Bad);
        }
        if let Some(after) = &change.after {
            side_ui(ui, "+", w::AFTER, after, Tone::Good);
        }
    });
}

fn side_ui(ui: &mut Ui, sign: &str, name: &str, text: &str, tone: Tone) {
    let t = *tokens(ui);
    let fill = mix(t.surface, t.tone(tone), CHIP_FILL_PERCENT);
    let frame = Frame::new()
        .fill(fill)
        .corner_radius(RADIUS)
        .inner_margin(Margin::symmetric(8, 4));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            let mut job = LayoutJob::default();
            let mono = TextFormat::simple(FontId::monospace(13.0), t.tone(tone));
            job.append(sign, 0.0, mono);
            ui.label(job).on_hover_text(name);
            ui.add(Label::new(text).wrap().selectable(true));
        });
    });
}

/// A text with what went struck through and what came underlined; long stretches without a change are cut.
fn pieces_ui(ui: &mut Ui, pieces: &[Piece]) {
    let t = *tokens(ui);
    let plain = TextFormat::simple(FontId::proportional(14.0), t.text);
    let mut job = LayoutJob::default();
    let last = pieces.len().saturating_sub(1);
    for (place, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Same(text) => {
                job.append(&cut(text, place == 0, place == last), 0.0, plain.clone())
            }
            Piece::Removed(text) => job.append(text, 0.0, marked(&plain, &t, Tone::Bad)),
            Piece::Added(text) => job.append(text, 0.0, marked(&plain, &t, Tone::Good)),
        }
    }
    let frame = Frame::new()
        .fill(t.surface2)
        .corner_radius(RADIUS)
        .inner_margin(Margin::symmetric(8, 6));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.add(Label::new(job).wrap().selectable(true));
    });
}

fn marked(plain: &TextFormat, t: &crate::ui::theme::Tokens, tone: Tone) -> TextFormat {
    let colour = t.tone(tone);
    let mut format = plain.clone();
    format.color = colour;
    format.background = mix(t.surface2, colour, CHIP_FILL_PERCENT);
    if tone == Tone::Bad {
        format.strikethrough = Stroke::new(1.0, colour);
    } else {
        format.underline = Stroke::new(1.0, colour);
    }
    format
}

/// The ends of a stretch that did not change; its middle is left out.
fn cut(text: &str, first: bool, last: bool) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= SAME_LETTERS_MAX {
        return text.to_owned();
    }
    let half = SAME_LETTERS_MAX / 2;
    let head: String = letters[..half].iter().collect();
    let tail: String = letters[letters.len() - half..].iter().collect();
    match (first, last) {
        (true, _) => format!("…{tail}"),
        (_, true) => format!("{head}…"),
        _ => format!("{head} … {tail}"),
    }
}

fn reviews_ui(ui: &mut Ui, changed: &ChangedDesign) {
    for review in &changed.reviews {
        flow(ui, |ui| {
            let (symbol, tone) = verdict_look(review.verdict);
            chip(ui, symbol, design::verdict(review.verdict), tone);
            meta(ui, design::said(review));
            if !review.note.is_empty() {
                written(ui, &review.note);
            }
        });
    }
}

/// Good, needs work, unsafe: on exactly the state whose changes stand above.
fn verdict_ui(ui: &mut Ui, changed: &ChangedDesign, state: &mut SinceState, desk: &mut Desk<'_>) {
    if !desk.may_write() {
        return;
    }
    let form = state.verdicts.entry(changed.design).or_default();
    let place = format!("verdict/{}", changed.design);
    if form.sent.take_done(desk.view).is_some() {
        *form = VerdictForm::default();
        desk.kept.forget(&place);
    }
    desk.kept.fill(&place, form);
    ui.add_space(GAP_SMALL);
    crate::ui::shell::rule(ui);
    meta(ui, w::VERDICT);
    ui.horizontal_wrapped(|ui| {
        for verdict in [Verdict::Good, Verdict::NeedsWork, Verdict::Unsafe] {
            let (symbol, tone) = verdict_look(verdict);
            let weight = match (form.verdict == Some(verdict), verdict) {
                (true, _) => Weight::Chosen(tone),
                (false, Verdict::Unsafe) => Weight::Danger,
                _ => Weight::Normal,
            };
            let text = design::verdict(verdict);
            let button = icon_text_button(ui, Some(symbol), text, weight);
            let name = format!("{text}: {}", shown_name(changed));
            if button.accessible_name(name).clicked() {
                form.verdict = if form.verdict == Some(verdict) {
                    None
                } else {
                    Some(verdict)
                };
            }
        }
    });
    let Some(verdict) = form.verdict else {
        return;
    };
    if area(ui, w::NOTE, &mut form.note, 2, "").changed() {
        desk.kept.keep(&place, form);
    }
    let silent = form.note.trim().is_empty() && verdict != Verdict::Good;
    let ready = if silent { Err(w::NOTE_FIRST) } else { Ok(()) };
    let text = format!(
        "{}: {}",
        design::verdict(verdict),
        words::ledger::SAVE.to_lowercase()
    );
    let weight = match verdict {
        Verdict::Unsafe => Weight::Danger,
        _ => Weight::Primary,
    };
    if send_button(ui, desk, &form.sent, &text, weight, ready) {
        let request = Request::ReviewState {
            design: changed.design,
            heads: changed.heads.clone(),
            verdict,
            note: form.note.trim().to_owned(),
        };
        form.sent.send(desk, request);
    }
    sent_trouble_ui(ui, desk, &form.sent);
}
