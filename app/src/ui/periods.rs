//! Periods: which are closed and by whom, which wait for signatures, and closing one.

use std::collections::BTreeSet;

use egui::Ui;
use model::id::FactId;
use model::rsd1::Period;

use crate::action::{Request, Route};
use crate::ui::desk::{Desk, Sent};
use crate::ui::icon;
use crate::ui::reciprocity::tabs_ui;
use crate::ui::shell::scrolled;
use crate::ui::theme::{GAP, GAP_SMALL, TEXT_WIDTH_MAX, Tone};
use crate::ui::widgets::{
    Weight, banner, button, card, check, chip, closes, empty_ui, flow, line_with_right, meta,
    modal, muted, not_judged_ui, section, send_button, sent_trouble_ui, strong, title,
};
use crate::view::{PeriodState, PeriodView, PeriodsView, SealView, UncountedView};
use crate::words::{self, books, periods as w};

/// What the page keeps between frames.
#[derive(Default)]
pub struct PeriodsState {
    signing: Option<FactId>,
    sent: Sent,
    closing: Option<Closing>,
}

/// A period that is being closed.
struct Closing {
    period: Period,
    name: String,
    anew: bool,
    left_out: BTreeSet<FactId>,
    back: Sent,
    sent: Sent,
}

/// Draws the page.
pub fn periods_ui(ui: &mut Ui, view: &PeriodsView, state: &mut PeriodsState, desk: &mut Desk<'_>) {
    state.sent.take_done(desk.view);
    scrolled(ui, "periods", TEXT_WIDTH_MAX + 64.0, |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        title(ui, w::TITLE);
        tabs_ui(ui, &Route::Periods, desk);
        meta(ui, w::WHAT);
        if !view.ready {
            muted(ui, words::OPENING);
            return;
        }
        if !desk.judges() {
            not_judged_ui(ui);
        } else if view.periods.is_empty() {
            empty_ui(ui, icon::LEDGER, w::NONE, w::WHAT, None);
        }
        for period in &view.periods {
            ui.push_id(period.period.to_string(), |ui| {
                card(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.spacing_mut().item_spacing.y = GAP_SMALL;
                    period_ui(ui, period, state, desk);
                });
            });
        }
    });
    closing_ui(ui, view, state, desk);
}

fn look(state: PeriodState) -> (&'static str, Tone) {
    match state {
        PeriodState::Running => (icon::WAITS, Tone::Plain),
        PeriodState::Open => (icon::WAITS, Tone::News),
        PeriodState::Waiting => (icon::WAITS_FOR_PERSON, Tone::Look),
        PeriodState::Closed => (icon::GOOD, Tone::Good),
        PeriodState::Twice => (icon::WARNING, Tone::Look),
    }
}

fn period_ui(ui: &mut Ui, period: &PeriodView, state: &mut PeriodsState, desk: &mut Desk<'_>) {
    let is_steward = desk.may_write() && desk.me().is_some_and(|me| me.steward);
    let mut opens = None;
    line_with_right(
        ui,
        |ui| {
            section(ui, &period.name);
            let (symbol, tone) = look(period.state);
            chip(ui, symbol, &w::state(period.state, period.last), tone);
        },
        |ui| {
            let (text, weight) = match period.state {
                PeriodState::Running => return,
                PeriodState::Open => (w::close(period.period), Weight::Primary),
                _ => (w::CLOSE_ANEW.to_owned(), Weight::Quiet),
            };
            let name = format!("{text} {}", period.name);
            let shown = |ui: &mut Ui| match period.state {
                PeriodState::Open => button(ui, &text, weight),
                _ => button(ui, &text, weight).accessible_name(&name),
            };
            if is_steward && shown(ui).clicked() {
                opens = Some(period.state != PeriodState::Open);
            }
        },
    );
    if let Some(twice) = &period.twice {
        banner(ui, icon::WARNING, Tone::Look, |ui| {
            ui.add(egui::Label::new(twice).wrap());
        });
    }
    for seal in &period.seals {
        ui.push_id(seal.fact, |ui| seal_ui(ui, period, seal, state, desk));
    }
    if let Some(anew) = opens {
        state.closing = Some(Closing {
            period: period.period,
            name: period.name.clone(),
            anew,
            left_out: BTreeSet::new(),
            back: Sent::default(),
            sent: Sent::default(),
        });
    }
}

