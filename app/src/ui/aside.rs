//! What does not count, what was turned away, and what waits: each with its reason and what can be done.

use egui::Ui;

use crate::action::{Again, Request, Route};
use crate::ui::desk::{Desk, Sent};
use crate::ui::icon;
use crate::ui::rights::tabs_ui;
use crate::ui::shell::{rule, scrolled};
use crate::ui::since::changes_ui;
use crate::ui::theme::{GAP, GAP_TINY, Tone};
use crate::ui::widgets::{
    Weight, banner, button, card, chip, closes, empty_ui, flow, meta, modal, muted, section,
    send_button, sent_trouble_ui, strong, title,
};
use crate::view::{AsideLine, AsideView, Outcome};
use crate::words::{self, branches as b, refused as w};

/// What the page keeps between frames.
#[derive(Default)]
pub struct AsideState {
    again: Option<Again>,
    sent: Sent,
    said: Option<String>,
    choice: Option<AsideLine>,
}

/// Draws the page.
pub fn aside_ui(ui: &mut Ui, view: &AsideView, state: &mut AsideState, desk: &mut Desk<'_>) {
    if let Some(Outcome::Said(text)) = state.sent.take_done(desk.view) {
        state.said = Some(text.clone());
    }
    scrolled(ui, "aside", 860.0, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        title(ui, w::TITLE);
        tabs_ui(ui, &Route::Aside, desk);
        if !view.ready {
            muted(ui, words::OPENING);
            return;
        }
        for sentence in &view.disagreements {
            banner(ui, icon::WARNING, Tone::Look, |ui| {
                strong(ui, sentence);
                ui.label(w::DISAGREES_WHY);
            });
        }
        if let Some(said) = &state.said {
            banner(ui, icon::GOOD, Tone::Good, |ui| ui.label(said));
        }
        let nothing = view.lines.is_empty() && view.turned_away.is_empty() && view.waits.is_empty();
        if nothing {
            empty_ui(ui, icon::GOOD, w::EMPTY, w::EMPTY_WHY, None);
            return;
        }
        lines_ui(ui, view, state, desk);
        pairs_ui(ui, w::WAITS, w::WAITS_WHY, &view.waits);
        pairs_ui(ui, w::TURNED_AWAY, w::TURNED_AWAY_WHY, &view.turned_away);
    });
    choice_dialog(ui, state, desk);
}

fn lines_ui(ui: &mut Ui, view: &AsideView, state: &mut AsideState, desk: &mut Desk<'_>) {
    if view.lines.is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, w::SET_ASIDE);
        meta(ui, w::SET_ASIDE_WHY);
        for (place, line) in view.lines.iter().enumerate() {
            if place > 0 {
                rule(ui);
            }
            ui.push_id(place, |ui| line_ui(ui, line, state, desk));
        }
        if view.more > 0 {
            muted(ui, w::more(view.more));
        }
    });
}

fn line_ui(ui: &mut Ui, line: &AsideLine, state: &mut AsideState, desk: &mut Desk<'_>) {
    ui.spacing_mut().item_spacing.y = GAP_TINY;
    flow(ui, |ui| {
        strong(ui, &line.what);
        if line.offered {
            chip(ui, icon::GOOD, w::OFFERED, Tone::Good);
        }
        let day = line.day.map(|day| format!(" · {}", words::day(day)));
        meta(ui, format!("{}{}", line.by, day.unwrap_or_default()));
    });
    ui.label(words::capital(&format!("{}.", line.why)));
    if let Some(branch) = &line.branch {
        ui.label(&branch.holds);
        if line.again.is_none() {
            meta(ui, &branch.effect);
        }
    }
    if let Some(anew) = &line.anew {
        meta(ui, w::WRITE_AGAIN_WHY);
        let request = Request::WriteAgain(anew.clone());
        return ask_ui(ui, (anew, w::WRITE_AGAIN, request), state, desk);
    }
    let Some(again) = &line.again else {
        return;
    };
    if line.branch.is_some() {
        let choose = button(ui, b::CHOOSE, Weight::Normal);
        let choose = choose.accessible_name(format!("{}: {}, {}", b::CHOOSE, line.what, line.by));
        if choose.clicked() {
            state.said = None;
            state.choice = Some(line.clone());
        }
        return;
    }
    let request = Request::AdmitAgain(again.clone());
    ask_ui(ui, (again, w::ADMIT, request), state, desk);
}

/// A button that asks for something about this line, and below it what became of that.
fn ask_ui(
    ui: &mut Ui,
    (again, name, request): (&Again, &str, Request),
    state: &mut AsideState,
    desk: &mut Desk<'_>,
) {
    ui.horizontal(|ui| {
        if send_button(ui, desk, &state.sent, name, Weight::Normal, Ok(())) {
            state.said = None;
            state.again = Some(again.clone());
            state.sent.send(desk, request);
        }
    });
    if state.again.as_ref() == Some(again) {
        sent_trouble_ui(ui, desk, &state.sent);
    }
}

/// What choosing a branch would do, before it is done.
fn choice_dialog(ui: &mut Ui, state: &mut AsideState, desk: &mut Desk<'_>) {
    let Some(line) = state.choice.clone() else {
        return;
    };
    let (Some(again), Some(branch)) = (&line.again, &line.branch) else {
        return;
    };
    let mut close = state.said.is_some();
    let shown = modal(ui, "branch", |ui| {
        ui.set_width(560.0);
        ui.spacing_mut().item_spacing.y = GAP;
        section(ui, b::TITLE);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = GAP_TINY;
            strong(ui, &line.what);
            let day = line.day.map(|day| format!(" · {}", words::day(day)));
            meta(ui, format!("{}{}", line.by, day.unwrap_or_default()));
            ui.label(&branch.holds);
        });
        banner(ui, icon::WARNING, Tone::Look, |ui| {
            ui.label(&branch.effect);
            ui.label(b::NOTHING_LOST);
        });
        if branch.changes.is_empty() {
            muted(ui, b::SAME);
        } else {
            strong(ui, b::OTHERWISE);
            changes_ui(ui, &branch.changes);
        }
        ui.horizontal(|ui| {
            if send_button(
                ui,
                desk,
                &state.sent,
                b::CHOOSE_NOW,
                Weight::Primary,
                Ok(()),
            ) {
                state.again = Some(again.clone());
                state.sent.send(desk, Request::AdmitAgain(again.clone()));
            }
            close |= button(ui, words::CANCEL, Weight::Quiet).clicked();
        });
        sent_trouble_ui(ui, desk, &state.sent);
    });
    if closes(ui, &shown, close) {
        state.choice = None;
    }
}

fn pairs_ui(ui: &mut Ui, name: &str, why: &str, pairs: &[(String, String)]) {
    if pairs.is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        section(ui, name);
        meta(ui, why);
        for (place, (what, why)) in pairs.iter().enumerate() {
            if place > 0 {
                rule(ui);
            }
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.y = GAP_TINY;
                strong(ui, what);
                ui.label(words::capital(&format!("{why}.")));
            });
        }
    });
}