fn seal_ui(
    ui: &mut Ui,
    period: &PeriodView,
    seal: &SealView,
    state: &mut PeriodsState,
    desk: &mut Desk<'_>,
) {
    flow(ui, |ui| {
        ui.add(egui::Label::new(&seal.words).wrap());
        if period.twice.is_some()
            && let Some(holds) = seal.holds
        {
            match holds {
                true => chip(ui, icon::GOOD, w::HOLDS, Tone::Good),
                false => chip(ui, icon::NOT_COUNTED, w::HOLDS_NOT, Tone::Plain),
            };
        }
    });
    for note in &seal.notes {
        meta(ui, note);
    }
    if seal.may_sign && desk.may_write() {
        ui.horizontal(|ui| {
            if send_button(ui, desk, &state.sent, w::SIGN, Weight::Primary, Ok(())) {
                state.signing = Some(seal.fact);
                state.sent.send(desk, Request::CoSign(seal.fact));
            }
        });
    }
    if state.signing == Some(seal.fact) {
        sent_trouble_ui(ui, desk, &state.sent);
    }
}

/// What would share out no income of the period once it is closed, and what helps before.
fn unbacked_ui(ui: &mut Ui, unbacked: &[UncountedView], back: &mut Sent, desk: &mut Desk<'_>) {
    back.take_done(desk.view);
    if unbacked.is_empty() {
        return;
    }
    banner(ui, icon::WARNING, Tone::Look, |ui| {
        strong(ui, w::UNBACKED);
        ui.add(egui::Label::new(w::UNBACKED_WHY).wrap());
        for one in unbacked {
            ui.push_id(one.release, |ui| {
                ui.add(egui::Label::new(&one.said).wrap());
                if one.may_back {
                    let name = format!("{}: {}", books::BACK, one.said);
                    let back_it = button(ui, books::BACK, Weight::Normal).accessible_name(name);
                    if back_it.clicked() {
                        back.send(desk, Request::Confirm(one.release));
                    }
                }
            });
        }
        sent_trouble_ui(ui, desk, back);
    });
}

/// The form, while it is open.
fn closing_ui(ui: &mut Ui, view: &PeriodsView, state: &mut PeriodsState, desk: &mut Desk<'_>) {
    let Some(form) = &mut state.closing else {
        return;
    };
    let mut close = form.sent.take_done(desk.view).is_some();
    let shown = modal(ui, "closing", |ui| {
        ui.set_width(440.0);
        ui.spacing_mut().item_spacing.y = GAP;
        section(ui, w::CLOSE);
        meta(ui, &form.name);
        if form.anew {
            ui.add(egui::Label::new(w::CLOSE_ANEW_WHY).wrap());
        }
        ui.add(egui::Label::new(w::CLOSE_WHY).wrap());
        let closing = view.periods.iter().find(|one| one.period == form.period);
        let unbacked = closing.map_or(&[][..], |one| &one.unbacked);
        unbacked_ui(ui, unbacked, &mut form.back, desk);
        if !view.questioned.is_empty() {
            section(ui, w::LEAVE_OUT);
            meta(ui, w::LEAVE_OUT_WHY);
            for (fact, words) in &view.questioned {
                let mut out = form.left_out.contains(fact);
                if check(ui, &mut out, words).changed() {
                    match out {
                        true => form.left_out.insert(*fact),
                        false => form.left_out.remove(fact),
                    };
                }
            }
        }
        ui.horizontal(|ui| {
            if send_button(ui, desk, &form.sent, w::CLOSE_SAVE, Weight::Primary, Ok(())) {
                let request = Request::Seal {
                    period: form.period,
                    left_out: form.left_out.iter().copied().collect(),
                    anew: form.anew,
                };
                form.sent.send(desk, request);
            }
            close |= button(ui, words::CANCEL, Weight::Normal).clicked();
        });
        sent_trouble_ui(ui, desk, &form.sent);
    });
    if closes(ui, &shown, close) {
        state.closing = None;
    }
}
